"""Bringing in a list of departments: what is wrong in it, or what it would add; nothing before it is confirmed."""

from __future__ import annotations

import streamlit as st

from assessment import register
from assessment.findings import Table
from assessment.findings import regional as words
from assessment.language import own_name
from assessment.register import Import, Known, Problem
from assessment.rounds import Department, NewDepartment
from assessment.screens import figures, links, regional, uploader
from assessment.screens.saving import Saving, done
from assessment.storage import NotAllowed, NotReady
from assessment.visit import Visit
from assessment.wording import LANGUAGES

A_PAGE = 20  # rows of the file
_FIELDS = {"form": "form", "territory": "main_territory"}  # column of the file, and the field that has its choices


@st.fragment
def show(visit: Visit, departments: list[Department]) -> None:
    """Draw the way to bring in a file; closed at first."""
    say = visit.say
    with st.expander(say("register.title"), icon=":material/upload_file:"):
        st.markdown(say("register.help", headings=", ".join(register.headings(visit.language))))
        address = f"/files/region/template.csv?language={visit.language}"
        st.html(f"<p>{links.anchor(address, say('register.template'), download=True)}</p>")
        given = uploader.file(visit, say("register.choose"), f"list-{len(departments)}", text=True)
        if given is None:
            return
        known = Known([one.name for one in departments], visit.store.known_emails(regional.region_of(visit)))
        read = register.read_departments(given.getvalue(), given.name, visit.questionnaire, known, visit.language)
        if read.ignored:
            st.caption(figures.plain(say("register.ignored", headings=", ".join(read.ignored))))
        if read.problems:
            _problems(visit, read.problems)
        else:
            _would_add(visit, read)


def _problems(visit: Visit, problems: tuple[Problem, ...]) -> None:
    say = visit.say
    st.error(say("register.stopped", len(problems)))
    heads = (say("departments.import.place"), say("departments.import.problem"))
    shown = regional.page_of(problems, A_PAGE, "problems")
    figures.table(Table(heads, tuple((_place(visit, one), _words(visit, one)) for one in shown)))


def _place(visit: Visit, one: Problem) -> str:
    say = visit.say
    if one.row is None and one.column is None:
        return say("register.place.file")
    heading = register.headings(visit.language)[register.COLUMNS.index(one.column)] if one.column else ""
    if one.row is None:
        return heading
    return (
        say("register.place.cell", row=one.row, heading=heading) if heading else say("register.place.row", row=one.row)
    )


def _words(visit: Visit, one: Problem) -> str:
    choices = ""
    if one.column in _FIELDS:
        options = visit.questionnaire.field(_FIELDS[one.column]).options.values()
        choices = ", ".join(option[visit.language] for option in options)
    elif one.column == "language":
        choices = ", ".join(own_name(language) for language in LANGUAGES)
    return visit.say(
        f"register.problems.{one.kind}", None, value=one.value, other_row=one.other_row or "", choices=choices
    )


def _would_add(visit: Visit, read: Import) -> None:
    say = visit.say
    st.markdown(say("register.would_add", len(read.rows)))
    heads = tuple(say(one) for one in ("departments.field.name", "departments.import.kind", "departments.import.mail"))
    shown = regional.page_of(read.rows, A_PAGE, "rows")
    figures.table(Table(heads, tuple(_row(visit, one) for one in shown)))
    if not st.button(say("register.add", len(read.rows)), type="primary", key="add-list"):
        return
    refused = {NotReady: say("departments.problem.meanwhile"), NotAllowed: say("departments.problem.elsewhere")}
    with Saving(visit, refused):
        with st.spinner(say("departments.import.adding")):
            visit.store.add_departments(regional.region_of(visit), read.rows)
        done(say("register.added", len(read.rows)))


def _row(visit: Visit, one: NewDepartment) -> tuple[str, str, str]:
    say = visit.say
    said = [say("departments.staff", one.staff)] if one.staff is not None else []
    stated = (("form", one.form), ("main_territory", one.main_territory))
    said += [words.choice(visit.questionnaire, field, value, say) for field, value in stated if value]
    return one.name, " · ".join(said) or say("region.not_said"), one.email or say("departments.import.no_mail")
