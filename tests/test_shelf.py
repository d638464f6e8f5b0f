"""What lies for one session to take away: once, as long as the session goes on, and only so much of it."""

from __future__ import annotations

import asyncio
import errno
import os
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import OpenPage
from streamlit.testing.v1 import AppTest

from assessment import handover, shelf
from assessment.report.region import bundle, making
from assessment.screens.coordinator import export
from assessment.settings import settings
from assessment.storage import DatabaseError, DoorStore, digest
from assessment.visit import Visit
from assessment.wording import Say
from tests.test_handover import Office, _opened
from tests.worlds import end_access

IT = Say("it")


@pytest.fixture(autouse=True)
def _an_empty_shelf() -> Iterator[None]:
    shelf.clear(lambda _: True)
    yield
    shelf.clear(lambda _: True)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Several tests have people of it sign out; each has its own."""
    with _opened(tmp_path_factory.mktemp("office") / "in-touch.db") as made:
        yield made


def lying() -> int:
    """How many files lie there."""
    return len(list(shelf._folder().iterdir()))


def laid(office: Office, who: str = "north") -> str:
    """The address of a zip that somebody has had made."""
    token, _ = shelf.lay(digest(office.tokens[who]), bundle.KIND, b"reports")
    return f"/files/region/reports/{token}.zip"


def test_a_zip_is_handed_out_once_and_then_the_page_says_how_to_make_it_again(office: Office) -> None:
    address = laid(office)
    handed = office.post("north", address)

    assert (handed.status, handed.body, handed.name[-5:-1]) == (200, b"reports", ".zip")
    assert handed.headers["cache-control"] == "no-store"
    assert lying() == 0
    for again in (office.post("north", address), office.get("north", address)):
        assert again.status == 410
        assert Say("en")("errors.taken.text") in again.text and 'href="/export"' in again.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_looking_at_its_address_takes_nothing_away(office: Office, method: str) -> None:
    address = laid(office)
    looked = asyncio.run(office._ask(method, office.tokens["north"], address, b""))

    assert looked.status == 410 and b"reports" not in looked.body
    assert office.post("north", address).body == b"reports"


def test_nobody_else_gets_it_and_it_stays_for_whose_it_is(office: Office) -> None:
    address = laid(office)

    assert [office.post(who, address).status for who in ("south", "alba", "")] == [410, 403, 303]
    assert office.post("north", address).status == 200


def test_of_many_who_ask_at_once_one_gets_it() -> None:
    token, _ = shelf.lay("session", "reports", b"reports")
    ready, got = threading.Barrier(8), []

    def ask() -> None:
        ready.wait()
        got.append(shelf.taken("session", "reports", token))

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()

    assert sum(one is not None for one in got) == 1


def test_what_could_not_be_sent_to_the_end_is_gone_too(office: Office) -> None:
    _, path = shelf.lay("session", "reports", b"reports")

    async def gone(_: object) -> None:
        raise OSError("the browser has gone")

    async def asked() -> dict[str, str]:
        return {"type": "http.disconnect"}

    asgi = {"version": "3.0", "spec_version": "2.4"}
    scope = {"type": "http", "asgi": asgi, "method": "POST", "headers": [], "path": "/", "query_string": b""}
    with pytest.raises(OSError, match="gone"):
        asyncio.run(handover.region._Once(path)(scope, asked, gone))

    assert not path.exists()


def test_another_one_takes_the_place_of_the_first_of_its_kind() -> None:
    first, _ = shelf.lay("session", "reports", b"first")
    beside, _ = shelf.lay("session", "list", b"a list")
    of_another, _ = shelf.lay("another", "reports", b"another's")
    second, _ = shelf.lay("session", "reports", b"second")

    assert shelf.found("session", "reports", first) is None
    assert all(shelf.found("session", *one) for one in (("list", beside), ("reports", second)))
    assert shelf.found("another", "reports", of_another)
    assert lying() == 3


def test_what_lies_for_longer_than_an_hour_is_found_no_more_and_taken_away() -> None:
    token, path = shelf.lay("session", "reports", b"reports")
    before = time.time() - shelf.LASTS - 1
    os.utime(path, (before, before))

    assert shelf.found("session", "reports", token) is None
    shelf.clear(lambda _: False)
    assert lying() == 0


def test_signing_out_takes_it_away_at_once(tmp_path: Path) -> None:
    with _opened(tmp_path / "in-touch.db") as office:
        laid(office)
        laid(office, "south")
        assert office.post("north", "/auth/logout").status == 303

        assert lying() == 1


def test_a_session_that_somebody_else_ended_or_that_ran_out_leaves_nothing(tmp_path: Path) -> None:
    with _opened(tmp_path / "in-touch.db") as office:
        for who in ("north", "south", "alba"):
            laid(office, who)
        end_access(office.world.operator, "south@example.org")
        DoorStore(settings().database).end_session(digest(office.tokens["alba"]))
        shelf.clear(handover._is_over)

        assert [one.name.partition(".")[0] for one in shelf._folder().iterdir()] == [digest(office.tokens["north"])]


def test_the_application_looks_again_and_again_also_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([DatabaseError("cannot be read"), False, True])

    def is_over(_: str) -> bool:
        answer = next(answers)
        if isinstance(answer, DatabaseError):
            raise answer
        return answer

    async def looked() -> None:
        tidying = asyncio.create_task(handover.keep_tidy())
        while lying():
            await asyncio.sleep(0.01)
        tidying.cancel()

    monkeypatch.setattr(handover, "_TIDIED", 0)
    monkeypatch.setattr(handover, "_is_over", is_over)
    shelf.lay("session", "reports", b"reports")
    asyncio.run(asyncio.wait_for(looked(), 30))

    assert lying() == 0


def test_looking_after_what_lies_is_no_use_of_a_session(tmp_path: Path) -> None:
    with _opened(tmp_path / "in-touch.db") as office:
        before = office.world.path.with_name("in-touch.db-wal").stat().st_mtime_ns
        session = digest(office.tokens["north"])

        assert DoorStore(settings().database).goes_on(session) and not DoorStore(settings().database).goes_on("none")
        assert office.world.path.with_name("in-touch.db-wal").stat().st_mtime_ns == before


def test_only_so_many_lie_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 3)
    for number in range(3):
        shelf.lay(f"session{number}", "reports", b"reports")

    with pytest.raises(shelf.NoRoomError):
        shelf.lay("session3", "reports", b"reports")
    assert shelf.lay("session2", "reports", b"in place of its own")
    assert lying() == 3


def test_a_zip_that_would_grow_beyond_what_may_lie_there_is_given_up_and_taken_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = bundle.begin("session", ["a", "b"])
    monkeypatch.setattr(shelf, "MOST_BYTES", 1000)
    grown = begun.with_one("a", bytes(2000))

    with pytest.raises(shelf.NoRoomError):
        grown.with_one("b", bytes(2000))
    assert lying() == 0
    with pytest.raises(shelf.NoRoomError):
        shelf.lay("session", "reports", b"") if shelf.lay("another", "list", bytes(2000)) else None


def test_a_full_disk_leaves_no_part_of_a_zip(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    begun = bundle.begin("session", ["a"])
    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(shelf.NoRoomError):
        begun.with_one("a", b"made")
    assert lying() == 0


def test_a_full_disk_leaves_no_part_of_a_file_that_is_laid_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(path: Path, content: bytes) -> None:
        path.write_bytes(content[:2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("assessment.owner.lay", half)
    with pytest.raises(shelf.NoRoomError):
        shelf.lay("session", "list", b"a list")
    assert lying() == 0


def test_a_zip_that_is_gone_is_not_begun_anew_in_silence() -> None:
    begun = bundle.begin("session", ["a", "b"]).with_one("a", b"made")
    other = bundle.begin("session", ["a", "b"])

    with pytest.raises(FileNotFoundError):
        begun.with_one("b", b"made")
    assert not begun.path.exists() and other.path.exists()


# --- the page


@pytest.fixture
def page(demo_region: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    from conftest import visit_of

    visit: Visit = visit_of(demo_region, "coordinator", "it")
    monkeypatch.setattr(type(visit.store), "note_exported", lambda *_, **__: None)  # the region is only read
    monkeypatch.setattr(making, "FORMS", _Forms())
    monkeypatch.setattr(making, "workers", ThreadPoolExecutor)  # test_making has processes
    yield open_page(export.show, visit)
    making.stop()


class _Forms(dict):  # type: ignore[type-arg]
    def __missing__(self, _: object) -> object:
        return lambda *_: b"%PDF"


def _made(page: AppTest) -> making.Work:
    page.button(key="make").click().run()
    (work,) = making._work.values()
    work.wait()
    page.run()
    return work


def test_the_page_makes_the_zip_and_offers_it_by_a_button_that_sends_a_form(page: AppTest) -> None:
    made = _made(page).so_far

    (form,) = [one.proto.body for one in page.get("html") if "/files/region/reports/" in one.proto.body]
    assert f'<form method="post" action="/files/region/reports/{made.token}.zip?post=' in form
    with zipfile.ZipFile(made.path) as whole:
        assert len(whole.namelist()) == len(made.departments)


def test_the_page_says_when_the_zip_is_not_there_any_more_and_lets_it_be_made_again(page: AppTest) -> None:
    _made(page)
    shelf.clear(lambda _: True)
    page.run()

    assert [one.value for one in page.warning] == [IT("files.page.gone")]
    assert page.button(key="make")
    assert not page.run().warning


def test_the_page_says_that_there_is_no_room(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 0)
    page.button(key="make").click().run()

    assert [one.value for one in page.warning] == [IT("files.page.no_room")]
    assert page.button(key="make")
