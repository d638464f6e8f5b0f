"""The store against a real database file: what is saved, what is refused, what survives."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3  # the same one as the store's: two in one process do not see each other's locks

from assessment import storage
from assessment.answers import AnswersError, NotApplicable, SavedAnswer
from assessment.language import clean
from assessment.people import Role
from assessment.storage import (
    OPERATOR,
    ChangedMeanwhile,
    DatabaseError,
    DoorStore,
    NotAllowed,
    NotReady,
    NotSaved,
    ProfileChanged,
    SessionEnded,
    Store,
    TooLate,
    digest,
)
from tests.given import IDS, everything, reworded_version
from tests.worlds import START, end_access

# What is saved


def test_an_answer_is_there_for_the_next_connection(world):
    draft = world.begin()

    saved = world.of("alba").save_answer(draft, "PI1.1", 3, 0)

    assert saved == SavedAnswer(3, 1, START, "Alba", author_id=1)
    assert world.of("helper").answers(draft) == {"PI1.1": saved}


def test_clearing_an_answer_writes_a_blank_with_the_next_version(world):
    draft, store = world.begin(), world.of("alba")
    store.save_answer(draft, "PI1.1", 3, 0)

    store.save_answer(draft, "PI1.1", None, 1)

    assert store.answers(draft)["PI1.1"] == SavedAnswer(None, 2, START, "Alba", author_id=1)


def test_a_save_on_an_older_version_shows_the_newer_one_and_changes_nothing(world):
    draft = world.begin()
    world.of("alba").save_answer(draft, "PI1.1", 3, 0)

    with pytest.raises(ChangedMeanwhile) as told:
        world.of("helper").save_answer(draft, "PI1.1", 1, 0)

    assert (told.value.current.value, told.value.current.author) == (3, "Alba")
    assert world.of("alba").answers(draft)["PI1.1"].value == 3


@pytest.mark.parametrize(
    ("question_id", "answer"),
    [
        ("XX9.9", 2),
        ("PI1.1", 5),
        ("PI1.1", -1),
        ("PI1.1", True),
        ("PI1.1", NotApplicable("We are few")),
        ("DC5.2", NotApplicable("  ")),
    ],
)
def test_an_answer_that_the_question_does_not_allow_is_refused_by_the_store(world, question_id, answer):
    draft = world.begin()

    with pytest.raises(AnswersError):
        world.of("alba").save_answer(draft, question_id, answer, 0)
    with pytest.raises(AnswersError):
        world.of("alba").save_answers(draft, {"PI1.2": 2, question_id: answer})

    assert world.of("alba").answers(draft) == {}


def test_a_reason_is_kept_with_does_not_apply(world):
    draft = world.begin()

    world.of("alba").save_answer(draft, "DC5.2", NotApplicable(" We are two \x00"), 0)

    assert world.of("alba").answers(draft)["DC5.2"].value == NotApplicable("We are two")


def test_a_note_that_somebody_else_changed_is_kept_beside_the_new_one(world):
    draft = world.begin()
    first = world.of("alba").save_note(draft, "PI1.1", "page 2", 0)
    world.of("helper").save_note(draft, "PI1.1", "page 3", first.version)

    world.of("alba").save_note(draft, "PI1.1", "page 4", first.version)

    assert world.of("alba").note(draft, "PI1.1").value == "page 4"
    assert world.of("alba").note_as(draft, "PI1.1", "page 3").author == "Helper"
    assert world.of("alba").note_as(draft, "PI1.1", "page 9") is None


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://example.org", "example.org", "https://", "https://a b"])
def test_a_link_that_is_no_web_address_is_refused_by_the_store(world, link):
    draft = world.begin()

    with pytest.raises(AnswersError):
        world.of("alba").save_note(draft, "PI1.1", f"https://example.org\n{link}", 0, "links")

    assert world.of("alba").evidence(draft) == {}


@pytest.mark.thorough
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_is_kept_as_it_was_typed_but_for_what_cannot_be_printed(world, text):
    draft, store = world.begin(), world.of("alba")

    store.save_note(draft, "PI1.1", text, store.note(draft, "PI1.1").version)

    assert store.note(draft, "PI1.1").value == clean(text)


# Submitting


def test_a_submission_is_sealed_and_stays_when_it_is_reopened(world):
    world.submit()
    first = world.of("alba").submissions("alba")[0]

    draft = world.of("north").reopen(world.round_id, "alba", "Question PI2.1 was misread.")
    world.of("alba").save_answer(draft.id, "PI2.1", 4, 1)
    world.of("alba").submit(draft.id)

    again = world.of("alba").submissions("alba")
    assert [one.answers["PI2.1"] for one in again] == [4]
    assert world.of("alba").submission(first.id) == first
    assert [(seal.number, seal.holds) for seal in world.operator.seals()] == [
        ("2027-00001", True),
        ("2027-00002", True),
    ]


def test_several_answers_replace_no_answer_that_was_not_seen(world):
    draft, store = world.begin(), world.of("alba")
    seen = {one: saved.version for one, saved in store.answers(draft).items()}
    theirs = world.of("helper").save_answer(draft, "PI2.1", 4, 0)

    with pytest.raises(ChangedMeanwhile) as told:
        store.save_answers(draft, {"PI1.1": 1, "PI2.1": 1}, seen)
    assert told.value.current == theirs
    assert store.answers(draft) == {"PI2.1": theirs}

    assert store.save_answers(draft, {"PI1.1": 1, "PI2.1": 1}, {"PI2.1": theirs.version}) == 2


def test_a_detail_replaces_no_detail_that_was_not_seen(world):
    draft, store = world.begin(), world.of("alba")
    seen, _ = store.profile(draft)
    world.of("helper").save_profile(draft, seen, staff=13)

    with pytest.raises(ProfileChanged) as told:
        store.save_profile(draft, seen, staff=14, first_year=2019)
    assert (told.value.current.staff, told.value.current.first_year) == (13, None)
    store.save_profile(draft, seen, first_year=2019)  # another detail
    store.save_profile(draft, seen, staff=13)  # the same
    now_on, _ = store.profile(draft)
    store.save_profile(draft, now_on, staff=14)

    kept, _ = store.profile(draft)
    assert (kept.staff, kept.first_year) == (14, 2019)


def test_a_blank_or_a_missing_profile_blocks_the_submission(world):
    draft, store = world.begin(), world.of("alba")
    store.save_answers(draft, {question_id: 1 for question_id in IDS[1:]})

    with pytest.raises(NotReady) as told:
        store.submit(draft)

    assert told.value.missing == ["official_account", "PI1.1"]


def test_what_is_carried_over_counts_only_when_it_is_confirmed(world):
    world.submit()
    world.clock.at = START + timedelta(days=365)
    sha256 = world.operator.questionnaires()[0].sha256
    later = world.operator.set_up_round("north", "2028", sha256, date(2028, 2, 1), date(2028, 5, 31)).id
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    store = world.of("alba")
    draft = store.begin(later, "alba", carry_over=True)

    carried = store.answers(draft.id)
    assert {one.value for one in carried.values()} == {2} and not any(one.confirmed for one in carried.values())
    with pytest.raises(NotReady) as told:
        store.submit(draft.id)
    assert len(told.value.missing) == 38

    store.save_answers(draft.id, everything(2))
    assert store.submit(draft.id).answers == everything(2)


def test_what_is_reopened_says_who_answered_and_not_who_reopened(world):
    draft = world.begin()
    world.of("helper").save_answer(draft, "PI1.1", 3, 0)
    world.of("helper").save_note(draft, "PI1.1", "page 2", 0)
    world.submit()
    before, noted = world.operator.answers(draft), world.operator.note(draft, "PI1.1")
    world.clock.at += timedelta(hours=1)
    again = world.of("north").reopen(world.round_id, "alba", "Misread").id

    after = world.operator.answers(again)
    assert {key: (one.author, one.saved_at) for key, one in after.items()} == {
        key: (one.author, one.saved_at) for key, one in before.items()
    }
    assert world.operator.note(again, "PI1.1") == noted


def test_nothing_changes_after_submission_or_after_the_last_day(world):
    draft = world.begin()
    world.of("alba").save_answer(draft, "PI1.1", 1, 0)
    world.clock.at = datetime(2027, 5, 31, 21, 59, 59, tzinfo=UTC)  # a second before midnight in Rome
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    world.of("alba").save_answer(draft, "PI1.1", 2, 1)
    world.clock.at += timedelta(seconds=1)

    with pytest.raises(TooLate):
        world.of("alba").save_answer(draft, "PI1.1", 3, 2)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    world.of("north").extend(world.round_id, date(2027, 6, 10), "alba")
    assert world.of("alba").save_answer(draft, "PI1.1", 3, 2).version == 3


@pytest.mark.parametrize(("tick", "in_time"), [(-1, True), (0, False)])
def test_a_submission_is_in_time_to_the_last_moment_of_the_day(world, tick, in_time):
    draft, store = world.begin(), world.of("alba")
    store.save_answers(draft, everything(2))
    store.save_profile(draft, staff=12, official_account=True)
    world.clock.at = datetime(2027, 5, 31, 22, tzinfo=UTC) + timedelta(microseconds=tick)  # midnight in Rome
    world.sign_in("alba", Role.CHIEF, department_id="alba")

    if in_time:
        assert world.of("alba").submit(draft).department_id == "alba"
    else:
        with pytest.raises(TooLate):
            world.of("alba").submit(draft)
    assert len(world.of("alba").submissions("alba")) == in_time


def test_a_draft_goes_on_with_the_questionnaire_of_its_round_when_a_newer_one_is_kept(world):
    draft, store = world.begin(), world.of("alba")
    store.save_answer(draft, "PI1.1", 3, 0)
    before = store.round(world.round_id).questionnaire_sha256
    newer = world.operator.keep_questionnaire(reworded_version("9.9"))
    store.save_answers(draft, everything(2) | {"PI1.1": 3})
    store.save_profile(draft, staff=12, official_account=True)
    sealed = store.submit(draft)

    assert newer != before == store.round(world.round_id).questionnaire_sha256
    assert sealed.questionnaire_sha256 == before and sealed.answers["PI1.1"] == 3


def test_a_sealed_document_cannot_be_rewritten_even_from_outside(world):
    world.submit()
    with closing(sqlite3.connect(world.path)) as outside, pytest.raises(sqlite3.IntegrityError):
        outside.execute("UPDATE submissions SET document = '{}'")


def test_a_sealed_document_that_was_forged_is_found(world):
    world.submit()
    with closing(sqlite3.connect(world.path)) as outside:
        outside.execute("DROP TRIGGER a_submission_is_sealed")
        outside.execute("UPDATE submissions SET document = replace(document, '\"PI1.1\":2', '\"PI1.1\":4')")
        outside.commit()

    assert [seal.holds for seal in world.operator.seals()] == [False]


# Notes and who may read them


@pytest.mark.parametrize("shared", [False, True])
def test_the_coordinator_reads_evidence_only_where_the_department_ticked_so(world, shared):
    draft, store = world.begin(), world.of("alba")
    store.save_note(draft, "PI1.1", "page 2", 0)
    if shared:
        store.save_consent(draft, shares_notes=True)
    world.submit()

    submission = store.submissions("alba")[0]
    read = world.of("north").submission(submission.id)

    assert read.answers == everything(2)
    assert bool(read.evidence) is shared
    assert submission.evidence["PI1.1"].note == "page 2"


# Sessions and links

_BOTH = ("alba", "bruma")


def test_a_link_is_good_once_and_for_three_days(world):
    door = DoorStore(world.path, world.clock)
    used, late = (digest(world.operator.invite(f"{who}@example.org", Role.CHIEF, department_id=who)) for who in _BOTH)

    assert door.sign_in(used) is not None and door.sign_in(used) is None
    world.clock.at += timedelta(hours=72)
    assert not door.link(late).is_good and door.sign_in(late) is None


def test_a_newer_link_to_the_same_post_ends_the_one_before_and_no_other(world):
    door = DoorStore(world.path, world.clock)
    older, others, newer = (
        digest(world.operator.invite(f"{who}@example.org", Role.CHIEF, department_id=who))
        for who in ("alba", "bruma", "alba")
    )

    assert not door.link(older).is_good and door.sign_in(older) is None
    assert door.link(others).is_good
    assert door.sign_in(newer) is not None


def test_who_comes_in_by_one_link_leaves_no_other_open(world):
    door, alba = DoorStore(world.path, world.clock), world.of("alba")
    own = digest(alba.own_link())
    handed = digest(world.operator.new_link(alba.person().post_id))
    assert door.sign_in(handed) is not None

    assert not door.link(own).is_good and door.sign_in(own) is None


def test_a_session_ends_when_it_is_idle_signed_out_or_its_person_is_shut_out(world):
    door = DoorStore(world.path, world.clock)
    door.end_session(world.sessions["helper"])
    end_access(world.operator, "bruma@example.org")
    for who in ("helper", "bruma"):
        with pytest.raises(SessionEnded):
            world.of(who).person()
        assert door.visitor(world.sessions[who]) is None

    world.clock.at += timedelta(hours=11)
    assert door.visitor(world.sessions["alba"]).name == "Alba"
    world.clock.at += timedelta(hours=11)
    assert door.visitor(world.sessions["alba"]) is not None
    world.clock.at += timedelta(hours=12)
    assert door.visitor(world.sessions["alba"]) is None


def test_nobody_stays_signed_in_longer_than_thirty_days(world):
    door = DoorStore(world.path, world.clock)
    for _ in range(30 * 24 // 8 - 1):
        world.clock.at += timedelta(hours=8)
        assert door.visitor(world.sessions["alba"]) is not None
    world.clock.at += timedelta(hours=8)

    assert door.visitor(world.sessions["alba"]) is None


def test_a_database_that_is_no_demo_lets_nobody_choose_whom_to_be(world):
    door = DoorStore(world.path, world.clock)

    assert door.personas() == []
    with pytest.raises(NotAllowed):
        door.sign_in_as("coordinator")
    with pytest.raises(NotAllowed):
        world.operator.name_persona("coordinator", "north@example.org")


# The file itself


def test_a_damaged_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "in-touch.db"
    storage.prepare(path).close()
    with closing(sqlite3.connect(path)) as outside:
        outside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 3 : 4096 * 5] = b"\xa5" * 8192
    path.write_bytes(damaged)

    with pytest.raises(DatabaseError, match="restore"):
        storage.prepare(path)

    assert path.read_bytes() == bytes(damaged)


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be read as one" * 100, b"\x00" * 8192])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "in-touch.db"
    path.write_bytes(content)

    with pytest.raises(DatabaseError):
        storage.prepare(path)

    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")

    with pytest.raises(DatabaseError, match="no database of this program"):
        storage.prepare(path)


def test_a_demo_and_a_real_database_are_not_mistaken_for_each_other(tmp_path):
    storage.prepare(tmp_path / "demo.db", demo=True).close()
    storage.prepare(tmp_path / "real.db").close()

    with pytest.raises(DatabaseError, match="ASSESSMENT_DEMO"):
        storage.prepare(tmp_path / "demo.db")
    with pytest.raises(DatabaseError, match="ASSESSMENT_DEMO"):
        storage.prepare(tmp_path / "real.db", demo=True)


def test_preparing_twice_changes_nothing(world):
    before = world.of("alba").person()
    storage.prepare(world.path).close()

    assert world.of("alba").person() == before


def test_a_locked_database_says_not_saved_and_reads_on(world, monkeypatch):
    draft = world.begin()
    monkeypatch.setattr("assessment.storage.connection._PRAGMAS", ("busy_timeout=50", "foreign_keys=ON"))
    with closing(sqlite3.connect(world.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(NotSaved):
            world.of("alba").save_answer(draft, "PI1.1", 2, 0)

        assert world.of("alba").answers(draft) == {}
        other.execute("ROLLBACK")
    assert world.of("alba").save_answer(draft, "PI1.1", 2, 0).version == 1


def test_a_full_disk_says_not_saved_and_loses_nothing(world, monkeypatch):
    from assessment.storage import connection

    draft, store = world.begin(), world.of("alba")
    store.save_answer(draft, "PI1.1", 2, 0)
    pages = sqlite3.connect(world.path).execute("PRAGMA page_count").fetchone()[0]
    monkeypatch.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, f"max_page_count={pages}"))
    monkeypatch.setattr(connection.keeper, "_kept", [])  # what is kept open has the settings of before

    with pytest.raises(NotSaved):
        for version in range(200):
            store.save_note(draft, "PI1.2", f"{version} " + "x" * 3000, version)

    assert store.answers(draft)["PI1.1"].value == 2
    monkeypatch.undo()
    assert store.save_note(draft, "PI1.2", "there is room again", 0).value == "there is room again"


def test_a_backup_is_whole_and_never_half(world, tmp_path):
    world.submit()

    storage.backup(world.path, tmp_path / "copy.db")

    assert [seal.holds for seal in Store(tmp_path / "copy.db", OPERATOR).seals()] == [True]
    assert [path.name for path in tmp_path.glob(".*unfinished*")] == []


def test_rounds_state_their_problems_before_anything_is_written(world):
    sha256 = world.operator.questionnaires()[0].sha256
    for problem, given_ in {
        "title": (" ", sha256, date(2028, 1, 1), date(2028, 2, 1), None),
        "days": ("2028", sha256, date(2028, 2, 1), date(2028, 1, 1), None),
        "departments": ("2028", sha256, date(2028, 1, 1), date(2028, 2, 1), ["corvo"]),
        "questionnaire": ("2028", "0" * 64, date(2028, 1, 1), date(2028, 2, 1), None),
    }.items():
        with pytest.raises(NotReady) as told:
            world.of("north").set_up_round("north", *given_)
        assert told.value.missing == [problem]
    assert len(world.operator.rounds("north")) == 1


def test_an_event_is_written_for_what_a_coordinator_does(world):
    world.submit()
    world.of("north").reopen(world.round_id, "alba", "Misread")

    told = world.of("alba").events("north", "alba")

    assert [one.kind for one in told][:2] == ["reopened", "submitted"]
    assert told[0].details["because"] == "Misread" and told[0].actor == "North"


def test_a_merged_department_keeps_its_history_under_its_old_name(world):
    world.submit()
    world.of("north").leave("alba", merged_into="bruma")

    assert world.of("north").department("alba").merged_into == "bruma"
    assert world.of("alba").submissions("alba")[0].department_name == "Alba"
    sealed = json.loads(sqlite3.connect(world.path).execute("SELECT document FROM submissions").fetchone()[0])
    assert sealed["department"] == "alba"
