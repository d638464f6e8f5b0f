"""A person is erased: not one byte of their name, address or texts is left in the file, and the record holds."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from given import POLL, everything
from worlds import World, rows

from assessment import storage
from assessment.answers import NotApplicable
from assessment.command import commands
from assessment.letters import Purpose, Wording
from assessment.people import Role
from assessment.rounds import Description
from assessment.storage import DoorStore, MailStore, NotReady, Store, connection, digest

NAME, EMAIL, NUMBER = "Ginevra Malaspina", "ginevra@example.org", "sub-77183"
NOTE, LINK, REASON = "Deliberazione n. 4471", "https://example.org/atto-4471", "Nessuna sala operativa 4471"
SEALED_NOTE, CHANGED_NOTE = "Odg 8812 sigillato", "Bozza 8813 poi cambiata"


@pytest.fixture
def world(world: World) -> World:
    """Alba with a chief who wrote in a submitted and in an open draft, and is named wherever the store names people."""
    world.sign_in("ginevra", Role.CHIEF, department_id="alba")
    world.operator.correct_person(world.of("ginevra").person().id, name=NAME, email=EMAIL)
    world.operator.change_department(
        "alba", Description("Alba", "it", 12, contact=NAME, second_contact="Ginevra", second_email=EMAIL)
    )
    store = world.of("ginevra")
    draft = store.begin(world.round_id, "alba")
    store.save_profile(draft.id, staff=12, official_account=True)
    store.save_answers(draft.id, everything(2) | {_na(world): NotApplicable(REASON)})
    store.save_note(draft.id, "PI1.1", CHANGED_NOTE, 0)
    store.save_note(draft.id, "PI1.1", SEALED_NOTE, 1)
    store.save_note(draft.id, "PI1.1", LINK, 0, "links")
    world.of("helper").save_note(draft.id, "PI1.2", "Nota di altri", 0)
    store.submit(draft.id)
    world.of("north").reopen(world.round_id, "alba", f"Chiesto da {NAME.upper()} ({EMAIL})")
    again = store.draft(world.round_id, "alba")
    assert again is not None
    store.save_note(again.id, "PI1.2", NOTE, 1)
    world.operator.invite(EMAIL, Role.CHIEF, department_id="alba")
    _written_to(world)
    return world


def _written_to(made: World) -> None:
    """Letters to her, sent, refused and waiting; her name in the region's words, and another site's word for her."""
    words = Wording(f"{NAME} invites", f"Write to {NAME} at {EMAIL}, or to Ginevra")
    made.of("north").keep_wording("north", Purpose.INVITATION, "it", words)
    door, mail = DoorStore(made.path, made.clock), MailStore(made.path, made.clock)
    assert door.sign_in_from("https://id.example", NUMBER, EMAIL) is not None
    post = made.of("ginevra").person().post_id
    for _ in range(3):
        made.operator.mail_link(post)
    sent, refused = mail.take(), mail.take()
    assert sent is not None and refused is not None
    mail.sent(sent)
    mail.refused(refused, f"550 <{EMAIL}>: no such mailbox")
    assert door.ask_for_link(EMAIL, "192.0.2.1")


def _na(world: World) -> str:
    questionnaire = world.operator.questionnaires()[0]
    return next(one.id for one in questionnaire.questions() if one.not_applicable is not None)


def person_id(world: World) -> int:
    return next(one.id for one in world.operator.people() if one.name == NAME)


def left_in(path: Path, *texts: str) -> list[tuple[str, str]]:
    """Which texts are somewhere in the files of a database, whatever they are written in."""
    found = []
    for end in ("", "-wal", "-journal", "-shm"):
        file = Path(f"{path}{end}")
        content = file.read_bytes().lower() if file.exists() else b""
        found += [
            (file.name, text)
            for text in texts
            for code in ("utf-8", "utf-16-le", "utf-16-be")
            if text.lower().encode(code) in content
        ]
    return found


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(connection.connect(path).conn) as opened:
        tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(opened.execute(f"SELECT * FROM {name}")) for name in tables}


def run(world: World, *words: str | int) -> Result:
    first, *rest = map(str, words)
    return CliRunner().invoke(commands, [first, "--database", str(world.path), *rest])


def named_in_plans_and_voices(world: World) -> None:
    """Her name and address in every field of her department's plan, in a poll, and on a sheet for opinions."""
    round_id = next(one.id for one in world.operator.rounds("north"))
    world.operator.take_step(round_id, "alba", "PI1.1", 3)
    for typed in ("action", "who", "effort", "note", "because"):
        world.operator.change_commitment(world.operator.commitments("alba")[0], **{typed: f"{NAME} ({EMAIL})"})
    world.operator.change_commitment(world.operator.commitments("alba")[0], who="Bruno")
    world.operator.keep_poll("alba", replace(POLL, where=f"Mercato, da {NAME}"), 0)
    world.operator.ask_opinion(round_id, "alba", f"{NAME}, pattuglia", "it")


def test_not_one_byte_is_left_of_a_name_and_an_address(world: World) -> None:
    theirs = (NAME, EMAIL, NUMBER)
    named_in_plans_and_voices(world)
    assert {text for _, text in left_in(world.path, *theirs)} == set(theirs)

    found = world.operator.erase(person_id(world))

    assert left_in(world.path, *theirs) == []
    assert found.gone["voices"] == 2
    assert world.operator.opinions("alba")[0].label == f"{found.pseudonym}, pattuglia"
    assert world.operator.polls("alba")[0].value.where == f"Mercato, da {found.pseudonym}"


def test_not_one_byte_is_left_of_their_notes_where_the_department_agrees(world: World) -> None:
    theirs = (NOTE, LINK, SEALED_NOTE, CHANGED_NOTE)
    assert {text for _, text in left_in(world.path, *theirs)} == set(theirs)

    world.operator.erase(person_id(world), with_notes=True)

    assert left_in(world.path, NAME, EMAIL, *theirs) == []
    assert left_in(world.path, "Nota di altri")  # what others wrote stays
    assert {one.kind for one in world.operator.events("north", "alba")} >= {"erased", "notes_erased"}


def test_a_reason_stays_in_the_sealed_document_alone(world: World) -> None:
    world.operator.erase(person_id(world), with_notes=True)

    kept = content(world.path)
    holding = {table for table, rows in kept.items() if any(REASON in str(value) for row in rows for value in row)}
    assert holding == {"submissions"}


@pytest.mark.parametrize("with_notes", [False, True])
def test_seals_database_and_backup_hold_after_it(world: World, tmp_path: Path, with_notes: bool) -> None:
    world.operator.erase(person_id(world), with_notes=with_notes)

    assert all(seal.holds for seal in world.operator.seals())
    storage.backup(world.path, tmp_path / "copy.db")


def test_what_stays_is_shown_under_a_pseudonym(world: World) -> None:
    erased = person_id(world)
    world.operator.erase(erased)

    helper = world.of("helper")
    draft = helper.draft(world.round_id, "alba")
    assert draft is not None
    assert {one.author for one in helper.answers(draft.id).values()} == {f"#{erased}"}
    assert helper.note(draft.id, "PI1.2").value == NOTE
    assert [one.author for one in helper.submissions("alba")] == [f"#{erased}"]
    assert f"#{erased}" in draft.reopened_because


def test_their_access_and_what_they_left_undecided_end_at_once(world: World) -> None:
    erased = person_id(world)
    rows(world.path, "INSERT INTO undecided SELECT id, 'PI1.1', ?, '3', 1 FROM drafts", erased)
    world.operator.take_pillar("alba", "MI", erased)
    rows(world.path, "INSERT INTO plan_letters VALUES ('alba', ?)", erased)

    assert world.operator.erase(erased).gone["split"] == 1

    assert DoorStore(world.path, world.clock).visitor(world.sessions["ginevra"]) is None
    with closing(connection.connect(world.path).conn) as opened:
        for table in ("sessions", "links", "undecided", "split", "plan_letters"):
            assert opened.execute(f"SELECT count(*) FROM {table} WHERE person_id = ?", [erased]).fetchone() == (0,)
        assert opened.execute("SELECT 1 FROM posts WHERE person_id = ? AND ended_at IS NULL", [erased]).fetchall() == []
    assert world.operator.department("alba").contact is None
    assert world.operator.department("alba").second_email is None


def test_no_letter_goes_to_them_and_the_regions_words_name_them_no_more(world: World) -> None:
    erased, mail = person_id(world), MailStore(world.path, world.clock)
    on_its_way = mail.take()

    gone = world.operator.erase(erased).gone

    assert (gone["letters"], gone["identities"], gone["wordings"]) == (4, 1, 1)
    assert mail.take() is None
    assert on_its_way is not None
    mail.sent(on_its_way)  # of what is on its way nothing is left to note
    mail.later(on_its_way, "connection refused")
    mail.refused(on_its_way, "550")
    words = world.of("north").wordings("north")[Purpose.INVITATION, "it"]
    assert words == Wording(f"#{erased} invites", f"Write to #{erased} at #{erased}, or to Ginevra")
    assert DoorStore(world.path, world.clock).sign_in_from("https://id.example", NUMBER, EMAIL) is None


def test_nothing_is_left_of_an_address_that_a_link_was_asked_for_with(world: World) -> None:
    asked = "SELECT count(*) FROM asked_for WHERE digest = ?"
    with closing(connection.connect(world.path).conn) as opened:
        assert opened.execute(asked, [digest(f"address {EMAIL}")]).fetchone() == (1,)
        world.operator.erase(person_id(world))
        assert opened.execute(asked, [digest(f"address {EMAIL}")]).fetchone() == (0,)


def test_a_namesakes_wording_stays_where_the_person_did_not_write_it(world: World) -> None:
    erased = person_id(world)
    world.sign_in("twin", Role.MEMBER, department_id="bruma")
    world.operator.correct_person(world.of("twin").person().id, name=NAME, email="twin@example.org")
    before = world.of("north").wordings("north")[Purpose.INVITATION, "it"]

    world.operator.erase(erased)

    assert world.of("north").wordings("north")[Purpose.INVITATION, "it"] == before


def test_the_last_administrator_is_not_erased(world: World) -> None:
    administrator = world.of("admin").person().id
    before = content(world.path)

    with pytest.raises(NotReady, match="last_administrator"):
        world.operator.erase(administrator)

    assert content(world.path) == before


def test_a_rehearsal_says_the_same_and_changes_nothing(world: World) -> None:
    before = content(world.path)

    told = world.operator.erase(person_id(world), with_notes=True, rehearsed=True)

    assert content(world.path) == before
    assert world.operator.erase(person_id(world), with_notes=True) == told


def test_who_is_erased_can_be_erased_with_their_notes_later(world: World) -> None:
    erased = person_id(world)
    world.operator.erase(erased)
    assert left_in(world.path, NOTE)

    world.operator.erase(erased, with_notes=True)

    assert left_in(world.path, NOTE, SEALED_NOTE) == []
    told = [one for one in world.operator.events("north", "alba") if one.kind == "erased"]
    assert len(told) == 1


def test_old_rows_and_words_with_the_name_alone_hold_the_pseudonym(world: World) -> None:
    erased = person_id(world)
    with closing(connection.connect(world.path).conn) as opened:
        for table in ("answers", "answer_versions", "notes", "note_versions"):
            opened.execute(f"UPDATE {table} SET author_id = NULL, author = ? WHERE author_id = ?", [NAME, erased])
        opened.execute("INSERT INTO event_words SELECT max(id), ? FROM events", [json.dumps({"actor": NAME})])

    world.operator.erase(erased, with_notes=True)

    assert left_in(world.path, NAME, NOTE, SEALED_NOTE) == []


def test_a_namesake_of_the_department_keeps_what_may_be_theirs(world: World) -> None:
    erased = person_id(world)
    world.sign_in("twin", Role.MEMBER, department_id="alba")
    world.operator.correct_person(world.of("twin").person().id, name=NAME, email="twin@example.org")
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute("UPDATE notes SET author_id = NULL, author = ?", [NAME])
        before = opened.execute("SELECT author, value FROM notes").fetchall()

    world.operator.erase(erased, with_notes=True)

    assert rows(world.path, "SELECT author, value FROM notes") == before
    assert world.of("twin").person().name == NAME


def test_old_sealed_documents_keep_the_name_and_are_told(world: World) -> None:
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute("DROP TRIGGER a_submission_is_sealed")
        (text,) = opened.execute("SELECT document FROM submissions").fetchone()
        document = {**json.loads(text), "author": NAME}
        opened.execute("UPDATE submissions SET document = ?, author_id = NULL", [json.dumps(document)])

    result = run(world, "erase", person_id(world), "--yes")

    assert result.exit_code == 0
    assert "stays with the name, documents whose seal a change would break: 2027-00001" in result.stdout


def test_the_command_says_what_goes_what_stays_and_that_backups_hold_it(world: World) -> None:
    erased = person_id(world)
    before = content(world.path)

    rehearsed = run(world, "erase", erased, "--with-notes")
    assert (rehearsed.exit_code, rehearsed.stderr) == (0, "")
    assert content(world.path) == before
    done = run(world, "erase", erased, "--with-notes", "--yes")
    assert (done.exit_code, done.stderr) == (0, "")

    *said, nothing_yet = rehearsed.stdout.splitlines()
    assert nothing_yet.startswith("nothing was changed")
    assert [line.replace("would erase", "erased") for line in said] == done.stdout.splitlines()
    for part in (
        "name (now #",
        "posts, which end: 1",
        "sealed notes",
        "reasons",
        "stays under #",
        "backups still hold",
    ):
        assert part in done.stdout


def test_the_command_says_whom_it_cannot_erase(world: World) -> None:
    nobody, last = run(world, "erase", 999, "--yes"), run(world, "erase", world.of("admin").person().id, "--yes")

    assert (nobody.exit_code, last.exit_code) == (1, 1)
    assert "there is no such person" in nobody.stderr and "last administrator" in last.stderr


def test_a_reader_who_keeps_the_log_is_told_of(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is erased all the same, and done again once the reader is gone."""
    monkeypatch.setattr(connection, "_PATIENCE", 0.1)
    erased = person_id(world)
    with connection.reading(world.path) as reader:
        reader.conn.execute("SELECT 1 FROM people").fetchone()
        with pytest.raises(storage.NotSaved):
            world.operator.erase(erased)

    world.operator.erase(erased)

    assert left_in(world.path, NAME, EMAIL) == []


def test_nobody_signs_in_by_a_link_made_before(world: World) -> None:
    token = world.operator.invite(EMAIL, Role.CHIEF, department_id="alba")
    world.operator.erase(person_id(world))

    assert DoorStore(world.path, world.clock).sign_in(digest(token)) is None
    assert EMAIL not in {one.email for one in Store(world.path, storage.OPERATOR).people()}


def test_what_others_wrote_stays_and_is_counted(world: World) -> None:
    draft = world.operator.draft(world.round_id, "alba")
    assert draft is not None
    world.of("helper").save_note(draft.id, "PI1.2", f"Lo sa {NAME}", 2)

    told = run(world, "erase", person_id(world), "--with-notes", "--yes")

    assert world.of("helper").note(draft.id, "PI1.2").value == f"Lo sa {NAME}"
    assert (
        "stays with the name, texts that others wrote, who can change them: 2" in told.stdout
    )  # the note, and its first version


def test_the_command_says_when_the_last_backup_was_made(world: World) -> None:
    none = run(world, "erase", person_id(world))
    with world.operator._writing() as unit:
        unit.record("backed_up")

    assert "none is noted" in none.stdout
    assert f"the last was made on {world.clock.at:%Y-%m-%d}" in run(world, "erase", person_id(world)).stdout
