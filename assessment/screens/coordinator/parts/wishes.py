"""Which departments ask to be introduced, and who could help each; for their coordinator."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from assessment.findings import region as words
from assessment.language import moment_day
from assessment.reading.region import RegionReading
from assessment.region import Member, Results, fitting, registered
from assessment.screens.coordinator.parts import proposing
from assessment.screens.parts import choices, markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import TooLate, Wish
from assessment.visit import Visit

A_PAGE = 5


def show(
    visit: Visit, asked: Sequence[Wish], of: RegionReading, region: Results, made: Collection[tuple[str, str, str]]
) -> None:
    """Draw the open wishes, oldest first, closed at first; nothing where there are none.

    Args:
        visit: whose.
        asked: the open ones.
        of: the region as it is now.
        region: the round whose departments could help.
        made: proposals made before.
    """
    if not asked:
        return
    with st.expander(visit.say("region.introductions.wishes.title", len(asked)), icon=":material/front_hand:"):
        st.markdown(visit.say("region.introductions.wishes.about"))
        for one in choices.page_of(asked, A_PAGE, "wishes"):
            _wish(visit, one, of, region, made)


def _wish(visit: Visit, one: Wish, of: RegionReading, region: Results, made: Collection[tuple[str, str, str]]) -> None:
    say = visit.say
    question = region.questionnaire.find(one.question_id) or visit.questionnaire.find(one.question_id)
    practice = one.question_id if question is None else question.name[visit.language]
    st.subheader(markdown.plain(practice), anchor=False)
    day = moment_day(one.wished_at, visit.language, visit.zone)
    st.caption(say("region.introductions.wishes.asked", department=markdown.plain(one.department_name), day=day))
    if one.department_left:
        st.markdown(say("region.introductions.wishes.left"))
    else:
        found = words.wished(one.question_id, fitting(region, one.question_id, _asker(one, of, region), made), say)
        st.markdown(markdown.plain(found.helpers))
        proposing.show(visit, found.proposals, f"wish-{one.id}")
    label, key = say("region.introductions.wishes.nobody_fits"), f"nobody-{one.id}"
    if st.button(label, key=key, type="tertiary", icon=":material/person_off:"):
        with Saving(visit, {TooLate: say("introductions.wish.too_late")}):
            visit.store.nobody_fits(one.id)
            done(say("region.introductions.wishes.told"))


def _asker(one: Wish, of: RegionReading, region: Results) -> Member:
    """Who asks, as it took part in the round, else as the register knows it."""
    taking_part = next((found.member for found in region.assessed if found.member.id == one.department_id), None)
    if taking_part is not None:
        return taking_part
    department = next(found for found in of.departments if found.id == one.department_id)
    return registered(department, region.questionnaire.staff_bands)
