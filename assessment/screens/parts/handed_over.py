"""The ways to a report: addresses of our own, which ask the store whoever opens them."""

from __future__ import annotations

from typing import Literal, get_args
from urllib.parse import quote

import streamlit as st

from assessment.answers import Submission
from assessment.report import Kind
from assessment.visit import Visit

KINDS: tuple[Kind, ...] = get_args(Kind)  # the first is what most will want

Ending = Literal["pdf", "docx", "png"]


def address(submission: Submission, kind: Kind, ending: Ending, language: str) -> str:
    """Where a report is handed over."""
    department = quote(submission.department_id, safe="")
    return f"/files/report/{department}/{submission.round_id}/{kind}.{ending}?language={language}"


def button(visit: Visit, submission: Submission, kind: Kind) -> None:
    """A button that downloads the PDF in the visitor's language; the one most will want stands out."""
    st.link_button(
        visit.say(f"report_page.{kind}"),
        address(submission, kind, "pdf", visit.language),
        icon=":material/download:",
        type="primary" if kind == KINDS[0] else "secondary",
        wrap=True,
    )
