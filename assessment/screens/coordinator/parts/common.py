"""What the coordinator's pages share: the region and the round they are about, which departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from assessment.benchmark import band_ids
from assessment.findings.region import choice, size
from assessment.language import day, moment_day
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.reading.region import RegionReading
from assessment.region import NOT_SAID, Member, Only, Results
from assessment.region.members import alphabetical
from assessment.rounds import Round, RoundState, at_hand
from assessment.screens.coordinator.parts import beginning
from assessment.screens.parts import links, markdown, tab
from assessment.screens.parts.choices import ALL, PAGE, VIEW, choose, select
from assessment.screens.parts.figures import PROSE, ROUND
from assessment.screens.parts.sealed import as_id
from assessment.visit import Visit

_NOT_SAID = "-"  # stands in an address for what nobody has stated
_PARTS = {"staff": "staff_band", "form": "form", "territory": "territory", "area": "area"}  # by name in an address
CARRIED = (ROUND, *_PARTS)  # what an address says of all pages of a region
CHOSEN = (*CARRIED, "state", "reason", "find", VIEW, PAGE)  # and what it says of one; page.js knows them too
_KEPT = "view"  # of this tab: what was shown last
_Read = TypeVar("_Read")
_ROOM = 2  # so many choices leave room for words beside them


@dataclass(frozen=True)
class View:
    """What a page of the region shows: a round, and which of its departments."""

    of: RegionReading
    chosen: Round
    which: Only
    there: tuple[Member, ...]  # every department of the round
    rounds: tuple[Round, ...]  # that can be chosen, oldest first

    def address(self, **more: str) -> dict[str, str]:
        """What stands in the address of a page that shows the same, for links; with `more` of that page's own."""
        parts = {name: getattr(self.which, part) for name, part in _PARTS.items()}
        said = {name: value or _NOT_SAID for name, value in parts.items() if value is not None}
        return {ROUND: str(self.chosen.id), **said, **more}

    def questionnaire(self, visit: Visit) -> Questionnaire:
        """The one that the round asks."""
        return reading.questionnaire(visit.store, self.of, self.chosen)


def region_of(visit: Visit) -> str:
    """The id of the coordinator's own region."""
    assert visit.person.region_id is not None, "only somebody of a region has these pages"
    return visit.person.region_id


def read(visit: Visit) -> RegionReading:
    """The region as it is now."""
    return reading.read(visit.store, region_of(visit))


def opened(
    visit: Visit, of: RegionReading | None = None, *, narrows: bool = True, planned: bool = False
) -> View | None:
    """What a page is about; None where there is no round, which is said then.

    The address says it, and the menu knows nothing of addresses: so a page that is opened without takes what the last
    one showed, and writes it into its own. Then reload, Back and a copied link show the same.

    Args:
        visit: whose.
        of: the region, where the page has read it.
        narrows: whether the page can show some of the departments; one that cannot carries the choice on.
        planned: whether it can show a round that has not opened.
    """
    of = read(visit) if of is None else of
    asked = st.query_params.to_dict()
    kept = {} if any(name in asked for name in CARRIED) else st.session_state.get(_KEPT, {})
    rounds = (*of.rounds, *of.planned) if planned else of.rounds
    wanted_id = as_id((asked | kept).get(ROUND))
    chosen = next((one for one in rounds if one.id == wanted_id), at_hand(rounds, of.now))
    if chosen is None:
        beginning.show(visit, of)
        return None
    there = reading.members(visit.store, of, chosen) if narrows else ()
    wanted = {part: _wanted(part, (asked | kept).get(name), there) for name, part in _PARTS.items()}
    view = View(of, chosen, Only(**wanted), there, rounds)
    now_at = {name: value for name, value in asked.items() if name not in CARRIED} | view.address()
    if now_at != asked:
        st.query_params.from_dict(now_at)
    st.session_state[_KEPT] = view.address()
    return view


def _wanted(part: str, given: str | None, there: Sequence[Member]) -> str | None:
    """What is asked of departments; where it is known who there is, only what one of them is like."""
    wanted = NOT_SAID if given == _NOT_SAID else given
    return wanted if not there or any(getattr(one, part) == wanted for one in there) else None


def bar(visit: Visit, view: View, *, narrows: bool = True) -> None:
    """Draw in one line which round is shown, and which departments of it; a choice is written into the address.

    Args:
        visit: whose.
        view: what the page shows.
        narrows: whether the page can show some of the departments.
    """
    today = moment_day(view.of.now, visit.language, visit.zone)
    parts = {name: part for name, part in _PARTS.items() if len({getattr(one, part) for one in view.there}) > 1}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        _round(visit, view)
        if narrows:
            for name, part in parts.items():
                _narrowing(visit, view, name, part)
        if len(parts) < _ROOM:
            st.caption(
                markdown.plain(visit.say("region.as_of", region=view.of.region.name, day=today)), width="content"
            )
    latest = view.of.at_hand
    if latest is None or view.chosen == latest or view.chosen not in view.of.rounds:
        return
    if here := st.session_state.get("screen"):
        tab.name(visit, visit.say(f"menu.{here}"), view.chosen.title)
    said = visit.say("region.view.earlier", round=view.chosen.title)
    with anew("earlier"), st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f":blue-badge[:material/history: {markdown.plain(said)}]", width="content")
        if st.button(markdown.plain(visit.say("region.view.latest", round=latest.title)), type="tertiary"):
            choose({ROUND: str(latest.id)})
            st.rerun()


def _round(visit: Visit, view: View) -> None:
    """Draw the choice of a round, and before it the way to the one before: last year's view of the same.

    Of two that go by one title it says the day on which each opened.
    """
    before = _step_back(view)
    if before is not None:
        st.button(
            f":material/chevron_left: {markdown.plain(before.title)}",
            help=visit.say("region.view.before"),
            type="tertiary",
            on_click=lambda: choose({ROUND: str(before.id)}),
        )
    alike = Counter(one.title for one in view.rounds)
    titles = {}
    for one in reversed(view.rounds):
        name = one.title if alike[one.title] == 1 else f"{one.title}, {day(one.opens_on, visit.language)}"
        is_planned = one.state(view.of.now) is RoundState.PLANNED
        titles[str(one.id)] = visit.say(f"region.view.{'planned' if is_planned else 'round'}", round=name)
    select(visit, ROUND, titles, str(view.chosen.id), visit.say("region.view.which_round"))


def _step_back(view: View) -> Round | None:
    """The round before the one that is shown."""
    place = view.rounds.index(view.chosen)
    return view.rounds[place - 1] if place else None


def _narrowing(visit: Visit, view: View, name: str, part: str) -> None:
    """Draw the choice of departments by one thing in which they differ."""
    say, stated = visit.say, {getattr(one, part) for one in view.there}
    if part == "staff_band":
        in_order = [one for one in band_ids(view.questionnaire(visit).staff_bands) if one in stated]
    else:
        in_order = sorted(stated - {NOT_SAID}, key=lambda one: alphabetical(_words(visit, view, part, one)))
    options = [*in_order, *({NOT_SAID} & stated)]
    named = {ALL: say(f"region.view.all.{part}")} | {
        one or _NOT_SAID: _words(visit, view, part, one) for one in options
    }
    wanted = getattr(view.which, part)
    select(visit, name, named, ALL if wanted is None else wanted or _NOT_SAID, say(f"region.filter.{part}"))


def _words(visit: Visit, view: View, part: str, stated: str) -> str:
    """What departments stated of themselves, in words that stand alone in a list."""
    if part == "staff_band":
        return size(stated, visit.say)
    if not stated:
        return visit.say(f"region.view.not_said.{part}")
    if part == "area":
        return stated
    return choice(view.questionnaire(visit), "form" if part == "form" else "main_territory", stated, visit.say)


@contextmanager
def anew(name: str) -> Iterator[None]:
    """What a choice changes: drawn anew as a whole once another is made.

    At another address `main` draws a page anew, because Streamlit would write its words into what stands there, where
    they are not seen once a browser has put a translation in the place. For what is chosen to be looked at it does not:
    the field in which one chooses would be another, and lose the focus. So on a page with the bar the title stands in
    one of these and what is beneath the bar in another; the bar, and every other field that writes into the address
    (`choices`), stands in none.

        with common.anew("title"):
            st.title(...)
        common.bar(visit, view)
        with common.anew("found"):
            ...

    Args:
        name: of this part, once a page.
    """
    said = (f"{one}={value}" for one, value in st.query_params.to_dict().items() if one in CHOSEN)
    at = "-".join((name, *said))
    place = st.empty() if st.session_state.get(f"anew-{name}", at) != at else st
    st.session_state[f"anew-{name}"] = at
    with place.container(key=at):
        yield


@contextmanager
def held() -> Iterator[None]:
    """What is read or filled in: no wider than a column of text, at the left edge of the page."""
    with st.container(width=PROSE):
        yield


def handed(found: _Read, again: Callable[[], _Read]) -> Callable[[], _Read]:
    """What a page has read, for the first drawing of a fragment of it; drawn by itself later on, it reads again."""
    left = [found]
    return lambda: left.pop() if left else again()


def scored(visit: Visit, of: RegionReading, chosen: Round) -> Results:
    """What was submitted in a round, with words while it is worked out."""
    with st.spinner(visit.say("region.working")):
        return reading.scored(visit.store, of, chosen)


def nothing(visit: Visit, view: View, region: Results) -> None:
    """Say why there are no figures: no department fits the choice, or none has submitted; and invite, if none was."""
    st.markdown(visit.say("region.no_choice" if region.assessed else "region.nobody"))
    if not region.assessed and view.chosen.state(view.of.now) is RoundState.OPEN:
        beginning.until_invited(visit, view.of, view.chosen)


def to_assessment(visit: Visit, view: View | None, department_id: str, name: str, round_id: int) -> None:
    """A link to a submitted assessment, which is of a round of its own."""
    st.page_link(
        links.screen(visit, "assessment"),
        label=markdown.plain(name),
        icon=":material/arrow_forward:",
        query_params={**({} if view is None else view.address()), "department": department_id, "round": str(round_id)},
    )


def to_department(
    visit: Visit,
    view: View | None,
    department_id: str,
    name: str,
    *,
    arrow: bool = False,
    asked: Mapping[str, str] | None = None,
) -> None:
    """A link to a department against its region; with an arrow where it does not stand in a list of links.

    Args:
        visit: whose.
        view: what is shown here; None where this page shows no round.
        department_id: whose page.
        name: what the link says.
        arrow: whether it has one.
        asked: what the list is of that it stands in, as an address says it; earlier and next are of the same.
    """
    st.page_link(
        links.screen(visit, "department"),
        label=markdown.plain(name),
        icon=":material/arrow_forward:" if arrow else None,
        query_params={**({} if view is None else view.address(**(asked or {}))), "department": department_id},
    )


def to_screen(visit: Visit, view: View, name: str, label: str, /, **more: str) -> None:
    """A link to another page of the region, which shows the same round and departments.

    Args:
        visit: whose.
        view: what is shown here.
        name: of the screen.
        label: what the link says.
        more: what else stands in its address.
    """
    st.page_link(
        links.screen(visit, name),
        label=markdown.plain(label),
        icon=":material/arrow_forward:",
        query_params=view.address(**more),
    )


def who(departments: Sequence[tuple[str, str]]) -> None:
    """Names of departments by size."""
    lines = (f"**{markdown.plain(title)}:** {markdown.plain(named)}" for title, named in departments)
    st.markdown("  \n".join(lines))


def fold(visit: Visit, label: str, key: str, icon: str | None = None) -> ExpanderContainer:
    """Draw a fold that names departments, which are as many as a region has: they are drawn when it is opened."""
    drawn = st.expander(label, icon=icon, key=f"fold-{key}", on_change="rerun")
    if drawn.open:
        visit.store.person()  # a page that was left open shows nothing after its session
    return drawn
