"""The coordinator's first page: whom to visit by hand-worked cases, what it says, and what it never does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, tables, visit_of, words
from given import LANGUAGES, QUESTIONNAIRE, everything, minimum, reworded_version
from regions import coordinator, hand_in, network, next_round
from test_region import COMMON, a_round, invited, many, place, region
from worlds import World, copied, filled

from assessment import charts
from assessment.answers import Answer
from assessment.charts.drawing import LEVELS, TRACK
from assessment.findings.region import overview as said
from assessment.questionnaire import parse, with_only
from assessment.region import (
    Reason,
    Results,
    Standing,
    Turnout,
    by_size,
    counted,
    heat_map,
    movement,
    standing,
    turnout_so_far,
    visits,
)
from assessment.region import many as many_missing
from assessment.rounds import NewDepartment, Progress
from assessment.screens.coordinator import overview
from assessment.visit import Visit
from assessment.wording import Say

EN, IT = Say("en"), Say("it")
ESSENTIALS = [question.id for question in QUESTIONNAIRE.essentials()]
OPEN = a_round(2).opens_at + timedelta(days=1)


def turnout_of(*names: str, begun: Sequence[str] = (), submitted: Sequence[str] = (), over: bool = False) -> Turnout:
    """A second round that these are on the list of."""
    asked = a_round(2)
    at = {name: OPEN for name in (*begun, *submitted)}
    list_ = [
        Progress(
            invited(name, number=2),
            begun_at=at.get(name),
            worked_at=at.get(name),
            submitted_at=OPEN if name in submitted else None,
            submission_id=1 if name in submitted else None,
            reopened=False,
        )
        for name in names
    ]
    return turnout_so_far(asked, QUESTIONNAIRE.staff_bands, list_, (), asked.ends_at if over else OPEN)


def missing(count: int) -> dict[str, Answer]:
    """Everything in use but so many essentials."""
    return {**everything(3), **dict.fromkeys(ESSENTIALS[:count], 0)}


def found(now: Results, before: Results, turnout: Turnout, asked: Sequence[str] = ()) -> dict[Reason, list[str]]:
    there = [one.member for one in turnout.invitees]
    return {
        reason: [member.name for member in members]
        for reason, members in visits(now, movement(before, now, COMMON), turnout, there, asked).items()
    }


# --- whom to visit or call


def test_seven_of_ten_essentials_missing_is_a_reason_and_six_are_none() -> None:
    assert (len(ESSENTIALS), many_missing(QUESTIONNAIRE)) == (10, 7)
    now = region(place("Zeta", missing(7)), place("Alba", missing(10)), place("Bosco", missing(6)), number=2)

    those = found(now, region(), turnout_of("Zeta", "Alba", "Bosco"))[Reason.ESSENTIALS]

    assert those == ["Alba", "Zeta"]  # by name: the ten missing of the one are no more than the seven of the other


def test_who_fell_within_what_may_be_chance_is_not_called() -> None:
    clearly, hardly = dict.fromkeys(list(COMMON)[:20], 2), dict.fromkeys(list(COMMON)[:4], 2)
    before = region(place("Alba", everything(3)), place("Bosco", everything(3)))
    now = region(
        place("Alba", {**everything(3), **clearly}, number=2),
        place("Bosco", {**everything(3), **hardly}, number=2),
        number=2,
    )

    assert found(now, before, turnout_of("Alba", "Bosco"))[Reason.FELL] == ["Alba"]


def test_who_is_in_the_middle_of_answering_is_silent_only_once_the_round_is_over() -> None:
    before = region(*(place(name, everything(2)) for name in ("Alba", "Bosco", "Campo")))
    now = region(place("Campo", everything(2), number=2), number=2)
    names = ("Alba", "Bosco", "Campo", "Nuovo")  # the last took no part before

    during = turnout_of(*names, begun=["Bosco"], submitted=["Campo"])
    after = turnout_of(*names, begun=["Bosco"], submitted=["Campo"], over=True)

    assert found(now, before, during)[Reason.SILENT] == ["Alba"]
    assert found(now, before, after)[Reason.SILENT] == ["Alba", "Bosco"]


def test_who_left_is_neither_visited_nor_called() -> None:
    before, now = region(place("Alba", everything(4))), region(place("Alba", missing(10), number=2), number=2)
    turnout = turnout_of("Alba")
    there = [replace(one.member, left=True) for one in turnout.invitees]

    assert not any(visits(now, movement(before, now, COMMON), turnout, there, ["alba"]).values())


def test_a_first_round_knows_of_nobody_who_fell_or_fell_silent() -> None:
    now = region(place("Alba", everything(2)))
    reasons = visits(now, None, turnout_of("Alba", "Bosco"), [one.member for one in now.assessed], ["alba"])
    told = said.to_visit(reasons, QUESTIONNAIRE, "", "2027", EN)

    assert [one.reason for one in told] == [Reason.ESSENTIALS, Reason.ASKED]
    assert [member.name for member in told[1].members] == ["Alba"]


def test_a_part_of_a_round_is_counted_like_a_round() -> None:
    whole = turnout_of("Alba", "Bosco", "Campo", begun=["Bosco"], submitted=["Campo"])
    part = counted(whole, {"bosco", "campo"})

    assert (whole.invited, whole.submitted, whole.started, whole.not_started) == (3, 1, 1, 1)
    assert (part.invited, part.submitted, part.started, part.not_started) == (2, 1, 1, 0)
    assert [one.member.name for one in part.invitees] == ["Bosco", "Campo"]


# --- what the figures say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [0, 1, 9, 40])
def test_everything_said_is_finished_words(n: int, language: str) -> None:
    say, now, before = Say(language), many(n, number=2), many(n, seed=2)
    moved = movement(before, now, COMMON)
    names = [one.member.name for one in now.assessed]
    turnout = turnout_of(*names, submitted=names)
    rounds = [standing(before), standing(now)]
    topics = said.topics(heat_map(now), heat_map(before), QUESTIONNAIRE, say)
    figures = [
        said.over_rounds(rounds, 2, say),
        said.bands_over_rounds(rounds, 2, say),
        said.sizes(by_size(now), QUESTIONNAIRE, say),
        topics,
    ]
    lines = [said.headline(turnout, rounds[-1], moved, "2026", say), said.means(rounds, True, say)]
    lines += [one.finding for one in figures] + [one.alt for one in figures]
    lines += [
        one.title for one in said.to_visit(visits(now, moved, turnout, [], []), QUESTIONNAIRE, "2026", "2027", say)
    ]

    assert all(lines)
    assert not any("{" in one or "  " in one for one in lines)
    assert sum(row.bold for _, rows, _ in topics.pillars for row in rows) == (3 if n else 0)


def test_sizes_that_hardly_differ_are_called_about_the_same() -> None:
    def finding(small: int, large: int, each: int = 10) -> str:
        of_size = {5: small, 150: large}
        those = [
            place(f"Borgo {staff} {n}", everything(level), staff=staff)
            for staff, level in of_size.items()
            for n in range(each)
        ]
        return said.sizes(by_size(region(*those)), QUESTIONNAIRE, EN).finding

    assert finding(1, 3, each=9) == EN("region.overview.one_size")  # too few to say anything of
    assert finding(2, 2) == EN("region.overview.sizes_alike")
    assert finding(1, 3) == EN("region.overview.sizes", low="25", high="75")


def test_an_open_round_is_hollow_and_called_unfinished_and_no_part_of_the_finding() -> None:
    before = [standing(many(30, seed=seed, number=seed)) for seed in (1, 2)]
    now = standing(many(12, seed=3, number=3))
    rounds = said.over_rounds([*before, now], 3, EN)
    bands = said.bands_over_rounds([*before, now], 3, EN)
    (first, then), (last, since) = ((one.label, one.number) for one in rounds.moments[:2])

    assert rounds.finding == EN("region.overview.rounds", first=first, then=then, last=last, since=since)
    assert [one.is_open for one in rounds.moments] == [False, False, True]
    assert rounds.table.rows[-1][0] == bands.rows[-1].label == EN("region.growth.so_far", round=now.title)
    drawn = charts.over_rounds(rounds.moments)
    assert sorted(len(trace.x) for trace in drawn.data) == [1, 2]
    assert [shape.line.dash for shape in drawn.layout.shapes if shape.line.width == 2] == ["solid", "dot"]
    colours = {trace.marker.color for trace in charts.band_rows(bands.rows[-1:]).data}
    assert colours == {TRACK}
    assert {trace.marker.color for trace in charts.band_rows(bands.rows[:1]).data} <= set(LEVELS)


def test_bands_are_told_by_the_names_that_their_round_gave_them_and_drawn_whatever_their_number() -> None:
    now, before = standing(many(12, number=2)), standing(many(12))
    (low, *_, high) = QUESTIONNAIRE.bands
    fewer = QUESTIONNAIRE.model_copy(update={"bands": (low, high)})
    old = replace(before, questionnaire=fewer, bands={low.id: 5, high.id: 7})
    told = said.bands_over_rounds([old, now], None, EN)

    assert told.table.rows[0][1] == f"{low.title['en']}: 5; {high.title['en']}: 7"
    assert len(charts.band_rows(told.rows[:1]).data) == 2


def test_rounds_that_ask_something_else_are_joined_by_no_line() -> None:
    before, now = standing(many(12)), standing(many(12, number=2))
    other = parse(reworded_version("9.9"))
    fewer = with_only(other, {one.id for one in other.questions()} - {"PI1.1"})

    def lines(after: Standing) -> int:
        drawn = charts.over_rounds(said.over_rounds([before, after], None, EN).moments)
        return sum(shape.line.width == 2 for shape in drawn.layout.shapes)

    assert lines(replace(now, questionnaire=other)) == 1
    assert lines(replace(now, questionnaire=fewer)) == 0
    apart = [before, replace(now, questionnaire=fewer)]
    assert said.over_rounds(apart, None, EN).finding == EN(
        "region.overview.round", median=said.over_rounds(apart, None, EN).moments[1].number
    )
    assert EN("region.overview.breaks") in said.means(apart, False, EN)


def test_bands_are_drawn_as_counts_of_the_departments_that_have_one() -> None:
    now = standing(many(40))
    bands = said.bands_over_rounds([now], None, EN)
    widths = {trace.y[0]: 0.0 for trace in charts.band_rows(bands.rows).data}
    for trace in charts.band_rows(bands.rows).data:
        widths[trace.y[0]] += trace.x[0]

    assert sum(bands.rows[0].counts) == now.n - now.without_band
    assert list(widths.values()) == [pytest.approx(100)]


# --- the page


@pytest.fixture(scope="module")
def network_of_twelve(tmp_path_factory: pytest.TempPathFactory) -> World:
    with network(tmp_path_factory.mktemp("twelve"), 12) as made:
        return made


@pytest.fixture
def twelve(network_of_twelve: World, tmp_path: Path) -> Iterator[World]:
    with copied(network_of_twelve, tmp_path / "in-touch.db") as made:
        yield made


@pytest.fixture
def demo(demo_region: Path) -> Visit:
    return visit_of(demo_region, "coordinator", "it")


def ways(page: object) -> list[tuple[str, str, str]]:
    """The links of a page: to which, what they say, with what in the address."""
    links = page.get("page_link")  # type: ignore[attr-defined]
    return [(one.proto.page, as_read(one.proto.label), one.proto.query_string) for one in links]


def test_the_first_screen_says_who_takes_part_and_how_they_stand(twelve: World, open_page: OpenPage) -> None:
    page = open_page(overview.show, coordinator(twelve))

    assert page.title[0].value.startswith(IT("region.overview.open", 12, invited="14", median="").split(";")[0])
    assert IT("region.overview.days_left", 91) in words(page)
    stages = {"submitted": 12, "started": 0, "not_started": 2}
    items = "; ".join(f"{IT(f'region.turnout.stage.{stage}')}: {count}" for stage, count in stages.items())
    assert page.get("plotly_chart")[0].proto.alt == IT("region.turnout.alt", items=items)
    to_departments = [(label, asks) for where, label, asks in ways(page) if where == "departments"]
    assert (IT("region.overview.submitted", n="12"), "round=1&state=submitted") in to_departments
    assert (IT("region.overview.not_started", n="2"), "round=1&state=not_started") in to_departments
    assert ("invitations", IT("invitations.from_region"), "round=1") in ways(page)


def test_every_figure_is_there_in_a_table_too(twelve: World, open_page: OpenPage) -> None:
    page = open_page(overview.show, coordinator(twelve))
    heads = [list(one.columns) for one in tables(page)]

    assert len(page.get("plotly_chart")) == 4 + len(QUESTIONNAIRE.pillars)
    assert all(one.proto.alt for one in page.get("plotly_chart"))
    for head in ("stage", "round", "band", "size", "topic"):
        assert any(IT(f"region.head.{head}") in found for found in heads)


def test_a_draft_is_known_to_be_there_and_nothing_of_what_it_says(twelve: World, open_page: OpenPage) -> None:
    before = open_page(overview.show, coordinator(twelve))
    store = twelve.of("alba")
    draft = store.begin(twelve.round_id, "alba")
    store.save_answers(draft.id, everything(4))
    store.save_note(draft.id, "PI1.1", "CANARY", 0)
    page = open_page(overview.show, coordinator(twelve))

    assert ("departments", IT("region.overview.started", n="1"), "round=1&state=started") in ways(page)
    assert "CANARY" not in words(page)
    counted, *told = (one.to_csv() for one in tables(page))
    assert told == [one.to_csv() for one in tables(before)][1:]
    assert IT("region.turnout.stage.started") in counted


def test_who_misses_most_essentials_is_named_with_one_click_to_it(twelve: World, open_page: OpenPage) -> None:
    hand_in(twelve, "alba", missing(8))
    page = open_page(overview.show, coordinator(twelve))
    named = [(label, asks) for where, label, asks in ways(page) if where == "department"]

    # the others of twelve that answered level 0 everywhere miss all of them
    assert ("Alba", "round=1&department=alba") in named
    assert [label for label, _ in named] == sorted(label for label, _ in named)


def test_a_choice_of_departments_narrows_everything(twelve: World, open_page: OpenPage) -> None:
    page = open_page(overview.show, coordinator(twelve), staff="0-9")
    shown = [one for one in page.selectbox if one.label == IT("region.filter.staff_band")]

    assert [one.value for one in shown] == ["0-9"]
    assert page.title[0].value.startswith(IT("region.overview.open", 3, invited="3", median="").split(" su")[0])
    assert all("staff=0-9" in asks for where, _, asks in ways(page) if where == "departments")


def test_what_nobody_is_like_is_no_choice(twelve: World, open_page: OpenPage) -> None:
    page = open_page(overview.show, coordinator(twelve), staff="7000", area="<b>", round="99999")

    assert page.query_params == {"round": "1"}
    assert "7000" not in words(page)


def test_an_earlier_round_is_said_and_stays(demo: Visit, open_page: OpenPage) -> None:
    rounds = [one for one in demo.store.rounds(demo.person.region_id or "") if one.opens_at < demo.store.now]
    page = open_page(overview.show, demo, round=str(rounds[0].id))

    assert IT("region.view.earlier", round=rounds[0].title) in as_read(words(page))
    assert all(f"round={rounds[0].id}" in asks for where, _, asks in ways(page) if where in ("departments", "maps"))
    latest = open_page(overview.show, demo)
    assert IT("region.view.earlier", round=rounds[-1].title) not in as_read(words(latest))


def test_early_answers_are_never_set_beside_complete_rounds_unsaid(demo: Visit, open_page: OpenPage) -> None:
    rounds = [one for one in demo.store.rounds(demo.person.region_id or "") if one.opens_at < demo.store.now]
    submitted = sum(one.submitted_at is not None for one in demo.store.progress(rounds[-1].id))

    assert IT("region.overview.early", submitted, round=rounds[-1].title) in as_read(
        words(open_page(overview.show, demo))
    )
    assert IT("region.overview.early", submitted, round=rounds[-1].title)[:20] not in as_read(
        words(open_page(overview.show, demo, round=str(rounds[-2].id)))
    )


def test_a_closed_round_leads_to_its_publication_and_reminds_nobody(twelve: World, open_page: OpenPage) -> None:
    twelve.operator.close(twelve.round_id)
    page = open_page(overview.show, coordinator(twelve))

    assert IT("region.overview.ended") in words(page)
    assert ("rounds", IT("region.overview.to_publish"), "round=1") in ways(page)
    assert "invitations" not in [where for where, _, _ in ways(page)]


def test_before_anybody_has_submitted_the_page_says_so_and_shows_no_zero(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        page = open_page(overview.show, coordinator(world))

    assert page.title[0].value == IT("region.overview.nobody", round="2027")
    assert IT("region.nobody") in words(page)
    counted, *told = tables(page)  # how many have submitted is known: nobody
    assert list(counted[IT("region.head.departments")]) == ["0", "0", "2"]
    assert not any(cell == "0" for table in told for row in table.values.tolist() for cell in row)


@pytest.mark.parametrize("fold", ["change", "pillars", "platforms", "groups", "network"])
def test_what_stands_in_a_fold_is_there_when_it_is_opened(demo: Visit, open_page: OpenPage, fold: str) -> None:
    closed = open_page(overview.show, demo)
    opened = open_page(_with_open(fold), demo)
    name = IT(f"region.overview.fold.{fold}", None, before=demo.store.rounds(demo.person.region_id or "")[1].title)

    assert name in [as_read(one.label) for one in closed.expander]
    added = (
        len(opened.get("plotly_chart")) + len(tables(opened)) - len(closed.get("plotly_chart")) - len(tables(closed))
    )
    assert added > 0


def _with_open(fold: str):  # type: ignore[no-untyped-def]
    def show(visit: Visit) -> None:
        import streamlit as st  # it runs in a script of its own

        from assessment.screens.coordinator import overview

        st.session_state[f"fold-{fold}"] = True
        overview.show(visit)

    return show


# --- what is folded, opened


def opened(fold: str, open_page: OpenPage, visit: Visit, **asks: str) -> str:
    """What a page says with a fold open."""
    return as_read(words(open_page(_with_open(fold), visit, **asks)))


def test_how_many_meet_the_minimum_standard_is_said(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        hand_in(world, "alba", minimum())
        hand_in(world, "bruma", everything(1))
        said_here = opened("pillars", open_page, coordinator(world))

    assert IT("region.standing.with_essentials", 1, of="2") in said_here
    assert IT("region.standing.with_minimums", 1, of="2") in said_here
    assert IT("region.standing.small") in said_here


def test_what_changed_rests_on_the_same_departments_only(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        hand_in(world, "alba", everything(1))
        hand_in(world, "bruma", everything(2))
        later = next_round(world)
        hand_in(world, "alba", everything(3), round_id=later.id)
        said_here = opened("change", open_page, coordinator(world))

    assert IT("region.movement.title", up="1", down="0", same="0") in said_here
    assert IT("region.movement.rests_on", 1, questions="38", asked="38") in said_here


def test_platforms_are_told_with_their_followers(twelve: World, open_page: OpenPage) -> None:
    page = open_page(_with_open("platforms"), coordinator(twelve))

    assert IT("region.platforms.most", 12, platform="Facebook", of="12") in as_read(words(page))
    assert ["Facebook", "14.400 (indicati da 12)", "1.200"] in [
        [as_read(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row]
        for table in tables(page)
        for row in table.values.tolist()
    ]


def test_letters_that_have_not_arrived_are_said_where_one_reminds(twelve: World, open_page: OpenPage) -> None:
    before = words(open_page(overview.show, coordinator(twelve)))
    twelve.operator.add_departments("north", [NewDepartment("Senza", "it", 12, id="senza")])
    twelve.operator.invite_to(twelve.round_id, "senza")

    assert IT("invitations.to_do.no_address", 1) not in before
    assert IT("invitations.to_do.no_address", 1) in words(open_page(overview.show, coordinator(twelve)))
