"""Files that are handed over: who gets which, under which name, and what the others are told."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlencode

import pikepdf
import pytest
from docx import Document
from given import QUESTIONNAIRE, everything
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Message
from test_signin import DOOR
from worlds import Clock, World, filled

from assessment import handover, report, screens, shelf, signin
from assessment.people import Role
from assessment.reading import department
from assessment.report.spreadsheet import read_answers
from assessment.screens.parts import handed_over
from assessment.settings import settings
from assessment.signin import cookie
from assessment.storage import OPERATOR, DoorStore, Store, digest, now
from assessment.wording import Say

HERE = "127.0.0.1:8501"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def name(self) -> str:
        """The name that the file will be saved under."""
        return unquote(self.headers["content-disposition"].rpartition("''")[2])

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Office:
    """The application behind its door, and the people of a small region who ask it for files."""

    world: World
    tokens: dict[str, str]

    def get(self, who: str, path: str) -> Answer:
        return asyncio.run(self._ask("GET", self.tokens.get(who, ""), path, b""))

    def post(self, who: str, path: str, **given: str) -> Answer:
        """Send a form."""
        return asyncio.run(self._ask("POST", self.tokens.get(who, ""), path, urlencode(given).encode()))

    async def _ask(self, method: str, token: str, path: str, form: bytes) -> Answer:
        app = Starlette(
            routes=signin.routes(screens.open_to, handover.ROUTES),
            middleware=[DOOR],
            exception_handlers=signin.HANDLERS,
        )
        path, _, query = path.partition("?")
        given = Response()
        cookie.give(given, token)
        headers = {"Host": HERE, "Cookie": given.headers["set-cookie"].split(";")[0], "Accept": "text/html"}
        headers |= {"Sec-Fetch-Site": "same-origin"} if method == "POST" else {}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "server": tuple(HERE.split(":")),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": form, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], Headers(raw=sent[0]["headers"]), body)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that is only asked."""
    with _opened(tmp_path_factory.mktemp("office") / "in-touch.db") as made:
        yield made


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Office]:
    """An office to write in."""
    with _opened(tmp_path / "in-touch.db") as made:
        yield made


@contextmanager
def _opened(path: Path) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as environment, filled(World(path)) as world:
        for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
            environment.delenv(name)
        environment.setenv("ASSESSMENT_DATABASE", str(path))
        settings.cache_clear()
        world.submit("alba")
        yield Office(world, {who: _signed_in(world, who) for who in ("alba", "helper", "bruma", "north", "south")})
    settings.cache_clear()


@pytest.fixture(autouse=True)
def _settings_of_this_file() -> None:
    """Other tests leave settings of their own behind."""
    settings.cache_clear()


def _signed_in(world: World, who: str) -> str:
    """The token of a session that the door takes, which looks at the time of day."""
    clock = Clock(now())
    of = {
        "alba": (Role.CHIEF, {"department_id": "alba"}),
        "helper": (Role.MEMBER, {"department_id": "alba"}),
        "bruma": (Role.CHIEF, {"department_id": "bruma"}),
        "north": (Role.COORDINATOR, {"region_id": "north"}),
        "south": (Role.COORDINATOR, {"region_id": "south"}),
    }
    role, where = of[who]
    link = Store(world.path, OPERATOR, clock).invite(f"{who}@example.org", role, **where)
    token = DoorStore(world.path, clock).sign_in(digest(link))
    assert token is not None
    return token


def address(office: Office, file: str, department: str = "alba") -> str:
    return f"/files/report/{department}/{office.world.round_id}/{file}"


@pytest.mark.parametrize("who", ["alba", "helper", "north"])
def test_the_department_and_its_coordinator_get_the_report(office: Office, who: str) -> None:
    answer = office.get(who, address(office, "brief.pdf?language=it"))

    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.name == f"alba-{Say('it')('report.file.brief')}-2027-it.pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    with pikepdf.open(io.BytesIO(answer.body)) as opened:
        assert len(opened.pages) == 1


@pytest.mark.parametrize("who", ["bruma", "south"])
@pytest.mark.parametrize("file", ["brief.pdf", "full.pdf", "full.docx", "brief.png"])
def test_nobody_else_gets_it(office: Office, who: str, file: str) -> None:
    answer = office.get(who, address(office, file))

    assert answer.status == 403
    assert b"Alba" not in answer.body
    assert "content-disposition" not in answer.headers


def test_who_is_not_signed_in_is_sent_to_the_first_page(office: Office) -> None:
    answer = office.get("nobody", address(office, "brief.pdf"))

    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_the_notes_of_a_department_stay_out_of_the_coordinators_copy(own_office: Office) -> None:
    store, world = own_office.world.of("bruma"), own_office.world
    draft = store.begin(world.round_id, "bruma")
    store.save_profile(draft.id, staff=12, official_account=True)
    store.save_answers(draft.id, everything(2))
    store.save_note(draft.id, "PI1.1", "Sottochiave", 0)
    store.submit(draft.id)

    def text(who: str) -> str:
        file = own_office.get(who, address(own_office, "full.docx", "bruma")).body
        return "\n".join(part.text for part in Document(io.BytesIO(file)).paragraphs)

    assert "Sottochiave" in text("bruma")
    assert "Sottochiave" not in text("north")


@pytest.mark.parametrize(
    ("file", "kind", "name"),
    [
        ("brief.pdf", "application/pdf", "brief"),
        ("full.pdf", "application/pdf", "full"),
        ("brief.png", "image/png", "brief"),
        ("full.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "full"),
    ],
)
def test_each_file_has_its_kind_and_its_name(office: Office, file: str, kind: str, name: str) -> None:
    answer = office.get("alba", address(office, f"{file}?language=en"))

    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.name == f"alba-{Say('en')(f'report.file.{name}')}-2027-en.{file.partition('.')[2]}"


def test_the_file_is_what_the_program_prints(office: Office) -> None:
    reported = department.gather(office.world.of("alba"), "alba")
    assert reported is not None

    assert office.get("alba", address(office, "brief.pdf?language=es")).body == report.brief(reported, "es")


@pytest.mark.parametrize("file", ["brief.docx", "full.png", "other.pdf", "brief.exe", "brief.pdf?language=xx"])
def test_what_is_not_made_is_not_there(office: Office, file: str) -> None:
    assert office.get("alba", address(office, file)).status == 404


@pytest.mark.parametrize("round_id", ["99", "0", "9" * 60, "9" * 5_000, "-1", "%C2%B2"], ids=len)
def test_a_round_without_a_submission_has_no_report(office: Office, round_id: str) -> None:
    assert office.get("alba", f"/files/report/alba/{round_id}/brief.pdf").status == 404


def test_a_department_that_does_not_exist_is_not_told_from_one_that_may_not_be_seen(office: Office) -> None:
    assert office.get("alba", address(office, "brief.pdf", "nowhere")).status == 403


def test_the_page_links_to_where_the_files_are(office: Office) -> None:
    submission = replace(office.world.of("alba").submissions("alba")[0], department_id="a/b ?")
    linked = handed_over.address(submission, "brief", "pdf", "it")

    assert linked == f"/files/report/a%2Fb%20%3F/{office.world.round_id}/brief.pdf?language=it"


def test_the_blank_questionnaire_is_there_for_everybody_who_is_signed_in(office: Office) -> None:
    for who in ("alba", "north"):
        answer = office.get(who, "/files/blank.pdf?language=it")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.name.endswith("-it.pdf")


def test_our_own_sheets_are_there_for_everybody_who_is_signed_in(office: Office) -> None:
    for who in ("alba", "north"):
        answer = office.get(who, "/files/template/role.pdf?language=es")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.name == "funciones-de-la-persona-responsable-y-de-quien-la-sustituye-es.pdf"
        copied = office.get(who, "/files/template/month.docx")
        assert copied.status == 200 and copied.headers["content-type"].endswith("wordprocessingml.document")
    for path in ("nothing.pdf", "role.xlsx", "role.pdf?language=xx", "..%2Frole.pdf"):
        assert office.get("alba", f"/files/template/{path}").status == 404, path


def test_the_workbook_holds_the_draft_of_ones_own_department(own_office: Office) -> None:
    store, round_id = own_office.world.of("bruma"), own_office.world.round_id
    draft = store.begin(round_id, "bruma")
    store.save_answers(draft.id, {"PI1.1": 3})
    store.save_note(draft.id, "PI1.1", "Verbale", 0)
    store.save_profile(draft.id, staff=12)

    for path in ("/files/answers.xlsx?language=it", f"/files/answers.xlsx?round={round_id}&language=it"):
        answer = own_office.get("bruma", path)
        assert (answer.status, answer.name) == (200, f"{Say('it')('spreadsheet.file.answers')}-it.xlsx")
        read = read_answers(answer.body, QUESTIONNAIRE)
        assert (read.answers, read.notes) == ({"PI1.1": 3}, {("PI1.1", "note"): "Verbale"})
        assert read.fields["staff"] == 12


def test_there_is_no_workbook_without_a_draft_and_none_for_a_coordinator(office: Office) -> None:
    assert office.get("bruma", "/files/answers.xlsx").status == 404
    assert office.get("alba", "/files/answers.xlsx").status == 404  # submitted: nothing is under way
    assert office.get("north", "/files/answers.xlsx").status == 403
    assert office.get("alba", "/files/answers.xlsx?round=99").status in (403, 404)


def test_a_list_to_put_right_is_handed_to_the_session_that_brought_it_and_to_nobody_else(office: Office) -> None:
    token, _ = shelf.lay(digest(office.tokens["north"]), "list", b"the list")
    path = f"/files/region/list/{token}.xlsx"

    assert office.get("north", path).body == b"the list"
    assert office.get("north", path).name.endswith(".xlsx")
    assert office.get("south", path).status == 404
    assert office.get("alba", path).status == 403
    assert office.get("", path).status in (303, 401)
