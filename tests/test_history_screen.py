"""The page of a department's rounds: the trend, its breaks, and the region as it was shown then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from conftest import OpenPage, as_read, tables, visit_of, visit_to, words
from given import IDS, LANGUAGES, QUESTIONNAIRE, QUESTIONS, everything, facts_in, minimum, reworded_version, title
from worlds import START, World, filled

from assessment import demo
from assessment.answers import Answer, Profile, Submission
from assessment.benchmark import Moves, about
from assessment.benchmark.drawing import OVERALL
from assessment.findings import Break, trend
from assessment.language import day
from assessment.people import Role
from assessment.questionnaire import Questionnaire, parse
from assessment.reading.department import Past
from assessment.screens.chief import history
from assessment.visit import Visit
from assessment.wording import Say

EN, IT = Say("en"), Say("it")
US = "d0002"
DROPPED = "FI2.2"  # a question that the second version of the questionnaire no longer asks


def past(name: str, questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> Past:
    """A round that somebody submitted in."""
    submission = Submission(
        1,
        "2027-00001",
        1,
        "us",
        "Alba",
        questionnaire.sha256,
        answers,
        Profile(staff=12),
        {},
        False,
        START,
        "Ada",
        "a" * 64,
    )
    return Past(name, questionnaire, submission)


def second_version() -> Questionnaire:
    """The questionnaire as it may be a year on: one question less."""
    content = yaml.load(QUESTIONS.read_text("utf-8"), yaml.CSafeLoader)
    content["version"] = "2.0"
    for pillar in content["pillars"]:
        for topic in pillar["dimensions"]:
            topic["questions"] = [one for one in topic["questions"] if one["id"] != DROPPED]
    content["contradictions"] = [
        one for one in content["contradictions"] if all(part["question"] != DROPPED for part in one["when"])
    ]
    conflicts = content["account_conflicts"]
    conflicts["questions"] = [one for one in conflicts["questions"] if one["question"] != DROPPED]
    return parse(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True).encode())


def test_the_region_stands_beside_each_round_as_it_was_shown_then(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(history.show, seasoned)
    practices = tables(page)[1]
    rounds = [one for one in seasoned.store.rounds(demo.REGION) if one.published_at]

    assert list(practices[IT("history.head.round")]) == [one.title for one in rounds]
    for then, asked in zip(practices[IT("history.head.region")], rounds, strict=True):
        shown = seasoned.store.comparison(US, asked.id)
        assert shown is not None and shown.region.overall is not None and shown.region.published_at is not None
        assert shown.own is not None and isinstance(shown.region.overall.median, int)
        told = facts_in(as_read(then), "findings.comparison.median_and_middle")
        some = about(shown.region.overall.median, shown.own[OVERALL].asked)
        share = f"{shown.region.overall.median}%"
        assert told["median"] == IT("findings.comparison.count_and_share", some=some, share=share)
        others = IT("findings.comparison.whom.others", shown.region.n, group=IT("benchmark.group.region"))
        dated = IT("findings.comparison.dated", day=day(shown.region.published_at.date(), "it"))
        caption = f"{IT('findings.comparison.beside_whom', others=others)} · {dated}"
        assert IT("history.caption", round=asked.title, caption=caption) in words(page)


def test_it_says_how_many_were_counted_newly_or_no_longer(seasoned: Visit, open_page: OpenPage) -> None:
    first, second = (one for one in seasoned.store.rounds(demo.REGION) if one.published_at)
    [moved] = seasoned.store.moves([first.id, second.id])
    assert moved is not None and moved.came > 0

    facts = {"before": first.title, "now": second.title, "came": moved.came, "left": moved.left}
    assert IT("history.moves", None, **facts) in words(open_page(history.show, seasoned))


def test_the_change_since_the_last_round_is_the_finding(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(history.show, seasoned)

    assert page.title[0].value == IT("findings.change.rise", before=30, now=39)
    assert 'href="/results?round=' in words(page)


def test_with_one_round_the_page_says_what_the_next_will_show(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        nothing = words(open_page(history.show, visit_to(world.of("alba"), "it")))
        one = words(open_page(history.show, visit_to(world.submit("alba"), "it")))

    assert IT("history.none") in nothing
    assert IT("history.first") in one


def test_who_has_not_taken_part_has_no_history(demo_region: Path, open_page: OpenPage) -> None:
    assert IT("history.none") in words(open_page(history.show, visit_of(demo_region, "fresh_chief", "it")))


def test_a_changed_questionnaire_breaks_the_trend_and_says_what_is_common() -> None:
    now = second_version()
    kept = {one: answer for one, answer in minimum().items() if one != DROPPED}
    found = trend([past("2026", QUESTIONNAIRE, minimum()), past("2027", now, kept)], [None], EN, "UTC")

    assert [(row.label, row.heading) for row in found.scores.rows] == [
        ("2026", False),
        (EN("history.break", version="2.0"), True),
        ("2027", False),
    ]
    assert [row.heading for row in found.practices.rows] == [False, True, False]
    assert found.scores.headline == EN("history.rounds", 2)
    shared = EN("history.common", 37, before="2026", now="2027", shared=37, of=38, share="97%")
    # without the question its topic stands at 50 in place of 37.5, so the pillar at 31.25 and all of it at 42.2
    assert found.breaks == (Break(f"{shared} {EN('history.common_score', then=42, today=42)}", None),)


def test_where_nothing_is_common_the_break_says_that() -> None:
    other = replace(past("2027", second_version(), {}), questionnaire=_renamed(second_version()))
    found = trend([past("2026", QUESTIONNAIRE, minimum()), other], [None], EN, "UTC")

    assert found.breaks == (Break(EN("history.nothing_common", before="2026", now="2027"), None),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reworded_questions_are_named_and_every_question_stays_comparable(language: str) -> None:
    say = Say(language)
    rounds = [past("2026", parse(reworded_version("0.9")), minimum()), past("2027", QUESTIONNAIRE, everything(2))]
    (found,) = trend(rounds, [None], say, "UTC").breaks

    whole = say("history.common_all", len(IDS), before="2026", now="2027")
    assert found.sentence == f"{whole} {say('history.reworded.sentence', 2)}"
    assert found.reworded is not None
    first, second = (QUESTIONNAIRE.question(one) for one in ("PI1.1", "PI1.2"))
    assert found.reworded.rows == (
        (f"PI1.1 {first.name[language]}", say("history.reworded.question")),
        (f"PI1.2 {second.name[language]}", say("history.reworded.levels", 1, levels="3")),
    )


def test_other_words_for_the_same_questions_leave_the_way_of_the_score_whole() -> None:
    rounds = [past(str(2025 + place), QUESTIONNAIRE, everything(place + 1)) for place in range(3)]
    rounds[0] = replace(rounds[0], questionnaire=parse(reworded_version("0.9")))

    found = trend(rounds, [None, None], EN, "UTC").scores

    assert found.headline == EN("history.from_to", 3, first="25", last="75")
    assert [row.heading for row in found.rows] == [False, True, False, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_reworded_questions(tmp_path: Path, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    with filled(World(tmp_path / "in-touch.db")) as world:
        world.submit("alba")
        world.clock.at = datetime(2028, 3, 2, 9, tzinfo=UTC)
        world.sign_in("alba", Role.CHIEF, department_id="alba")
        sha256 = world.operator.keep_questionnaire(reworded_version("9.9"))
        world.round_id = world.operator.set_up_round("north", "2028", sha256, date(2028, 3, 1), date(2028, 5, 31)).id
        page = open_page(history.show, visit_to(world.submit("alba"), language))

    said = words(page)
    assert say("history.common_all", len(IDS), before="2027", now="2028") in said
    assert say("history.reworded.sentence", 2) in said
    (named,) = [table for table in tables(page) if say("history.reworded.head.changed") in table]
    assert [name.split()[0] for name in named[say("history.reworded.head.question")]] == ["PI1.1", "PI1.2"]


def test_three_rounds_with_one_questionnaire_run_through() -> None:
    rounds = [past(str(2025 + place), QUESTIONNAIRE, everything(place + 1)) for place in range(3)]
    found = trend(rounds, [Moves(3, 1), None], EN, "UTC")

    assert found.scores.headline == EN("history.from_to", 3, first=25, last=75)
    assert found.breaks == ()
    assert [row.score for row in found.scores.rows] == [25, 50, 75]
    assert found.scores.table.rows == (
        ("2025", EN("findings.of_100", points=25), title("basic", "en")),
        ("2026", EN("findings.of_100", points=50), title("established", "en")),
        ("2027", EN("findings.of_100", points=75), title("advanced", "en")),
    )
    assert found.moves == (EN("history.moves", before="2025", now="2026", came=3, left=1),)
    assert found.captions[0] == EN("history.not_published", round="2025")
    assert [(row.used, row.asked) for row in found.practices.rows] == [(0, 38), (38, 38), (38, 38)]
    assert found.practices.headline == EN("history.practices_alone")


def _renamed(questionnaire: Questionnaire) -> Questionnaire:
    """The same with ids that no other has."""
    content = questionnaire.model_dump(mode="python")
    for pillar in content["pillars"]:
        for topic in pillar["dimensions"]:
            for question in topic["questions"]:
                question["id"] = f"X{question['id']}"
    return Questionnaire.model_validate(content, strict=False)
