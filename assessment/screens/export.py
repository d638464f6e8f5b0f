"""Taking it along: workbook, report and tables, for others or for the coordinator, and all reports in one."""

from __future__ import annotations

import streamlit as st

from assessment import report
from assessment.language import number, own_name
from assessment.reading import department, files
from assessment.report import Kind
from assessment.report.regional import Bundle, Files, bundle
from assessment.report.typesetting import TypesettingError
from assessment.rounds import Round
from assessment.screens import links, markdown, regional
from assessment.screens.handed_over import KINDS
from assessment.shelf import NoRoomError
from assessment.visit import Visit
from assessment.wording import LANGUAGES

_WHOM = ("others", "coordinator")  # the first is what a visitor gets who does not choose
_A_STEP = 1.0  # seconds of work between two looks at the progress
_AT_ONCE = 0.2  # seconds until the next step
_MAKING, _WHY = "making", "not-made"  # what this page keeps: the zip that is being made, or why there is none


def show(visit: Visit) -> None:
    """Draw the page."""
    view = regional.opened(visit, narrows=False)
    if view is None:
        return
    with regional.held():
        with regional.anew("title"):
            st.title(visit.say("regional.page.title"), anchor=False)
            whose = visit.say("regional.page.of", region=view.of.region.name, round=view.chosen.title)
            st.caption(markdown.plain(whose))
        regional.bar(visit, view, narrows=False)
        with regional.anew("found"):
            _files(visit, view.chosen)
            _reports(visit, view.chosen)


def _reports(visit: Visit, chosen: Round) -> None:
    """Draw the way to the reports of all departments in one file: asking for it, making it, taking it."""
    say = visit.say
    st.header(say("regional.page.all"), anchor=False)
    st.markdown(say("regional.page.all_means"))
    making: Bundle | None = st.session_state.get(_MAKING)
    if making is not None and not making.path.exists():
        _forget("gone")
        making = None
    if why := st.session_state.pop(_WHY, None):
        st.warning(say(f"regional.page.{why}"))
    if making is None:
        _begin(visit, chosen)
    elif making.is_whole:
        _take(visit, making)
    else:
        st.fragment(_go_on, run_every=_AT_ONCE)(visit, chosen.id)


def _forget(why: str) -> None:
    """Begin again, and say why when the page is drawn."""
    st.session_state.pop(_MAKING, None)
    st.session_state[_WHY] = why


@st.fragment
def _files(visit: Visit, chosen: Round) -> None:
    say = visit.say
    whom: str = st.radio(
        say("regional.page.whom"),
        _WHOM,
        format_func=lambda one: say(f"regional.page.{one}"),
        captions=[say(f"regional.page.{one}_holds") for one in _WHOM],
        key=f"whom-{visit.language}",
    )
    language = _language(visit, "files")
    asks = f"round={chosen.id}&for={whom}&language={language}&post={visit.person.post_id}"
    with st.container(horizontal=True):
        st.link_button(
            say("regional.page.report"), f"/files/region/report.pdf?{asks}", icon=":material/download:", type="primary"
        )
        st.link_button(
            say("regional.page.workbook"), f"/files/region/workbook.xlsx?{asks}", icon=":material/table_view:"
        )
    with st.expander(say("regional.page.tables")):
        asked = regional.region_of(visit)
        gathered = files.gather(visit.store, asked, chosen.id, for_others=whom == "others")
        for name in Files(gathered).ids() if gathered is not None else ():
            st.link_button(
                say(f"regional.sheet.{name}.title"),
                f"/files/region/tables/{name}.csv?{asks}",
                icon=":material/download:",
            )
            st.caption(say(f"regional.sheet.{name}.about"))


def _language(visit: Visit, key: str) -> str:
    return st.radio(
        visit.say("regional.page.language"),
        LANGUAGES,
        index=LANGUAGES.index(visit.language),
        format_func=own_name,
        horizontal=True,
        key=f"{key}-language-{visit.language}",
    )


def _begin(visit: Visit, chosen: Round) -> None:
    say = visit.say
    submitted = [one for one in visit.store.progress(chosen.id) if one.submission_id is not None]
    if not submitted:
        st.markdown(say("regional.page.nobody"))
        return
    kind: Kind = st.radio(
        say("regional.page.kind"),
        KINDS,
        format_func=lambda one: say(f"report_page.{one}"),
        horizontal=True,
        key=f"kind-{visit.language}",
    )
    language = _language(visit, "reports")
    if st.button(say("regional.page.make", len(submitted)), icon=":material/folder_zip:", key="make"):
        try:
            begun = bundle.begin(_session(), [one.participation.department_id for one in submitted])
            st.session_state[_MAKING] = begun
            st.session_state["what"] = (kind, language)
        except NoRoomError:
            _forget("no_room")
        st.rerun()


def _go_on(visit: Visit, round_id: int) -> None:
    """Make some more reports and say how far it is; the page's own timer asks for the next."""
    say = visit.say
    before: Bundle | None = st.session_state.get(_MAKING)
    if before is None or before.is_whole:
        return
    kind, language = st.session_state["what"]

    def make(department_id: str) -> tuple[str, bytes | None]:
        reported = department.gather(visit.store, department_id, round_id, compared=False)
        assert reported is not None, "what was submitted stays"
        try:
            content = report.FORMS[kind, "pdf"](reported, language)
        except TypesettingError:
            return reported.submission.department_name, None
        number = before.departments.index(department_id) + 1  # two departments may go by the same plain letters
        return f"{number:04}-{report.file_name(reported, kind, language)}", content

    bar = st.progress(before.done / len(before.departments), text=_so_far(visit, before))
    if st.button(say("regional.page.stop"), key="stop"):
        before.path.unlink(missing_ok=True)
        del st.session_state[_MAKING]
        st.rerun()
    try:
        making = before.go_on(make, _A_STEP)
    except (FileNotFoundError, NoRoomError) as error:
        _forget("no_room" if isinstance(error, NoRoomError) else "gone")
        st.rerun()
    st.session_state[_MAKING] = making
    bar.progress(making.done / len(making.departments), text=_so_far(visit, making))
    if making.is_whole:
        visit.store.note_exported(round_id, "reports")
        st.rerun()


def _so_far(visit: Visit, making: Bundle) -> str:
    done, of = number(making.done, visit.language), number(len(making.departments), visit.language)
    return visit.say("regional.page.making", done=done, of=of)


def _take(visit: Visit, made: Bundle) -> None:
    """Say that the zip is ready, and hand it over by its own address."""
    say = visit.say
    st.success(say("regional.page.made", made.done - len(made.left_out)))
    for name in made.left_out:
        st.markdown(markdown.plain(say("regional.page.not_made", name=name)))
    address = f"/files/region/reports/{made.token}.zip?post={visit.person.post_id}"
    st.html(links.press(address, say("regional.page.take")))
    st.caption(say("regional.page.take_means"))


def _session() -> str:
    """The digest of the visitor's session, which the zip is for."""
    return str(st.user.get("session") or "")
