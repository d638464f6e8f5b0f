"""What a coordinator takes along: workbooks without a formula, harmless CSV, papers everybody can read, one zip."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import takewhile
from pathlib import Path

import pdf_checks
import pytest
from click.testing import CliRunner
from conftest import OpenPage, as_read, tables, visit_of
from given import LANGUAGES, MAY_NOT_APPLY, everything
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from regions import coordinator, hand_in, network, next_round
from test_handover import Office, office, own_office  # noqa: F401 - fixtures
from test_spreadsheet import fits
from worlds import Clock, World, filled

from assessment import shelf
from assessment.answers import NotApplicable
from assessment.command import commands
from assessment.findings.region import introductions
from assessment.reading import region as reading
from assessment.reading.files import gather
from assessment.region import Only
from assessment.report.pieces import Contents, Grid, Heading, NewPart, Paragraph
from assessment.report.region import Files, bundle
from assessment.report.region.paper import paper
from assessment.report.region.table import harmless
from assessment.rounds import NewDepartment
from assessment.screens.coordinator import maps, overview, training
from assessment.storage import NotAllowed, Store
from assessment.wording import Say

pytestmark = pytest.mark.papers

IT = Say("it")
DECIMAL_SIGN = {"en": ".", "it": ",", "es": ","}
SEPARATOR = {"en": ",", "it": ";", "es": ";"}  # with the other, Excel of the country shows one column
HOSTILE = '=HYPERLINK("https://evil.example";"click")'
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\ufeff=1", "＝1", "＋1", "－1", "＠1", "\u200b=1")


@pytest.fixture
def store(demo_region: Path) -> Store:
    return visit_of(demo_region, "coordinator", "it").store


def files(store: Store, *, others: bool, region: str = "val-serrana", round_id: int | None = None) -> Files:
    gathered = gather(store, region, round_id, for_others=others)
    assert gathered is not None
    return Files(gathered)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book(demo_region: Path) -> Callable[[bool, str], Workbook]:
    """The demo's workbook, for others or not, in a language; made once and only read."""

    @cache
    def made(others: bool, language: str) -> Workbook:
        return opened(files(visit_of(demo_region, "coordinator", "it").store, others=others).workbook(language))

    return made


def published(store: Store) -> int:
    return [one.id for one in store.rounds("val-serrana") if one.published_at is not None][-1]


# --- the workbook


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("others", [True, False])
def test_every_sheet_has_types_filters_and_frozen_headings(
    book: Callable[[bool, str], Workbook], others: bool, language: str
) -> None:
    explanation, *sheets = all_sheets = book(others, language).worksheets

    assert explanation.title == Say(language)("files.sheet.explanation.title")
    listed = [row[0].value for row in explanation.iter_rows()]
    for sheet in sheets:
        assert sheet.title in listed
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref is not None
        assert all(cell.value for cell in sheet[1])
    assert not [cell for sheet in all_sheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_numbers_are_numbers_days_are_days_and_levels_are_levels(store: Store) -> None:
    book = opened(files(store, others=False, round_id=published(store)).workbook("it"))
    scores, levels, participation = (
        book[IT(f"files.sheet.{one}.title")] for one in ("scores", "levels", "participation")
    )

    head = [cell.value for cell in scores[1]]
    met = head.index(IT("files.head.essentials_met"))
    assert all(isinstance(row[met].value, int) for row in scores.iter_rows(min_row=2))
    assert all(cell.value in range(5) or isinstance(cell.value, str) for cell in levels[2][4:])
    day = [cell.value for cell in participation[1]].index(IT("files.head.submitted_on"))
    assert isinstance(participation.cell(2, day + 1).value, datetime)
    assert participation.cell(2, day + 1).number_format == "mm-dd-yy"  # as each country writes a day


def test_why_a_question_does_not_apply_stands_in_a_comment(world: World) -> None:
    world.operator.add_departments("north", [NewDepartment("Zeta", "it", 12, id="x")])
    world.operator.invite_to(world.round_id, "x")
    hand_in(world, "x", {**everything(1), MAY_NOT_APPLY[0]: NotApplicable("=Un solo comando " * 9)})
    made = files(world.of("north"), others=False, region="north")
    sheet = opened(made.workbook("it"))[IT("files.sheet.levels.title")]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    content = made.table("levels", "it")

    assert content is not None and "=Un solo comando" in content.decode()
    assert cell.value == IT("files.not_applicable")
    assert "=Un solo comando" in cell.comment.text


def test_a_column_stands_on_one_side_from_its_head_on_and_apart_from_the_one_before(
    book: Callable[[bool, str], Workbook],
) -> None:
    with_numbers = 0
    for column in (column for sheet in book(False, "it").worksheets[1:] for column in sheet.iter_cols()):
        there = [cell for cell in column if cell.value is not None and not cell.alignment.textRotation]
        has_numbers = any(cell.data_type == "n" for cell in there)
        with_numbers += has_numbers
        assert len({cell.alignment.horizontal for cell in there}) == 1, column[0].value
        assert {cell.alignment.indent for cell in there} == {1}, column[0].value
        assert not has_numbers or there[0].alignment.horizontal == "right", column[0].value
    assert with_numbers > 20


def test_what_people_typed_is_text_whatever_it_begins_with(world: World) -> None:
    world.operator.add_departments("north", [NewDepartment(HOSTILE, "it", 12, id="x")])
    world.operator.invite_to(world.round_id, "x")
    hand_in(world, "x", everything(1))
    book = opened(files(world.of("north"), others=False, region="north").workbook("en"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]

    assert len(cells) > 5
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize("others", [True, False])
def test_the_same_round_gives_the_same_bytes(store: Store, others: bool) -> None:
    one, other = files(store, others=others), files(store, others=others)

    assert one.workbook("es") == other.workbook("es")
    assert one.report("es") == other.report("es")


@pytest.mark.parametrize("others", [True, False])
def test_every_sheet_of_a_region_is_one_page_wide_and_no_row_cuts_what_is_in_it(store: Store, others: bool) -> None:
    for sheet in opened(files(store, others=others, round_id=published(store)).workbook("it")):
        fits(sheet)


# --- what is for others


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_for_others_names_no_department_and_tells_no_level_or_score(store: Store, language: str) -> None:
    round_id = published(store)
    made = files(store, others=True, round_id=round_id)
    said = pdf_checks.squeezed(pdf_checks.text(made.report(language)))
    for sheet in opened(made.workbook(language)):
        said += "".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    asks = store.questionnaire(store.round(round_id).questionnaire_sha256)

    for one in store.departments("val-serrana"):
        assert pdf_checks.squeezed(one.name) not in said
    for band in asks.bands[1:]:
        assert pdf_checks.squeezed(band.title[language]) + ":" not in said
    assert [one.id for one in made.sheets(language)] == ["rounds", "stages", "comparison", "in_use"]


def test_what_is_for_others_is_the_comparison_with_nobody_as_viewer(store: Store) -> None:
    round_id = published(store)
    benchmark = store.comparison_for_others("val-serrana", round_id)
    assert benchmark is not None
    assert benchmark.region.overall is not None
    sheet = next(one for one in files(store, others=True, round_id=round_id).sheets("en") if one.id == "comparison")

    assert sheet.rows[0][1] == f"{benchmark.region.overall.median}%"
    assert len(sheet.rows) == 1 + len(benchmark.region.pillars)


def test_levels_do_not_change_what_is_for_others_while_the_same_is_in_use(tmp_path: Path) -> None:
    """Two regions with other answers and the same practices in use give the same bytes."""
    made = []
    for name, levels in (("one", (0, 2)), ("two", (1, 4))):
        (tmp_path / name).mkdir()
        with filled(World(tmp_path / name / "in-touch.db")) as world:
            for department, level in (("alba", levels[0]), ("bruma", levels[1])):
                hand_in(world, department, everything(level))
            for number in range(10):
                one = f"d{number}"
                world.operator.add_departments("north", [NewDepartment(one, "it", 12, id=one)])
                world.operator.invite_to(world.round_id, one)
                hand_in(world, one, everything(levels[number % 2]))
            world.operator.close(world.round_id)
            world.operator.publish(world.round_id)
            of_region = files(world.of("north"), others=True, region="north")
            made.append((of_region.workbook("en"), of_region.report("en"), of_region.table("in_use", "en")))

    assert made[0] == made[1]


# --- CSV


@given(st.one_of(st.text(max_size=30), st.sampled_from(FORMULAS).flatmap(lambda sign: st.text().map(sign.__add__))))
def test_a_text_in_a_csv_is_never_a_formula_and_loses_nothing_else(text: str) -> None:
    written = harmless(text)
    bare = written.lstrip(" \u00a0\ufeff\u200b")

    assert not bare or bare[0] not in "=+-@\t\r\n\0＝＋－＠"
    if not text.startswith("'"):  # one of its own stays, and looks like ours
        assert written.removeprefix("'") == harmless(written.removeprefix("'")).removeprefix("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_each_way_to_begin_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Borgo", "3-4", "a=b", "L’Alba", "", "12"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["levels", "topics"])
def test_a_table_is_read_back_as_it_stands_in_the_workbook(
    store: Store, book: Callable[[bool, str], Workbook], table: str, language: str
) -> None:
    made = files(store, others=False)
    content = made.table(table, language)
    assert content is not None
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=SEPARATOR[language]))
    sheet = book(False, language)[Say(language)(f"files.sheet.{table}.title")]

    assert [len(row) for row in rows] == [sheet.max_column] * sheet.max_row
    for row, cells in zip(rows, sheet.iter_rows(), strict=True):
        for one, in_book in zip(row, cells, strict=True):
            cell = in_book.comment.text if in_book.comment else in_book.value
            # openpyxl reads 4.0 as 4
            number = isinstance(cell, int | float)
            written = one.replace(DECIMAL_SIGN[language], ".") if number else one.removeprefix("'")
            assert (float(written) == round(cell, 4)) if number else (written == ("" if cell is None else cell))


@pytest.mark.parametrize(("language", "written"), [("en", "2.5"), ("it", "2,5"), ("es", "2,5")])
def test_a_decimal_in_a_csv_has_the_sign_of_the_language(store: Store, language: str, written: str) -> None:
    made = files(store, others=False)
    content = made.table("topics", language)
    assert content is not None
    (topics,) = [one for one in made.sheets(language) if one.id == "topics"]
    (_, *rows) = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=SEPARATOR[language])
    halves = [
        text
        for row, cells in zip(rows, topics.rows, strict=True)
        for text, cell in zip(row, cells, strict=True)
        if cell == 2.5
    ]

    assert halves
    assert set(halves) == {written}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_in_a_csv_has_four_decimals_at_most(store: Store, language: str) -> None:
    made = files(store, others=False)
    sign, texts = re.escape(DECIMAL_SIGN[language]), list[str]()
    for name in made.ids():
        content = made.table(name, language)
        assert content is not None
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=SEPARATOR[language])
        texts += [text for row in rows for text in row if re.fullmatch(rf"\d+{sign}\d+", text)]

    assert [text for text in texts if re.fullmatch(rf"\d+{sign}\d{{3,4}}", text)]
    assert not [text for text in texts if re.fullmatch(rf"\d+{sign}\d{{5,}}", text)]


# --- the report on paper


@pytest.mark.thorough
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("others", [True, False])
def test_the_report_can_be_read_by_everybody(store: Store, others: bool, language: str) -> None:
    made = files(store, others=others, round_id=published(store)).report(language)

    assert pdf_checks.problems(made) == []
    assert "{" not in pdf_checks.text(made)


@pytest.mark.parametrize("others", [True, False])
def test_the_report_of_a_region_where_nothing_is_submitted(world: World, others: bool) -> None:
    made = files(world.of("north"), others=others, region="north").report("it")

    assert pdf_checks.problems(made) == []
    nobody = pdf_checks.squeezed(IT("region.turnout.none"))
    assert nobody in pdf_checks.squeezed(pdf_checks.text(made))


def test_page_and_paper_say_the_same_findings(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 12) as world:
        said = pdf_checks.squeezed(pdf_checks.text(files(world.of("north"), others=False, region="north").report("it")))
        page = open_page(maps.show, coordinator(world), view="essentials")
        assert pdf_checks.squeezed(as_read(page.title[0].value)) in said
        _, most, _ = re.split("[«»]", as_read(open_page(training.show, coordinator(world)).title[0].value))
        assert pdf_checks.squeezed(most) in said
        page = open_page(overview.show, coordinator(world))
        of_topics = [row for table in tables(page) for row in table.values.tolist()]
        assert of_topics
        for name, middle, *_ in of_topics[-19:]:
            assert (
                pdf_checks.squeezed(as_read(name)) in said
                and pdf_checks.squeezed(as_read(middle.split(",")[0])) in said
            )


def test_the_gaps_that_are_listed_are_those_that_the_heading_counts(store: Store) -> None:
    gathered = gather(store, "val-serrana", for_others=False)
    assert gathered is not None and gathered.inside is not None
    now = gathered.inside.now
    found = introductions(reading.helpers(now, frozenset()), now.questionnaire, IT)
    pieces = paper(gathered, "it").pieces
    heading = next(at for at, one in enumerate(pieces) if isinstance(one, Heading) and one.text == found.headline)
    listed = next(one for one in pieces[heading:] if isinstance(one, Grid))

    assert 0 < len(found.fit) < len(found.gaps)
    assert found.headline.startswith(IT("region.introductions.fit_short", len(found.fit)))
    assert [row[0] for row in listed.table.rows] == [gap.practice for gap in found.fit]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_submitted_but_is_not_counted_is_said_where_fewer_are_first_counted(store: Store, language: str) -> None:
    say, round_id = Say(language), published(store)
    for others in (True, False):
        made = files(store, others=others, round_id=round_id)
        said = pdf_checks.squeezed(pdf_checks.text(made.report(language)))
        explained = opened(made.workbook(language)).worksheets[0]
        in_cells = " ".join(str(cell.value) for row in explained.iter_rows() for cell in row)

        assert pdf_checks.squeezed(say("region.others.left_out", 1)) in said
        assert say("region.others.left_out", 1) in in_cells
    bands = said.index(pdf_checks.squeezed(say("region.standing.bands_caption")))
    assert bands < said.index(pdf_checks.squeezed(say("region.standing.left_out", 1)))


def each(store: Store, language: str) -> tuple[dict[str, tuple[list[str], str]], dict[str, list[str]]]:
    """By size: which departments the report lists and what it says below; and which the two sheets have, alike."""
    say, gathered = Say(language), gather(store, "val-serrana", for_others=False)
    assert gathered is not None
    pieces = iter(paper(gathered, language).pieces)
    next(one for one in pieces if isinstance(one, Heading) and one.text == say("region.standing.each"))
    listed: dict[str, tuple[list[str], str]] = {}
    size = ""
    for one in takewhile(lambda one: not isinstance(one, NewPart), pieces):
        if isinstance(one, Heading):
            size = one.text
        elif isinstance(one, Grid):
            listed[size] = [row[0] for row in one.table.rows], ""
        elif isinstance(one, Paragraph) and size:
            listed[size] = listed[size][0], one.text
    book = opened(Files(gathered).workbook(language))
    scores, essentials = (
        [row[:2] for row in book[say(f"files.sheet.{name}.title")].iter_rows(min_row=2, values_only=True)]
        for name in ("scores", "essentials")
    )
    assert sorted(scores) == sorted(essentials)
    kept: dict[str, list[str]] = {}
    for name, of_size in scores:
        kept.setdefault(str(of_size), []).append(str(name))
    return listed, kept


def test_the_report_of_a_real_region_lists_every_department(store: Store) -> None:
    listed, kept = each(store, "it")

    assert listed == {size: (names, "") for size, names in kept.items()}
    assert sys.modules[paper.__module__].NAMES >= 400  # more than a real region has


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_more_departments_than_paper_is_read_for_it_says_how_many_and_where_all_are(
    store: Store, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = Say(language)
    sheets = {name: say(f"files.sheet.{name}.title") for name in ("scores", "essentials")}
    for names, most, left in ((10, 10, [0, 0, 0, 0]), (9, 2, [0, 0, 3, 0]), (4, 1, [1, 1, 4, 0])):
        monkeypatch.setattr(sys.modules[paper.__module__], "NAMES", names)
        listed, kept = each(store, language)

        assert [len(kept[size]) for size in listed] == [2, 2, 5, 1]
        assert [names for names, _ in listed.values()] == [kept[size][:most] for size in listed]
        assert [said for _, said in listed.values()] == [say("files.more", n, **sheets) if n else "" for n in left]


def test_only_the_report_of_many_parts_lists_them(store: Store) -> None:
    for others in (True, False):
        gathered = gather(store, "val-serrana", published(store), for_others=others)
        assert gathered is not None
        listed = [one for one in paper(gathered, "it").pieces if isinstance(one, Contents)]

        assert bool(listed) is not others


# --- what is kept while the answers stay the same


def test_a_round_is_scored_once_and_anew_when_somebody_submits(world: World) -> None:
    hand_in(world, "alba", everything(1))
    store = world.of("north")
    of = reading.read(store, "north")
    before = reading.scored(store, of, of.rounds[-1])
    assert reading.scored(store, of, of.rounds[-1]) is before
    assert reading.weak(before, Only()) is reading.weak(before, Only())

    hand_in(world, "bruma", everything(2))
    of = reading.read(store, "north")
    after = reading.scored(store, of, of.rounds[-1])
    assert [one.member.name for one in after.assessed] == ["Alba", "Bruma"]


def test_what_is_kept_is_given_to_nobody_who_may_not_ask(world: World) -> None:
    hand_in(world, "alba", everything(1))
    of = reading.read(world.of("north"), "north")
    reading.scored(world.of("north"), of, of.rounds[-1])

    for who in ("alba", "south", "admin"):
        with pytest.raises(NotAllowed):
            reading.scored(world.of(who), replace(of, known={}), of.rounds[-1])  # what a page has read is its own


def test_rounds_are_followed_back_to_the_first(world: World) -> None:
    hand_in(world, "alba", everything(1))
    later = next_round(world)
    of = reading.read(world.of("north"), "north")

    assert [one.id for one in of.up_to(of.rounds[-1])] == [world.round_id, later.id]
    assert of.before(of.rounds[-1]) == of.rounds[0]
    assert of.before(of.rounds[0]) is None


# --- all reports in one


def test_all_reports_grow_into_one_zip_that_only_its_own_session_finds() -> None:
    begun = bundle.begin("session", ["a", "b", "c"])
    assert not begun.is_whole
    made = begun.with_one("a.pdf", b"a")
    assert made.done == 1 and zipfile.ZipFile(made.path).namelist() == ["a.pdf"]
    made = made.with_one("b.pdf", None).with_one("c.pdf", b"c")
    assert made.is_whole

    with zipfile.ZipFile(made.path) as whole:
        assert whole.namelist() == ["a.pdf", "c.pdf"]
        assert whole.testzip() is None
    assert made.left_out == ("b.pdf",)
    assert shelf.found("session", bundle.KIND, made.token) == made.path
    assert shelf.found("another", bundle.KIND, made.token) is None
    assert shelf.found("session", bundle.KIND, "../../etc/passwd") is None


# --- by their addresses


@pytest.fixture(scope="module")
def past(office: Office) -> int:  # noqa: F811
    """A round of the north that is over whenever this is run; its routes go by the time of day."""
    operator = replace(office.world, clock=Clock(datetime(2020, 2, 1, tzinfo=UTC))).operator
    sha256 = operator.questionnaires()[0].sha256
    return operator.set_up_round("north", "2020", sha256, date(2020, 3, 1), date(2020, 5, 31)).id


def name_of(what: str, whom: str, language: str, ending: str) -> str:
    """How a file of the north's round of 2020 is called."""
    say = Say(language)
    return f"north-{say(f'files.file.{what}')}-2020-{say(f'files.file.{whom}')}-{language}{ending}"


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("report.pdf?language=it", "application/pdf", name_of("report", "others", "it", ".pdf")),
        ("report.pdf?language=en&for=coordinator", "application/pdf", name_of("report", "coordinator", "en", ".pdf")),
        ("workbook.xlsx?language=es", "application/vnd.openxmlformats", name_of("workbook", "others", "es", ".xlsx")),
        (
            "tables/rounds.csv?language=en",
            "text/csv",
            name_of("workbook", "others", "en", f"-{Say('en')('files.sheet.rounds.title').lower()}.csv"),
        ),
        ("template.csv?language=it", "text/csv", f"{IT('files.file.template')}.csv"),
    ],
    ids=["report", "own-report", "workbook", "table", "template"],
)
def test_the_coordinator_gets_the_files_of_the_region(
    office: Office,  # noqa: F811
    past: int,
    path: str,
    kind: str,
    name: str,
) -> None:
    answer = office.get("north", f"/files/region/{path}&round={past}")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.name == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_table_ends_with_its_title_in_plain_letters(store: Store, language: str) -> None:
    made = files(store, others=True, round_id=published(store))
    assert "in_use" in made.ids()
    title = Say(language)("files.sheet.in_use.title").lower().replace(" ", "-").replace("á", "a")

    assert made.name("workbook", "csv", language, "in_use").endswith(f"-{language}-{title}.csv")
    assert made.name("workbook", "xlsx", language).endswith(f"-{language}.xlsx")
    assert all(made.name("workbook", "csv", language, one).isascii() for one in made.ids())
    assert len({made.name("workbook", "csv", language, one) for one in made.ids()}) == len(made.ids())


PATHS = (
    "report.pdf",
    "workbook.xlsx",
    "workbook.xlsx?for=coordinator",
    "tables/levels.csv?for=coordinator",
    "template.csv",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["alba", "helper", "bruma"])
def test_nobody_of_a_department_gets_a_file_of_the_region(office: Office, who: str, path: str) -> None:  # noqa: F811
    assert office.get(who, f"/files/region/{path}").status == 403


def test_who_is_not_signed_in_is_sent_to_the_first_page(office: Office) -> None:  # noqa: F811
    assert office.get("nobody", "/files/region/report.pdf").status == 303


def test_a_coordinator_gets_the_files_of_the_own_region_alone(office: Office) -> None:  # noqa: F811
    assert office.get("south", "/files/region/report.pdf").status == 404  # has no round
    assert office.get("south", f"/files/region/report.pdf?round={office.world.round_id}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        *("report.pdf?round=99", "report.pdf?round=x", "report.docx", "nothing.pdf", "report.pdf?language=xx"),
        *("report.pdf?for=everybody", "tables/levels.csv", "tables/nothing.csv"),
    ],
)
def test_what_is_not_there_is_said_to_be_so(office: Office, path: str) -> None:  # noqa: F811
    assert office.get("north", f"/files/region/{path}").status == 404


# --- by the command


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(commands, words)
    return result.exit_code, result.output


def test_the_command_writes_the_coordinators_workbook_unless_told_otherwise(demo_region: Path, tmp_path: Path) -> None:
    where = ("--database", str(demo_region), "--region", "val-serrana", "--round", "1", "--output")
    code, said = run("export", *where, str(tmp_path / "own.xlsx"))
    assert (code, said.strip()) == (0, str(tmp_path / "own.xlsx"))
    assert run("export", *where, str(tmp_path / "others.xlsx"), "--for-others", "--language", "it")[0] == 0

    assert Say("en")("files.sheet.levels.title") in load_workbook(tmp_path / "own.xlsx").sheetnames
    assert load_workbook(tmp_path / "others.xlsx").sheetnames == [
        IT(f"files.sheet.{one}.title") for one in ("explanation", "rounds", "stages", "comparison", "in_use")
    ]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--region", "nowhere"), "nowhere: there is no such region; the command regions lists their ids"),
        (("--region", "val-serrana", "--round", "99"), "val-serrana: has no round 99; the command rounds lists them"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(
    demo_region: Path, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    target = tmp_path / "none.xlsx"

    assert run("export", "--database", str(demo_region), *words, "--output", str(target)) == (1, f"{says}\n")
    assert not target.exists()
