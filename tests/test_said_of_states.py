"""No sentence names an event whose record is not there: every page, in each of the eight states of a round.

What a page says is told by the keys it asks the wording for, so nothing here depends on how a sentence is put.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import pytest
from conftest import OpenPage, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything
from regions import hand_in
from worlds import Clock, World, filled

from assessment.language import day
from assessment.people import Role
from assessment.rounds import NewDepartment, Progress, Round, RoundState
from assessment.screens import SCREENS, open_to
from assessment.storage import Event
from assessment.wording import Say, entries

OTHERS = [f"d{number}" for number in range(6)]  # who submit, so that there is something to publish
SUBMITS, BEGINS, LOOKS_ON = "alba", "bruma", "cella"
TOPIC = next(QUESTIONNAIRE.dimensions()).id


# --- the eight states


@dataclass(frozen=True)
class Now:
    """A state: how it comes about, and on which days a department could or can answer for the last time."""

    make: Callable[[World], None]
    last_day: date
    own: Mapping[str, date]  # of who has another


def at(world: World, month: int, day_of: int) -> None:
    """Put the clock on a day, at nine in UTC, and sign everybody in again."""
    world.clock.at = datetime(2027, month, day_of, 9, tzinfo=UTC)
    for one in (SUBMITS, BEGINS, LOOKS_ON):
        world.sign_in(one, Role.CHIEF, department_id=one)
    world.sign_in("north", Role.COORDINATOR, region_id="north")


def planned(world: World) -> None:
    at(world, 2, 20)


def opened(world: World) -> None:
    at(world, 4, 1)
    for one in (*OTHERS, SUBMITS):
        hand_in(world, one, everything(2))
    world.of(BEGINS).save_answer(world.of(BEGINS).begin(world.round_id, BEGINS).id, "PI1.1", 2, 0)


def extended(world: World) -> None:
    opened(world)
    world.operator.extend(world.round_id, date(2027, 6, 15))
    world.operator.extend(world.round_id, date(2027, 6, 30), BEGINS)


def closed_early(world: World) -> None:
    opened(world)
    at(world, 4, 5)
    world.operator.close(world.round_id)


def closed(world: World) -> None:
    opened(world)
    at(world, 6, 10)


def published(world: World) -> None:
    closed(world)
    world.operator.publish(world.round_id)


def reopened(world: World) -> None:
    published(world)
    world.operator.reopen(world.round_id, SUBMITS, "Una svista", date(2027, 6, 30))


def published_again(world: World) -> None:
    reopened(world)
    draft = world.of(SUBMITS).draft(world.round_id, SUBMITS)
    assert draft is not None
    world.of(SUBMITS).save_answer(draft.id, "PI1.1", 4, 1)
    world.of(SUBMITS).submit(draft.id)
    at(world, 6, 12)
    world.operator.publish(world.round_id)


PUBLISHED = {  # the last time
    "published": date(2027, 6, 10),
    "reopened": date(2027, 6, 10),
    "published again": date(2027, 6, 12),
}
MAY, APRIL, JUNE = date(2027, 5, 31), date(2027, 4, 5), date(2027, 6, 30)
STATES = {
    "planned": Now(planned, MAY, {}),
    "open": Now(opened, MAY, {}),
    "extended": Now(extended, date(2027, 6, 15), {BEGINS: JUNE}),
    "closed early": Now(closed_early, APRIL, {}),
    "closed": Now(closed, MAY, {}),
    "published": Now(published, MAY, {}),
    "reopened": Now(reopened, MAY, {SUBMITS: JUNE}),
    "published again": Now(published_again, MAY, {SUBMITS: JUNE}),
}


@contextmanager
def world_in(state: str, path: Path) -> Iterator[World]:
    with filled(World(path / "in-touch.db", Clock(datetime(2027, 2, 20, 9, tzinfo=UTC)))) as world:
        names = [*OTHERS, LOOKS_ON]
        world.operator.add_departments("north", [NewDepartment(one.title(), "it", 12, id=one) for one in names])
        world.operator.invite_to(world.round_id, *names)
        STATES[state].make(world)
        yield world


# --- what is on record


@dataclass(frozen=True)
class Records:
    """What the store holds of a round, for somebody who reads of it."""

    world: World
    state: str
    who: str  # the department, or the coordinator

    @cached_property
    def asked(self) -> Round:
        return self.world.operator.round(self.world.round_id)

    @property
    def life(self) -> RoundState:
        return self.asked.state(self.world.clock())

    @cached_property
    def events(self) -> list[Event]:
        return self.world.operator.events("north", round_id=self.asked.id, most=1000)

    @cached_property
    def progress(self) -> dict[str, Progress]:
        return {one.participation.department_id: one for one in self.world.operator.progress(self.asked.id)}

    def count(self, kind: str, department: str | None = None) -> int:
        return sum(one.kind == kind and department in (None, one.department_id) for one in self.events)

    @property
    def mine(self) -> Progress:
        return self.progress[self.who]

    @property
    def is_open(self) -> bool:
        """Whether the department can answer."""
        return self.mine.participation.is_open(self.asked, self.world.clock())

    @property
    def has_submitted(self) -> bool:
        return self.who in self.progress and self.mine.submitted_at is not None

    @property
    def is_sealed(self) -> bool:
        return self.has_submitted and not self.mine.reopened

    @property
    def submitted(self) -> int:
        return sum(one.submitted_at is not None for one in self.progress.values())

    @property
    def last_day(self) -> date:
        """The last for whoever reads, as written down above."""
        return STATES[self.state].own.get(self.who, STATES[self.state].last_day)


@dataclass(frozen=True)
class Said:
    """What a page asked the wording for."""

    key: str
    count: int | None
    facts: Mapping[str, object]
    language: str

    def tells(self, on: date, name: str = "day") -> bool:
        """Whether it names a day."""
        return self.facts[name] == day(on, self.language)


Holds = Callable[[Records, Said], bool]


def never(_: Records, __: Said) -> bool:
    """There is one round here: nothing can be said of another."""
    return False


# What must be on record where a sentence is said.
CLAIMS: dict[str, Holds] = {
    "benchmark.kept": lambda r, _: r.count("published") > 1,
    "benchmark.not_counted": lambda r, _: r.count("published") > 0 and not r.has_submitted,
    "benchmark.seen": lambda r, _: r.count("published") > 0,
    "beginning.uninvited": never,  # somebody of each department has signed in
    "colleagues.to_confirm": never,
    "comparison.newer": never,
    "comparison.nothing_yet": lambda r, _: r.count("published") == 0,
    "departments.assessment.caption": lambda r, _: r.count("submitted", SUBMITS) > 0,
    "departments.assessment.none": lambda r, _: r.count("submitted", SUBMITS) == 0,
    "departments.against.few": lambda r, _: r.submitted > 0,
    "departments.against.never": lambda r, _: any(one.submitted_at is None for one in r.progress.values()),
    "departments.against.nothing_of": never,
    "departments.against.so_far": lambda r, s: r.life is RoundState.OPEN and s.count == r.submitted,
    "departments.list.state.reopened": lambda r, _: r.progress[SUBMITS].reopened,
    "departments.list.state.submitted": lambda r, _: r.submitted > 0,
    "departments.not_invited": never,
    "history.first": lambda r, _: r.has_submitted,
    "history.none": lambda r, _: not r.has_submitted,
    "history.not_published": lambda r, _: r.count("published") == 0,
    "home.also_open": never,
    "home.closed_since": lambda r, s: not r.is_open and r.life is not RoundState.PLANNED and s.tells(r.last_day),
    "home.last_round": never,
    "home.next_opens": never,
    "home.no_round": lambda r, _: not r.is_open,
    "home.not_submitted": lambda r, _: not r.is_open and r.life is not RoundState.PLANNED and not r.has_submitted,
    "home.not_started": lambda r, _: r.mine.begun_at is None,
    "home.open_until": lambda r, s: r.is_open and s.tells(r.last_day),
    "home.opens_on": lambda r, s: r.life is RoundState.PLANNED and s.tells(date(2027, 3, 1)),
    "home.published": lambda r, s: r.count("published") > 0 and r.has_submitted and s.tells(PUBLISHED[r.state]),
    "home.start_from_last": never,
    "home.start_from_last_means": never,
    "home.submitted": lambda r, _: r.is_sealed,
    "home.submitted_next": lambda r, _: r.is_sealed,
    "home.to_confirm": never,
    "home.to_do": lambda r, _: r.is_open and not r.is_sealed,
    "home.too_late": lambda r, _: r.mine.begun_at is not None and not r.is_open,
    "home.review_means": lambda r, _: r.is_open and not r.is_sealed,
    "invitations.headline.all": lambda r, s: s.count == len(r.progress),
    "invitations.headline.nobody": never,
    "invitations.headline.none": never,
    "invitations.headline.some": never,
    "invitations.over": lambda r, s: r.life is not RoundState.OPEN and s.tells(STATES[r.state].last_day),
    "invitations.planned": lambda r, s: r.life is RoundState.PLANNED and s.tells(date(2027, 3, 1)),
    "invitations.to_do.nothing": never,
    "invitations.to_do.still": lambda r, s: s.count == len(r.progress) - r.submitted,
    "notices.extended": lambda r, s: (
        r.count("extended", r.who) + r.count("reopened", r.who) > 0 and s.tells(r.last_day)
    ),
    "notices.reopened": lambda r, s: r.mine.reopened and s.tells(date(2027, 6, 10)),
    "questions.not_begun": lambda r, _: r.mine.begun_at is None and r.is_open,
    "questions.read_only": lambda r, _: r.is_sealed,
    "questions.to_confirm": never,
    "region.movement.nobody": never,
    "region.movement.not_again": never,
    "region.movement.rests_on": never,
    "region.movement.title": never,
    "region.growth.submitted": lambda r, s: s.count == r.submitted,
    "region.nobody": lambda r, _: r.submitted == 0,
    "region.others.left_out": never,
    "region.others.unpublished": lambda r, _: r.count("published") == 0,
    "region.overview.early": lambda r, s: r.life is RoundState.OPEN and s.count == r.submitted,
    "region.overview.ended": lambda r, _: r.life in (RoundState.CLOSED, RoundState.PUBLISHED),
    "region.overview.nobody": lambda r, _: r.submitted == 0,
    "region.overview.none_chosen": never,
    "region.overview.open": lambda r, s: r.life is RoundState.OPEN and s.count == r.submitted,
    "region.overview.over": lambda r, s: r.life is not RoundState.OPEN and s.count == r.submitted,
    "region.overview.started": lambda r, _: any(one.begun_at is not None for one in r.progress.values()),
    "region.overview.not_started": lambda r, _: any(one.begun_at is None for one in r.progress.values()),
    "region.overview.submitted": lambda r, s: s.facts["n"] == str(r.submitted),
    "region.overview.to_publish": lambda r, _: r.life is RoundState.CLOSED and r.count("published") == 0,
    "region.turnout.again": lambda r, s: s.count == sum(one.reopened for one in r.progress.values()),
    "region.turnout.all": lambda r, _: r.submitted == len(r.progress),
    "region.turnout.closed": lambda r, s: (
        r.life in (RoundState.CLOSED, RoundState.PUBLISHED) and s.tells(STATES[r.state].last_day)
    ),
    "region.turnout.days_left": lambda r, s: r.life is RoundState.OPEN and s.tells(STATES[r.state].last_day),
    "region.turnout.last_day": lambda r, _: r.life is RoundState.OPEN,
    "region.turnout.later": lambda r, s: (
        s.count == sum(one >= r.world.clock().date() for one in STATES[r.state].own.values())
    ),
    "region.turnout.left": never,
    "region.turnout.none": lambda r, _: r.submitted == 0,
    "region.turnout.planned": lambda r, _: r.life is RoundState.PLANNED,
    "region.turnout.state.left": never,
    "region.turnout.state.not_started": lambda r, _: any(one.begun_at is None for one in r.progress.values()),
    "region.turnout.state.reopened": lambda r, _: r.progress[SUBMITS].reopened,
    "region.turnout.state.started": never,
    "region.turnout.state.submitted": lambda r, _: r.count("submitted", SUBMITS) > r.count("reopened", SUBMITS),
    "region.turnout.submitted_of": lambda r, s: s.count == r.submitted,
    "region.rests_on": lambda r, s: s.count == r.submitted,
    "files.page.nobody": lambda r, _: r.submitted == 0,
    "report.lacking.later": never,
    "report.lacking.needed.again": lambda r, _: r.count("published") > 0 and r.count("submitted", r.who) > 1,
    "report.lacking.not_to_count": never,
    "report.lacking.other_answers": lambda r, _: r.count("published") > 0 and r.count("submitted", r.who) > 1,
    "report.lacking.too_much_unknown": never,
    "report.lacking.unpublished": lambda r, _: r.count("published") == 0,
    "report_page.nothing_yet": lambda r, _: not r.has_submitted,
    "results.caption": lambda r, _: r.has_submitted,
    "results.not_begun": lambda r, _: r.mine.begun_at is None,
    "results.when": lambda r, _: not r.has_submitted,
    "review.final": lambda r, _: r.is_open and not r.is_sealed,
    "review.read_only": lambda r, _: r.is_sealed,
    "review.submitted_at": lambda r, _: r.is_sealed,
    "rounds.facts.closed_early": lambda r, s: (
        r.count("closed") == 1 and day(APRIL, s.language) in str(s.facts["moment"])
    ),
    "rounds.facts.counts": lambda r, s: s.count == len(r.progress) and s.facts["submitted"] == str(r.submitted),
    "rounds.facts.published": lambda r, s: (
        r.count("published") > 0 and day(PUBLISHED[r.state], s.language) in str(s.facts["moment"])
    ),
    "rounds.publish.again": lambda r, _: r.count("published") > 0,
    "rounds.publish.again_means": lambda r, _: r.count("published") > 0,
    "rounds.publish.title": lambda r, _: r.life is RoundState.CLOSED,
    "rounds.publish.when_closed": lambda r, _: r.life in (RoundState.PLANNED, RoundState.OPEN),
    "rounds.reopen.nobody": lambda r, _: all(one.submitted_at is None or one.reopened for one in r.progress.values()),
    "rounds.title.closed": lambda r, _: r.life is RoundState.CLOSED,
    "rounds.title.open": lambda r, s: r.life is RoundState.OPEN and s.tells(STATES[r.state].last_day),
    "rounds.title.planned": lambda r, s: r.life is RoundState.PLANNED and s.tells(date(2027, 3, 1)),
    "rounds.title.published": lambda r, _: r.count("published") > 0,
    "training.unfinished": lambda r, s: r.life is RoundState.OPEN and s.tells(STATES[r.state].last_day),
    "upload.locked": never,
    "year.span": lambda r, s: s.tells(date(2027, 3, 1), "opened") and s.tells(r.last_day, "closed"),
}

# Sentences with such words that name no event of a round that has happened, and why.
CLAIM_NOTHING = (
    r"(help|privacy|accessibility|platform|controller|register|taken)\..+",  # rules, the platform's words, files
    r"(rounds|region\.introductions)\.(done|problem|proposed)\b.*",  # said after a deed, of what came of it
    r"rounds\.(extend|extend_one|reopen|close|remove|rename|move|invite|new)\..+",  # what a button does
    r"rounds\.publish\.(counted|nobody|who|not_counted|reason\..+|promise|sure|button|see)",  # what would be published
    r"rounds\.facts\.days",  # as they are set
    r"events\..+",  # looked at by itself below
    r"(region|files)\.(head|stage|sheet|key|fact|page|for_whom|helping|means)\b.*",  # names of columns and files
    r"region\.turnout\.stage\..+",
    r"region\.(needs|introductions|standing|growth|no_choice)\b.*",  # rules, heads, what is asked for
    r"invitations\.(standing|stood|whom|send_.+|files|text|letter|purpose|by_itself|from_region)\b.*",  # of one
    r"mail\..+",  # what stands in letters
    r"findings\.(change|key)\b.*",  # between two rounds
    r"beginning\.(step|to)\..+|rounds\.to_.+",  # what leads to a page
    r"menu\..+",
    r"(notices\.region_closed|regions)\..+",  # about closed regions, of which these worlds have none
    r"departed\..+",  # about departments that have left, of which these worlds have none
    r"friend(s|ship)?\..+",  # about visits of critical friends, which have a life of their own
    r"training\.(means|plan|tick|nobody_below)\b.*",  # rules, heads, what is asked for
    r"taken\..+",  # what a file of everything kept holds
    r"checks\.jump",
    r"departments\.(situation|reason|list\.count|remind)\..+|region\.overview\.(reason|fold)\..+",  # choices and heads
    r"departments\.(left|end\.done|size\.means|leave\..+|invite\..+|merged)",  # about people and the register
    r"report\.(foot|sources|provenance|history|method|plan)\..+|report\.foot",  # the paper, made of a submission
    r"report_page\.(word_means|check|full_holds)",
    r"review\.(still_missing|still_open|still_profile|not_declared|consents_changed|not_submitted|by|chief_submits|submit|coordinator_sees)",
    r"findings\.result\.pillars\.spread",  # close together
    r"(signin|devices|letting_in)\..+|errors\.busy\..+",  # about getting in, and about files
    r"(colleagues|paper|spreadsheet|comparison|numbers|about)\..+",  # none of it is about the life of a round
    r"opening\.(step|launch)\..+",  # what is published on a platform
    r"home\.(all_answered|review|state_.+|see_.+)",  # of a topic; what a button does
)
WORDS = re.compile(
    r"publish|clos(?:e|ed|es)\b|reopen|more time|\bopen(?:s|ed) |is open|submitted|\binvit|recorded|last round|"
    r"appears? when|not begun|not started|has(?: not)? opened",
    re.IGNORECASE,
)


def is_about_an_event(key: str) -> bool:
    return any(WORDS.search(form) for form in entries()[key]["en"].values())


def test_every_sentence_about_an_event_is_known_with_the_record_it_needs() -> None:
    known = [re.compile(one) for one in CLAIM_NOTHING]
    unknown = [
        key
        for key in entries()
        if is_about_an_event(key) and key not in CLAIMS and not any(one.fullmatch(key) for one in known)
    ]
    assert unknown == []
    needless = [one for one in known if not any(is_about_an_event(key) and one.fullmatch(key) for key in entries())]
    assert needless == []
    assert set(CLAIMS) <= set(entries())


def test_only_what_is_sent_is_called_an_invitation() -> None:
    """A department that is put on a list is not invited by that: it is when a letter goes out to it."""
    sends = {"en": r"\binvit", "it": r"\binvit", "es": r"\binvit"}
    told = {
        key
        for key, entry in entries().items()
        for language, forms in entry.items()
        for text in forms.values()
        if re.search(sends[language], re.sub(r"\{\w+\}", "", text), re.IGNORECASE)
    }
    of_letters = r"(invitations|mail|privacy)\..+|events\.(letter|worded)\..+|menu\.invitations|region\.reminder\.text"
    of_letters += r"|beginning\.(uninvited|(step|to)\.invitations)|rounds\.to_invitations|help\.setting_up\.text"
    to_training = r"training\.plan\..+|files\.(head\.to_invite|sheet\.training.*)"  # whom the region still has to
    of_list = r"departments\.(remind\..+|situation\.(sent|not_sent)|list\.state\.(sent|not_sent))"  # by letters too
    assert {key for key in told if not re.fullmatch(f"{of_letters}|{to_training}|{of_list}", key)} == set()


def test_the_table_says_no_where_a_record_is_missing(tmp_path: Path) -> None:
    def holds(key: str, state: str, who: str, **facts: object) -> bool:
        folder = tmp_path / f"{key}-{state}-{who}"
        folder.mkdir()
        with world_in(state, folder) as world:
            return CLAIMS[key](Records(world, state, who), Said(key, None, facts, "en"))

    assert holds("report.lacking.unpublished", "closed", SUBMITS)
    assert not holds("report.lacking.unpublished", "published", SUBMITS)
    assert holds("home.closed_since", "closed early", SUBMITS, day="5\u00a0April 2027")
    assert not holds("home.closed_since", "closed early", LOOKS_ON, day="31\u00a0May 2027")
    assert not holds("home.too_late", "open", BEGINS)


# --- every page


def pages(who: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The addresses that somebody may open."""
    role = Role.COORDINATOR if who == "north" else Role.CHIEF
    for name in open_to(role):
        if name == "questions":
            yield name, {"topic": TOPIC}
            yield name, {"topic": "profile"}
        elif name in ("department", "assessment"):
            yield name, {"department": SUBMITS}
        else:
            yield name, {}


@pytest.mark.thorough
@pytest.mark.parametrize("who", [SUBMITS, BEGINS, LOOKS_ON, "north"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_no_page_names_an_event_that_is_not_on_record(
    tmp_path: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, state: str, language: str, who: str
) -> None:
    said: list[Said] = []
    speak = Say.__call__

    def listened(self: Say, key: str, count: int | None = None, **facts: object) -> str:
        said.append(Said(key, count, facts, self.language))
        return speak(self, key, count, **facts)

    with world_in(state, tmp_path) as world:
        records, wrong = Records(world, state, who), []
        visit = visit_to(world.of(who), language)
        for name, address in pages(who):
            said.clear()
            with monkeypatch.context() as patched:
                patched.setattr(Say, "__call__", listened)
                page = open_page(SCREENS[name].show, visit, **address)
            wrong += [(name, one.key, dict(one.facts)) for one in said if not holds(records, one)]
            instructs = QUESTIONNAIRE.instruction[language] in words(page)
            assert not instructs or (records.is_open and not records.is_sealed), name
        assert wrong == []


def holds(records: Records, said: Said) -> bool:
    if said.key.startswith("events.") and said.key.count(".") == 1:
        kind = said.key.removeprefix("events.")
        store, lists = records.world.operator, (None, SUBMITS, BEGINS, LOOKS_ON)  # of the region and of each
        return kind in HEADS or any(kind == one.kind for whose in lists for one in store.events("north", whose, 1000))
    claim = CLAIMS.get(said.key)
    return claim is None or claim(records, replace(said, facts={k: str(v) for k, v in said.facts.items()}))


HEADS = {"title", "none", "when", "what", "of", "by", "about", "operator"}  # of the list of events itself
