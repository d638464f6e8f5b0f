"""What people want from the accounts beside what is posted, in words: gaps, how alike the two are, what moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.findings import words
from assessment.findings.rows import Key, Row, Table
from assessment.language import line, month, number, percent, whole_points
from assessment.voices.content import voices
from assessment.voices.expectations import (
    APART,
    INDEX_FROM,
    POINTS,
    CountProblem,
    Gap,
    Poll,
    PollAndTally,
    PollBesideTally,
    Served,
    compared,
    is_of_one_time,
    largest_then_and_now,
)
from assessment.wording import Say

PRACTICE = "MI3.1"  # that asks whether people are asked what they want
MOST_DRAWN = 8  # gaps in the figure; the table has all of them
_SCALES = (20, 50, 100)  # points to both sides of none: the first that holds every interval is drawn


@dataclass(frozen=True)
class Gaps:
    """All that is said of a poll beside a tally."""

    headline: str
    made_of: str  # who was asked, and how many posts
    sentences: tuple[str, ...]  # what is wanted more, what is posted more, what of the rest
    rows: tuple[Row, ...]
    ticks: tuple[str, ...]
    key: Key
    alt: str
    about: str  # how the figure is read
    table: Table
    match: str
    duties: str
    caveats: tuple[str, ...]
    moved: str = ""  # since the time before; empty where there was none
    step: str = ""  # that answers the largest gap; empty where no gap is clear


def told(now: PollAndTally, before: PollAndTally | None, say: Say) -> Gaps | None:
    """Say what a poll and a tally show; None where nothing of them can be compared."""
    found = compared(now.poll, now.tally)
    if found is None:
        return None
    clear, drawn = _clear(found), found.gaps[:MOST_DRAWN]
    reach = _reach(drawn)
    return Gaps(
        headline=_headline(clear, say),
        made_of=_made_of(now, say),
        sentences=tuple(_sentences(found, now, say)),
        rows=tuple(_row(one, reach, say) for one in drawn),
        ticks=tuple(signed(points, say) for points in (-reach, -reach // 2, 0, reach // 2, reach)),
        key=Key(you=say("gaps.key.gap"), possible=say("gaps.key.interval"), median=say("gaps.key.none")),
        alt=say("gaps.alt", None, gaps="; ".join(_aloud(one, say) for one in drawn)),
        about=say("gaps.about", None, points=number(POINTS, say.language)),
        table=_table(found, say),
        match=_match(found, now.poll, say),
        duties=say("gaps.duties", None, kinds=words.listed(_duties(say), say)),
        caveats=(say("gaps.caveat.followers"), say("gaps.caveat.choices")),
        moved="" if before is None else _moved(found, before, say),
        step="" if (first := clearest(now)) is None else steps(first)[say.language],
    )


def steps(gap: Gap) -> dict[str, str]:
    """What a department can do about a clear gap, as a step of its plan in each language."""
    found = {}
    for language in voices().question.languages():
        say = Say(language)
        facts = {"kind": words.quoted(label(gap.kind, say), say), "points": _points(gap, say)}
        found[language] = line(say(f"gaps.step.{gap.served}", None, **facts))
    return found


def clearest(now: PollAndTally) -> Gap | None:
    """The largest clear gap to act on; None where there is none. Nobody is told to post less of what is a duty."""
    found = compared(now.poll, now.tally)
    duties = {one.id for one in voices().kinds if one.duty}
    clear = [] if found is None else _clear(found)
    return next((one for one in clear if one.served is Served.UNDER or one.kind not in duties), None)


def label(kind: str, say: Say) -> str:
    """A kind of content by name."""
    found = voices().kind(kind)
    return kind if found is None else found.label[say.language]


def problem(one: CountProblem, say: Say) -> str:
    """What cannot be with counts, or can hardly be, and what to do."""
    given, bound = number(one.given, say.language), number(one.bound, say.language)
    return say(f"gaps.wrong.{one.wrong}", None, given=given, bound=bound)


def signed(points: float, say: Say) -> str:
    """A difference in points with its sign; one that is smaller than what is called a gap is not shown as large."""
    size = whole_points(abs(points), (POINTS,))
    sign = "" if not size else "+" if points > 0 else "−"
    return f"{sign}{number(size, say.language)}"


def _clear(found: PollBesideTally) -> list[Gap]:
    return [one for one in found.gaps if one.served is not Served.NEITHER]


def _points(gap: Gap, say: Say) -> str:
    return number(whole_points(abs(gap.points), (POINTS,)), say.language)


def _duties(say: Say) -> list[str]:
    return [one.label[say.language] for one in voices().kinds if one.duty]


def _headline(clear: Sequence[Gap], say: Say) -> str:
    if not clear:
        return say("gaps.headline.neither")
    return say(f"gaps.headline.{clear[0].served}", None, kind=words.quoted(label(clear[0].kind, say), say))


def _made_of(now: PollAndTally, say: Say) -> str:
    asked_in, posted_in = (month(one, say.language) for one in (now.poll.month, now.tally.month))
    key = "gaps.asked_where" if now.poll.where else "gaps.asked"
    asked = say(key, now.poll.asked, month=asked_in, where=now.poll.where)
    return f"{asked} {say('gaps.posts', sum(now.tally.posts.values()), month=posted_in)}"


def _sentences(found: PollBesideTally, now: PollAndTally, say: Say) -> Iterator[str]:
    for served in (Served.UNDER, Served.OVER):
        names = [label(one.kind, say) for one in found.gaps if one.served is served]
        if names:
            yield say(f"gaps.sentence.{served}", None, kinds=words.listed(names, say))
    rest = sum(one.served is Served.NEITHER for one in found.gaps)
    if rest:
        yield say("gaps.sentence.neither", rest)
    if found.left_out:
        yield say("gaps.left_out", found.left_out)
    if not is_of_one_time(now):
        yield say("gaps.other_time", None, most=number(APART, say.language))


def _reach(gaps: Sequence[Gap]) -> int:
    """How many points the figure has to both sides of none."""
    widest = max(max(abs(one.low), abs(one.high), abs(one.points)) for one in gaps)
    return next((one for one in _SCALES if widest <= one), _SCALES[-1])


def _row(gap: Gap, reach: int, say: Say) -> Row:
    def place(points: float) -> float:
        return 50 + 50 * points / reach

    return Row(
        label(gap.kind, say),
        score=place(gap.points),
        low=place(gap.low),
        high=place(gap.high),
        median=50,
        number=signed(gap.points, say),
        verdict=_verdict(gap, say),
    )


def _verdict(gap: Gap, say: Say) -> str:
    if gap.served is not Served.NEITHER:
        return say(f"gaps.served.{gap.served}")
    return say("gaps.served.small" if abs(gap.points) < POINTS else "gaps.served.unsure")


def _shares(gap: Gap, say: Say) -> str:
    wanted, posted = percent(gap.wanted, say.language), percent(gap.posted, say.language)
    return say("gaps.shares", None, wanted=wanted, posted=posted)


def _aloud(gap: Gap, say: Say) -> str:
    return words.named(label(gap.kind, say), _shares(gap, say), _difference(gap, say))


def _difference(gap: Gap, say: Say) -> str:
    low, high = _bound(gap.low, gap, say), _bound(gap.high, gap, say)
    return say("gaps.difference", None, points=signed(gap.points, say), low=low, high=high, verdict=_verdict(gap, say))


def _bound(points: float, gap: Gap, say: Say) -> str:
    """An end of an interval; one that leaves out zero is not shown to end there."""
    if gap.served is Served.NEITHER or whole_points(abs(points), (POINTS,)):
        return signed(points, say)
    return f"{'+' if points > 0 else '−'}{number(max(abs(points), 0.1), say.language, 1)}"


def _table(found: PollBesideTally, say: Say) -> Table:
    heads = (say("gaps.head.kind"), say("gaps.head.shares"), say("gaps.head.difference"))
    rows = ((label(one.kind, say), _shares(one, say), _difference(one, say)) for one in found.gaps)
    return Table(heads, tuple(rows))


def _match(found: PollBesideTally, poll: Poll, say: Say) -> str:
    if found.match is None:
        return say(
            "gaps.match.few", None, least=number(INDEX_FROM, say.language), asked=number(poll.asked, say.language)
        )
    one = found.match
    index, mean, low, high = (number(value, say.language) for value in (one.index, one.by_chance, one.low, one.high))
    told_apart = say("gaps.match.differs" if one.index < one.low else "gaps.match.by_chance")
    return f"{say('gaps.match.index', None, index=index, mean=mean, low=low, high=high)} {told_apart}"


def _moved(found: PollBesideTally, before: PollAndTally, say: Say) -> str:
    """How the largest gap of the time before stands now."""
    earlier = compared(before.poll, before.tally)
    if earlier is None:
        return ""
    then, now = largest_then_and_now(earlier, found)
    facts = {"kind": words.quoted(label(then.kind, say), say), "then": signed(then.points, say)}
    if now is None:
        return say("gaps.moved.no_more", None, **facts)
    by = abs(now.points) - abs(then.points)
    how = "about_same" if abs(by) < POINTS else "smaller" if by < 0 else "larger"
    return say(f"gaps.moved.{how}", None, **facts, now=signed(now.points, say))
