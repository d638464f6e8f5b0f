"""The report to take away: which one and in which language, a look at its first page, and the files."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment.findings.opening import opening
from assessment.language import moment_day
from assessment.opening import comes_before
from assessment.reading import voices
from assessment.report import Kind
from assessment.screens.chief.parts import departed, seen
from assessment.screens.parts import choices, figures, handed_over, links, markdown
from assessment.screens.parts.sealed import Sealed, sealed
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    say, shown = visit.say, sealed(visit)
    st.title(say("report_page.title"), anchor=False)
    if shown is None and departed.departure(visit) is not None:
        st.markdown(say("departed.nothing"))
        return
    if shown is None:
        st.markdown(say("report_page.nothing_yet"))
        st.page_link(links.screen(visit, "home"), label=say("results.to_start"), icon=":material/arrow_forward:")
        return
    submission = shown.submission
    day = moment_day(submission.submitted_at, visit.language, visit.zone)
    where = {"department": submission.department_name, "round": shown.round.title, "day": day}
    st.caption(markdown.plain(say("results.caption", None, **where)))
    figures.other_rounds(visit, "report", shown.rounds, shown.round)
    kind, language = _kind(visit), choices.written_in(visit, visit.say("report_page.language"), "language")
    seen.on_paper(visit, shown.reported)
    with st.container(horizontal=True):
        st.link_button(
            say("report_page.pdf"),
            handed_over.address(submission, kind, "pdf", language),
            icon=":material/download:",
            type="primary",
        )
        if kind == "full":
            st.link_button(
                say("report_page.word"),
                handed_over.address(submission, kind, "docx", language),
                icon=":material/edit_document:",
            )
    st.caption(say("report_page.word_means" if kind == "full" else "report_page.brief_means"))
    st.header(say("report_page.first_page"), anchor=False)
    asked_anew = "&friend=yes" if shown.reported.on_paper else ""  # so that the browser fetches another picture
    picture = escape(f"{handed_over.address(submission, 'brief', 'png', language)}{asked_anew}")
    words = escape(say("report_page.first_page_alt", headline=_headline(visit, shown)))
    style = "width:100%;height:auto;border:1px solid #868d8f"
    st.html(f'<img src="{picture}" alt="{words}" width="910" height="1286" style="{style}">')
    st.markdown(say("report_page.check"))
    _voices(visit, language)


def _voices(visit: Visit, language: str) -> None:
    """Offer the page of what others say, where there is something; it is no part of the reports."""
    department_id = visit.person.department_id
    if department_id is None or not voices.gather(visit.store, department_id, visit.zone):
        return
    st.markdown(visit.say("voices_paper.download_means"))
    address = f"/files/voices.pdf?language={language}"
    st.link_button(visit.say("voices_paper.download"), address, icon=":material/download:")


def _headline(visit: Visit, shown: Sealed) -> str:
    """What the first page says: of a department without an account, how far the steps before it opens one are."""
    if comes_before(shown.submission.profile):
        return opening(shown.assessed.questionnaire, shown.submission.answers, visit.say).headline
    return shown.result.headline


def _kind(visit: Visit) -> Kind:
    say = visit.say
    chosen: Kind = st.radio(
        say("report_page.which"),
        handed_over.KINDS,
        format_func=lambda kind: say(f"report_page.{kind}"),
        captions=[say(f"report_page.{kind}_holds") for kind in handed_over.KINDS],
        key=f"kind-{visit.language}",
    )
    return chosen
