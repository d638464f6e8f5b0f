"""What needs fixing in a questionnaire: one line a mistake, for the editor of the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MOST_WRITTEN = 5000  # lines
_MOST_SHOWN = 60  # characters of a value that a line repeats
_MOST_COMPARED = 150  # names that a misspelt one is compared with; more would take too long


class QuestionnaireError(ValueError):
    """A questionnaire that needs fixing: every problem, one line each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class QuestionnaireProblem:
    """One mistake: where it is and what to do about it."""

    line: int  # from 1
    place: str  # by id where there is one
    says: str  # what is wrong; what to do

    def written(self, name: str) -> str:
        """The line that an editor reads."""
        return f"{name}:{self.line}: {self.place}: {self.says}"


def written(problems: Iterable[QuestionnaireProblem], name: str) -> list[str]:
    """Every problem as a line, in the order of the file, none twice."""
    name = one_line(name, most=len(name)) or "file"
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem.line)
    if len(ordered) > _MOST_WRITTEN:
        says = f"and {len(ordered) - _MOST_WRITTEN:,} problems more; correct these first"
        ordered = [*ordered[:_MOST_WRITTEN], QuestionnaireProblem(ordered[_MOST_WRITTEN].line, "file", says)]
    return [problem.written(name) for problem in ordered]


def one_line(value: object, most: int = _MOST_SHOWN) -> str:
    """A value made safe to stand in a line: printable, without line breaks, not too long."""
    text = str(value)
    text = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one was probably meant to be."""
    candidates = list(known)
    if len(word) > _MOST_SHOWN or len(candidates) > _MOST_COMPARED:
        return None
    by_lower = {name.casefold(): name for name in candidates}
    close = difflib.get_close_matches(word.casefold(), by_lower, n=1, cutoff=0.7)
    return by_lower[close[0]] if close else None


def choices(words: Sequence[str]) -> str:
    """Names to choose from, as they stand in a sentence."""
    return ", ".join(words[:-1]) + " or " + words[-1] if len(words) > 1 else "".join(words)
