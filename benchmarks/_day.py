"""The site of a deadline day: a region that answers, one with results behind it, and everybody signed in already."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks._regions import in_one_transaction

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from browser import TOP

from assessment import demo, storage
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import OPERATOR, DoorStore, Store, digest, now

DEPARTMENTS, REPORTS = 238, 143  # of the region that has results, and how many have handed in there
_COOKIE = "in-touch"
_REGION, _ZONE = "north", "Europe/Rome"


@dataclass(frozen=True)
class Someone:
    """Who is signed in."""

    cookie: str = ""
    department_id: str = ""
    draft_id: int = 0  # of who answers


@dataclass(frozen=True)
class Day:
    """A database, and the visitors that it knows."""

    database: Path
    answering: tuple[Someone, ...]  # a chief of every department of a region whose round is about to close
    reading: tuple[Someone, ...]  # chiefs of another region, who have results
    coordinator: Someone
    downloading: Someone
    published: int  # the round that they have them of


def fill(database: Path, answering: int) -> Day:
    """Build the day in a new file, in one transaction: how long that takes is not what is measured."""
    with closing(storage.prepare(database, demo=True)), in_one_transaction(database):
        questions = (TOP / "questions.yaml").read_bytes()
        demo.build(database, questions, now().date(), departments=DEPARTMENTS, rounds=1)
        return Day(
            database,
            tuple(_begun(database, questions, answering)),
            tuple(_readers(database)),
            Someone(_signed_in(database, "first@valserrana.example", Role.COORDINATOR, region=demo.REGION)),
            Someone(_signed_in(database, "second@valserrana.example", Role.COORDINATOR, region=demo.REGION)),
            Store(database, OPERATOR).rounds(demo.REGION)[0].id,
        )


def _begun(database: Path, questions: bytes, departments: int) -> list[Someone]:
    """A region in which every department has begun and nobody has answered."""
    operator = Store(database, OPERATOR)
    sha256 = operator.keep_questionnaire(questions)
    operator.add_region(_REGION, "North", _ZONE)
    places = [NewDepartment(f"Montalbo {n}", "it", id=f"p{n:04d}") for n in range(departments)]
    operator.add_departments(_REGION, places)
    today = now().date()
    asked = operator.set_up_round(
        _REGION, str(today.year), sha256, today - timedelta(days=10), today + timedelta(days=1)
    )
    told = []
    for place in places:
        cookie = _signed_in(database, f"chief@{place.id}.example", Role.CHIEF, department=place.id)
        told.append(Someone(cookie, place.id, operator.begin(asked.id, place.id).id))
    return told


def _readers(database: Path) -> list[Someone]:
    """Chiefs who have handed in before, and read what came of it."""
    operator = Store(database, OPERATOR)
    first = operator.rounds(demo.REGION)[0]
    there = [one.participation.department_id for one in operator.progress(first.id) if one.submission_id is not None]
    return [Someone(_again(database, operator.contacts(one)[0].post_id), one) for one in there]


def _signed_in(
    database: Path, email: str, role: Role, *, department: str | None = None, region: str | None = None
) -> str:
    """Invite somebody and sign them in; returns the cookie."""
    operator = Store(database, OPERATOR)
    link = operator.invite(email, role, department_id=department, region_id=region, name="Ada Bruni", language="it")
    return _with(database, link, department)


def _again(database: Path, post_id: int) -> str:
    """Sign somebody in who has been here before; returns the cookie."""
    return _with(database, Store(database, OPERATOR).new_link(post_id), None)


def _with(database: Path, link: str, department: str | None) -> str:
    token = DoorStore(database).sign_in(digest(link))
    assert token is not None, "a fresh link is good"
    if department is not None:
        store = Store(database, digest(token))
        store.read_told([event_id for one in store.told_of(department) for event_id in one.event_ids])
    return f"{_COOKIE}={token}"
