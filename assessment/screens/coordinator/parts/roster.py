"""Which departments a list is of: what the address asks for, drawn as choices, and the list that fits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from assessment.findings import region as words
from assessment.findings.region import Sources
from assessment.findings.words import capital
from assessment.language import day, number
from assessment.reading import region as reading
from assessment.reading.region import EVERYBODY
from assessment.region import Listed, Reason, Situation, Sought
from assessment.rounds import MOST_NAME, Department
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices
from assessment.screens.parts.choices import ALL, PAGE
from assessment.visit import Visit

A_PAGE = 30  # departments
_FIELD = 320  # px: a search or a choice
STATE, REASON, FIND = "state", "reason", "find"  # names in an address

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True)
class RosterPage:
    """The list of departments that the address asks for."""

    view: View
    whole: tuple[Listed, ...]  # every department of the register
    sought: Sought
    found: tuple[Listed, ...]  # those that fit, by name

    def address(self) -> dict[str, str]:
        """What is asked besides the view, as it stands in an address."""
        asked = {STATE: self.sought.situation, REASON: self.sought.reason, FIND: self.sought.find}
        return {name: str(value) for name, value in asked.items() if value}


@dataclass(frozen=True)
class Beside:
    """Where a department stands in the list that the address asks for."""

    names: Sequence[tuple[str, str]]  # of the whole list: ids and names
    place: int | None  # from 0; None where it does not stand there
    asked: dict[str, str]  # besides the view, as it stands in an address

    @property
    def back(self) -> dict[str, str]:
        """The same list at the page on which it stands."""
        page = (self.place or 0) // A_PAGE + 1
        return {**self.asked, PAGE: str(page)} if page > 1 else self.asked


def read(visit: Visit, view: View) -> RosterPage:
    """What the address asks for; what it asks for that there is not, is not asked."""
    whole = reading.departments(visit.store, view.of, view.chosen)
    find = str(st.query_params.get(FIND, ""))[:MOST_NAME].strip()
    sought = Sought(view.which, _of(Situation, STATE), _of(Reason, REASON), find)
    return RosterPage(view, whole, sought, tuple(one for one in whole if sought.takes(one)))


def is_asked(view: View) -> bool:
    """Whether the address asks for some departments of the list, and not for all."""
    return view.which != EVERYBODY or any(name in st.query_params for name in (STATE, REASON, FIND))


def beside(visit: Visit, view: View, department_id: str) -> Beside:
    """Where a department stands; how far everybody is, is read only where some are asked for."""
    names: Sequence[tuple[str, str]]
    if is_asked(view):
        found = read(visit, view)
        names, asked_ = [(one.member.id, one.member.name) for one in found.found], found.address()
    else:
        names, asked_ = reading.in_order(visit.store, view.of, view.chosen), {}
    place = next((at for at, (one, _) in enumerate(names) if one == department_id), None)
    return Beside(names, place, asked_)


def sources(visit: Visit, view: View, seen: Mapping[str, datetime] | None = None) -> Sources:
    """What the words about departments are taken from; `seen` where they are to say when somebody signed in last."""
    before = view.of.before(view.chosen)
    names = {one.id: one.name for one in view.of.departments}
    departed = {one.id: gone(visit, one, names) for one in view.of.departments if one.left_on is not None}
    title = "" if before is None else before.title
    return Sources(view.chosen, title, view.questionnaire(visit), departed, visit.zone, seen or {})


def gone(visit: Visit, one: Department, names: dict[str, str]) -> str:
    """When a department left, and what it became part of."""
    assert one.left_on is not None, "it has left"
    when = day(one.left_on, visit.language)
    if one.merged_into is not None:
        return visit.say("departments.merged", into=names.get(one.merged_into, one.merged_into), day=when)
    return visit.say("departments.left", day=when)


def narrow(visit: Visit, of: RosterPage) -> None:
    """Draw the search and the choices of a state and a reason; each says how many there are."""
    say = visit.say
    here = [one for one in of.whole if of.sought.which.takes(one.member)]
    states = Counter(one for each in here for one in each.situations)
    reasons = Counter(one for each in here for one in each.reasons)
    asks = of.view.questionnaire(visit)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _find(visit, of.sought.find)
        named = {one: words.situation_words(one, say) for one in Situation}
        _choose(visit, STATE, named, states, of.sought.situation)
        named_ = {one: words.reason_words(one, asks, say) for one in Reason}
        _choose(visit, REASON, named_, reasons, of.sought.reason)


def asked(visit: Visit, of: RosterPage) -> Sequence[str]:
    """What is asked, in words; nothing for everybody. The bar says the rest."""
    say, sought = visit.say, of.sought
    said = []
    if sought.situation is not None:
        said.append(words.situation_words(sought.situation, say))
    if sought.reason is not None:
        said.append(words.reason_words(sought.reason, of.view.questionnaire(visit), say))
    if sought.find:
        said.append(say("departments.find.asked", words=sought.find))
    return said


def _choose(
    visit: Visit, name: str, named: dict[_Choice, str], counts: Mapping[_Choice, int], now: _Choice | None
) -> None:
    """Draw a choice of what there is; what was chosen stays one where there is nobody any more."""
    say = visit.say
    options = {
        str(one): say("departments.state.counted", words=capital(words_), n=number(counts[one], visit.language))
        for one, words_ in named.items()
        if counts[one] or one is now
    }
    if options:
        everybody = {ALL: say(f"departments.{name}.all")}
        choices.select(visit, name, everybody | options, str(now or ALL), say(f"departments.{name}.label"), _FIELD)


def _find(visit: Visit, now: str) -> None:
    key = f"view-{FIND}-{visit.language}"
    st.session_state[key] = now
    st.text_input(
        visit.say("departments.find.label"),
        max_chars=MOST_NAME,
        type="search",
        icon=":material/search:",  # which it brings by itself, but whoever makes the font of icons reads it here
        placeholder=visit.say("departments.find.label"),
        key=key,
        label_visibility="collapsed",
        width=_FIELD,
        on_change=lambda: choices.choose({FIND: st.session_state[key].strip() or ALL}),
    )


def _of(kind: type[_Choice], name: str) -> _Choice | None:
    """What the address says under a name, where it is one of these."""
    given = str(st.query_params.get(name, ""))
    return next((one for one in kind if one == given), None)
