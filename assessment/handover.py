"""Files that are handed over: routes that ask the store, for the media address of Streamlit asks nobody.

A download is a plain function of a request. It opens the store for the visitor, and lets what the store refuses pass:
the page that says so is already there. One that makes its file does so in turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from assessment import library, log, register, report, shelf
from assessment.answers import Draft
from assessment.letters import Purpose
from assessment.people import Action, Person
from assessment.questionnaire import Questionnaire
from assessment.reading import commitments, department, files, talk, voices
from assessment.report import everything, plan_files, spreadsheet, voice_sheets, voices_paper
from assessment.report import talk as talked
from assessment.report.regional import ENDINGS, Files, Letters
from assessment.report.regional.bundle import KIND
from assessment.report.reported import slug_of
from assessment.settings import settings
from assessment.signin.form import Fields, with_fields
from assessment.signin.page import page
from assessment.storage import (
    LEFT_OUT,
    DatabaseError,
    DoorStore,
    NotAllowed,
    NotReady,
    NotSaved,
    SessionEnded,
    Store,
    Unfit,
    now,
)
from assessment.templates import template
from assessment.turn import Turn
from assessment.visit import asked
from assessment.wording import LANGUAGES, Say

_KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "ics": "text/calendar; charset=utf-8",
}  # media types by ending
_TIDIED = 60  # seconds between two looks at what was laid down
_MOST_GIVEN = 500_000  # bytes of a form: the ids of all the departments that a region may have here


def session_of(request: Request) -> str:
    """The digest of the session that the door found, for `Store`."""
    return str(request.state.session)


def person_of(request: Request) -> Person:
    """Who asks.

    Raises:
        SessionEnded: nobody whom the store knows.
    """
    person = request.state.person
    if not isinstance(person, Person):
        raise SessionEnded("sign in first")
    return person


def store_of(request: Request) -> Store:
    """The store, opened for who asks, in the post that the page was drawn for where its link names one.

    What is asked for without naming a department or a region would else be another's, once the post was changed.
    """
    post, shows_links = _number(request, "post"), settings().shows_links
    return Store(settings().database, session_of(request), post=post, shows_links=shows_links)


def say_of(request: Request) -> Say:
    """The interface's voice in the language of who asks."""
    return Say(person_of(request).language)


def file(content: bytes, name: str, kind: str, *, inline: bool = False) -> Response:
    """Hand over a file under a name, to be saved or, with `inline`, to be shown.

    Args:
        content: the file.
        name: as it will be saved; may hold any letter.
        kind: its media type.
        inline: shown in the browser.
    """
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_" for letter in name
    )
    how = "inline" if inline else "attachment"
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
        },
    )


def language_asked(request: Request) -> str | None:
    """The language that a file is to be in: the one that the address names, else the person's; None for one we lack."""
    language = request.query_params.get("language", person_of(request).language)
    return language if language in LANGUAGES else None


def _report(request: Request) -> Response:
    """A report on one submission: a department's own, or for a coordinator one of the region."""
    words = request.path_params
    kind, ending = words["kind"], words["ending"]
    made, language, round_id = report.FORMS.get((kind, ending)), language_asked(request), _whole(words["round_id"])
    if made is None or language is None or round_id is None:
        return page(request, "not_here", 404)
    person, department_id = person_of(request), words["department_id"]
    own = person.department_id == department_id and person.role.may(Action.READ_OWN)
    reported = department.gather(store_of(request), department_id, round_id, compared=own)
    if reported is None:
        return page(request, "not_here", 404)
    name = report.file_name(reported, kind, language, ending)
    return file(made(reported, language), name, _KINDS[ending], inline=ending == "png")


def _everything(request: Request) -> Response:
    """Everything that is kept about one's own department, for its chief: rows, what they mean, and reports."""
    language, store = language_asked(request), store_of(request)
    department_id = person_of(request).department_id
    if department_id is None:
        raise NotAllowed("only departments take along what is kept about them")
    if language is None:
        return page(request, "not_here", 404)
    taken = store.everything(department_id)
    gathered = [department.gather(store, department_id, one.round_id) for one in store.submissions(department_id)]
    reports = [(one, report.full(one, language)) for one in gathered if one is not None]
    name = everything.name(store.department(department_id).name, language)
    return file(everything.packed(taken, LEFT_OUT, reports, language, person_of(request).zone), name, _KINDS["zip"])


def _blank(request: Request) -> Response:
    """The questionnaire on paper: that of a round of one's region, else the one that is used now."""
    language = language_asked(request)
    if language is None:
        return page(request, "not_here", 404)
    questionnaire = _questionnaire(request)
    return file(report.blank(questionnaire, language), report.blank_name(questionnaire, language), _KINDS["pdf"])


def _sheet(request: Request) -> Response:
    """A sheet of ours to fill in."""
    language, ending = language_asked(request), request.path_params["ending"]
    sheet = template(request.path_params["id"])
    if language is None or sheet is None or ending not in report.SHEET_ENDINGS:
        return page(request, "not_here", 404)
    return file(report.template(sheet, language, ending), report.template_name(sheet, language, ending), _KINDS[ending])


def _climate(request: Request) -> Response:
    """The sheet on which staff say how they see their department."""
    language = language_asked(request)
    if language is None:
        return page(request, "not_here", 404)
    return file(report.climate(language), report.climate_name(language), _KINDS["pdf"])


def _answers(request: Request) -> Response:
    """What is saved in a department's own draft as a workbook: of the round named, else of the newest under way."""
    language, draft, store = language_asked(request), _draft(request), store_of(request)
    if language is None or draft is None:
        return page(request, "not_here", 404)
    questionnaire = store.questionnaire(store.round(draft.round_id).questionnaire_sha256)
    profile, _ = store.profile(draft.id)
    made = spreadsheet.answers_workbook(
        questionnaire, store.answers(draft.id), language, evidence=store.evidence(draft.id), profile=profile
    )
    return file(made, f"{Say(language)('spreadsheet.file.answers')}-{language}.xlsx", _KINDS["xlsx"])


def _plan(request: Request) -> Response:
    """A department's own plan, for its people: a workbook with all of it, or the months of its steps as a calendar."""
    language, store, person = language_asked(request), store_of(request), person_of(request)
    ending, department_id = request.path_params["ending"], person.department_id
    if department_id is None:
        raise NotAllowed("only departments have a plan")
    if language is None or ending not in ("xlsx", "ics"):
        return page(request, "not_here", 404)
    plan = plan_files.Plan(store.department(department_id).name, commitments.gather(store, department_id), person.zone)
    made = plan_files.calendar(plan, language) if ending == "ics" else _plan_workbook(plan, store, language)
    return page(request, "not_here", 404) if made is None else file(made, plan.name(ending, language), _KINDS[ending])


def _plan_workbook(plan: plan_files.Plan, store: Store, language: str) -> bytes:
    return plan_files.workbook(plan, commitments.history(store, plan.decided), language)


def _talk(request: Request) -> Response:
    """The page for the talk of a visit: for the friend, and for the department once they have handed in."""
    language, friendship_id = language_asked(request), _whole(request.path_params["friendship_id"])
    if language is None or friendship_id is None:
        return page(request, "not_here", 404)
    found = talk.gather(store_of(request), person_of(request), friendship_id)
    if found is None:
        return page(request, "not_here", 404)
    return file(talked.talk(found, language), talked.file_name(found, language), _KINDS["pdf"])


def _voices(request: Request) -> Response:
    """What others say of one's own department, on a page, for its people; nothing where there is nothing."""
    language, person = language_asked(request), person_of(request)
    if person.department_id is None:
        raise NotAllowed("only departments are told what others say of them")
    heard = voices.gather(store_of(request), person.department_id, person.zone)
    if language is None or not heard:
        return page(request, "not_here", 404)
    return file(voices_paper.paper(heard, language), voices_paper.name(heard.department, language), _KINDS["pdf"])


def _voice_sheet(request: Request) -> Response:
    """A sheet for hearing others, to print, for the people of departments."""
    language, what = language_asked(request), request.path_params["what"]
    if not person_of(request).role.is_of_department:
        raise NotAllowed("only departments ask people")
    if language is None or what not in voice_sheets.SHEETS:
        return page(request, "not_here", 404)
    made = voice_sheets.sheet(what, language, court=request.query_params.get("court") == "1")
    return file(made, voice_sheets.file_name(what, language), _KINDS["pdf"])


def _draft(request: Request) -> Draft | None:
    person, store, named = person_of(request), store_of(request), _round_asked(request)
    if person.department_id is None or person.region_id is None:
        raise NotAllowed("only departments answer")
    if named is not None:
        return store.draft(named, person.department_id)
    drafts = (store.draft(one.id, person.department_id) for one in reversed(store.rounds(person.region_id)))
    return next((one for one in drafts if one is not None and one.submission_id is None), None)


def _questionnaire(request: Request) -> Questionnaire:
    """That of the round named, else of the last that has opened in one's region, else the one that is used now."""
    person, store, named = person_of(request), store_of(request), _round_asked(request)
    if named is not None:
        return store.questionnaire(store.round(named).questionnaire_sha256)
    rounds = store.rounds(person.region_id) if person.region_id is not None else []
    opened = [one for one in rounds if one.opens_at <= now()]
    if not opened:
        return asked(settings().questions, settings().database).questionnaire
    return store.questionnaire(opened[-1].questionnaire_sha256)


def _round_asked(request: Request) -> int | None:
    return _number(request, "round")


def _number(request: Request, name: str) -> int | None:
    return _whole(request.query_params.get(name, ""))


def _whole(given: str) -> int | None:
    """A number that something here may have; Starlette reads any, and Python none of more than 4,300 digits."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _region(request: Request) -> Response:
    """A file of one's own region: for others, unless the address asks for the coordinator's."""
    language, files = language_asked(request), _files(request)
    what, ending = request.path_params["what"], request.path_params["ending"]
    made = _REGIONAL.get((what, ending))
    if made is None or files is None or language is None:
        return page(request, "not_here", 404)
    content = made(files, language)
    if content is None:
        return page(request, "not_here", 404)
    store_of(request).note_exported(files.round_id, what, for_others=files.for_others)
    return file(content, files.name(what, ending, language), _KINDS[ending])


_REGIONAL: Mapping[tuple[str, str], Callable[[Files, str], bytes | None]] = {
    ("workbook", "xlsx"): Files.workbook,
    ("report", "pdf"): Files.report,
    ("training", "pdf"): Files.training_plan,
    ("training", "xlsx"): Files.training_workbook,
}


def _region_table(request: Request) -> Response:
    """One table of the same as CSV."""
    language, files, sheet = language_asked(request), _files(request), request.path_params["sheet"]
    content = None if files is None or language is None else files.table(sheet, language)
    if content is None or files is None or language is None:
        return page(request, "not_here", 404)
    store_of(request).note_exported(files.round_id, "table", for_others=files.for_others)
    return file(content, files.name("workbook", "csv", language, sheet), _KINDS["csv"])


def _files(request: Request) -> Files | None:
    """The files of the round that the address names, else of the one at hand; None where there is no such round."""
    for_whom, round_id = request.query_params.get("for", "others"), _round_asked(request)
    if for_whom not in ("others", "coordinator") or (round_id is None and "round" in request.query_params):
        return None
    for_others = for_whom == "others"
    gathered = files.gather(store_of(request), _own_region(request), round_id, for_others=for_others)
    return None if gathered is None else Files(gathered)


def _all_reports(request: Request) -> Response:
    """All reports of a round in one zip, which the page has made; for the session that asked for it, and once."""
    region_id, say = _own_region(request), say_of(request)
    name = slug_of(store_of(request).region(region_id).name)
    token, path = request.path_params["token"], None
    if request.method == "POST":  # only looking at the address takes nothing away
        path = shelf.taken(session_of(request), KIND, token)
    if path is None:
        return page(request, "taken", 410)
    return _Once(
        path,
        media_type=_KINDS["zip"],
        filename=f"{name}-{say('regional.file.reports')}.zip",
        headers={"Cache-Control": "no-store"},
    )


class _Once(FileResponse):
    """A file that is gone when it has been sent, and also where it could not be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            Path(self.path).unlink(missing_ok=True)


def _invitations(request: Request, given: Fields) -> Response:
    """Letters of a round to be sent by hand: made, with links where they are shown, each time that this is asked."""
    _own_region(request)
    language, round_id, ending = language_asked(request), _round_asked(request), request.path_params["ending"]
    purpose, until = _purpose_asked(request), _day_asked(request)
    if purpose is None or round_id is None or language is None or ending not in ENDINGS:
        return page(request, "not_here", 404)
    store, address = store_of(request), settings().public_url
    try:
        departments = given.get("departments", "").split()
        made = store.take_along(round_id, purpose, departments, until, with_links=settings().shows_links)
    except (NotReady, Unfit):  # a page that was left open until the day that it names was over
        made = []
    if not made:
        return RedirectResponse(f"/invitations?round={round_id}", 303)
    letters = Letters(purpose, tuple(made), address, store.now)
    return file(letters.file(ending, language), letters.name(ending, language), _KINDS[ending])


def _purpose_asked(request: Request) -> Purpose | None:
    given = request.query_params.get("purpose", "")
    return Purpose(given) if given in list(Purpose) and Purpose(given).is_worded else None


def _day_asked(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get("until", ""))
    except ValueError:
        return None


def _list(request: Request) -> Response:
    """A list of departments with what is wrong beside each row; for the session that brought it."""
    _own_region(request)
    path = shelf.found(session_of(request), "list", request.path_params["token"])
    if path is None:
        return page(request, "not_here", 404)
    return file(path.read_bytes(), f"{say_of(request)('regional.file.list')}.xlsx", _KINDS["xlsx"])


def _template(request: Request) -> Response:
    """An empty list of departments to fill in."""
    language = language_asked(request)
    _own_region(request)
    if language is None:
        return page(request, "not_here", 404)
    return file(register.template(language), f"{Say(language)('regional.file.template')}.csv", _KINDS["csv"])


def _documents(request: Request) -> Response:
    """Everything that one's own region has put up beside practices, for another region to bring in."""
    region_id, store = _own_region(request), store_of(request)
    name = f"{slug_of(store.region(region_id).name)}-{say_of(request)('documents.file.name')}.yaml"
    return file(library.written(one.of for one in store.documents(region_id)), name, "application/yaml")


def _own_region(request: Request) -> str:
    person = person_of(request)
    if person.region_id is None or not person.role.may(Action.READ_REGION):
        raise NotAllowed("only a region's coordinator takes its files along")
    return person.region_id


async def keep_tidy() -> None:
    """Take away, every minute, what was laid down for a session that is over, or lies too long."""
    while True:
        await asyncio.sleep(_TIDIED)
        try:
            await asyncio.to_thread(shelf.clear, _is_over)
        except (DatabaseError, NotSaved) as error:  # said by all else too; it is tried again
            log.tell(log.Kind.FAULT, "shelf", error)


def _is_over(session: str) -> bool:
    return not DoorStore(settings().database).goes_on(session)


_turn = Turn()

ROUTES: list[BaseRoute] = [
    Route("/files/report/{department_id}/{round_id}/{kind}.{ending}", _turn.make(_report)),
    Route("/files/everything.zip", _turn.make(_everything)),
    Route("/files/blank.pdf", _turn.make(_blank)),
    Route("/files/template/{id}.{ending}", _turn.make(_sheet)),
    Route("/files/answers.xlsx", _turn.make(_answers)),
    Route("/files/plan.{ending}", _turn.make(_plan)),
    Route("/files/friend/{friendship_id}.pdf", _turn.make(_talk)),
    Route("/files/climate.pdf", _turn.make(_climate)),
    Route("/files/voices.pdf", _turn.make(_voices)),
    Route("/files/voices/{what}.pdf", _turn.make(_voice_sheet)),
    Route("/files/region/template.csv", _turn.make(_template)),
    Route("/files/region/documents.yaml", _turn.make(_documents)),
    Route("/files/region/list/{token}.xlsx", _list),
    Route("/files/region/tables/{sheet}.csv", _turn.make(_region_table)),
    Route("/files/region/reports/{token}.zip", _all_reports, methods=["GET", "POST"]),
    Route("/files/region/invitations.{ending}", with_fields(_turn.make(_invitations), _MOST_GIVEN), methods=["POST"]),
    Route("/files/region/{what}.{ending}", _turn.make(_region)),
]
