"""Who answers by law for a region's data and pages: as everybody reads it, and the form in which it is stated."""

from __future__ import annotations

import streamlit as st

from assessment.language import enumeration
from assessment.people import Action
from assessment.rounds import MOST_STATED, Basis, Controller, Country
from assessment.screens.parts import markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady
from assessment.visit import Visit
from assessment.wording import Say

_NOT_STATED = ""  # stands for no choice in a list
_TWO_LINES = 80  # px


def of(visit: Visit) -> Controller | None:
    """What the visitor's region states; None where the visitor belongs to no region."""
    region_id = visit.person.region_id
    return None if region_id is None else visit.store.controller(region_id)


def lines(visit: Visit, stated: Controller, *names: str) -> None:
    """Draw what is stated, a line each with its name, and after it what is not."""
    values = {name: value for name in names if (value := _words(visit.say, stated, name))}
    if values:
        bullet = "- " if len(names) > 1 else ""
        st.markdown("\n".join(f"{bullet}**{_label(visit.say, name)}:** {value}" for name, value in values.items()))
    if missing := [name for name in names if name not in values]:
        gap(visit, *missing)


def gap(visit: Visit, *names: str) -> None:
    """Say that something is not stated yet, and who can see to it."""
    say = visit.say
    what = enumeration([say(f"controller.field.{name}") for name in names], visit.language)
    if visit.person.role.may(Action.MANAGE_DEPARTMENTS):
        words = say("controller.gap_to_fill", what=what, form=say("controller.form.title"))
    else:
        words = say("controller.gap", what=what)
    st.warning(words, icon=":material/error:")


def regulation(say: Say, country: Country | None) -> str:
    """The name of the data protection regulation that holds in a country."""
    return say("controller.regulation.uk" if country is Country.UNITED_KINGDOM else "controller.regulation.eu")


@st.fragment
def show(visit: Visit, region_id: str, stated: Controller) -> None:
    """Draw the form of the coordinator.

    Args:
        visit: whose.
        region_id: the coordinator's own.
        stated: as the page drew it; what others state meanwhile is not overwritten by it.
    """
    say = visit.say
    with st.expander(say("controller.form.title"), icon=":material/edit:"):
        st.markdown(say("controller.form.means"))
        with st.form("controller", border=False):
            typed = _fields(visit, stated)
            pressed = st.form_submit_button(say("departments.edit.button"), type="primary")
        if not pressed:
            return
        with Saving(visit, {NotReady: lambda error: say("controller.form.email", what=_named(visit, error.missing))}):
            visit.store.change_controller(region_id, typed, stated)
            done(say("departments.edit.done"))


def _fields(visit: Visit, stated: Controller) -> Controller:
    """Draw a field each, inside the form; returns what stands in them."""
    return Controller(
        name=_text(visit, stated, "name"),
        contact=_text(visit, stated, "contact", long=True),
        dpo=_text(visit, stated, "dpo"),
        basis=_basis(visit, stated),
        act=_text(visit, stated, "act", long=True),
        retention=_text(visit, stated, "retention", long=True),
        accessibility_contact=_text(visit, stated, "accessibility_contact"),
        country=_country(visit, stated),
    )


def _text(visit: Visit, stated: Controller, name: str, *, long: bool = False) -> str:
    """Draw a field; a long one shows several lines, which are kept as one."""
    label, value = _label(visit.say, name), getattr(stated, name) or ""
    if long:
        return st.text_area(label, value, height=_TWO_LINES, max_chars=MOST_STATED, key=f"controller-{name}")
    return st.text_input(label, value, max_chars=MOST_STATED, key=f"controller-{name}")


def _basis(visit: Visit, stated: Controller) -> Basis | None:
    say = visit.say
    name = regulation(say, stated.country)
    words = {one.value: say(f"controller.basis.{one}", regulation=name) for one in Basis}
    chosen = _choice(visit, "basis", words, stated.basis)
    return Basis(chosen) if chosen else None


def _country(visit: Visit, stated: Controller) -> Country | None:
    words = {one.value: visit.say(f"controller.country.in_{one}") for one in Country}
    chosen = _choice(visit, "country", words, stated.country)
    return Country(chosen) if chosen else None


def _choice(visit: Visit, name: str, words: dict[str, str], value: str | None) -> str:
    """Draw a choice in which nothing may be chosen, as long as nothing is stated."""
    options = {**words, _NOT_STATED: visit.say("controller.not_stated")}
    return st.radio(
        _label(visit.say, name),
        list(options),
        index=list(options).index(value or _NOT_STATED),
        format_func=lambda one: options[one],
        key=f"controller-{name}-{visit.language}",
    )


def _words(say: Say, stated: Controller, name: str) -> str:
    """What is stated, as the page shows it; nothing where it is not."""
    if name != "basis":
        return markdown.plain(getattr(stated, name) or "")
    if stated.basis is None:
        return ""
    return say(f"controller.basis.{stated.basis}", regulation=regulation(say, stated.country))


def _label(say: Say, name: str) -> str:
    words = say(f"controller.field.{name}")
    return words[:1].upper() + words[1:]


def _named(visit: Visit, names: list[str]) -> str:
    return enumeration([visit.say(f"controller.field.{name}") for name in names], visit.language)
