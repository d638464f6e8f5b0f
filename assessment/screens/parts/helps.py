"""What helps with a practice, beside it: our own sheets and the region's documents, each a click away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape

import streamlit as st

from assessment.findings.documents import leads_away
from assessment.library import Entry, Sorted, by_practice
from assessment.questionnaire import Questionnaire
from assessment.screens.parts import links
from assessment.templates import Template, helping_with
from assessment.visit import Visit

PRACTICE = "practice"  # what names a practice in an address of the page of documents
_NAMED = 1  # documents in a line; of more, how many
_FILES: Mapping[str, str] = {"pdf": "PDF", "docx": "Word"}  # as which a sheet is handed over


def read(visit: Visit, questionnaire: Questionnaire) -> Sorted:
    """What the visitor's region has put up, read once for a page."""
    assert visit.person.region_id is not None, "only somebody of a region has these pages"
    return by_practice(visit.store.documents(visit.person.region_id), questionnaire, visit.language)


def line(visit: Visit, there: Sorted, question_id: str, practice: str) -> None:
    """Draw the line; nothing where nothing helps.

    Args:
        visit: whose.
        there: what the region has put up.
        question_id: of the practice.
        practice: what it is called.
    """
    documents = there.asked.get(question_id, ())
    sheets, named, more = helping_with(question_id), documents[:_NAMED], documents[_NAMED:]
    if not sheets and not documents:
        return
    shown = (
        [links.anchor(_sheet(visit, one, "pdf"), one.title[visit.language], download=True) for one in sheets]
        + [_document(visit, one) for one in named]
        + [_more(visit, len(more), question_id, practice) for _ in more[:1]]
    )
    here = escape(visit.say("documents.line.here"))
    st.html(f'<p style="margin:0;padding:0.15rem 0;font-size:0.8rem;line-height:1.3">{here} {" · ".join(shown)}</p>')


def step(visit: Visit, there: Sorted, question_ids: Collection[str]) -> None:
    """Draw what helps with a step before the first account, each on a line; nothing where nothing helps.

    Args:
        visit: whose.
        there: what the region has put up.
        question_ids: of the practices that tell of the step.
    """
    sheets = {one.id: one for question_id in question_ids for one in helping_with(question_id)}
    ours = [f"{escape(one.title[visit.language])}: {files(visit, one)}" for one in sheets.values()]
    theirs = [_document(visit, one) for question_id in question_ids for one in there.asked.get(question_id, ())]
    if ours:
        st.markdown(f"**{visit.say('documents.sheets')}**")
        st.html("<br>".join(ours))
    if theirs:
        st.markdown(f"**{visit.say('documents.of_region')}**")
        st.html("<br>".join(theirs))


def files(visit: Visit, one: Template) -> str:
    """Links to one of our own sheets, as each kind of file."""
    title = one.title[visit.language]
    ways = [
        links.anchor(_sheet(visit, one, ending), kind, name=f"{title} ({kind})", download=True)
        for ending, kind in _FILES.items()
    ]
    return f'<span style="white-space:nowrap">{" · ".join(ways)}</span>'


def _sheet(visit: Visit, one: Template, ending: str) -> str:
    """The address of one of our own sheets, in the visitor's language."""
    return f"/files/template/{one.id}.{ending}?language={visit.language}"


def _document(visit: Visit, one: Entry) -> str:
    """A link to a document; to where it stands, where it is a text of the region's own."""
    if not one.of.address:
        return links.anchor(place(one.of.question_id), one.of.title)
    return links.away(one.of.address, one.of.title, leads_away(one, visit.say), one.of.language)


def _more(visit: Visit, count: int, question_id: str, practice: str) -> str:
    """A link to the rest; what it says is enough beside the practice, and read alone it names it."""
    more = visit.say("documents.line.more", count)
    name = visit.say("documents.line.more_for", more=more, practice=practice)
    return links.anchor(place(question_id), more, name=name)


def place(question_id: str) -> str:
    """Where all that helps with a practice stands."""
    return f"/documents?{PRACTICE}={question_id}"
