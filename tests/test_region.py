"""What a coordinator sees: hand-worked cases, what must always hold, and regions from nobody to 2,000 departments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from given import IDS, QUESTIONNAIRE, any_answers, everything, minimum
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, NotApplicable, Profile, Submission
from assessment.questionnaire import common_questions
from assessment.region import (
    NOT_SAID,
    Direction,
    Only,
    Results,
    Stage,
    essentials_matrix,
    fitting,
    gaps,
    growth,
    heat_map,
    movement,
    needs_of,
    noise,
    platforms,
    quality,
    results,
    spread,
    standing,
    turnout_so_far,
)
from assessment.region.introductions import MOST_AT_ONCE
from assessment.rounds import Department, Participation, Progress, Round
from assessment.scoring import Met

COMMON = {question_id: question_id for question_id in IDS}
STARTS = QUESTIONNAIRE.staff_bands
ESSENTIALS = [question.id for question in QUESTIONNAIRE.essentials()]
LAST_DAY = date(2027, 6, 30)


def a_round(number: int = 1, **values: object) -> Round:
    """A round of 2026 + number, from May to the end of June."""
    given = {
        "id": number,
        "region_id": "valdoria",
        "title": f"Spring {2026 + number}",
        "questionnaire_sha256": QUESTIONNAIRE.sha256,
        "opens_on": date(2026 + number, 5, 1),
        "closes_on": date(2026 + number, 6, 30),
        "zone": "Europe/Rome",
    }
    return Round(**{**given, **values})  # type: ignore[arg-type]


def invited(name: str, staff: int | None = 15, form: str | None = "single", territory: str | None = "coast", **more):
    """A department on the list of a round."""
    return Participation(more.pop("number", 1), _id(name), name, staff, form, territory, **more)


def handed_in(
    name: str, answers: Mapping[str, Answer], number: int = 1, again: int = 0, asked: bool = False, **profile
):
    """What a department submitted; `again` counts how often it had handed in before."""
    return Submission(
        id=1000 * number + 100 * again + sum(map(ord, name)),
        number="2027-1",
        round_id=number,
        department_id=_id(name),
        department_name=name,
        questionnaire_sha256=QUESTIONNAIRE.sha256,
        answers=answers,
        profile=Profile(**profile),
        evidence={},
        shares_notes=False,
        submitted_at=datetime(2026 + number, 6, 1, tzinfo=UTC),
        author="x",
        sha256="",
        may_be_asked=asked,
    )


def region(*of: tuple[Participation, Submission], number: int = 1, departments: tuple[Department, ...] = ()) -> Results:
    """A round with these departments."""
    return results(a_round(number), QUESTIONNAIRE, [p for p, _ in of], [s for _, s in of], departments)


def place(name: str, answers: Mapping[str, Answer], asked: bool = False, number: int = 1, **list_values):
    """A department on the list together with what it submitted."""
    return invited(name, number=number, **list_values), handed_in(name, answers, number, asked=asked)


def many(n: int, seed: int = 1, number: int = 1, asked: float = 0.5) -> Results:
    """A region of n departments of all kinds that answered all sorts of things."""
    chance = Random(seed)
    found = []
    for index in range(n):
        base = chance.uniform(0.5, 3)
        answers: dict[str, Answer] = {one: max(0, min(4, round(chance.gauss(base, 1)))) for one in IDS}
        answers[chance.choice(IDS)] = DONT_KNOW
        found.append(
            place(
                f"Borgo {index:04}",
                answers,
                asked=chance.random() < asked,
                number=number,
                staff=chance.choice([None, 4, 15, 60, 300]),
                form=chance.choice([None, "single", "union"]),
                territory=chance.choice([None, "coast", "mountain", "urban"]),
            )
        )
    return region(*found, number=number)


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


# Who is looked at, and in which order


def test_departments_are_listed_by_staff_band_and_name_never_by_result():
    found = region(
        place("Zeta", everything(4), staff=5),
        place("Èlice", everything(1), staff=20),
        place("alba", everything(0), staff=20),
        place("Acqua", everything(3), staff=None),
        place("Monte", everything(2), staff=120),
        place("Fiume", everything(4), staff=20),
    )

    listed = [(one.member.staff_band, one.member.name) for one in found.assessed]

    assert listed == [
        ("0-9", "Zeta"),
        ("10-29", "alba"),
        ("10-29", "Èlice"),
        ("10-29", "Fiume"),
        ("100+", "Monte"),
        (NOT_SAID, "Acqua"),
    ]


def test_the_last_submission_of_a_round_counts_and_one_of_nobody_on_the_list_does_not():
    first, second = handed_in("Alba", everything(1)), handed_in("Alba", everything(3), again=1)
    stranger = handed_in("Fuori", everything(4))

    found = results(a_round(), QUESTIONNAIRE, [invited("Alba")], [second, first, stranger])

    assert [(one.member.name, one.scorecard.overall.score) for one in found.assessed] == [("Alba", 75.0)]


def test_what_a_department_says_of_itself_goes_before_what_the_list_says():
    answers = everything(2)
    said = handed_in("Alba", answers, staff=40, form="union", main_territory="mountain")

    found = region((invited("Alba"), said), (invited("Borgo"), handed_in("Borgo", answers)))

    assert [(m.staff_band, m.form, m.territory) for m in (one.member for one in found.assessed)] == [
        ("10-29", "single", "coast"),
        ("30-99", "union", "mountain"),
    ]


def test_a_choice_of_departments_can_ask_for_what_nobody_has_said():
    found = region(place("Alba", everything(2)), place("Borgo", everything(2), form=None, territory="urban"))

    def names(**which: str) -> list[str]:
        return [one.member.name for one in found.only(Only(**which)).assessed]

    assert names() == ["Alba", "Borgo"]
    assert names(form="single") == ["Alba"]
    assert names(form=NOT_SAID) == ["Borgo"]
    assert names(staff_band="10-29", territory="urban") == ["Borgo"]
    assert names(staff_band="100+") == []


# Who takes part


def far(name: str, begun: bool = False, submitted: bool = False, reopened: bool = False, **more) -> Progress:
    """How far a department is."""
    at = datetime(2027, 5, 20, 8, tzinfo=UTC)
    return Progress(
        participation=invited(name, **more),
        begun_at=at if begun or submitted else None,
        worked_at=at if begun or submitted else None,
        submitted_at=at if submitted else None,
        submission_id=7 if submitted else None,
        reopened=reopened,
    )


def registered(name: str, language: str = "it", left_on: date | None = None) -> Department:
    """A department as the register knows it."""
    return Department(_id(name), "valdoria", name, language, left_on=left_on)


def test_everybody_invited_has_submitted_or_started_or_not_or_left():
    progress = [
        far("Alba", submitted=True),
        far("Borgo", begun=True),
        far("Colle"),
        far("Dosso"),
        far("Erba", submitted=True, reopened=True),
    ]
    departments = [registered("Alba"), registered("Colle", "es"), registered("Dosso", left_on=date(2027, 5, 10))]

    seen = turnout_so_far(a_round(), STARTS, progress, departments, datetime(2027, 6, 6, 12, tzinfo=UTC))

    assert (seen.invited, seen.submitted, seen.started, seen.not_started, seen.left) == (5, 2, 1, 1, 1)
    assert [one.stage for one in seen.invitees] == [
        Stage.SUBMITTED,
        Stage.STARTED,
        Stage.NOT_STARTED,
        Stage.LEFT,
        Stage.SUBMITTED,
    ]
    assert [one.member.name for one in seen.groups[0].not_started] == ["Colle"]
    assert seen.groups[0].not_started[0].language == "es"
    assert [one.member.name for one in seen.invitees if one.reopened] == ["Erba"]


def test_when_a_draft_was_worked_on_is_told_only_while_it_is_open():
    progress = [far("Alba", submitted=True), far("Borgo", begun=True), far("Erba", submitted=True, reopened=True)]

    seen = turnout_so_far(a_round(), STARTS, progress, [], datetime(2027, 6, 6, tzinfo=UTC))

    assert [one.worked_at is not None for one in seen.invitees] == [False, True, True]


@pytest.mark.parametrize(
    ("now", "left", "extended"),
    [
        (datetime(2027, 4, 30, 12, tzinfo=UTC), None, None),  # before it opens
        (datetime(2027, 6, 6, 12, tzinfo=UTC), 24, 34),
        (datetime(2027, 6, 29, 22, 30, tzinfo=UTC), 0, 10),  # half past midnight in the region
        (datetime(2027, 6, 30, 21, 59, tzinfo=UTC), 0, 10),
        (datetime(2027, 6, 30, 22, 0, tzinfo=UTC), None, 9),
        (datetime(2027, 7, 10, 22, 0, tzinfo=UTC), None, None),
    ],
)
def test_days_left_are_days_of_the_region_and_an_extension_counts(now, left, extended):
    progress = [far("Alba"), far("Borgo", extended_to=date(2027, 7, 10))]

    seen = turnout_so_far(a_round(), STARTS, progress, [], now)

    assert seen.days_left == left
    assert [one.days_left for one in seen.invitees] == [left, extended]


def test_who_has_not_started_is_grouped_by_staff_band_and_form():
    progress = [
        far("Alba", staff=5),
        far("Borgo", staff=5, form="union"),
        far("Colle", staff=5, submitted=True),
        far("Dosso", staff=500, form=None),
    ]

    seen = turnout_so_far(a_round(), STARTS, progress, [], datetime(2027, 6, 6, tzinfo=UTC))

    assert [(g.staff_band, g.form, g.invited, g.submitted, len(g.not_started)) for g in seen.groups] == [
        ("0-9", "single", 2, 1, 1),
        ("0-9", "union", 1, 0, 1),
        ("100+", NOT_SAID, 1, 0, 1),
    ]


def test_the_network_grows_from_round_to_round():
    progress = {
        1: [far("Alba", submitted=True), far("Borgo")],
        2: [far("Alba", submitted=True), far("Borgo", submitted=True), far("Colle", submitted=True)],
    }

    seen = growth([a_round(2), a_round(1), a_round(3)], progress, 12)

    assert [(one.round_id, one.invited, one.submitted, one.first_time, one.share) for one in seen] == [
        (1, 2, 1, 1, pytest.approx(8.33, abs=0.01)),
        (2, 3, 3, 2, 25.0),
        (3, 0, 0, 0, 0.0),
    ]


@pytest.mark.parametrize("in_all", [None, 0, 2])
def test_no_share_of_all_is_told_where_all_is_not_known_or_cannot_be_right(in_all):
    progress = {1: [far(name, submitted=True) for name in ("Alba", "Borgo", "Colle")]}

    assert growth([a_round(1)], progress, in_all)[0].share is None


def test_fewer_in_all_than_take_part_are_not_told_as_all():
    seen = growth([a_round(1)], {1: [far(name, submitted=name == "Alba") for name in ("Alba", "Borgo", "Colle")]}, 2)

    assert (seen[0].in_all, seen[0].share) == (None, None)


def test_a_round_is_held_against_the_number_of_departments_there_were_then():
    progress = {1: [far("Alba", submitted=True)], 2: [far("Alba", submitted=True)]}

    seen = growth([a_round(1, departments_in_all=4), a_round(2)], progress, 5)

    assert [(one.in_all, one.share) for one in seen] == [(4, 25.0), (5, 20.0)]


# Where the region stands


def test_the_middle_half_is_told_from_ten_departments_on():
    few, enough = spread([1, 2, 3, 4, 5, 6, 7, 8, 9]), spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

    assert (few.median, few.q1, few.q3, few.width) == (5, None, None, None)
    # type 8: h = (10 + 1/3) / 4 + 1/3 = 2.9167 and 8.0833
    assert (enough.median, enough.mean) == (5.5, 5.5)
    assert enough.q1 == pytest.approx(2.9167, abs=1e-4)
    assert enough.q3 == pytest.approx(8.0833, abs=1e-4)
    assert spread([]) == spread(value for value in ())
    assert spread([]).median is None


def test_departments_are_counted_in_every_band_also_in_an_empty_one():
    unknown: dict[str, Answer] = everything(DONT_KNOW)
    found = region(
        place("Alba", everything(0)),
        place("Borgo", minimum()),
        place("Colle", {**everything(2), "PI2.1": 1}),
        place("Dosso", everything(4)),
        place("Erba", unknown),
    )

    seen = standing(found)

    assert seen.bands == {"starting": 1, "basic": 1, "established": 1, "advanced": 0, "leading": 1}
    assert (seen.n, seen.without_band) == (5, 1)
    assert (seen.with_essentials, seen.with_minimums) == (2, 2)
    assert seen.overall.n == 4
    # 0, 41.4, 50 less one level of one of ten questions of a pillar, 100
    assert seen.overall.median == pytest.approx((41.40625 + 49.375) / 2)
    assert [(one.member.name, one.band) for one in seen.placed] == [
        ("Alba", "starting"),
        ("Borgo", "established"),
        ("Colle", "basic"),
        ("Dosso", "leading"),
        ("Erba", None),
    ]


# Maps


def test_essentials_are_ordered_by_what_is_missing_most_and_not_known_is_missing():
    first, second, third = ESSENTIALS[4], ESSENTIALS[2], ESSENTIALS[7]
    found = region(
        place("Alba", {**everything(3), first: 1, second: DONT_KNOW}),
        place("Borgo", {**everything(3), first: DONT_KNOW, third: 0, second: 0}),
        place("Colle", {**everything(3), first: 0}),
    )

    seen = essentials_matrix(found)

    assert [(c.question_id, c.met, c.not_yet, c.unknown) for c in seen.columns[:4]] == [
        (first, 0, 2, 1),
        (second, 1, 1, 1),
        (third, 2, 1, 0),
        (ESSENTIALS[0], 3, 0, 0),
    ]
    assert [line.member.name for line in seen.parts[0].lines] == ["Alba", "Borgo", "Colle"]
    assert [line.cells[:3] for line in seen.parts[0].lines] == [
        (Met.MISSING, Met.UNKNOWN, Met.MET),
        (Met.UNKNOWN, Met.MISSING, Met.MISSING),
        (Met.MISSING, Met.MET, Met.MET),
    ]


def test_a_cell_of_the_heat_map_is_the_mean_of_what_is_known():
    answers: dict[str, Answer] = {**everything(2), "PI1.1": 1, "PI1.2": 4, "PI2.1": DONT_KNOW, "PI2.2": 3}
    answers |= {"DC5.1": NotApplicable("One person"), "DC5.2": NotApplicable("One person"), "MI1.1": DONT_KNOW}
    answers["MI1.2"] = DONT_KNOW

    seen = heat_map(region(place("Alba", answers)))

    cells = dict(zip([column.dimension_id for column in seen.columns], seen.parts[0].lines[0].cells, strict=True))
    assert {one: cells[one] for one in ("PI1", "PI2", "PI3", "DC5", "MI1")} == {
        "PI1": 2.5,
        "PI2": 3.0,
        "PI3": 2.0,
        "DC5": None,
        "MI1": None,
    }
    assert seen.pillars == (("PI", 5), ("DC", 5), ("MI", 5), ("FI", 4))
    assert [one.dimension_id for one in seen.columns] == [one.id for one in QUESTIONNAIRE.dimensions()]


@pytest.mark.parametrize(("n", "sizes"), [(0, []), (1, [1]), (30, [30]), (31, [15, 16]), (143, [28, 29, 28, 29, 29])])
def test_a_map_has_thirty_rows_at_most_and_is_divided_evenly(n, sizes):
    found = region(*(place(f"Borgo {index:03}", everything(2)) for index in range(n)))

    seen = heat_map(found)

    assert [len(part.lines) for part in seen.parts] == sizes
    assert [(part.number, part.of) for part in seen.parts] == [(at + 1, len(sizes)) for at in range(len(sizes))]
    names = [line.member.name for part in seen.parts for line in part.lines]
    assert names == sorted(names)
    assert len(names) == n


def test_a_map_never_mixes_staff_bands_and_a_row_opens_its_submission():
    found = region(place("Alba", everything(2), staff=5), place("Borgo", everything(2), staff=50))

    seen = essentials_matrix(found)

    assert [part.staff_band for part in seen.parts] == ["0-9", "30-99"]
    assert [part.lines[0].submission_id for part in seen.parts] == [one.submission.id for one in found.assessed]


# Weakness


def test_the_weakest_come_first_and_questionnaire_order_decides_between_equals():
    found = region(
        place("Alba", {**everything(3), "MI3.1": 0, "MI3.2": 0, "FI2.1": 1, "FI2.2": 2}),
        place("Borgo", {**everything(3), "MI3.1": 2, "MI3.2": 1, "FI2.1": 1, "FI2.2": 2}),
    )

    seen = needs_of(found)

    assert seen.weakest_dimensions[:3] == ("MI3", "FI2", "PI1")
    assert [one.dimension_id for one in seen.dimensions] == [one.id for one in QUESTIONNAIRE.dimensions()]


def test_between_equal_medians_the_lower_mean_is_weaker():
    low = {**everything(3), "MI3.1": 2, "FI2.1": 2, "PI1.1": 2}
    found = region(
        place("Alba", {**low, "FI2.1": 0}), place("Borgo", {**low, "PI1.1": 3}), place("Colle", {**low, "MI3.1": 1})
    )

    assert needs_of(found).weakest_dimensions[:3] == ("FI2", "MI3", "PI1")


def test_a_practice_says_who_does_not_have_it_and_unknown_is_no_level():
    found = region(
        place("Alba", {**everything(3), "DC5.2": 1}),
        place("Borgo", {**everything(3), "DC5.2": DONT_KNOW}),
        place("Colle", {**everything(3), "DC5.2": NotApplicable("One person")}),
        place("Dosso", everything(3)),
    )

    practice = next(one for one in needs_of(found).practices if one.question_id == "DC5.2")

    assert practice.counts == (0, 1, 0, 1, 0)
    assert (practice.unknown, practice.not_applicable) == (1, 1)
    assert [one.name for one in practice.not_in_use] == ["Alba", "Borgo"]
    assert practice.levels.median == 2.0


def test_a_need_counts_every_department_below_the_minimum_at_each_level_and_the_most_frequent_comes_first():
    without = {**everything(4), "PI5.2": 0}
    found = region(
        place("Alba", without),
        place("Borgo", {**without, "PI2.1": 1, "PI5.2": 1}),
        place("Colle", {**everything(4), "PI5.2": DONT_KNOW}),
        place("Dosso", without),
        departments=(registered("Dosso", left_on=date(2027, 5, 1)),),
    )

    first, second = needs_of(found).needs

    assert first.question_id == "PI5.2"
    named = [(member.name, level) for member, level in first.departments]
    assert named == [("Alba", 0), ("Borgo", 1), ("Colle", None)]  # who left is not trained
    assert [first.at(level) for level in (0, 1, 2, None)] == [1, 1, 0, 1]
    assert (second.question_id, len(second.departments)) == ("PI2.1", 1)


def test_a_need_does_not_ask_whether_a_plan_had_room():
    found = region(*(place(name, everything(0)) for name in ("Alba", "Borgo")), place("Colle", minimum()))
    seen = needs_of(found)

    assert {one.question_id for one in seen.needs} == set(IDS)  # the plan of each has room for eight
    assert {one.at(0) for one in seen.needs} == {2}
    assert [one.question_id for one in seen.needs] == IDS  # equal: in questionnaire order


def test_what_reaches_its_minimum_is_no_need_though_a_plan_has_steps_for_it():
    assert needs_of(region(place("Alba", minimum()))).needs == ()


# Who can help whom

GAP = "PI5.2"
LACKING = {**everything(4), GAP: 1}


def gap_of(found: Results, *made: tuple[str, str, str]):
    """The gap on GAP, which must be there."""
    return next(one for one in gaps(found, made) if one.question_id == GAP)


def pairs(found: Results, *made: tuple[str, str, str]) -> list[tuple[str, str]]:
    """Who is to ask whom on GAP."""
    return [(one.asker.name, one.helper.name) for one in gap_of(found, *made).introductions]


def test_nobody_is_named_as_helper_who_has_not_agreed():
    found = region(place("Alba", LACKING), place("Borgo", everything(4)), place("Colle", everything(3), asked=True))

    seen = gap_of(found)

    assert [(one.member.name, one.level) for one in seen.helpers] == [("Colle", 3)]
    assert seen.not_agreed == 1
    assert pairs(found) == [("Alba", "Colle")]


def test_a_helper_is_at_level_three_on_that_very_question():
    found = region(
        place("Alba", LACKING), place("Borgo", {**everything(4), GAP: 2}, asked=True), place("Colle", {GAP: 3})
    )

    assert gap_of(found).helpers == ()
    assert pairs(found) == []


def test_size_matters_before_territory_and_two_bands_apart_is_too_far():
    asker = place("Alba", LACKING, staff=15, territory="coast")
    near = place("Borgo", everything(4), asked=True, staff=20, territory="mountain")
    coastal = place("Colle", everything(4), asked=True, staff=50, territory="coast")
    large = place("Dosso", everything(4), asked=True, staff=300, territory="coast")

    assert pairs(region(asker, near, coastal, large)) == [("Alba", "Borgo")]
    assert pairs(region(asker, coastal, large)) == [("Alba", "Colle")]
    assert pairs(region(asker, large)) == []
    why = gap_of(region(asker, coastal)).introductions[0].why
    assert (why.level, why.bands_apart, why.same_territory, why.same_form) == (4, 1, True, True)


def test_a_size_that_is_not_known_counts_as_one_band_apart():
    asker = place("Alba", LACKING, staff=15)
    unknown = place("Borgo", everything(4), asked=True, staff=None, territory=None)

    why = gap_of(region(asker, unknown)).introductions[0].why

    assert (why.bands_apart, why.same_territory) == (None, False)


def test_one_department_is_not_proposed_to_everybody():
    askers = [place(f"Alba {number}", LACKING) for number in range(5)]

    found = region(*askers, place("Borgo", everything(4), asked=True))

    assert pairs(found) == [("Alba 0", "Borgo"), ("Alba 1", "Borgo"), ("Alba 2", "Borgo")]


def test_the_work_of_helping_is_shared():
    askers = [place(f"Alba {number}", LACKING) for number in range(4)]
    helpers = [place(f"Borgo {number}", everything(4), asked=True) for number in range(4)]

    found = [helper for _, helper in pairs(region(*askers, *helpers))]

    assert sorted(found) == ["Borgo 0", "Borgo 1", "Borgo 2", "Borgo 3"]


def test_what_was_proposed_before_is_not_proposed_again():
    found = region(
        place("Alba", LACKING), place("Borgo", everything(4), asked=True), place("Colle", everything(4), asked=True)
    )

    assert pairs(found) == [("Alba", "Borgo")]
    assert pairs(found, (GAP, "alba", "borgo")) == [("Alba", "Colle")]
    assert pairs(found, (GAP, "alba", "borgo"), (GAP, "alba", "colle")) == []
    assert pairs(found, ("PI2.1", "alba", "borgo")) == [("Alba", "Borgo")]


def test_who_asked_is_offered_the_nearest_that_agreed_and_never_the_same_again():
    asker = place("Alba", LACKING, staff=15, territory="coast")
    near = place("Borgo", everything(4), asked=True, staff=20, territory="mountain")
    coastal = place("Colle", everything(3), asked=True, staff=20, territory="coast")
    large = place("Dosso", everything(4), asked=True, staff=300)
    silent = place("Elce", everything(4), staff=15)
    found = region(asker, near, coastal, large, silent)
    alba = found.assessed[0].member

    def offered(*made: tuple[str, str, str]) -> list[str]:
        return [one.helper.name for one in fitting(found, GAP, alba, made).introductions]

    assert alba.name == "Alba"
    assert offered() == ["Colle", "Borgo"]
    assert offered((GAP, "alba", "colle")) == ["Borgo"]
    seen = fitting(found, GAP, alba)
    assert (seen.agreed, seen.not_agreed) == (3, 1)


def test_of_those_that_fit_as_well_who_was_proposed_least_comes_first():
    asker = place("Alba", LACKING)
    helpers = [place(name, everything(4), asked=True) for name in ("Borgo", "Colle")]
    found = region(asker, *helpers)

    seen = fitting(found, GAP, found.assessed[0].member, [("PI2.1", "dosso", "borgo")])

    assert [one.helper.name for one in seen.introductions] == ["Colle", "Borgo"]


def test_who_left_neither_asks_nor_helps():
    gone = (registered("Alba", left_on=date(2027, 5, 2)), registered("Colle", left_on=date(2027, 5, 2)))

    found = region(
        place("Alba", LACKING), place("Borgo", LACKING), place("Colle", everything(4), asked=True), departments=gone
    )

    assert [one.name for one in gap_of(found).askers] == ["Borgo"]
    assert gap_of(found).helpers == ()


def test_only_frequent_gaps_are_looked_at_essentials_first():
    rare = {**everything(4), "MI3.1": 0}
    found = region(
        place("Alba", {**everything(4), "PI1.1": 0, GAP: 1}),
        place("Borgo", {**everything(4), "PI1.1": 0}),
        place("Colle", rare),
        *(place(f"Dosso {number}", everything(4)) for number in range(1)),
    )

    assert [one.question_id for one in gaps(found)] == [GAP, "PI1.1", "MI3.1"]
    assert [one.question_id for one in gaps(found, frequent_from=50)] == ["PI1.1"]


@settings(max_examples=25)
@given(st.integers(0, 40), st.integers(0, 1000), st.floats(0, 1))
def test_consent_and_turns_hold_in_any_region(n, seed, asked):
    found = many(n, seed, asked=asked)
    agreed = {one.member.id for one in found.assessed if one.submission.may_be_asked}
    helping: dict[str, int] = {}
    asking: dict[str, int] = {}

    for gap in gaps(found):
        assert {one.member.id for one in gap.helpers} <= agreed
        for one in gap.introductions:
            assert one.helper.id in agreed
            assert one.helper.id != one.asker.id
            assert one.why.level >= 3
            helping[one.helper.id] = helping.get(one.helper.id, 0) + 1
            asking[one.asker.id] = asking.get(one.asker.id, 0) + 1

    assert max([0, *helping.values(), *asking.values()]) <= MOST_AT_ONCE


# What changed


def test_a_change_within_chance_is_no_change():
    assert noise(38) == pytest.approx(5.03, abs=0.01)
    assert noise(10) == pytest.approx(9.80, abs=0.01)
    before = region(*(place(name, everything(2)) for name in ("Alba", "Borgo", "Colle")))
    # four questions of the 38 up is 2.5 to 3.1 points, ten of one pillar are 6.25
    four = {**everything(2), **{question_id: 3 for question_id in IDS[:4]}}
    pillar = {one.id: 3 for one in QUESTIONNAIRE.pillars[0].questions()}
    now = region(
        place("Alba", four, number=2),
        place("Borgo", {**everything(2), **pillar}, number=2),
        place("Colle", {**everything(2), **{one: 1 for one in pillar}}, number=2),
        number=2,
    )

    seen = movement(before, now, COMMON)

    assert [(one.member.name, one.direction, one.now - one.before) for one in seen.moved] == [
        ("Alba", Direction.ABOUT_THE_SAME, 2.5),
        ("Borgo", Direction.UP, 6.25),
        ("Colle", Direction.DOWN, -6.25),
    ]
    assert [seen.count(direction) for direction in Direction] == [1, 1, 1]


def test_only_departments_of_both_rounds_are_compared_and_the_others_are_named():
    before = region(place("Alba", everything(1)), place("Borgo", everything(1)))
    now = region(place("Borgo", everything(1), number=2), place("Colle", everything(4), number=2), number=2)

    seen = movement(before, now, COMMON)

    assert seen.departments == 1
    assert [one.member.name for one in seen.moved] == ["Borgo"]
    assert [one.name for one in seen.joined] == ["Colle"]
    assert [one.name for one in seen.not_again] == ["Alba"]
    assert seen.with_essentials == (0, 0)


def test_the_scores_are_those_that_the_department_sees():
    before = region(place("Alba", {**everything(1), "PI1.1": DONT_KNOW}))
    now = region(place("Alba", {**everything(2), "PI1.2": DONT_KNOW}, number=2), number=2)

    moved = movement(before, now, COMMON).moved[0]

    assert (moved.before, moved.now, moved.questions) == (25.0, 50.0, 36)


def test_a_department_without_a_score_in_one_round_is_named_and_not_compared():
    unknown = {**everything(3), **dict.fromkeys(IDS[:3], DONT_KNOW)}  # three of the ten of a pillar
    before = region(place("Alba", unknown), place("Borgo", everything(3)))
    now = region(place("Alba", everything(4), number=2), place("Borgo", everything(3), number=2), number=2)

    seen = movement(before, now, COMMON)

    assert [one.member.name for one in seen.moved] == ["Borgo"]
    assert [one.name for one in seen.too_few_known] == ["Alba"]
    assert next(one for one in seen.practices if one.question_id == IDS[0]).n == 1


def test_fewer_than_ten_common_questions_move_nobody():
    before, now = region(place("Alba", everything(0))), region(place("Alba", everything(4), number=2), number=2)

    assert movement(before, now, {one: one for one in IDS[:9]}).moved == ()
    assert [one.questions for one in movement(before, now, {one: one for one in IDS[:10]}).moved] == [10]


def test_what_did_not_apply_then_and_always_applies_now_is_not_common():
    reworded = QUESTIONNAIRE.model_dump()
    question = reworded["pillars"][1]["dimensions"][4]["questions"][0]
    question["not_applicable"] = None
    later = type(QUESTIONNAIRE).model_validate({**reworded, "sha256": "other"})
    before = region(place("Alba", {**everything(2), "DC5.1": NotApplicable("One person")}))
    invited_again, again = place("Alba", {**everything(2), "DC5.1": 0}, number=2)
    now = results(a_round(2), later, [invited_again], [again])

    moved = movement(before, now, common_questions(later, QUESTIONNAIRE)).moved[0]

    assert (question["id"], moved.before, moved.now, moved.questions) == ("DC5.1", 50.0, 50.0, 37)


def test_a_question_is_compared_with_the_one_it_replaces_and_others_are_left_out():
    common = {question_id: question_id for question_id in IDS if question_id not in ("PI1.1", "PI1.2")}
    common["PI1.2"] = "PI1.1"
    before = region(place("Alba", {**everything(2), "PI1.1": 0, "PI1.2": 4}))
    now = region(place("Alba", {**everything(2), "PI1.1": 4, "PI1.2": 2}, number=2), number=2)

    seen = movement(before, now, common)

    assert (seen.questions, seen.asked) == (37, 38)
    assert {one.question_id for one in seen.practices} == set(IDS) - {"PI1.1"}
    moved = next(one for one in seen.practices if one.question_id == "PI1.2")
    assert (moved.n, moved.up, moved.down, moved.in_use_before, moved.in_use_now) == (1, 1, 0, 0, 1)
    # one of four pillars, one of its five dimensions, two levels
    assert [(one.before, one.now, one.questions) for one in seen.moved] == [(47.5, 50.0, 37)]


def test_essentials_are_not_compared_where_they_are_not_the_same():
    found = region(place("Alba", minimum()))
    later = region(place("Alba", minimum(), number=2), number=2)
    without = {question_id: question_id for question_id in IDS if question_id != ESSENTIALS[0]}

    assert movement(found, later, COMMON).with_essentials == (1, 1)
    assert movement(found, later, without).with_essentials is None


@settings(max_examples=60)
@given(any_answers(), any_answers())
def test_over_all_questions_a_change_is_the_difference_of_the_scores(before, now):
    full = {question_id: 2 for question_id in IDS}
    answered_before = {**full, **{one: level for one, level in before.items() if isinstance(level, int)}}
    answered_now = {**full, **{one: level for one, level in now.items() if isinstance(level, int)}}
    first, second = region(place("Alba", answered_before)), region(place("Alba", answered_now, number=2), number=2)

    moved = movement(first, second, common_questions(QUESTIONNAIRE, QUESTIONNAIRE)).moved[0]

    assert moved.before == pytest.approx(first.assessed[0].scorecard.overall.score)
    assert moved.now == pytest.approx(second.assessed[0].scorecard.overall.score)


# How the questionnaire works


def test_shares_are_told_from_five_submissions_on():
    answers = {**everything(2), "PI1.1": DONT_KNOW, "DC5.1": NotApplicable("One person")}

    four = quality(region(*(place(f"Alba {number}", answers) for number in range(4))))
    five = quality(region(*(place(f"Alba {number}", answers) for number in range(5))))

    assert (four.questions[0].dont_know, four.questions[0].dont_know_share, four.questions[0].unclear) == (
        4,
        None,
        False,
    )
    assert (five.questions[0].dont_know_share, five.questions[0].unclear) == (100.0, True)
    alone = next(one for one in five.questions if one.question_id == "DC5.1")
    assert (alone.not_applicable_share, alone.dont_know_share, alone.unclear) == (100.0, 0.0, True)
    assert alone.most_common is None


def test_a_question_that_nearly_all_answer_alike_separates_nobody():
    departments = [place(f"Alba {number}", {**everything(number % 5), "PI1.1": 3}) for number in range(10)]
    departments[0][1].answers["PI1.1"] = 2  # type: ignore[index]

    first, second = quality(region(*departments)).questions[:2]

    assert (first.most_common, first.most_common_share, first.separates_nobody) == (3, 90.0, True)
    assert (second.most_common_share, second.separates_nobody) == (20.0, False)


def test_an_assessment_all_at_one_level_is_counted():
    nearly = {**everything(3), "PI1.1": 1, "PI1.2": 1, "PI2.1": DONT_KNOW}  # 35 of 37
    mixed = {**everything(3), **{question_id: 1 for question_id in IDS[:6]}}
    names = ("Alba", "Borgo", "Colle", "Dosso", "Erba")

    seen = quality(region(*(place(name, nearly if name < "C" else mixed) for name in names)))

    assert (seen.all_alike, seen.all_alike_share) == (2, 40.0)


def test_minutes_leave_out_pauses_and_answers_saved_in_one_step():
    begin = datetime(2027, 5, 5, 9, tzinfo=UTC)
    at = {question_id: begin + timedelta(seconds=30 * place_) for place_, question_id in enumerate(IDS)}
    pause = {question_id: when + timedelta(hours=place_ // 19) for place_, (question_id, when) in enumerate(at.items())}
    pause[IDS[1]] = pause[IDS[0]]  # prefilled together: no time of its own, and the next took a minute
    found = region(*(place(f"Alba {number}", everything(2)) for number in range(5)))
    times = {one.member.id: pause for one in found.assessed} | {"stranger": at}

    seen = quality(found, times)

    # 37 gaps of half a minute, one of them an hour longer and one of them doubled at the cost of another
    assert (seen.timed, seen.minutes) == (5, 18.0)
    seconds = {one.question_id: one.seconds for one in seen.questions}
    assert [seconds[IDS[number]] for number in (0, 1, 2, 3, 19)] == [None, None, 60.0, 30.0, None]


def test_minutes_need_five_assessments_with_most_times_known():
    begin = datetime(2027, 5, 5, 9, tzinfo=UTC)
    at = {question_id: begin + timedelta(seconds=30 * place_) for place_, question_id in enumerate(IDS)}
    few = dict(list(at.items())[:18])
    found = region(*(place(f"Alba {number}", everything(2)) for number in range(5)))

    seen = quality(found, {one.member.id: at if place_ else few for place_, one in enumerate(found.assessed)})

    assert (seen.timed, seen.minutes) == (4, None)


# Platforms


def test_platforms_are_followed_through_the_rounds():
    def of(number: int, **used: Mapping[str, int | None]) -> Results:
        return region(
            *(
                (invited(name, number=number), handed_in(name, minimum(), number, platforms=on))
                for name, on in used.items()
            ),
            number=number,
        )

    first = of(1, Alba={"facebook": 900, "older": 5}, Borgo={})
    second = of(2, Alba={"facebook": 1100, "instagram": None}, Borgo={"facebook": 300}, Colle={"facebook": None})

    seen = {one.platform_id: one.rounds for one in platforms([second, first])}

    facebook = seen["facebook"]
    assert [(one.round_id, one.n, len(one.accounts), one.followers) for one in facebook] == [
        (1, 2, 1, 900),
        (2, 3, 3, 1400),
    ]
    assert (facebook[1].share, facebook[1].median_followers) == (100.0, 700.0)
    assert [one.member.name for one in facebook[1].accounts] == ["Alba", "Borgo", "Colle"]
    assert (seen["instagram"][1].followers, len(seen["instagram"][1].accounts)) == (None, 1)
    assert [len(one.accounts) for one in seen["tiktok"]] == [0, 0]
    assert list(seen)[-1] == "older"


# Any size


@pytest.mark.parametrize("n", [0, 1, 5, 25, 143])
def test_every_view_can_be_drawn_with_any_number_of_departments(n):
    before, now = many(n, 1), many(n, 2, number=2)

    assert standing(now).n == n
    assert sum(standing(now).bands.values()) + standing(now).without_band == n
    for view in (essentials_matrix(now), heat_map(now)):
        assert sum(len(part.lines) for part in view.parts) == n
        assert max((len(part.lines) for part in view.parts), default=0) <= 30
    assert needs_of(now).n == n
    below = {one.question_id: one.below_minimum for one in needs_of(now).practices if one.below_minimum}
    assert {one.question_id: len(one.departments) for one in needs_of(now).needs} == below
    assert sum(sum(one.counts) + one.unknown for one in needs_of(now).practices) == 38 * n
    assert movement(before, now, COMMON).departments == n
    assert quality(now).n == n
    assert all(one.rounds[0].n == n for one in platforms([now]))
    assert all(len(gap.introductions) <= len(gap.askers) for gap in gaps(now))


@pytest.mark.thorough
def test_a_region_of_two_thousand_is_one_of_the_sizes():
    now = many(2000)

    parts = heat_map(now).parts

    assert sum(len(part.lines) for part in parts) == 2000
    assert {len(part.lines) for part in parts} <= {28, 29, 30}
    assert [part.staff_band for part in parts] == sorted(
        (part.staff_band for part in parts), key=["0-9", "10-29", "30-99", "100+", NOT_SAID].index
    )
    assert all(one.introductions for one in gaps(now)[:5])
