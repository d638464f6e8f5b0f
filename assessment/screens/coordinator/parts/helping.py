"""Who needs a practice, what leads on, and who could help: a row of the training list that is opened."""

from __future__ import annotations

import streamlit as st

from assessment.findings import Table
from assessment.findings import region as words
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.region import PracticeGap, Results
from assessment.screens.coordinator.parts import common, proposing, wishes
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices, figures, markdown
from assessment.storage import Introduction
from assessment.visit import Visit

MADE = 20  # on one page
_EVERY_GAP = 0.0  # percent: however few miss a practice


def gaps(visit: Visit, region: Results) -> tuple[PracticeGap, ...]:
    """Every practice that a department of the region misses, and who could help; without what was proposed before."""
    made = visit.store.introductions(common.region_of(visit))
    return reading.helpers(region, _before(made), _EVERY_GAP)


def opened(visit: Visit, view: View, question_id: str) -> None:
    """Draw a row: which of the departments that are looked at need it, what leads on, and who could help them."""
    say = visit.say
    region = common.scored(visit, common.read(visit), view.chosen)
    weak = reading.weak(region, view.which)
    need = words.need(weak.need(question_id), weak.n, region.questionnaire, say)
    st.markdown(markdown.plain(need.sentence))
    common.who(need.departments)
    if need.actions:
        st.markdown("\n".join(f"- {markdown.plain(action)}" for action in need.actions))
    gap = next((one for one in gaps(visit, region) if one.question_id == question_id), None)
    if gap is not None:
        found = words.helped(gap.of(view.which), region.questionnaire, say)
        st.markdown(markdown.plain(found.helpers))
        if found.named:
            st.markdown(f"**{say('region.introductions.who_agreed')}:** {markdown.plain(found.named)}")
        proposing.show(visit, found.proposals, question_id)


def wishes_and_made(visit: Visit, view: View, region: Results) -> None:
    """Draw what departments ask for, and what is proposed and how far it is, closed; nothing where nothing is."""
    made = visit.store.introductions(view.of.region.id)
    wishes.show(visit, visit.store.wishes(view.of.region.id), view.of, region, _before(made))
    _made(visit, made, region.questionnaire)


def _before(made: list[Introduction]) -> frozenset[tuple[str, str, str]]:
    return frozenset((one.question_id, one.asking_id or "", one.helping_id or "") for one in made)


def _made(visit: Visit, made: list[Introduction], questionnaire: Questionnaire) -> None:
    """Draw what is proposed and how far it is, closed at first; nothing where nothing is."""
    if not made:
        return
    say = visit.say
    with st.expander(say("region.introductions.made", len(made))):
        rows = tuple(
            (
                say("region.introductions.made_pair", asking=one.asking_name or "", helping=one.helping_name or ""),
                _practice(visit, one, questionnaire),
                _status(visit, one),
            )
            for one in choices.page_of(made, MADE, "made")
        )
        heads = tuple(say(f"region.introductions.head.{name}") for name in ("who", "practice", "status"))
        figures.table(Table(heads, rows))


def _practice(visit: Visit, one: Introduction, questionnaire: Questionnaire) -> str:
    question = questionnaire.find(one.question_id) or visit.questionnaire.find(one.question_id)
    return one.question_id if question is None else question.name[visit.language]


def _status(visit: Visit, one: Introduction) -> str:
    say = visit.say
    if one.declined:
        return say("region.introductions.status.declined")
    if one.left_at is not None:
        return say("region.introductions.status.left")
    if one.agreed:
        return say("region.introductions.status.agreed")
    if one.asking_accepted:
        return say("region.introductions.status.waiting_helping", helping=one.helping_name or "")
    if one.helping_accepted:
        return say("region.introductions.status.waiting_asking", asking=one.asking_name or "")
    return say("region.introductions.status.waiting_both")
