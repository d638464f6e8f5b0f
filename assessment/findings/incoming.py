"""What a list of departments says, in finished words: what was read of it, what is wrong, what it would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment import register
from assessment.findings.region import choice
from assessment.language import enumeration, number, own_name, typed_number
from assessment.questionnaire import Questionnaire
from assessment.register import COLUMNS, UNUSED, ListProblem, ListQuestion, Looked, ToldOnce
from assessment.rounds import ChangedDepartment, Department, Description
from assessment.wording import LANGUAGES, Say

MOST_VALUES = 3  # that are told of one mistake
MOST_RANGES = 8  # of rows
_CHOSEN_FROM = {"form": "form", "territory": "main_territory"}  # column, and the field that has its choices
_FIELDS = (
    "name",
    "staff",
    "form",
    "main_territory",
    "language",
    "contact",
    "second_contact",
    "second_email",
    "area",
    "code",
)


def looked(found: Looked, say: Say) -> str:
    """What was read, in a line."""
    said = [say("register.looked.sheet", found.rows, sheet=found.sheet)] if found.sheet else []
    said += [] if found.sheet else [say("register.looked.file", found.rows)]
    if found.hidden_rows:
        said.append(say("register.looked.hidden_rows", found.hidden_rows))
    if found.hidden_columns:
        said.append(say("register.looked.hidden_columns", headings=", ".join(found.hidden_columns)))
    if found.other_sheets:
        said.append(say("register.looked.other_sheets", sheets=", ".join(found.other_sheets)))
    if found.headings_rows > 1:
        rows = rows_words(range(found.headings_row - 1, found.headings_row + 1), say)
        said.append(say("register.looked.two_rows", rows=rows))
    elif found.headings_row > 1:
        said.append(say("register.looked.further_down", row=found.headings_row))
    if found.left_out:
        said.append(say("register.looked.left_out", len(found.left_out), rows=rows_words(found.left_out, say)))
    if found.ignored:
        said.append(say("register.ignored", headings=", ".join(found.ignored)))
    return " ".join(said)


def column(name: str, say: Say) -> str:
    """What a column is called, or that it is not used."""
    if name == UNUSED:
        return say("register.unused")
    return register.headings(say.language)[COLUMNS.index(name)]


def place(one: ToldOnce, say: Say) -> str:
    """Where a mistake was made."""
    heading = column(one.column, say) if one.column else ""
    if not one.rows:
        return heading or say("register.place.file")
    rows = rows_words(one.rows, say)
    if heading:
        return say("register.place.cell", len(one.rows), rows=rows, heading=heading)
    return say("register.place.row", len(one.rows), rows=rows)


def mistake(one: ToldOnce, questionnaire: Questionnaire, say: Say) -> str:
    """What is wrong and what to do."""
    choices = ""
    if one.column in _CHOSEN_FROM:
        options = questionnaire.field(_CHOSEN_FROM[one.column]).options.values()
        choices = ", ".join(option[say.language] for option in options)
    elif one.column == "language":
        choices = ", ".join(own_name(language) for language in LANGUAGES)
    values = say("register.and_value").join(one.values[:MOST_VALUES])
    if len(one.values) > MOST_VALUES:
        values += " …"
    facts = {"value": values, "other_row": one.other_row or "", "other": one.other, "choices": choices}
    return say(f"register.problems.{one.kind}", None, **facts)


def by_row(problems: Iterable[ListProblem], questionnaire: Questionnaire, say: Say) -> dict[int, str]:
    """What is wrong in each row, to be written beside it, one mistake a line."""
    found: dict[int, list[str]] = {}
    for problem in problems:
        for one in register.told([problem]):
            if problem.row is not None:
                heading = f"{column(one.column, say)}: " if one.column else ""
                found.setdefault(problem.row, []).append(heading + mistake(one, questionnaire, say))
    return {row: "\n".join(sentences) for row, sentences in found.items()}


def question(one: ListQuestion, say: Say) -> str:
    """What only the coordinator knows."""
    rows, more = rows_words(one.rows, say), " …" if one.count > MOST_VALUES else ""
    facts = {"value": one.value + more, "rows": rows, "other": one.other, "other_row": one.other_row or ""}
    return say(f"register.questions.{one.kind}", None, **facts)


def answer(one: ListQuestion, option: str, say: Say) -> str:
    """One of the answers to a question."""
    if one.kind.startswith("column_"):
        return column(option, say)
    if one.kind == "sign":
        digits = one.value.replace(",", ".")
        meant = number(int(digits.replace(".", "")), say.language)
        if option == "decimal":
            meant = typed_number(float(digits), say.language)
        return say(f"register.answers.sign.{option}", number=meant)
    return say(f"register.answers.{one.kind.removesuffix('_all')}.{option}")


def described(one: Description, questionnaire: Questionnaire, say: Say) -> str:
    """What a list says of a new department."""
    said = [say("departments.staff", one.staff)] if one.staff is not None else []
    shown = (
        (name, _value(one, name, questionnaire, say)) for name in ("form", "main_territory", "area", "contact", "code")
    )
    return " · ".join([*said, *(words for name, words in shown if getattr(one, name))]) or say("region.not_said")


def change(one: ChangedDepartment, questionnaire: Questionnaire, say: Say) -> str:
    """What would be another in a department."""
    said = []
    for name in _FIELDS:
        if name in one.fields():
            before, after = (_value(of, name, questionnaire, say) for of in (one.before, one.to))
            said.append(say("register.change", field=say(f"taken.column.{name}"), before=before, after=after))
    if one.email:
        said.append(say("register.new_email", email=one.email))
    return " · ".join(said)


def named(departments: Sequence[Department]) -> str:
    """Departments one after the other."""
    return ", ".join(one.name for one in departments)


def rows_words(rows: Iterable[int], say: Say) -> str:
    """Rows, those that follow each other together: 2–5 and 9."""
    ranges: list[list[int]] = []
    for row in sorted(rows):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    said = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:MOST_RANGES]]
    return f"{', '.join(said)} …" if len(ranges) > MOST_RANGES else enumeration(said, say.language)


def _value(of: Department | Description, name: str, questionnaire: Questionnaire, say: Say) -> str:
    value = getattr(of, name)
    if value is None:
        return say("register.nothing")
    if name in _CHOSEN_FROM.values():
        return choice(questionnaire, name, value, say)
    if name == "language":
        return own_name(value)
    return number(value, say.language) if isinstance(value, int) else str(value)
