"""The server's log: one form for every line, and nothing in it that anybody wrote."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from given import LANGUAGES

from assessment import log
from assessment.log import LogKind
from assessment.storage import DatabaseError, NotAllowed, connection
from assessment.wording import Say

CANARY = "Giulia Canarini"
WHEN = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d"
REFERENCE = r"[0-9A-F]{4}-[0-9A-F]{4}"


def raised(error: Exception) -> Exception:
    """An exception with the way it came, through the store and out of it."""
    try:
        with connection.reading(Path("nowhere") / "in-touch.db"):
            pass
    except DatabaseError as from_store:
        try:
            raise error from from_store
        except type(error) as with_a_way:
            return with_a_way
    raise AssertionError("there is no such database")


def test_a_line_says_what_where_and_by_which_way(caplog: pytest.LogCaptureFixture) -> None:
    reference = log.tell(LogKind.FAULT, "questions", raised(ValueError(CANARY)))
    (line,) = caplog.messages

    assert re.fullmatch(
        rf"fault {reference} at questions: ValueError in tests/test_log\.py:\d+ raised"
        r" from DatabaseError in assessment/storage/connection\.py:\d+ reading"
        r" from OperationalError SQLITE_CANTOPEN in (assessment/storage/connection\.py:\d+ \w+( > )?)+",
        line,
    ), line
    assert CANARY not in line


def test_a_fault_outside_our_code_says_where_it_ended(caplog: pytest.LogCaptureFixture) -> None:
    try:
        Path("nowhere").read_text("utf-8")
    except OSError as error:
        log.tell(LogKind.FAULT, "", error)

    assert re.search(r"at no screen: FileNotFoundError ENOENT in .*pathlib(/_local)?\.py:\d+ \w+$", caplog.messages[0])


def test_a_recursion_without_end_is_one_line_that_can_be_read(caplog: pytest.LogCaptureFixture) -> None:
    def again() -> None:
        again()

    try:
        again()
    except RecursionError as error:
        log.tell(LogKind.FAULT, "", error)

    assert len(caplog.messages[0]) < 1000


@pytest.mark.parametrize(
    ("kind", "level"), [(LogKind.REFUSED, "WARNING"), (LogKind.FAULT, "ERROR"), (LogKind.NOT_SAVED, "ERROR")]
)
def test_a_refusal_is_less_grave_than_a_fault(kind: LogKind, level: str, caplog: pytest.LogCaptureFixture) -> None:
    reference = log.tell(kind, "/report/{name}")

    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        (level, f"{kind} {reference} at /report/{{name}}")
    ]


def test_what_was_told_keeps_its_reference_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    error = NotAllowed(CANARY)
    first = log.tell(LogKind.REFUSED, "review", error)

    assert log.tell(LogKind.FAULT, "/", error) == first
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_is_told_the_reference_or_that_there_is_none(language: str) -> None:
    say = Say(language)

    assert "3F9A-2C11" in log.words(say, "3F9A-2C11")
    assert log.words(say, None) == say("errors.not_recorded")


class _Full:
    """Standard error on a disk without room."""

    def write(self, _: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        """Nothing was written."""


def test_what_could_not_be_written_has_no_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = log._Lines()
    logging.getLogger().addHandler(lines)
    try:
        with monkeypatch.context() as full:
            full.setattr(sys, "stderr", _Full())
            error = ValueError("a fault")
            lost = log.tell(LogKind.FAULT, "home", error)
            logging.getLogger("uvicorn.error").warning("goes on without a word")
        found = log.tell(LogKind.FAULT, "home", error)
    finally:
        logging.getLogger().removeHandler(lines)

    assert lost is None
    assert found is not None  # and is told when it can be


# What else writes into a log: each in the middle of an exception that quotes a visitor, in a process of its own.
OTHERS = """
import asyncio, logging, sys, threading, warnings
from assessment import log

early = logging.getLogger("uvicorn.error")
early.addHandler(logging.StreamHandler(sys.stdout))
early.propagate = False
log.set_up()
log.set_up()
early.setLevel("INFO")

late = logging.getLogger("streamlit.late")
late.propagate, late.level = False, logging.INFO
late.addHandler(logging.StreamHandler(sys.stdout))
log.join(late)

def broken():
    raise ValueError("Giulia Canarini")

try:
    broken()
except ValueError as error:
    early.exception("Exception in ASGI application\\n")
    late.warning("failed with %s", error)
    late.error(error)
    early.error("Exception in ASGI application", exc_info=error)
    log.tell(log.LogKind.FAULT, "home", error)
    early.error("told already", exc_info=error)

early.info('%s - "WebSocket %s" [accepted]', "127.0.0.1", "/sign-in/Giulia-Canarini?x=1")
logging.getLogger("uvicorn.access").warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1", "GET", "/Canarini", "1.1", 200)
early.info("Application %s", "startup complete")
late.warning("Session %s is connected already", "bb9dde04-8638-40b9-9ac5-d93246648521")
late.warning("wrong %d", "Giulia Canarini")
warnings.warn("old\\nGiulia Canarini")

async def forgotten():
    task = asyncio.get_running_loop().create_task(asyncio.to_thread(broken))
    await asyncio.wait([task])
    del task

asyncio.run(forgotten())
threading.excepthook = log.thread_ended
thread = threading.Thread(target=broken)
thread.start()
thread.join()
"""


def test_every_other_line_has_the_same_form_and_quotes_nobody(tmp_path: Path) -> None:
    script = tmp_path / "others.py"
    script.write_text(OTHERS, "utf-8")
    top = Path(__file__).parent.parent
    ended = subprocess.run(
        [sys.executable, "-W", "always", str(script)], env={"PYTHONPATH": str(top)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    lines = ended.stderr.splitlines()

    assert ended.stdout == ""
    assert "Canarini" not in ended.stderr
    assert [line for line in lines if not re.match(rf"{WHEN} (INFO|WARNING|ERROR) [\w.]+: \S", line)] == []
    said = [line.split(" ", 1)[1] for line in lines]
    assert said[0].startswith("ERROR uvicorn.error: Exception in ASGI application: ValueError in ")
    assert said[1:3] == ["WARNING streamlit.late: failed with ValueError", "ERROR streamlit.late: ValueError"]
    assert re.match(rf"ERROR assessment\.log: fault {REFERENCE} at home: ValueError in \S+:\d+ broken", said[4])
    assert said[5] == "INFO uvicorn.error: Application startup complete"
    assert said[6] == "WARNING streamlit.late: Session (a session) is connected already"
    assert said[7].startswith("WARNING py.warnings: ")
    assert said[8].startswith("ERROR asyncio: Task exception was never retrieved: ValueError in ")
    assert re.match(rf"ERROR assessment\.log: fault {REFERENCE} at a thread: ValueError in ", said[9])
    assert len(said) == 10


def test_a_thread_that_ends_by_an_exception_is_told(caplog: pytest.LogCaptureFixture) -> None:
    log.thread_ended(threading.ExceptHookArgs((ValueError, ValueError(CANARY), None, None)))

    assert re.fullmatch(rf"fault {REFERENCE} at a thread: ValueError in no code", caplog.messages[0])
