"""How it is handed over: the brief, the full report and the blank questionnaire as PDF, and an editable copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from assessment.questionnaire import Questionnaire
from assessment.reading.department import Reported
from assessment.report import chapters, climate_sheet, page, questions
from assessment.report.editable import word
from assessment.report.pieces import Document
from assessment.report.provenance import Provenance, Verdict, Verification, provenance
from assessment.report.provenance import compare as _compare
from assessment.report.reported import Kind, document, file_name, read
from assessment.report.typesetting import TypesettingError, pdf, picture

__all__ = [
    "FORMS",
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
    return word(_full_document(reported, language))


def blank(questionnaire: Questionnaire, language: str) -> bytes:
    """The questionnaire on paper, as PDF."""
    return pdf(questions.paper(questionnaire, language))


def blank_name(questionnaire: Questionnaire, language: str) -> str:
    """What the file of the blank questionnaire is called."""
    return questions.file_name(questionnaire, language)


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
        reported: the submission, with its department's plan as it stood when the file says that it was printed.
    """
    found = _compare(file, reported.submission, lambda kind, language: FORMS[kind, "pdf"](reported, language))
    at = None if found.provenance is None else found.provenance.planned_at
    gone = at is not None and any(one.erased_at is not None and one.erased_at > at for one in reported.planned)
    return replace(found, verdict=Verdict.ERASED) if gone and found.verdict is Verdict.CHANGED else found


def _brief_document(reported: Reported, language: str) -> Document:
    reading = read(reported, language)
    return document(reading, "brief", (page.brief(reading),))


def _full_document(reported: Reported, language: str) -> Document:
    reading = read(reported, language)
    return document(reading, "full", chapters.pieces(reading))


FORMS: Mapping[tuple[str, str], Callable[[Reported, str], bytes]] = {
    ("brief", "pdf"): brief,
    ("brief", "png"): brief_picture,
    ("full", "pdf"): full,
    ("full", "docx"): editable,
}  # which paper is made how: by its kind and by the ending of its file
