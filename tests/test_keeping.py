"""How long what is kept stays: what is ended, what is not, and that a run that is cut short leaves nothing half."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from given import everything
from worlds import START, World, rows

from assessment import storage
from assessment.command import commands
from assessment.letters import HANDED_LASTS, Purpose
from assessment.people import Role
from assessment.storage import DRAFTS_LAST, VISITS_LAST, DoorStore, Ended, MailStore, NotSaved, connection, digest
from assessment.storage.keeping import LEFT_OVER_LASTS, Keeping

OVER = datetime(2027, 5, 31, 22, tzinfo=UTC)  # the end of the round in the region
YEAR = (date(2029, 1, 1), date(2029, 2, 1))
NOTHING = Ended()
SAID = {"answers", "answer_versions", "notes", "note_versions", "undecided"}


@pytest.fixture
def world(world: World) -> World:
    """Alba has submitted after changing its mind; Bruma has begun, answered and noted, and never submitted."""
    alba = world.of("alba")
    draft = alba.begin(world.round_id, "alba").id
    alba.save_answer(draft, "PI1.1", 1, 0)
    alba.save_note(draft, "PI1.1", "Prima versione", 0)
    alba.save_note(draft, "PI1.1", "Seconda versione", 1)
    alba.save_answers(draft, everything(2))
    alba.save_profile(draft, staff=12, official_account=True)
    alba.submit(draft)
    bruma = world.of("bruma")
    left = bruma.begin(world.round_id, "bruma").id
    bruma.save_profile(left, staff=7)
    bruma.save_answers(left, everything(3))
    bruma.save_note(left, "PI1.2", "Mai inviata", 0)
    rows(world.path, "INSERT INTO undecided SELECT ?, 'PI1.1', id, '4', 1 FROM people", left)
    return world


def content(world: World) -> dict[str, list[tuple[object, ...]]]:
    tables = [str(row[0]) for row in rows(world.path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: rows(world.path, f"SELECT * FROM {name}") for name in tables if name != "events"}


def run(world: World, at: datetime) -> Ended:
    world.clock.at = at
    return world.operator.end_what_is_over()


def test_a_draft_that_was_never_submitted_is_emptied_a_year_after_its_round(world: World) -> None:
    before = rows(world.path, "SELECT begun_at, worked_at FROM drafts")

    assert run(world, OVER + DRAFTS_LAST - timedelta(seconds=1)).drafts == 0
    assert rows(world.path, "SELECT count(*) FROM notes WHERE value = 'Mai inviata'") == [(1,)]
    assert run(world, OVER + DRAFTS_LAST).drafts == 1

    for table in SAID:
        assert (
            rows(world.path, f"SELECT 1 FROM {table} JOIN drafts ON id = draft_id WHERE department_id = 'bruma'") == []
        )
    assert rows(world.path, "SELECT 1 FROM drafts WHERE department_id = 'bruma' AND profile LIKE '%7%'") == []
    assert rows(world.path, "SELECT begun_at, worked_at FROM drafts") == before
    told = world.operator.events("north", "bruma")
    assert told[0].kind == "draft_ended"


def test_of_what_was_submitted_the_current_version_stays(world: World) -> None:
    draft = world.operator.draft(world.round_id, "alba")
    assert draft is not None
    answers, notes = world.operator.answers(draft.id), world.operator.notes(draft.id)

    assert run(world, OVER + DRAFTS_LAST).versions == 2

    assert (world.operator.answers(draft.id), world.operator.notes(draft.id)) == (answers, notes)
    assert rows(world.path, "SELECT 1 FROM note_versions WHERE value = 'Prima versione'") == []
    assert all(seal.holds for seal in world.operator.seals())
    storage.backup(world.path, world.path.with_name("copy.db"))


def test_next_years_assessment_still_begins_from_it(world: World) -> None:
    run(world, OVER + DRAFTS_LAST)
    sha256 = world.operator.questionnaires()[0].sha256
    later = world.operator.set_up_round("north", "2028", sha256, date(2028, 6, 1), date(2028, 6, 30)).id

    world.clock.at = datetime(2028, 6, 2, tzinfo=UTC)
    draft = world.operator.begin(later, "alba", carry_over=True)

    assert len(world.operator.answers(draft.id)) == len(everything(2))


def test_more_time_for_a_department_counts_for_its_draft(world: World) -> None:
    world.operator.invite_to(world.round_id, "bruma")
    rows(world.path, "UPDATE round_departments SET extended_to = '2027-07-31' WHERE department_id = 'bruma'")

    assert run(world, OVER + DRAFTS_LAST).drafts == 0
    assert run(world, OVER + DRAFTS_LAST + timedelta(days=61)).drafts == 1


def test_sessions_and_links_go_ninety_days_after_they_were_over(world: World) -> None:
    unused = world.operator.invite("late@example.org", Role.MEMBER, department_id="alba")
    DoorStore(world.path, world.clock).end_session(world.sessions["helper"])
    open_until = START + timedelta(hours=12)  # those that nobody ended ran out then

    early = run(world, START + VISITS_LAST - timedelta(seconds=1))
    assert (early.sessions, early.links) == (0, 0)
    used = run(world, START + VISITS_LAST)
    assert (used.sessions, used.links) == (1, 6)
    assert run(world, open_until + VISITS_LAST).sessions == 5
    assert run(world, START + HANDED_LASTS + VISITS_LAST).links == 1

    assert DoorStore(world.path, world.clock).link(digest(unused)) is None
    assert rows(world.path, "SELECT 1 FROM sessions UNION ALL SELECT 1 FROM links") == []


def test_letters_go_ninety_days_after_they_went_out_and_never_before_their_round(world: World) -> None:
    mail = MailStore(world.path, world.clock)
    world.of("north").send(world.round_id, Purpose.REMINDER, ["bruma"])
    world.operator.mail_link(world.of("bruma").person().post_id)
    reminder, link = mail.take(), mail.take()
    assert reminder is not None and link is not None
    mail.sent(reminder)
    mail.refused(link, "550 no such mailbox")

    assert run(world, START + VISITS_LAST - timedelta(seconds=1)).letters == 0
    assert run(world, START + VISITS_LAST).letters == 1
    assert rows(world.path, "SELECT purpose FROM outbox") == [("reminder",)]
    assert run(world, OVER + VISITS_LAST).letters == 0  # the round's last day was not yet over ninety days ago
    assert run(world, OVER + VISITS_LAST + timedelta(days=1)).letters == 1


def test_a_letter_stays_where_its_round_was_extended_for_one_department(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.REMINDER, ["bruma"])
    world.operator.extend(world.round_id, date(2027, 9, 30), "bruma")
    letter = MailStore(world.path, world.clock).take()
    assert letter is not None
    MailStore(world.path, world.clock).sent(letter)

    assert run(world, OVER + VISITS_LAST + timedelta(days=1)).letters == 0
    assert run(world, datetime(2027, 10, 1, tzinfo=UTC) + VISITS_LAST).letters == 1


def test_a_letter_that_nothing_sends_goes_after_the_same_time(world: World) -> None:
    world.operator.mail_link(world.of("bruma").person().post_id)

    assert run(world, START + VISITS_LAST - timedelta(seconds=1)).letters == 0
    assert run(world, START + VISITS_LAST).letters == 1


def test_what_was_typed_and_begun_at_the_door_is_gone_after_a_day(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    assert door.ask_for_link("nobody@example.org", "192.0.2.1")
    door.begin_handshake()
    kept = "SELECT 1 FROM asked_for UNION ALL SELECT 1 FROM handshakes UNION ALL SELECT 1 FROM outbox"

    run(world, START + LEFT_OVER_LASTS - timedelta(seconds=1))
    assert len(rows(world.path, kept)) == 4
    run(world, START + LEFT_OVER_LASTS)
    assert rows(world.path, kept) == []


def test_a_second_run_finds_nothing_and_changes_nothing(world: World) -> None:
    at = OVER + DRAFTS_LAST
    run(world, at)
    before = content(world)

    assert run(world, at) == NOTHING
    assert content(world) == before


def test_a_run_that_is_cut_short_leaves_every_draft_whole_or_empty(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = rows(world.path, "SELECT id FROM drafts")
    before = {row[0]: said(world, row[0]) for row in drafts}
    ended = Keeping._end_draft
    calls = []

    def cut(self: Keeping, draft_id: int, found: Ended) -> Ended:
        calls.append(draft_id)
        if len(calls) == 2:
            raise NotSaved("no more room")
        return ended(self, draft_id, found)

    with monkeypatch.context() as patched:
        patched.setattr(Keeping, "_end_draft", cut)
        with pytest.raises(NotSaved):
            run(world, OVER + DRAFTS_LAST)

    assert said(world, calls[1]) == before[calls[1]]
    assert run(world, OVER + DRAFTS_LAST).drafts == 1


def said(world: World, draft_id: object) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(world.path, f"SELECT * FROM {table} WHERE draft_id = {draft_id}") for table in sorted(SAID)}


def test_a_fault_within_a_draft_leaves_it_as_it_was(world: World) -> None:
    (left,) = [row[0] for row in rows(world.path, "SELECT id FROM drafts WHERE submitted_at IS NULL")]
    before = said(world, left)
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute("CREATE TRIGGER fault BEFORE DELETE ON note_versions BEGIN SELECT RAISE(ABORT, 'fault'); END")

    with pytest.raises(connection.sqlite3.IntegrityError):
        run(world, OVER + DRAFTS_LAST)

    assert said(world, left) == before


def test_many_sessions_go_in_several_units_of_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.storage.keeping._AT_ONCE", 2)

    assert run(world, OVER + DRAFTS_LAST) == Ended(drafts=1, versions=2, sessions=6, links=6)


def test_each_run_is_recorded_with_how_much_it_ended(world: World) -> None:
    ended = run(world, OVER + DRAFTS_LAST)
    run(world, OVER + DRAFTS_LAST)

    told = rows(world.path, "SELECT details FROM events WHERE kind = 'ended' ORDER BY id")
    assert [json.loads(str(row[0])) for row in told] == [vars(ended), vars(NOTHING)]


def test_the_command_says_what_it_did_and_that_there_was_nothing(world: World) -> None:
    words = ["job", "--database", str(world.path)]
    rows(world.path, "UPDATE rounds SET opens_on = '2020-03-01', closes_on = '2020-05-31'")

    first, second = CliRunner().invoke(commands, words), CliRunner().invoke(commands, words)

    assert (first.exit_code, second.exit_code, first.stderr) == (0, 0, "")
    assert [line.rpartition(": ")[2] for line in first.stdout.splitlines()][:2] == ["1", "2"]
    assert [line.rpartition(": ")[2] for line in second.stdout.splitlines()] == ["0"] * 6


def test_others_save_between_two_units_of_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later = world.operator.set_up_round("south", "2029", world.operator.questionnaires()[0].sha256, *YEAR).id
    saved = []

    def meanwhile(_: float) -> None:
        saved.append(world.operator.rename_round(later, f"Title {len(saved)}"))

    monkeypatch.setattr("assessment.storage.keeping._AT_ONCE", 2)
    monkeypatch.setattr("assessment.storage.keeping.time.sleep", meanwhile)

    run(world, OVER + DRAFTS_LAST)

    assert len(saved) > 3
