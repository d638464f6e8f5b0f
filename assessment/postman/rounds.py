"""The postman's rounds: letters are taken from the outbox and handed in, for as long as the application runs.

Several processes may have one each: the outbox leases a letter to one at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from assessment import log
from assessment.letters import Letter
from assessment.postman.server import Deferred, Later, Refused, Server, ServerLine
from assessment.storage import DatabaseError, MailStore, NotSaved, now

_LOOKS = 1.0  # seconds until the outbox is looked into again
_LOOKS_AT_DAYS = 60  # times, until it is asked which reminders are due
_RECOVERS = (2.0, 10.0, 30.0, 60.0)  # seconds after a fault; the last one again and again
FAULT = ":fault"  # the reason, ours, where a letter could not even be written
_NOTES = 5  # times that it is tried to note what became of a letter


class Postman:
    """A thread that sends what waits. It ends when it is told to, and by nothing else."""

    def __init__(self, store: MailStore, server: Server, clock: Callable[[], datetime] = now) -> None:
        self._store = store
        self._line = ServerLine(server)
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go, name="postman", daemon=True)
        self._failed: dict[str, int] = {}  # times in a row, by what
        self._looked = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after the letter that is on its way, and wait for that so long; then its lease hands it to the next."""
        self._stopping.set()
        self._thread.join(seconds)

    def _go(self) -> None:
        while not self._stopping.is_set():
            pauses = [self._tried(what) for what in (self._fill, self.empty)]
            self._stopping.wait(max(pauses))

    def _tried(self, what: Callable[[], None]) -> float:
        """Do one thing, whatever comes of it; returns how long to wait then."""
        failed = self._failed.pop(what.__name__, 0)
        try:
            what()
        except Exception as error:  # whatever it is: the next letters are to go out all the same
            if not failed:  # else it is told already
                kind = log.LogKind.MAIL_WAITS if isinstance(error, Later) else log.LogKind.FAULT
                log.tell(kind, "the postman", error)
            self._failed[what.__name__] = failed + 1
            return _RECOVERS[min(failed, len(_RECOVERS) - 1)]
        return _LOOKS

    def _fill(self) -> None:
        if self._looked % _LOOKS_AT_DAYS == 0 or self._store.has_news():
            self._store.fill()
        self._looked += 1

    def empty(self) -> None:
        """Send what is due.

        Raises:
            Later: the server does not work now.
            NotSaved, DatabaseError: the database does not.
        """
        try:
            while not self._stopping.is_set() and (letter := self._store.take()) is not None:
                self._hand_in(letter)
        finally:
            self._line.close()

    def _hand_in(self, letter: Letter) -> None:
        try:
            self._line.send(letter, self._clock())
        except Refused as refusal:
            reason = str(refusal)
            self._note(lambda: self._store.refused(letter, reason))
        except Later as delay:
            reason = str(delay)
            self._note(lambda: self._store.later(letter, reason))
            if not isinstance(delay, Deferred):
                raise
            self._stopping.wait(_LOOKS)  # it may have had too many at once
        except Exception:
            self._note(lambda: self._store.later(letter, FAULT))
            raise
        else:
            self._note(lambda: self._store.sent(letter))

    def _note(self, what: Callable[[], None]) -> None:
        """Note what became of a letter; a disk that is full, or a database that is locked, may be neither soon."""
        for left in reversed(range(_NOTES)):
            try:
                what()
                return
            except (NotSaved, DatabaseError):
                if not left:
                    raise
                self._stopping.wait(_LOOKS)
