"""Taking it along: workbook, report and tables, for others or for the coordinator, and all reports in one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from assessment.language import number
from assessment.reading import department, files
from assessment.reading.department import Reported
from assessment.report import Kind
from assessment.report.region import Bundle, Files, making
from assessment.rounds import Round
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import choices, links, markdown
from assessment.screens.parts.handed_over import KINDS
from assessment.shelf import NoRoomError
from assessment.storage import NotAllowed
from assessment.visit import Visit

_WHOM = ("others", "coordinator")  # the first is what a visitor gets who does not choose
_LOOKS = 0.5  # seconds between two looks at how far it is
_WHY = "not-made"  # what this page keeps: why there is no zip


def show(visit: Visit) -> None:
    """Draw the page."""
    view = common.opened(visit, narrows=False)
    if view is None:
        return
    with common.held():
        with common.anew("title"):
            st.title(visit.say("files.page.title"), anchor=False)
        common.bar(visit, view, narrows=False)
        with common.anew("found"):
            _files(visit, view.chosen)
            _reports(visit, view.chosen)


def _reports(visit: Visit, chosen: Round) -> None:
    """Draw the way to the reports of all departments in one file: asking for it, making it, taking it."""
    say, session = visit.say, _session()
    st.header(say("files.page.all"), anchor=False)
    st.markdown(say("files.page.all_means"))
    work = making.found(session)
    if work is not None and (work.why or not work.so_far.path.exists()):
        making.forget(session)
        st.warning(say(f"files.page.{work.why or 'gone'}"))
        work = None
    if work is None:
        _begin(visit, chosen)
    elif work.so_far.is_whole:
        _take(visit, work.so_far)
    else:
        st.fragment(_look, run_every=_LOOKS)(visit)


@st.fragment
def _files(visit: Visit, chosen: Round) -> None:
    say = visit.say
    whom: str = st.radio(
        say("files.page.whom"),
        _WHOM,
        format_func=lambda one: say(f"files.page.{one}"),
        captions=[say(f"files.page.{one}_holds") for one in _WHOM],
        key=f"whom-{visit.language}",
    )
    language = choices.written_in(visit, say("files.page.language"), "files-language")
    asks = f"round={chosen.id}&for={whom}&language={language}&post={visit.person.post_id}"
    with st.container(horizontal=True):
        st.link_button(
            say("files.page.report"), f"/files/region/report.pdf?{asks}", icon=":material/download:", type="primary"
        )
        st.link_button(say("files.page.workbook"), f"/files/region/workbook.xlsx?{asks}", icon=":material/table_view:")
    with st.expander(say("files.page.tables")):
        asked = common.region_of(visit)
        gathered = files.gather(visit.store, asked, chosen.id, for_others=whom == "others")
        for name in Files(gathered).ids() if gathered is not None else ():
            st.link_button(
                say(f"files.sheet.{name}.title"), f"/files/region/tables/{name}.csv?{asks}", icon=":material/download:"
            )
            st.caption(say(f"files.sheet.{name}.about"))


def _begin(visit: Visit, chosen: Round) -> None:
    say = visit.say
    submitted = [one for one in visit.store.progress(chosen.id) if one.submission_id is not None]
    if not submitted:
        st.markdown(say("files.page.nobody"))
        return
    kind: Kind = st.radio(
        say("files.page.kind"),
        KINDS,
        format_func=lambda one: say(f"report_page.{one}"),
        horizontal=True,
        key=f"kind-{visit.language}",
    )
    language = choices.written_in(visit, say("files.page.language"), "reports-language")
    if why := st.session_state.pop(_WHY, None):
        st.warning(say(f"files.page.{why}"))
    if st.button(say("files.page.make", len(submitted)), icon=":material/folder_zip:", key="make"):
        order = making.Order(
            kind,
            language,
            partial(_gathered, visit, chosen.id),
            partial(visit.store.note_exported, chosen.id, "reports"),
        )
        try:
            making.begin(_session(), [one.participation.department_id for one in submitted], order)
        except NoRoomError:
            st.session_state[_WHY] = "no_room"
        st.rerun()


def _gathered(visit: Visit, round_id: int, department_id: str) -> Reported:
    """What a report is made of, read for the visitor: who may not is refused by the store."""
    try:
        reported = department.gather(visit.store, department_id, round_id, compared=False)
    except NotAllowed as refused:
        raise making.MayNotError from refused
    assert reported is not None, "what was submitted stays"
    return reported


def _look(visit: Visit) -> None:
    """Say how far it is; the page's own timer looks again."""
    say, work = visit.say, making.found(_session())
    if work is None or work.why or work.so_far.is_whole:
        st.rerun()
    st.progress(work.so_far.done / len(work.so_far.departments), text=_so_far(visit, work.so_far))
    if st.button(say("files.page.stop"), key="stop"):
        making.forget(_session())
        st.rerun()


def _so_far(visit: Visit, made: Bundle) -> str:
    done, of = number(made.done, visit.language), number(len(made.departments), visit.language)
    return visit.say("files.page.making", done=done, of=of)


def _take(visit: Visit, made: Bundle) -> None:
    """Say that the zip is ready, and hand it over by its own address."""
    say = visit.say
    st.success(say("files.page.made", made.done - len(made.left_out)))
    for name in made.left_out:
        st.markdown(markdown.plain(say("files.page.not_made", name=name)))
    address = f"/files/region/reports/{made.token}.zip?post={visit.person.post_id}"
    st.html(links.press(address, say("files.page.take")))
    st.caption(say("files.page.take_means"))


def _session() -> str:
    """The digest of the visitor's session, which the zip is for."""
    return str(st.user.get("session") or "")
