"""All reports of a round, made by other processes: the same bytes, cancelled, killed, found again by who asked."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from papers import mixed, reported

from assessment import report, shelf
from assessment.reading.department import Reported
from assessment.report.region import bundle, making

IDS = ("a", "b", "c", "d", "e", "f")
WHOLE: list[str] = []


def told(department_id: str) -> Reported:
    """One department's submission."""
    one = reported(mixed(IDS.index(department_id)))
    return replace(one, submission=replace(one.submission, department_name=f"Polizia di {department_id}"))


def order(gather: Callable[[str], Reported] = told) -> making.Order:
    return making.Order("brief", "it", gather, lambda: WHOLE.append("whole"))


def begun(session: str, gather: Callable[[str], Reported] = told) -> making.Work:
    making.begin(session, IDS, order(gather))
    work = making.found(session)
    assert work is not None
    return work


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(making, "cores", lambda: 2)
    WHOLE.clear()
    yield
    making.stop()
    assert multiprocessing.active_children() == []


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of processes, which take seconds to begin, where it is not about them."""
    monkeypatch.setattr(making, "workers", ThreadPoolExecutor)


def processes() -> list[int]:
    while not (found := [one.pid for one in multiprocessing.active_children() if one.pid]):
        time.sleep(0.01)
    return found


def test_processes_give_way_know_no_session_and_make_what_is_made_by_one_after_the_other() -> None:
    alone = bundle.begin("alone", IDS)
    for number, one in enumerate(IDS, 1):
        name = f"{number:04}-{report.file_name(told(one), 'brief', 'it')}"
        alone = alone.with_one(name, report.brief(told(one), "it"))

    goes_on = threading.Event()

    def waits(department_id: str) -> Reported:
        if department_id == "f":
            goes_on.wait(60)
        return told(department_id)

    work = begun("together", waits)
    one = processes()[0]
    while os.getpriority(os.PRIO_PROCESS, one) != making.POLITE:
        time.sleep(0.01)
    assert b"together" not in Path(f"/proc/{one}/cmdline").read_bytes()
    goes_on.set()
    work.wait()

    assert work.so_far.is_whole and work.why == "" and WHOLE == ["whole"]
    assert work.so_far.path.read_bytes() == alone.path.read_bytes()
    assert making.found("together") is work  # by whoever comes back to the page
    assert making.found("another") is None
    assert shelf.found("together", bundle.KIND, work.so_far.token) == work.so_far.path


def test_one_report_that_cannot_be_set_leaves_the_others_whole(threads: None) -> None:
    def with_a_long_one(department_id: str) -> Reported:
        one = told(department_id)
        return replace(one, round_title="a" * 60_000) if department_id == "b" else one

    work = begun("session", with_a_long_one)
    work.wait()

    assert work.so_far.is_whole and work.so_far.left_out == ("Polizia di b",)
    with zipfile.ZipFile(work.so_far.path) as whole:
        assert len(whole.namelist()) == len(IDS) - 1 and whole.testzip() is None


def test_who_stops_leaves_no_process_and_no_file() -> None:
    work = begun("session")
    processes()
    making.forget("session")
    work.wait()

    assert multiprocessing.active_children() == []
    assert not work.so_far.path.exists() and making.found("session") is None and WHOLE == []


def test_a_process_that_is_killed_is_told_and_leaves_no_half_of_a_file(caplog: pytest.LogCaptureFixture) -> None:
    held = threading.Event()

    def waits(department_id: str) -> Reported:
        if department_id == "f":
            held.wait(60)
        return told(department_id)

    work = begun("session", waits)
    for one in processes():
        os.kill(one, signal.SIGKILL)
    held.set()
    work.wait()

    assert work.why == "broken" and not work.so_far.path.exists() and WHOLE == []
    assert "BrokenProcessPool" in caplog.text


def test_who_may_read_no_more_gets_nothing(threads: None) -> None:
    def refused(department_id: str) -> Reported:
        if department_id == "e":
            raise making.MayNotError
        return told(department_id)

    work = begun("session", refused)
    work.wait()

    assert work.why == "gone" and not work.so_far.path.exists()


def test_one_zip_is_made_after_the_other_and_another_of_ones_own_takes_its_place(threads: None) -> None:
    goes_on = threading.Event()

    def waits(department_id: str) -> Reported:
        goes_on.wait(60)
        return told(department_id)

    first, second = begun("first", waits), begun("second")
    third = begun("second")  # the page was left and the button pressed anew
    assert not second.so_far.path.exists() and (second.so_far.done, third.so_far.done) == (0, 0)
    goes_on.set()
    for one in (first, second, third):
        one.wait()

    assert first.so_far.is_whole and third.so_far.is_whole and second.so_far.done == 0
