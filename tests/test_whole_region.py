"""What a page of a whole region costs by count: what is read and made again, and what is drawn of how many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import OpenPage, visit_to
from given import everything
from regions import coordinator, hand_in
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.reading import region as reading
from assessment.rounds import Description, NewDepartment
from assessment.screens.chief import comparison, history, results
from assessment.screens.coordinator import departments, overview
from assessment.screens.coordinator.parts.roster import A_PAGE
from assessment.storage import NotAllowed, Store, records
from assessment.visit import Visit


@pytest.fixture
def world(world: World) -> World:
    """Alba and Bruma, of whom the first has submitted."""
    hand_in(world, "alba", everything(2))
    return world


def grow(world: World, by: int) -> None:
    """Let so many further departments join the region and its round, of whom nobody has begun."""
    ids = [f"d{number:03}" for number in range(by)]
    world.operator.add_departments("north", [NewDepartment(f"Borgo {one}", "it", 12, id=one) for one in ids])
    for one in ids:
        world.operator.invite_to(world.round_id, one)


def begin(world: World) -> int:
    """Let Bruma begin."""
    return world.of("bruma").begin(world.round_id, "bruma").id


def test_records_are_made_once_for_as_long_as_the_rows_say_the_same(world: World) -> None:
    store = world.of("north")
    before, progress = store.departments("north"), store.progress(world.round_id)
    assert store.departments("north") is before
    assert store.progress(world.round_id) is progress
    assert store.approaches(world.round_id) is store.approaches(world.round_id)

    begin(world)
    assert store.departments("north") is before
    now = store.progress(world.round_id)
    assert now != progress and now.sha256 != progress.sha256
    assert [one.begun_at is None for one in progress] == [False, True]
    assert [one.begun_at is None for one in now] == [False, False]
    assert store.approaches(world.round_id)[1].progress == now[1]


def test_what_is_sealed_is_read_again_only_once_somebody_submits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(records, "_hash", lambda rows, own=records._hash: read.append("hashed") or own(rows))
    store = world.of("north")
    before = store.mark_of(world.round_id)
    begin(world)
    read.clear()
    assert store.mark_of(world.round_id) == before and read == []
    hand_in(world, "bruma", everything(1))
    assert store.mark_of(world.round_id) != before and read == ["hashed"]


def test_a_place_on_a_rounds_list_keeps_what_it_had(world: World) -> None:
    """On which it rests that only a submission changes what a round was scored from."""
    before = world.of("north").mark_of(world.round_id)
    alba = world.of("north").department("alba")
    world.operator.change_department("alba", Description("Other", alba.language, 999, form="union"))
    assert world.of("north").progress(world.round_id)[0].participation.name == alba.name
    records._read.cache_clear()
    assert world.of("north").mark_of(world.round_id) == before


def test_one_region_gets_nothing_of_another_by_what_is_kept(world: World) -> None:
    assert {one.region_id for one in world.operator.departments("south")} == {"south"}
    with pytest.raises(NotAllowed):
        world.of("north").departments("south")


def test_a_round_is_scored_again_where_a_submission_came_and_not_where_a_draft_was_saved(world: World) -> None:
    store = world.of("north")

    def scored() -> reading.Results:
        of = reading.read(store, "north")
        assert of.at_hand is not None
        return reading.scored(store, of, of.at_hand)

    before = scored()
    draft = begin(world)
    world.of("bruma").save_answers(draft, dict(list(everything(1).items())[:3]))
    assert scored() is before
    hand_in(world, "bruma", everything(1))
    assert [one.member.id for one in scored().assessed] == ["alba", "bruma"]


def test_a_page_reads_each_round_of_the_region_once(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    for name in ("progress", "mark_of", "departments", "questionnaire"):
        own = getattr(Store, name)

        def counted(store: Store, what: object, name: str = name, own: object = own) -> object:
            asked.append(name)
            return own(store, what)  # type: ignore[operator]

        monkeypatch.setattr(Store, name, counted)
    open_page(overview.show, coordinator(world))

    assert {name: asked.count(name) for name in ("progress", "mark_of", "departments")} == {
        "progress": 1,
        "mark_of": 1,
        "departments": 1,
    }


def test_what_is_kept_of_whole_regions_is_bounded() -> None:
    for kept in (records._made, records._put_together, records._read, reading._scored, reading._listed):
        assert 0 < (kept.cache_parameters()["maxsize"] or 0) <= 16


@pytest.mark.parametrize("many", [40, 90])
def test_a_list_draws_a_page_however_many_there_are(world: World, open_page: OpenPage, many: int) -> None:
    grow(world, many)
    page = open_page(departments.show, coordinator(world))

    rows = [one for one in page.get("page_link") if "department=" in one.proto.query_string]
    assert len(rows) == A_PAGE


def sent(page: AppTest) -> int:
    """The bytes of what a page draws."""
    return sum(one.proto.ByteSize() for one in page.main if one.proto is not None)


@pytest.mark.parametrize("show", [history.show, comparison.show, results.show], ids=lambda one: one.__module__)
def test_the_pages_of_a_department_do_not_grow_with_its_region(
    world: World, open_page: OpenPage, show: Callable[[Visit], None]
) -> None:
    before = sent(open_page(show, visit_to(world.of("alba"), "it")))
    grow(world, 60)

    assert before > 0
    assert sent(open_page(show, visit_to(world.of("alba"), "it"))) == before
