"""Accessibility: how far this application conforms, where it does not, how that was found out, and whom to tell."""

from __future__ import annotations

import streamlit as st

from assessment import STATED_ON, __version__
from assessment.language import day
from assessment.rounds import Controller
from assessment.screens.parts import controller, text
from assessment.visit import Visit

_PAGE = "accessibility"


def show(visit: Visit) -> None:
    """Draw the page, with the parts of the European model statement."""
    say, stated = visit.say, controller.of(visit)
    text.opening(say, _PAGE)
    _covered(visit, stated)
    text.section(say, _PAGE, "status")
    text.section(say, _PAGE, "limits")
    st.markdown(say("accessibility.reason"))
    text.section(say, _PAGE, "works")
    text.section(say, _PAGE, "checked", day=day(STATED_ON, visit.language), version=__version__)
    text.section(say, _PAGE, "unchecked")
    text.section(say, _PAGE, "feedback")
    if stated is None:
        st.markdown(say("controller.by_region"))
        return
    controller.lines(visit, stated, "accessibility_contact")
    st.header(say("accessibility.enforcement.title"), anchor=False)
    if stated.country is None:
        controller.gap(visit, "country")
    else:
        st.markdown(say(f"accessibility.enforcement.in_{stated.country}"))


def _covered(visit: Visit, stated: Controller | None) -> None:
    """What the statement is about, whose it is, and which one it does not replace."""
    text.section(visit.say, _PAGE, "about")
    if stated is None:
        return
    controller.lines(visit, stated, "name")
    if stated.country is not None:
        st.markdown(visit.say(f"accessibility.declaration.in_{stated.country}"))
