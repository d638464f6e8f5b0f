"""The sheet of the profile: what a department says of itself, a row a field and a row a platform; written and read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from assessment import sizes
from assessment.answers import MOST_PURPOSE, Profile
from assessment.language import line
from assessment.questionnaire import ProfileField, Questionnaire
from assessment.report.filled_in import FIRST_ROW, CellProblem, Read, ReadCell, Row
from assessment.report.heights import height
from assessment.wording import LANGUAGES, Say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["integer", "number", "boolean", "choice", "platform", "purpose"]

WIDTHS = (26, 52, 34, 80)  # code, what is asked, what is said, how it is written
_LISTS = len(WIDTHS) + 1  # the column from which the choices of a row stand, hidden


@dataclass(frozen=True)
class _Asked:
    """One row: a field of the profile, or one platform of the field that has several."""

    id: str
    label: str
    kind: Kind
    of: ProfileField
    platform: str = ""


def write(
    sheet: Worksheet, questionnaire: Questionnaire, profile: Profile, formats: Mapping[str, Format], say: Say
) -> None:
    """Write the sheet with what is said so far; its frame stands already."""
    heads = [say("spreadsheet.head.id"), *(say(f"spreadsheet.profile.{one}") for one in ("field", "value", "how"))]
    for column, (name, width) in enumerate(zip(heads, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST_ROW - 2, column, name, formats["head"])
    sheet.set_column(0, 0, WIDTHS[0], None, {"hidden": True})  # codes are for the program, in one language
    sheet.write_string(0, 1, say("spreadsheet.profile_sheet"), formats["title"])
    sheet.set_row(FIRST_ROW - 2, height(zip(heads, WIDTHS, strict=True)))
    sheet.set_column(_LISTS, _LISTS + 30, None, None, {"hidden": True})
    for row, asked in enumerate(_rows(questionnaire, say.language), FIRST_ROW - 1):
        how = say(f"spreadsheet.profile.{asked.kind}")
        for column, text in ((0, asked.id), (1, asked.label), (3, how)):
            sheet.write_string(row, column, text, formats["text"])
        _value(sheet, row, asked, profile, formats["given"], say)
        _offer(sheet, row, asked, say)
        sheet.set_row(row, height([(asked.id, WIDTHS[0]), (asked.label, WIDTHS[1]), (how, WIDTHS[3])]))
    sheet.print_area(0, 0, FIRST_ROW + len(list(_rows(questionnaire, say.language))) - 2, len(WIDTHS) - 1)


def read(rows: list[Row], questionnaire: Questionnaire, into: Read) -> Iterator[CellProblem]:
    """Yield what is wrong, and fill in what is right."""
    asked = {one.id: one for one in _rows(questionnaire, LANGUAGES[0])}
    seen: dict[str, str] = {}
    for named, _, given, *_ in rows[FIRST_ROW - 1 :]:
        if formulas := [cell for cell in (named, given) if cell.is_formula]:
            yield from (_problem(cell, "formula") for cell in formulas)
        elif given.is_empty:
            continue
        elif (one := asked.get(named.text)) is None:
            yield _problem(named, "unknown_field")
        elif one.id in seen:
            yield _problem(named, "field_twice", cell=seen[one.id])
        else:
            seen[one.id] = named.place
            wrong, value = _said(one, given)
            if wrong is not None:
                yield wrong
            elif one.kind == "purpose":
                into.purposes[one.platform] = value
            elif one.platform:
                into.platforms[one.platform] = value
            else:
                into.fields[one.id] = value


def _rows(questionnaire: Questionnaire, language: str) -> Iterator[_Asked]:
    for item in questionnaire.profile:
        label = item.label[language]
        if item.type in ("platforms", "purposes"):
            kind: Kind = "platform" if item.type == "platforms" else "purpose"
            for name, option in questionnaire.field("platforms").options.items():
                yield _Asked(f"{item.id}.{name}", f"{label}: {option[language]}", kind, item, name)
        else:
            yield _Asked(item.id, label, item.type, item)  # type: ignore[arg-type]  # of those above there is none


def _value(sheet: Worksheet, row: int, asked: _Asked, profile: Profile, style: Format, say: Say) -> None:
    """Write what is saved as it is to be read back."""
    value = getattr(profile, asked.of.id)
    if asked.kind == "purpose":
        if text := value.get(asked.platform):
            sheet.write_string(row, 2, text, style)
        else:
            sheet.write_blank(row, 2, None, style)
        return
    if asked.platform:
        value = (
            None if asked.platform not in value else True if value[asked.platform] is None else value[asked.platform]
        )
    if value is None:
        sheet.write_blank(row, 2, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, 2, _yes_or_no(value, say), style)
    elif isinstance(value, str):
        sheet.write_string(row, 2, asked.of.options[value][say.language], style)
    else:
        sheet.write_number(row, 2, value, style)


def _offer(sheet: Worksheet, row: int, asked: _Asked, say: Say) -> None:
    """Offer what can be said in a list, or say at once that something is no number."""
    if asked.platform:  # a number or words, which no list can offer
        return
    allowed: dict[str, Any] = {"error_title": say("spreadsheet.profile.no_value_title")}
    allowed["error_message"] = say(f"spreadsheet.profile.{asked.kind}")
    if asked.kind in ("integer", "number"):
        allowed["validate"] = "integer" if asked.kind == "integer" else "decimal"
        allowed |= {"criteria": "between", "minimum": 0, "maximum": sizes.most(asked.of.id)}
        sheet.data_validation(row, 2, row, 2, allowed)
        return
    from xlsxwriter.utility import xl_rowcol_to_cell

    choices = [option[say.language] for option in asked.of.options.values()]
    choices = choices or [_yes_or_no(True, say), _yes_or_no(False, say)]
    for place, choice in enumerate(choices):
        sheet.write_string(row, _LISTS + place, choice)
    first, last = (xl_rowcol_to_cell(row, column, True, True) for column in (_LISTS, _LISTS + len(choices) - 1))
    sheet.data_validation(row, 2, row, 2, allowed | {"validate": "list", "source": f"={first}:{last}"})


def _said(asked: _Asked, given: ReadCell) -> tuple[CellProblem | None, Any]:
    """What a cell says, or what is wrong with it."""
    if asked.kind == "purpose":
        text = line(str(given.value))
        if len(text) > MOST_PURPOSE:
            return _problem(given, "long_purpose", most=str(MOST_PURPOSE)), None
        return None, text
    if asked.kind == "choice":
        return _chosen(given, {name: [name, *text.root.values()] for name, text in asked.of.options.items()})
    if asked.kind == "boolean" or (asked.kind == "platform" and not _is_number(given)):
        if isinstance(given.value, bool):
            return None, given.value
        words = {answer: [_yes_or_no(answer, Say(one)) for one in LANGUAGES] for answer in (True, False)}
        wrong, value = _chosen(given, words)
        if wrong is not None and asked.kind == "platform":
            wrong = _problem(given, "no_followers", value=given.text)
        return wrong, value
    return _number(asked, given)


def _chosen(given: ReadCell, choices: Mapping[Any, list[str]]) -> tuple[CellProblem | None, Any]:
    said = _plain(given.text)
    for value, words in choices.items():
        if isinstance(given.value, str) and said in map(_plain, words):
            return None, value
    return _problem(given, "no_choice", value=given.text), None


def _number(asked: _Asked, given: ReadCell) -> tuple[CellProblem | None, Any]:
    """A number as the cell has it. Text is taken only where it is digits alone: 1.250 could be two numbers."""
    if not _is_number(given):
        return _problem(given, "no_number", value=given.text), None
    value = float(str(given.value))
    if asked.kind != "number" and not value.is_integer():
        return _problem(given, "not_whole", value=given.text), None
    most = sizes.most(asked.of.id)
    if not 0 <= value <= most:
        return _problem(given, "number_range", value=given.text, most=str(most)), None
    return None, int(value) if value.is_integer() else value


def _is_number(given: ReadCell) -> bool:
    if isinstance(given.value, str):
        return given.text.isascii() and given.text.isdigit() and len(given.text) < 12
    return isinstance(given.value, int | float) and not isinstance(given.value, bool) and abs(given.value) < 1e15


def _yes_or_no(value: bool, say: Say) -> str:
    return say("report.blank.yes" if value else "report.blank.no")


def _plain(words: str) -> str:
    """Words without capitals, accents and more than one space between them."""
    bare = unicodedata.normalize("NFKD", " ".join(words.split()).casefold().rstrip("."))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _problem(at: ReadCell, kind: str, **facts: str) -> CellProblem:
    return CellProblem(at.place, kind, facts, on_profile=True)
