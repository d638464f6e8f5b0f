"""What a file leaves to the coordinator: problems to put right in it, and questions to answer before it is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# What a column may hold, in the order of an empty file.
COLUMNS = (
    "name", "staff", "form", "territory", "language", "email", "contact", "second_contact", "second_email", "area",
    "code",
)  # fmt: skip
UNUSED = "unused"  # stands for none of them

MOST_SHOWN = 80  # characters of a value that are told


@dataclass(frozen=True)
class ListProblem:
    """Something to put right in the file. The words are in `register.problems.<kind>`."""

    row: int | None  # as a spreadsheet numbers it; None where it is about the whole file
    column: str | None  # one of COLUMNS, or None
    kind: str
    value: str = ""  # what stands there
    other_row: int | None = None  # where the same thing stands first
    other: str = ""  # the department it is in the way of


@dataclass(frozen=True)
class ToldOnce:
    """The same mistake, once, however often it was made."""

    column: str | None
    kind: str
    values: tuple[str, ...]  # each once
    rows: tuple[int, ...]  # none where it is about the whole file
    other_row: int | None
    other: str


@dataclass(frozen=True)
class ListQuestion:
    """Something that only the coordinator knows. The words are in `register.questions.<kind>`."""

    id: str  # the same whenever the same file is read
    kind: str
    options: tuple[str, ...]
    value: str = ""  # what it is about
    rows: tuple[int, ...] = ()
    other: str = ""  # what it may be the same as
    other_row: int | None = None
    count: int = 1  # how many pairs it is about
    answer: str | None = None  # one of the options


@dataclass(frozen=True)
class FileChoices:
    """What the coordinator has said so far of a file."""

    sheet: int = 0  # which one of its tables
    columns: Mapping[int, str] = field(default_factory=dict)  # by place: one of COLUMNS, or UNUSED
    answers: Mapping[str, str] = field(default_factory=dict)  # by question

    def answer(self, question: str, options: tuple[str, ...]) -> str | None:
        """What was answered, if it still is an answer."""
        said = self.answers.get(question)
        return said if said in options else None


def told(problems: Iterable[ListProblem]) -> tuple[ToldOnce, ...]:
    """Each mistake once, with its rows, in the order in which it first stands in the file."""
    groups: dict[tuple[object, ...], list[ListProblem]] = {}
    for one in problems:
        groups.setdefault((one.column, one.kind, one.other_row, one.other), []).append(one)
    return tuple(
        ToldOnce(
            first.column,
            first.kind,
            tuple(dict.fromkeys(one.value for one in group if one.value)),
            tuple(dict.fromkeys(one.row for one in group if one.row is not None)),
            first.other_row,
            first.other,
        )
        for group in groups.values()
        for first in group[:1]
    )


def place(problem: ListProblem) -> tuple[int, int]:
    """What problems are ordered by: from the top of the file down, and from its first column on."""
    return problem.row or 0, COLUMNS.index(problem.column) if problem.column else -1
