"""What to do next, in sentences: the action, what it brings, by when, and from which level to which; and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.answers import Answers, NotApplicable, known_level
from assessment.assessed import Assessed
from assessment.findings.rows import Table
from assessment.findings.words import answered, first_of, level_sentences, level_words, marked, points, quoted
from assessment.language import enumeration, number
from assessment.plan import Plan
from assessment.plan import Step as PlannedStep
from assessment.questionnaire import IN_USE_FROM, Questionnaire
from assessment.scoring import Scorecard
from assessment.wording import Say

NAMED = 3  # practices that a sentence about the steps names; of more, how many
FEW = 5  # what waits is shown at once up to here
FIRST = 3  # steps that the page for those who decide has room for; there are up to eight


@dataclass(frozen=True)
class Level:
    """A level of one practice."""

    words: str  # "1 · Started", or what was said instead of a level
    sentence: str  # what it means for this practice; empty where no level is known


@dataclass(frozen=True)
class StepInWords:
    """One recommended action in finished words."""

    question_id: str
    leads_to: int  # level
    practice: str
    action: str
    why: str  # "Gives you the essential “A plan for emergencies”"
    horizon: str  # "within six months"
    sentence: str  # both
    leads: str  # from which level to which, by their names
    matters: str  # why, where it is an essential, and what stays as it is without it; empty where neither is known
    essential: bool
    today: Level
    next: Level  # where it leads to


@dataclass(frozen=True)
class Waiting:
    """What is urgent and has no place among the steps yet."""

    sentence: str  # how many; empty where nothing waits
    short: str  # how many, and their first names where they are few
    table: Table

    @property
    def few(self) -> bool:
        """Whether they are so few that they are shown at once."""
        return len(self.table.rows) <= FEW


@dataclass(frozen=True)
class StepsInWords:
    """The recommended steps: the nearest with their headline, then the others, how they are chosen, and what waits."""

    headline: str  # of the nearest
    more: str  # that of the others; empty where there are none
    about: str
    find_out: str  # of what the level is to be found out first; empty where all are known
    all: tuple[StepInWords, ...]
    left: str  # which missing essentials they do not meet; empty where they meet all
    left_by_first: str  # the same of the nearest alone
    waiting: Waiting

    @property
    def first(self) -> tuple[StepInWords, ...]:
        """The nearest."""
        return self.all[:FIRST]

    @property
    def others(self) -> tuple[StepInWords, ...]:
        """Those after the nearest."""
        return self.all[FIRST:]


def steps(assessed: Assessed, say: Say) -> StepsInWords:
    """The recommended steps in words, in their order."""
    written = tuple(_step(assessed, step, say) for step in assessed.plan.steps)
    first, others = len(written[:FIRST]), len(written[FIRST:])
    headline = say("findings.result.steps.headline", first) if first else say("findings.result.steps.none")
    waiting = _waiting(assessed.questionnaire, assessed.answers, assessed.plan, say)
    return StepsInWords(
        headline=headline,
        more=say("findings.result.steps.more", others) if others else "",
        about=_about(assessed.questionnaire, say),
        find_out=_find_out(assessed, say),
        all=written,
        left=_left(assessed, assessed.plan.steps, say),
        left_by_first=_left(assessed, assessed.plan.steps[:FIRST], say),
        waiting=waiting,
    )


def _find_out(assessed: Assessed, say: Say) -> str:
    """Of what the level is not known, in questionnaire order; the plan takes it as the lowest."""
    unknown = [
        question.name[say.language]
        for question in assessed.questionnaire.questions()
        if known_level(assessed.answers, question.id) is None
        and not isinstance(assessed.answers.get(question.id), NotApplicable)
    ]
    return say("findings.result.steps.find_out", names=first_of(unknown, NAMED, say)) if unknown else ""


def _left(assessed: Assessed, shown: Sequence[PlannedStep], say: Say) -> str:
    """Which essentials that are known to be missing these steps do not meet."""
    questionnaire, scorecard = assessed.questionnaire, assessed.scorecard
    missing = [
        question
        for question in questionnaire.essentials()
        if not scorecard.essentials[question.id] and known_level(assessed.answers, question.id) is not None
    ]
    reached = {step.question_id for step in shown if _reaches(questionnaire, step)}
    left = [question.name[say.language] for question in missing if question.id not in reached]
    if not left:
        return ""
    names, total = first_of(left, NAMED, say), len(missing)
    if total == 1:
        return say("findings.result.steps.left_one", names=names)
    met = say("findings.result.steps.met", total - len(left))
    return say("findings.result.steps.left", total=say.count(total), met=met, names=names)


def _reaches(questionnaire: Questionnaire, step: PlannedStep) -> bool:
    """Whether the level that a step leads to is the minimum."""
    return (step.level or 0) + 1 >= questionnaire.question(step.question_id).minimum_level


def _about(questionnaire: Questionnaire, say: Say) -> str:
    """How the steps were chosen; and why there may be fewer than practices that are not in use."""
    said = [say("findings.result.steps.about")]
    if any(0 < question.minimum_level < IN_USE_FROM for question in questionnaire.questions()):
        said.append(say("findings.result.steps.low_minimums"))
    return " ".join(said)


def _step(assessed: Assessed, step: PlannedStep, say: Say) -> StepInWords:
    questionnaire = assessed.questionnaire
    question = questionnaire.question(step.question_id)
    why = _why(questionnaire, step, assessed.scorecard, say)
    horizon = say(f"findings.horizon.{step.horizon}")
    known = () if step.level is None else level_sentences(question, step.level, say)
    after = (step.level or 0) + 1
    # it may build on the sentence of today, which stands before it
    leads = level_sentences(question, after, say)[-1 if known else 0 :]
    return StepInWords(
        question_id=step.question_id,
        leads_to=after,
        practice=question.name[say.language],
        action=step.action.action[say.language],
        why=why,
        horizon=horizon,
        sentence=say("findings.result.steps.sentence", why=why, horizon=horizon),
        leads=_leads(questionnaire, step, say),
        matters=matters(assessed, question.id, after, say),
        essential=question.essential,
        today=Level(answered(questionnaire, assessed.answers.get(question.id), say), " ".join(known)),
        next=Level(level_words(questionnaire, after, say), " ".join(leads)),
    )


def _leads(questionnaire: Questionnaire, step: PlannedStep, say: Say) -> str:
    after = _named(questionnaire, (step.level or 0) + 1, say)
    if step.level is None:
        return say("findings.result.steps.leads_from_unknown", next=after)
    return say("findings.result.steps.leads", today=_named(questionnaire, step.level, say), next=after)


def _named(questionnaire: Questionnaire, level: int, say: Say) -> str:
    """A level with its name, as it stands in a sentence."""
    name = quoted(questionnaire.level_names[level][say.language], say)
    return say("findings.result.steps.level", level=number(level, say.language), name=name)


def matters(assessed: Assessed, question_id: str, leads_to: int, say: Say) -> str:
    """Why a practice matters, where it is an essential, and what stays as it is without a step to a higher level."""
    question, level = assessed.questionnaire.question(question_id), known_level(assessed.answers, question_id)
    today = " ".join(level_sentences(question, level, say)) if level is not None and level < leads_to else ""
    reason = question.essential_reason if question.essential else None
    said = [reason[say.language] if reason else "", say("findings.result.steps.without", today=today) if today else ""]
    return " ".join(filter(None, said))


def essential_of(assessed: Assessed, question_id: str, leads_to: int, say: Say) -> str:
    """What a step to a level does for an essential that is not met; empty where it is met, or is none."""
    question = assessed.questionnaire.question(question_id)
    level = known_level(assessed.answers, question_id) or 0
    if not question.essential or assessed.scorecard.essentials.get(question_id, True) or level >= leads_to:
        return ""
    key = "essential" if leads_to >= question.minimum_level else "to_essential"
    return say(f"findings.result.steps.{key}", name=quoted(question.name[say.language], say))


def _why(questionnaire: Questionnaire, step: PlannedStep, scorecard: Scorecard, say: Say) -> str:
    """What the step brings. An action leads one level up, which may still be below the minimum.

    Points are promised only of a topic of which everything is known: of another they would need a range each.
    """
    question = questionnaire.question(step.question_id)
    name = quoted(question.name[say.language], say)
    if step.why in ("essential", "minimum"):
        key = step.why if _reaches(questionnaire, step) else f"to_{step.why}"
        return say(f"findings.result.steps.{key}", name=name)
    dimension = questionnaire.dimension_of(step.question_id)
    topic, of_topic = quoted(dimension.title[say.language], say), scorecard.dimensions[dimension.id]
    low, high = (
        None if value is None else points(questionnaire, value)
        for value in (step.dimension_before, step.dimension_after)
    )
    if low is None or high is None or low == high or of_topic.known < of_topic.applicable:
        return say("findings.result.steps.no_gain", topic=topic)
    return say(
        "findings.result.steps.gain", topic=topic, low=number(low, say.language), high=number(high, say.language)
    )


def _waiting(questionnaire: Questionnaire, answers: Answers, plan: Plan, say: Say) -> Waiting:
    questions = [questionnaire.question(step.question_id) for step in plan.waiting]
    counts = Counter(step.why if step.level is not None else "unknown" for step in plan.waiting)
    kinds = [kind for kind in ("essential", "minimum", "unknown") if counts[kind]]
    parts = [say(f"findings.result.waiting.{kind}", counts[kind]) for kind in kinds]
    rows = tuple(
        (
            marked(question, say),
            answered(questionnaire, answers.get(question.id), say),
            number(question.minimum_level, say.language),
        )
        for question in questions
    )
    together = enumeration(parts, say.language)
    names = [question.name[say.language] for question in questions]
    sentence = say("findings.result.waiting.sentence", parts=together) if parts else ""
    few = 0 < len(names) <= FEW
    return Waiting(
        sentence=sentence,
        short=say("findings.result.waiting.named", parts=together, names=first_of(names, NAMED, say))
        if few
        else sentence,
        table=Table(tuple(say(f"findings.head.{name}") for name in ("practice", "answer", "minimum")), rows),
    )
