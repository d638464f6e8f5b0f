"""Help: how to answer and what the result means; for a coordinator what the pages show; and whom to ask."""

from __future__ import annotations

import streamlit as st

from assessment.language import number
from assessment.people import Role
from assessment.screens.chief.parts import waiting
from assessment.screens.parts import text
from assessment.storage import OWN_DEVICE_LASTS
from assessment.visit import Visit

_OF_DEPARTMENT = (
    "answering",
    "saving",
    "languages",
    "submitting",
    "score",
    "plan",
    "documents",
    "comparison",
    "report",
    "friend",
    "checking",
    "signing_in",
    "asking",
)
_OF_REGION = (
    "overview",
    "departments",
    "bringing_in",
    "training",
    "setting_up",
    "publishing",
    "files",
    "putting_up",
    "seeing",
    "same_again",
)
_OF_ALL_OTHERS = ("languages", "checking_for_region", "signing_in_for_region", "asking_for_region")
_SIGNING_IN = ("signing_in", "signing_in_for_region")

COMMAND = "python -m assessment verify --database DATABASE REPORT.pdf"  # for whoever runs the site


def show(visit: Visit) -> None:
    """Draw the page, with the sections that concern this visitor."""
    say = visit.say
    facts = {
        "questions": say("home.questions", len(list(visit.questionnaire.questions()))),
        "command": COMMAND,
        "days": number(OWN_DEVICE_LASTS[Role.CHIEF].days, visit.language),
        "region_days": number(OWN_DEVICE_LASTS[Role.COORDINATOR].days, visit.language),
        "topics": say("home.topics", len(list(visit.questionnaire.dimensions()))),
        "provider": visit.signs_in_with,
    }
    role = visit.person.role
    st.title(say("help.title"), anchor=False)
    st.markdown(say("help.opening_for_region" if role is Role.COORDINATOR else "help.opening"))
    for one in _sections(role):
        if one in _SIGNING_IN:
            _signing_in(visit, one, facts)
        else:
            text.section(say, "help", one, **facts)
    if role.is_of_department:
        waiting.to_page(visit)


def _sections(role: Role) -> tuple[str, ...]:
    """What concerns a role: who is of no department has no coordinator to ask."""
    if role.is_of_department:
        return _OF_DEPARTMENT
    return (*_OF_REGION, *_OF_ALL_OTHERS) if role is Role.COORDINATOR else _OF_ALL_OTHERS


def _signing_in(visit: Visit, section: str, facts: dict[str, str]) -> None:
    """Draw the ways in that there are; without letters, another site that signs people in is the only one."""
    say = visit.say
    if visit.signs_in_with and not visit.mails:
        text.section(say, "help", "signing_in_vouched", **facts)
        return
    text.section(say, "help", section, **facts)
    if visit.mails:
        st.markdown(say("help.signing_in_mailed"))
    if visit.signs_in_with:
        st.markdown(say("help.signing_in_also", provider=visit.signs_in_with))
