"""Where a coordinator types a document: what is wrong is said at its field, and what was typed stays there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from assessment import library
from assessment.findings import documents as words
from assessment.language import moment_day, number, own_name
from assessment.library import Described, DocumentKind, Entry
from assessment.questionnaire import successor
from assessment.screens.coordinator.parts import common
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import OPERATOR, DocumentChanged, NotAllowed, Unfit
from assessment.visit import Visit
from assessment.wording import LANGUAGES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_ADDED = "documents-added"  # how many this tab has put up: the form of the next one is empty
_TALL = 160  # px
Places = Mapping[str, "DeltaGenerator"]  # where something is said of a field


def known(visit: Visit) -> Collection[str]:
    """The ids of all practices that there are, or ever were."""
    return {question.id for one in visit.store.questionnaires() for question in one.questions()}


@st.fragment
def add(visit: Visit) -> None:
    """Draw the form of a new document; closed at first."""
    say, count = visit.say, st.session_state.get(_ADDED, 0)
    with st.expander(say("documents.add.title"), icon=":material/add:"):
        blank = Described("", "", "", "", visit.language)
        typed, places = _form(visit, blank, f"add-document-{count}", say("documents.add.title"))
        fit = None if typed is None else _fit(visit, typed, places)
        if fit is None:
            return
        with Saving(visit, refused(visit)):
            visit.store.add_documents(common.region_of(visit), [fit])
            st.session_state[_ADDED] = count + 1
            done(plain(say("documents.add.done", title=fit.title)))


@st.fragment
def change(visit: Visit, one: Entry) -> None:
    """Draw, folded, the form of a document and the way to remove it; two who change it at once lose nothing."""
    say, place = visit.say, f"document-stands-{one.id}"
    fold = st.expander(say("documents.change.title"), key=f"fold-document-{one.id}", on_change="rerun", type="compact")
    if not fold.open:
        st.session_state.pop(place, None)
        return
    drawn, stands = st.session_state.setdefault(place, (one, one))
    with fold:
        when = moment_day(stands.at, visit.language, visit.zone)
        st.caption(plain(say("documents.change.who", day=when, name=_who(visit, stands))))
        typed, places = _form(visit, drawn.of, f"document-{one.id}-{drawn.version}", say("documents.change.button"))
        fit = None if typed is None else _fit(visit, typed, places)
        if fit is not None:
            _save(visit, place, drawn, stands, fit)
        _remove(visit, one)


def _save(visit: Visit, place: str, drawn: Entry, stands: Entry, fit: Described) -> None:
    """Save a change, or show what somebody else has made of the document, and stand on that from then on."""
    say = visit.say
    with Saving(visit, refused(visit)):
        try:
            visit.store.change_document(stands.id, stands.version, fit)
        except DocumentChanged as changed:
            st.session_state[place] = (drawn, changed.current)
            name = _who(visit, changed.current)
            st.warning(plain(say("documents.change.meanwhile", name=name)), icon=":material/group:")
            _read(visit, changed.current.of)
            return
        st.session_state.pop(place, None)
        done(plain(say("documents.change.done", title=fit.title)))


def _who(visit: Visit, one: Entry) -> str:
    return visit.say("events.operator") if one.by == OPERATOR.name else one.by


def _read(visit: Visit, one: Described) -> None:
    """Draw a document as it stands, a field a line."""
    question = visit.questionnaire.find(one.question_id)
    values = {
        "question_id": one.question_id if question is None else question.name[visit.language],
        "title": one.title,
        "about": one.about,
        "kind": visit.say(f"library.kind.{one.kind}"),
        "language": own_name(one.language),
        "audience": one.audience,
        "address": one.address,
    }
    said = (f"- **{words.field_name(name, visit.say)}:** {plain(value)}" for name, value in values.items() if value)
    st.markdown("\n".join(said))
    if one.text:
        st.text(one.text)


def _remove(visit: Visit, one: Entry) -> None:
    say = visit.say
    sure = st.checkbox(plain(say("documents.remove.sure", title=one.of.title)), key=f"sure-document-{one.id}")
    if not st.button(say("documents.remove.button"), key=f"remove-document-{one.id}"):
        return
    if not sure:
        st.error(say("documents.remove.not_sure"), icon=":material/error:")
        return
    with Saving(visit, refused(visit)):
        visit.store.remove_document(one.id)
        done(plain(say("documents.remove.done", title=one.of.title)))


def refused(visit: Visit) -> Refused:
    """What is said where the store takes no document."""

    def full(error: Unfit) -> str:
        return visit.say(f"documents.full.{error.field}", most=number(int(str(error.most)), visit.language))

    return {Unfit: full, NotAllowed: visit.say("documents.missing")}


def _fit(visit: Visit, typed: Described, places: Places) -> Described | None:
    """What was typed as it is kept; None where something is wrong, which is said at its field."""
    fit = library.tidy(typed)
    wrong = library.problems(fit, known(visit))
    for one in wrong:
        places[one.field].error(plain(words.wrong(one, visit.say)), icon=":material/error:")
    return None if wrong else fit


def _form(visit: Visit, given: Described, key: str, button: str) -> tuple[Described | None, Places]:
    """Draw the fields, and under each the place for what is wrong with it; what stands in them once it is pressed."""
    values: dict[str, str] = {}
    places: dict[str, DeltaGenerator] = {}
    with st.form(key, border=False):
        for name, draw in _FIELDS.items():
            if name == "address":
                st.caption(visit.say("documents.either"))
            label = words.field_name(name, visit.say)
            values[name] = draw(visit, label, getattr(given, name), f"{key}-{name}-{visit.language}") or ""
            places[name] = st.container()
        pressed = st.form_submit_button(button, type="primary")
    return (Described(**values) if pressed else None), places


def _line(visit: Visit, label: str, value: str, key: str) -> str:
    return st.text_input(label, value, key=key)


def _text(visit: Visit, label: str, value: str, key: str) -> str:
    return st.text_area(label, value, height=_TALL, key=key)


def _practice(visit: Visit, label: str, value: str, key: str) -> str | None:
    names = {one.id: one.name[visit.language] for one in visit.questionnaire.questions()}
    now = successor(visit.questionnaire, value) if value else None
    return _choice(visit, label, names, now or "", key)


def _kind(visit: Visit, label: str, value: str, key: str) -> str | None:
    return _choice(visit, label, {one.value: visit.say(f"library.kind.{one}") for one in DocumentKind}, value, key)


def _language(visit: Visit, label: str, value: str, key: str) -> str | None:
    return _choice(visit, label, {one: own_name(one) for one in LANGUAGES}, value, key)


def _choice(visit: Visit, label: str, names: Mapping[str, str], value: str, key: str) -> str | None:
    return st.selectbox(
        label,
        list(names),
        index=list(names).index(value) if value in names else None,
        format_func=names.__getitem__,
        key=key,
        placeholder=visit.say("documents.choose"),
    )


_FIELDS: Mapping[str, Callable[[Visit, str, str, str], str | None]] = {
    "question_id": _practice,
    "title": _line,
    "about": _line,
    "kind": _kind,
    "language": _language,
    "audience": _line,
    "address": _line,
    "text": _text,
}
