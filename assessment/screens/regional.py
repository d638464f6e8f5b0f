"""What the coordinator's pages share: the region and the round they are about, which departments, pages of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from assessment.findings.regional import choice, size
from assessment.language import moment_day
from assessment.reading import region as reading
from assessment.reading.region import Regional
from assessment.region import NOT_SAID, Only, Results
from assessment.rounds import Round
from assessment.screens import figures, links, markdown
from assessment.screens.sealed import asked_for
from assessment.visit import Visit

ALL = "*"  # stands for no choice in a list; None would be drawn as a field that was cleared
HELD = 760  # px: how wide text and figures are on a wide page

_Item = TypeVar("_Item")


def region_of(visit: Visit) -> str:
    """The id of the coordinator's own region."""
    assert visit.person.region_id is not None, "only somebody of a region has these pages"
    return visit.person.region_id


def read(visit: Visit) -> Regional:
    """The region as it is now."""
    return reading.read(visit.store, region_of(visit))


def asked(of: Regional) -> Round | None:
    """The round that the address names, else the one that is open or was last."""
    return of.round(asked_for())


def opened(visit: Visit) -> tuple[Regional, Round] | None:
    """The region and the round that a page is about; None where there is no round, which is said then."""
    of = read(visit)
    chosen = asked(of)
    if chosen is None:
        no_round(visit, of)
        return None
    return of, chosen


def nobody(visit: Visit, screen: str, title: str, of: Regional, chosen: Round) -> None:
    """A page about a round in which nobody has submitted yet."""
    st.title(title, anchor=False)
    caption(visit, of, chosen)
    other_rounds(visit, screen, of, chosen)
    st.markdown(visit.say("region.nobody"))


def scored(visit: Visit, of: Regional, chosen: Round) -> Results:
    """What was submitted in a round, with words while it is worked out."""
    with st.spinner(visit.say("region.working")):
        return reading.scored(visit.store, of, chosen)


def no_round(visit: Visit, of: Regional) -> None:
    """Say that there is nothing yet, and lead to where a round is set up."""
    st.title(markdown.plain(of.region.name), anchor=False)
    st.markdown(visit.say("region.no_round"))
    st.page_link(links.screen(visit, "rounds"), label=visit.say("region.to_rounds"), icon=":material/arrow_forward:")


def caption(visit: Visit, of: Regional, chosen: Round) -> None:
    """Say which region, round and day it is about, and that nobody else sees it."""
    day = moment_day(of.now, visit.language, visit.zone)
    st.caption(markdown.plain(visit.say("region.only_you", region=of.region.name, round=chosen.title, day=day)))


def other_rounds(visit: Visit, screen: str, of: Regional, chosen: Round) -> None:
    """Links to the same screen for other rounds."""
    figures.other_rounds(visit, screen, of.rounds, chosen)


@contextmanager
def held() -> Iterator[None]:
    """Text and figures on a wide page, no wider than they are read well."""
    with st.container(width=HELD):
        yield


def which(visit: Visit, region: Results, key: str) -> Only:
    """Draw the choice of departments by size, form and territory, and return what is chosen.

    Args:
        visit: whose.
        region: the round; only what its departments have can be chosen.
        key: of the page.
    """
    members = [one.member for one in region.assessed]
    with st.grid(3, min_column_width=180):
        return Only(
            staff_band=_chosen(visit, "staff_band", dict.fromkeys(one.staff_band for one in members), region, key),
            form=_chosen(visit, "form", _sorted(one.form for one in members), region, key),
            territory=_chosen(visit, "territory", _sorted(one.territory for one in members), region, key),
        )


def page_of(items: Sequence[_Item], size_of_page: int, key: str) -> Sequence[_Item]:
    """Draw the numbers of pages where there are several, and return the items of the page that is chosen."""
    pages = -(-len(items) // size_of_page)
    if pages < 2:
        return items
    number = st.pagination(pages, key=f"{key}-{pages}")
    return items[(number - 1) * size_of_page : number * size_of_page]


def to_assessment(visit: Visit, department_id: str, name: str, round_id: int, *, arrow: bool = False) -> None:
    """A link to a submitted assessment; with an arrow where it does not stand in a list of links."""
    st.page_link(
        links.screen(visit, "assessment"),
        label=markdown.plain(name),
        icon=":material/arrow_forward:" if arrow else None,
        query_params={"department": department_id, "round": str(round_id)},
    )


def to_department(visit: Visit, department_id: str, name: str, *, arrow: bool = False) -> None:
    """A link to a department of the register; with an arrow where it does not stand in a list of links."""
    st.page_link(
        links.screen(visit, "department"),
        label=markdown.plain(name),
        icon=":material/arrow_forward:" if arrow else None,
        query_params={"department": department_id},
    )


def who(visit: Visit, departments: Sequence[tuple[str, str]]) -> None:
    """Names of departments by size."""
    for title, named in departments:
        st.markdown(f"**{markdown.plain(title)}:** {markdown.plain(named)}")


def _chosen(visit: Visit, part: str, options: Sequence[str] | dict[str, None], region: Results, key: str) -> str | None:
    say = visit.say

    def words(option: str) -> str:
        if option == ALL:
            return say("region.everybody")
        if part == "staff_band":
            return size(option, say)
        return choice(region.questionnaire, "form" if part == "form" else "main_territory", option, say)

    chosen: str = st.selectbox(
        say(f"region.filter.{part}"), [ALL, *options], format_func=words, key=f"{key}-{part}-{visit.language}"
    )
    return None if chosen == ALL else chosen


def _sorted(stated: Iterator[str]) -> list[str]:
    """What was stated, each once, and at the end that nothing was."""
    found = set(stated)
    return [*sorted(found - {NOT_SAID}), *sorted(found & {NOT_SAID})]
