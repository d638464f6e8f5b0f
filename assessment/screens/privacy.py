"""Privacy: who answers for the data, what is kept and why, who sees what, and what anybody may ask for."""

from __future__ import annotations

import streamlit as st

from assessment.findings import promises
from assessment.rounds import Controller
from assessment.screens import controller, figures, text
from assessment.visit import Visit

_PAGE = "privacy"


def show(visit: Visit) -> None:
    """Draw the page, in the order of what a visitor looks for."""
    say, stated = visit.say, controller.of(visit)
    text.opening(say, _PAGE)
    _responsible(visit, stated)
    text.section(say, _PAGE, "purpose")
    if stated is not None:
        controller.lines(visit, stated, "basis", "act")
    text.section(say, _PAGE, "kept")
    if stated is not None:
        st.header(say("privacy.retention.title"), anchor=False)
        controller.alone(visit, stated, "retention")
    text.section(say, _PAGE, "seen")
    st.header(say("privacy.comparison.title"), anchor=False)
    figures.numbered(promises(say))
    text.section(say, _PAGE, "others")
    text.section(say, _PAGE, "cookies")
    _rights(visit, stated)


def _responsible(visit: Visit, stated: Controller | None) -> None:
    st.header(visit.say("privacy.controller.title"), anchor=False)
    if stated is None:
        st.markdown(visit.say("controller.by_region"))
    else:
        controller.lines(visit, stated, "name", "contact", "dpo")


def _rights(visit: Visit, stated: Controller | None) -> None:
    country = None if stated is None else stated.country
    text.section(visit.say, _PAGE, "rights", regulation=controller.regulation(visit.say, country))
    if country is not None:
        st.markdown(visit.say(f"privacy.authority.in_{country}"))
    elif stated is not None:
        controller.gap(visit, "country")
