"""Which platforms are in use, in finished words; for the coordinator alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.findings.region.words import by_size
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import fitting, out_of
from assessment.language import UNKNOWN, number, percent
from assessment.questionnaire import Questionnaire
from assessment.region import Platform, PlatformRound
from assessment.wording import Say


@dataclass(frozen=True)
class OnPlatforms:
    """The platforms of the last round, beside the one before."""

    picture: Picture
    followers: Table
    who: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # a platform, and who is on it by size


def platforms(found: Sequence[Platform], questionnaire: Questionnaire, titles: Sequence[str], say: Say) -> OnPlatforms:
    """Put the platforms in words.

    Args:
        found: each platform over the rounds.
        questionnaire: that of the last round; it names the platforms.
        titles: of the rounds, oldest first, as the platforms have them.
        say: the reader's language.
    """
    used = [one for one in found if any(of_round.accounts for of_round in one.rounds[-2:])]
    names = {one.platform_id: _name(questionnaire, one.platform_id, say) for one in used}
    rows = tuple(_row(names[one.platform_id], one.rounds, titles, say) for one in used)
    lines = tuple(_line(names[one.platform_id], one.rounds, say) for one in used)
    several = len(titles) > 1
    heads = (
        say("region.head.platform"),
        titles[-1] if titles else say("region.head.now"),
        titles[-2] if several else say("region.head.before"),
    )
    return OnPlatforms(
        picture=Picture(
            headline=_headline(used, names, say),
            rows=rows,
            alt=say("region.platforms.alt", items="; ".join(f"{line[0]}: {line[1]}" for line in lines)),
            table=Table(heads, lines),
            key=Key(
                you=say("region.key.now", round=titles[-1]) if titles else "",
                before=say("region.key.before", round=titles[-2]) if several else "",
            ),
            unit=percent(0, say.language).replace("0", ""),
        ),
        followers=Table(
            tuple(say(f"region.head.{name}") for name in ("platform", "followers", "median_followers")),
            tuple(_followers(names[one.platform_id], one.rounds[-1], say) for one in used),
        ),
        who=tuple(
            (names[one.platform_id], by_size([account.member for account in one.rounds[-1].accounts], say))
            for one in used
            if one.rounds[-1].accounts
        ),
    )


def _name(questionnaire: Questionnaire, platform_id: str, say: Say) -> str:
    options = questionnaire.field("platforms").options
    return options[platform_id][say.language] if platform_id in options else platform_id


def _headline(used: Sequence[Platform], names: dict[str, str], say: Say) -> str:
    now = {one.platform_id: one.rounds[-1] for one in used if one.rounds[-1].accounts}
    if not now:
        return say("region.platforms.none")
    first = max(now, key=lambda one: len(now[one].accounts))
    return fitting(
        say,
        say(
            "region.platforms.most",
            len(now[first].accounts),
            platform=names[first],
            of=number(now[first].n, say.language),
        ),
        say("region.platforms.title"),
    )


def _row(name: str, rounds: Sequence[PlatformRound], titles: Sequence[str], say: Say) -> Row:
    now, before = rounds[-1], rounds[-2] if len(titles) > 1 else None
    was = out_of(len(before.accounts), before.n, say) if before is not None else ""
    return Row(
        name,
        score=now.share,
        before=before.share if before is not None else None,
        number=out_of(len(now.accounts), now.n, say),
        verdict=say("region.standing.was", before=was) if was else "",
    )


def _line(name: str, rounds: Sequence[PlatformRound], say: Say) -> tuple[str, str, str]:
    now = rounds[-1]
    before = rounds[-2] if len(rounds) > 1 else None
    return (
        name,
        out_of(len(now.accounts), now.n, say),
        UNKNOWN if before is None else out_of(len(before.accounts), before.n, say),
    )


def _followers(name: str, now: PlatformRound, say: Say) -> tuple[str, str, str]:
    if now.followers is None or now.median_followers is None:
        return name, UNKNOWN, UNKNOWN
    rests_on = say("region.platforms.said", len(now.said))
    return (name, f"{number(now.followers, say.language)} ({rests_on})", number(now.median_followers, say.language))
