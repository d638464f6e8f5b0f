"""What staff said of their department, in words: only what may be shown, and what may not is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.findings.rows import Table
from assessment.language import month, number, percent
from assessment.voices import climate
from assessment.voices.climate import Sheets, StatementScale
from assessment.voices.content import Statement, voices
from assessment.wording import Say

PRACTICE = "MI4.2"  # the question that it is evidence for


@dataclass(frozen=True)
class Climate:
    """What the sheets of a month say."""

    finding: str
    made_of: str
    scales: tuple[str, ...]  # a line each
    table: Table
    withheld: tuple[str, ...]  # the statements of which nothing is shown
    moved: tuple[str, ...]  # since the time before, a line each; empty where there was none


def now_and_before(kept: Sequence[Sheets]) -> tuple[Sheets | None, Sheets | None]:
    """The two newest months of which something may be shown."""
    enough = sorted((one for one in kept if climate.are_enough(one)), key=lambda one: one.month, reverse=True)
    return (enough[0] if enough else None), (enough[1] if len(enough) > 1 else None)


def told(now: Sheets, before: Sheets | None, say: Say) -> Climate:
    """Say what may be said of sheets that are enough."""
    language = say.language
    statements = voices().statements
    shown = [(one, agreed) for one in statements if (agreed := climate.agreed(now, one.id)) is not None]
    most = sum(agreed.agree > 50 for _, agreed in shown)
    rows = tuple(
        (one.text[language], percent(agreed.agree, language), number(agreed.mean, language, 1)) for one, agreed in shown
    )
    heads = tuple(say(f"climate.head.{one}") for one in ("statement", "agree", "mean"))
    facts = {"returned": number(now.returned, language), "staff": number(now.staff, language)}
    return Climate(
        finding=say("climate.finding", most, of=say.count(len(shown))) if shown else say("climate.none_shown"),
        made_of=say("climate.made_of", None, month=month(now.month, language), **facts),
        scales=tuple(_scale(one, say) for one in _scales(now)),
        table=Table(heads, rows),
        withheld=tuple(one.text[language] for one in statements if one not in [other for other, _ in shown]),
        moved=() if before is None else tuple(_moved(before, now, say)),
    )


def _scales(sheets: Sheets) -> tuple[StatementScale, ...]:
    return climate.scales(sheets, _of(voices().statements))


def _of(statements: Sequence[Statement]) -> Mapping[str, str]:
    return {one.id: one.scale for one in statements}


def _scale(one: StatementScale, say: Say) -> str:
    return say("climate.scale_line", None, scale=say(f"climate.scale.{one.scale}"), mean=_mean(one, say))


def _moved(before: Sheets, now: Sheets, say: Say) -> list[str]:
    was = {one.scale: one for one in _scales(before)}
    return [
        say(
            "climate.moved.line",
            None,
            scale=say(f"climate.scale.{one.scale}"),
            before=_mean(was[one.scale], say),
            then=month(before.month, say.language),
            now=_mean(one, say),
            verdict=say(f"climate.moved.{climate.moved(was[one.scale], one)}"),
        )
        for one in _scales(now)
        if one.scale in was
    ]


def _mean(one: StatementScale, say: Say) -> str:
    return number(one.mean, say.language, 1)
