"""What is done to a database in another process, so that it can be killed at any moment.

Each work tells what it has done as soon as the call that did it has returned; what is told must survive.
"""

from __future__ import annotations

import io
import itertools
import multiprocessing
import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stdout, suppress
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from assessment import storage
from assessment.letters import Sent
from assessment.postman import Postman, Server
from assessment.storage import OPERATOR, DatabaseError, MailStore, NotSaved, Store, now
from tests.given import IDS, everything
from tests.worlds import Clock

Tell = Callable[[Any], None]
Work = Callable[..., None]

# Forked from a process that has imported everything and opened nothing: SQLite does not survive a fork.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.victim"])


def save(tell: Tell, path: Path, session: str, draft_id: int, seed: int) -> None:
    """Save answers and notes without end, a second after one another, from ten minutes after who had the seed before.

    Tells question, version and value.
    """
    clock, chance = Clock(), random.Random(seed)
    clock.at += timedelta(minutes=10) * seed
    store = Store(path, session, clock)
    versions = {question_id: saved.version for question_id, saved in store.answers(draft_id).items()}
    while True:
        clock.at += timedelta(seconds=1)  # nobody may save all of it in a minute
        question_id, level = chance.choice(IDS), chance.randrange(5)
        if chance.random() < 0.2:
            text = f"{question_id} {chance.random()}"
            noted = store.save_note(draft_id, question_id, text, 0)
            tell(("note", question_id, noted.version, text))
            continue
        saved = store.save_answer(draft_id, question_id, level, versions.get(question_id, 0))
        versions[question_id] = saved.version
        tell(("answer", question_id, saved.version, level))


def persevere(tell: Tell, path: Path, session: str, draft_id: int) -> None:
    """Save notes without end, whatever the disk says; tells what was saved, and each refusal."""
    clock = Clock()
    store = Store(path, session, clock)
    for turn in itertools.count():
        clock.at += timedelta(seconds=1)
        text = f"turn {turn} " + "x" * 1500
        try:
            tell(("note", IDS[turn % 5], store.save_note(draft_id, IDS[turn % 5], text, 0).version, text))
        except (NotSaved, DatabaseError):
            tell("not saved")


def save_own(tell: Tell, path: Path, session: str, draft_id: int, question_id: str) -> None:
    """Answer one question forty times; tells each version."""
    store = Store(path, session, Clock())
    for version in range(40):
        tell(store.save_answer(draft_id, question_id, version % 5, version).version)


def submit(tell: Tell, path: Path, chief: str, coordinator: str, round_id: int) -> None:
    """Submit, reopen and submit again without end; tells the receipt's number and the level sealed."""
    clock = Clock()
    store, office = Store(path, chief, clock), Store(path, coordinator, clock)
    for turn in itertools.count():
        draft = store.draft(round_id, "alba")
        assert draft is not None
        clock.at = Clock().at + timedelta(minutes=2) * draft.id  # nobody may save all of it in a minute
        if draft.submission_id is not None:
            draft = office.reopen(round_id, "alba", "Misread")
        store.save_answers(draft.id, everything(turn % 5))
        store.save_note(draft.id, "PI1.1", f"turn {turn}", 0)
        tell((store.submit(draft.id).number, turn % 5))


def publish(tell: Tell, path: Path, round_id: int, at: datetime) -> None:
    """Publish a round again and again; tells id and hash."""
    store = Store(path, OPERATOR, Clock(at))
    while True:
        published = store.publish(round_id)
        tell((published.id, published.sha256))


def back_up(tell: Tell, path: Path, folder: Path) -> None:
    """Make one backup after the other; tells the name of each."""
    for turn in itertools.count():
        storage.backup(path, folder / f"{os.getpid()}-{turn}.db")
        tell(f"{os.getpid()}-{turn}.db")


def build_demo(tell: Tell, path: Path) -> None:
    """Build the demo; tells when it begins."""
    from assessment.command.demo import command as demo_command  # much to import, and of no use to the others

    tell("ready")
    assert demo_command.callback is not None
    with redirect_stdout(io.StringIO()):
        demo_command.callback(database=path, departments=3, rounds=1, seed=1, if_missing=False)
    tell("built")


def prepare(tell: Tell, path: Path) -> None:
    """Make a database ready; tells so."""
    storage.prepare(path).close()
    tell("ready")


def upgrade(tell: Tell, path: Path, demo: bool) -> None:
    """Upgrade a database; tells when it begins and when it is done."""
    tell("ready")
    storage.prepare(path, demo=demo).close()
    tell("upgraded")


def upgrade_up_to(tell: Tell, path: Path, statements: int) -> None:
    """Upgrade a database, and die at once where the next statement would be one more than so many; else tells so."""
    connect, left = storage.connection.connect, itertools.count(statements, -1)

    def die(_: str) -> None:
        if next(left) <= 0:
            os._exit(9)

    def watched(*given: Any, **named: Any) -> storage.connection.Database:
        db = connect(*given, **named)
        db.conn.set_trace_callback(die)
        return db

    storage.connection.connect = watched
    storage.prepare(path).close()
    tell("upgraded")


def send_mail(tell: Tell, path: Path, port: int, ahead: timedelta) -> None:
    """Send what waits in the outbox of a database whose time is ahead; tells when nothing is left."""

    def clock() -> datetime:
        return now() + ahead

    postman = Postman(MailStore(path, clock, lease=timedelta(seconds=0.5)), mail_server(port), clock)
    while any(one.state is Sent.WAITING for one in Store(path, OPERATOR, clock).outbox()):
        postman.empty()
        time.sleep(0.05)
    tell("empty")


def mail_server(port: int) -> Server:
    """A server on this computer, as an operator sets one that has no certificate."""
    return Server(
        "127.0.0.1", port, "none", "", None, "In Touch <in-touch@example.org>", "https://in-touch.example.org"
    )


def hold(tell: Tell, path: Path) -> None:
    """Lock the database and never let go."""
    with closing(storage.connection.connect(path).conn) as connection:
        connection.execute("BEGIN IMMEDIATE")
        tell("held")
        time.sleep(600)


def save_within(tell: Tell, path: Path, session: str, draft_id: int, size: int) -> None:
    """Save notes while no file may grow beyond a size; tells each that was saved, then what stopped it."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    _save_until_refused(tell, Store(path, session, Clock()), draft_id)


def back_up_within(tell: Tell, path: Path, copy: Path, size: int) -> None:
    """Back up while no file may grow beyond a size; tells what stopped it, or nothing."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        storage.backup(path, copy)
    except DatabaseError as refusal:
        tell(str(refusal))
    else:
        tell("")


def save_as_nobody(tell: Tell, path: Path, session: str, draft_id: int) -> None:
    """Save as a user whom the permissions of files bind, which they do not bind root; then read."""
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
    store = Store(path, session, Clock())
    _save_until_refused(tell, store, draft_id)
    tell({question_id: saved.value for question_id, saved in store.answers(draft_id).items()})


def _save_until_refused(tell: Tell, store: Store, draft_id: int) -> None:
    for version in range(2000):
        try:
            store.save_note(draft_id, "PI1.2", f"{version} " + "x" * 2000, version)
        except NotSaved as refusal:
            tell(f"not saved: {refusal}")
            return
        tell(version + 1)


@contextmanager
def at_work(work: Work, *given: Any) -> Iterator[Connection]:
    """Let a process work; it is killed when the block is left. First it tells that it has begun."""
    told, tell = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_work, args=(work, tell, given), daemon=True)
    process.start()
    tell.close()
    try:
        assert told.poll(60) and told.recv() == "begun"
        yield told
    finally:
        process.kill()
        process.join()
        process.close()


def killed(after: float, work: Work, *given: Any, heard: int = 1) -> list[Any]:
    """Let a process work for so many seconds from when it was heard so often, kill it, and return what it told."""
    with at_work(work, *given) as told:
        words = [told.recv() for _ in range(heard)]
        time.sleep(after)
    return words + _all(told)


def finished(work: Work, *given: Any) -> list[Any]:
    """Let a process work to its end, and return what it told."""
    with at_work(work, *given) as told:
        return _all(told)


def _all(told: Connection) -> list[Any]:
    words = []
    with closing(told), suppress(EOFError, OSError):  # the other end is gone, maybe in the middle of a word
        while True:
            words.append(told.recv())
    return words


def _work(work: Work, tell: Connection, given: tuple[Any, ...]) -> None:
    tell.send("begun")
    work(tell.send, *given)
