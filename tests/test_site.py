"""What whoever runs the site does to regions and people, and what the store holds back until it is possible."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from given import everything
from worlds import World

from assessment.people import Role
from assessment.rounds import Description, NewDepartment
from assessment.storage import NotReady, RegionClosed, RoundInTheWay, SessionEnded, Store, Unfit, digest
from assessment.storage.door import DoorStore

TOP = Path(__file__).parent.parent


@pytest.fixture
def closed(world: World) -> World:
    """The north, closed after a round in which Alba submitted."""
    world.submit()
    world.operator.close(world.round_id)
    world.of("admin").close_region("north")
    return world


def kinds(world: World) -> list[str]:
    return [one.kind for one in world.of("admin").happened()]


# --- regions


def test_every_region_is_listed_with_what_is_in_it(world: World) -> None:
    world.operator.leave("bruma")

    north, south = world.of("admin").regions()
    assert (north.region.id, north.active, north.coordinators, north.rounds) == ("north", 1, ("North",), 1)
    assert [one.name for one in north.departments] == ["Alba", "Bruma"]
    assert (south.region.name, south.active, south.rounds) == ("South", 1, 0)


def test_a_region_without_an_id_gets_one_from_its_name(world: World) -> None:
    admin = world.of("admin")

    assert admin.add_region(None, "Valle d’Ombra", "Europe/Rome").id == "valle-dombra"
    assert admin.add_region(None, "Valle d’Ombra", "Europe/Rome").id == "valle-dombra-2"
    assert admin.add_region(None, "山", "Europe/Rome").id == "region"


def test_a_region_is_renamed_and_its_id_stays(world: World) -> None:
    admin = world.of("admin")
    admin.rename_region("north", "  Far\nNorth ")

    assert admin.region("north").name == "Far North"
    (event,) = admin.happened(["region_renamed"])
    assert (event.region_id, event.actor, event.details) == ("north", "Admin", {"before": "North", "now": "Far North"})
    admin.rename_region("north", "Far North")
    assert len(admin.happened(["region_renamed"])) == 1
    for wrong, refusal in ((" ", NotReady), ("x" * 500, Unfit)):
        with pytest.raises(refusal):
            admin.rename_region("north", wrong)


def test_a_region_is_not_closed_as_long_as_a_round_is_open_or_will_be(world: World) -> None:
    admin, sha256 = world.of("admin"), world.operator.questionnaires()[0].sha256
    with pytest.raises(RoundInTheWay) as refused:
        admin.close_region("north")
    assert refused.value.round.id == world.round_id

    world.operator.close(world.round_id)
    planned = world.operator.set_up_round("north", "2028", sha256, date(2028, 1, 1), date(2028, 2, 1)).id
    with pytest.raises(RoundInTheWay) as refused:
        admin.close_region("north")
    assert refused.value.round.id == planned

    world.operator.remove_round(planned)
    admin.close_region("north")
    assert admin.region("north").closed_at == world.clock()


def test_more_time_for_one_department_keeps_its_region_open(world: World) -> None:
    world.operator.extend(world.round_id, date(2027, 6, 30), "alba")
    world.operator.close(world.round_id)

    with pytest.raises(RoundInTheWay):
        world.of("admin").close_region("north")
    world.clock.at += timedelta(days=150)
    world.operator.close_region("north")


def test_in_a_closed_region_nothing_new_begins(closed: World) -> None:
    north, sha256 = closed.of("north"), closed.operator.questionnaires()[0].sha256
    north.leave("bruma")
    later = date(2027, 6, 30)
    for begins in (
        lambda: north.set_up_round("north", "2028", sha256, date(2028, 1, 1), date(2028, 2, 1)),
        lambda: north.add_departments("north", [NewDepartment("New", "it")]),
        lambda: north.take_list("north", [NewDepartment("New", "it")], []),
        lambda: north.rejoin("bruma"),
        lambda: north.invite_to(closed.round_id, "alba"),
        lambda: north.extend(closed.round_id, later),
        lambda: north.extend(closed.round_id, later, "alba"),
        lambda: north.reopen(closed.round_id, "alba", "Misread"),
    ):
        with pytest.raises(RegionClosed):
            begins()


def test_the_people_of_a_closed_region_keep_reading_and_their_register_can_be_put_right(closed: World) -> None:
    assert closed.of("alba").submissions("alba")[0].answers == everything(2)
    assert closed.of("north").progress(closed.round_id)
    assert closed.of("north").change_department("alba", Description("Alba Terme", "it", 12)).name == "Alba Terme"
    assert closed.of("north").invite("nora@example.org", Role.MEMBER, department_id="alba")


def test_a_region_that_is_opened_again_goes_on(closed: World) -> None:
    admin, sha256 = closed.of("admin"), closed.operator.questionnaires()[0].sha256
    admin.close_region("north")  # closed already: nothing is done
    admin.reopen_region("north")
    admin.reopen_region("north")

    assert admin.region("north").closed_at is None
    assert closed.of("north").set_up_round("north", "2028", sha256, date(2028, 1, 1), date(2028, 2, 1))
    done = [kind for kind in kinds(closed) if kind in ("region_closed", "region_reopened")]
    assert done == ["region_reopened", "region_closed"]


# --- people


def test_people_are_found_by_region_and_by_department(world: World) -> None:
    admin = world.of("admin")
    admin.invite("helper@example.org", Role.CHIEF, department_id="corvo")

    assert [one.name for one in admin.people("south")] == ["Helper", "South"]
    assert [one.name for one in admin.people(None, "alba")] == ["Alba", "Helper"]
    assert [one.name for one in admin.people("south", "alba")] == []
    helper = admin.people(None, "corvo")[0]
    assert [one.place for one in helper.posts] == ["Alba", "Corvo"]


def test_people_are_listed_with_when_they_were_last_seen(world: World) -> None:
    world.operator.invite("late@example.org", Role.ADMINISTRATOR)
    world.clock.at += timedelta(hours=2)
    world.of("north").rename_round(world.round_id, "Spring")

    seen = {one.name: one.seen_at for one in world.of("admin").people()}
    assert seen["North"] == world.clock()
    assert seen["Alba"] == world.clock() - timedelta(hours=2)
    assert seen["late"] is None


def _second(world: World) -> tuple[int, int]:
    """The posts of two administrators, both signed in."""
    world.sign_in("other", Role.ADMINISTRATOR)
    first, second = (world.of(who).person().post_id for who in ("admin", "other"))
    return first, second


def test_the_last_administrator_cannot_be_ended(world: World) -> None:
    first, second = _second(world)
    world.of("admin").end_post(second)
    with pytest.raises(SessionEnded):
        world.of("other").person()

    with pytest.raises(NotReady) as refused:
        world.of("admin").end_post(first)
    assert refused.value.missing == ["last_administrator"]


def _left(world: World) -> int:
    return sum(
        post.ended_at is None
        for one in world.operator.people()
        for post in one.posts
        if post.role is Role.ADMINISTRATOR
    )


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_administrators_who_end_each_other_in_two_threads_one_remains(world: World, attempt: int) -> None:
    first, second = _second(world)
    together, refused = threading.Barrier(2), []

    def end(who: str, post: int) -> None:
        together.wait()
        try:
            world.of(who).end_post(post)
        except (NotReady, SessionEnded) as error:
            refused.append(error)

    threads = [threading.Thread(target=end, args=pair) for pair in (("admin", second), ("other", first))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert (_left(world), len(refused)) == (1, 1)


_ENDING = """
import sys
from pathlib import Path
from tests.worlds import Clock
from assessment.storage import NotReady, SessionEnded, Store
store = Store(Path(sys.argv[1]), sys.argv[2], Clock())
print("ready", flush=True)
sys.stdin.readline()
try:
    store.end_post(int(sys.argv[3]))
    print("ended")
except (NotReady, SessionEnded):
    print("refused")
"""


def test_of_two_administrators_who_end_each_other_in_two_processes_one_remains(world: World) -> None:
    first, second = _second(world)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _ENDING, str(world.path), world.sessions[who], str(post)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=TOP,
            env={**os.environ, "PYTHONPATH": f"{TOP}{os.pathsep}{TOP / 'tests'}"},
        )
        for who, post in (("admin", second), ("other", first))
    ]
    for one in running:
        assert one.stdout is not None and one.stdin is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()

    assert sorted(one.communicate()[0].strip() for one in running) == ["ended", "refused"]
    assert _left(world) == 1


def test_who_remains_brings_in_another(world: World) -> None:
    first, second = _second(world)
    world.of("admin").end_post(second)
    token = world.of("admin").invite("third@example.org", Role.ADMINISTRATOR, name="Third")
    session = DoorStore(world.path, world.clock).sign_in(digest(token))
    assert session is not None

    Store(world.path, digest(session), world.clock).end_post(first)
    assert _left(world) == 1


# --- the site as a whole


def test_health_tells_of_the_database(world: World) -> None:
    told = world.of("admin").health()

    assert told.name == "in-touch.db"
    assert told.is_sound and told.can_be_written
    assert told.size >= world.path.stat().st_size > 0
    assert told.free > 0
    assert [sha256 for _, sha256 in told.questionnaires] == [world.operator.questionnaires()[0].sha256]
    assert told.backups == ()


def test_health_finds_a_database_that_another_program_holds(world: World) -> None:
    from assessment.storage import connection

    with connection.writing(world.path):
        assert not world.of("admin").health().can_be_written


def test_the_log_of_the_site_holds_every_region_and_can_be_narrowed(world: World) -> None:
    world.submit()
    world.operator.change_region("south", 4)
    world.operator.remove_round(_empty_round(world))

    happened = world.of("admin").happened()
    assert {one.region_id for one in happened} == {"north", "south", None}
    assert [one.id for one in happened] == sorted((one.id for one in happened), reverse=True)
    assert len(world.of("admin").happened(most=3)) == 3
    (submitted,) = world.of("admin").happened(["submitted"])
    assert (submitted.actor, submitted.department_id, submitted.round_title) == ("Alba", "alba", "2027")
    assert world.of("admin").happened(["round_removed"])[0].round_title == "2029"
    assert set(world.of("admin").kinds()) == {one.kind for one in happened}


def _empty_round(world: World) -> int:
    sha256 = world.operator.questionnaires()[0].sha256
    return world.operator.set_up_round("south", "2029", sha256, date(2029, 1, 1), date(2029, 2, 1)).id
