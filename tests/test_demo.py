"""What departments of a demo decide about steps: there is a plan to look at, and of a region enough to be told."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

from conftest import TODAY, at
from given import QUESTIONS

from assessment import demo
from assessment.commitments import Commitment, Status
from assessment.rounds import day_of
from assessment.storage import OPERATOR, Store, prepare
from assessment.visit import Visit


def test_the_chief_with_a_history_has_a_plan_of_every_kind_and_shares_it(seasoned: Visit) -> None:
    department = seasoned.person.department_id
    assert department is not None
    plan, rounds = seasoned.store.commitments(department), seasoned.store.rounds(demo.REGION)
    last = [one for one in plan if one.round_id == rounds[-2].id]

    assert [one.status for one in last] == [
        *(Status.DONE, Status.DONE, Status.UNDER_WAY, Status.PLANNED, Status.PLANNED, Status.GIVEN_UP)
    ]
    assert {one.status for one in plan if one not in last} == {Status.DONE}
    assert all(one.who and one.author == seasoned.person.name for one in plan)
    assert [one.month is None for one in last] == [False] * 5 + [True]
    assert last[-1].because and seasoned.store.shares_plan(department)
    today = day_of(seasoned.store.now, seasoned.zone)
    assert [one.status for one in plan if one.is_overdue(today)] == [Status.UNDER_WAY]


def test_what_became_of_the_plan_became_before_today_and_in_order(seasoned: Visit) -> None:
    for one in seasoned.store.commitments(seasoned.person.department_id or ""):
        versions = seasoned.store.history_of_commitment(one.id)
        times = [version.saved_at for version in versions]
        assert times == sorted(times) and times[-1] < seasoned.store.now


def test_enough_departments_have_steps_that_something_is_told_of_the_region(demo_region: Path) -> None:
    store = Store(demo_region, OPERATOR, at)
    with_a_plan = [one.id for one in store.departments(demo.REGION) if store.commitments(one.id)]

    assert len(with_a_plan) == 13
    assert Counter(one.planned is not None for one in store.planned_together(demo.REGION).values())[True] >= 1


def test_the_same_seed_gives_the_same_plans(tmp_path: Path) -> None:
    assert plans(tmp_path / "first.db", 7) == plans(tmp_path / "second.db", 7) != plans(tmp_path / "other.db", 8)


def plans(path: Path, seed: int) -> list[list[Commitment]]:
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), TODAY, departments=3, rounds=1, seed=seed)
        store = Store(path, OPERATOR, at)
        return [store.commitments(one.id) for one in store.departments(demo.REGION)]


def test_without_a_round_that_is_over_nobody_has_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), date(2027, 3, 1), departments=2, rounds=0)
        store = Store(path, OPERATOR, at)
        assert [store.commitments(one.id) for one in store.departments(demo.REGION)] == [[], []]
