"""How a department moved over its rounds, each read with the questionnaire it answered and the figures shown then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

from assessment.assessed import Assessed, over_common
from assessment.benchmark import Moves
from assessment.findings.comparison import Compared, alone, comparison
from assessment.findings.overall import Overall, overall
from assessment.findings.rewording import rewording
from assessment.findings.rows import Boxes, BoxPicture, Key, Picture, Row, Table
from assessment.findings.words import out_of, shown
from assessment.language import UNKNOWN, number, percent
from assessment.questionnaire import asks_the_same
from assessment.reading.department import Past
from assessment.scoring import Scorecard
from assessment.wording import Say

_Line = TypeVar("_Line", Row, Boxes)


@dataclass(frozen=True)
class Break:
    """Where the questionnaire changed."""

    sentence: str  # what is common, how the score moved over that, and how many questions are worded anew
    reworded: Table | None  # which those are; None where there are none


@dataclass(frozen=True)
class Trend:
    """Several rounds in finished words."""

    scores: Picture  # a row a round, with a visible break where the questionnaire changed
    breaks: tuple[Break, ...]  # one between two rounds that answered different questionnaires
    practices: BoxPicture  # what is in use, beside the region as it was shown then
    captions: tuple[str, ...]  # of each round: whom the figures were about and of which day, or why there are none
    moves: tuple[str, ...]  # how many were counted newly or no longer, from one publication to the next


@dataclass(frozen=True)
class _Told:
    """A round in words."""

    past: Past
    overall: Overall
    compared: Compared | None

    @property
    def title(self) -> str:
        return self.past.round_title

    @property
    def scorecard(self) -> Scorecard:
        return self.past.assessed.scorecard


def trend(rounds: Sequence[Past], moves: Sequence[Moves | None], say: Say, zone: str) -> Trend:
    """Put several rounds in words. Nothing of the others is computed again.

    Args:
        rounds: oldest first, at least one.
        moves: between each round and the next, how many came and went; None where one of the two is not published.
        say: the reader's language.
        zone: the region's time zone, for the days of publications.
    """
    told = [_told(past, say, zone) for past in rounds]
    return Trend(
        scores=_scores(told, say),
        breaks=tuple(_breaks(rounds, say)),
        practices=_practices(told, say),
        captions=tuple(_caption(one, say) for one in told),
        moves=tuple(_moves(rounds, moves, say)),
    )


def _told(past: Past, say: Say, zone: str) -> _Told:
    words = overall(past.questionnaire, past.assessed.scorecard, say)
    return _Told(past, words, _beside_the_region(past, say, zone))


def _beside_the_region(past: Past, say: Say, zone: str) -> Compared | None:
    """What was in use beside the region; the peers are left to the page of the comparison, for they differ by round."""
    if past.benchmark is None or past.counted is None:
        return None
    counted = Assessed(past.questionnaire, past.counted.answers)
    return comparison(counted, past.benchmark, say, zone, beside_region=True).compared


def _scores(told: Sequence[_Told], say: Say) -> Picture:
    heads = tuple(say(f"history.head.{name}") for name in ("round", "score", "band"))
    lines = tuple((one.title, _score_words(one.overall), one.overall.band or UNKNOWN) for one in told)
    items = "; ".join(": ".join(line[:2]) for line in lines)
    ranged = any(one.overall.line.high > one.overall.line.low for one in told)
    return Picture(
        headline=_headline(told, say),
        rows=tuple(_broken(told, [_score_row(one, say) for one in told], partial(Row, heading=True), say)),
        alt=say("history.scores_alt", items=items),
        table=Table(heads, lines),
        key=Key(you=say("findings.key.you"), possible=say("findings.key.possible") if ranged else ""),
    )


def _broken(told: Sequence[_Told], rows: Sequence[_Line], heading: Callable[[str], _Line], say: Say) -> Iterator[_Line]:
    """The rows of the rounds, with a heading between two that answered different questionnaires."""
    yield from rows[:1]
    for (before, now), row in zip(pairwise(told), rows[1:], strict=True):
        if _is_break(before.past, now.past):
            yield heading(say("history.break", version=now.past.questionnaire.version))
        yield row


def _score_row(one: _Told, say: Say) -> Row:
    line, met = one.overall.line, one.scorecard.essentials.values()
    essentials = say("history.essentials", met=out_of(sum(met), len(met), say))
    return Row(
        one.title,
        score=line.score,
        low=line.low,
        high=line.high,
        number=UNKNOWN if line.score is None else line.number,
        count=f"{one.overall.band} · {essentials}" if one.overall.band else essentials,
        verdict=one.overall.words if line.score is None else one.overall.range,
        bold=True,
    )


def _score_words(words: Overall) -> str:
    return f"{words.words}, {words.range}" if words.range else words.words


def _headline(told: Sequence[_Told], say: Say) -> str:
    first, last = told[0].overall.line, told[-1].overall.line
    has_break = any(not asks_the_same(b.past.questionnaire, a.past.questionnaire) for a, b in pairwise(told))
    if len(told) < 3 or has_break or first.score is None or last.score is None:
        return say("history.rounds", len(told))
    return say("history.from_to", len(told), first=first.number, last=last.number)


def _is_break(before: Past, now: Past) -> bool:
    return before.questionnaire.sha256 != now.questionnaire.sha256


def _breaks(rounds: Sequence[Past], say: Say) -> Iterator[Break]:
    for before, now in pairwise(rounds):
        if _is_break(before, now):
            anew = rewording(before.questionnaire, now.questionnaire, say)
            sentence = _common(before, now, say)
            yield Break(f"{sentence} {anew.sentence}", anew.table) if anew else Break(sentence, None)


def _common(before: Past, now: Past, say: Say) -> str:
    """Say what two versions have in common, and where that is not all, how the score moved over it alone."""
    facts = {"before": before.round_title, "now": now.round_title}
    both = over_common(before.assessed, now.assessed)
    if both is None:
        return say("history.nothing_common", None, **facts)
    questions = sum(1 for _ in both[1].questionnaire.questions())
    asked = sum(sum(1 for _ in one.questionnaire.questions()) for one in (before, now)) - questions
    if questions == asked:
        return say("history.common_all", asked, **facts)
    shared = say(
        "history.common",
        None,
        **facts,
        shared=number(questions, say.language),
        of=number(asked, say.language),
        share=percent(100 * questions / asked, say.language),
    )
    points = [shown(one.questionnaire, one.scorecard.overall) for one in both]
    then, today = (None if one is None or one.points is None else number(one.points, say.language) for one in points)
    if then is None or today is None:
        return f"{shared} {say('history.common_unknown')}"
    return f"{shared} {say('history.common_score', then=then, today=today)}"


def _practices(told: Sequence[_Told], say: Say) -> BoxPicture:
    heads = tuple(say(name) for name in ("history.head.round", "findings.head.you", "history.head.region"))
    lines = tuple(
        (one.title, *(one.compared.pillars.table.rows[0][1:] if one.compared else (_own_words(one, say), UNKNOWN)))
        for one in told
    )
    captions = [one.compared.pillars.caption for one in told if one.compared]
    return BoxPicture(
        headline=say("history.practices" if captions else "history.practices_alone"),
        rows=tuple(_broken(told, [_practice_row(one, say) for one in told], partial(Boxes, heading=True), say)),
        alt=say("history.practices_alt", items=". ".join(": ".join((line[0], "; ".join(line[1:]))) for line in lines)),
        table=Table(heads, lines),
        caption=max(captions, key=len, default=say("findings.comparison.marks.box")),  # the one that explains most
    )


def _practice_row(one: _Told, say: Say) -> Boxes:
    if one.compared is not None:
        return replace(one.compared.pillars.rows[0], label=one.title)
    return alone(one.title, one.scorecard, say)


def _own_words(one: _Told, say: Say) -> str:
    used = one.scorecard.in_use.values()
    return out_of(sum(used), len(used), say)


def _caption(one: _Told, say: Say) -> str:
    if one.compared is not None:
        return say("history.caption", round=one.title, caption=one.compared.caption)
    if one.past.benchmark is None:
        return say("history.not_published", round=one.title)
    reason = one.past.benchmark.region.reason or "benchmark.not_counted"
    return say("history.caption", round=one.title, caption=say(reason))


def _moves(rounds: Sequence[Past], moves: Sequence[Moves | None], say: Say) -> Iterator[str]:
    for (before, now), moved in zip(pairwise(rounds), moves, strict=True):
        if moved is not None:
            came, left = (number(count, say.language) for count in (moved.came, moved.left))
            yield say("history.moves", before=before.round_title, now=now.round_title, came=came, left=left)
