"""Drafts: begun, answered, noted on; every save states the version that it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from assessment import answers as said
from assessment import sizes
from assessment.answers import NEVER, NO_NOTE, Answer, Draft, Evidence, Profile, SavedAnswer, SavedNote, Undecided
from assessment.people import Action
from assessment.questionnaire import Questionnaire, common_questions
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.entries import (
    as_note,
    decide,
    fit_answer,
    fit_note,
    leave_undecided,
    left_undecided,
    put_answer,
    put_note,
    saved_answers,
    saved_evidence,
    saved_note,
    write_answer,
    write_note,
)
from assessment.storage.errors import ChangedMeanwhile, NotAllowed, ProfileChanged, TooLate
from assessment.storage.kept import (
    as_profile,
    department_of,
    draft_of,
    kept_questionnaire,
    latest_draft,
    profile_text,
    round_of,
    taking_part,
)
from assessment.storage.posts import apart_in_draft


class Drafts(Base):
    """The part of the store that keeps what is being written."""

    def draft(self, round_id: int, department_id: str) -> Draft | None:
        """The latest draft of a department in a round, submitted or not; None where none was begun."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            only_own(unit, department_id)
            return latest_draft(unit, round_id, department_id)

    def begin(self, round_id: int, department_id: str, *, carry_over: bool = False) -> Draft:
        """Begin a draft, or return the open one.

        Args:
            round_id: an open round that the department is invited to.
            department_id: whose.
            carry_over: start from the answers last submitted, each to be confirmed.

        Raises:
            TooLate: the round is not open for this department, or it has submitted.
        """
        with self._writing() as unit:
            unit.must(Action.ANSWER, department=department_id)
            existing = latest_draft(unit, round_id, department_id)
            if existing is not None:
                if existing.submission_id is not None:
                    raise TooLate("this assessment is submitted")
                return existing
            in_time(unit, round_id, department_id)
            return begin_draft(unit, round_id, department_id, carry_over=carry_over)

    def answers(self, draft_id: int) -> dict[str, SavedAnswer]:
        """Every answer of a draft by question id, blanks with their version included."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return saved_answers(unit, draft_id)

    def answer(self, draft_id: int, question_id: str) -> SavedAnswer:
        """One answer of a draft, a blank with its version included."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return saved_answers(unit, draft_id, question_id).get(question_id, NEVER)

    def save_answer(self, draft_id: int, question_id: str, value: Answer | None, base: int) -> SavedAnswer:
        """Save an answer; it is on disk when this returns.

        Args:
            draft_id: an open draft.
            question_id: one that its questionnaire asks.
            value: the answer, or None to clear it.
            base: the version that the person saw; 0 where it was never answered.

        Raises:
            AnswersError: the question does not allow it.
            Unfit: its reason is too long.
            ChangedMeanwhile: another version was saved since, and stands; what was chosen is left undecided.
            TooLate: the draft can no longer be changed.
            TooOften: this person has saved too often within a minute.
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            draft = writable(unit, draft_id)
            questionnaire = questionnaire_of(unit, draft)
            if value is not None:
                value = fit_answer(questionnaire, question_id, value)
            elif questionnaire.find(question_id) is None:
                raise said.AnswersError(f"{question_id}: is not asked; use an id of the questionnaire")
            called = apart_in_draft(unit, draft_id)
            current = saved_answers(unit, draft_id, question_id, called).get(question_id, NEVER)
            if current.version == base:
                return put_answer(unit, draft_id, question_id, value, current.version + 1, called)
            if value is not None and (current.value, current.confirmed) != (value, True):
                leave_undecided(unit, draft_id, question_id, value, base)
            else:
                decide(unit, draft_id, question_id)  # nothing else is meant than what stands, or nothing at all
        raise ChangedMeanwhile(current)  # now that this is kept

    def undecided(self, draft_id: int) -> dict[str, Undecided]:
        """What oneself chose on answers that had changed meanwhile and has not decided on, by question."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return left_undecided(unit, draft_id)

    def take_saved(self, draft_id: int, question_id: str) -> None:
        """Decide that the saved answer holds, and not what oneself chose."""
        with self._writing() as unit:
            writable(unit, draft_id)
            decide(unit, draft_id, question_id)

    def save_answers(self, draft_id: int, values: Mapping[str, Answer], base: Mapping[str, int] | None = None) -> int:
        """Save several answers at once, all or none; those that say the same already are left alone.

        Args:
            draft_id: an open draft.
            values: by question.
            base: the versions that the person saw, 0 where it names none; None for who saw none and means these values
                whatever stands.

        Returns:
            How many were changed.

        Raises:
            AnswersError: a question does not allow its answer.
            Unfit: a reason is too long.
            ChangedMeanwhile: another version of one of them was saved since; nothing was changed.
            TooLate: the draft can no longer be changed.
            TooOften: this person has saved too often within a minute.
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            draft = writable(unit, draft_id)
            questionnaire = questionnaire_of(unit, draft)
            fit = {question_id: fit_answer(questionnaire, question_id, value) for question_id, value in values.items()}
            return put_answers(unit, draft_id, fit, base)

    def note(self, draft_id: int, question_id: str, part: str = "note") -> SavedNote:
        """The note beside an answer, or with part "links" its links, one a line."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return saved_note(unit, draft_id, question_id, part)

    def note_as(self, draft_id: int, question_id: str, text: str, part: str = "note") -> SavedNote | None:
        """The latest version of a note that once had this text; None where it never had. Every note was empty once."""
        with self._reading() as unit:
            readable(unit, draft_id)
            row = unit.maybe(
                """
                SELECT value, version, saved_at, author_id, coalesce(people.name, author) AS author
                  FROM note_versions
                  LEFT JOIN people ON people.id = author_id
                 WHERE draft_id = :draft AND question_id = :question AND part = :part AND value = :text
                 ORDER BY version DESC
                """,
                draft=draft_id,
                question=question_id,
                part=part,
                text=text,
            )
            return as_note(unit, draft_id, row) if row is not None else None if text else NO_NOTE

    def save_note(self, draft_id: int, question_id: str, text: str, base: int, part: str = "note") -> SavedNote:
        """Save a note or the links beside an answer; it is on disk when this returns.

        A note is never refused because somebody else saved meanwhile: what was typed is kept as the newest version, the
        other text stays in the history, and the page shows it. So `base` only says which version the person saw.

        Raises:
            AnswersError: the question is not asked, or a line of the links is no address of the web.
            Unfit: it is too long.
            TooLate: the draft can no longer be changed.
            TooOften: this person has saved too often within a minute.
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            draft = writable(unit, draft_id)
            text = fit_note(questionnaire_of(unit, draft), question_id, part, text)
            current = saved_note(unit, draft_id, question_id, part)
            if text == current.value:
                return current
            return put_note(unit, draft_id, question_id, part, text, max(current.version, base) + 1)

    def evidence(self, draft_id: int) -> dict[str, Evidence]:
        """Notes and links of a draft by question id; questions without any are left out."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return saved_evidence(unit, draft_id)

    def profile(self, draft_id: int) -> tuple[Profile, int]:
        """The profile of a draft and its version."""
        with self._reading() as unit:
            readable(unit, draft_id)
            row = unit.one("SELECT profile, profile_version FROM drafts WHERE id = :id", id=draft_id)
            return as_profile(row["profile"]), row["profile_version"]

    def save_profile(self, draft_id: int, base: Profile | None = None, **values: Any) -> int:
        """Save some fields of the profile, leaving the others as they are; returns the new version.

        Args:
            draft_id: an open draft.
            base: the profile that the person saw; None for who saw none and means these values whatever stands.
            values: of the fields to change.

        Raises:
            AnswersError: a value is not one that the field takes.
            ProfileChanged: one of these fields has another value than the person saw; nothing was changed.
            TooLate: the draft can no longer be changed.
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            draft = writable(unit, draft_id)
            return put_profile(unit, draft, base, values)

    def save_consent(
        self, draft_id: int, *, shares_notes: bool | None = None, may_be_asked: bool | None = None
    ) -> Draft:
        """Keep whether the coordinator may read notes, and whether others may ask this department for help."""
        with self._writing() as unit:
            writable(unit, draft_id, Action.SUBMIT)
            unit.write(
                """
                UPDATE drafts
                   SET shares_notes = coalesce(:shares, shares_notes), may_be_asked = coalesce(:asked, may_be_asked),
                       worked_at = :at
                 WHERE id = :id
                """,
                shares=None if shares_notes is None else int(shares_notes),
                asked=None if may_be_asked is None else int(may_be_asked),
                at=unit.stamp,
                id=draft_id,
            )
            return draft_of(unit, draft_id)


def begin_draft(
    unit: Unit, round_id: int, department_id: str, *, carry_over: bool, reopened_because: str = ""
) -> Draft:
    """Insert a draft; with `carry_over` it starts from what the department submitted last."""
    last = unit.maybe(
        """
        SELECT submissions.draft_id, submissions.round_id, drafts.profile, drafts.shares_notes, drafts.may_be_asked
          FROM submissions
          JOIN drafts ON drafts.id = submissions.draft_id
         WHERE submissions.department_id = :department
         ORDER BY submissions.id DESC
        """,
        department=department_id,
    )
    known = department_of(unit, department_id)
    profile = Profile(staff=known.staff, form=known.form, main_territory=known.main_territory)
    if last is not None:
        profile = as_profile(last["profile"])
    same_round = last is not None and last["round_id"] == round_id
    draft_id = unit.write(
        """
        INSERT INTO drafts (
            round_id, department_id, begun_at, worked_at, profile, reopened_because, shares_notes, may_be_asked
        )
        VALUES (:round, :department, :at, :at, :profile, :because, :shares, :asked)
        """,
        round=round_id,
        department=department_id,
        at=unit.stamp,
        profile=profile_text(profile),
        because=reopened_because,
        shares=last["shares_notes"] if last and same_round else 0,
        asked=last["may_be_asked"] if last and same_round else 0,
    )
    draft = draft_of(unit, draft_id)
    if last is not None and carry_over:
        _carry_over(unit, last["draft_id"], draft, confirmed=same_round)
    return draft


def _carry_over(unit: Unit, from_id: int, draft: Draft, *, confirmed: bool) -> None:
    before = questionnaire_of(unit, draft_of(unit, from_id))
    shared = common_questions(questionnaire_of(unit, draft), before)
    answers = saved_answers(unit, from_id)
    for question_id, old_id in shared.items():
        saved = answers.get(old_id)
        if saved is not None and saved.value is not None:
            write_answer(unit, draft.id, question_id, replace(saved, version=1, confirmed=confirmed))
        for part in ("note", "links"):
            if (noted := saved_note(unit, from_id, old_id, part)).value:
                write_note(unit, draft.id, question_id, part, replace(noted, version=1))


def put_answers(unit: Unit, draft_id: int, values: Mapping[str, Answer], base: Mapping[str, int] | None = None) -> int:
    """Write several answers as `save_answers` does; returns how many were changed."""
    called = apart_in_draft(unit, draft_id)
    before = saved_answers(unit, draft_id, called=called)
    changed = 0
    for question_id, value in values.items():
        current = before.get(question_id, NEVER)
        if base is not None and current.version != base.get(question_id, 0):
            raise ChangedMeanwhile(current)
        if current.value != value or not current.confirmed:
            put_answer(unit, draft_id, question_id, value, current.version + 1, called)
            changed += 1
    return changed


def _in_lines(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same fields of a profile, what was typed in them on one line each."""
    given = values.get("purposes")
    if not isinstance(given, Mapping) or not all(isinstance(text, str) for text in given.values()):
        return values
    lines = {name: bounds.line("purposes", text, said.MOST_PURPOSE) for name, text in given.items()}
    return {**values, "purposes": {name: text for name, text in lines.items() if text is not None}}


def put_profile(unit: Unit, draft: Draft, base: Profile | None, values: Mapping[str, Any]) -> int:
    """Write fields of a profile as `save_profile` does; returns its version."""
    if unknown := values.keys() - {one.name for one in fields(Profile)}:
        raise said.AnswersError(f"{min(unknown)}: is no field of the profile")
    row = unit.one("SELECT profile FROM drafts WHERE id = :id", id=draft.id)
    current = as_profile(row["profile"])
    if base is not None and any(
        getattr(current, name) not in (getattr(base, name), value) for name, value in values.items()
    ):
        raise ProfileChanged(current)
    profile = replace(current, **_in_lines(values))
    sizes.check_profile(questionnaire_of(unit, draft), profile)
    unit.write(
        """
        UPDATE drafts
           SET profile = :profile, profile_version = profile_version + 1, worked_at = :at
         WHERE id = :id
        """,
        profile=profile_text(profile),
        at=unit.stamp,
        id=draft.id,
    )
    return int(unit.one("SELECT profile_version AS v FROM drafts WHERE id = :id", id=draft.id)["v"])


def in_time(unit: Unit, round_id: int, department_id: str) -> None:
    """Refuse what comes before a round opens or after its end for this department.

    Raises:
        TooLate: the round is not open for it.
        HasLeft: it takes part no more.
        NotAllowed: it is not invited.
    """
    if not taking_part(unit, round_id, department_id).is_open(round_of(unit, round_id), unit.at):
        raise TooLate("this round is not open for this department")


def writable(unit: Unit, draft_id: int, action: Action = Action.ANSWER) -> Draft:
    """A draft that this person may write in now."""
    draft = draft_of(unit, draft_id)
    unit.must(action, department=draft.department_id)
    if draft.submission_id is not None:
        raise TooLate("this assessment is submitted")
    in_time(unit, draft.round_id, draft.department_id)
    return draft


def readable(unit: Unit, draft_id: int) -> Draft:
    """A draft that this person may read."""
    draft = draft_of(unit, draft_id)
    unit.must(Action.READ_OWN, department=draft.department_id)
    only_own(unit, draft.department_id)
    return draft


def only_own(unit: Unit, department_id: str) -> None:
    """A draft's content is its department's alone, whatever else a role may read."""
    if unit.person is not None and unit.person.department_id != department_id:
        raise NotAllowed("a draft is read by its department alone")


def questionnaire_of(unit: Unit, draft: Draft) -> Questionnaire:
    """What a draft answers."""
    return kept_questionnaire(unit, draft.questionnaire_sha256)
