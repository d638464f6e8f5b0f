"""The words that findings share: points, ranges, names, and headlines that fit.

Every score is shown by one rule, `language.whole_points` over all the thresholds of the bands: so
no score, of a pillar or of the whole, is written as a number that a band asks for and it misses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.findings.lines import lines
from assessment.language import enumeration, number, whole_points
from assessment.questionnaire import IN_USE_FROM, Question, Questionnaire
from assessment.scoring import Score
from assessment.wording import Say

TITLE = 20.0  # how wide a line of a page's title is on a desk, in how tall its letters are


@dataclass(frozen=True)
class Shown:
    """A score as it is shown: whole points, and always `low <= points <= high`."""

    points: int | None
    low: int
    high: int

    @property
    def is_certain(self) -> bool:
        """Whether the range, as shown, is one number."""
        return self.low == self.high


def shown(questionnaire: Questionnaire, score: Score | None) -> Shown | None:
    """Round a score and its range; None where nothing applies."""
    if score is None or score.low is None or score.high is None:
        return None
    return Shown(
        points=None if score.score is None else points(questionnaire, score.score),
        low=points(questionnaire, score.low),
        high=points(questionnaire, score.high),
    )


def points(questionnaire: Questionnaire, score: float) -> int:
    """Round one score to whole points, never up to a threshold of a band that it does not reach."""
    starts = {band.min_score for band in questionnaire.bands}
    return whole_points(score, sorted(starts | {band.min_pillar for band in questionnaire.bands}))


def of_100(value: int, say: Say) -> str:
    """Write "54 of 100"."""
    return say("findings.of_100", points=number(value, say.language))


def out_of(count: int, total: int, say: Say) -> str:
    """Write "8 of 10"."""
    return say("findings.of", some=number(count, say.language), total=number(total, say.language))


def between(value: Shown, say: Say) -> str:
    """Write "between 51 and 58"."""
    low, high = number(value.low, say.language), number(value.high, say.language)
    return say("findings.between", low=low, high=high)


def named(name: str, *values: str) -> str:
    """What a figure shows of one thing, as it is read aloud: the name, then its values."""
    return f"{name}: {', '.join(filter(None, values))}"


def quoted(name: str, say: Say) -> str:
    """A name as it stands in a sentence."""
    return say("findings.name", name=name)


def short(name: str, say: Say) -> str:
    """A name as it stands in a headline."""
    return say("findings.short_name", name=name)


def listed(names: Iterable[str], say: Say) -> str:
    """Names in a sentence: “a”, “b” and “c”."""
    return enumeration([quoted(name, say) for name in names], say.language)


def first_of(names: Sequence[str], most: int, say: Say) -> str:
    """The first names of a list in a sentence, and how many more there are."""
    if len(names) <= most:
        return listed(names, say)
    return say("findings.more", len(names) - most, names=", ".join(quoted(name, say) for name in names[:most]))


def fitting(say: Say, *headlines: str) -> str:
    """The first headline that is not too long for its language, or the last."""
    longest = int(say("findings.longest_headline"))
    return next((one for one in headlines if len(one) <= longest), headlines[-1])


def fitting_title(*titles: str) -> str:
    """The first title of a page that two lines hold, or the last."""
    return next((one for one in titles if lines(one, TITLE) <= 2), titles[-1])


def level_words(questionnaire: Questionnaire, level: int, say: Say) -> str:
    """Write "2 · Agreed and in use"."""
    return say("findings.level", level=number(level, say.language), name=level_name(questionnaire, level, say))


def level_name(questionnaire: Questionnaire, level: int, say: Say) -> str:
    """Write "Agreed and in use"."""
    return next(text for at, text in questionnaire.level_names.items() if at == level)[say.language]


def answered(questionnaire: Questionnaire, answer: Answer | None, say: Say) -> str:
    """What was answered: the level and its name, or what was said instead of one."""
    if isinstance(answer, int):
        return level_words(questionnaire, answer, say)
    if isinstance(answer, NotApplicable):
        return questionnaire.not_applicable[say.language]
    return questionnaire.dont_know[say.language] if answer is DONT_KNOW else capital(say("findings.no_answer"))


def marked(question: Question, say: Say) -> str:
    """The name of a practice in a table, where no badge says that it is essential."""
    name = question.name[say.language]
    return say("findings.essential_name", name=name) if question.essential else name


def capital(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def level_among_others(question: Question, level: int, say: Say) -> str:
    """What a level means where all of them are read below each other: above the one in use, always "in addition"."""
    sentence, builds_on = question.levels[level][say.language], say("findings.builds_on")
    if level <= IN_USE_FROM or sentence.startswith(builds_on):
        return sentence
    is_word = sentence[1:2].islower() or sentence[1:2].isspace()  # else a name in capitals
    return f"{builds_on} {sentence[0].lower() if is_word else sentence[0]}{sentence[1:]}"


def level_sentences(question: Question, level: int, say: Say) -> tuple[str, ...]:
    """What a level means when it is read alone: the sentences that its own builds on, in order, then its own."""
    read: list[str] = []
    for at in range(level, -1, -1):
        read.insert(0, question.levels[at][say.language])
        if not read[0].startswith(say("findings.builds_on")):
            break
    return tuple(read)
