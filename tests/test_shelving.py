"""The documents of a region as they are kept: who puts them up, two who change one, how many, and who is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds import World

from assessment.library import MOST_ENTRIES, MOST_TEXT, Described
from assessment.people import Role
from assessment.storage import DocumentChanged, NotAllowed, NotReady, RegionClosed, Unfit

GUIDE = Described("PI1.1", "Guida", "Che cosa pubblicare", "guideline", "it", "", "https://example.org/guida.pdf")
OWN = replace(GUIDE, title="Ruolo", kind="role", address="", text="Compiti\n- rispondere")


@pytest.fixture
def world(world: World) -> World:
    world.of("north").add_documents("north", [GUIDE, OWN])
    return world


def titles(world: World) -> list[str]:
    return [one.of.title for one in world.of("alba").documents("north")]


def test_all_of_a_region_read_what_its_coordinator_put_up_with_who_and_when(world: World) -> None:
    for who in ("alba", "helper", "bruma", "north"):
        first, second = world.of(who).documents("north")

        assert (first.of, second.of) == (GUIDE, OWN)
        assert (first.version, first.by, first.at, first.broken_at) == (1, "North", world.clock.at, None)
    for who in ("south", "admin"):
        with pytest.raises(NotAllowed):
            world.of(who).documents("north")
    assert world.of("south").documents("south") == []


def test_what_is_there_already_is_not_put_up_twice(world: World) -> None:
    north = world.of("north")

    assert north.add_documents("north", [replace(GUIDE, title="  Guida "), OWN]) == 0
    assert north.add_documents("north", [GUIDE, replace(GUIDE, title="B"), replace(GUIDE, title="B")]) == 1
    assert titles(world) == ["Guida", "Ruolo", "B"]


def test_a_document_that_is_wrong_keeps_all_from_being_put_up(world: World) -> None:
    north, other = world.of("north"), replace(GUIDE, title="C")

    for wrong, lacking in (
        ({"address": "javascript:alert(1)"}, "address"),
        ({"question_id": "ZZ1.1"}, "question_id"),
        ({"title": " "}, "title"),
        ({"text": "as well"}, "text"),
    ):
        with pytest.raises(NotReady) as refused:
            north.add_documents("north", [other, replace(other, **wrong)])
        assert refused.value.missing == [lacking]
    with pytest.raises(Unfit):
        north.add_documents("north", [other, replace(OWN, text="x" * (MOST_TEXT + 1))])
    assert titles(world) == ["Guida", "Ruolo"]


def test_no_more_is_kept_than_can_be_handed_on(world: World) -> None:
    north = world.of("north")
    many = [replace(GUIDE, title=str(number)) for number in range(MOST_ENTRIES - 2)]

    with pytest.raises(Unfit):
        north.add_documents("north", [*many, replace(GUIDE, title="one more")])
    with pytest.raises(Unfit):
        north.add_documents("north", [replace(OWN, title=str(number), text="ü" * MOST_TEXT) for number in range(25)])
    assert north.add_documents("north", many) == MOST_ENTRIES - 2
    with pytest.raises(Unfit):
        north.add_documents("north", [replace(GUIDE, title="one more")])


def test_who_changes_what_somebody_else_has_changed_is_told_and_nothing_is_lost(world: World) -> None:
    north = world.of("north")
    seen = north.documents("north")[0]
    world.sign_in("second", Role.COORDINATOR, region_id="north")
    theirs = world.of("second").change_document(seen.id, seen.version, replace(GUIDE, title="Loro"))

    with pytest.raises(DocumentChanged) as told:
        north.change_document(seen.id, seen.version, replace(GUIDE, title="Mio"))
    assert told.value.current == theirs and theirs.by == "Second"
    assert north.change_document(seen.id, seen.version, replace(GUIDE, title="Loro")) == theirs  # the same is no change
    mine = north.change_document(seen.id, theirs.version, replace(GUIDE, title="Mio", question_id="PI2.1"))
    assert (mine.version, mine.of.title, mine.of.question_id, mine.by) == (3, "Mio", "PI2.1", "North")


def test_a_broken_link_is_told_until_it_has_another_address_or_works(world: World) -> None:
    north = world.of("north")
    link, text = north.documents("north")
    world.of("bruma").report_broken(link.id)
    first = world.clock.at
    world.clock.at += timedelta(hours=1)
    world.of("alba").report_broken(link.id)

    assert north.documents("north")[0].broken_at == first
    changed = north.change_document(link.id, 1, replace(GUIDE, title="Guida nuova"))
    assert changed.broken_at == first
    north.document_works(link.id)
    assert north.documents("north")[0].broken_at is None
    world.of("alba").report_broken(link.id)
    moved = north.change_document(link.id, 2, replace(GUIDE, address="https://example.org/altra"))
    assert moved.broken_at is None
    with pytest.raises(NotReady):
        world.of("alba").report_broken(text.id)
    told = [one.kind for one in world.operator.events("north")]
    assert (told.count("document_broken"), told.count("document_works")) == (2, 1)


def test_what_is_removed_is_gone_and_its_title_stands_in_the_log(world: World) -> None:
    north = world.of("north")
    made = north.documents("north")[0].id
    north.remove_document(made)

    assert titles(world) == ["Ruolo"]
    for again in (north.remove_document, north.report_broken, north.document_works):
        with pytest.raises(NotAllowed):
            again(made)
    line = next(one for one in world.operator.events("north") if one.kind == "document_removed")
    assert line.details == {"question": "PI1.1", "document": "Guida"}


def test_documents_stay_from_one_round_to_the_next(world: World) -> None:
    world.of("north").close(world.round_id)
    world.clock.at += timedelta(days=700)
    world.sign_in("bruma", Role.CHIEF, department_id="bruma")

    assert [one.of for one in world.of("bruma").documents("north")] == [GUIDE, OWN]


def test_nothing_is_put_up_in_a_closed_region(world: World) -> None:
    world.of("north").close(world.round_id)
    world.clock.at += timedelta(days=2)
    world.operator.close_region("north")
    world.sign_in("north", Role.COORDINATOR, region_id="north")

    with pytest.raises(RegionClosed):
        world.of("north").add_documents("north", [replace(GUIDE, title="B")])
    assert len(world.of("north").documents("north")) == 2


def test_whoever_is_erased_is_named_in_no_document(world: World) -> None:
    name = "Ginevra Malaspina"
    world.sign_in("ginevra", Role.COORDINATOR, region_id="north")
    erased = world.of("ginevra").person().id
    world.operator.correct_person(erased, name=name, email="ginevra@example.org")
    named = replace(
        OWN, title=f"Di {name}", about=f"Chiedere a {name}", audience="ginevra@example.org", text=f"Con {name}."
    )
    world.of("ginevra").add_documents("north", [named])

    assert world.operator.erase(erased).gone["documents"] == 1

    left = world.of("alba").documents("north")[-1]
    assert (left.of.title, left.of.about, left.of.text) == (f"Di #{erased}", f"Chiedere a #{erased}", f"Con #{erased}.")
    assert (left.by, left.of.audience) == (f"#{erased}", f"#{erased}")
