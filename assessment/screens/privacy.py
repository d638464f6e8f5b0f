"""Privacy: what is kept, who sees what, what the comparison can never give away."""

from __future__ import annotations

from assessment.screens import text
from assessment.visit import Visit

_SECTIONS = ("kept", "seen", "comparison", "cookies", "others", "rights")


def show(visit: Visit) -> None:
    """Draw the page."""
    text.show(visit.say, "privacy", _SECTIONS)
