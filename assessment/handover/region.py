"""Files of a region, for its coordinator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from assessment import library, register, shelf
from assessment.handover.asked import KINDS, file, language_asked, person_of, round_asked, say_of, session_of, store_of
from assessment.letters import Purpose
from assessment.people import Action
from assessment.reading import files
from assessment.report.region import ENDINGS, Files, Letters
from assessment.report.region.bundle import KIND
from assessment.report.reported import slug_of
from assessment.settings import settings
from assessment.signin.form import Fields
from assessment.signin.page import page
from assessment.storage import NotAllowed, NotReady, Unfit
from assessment.wording import Say

MOST_GIVEN = 500_000  # bytes of a form: the ids of all the departments that a region may have here


def of_region(request: Request) -> Response:
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
    return file(content, files.name(what, ending, language), KINDS[ending])


_REGIONAL: Mapping[tuple[str, str], Callable[[Files, str], bytes | None]] = {
    ("workbook", "xlsx"): Files.workbook,
    ("report", "pdf"): Files.report,
    ("training", "pdf"): Files.training_plan,
    ("training", "xlsx"): Files.training_workbook,
}


def one_table(request: Request) -> Response:
    """One table of the same as CSV."""
    language, files, sheet = language_asked(request), _files(request), request.path_params["sheet"]
    content = None if files is None or language is None else files.table(sheet, language)
    if content is None or files is None or language is None:
        return page(request, "not_here", 404)
    store_of(request).note_exported(files.round_id, "table", for_others=files.for_others)
    return file(content, files.name("workbook", "csv", language, sheet), KINDS["csv"])


def _files(request: Request) -> Files | None:
    """The files of the round that the address names, else of the one at hand; None where there is no such round."""
    for_whom, round_id = request.query_params.get("for", "others"), round_asked(request)
    if for_whom not in ("others", "coordinator") or (round_id is None and "round" in request.query_params):
        return None
    for_others = for_whom == "others"
    gathered = files.gather(store_of(request), _own_region(request), round_id, for_others=for_others)
    return None if gathered is None else Files(gathered)


def all_reports(request: Request) -> Response:
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
        media_type=KINDS["zip"],
        filename=f"{name}-{say('files.file.reports')}.zip",
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


def invitations(request: Request, given: Fields) -> Response:
    """Letters of a round to be sent by hand: made, with links where they are shown, each time that this is asked."""
    _own_region(request)
    language, round_id, ending = language_asked(request), round_asked(request), request.path_params["ending"]
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
    return file(letters.file(ending, language), letters.name(ending, language), KINDS[ending])


def _purpose_asked(request: Request) -> Purpose | None:
    given = request.query_params.get("purpose", "")
    return Purpose(given) if given in list(Purpose) and Purpose(given).is_worded else None


def _day_asked(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get("until", ""))
    except ValueError:
        return None


def list_to_put_right(request: Request) -> Response:
    """A list of departments with what is wrong beside each row; for the session that brought it."""
    _own_region(request)
    path = shelf.found(session_of(request), "list", request.path_params["token"])
    if path is None:
        return page(request, "not_here", 404)
    return file(path.read_bytes(), f"{say_of(request)('files.file.list')}.xlsx", KINDS["xlsx"])


def empty_list(request: Request) -> Response:
    """An empty list of departments to fill in."""
    language = language_asked(request)
    _own_region(request)
    if language is None:
        return page(request, "not_here", 404)
    return file(register.template(language), f"{Say(language)('files.file.template')}.csv", KINDS["csv"])


def documents(request: Request) -> Response:
    """Everything that one's own region has put up beside practices, for another region to bring in."""
    region_id, store = _own_region(request), store_of(request)
    name = f"{slug_of(store.region(region_id).name)}-{say_of(request)('documents.file.name')}.yaml"
    return file(library.written(one.of for one in store.documents(region_id)), name, "application/yaml")


def _own_region(request: Request) -> str:
    person = person_of(request)
    if person.region_id is None or not person.role.may(Action.READ_REGION):
        raise NotAllowed("only a region's coordinator takes its files along")
    return person.region_id
