"""Who can help whom: for each frequent gap the departments that agreed to be asked, and introductions to propose."""

from __future__ import annotations

import streamlit as st

from assessment.findings import Table
from assessment.findings import regional as words
from assessment.findings.regional import Help, Proposal
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.screens import figures, regional
from assessment.screens.saving import Saving, done
from assessment.storage import Introduction, NotReady
from assessment.visit import Visit

GAPS, PROPOSALS, MADE = 5, 10, 20  # on one page


def show(visit: Visit) -> None:
    """Draw the page."""
    opened = regional.opened(visit)
    if opened is None:
        return
    of, chosen = opened
    if not regional.scored(visit, of, chosen).assessed:
        regional.nobody(visit, "helping", visit.say("menu.helping"), of, chosen)
        return
    _helping(visit, chosen.id)


@st.fragment
def _helping(visit: Visit, round_id: int) -> None:
    """Draw the gaps; a proposal that is made draws them anew."""
    of = regional.read(visit)
    chosen = of.round(round_id)
    if chosen is None:
        return
    region = regional.scored(visit, of, chosen)
    made = visit.store.introductions(of.region.id)
    before = frozenset((one.question_id, one.asking_id or "", one.helping_id or "") for one in made)
    found = words.helping(reading.helpers(region, before), region.questionnaire, visit.say)
    st.title(figures.plain(found.headline), anchor=False)
    regional.caption(visit, of, chosen)
    regional.other_rounds(visit, "helping", of, chosen)
    st.markdown(visit.say("region.introductions.rule"))
    if made:
        with st.expander(visit.say("region.introductions.made", len(made))):
            _made(visit, made, region.questionnaire)
    for gap in regional.page_of(found.gaps, GAPS, "gaps"):
        _gap(visit, gap)


def _gap(visit: Visit, gap: Help) -> None:
    say = visit.say
    badge = f" :blue-badge[:material/shield: {say('questions.essential')}]" if gap.essential else ""
    st.header(f"{figures.plain(gap.practice)}{badge}", anchor=False)
    st.markdown(f"{gap.missing} {gap.helpers}")
    if gap.named:
        with st.expander(say("region.introductions.who_agreed")):
            st.markdown(figures.plain(gap.named))
    if not gap.proposals:
        return
    with st.expander(say("region.introductions.proposals", len(gap.proposals))):
        for one in regional.page_of(gap.proposals, PROPOSALS, f"fits-{gap.question_id}"):
            _proposal(visit, one)


def _proposal(visit: Visit, one: Proposal) -> None:
    said, pressed_at = st.columns((5, 1), vertical_alignment="center")
    said.markdown(f"**{figures.plain(one.sentence)}**  \n{figures.plain(one.why)}")
    key = f"propose-{one.question_id}-{one.asking_id}-{one.helping_id}"
    pressed = pressed_at.button(visit.say("region.introductions.propose"), key=key)
    if pressed:
        _propose(visit, one)


def _propose(visit: Visit, one: Proposal) -> None:
    """Propose, and draw the page anew: the pair moves from the gap to the list of what is proposed."""
    with Saving(visit, {NotReady: visit.say("region.introductions.no_consent")}):
        visit.store.propose(one.question_id, one.asking_id, one.helping_id)
        done(visit.say("region.introductions.proposed"))


def _made(visit: Visit, made: list[Introduction], questionnaire: Questionnaire) -> None:
    say = visit.say
    rows = tuple(
        (
            say("region.introductions.made_pair", asking=one.asking_name or "", helping=one.helping_name or ""),
            _practice(visit, one, questionnaire),
            _status(visit, one),
        )
        for one in regional.page_of(made, MADE, "made")
    )
    figures.table(
        Table(tuple(say(f"region.introductions.head.{name}") for name in ("who", "practice", "status")), rows)
    )


def _practice(visit: Visit, one: Introduction, questionnaire: Questionnaire) -> str:
    question = questionnaire.find(one.question_id) or visit.questionnaire.find(one.question_id)
    return one.question_id if question is None else question.name[visit.language]


def _status(visit: Visit, one: Introduction) -> str:
    say = visit.say
    if one.declined:
        return say("region.introductions.status.declined")
    if one.agreed:
        return say("region.introductions.status.agreed")
    if one.asking_accepted:
        return say("region.introductions.status.waiting_helping", helping=one.helping_name or "")
    if one.helping_accepted:
        return say("region.introductions.status.waiting_asking", asking=one.asking_name or "")
    return say("region.introductions.status.waiting_both")
