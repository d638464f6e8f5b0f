"""All documents of a region as a file: taken along for other regions, and theirs brought in, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment import library
from assessment.findings import Table
from assessment.findings import documents as words
from assessment.language import number
from assessment.library import BroughtFile, Entry
from assessment.questionnaire import successor
from assessment.screens.coordinator.parts import common, document_form
from assessment.screens.parts import choices, figures, links, uploader
from assessment.screens.parts.saving import Saving, done
from assessment.visit import Visit

A_PAGE = 20  # rows
_TAKEN = "shelves-taken"  # how many files this tab has brought in


@st.fragment
def show(visit: Visit, there: Sequence[Entry]) -> None:
    """Draw the ways out and in; closed at first.

    Args:
        visit: whose.
        there: all that the region has put up, as the page shows it.
    """
    say = visit.say
    with st.expander(say("documents.file.title"), icon=":material/swap_horiz:"):
        st.markdown(say("documents.file.means"))
        if there:
            address = f"/files/region/documents.yaml?post={visit.person.post_id}"
            st.html(links.anchor(address, say("documents.file.take"), download=True))
        given = uploader.plain(say("documents.file.choose"), f"shelf-{st.session_state.get(_TAKEN, 0)}")
        if given is None:
            return
        brought = library.read(given.getvalue(), document_form.known(visit))
        if brought.mistakes:
            uploader.refused(given.file_id)
            _mistakes(visit, brought)
        else:
            _would_add(visit, brought, there)


def _mistakes(visit: Visit, brought: BroughtFile) -> None:
    say, found = visit.say, brought.mistakes
    st.error(say("documents.file.stopped", len(found)), icon=":material/error:")
    heads = (say("documents.file.place"), say("documents.file.problem"))
    shown = choices.page_of(found, A_PAGE, "shelf-mistakes")
    figures.table(Table(heads, tuple((words.place(one, say), words.wrong(one.problem, say)) for one in shown)))


def _would_add(visit: Visit, brought: BroughtFile, there: Sequence[Entry]) -> None:
    """Draw what of a file is new, and the button that takes it."""
    say = visit.say
    new = library.not_there(brought.documents, [one.of for one in there])
    already = len(brought.documents) - len(new)
    st.markdown(f"{say('documents.file.new', len(new))} {say('documents.file.there', already)}")
    if not new:
        return
    heads = (words.field_name("title", say), words.field_name("question_id", say))
    shown = choices.page_of(new, A_PAGE, "shelf-new")
    figures.table(Table(heads, tuple((one.title, _practice(visit, one.question_id)) for one in shown)))
    if not st.button(say("documents.file.button"), type="primary", key="take-shelf"):
        return
    with Saving(visit, document_form.refused(visit)):
        added = visit.store.add_documents(common.region_of(visit), brought.documents)
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1
        done(say("documents.file.done", documents=number(added, visit.language)))


def _practice(visit: Visit, question_id: str) -> str:
    now = successor(visit.questionnaire, question_id)
    return question_id if now is None else visit.questionnaire.question(now).name[visit.language]
