"""Accessibility: how far this application conforms, where it does not, and how that was found out."""

from __future__ import annotations

from assessment.screens import text
from assessment.visit import Visit

_SECTIONS = ("status", "works", "limits", "checked", "unchecked", "feedback")


def show(visit: Visit) -> None:
    """Draw the page."""
    text.show(visit.say, "accessibility", _SECTIONS)
