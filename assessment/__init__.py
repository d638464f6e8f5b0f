"""In Touch: the maturity self-assessment for local police departments on social media."""

from datetime import date

__version__ = "1.0"
STATED_ON = date(2026, 11, 30)  # when the accessibility statement was prepared, from what was checked on this version
