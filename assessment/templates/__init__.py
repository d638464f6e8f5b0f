"""Our own sheets to fill in: six, safe in any country, for what the questionnaire asks.

Each is a file beside this one, written in every language side by side, and read as strictly as the questionnaire is.
"""

from assessment.templates.loading import ORDER, helping_with, template, templates
from assessment.templates.model import Part, PartHeading, Points, Template, Ticks, Words, WritingTable

__all__ = [
    "ORDER",
    "Part",
    "PartHeading",
    "Points",
    "Template",
    "Ticks",
    "Words",
    "WritingTable",
    "helping_with",
    "template",
    "templates",
]
