"""Publishing a round: who is counted, which groups are drawn and which keep an earlier day, and then doing it."""

from __future__ import annotations

import streamlit as st

from assessment.benchmark import Decision, Drawings, group_name
from assessment.findings import Table
from assessment.language import moment_day, number
from assessment.rounds import Round
from assessment.screens.coordinator.parts import running
from assessment.screens.parts import choices, figures, markdown
from assessment.storage import Candidate
from assessment.visit import Visit

A_PAGE = 20  # departments that are not counted


@st.fragment
def show(visit: Visit, chosen: Round) -> None:
    """Draw the prospect of a round that is closed, and the way to publish it."""
    say = visit.say
    if chosen.published_at is None:
        st.header(say("rounds.publish.title"), anchor=False)
        _prospect(visit, chosen)
        return
    with st.expander(say("rounds.publish.again")):
        st.markdown(say("rounds.publish.again_means"))
        if st.checkbox(say("rounds.publish.see"), key=f"see-{chosen.id}-{visit.language}"):
            _prospect(visit, chosen)


def _prospect(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.spinner(say("region.working")):
        drawn, candidates = visit.store.prospect(chosen.id)
    counted = [one for one in candidates if one.counts]
    st.subheader(say("rounds.publish.counted", len(counted)) if counted else say("rounds.publish.nobody"), anchor=False)
    _who(visit, candidates)
    if not counted:
        return
    if drawn is not None:
        _groups(visit, drawn)
    st.markdown(say("rounds.publish.promise"))
    sure = st.checkbox(say("rounds.publish.sure"), key=f"publish-sure-{chosen.id}-{visit.language}")
    if st.button(say("rounds.publish.button"), type="primary", icon=":material/campaign:", key="publish"):
        if sure:
            running.act(visit, "published", lambda: visit.store.publish(chosen.id))
        else:
            st.error(say("rounds.problem.unconfirmed"))


def _who(visit: Visit, candidates: list[Candidate]) -> None:
    say = visit.say
    counted = [one for one in candidates if one.counts]
    others = [one for one in candidates if not one.counts]
    if counted:
        with st.expander(say("rounds.publish.who")):
            st.markdown(markdown.plain(", ".join(one.name for one in counted)))
    if others:
        with st.expander(say("rounds.publish.not_counted", len(others))):
            heads = (say("rounds.department"), say("rounds.publish.why"))
            shown = choices.page_of(others, A_PAGE, "not-counted")
            figures.table(Table(heads, tuple((one.name, say(f"rounds.publish.reason.{one.reason}")) for one in shown)))


def _groups(visit: Visit, drawn: Drawings) -> None:
    st.subheader(visit.say("rounds.publish.groups"), anchor=False)
    st.markdown("\n".join(f"- {markdown.plain(_group(visit, one))}" for one in drawn.decisions))


def _group(visit: Visit, decision: Decision) -> str:
    """A group, how many are counted in it, what is shown of it, and what stands in the way of new figures."""
    say = visit.say
    name = group_name(decision.criteria)
    facts = {key: number(value, visit.language) for key, value in name.facts.items()}
    said = say(
        "rounds.publish.group",
        group=_capital(say(name.key, None, **facts)),
        n=number(decision.members, visit.language),
        what=_shown(visit, decision),
    )
    change = decision.closest
    if change is not None:
        said += " " + say(
            "benchmark.preview.change",
            day=moment_day(change.since, visit.language, visit.zone),
            came=number(change.came, visit.language),
            left=number(change.left, visit.language),
            otherwise=number(change.otherwise, visit.language),
            needed=number(decision.needed, visit.language),
        )
    if decision.reason is not None:
        said += " " + say(decision.reason)
    return said


def _shown(visit: Visit, decision: Decision) -> str:
    say = visit.say
    if decision.drawn:
        words = say("benchmark.preview.drawn")
    elif decision.figures_of is None:
        words = say("benchmark.preview.not_shown")
    else:
        day = moment_day(decision.figures_of, visit.language, visit.zone)
        words = say("benchmark.preview.kept", day=day)
    return words[:1].lower() + words[1:]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
