"""Bringing in a list of departments: what was read, what is wrong, what is asked, and what it would change.

Nothing is taken before it is confirmed, and then all of it or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

from assessment import register, shelf
from assessment.findings import Table, incoming
from assessment.register import COLUMNS, UNUSED, FileChoices, Import, InRegister, RegisterChange
from assessment.register.table import ListTable as Sheet
from assessment.report.corrected import corrected
from assessment.rounds import Department
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import access, choices, figures, links, markdown, uploader
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady, PostInTheWay, RegisterChanged
from assessment.visit import Visit

A_PAGE = 20  # rows of the file
# What this page keeps: how many lists were taken, the file that is open, what it would change as it was shown, and who
# was changed by somebody else meanwhile.
_TAKEN, _OPEN, _SHOWN, _MEANWHILE = "lists-taken", "list-open", "list-shown", "list-meanwhile"


@st.fragment
def show(visit: Visit, departments: list[Department]) -> None:
    """Draw the way to bring in a file; closed at first.

    Args:
        visit: whose.
        departments: the register as the page shows it; what others change meanwhile is told and not overwritten.
    """
    say = visit.say
    with st.expander(say("register.title"), icon=":material/upload_file:"):
        st.markdown(say("register.help"))
        address = f"/files/region/template.csv?language={visit.language}"
        st.html(f"<p>{links.anchor(address, say('register.template'), download=True)}</p>")
        key = f"list-{st.session_state.get(_TAKEN, 0)}"
        given = uploader.file(visit, say("register.choose"), key, text=True)
        if given is None:
            return
        known = InRegister(departments, visit.store.known_emails(common.region_of(visit)))
        _brought(visit, given.getvalue(), given.name, known)


def _brought(visit: Visit, data: bytes, name: str, known: InRegister) -> None:
    """Draw what a file says, and what can be done with it."""
    say = visit.say
    file = f"list-{hashlib.sha256(data).hexdigest()[:12]}"
    sheets = _opened(data, name, file)
    if isinstance(sheets, Import):
        uploader.refused(file)
        _problems(visit, sheets)
        return
    _which_sheet(visit, sheets, file)
    found = register.look(sheets, visit.questionnaire, known, visit.language, _choice(file))
    st.caption(markdown.plain(incoming.looked(found.looked, say)))
    if meanwhile := st.session_state.pop(_MEANWHILE, None):
        st.warning(markdown.plain(say("register.meanwhile", names=", ".join(meanwhile))))
    if found.problems:  # first, for the file has to come again anyway
        _problems(visit, found)
        _to_correct(visit, found, file)
    _questions(visit, found, file)
    _columns(visit, found, file)
    if found.is_ready:
        _would_change(visit, found.found)


def _opened(data: bytes, name: str, file: str) -> list[Sheet] | Import:
    """The tables of a file, unpacked once however often something is chosen."""
    kept: tuple[str, list[Sheet] | Import] | None = st.session_state.get(_OPEN)
    if kept is None or kept[0] != file:
        kept = (file, register.opened(data, name))
        st.session_state[_OPEN] = kept
    return kept[1]


def _choice(file: str) -> FileChoices:
    """What was said so far of a file."""
    state = {str(key): value for key, value in st.session_state.items()}
    prefix = f"{file}-asked-"
    answers = {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix) and value}
    return FileChoices(state.get(f"{file}-sheet") or 0, state.get(f"{file}-columns") or {}, answers)


def _which_sheet(visit: Visit, sheets: list[Sheet], file: str) -> None:
    if len(sheets) > 1:
        titles = [one.title for one in sheets]
        st.selectbox(
            visit.say("register.sheet"), range(len(sheets)), format_func=titles.__getitem__, key=f"{file}-sheet"
        )


def _questions(visit: Visit, found: Import, file: str) -> None:
    """Draw what only the coordinator knows; nothing is taken before it is answered."""
    say = visit.say
    waiting = sum(one.answer is None for one in found.questions)
    if waiting:
        st.warning(say("register.asked", waiting))
    for one in found.questions:
        st.radio(
            markdown.plain(incoming.question(one, say)),
            one.options,
            index=None,
            format_func=_answers(visit, one),
            key=f"{file}-asked-{one.id}",
        )


def _answers(visit: Visit, one: register.ListQuestion) -> Callable[[str], str]:
    return lambda option: markdown.plain(incoming.answer(one, option, visit.say))


def _problems(visit: Visit, found: Import) -> None:
    say, told = visit.say, register.told(found.problems)
    st.error(say("register.stopped", len(told)))
    heads = (say("departments.import.place"), say("departments.import.problem"))
    shown = choices.page_of(told, A_PAGE, "problems")
    rows = ((incoming.place(one, say), incoming.mistake(one, visit.questionnaire, say)) for one in shown)
    figures.table(Table(heads, tuple(rows)))


def _to_correct(visit: Visit, found: Import, file: str) -> None:
    """A way to the list with what is wrong beside each row, made once as long as nothing else is chosen and it lies."""
    key, session = f"{file}-corrected", str(st.user.get("session") or "")
    what = (visit.language, hash((found.problems, found.looked)))
    kept: tuple[object, str] | None = st.session_state.get(key)
    if kept is None or kept[0] != what or shelf.found(session, "list", kept[1]) is None:
        made = corrected(found, visit.questionnaire, visit.say)
        try:
            kept = (what, shelf.lay(session, "list", made)[0])
        except shelf.NoRoomError:
            st.caption(visit.say("files.page.no_room"))
            return
        st.session_state[key] = kept
    st.link_button(
        visit.say("register.corrected.take"), f"/files/region/list/{kept[1]}.xlsx", icon=":material/download:"
    )


def _columns(visit: Visit, found: Import, file: str) -> None:
    """Let the coordinator say which column is which; open where the one that is needed was not found."""
    say = visit.say
    options = (UNUSED, *COLUMNS)
    lacking = any(one.kind.startswith("column_") for one in found.problems)
    with st.expander(say("register.columns.title"), expanded=lacking, type="compact"):
        with st.form(f"{file}-which", border=False):
            st.markdown(say("register.columns.means"))
            with st.grid(2, min_column_width=220):
                chosen = {
                    one.place: st.selectbox(
                        markdown.plain(one.heading) or say("register.columns.nameless", number=one.place + 1),
                        options,
                        index=options.index(one.meaning) if one.meaning in options else 0,
                        format_func=lambda option: incoming.column(option, say),
                        key=f"{file}-{found.looked.sheet}-{one.place}-{visit.language}",
                    )
                    for one in found.columns
                }
            pressed = st.form_submit_button(say("register.columns.button"))
        if pressed:
            untouched = {one.place for one in found.columns if one.meaning not in options}  # parts of a name
            st.session_state[f"{file}-columns"] = {
                place: meaning for place, meaning in chosen.items() if meaning != UNUSED or place not in untouched
            }
            st.rerun()


def _would_change(visit: Visit, found: RegisterChange) -> None:
    """Draw what the list would change, and the button that takes it."""
    say = visit.say
    st.markdown(
        " ".join(
            say(f"register.would.{kind}", len(those))
            for kind, those in (("new", found.new), ("changed", found.changed), ("unchanged", found.unchanged))
        )
    )
    if found.new:
        heads = tuple(
            say(one) for one in ("register.would.heads.new", "departments.import.kind", "departments.import.mail")
        )
        shown = choices.page_of(found.new, A_PAGE, "new")
        no_mail = say("departments.import.no_mail")
        rows = ((one.name, incoming.described(one, visit.questionnaire, say), one.email or no_mail) for one in shown)
        figures.table(Table(heads, tuple(rows)))
    if found.changed:
        heads = (say("register.would.heads.changed"), say("register.would.heads.what"))
        changed = choices.page_of(found.changed, A_PAGE, "changed")
        told = ((one.before.name, incoming.change(one, visit.questionnaire, say)) for one in changed)
        figures.table(Table(heads, tuple(told)))
    if found.several:
        st.markdown(say("register.would.several", len(found.several)))
        heads = (say("departments.import.mail"), say("register.would.heads.several"))
        people = choices.page_of(found.several, A_PAGE, "several")
        figures.table(Table(heads, tuple((one.email, ", ".join(one.departments)) for one in people)))
    for kind, those in (("missing", found.missing), ("left", found.left)):
        if those:
            with st.expander(say(f"register.would.{kind}", len(those)), type="compact"):
                st.markdown(markdown.plain(incoming.named(those)))
    if found.new or found.changed:
        _take(visit, found)
    else:
        st.markdown(say("register.nothing_to_take"))


def _take(visit: Visit, found: RegisterChange) -> None:
    """Draw the button that takes what was shown when it was pressed, whatever has changed in the register since."""
    say = visit.say
    st.caption(say("register.not_yet"))
    shown: RegisterChange = st.session_state.get(_SHOWN, found)
    st.session_state[_SHOWN] = found
    if not st.button(say("register.take"), type="primary", key="take-list"):
        return
    with Saving(visit, {PostInTheWay: access.address_in_the_way(visit)}):
        try:
            with st.spinner(say("register.taking")):
                visit.store.take_list(common.region_of(visit), shown.new, shown.changed)
        except (RegisterChanged, NotReady) as changed:
            st.session_state[_MEANWHILE] = changed.names if isinstance(changed, RegisterChanged) else changed.missing
            st.rerun()  # the page draws the register anew, and what the list would change in it
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1
        done(" ".join((say("register.added", len(shown.new)), say("register.changed", len(shown.changed)))))
