"""Regions for the coordinator's pages: a world of the north with as many departments as a test asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from conftest import visit_to
from given import everything
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.answers import Answer
from assessment.people import Role
from assessment.rounds import NewDepartment, Round
from assessment.visit import Visit

STAFF = (5, 14, 45, 150)  # one of each band, in turn


@contextmanager
def network(
    path: Path, submitted: int, answers: Callable[[int], dict[str, Answer]] = lambda place: everything(place % 5)
) -> Iterator[World]:
    """A world whose north has so many further departments, all of which have submitted in the open round."""
    with filled(World(path / "in-touch.db")) as world:
        ids = [f"d{number:02}" for number in range(submitted)]
        world.operator.add_departments(
            "north",
            [NewDepartment(f"Borgo {one}", "it", STAFF[place % 4], "single", id=one) for place, one in enumerate(ids)],
        )
        for place, one in enumerate(ids):
            world.operator.invite_to(world.round_id, one)
            hand_in(world, one, answers(place), staff=STAFF[place % 4])
        yield world


def hand_in(
    world: World,
    department: str,
    answers: dict[str, Answer],
    *,
    staff: int = 12,
    round_id: int | None = None,
    shares: bool = False,
    asked: bool = True,
    notes: str = "",
) -> None:
    """Let a department submit, with a chief of its own where it has none yet."""
    if department not in world.sessions:
        world.sign_in(department, Role.CHIEF, department_id=department)
    store = world.of(department)
    draft = store.begin(world.round_id if round_id is None else round_id, department)
    store.save_profile(draft.id, staff=staff, official_account=True, platforms={"facebook": 1200})
    store.save_answers(draft.id, answers)
    if notes:
        store.save_note(draft.id, "PI1.1", notes, 0)
    store.save_consent(draft.id, shares_notes=shares, may_be_asked=asked)
    store.submit(draft.id)


def next_round(world: World) -> Round:
    """A second round of the north, open from the moment that the first is closed."""
    world.operator.close(world.round_id)
    sha256 = world.operator.questionnaires()[0].sha256
    return world.operator.set_up_round("north", "2028", sha256, date(2027, 3, 1), date(2027, 6, 30))


def coordinator(world: World, language: str = "it", who: str = "north") -> Visit:
    """The visit of the coordinator."""
    return visit_to(world.of(who), language)


def row_opened(page: AppTest, world: World, question_id: str) -> AppTest:
    """The page on training with the row of a practice open."""
    page.session_state[f"open-train-{world.round_id}-{question_id}"] = True
    page.run()
    assert not page.exception, page.exception[0].value
    return page
