"""One step of a department's plan: how it stands, by when and who does it, and a fold with its fields and history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from assessment import language
from assessment.commitments import Commitment, Status
from assessment.findings import commitments as words
from assessment.findings import own_plan
from assessment.findings.commitments import CommitmentInWords
from assessment.findings.words import capital
from assessment.library import Sorted
from assessment.questionnaire import Questionnaire, successor
from assessment.reading.commitments import Decided
from assessment.rounds import day_of
from assessment.screens.chief.parts import step_field
from assessment.screens.chief.parts.step_field import Field
from assessment.screens.parts import figures, helps, spoken
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

STANDS = (Status.PLANNED, Status.UNDER_WAY, Status.DONE, Status.GIVEN_UP)
_SIGNS = {
    Status.PLANNED: ":material/event:",
    Status.UNDER_WAY: ":material/play_circle:",
    Status.DONE: ":green[:material/check_circle:]",
    Status.GIVEN_UP: ":material/block:",
}
_MOST_OF_IT = 180  # characters of what is to be done, where the step is closed


@dataclass(frozen=True)
class PlanPage:
    """What the steps of a page are told in."""

    of: Decided
    asked: Questionnaire  # today's, which may not ask every practice any more
    can_change: bool
    there: Sorted  # documents of the region, read once for the page


def today(visit: Visit) -> date:
    """The day it is in the region."""
    return day_of(visit.store.now, visit.zone)


@st.fragment
def show(visit: Visit, plan: PlanPage, one: Commitment) -> None:
    """Draw a step; opening it and filling it in draws only it anew, but for what the page says outside of it."""
    one = visit.store.history_of_commitment(one.id)[-1]
    found = words.told(one, plan.of, visit.say, visit.zone)
    key = opened_by(one)
    with st.container(gap=None):
        line = st.container()
        fold = st.expander(_label(visit, found), key=key, on_change="rerun")
        if fold.open:
            with fold:
                if plan.can_change:
                    one = _filled_in(visit, plan, one)
                else:
                    _read(visit, found)
                _about(visit, plan, words.told(one, plan.of, visit.say, visit.zone))
        found = words.told(one, plan.of, visit.say, visit.zone)
        with line:
            _line_of(visit, found)
        now = successor(plan.asked, one.question_id)
        helps.line(visit, plan.there, now or one.question_id, found.practice)


def opened_by(one: Commitment | int) -> str:
    """The key of what says whether a step is open."""
    return f"open-step-{one if isinstance(one, int) else one.id}"


def _label(visit: Visit, found: CommitmentInWords) -> str:
    """What the fold says; as long as it is open the same, for with another label the fields in it would be new ones."""
    kept, is_open = f"label-{opened_by(found.of)}-{visit.language}", bool(st.session_state.get(opened_by(found.of)))
    label: str | None = st.session_state.get(kept)
    if label is None or not is_open:
        what = found.what
        if len(what) > _MOST_OF_IT:
            what = f"{what[:_MOST_OF_IT].rsplit(' ', 1)[0]}…"
        badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if found.essential else ""
        label = st.session_state[kept] = f"**{plain(what)}**{badge} {plain(found.practice)}"
    st.session_state[opened_by(found.of)] = is_open  # it stays so when it has another label
    return label


def _line_of(visit: Visit, found: CommitmentInWords) -> None:
    """Draw above the fold how the step stands, by when, and who does it."""
    late = (
        f" :orange-badge[:material/schedule: {visit.say('plan.overdue')}]" if found.of.is_overdue(today(visit)) else ""
    )
    st.markdown(f":small[{_SIGNS[found.of.status]} {plain(found.line)}]{late}")


def _read(visit: Visit, found: CommitmentInWords) -> None:
    """Draw what stands in the fields, for whoever cannot change them."""
    say, one = visit.say, found.of
    st.text(found.what)
    st.markdown(plain(found.line))
    for key, value in (("effort", one.effort), ("note", one.note), ("because", one.because)):
        if value:
            st.markdown(f"**{say(f'plan.field.{key}')}**")
            st.text(value)


def _filled_in(visit: Visit, plan: PlanPage, one: Commitment) -> Commitment:
    """Draw the fields; returns the step as it is then."""
    before, is_all_saved = one, True
    if one.lacks_a_name:
        st.warning(visit.say("plan.erased.here"), icon=":material/person_off:")
    with st.grid(2, min_column_width=300, gap="small") as grid:
        places = {"who": grid.cell(), "month": grid.cell()}
    over, standing, line, more = (st.container() for _ in range(4))
    for field in _fields(visit, plan, one):
        with places.get(field.name, standing if field.name in ("status", "because") else more):
            one, is_saved = step_field.show(visit, one, field)
            is_all_saved = is_all_saved and is_saved
    with over:
        _ask_about_month(visit, one)
    with line:
        when = {"time": spoken.at(visit, one.saved_at), "name": one.author}
        said = visit.say("plan.saved", None, **when) if is_all_saved else ""
        spoken.line(said, sign=spoken.SAVED if said else "", version=one.version)
    if _outside(visit, one) != _outside(visit, before):
        st.rerun()
    return one


def _outside(visit: Visit, one: Commitment) -> tuple[Status, bool, bool]:
    """What the page counts or offers because of a step: how it stands, that it has a month, that the month is over."""
    return one.status, one.month is not None, one.is_overdue(today(visit))


def _ask_about_month(visit: Visit, one: Commitment) -> None:
    """Ask about a month that is over; it is kept."""
    if one.is_overdue(today(visit)) and one.month is not None:
        st.warning(visit.say("plan.month_over", None, month=capital(language.month(one.month, visit.language))))


def _fields(visit: Visit, plan: PlanPage, one: Commitment) -> Iterator[Field]:
    """Who and when come first: most plans are made of them."""
    yield _line("who", visit.say("plan.field.who"))
    yield _month(visit, one)
    yield _status(visit)
    if one.status is Status.GIVEN_UP:
        yield because(visit, "plan.field.because")
    yield _action(visit, plan, one)
    yield _line("effort", visit.say("plan.field.effort"))
    yield Field("note", lambda key, value: _area(visit, "note", key, value), lambda held: language.clean(held).strip())


def _line(name: str, label: str) -> Field:
    return Field(name, lambda key, value: st.text_input(label, value=value, key=key), language.line)


def because(visit: Visit, key_of_label: str) -> Field:
    """The field that says why not."""
    return _line("because", visit.say(key_of_label))


def _area(visit: Visit, name: str, key: str, value: str) -> str:
    return st.text_area(visit.say(f"plan.field.{name}"), value=value, key=key, height="content")


def _action(visit: Visit, plan: PlanPage, one: Commitment) -> Field:
    """What is to be done; as it is recommended, until the department writes it otherwise."""
    recommended = one.recommended(plan.of.questionnaires[one.questionnaire_sha256]).action[visit.language]
    return Field(
        "action",
        lambda key, value: _area(visit, "action", key, value),
        lambda held: "" if language.line(held) == language.line(recommended) else language.line(held),
        lambda kept: kept or recommended,
    )


def _month(visit: Visit, one: Commitment) -> Field:
    options = own_plan.months(today(visit), (one.month,))

    def written(month: date | None) -> str:
        return "" if month is None else language.month(month, visit.language)

    def draw(key: str, value: date | None) -> Any:
        given = st.session_state.get(key)
        known = [*options, *(other for other in (value, given) if other is not None and other not in options)]
        return st.selectbox(
            visit.say("plan.field.month"),
            known,
            index=None if value is None else known.index(value),
            format_func=written,
            key=key,
            placeholder=visit.say("plan.no_month"),
        )

    return Field("month", draw, words=written, empty=None)


def _status(visit: Visit) -> Field:
    def written(status: Status) -> str:
        return visit.say(f"commitments.status.{status}")

    def draw(key: str, value: Status | None) -> Any:
        return st.radio(
            visit.say("plan.field.status"),
            STANDS,
            index=None if value is None else STANDS.index(value),
            format_func=written,
            key=key,
            horizontal=True,
        )

    return Field("status", draw, words=written, empty=None)


def _about(visit: Visit, plan: PlanPage, found: CommitmentInWords) -> None:
    """Draw where the step leads, where it comes from, its question, and every change of it."""
    say, one = visit.say, found.of
    st.markdown(f"{say('results.leads_to')} **{plain(found.leads)}**  \n{plain(found.sentence)}".rstrip())
    st.caption(plain(found.origin))
    if plan.asked.find(one.question_id) is None:
        st.markdown(say("plan.no_longer_asked"))
    else:
        figures.to_question(visit, plan.asked, one.question_id)
    fold = st.expander(say("plan.history"), key=f"history-step-{one.id}", on_change="rerun", type="compact")
    if fold.open:
        with fold:
            lines = words.history(visit.store.history_of_commitment(one.id), say, visit.zone)
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
