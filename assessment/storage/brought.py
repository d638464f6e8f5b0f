"""What was filled in elsewhere and is brought back: answers, notes and profile, all or nothing."""

from __future__ import annotations

from assessment.answers import NO_NOTE, Brought, Part, SavedNote, SeenBefore
from assessment.storage.access import Base
from assessment.storage.drafts import put_answers, put_profile, questionnaire_of, readable, writable
from assessment.storage.entries import fit_answer, fit_note, put_note, saved_notes
from assessment.storage.errors import ChangedMeanwhile


class Bringing(Base):
    """The part of the store that takes in what was filled in offline."""

    def notes(self, draft_id: int) -> dict[tuple[str, Part], SavedNote]:
        """Notes and links of a draft, each with its version, by question and part."""
        with self._reading() as unit:
            readable(unit, draft_id)
            return saved_notes(unit, draft_id)

    def bring_in(self, draft_id: int, brought: Brought, seen: SeenBefore) -> None:
        """Save answers, notes and profile at once, all or none.

        Other than a note that is typed, one that is brought back is refused where somebody else saved another since it
        was seen: nobody has that text before them any more.

        Args:
            draft_id: an open draft.
            brought: what is to be saved; what says the same already is left alone.
            seen: what the person saw of the same.

        Raises:
            AnswersError: a question does not allow its answer, a line of links is none, a field does not take a value.
            Unfit: a reason, a note or the links are too long.
            ChangedMeanwhile, ProfileChanged: something was saved since it was seen; nothing was changed.
            TooLate: the draft can no longer be changed.
            TooOften: this person has saved too often within a minute.
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            draft = writable(unit, draft_id)
            questionnaire = questionnaire_of(unit, draft)
            answers = {name: fit_answer(questionnaire, name, value) for name, value in brought.answers.items()}
            put_answers(unit, draft_id, answers, seen.answers)
            notes = saved_notes(unit, draft_id)
            for (question_id, part), text in brought.notes.items():
                kept = fit_note(questionnaire, question_id, part, text)
                current = notes.get((question_id, part), NO_NOTE)
                if current.version != seen.notes.get((question_id, part), 0):
                    raise ChangedMeanwhile(current)
                if kept != current.value:
                    put_note(unit, draft_id, question_id, part, kept, current.version + 1)
            if brought.profile:
                put_profile(unit, draft, seen.profile, brought.profile)
