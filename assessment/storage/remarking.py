"""What a critical friend reads and says, and what the department replies: each saved by itself, then sealed.

A friend reads the newest submission of the round that they visit, with its evidence and the department's plan; of a
draft, of another round and of another department nothing. Every day on which they read is told in the log.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from assessment.answers import Answers, Submission
from assessment.commitments import Commitment
from assessment.friendship import (
    ANSWER,
    MOST_REMARK,
    MOST_WORDS,
    NOTHING_SAID,
    WORDS,
    Friendship,
    FriendshipState,
    Nearness,
    Remark,
    Reply,
    Visited,
    in_fives,
    nearness,
    seen,
    to_hand_in,
    to_reply,
)
from assessment.people import Action, Role
from assessment.questionnaire import Questionnaire
from assessment.storage import bounds
from assessment.storage.access import Unit
from assessment.storage.deciding import commitments_of
from assessment.storage.errors import NotAllowed, NotReady, TooLate
from assessment.storage.friends import friendship_in, friendship_of, friendships_within, note
from assessment.storage.kept import kept_questionnaire
from assessment.storage.looking import Looking, day_began
from assessment.storage.said import answers_by_submission, put, remarks_of, said_so_far
from assessment.storage.submissions import newest_of


class Remarking(Looking):
    """The part of the store that keeps what a friend and a department say to each other."""

    def own_friendship(self) -> Friendship:
        """The visit that whoever asks is the friend of, in the post that they use."""
        with self._reading() as unit:
            unit.must(Action.BEFRIEND, region=None if unit.person is None else unit.person.region_id)
            if unit.person is None:
                raise NotAllowed("the operator is no friend")
            return friendship_in(unit, unit.person.post_id)

    def confide(self, friendship_id: int) -> None:
        """Agree to the sentence of confidence; for the friend, to whom nothing is shown before.

        Raises:
            TooLate: the visit is over.
        """
        with self._writing() as unit:
            one = _visiting(unit, friendship_id, confided=False)
            if one.confided_at is None:
                sql = "UPDATE friendships SET confided_at = :at WHERE id = :id"
                unit.write(sql, at=unit.stamp, id=friendship_id)
                note(unit, "friend_began", one)

    def visited_submission(self, friendship_id: int) -> Submission:
        """What the friend reads, with its evidence: the newest submission of the round; that it was read is noted.

        From when they have handed in it stays the one that they looked at.

        Raises:
            NotReady: names "confidence" where the friend has not agreed to it.
        """
        with self._reading() as unit:
            one = _visiting(unit, friendship_id)
            found = newest_of(unit, one.round_id, one.visited_id or "", one.handed_in_at)
            is_new = not _was_read_today(unit, one)
        if is_new:
            self._note_reading(one)
        return found

    def visited_plan(self, friendship_id: int) -> list[Commitment]:
        """The plan of the department that the friend visits, as it was when they handed in; that it was read is noted.

        Raises:
            NotReady: names "confidence" where the friend has not agreed to it.
        """
        with self._reading() as unit:
            one = _visiting(unit, friendship_id)
            found = commitments_of(unit, one.visited_id or "", one.handed_in_at)
            is_new = not _was_read_today(unit, one)
        if is_new:
            self._note_reading(one)
        return found

    def _note_reading(self, one: Friendship) -> None:
        """Note that the friend reads, once a day."""
        self._note(lambda unit: None if _was_read_today(unit, one) else note(unit, "friend_read", one))

    def said_in(self, friendship_id: int, as_of: datetime | None = None) -> Visited:
        """What the two have said, as far as whoever asks reads it.

        The friend reads the replies when all is closed; the department reads what the friend says when it is handed in.

        Args:
            friendship_id: of one's own visit, or of one to one's own department.
            as_of: as it stood then.
        """
        with self._reading() as unit:
            one = friendship_of(unit, friendship_id)
            is_friend = unit.person is not None and unit.person.role is Role.FRIEND
            if is_friend:
                _of_friend(unit, friendship_id)
            else:
                unit.must(Action.READ_OWN, department=one.visited_id)
            said = said_so_far(unit, friendship_id, as_of)
            if is_friend and not _was(one.closed_at, as_of):
                return replace(said, words={k: v for k, v in said.words.items() if k != ANSWER}, replies={})
            return said if is_friend or _was(one.handed_in_at, as_of) else NOTHING_SAID

    def changed_meanwhile(self, friendship_id: int) -> set[str]:
        """The questions answered otherwise since the friend said something of them: they look at those again."""
        with self._reading() as unit:
            one = _visiting(unit, friendship_id)
            return _changed(unit, one, newest_of(unit, one.round_id, one.visited_id or ""))

    def save_remark(self, friendship_id: int, question_id: str, remark: Remark | None, base: int) -> int:
        """Keep what the friend says of one question, and return which version that is; None takes it back.

        A level that the department said itself is agreement.

        Raises:
            NotReady: names "question" where the round does not ask it, and "level" where there is none such.
            Unfit: the reason is too long.
            SaidMeanwhile: another tab has saved since version `base`; nothing was changed.
            TooLate: it is handed in, or the visit is over.
            TooOften: this person has saved too often within a minute.
        """
        with self._writing() as unit:
            one = _writing_visit(unit, friendship_id)
            submission = newest_of(unit, one.round_id, one.visited_id or "")
            if _asked(unit, submission).find(question_id) is None:
                raise NotReady(["question"])
            if remark is not None and not _is_level(remark.level):
                raise NotReady(["level"])
            if remark is not None:
                same = remark.level is not None and submission.answers.get(question_id) == remark.level
                reason = bounds.text("reason", remark.reason, MOST_REMARK).strip()
                remark = Remark(None if same else remark.level, reason)
            value = None if remark is None else {"level": remark.level, "reason": remark.reason}
            return put(unit, (one.id, "remark", question_id), value, base, submission.id)

    def save_words(self, friendship_id: int, about: str, text: str, base: int) -> int:
        """Keep what the friend says of the whole: a strength, something to work on, or the question back.

        Raises:
            NotReady: names "words" where there is nothing of that name.
            Unfit, SaidMeanwhile, TooLate, TooOften: as with `save_remark`.
        """
        with self._writing() as unit:
            one = _writing_visit(unit, friendship_id)
            if about not in WORDS:
                raise NotReady(["words"])
            return _put_words(unit, one, about, text, base)

    def hand_in(self, friendship_id: int) -> None:
        """Seal what the friend says, and show it to the department.

        Raises:
            NotReady: names the essentials that were not looked at, the questions of which a level lacks its reason,
                and those that were answered otherwise since.
            TooLate: it is handed in already, or the visit is over.
        """
        with self._writing() as unit:
            one = _writing_visit(unit, friendship_id)
            submission = newest_of(unit, one.round_id, one.visited_id or "")
            asked = _asked(unit, submission)
            open_still = {*to_hand_in(asked, remarks_of(unit, friendship_id)), *_changed(unit, one, submission)}
            if lacking := [question.id for question in asked.questions() if question.id in open_still]:
                raise NotReady(lacking)
            unit.write("UPDATE friendships SET handed_in_at = :at WHERE id = :id", at=unit.stamp, id=friendship_id)
            note(unit, "friend_handed_in", one)

    def save_reply(self, friendship_id: int, question_id: str, reply: Reply, base: int) -> int:
        """Keep what one's department replies to a difference.

        Raises:
            NotReady: names "question" where the friend sees no difference, "step" where that is none of the plan.
            Unfit, SaidMeanwhile, TooOften: as with `save_remark`.
            TooLate: it is not handed in, or closed already.
        """
        with self._writing() as unit:
            one = _replying(unit, friendship_id)
            remark = remarks_of(unit, friendship_id).get(question_id)
            if remark is None or remark.agrees:
                raise NotReady(["question"])
            own = {step.id for step in commitments_of(unit, one.visited_id or "")}
            if reply.commitment_id is not None and reply.commitment_id not in own:
                raise NotReady(["step"])
            value = {
                "kind": str(reply.kind),
                "reason": bounds.text("reason", reply.reason, MOST_REMARK).strip(),
                "month": None if reply.month is None else reply.month.replace(day=1).isoformat(),
                "step": reply.commitment_id,
            }
            submission = newest_of(unit, one.round_id, one.visited_id or "")
            return put(unit, (one.id, "reply", question_id), value, base, submission.id)

    def answer_friend(self, friendship_id: int, text: str, base: int) -> int:
        """Keep what one's department answers to the question that the friend asked back.

        Raises:
            Unfit, SaidMeanwhile, TooLate, TooOften: as with `save_reply`.
        """
        with self._writing() as unit:
            return _put_words(unit, _replying(unit, friendship_id), ANSWER, text, base)

    def close_friendship(self, friendship_id: int) -> None:
        """Close a visit: each difference has its reply, and both read all of it side by side; for the chief.

        Raises:
            NotReady: names the questions that lack a reply.
            TooLate: it is not handed in, or closed already.
        """
        with self._writing() as unit:
            one = _replying(unit, friendship_id, Action.SUBMIT)
            submission = newest_of(unit, one.round_id, one.visited_id or "")
            said = said_so_far(unit, friendship_id)
            found = seen(_asked(unit, submission), remarks_of(unit, friendship_id))
            if lacking := to_reply(found, {about: one.value for about, one in said.replies.items()}):
                raise NotReady(lacking)
            unit.write("UPDATE friendships SET closed_at = :at WHERE id = :id", at=unit.stamp, id=friendship_id)
            note(unit, "friend_closed", one)

    def friend_on_paper(self, friendship_id: int, *, on: bool) -> None:
        """Whether one's department wants it on its papers that a friend has seen it; for its chief."""
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=friendship_of(unit, friendship_id).visited_id)
            unit.write("UPDATE friendships SET on_paper = :on WHERE id = :id", on=int(on), id=friendship_id)

    def nearness(self, region_id: str) -> Nearness | None:
        """How near friends and departments of a region were, of five visits on; for its coordinator.

        None below five, of five departments and by five friends.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            found = [(one.handed_in_at, one.id, one) for one in friendships_within(unit, region_id) if one.handed_in_at]
            visits = [one for *_, one in sorted(found, key=lambda visit: visit[:2])]
            told = in_fives([(one.visited_id, one.person_id) for one in visits])
            return nearness([_looked_at(unit, visits[at]) for at in told])


def _of_friend(unit: Unit, friendship_id: int) -> Friendship:
    """The visit that whoever asks is the friend of, in the post that they use.

    Raises:
        NotAllowed: they are no friend here, or of another visit.
    """
    one = friendship_of(unit, friendship_id)
    if unit.person is not None:
        unit.must(Action.BEFRIEND, department=one.visited_id)
        if unit.person.post_id != one.post_id:
            raise NotAllowed("this is another friend's")
    return one


def _visiting(unit: Unit, friendship_id: int, *, confided: bool = True) -> Friendship:
    """A visit of whoever asks that is not over, and in which they have agreed to the sentence of confidence."""
    one = _of_friend(unit, friendship_id)
    if one.until is None or one.ended_at is not None or unit.at >= one.until:
        raise TooLate("this visit is over")
    if confided and one.confided_at is None:
        raise NotReady(["confidence"])
    return one


def _writing_visit(unit: Unit, friendship_id: int) -> Friendship:
    one = _visiting(unit, friendship_id)
    if one.handed_in_at is not None:
        raise TooLate("this is handed in")
    return one


def _replying(unit: Unit, friendship_id: int, action: Action = Action.ANSWER) -> Friendship:
    """A visit to one's own department that waits for replies."""
    one = friendship_of(unit, friendship_id)
    unit.must(action, department=one.visited_id)
    if one.state(unit.at) is not FriendshipState.HANDED_IN:
        raise TooLate("there is nothing to reply to")
    return one


def _changed(unit: Unit, one: Friendship, submission: Submission) -> set[str]:
    """The questions answered otherwise than when the friend said something of them."""
    before, now = answers_by_submission(unit, one), submission.answers
    remarks = said_so_far(unit, one.id).remarks
    return {about for about, r in remarks.items() if before[r.submission_id].get(about) != now.get(about)}


def _is_level(level: object) -> bool:
    return level is None or (type(level) is int and level in range(5))


def _was(instant: datetime | None, as_of: datetime | None) -> bool:
    return instant is not None and (as_of is None or instant <= as_of)


def _asked(unit: Unit, submission: Submission) -> Questionnaire:
    return kept_questionnaire(unit, submission.questionnaire_sha256)


def _looked_at(unit: Unit, one: Friendship) -> tuple[Answers, dict[str, Remark]]:
    """The answers that a friend looked at, each as it was then, and what they said of it."""
    remarks, answers = said_so_far(unit, one.id).remarks, answers_by_submission(unit, one)
    of = {about: answers[said.submission_id][about] for about, said in remarks.items()}
    return of, {about: said.value for about, said in remarks.items()}


def _was_read_today(unit: Unit, one: Friendship) -> bool:
    """Whether the friend's reading is noted for today already, where the friend is."""
    if unit.person is None:
        return True
    since = day_began(unit.person, unit.at).isoformat()
    return unit.maybe(_READ, visited=one.visited_id, friendship=one.id, since=since) is not None


def _put_words(unit: Unit, one: Friendship, about: str, text: str, base: int) -> int:
    value = bounds.text(about, text, MOST_WORDS).strip()
    submission = newest_of(unit, one.round_id, one.visited_id or "")
    return put(unit, (one.id, "words", about), value, base, submission.id)


_READ = """
    SELECT 1 FROM events
     WHERE kind = 'friend_read' AND department_id = :visited AND at >= :since
       AND json_extract(details, '$.friendship') = :friendship
"""
