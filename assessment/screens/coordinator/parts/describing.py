"""What the register keeps of a department, as a form; and what is asked where its name looks like another's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from assessment import names
from assessment.findings import region as words
from assessment.language import own_name
from assessment.region.members import NOT_SAID
from assessment.rounds import MOST_AREA, MOST_CODE, MOST_EMAIL, MOST_NAME, Department, Description
from assessment.screens.parts import figures, markdown, typed
from assessment.sizes import MOST_STAFF
from assessment.storage import NotReady
from assessment.visit import Visit
from assessment.wording import LANGUAGES

_DOUBT = "in-doubt-"  # what such a form keeps: the department that the name in it looked like


@dataclass(frozen=True)
class TypedIn:
    """What stands in the form."""

    key: str
    described: Description
    email: str | None  # of the contact of a new department
    is_another: str | None  # the department that the name looks like and, as was said, is not of
    problem: str  # what is wrong with it


def fields(visit: Visit, one: Department | None) -> TypedIn:
    """Draw the fields, inside a form."""
    say, key = visit.say, "add" if one is None else one.id
    language = one.language if one is not None and one.language in LANGUAGES else visit.language
    name = st.text_input(say("departments.field.name"), one.name if one else "", max_chars=MOST_NAME, key=f"name-{key}")
    is_another = _another(visit, key)
    known = one.staff or None if one else None
    written = typed.field(visit, say("departments.field.staff"), known, f"{typed.KEY}staff-{key}-{visit.language}")
    staff = typed.read(visit, written, least=1, most=MOST_STAFF)
    with figures.beside_each_other():
        form = _option(visit, "form", one.form if one else None, key)
        territory = _option(visit, "main_territory", one.main_territory if one else None, key)
        area = _text(visit, "area", one, key, MOST_AREA)
        code = _text(visit, "code", one, key, MOST_CODE)
        contact = _text(visit, "contact", one, key, MOST_NAME)
        email = None if one is not None else _text(visit, "email", None, key, MOST_EMAIL)
        second = _text(visit, "second_contact", one, key, MOST_NAME)
        second_email = _text(visit, "second_email", one, key, MOST_EMAIL)
    chosen = st.selectbox(
        say("departments.field.language"),
        LANGUAGES,
        index=LANGUAGES.index(language),
        format_func=own_name,
        key=f"language-{key}-{visit.language}",
    )
    described = Description(name, chosen, staff.count, form, territory, contact, second, second_email, area, code)
    return TypedIn(key, described, email, is_another, staff.problem)


def ask_where_in_doubt(typed_in: TypedIn, others: Sequence[Department]) -> None:
    """Draw the form anew with a question where its name looks like another department's, until that is answered.

    A name that certainly is another's is left to the store, which refuses it.
    """
    place = f"{_DOUBT}{typed_in.key}"
    like = _like(typed_in.described.name, others)
    if like is None or like == typed_in.is_another:
        st.session_state.pop(place, None)
        return
    st.session_state[place] = like
    st.rerun()


def not_free(visit: Visit) -> Callable[[NotReady], str]:
    """What to say of a name or code that another department has, and of what is no address."""
    kinds = {"code": "code", "email": "address", "second_email": "address"}
    return lambda error: visit.say(f"departments.problem.{kinds.get(error.missing[0], 'name')}")


def _another(visit: Visit, key: str) -> str | None:
    """Ask whether a name in doubt is another department's; returns which one it is not, once that is said."""
    like: str | None = st.session_state.get(f"{_DOUBT}{key}")
    if like is None:
        return None
    st.warning(markdown.plain(visit.say("departments.problem.alike", other=like)))
    sure = st.checkbox(visit.say("departments.another"), key=f"another-{key}-{visit.language}")
    return like if sure else None


def _like(name: str, others: Sequence[Department]) -> str | None:
    """The department whose name is only like this one."""
    same, alike = names.same(name), names.alike(name)
    if not alike or any(names.same(one.name) == same for one in others):
        return None
    return next((one.name for one in others if names.alike(one.name) == alike), None)


def _text(visit: Visit, field: str, one: Department | None, key: str, most: int) -> str | None:
    value = getattr(one, field) if one is not None else None
    label = visit.say(f"departments.field.{field}")
    return st.text_input(label, value or "", max_chars=most, key=f"{key}-{field}").strip() or None


def _option(visit: Visit, field_id: str, value: str | None, key: str) -> str | None:
    """Draw the choice of an option of the profile, or of none."""
    options = [NOT_SAID, *visit.questionnaire.field(field_id).options]
    chosen: str = st.selectbox(
        visit.say(f"departments.field.{field_id}"),
        options,
        index=options.index(value) if value in options else 0,
        format_func=lambda option: words.choice(visit.questionnaire, field_id, option, visit.say),
        key=f"{field_id}-{key}-{visit.language}",
    )
    return chosen or None
