"""A visit as the two talk about it: what was submitted, and what the friend says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.answers import Submission
from assessment.friendship import Friendship, Remark, Visited
from assessment.people import Action, Person
from assessment.questionnaire import Questionnaire
from assessment.storage import NotReady, Store


@dataclass(frozen=True)
class Talk:
    """What both have before them."""

    of: Friendship
    submission: Submission
    questionnaire: Questionnaire
    said: Visited
    round_title: str
    zone: str

    @property
    def remarks(self) -> dict[str, Remark]:
        """What the friend says, by question."""
        return {about: one.value for about, one in self.said.remarks.items()}

    @property
    def as_of(self) -> datetime:
        """When something of it was said last; where nothing was, when it was submitted."""
        said = [one.saved_at for one in self.said.remarks.values()]
        said += [one.saved_at for one in self.said.words.values()]
        return max(said, default=self.submission.submitted_at)


def gather(store: Store, person: Person, friendship_id: int) -> Talk | None:
    """What a friend talks about, or a department once its friend has handed in; None where that is not so.

    Raises:
        NotAllowed: this is none of theirs, or the visit is over.
    """
    if person.role.may(Action.BEFRIEND):
        one: Friendship | None = store.own_friendship()
    else:
        own = store.friendships_of(person.department_id or "")
        one = next((found for found in own if found.id == friendship_id), None)
    if one is None or one.id != friendship_id:
        return None
    submission = _submission(store, person, one)
    if submission is None:
        return None
    asked = store.questionnaire(submission.questionnaire_sha256)
    title = store.round(one.round_id).title
    return Talk(one, submission, asked, store.said_in(one.id), title, person.zone)


def _submission(store: Store, person: Person, one: Friendship) -> Submission | None:
    if person.role.may(Action.BEFRIEND):
        try:
            return store.visited_submission(one.id)
        except NotReady:  # nothing is shown before they have agreed to the sentence of confidence
            return None
    if one.visited_id != person.department_id or one.handed_in_at is None:
        return None
    # what the friend looked at last: all that they say holds of it, and of none that was submitted since
    return store.submission(max(said.submission_id for said in store.said_in(one.id).remarks.values()))
