"""What a critical friend has handed in about a submission, with what its department replies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assessment.answers import Answers, Submission
from assessment.friendship import Friendship, Remark, Reply, Said, Visited
from assessment.storage import Store


@dataclass(frozen=True)
class FriendOpinion:
    """What a friend has handed in, each remark with the answers that it was made of."""

    friendship: Friendship
    said: Visited
    looked_at: Mapping[int, Answers]  # by submission: the round may have been submitted to again since

    @property
    def remarks(self) -> Mapping[str, Remark]:
        """What the friend says, by question."""
        return {about: one.value for about, one in self.said.remarks.items()}

    @property
    def replies(self) -> Mapping[str, Reply]:
        """What the department replies, by question."""
        return {about: one.value for about, one in self.said.replies.items()}

    @property
    def as_of(self) -> datetime:
        """When something of it was said last: as it stood then it can be read back."""
        known = (self.friendship.handed_in_at, self.friendship.closed_at, *(one.saved_at for one in self._said()))
        return max(at for at in known if at is not None)

    def before(self, question_id: str) -> Answers:
        """The answers that the friend looked at when they said what they say of a question."""
        return self.looked_at[self.said.remarks[question_id].submission_id]

    def was_erased_since(self, at: datetime) -> bool:
        """Whether something of it was erased after an instant."""
        return any(one.erased_at is not None and one.erased_at > at for one in self._said())

    def _said(self) -> Iterator[Said[Remark] | Said[Reply] | Said[str]]:
        yield from self.said.remarks.values()
        yield from self.said.words.values()
        yield from self.said.replies.values()


def gather(store: Store, submission: Submission) -> FriendOpinion | None:
    """The newest that was handed in about the round of a submission; None where none was. For its department."""
    found = [one for one in _handed_in(store, submission.department_id) if one.round_id == submission.round_id]
    return _opinion(store, found[0], None, [submission]) if found else None


def by_round(store: Store, department_id: str, submissions: Iterable[Submission]) -> dict[int, FriendOpinion]:
    """The same of every round that a department submitted in, by the round's id."""
    known = list(submissions)
    newest = {one.round_id: one for one in reversed(_handed_in(store, department_id))}
    return {round_id: _opinion(store, one, None, known) for round_id, one in newest.items()}


def as_it_stood(store: Store, submission: Submission, friendship_id: int, at: datetime) -> Iterator[FriendOpinion]:
    """One opinion about the round of a submission as it stood at an instant; nothing where there was no such.

    It comes under each name that the friend's department is known to have had.
    """
    for one in _handed_in(store, submission.department_id):
        is_meant = (one.id, one.round_id) == (friendship_id, submission.round_id)
        if not is_meant or one.handed_in_at is None or one.handed_in_at > at:
            continue
        stood = replace(one, closed_at=one.closed_at if one.closed_at and one.closed_at <= at else None, on_paper=True)
        found = _opinion(store, stood, at, [submission])
        submitted = store.submissions(one.helping_id or "")
        for name in dict.fromkeys([one.helping_name, *(before.department_name for before in submitted)]):
            yield replace(found, friendship=replace(stood, helping_name=name))


def _handed_in(store: Store, department_id: str) -> list[Friendship]:
    """The visits to a department that are handed in, newest first."""
    with_it = store.friendships_of(department_id)
    return [one for one in with_it if one.visited_id == department_id and one.handed_in_at is not None]


def _opinion(store: Store, one: Friendship, at: datetime | None, known: Iterable[Submission]) -> FriendOpinion:
    said = store.said_in(one.id, at)
    answers = {submission.id: submission.answers for submission in known}
    wanted = sorted({remark.submission_id for remark in said.remarks.values()})
    read = {of: answers[of] if of in answers else store.submission(of).answers for of in wanted}
    return FriendOpinion(one, said, read)
