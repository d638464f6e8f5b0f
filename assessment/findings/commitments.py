"""What a department has decided, in finished words: each step, what all of them bring, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessment.commitments import Commitment, Prospect, Status
from assessment.findings.words import first_of, level_sentences, level_words, points
from assessment.language import moment_day, moment_month, month, number
from assessment.questionnaire import Questionnaire
from assessment.reading.commitments import Decided
from assessment.wording import Say

NAMED = 3  # practices that a sentence names; of more, how many


@dataclass(frozen=True)
class CommitmentInWords:
    """One step of a plan in finished words."""

    of: Commitment
    practice: str
    essential: bool
    what: str  # to be done: the department's own words, else the recommended ones
    leads: str  # the level it leads to, by number and name
    sentence: str  # what that level means
    when: str  # "June 2027"; empty where no month is said
    status: str  # "planned", "done in March 2027"
    line: str  # by when, who, how it stands: what is known of them, in one line
    origin: str  # from which round's result, or that it is the department's own


def told(one: Commitment, decided: Decided, say: Say, zone: str) -> CommitmentInWords:
    """One step in words, those of the questionnaire that it was taken from: it is readable when its question is gone.

    Args:
        one: of `decided`.
        decided: with the questionnaires.
        say: in the reader's language.
        zone: of the region, in which days are written.
    """
    questionnaire, question = decided.questionnaires[one.questionnaire_sha256], decided.question(one)
    when = "" if one.month is None else month(one.month, say.language)
    status = standing(one, say, zone)
    by = say("commitments.by", month=when) if when and one.status.is_open else ""
    origin = {"title": decided.rounds[one.round_id]}
    return CommitmentInWords(
        of=one,
        practice=question.name[say.language],
        essential=question.essential,
        what=one.action or one.recommended(questionnaire).action[say.language],
        leads=level_words(questionnaire, one.leads_to, say),
        sentence=" ".join(level_sentences(question, one.leads_to, say)),
        when=when,
        status=status,
        line=" · ".join(filter(None, (status, by, one.who))),
        origin=say("commitments.own" if one.own else "commitments.of_round", None, **origin),
    )


def all_told(commitments: Iterable[Commitment], decided: Decided, say: Say, zone: str) -> tuple[CommitmentInWords, ...]:
    """Steps in words, in their order."""
    return tuple(told(one, decided, say, zone) for one in commitments)


def standing(one: Commitment, say: Say, zone: str) -> str:
    """How a step stands; of one that is over, since which month."""
    if one.status in (Status.DONE, Status.GIVEN_UP):
        return say(f"commitments.standing.{one.status}", month=moment_month(one.since, say.language, zone))
    return say(f"commitments.status.{one.status}")


def brings(prospect: Prospect, questionnaire: Questionnaire, say: Say) -> str:
    """What the steps bring, in one sentence: practices in use, essentials, and the score where both are known."""
    if not prospect.steps:
        return ""

    def both(now: int, then: int) -> str:
        return say("commitments.from_to", now=number(now, say.language), then=number(then, say.language))

    now, scored = prospect.now, prospect.then
    facts = {
        "practices": both(sum(now.in_use.values()), sum(scored.in_use.values())),
        "essentials": both(sum(now.essentials.values()), sum(scored.essentials.values())),
    }
    if not prospect.tells_score:
        names = [questionnaire.question(one).name[say.language] for one in prospect.unknown]
        why = first_of(names, NAMED, say)
        left = say("commitments.no_score.steps", names=why) if names else say("commitments.no_score.answers")
        return f"{say('commitments.brings', prospect.steps, **facts)} {left}"
    assert now.overall.score is not None, "it is told"
    assert scored.overall.score is not None, "it is told"
    facts["score"] = both(points(questionnaire, now.overall.score), points(questionnaire, scored.overall.score))
    return say("commitments.brings_score", prospect.steps, **facts)


def became(one: Commitment, decided: Decided, say: Say, zone: str) -> str:
    """What became of a step, beside its question in a later round: "Planned in 2026: done in March 2027"."""
    facts = {"round": decided.rounds[one.round_id], "standing": standing(one, say, zone)}
    return say("commitments.became", None, **facts)


_TOLD = ("status", "action", "who", "month", "effort", "note", "because")  # of a change, in this order


def history(versions: Sequence[Commitment], say: Say, zone: str) -> tuple[str, ...]:
    """Every change of a step, newest first: on which day, by whom, what it is since."""
    lines = []
    for before, now in zip([None, *versions], versions, strict=False):
        changed = [name for name in _TOLD if before is None or getattr(before, name) != getattr(now, name)]
        what = "; ".join(
            say(f"commitments.changed.{name}", None, value=_value(now, name, say))
            for name in changed
            if before is not None or getattr(now, name)
        )
        facts = {"day": moment_day(now.saved_at, say.language, zone), "name": now.author, "what": what}
        erased = f" · {say('commitments.erased')}" if now.was_erased_in else ""
        lines.append(say("commitments.change", None, **facts) + erased)
    return tuple(reversed(lines))


def _value(one: Commitment, name: str, say: Say) -> str:
    if name == "status":
        return say(f"commitments.status.{one.status}")
    value = getattr(one, name)
    if name == "month" and value is not None:
        return month(value, say.language)
    return str(value or say("commitments.nothing"))
