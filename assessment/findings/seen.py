"""What a critical friend sees, in words beside a department's own answers and never as another score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment import friendship
from assessment.answers import Answer, Answers, NotApplicable, Submission
from assessment.findings.words import answered, capital, level_sentences, level_words
from assessment.friendship import ANSWER, QUESTION, STRENGTHS, WORK, Reply, ReplyKind, changed_since, seen
from assessment.language import month, number
from assessment.questionnaire import Question, Questionnaire
from assessment.reading.opinion import FriendOpinion
from assessment.wording import Say


class Ground(StrEnum):
    """What an answer rests on; the more of them the better it is known, and none of them is a figure."""

    SAID = "said"  # by the department
    NOTED = "noted"  # something that shows it
    SAME = "same"  # a friend sees the same
    OTHER = "other"  # a friend sees another level
    BEFORE = "before"  # a friend looked at it, and it was answered otherwise since


@dataclass(frozen=True)
class Difference:
    """A question of which a friend sees another level, as both say it."""

    practice: str
    own: str  # what the department said, and what that means
    friends: str  # what the friend sees, and what that means
    reason: str  # as the friend typed it
    reply: str  # what the department replies; that it has not yet
    since: str  # what it has answered since; empty where nothing else


@dataclass(frozen=True)
class Seen:
    """What a friend sees of a submission in finished words; no figure of the department is made of it."""

    by: str  # who looked, by department
    counts: str  # at how many questions, and how often they saw the same
    sentence: str  # that a friend has looked, and the same
    changed: str  # how many of those were answered otherwise since; empty where none
    replied: str  # whether each difference has its reply
    differences: tuple[Difference, ...]
    strengths: tuple[str, ...]
    work: tuple[str, ...]
    question: str  # that the friend asks back; empty where none
    answer: str  # to it


def seen_by_friend(questionnaire: Questionnaire, answers: Answers, opinion: FriendOpinion, say: Say) -> Seen:
    """Put what a friend has handed in into words.

    Args:
        questionnaire: that was answered.
        answers: as they are now.
        opinion: with the answers that were looked at.
        say: the reader's language.
    """
    found, changed = seen(questionnaire, opinion.remarks), _changed(questionnaire, answers, opinion)
    differences = tuple(_difference(questionnaire, answers, opinion, one, say) for one in found.differed)
    left = sum(not is_replied(opinion.replies.get(one)) for one in found.differed)
    words = {about: said.value for about, said in opinion.said.words.items()}
    counts = say("findings.seen.counts", None, **_counts(found, say))
    return Seen(
        by=say("findings.seen.by", department=opinion.friendship.helping_name or ""),
        counts=counts,
        sentence=say("findings.seen.sentence", counts=counts),
        changed=say("findings.seen.changed", len(changed)) if changed else "",
        replied=_replied(len(found.differed), left, say),
        differences=differences,
        strengths=_typed(words, STRENGTHS),
        work=_typed(words, WORK),
        question=words.get(QUESTION, ""),
        answer=words.get(ANSWER, ""),
    )


def grounds(submission: Submission, opinion: FriendOpinion | None, question: Question) -> tuple[Ground, ...]:
    """What an answer rests on, in their order; nothing where there is no answer."""
    answer, evidence = submission.answers.get(question.id), submission.evidence.get(question.id)
    if answer is None:
        return ()
    found = [Ground.SAID]
    if evidence:
        found.append(Ground.NOTED)
    remark = None if opinion is None else opinion.remarks.get(question.id)
    if opinion is not None and remark is not None and remark.is_complete:
        if changed_since(opinion.before(question.id), submission.answers, [question]):
            found.append(Ground.BEFORE)
        else:
            found.append(Ground.SAME if remark.agrees else Ground.OTHER)
    return tuple(found)


def rests_on(submission: Submission, opinion: FriendOpinion | None, question: Question, say: Say) -> str:
    """The same in a line; empty where there is no answer."""
    return capital(" · ".join(say(f"findings.seen.ground.{one}") for one in grounds(submission, opinion, question)))


def is_replied(reply: Reply | None) -> bool:
    """Whether a difference has its reply."""
    return reply is not None and reply.is_complete


def _counts(found: friendship.LookedAt, say: Say) -> dict[str, str]:
    counts = {"looked": found.looked_at, "same": len(found.agreed), "other": len(found.differed)}
    return {name: number(count, say.language) for name, count in counts.items()}


def _changed(questionnaire: Questionnaire, answers: Answers, opinion: FriendOpinion) -> list[str]:
    """The questions that were answered otherwise since the friend looked at them."""
    found = seen(questionnaire, opinion.remarks)
    looked = (questionnaire.question(one) for one in (*found.agreed, *found.differed))
    return [one.id for one in looked if changed_since(opinion.before(one.id), answers, [one])]


def _difference(
    questionnaire: Questionnaire, answers: Answers, opinion: FriendOpinion, about: str, say: Say
) -> Difference:
    question, remark = questionnaire.question(about), opinion.remarks[about]
    before, now = opinion.before(about).get(about), answers.get(about)
    return Difference(
        practice=question.name[say.language],
        own=_meant(questionnaire, question, before, say),
        friends=_meant(questionnaire, question, remark.level, say),
        reason=remark.reason,
        reply=_reply(opinion.replies.get(about), say),
        since="" if before == now else _meant(questionnaire, question, now, say),
    )


def _meant(questionnaire: Questionnaire, question: Question, answer: Answer | None, say: Say) -> str:
    """An answer with what it means: "2 · Agreed and in use: there is a written policy"."""
    if isinstance(answer, int):
        words, means = level_words(questionnaire, answer, say), " ".join(level_sentences(question, answer, say))
    else:
        words = answered(questionnaire, answer, say)
        means = answer.reason if isinstance(answer, NotApplicable) else ""
    return say("findings.seen.meant", answer=words, means=means) if means else words


def _reply(reply: Reply | None, say: Say) -> str:
    if reply is None or not is_replied(reply):
        return say("findings.seen.reply.none")
    by = "" if reply.month is None else month(reply.month, say.language)
    said = say(
        f"findings.seen.reply.{reply.kind}", None, **({"month": by} if reply.kind is ReplyKind.WILL_SHOW else {})
    )
    return say("findings.seen.meant", answer=said, means=reply.reason) if reply.reason else said


def _replied(differed: int, left: int, say: Say) -> str:
    if not differed:
        return ""
    return say("findings.seen.to_reply", left) if left else say("findings.seen.replied")


def _typed(words: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words[one] for one in names if words.get(one))
