"""The reports of a round are set by other processes, on all cores, while the page says how far they are.

It goes on whoever looks: a page that is loaded again finds by the session what is being made for it. Processes are
begun anew for each zip and end with it, and a server makes one zip at a time. They are handed what has been read, and
give back a file: none of them opens the store or knows a session. They are no copies of the server, which has threads,
and let it go before them.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, connection, get_context, parent_process

from assessment import log
from assessment.reading.department import Reported
from assessment.report import FORMS, TypesettingError, file_name
from assessment.report.region import bundle
from assessment.report.region.bundle import Bundle
from assessment.report.reported import Kind
from assessment.shelf import NoRoomError

POLITE = 10  # how much a process gives way to whoever answers visitors
AHEAD = 2  # reports that are read before a process is free for them, for each process
_LOOKS = 0.2  # seconds until who waits looks whether they were stopped


class MayNotError(Exception):
    """The visitor may not read on: their session is over, or their post is another."""


@dataclass(frozen=True)
class Order:
    """What is to be made, and how it is read."""

    kind: Kind
    language: str
    gather: Callable[[str], Reported]  # by the id of a department; raises MayNotError
    whole: Callable[[], None]  # called once all is made, before that is said


class Work:
    """One zip in the making."""

    def __init__(self, begun: Bundle, order: Order) -> None:
        self.so_far, self.why = begun, ""  # why it has ended before it was whole
        self._order, self._stopped = order, threading.Event()
        self._thread = threading.Thread(target=self._run, name="reports", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it: the file is gone at once, and the processes as soon as they have set what they are at."""
        self._stopped.set()
        self.so_far.path.unlink(missing_ok=True)

    def wait(self) -> None:
        """Wait until it has ended and no process of it is left."""
        self._thread.join()

    def _run(self) -> None:
        try:
            while not _turn.acquire(timeout=_LOOKS):
                if self._stopped.is_set():
                    return
            try:
                self._set_all()
            finally:
                _turn.release()
        except (FileNotFoundError, MayNotError):
            self.why = "gone"
        except NoRoomError:
            self.why = "no_room"
        except BrokenProcessPool as error:
            log.tell(log.LogKind.FAULT, "reports", error)
            self.why = "broken"
        finally:
            if not self._stopped.is_set() and self.so_far.done < len(self.so_far.departments):
                self.why = self.why or "broken"
            if self.why:
                self.so_far.path.unlink(missing_ok=True)

    def _set_all(self) -> None:
        order, ahead = self._order, deque[tuple[str, str, Future[bytes | None]]]()
        places = min(cores(), len(self.so_far.departments))
        pool, is_done = workers(places), False
        try:
            for number, department_id in enumerate(self.so_far.departments, 1):
                if self._stopped.is_set():
                    return
                told = order.gather(department_id)
                name = f"{number:04}-{file_name(told, order.kind, order.language)}"  # two may have the same letters
                # A process would load the main module anew; Streamlit puts the page's script in that place. Where a run
                # does so just now, the script is loaded, and draws nothing.
                vars(sys.modules["__main__"]).pop("__file__", None)
                made = pool.submit(_set, order.kind, order.language, told)
                ahead.append((name, told.submission.department_name, made))
                if len(ahead) > places * AHEAD:
                    self._add(*ahead.popleft())
            while ahead and not self._stopped.is_set():
                self._add(*ahead.popleft())
            is_done = not self._stopped.is_set()
        finally:
            if not is_done:  # where one process was killed, another that just begins would wait for work for ever
                for process in active_children():  # of one zip: there are no others
                    process.kill()
            pool.shutdown(wait=True, cancel_futures=True)

    def _add(self, name: str, department: str, made: Future[bytes | None]) -> None:
        while not self._stopped.is_set() and not wait([made], timeout=_LOOKS).done:
            pass
        if self._stopped.is_set():
            return
        content = made.result()
        grown = self.so_far.with_one(department if content is None else name, content)
        if grown.is_whole:
            self._order.whole()
        self.so_far = grown


_turn = threading.Lock()
_work: dict[str, Work] = {}  # by session; the files lie on the shelf


def begin(session: str, departments: Sequence[str], order: Order) -> None:
    """Begin to make the reports of departments, in place of what is made for the same session.

    Raises:
        NoRoomError: too many are made at once.
    """
    forget(session)
    for old in [one for one, work in list(_work.items()) if not work.so_far.path.exists()]:
        _work.pop(old, None)
    _work[session] = Work(bundle.begin(session, departments), order)


def found(session: str) -> Work | None:
    """What is made for a session, or was; None where nothing is."""
    return _work.get(session)


def forget(session: str) -> None:
    """End what is made for a session, and take it away."""
    if work := _work.pop(session, None):
        work.stop()


def stop() -> None:
    """End all that is made, with its processes: the server ends."""
    ending = list(_work.values())
    for session in list(_work):
        forget(session)
    for work in ending:
        work.wait()


def cores() -> int:
    """How many processes may set reports at once."""
    return os.cpu_count() or 1


def workers(places: int) -> Executor:
    """So many processes that set reports."""
    return ProcessPoolExecutor(places, mp_context=get_context("spawn"), initializer=_give_way)


def _give_way() -> None:
    """In a process: stand back behind the server, on one core, and end where the server ends without saying so."""
    os.nice(POLITE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from a keyboard it reaches all; the server ends them
    os.environ["RAYON_NUM_THREADS"] = "1"  # the compiler's own threads
    if parent := parent_process():
        threading.Thread(target=partial(_end_after, parent.sentinel), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _set(kind: Kind, language: str, told: Reported) -> bytes | None:
    """In a process: one report; None where it cannot be set."""
    try:
        return FORMS[kind, "pdf"](told, language)
    except TypesettingError:
        return None
