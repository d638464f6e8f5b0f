"""The file a coordinator brings: a list of departments, held against the register, and taken whole or not at all."""

from assessment.register.comparing import Comparison, Known
from assessment.register.incoming import Import, Looked, headings, look, opened, read_departments, template
from assessment.register.problem import COLUMNS, UNUSED, Choice, Problem, Question, Told, told

__all__ = [
    "COLUMNS",
    "UNUSED",
    "Choice",
    "Comparison",
    "Import",
    "Known",
    "Looked",
    "Problem",
    "Question",
    "Told",
    "headings",
    "look",
    "opened",
    "read_departments",
    "template",
    "told",
]
