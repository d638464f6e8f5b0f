"""How a department moved: its rounds, each with the questionnaire it answered and the region as it was shown then."""

from __future__ import annotations

import streamlit as st

from assessment.findings import ChangeInWords, change, trend
from assessment.findings.came_of import came_of
from assessment.opening import comes_before
from assessment.reading import commitments
from assessment.reading.department import Past, history
from assessment.rounds import Round
from assessment.screens.chief.parts import departed, opening, seen
from assessment.screens.parts import audit, figures, links, markdown
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    department = visit.person.department_id
    assert department is not None, "only departments have a history"
    found = history(visit.store, department)
    rounds, past = list(found), list(found.values())
    if len(rounds) < 2:
        _too_few(visit, rounds, is_before=any(comes_before(one.submission.profile) for one in past))
    elif not opening.instead(visit, visit.say("menu.history"), [one.submission for one in past]):
        _moved(visit, rounds, past)
    _happened(visit, department)


def _happened(visit: Visit, department_id: str) -> None:
    """Draw what happened with the department: who did what, and who looked at its results."""
    region_id = visit.store.department(department_id).region_id
    audit.show(visit, lambda: visit.store.events(region_id, department_id), {}, "own-events")


def _moved(visit: Visit, rounds: list[Round], past: list[Past]) -> None:
    before, now = past[-2:]
    say = visit.say
    moved = change(before.assessed, now.assessed, say)
    st.title(markdown.plain(moved.headline), anchor=False)
    name, first, last = now.submission.department_name, past[0].round_title, now.round_title
    st.caption(markdown.plain(say("history.about", department=name, first=first, last=last)))
    _rounds(visit, rounds, past)
    _change(visit, before, now, moved)
    _plan(visit, {asked.id: one for asked, one in zip(rounds, past, strict=True)})


def _rounds(visit: Visit, rounds: list[Round], past: list[Past]) -> None:
    say = visit.say
    moves = visit.store.moves([one.id for one in rounds])
    found = trend(past, moves, say, visit.zone)
    figures.picture(visit, found.scores, "scores", explained=bool(found.scores.key.possible))
    for one in found.breaks:
        st.markdown(markdown.plain(one.sentence))
        if one.reworded is not None:
            figures.in_a_table(visit, one.reworded, title=say("history.reworded.which"))
    figures.to_rounds(say("history.results"), "results", rounds)
    figures.boxes(found.practices, "practices")
    figures.in_a_table(visit, found.practices.table)
    st.caption("  \n".join(markdown.plain(one) for one in (*found.captions, *found.moves)))
    seen.of_rounds(visit, visit.person.department_id or "", past)
    st.caption(say("history.as_shown_then"))


def _change(visit: Visit, before: Past, now: Past, moved: ChangeInWords) -> None:
    """Draw what is different from the round before, over what both asked."""
    heading = visit.say("history.change", before=before.round_title, now=now.round_title)
    if moved.pillars is None:
        return
    figures.picture(visit, moved.pillars, "pillars", heading=heading)
    for sentence in filter(None, (moved.sentence, moved.practices)):
        st.markdown(sentence)


def _plan(visit: Visit, past: dict[int, Past]) -> None:
    """Draw what came of the steps that were taken from earlier rounds; nothing where none were."""
    decided = commitments.gather(visit.store, visit.person.department_id or "")
    found = came_of(past, decided, visit.say, visit.zone)
    if found:
        st.header(visit.say("came_of.title"), anchor=False)
    for one in found:
        st.markdown(markdown.plain(one.sentence))
        if not one.few:
            figures.in_a_table(visit, one.table, title=visit.say("came_of.which"))
        elif one.table.rows:
            figures.table(one.table)


def _too_few(visit: Visit, rounds: list[Round], *, is_before: bool) -> None:
    say = visit.say
    st.title(say("menu.history"), anchor=False)
    if departed.departure(visit) is not None:
        st.markdown(say("departed.one_round" if rounds else "departed.nothing"))
    else:
        st.markdown(say("history.first" if rounds else "history.none"))
    st.page_link(
        links.screen(visit, "results" if rounds else "home"),
        label=say(("opening.see" if is_before else "home.see_result") if rounds else "results.to_start"),
        icon=":material/arrow_forward:",
    )
