"""Who can help whom: what departments ask for, then each frequent gap with those that agreed to be asked."""

from __future__ import annotations

import streamlit as st

from assessment.findings import Table
from assessment.findings import regional as words
from assessment.findings.regional import Help
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.screens import figures, markdown, proposing, regional, wishes
from assessment.screens.regional import View
from assessment.storage import Introduction
from assessment.visit import Visit

GAPS, MADE = 5, 20  # on one page


@st.fragment
def section(visit: Visit, view: View) -> None:
    """Draw what departments ask for, then the gaps; a proposal that is made draws them anew."""
    of = regional.read(visit)
    region = regional.scored(visit, of, view.chosen)
    made, asked = visit.store.introductions(of.region.id), visit.store.wishes(of.region.id)
    before = frozenset((one.question_id, one.asking_id or "", one.helping_id or "") for one in made)
    if not region.assessed:
        wishes.show(visit, asked, of, region, before)
        _made(visit, made, region.questionnaire)
        return
    found = words.helping(reading.helpers(region, before), region.questionnaire, visit.say)
    st.header(markdown.plain(found.headline), anchor=False)
    wishes.show(visit, asked, of, region, before)
    st.markdown(visit.say("region.introductions.rule"))
    _made(visit, made, region.questionnaire)
    for gap in regional.page_of(found.gaps, GAPS, "gaps"):
        _gap(visit, gap)


def _gap(visit: Visit, gap: Help) -> None:
    say = visit.say
    badge = f" :blue-badge[:material/shield: {say('questions.essential')}]" if gap.essential else ""
    st.subheader(f"{markdown.plain(gap.practice)}{badge}", anchor=False)
    st.markdown(f"{gap.missing} {gap.helpers}")
    if gap.named:
        with st.expander(say("region.introductions.who_agreed")):
            st.markdown(markdown.plain(gap.named))
    proposing.show(visit, gap.proposals, gap.question_id)


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
            for one in regional.page_of(made, MADE, "made")
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
