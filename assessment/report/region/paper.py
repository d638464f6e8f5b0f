"""The report of a region on paper: who takes part and where it stands; for others only what anybody may know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment import __version__
from assessment.findings import region as words
from assessment.findings.overall import Fact
from assessment.findings.rows import Picture, Table
from assessment.findings.words import marked, out_of
from assessment.language import moment_day, number, percent
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.reading.files import Gathered, Inside
from assessment.reading.region import Planned
from assessment.report.pieces import (
    Contents,
    Document,
    DotRows,
    Facts,
    Grid,
    Heading,
    Listing,
    NewPart,
    PairItem,
    Pairs,
    Paragraph,
    Piece,
    StepItem,
    Steps,
)
from assessment.report.reported import printed
from assessment.rounds import RoundState
from assessment.wording import Say

NEEDS = 10  # those of most departments; all of them are in the workbook
NAMES = 400  # departments of a region that is printed whole; of a larger one, as many of each size as make that


def paper(gathered: Gathered, language: str) -> Document:
    """Put a round of a region on paper."""
    say, kept, for_others = Say(language), gathered.inside, gathered.for_others
    day = moment_day(gathered.as_of, language, gathered.zone)
    title = say("files.title", region=gathered.region_name)
    parts = [_opening(gathered, say)]
    if kept is not None:
        parts += [_standing(kept, say), _weak(kept, say), _needs(kept, say), _changed(kept, say)]
    parts.append(_compared(gathered, say))
    if gathered.planned is not None:
        parts.append(_steps(gathered.planned, gathered.zone, say))
    if kept is not None:
        parts.append(_each(kept, say))
    parts.append(_method(gathered, say))
    return Document(
        language=language,
        title=f"{title} · {gathered.asked.title}",
        author=gathered.region_name,
        about=say("files.about", round=gathered.asked.title),
        keywords=(
            "kind=region",
            f"language={language}",
            f"for={'others' if for_others else 'coordinator'}",
            f"questionnaire={gathered.questionnaire.sha256}",
            f"program={__version__}",
        ),
        made_at=gathered.as_of,
        running=say("files.running", region=gathered.region_name, round=gathered.asked.title),
        chapters=True,
        foot=say(f"files.foot.{'others' if for_others else 'coordinator'}", day=day),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=tuple(_together(parts, say, listed=kept is not None)),
    )


def _together(parts: Sequence[Iterator[Piece]], say: Say, *, listed: bool) -> Iterator[Piece]:
    """The opening, the contents where there are more parts than a page shows at once, and each further part."""
    opening, *others = parts
    yield from opening
    if listed:
        yield Contents(say("report.contents"), level=2)
    for part in others:
        yield NewPart()
        yield from part


def _opening(gathered: Gathered, say: Say) -> Iterator[Piece]:
    turnout, asked = gathered.turnout, gathered.asked
    said = words.turnout_words(turnout, gathered.questionnaire, say)
    day = moment_day(gathered.as_of, say.language, gathered.zone)
    yield Paragraph(say("files.where", region=gathered.region_name, round=asked.title, day=day), "quiet")
    yield Heading(1, said.headline)
    yield Facts(tuple(_facts(gathered, say)))
    yield Grid(said.table, wide=(2, 1, 1), right=(1, 2))
    for note in said.notes:
        yield Paragraph(note, "quiet")
    if any(one.submitted for one in gathered.growth):
        is_open = turnout.state is RoundState.OPEN
        network = words.network(gathered.growth, say, open_id=asked.id if is_open else None)
        yield Heading(2, network.picture.headline)
        yield Paragraph(network.caption, "quiet")
        yield _chart(network.picture)


def _facts(gathered: Gathered, say: Say) -> Iterator[Fact]:
    turnout, last = gathered.turnout, gathered.growth[-1]
    total = turnout.invited - turnout.left
    yield Fact(out_of(turnout.submitted, total, say), say("files.fact.submitted"))
    if last.share is not None:
        yield Fact(percent(last.share, say.language), say("files.fact.share"))
    if gathered.inside is not None:
        found = reading.stood(gathered.inside.now)
        yield Fact(out_of(found.with_essentials, found.n, say), say("files.fact.essentials"))


def _standing(kept: Inside, say: Say) -> Iterator[Piece]:
    found = words.standing([reading.stood(one) for one in kept.rounds], say)
    yield Heading(1, found.headline)
    yield Paragraph(found.essentials)
    yield Heading(2, found.bands.headline)
    yield Paragraph(f"{say('region.standing.bands_caption')} {found.left_out}".rstrip(), "quiet")
    yield _chart(found.bands)
    yield Heading(2, found.scores.headline)
    yield Paragraph(" ".join((say("region.median_means"), *found.notes)), "quiet")
    yield _chart(found.scores)
    if len(found.rounds.rows) > 1:
        yield Heading(2, found.rounds.headline)
        yield Paragraph(say("region.standing.rounds_caption"), "quiet")
        yield _chart(found.rounds, key=False)


def _weak(kept: Inside, say: Say) -> Iterator[Piece]:
    asks = _asks(kept)
    topics = words.topics(reading.topics(kept.now, reading.EVERYBODY), asks, say)
    essentials = words.essentials(reading.essentials(kept.now, reading.EVERYBODY), asks, say)
    yield Heading(1, topics.headline)
    yield Paragraph(f"{say('region.topics.caption')} {say('region.rests_on', len(kept.now.assessed))}.", "quiet")
    yield _chart(topics)
    yield Heading(2, essentials.headline)
    yield Grid(essentials.table, wide=(2.4, 1, 1.2), right=(1, 2))


def _needs(kept: Inside, say: Say) -> Iterator[Piece]:
    asks = _asks(kept)
    found = words.needs(reading.weak(kept.now, reading.EVERYBODY), asks, say)
    yield Heading(1, found.headline)
    yield Heading(2, say("region.needs.topics"))
    yield Listing(tuple(f"{one.name}. {one.sentence}" for one in found.topics))
    yield Heading(2, found.needs_headline)
    yield Paragraph(say("region.needs.needs_means"), "quiet")
    yield Steps(
        tuple(
            StepItem(marked(asks.question(one.question_id), say), "\n".join((one.sentence, *one.actions)))
            for one in found.needs[:NEEDS]
        )
    )
    gaps = words.introductions(reading.helpers(kept.now, frozenset()), asks, say)
    yield Heading(2, gaps.headline)
    if gaps.fit:
        yield Paragraph(say("files.helping"), "quiet")
        yield Grid(
            Table(
                tuple(say(f"files.head.{name}") for name in ("practice", "missing", "agreed")),
                tuple((gap.practice, gap.missing_in, number(gap.agreed, say.language)) for gap in gaps.fit),
            ),
            wide=(2, 1, 1.4),
            right=(1, 2),
        )


def _changed(kept: Inside, say: Say) -> Iterator[Piece]:
    if len(kept.rounds) < 2:
        yield Heading(1, say("region.movement.nobody"))
        yield Paragraph(say("files.first_round"))
        return
    before, now = kept.rounds[-2:]
    found = words.movement(reading.moved(now, before), _asks(kept), before.asked.title, now.asked.title, say)
    yield Heading(1, found.headline)
    yield Paragraph(f"{found.rests_on} {found.noise}")
    yield Grid(found.table, wide=(2, 1), right=(1,))
    for note in (*found.notes, *(f"{title}." for title, _ in found.lists)):
        yield Paragraph(note)
    yield Heading(2, found.practices_headline)
    yield Paragraph(say("region.movement.practices_means"), "quiet")
    if found.practices.rows:
        yield Grid(found.practices, wide=(2, 1, 1), right=(1, 2))
    else:
        yield Paragraph(say("region.movement.none_came"))


def _compared(gathered: Gathered, say: Say) -> Iterator[Piece]:
    asks, submitted = printed(gathered.questionnaire), gathered.turnout.submitted
    told = words.for_others(gathered.benchmark, asks, submitted, say, gathered.zone)
    yield Heading(1, say("region.others.title"))
    yield Paragraph(told.note)
    if told.pillars is not None:
        yield Paragraph(say("region.median_means"), "quiet")
        yield _chart(told.pillars)
    if told.practices is not None:
        yield Heading(2, say("files.practices"))
        yield Paragraph(told.practices_note, "quiet")
        yield Grid(told.practices, wide=(1.4, 2))


def _steps(planned: Planned, zone: str, say: Say) -> Iterator[Piece]:
    found = words.steps(planned, say, zone)
    yield Heading(1, found.headline)
    yield Paragraph(found.about)
    if found.lines:
        yield Grid(found.table, wide=(1.6, 0.8, 2), right=(1,))


def _each(kept: Inside, say: Say) -> Iterator[Piece]:
    """Departments by size and name: score with its band, and the essentials they miss; of more, how many and where."""
    asks = _asks(kept)
    found = reading.stood(kept.now)
    missing = {
        one.member.id: ", ".join(
            asks.question(question_id).name[say.language]
            for question_id, met in one.scorecard.essentials.items()
            if not met
        )
        for one in kept.now.assessed
    }
    yield Heading(1, say("region.standing.each"))
    yield Paragraph(say("region.standing.each_means"), "quiet")
    heads = tuple(say(f"region.head.{name}") for name in ("department", "score_band", "missing_ones"))
    sizes = dict.fromkeys(one.member.staff_band for one in found.placed)
    most = NAMES if len(found.placed) <= NAMES else NAMES // len(sizes)
    for band in sizes:
        those = [one for one in found.placed if one.member.staff_band == band]
        rows = tuple(
            (*words.placed_row(one, asks, say), missing[one.member.id] or say("region.essentials.none_missing"))
            for one in those[:most]
        )
        yield Heading(2, words.size(band, say), listed=False)
        yield Grid(Table(heads, rows), wide=(1.5, 1.2, 2.6))
        if more := those[most:]:
            sheets = {name: say(f"files.sheet.{name}.title") for name in ("scores", "essentials")}
            yield Paragraph(say("files.more", len(more), **sheets))


def _method(gathered: Gathered, say: Say) -> Iterator[Piece]:
    yield Heading(1, say("files.how_to_read"))
    for name in ("score", "levels", "in_use", "order"):
        if not gathered.for_others or name == "in_use":
            yield Paragraph(say(f"files.means.{name}"))
    yield Paragraph(say("files.limits"))
    values = {
        "region": gathered.region_name,
        "round": gathered.asked.title,
        "as_of": moment_day(gathered.as_of, say.language, gathered.zone),
        "questionnaire": f"{gathered.questionnaire.version} · {gathered.questionnaire.sha256[:12]}",
        "program": say("report.provenance.versioned", name=say("menu.product"), version=__version__),
        "for_whom": say(f"files.for_whom.{'others' if gathered.for_others else 'coordinator'}"),
    }
    items = tuple(PairItem(say(f"files.head.{name}"), value) for name, value in values.items())
    yield Pairs((say("report.provenance.what"), say("report.provenance.value")), items)


def _chart(picture: Picture, *, key: bool = True) -> DotRows:
    return DotRows(picture.rows, picture.alt, picture.table, picture.key if key else None, picture.unit)


def _asks(kept: Inside) -> Questionnaire:
    """The questionnaire with the apostrophes and quotes of print."""
    return printed(kept.now.questionnaire)
