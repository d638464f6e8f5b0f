"""The log: who looked at what and took it along, what a department reads of it, and that no words get into it."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import OpenPage, tables, unfold, visit_to, words
from given import ESSENTIALS, QUESTIONNAIRE, everything
from test_handover import Office, address, own_office  # noqa: F401
from worlds import World, befriend, propose_friend, rows

from assessment import storage
from assessment.command import commands
from assessment.friendship import FriendWish, Remark
from assessment.letters import Purpose, Wording
from assessment.library import Described
from assessment.people import Role
from assessment.reading import department
from assessment.rounds import Controller, Description, NewDepartment
from assessment.screens.chief import history
from assessment.screens.coordinator import assessment, departments
from assessment.storage import OPERATOR, DoorStore, Event, OpinionStore, Store, connection, digest
from assessment.wording import Say

IT = Say("it")


@pytest.fixture
def world(world: World) -> World:
    world.submit("alba")
    return world


def looks(world: World) -> list[Event]:
    """Who looked at the results of Alba, oldest first."""
    told = world.operator.events("north", "alba")
    return [one for one in reversed(told) if one.kind == "looked_at"]


def kinds(world: World) -> list[str]:
    return [row[0] for row in rows(world.path, "SELECT kind FROM events ORDER BY id")]


# Who looked at a result


def test_who_looks_at_a_departments_result_is_named_to_it_once_a_day(world: World):
    submission = world.of("alba").submissions("alba")[0].id
    for _ in range(3):
        world.of("north").submission(submission)
        world.of("north").submissions("alba")
    world.clock.at += timedelta(hours=11)  # 21 in Rome
    world.of("north").submission(submission)
    world.sign_in("second", Role.COORDINATOR, region_id="north")
    world.of("second").submission(submission)
    world.clock.at += timedelta(hours=4)
    world.of("second").submission(submission)

    told = looks(world)
    assert [(one.actor, one.round_title, one.details) for one in told] == [
        ("North", "2027", {}),
        ("Second", "2027", {}),
        ("Second", "2027", {}),
    ]
    assert told[0].actor_role is Role.COORDINATOR


def test_ones_own_result_can_be_looked_at_without_a_line(world: World):
    world.of("alba").submissions("alba")
    world.of("helper").submission(1)
    world.operator.submission(1)
    world.of("north").submitted_in("alba")  # when something was submitted is no result

    assert looks(world) == []


def test_the_page_and_the_report_tell_of_the_round_that_is_shown_and_of_no_later_one(world: World, open_page: OpenPage):
    sha256, first = world.operator.questionnaires()[0].sha256, world.round_id
    world.operator.close(first)
    later = world.operator.set_up_round("north", "2028", sha256, date(2027, 3, 1), date(2027, 6, 30)).id
    draft = world.of("alba").begin(later, "alba").id
    world.of("alba").save_answers(draft, everything(3))
    world.of("alba").submit(draft)
    visit = visit_to(world.of("north"), "it")

    open_page(assessment.show, visit, department="alba", round=str(first))
    assert [one.round_title for one in looks(world)] == ["2027"]
    world.clock.at += timedelta(hours=20)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    assert department.gather(world.of("north"), "alba", first, compared=False) is not None
    assert [one.round_title for one in looks(world)] == ["2027", "2027"]
    assert department.gather(world.of("north"), "alba", later, compared=False) is not None  # with what was before
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    assert [one.round_title for one in looks(world)] == ["2027", "2027", "2028"]


def test_reading_goes_on_where_nothing_can_be_written(world: World, monkeypatch: pytest.MonkeyPatch):
    store = world.of("north")
    with closing(connection.connect(world.path).conn) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(connection, "BRIEFLY", 0.0)
        assert store.submission(1).number == "2027-00001"
        store.note_exported(world.round_id, "workbook")
        other.execute("ROLLBACK")
    with monkeypatch.context() as read_only:
        read_only.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "query_only=ON"))
        assert [one.number for one in store.submissions("alba")] == ["2027-00001"]
        store.note_exported(world.round_id, "workbook")
    assert not {"looked_at", "exported"} & set(kinds(world))

    store.submission(1)
    assert len(looks(world)) == 1


def test_a_page_for_another_post_looks_at_nothing(world: World):
    other = Store(world.path, world.sessions["north"], world.clock, post=99)

    with pytest.raises(storage.NotAllowed):
        other.submission(1)
    assert looks(world) == []


# What is told to whom


def test_a_department_reads_its_own_lines_and_those_of_its_rounds(world: World):
    world.operator.set_up_round("south", "Sur", world.operator.questionnaires()[0].sha256, *DAYS)
    world.of("north").close(world.round_id)
    world.of("north").publish(world.round_id)
    world.of("north").note_exported(world.round_id, "workbook")
    world.operator.change_department("bruma", Description("Bruma", "it", 13))

    told = [one.kind for one in world.of("alba").events("north", "alba")]

    assert told[:4] == ["exported", "published", "closed", "submitted"]
    assert "signed_in" in told and told.count("round_set_up") == 1
    assert "department_changed" not in told
    with pytest.raises(storage.NotAllowed):
        world.of("bruma").events("north", "alba")


DAYS = (date(2027, 3, 1), date(2027, 4, 1))


def test_on_which_devices_somebody_is_signed_in_is_told_to_their_department_alone(world: World):
    alba = world.of("alba")
    alba.own_link()
    alba.end_own_session(alba.own_sessions()[0].id)

    of_region = {one.kind for one in world.of("north").events("north")}
    of_department = {one.kind for one in world.of("north").events("north", "alba")}

    assert of_department - of_region >= {"device_link_made", "session_ended"}


def test_who_signed_in_and_what_was_looked_at_crowd_out_nothing_in_a_regions_lines(world: World):
    world.of("north").submissions("alba")
    for _ in range(30):
        world.sign_in("alba", Role.CHIEF, department_id="alba")

    told = {one.kind for one in world.of("north").events("north")}

    assert "submitted" in told and not told & {"signed_in", "signed_out", "looked_at"}
    assert "signed_in" in {one.kind for one in world.of("north").events("north", "alba")}


@pytest.mark.parametrize("who", ["alba", "helper"])
@pytest.mark.parametrize("language", ["it", "es", "en"])
def test_a_department_finds_its_lines_under_history(world: World, open_page: OpenPage, who: str, language: str):
    say = Say(language)
    world.of("north").submissions("alba")
    world.of("north").note_exported(world.round_id, "reports")
    world.of("north").leave("alba", merged_into="bruma")

    page = unfold(open_page(history.show, visit_to(world.of(who), language)))

    assert say("events.title") in [one.label for one in page.expander]
    told = str(tables(page)[-1].to_dict())
    assert say("events.looked_at", round="2027") in told
    assert say("events.merged", into="Bruma") in told
    whom, file = say("events.for.coordinator"), say("events.file.reports")
    assert say("events.exported", None, round="2027", **{"file": file, "for": whom}) in told
    assert say("events.by", name="North", role=say("events.role.coordinator")) in told


def test_a_department_without_rounds_finds_its_lines_too(world: World, open_page: OpenPage):
    page = unfold(open_page(history.show, visit_to(world.of("bruma"), "it")))

    assert IT("history.none") in words(page)
    assert IT("events.department_added") in str(tables(page)[-1].to_dict())


def test_a_regions_lines_name_the_department_in_two_columns_that_a_phone_has_room_for(
    world: World, open_page: OpenPage
):
    page = unfold(open_page(departments.show, visit_to(world.of("north"), "it")))

    lines = tables(page)[-1]
    assert list(lines.columns) == [IT("events.when"), IT("events.what")]
    submitted = IT("events.of", whom="Alba", what=IT("events.submitted", round="2027"))
    assert lines[IT("events.what")][0] == submitted


def test_who_gave_a_second_opinion_is_whoever_had_the_link(world: World, open_page: OpenPage):
    token = world.of("alba").ask_opinion(world.round_id, "alba", "Pattuglia", "it")
    OpinionStore(world.path, world.clock).give(token, dict.fromkeys(ESSENTIALS, 1))

    page = unfold(open_page(history.show, visit_to(world.of("alba"), "it")))

    told = tables(page)[-1]
    given = [when for when, what in told.to_numpy() if what == IT("events.opinion_given", round="2027")]
    assert len(given) == 1 and given[0].endswith(IT("events.by_link"))


# What else is recorded


def test_signing_out_is_told_once(world: World):
    session = world.sessions["helper"]
    for _ in range(2):
        DoorStore(world.path, world.clock).end_session(session)
    DoorStore(world.path, world.clock).end_session("0" * 64)

    told = [(one.kind, one.actor) for one in world.of("alba").events("north", "alba")]
    assert told[0] == ("signed_out", "Helper")
    assert [kind for kind, _ in told].count("signed_out") == 1


def test_what_a_coordinator_takes_along_is_told(own_office: Office):  # noqa: F811
    world = own_office.world
    sha256 = world.operator.questionnaires()[0].sha256
    past = world.operator.set_up_round("north", "2025", sha256, date(2025, 3, 1), date(2025, 5, 31)).id
    asks = f"language=it&round={past}"
    for path in ("workbook.xlsx", "report.pdf", "tables/rounds.csv", "tables/nothing.csv", "template.csv"):
        own_office.get("north", f"/files/region/{path}?{asks}")
    own_office.get("north", f"/files/region/workbook.xlsx?{asks}&for=coordinator")
    own_office.get("alba", f"/files/region/workbook.xlsx?{asks}")
    assert own_office.get("north", address(own_office, "brief.pdf?language=it")).status == 200
    assert own_office.get("alba", address(own_office, "brief.pdf?language=it")).status == 200

    told = list(reversed(world.operator.events("north", round_id=past)))

    assert [one.details for one in told if one.kind == "exported"] == [
        {"what": "workbook", "for": "others"},
        {"what": "report", "for": "others"},
        {"what": "table", "for": "others"},
        {"what": "workbook", "for": "coordinator"},
    ]
    assert [(one.actor, one.round_id) for one in looks(world)] == [("North", world.round_id)]


def run(*given: object) -> None:
    result = CliRunner().invoke(commands, [str(one) for one in given], prog_name="python -m assessment")
    assert result.exit_code == 0, result.output


def test_a_backup_is_told_where_it_was_made_of_and_a_restored_one_where_it_was_put(world: World, tmp_path: Path):
    copy, restored = tmp_path / "copy.db", tmp_path / "restored" / "in-touch.db"
    run("backup", "--database", world.path, copy)
    sha256 = digest_of(copy)
    run("restore", "--database", restored, copy)

    assert digest_of(copy) == sha256
    (made,) = [one for one in events(world.path) if one[0] == "backed_up"]
    assert json.loads(made[1]) == {"sha256": sha256}
    assert events(restored)[-1] == ("restored", made[1])
    assert [path.name for path in restored.parent.iterdir() if path.name != ".in-touch.db.lock"] == ["in-touch.db"]
    assert storage.verify(restored).problems == ()
    assert Store(restored, OPERATOR, world.clock).events("north", "alba")[0].kind == "restored"


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def events(path: Path) -> list[tuple[str, str]]:
    return rows(path, "SELECT kind, details FROM events ORDER BY id")


def test_a_backup_of_a_database_that_is_read_only_is_made_all_the_same(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with closing(connection.connect(world.path).conn) as other:
        other.execute("BEGIN IMMEDIATE")
        run("backup", "--database", world.path, tmp_path / "copy.db")
        other.execute("ROLLBACK")

    assert "backed_up" not in kinds(world)


# No words


def recorded() -> set[str]:
    """Every kind of line that the store can write."""
    code = " ".join(path.read_text() for path in Path(storage.__file__).parent.rglob("*.py"))
    return set(re.findall(r'\b(?:record\(|note_change\(unit,)\s*"(\w+)"', code))


CANARY = "Zyxw"  # stands in every name, address and text of these lines, and nowhere else


def registered(world: World) -> None:
    """Everything that is recorded of regions, departments and rounds."""
    canary, north = CANARY, world.of("north")
    sha256 = world.operator.questionnaires()[0].sha256
    world.operator.add_region("east", f"{canary} East", "Europe/Rome")
    north.change_region("north", 9)
    world.operator.rename_region("east", f"{canary} Far East")
    world.operator.close_region("east")
    world.operator.reopen_region("east")
    north.change_controller("north", Controller(name=f"{canary} North", act=f"{canary} act"), Controller())
    (new,) = north.add_departments(
        "north", [NewDepartment(f"{canary}ville", "it", 5, id="d1", email="zyxw@example.org")]
    )
    north.take_list("north", [NewDepartment(f"{canary}burg", "it", id="d2")], [])
    north.change_department(new, Description(f"{canary} Nuova", "it", 6, contact=f"{canary} C", area=f"{canary} A"))
    asked = north.set_up_round("north", f"{canary} round", sha256, date(2028, 1, 1), date(2028, 2, 1), [new]).id
    north.rename_round(asked, f"{canary} renamed")
    north.move_round(asked, date(2028, 1, 2), date(2028, 2, 2))
    north.invite_to(asked, "d2")
    north.remove_round(asked)
    document = Described(
        "PI1.1", f"{canary} guide", f"{canary} about", "act", "it", address=f"https://{canary}.example"
    )
    north.add_documents("north", [document])
    made = north.documents("north")[0].id
    world.of("alba").report_broken(made)
    north.document_works(made)
    north.change_document(made, 1, replace(document, text=f"{canary} text", address=""))
    north.remove_document(made)


def befriended(world: World) -> None:
    """Everything that is recorded of a visit."""
    world.of("bruma").wish_friend("bruma", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.WANTS, on=False)
    world.of("bruma").decline_friend(propose_friend(world), "bruma")
    friendship = befriend(world)
    world.of("alba").extend_friendship(friendship, "alba")
    friend = world.of("friend")
    friend.confide(friendship)
    friend.visited_submission(friendship)
    for one in QUESTIONNAIRE.questions():
        friend.save_remark(friendship, one.id, Remark(None, f"{CANARY} remark"), 0)
    friend.hand_in(friendship)
    world.of("alba").close_friendship(friendship)
    world.of("alba").end_friendship(befriend(world))


def worked(world: World) -> None:
    """Everything that is recorded of people, answers and what comes of them."""
    canary, north = CANARY, world.of("north")
    world.operator.invite("zyxw.n@example.org", Role.COORDINATOR, region_id="north", name=f"{canary} Coordinator")
    world.sign_in("zyxw", Role.CHIEF, department_id="d1")
    helper = world.of("alba").invite("zyxw2@example.org", Role.MEMBER, department_id="alba", name=f"{canary} Two")
    assert DoorStore(world.path, world.clock).sign_in(digest(helper)) is not None
    colleague = next(one for one in north.contacts("alba") if one.email == "zyxw2@example.org")
    north.correct_person(colleague.person_id, name=f"{canary} Drei", email="zyxw3@example.org")
    north.hand_over(colleague.person_id, f"{canary} Vier")
    written = Wording(f"{canary} subject", f"{canary} text")
    north.keep_wording("north", Purpose.INVITATION, "it", written)
    assert north.send(world.round_id, Purpose.INVITATION, ["bruma"]) == 1
    north.remind_by_itself(world.round_id, on=True)
    world.of("helper").own_link()
    world.of("helper").end_own_session(world.of("helper").own_sessions()[0].id)
    north.extend(world.round_id, date(2027, 6, 5))
    north.reopen(world.round_id, "alba", f"{canary} because")
    world.operator.sign_out(world.of("bruma").person().id)
    world.sign_in("bruma", Role.CHIEF, department_id="bruma")
    draft = world.of("alba").begin(world.round_id, "alba").id
    world.of("alba").save_note(draft, "PI1.1", f"{canary} note", 0)
    world.of("alba").save_consent(draft, may_be_asked=True)
    world.of("alba").submit(draft)
    north.submissions("alba")
    north.note_exported(world.round_id, "workbook")
    world.submit("bruma", 0)
    world.of("bruma").wish("PI1.1", "bruma")
    introduction = north.propose("PI1.2", "bruma", "alba")
    world.of("alba").reply(introduction, "alba", accept=True)
    world.of("bruma").reply(introduction, "bruma", accept=False)
    befriended(world)
    for on in (True, False):
        north.plan_training(world.round_id, "PI1.1", on=on)
        world.of("alba").share_plan("alba", on=on)
        world.of("alba").tell_opening("alba", on=on)
    token = world.of("alba").ask_opinion(world.round_id, "alba", f"{canary} patrol", "it")
    OpinionStore(world.path, world.clock).give(token, dict.fromkeys(ESSENTIALS, 1))
    north.close(world.round_id)
    north.publish(world.round_id)
    north.leave("d1", merged_into="d2")
    north.rejoin("d1")
    north.nobody_fits(world.of("bruma").wish("PI1.2", "bruma"))
    world.of("bruma").take_back(world.of("bruma").wish("PI2.1", "bruma"))
    world.operator.note_backed_up("0" * 64)
    world.of("alba").everything("alba")
    DoorStore(world.path, world.clock).end_session(world.sessions["alba"])
    erased = next(one.person_id for one in world.operator.contacts("alba") if one.name == f"{canary} Vier")
    world.operator.erase(erased, with_notes=True)
    world.of("north").reopen(world.round_id, "bruma", "Letto male", date(2027, 6, 30))
    world.clock.at += timedelta(days=2 * 365)
    world.operator.end_what_is_over()


def test_a_line_of_the_log_holds_no_name_address_title_or_text(world: World):
    registered(world)
    worked(world)

    with closing(connection.connect(world.path).conn) as opened:
        lines = opened.execute("SELECT * FROM events").fetchall()
        told = " ".join(str(value) for line in lines for value in line).casefold()
        assert opened.execute("SELECT count(*) FROM event_words WHERE words LIKE '%Zyxw%'").fetchone()[0] >= 3
        assert CANARY.casefold() not in told and "@" not in told
        assert {line[3] for line in lines} >= recorded() - {"restored"}  # of which a test above looks at the line
        opened.execute("DELETE FROM event_words")
    assert storage.verify(world.path).problems == ()
