"""Documents: our own sheets, and what the region has put up, by practice and the reader's language first.

The coordinator has the same page, and puts up, changes and removes there.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from assessment.library import Entry, Sorted
from assessment.people import Action
from assessment.questionnaire import Question, Questionnaire, successor
from assessment.screens.chief.parts.current import asked_now
from assessment.screens.coordinator.parts import document, document_file, document_form
from assessment.screens.parts import choices, helps, links, tab
from assessment.screens.parts.markdown import plain
from assessment.templates import Template, helping_with, templates
from assessment.visit import Visit

A_PAGE = 20  # documents
_SMALL = "margin:0;padding:0;font-size:1rem"  # a heading below those of the platform, which go no deeper


def show(visit: Visit) -> None:
    """Draw the page, of all practices or of the one that the address names."""
    say, keeps = visit.say, visit.person.role.may(Action.READ_REGION)
    asked = asked_now(visit)  # by the questions that lead here
    there, only = helps.read(visit, asked), _asked_for(asked)
    st.title(say("documents.title"), anchor=False)
    if only is not None:
        _one(visit, there, only, keeps=keeps)
        return
    st.markdown(say("documents.opening_for_region" if keeps else "documents.opening"))
    if keeps:
        document_form.add(visit)
        document_file.show(visit, [*_flat(there), *there.gone])
        _broken(visit, there)
        _of_region(visit, asked, there, keeps=True)
        _ours(visit)
    else:
        _ours(visit)
        _of_region(visit, asked, there, keeps=False)


def _broken(visit: Visit, there: Sorted) -> None:
    """Draw which links somebody could not open, each as the way to its practice; for whoever can mend them."""
    shown = [
        links.anchor(helps.place(one.of.question_id), one.of.title) for one in _flat(there) if one.broken_at is not None
    ]
    if shown:
        st.header(visit.say("documents.broken_links"), anchor=False)
        st.html("<br>".join(shown))


def _of_region(visit: Visit, asked: Questionnaire, there: Sorted, *, keeps: bool) -> None:
    say = visit.say
    st.header(say("documents.of_region"), anchor=False)
    if not there.asked:
        st.markdown(say("documents.none_for_region" if keeps else "documents.none"))
    _listed(visit, asked, there, keeps=keeps)
    if keeps and there.gone:
        _gone(visit, there)


def _ours(visit: Visit) -> None:
    st.header(visit.say("documents.sheets"), anchor=False)
    _sheets(visit, templates())


def _asked_for(asked: Questionnaire) -> Question | None:
    """The practice that the address names, or the one that has taken its place."""
    named = st.query_params.get(helps.PRACTICE, "")
    now = successor(asked, named) if named else None
    return None if now is None else asked.question(now)


def _one(visit: Visit, there: Sorted, only: Question, *, keeps: bool) -> None:
    """Draw what helps with one practice, and the way to all."""
    say, sheets, documents = visit.say, helping_with(only.id), there.asked.get(only.id, ())
    tab.name(visit, only.name[visit.language], say("menu.documents"))
    # no page link: one to the page that one is on looks like the place that one is at
    st.html(links.anchor("/documents", say("documents.all")))
    st.header(plain(only.name[visit.language]), anchor=False)
    _sheets(visit, sheets)
    for one in documents:
        document.show(visit, one, keeps=keeps)
    if not sheets and not documents:
        st.markdown(say("documents.none_here"))


def _sheets(visit: Visit, shown: Sequence[Template]) -> None:
    with st.grid(2, min_column_width=300) as grid:
        for one in shown:
            title = escape(one.title[visit.language])
            about = escape(one.about[visit.language])
            with grid.cell():
                st.html(f"<p><strong>{title}</strong><br>{about}<br>{helps.files(visit, one)}</p>")


def _flat(there: Sorted) -> list[Entry]:
    """What is asked, in the order of the questionnaire."""
    return [one for those in there.asked.values() for one in those]


def _listed(visit: Visit, asked: Questionnaire, there: Sorted, *, keeps: bool) -> None:
    """Draw documents under the pillar and the practice that they help with."""
    language = visit.language
    at = {one.id: question_id for question_id, those in there.asked.items() for one in those}
    pillar, practice = "", ""
    for one in choices.page_of(_flat(there), A_PAGE, "documents"):
        question = asked.question(at[one.id])
        if (title := asked.pillar_of(question.id).title[language]) != pillar:
            pillar = title
            st.subheader(plain(pillar), anchor=False)
        if question.id != practice:
            practice = question.id
            st.html(f'<h4 style="{_SMALL}">{escape(question.name[language])}</h4>')
        document.show(visit, one, keeps=keeps)


def _gone(visit: Visit, there: Sorted) -> None:
    """Draw what helps with no practice that is asked, which only the coordinator sees."""
    st.header(visit.say("documents.gone.title"), anchor=False)
    st.markdown(visit.say("documents.gone.means"))
    for one in choices.page_of(there.gone, A_PAGE, "gone"):
        document.show(visit, one, keeps=True)
