"""The same numbers everywhere: the papers, the page and the commands, for assessments made at random.

A region is filled through the store. Then each assessment is printed, drawn as a page and scored by the commands, and
every number that is read anywhere must be the one that stands to reason from their JSON, in its place.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from click.testing import CliRunner
from conftest import OpenPage, as_read, is_table, tables, visit_to
from due_numbers import Due
from due_plan import WHY, Candidate
from given import LANGUAGES, MAY_NOT_APPLY, QUESTIONNAIRE, QUESTIONS, everything
from pdf_checks import squeezed
from said_numbers import numbers, read
from streamlit.testing.v1 import AppTest
from worlds import Clock, World

from assessment import __version__, storage
from assessment.answers import DONT_KNOW, Answer, NotApplicable, Submission, to_json
from assessment.command import commands
from assessment.findings.words import capital
from assessment.language import day, moment
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.screens.chief import results
from assessment.wording import Say

pytestmark = pytest.mark.thorough

HANDFUL, MANY = 14, 50
PLAN = 2  # the place of its part in the full report
HOURS = 12  # more than ten, so that they are written as a number
ROUNDS = {"2026": date(2026, 3, 1), "2027": date(2027, 3, 1)}


@dataclass(frozen=True)
class Known:
    """What holds digits and is no result: known word for word."""

    words: list[str]
    foot: str
    page_of: str


@dataclass(frozen=True)
class Region:
    """A region whose departments have answered at random, in one round or in two."""

    world: World
    departments: tuple[str, ...]
    rounds: tuple[int, ...]

    def json(self, command: str, department: str, round_id: int) -> dict[str, Any]:
        """What a command prints."""
        return dict(json.loads(self.run(command, "--department", department, "--round", round_id)))

    def run(self, command: str, *words: object) -> str:
        done = CliRunner().invoke(commands, [command, "--database", str(self.world.path), *map(str, words)])
        assert done.exit_code == 0, done.stderr
        return done.stdout

    def paper(self, department: str, kind: str, language: str) -> bytes:
        """A report on the latest round, as the command writes it."""
        output = self.world.path.with_name(f"{department}-{kind}-{language}.pdf")
        self.run("report", "--department", department, "--kind", kind, "--language", language, "--output", output)
        return output.read_bytes()

    def submissions(self, department: str) -> list[Submission]:
        """Oldest first."""
        return sorted(self.world.operator.submissions(department), key=lambda one: one.round_id)

    def due(self, department: str) -> Due:
        """What is to be read of the latest round of a department."""
        *before, last = self.submissions(department)
        compared = self.json("benchmark", department, last.round_id)
        return Due(
            card=self.json("score", department, last.round_id),
            answers=to_json(last.answers),
            compared=compared if compared["own"] else None,
            earlier=[self.json("score", department, one.round_id) for one in before],
            answers_before=to_json(before[-1].answers) if before else {},
            hours=HOURS,
        )

    def printed(self, department: str, kind: str, language: str) -> dict[str, str]:
        """The numbers that a report says, part by part; in each, every one followed by a space."""
        known = self.known(department, language)
        paper = read(self.paper(department, kind, language), known.page_of, known.foot)
        said = {f"part {place}": numbers(part, known.words) for place, part in enumerate(paper.parts, 1)}
        if kind == "full":
            places = [f"{title}\n{page}" for title, page in paper.bookmarks]
            said["part 2"] = numbers(paper.parts[1], [*known.words, *places])
        return said | {f"figure {place}": numbers(one, known.words) for place, one in enumerate(paper.figures, 1)}

    def page(self, department: str, language: str, open_page: OpenPage) -> AppTest:
        """The page of the result."""
        self.world.sign_in(department, Role.CHIEF, department_id=department)  # the session of its answers is long over
        return open_page(results.show, visit_to(self.world.of(department), language))

    def drawn(self, department: str, language: str, open_page: OpenPage) -> dict[str, str]:
        """The numbers that the page of the result says, kind by kind of its elements."""
        words, page = self.known(department, language).words, self.page(department, language, open_page)
        texts = {
            kind: [as_read(one.value) for one in page.get(kind) if not is_table(one.value)]
            for kind in ("title", "header", "subheader", "markdown")
        }
        texts["expander"] = [as_read(one.label) for one in page.expander]
        means = Say(language)("findings.result.fact.meaning.score")  # and with it the range, under the score
        texts["metric"] = [one.value for one in page.metric]
        texts["metric"] += [one.value for one in page.caption if one.value.startswith(means)]
        texts["alt"] = [one.proto.alt for one in page.get("plotly_chart")]
        texts["table"] = [str(cell) for one in tables(page) for line in one.to_numpy() for cell in line]
        return {kind: numbers("\n".join(said), words) for kind, said in texts.items()}

    def known(self, department: str, language: str) -> Known:
        """What was typed, dated or numbered about a department, and all that the questionnaire says."""
        *_, last = submissions = self.submissions(department)
        days = [one.submitted_at.date() for one in submissions]
        days += [one.published_at.date() for one in self.world.operator.publications("north")]
        sha256 = self.submissions(department)[-1].sha256
        words = [
            *map(str, ROUNDS),
            *(day(one, language) for one in days),
            moment(last.submitted_at, language, "Europe/Rome"),
            *(last.number, sha256, QUESTIONNAIRE.sha256, QUESTIONNAIRE.version, __version__, "SHA-256"),
            *texts(QUESTIONNAIRE.model_dump(), language),
        ]
        foot = Say(language)(
            "report.foot",
            day=day(last.submitted_at.date(), language),
            number=last.number,
            code=f"{sha256[:4]}-{sha256[4:8]}".upper(),
            version=QUESTIONNAIRE.version,
        )
        return Known(words, foot, Say(language)("report.page_of", page="{page}", pages="{pages}"))


def texts(content: object, language: str) -> Iterator[str]:
    """Every text of the questionnaire in one language; what is written once, in that."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for name, child in content.items():
            if name not in LANGUAGES or name == language:
                yield from texts(child, language)
    elif isinstance(content, list | tuple):
        for child in content:
            yield from texts(child, language)


def region(folder: Path, departments: int, published: Collection[str]) -> Iterator[Region]:
    """Fill a region; half of the departments take part for the second time."""
    world = World(folder / "region.db")
    names = [chr(ord("a") + place // 26) + chr(ord("a") + place % 26) for place in range(departments)]
    with closing(storage.prepare(world.path)):
        rounds = []
        for title, opens in ROUNDS.items():
            world.clock = Clock(datetime(opens.year, 3, 1, 9, tzinfo=UTC))
            operator = world.operator
            sha256 = operator.keep_questionnaire(QUESTIONS.read_bytes())
            if not rounds:
                operator.add_region("north", "Nord", "Europe/Rome")
                operator.add_departments(
                    "north", [NewDepartment(f"Polizia di {one.title()}", "it", id=one) for one in names]
                )
            rounds.append(operator.set_up_round("north", title, sha256, opens, date(opens.year, 5, 31)).id)
            for place, name in enumerate(names):
                if rounds[1:] or place % 2 == 0:
                    take_part(world, rounds[-1], name, place)
            world.clock.at = datetime(opens.year, 6, 20, 9, tzinfo=UTC)
            if title in published:
                operator.publish(rounds[-1])
        yield Region(world, tuple(names), tuple(rounds))


def take_part(world: World, round_id: int, name: str, place: int) -> None:
    world.sign_in(name, Role.CHIEF, department_id=name)
    store = world.of(name)
    draft = store.begin(round_id, name).id
    store.save_profile(draft, staff=(6, 14, 40)[place % 3], official_account=True, team_hours=HOURS)
    store.save_answers(draft, at_random(place, round_id))
    store.submit(draft)


def at_random(place: int, round_id: int) -> dict[str, Answer]:
    """Answers of every kind: weak and strong departments, and some that know little of themselves."""
    special = {3: everything(4), 4: everything(0), 5: everything(DONT_KNOW), 6: everything(2)}
    if place in special:
        return special[place]
    chance = random.Random(f"{place} {round_id}")
    middle, unknown = chance.uniform(0.3, 3.7), {0: 0.25, 1: 0.1, 2: 0.03}.get(place % 8, 0)
    answers: dict[str, Answer] = {
        question.id: DONT_KNOW if chance.random() < unknown else min(4, max(0, round(chance.gauss(middle, 1.1))))
        for question in QUESTIONNAIRE.questions()
    }
    # The same in every round, so that both rounds ask the same of a department.
    for question_id in MAY_NOT_APPLY[: place % 3]:
        answers[question_id] = NotApplicable("One person does everything")
    return answers


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    yield from region(tmp_path_factory.mktemp("few"), HANDFUL, published=["2027"])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    yield from region(tmp_path_factory.mktemp("many"), MANY, published=ROUNDS)


@pytest.mark.parametrize(("language", "place"), [("en", 0), ("it", 5), ("es", 9)])
def test_papers_page_and_commands_say_the_same(few: Region, open_page: OpenPage, language: str, place: int) -> None:
    the_same(few, few.departments[place], language, open_page)


@pytest.mark.proof
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(MANY))
def test_any_papers_page_and_commands_say_the_same(
    many: Region, open_page: OpenPage, language: str, place: int
) -> None:
    the_same(many, many.departments[place], language, open_page)


def test_no_number_can_be_another_without_being_noticed(few: Region) -> None:
    department = few.departments[0]
    due, said = few.due(department), few.printed(department, "full", "it")

    assert not differences(said, due.paper("full"))
    for name, shifted in shifts(due):
        assert differences(said, shifted.paper("full")), f"{name} can be another"


def the_same(where: Region, department: str, language: str, open_page: OpenPage) -> None:
    due = where.due(department)
    for kind in ("brief", "full"):
        assert not differences(where.printed(department, kind, language), due.paper(kind))
    assert not differences(where.drawn(department, language, open_page), due.page())
    the_same_plan(where, department, language, open_page)


def the_same_plan(where: Region, department: str, language: str, open_page: OpenPage) -> None:
    """Every step at its place, in order, and what waits, also where no number tells one from another."""
    due, say, known = where.due(department), Say(language), where.known(department, language)
    actions = {one: action_of(one, due)[language] for one in due.plan.steps}
    names = [one.question.name[language] for one in due.plan.waiting]

    assert due.card["plan"]["steps"] == [
        {**plain(one, due), "horizon": horizon, "gain": ANY}
        for horizon, held in due.plan.places.items()
        for one in held
    ]
    assert due.card["plan"]["waiting"] == [plain(one, due) for one in due.plan.waiting]

    lines = [say("report.plan.title")]
    for horizon, held in due.plan.places.items():
        lines += [capital(say(f"findings.horizon.{horizon}")), *(actions[one] for one in held)]
    lines += [say("findings.result.waiting.title"), *names] if names else []
    paper = read(where.paper(department, "full", language), known.page_of, known.foot)
    assert_in_order(lines, paper.parts[PLAN])

    page = where.page(department, language, open_page)
    folds = [as_read(one.label).partition("** ")[0] for one in page.expander]
    planned = [f"**{place}. {action}" for place, action in enumerate(actions.values(), 1)]
    assert [one for one in folds if re.match(r"\*\*\d\. ", one)] == planned
    listed = [one for one in tables(page) if say("findings.head.minimum") in one.columns]
    assert len(listed) == bool(names)
    for table in listed:
        assert_in_order(names, "\n".join(table[say("findings.head.practice")]))
        assert len(table) == len(names)


def plain(one: Candidate, due: Due) -> dict[str, object]:
    """As the command prints what could be done next."""
    return {"question": one.question.id, "level": due.level(one.question), "why": WHY[one.kind]}


def action_of(one: Candidate, due: Due) -> Mapping[str, str]:
    action = one.question.actions.from_level(due.level(one.question) or 0)
    assert action is not None
    return action.action


def assert_in_order(lines: Collection[str], text: str) -> None:
    """One after the other, whatever stands between them."""
    rest = squeezed(text.replace("’", "'"))
    for line in lines:
        _, found, rest = rest.partition(squeezed(line.replace("’", "'")))
        assert found, f"{line!r} is not where it is due"


def differences(said: Mapping[str, str], due: Mapping[str, str]) -> list[str]:
    """Where other numbers are said than are due, or some that nothing explains."""
    assert said.keys() == due.keys()
    return [
        f"{place}: said {said[place]!r}, due {due[place]!r}"
        for place in due
        if not re.fullmatch(due[place], said[place])
    ]


def shifts(due: Due) -> Iterator[tuple[str, Due]]:
    """The same assessment with one number of the JSON another than it is."""
    yield "the score", replaced(due, "card", "overall", score=due.card["overall"]["score"] + 1)
    for part in ("pillars", "dimensions"):
        for name, one in due.card[part].items():
            yield name, replaced(due, "card", part, name, score=one["score"] + 1)
            if one["known"] < one["applicable"]:
                yield f"the range of {name}", replaced(due, "card", part, name, low=one["low"] - 1)
    for part in ("essentials", "in_use"):
        for name, holds in due.card[part].items():
            yield f"{part} {name}", replaced(due, "card", part, **{name: not holds})
    yield from shifts_beside(due)


def shifts_beside(due: Due) -> Iterator[tuple[str, Due]]:
    """The same, in what the department is set beside."""
    assert due.compared is not None
    for name, share in due.compared["own"]["pillars"].items():
        yield f"the share of {name}", replaced(due, "compared", "own", "pillars", **{name: share + 1})
    region = ("compared", "groups", "region")
    for name, one in due.compared["groups"]["region"]["questions"].items():
        if isinstance(one["in_use"], int):
            yield f"the count of {name}", replaced(due, *region, "questions", name, in_use=one["in_use"] + 5)
    for name, figure in due.compared["groups"]["region"]["pillars"].items():
        if isinstance(figure["median"], int):
            yield f"the median of {name}", replaced(due, *region, "pillars", name, median=figure["median"] + 1)


def replaced(due: Due, field: str, *way: str, **changed: object) -> Due:
    """An assessment with something else at one place of its JSON."""
    whole = deepcopy(getattr(due, field))
    place = whole
    for step in way:
        place = place[step]
    assert place.keys() >= changed.keys()
    place.update(changed)
    return replace(due, **{field: whole})
