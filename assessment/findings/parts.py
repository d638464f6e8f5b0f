"""What the parts of a score say: pillars, topics and essentials."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from assessment.answers import Answers, known_level
from assessment.findings.rows import Cells, Key, Picture, Row, ScoreCell, Strip, Table
from assessment.findings.words import Shown, between, fitting, level_name, level_words, short, shown
from assessment.language import UNKNOWN, enumeration, number
from assessment.questionnaire import POINTS, Dimension, Pillar, Questionnaire
from assessment.scoring import Met, Score, Scorecard
from assessment.wording import Say

SMALL = 5  # points; a smaller difference between two scores may come from one answer given otherwise


@dataclass(frozen=True)
class Essential:
    """One essential: whether it is met, and the word for it."""

    question_id: str
    name: str
    met: Met
    word: str


@dataclass(frozen=True)
class EssentialsInWords:
    """The minimum standard, in questionnaire order."""

    headline: str
    items: tuple[Essential, ...]
    table: Table


def pillars(
    questionnaire: Questionnaire, scorecard: Scorecard, say: Say, before: Mapping[str, Score] | None = None
) -> Picture:
    """Where we stand on the pillars, and where on the same questions in the round before."""
    values = _values(questionnaire, questionnaire.pillars, scorecard.pillars)
    then = _figures(_values(questionnaire, questionnaire.pillars, before)) if before else {}
    names = {pillar.id: pillar.title[say.language] for pillar in questionnaire.pillars}
    return Picture(
        headline=_pillars_headline(names, values, say),
        rows=tuple(_beside(row(names[one], value, say), then.get(one), say) for one, value in values.items()),
        alt=" ".join(
            filter(
                None, (say("findings.result.pillars.alt", items=_items(names, values, say)), _then(names, then, say))
            )
        ),
        table=_table("pillar", names, values, say),
        key=replace(_key(values, say), before=say("findings.key.before") if then else ""),
    )


def topics(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> Strip:
    """Where we stand on the topics, under the names of their pillars."""
    values = _values(questionnaire, questionnaire.dimensions(), scorecard.dimensions)
    names = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    groups = []
    for pillar in questionnaire.pillars:
        of_pillar = {one.id: values[one.id] for one in pillar.dimensions}
        cells = tuple(_cell(questionnaire, names[one], value, say) for one, value in of_pillar.items())
        alt = say("findings.result.topics.alt", items=_items(names, of_pillar, say))
        groups.append(Cells(pillar.title[say.language], cells, alt))
    return Strip(
        headline=_topics_headline(values, say),
        groups=tuple(groups),
        caption=say("findings.result.topics.caption"),
        table=_table("topic", names, values, say),
    )


def topics_of(questionnaire: Questionnaire, pillar: Pillar, scorecard: Scorecard, say: Say) -> Picture:
    """Where we stand on the topics of one pillar."""
    values = _values(questionnaire, pillar.dimensions, scorecard.dimensions)
    names = {topic.id: topic.title[say.language] for topic in pillar.dimensions}
    return Picture(
        headline=pillar.title[say.language],
        rows=tuple(row(names[one], value, say) for one, value in values.items()),
        alt=say("findings.result.topics.alt", items=_items(names, values, say)),
        table=_table("topic", names, values, say),
        key=_key(values, say),
    )


def row(label: str, value: Shown | None, say: Say) -> Row:
    """One score as a row: the number, and the range where something is unknown."""
    if value is None:
        return Row(label, verdict=say("findings.does_not_apply"))
    return Row(
        label,
        score=value.points,
        low=value.low,
        high=value.high,
        number="" if value.points is None else number(value.points, say.language),
        verdict="" if value.is_certain else between(value, say),
    )


def _cell(questionnaire: Questionnaire, label: str, value: Shown | None, say: Say) -> ScoreCell:
    """One topic: its score, and by name the whole level that it reaches; where not all is known, the range."""
    shown_as = row(label, value, say)
    if value is None or value.points is None:
        return ScoreCell(label, UNKNOWN, None, shown_as.verdict)
    reached = value.points // POINTS
    return ScoreCell(label, shown_as.number, reached, shown_as.verdict or level_name(questionnaire, reached, say))


def _beside(now: Row, before: int | None, say: Say) -> Row:
    """A row with its score in the round before, drawn and in words."""
    if before is None:
        return now
    was = say("findings.change.was", before=number(before, say.language))
    return replace(now, before=before, verdict=" · ".join(filter(None, (now.verdict, was))))


def _then(names: Mapping[str, str], then: Mapping[str, int], say: Say) -> str:
    """The scores of the round before, for those who hear the figure."""
    items = "; ".join(
        say("findings.result.item.exact", name=names[one], points=number(points, say.language))
        for one, points in then.items()
    )
    return say("findings.change.then", items=items) if items else ""


def essentials(
    questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say, lost: Collection[str] = ()
) -> EssentialsInWords:
    """Which essentials are met; of those that were in the round before and are `lost`, that they no longer are."""
    items, rows = [], []
    for question in questionnaire.essentials():
        level = known_level(answers, question.id)
        met, word = _met(level, question.id in answers, scorecard.essentials[question.id], question.id in lost, say)
        name = question.name[say.language]
        items.append(Essential(question.id, name, met, word))
        answer = UNKNOWN if level is None else level_words(questionnaire, level, say)
        rows.append((name, answer, word))
    heads = tuple(say(f"findings.head.{name}") for name in ("essential", "level", "met"))
    headline = _essentials_headline(sum(scorecard.essentials.values()), len(items), say)
    return EssentialsInWords(headline, tuple(items), Table(heads, tuple(rows)))


def _values(
    questionnaire: Questionnaire, parts: Iterable[Pillar | Dimension], scores: Mapping[str, Score]
) -> dict[str, Shown | None]:
    return {part.id: shown(questionnaire, scores.get(part.id)) for part in parts}


def _figures(values: Mapping[str, Shown | None]) -> dict[str, int]:
    """The parts that have one figure."""
    return {one: value.points for one, value in values.items() if value is not None and value.points is not None}


def _pillars_headline(names: Mapping[str, str], values: Mapping[str, Shown | None], say: Say) -> str:
    """Say which pillars lead or lag; small differences are called small."""
    figures = _figures(values)
    unclear = sum(value is not None and value.points is None for value in values.values())
    if unclear or not figures:
        return say("findings.result.pillars.unknown", unclear or len(values))
    low, high = (number(end(figures.values()), say.language) for end in (min, max))
    if len(figures) == 1:
        return say("findings.result.pillars.single", points=low)
    if low == high:
        return say("findings.result.pillars.alike", len(figures), points=low)
    if max(figures.values()) - min(figures.values()) <= SMALL:
        return say("findings.result.pillars.close", len(figures))
    ordered = sorted(figures.values())
    # Where the step is widest; of equal ones the lowest, because that is where work helps.
    step, bottom = max(((b - a, a) for a, b in pairwise(ordered)), key=lambda one: (one[0], -one[1]))
    if step <= SMALL:
        return say("findings.result.pillars.spread", low=low, high=high)
    behind = [one for one in figures if figures[one] <= bottom]
    ahead = [one for one in figures if figures[one] > bottom]
    word, group = ("lead", ahead) if len(ahead) < len(behind) else ("lag", behind)
    together = enumeration([short(names[one], say) for one in group], say.language)
    return fitting(
        say,
        say(f"findings.result.pillars.{word}", len(group), names=together),
        say(f"findings.result.pillars.{word}_count", len(group)),
    )


def _topics_headline(values: Mapping[str, Shown | None], say: Say) -> str:
    """Say how far apart the topics are."""
    figures = _figures(values)
    if not figures:
        return say("findings.result.topics.unknown")
    low, high = (number(end(figures.values()), say.language) for end in (min, max))
    if low == high:
        return say("findings.result.topics.alike", points=low)
    return say("findings.result.topics.span", len(figures), low=low, high=high)


def _essentials_headline(met: int, total: int, say: Say) -> str:
    if met == total:
        return say("findings.result.essentials.all", total)
    if met == 0:
        return say("findings.result.essentials.none")
    return say("findings.result.essentials.some", met, total=say.count(total))


def _met(level: int | None, answered: bool, met: bool, lost: bool, say: Say) -> tuple[Met, str]:
    if met:
        return Met.MET, say("findings.result.essentials.met")
    if level is not None:
        return Met.MISSING, say(
            "findings.result.essentials.no_longer" if lost else "findings.result.essentials.not_yet"
        )
    return Met.UNKNOWN, say("findings.dont_know" if answered else "findings.no_answer")


def _items(names: Mapping[str, str], values: Mapping[str, Shown | None], say: Say) -> str:
    """Every score in words, for those who hear the figure."""
    return "; ".join(_item(names[one], value, say) for one, value in values.items())


def _item(name: str, value: Shown | None, say: Say) -> str:
    if value is None:
        words = say("findings.does_not_apply")
        return say("findings.result.item.words", name=name, words=words)
    if value.points is None:
        return say("findings.result.item.range", name=name, range=between(value, say))
    points = number(value.points, say.language)
    if value.is_certain:
        return say("findings.result.item.exact", name=name, points=points)
    return say("findings.result.item.ranged", name=name, points=points, range=between(value, say))


def _table(head: str, names: Mapping[str, str], values: Mapping[str, Shown | None], say: Say) -> Table:
    rows = []
    for one, value in values.items():
        if value is None:
            rows.append((names[one], UNKNOWN, say("findings.does_not_apply")))
            continue
        figure = UNKNOWN if value.points is None else number(value.points, say.language)
        rows.append((names[one], figure, "" if value.is_certain else between(value, say)))
    heads = tuple(say(f"findings.head.{name}") for name in (head, "score", "range"))
    return Table(heads, tuple(rows))


def _key(values: Mapping[str, Shown | None], say: Say) -> Key:
    """The names of the marks that are drawn in some row."""
    pointed = any(value is not None and value.points is not None for value in values.values())
    ranged = any(value is not None and not value.is_certain for value in values.values())
    possible = say("findings.key.possible") if ranged else ""
    return Key(you=say("findings.key.you") if pointed else "", possible=possible)
