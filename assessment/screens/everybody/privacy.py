"""Privacy: who answers for the data, what is kept and why, who sees what, and what anybody may ask for."""

from __future__ import annotations

import streamlit as st

from assessment.findings import promises
from assessment.friendship import LASTS
from assessment.language import number
from assessment.letters import HANDED_LASTS, INVITED_LASTS
from assessment.people import Action, Role
from assessment.rounds import Controller
from assessment.screens.parts import controller, figures, text
from assessment.storage import DRAFTS_LAST, IDLE, LASTING, OPINION_LASTS, OWN_DEVICE_LASTS, VISITS_LAST
from assessment.visit import Visit

_PAGE = "privacy"
_KEPT = (
    "person",
    "visits",
    "department",
    "contacts",
    "region",
    "submitted",
    "plan",
    "friends",
    "voices",
    "introductions",
    "letters",
    "signing_in",
    "log",
)
_RETENTION = (
    "drafts",
    "versions",
    "visits",
    "letters",
    "job",
    "record",
    "plan",
    "friends",
    "voices",
    "people",
    "backups",
)
_ERASING = ("name", "elsewhere", "plan", "friends", "voices", "answers", "sealed", "others", "backups")
_SEEN = (
    "draft",
    "links",
    "submission",
    "notes",
    "plan",
    "opening",
    "friends",
    "voices",
    "departments",
    "introduction",
    "wish",
    "log",
)


def show(visit: Visit) -> None:
    """Draw the page, in the order of what a visitor looks for."""
    say, stated = visit.say, controller.of(visit)
    text.opening(say, _PAGE)
    _responsible(visit, stated)
    text.section(say, _PAGE, "purpose")
    if stated is not None:
        controller.lines(visit, stated, "basis", "act")
    _listed(visit, "kept", _KEPT)
    st.markdown(say("privacy.kept.names"))
    _listed(visit, "retention", _RETENTION, **_times(visit))
    if stated is not None:
        controller.lines(visit, stated, "retention")
    _listed(visit, "erasing", _ERASING)
    _listed(visit, "seen", _SEEN)
    st.header(say("privacy.comparison.title"), anchor=False)
    figures.numbered(promises(say))
    text.section(say, _PAGE, "others")
    text.section(say, _PAGE, "cookies")
    st.markdown(say("privacy.cookies.sites"))
    _everything(visit)
    _rights(visit, stated)


def _listed(visit: Visit, section: str, lines: tuple[str, ...], **facts: str) -> None:
    """Draw a heading and a list of what stands under it."""
    st.header(visit.say(f"privacy.{section}.title"), anchor=False)
    st.markdown("\n".join(f"- {visit.say(f'privacy.{section}.{line}', None, **facts)}" for line in lines))


def _times(visit: Visit) -> dict[str, str]:
    """How long things last, as the store has it."""
    days = {"drafts": DRAFTS_LAST.days, "visits": VISITS_LAST.days, "lasting": LASTING.days}
    days |= {"friend": LASTS.days, "invited": INVITED_LASTS.days, "short": OWN_DEVICE_LASTS[Role.COORDINATOR].days}
    days |= {"opinion": OPINION_LASTS.days}
    hours = {"hours": IDLE.total_seconds() // 3600, "link": HANDED_LASTS.total_seconds() // 3600}
    return {name: number(value, visit.language) for name, value in (days | hours).items()}


def _responsible(visit: Visit, stated: Controller | None) -> None:
    st.header(visit.say("privacy.controller.title"), anchor=False)
    if stated is None:
        st.markdown(visit.say("controller.by_region"))
    else:
        controller.lines(visit, stated, "name", "contact", "dpo")


def _everything(visit: Visit) -> None:
    """Draw the way to all that is kept about a department, for its chief."""
    if not visit.person.role.may(Action.SUBMIT):
        return
    text.section(visit.say, _PAGE, "everything")
    address = f"/files/everything.zip?language={visit.language}"
    st.link_button(visit.say("privacy.everything.button"), address, icon=":material/download:")


def _rights(visit: Visit, stated: Controller | None) -> None:
    country = None if stated is None else stated.country
    text.section(visit.say, _PAGE, "rights", regulation=controller.regulation(visit.say, country))
    if country is not None:
        st.markdown(visit.say(f"privacy.authority.in_{country}"))
    elif stated is not None:
        controller.gap(visit, "country")
