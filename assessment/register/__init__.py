"""The file a coordinator brings: a list of departments, held against the register, and taken whole or not at all."""

from assessment.register.comparing import InRegister, RegisterChange
from assessment.register.incoming import Import, Looked, headings, look, opened, read_departments, template
from assessment.register.problem import COLUMNS, UNUSED, FileChoices, ListProblem, ListQuestion, ToldOnce, told

__all__ = [
    "COLUMNS",
    "UNUSED",
    "FileChoices",
    "Import",
    "InRegister",
    "ListProblem",
    "ListQuestion",
    "Looked",
    "RegisterChange",
    "ToldOnce",
    "headings",
    "look",
    "opened",
    "read_departments",
    "template",
    "told",
]
