"""Rounds do not overlap for a department; what was set up is renamed, moved and removed; older overlaps still work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from conftest import OpenPage, unfold, visit_to, words
from given import everything
from regions import coordinator
from sqlite_utils.utils import sqlite3  # the same one as the store's: two in one process do not see each other's locks
from worlds import World

from assessment.language import day
from assessment.people import Role
from assessment.rounds import NewDepartment, Round
from assessment.screens.chief import home
from assessment.screens.chief.parts.current import current
from assessment.screens.coordinator import maps, rounds
from assessment.storage import NotReady, Overlap, Store
from assessment.wording import Say

IT = Say("it")
SPRING = (date(2027, 3, 1), date(2027, 5, 31))  # the days of the round that every world begins with
Deed = Callable[[Store, int, int], object]


def set_up(
    world: World, opens: date, closes: date, departments: list[str] | None = None, title: str = "Autumn"
) -> Round:
    sha256 = world.operator.questionnaires()[0].sha256
    return world.of("north").set_up_round("north", title, sha256, opens, closes, departments)


def put(world: World, year: int, month: int, day_of: int) -> None:
    """Put the clock at nine on a day, and sign everybody in again."""
    world.clock.at = datetime(year, month, day_of, 9, tzinfo=UTC)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    world.sign_in("alba", Role.CHIEF, department_id="alba")


def overlapping(world: World, opens: date, closes: date) -> Round:
    """A second round in days of the first, as a database from before may have it."""
    later = set_up(world, date(2027, 9, 1), date(2027, 10, 31))
    with closing(sqlite3.connect(world.path)) as db, db:
        db.execute(
            "UPDATE rounds SET opens_on = ?, closes_on = ? WHERE id = ?",
            (opens.isoformat(), closes.isoformat(), later.id),
        )
    return world.operator.round(later.id)


# --- refused


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (date(2027, 5, 31), date(2027, 7, 31)),  # one day is enough
        (date(2027, 4, 1), date(2027, 4, 2)),
        (date(2027, 2, 1), date(2027, 12, 31)),
    ],
)
def test_a_round_is_not_set_up_over_another_of_the_same_departments(world: World, opens: date, closes: date) -> None:
    with pytest.raises(Overlap) as refused:
        set_up(world, opens, closes, ["bruma"])

    assert refused.value.round.id == world.round_id
    assert refused.value.last_day == SPRING[1]
    assert refused.value.departments == ("Bruma",)
    assert len(world.operator.rounds("north")) == 1


def test_rounds_may_follow_each_other_or_ask_other_departments(world: World) -> None:
    world.operator.add_departments("north", [NewDepartment("Zeta", "it", id="zeta")])

    set_up(world, date(2027, 6, 1), date(2027, 7, 31), ["alba", "bruma"])
    set_up(world, *SPRING, ["zeta"])
    assert len(world.operator.rounds("north")) == 3


def test_a_round_that_was_closed_early_is_not_in_the_way(world: World) -> None:
    world.operator.close(world.round_id)
    set_up(world, date(2027, 3, 1), date(2027, 4, 30))

    put(world, 2027, 3, 2)
    now_on = current(visit_to(world.of("alba"), "it"))
    assert now_on is not None and now_on.round.title == "Autumn"


def test_a_later_last_day_of_one_department_is_in_the_way_too(world: World) -> None:
    world.operator.extend(world.round_id, date(2027, 6, 15), "alba")

    set_up(world, date(2027, 6, 1), date(2027, 6, 30), ["bruma"])
    with pytest.raises(Overlap) as refused:
        set_up(world, date(2027, 6, 1), date(2027, 6, 30), ["alba"])
    assert refused.value.last_day == date(2027, 6, 15)


def test_who_left_the_network_is_in_nobodys_way(world: World) -> None:
    world.operator.leave("alba")
    set_up(world, date(2027, 6, 1), date(2027, 7, 31), ["bruma"])
    world.operator.rejoin("alba")

    world.operator.extend(world.round_id, date(2027, 6, 15), "alba")
    with pytest.raises(Overlap):
        world.operator.extend(world.round_id, date(2027, 6, 15), "bruma")


DEEDS: dict[str, Deed] = {
    "extending all": lambda s, spring, autumn: s.extend(spring, date(2027, 7, 1)),
    "extending one": lambda s, spring, autumn: s.extend(spring, date(2027, 7, 1), "alba"),
    "reopening": lambda s, spring, autumn: s.reopen(spring, "alba", "Misread", date(2027, 7, 1)),
    "moving": lambda s, spring, autumn: s.move_round(autumn, date(2027, 5, 31), date(2027, 7, 1)),
    "inviting": lambda s, spring, autumn: s.invite_to(spring, "zeta"),
}


@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_nothing_gives_a_department_time_in_two_rounds(world: World, deed: str) -> None:
    world.submit("alba")
    world.operator.add_departments("north", [NewDepartment("Zeta", "it", id="zeta")])
    autumn = set_up(world, date(2027, 7, 1), date(2027, 8, 31), ["alba", "bruma"])
    set_up(world, date(2027, 5, 1), date(2027, 5, 31), ["zeta"], title="Other")
    happened = world.operator.events("north")

    with pytest.raises(Overlap):
        DEEDS[deed](world.of("north"), world.round_id, autumn.id)
    assert world.operator.events("north") == happened
    assert world.operator.rounds("north")[0].closes_on == SPRING[1]
    assert all(one.participation.extended_to is None for one in world.operator.progress(world.round_id))


def test_of_several_departments_all_are_added_or_none(world: World) -> None:
    world.operator.add_departments("north", [NewDepartment(name, "it", id=name) for name in ("yps", "zeta")])
    set_up(world, date(2027, 5, 1), date(2027, 5, 31), ["zeta"])

    with pytest.raises(Overlap):
        world.operator.invite_to(world.round_id, "yps", "zeta")
    assert len(world.operator.progress(world.round_id)) == 2
    world.operator.invite_to(world.round_id, "yps", "alba")  # who is in it stays as it is
    last = world.operator.events("north", most=1)[0]
    assert (last.kind, last.department_id) == ("invited_to_round", "yps")


def test_the_coordinator_reads_which_round_is_in_the_way_and_its_days(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.text_input(key="new-title").set_value("Autunno")
    page.date_input(key="new-opens").set_value(date(2027, 5, 1))
    page.date_input(key="new-closes").set_value(date(2027, 6, 30))
    page.button(key="new-round").click().run()

    facts = {"name": "Alba", "round": "2027", "opens": "1º\u00a0marzo 2027", "closes": "31\u00a0maggio 2027"}
    assert [one.value for one in page.error] == [IT("rounds.problem.overlap", 2, **facts)]


def test_a_new_round_is_proposed_after_those_there_are(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))

    assert page.date_input(key="new-opens").value == date(2027, 6, 1)


# --- renamed, moved, removed


def test_a_round_is_renamed_while_it_is_planned_or_open_and_not_afterwards(world: World) -> None:
    planned = set_up(world, date(2027, 6, 1), date(2027, 7, 31))
    for one in (world.round_id, planned.id):
        world.of("north").rename_round(one, " Another ")
        assert world.operator.round(one).title == "Another"
        (happened,) = world.operator.events("north", round_id=one, most=1)
        assert (happened.kind, happened.actor, happened.details["now"]) == ("round_renamed", "North", "Another")
    with pytest.raises(NotReady) as refused:
        world.operator.rename_round(planned.id, " ")
    assert refused.value.missing == ["title"]

    world.operator.close(world.round_id)
    with pytest.raises(NotReady) as refused:
        world.operator.rename_round(world.round_id, "Too late")
    assert refused.value.missing == ["over"]


def test_a_planned_round_is_moved_and_an_open_one_is_not(world: World) -> None:
    planned = set_up(world, date(2027, 6, 1), date(2027, 7, 31))
    world.of("north").move_round(planned.id, date(2027, 6, 10), date(2027, 8, 15))

    moved = world.operator.round(planned.id)
    assert (moved.opens_on, moved.closes_on) == (date(2027, 6, 10), date(2027, 8, 15))
    assert world.operator.events("north", most=1)[0].details == {"opens": "2027-06-10", "closes": "2027-08-15"}
    for given, opens, closes, problem in (
        (planned.id, date(2027, 8, 16), date(2027, 8, 15), "days"),
        (planned.id, date(2027, 2, 1), date(2027, 2, 2), "days"),
        (world.round_id, date(2027, 6, 10), date(2027, 8, 15), "over"),
    ):
        with pytest.raises(NotReady) as refused:
            world.operator.move_round(given, opens, closes)
        assert refused.value.missing == [problem]


def test_a_round_without_answers_is_removed_and_what_happened_keeps_its_title(world: World) -> None:
    world.of("alba").begin(world.round_id, "alba")  # and writes nothing
    world.of("north").remove_round(world.round_id)

    assert world.operator.rounds("north") == []
    assert {one.round_title for one in world.operator.events("north") if one.round_id is not None} == {"2027"}
    assert world.operator.events("north", most=1)[0].kind == "round_removed"
    again = set_up(world, *SPRING)
    assert again.id != world.round_id  # or what happened in the one would be told of the other
    assert {one.round_title for one in world.operator.events("north", round_id=world.round_id)} == {"2027"}


@pytest.mark.parametrize(
    "write",
    [
        lambda store, draft: store.save_answer(draft, "PI1.1", 0, 0),
        lambda store, draft: store.save_note(draft, "PI1.1", "x", 0),
        lambda store, draft: store.save_profile(draft, staff=4),
        lambda store, draft: store.save_consent(draft, shares_notes=True),
    ],
)
def test_a_round_that_somebody_wrote_in_stays(world: World, write: Callable[[Store, int], object]) -> None:
    write(world.of("alba"), world.begin())

    with pytest.raises(NotReady) as refused:
        world.of("north").remove_round(world.round_id)
    assert refused.value.missing == ["answers"]
    assert len(world.operator.rounds("north")) == 1


def test_only_an_open_round_is_closed_and_only_once(world: World) -> None:
    planned = set_up(world, date(2027, 6, 1), date(2027, 7, 31))
    world.operator.close(world.round_id)

    for one in (world.round_id, planned.id):
        with pytest.raises(NotReady) as refused:
            world.operator.close(one)
        assert refused.value.missing == ["over"]
    assert [one.kind for one in world.operator.events("north")].count("closed") == 1


def test_the_page_renames_moves_and_removes(world: World, open_page: OpenPage) -> None:
    planned = set_up(world, date(2027, 6, 1), date(2027, 7, 31))

    def page_of(key: str):
        page = unfold(open_page(rounds.show, coordinator(world), round=str(planned.id)))
        if key == "rename":
            page.text_input(key=f"title-{planned.id}").set_value("Autunno").run()
        if key == "move":
            page.date_input(key=f"closes-{planned.id}").set_value(date(2027, 8, 15)).run()
        page.button(key=key).click().run()
        assert not page.exception, page.exception[0].value
        return page

    page = page_of("rename")
    assert page.title[0].value == IT("rounds.title.planned", title="Autunno", day="1º\u00a0giugno 2027")
    page = page_of("move")
    days = IT("rounds.facts.days", opens="1º\u00a0giugno 2027", closes="15\u00a0agosto 2027", zone="Roma")
    assert days in words(page)
    page = page_of("remove")
    assert [one.value for one in page.error] == [IT("rounds.problem.unconfirmed")]
    page.checkbox(key=f"remove-sure-{planned.id}-it").check().run()
    page.button(key="remove").click().run()
    assert [one.id for one in world.operator.rounds("north")] == [world.round_id]
    assert page.title[0].value == IT("rounds.title.open", title="2027", day="31\u00a0maggio 2027")


def test_what_a_state_does_not_allow_is_not_offered(world: World, open_page: OpenPage) -> None:
    def offered() -> set[str]:
        return {one.key for one in unfold(open_page(rounds.show, coordinator(world))).button if one.key} - {"new-round"}

    put(world, 2027, 2, 1)
    assert {"rename", "move", "remove"} <= offered() and not {"extend-all", "close"} & offered()
    put(world, 2027, 4, 1)
    assert {"rename", "extend-all", "close", "remove"} <= offered() and "move" not in offered()
    world.submit("alba")
    assert "remove" not in offered()
    world.operator.close(world.round_id)
    assert not {"rename", "move", "remove", "close"} & offered()


def test_the_coordinators_pages_begin_with_the_round_that_is_open(world: World, open_page: OpenPage) -> None:
    set_up(world, date(2027, 7, 1), date(2027, 8, 31))

    page = unfold(open_page(rounds.show, coordinator(world)))
    assert page.title[0].value == IT("rounds.title.open", title="2027", day="31\u00a0maggio 2027")
    put(world, 2027, 6, 15)
    page = unfold(open_page(rounds.show, coordinator(world)))
    assert page.title[0].value == IT("rounds.title.closed", title="2027")
    put(world, 2027, 7, 15)
    page = unfold(open_page(rounds.show, coordinator(world)))
    assert page.title[0].value == IT("rounds.title.open", title="Autumn", day="31\u00a0agosto 2027")


def test_a_round_that_is_set_up_is_shown_at_once(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.text_input(key="new-title").set_value("Autunno")
    page.button(key="new-round").click().run()

    assert page.title[0].value == IT("rounds.title.planned", title="Autunno", day="1º\u00a0giugno 2027")


# --- as a database from before may have them


def test_of_two_open_rounds_the_region_shows_the_one_that_is_open(world: World, open_page: OpenPage) -> None:
    later = overlapping(world, date(2027, 4, 1), date(2027, 4, 10))
    put(world, 2027, 4, 20)  # the later is closed, the earlier is not

    page = open_page(maps.show, coordinator(world))
    assert page.query_params["round"] == str(world.round_id)
    page = open_page(maps.show, coordinator(world), round=str(later.id))
    assert page.query_params["round"] == str(later.id)


def test_two_open_rounds_are_answered_one_after_the_other(world: World, open_page: OpenPage) -> None:
    later = overlapping(world, date(2027, 3, 1), date(2027, 6, 30))
    mine = world.of("alba")
    draft = mine.begin(world.round_id, "alba")
    visit = visit_to(mine, "it")

    said = words(open_page(home.show, visit))
    assert IT("home.open_until", None, title="2027", day="31\u00a0maggio 2027") in said
    assert IT("home.also_open", title="Autumn", day="30\u00a0giugno 2027") in said
    now_on = current(visit)
    assert now_on is not None and now_on.draft is not None and now_on.draft.id == draft.id

    world.submit("alba")
    now_on = current(visit)
    assert now_on is not None and now_on.round.id == later.id
    assert IT("home.open_until", None, title="Autumn", day="30\u00a0giugno 2027") in words(open_page(home.show, visit))


def test_a_reopened_assessment_is_told_with_its_reason_whatever_else_is_open(world: World, open_page: OpenPage) -> None:
    world.submit("alba")
    world.of("north").reopen(world.round_id, "alba", "Una svista")
    later = overlapping(world, date(2027, 3, 1), date(2027, 4, 30))
    world.of("alba").begin(later.id, "alba")

    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    assert IT("notices.reopened", day="1º\u00a0marzo 2027") in words(page)
    assert "Una svista" in [one.value for one in page.text]
    assert IT("home.also_open", title="Autumn", day="30\u00a0aprile 2027") in words(page)


def test_rounds_that_overlap_already_can_be_made_shorter_and_not_longer(world: World) -> None:
    later = overlapping(world, date(2027, 3, 1), date(2027, 6, 30))
    world.of("north").extend(world.round_id, date(2027, 5, 1))

    with pytest.raises(Overlap):
        world.of("north").extend(world.round_id, date(2027, 5, 2))
    world.of("north").close(later.id)
    world.of("north").extend(world.round_id, date(2027, 5, 2))


def test_the_next_round_is_told_before_it_opens(world: World, open_page: OpenPage) -> None:
    set_up(world, date(2027, 7, 1), date(2027, 8, 31))
    world.submit("alba")

    told = IT("home.next_opens", title="Autumn", day=day(date(2027, 7, 1), "it"))
    assert told in words(open_page(home.show, visit_to(world.of("alba"), "it")))
    assert everything(2) == world.of("alba").submissions("alba")[0].answers
