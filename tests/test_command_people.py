"""The commands about regions and people: what they list, what they do, and each refusal with advice that works."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from operating import done, listed, refused, run, shell
from worlds import World

from assessment.people import Known, Role
from assessment.storage import DoorStore, SessionEnded, Store, digest, lock_of, prepare

__all__ = ["shell"]


@pytest.fixture
def world(world: World, shell: pytest.MonkeyPatch) -> World:
    """The world of these tests, whose clock the commands about what is there go by."""
    shell.setattr("assessment.command.database.Store", partial(Store, clock=world.clock))
    return world


def on(world: World, command: str, *words: str | int) -> Result:
    """A command such as "people end" on the world's database."""
    return run(*command.split(), "--database", world.path, *words)


def known(world: World, email: str) -> Known:
    """Who has an address now."""
    return next(one for one in world.operator.people() if one.email == email and one.left_at is None)


def post_of(world: World, email: str) -> int:
    return next(one.id for one in known(world, email).posts if one.ended_at is None)


# regions


def test_regions_are_listed_with_their_ids(world: World) -> None:
    world.operator.close(world.round_id)
    world.operator.close_region("north")

    north, south = listed(on(world, "regions"))
    assert list(north.values()) == ["north", "North", "Europe/Rome", "2", "1", "1", "2027-03-01"]
    assert list(south.values()) == ["south", "South", "Europe/Rome", "1", "1", "0", ""]
    assert listed(on(world, "regions list")) == [north, south]


def test_a_region_is_added_the_old_way_and_the_new_one(tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    prepare(new).close()

    assert done(run("region", "--database", new, "north", "North", "--zone", "Europe/Madrid")) == "north: added"
    assert done(run("regions", "add", "--database", new, "south", "South")) == "south: added"
    assert [(one["id"], one["zone"]) for one in listed(run("regions", "--database", new))] == [
        ("north", "Europe/Madrid"),
        ("south", "Europe/Rome"),
    ]
    assert "small letters" in refused(run("regions", "add", "--database", new, "south", "Again"))
    assert "Europe/Rome" in refused(run("region", "--database", new, "west", "West", "--zone", "West"))


def test_a_region_is_renamed(world: World) -> None:
    assert done(on(world, "regions rename", "north", "Far North")) == "north: renamed"

    assert world.operator.region("north").name == "Far North"
    assert "needs a name" in refused(on(world, "regions rename", "north", " "))


def test_a_region_is_closed_once_its_round_is_as_the_refusal_says(world: World) -> None:
    told = refused(on(world, "regions close", "north"))
    assert f"round {world.round_id} (2027)" in told

    world.of("north").close(world.round_id)
    assert done(on(world, "regions close", "north")) == "north: closed"
    assert world.operator.region("north").closed_at is not None
    assert done(on(world, "regions reopen", "north")) == "north: open"
    assert world.operator.region("north").closed_at is None


@pytest.mark.parametrize("command", ["rename", "close", "reopen"])
def test_a_region_that_is_not_there_is_found_out_and_the_advice_lists_those_that_are(
    world: World, command: str
) -> None:
    words = ["x", "X"] if command == "rename" else ["x"]
    assert refused(on(world, f"regions {command}", *words)) == (
        "x: there is no such region; the command regions lists their ids"
    )


# people


def test_people_are_listed_a_line_a_post_with_every_id(world: World) -> None:
    world.operator.invite("helper@example.org", Role.CHIEF, department_id="corvo")

    everybody = listed(on(world, "people"))
    assert len(everybody) == 7
    person = known(world, "helper@example.org")
    assert [list(one.values()) for one in everybody if one["id"] == str(person.id)] == [
        [str(person.id), "Helper", "helper@example.org", str(person.posts[0].id), "member", "alba", "2027-03-01", ""],
        [str(person.id), "Helper", "helper@example.org", str(person.posts[1].id), "chief", "corvo", "2027-03-01", ""],
    ]
    assert {one["name"] for one in listed(on(world, "people", "--region", "south"))} == {"Helper", "South"}
    assert {one["name"] for one in listed(on(world, "people", "--department", "alba"))} == {"Alba", "Helper"}


def test_who_left_is_listed_where_everything_is_asked_for(world: World) -> None:
    post = post_of(world, "helper@example.org")
    assert done(on(world, "people end", post)) == f"post {post}: ended"

    assert "Helper" not in {one["name"] for one in listed(on(world, "people"))}
    (line,) = [one for one in listed(on(world, "people", "--all")) if one["name"] == "Helper"]
    assert (line["post"], line["ended"]) == (str(post), "2027-03-01")
    with pytest.raises(SessionEnded):
        world.of("helper").person()


@pytest.mark.parametrize("what", ["region", "department"])
def test_a_place_that_is_not_there_is_found_out(world: World, what: str) -> None:
    told = refused(on(world, "people", f"--{what}", "x"))
    assert told == f"x: there is no such {what}; the command {what}s lists their ids"


def test_a_name_and_an_address_are_corrected_one_without_the_other(world: World) -> None:
    person = known(world, "helper@example.org").id

    assert done(on(world, "people correct", person, "--name", "Elena Helper")) == f"{person}: corrected"
    assert done(on(world, "people correct", person, "--email", "Elena@Example.org")) == f"{person}: corrected"
    one = known(world, "elena@example.org")
    assert (one.id, one.name) == (person, "Elena Helper")
    assert "address" in refused(on(world, "people correct", person, "--email", "nowhere"))
    assert "needs a name" in refused(on(world, "people correct", person, "--name", " "))
    assert "--name or --email" in refused(on(world, "people correct", person), 2)


def test_an_address_that_another_has_is_refused_and_the_advice_joins_the_two(world: World) -> None:
    wrong, right = known(world, "helper@example.org"), known(world, "bruma@example.org")
    told = refused(on(world, "people correct", wrong.id, "--email", "bruma@example.org"))
    assert f"person {right.id} (post {right.posts[0].id}, chief of bruma)" in told
    assert "people end POST" in told and "invite bruma@example.org" in told

    done(on(world, "people end", wrong.posts[0].id))
    done(on(world, "invite", "bruma@example.org", "--role", "member", "--department", "alba"))
    joined = known(world, "bruma@example.org")
    assert joined.id == right.id
    assert [one.place for one in joined.posts] == ["Bruma", "Alba"]


def test_a_mailbox_is_handed_over(world: World) -> None:
    before = known(world, "bruma@example.org")
    told = done(on(world, "people hand-over", before.id, "--name", "Nora Nuova"))

    after = known(world, "bruma@example.org")
    assert told == f"{before.id}: handed over to {after.id}; the command invite prints a sign-in link"
    assert (after.name, after.id != before.id) == ("Nora Nuova", True)
    link = done(on(world, "invite", "bruma@example.org", "--role", "chief", "--department", "bruma"))
    session = DoorStore(world.path).sign_in(digest(link.rpartition("/")[2]))
    assert session is not None
    again = refused(on(world, "people hand-over", before.id, "--name", "Nora"))
    assert again == f"{before.id}: has left, and has no post any more; the command invite gives one"


def test_an_address_known_under_another_name_is_refused_and_each_advice_works(world: World) -> None:
    bruma = known(world, "bruma@example.org")
    asked = ("bruma@example.org", "--role", "member", "--department", "alba")
    told = refused(on(world, "invite", *asked, "--name", "Nora Nuova"))
    assert f"person {bruma.id}, Bruma (post {bruma.posts[0].id}, chief of bruma)" in told
    assert f"people hand-over {bruma.id} --name NAME" in told

    done(on(world, "invite", *asked))
    assert known(world, "bruma@example.org").id == bruma.id

    done(on(world, "people hand-over", bruma.id, "--name", "Nora Nuova"))
    done(on(world, "invite", *asked, "--name", "Nora Nuova"))
    assert known(world, "bruma@example.org").id != bruma.id


def test_the_last_administrator_stays_until_there_is_another_as_the_refusal_says(world: World) -> None:
    post = post_of(world, "admin@example.org")
    told = refused(on(world, "people end", post))
    assert told == (
        f"post {post}: is the last administrator's; first let another in: invite EMAIL --role administrator"
    )

    done(on(world, "invite", "other@example.org", "--role", "administrator"))
    assert done(on(world, "people end", post)) == f"post {post}: ended"


def test_who_and_what_is_not_there_is_found_out(world: World) -> None:
    for command, words in (("correct", ["--name", "X"]), ("hand-over", ["--name", "X"])):
        told = refused(on(world, f"people {command}", 999, *words))
        assert told == "999: there is no such person; the command people lists their ids"
    assert "the command people lists them" in refused(on(world, "people end", 999))


@pytest.mark.parametrize(
    "words",
    [["people", "end"], ["people", "end", "x"], ["regions", "close"], ["people", "hand-over", "3"]],
    ids=" ".join,
)
def test_what_is_written_wrong_is_told_in_a_line(words: list[str]) -> None:
    assert refused(run(*words), 2)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can do for others")
def test_what_root_leaves_beside_a_database_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    prepare(path).close()
    lock_of(path).unlink()
    os.chown(path, 65534, 65534)

    done(run("people", "--database", path))
    assert {one.name: one.stat().st_uid for one in tmp_path.iterdir()} == {path.name: 65534, lock_of(path).name: 65534}


def test_the_operator_signs_out_one_person_or_everybody(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    alba = known(world, "alba@example.org")

    def signed_in() -> set[str]:
        return {who for who, session in world.sessions.items() if door.visitor(session) is not None}

    assert done(on(world, "people sign-out", alba.id)) == f"{alba.id}: signed out everywhere"
    assert signed_in() == set(world.sessions) - {"alba"}
    world.sign_in("alba", Role.CHIEF, department_id="alba")  # access stays
    assert done(on(world, "people sign-out", "--everybody")) == "everybody: signed out everywhere"
    assert signed_in() == set()
    assert [(one.kind, one.person) for one in world.operator.happened(["sessions_ended"])] == [
        ("sessions_ended", ""),
        ("sessions_ended", "Alba"),
    ]


def test_whom_to_sign_out_is_one_person_who_has_access_or_everybody(world: World) -> None:
    gone = known(world, "helper@example.org")
    world.operator.end_post(gone.posts[0].id)

    assert "--everybody" in refused(on(world, "people sign-out"), 2)
    assert "--everybody" in refused(on(world, "people sign-out", 1, "--everybody"), 2)
    assert "no such person" in refused(on(world, "people sign-out", 999))
    assert "has left" in refused(on(world, "people sign-out", gone.id))


def test_what_the_operator_did_is_in_the_log(world: World) -> None:
    helper = known(world, "helper@example.org")
    on(world, "people correct", helper.id, "--name", "Elena")
    on(world, "people end", helper.posts[0].id)
    on(world, "regions rename", "south", "Far South")

    told = [(one.kind, one.actor, one.person) for one in world.operator.happened(most=3)]
    assert told == [
        ("region_renamed", "operator", ""),
        ("access_ended", "operator", "Elena"),
        ("person_corrected", "operator", "Elena"),
    ]
