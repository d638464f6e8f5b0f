"""An introduction that fits, in words, with the button that proposes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.findings.region import Proposal
from assessment.screens.parts import choices, markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady
from assessment.visit import Visit

A_PAGE = 5


def show(visit: Visit, proposals: Sequence[Proposal], place: str) -> None:
    """Draw introductions that fit; nothing where there are none.

    Args:
        visit: whose.
        proposals: those that fit.
        place: of the list, once a page; the same two may fit in several places.
    """
    if not proposals:
        return
    st.markdown(f"**{visit.say('region.introductions.proposals', len(proposals))}**")
    for one in choices.page_of(proposals, A_PAGE, f"fits-{place}"):
        _proposal(visit, one, place)


def _proposal(visit: Visit, one: Proposal, place: str) -> None:
    """Draw one; when it is proposed the page is drawn anew, and it moves to the list of what is proposed."""
    say = visit.say
    said, pressed_at = st.columns((5, 1), vertical_alignment="center")
    said.markdown(f"**{markdown.plain(one.sentence)}**  \n{markdown.plain(one.why)}")
    key = f"propose-{place}-{one.question_id}-{one.asking_id}-{one.helping_id}"
    if pressed_at.button(say("region.introductions.propose"), key=key):
        with Saving(visit, {NotReady: lambda error: say(f"region.introductions.problem.{error.missing[0]}")}):
            visit.store.propose(one.question_id, one.asking_id, one.helping_id)
            done(say("region.introductions.proposed"))
