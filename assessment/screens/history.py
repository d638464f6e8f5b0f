"""How a department moved: its rounds, each with the questionnaire it answered and the region as it was shown then."""

from __future__ import annotations

from itertools import pairwise

import streamlit as st

from assessment.answers import Submission
from assessment.findings import Change, Past, change, common, trend
from assessment.rounds import Round
from assessment.screens import figures, links
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    say, department, region = visit.say, visit.person.department_id, visit.person.region_id
    assert department is not None and region is not None, "only departments have a history"
    submissions = {one.round_id: one for one in visit.store.submissions(department)}
    rounds = [one for one in visit.store.rounds(region) if one.id in submissions]
    if len(rounds) < 2:
        _too_few(visit, rounds)
        return
    past = [_past(visit, one, submissions[one.id]) for one in rounds]
    before, now = past[-2:]
    both = common(before.questionnaire, before.submission.answers, now.questionnaire, now.submission.answers)
    moved = change(both, say)
    st.title(figures.plain(moved.headline), anchor=False)
    name = past[-1].submission.department_name
    st.caption(figures.plain(say("history.about", department=name, first=past[0].title, last=past[-1].title)))
    _rounds(visit, rounds, past)
    _change(visit, before, now, moved)


def _rounds(visit: Visit, rounds: list[Round], past: list[Past]) -> None:
    say = visit.say
    moves = [visit.store.moves(before.id, now.id) for before, now in pairwise(rounds)]
    found = trend(past, moves, say, visit.zone)
    figures.picture(visit, found.scores, "scores", explained=bool(found.scores.key.possible))
    for one in found.breaks:
        st.markdown(figures.plain(one.sentence))
        if one.reworded is not None:
            figures.in_a_table(visit, one.reworded, title=say("history.reworded.which"))
    figures.to_rounds(say("history.results"), "results", rounds)
    figures.picture(visit, found.practices, "practices")
    st.caption("  \n".join(figures.plain(one) for one in (*found.captions, *found.moves)))
    st.caption(say("history.as_shown_then"))


def _change(visit: Visit, before: Past, now: Past, moved: Change) -> None:
    """Draw what is different from the round before, over what both asked."""
    heading = visit.say("history.change", before=before.title, now=now.title)
    if moved.pillars is None:
        return
    figures.picture(visit, moved.pillars, "pillars", heading=heading)
    for sentence in filter(None, (moved.sentence, moved.practices)):
        st.markdown(sentence)


def _too_few(visit: Visit, rounds: list[Round]) -> None:
    say = visit.say
    st.title(say("menu.history"), anchor=False)
    st.markdown(say("history.first" if rounds else "history.none"))
    st.page_link(
        links.screen(visit, "results" if rounds else "home"),
        label=say("home.see_result" if rounds else "results.to_start"),
        icon=":material/arrow_forward:",
    )


def _past(visit: Visit, asked: Round, submission: Submission) -> Past:
    department = submission.department_id
    return Past(
        title=asked.title,
        questionnaire=visit.store.questionnaire(submission.questionnaire_sha256),
        submission=submission,
        benchmark=visit.store.comparison(department, asked.id),
        counted=visit.store.counted(department, asked.id),
    )
