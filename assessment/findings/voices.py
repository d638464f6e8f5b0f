"""What others say of a department, in finished words, for its own paper."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings.rows import Table
from assessment.findings.words import out_of
from assessment.language import moment_day, month, number
from assessment.reading.voices import Heard, Opinion
from assessment.voices import climate, opinion
from assessment.voices.climate import Sheets
from assessment.voices.content import voices
from assessment.voices.expectations import APART, Compared, Gap, Match, Pair, is_of_one_time
from assessment.voices.opinion import Sees
from assessment.wording import Say


def asked(both: Pair, say: Say) -> str:
    """Who was asked, which posts were sorted, and where people were."""
    poll, tally = both.poll, both.tally
    told = say(
        "voices_paper.asked",
        None,
        asked=number(poll.asked, say.language),
        month=month(poll.month, say.language),
        posts=number(sum(tally.posts.values()), say.language),
        until=month(tally.month, say.language),
    )
    return f"{told} {say('voices_paper.where', None, where=poll.where)}" if poll.where else told


def gaps(found: Compared, say: Say, most: int | None = None) -> Table:
    """The gaps by kind, the largest first."""
    heads = tuple(say(f"voices_paper.head.{one}") for one in ("kind", "wanted", "posted", "gap", "means"))
    return Table(heads, tuple(_gap(one, say) for one in found.gaps[:most]))


def _gap(one: Gap, say: Say) -> tuple[str, ...]:
    kind = voices().kind(one.kind)
    assert kind is not None, "counts are of kinds that there are"
    name = kind.label[say.language]
    return (
        say("voices_paper.duty", None, kind=name) if kind.duty else name,
        say("voices_paper.percent", None, share=_whole(one.wanted, say)),
        say("voices_paper.percent", None, share=_whole(one.posted, say)),
        say(
            "voices_paper.interval",
            None,
            points=_whole(one.points, say),
            low=_whole(one.low, say),
            high=_whole(one.high, say),
        ),
        say(f"voices_paper.served.{one.served}"),
    )


def about(found: Compared, both: Pair, say: Say) -> Iterator[str]:
    """What the gaps leave out, how alike the two are, and how all of it is to be read."""
    if not is_of_one_time(both):
        yield say("gaps.other_time", None, most=number(APART, say.language))
    if found.left_out:
        yield say("voices_paper.left_out", None, posts=number(found.left_out, say.language))
    yield _match(found.match, say) if found.match is not None else say("voices_paper.no_match")
    yield say("voices_paper.caution")


def _match(match: Match, say: Say) -> str:
    facts = {name: _whole(getattr(match, name), say) for name in ("index", "by_chance", "low", "high")}
    return say("voices_paper.match", None, **facts)


def returned(sheets: Sheets, say: Say) -> str:
    """How many sheets came back."""
    return say(
        "voices_paper.returned",
        None,
        of=out_of(sheets.returned, sheets.staff, say),
        month=month(sheets.month, say.language),
    )


def agreement(sheets: Sheets, say: Say) -> Table:
    """What staff say on each statement of which something may be shown, and on no other."""
    heads = tuple(say(f"voices_paper.head.{one}") for one in ("statement", "agree", "mean"))
    found = ((one, climate.agreed(sheets, one.id)) for one in voices().statements)
    rows = tuple(
        (
            one.text[say.language],
            say("voices_paper.percent", None, share=_whole(told.agree, say)),
            number(told.mean, say.language, 1),
        )
        for one, told in found
        if told is not None
    )
    return Table(heads, rows)


def second(one: Opinion, say: Say, zone: str) -> str:
    """In how many essentials a colleague sees less, more or the same."""
    counts, of = opinion.counted(one.found), len(one.found)
    facts = {f"{sees}": out_of(counts[sees], of, say) for sees in Sees}
    facts |= {"label": one.label, "day": moment_day(one.answered_at, say.language, zone)}
    key = "voices_paper.second_open" if counts[Sees.NOT_BOTH] else "voices_paper.second"
    return say(key, None, **{name: facts[name] for name in facts if name != Sees.NOT_BOTH or counts[Sees.NOT_BOTH]})


def foot(heard: Heard, say: Say) -> str:
    """As of when the paper is, and that nothing proves it."""
    assert heard.as_of is not None, "only what is there is put on paper"
    return say("voices_paper.foot", None, day=moment_day(heard.as_of, say.language, heard.zone))


def _whole(value: float, say: Say) -> str:
    return number(value, say.language).replace("-", "−")
