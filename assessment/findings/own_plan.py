"""A department's own plan as a whole, in finished words: its finding, its order, what may be added, what it brings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from assessment.answers import NotApplicable, known_level
from assessment.assessed import Assessed
from assessment.commitments import Commitment, Status, decided, nearest, prospect
from assessment.findings.commitments import brings
from assessment.findings.words import level_sentences, level_words
from assessment.plan import Step
from assessment.reading.commitments import Decided
from assessment.reading.department import Reported
from assessment.wording import Say

AHEAD, BEFORE = 36, 12  # months that are offered, from this one on


@dataclass(frozen=True)
class Offered:
    """A recommended step in finished words, with what was decided on it."""

    question_id: str
    leads_to: int  # level
    practice: str
    essential: bool
    what: str  # to be done
    about: str  # of which practice it is, and by when it can be done
    leads: str  # the level it leads to, by number and name
    sentence: str  # what that level means
    waits: bool  # for a place among the recommended steps
    decided: Commitment | None


@dataclass(frozen=True)
class Brings:
    """What the steps of a plan bring, what that is made of, and what it leaves out."""

    sentence: str
    made_of: str


def headline(of: Decided, say: Say) -> str:
    """How many steps are planned and how many are done; that nothing is, where nothing is."""
    planned, done = len(of.open), sum(one.status is Status.DONE for one in of.taken)
    if planned and done:
        return f"{say('plan.title.open', planned)}, {say('plan.title.and_done', done)}"
    if planned:
        return say("plan.title.open", planned)
    if done:
        return say("plan.title.all_done", done)
    return say("plan.title.given_up" if of.taken else "plan.title.nothing")


def open_in_order(of: Decided) -> list[Commitment]:
    """What is to be done, by month; what has none comes last."""
    return sorted(of.open, key=nearest)


def over(of: Decided) -> list[Commitment]:
    """What is done or given up, the newest first."""
    return sorted((one for one in of.taken if not one.status.is_open), key=lambda one: one.since, reverse=True)


def put_off(of: Decided) -> list[Commitment]:
    """What is for later or not planned, in the order in which it was decided."""
    return [one for one in of.all if not one.status.is_taken]


def offered(assessed: Assessed, of: Decided, say: Say) -> tuple[Offered, ...]:
    """Every recommended step, those that wait for a place last."""
    found = assessed.plan
    return tuple(_offered(assessed, of, step, say) for step in (*found.steps, *found.waiting))


def _offered(assessed: Assessed, of: Decided, step: Step, say: Say) -> Offered:
    question, leads_to = assessed.questionnaire.question(step.question_id), (step.level or 0) + 1
    horizon = "" if step.horizon is None else say(f"findings.horizon.{step.horizon}")
    practice = question.name[say.language]
    return Offered(
        question_id=question.id,
        leads_to=leads_to,
        practice=practice,
        essential=question.essential,
        what=step.action.action[say.language],
        about=" · ".join(filter(None, (practice, horizon))),
        leads=level_words(assessed.questionnaire, leads_to, say),
        sentence=" ".join(level_sentences(question, leads_to, say)),
        waits=step.horizon is None,
        decided=decided(of.all, question.id, leads_to),
    )


def can_be_added(assessed: Assessed, say: Say) -> dict[str, tuple[int, str]]:
    """Practices that a step of one's own can be added to, by question: the level it leads to, and both in words."""
    found = {}
    for question in assessed.questionnaire.questions():
        level = known_level(assessed.answers, question.id) or 0
        leads_on = question.actions.from_level(level) is not None  # from all but the highest
        if leads_on and not isinstance(assessed.answers.get(question.id), NotApplicable):
            leads = level_words(assessed.questionnaire, level + 1, say)
            facts = {"practice": question.name[say.language], "level": leads}
            found[question.id] = (level + 1, say("plan.own.option", None, **facts))
    return found


def brought(of: Decided, reported: Reported, say: Say) -> Brings:
    """What the plan brings, from the answers that were submitted last; without a word where no step counts."""
    assessed, submission = reported.assessed, reported.submission
    found = prospect(
        assessed.questionnaire, assessed.answers, of.taken, submission.submitted_at, now=assessed.scorecard
    )
    sentence = brings(found, assessed.questionnaire, say)
    done_since = sum(one.status is Status.DONE and one.since > submission.submitted_at for one in of.taken)
    left_out = len(of.open) + done_since - found.steps
    said = [say("plan.made_of", None, round=reported.round_title)] if sentence else []
    if left_out:
        said.append(say("plan.left_out", left_out))
    return Brings(sentence, " ".join(said))


def months(today: date, besides: Collection[date | None] = ()) -> list[date]:
    """The months that can be chosen, by their first days: this one and those ahead, then those that are over."""
    this = today.year * 12 + today.month - 1
    numbers = [*range(this, this + AHEAD + 1), *range(this - 1, this - BEFORE - 1, -1)]
    found = [date(one // 12, one % 12 + 1, 1) for one in numbers]
    return [*found, *(one for one in besides if one is not None and one not in found)]
