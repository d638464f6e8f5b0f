"""The file a coordinator brings: a list of departments, read whole or not at all."""

from assessment.register.departments import COLUMNS, Import, Known, Problem, headings, read_departments, template

__all__ = ["COLUMNS", "Import", "Known", "Problem", "headings", "read_departments", "template"]
