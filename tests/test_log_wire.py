"""Refusals and faults of the running application: what the visitor reads, and what stands in the server's log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import Place, Server, ask, eventually, fill, serving
from given import LANGUAGES, QUESTIONNAIRE
from test_log import REFERENCE, WHEN
from wire import Wire

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

NAME, ADDRESS, NOTE = "Giulia Canarini", "canary@vigili.example", "Nota sul canarino"
TOKEN = "Canary-token-that-nobody-else-may-have"
CANARIES = ("Canar", "canar", "Giulia", "vigili.example")
TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0]
FIRST = TOPIC.questions[0]
# Text that is no UTF-8: SQLite's message about it quotes it whole.
SPOILT_NOTES = "UPDATE notes SET value = CAST(value || x'ff' AS TEXT) WHERE draft_id = {draft}"
SPOILT_DETAILS = "UPDATE drafts SET profile = CAST('Giulia Canarini' || x'ff' AS TEXT) WHERE id = {draft}"
SPOILT_NAMES = "UPDATE people SET name = CAST(name || x'ff' AS TEXT) WHERE email = '{email}'"
UNINVITED = "DELETE FROM round_departments WHERE department_id = '{department}'"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A region of its own: what is done to its database here, nobody else should meet."""
    database = tmp_path_factory.mktemp("log") / "in-touch.db"
    round_id = fill(database)
    with serving(database) as server:
        server.round_id = round_id
        yield server


@pytest.fixture
def spoil(server: Server) -> Iterator[Callable[[str], None]]:
    """Does something to the database that the application never would; a place that was spoilt is not used again."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as database:
        database.execute("PRAGMA ignore_check_constraints=ON")

        def spoil(sql: str) -> None:
            assert database.execute(sql).rowcount > 0

        yield spoil


def begun(server: Server, language: str = "it") -> tuple[Place, str]:
    """A department with a note and an answer; and its chief's cookie."""
    place = server.place()
    draft = place.begin()
    email = f"{place.id}.{ADDRESS}"
    link = server.operator.invite(email, Role.CHIEF, department_id=place.id, name=NAME, language=language)
    server.operator.save_answer(draft, FIRST.id, 1, 0)
    server.operator.save_note(draft, FIRST.id, NOTE, 0)
    return place, server.sign_in(link, language)


def told(server: Server, page: str) -> list[str]:
    """The lines of the log about what a page says, one for each of its references; nothing that was written in them."""
    log = server.log.read_text("utf-8")
    assert [one for one in CANARIES if one in log] == []
    assert "Traceback" not in log
    assert re.findall(r"^(?!.* assessment\.log: ).*\.py:\d+.*$", log, re.MULTILINE) == []  # nobody else tells of any
    references = re.findall(rf"\b{REFERENCE}\b", page)
    lines = [[line for line in log.splitlines() if one in line] for one in references]
    assert [len(of_one) for of_one in lines] == [1] * len(references)
    assert all(re.match(rf"{WHEN} (WARNING|ERROR) assessment\.log: ", line) for (line,) in lines)
    return [line.split("assessment.log: ")[1] for (line,) in lines]


@contextmanager
def questions(server: Server, cookie: str) -> Iterator[Wire]:
    with Wire(server.url, cookie) as tab:
        tab.open("questions", f"topic={TOPIC.id}")
        yield tab


def choose(tab: Wire, language: str) -> None:
    tab.choose(FIRST.question[language], FIRST.levels[3][language])
    tab.wait()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_a_screen(server: Server, spoil: Callable[[str], None], language: str) -> None:
    place, cookie = begun(server, language)
    spoil(SPOILT_DETAILS.format(draft=place.draft.id))
    with questions(server, cookie) as tab:
        page = "\n".join(tab.texts())
    (line,) = told(server, page)

    assert Say(language)("errors.broken.text") in page
    assert re.match(rf"fault {REFERENCE} at questions: DatabaseError in assessment/main\.py:\d+ <module> > ", line)
    assert re.search(r" > assessment/screens/[\w/]+\.py:\d+ \w+ > ", line)
    assert " from OperationalError" in line


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_a_part_of_a_screen_that_is_drawn_by_itself(
    server: Server, spoil: Callable[[str], None], language: str
) -> None:
    place, cookie = begun(server, language)
    with questions(server, cookie) as tab:
        spoil(SPOILT_NOTES.format(draft=place.draft.id))
        tab.type(Say(language)("questions.note"), f"{NOTE}, pag. 2")
        tab.wait()
        page = "\n".join(tab.texts())
    (line,) = told(server, page)

    assert re.match(
        rf"fault {REFERENCE} at questions: DatabaseError in assessment/screens/parts/evidence\.py:\d+ ", line
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_was_not_saved(server: Server, spoil: Callable[[str], None], language: str) -> None:
    place, cookie = begun(server, language)
    with questions(server, cookie) as tab:
        spoil(SPOILT_NAMES.format(email=f"{place.id}.{ADDRESS}"))
        choose(tab, language)
        page = next(text for text in tab.texts() if Say(language)("questions.not_saved") in text)
    (line,) = told(server, page)

    assert re.match(rf"not saved {REFERENCE} at questions: NotSaved in assessment/screens/parts/answer\.py:\d+ ", line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_of_a_screen(server: Server, spoil: Callable[[str], None], language: str) -> None:
    place, cookie = begun(server, language)
    with questions(server, cookie) as tab:
        spoil(UNINVITED.format(department=place.id))
        choose(tab, language)
        page = "\n".join(tab.texts())
    (line,) = told(server, page)

    assert Say(language)("errors.refused.text") in page
    assert re.match(rf"refused {REFERENCE} at questions: NotAllowed in ", line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_of_an_address(server: Server, language: str) -> None:
    (_, cookie), other = begun(server, language), server.place()
    answer = ask(server.url, "GET", f"/files/report/{other.id}/{server.round_id}/full.pdf?{TOKEN}", cookie)
    page = answer.body.decode()
    (line,) = told(server, page)

    assert answer.status == 403
    assert Say(language)("errors.refused.text") in page
    assert re.match(rf"refused {REFERENCE} at /files/report/{{department_id}}/\S+: NotAllowed in ", line)
    assert other.id not in line.split(":")[0]


def test_the_door_without_its_database(server: Server, spoil: Callable[[str], None]) -> None:
    place, cookie = begun(server)
    spoil(SPOILT_NAMES.format(email=f"{place.id}.{ADDRESS}"))
    answer = ask(server.url, "GET", f"/sign-in/{TOKEN}?language=it&name={TOKEN}", cookie)
    page = answer.body.decode()
    (line,) = told(server, page)

    assert answer.status == 503
    assert Say("it")("errors.broken.text") in page
    assert re.match(rf"fault {REFERENCE} at /sign-in/{{token}}: DatabaseError in assessment/signin/door\.py:\d+ ", line)


def test_a_connection_without_its_database(server: Server, spoil: Callable[[str], None]) -> None:
    place, cookie = begun(server)
    spoil(SPOILT_NAMES.format(email=f"{place.id}.{ADDRESS}"))
    before = server.log.read_text("utf-8").count("/_stcore/stream: DatabaseError")
    with pytest.raises(Exception, match="403"):
        Wire(server.url, cookie).connect()

    assert eventually(lambda: server.log.read_text("utf-8").count("/_stcore/stream: DatabaseError") == before + 1)
    assert told(server, "") == []


def test_what_another_site_sends(server: Server) -> None:
    _, cookie = begun(server)
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request("POST", f"/auth/logout?{TOKEN}", headers={"Cookie": cookie, "Sec-Fetch-Site": "cross-site"})
        answer = connection.getresponse()
        page = answer.read().decode()
    (line,) = told(server, page)

    assert answer.status == 403
    assert re.fullmatch(rf"refused {REFERENCE} at /auth/logout", line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_that_something_was_recorded_when_it_was_not(tmp_path: Path, language: str) -> None:
    database = tmp_path / "in-touch.db"
    round_id, say = fill(database), Say(language)
    with serving(database, errors="/dev/full") as server:
        server.round_id = round_id
        place, cookie = begun(server, language)
        with closing(sqlite3.connect(database, isolation_level=None)) as opened:
            opened.execute(SPOILT_NOTES.format(draft=place.draft.id))
        with questions(server, cookie) as tab:
            page = "\n".join(tab.texts())
        refused = ask(server.url, "GET", f"/files/report/{server.place().id}/{round_id}/full.pdf", cookie).body.decode()

    for one in (page, refused):
        assert say("errors.not_recorded") in one
        assert not re.search(rf"\b{REFERENCE}\b", one)
