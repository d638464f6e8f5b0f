"""What a result and a comparison say: the sentences of known cases, and what holds of every one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from given import IDS, QUESTIONNAIRE, any_answers, everything, minimum
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import findings
from assessment.answers import DONT_KNOW, Answer, NotApplicable, known_level
from assessment.benchmark import Benchmark, Edition, Sheet, band_ids, benchmark, drawings
from assessment.findings import Change, Comparison, Result, Row, Table, change, common, comparison, result
from assessment.findings.words import points
from assessment.language import number, whole_points
from assessment.plan import plan
from assessment.questionnaire import Question, Questionnaire
from assessment.scoring import SHOWN_FROM, score
from assessment.wording import LANGUAGES, Say, entries

LONGEST = {"en": 62, "it": 75, "es": 75}  # characters of a headline
PUBLISHED = datetime(2027, 6, 2, 10, tzinfo=UTC)
ZONE = "Europe/Rome"
BANDS = band_ids(QUESTIONNAIRE.staff_bands)
PILLARS = {pillar.id: tuple(one.id for one in pillar.questions()) for pillar in QUESTIONNAIRE.pillars}

languages = st.sampled_from(LANGUAGES)


def said(answers: dict[str, Answer], language: str = "en") -> Result:
    """The result of answers, in words."""
    card, steps = score(QUESTIONNAIRE, answers), plan(QUESTIONNAIRE, answers)
    return result(QUESTIONNAIRE, answers, card, steps, Say(language))


def level(default: int, **others: Answer) -> dict[str, Answer]:
    """One level everywhere, but others in the questions, topics or pillars that are named (PI5_2 is PI5.2)."""
    answers = everything(default)
    for place, answer in others.items():
        for question_id in IDS:
            if question_id.startswith(place.replace("_", ".")):
                answers[question_id] = answer
    return answers


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


def assert_finished(record: Result | Change | Comparison) -> None:
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
        (level(4), "Leading, the highest band"),
        (level(0), "Starting, 20 points short of Basic"),
        (level(2, PI5_2=1, DC4_1=DONT_KNOW), "Basic, two essentials short of Established"),
        (level(1), "Basic, ten essentials and 15 points short of Established"),
        (minimum(), "Established, 19 points and two pillars short of Advanced"),
        (level(3, FI=1), "Established, one pillar short of Advanced"),
        (level(3), "Advanced, five points short of Leading"),
        (level(2, PI1=DONT_KNOW, PI2=DONT_KNOW), "Between 45 and 55; too much is unknown for one figure"),
        ({}, "Between 0 and 100; too much is unknown for one figure"),
    ],
)
def test_the_headline_says_the_band_and_what_is_missing_for_the_next(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).headline == headline


def test_the_headline_in_the_other_languages() -> None:
    answers = level(2, PI5_2=1, DC4_1=1)

    assert said(answers, "it").headline == "Fascia «Base»: mancano due requisiti essenziali per «Consolidato»"
    assert said(answers, "es").headline == "«Básico», a dos requisitos esenciales de «Consolidado»"
    assert said(level(2, PI5_2=1), "it").headline == "Fascia «Base»: manca un requisito essenziale per «Consolidato»"


def test_where_the_long_name_does_not_fit_the_headline_takes_the_short_one() -> None:
    assert said(level(1), "it").headline == "Fascia «Base»: mancano dieci essenziali e 15 punti per «Consolidato»"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (level(2), "Your answers are worth 50 of 100."),
        (
            level(2, MI2_2=DONT_KNOW),
            "Your answers are worth 50 of 100, between 49 and 51 because one question was answered “we do not know”.",
        ),
        (
            {key: value for key, value in level(2).items() if key not in ("MI2.2", "FI1.1")},
            "Your answers are worth 50 of 100, between 47 and 53 because two questions have no answer.",
        ),
    ],
)
def test_the_sentence_gives_score_range_and_reason(answers: dict[str, Answer], sentence: str) -> None:
    assert said(answers).sentence == sentence


def test_blanks_and_do_not_know_are_both_reasons() -> None:
    answers = level(2, MI2_2=DONT_KNOW)
    del answers["FI1.1"]

    assert said(answers).sentence.endswith(
        "because one question was answered “we do not know” and one question has no answer."
    )


def test_without_one_figure_the_sentence_says_where_too_little_is_known() -> None:
    sentence = said(level(2, MI1=DONT_KNOW, MI2=DONT_KNOW)).sentence

    assert sentence.startswith("Your answers are worth between 45 and 55 of 100 because four questions")
    assert sentence.endswith("there are fewer in “Measure impact”.")
    assert SHOWN_FROM == 80  # the sentence says "four in five"


def test_a_capped_band_is_explained_by_essentials_and_by_pillars() -> None:
    assert said(level(2, PI5_2=1)).why_band == (
        "The score alone would reach “Established”. "
        "A department with a missing essential stays at “Basic”, whatever its score."
    )
    assert said(level(3, FI=1)).why_band == (
        "The score alone would reach “Advanced”. “Advanced” asks for at least 40 in every pillar: "
        "“Foster innovation” has 25."
    )


def test_a_band_that_only_the_score_holds_back_needs_no_explanation() -> None:
    assert said(level(3)).why_band == ""
    assert said(level(4)).why_band == ""
    assert said({}).why_band == ""


def test_the_three_facts() -> None:
    facts = [(fact.value, fact.label) for fact in said(level(2, PI5_2=1, MI2_2=DONT_KNOW)).facts]

    assert facts == [
        ("49 of 100", "overall score, between 48 and 51"),
        ("9 of 10", "essentials met"),
        ("36 of 38", "practices in use"),
    ]


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (level(2), "All four pillars stand at 50"),
        (level(2, MI2_2=1), "The four pillars differ little"),
        (level(3, FI=1), "Foster innovation lags behind"),
        (level(3, FI=1, MI=1), "Measure impact and Foster innovation lag behind"),
        (level(1, PI=3), "Prioritise and integrate is well ahead"),
        (level(2, DC1=3, MI1=3, FI1=3), "From 56 down to 50, no pillar far from the next"),
        (level(2, PI1=DONT_KNOW, PI2=DONT_KNOW), "One pillar has too many unknown answers for one figure"),
        ({}, "Four pillars have too many unknown answers for one figure"),
    ],
)
def test_the_pillars_headline_says_what_leads_and_what_lags(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).pillars.headline == headline


def test_a_pillars_row_carries_its_number_and_the_range_where_something_is_unknown() -> None:
    rows = {row.label: row for row in said(level(2, MI2_2=DONT_KNOW)).pillars.rows}

    assert rows["Measure impact"] == Row(
        "Measure impact", score=50, low=45, high=55, number="50", verdict="between 45 and 55"
    )
    assert rows["Foster innovation"] == Row("Foster innovation", score=50, low=50, high=50, number="50")


def test_a_pillar_without_a_figure_shows_its_range_alone() -> None:
    picture = said(level(2, MI1=DONT_KNOW, MI2=DONT_KNOW)).pillars
    row = picture.rows[2]

    assert (row.score, row.number, row.verdict) == (None, "", "between 30 and 70")
    assert picture.table.rows[2] == ("Measure impact", "–", "between 30 and 70")
    assert "Measure impact between 30 and 70" in picture.alt


def test_topics_stand_under_their_pillars_in_the_order_of_the_questionnaire() -> None:
    rows = said(level(2)).topics.rows

    assert [row.label for row in rows if row.heading] == [
        "Prioritise and integrate",
        "Develop capability",
        "Measure impact",
        "Foster innovation",
    ]
    assert len(rows) == 4 + 19
    assert [row.label for row in rows[:3]] == [
        "Prioritise and integrate",
        "Leadership and priority",
        "Rules and formal acts",
    ]


def test_a_topic_that_does_not_apply_says_so() -> None:
    answers = level(2, DC5=NotApplicable("One person"))
    row = next(row for row in said(answers).topics.rows if row.label == "Inside the department")

    assert (row.score, row.number, row.verdict) == (None, "", "does not apply")


def test_the_key_names_the_range_only_where_there_is_one() -> None:
    assert said(level(2)).pillars.key.possible == ""
    assert said(level(2, MI2_2=DONT_KNOW)).pillars.key.possible == "possible range"


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        (level(2), "All ten essentials are met"),
        (level(1), "No essential is met yet"),
        (level(2, PI5_2=1, DC4_1=DONT_KNOW), "Eight of ten essentials are met"),
        (level(1, PI2_1=2), "One of ten essentials is met"),
    ],
)
def test_the_essentials_headline_counts_those_that_are_met(answers: dict[str, Answer], headline: str) -> None:
    assert said(answers).essentials.headline == headline


def test_an_essential_is_met_not_yet_met_or_not_known() -> None:
    answers = level(2, PI5_2=1, DC4_1=DONT_KNOW)
    del answers["MI1.1"]
    items = {one.question_id: (one.state, one.word) for one in said(answers).essentials.items}

    assert items["PI2.1"] == ("met", "yes")
    assert items["PI5.2"] == ("missing", "not yet")
    assert items["DC4.1"] == ("unknown", "we do not know")
    assert items["MI1.1"] == ("unknown", "no answer yet")


def test_the_table_of_essentials_gives_the_level_with_its_name() -> None:
    rows = said(level(2, PI5_2=1, DC4_1=DONT_KNOW)).essentials.table.rows

    assert ("A plan for emergencies", "1 · Informal", "not yet") in rows
    assert ("A legal checklist", "–", "we do not know") in rows


def test_strengths_and_weaknesses_are_named_and_a_tie_stands_in_neither() -> None:
    written = said(level(2, PI2=3, DC3=4, FI1=0, FI2=1))

    assert [one.sentence for one in written.strengths] == [
        "Content and language, 100 of 100",
        "Rules and formal acts, 75 of 100",
    ]
    assert [one.sentence for one in written.weaknesses] == [
        "Reaching everyone, 0 of 100",
        "Channels and new ideas, 25 of 100",
    ]


def test_where_all_topics_are_alike_none_is_called_strong_or_weak() -> None:
    written = said(level(2))

    assert written.strengths == written.weaknesses == ()
    assert written.no_strengths == written.no_weaknesses == "All topics stand alike, at 50 of 100."


def test_a_topic_below_half_is_no_strength() -> None:
    written = said(level(0, PI2=1))

    assert written.strengths == ()
    assert written.no_strengths == "No topic has reached 50 of 100 yet."


def test_a_step_says_what_it_brings_and_by_when() -> None:
    steps = {step.question_id: step.sentence for step in said(level(2, PI5_2=1, DC4_1=0, FI2_1=1)).steps.all}

    assert steps["PI5.2"] == "Meets the essential “A plan for emergencies”, within six months."
    assert steps["DC4.1"] == "Comes closer to the essential “A legal checklist”, within six months."
    assert steps["FI2.1"] == "Brings “A purpose for each platform” to the minimum level, within six months."


def test_a_gain_is_told_as_what_the_topic_rises_to() -> None:
    steps = said(level(3, FI1_1=2)).steps

    assert any(step.why == "Raises “Reaching everyone” from 63 to 75" for step in steps.all)
    assert steps.headline == f"Your next {Say('en').count(len(steps.first))} steps"


def test_at_the_top_there_is_no_next_step() -> None:
    steps = said(level(4)).steps

    assert steps.all == ()
    assert steps.headline == "Every practice is at the highest level"


def test_a_score_is_never_shown_as_a_threshold_that_it_misses() -> None:
    assert points(QUESTIONNAIRE, 39.6) == 39
    assert points(QUESTIONNAIRE, 40.0) == 40
    assert points(QUESTIONNAIRE, 62.5) == 63


@settings(max_examples=40, deadline=None)
@given(any_answers(), languages)
def test_every_result_can_be_said(answers: dict[str, Answer], language: str) -> None:
    written = said(answers, language)

    assert_finished(written)
    for headline in (written.headline, written.pillars.headline, written.essentials.headline):
        assert 0 < len(headline) <= LONGEST[language], headline
    assert 0 < len(written.topics.headline) <= LONGEST[language]
    assert written.limits
    assert len(written.steps.first) <= 3
    strong, weak = ({one.score for one in part} for part in (written.strengths, written.weaknesses))
    assert not strong & weak
    assert bool(written.strengths) != bool(written.no_strengths)
    assert bool(written.weaknesses) != bool(written.no_weaknesses)


@settings(max_examples=40, deadline=None)
@given(any_answers(), languages)
def test_the_numbers_said_are_those_of_the_scorecard(answers: dict[str, Answer], language: str) -> None:
    card, written = score(QUESTIONNAIRE, answers), said(answers, language)
    starts = (0, 20, 40, 60, 80)
    topics = [row for row in written.topics.rows if not row.heading]
    expected = [
        *(
            (card.pillars.get(one.id), row)
            for one, row in zip(QUESTIONNAIRE.pillars, written.pillars.rows, strict=True)
        ),
        *((card.dimensions.get(one.id), row) for one, row in zip(QUESTIONNAIRE.dimensions(), topics, strict=True)),
    ]

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
    assert line.score is None or f"{line.score} " in written.sentence
    met = sum(item.state == "met" for item in written.essentials.items)
    assert met == sum(card.essentials.values())


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_a_step_gives_an_essential_only_where_its_next_level_meets_it(answers: dict[str, Answer]) -> None:
    for step in said(answers).steps.all:
        raised = {**answers, step.question_id: (known_level(answers, step.question_id) or 0) + 1}
        card = score(QUESTIONNAIRE, raised)

        if step.why.startswith("Meets"):
            assert card.essentials[step.question_id]
        elif step.why.startswith("Comes closer"):
            assert not card.essentials[step.question_id]
        elif step.why.startswith("Raises"):
            topic = card.dimensions[QUESTIONNAIRE.dimension_of(step.question_id).id]
            assert topic.score is not None
            assert step.why.endswith(f" to {points(QUESTIONNAIRE, topic.score)}")


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_what_the_headline_calls_missing_is_missing(answers: dict[str, Answer]) -> None:
    card, written = score(QUESTIONNAIRE, answers), said(answers)
    if card.band is None:
        assert written.headline.startswith("Between ")
        return
    band = next(one for one in QUESTIONNAIRE.bands if one.id == card.band)

    assert written.headline.startswith(band.title["en"])
    missed = sum(not met for met in card.essentials.values())
    if " essential" in written.headline:
        assert f"{Say('en').count(missed)} essential" in written.headline
    if match := re.search(r"(\w+) points? short", written.headline):
        after = QUESTIONNAIRE.bands[QUESTIONNAIRE.bands.index(band) + 1]
        short_by = int(after.min_score) - points(QUESTIONNAIRE, card.overall.score or 0)
        assert match[1] == Say("en").count(short_by)


# A change


def test_a_rise_is_told_with_both_numbers() -> None:
    told = change(common(QUESTIONNAIRE, level(1), QUESTIONNAIRE, level(2)), Say("en"))

    assert told.headline == "Up from 25 to 50 since the last round"
    assert told.sentence.startswith("Compared over the 38 questions that both rounds ask.")
    assert told.pillars is not None
    assert told.pillars.rows[0] == Row(
        "Prioritise and integrate", score=50, before=25, number="50", count="before 25", verdict="▲ 25 points up"
    )
    assert told.pillars.table.rows[0] == ("Prioritise and integrate", "25", "50")


@pytest.mark.parametrize(
    ("before", "now", "headline"),
    [
        (level(2), level(2), "50 of 100, as in the last round"),
        (level(2), level(2, MI=1, FI1=3), "From 50 to 45 since the last round: a small change"),
        (level(2), level(2, MI1=3), "From 50 to 51 since the last round: a small change"),
        (level(3), level(1), "Down from 75 to 25 since the last round"),
        ({}, level(1), "Too much is unknown to say how the score moved"),
    ],
)
def test_a_small_change_is_called_small(before: dict[str, Answer], now: dict[str, Answer], headline: str) -> None:
    told = change(common(QUESTIONNAIRE, before, QUESTIONNAIRE, now), Say("en"))

    assert told.headline == headline


def test_practices_that_came_into_use_and_that_went_are_named() -> None:
    told = change(common(QUESTIONNAIRE, level(2, MI3_1=1), QUESTIONNAIRE, level(2, FI4_2=0)), Say("en"))

    assert told.gained == ("A poll on what people want",)
    assert told.lost == ("A local contact list",)
    assert told.practices == ("Newly in use: “A poll on what people want”. No longer in use: “A local contact list”.")


def test_a_long_list_of_practices_is_cut_and_says_how_many_more() -> None:
    told = change(common(QUESTIONNAIRE, level(1), QUESTIONNAIRE, level(2)), Say("en"))

    assert len(told.gained) == 38
    assert told.practices.endswith("and 32 more.")


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
    compared = common(earlier, before, QUESTIONNAIRE, level(2, PI1=4, FI1_1=4))

    assert compared is not None
    assert compared.questions == 35
    assert compared.now.overall.score == compared.before.overall.score == 50
    assert change(compared, Say("en")).headline == "50 of 100, as in the last round"


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
    compared = common(QUESTIONNAIRE, level(2, DC5_1=NotApplicable("One person")), stricter, level(2))

    assert compared is not None
    assert compared.questions == 37


def test_nothing_in_common_is_said() -> None:
    told = change(common(without(QUESTIONNAIRE, *IDS), {}, QUESTIONNAIRE, level(2)), Say("en"))

    assert told.headline == "The two rounds ask nothing in common"
    assert told.pillars is None


@settings(max_examples=25, deadline=None)
@given(any_answers(), any_answers(), languages)
def test_every_change_can_be_said(before: dict[str, Answer], now: dict[str, Answer], language: str) -> None:
    told = change(common(QUESTIONNAIRE, before, QUESTIONNAIRE, now), Say(language))

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
    return comparison(QUESTIONNAIRE, shown, own, score(QUESTIONNAIRE, own), Say(language), ZONE)


def of_equals(own: dict[str, Answer], others: dict[str, bool], size: int = 25) -> Comparison:
    """A comparison with a region in which all the others, all of our size, have the same in use."""
    sheets = {f"d{place}": Sheet(BANDS[1], others) for place in range(size - 1)}
    sheets["us"] = Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))
    edition = Edition(1, PUBLISHED, sheets, PILLARS, BANDS)
    return compared(own, benchmark(drawings([edition]), "us"))


HALF = {question_id: place % 2 == 0 for place, question_id in enumerate(IDS)}


@pytest.mark.parametrize(
    ("own", "headline"),
    [
        (level(2), "Above others in the region"),
        (level(1), "Below others in the region"),
        ({**level(1), **{one: 2 for one in IDS if HALF[one]}}, "About the same as others in the region"),
        (
            {**level(1, PI=2), **{one: 2 for one in IDS if HALF[one]}},
            "Above others in the region",
        ),
        (
            {**level(1), **{one: 2 for one in IDS if HALF[one] and not one.startswith("FI")}},
            "Below others in the region",
        ),
        (
            {**level(1, PI1_2=2, DC1_2=2, MI1_2=2), **{one: 2 for one in IDS if HALF[one] and one[:2] != "FI"}},
            "About the same as others in the region, below in one pillar",
        ),
    ],
)
def test_the_comparison_headline_says_where_we_stand(own: dict[str, Answer], headline: str) -> None:
    assert of_equals(own, HALF).headline == headline


def test_a_pillar_that_stands_out_is_named_where_it_fits() -> None:
    own = {**level(1, PI1_2=2, DC1_2=2, FI1_2=2), **{one: 2 for one in IDS if HALF[one] and one[:2] != "MI"}}
    edition = region(1, 2, own)
    sheets = {f"d{place}": Sheet(BANDS[1], HALF) for place in range(12)} | {"us": edition.sheets["us"]}
    sheets |= {f"e{place}": Sheet(BANDS[3], HALF) for place in range(12)}
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), "us")

    assert compared(own, shown).headline == "About the same as others your size, below in Measure impact"


def test_the_first_paragraph_gives_count_share_verdict_and_rules() -> None:
    told = of_equals(level(2, MI=1), HALF).compared

    assert told is not None
    assert told.first == (
        "You have 28 of 38 practices in use, 74%: above the middle of the 24 others, half of whom have 50% or less. "
        "We say “about the same” when you are at most two practices apart in all, or one in a pillar. "
        "A practice is in use from the level “Agreed and in use” up."
    )
    assert told.caption == "Compared with 24 other departments of the region · figures of 2 June 2027"


def test_a_median_near_an_end_is_told_in_words_in_every_place() -> None:
    told = of_equals(level(2), dict.fromkeys(IDS, False)).compared

    assert told is not None
    assert "half of whom have hardly any." in told.first
    first = told.pillars.rows[0]
    assert (first.median, first.hardly_any, first.nearly_all) == (None, "the others: hardly any in use", "")
    assert told.pillars.table.rows[0][2] == "median hardly any, middle half from hardly any to hardly any"
    assert "0%" not in " ".join(words(told.pillars.table)).replace("100%", "")


def test_all_practices_come_first_then_the_pillars_each_with_count_and_verdict() -> None:
    told = of_equals(level(2, MI=1), HALF).compared

    assert told is not None
    rows = told.pillars.rows
    assert [row.label for row in rows][:2] == ["All practices", "Prioritise and integrate"]
    assert rows[0].bold
    assert (rows[3].number, rows[3].count, rows[3].verdict) == ("0%", "0 of 10 in use", "▼ below")
    assert (rows[3].score, rows[3].median, rows[3].q1, rows[3].q3) == (0, 50, 50, 50)
    assert told.pillars.headline == "Above in three pillars, below in one pillar"
    assert told.pillars.unit == "%"


def test_the_fact_for_the_result_says_how_the_practices_compare() -> None:
    told = of_equals(level(2, MI=1), HALF).compared

    assert told is not None
    assert told.fact == findings.Fact("28 of 38", "practices in use, above the median of 24 departments of the region")


def test_a_small_group_has_no_box_and_is_called_small() -> None:
    told = of_equals(level(2), HALF, size=7).compared

    assert told is not None
    assert told.caption == "Compared with 6 other departments of the region (small group) · figures of 2 June 2027"
    assert told.pillars.key.middle == ""
    assert all(row.q1 is row.q3 is None for row in told.pillars.rows)


def test_below_five_others_nothing_is_shown_and_the_reason_is_said_once() -> None:
    told = of_equals(level(2), HALF, size=5)

    assert told.headline == "No comparison yet"
    assert told.compared is None
    assert told.notes == ("No comparison yet. It needs six departments of the region that were counted.",)
    assert told.practices == told.missing == ()


def test_a_department_that_was_not_counted_is_told_so() -> None:
    edition = region(1, 12, level(2))
    told = compared(level(2), benchmark(drawings([edition]), "elsewhere"))

    assert told.compared is None
    assert told.notes[0].startswith("Your department is not among those counted")


def test_figures_of_an_earlier_day_say_their_day() -> None:
    own = level(2)
    first = region(3, 25, own)
    again = Edition(2, PUBLISHED + timedelta(days=365), first.sheets, PILLARS, BANDS)
    told = compared(own, benchmark(drawings([first, again]), "us"))

    assert any(note.startswith("These figures are of 2 June 2027.") for note in told.notes)
    assert told.practices_caption.endswith("These counts are of 2 June 2027.")


def test_what_most_have_and_we_have_not_is_at_most_three_those_most_have_first() -> None:
    chance = dict.fromkeys(IDS, False)
    sheets = {f"d{place}": Sheet(BANDS[1], {**chance, **having(place)}) for place in range(24)}
    own = level(1)
    sheets["us"] = Sheet(BANDS[1], dict(score(QUESTIONNAIRE, own).in_use))
    shown = benchmark(drawings([Edition(1, PUBLISHED, sheets, PILLARS, BANDS)]), "us")
    told = compared(own, shown)

    assert [(one.question_id, one.sentence) for one in told.missing] == [
        ("MI2.1", "Fewer than five departments do without this"),
        ("PI5.2", "About 20 of 25 departments have this in use"),
        ("FI1.1", "About 20 of 25 departments have this in use"),
    ]
    assert [one.essential for one in told.missing] == [False, True, False]


def having(place: int) -> dict[str, bool]:
    """Which practices the others have: one nearly all, three about twenty, one about half."""
    return {
        "MI2.1": place < 23,
        "PI5.2": place < 19,
        "FI1.1": place < 20,
        "FI4.2": place < 18,
        "DC1.1": place < 13,
    }


def test_a_practice_shows_our_state_beside_how_many_have_it() -> None:
    own = level(2, PI1_1=1, PI1_2=DONT_KNOW, DC5_1=NotApplicable("One person"))
    told = of_equals(own, HALF)
    practices = {one.question_id: one for pillar in told.practices for _, topic in pillar.topics for one in topic}

    assert (practices["PI1.1"].sign, practices["PI1.1"].state, practices["PI1.1"].in_use) == ("○", "not yet", False)
    assert (practices["PI1.2"].sign, practices["PI1.2"].state) == ("?", "we do not know")
    assert (practices["DC5.1"].sign, practices["DC5.1"].state, practices["DC5.1"].in_use) == (
        "–",
        "does not apply",
        True,
    )
    assert practices["PI1.1"].known == "Fewer than five departments do without this"
    assert practices["PI1.2"].known == "Fewer than five departments have this in use"
    assert practices["PI1.1"].share is practices["PI1.2"].share is None


def test_the_practices_of_a_pillar_stand_in_two_halves_the_first_left() -> None:
    told = of_equals(level(2, MI=1), HALF)

    assert [pillar.headline for pillar in told.practices] == [
        "Prioritise and integrate: 10 of 10",
        "Develop capability: 10 of 10",
        "Measure impact: 0 of 10",
        "Foster innovation: 8 of 8",
    ]
    assert [(len(pillar.left), len(pillar.right)) for pillar in told.practices] == [(3, 2), (3, 2), (3, 2), (2, 2)]
    assert [one.question_id for pillar in told.practices for _, topic in pillar.topics for one in topic] == IDS
    assert told.practices_table is not None
    assert len(told.practices_table.rows) == 38


def test_from_ten_departments_the_reason_stands_in_place_of_the_practices() -> None:
    told = of_equals(level(2), HALF, size=10)

    assert told.compared is not None
    assert told.practices == ()
    assert told.practices_caption == "How many departments have each practice is shown from eleven departments on."


@settings(max_examples=40, deadline=None)
@given(any_answers(), st.integers(0, 999), st.integers(1, 30), st.sampled_from([0.05, 0.5, 0.95]), languages)
def test_every_comparison_can_be_said(
    own: dict[str, Answer], seed: int, size: int, likely: float, language: str
) -> None:
    edition = region(seed, size, own, likely)
    shown = benchmark(drawings([edition]), "us")
    told = compared(own, shown, language)

    assert_finished(told)
    assert 0 < len(told.headline) <= LONGEST[language]
    assert (told.compared is None) == (not (shown.peers.shown or shown.region.shown))
    assert told.compared is not None or told.notes
    assert bool(told.practices) == bool(shown.region.questions)
    if told.compared:
        assert 0 < len(told.compared.pillars.headline) <= LONGEST[language]
        assert len(told.compared.pillars.rows) == len(told.compared.pillars.table.rows) == 5


@settings(max_examples=40, deadline=None)
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


# The wording


def test_every_sentence_of_the_findings_is_said_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(findings.__file__).parent.glob("*.py"))
    patterns = {
        re.sub(r"\\{[^}]*\\}", ".+", re.escape(key)) for key in re.findall(r"""["'](findings\.[^"']+)["']""", source)
    }
    keys = [key for key in entries() if key.startswith("findings.")]

    assert [key for key in keys if not any(re.fullmatch(one, key) for one in patterns)] == []
    assert [one for one in patterns if not any(re.fullmatch(one, key) for key in keys)] == []
