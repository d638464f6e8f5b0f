"""All year, for whoever has submitted: the plan or the nearest steps, the report, the comparison, the rounds so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from assessment.answers import Submission
from assessment.findings import result
from assessment.findings.agenda import Agenda, agenda
from assessment.language import day, enumeration
from assessment.opening import comes_before
from assessment.reading import commitments
from assessment.reading.department import NotCompared, Reported, gather
from assessment.rounds import Department, Round, RoundState
from assessment.screens.chief.parts import step
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import figures, links
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit


def submitted_last(visit: Visit, now_on: Current | None) -> Submission | None:
    """What a department submitted in the round at hand, else last; None where it never did."""
    submissions = visit.store.submissions(visit.person.department_id or "")
    if now_on is not None and now_on.is_submitted:
        return next(one for one in reversed(submissions) if one.round_id == now_on.round.id)
    return submissions[-1] if submissions else None


def planned(visit: Visit, department: Department) -> Agenda:
    """What is next in the department's plan; nothing where it has left the network."""
    if department.left_on is not None:
        return Agenda()
    decided = commitments.gather(visit.store, department.id)
    return agenda(decided, step.today(visit), visit.say, visit.zone)


def overdue(visit: Visit, plan: Agenda) -> None:
    """Ask about the steps of which the month is over, whatever else the page is about."""
    if plan.overdue:
        with st.container(gap="xxsmall"):
            st.markdown(f":material/calendar_month: {plain(plan.overdue)}")
            _to_plan(visit, "agenda.say_how")


def show(visit: Visit, last: Submission, plan: Agenda, found: Sequence[Current], out: Round | None) -> None:
    """Draw it under what was submitted last.

    Args:
        visit: whose.
        last: what its steps and report are of.
        plan: of the department; where it has none, the steps that are recommended stand in its place.
        found: every round that the department is in, the one that opens last first.
        out: the round of a comparison that the page leads to already.
    """
    say = visit.say
    if comes_before(last.profile) and not plan.sentence:
        return  # a report and a comparison would say little; the steps before it opens stand above
    reported = gather(visit.store, last.department_id, last.round_id)
    assert reported is not None, "it has submitted in this round"
    st.header(say("year.title"), anchor=False)
    if plan.sentence:
        _plan(visit, plan)
    else:
        _recommended(visit, reported, last)
    _to(visit, "year.report", "report", last)
    if isinstance(reported.benchmark, NotCompared):
        st.markdown(reported.benchmark.sentence(say))
    elif out is None:
        to_comparison(visit, visit.store.round(last.round_id))
    if all(one.round.state(one.at) is not RoundState.PLANNED for one in found):  # else the page has said when it opens
        st.markdown(_so_far(visit, found))


def _plan(visit: Visit, plan: Agenda) -> None:
    st.subheader(visit.say("agenda.title"), anchor=False)
    st.markdown(plan.sentence)
    figures.numbered([f"**{plain(one.practice)}** · {plain(one.line)}  \n{plain(one.what)}" for one in plan.next])
    _to_plan(visit, "agenda.whole")


def _recommended(visit: Visit, reported: Reported, last: Submission) -> None:
    steps = result(reported.assessed, visit.say).steps
    st.subheader(visit.say("year.steps") if steps.all else steps.headline, anchor=False)
    figures.numbered([f"**{plain(one.practice)}** · {one.horizon}  \n{plain(one.action)}" for one in steps.first])
    if steps.all:
        _to_plan(visit, "agenda.make")
    _to(visit, "year.all_steps", "results", last)


def to_comparison(visit: Visit, asked: Round) -> None:
    """A link to the comparison of a round."""
    st.page_link(
        links.screen(visit, "comparison"),
        label=visit.say("results.see_comparison"),
        icon=":material/arrow_forward:",
        query_params={figures.ROUND: str(asked.id)},
    )


def _to_plan(visit: Visit, key: str) -> None:
    st.page_link(links.screen(visit, "plan"), label=visit.say(key), icon=":material/arrow_forward:")


def _to(visit: Visit, key: str, screen: str, last: Submission) -> None:
    st.page_link(
        links.screen(visit, screen),
        label=visit.say(key),
        icon=":material/arrow_forward:",
        query_params={figures.ROUND: str(last.round_id)},
    )


def _so_far(visit: Visit, found: Sequence[Current]) -> str:
    """That no round is set up yet, and from when to when the others were."""
    return visit.say("year.none_next", len(found), rounds=enumeration(list(_spans(visit, found)), visit.language))


def _spans(visit: Visit, found: Sequence[Current]) -> Iterator[str]:
    for one in reversed(found):
        opened, closed = (day(at, visit.language) for at in (one.round.opens_on, one.participation.last_day(one.round)))
        yield visit.say("year.span", title=plain(one.round.title), opened=opened, closed=closed)
