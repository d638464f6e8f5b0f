"""What a result and a comparison say: the sentences of known cases, and what holds of every one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from given import IDS, LANGUAGES, QUESTIONNAIRE, any_answers, everything, facts_in, minimum, practice, title
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import findings
from assessment.answers import DONT_KNOW, Answer, NotApplicable, known_level
from assessment.assessed import Assessed, over_common
from assessment.benchmark import Benchmark, Edition, Sheet, band_ids, benchmark, drawings
from assessment.findings import ChangeInWords, Comparison, Result, Row, Table, change, comparison, result
from assessment.findings.comparison import Rounds
from assessment.findings.lines import lines
from assessment.findings.words import level_among_others, level_sentences, points
from assessment.language import enumeration, number, whole_points
from assessment.questionnaire import Question, Questionnaire, with_only
from assessment.scoring import SHOWN_FROM, Met, score
from assessment.wording import Say, entries

LONGEST = {"en": 62, "it": 75, "es": 75}  # characters of a headline
TITLE = 20  # how wide a line of a page's title is, in how tall its letters are: test_titles_browser measures it
PUBLISHED = datetime(2027, 6, 2, 10, tzinfo=UTC)
ZONE = "Europe/Rome"
EN = Say("en")
IDS_OF_ESSENTIALS = [one.id for one in QUESTIONNAIRE.essentials()]
BANDS = band_ids(QUESTIONNAIRE.staff_bands)
PILLARS = {pillar.id: tuple(one.id for one in pillar.questions()) for pillar in QUESTIONNAIRE.pillars}

languages = st.sampled_from(LANGUAGES)


def of(some: int, total: int) -> str:
    """So many of a total, as it is said."""
    return EN("findings.of", some=some, total=total)


def said(answers: dict[str, Answer], language: str = "en") -> Result:
    """The result of answers, in words."""
    return result(Assessed(QUESTIONNAIRE, answers), Say(language))


def level(default: int, **others: Answer) -> dict[str, Answer]:
    """One level everywhere, but others in the questions, topics or pillars that are named (PI5_2 is PI5.2)."""
    answers = everything(default)
    for place, answer in others.items():
        for question_id in IDS:
            if question_id.startswith(place.replace("_", ".")):
                answers[question_id] = answer
    return answers


def short(part_id: str, language: str = "en") -> str:
    """A band, a pillar or a topic as it is called in a headline."""
    return Say(language)("findings.short_name", name=title(part_id, language))


def quoted(part_id: str) -> str:
    """The same as it is called in a sentence."""
    return EN("findings.name", name=title(part_id, "en"))


def quoted_practice(question_id: str) -> str:
    """A practice as it is called in a sentence."""
    return EN("findings.name", name=practice(question_id, "en"))


def headline_of(used: str, *parts: str, language: str = "en") -> str:
    """The title of a result: the practices in use, and what is said of the essentials."""
    return "; ".join((Say(language)("findings.result.headline.in_use", practices=used), *parts))


def missing(*essentials: str, language: str = "en") -> str:
    """The part of a title about essentials that are missing, by their names."""
    say = Say(language)
    names = enumeration([say("findings.short_name", name=practice(one, language)) for one in essentials], language)
    return say("findings.result.headline.missing_named", len(essentials), names=names)


def short_of(after: str, total: int, **parts: int) -> str:
    """What is missing for the next band: how much in all, and of each part."""
    named = [EN(f"findings.result.part.{part}", count) for part, count in parts.items()]
    return EN("findings.result.band.short_of", total, parts=enumeration(named, "en"), next=quoted(after))


def reached(band: str) -> str:
    """The band, and what it means."""
    found = next(one for one in QUESTIONNAIRE.bands if one.id == band)
    assert found.meaning is not None
    return EN("findings.result.band.meaning", band=quoted(band), meaning=found.meaning["en"])


def between(low: int, high: int) -> str:
    return EN("findings.between", low=low, high=high)


def words(value: object) -> Iterator[str]:
    """Every string in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from words(getattr(value, field.name))


def tables(value: object) -> Iterator[Table]:
    """Every table in a record."""
    if isinstance(value, Table):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from tables(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from tables(getattr(value, field.name))


def assert_finished(record: Result | ChangeInWords | Comparison) -> None:
    """Nothing is left to fill in, and every table fits a phone."""
    for one in words(record):
        assert not re.search(r"[{}]|\bNone\b|\bTrue\b|\bFalse\b", one), one
    for table in tables(record):
        assert 2 <= len(table.heads) <= 3
        assert all(len(row) == len(table.heads) for row in table.rows)


# A result


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (level(4), headline_of(of(38, 38), EN("findings.result.headline.all_met", 10))),
        (level(0), headline_of(of(0, 38), EN("findings.result.headline.missing", 10))),
        (level(2, PI5_2=1, DC4_1=0), headline_of(of(36, 38), EN("findings.result.headline.missing", 2))),
        (level(2, PI5_2=1), headline_of(of(37, 38), missing("PI5.2"))),
        (
            level(2, PI5_2=1, DC4_1=DONT_KNOW),
            headline_of(
                of(36, 38), EN("findings.result.headline.missing", 1), EN("findings.result.headline.unknown", 1)
            ),
        ),
        (minimum(), headline_of(of(26, 38), EN("findings.result.headline.all_met", 10))),
        (
            level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW, PI5_2=1),
            f"{EN('findings.result.headline.not_known', 3, practices=of(34, 38))}; "
            f"{EN('findings.result.headline.missing', 1)}",
        ),
        (
            {},
            f"{EN('findings.result.headline.not_known', 38, practices=of(0, 38))}; "
            f"{EN('findings.result.headline.unknown', 10)}",
        ),
    ],
    ids=["everything", "nothing", "two-essentials", "one-essential", "one-unknown", "minimum", "range", "blank"],
)
def test_the_headline_says_what_is_in_place_and_what_is_missing(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).headline == headline


def test_the_headline_in_the_other_languages() -> None:
    for language in ("it", "es"):
        used = Say(language)("findings.of", some=37, total=38)
        titled = headline_of(used, missing("PI5.2", language=language), language=language)
        assert said(level(2, PI5_2=1), language).headline == titled


@pytest.mark.parametrize("language", ["it", "es"])
def test_where_two_lines_do_not_hold_it_either_the_headline_leaves_out_what_is_not_known(language: str) -> None:
    say = Say(language)
    used = say("findings.of", some=34, total=38)
    written = said(level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW, DC1_1=DONT_KNOW), language)

    met = say("findings.result.headline.all_met", 10)
    assert written.overall.line.score is None
    assert written.headline == headline_of(used, met, language=language)


def test_where_the_names_do_not_fit_the_headline_counts_the_essentials() -> None:
    few, many = (said(level(2, **dict.fromkeys(("PI5_2", "DC4_1", "MI1_1", "PI3_1")[:count], 1))) for count in (1, 4))

    assert few.headline == headline_of(of(37, 38), missing("PI5.2"))
    assert many.headline == headline_of(of(34, 38), EN("findings.result.headline.missing", 4))


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        (level(4), f"{reached('leading')} {EN('findings.result.band.highest')}"),
        (level(0), f"{reached('starting')} {short_of('basic', 20, points=20)}"),
        (level(3), f"{reached('advanced')} {short_of('leading', 5, points=5)}"),
        (level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW), EN("findings.result.band.none", 3)),
        (
            level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW, PI5_2=1),
            EN("findings.result.band.none_at_most", 3, band=quoted("basic")),
        ),
        ({}, EN("findings.result.band.none", 38)),
    ],
    ids=["highest", "points", "few-points", "range", "range-and-a-missing-essential", "blank"],
)
def test_the_band_follows_with_what_it_means_and_what_is_missing_for_the_next(
    answers: dict[str, Answer], band: str
) -> None:
    assert said(answers).band == band


def test_a_band_without_a_meaning_is_only_named() -> None:
    content = QUESTIONNAIRE.model_dump()
    for band in content["bands"]:
        del band["meaning"]
    older = Questionnaire.model_validate(content, strict=False)

    told = result(Assessed(older, level(0)), EN).band
    assert told.startswith(EN("findings.result.band.reached", band=quoted("starting")))


def worth(points: int, low: int, high: int, reason: str) -> str:
    """The sentence of a score, its range and why there is one."""
    score = EN("findings.of_100", points=points)
    return EN("findings.result.sentence.ranged", score=score, range=between(low, high), reason=reason)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (level(2), ""),
        (level(2, MI2_2=DONT_KNOW), worth(50, 49, 51, EN("findings.result.reason.dont_know", 1))),
        (
            {key: value for key, value in level(2).items() if key not in ("MI2.2", "FI1.1")},
            worth(50, 47, 53, EN("findings.result.reason.blank", 2)),
        ),
    ],
    ids=["exact", "dont-know", "blank"],
)
def test_the_sentence_gives_score_range_and_reason(answers: dict[str, Answer], sentence: str) -> None:
    assert said(answers).sentence == sentence


def test_blanks_and_do_not_know_are_both_reasons() -> None:
    answers = level(2, MI2_2=DONT_KNOW)
    del answers["FI1.1"]
    both = EN(
        "findings.result.reason.both",
        dont_know=EN("findings.result.reason.dont_know", 1),
        blank=EN("findings.result.reason.blank", 1),
    )

    assert said(answers).sentence == worth(50, 47, 53, both)


def test_without_one_figure_the_sentence_says_where_too_little_is_known() -> None:
    reason = EN("findings.result.reason.dont_know", 4)
    only_range = EN("findings.result.sentence.only_range", range=between(45, 55), reason=reason)
    why = EN("findings.result.sentence.why_no_figure", pillars=quoted("MI"))

    assert said(level(2, MI1=DONT_KNOW, MI2=DONT_KNOW)).sentence == f"{only_range} {why}"
    assert SHOWN_FROM == 80  # the sentence says "four in five"


def test_a_capped_band_is_explained_by_essentials_and_by_pillars() -> None:
    why = "findings.result.why_band"
    weak = EN(f"{why}.pillar", name=quoted("FI"), points=25)

    assert said(level(2, PI5_2=1)).band == " ".join(
        (
            reached("basic"),
            short_of("established", 1, essentials=1),
            EN(f"{why}.by_score", band=quoted("established")),
            EN(f"{why}.essentials", band=quoted("basic")),
        )
    )
    assert said(level(3, FI=1)).band == " ".join(
        (
            reached("established"),
            short_of("advanced", 1, pillars=1),
            EN(f"{why}.by_score", band=quoted("advanced")),
            EN(f"{why}.pillars", None, next=quoted("advanced"), points=40, pillars=weak),
        )
    )


def test_the_three_figures_stand_in_their_order_each_with_what_it_means() -> None:
    figures = said(level(2, PI5_2=1, MI2_2=DONT_KNOW)).facts

    assert [(fact.value, fact.label) for fact in figures] == [
        (of(36, 38), EN("findings.result.fact.in_use")),
        (of(9, 10), EN("findings.result.fact.essentials")),
        (EN("findings.of_100", points=49), EN("findings.result.fact.score")),
    ]
    practices, essentials, score_means = (
        EN(f"findings.result.fact.meaning.{one}") for one in ("in_use", "essentials", "score")
    )
    assert [fact.meaning for fact in figures] == [practices, essentials, f"{score_means} · {between(48, 51)}"]


def test_without_one_figure_the_score_says_from_where_to_where() -> None:
    score_of = said(level(2, MI1=DONT_KNOW, MI2=DONT_KNOW)).facts[2]

    assert score_of.value == EN("findings.middle.spread", low=45, high=55)
    assert score_of.label == EN("findings.result.fact.score_unknown")


def test_the_yardstick_is_every_question_that_applies_at_its_minimum() -> None:
    """41 where all apply. Without DC5, a topic of minimum 1 and 2, the pillar and the whole stand otherwise."""
    all_apply, not_all = said(level(3)).overall.line, said(level(3, DC5=NotApplicable("One person"))).overall.line

    assert (all_apply.yardstick, all_apply.score) == (41, 75)
    assert all_apply.yardstick_words == EN("findings.result.scale.yardstick", points=41)
    without = {**minimum(), "DC5.1": NotApplicable("One person"), "DC5.2": NotApplicable("One person")}
    assert not_all.yardstick == points(QUESTIONNAIRE, score(QUESTIONNAIRE, without).overall.score or 0)


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (level(2), EN("findings.result.pillars.alike", 4, points=50)),
        (level(2, MI2_2=1), EN("findings.result.pillars.close", 4)),
        (level(3, FI=1), EN("findings.result.pillars.lag", 1, names=short("FI"))),
        (
            level(3, FI=1, MI=1),
            EN("findings.result.pillars.lag", 2, names=enumeration([short("MI"), short("FI")], "en")),
        ),
        (level(1, PI=3), EN("findings.result.pillars.lead", 1, names=short("PI"))),
        (level(2, DC1=3, MI1=3, FI1=3), EN("findings.result.pillars.spread", high=56, low=50)),
        (level(2, PI1=DONT_KNOW, PI2=DONT_KNOW), EN("findings.result.pillars.unknown", 1)),
        ({}, EN("findings.result.pillars.unknown", 4)),
    ],
    ids=["alike", "close", "one-lags", "two-lag", "leads", "spread", "one-unknown", "all-unknown"],
)
def test_the_pillars_headline_says_what_leads_and_what_lags(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).pillars.headline == headline


def test_a_pillars_row_carries_its_number_and_the_range_where_something_is_unknown() -> None:
    rows = said(level(2, MI2_2=DONT_KNOW)).pillars.rows

    assert rows[2] == Row(title("MI", "en"), score=50, low=45, high=55, number="50", verdict=between(45, 55))
    assert rows[3] == Row(title("FI", "en"), score=50, low=50, high=50, number="50")


def test_a_pillar_without_a_figure_shows_its_range_alone() -> None:
    picture = said(level(2, MI1=DONT_KNOW, MI2=DONT_KNOW)).pillars
    row = picture.rows[2]

    assert (row.score, row.number, row.verdict) == (None, "", between(30, 70))
    assert picture.table.rows[2] == (title("MI", "en"), "–", between(30, 70))
    assert EN("findings.result.item.range", name=title("MI", "en"), range=between(30, 70)) in picture.alt


def test_topics_stand_under_their_pillars_in_the_order_of_the_questionnaire() -> None:
    groups = said(level(2)).topics.groups

    assert [one.name for one in groups] == [title(one, "en") for one in ("PI", "DC", "MI", "FI")]
    assert [len(one.cells) for one in groups] == [5, 5, 5, 4]
    assert [one.label for one in groups[0].cells[:2]] == [title(one, "en") for one in ("PI1", "PI2")]


@pytest.mark.parametrize(
    ("levels", "number", "reached"), [((0, 0), "0", 0), ((1, 2), "38", 1), ((2, 2), "50", 2), ((4, 4), "100", 4)]
)
def test_a_cell_says_in_words_which_whole_level_its_score_reaches(
    levels: tuple[int, int], number: str, reached: int
) -> None:
    first, second = levels
    cell = said(level(2, PI1_1=first, PI1_2=second)).topics.groups[0].cells[0]

    assert (cell.number, cell.level, cell.word) == (number, reached, QUESTIONNAIRE.level_names[reached]["en"])


def test_a_topic_that_does_not_apply_says_so_and_one_that_is_partly_known_its_range() -> None:
    answers = level(2, DC5=NotApplicable("One person"), PI1_2=DONT_KNOW, MI1=DONT_KNOW)
    cells = {one.label: one for group in said(answers).topics.groups for one in group.cells}
    drawn = [cells[title(one, "en")] for one in ("DC5", "PI1", "MI1")]

    assert [(one.number, one.level, one.word) for one in drawn] == [
        ("–", None, EN("findings.does_not_apply")),
        ("50", 2, between(25, 75)),
        ("–", None, between(0, 100)),
    ]


def test_the_key_names_the_range_only_where_there_is_one() -> None:
    assert said(level(2)).pillars.key.possible == ""
    assert said(level(2, MI2_2=DONT_KNOW)).pillars.key.possible == EN("findings.key.possible")


def test_the_key_names_the_dot_only_where_one_is_drawn() -> None:
    found = said(dict.fromkeys(level(2), DONT_KNOW)).pillars

    assert all(row.score is None for row in found.rows)
    assert (found.key.you, found.key.possible) == ("", EN("findings.key.possible"))
    assert said(level(2)).pillars.key.you == EN("findings.key.you")


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (level(2), EN("findings.result.essentials.all", 10)),
        (level(1), EN("findings.result.essentials.none")),
        (level(2, PI5_2=1, DC4_1=DONT_KNOW), EN("findings.result.essentials.some", 8, total=EN.count(10))),
        (level(1, PI2_1=2), EN("findings.result.essentials.some", 1, total=EN.count(10))),
    ],
    ids=["all", "none", "most", "one"],
)
def test_the_essentials_headline_counts_those_that_are_met(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).essentials.headline == headline


def test_an_essential_is_met_not_yet_met_or_not_known() -> None:
    answers = level(2, PI5_2=1, DC4_1=DONT_KNOW)
    del answers["MI1.1"]
    items = {one.question_id: (one.met, one.word) for one in said(answers).essentials.items}

    assert items["PI2.1"] == ("met", EN("findings.result.essentials.met"))
    assert items["PI5.2"] == ("missing", EN("findings.result.essentials.not_yet"))
    assert items["DC4.1"] == ("unknown", EN("findings.dont_know"))
    assert items["MI1.1"] == ("unknown", EN("findings.no_answer"))


def test_the_table_of_essentials_gives_the_level_with_its_name() -> None:
    rows = said(level(2, PI5_2=1, DC4_1=DONT_KNOW)).essentials.table.rows

    informal = EN("findings.level", level=1, name=QUESTIONNAIRE.level_names[1]["en"])
    assert (practice("PI5.2", "en"), informal, EN("findings.result.essentials.not_yet")) in rows
    assert (practice("DC4.1", "en"), "–", EN("findings.dont_know")) in rows


def test_strengths_and_weaknesses_are_named_and_a_tie_stands_in_neither() -> None:
    written = said(level(2, PI2=3, DC3=4, FI1=0, FI2=1))

    assert [one.sentence for one in written.standings.strong] == [standing("DC3", 100), standing("PI2", 75)]
    assert [one.sentence for one in written.standings.weak] == [standing("FI1", 0), standing("FI2", 25)]


def standing(topic_id: str, points: int) -> str:
    """A topic that is named, with its score."""
    score = EN("findings.of_100", points=points)
    return EN("findings.result.standing.item", name=title(topic_id, "en"), score=score)


def test_where_all_topics_are_alike_none_is_called_strong_or_weak() -> None:
    written = said(level(2))

    assert written.standings.strong == written.standings.weak == ()
    assert written.standings.no_strong == written.standings.no_weak == EN("findings.result.standing.alike", points=50)


def test_a_tie_that_the_places_cut_is_told_with_how_many_it_has() -> None:
    written = said(level(3, PI1=4, FI=1)).standings
    many = EN(
        "findings.result.standing.high", 14, score=of_hundred(75), names=" and ".join(map(quoted, ("PI2", "PI3")))
    )
    few = EN("findings.result.standing.low", 4, score=of_hundred(25), names=all_of("FI1", "FI2", "FI3"))

    assert [one.sentence for one in written.strong] == [standing("PI1", 100), many]
    assert [one.sentence for one in written.weak] == [few]


def test_the_best_score_of_all_is_strong_though_too_few_are_weaker_to_fill_the_other_list() -> None:
    written = said(level(3, PI1=2)).standings

    names = all_of("PI2", "PI3", "PI4")
    assert [one.sentence for one in written.strong] == [
        EN("findings.result.standing.high", 18, score=of_hundred(75), names=names)
    ]
    assert [one.sentence for one in written.weak] == [standing("PI1", 50)]


def test_a_topic_with_an_answer_that_is_not_known_is_no_strength_and_shows_its_range_where_it_is_weak() -> None:
    written = said(level(2, PI1_1=4, PI1_2=DONT_KNOW, DC1=3, FI1_1=0, FI1_2=DONT_KNOW)).standings

    assert [one.sentence for one in written.strong] == [standing("DC1", 75)]
    score = f"{of_hundred(0)}, {EN('findings.between', low=0, high=50)}"
    assert written.weak[0].sentence == EN("findings.result.standing.item", name=title("FI1", "en"), score=score)


def test_where_only_topics_with_unknown_answers_are_high_it_is_not_said_that_none_has_reached_half() -> None:
    written = said(level(1, PI1_1=4, PI1_2=DONT_KNOW)).standings

    assert written.no_strong == EN("findings.result.standing.none_known", points=50)


def of_hundred(points: int) -> str:
    return EN("findings.of_100", points=points)


def all_of(*topics: str) -> str:
    return enumeration([quoted(one) for one in topics], "en")


def test_a_topic_below_half_is_no_strength() -> None:
    written = said(level(0, PI2=1))

    assert written.standings.strong == ()
    assert written.standings.no_strong == EN("findings.result.standing.none_strong", points=50)


def test_a_step_says_what_it_brings_and_by_when() -> None:
    steps = {step.question_id: step.sentence for step in said(level(2, PI5_2=1, DC4_1=0, FI2_1=1)).steps.all}

    for question_id, brings in (("PI5.2", "essential"), ("DC4.1", "to_essential"), ("FI2.1", "minimum")):
        why = EN(f"findings.result.steps.{brings}", name=quoted_practice(question_id))
        soon = EN("findings.horizon.within_6_months")
        assert steps[question_id] == EN("findings.result.steps.sentence", why=why, horizon=soon)


def test_a_gain_is_told_as_what_the_topic_rises_to() -> None:
    steps = said(level(3, FI1_1=2)).steps

    assert EN("findings.result.steps.gain", topic=quoted("FI1"), low=63, high=75) in [step.why for step in steps.all]
    assert steps.headline == EN("findings.result.steps.headline", 3) != EN("findings.result.steps.headline", 8)
    assert steps.more == EN("findings.result.steps.more", len(steps.all) - 3)


def test_a_step_names_its_practice_and_says_from_which_level_to_which() -> None:
    answers = level(3, PI2_1=1)
    (step, *_) = said(answers).steps.all
    question = QUESTIONNAIRE.question("PI2.1")

    assert (step.practice, step.essential) == (question.name["en"], True)
    assert step.today.words == f"1\u00a0·\u00a0{QUESTIONNAIRE.level_names[1]['en']}"
    assert step.today.sentence.endswith(question.levels[1]["en"])
    assert step.next.words == f"2\u00a0·\u00a0{QUESTIONNAIRE.level_names[2]['en']}"
    assert step.next.sentence == question.levels[2]["en"]


@pytest.mark.parametrize("answer", [DONT_KNOW, None])
def test_what_is_not_known_leads_to_level_1_and_says_what_was_said_instead_of_a_level(answer: Answer | None) -> None:
    answers = {one: given for one, given in {**level(3), "PI2.1": answer}.items() if given is not None}
    (step, *_) = said(answers).steps.all

    words = QUESTIONNAIRE.dont_know["en"] if answer else "No answer yet"
    assert (step.today.words, step.today.sentence) == (words, "")
    assert step.next.words.startswith("1\u00a0·\u00a0")
    assert step.next.sentence.endswith(QUESTIONNAIRE.question("PI2.1").levels[1]["en"])


def test_what_waits_is_counted_by_kind_and_listed_in_its_order() -> None:
    waiting = said(level(0)).steps.waiting
    parts = [EN("findings.result.waiting.essential", 2), EN("findings.result.waiting.minimum", 28)]

    assert waiting.sentence == EN("findings.result.waiting.sentence", parts=" and ".join(parts))
    assert len(waiting.table.rows) == 30
    names = [practice("DC4.2", "en"), practice("MI1.1", "en")]
    assert [row[0] for row in waiting.table.rows[:2]] == [EN("findings.essential_name", name=one) for one in names]
    assert waiting.table.rows[2][0] == practice("PI1.1", "en")
    assert {row[1:] for row in waiting.table.rows[:2]} == {(f"0\u00a0·\u00a0{QUESTIONNAIRE.level_names[0]['en']}", "2")}


def test_nothing_waits_where_all_has_room() -> None:
    waiting = said(level(2, PI1_1=0)).steps.waiting

    assert (waiting.sentence, waiting.table.rows) == ("", ())


def test_a_topic_of_which_something_is_not_known_is_promised_no_points() -> None:
    steps = said(level(4, FI1_1=3, FI1_2=DONT_KNOW)).steps

    assert EN("findings.result.steps.no_gain", topic=quoted("FI1")) in [step.why for step in steps.all]


def test_the_topics_headline_counts_them_and_says_how_far_apart_they_are() -> None:
    apart, alike = said(level(2, PI1=0, DC2=3)).topics, said(level(2)).topics
    nothing = said(dict.fromkeys(IDS, DONT_KNOW)).topics

    assert apart.headline == EN("findings.result.topics.span", 19, low=0, high=75)
    assert alike.headline == EN("findings.result.topics.alike", points=50)
    assert nothing.headline == EN("findings.result.topics.unknown")


def test_at_the_top_there_is_no_next_step() -> None:
    steps = said(level(4)).steps

    assert steps.all == ()
    assert steps.headline == EN("findings.result.steps.none")


def test_a_score_is_never_shown_as_a_threshold_that_it_misses() -> None:
    assert points(QUESTIONNAIRE, 39.6) == 39
    assert points(QUESTIONNAIRE, 40.0) == 40
    assert points(QUESTIONNAIRE, 62.5) == 63


@settings(max_examples=40)
@given(any_answers(), languages)
def test_every_result_can_be_said(answers: dict[str, Answer], language: str) -> None:
    written = said(answers, language)

    assert_finished(written)
    assert lines(written.headline, TITLE) <= 2, written.headline
    for headline in (written.pillars.headline, written.essentials.headline):
        assert 0 < len(headline) <= LONGEST[language], headline
    assert 0 < len(written.topics.headline) <= LONGEST[language]
    assert written.limits
    assert len(written.steps.first) <= 3
    strong, weak = ({one.score for one in part} for part in (written.standings.strong, written.standings.weak))
    assert not strong & weak
    assert bool(written.standings.strong) != bool(written.standings.no_strong)
    assert bool(written.standings.weak) != bool(written.standings.no_weak)


@settings(max_examples=40)
@given(any_answers(), languages)
def test_the_numbers_said_are_those_of_the_scorecard(answers: dict[str, Answer], language: str) -> None:
    card, written = score(QUESTIONNAIRE, answers), said(answers, language)
    starts = (0, 20, 40, 60, 80)
    topics = [cell for group in written.topics.groups for cell in group.cells]
    expected = [
        (card.pillars.get(one.id), row) for one, row in zip(QUESTIONNAIRE.pillars, written.pillars.rows, strict=True)
    ]
    for topic, cell in zip(QUESTIONNAIRE.dimensions(), topics, strict=True):
        part = card.dimensions.get(topic.id)
        points = None if part is None or part.score is None else whole_points(part.score, starts)
        assert cell.number == ("–" if points is None else str(points))
        assert cell.level == (None if points is None else points // 25)

    for part, row in expected:
        if part is None or part.score is None:
            assert (row.score, row.number) == (None, "")
        else:
            assert row.number == str(row.score) == str(whole_points(part.score, starts))
        if part is not None and part.low is not None and part.high is not None:
            assert (row.low, row.high) == (whole_points(part.low, starts), whole_points(part.high, starts))
            assert (row.verdict == "") == (row.low == row.high)
            assert all(number(end, language) in row.verdict for end in (row.low, row.high) if row.verdict)
    line = written.overall.line
    assert line.low <= (line.low if line.score is None else line.score) <= line.high
    assert (line.score is None) == (card.overall.score is None)
    assert line.score is None or written.facts[2].value == Say(language)("findings.of_100", points=line.score)
    met = sum(item.met is Met.MET for item in written.essentials.items)
    assert met == sum(card.essentials.values())


@settings(max_examples=40)
@given(any_answers())
def test_a_step_gives_an_essential_only_where_its_next_level_meets_it(answers: dict[str, Answer]) -> None:
    for step in said(answers).steps.all:
        raised = {**answers, step.question_id: (known_level(answers, step.question_id) or 0) + 1}
        card = score(QUESTIONNAIRE, raised)

        if facts_in(step.why, "findings.result.steps.essential", "en"):
            assert card.essentials[step.question_id]
        elif facts_in(step.why, "findings.result.steps.to_essential", "en"):
            assert not card.essentials[step.question_id]
        elif raises := facts_in(step.why, "findings.result.steps.gain", "en"):
            topic = card.dimensions[QUESTIONNAIRE.dimension_of(step.question_id).id]
            assert topic.score is not None
            assert raises["high"] == str(points(QUESTIONNAIRE, topic.score))


@settings(max_examples=40)
@given(any_answers())
def test_what_the_headline_and_the_band_call_missing_is_missing(answers: dict[str, Answer]) -> None:
    card, written = score(QUESTIONNAIRE, answers), said(answers)
    in_use = of(sum(card.in_use.values()), len(card.in_use))
    unmet = [one for one, met in card.essentials.items() if not met]
    known = [one for one in unmet if known_level(answers, one) is not None]
    assert in_use in written.headline
    assert (EN("findings.result.headline.all_met", 10) in written.headline) == (not unmet)
    assert not known or EN("findings.result.headline.missing", len(known)) in written.headline
    if unmet and not known:
        assert EN("findings.result.headline.unknown", len(unmet)) in written.headline
    if card.band is None:
        unknown, at_most = card.overall.applicable - card.overall.known, quoted("basic")
        why = EN("findings.result.band.none_at_most", unknown, band=at_most)
        assert written.band == (why if known else EN("findings.result.band.none", unknown))
        return
    band = next(one for one in QUESTIONNAIRE.bands if one.id == card.band)
    assert written.band.startswith(reached(band.id))
    if short_by := counts_in(written.band, "points"):
        after = QUESTIONNAIRE.bands[QUESTIONNAIRE.bands.index(band) + 1]
        assert short_by == {int(after.min_score) - points(QUESTIONNAIRE, card.overall.score or 0)}


def counts_in(sentence: str, part: str) -> set[int]:
    """How many of a part a sentence says are missing; "two points" is no part of "twenty-two points"."""
    said_to_be = (EN(f"findings.result.part.{part}", count) for count in range(1, 101))
    return {count for count, words in enumerate(said_to_be, 1) if re.search(rf"(?<![\w-]){words}", sentence)}


# A change


def test_what_is_not_known_on_one_side_is_neither_gained_nor_lost() -> None:
    told = change(Assessed(QUESTIONNAIRE, level(2)), Assessed(QUESTIONNAIRE, level(2, FI1_2=DONT_KNOW)), EN)
    again = change(Assessed(QUESTIONNAIRE, level(2, FI1_2=DONT_KNOW)), Assessed(QUESTIONNAIRE, level(2)), EN)

    assert told.practices == again.practices == EN("findings.change.no_practice")


def test_a_rise_is_told_with_both_numbers() -> None:
    told = change(Assessed(QUESTIONNAIRE, level(1)), Assessed(QUESTIONNAIRE, level(2)), EN)

    assert told.headline == EN("findings.change.rise", before=25, now=50)
    assert told.sentence == EN("findings.change.common", 38)
    assert told.pillars is not None
    assert told.pillars.rows[0] == Row(
        title("PI", "en"),
        score=50,
        before=25,
        number="50",
        count=EN("findings.change.was", before=25),
        verdict=EN("findings.change.verdict.rise", 25),
    )
    assert told.pillars.table.rows[0] == (title("PI", "en"), "25", "50")


@pytest.mark.parametrize(
    ("before", "now", "headline"),
    [
        (level(2), level(2), EN("findings.change.same", now=50)),
        (level(2), level(2, MI=1, FI1=3), EN("findings.change.small", before=50, now=45)),
        (level(2), level(2, MI1=3), EN("findings.change.small", before=50, now=51)),
        (level(3), level(1), EN("findings.change.fall", before=75, now=25)),
        ({}, level(1), EN("findings.change.unknown")),
    ],
    ids=["same", "a-little-less", "a-little-more", "fall", "unknown"],
)
def test_a_small_change_is_called_small(before: dict[str, Answer], now: dict[str, Answer], headline: str) -> None:
    told = change(Assessed(QUESTIONNAIRE, before), Assessed(QUESTIONNAIRE, now), EN)

    assert told.headline == headline


def test_practices_that_came_into_use_and_that_went_are_named() -> None:
    told = change(Assessed(QUESTIONNAIRE, level(2, MI3_1=1)), Assessed(QUESTIONNAIRE, level(2, FI4_2=0)), EN)

    assert told.gained == (practice("MI3.1", "en"),)
    assert told.lost == (practice("FI4.2", "en"),)
    gained = EN("findings.change.gained", names=quoted_practice("MI3.1"))
    assert told.practices == f"{gained} {EN('findings.change.lost', names=quoted_practice('FI4.2'))}"


def test_a_long_list_of_practices_is_cut_and_says_how_many_more() -> None:
    told = change(Assessed(QUESTIONNAIRE, level(1)), Assessed(QUESTIONNAIRE, level(2)), EN)

    assert len(told.gained) == 38
    first = ", ".join(quoted_practice(one) for one in ("PI1.1", "PI1.2", "PI2.1", "PI2.2", "PI3.1", "PI3.2"))
    names = EN("findings.more", 32, names=first)
    assert told.practices == EN("findings.change.gained", names=names)


def without(questionnaire: Questionnaire, *question_ids: str) -> Questionnaire:
    """A version that does not ask some questions."""
    pillars = tuple(
        pillar.model_copy(
            update={
                "dimensions": tuple(
                    topic.model_copy(update={"questions": kept})
                    for topic in pillar.dimensions
                    if (kept := tuple(one for one in topic.questions if one.id not in question_ids))
                )
            }
        )
        for pillar in questionnaire.pillars
    )
    values = {name: getattr(questionnaire, name) for name in Questionnaire.model_fields}
    return Questionnaire.model_construct(**values | {"pillars": pillars})


def test_only_questions_that_both_rounds_ask_are_compared() -> None:
    earlier = without(QUESTIONNAIRE, "PI1.1", "PI1.2", "FI1.1")
    before = {question.id: 2 for question in earlier.questions()}
    both = Assessed(earlier, before), Assessed(QUESTIONNAIRE, level(2, PI1=4, FI1_1=4))
    compared = over_common(*both)

    assert compared is not None
    assert sum(1 for _ in compared[1].questionnaire.questions()) == 35
    assert [one.scorecard.overall.score for one in compared] == [50, 50]
    assert change(*both, EN).headline == EN("findings.change.same", now=50)


def test_an_answer_that_could_be_not_applicable_then_and_cannot_now_is_left_out() -> None:
    def never(question: Question) -> Question:
        return question.model_copy(update={"not_applicable": None})

    values = {name: getattr(QUESTIONNAIRE, name) for name in Questionnaire.model_fields}
    pillars = tuple(
        pillar.model_copy(
            update={
                "dimensions": tuple(
                    topic.model_copy(update={"questions": tuple(never(one) for one in topic.questions)})
                    for topic in pillar.dimensions
                )
            }
        )
        for pillar in QUESTIONNAIRE.pillars
    )
    stricter = Questionnaire.model_construct(**values | {"pillars": pillars})
    before = Assessed(QUESTIONNAIRE, level(2, DC5_1=NotApplicable("One person")))
    compared = over_common(before, Assessed(stricter, level(2)))

    assert compared is not None
    assert sum(1 for _ in compared[1].questionnaire.questions()) == 37


def test_nothing_in_common_is_said() -> None:
    told = change(Assessed(without(QUESTIONNAIRE, *IDS), {}), Assessed(QUESTIONNAIRE, level(2)), EN)

    assert told.headline == EN("findings.change.nothing_common")
    assert told.pillars is None


@settings(max_examples=25)
@given(any_answers(), any_answers(), languages)
def test_every_change_can_be_said(before: dict[str, Answer], now: dict[str, Answer], language: str) -> None:
    told = change(Assessed(QUESTIONNAIRE, before), Assessed(QUESTIONNAIRE, now), Say(language))

    assert_finished(told)
    assert 0 < len(told.headline) <= LONGEST[language]
    assert told.practices


# A comparison


def region(seed: int, size: int, own: dict[str, Answer], likely: float = 0.5) -> Edition:
    """A publication of a region in which we are one of `size` departments."""
    chance = random.Random(seed)
    sheets = {
        f"d{place}": Sheet(chance.choice(BANDS), {one: chance.random() < likely for one in IDS})
        for place in range(size - 1)
    }
    sheets["us"] = Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))
    return Edition(1, PUBLISHED, sheets, PILLARS, BANDS)


def compared(own: dict[str, Answer], shown: Benchmark, language: str = "en") -> Comparison:
    """A comparison in words."""
    return comparison(Assessed(QUESTIONNAIRE, own), shown, Say(language), ZONE)


def of_equals(own: dict[str, Answer], others: dict[str, bool], size: int = 25) -> Comparison:
    """A comparison with a region in which all the others, all of our size, have the same in use."""
    sheets = {f"d{place}": Sheet(BANDS[1], others) for place in range(size - 1)}
    sheets["us"] = Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))
    edition = Edition(1, PUBLISHED, sheets, PILLARS, BANDS)
    return compared(own, benchmark(drawings([edition]), "us"))


HALF = {question_id: place % 2 == 0 for place, question_id in enumerate(IDS)}


def stands(position: str, group: str = "region", **ends: int) -> str:
    """The headline of where we stand beside the others."""
    return EN(f"findings.comparison.headline.{position}", others=EN(f"benchmark.group.{group}", None, **ends))


def whom(count: int, which: str = "others") -> str:
    """So many departments of the region."""
    return EN(f"findings.comparison.whom.{which}", count, group=EN("benchmark.group.region"))


def half_of(position: str, count: int, half: str, **median: str) -> str:
    """The verdict: where we stand beside so many others, and what half of them have."""
    told = EN(f"findings.comparison.half.{half}", **median)
    return EN(f"findings.comparison.verdict.{position}", others=whom(count), median=told)


def first_paragraph(used: str, verdict: str) -> str:
    return EN("findings.comparison.first", used=used, verdict=verdict)


def beside(others: str) -> str:
    """Whom we are compared with, and when that was published."""
    dated = EN("findings.comparison.dated", day="2\u00a0June 2027")
    return f"{EN('findings.comparison.beside_whom', others=others)} · {dated}"


def about_count(some: int, total: int) -> str:
    return EN("findings.comparison.about", practices=of(some, total))


@pytest.mark.parametrize(
    ("own", "headline"),
    [
        (level(2), stands("above")),
        (level(1), stands("below")),
        ({**level(1), **{one: 2 for one in IDS if HALF[one]}}, stands("about_the_same")),
        ({**level(1, PI=2), **{one: 2 for one in IDS if HALF[one]}}, stands("above")),
        ({**level(1), **{one: 2 for one in IDS if HALF[one] and not one.startswith("FI")}}, stands("below")),
        (
            {**level(1, PI1_2=2, DC1_2=2, MI1_2=2), **{one: 2 for one in IDS if HALF[one] and one[:2] != "FI"}},
            f"{stands('about_the_same')}, {EN('findings.comparison.headline.but_below', pillars=short('FI'))}",
        ),
    ],
    ids=["above", "below", "same", "above-by-one-pillar", "below-by-one-pillar", "same-but-below"],
)
def test_the_comparison_headline_says_where_we_stand(own: dict[str, Answer], headline: str) -> None:
    assert of_equals(own, HALF).headline == headline


def test_pillars_whose_names_do_not_fit_are_counted_together() -> None:
    own = {**level(1), **{one: 2 for one in IDS if HALF[one]}}
    own |= dict.fromkeys([one for one in IDS if one.startswith("PI")], 2)
    own |= dict.fromkeys([one for one in IDS if one.startswith("DC")], 1)
    told = of_equals(own, HALF)

    counted = EN("findings.comparison.headline.but", pillars=EN("findings.result.part.pillars", 2))
    assert told.headline == f"{stands('about_the_same')}, {counted}"


def test_a_group_of_peers_is_named_by_its_staff_in_headline_and_caption() -> None:
    own = {**level(1, PI1_2=2, DC1_2=2, FI1_2=2), **{one: 2 for one in IDS if HALF[one] and one[:2] != "MI"}}
    edition = region(1, 2, own)
    sheets = {f"d{place}": Sheet(BANDS[1], HALF) for place in range(12)} | {"us": edition.sheets["us"]}
    sheets |= {f"e{place}": Sheet(BANDS[3], HALF) for place in range(12)}
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), "us")

    told = compared(own, shown)
    peers = EN("benchmark.group.up_to", high=99)
    assert told.headline.startswith(EN("findings.comparison.headline.about_the_same", others=peers))
    assert EN("findings.comparison.headline.but_below", pillars=short("MI")) in told.headline
    assert told.compared is not None
    assert peers in told.compared.caption
    assert told.compared.whom == EN("findings.comparison.who.near")


def test_the_first_paragraph_gives_count_and_verdict_the_rules_what_the_words_mean_and_why_no_score() -> None:
    told = of_equals(level(2, MI=1), HALF).compared

    assert told is not None
    verdict = half_of("above", 24, "or_less", median=about_count(19, 38))
    assert told.first == first_paragraph(of(28, 38), verdict)
    assert told.beside == EN("findings.comparison.beside", used=of(28, 38), verdict=verdict)
    assert told.caption == beside(whom(24))
    assert told.whom == EN("findings.comparison.who.others")
    assert told.rules == (
        EN("benchmark.same_rule"),
        EN("findings.comparison.from_level", level=QUESTIONNAIRE.level_names[2]["en"]),
        EN("findings.comparison.in_ours"),
        EN("findings.comparison.no_score"),
    )


def test_a_median_near_an_end_is_told_in_words_in_every_place() -> None:
    told = of_equals(level(2), dict.fromkeys(IDS, False)).compared

    assert told is not None
    assert told.first == first_paragraph(of(38, 38), half_of("above", 24, "hardly_any"))
    first, hardly_any = told.pillars.rows[0], EN("benchmark.figure.hardly_any")
    assert (first.median, first.q1, first.q3) == (None, None, None)
    assert first.others == EN("findings.comparison.row.others", median=hardly_any)
    assert told.pillars.table.rows[0][2] == EN(
        "findings.comparison.median_and_middle", median=hardly_any, low=hardly_any, high=hardly_any
    )
    assert "0%" not in " ".join(words(told.pillars.table)).replace("100%", "")


def test_all_practices_come_first_then_the_pillars_each_with_count_and_verdict() -> None:
    told = of_equals(level(2, MI=1), HALF).compared

    assert told is not None
    rows = told.pillars.rows
    assert [row.label for row in rows][:2] == [EN("findings.comparison.all_practices"), title("PI", "en")]
    assert rows[0].bold
    assert (rows[3].count, rows[3].others, rows[3].verdict) == (
        of(0, 10),
        EN("findings.comparison.row.others", median=about_count(5, 10)),
        EN("findings.comparison.signed.below", position=EN("benchmark.position.below")),
    )
    assert (rows[3].used, rows[3].asked, rows[3].median, rows[3].q1, rows[3].q3) == (0, 10, 5, 5, 5)
    half = EN("findings.comparison.count_and_share", some=5, share="50%")
    assert told.pillars.table.rows[3][2] == EN(
        "findings.comparison.median_and_middle", median=half, low=half, high=half
    )
    above, below = EN("findings.result.part.pillars", 3), EN("findings.result.part.other_pillars", 1)
    assert told.pillars.headline == EN("findings.comparison.pillars.both", above=above, below=below)


def test_the_others_are_counted_in_our_own_practices() -> None:
    """Half of the others' ten are five; of the eight of ours that apply, about four."""
    told = of_equals(level(2, DC5=NotApplicable("One person")), HALF).compared

    assert told is not None
    row = told.pillars.rows[2]
    assert (row.used, row.asked, row.median) == (8, 8, 4)
    assert row.verdict == EN("findings.comparison.signed.above", position=EN("benchmark.position.above"))


def test_a_small_group_has_no_middle_half_and_is_called_small() -> None:
    told = of_equals(level(2), HALF, size=7).compared

    assert told is not None
    assert told.caption == f"{beside(whom(6))} · {EN('benchmark.small')}"
    assert EN("findings.comparison.marks.middle_others") not in told.pillars.caption
    assert all(row.q1 is row.q3 is None for row in told.pillars.rows)


def test_as_nobody_the_region_stands_beside_our_counts_without_a_verdict() -> None:
    """What files for others hold, for a department that is not among those counted."""
    sheets = {f"d{place}": Sheet(BANDS[1], HALF) for place in range(24)}
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), None)
    told = compared(level(2, MI=1), shown)

    assert told.headline == EN("findings.comparison.headline.not_among", used=of(28, 38))
    assert told.compared is not None
    verdict = EN(
        "findings.comparison.verdict.none",
        others=whom(24, "all"),
        median=EN("findings.comparison.half.or_more", median=about_count(19, 38)),
    )
    assert told.compared.first.startswith(EN("findings.comparison.first", used=of(28, 38), verdict=verdict))
    assert EN("benchmark.same_rule") not in told.compared.rules
    assert told.compared.whom == EN("findings.comparison.who.all")
    assert all(row.verdict == "" and row.median is not None for row in told.compared.pillars.rows)
    assert told.practices_caption == EN("findings.comparison.practices.caption_all", 24, least=20)
    assert shown.as_json()["own"] is None


def test_below_five_others_nothing_is_shown_and_the_reason_is_said_once() -> None:
    told = of_equals(level(2), HALF, size=5)

    assert told.headline == EN("findings.comparison.none")
    assert told.compared is None
    assert told.notes == (EN("benchmark.too_few"),)
    assert told.practices == told.missing == ()


def test_a_department_that_was_not_counted_is_told_so() -> None:
    edition = region(1, 12, level(2))
    told = compared(level(2), benchmark(drawings([edition]), "elsewhere"))

    assert told.compared is None
    assert told.notes[0] == EN("benchmark.not_counted")


def test_figures_of_an_earlier_day_say_their_day() -> None:
    own = level(2)
    first = region(3, 25, own)
    again = Edition(2, PUBLISHED + timedelta(days=365), first.sheets, PILLARS, BANDS)
    told = compared(own, benchmark(drawings([first, again]), "us"))

    assert EN("benchmark.kept", day="2\u00a0June 2027") in told.notes
    assert told.practices_caption.endswith(EN("findings.comparison.practices.earlier", day="2\u00a0June 2027"))


def test_what_most_have_and_we_have_not_is_at_most_three_those_most_have_first() -> None:
    chance = dict.fromkeys(IDS, False)
    sheets = {f"d{place}": Sheet(BANDS[1], {**chance, **having(place)}) for place in range(24)}
    own = level(1)
    sheets["us"] = Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), "us")
    told = compared(own, shown)

    known = QUESTIONNAIRE.in_use
    about_20 = known.sentence["en"].format(k=20, n=25)
    assert [(one.question_id, one.sentence) for one in told.missing] == [
        ("MI2.1", known.nearly_all["en"].format(k=21, n=25)),
        ("PI5.2", about_20),
        ("FI1.1", about_20),
    ]
    assert [one.essential for one in told.missing] == [False, True, False]


def having(place: int) -> dict[str, bool]:
    """Which practices the others have: one nearly all, three about twenty, one about half."""
    return {"MI2.1": place < 23, "PI5.2": place < 19, "FI1.1": place < 20, "FI4.2": place < 18, "DC1.1": place < 13}


def test_a_practice_shows_our_state_beside_how_many_have_it() -> None:
    own = level(2, PI1_1=1, PI1_2=DONT_KNOW, DC5_1=NotApplicable("One person"))
    told = of_equals(own, HALF)
    practices = {one.question_id: one for pillar in told.practices for _, topic in pillar.topics for one in topic}

    known = QUESTIONNAIRE.in_use
    not_yet = known.state_no["en"]
    assert (practices["PI1.1"].met, practices["PI1.1"].word) == (Met.MISSING, not_yet)
    assert (practices["PI1.2"].met, practices["PI1.2"].word) == (Met.UNKNOWN, EN("findings.dont_know"))
    assert (practices["DC5.1"].met, practices["DC5.1"].word) == (Met.NOT_ASKED, EN("findings.does_not_apply"))
    assert practices["PI1.1"].known == known.nearly_all["en"].format(k=21, n=25)
    assert practices["PI1.2"].known == known.hardly_any["en"]
    assert practices["PI1.1"].share is practices["PI1.2"].share is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_essential_is_called_one_by_a_word_and_where_it_is_drawn_by_a_sign(language: str) -> None:
    say = Say(language)
    sheets = {f"d{place}": Sheet(BANDS[1], dict.fromkeys(IDS, True)) for place in range(24)}
    sheets["us"] = Sheet(BANDS[1], dict.fromkeys(IDS, False))
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), "us")
    told = compared(level(1), shown, language)
    essentials = {one.id for one in QUESTIONNAIRE.essentials()}

    assert told.practices_table is not None
    names = [row[0] for row in told.practices_table.rows]
    drawn = {one.question_id: one for pillar in told.practices for _, topic in pillar.topics for one in topic}
    for question_id, name in zip(IDS, names, strict=True):
        plain = practice(question_id, language)
        is_one = question_id in essentials
        assert name == drawn[question_id].name == (say("findings.essential_name", name=plain) if is_one else plain)
        signed = say("findings.comparison.practices.signed", name=plain)
        assert drawn[question_id].label == (signed if is_one else plain)
    sign, bars = say("findings.comparison.practices.sign"), say("findings.comparison.practices.bars", 25)
    keys = [pillar.key for pillar in told.practices]
    assert keys == [f"{bars} {sign}"] * 3 + [bars]  # the last has none
    assert [one.called for one in told.missing] == [
        say("findings.essential_name", name=one.name) if one.essential else one.name for one in told.missing
    ]


def test_every_practice_stands_under_its_topic_and_pillar_and_is_read_aloud_with_both_sides() -> None:
    told = of_equals(level(2, MI=1), HALF)

    used = {"PI": of(10, 10), "DC": of(10, 10), "MI": of(0, 10), "FI": of(8, 8)}
    assert [pillar.headline for pillar in told.practices] == [
        EN("findings.comparison.practices.pillar", name=title(pillar_id, "en"), used=count)
        for pillar_id, count in used.items()
    ]
    assert [len(pillar.topics) for pillar in told.practices] == [5, 5, 5, 4]
    assert [one.question_id for pillar in told.practices for _, topic in pillar.topics for one in topic] == IDS
    for pillar in told.practices:
        for one in (one for _, topic in pillar.topics for one in topic):
            assert f"{one.name}: {one.word}; {one.known}" in pillar.alt
    assert told.practices_table is not None
    assert len(told.practices_table.rows) == 38


def test_from_ten_departments_the_reason_stands_in_place_of_the_practices() -> None:
    told = of_equals(level(2), HALF, size=10)

    assert told.compared is not None
    assert told.practices == ()
    assert told.practices_caption == EN("benchmark.too_few_for_practices")


@settings(max_examples=40)
@given(any_answers(), st.integers(0, 999), st.integers(1, 30), st.sampled_from([0.05, 0.5, 0.95]), languages)
def test_every_comparison_can_be_said(
    own: dict[str, Answer], seed: int, size: int, likely: float, language: str
) -> None:
    edition = region(seed, size, own, likely)
    shown = benchmark(drawings([edition]), "us")
    told = compared(own, shown, language)

    assert_finished(told)
    assert lines(told.headline, TITLE) <= 2, told.headline
    assert (told.compared is None) == (not (shown.peers.shown or shown.region.shown))
    assert told.compared is not None or told.notes
    assert bool(told.practices) == bool(shown.region.questions)
    if told.compared:
        assert 0 < len(told.compared.pillars.headline) <= LONGEST[language]
        assert len(told.compared.pillars.rows) == len(told.compared.pillars.table.rows) == 5


@settings(max_examples=40)
@given(any_answers(), st.integers(0, 999), st.integers(11, 30))
def test_what_most_are_said_to_have_more_than_half_have(own: dict[str, Answer], seed: int, size: int) -> None:
    edition = region(seed, size, own, likely=0.6)
    told = compared(own, benchmark(drawings([edition]), "us"))
    ours = score(QUESTIONNAIRE, own).in_use

    assert len(told.missing) <= 3
    assert bool(told.missing) != bool(told.no_missing)
    for one in told.missing:
        assert ours[one.question_id] is False
        assert 2 * sum(sheet.in_use.get(one.question_id, False) for sheet in edition.sheets.values()) > size


# The sentences of a level


@given(st.sampled_from(IDS), st.integers(0, 4), languages)
def test_a_level_read_alone_begins_with_a_sentence_that_adds_to_nothing(
    question_id: str, level: int, language: str
) -> None:
    say, levels = Say(language), QUESTIONNAIRE.question(question_id).levels
    first, *further = level_sentences(QUESTIONNAIRE.question(question_id), level, say)

    assert not first.startswith(say("findings.builds_on"))
    assert all(one.startswith(say("findings.builds_on")) for one in further)
    assert [first, *further] == [levels[at][language] for at in range(level - len(further), level + 1)]


def test_the_sentences_of_level_4_go_on_from_that_of_level_2() -> None:
    decision = QUESTIONNAIRE.question("PI1.1")

    assert level_sentences(decision, 4, EN) == tuple(decision.levels[at]["en"] for at in (2, 3, 4))
    assert level_sentences(decision, 1, EN) == (decision.levels[1]["en"],)


@pytest.mark.parametrize("language", LANGUAGES)
def test_among_the_others_every_level_above_the_one_in_use_adds_to_it(language: str) -> None:
    say = Say(language)
    for question in QUESTIONNAIRE.questions():
        for level, text in question.levels.items():
            told, builds_on = level_among_others(question, level, say), say("findings.builds_on")
            assert told.startswith(builds_on) is (level > 2), (question.id, level)
            assert told.removeprefix(builds_on).lower().endswith(text[language].removeprefix(builds_on).lower())


def test_a_sentence_that_adds_without_saying_so_goes_on_in_small_letters() -> None:
    yearly = QUESTIONNAIRE.question("DC2.2")

    assert yearly.levels[3]["en"].startswith("The day takes place")
    assert level_among_others(yearly, 3, EN).startswith("In addition: the day takes place")


def test_a_table_is_told_without_its_columns_that_are_empty_throughout() -> None:
    table = Table(("topic", "score", "range"), (("Rules", "50", ""), ("People", "–", "")))

    assert table.worded() == Table(("topic", "score"), (("Rules", "50"), ("People", "–")))
    assert table.worded().worded() == table.worded()


# The wording


def test_every_sentence_of_the_findings_is_said_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(findings.__file__).parent.glob("*.py"))
    patterns = {
        re.sub(r"\\{[^}]*\\}", ".+", re.escape(key)) for key in re.findall(r"""["'](findings\.[^"']+)["']""", source)
    }
    keys = [key for key in entries() if key.startswith("findings.")]

    assert [key for key in keys if not any(re.fullmatch(one, key) for one in patterns)] == []
    assert [one for one in patterns if not any(re.fullmatch(one, key) for key in keys)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_minimum_is_below_being_in_use_is_said_where_there_is_one(language: str) -> None:
    low, say = [one.id for one in QUESTIONNAIRE.questions() if one.minimum_level == 1], Say(language)
    others = with_only(QUESTIONNAIRE, [one.id for one in QUESTIONNAIRE.questions() if one.id not in low])
    about = [
        result(Assessed(asked, {one.id: 1 for one in asked.questions()}), say).steps.about
        for asked in (QUESTIONNAIRE, others)
    ]

    assert low
    assert [say("findings.result.steps.low_minimums") in one for one in about] == [True, False]


# What must not mislead


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_essential_that_was_met_a_round_ago_is_no_longer_met(language: str) -> None:
    say, before = Say(language), Assessed(QUESTIONNAIRE, level(2, MI1_1=0))
    now = result(Assessed(QUESTIONNAIRE, level(2, DC4_1=0, MI1_1=0, PI5_2=DONT_KNOW)), say, before)
    words_of = {one.question_id: one.word for one in now.essentials.items}

    assert words_of["DC4.1"] == say("findings.result.essentials.no_longer")
    assert words_of["MI1.1"] == say("findings.result.essentials.not_yet")
    assert words_of["PI5.2"] == say("findings.dont_know")  # not known is not lost
    assert now.essentials.table.rows[IDS_OF_ESSENTIALS.index("DC4.1")][2] == words_of["DC4.1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_there_is_no_band_the_line_of_the_score_says_so(language: str) -> None:
    say = Say(language)
    line = said(level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW), language).overall.line
    spread = say("findings.between", low=line.low, high=line.high)

    assert (line.score, line.band) == (None, "")
    assert line.number == say("findings.result.scale.no_band", range=spread)
    assert line.range_words == say("findings.result.scale.only_range")
    assert said(level(2), language).overall.line.range_words == ""


def test_each_band_says_from_where_to_where_it_goes() -> None:
    line = said(minimum()).overall.line

    assert [band.span for band in line.bands] == ["0–19", "20–39", "40–59", "60–79", "80–100"]
    assert line.yardstick_number == "41"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_is_to_be_found_out_first(language: str) -> None:
    say = Say(language)
    few = said(level(2, DC1_1=DONT_KNOW, DC5_1=NotApplicable("One person")), language).steps
    many = said(level(2, MI1_2=DONT_KNOW, MI2=DONT_KNOW, DC1_1=DONT_KNOW), language).steps

    one = say("findings.name", name=practice("DC1.1", language))
    assert few.find_out == say("findings.result.steps.find_out", names=one)
    first = ", ".join(say("findings.name", name=practice(one, language)) for one in ("DC1.1", "MI1.2", "MI2.1"))
    assert many.find_out == say("findings.result.steps.find_out", names=say("findings.more", 1, names=first))
    assert said(level(2), language).steps.find_out == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_essentials_that_the_steps_do_not_meet_are_named(language: str) -> None:
    """From level 0 an action leads to level 1; the minimum is 2."""
    say = Say(language)
    left = say("findings.name", name=practice("DC4.1", language))
    one = said(level(2, DC4_1=0), language).steps
    two = said(level(2, DC4_1=0, MI1_1=1), language).steps

    assert one.left == one.left_by_first == say("findings.result.steps.left_one", names=left)
    met = say("findings.result.steps.met", 1)
    assert two.left == say("findings.result.steps.left", total=say.count(2), met=met, names=left)
    assert said(level(2, MI1_1=1), language).steps.left == ""
    assert said(level(2), language).steps.left == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_missing_essential_has_its_step_or_is_told_to_need_more(language: str) -> None:
    essentials, say = list(QUESTIONNAIRE.essentials()), Say(language)
    for count in range(len(essentials) + 1):
        steps = said(level(2, **{one.id.replace(".", "_"): 1 for one in essentials[:count]}), language).steps
        with_a_step = [one.practice for one in steps.first if one.essential]
        without = [one.name[language] for one in essentials[:count] if one.name[language] not in with_a_step]
        assert all(name in steps.left_by_first for name in without[:3])
        assert (
            len(without) <= 3
            or say("findings.more", len(without) - 3, names="|").partition("|")[2] in steps.left_by_first
        )


def test_what_waits_is_named_in_short_and_shown_at_once_where_it_is_little() -> None:
    many, none = said(level(0)).steps.waiting, said(level(4)).steps.waiting
    ten = [question.id.replace(".", "_") for question in QUESTIONNAIRE.questions()][:10]
    some = said(level(2, **dict.fromkeys(ten, 0))).steps.waiting

    assert facts_in(some.short, "findings.result.waiting.named", "en")
    assert all(row[0] in some.short for row in some.table.rows)
    assert some.few
    assert many.short == many.sentence != ""
    assert not many.few
    assert none.short == none.sentence == ""
    assert none.few


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_an_earlier_round_say_so_in_every_heading(language: str) -> None:
    say, own = Say(language), level(2)
    assessed, shown = Assessed(QUESTIONNAIRE, own), benchmark(drawings([region(1, 24, own)]), "us")
    told = comparison(assessed, shown, say, ZONE, rounds=Rounds("2031", "2031"))
    assert told.compared is not None
    headings = [told.headline, told.compared.pillars.headline, told.missing_headline, told.practices_headline]

    for one in headings:
        assert facts_in(one, "findings.comparison.of_round", language)["round"] == "2031"
    assert lines(told.headline, TITLE) <= 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_beside_a_region_of_another_round_are_told_apart(language: str) -> None:
    say, own = Say(language), level(2)
    shown = benchmark(drawings([region(1, 24, own)]), None)
    told = comparison(Assessed(QUESTIONNAIRE, own), shown, say, ZONE, rounds=Rounds("2032", "2031"))

    used = say("findings.of", some=38, total=38)
    assert told.headline == say("findings.comparison.headline.two_rounds", used=used, ours="2032", theirs="2031")
    assert lines(told.headline, TITLE) <= 2
    assert told.compared is not None
    words_of = say("findings.comparison.pillars.none_of_rounds", ours="2032", theirs="2031")
    assert told.compared.pillars.headline == words_of


def test_more_that_most_have_is_counted_and_the_heading_agrees_where_nothing_is_missing() -> None:
    sheets = {f"d{place}": Sheet(BANDS[1], dict.fromkeys(IDS, True)) for place in range(24)}
    told = [
        compared(
            own, benchmark(drawings([Edition(1, PUBLISHED, {**sheets, "us": sheet_of(own)}, PILLARS, BANDS)]), "us")
        )
        for own in (level(2, MI1=1, MI2=1, FI1_1=1), level(2, MI1=1), level(2))
    ]

    assert [one.missing_more for one in told] == [EN("findings.comparison.missing.more", 2), "", ""]
    assert [one.missing_headline for one in told] == [
        *[EN("findings.comparison.missing.headline")] * 2,
        EN("findings.comparison.missing.headline_none"),
    ]
    assert all(one.missing_whom == EN("findings.comparison.missing.whom", 25) for one in told)


def sheet_of(own: dict[str, Answer]) -> Sheet:
    return Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))


def test_pillars_above_and_below_are_named_where_their_names_fit() -> None:
    own = {**level(1), **{one: 2 for one in IDS if HALF[one]}}
    told = of_equals({**own, **dict.fromkeys([one for one in IDS if one[:2] == "FI"], 2)}, HALF)

    assert told.compared is not None
    assert told.compared.pillars.headline == EN("findings.comparison.pillars.named.above", above=short("FI"))


def test_the_result_says_how_sure_it_is_why_it_is_compared_with_none_and_who_sees_it() -> None:
    found = said(level(2, PI5_2=DONT_KNOW))

    assert EN("findings.result.known", known=of(37, 38)) in found.limits
    assert EN("findings.comparison.no_score") in found.limits
    assert found.seen == EN("findings.result.seen")
