"""How it is handed over: the brief, the full report and the blank questionnaire as PDF, and an editable copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assessment.questionnaire import Questionnaire
from assessment.reading.department import Reported
from assessment.report import chapters, climate_sheet, preparing, questions, templates
from assessment.report.pieces import Document
from assessment.report.provenance import Provenance, Verdict, Verification, provenance
from assessment.report.provenance import compare as _compare
from assessment.report.reported import Kind, document, file_name, read
from assessment.report.typesetting import TypesettingError, pdf, picture
from assessment.templates import Template

__all__ = [
    "FORMS",
    "SHEET_ENDINGS",
    "Kind",
    "Provenance",
    "TypesettingError",
    "Verdict",
    "Verification",
    "blank",
    "blank_name",
    "brief",
    "brief_picture",
    "climate",
    "climate_name",
    "editable",
    "file_name",
    "full",
    "provenance",
    "template",
    "template_name",
    "verify",
]


def brief(reported: Reported, language: str) -> bytes:
    """One page for those who decide, as PDF."""
    return pdf(_brief_document(reported, language))


def brief_picture(reported: Reported, language: str) -> bytes:
    """The same page as PNG, to look at before it is downloaded."""
    return picture(_brief_document(reported, language))


def full(reported: Reported, language: str) -> bytes:
    """The whole report, as PDF."""
    return pdf(_full_document(reported, language))


def editable(reported: Reported, language: str) -> bytes:
    """The whole report as .docx, for those who must paste it into a template of their own."""
    return _word(_full_document(reported, language))


def _word(document: Document) -> bytes:
    from assessment.report.word import word  # here, because a start does not wait for what writes Word

    return word(document)


def blank(questionnaire: Questionnaire, language: str) -> bytes:
    """The questionnaire on paper, as PDF."""
    return pdf(questions.paper(questionnaire, language))


def blank_name(questionnaire: Questionnaire, language: str) -> str:
    """What the file of the blank questionnaire is called."""
    return questions.file_name(questionnaire, language)


def template(sheet: Template, language: str, ending: str) -> bytes:
    """A sheet of ours to fill in, as PDF or, with the ending docx, for Word."""
    return SHEET_ENDINGS[ending](templates.paper(sheet, language))


def template_name(sheet: Template, language: str, ending: str) -> str:
    """What the file of a sheet of ours is called."""
    return templates.file_name(sheet, language, ending)


def climate(language: str) -> bytes:
    """The sheet for staff, as PDF."""
    return pdf(climate_sheet.sheet(language))


def climate_name(language: str) -> str:
    """What the file of the sheet for staff is called."""
    return climate_sheet.file_name(language)


def verify(file: bytes, reported: Reported) -> Verification:
    """Say whether a PDF is what the program prints for a stored submission.

    Args:
        file: the PDF.
        reported: the submission, with its department's plan and what a friend says as they stood when the file says
            that it was printed.
    """
    found = _compare(file, reported.submission, lambda kind, language: FORMS[kind, "pdf"](reported, language))
    gone = found.provenance is not None and _was_erased_since(found.provenance, reported)
    return replace(found, verdict=Verdict.ERASED) if gone and found.verdict is Verdict.CHANGED else found


def _was_erased_since(claimed: Provenance, reported: Reported) -> bool:
    """Whether something that stands in a file was erased after it was printed."""
    at, seen, opinion = claimed.planned_at, claimed.seen_at, reported.on_paper
    if at is not None and any(one.erased_at is not None and one.erased_at > at for one in reported.planned):
        return True
    return seen is not None and opinion is not None and opinion.was_erased_since(seen[1])


def _brief_document(reported: Reported, language: str) -> Document:
    reading = read(reported, language)
    return document(reading, "brief", (preparing.brief(reading),))


def _full_document(reported: Reported, language: str) -> Document:
    reading = read(reported, language)
    return document(reading, "full", chapters.pieces(reading))


FORMS: Mapping[tuple[str, str], Callable[[Reported, str], bytes]] = {
    ("brief", "pdf"): brief,
    ("brief", "png"): brief_picture,
    ("full", "pdf"): full,
    ("full", "docx"): editable,
}  # which paper is made how: by its kind and by the ending of its file
SHEET_ENDINGS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf, "docx": _word}  # of a sheet of ours
