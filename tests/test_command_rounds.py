"""The commands about departments and rounds: the ids that others ask for, and what is done to a round."""

from __future__ import annotations

from datetime import date

import pytest
from operating import done, listed, refused, run, shell, world
from worlds import World, end_access

from assessment.people import Role
from assessment.rounds import RoundState
from assessment.settings import settings
from assessment.storage import NotAllowed

__all__ = ["shell", "world"]
DAYS = ("--opens", "2027-06-01", "--closes", "2027-06-30")


def test_departments_are_listed_with_their_ids_chiefs_and_last_round(world: World) -> None:
    world.submit()
    world.operator.leave("bruma")
    world.operator.invite("former@example.org", Role.CHIEF, department_id="alba")
    end_access(world.operator, "former@example.org")

    alba, corvo = listed(run("departments"))
    assert list(alba.values()) == ["alba", "Alba", "north", "12", "alba@example.org", "1", "2027-03-01", ""]
    assert list(corvo.values()) == ["corvo", "Corvo", "south", "", "", "", "", ""]
    assert listed(run("departments", "list", "--region", "south")) == [corvo]
    everybody = listed(run("departments", "--region", "north", "--all"))
    assert [(one["id"], one["left"]) for one in everybody] == [("alba", ""), ("bruma", "2027-03-01")]


def test_rounds_are_listed_with_where_they_are(world: World) -> None:
    world.submit()
    world.operator.extend(world.round_id, date(2027, 5, 20))

    (one,) = listed(run("rounds"))
    assert list(one.values()) == [str(world.round_id), "north", "2027", "open", "2027-03-01", "2027-05-20", "2", "1"]
    assert listed(run("rounds", "list", "--region", "north")) == [one]
    assert listed(run("rounds", "--region", "south")) == []


def test_a_round_is_set_up_of_the_questionnaire_in_use(world: World) -> None:
    made = world.operator.round(int(done(run("rounds", "add", "Summer", "--region", "north", *DAYS))))

    assert (made.title, made.opens_on, made.closes_on) == ("Summer", date(2027, 6, 1), date(2027, 6, 30))
    assert made.questionnaire_sha256 == world.operator.questionnaires()[-1].sha256
    assert [one.participation.department_id for one in world.operator.progress(made.id)] == ["alba", "bruma"]


def test_a_round_is_set_up_for_some(world: World) -> None:
    added = done(run("rounds", "add", "Summer", "--region", "north", *DAYS, "--department", "bruma"))

    assert [one.participation.department_id for one in world.operator.progress(int(added))] == ["bruma"]


def test_a_round_is_renamed_moved_and_removed(world: World) -> None:
    planned = int(done(run("rounds", "add", "Summer", "--region", "north", *DAYS)))

    assert done(run("rounds", "rename", planned, "Estate")) == f"round {planned}: renamed"
    assert done(run("rounds", "move", planned, "--closes", "2027-07-15")) == f"round {planned}: moved"
    one = world.operator.round(planned)
    assert (one.title, one.opens_on, one.closes_on) == ("Estate", date(2027, 6, 1), date(2027, 7, 15))
    assert done(run("rounds", "remove", planned)) == f"round {planned}: removed"
    with pytest.raises(NotAllowed):
        world.operator.round(planned)


def test_a_round_is_extended_for_everybody_and_for_one(world: World) -> None:
    asked = world.round_id

    assert done(run("rounds", "extend", asked, "2027-06-10")) == f"round {asked}: closes at the end of 2027-06-10"
    assert world.operator.round(asked).closes_on == date(2027, 6, 10)
    told = done(run("rounds", "extend", asked, "2027-06-20", "--department", "bruma"))
    assert told == f"round {asked}: closes at the end of 2027-06-20 for bruma"
    days = {one.participation.name: one.participation.extended_to for one in world.operator.progress(asked)}
    assert days == {"Alba": None, "Bruma": date(2027, 6, 20)}


def test_a_round_is_closed_and_opened_again(world: World) -> None:
    assert done(run("rounds", "close", world.round_id)).startswith(f"round {world.round_id}: closed")
    assert world.operator.round(world.round_id).state(world.clock.at) is RoundState.CLOSED

    assert refused(run("rounds", "close", world.round_id)) == (
        f"round {world.round_id}: is not open but closed; the command rounds lists its days"
    )
    done(run("rounds", "extend", world.round_id, "2027-05-31"))
    assert world.operator.round(world.round_id).state(world.clock.at) is RoundState.OPEN


def test_a_round_in_the_way_is_named_with_what_takes_it_away(world: World) -> None:
    words = ("--region", "north", "--opens", "2027-05-01", "--closes", "2027-06-30")
    told = refused(run("rounds", "add", "Summer", *words))
    assert told.startswith(f"Summer: round {world.round_id} (2027) is open to Alba, Bruma until 2027-05-31")
    assert told.endswith(f"choose other days, or first: rounds close {world.round_id}")

    done(run("rounds", "close", world.round_id))
    planned = done(run("rounds", "add", "Summer", *words))
    again = refused(run("rounds", "add", "Again", *words))
    assert again.endswith(f"first: rounds remove {planned}")
    assert refused(run("regions", "close", "north")).endswith(f"first: rounds remove {planned}")
    done(run("rounds", "remove", planned))
    done(run("regions", "close", "north"))
    assert refused(run("rounds", "add", "Again", *words)) == (
        "Again: region North is closed; open it again first, with regions reopen"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (
            ("add", "x", "--region", "north", "--opens", "2027-07-01", "--closes", "2027-06-01"),
            "x: the last day is before",
        ),
        (
            ("add", "x", "--region", "north", "--opens", "2047-06-01", "--closes", "2047-07-01"),
            "x: --opens is not from 2024",
        ),
        (("add", " ", "--region", "north", *DAYS), "a round needs a title"),
        (("add", "x" * 61, "--region", "north", *DAYS), "title is longer than 60 characters"),
        (("add", "x", "--region", "north", *DAYS, "--department", "corvo"), "corvo: does not take part in this region"),
        (("extend", "1", "2027-02-28"), "round 1: the last day is before"),
        (("extend", "1", "2027-06-10", "--department", "corvo"), "corvo: is not in round 1"),
        (("move", "1", "--opens", "2027-03-02"), "round 1: it is too late for that"),
        (("rename", "1", " "), "round 1: a round needs a title"),
    ],
)
def test_what_cannot_be_done_to_a_round_is_told(world: World, words: tuple[str, ...], says: str) -> None:
    assert world.round_id == 1

    assert says in refused(run("rounds", *words))


def test_who_has_left_is_asked_no_more(world: World) -> None:
    world.operator.leave("bruma")

    told = refused(run("rounds", "add", "Summer", "--region", "north", *DAYS, "--department", "bruma"))
    assert told == "bruma: does not take part in this region; departments --region north lists who does"


def test_a_round_that_was_written_in_stays(world: World) -> None:
    world.submit()

    assert "departments have written in it" in refused(run("rounds", "remove", world.round_id))


def test_days_are_written_in_one_way(world: World) -> None:
    assert "'1.6.2027' is no day; write it like" in refused(run("rounds", "extend", 1, "1.6.2027"), 2)
    assert "add --opens or --closes" in refused(run("rounds", "move", 1), 2)


def test_no_round_is_set_up_of_a_broken_questionnaire(world: World, shell: pytest.MonkeyPatch) -> None:
    broken = world.path.with_name("questions.yaml")
    broken.write_text("id: [", "utf-8")
    shell.setenv("ASSESSMENT_QUESTIONS", str(broken))
    settings.cache_clear()

    assert refused(run("rounds", "add", "Summer", "--region", "north", *DAYS)).startswith(f"{broken}:2: ")
    assert len(world.operator.rounds("north")) == 1
