"""The coordinator brings a list of departments: what is said of it, what is asked, and what it changes once taken."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import QUESTIONNAIRE, OpenPage, as_read, tables, words
from foreign import NO_WORKBOOKS
from openpyxl import Workbook, load_workbook
from regions import coordinator
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment import shelf
from assessment.register import read_departments
from assessment.report.corrected import corrected
from assessment.rounds import Description
from assessment.screens.coordinator import departments
from assessment.wording import Say

EN, IT = Say("en"), Say("it")


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception, page.exception[0].value


def press_first(page: AppTest, key: str) -> None:
    """Press the first button that says what this key of the wording says."""
    next(one for one in page.button if one.label == IT(key)).click().run()
    assert not page.exception, page.exception[0].value


def errors(page: AppTest) -> list[str]:
    return [as_read(one.value) for one in page.error]


def upload(page: AppTest, content: bytes, name: str) -> AppTest:
    page.file_uploader[0].upload(name, content, "text/csv")
    page.run()
    assert not page.exception, page.exception[0].value
    return page


@pytest.mark.parametrize(("name", "data", "kind"), NO_WORKBOOKS.values(), ids=NO_WORKBOOKS)
def test_a_list_that_is_no_list_is_said_at_once(
    world: World, open_page: OpenPage, name: str, data: bytes, kind: str
) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, data, name)

    assert errors(page) == [IT(f"upload.{kind}", most="1")]
    assert not [one for one in page.button if one.key == "add-list"]


def test_a_list_as_text_is_read_whatever_it_is_called(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comando\tPersonale\nZeta\t12\n", "elenco.txt")

    assert IT("register.would.new", 1) in words(page)


def test_a_list_with_a_problem_brings_nothing_in_and_tells_each_mistake_once(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    many = "".join(f"Zeta {n};x\n" for n in range(2, 62))
    upload(page, f"Nome;Personale\nAlba;12\n{many};3\n".encode(), "list.csv")

    assert errors(page) == [IT("register.stopped", 2)]
    place = IT("departments.import.place")
    places = next(one[place] for one in tables(page) if place in one)
    heading = IT("register.headings.staff").split(", ")[0]
    assert [as_read(one) for one in places] == [
        IT("register.place.cell", 60, rows="3–62", heading=heading),
        IT("register.place.cell", 1, rows="63", heading=IT("register.headings.name").split(", ")[0]),
    ]
    assert not [one for one in page.button if one.key == "take-list"]
    assert len(world.operator.departments("north")) == 2


def test_a_list_in_order_is_shown_first_and_added_whole(world: World, open_page: OpenPage) -> None:
    book = Workbook()
    for row in (["Department", "Staff", "Form"], ["=Zeta", 12, "union"], ["Yota", 150, "single"]):
        book.active.append(row)
    book.active["A2"].data_type = "s"
    content = io.BytesIO()
    book.save(content)
    page = open_page(departments.show, coordinator(world, "en"))
    upload(page, content.getvalue(), "list.xlsx")
    assert EN("register.would.new", 2) in words(page)
    assert EN("register.would.missing", 2) in [one.label for one in page.expander]
    assert len(world.operator.departments("north")) == 2

    press(page, "take-list")
    assert [one.name for one in world.operator.departments("north")] == ["=Zeta", "Alba", "Bruma", "Yota"]
    assert [one.kind for one in world.operator.events("north")][:3] == ["list_taken", *["department_added"] * 2]


def test_a_list_brought_again_changes_what_is_another_and_nothing_else(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Agenti;Provincia\nALBA;;FC\nBruma;12;\n", "list.csv")
    before = world.operator.department("alba")
    assert IT("register.would.changed", 1) in words(page)
    assert IT("register.would.unchanged", 1) in words(page)

    press(page, "take-list")
    assert world.operator.department("alba") == replace(before, area="FC")
    fields = [one.details for one in world.operator.events("north", "alba") if one.kind == "department_changed"]
    assert fields[0] == {"fields": ["area"]}
    assert [one.details for one in world.operator.events("north") if one.kind == "list_taken"] == [
        {"added": 0, "changed": 1}
    ]


def test_whoever_changed_a_department_meanwhile_is_not_overwritten(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Agenti\nAlba;31\nZeta;5\n", "list.csv")
    world.of("north").change_department("alba", Description("Alba", "it", 40))

    press(page, "take-list")
    assert IT("register.meanwhile", names="Alba") in [one.value for one in page.warning]
    assert world.operator.department("alba").staff == 40
    assert len(world.operator.departments("north")) == 2  # all of it or nothing
    change = IT("register.change", field=IT("taken.column.staff"), before="40", after="31")
    assert change in "".join(one.to_csv() for one in tables(page))

    press(page, "take-list")
    assert world.operator.department("alba").staff == 31


def test_nothing_is_taken_before_what_only_the_coordinator_knows_is_said(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Quanti\nZeta;12\nTotale;12\n", "list.csv")
    assert [one.value for one in page.warning] == [IT("register.asked", 2)]
    assert not [one for one in page.button if one.key == "take-list"]

    for question, option in (("column-1", "staff"), ("no_departments", "leave_out")):
        next(one for one in page.radio if (one.key or "").endswith(question)).set_value(option).run()
    press(page, "take-list")
    assert [(one.name, one.staff) for one in world.operator.departments("north")][2:] == [("Zeta", 12)]


def test_the_coordinator_says_which_column_is_which(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Posto;Note\nZeta;Comandante Nina\n", "list.csv")
    assert errors(page) == [IT("register.stopped", 1)]

    first, second = [one for one in page.selectbox if one.label in ("Posto", "Note")]
    first.set_value("name")
    second.set_value("contact")
    press_first(page, "register.columns.button")
    press(page, "take-list")
    assert world.operator.department("zeta").contact == "Comandante Nina"


def test_the_list_comes_back_with_what_is_wrong_beside_the_rows(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Agenti\nZeta;12,5\nYota;7\n", "list.csv")
    token = page.get("link_button")[0].proto.url.rpartition("/")[2].removesuffix(".xlsx")
    found = shelf.found("", "list", token)  # a test has no session

    assert found is not None
    rows = list(load_workbook(io.BytesIO(found.read_bytes())).active.values)
    heads = [IT(f"register.headings.{one}").split(", ")[0] for one in ("name", "staff")]
    assert rows[0] == (*heads, IT("register.corrected.heading"))
    assert rows[1][:2] == ("Zeta", "12,5")
    assert IT("register.problems.not_whole", value="12,5") in rows[1][2]
    assert rows[2] == ("Yota", "7", None)
    upload(page, found.read_bytes(), "list.xlsx")
    assert errors(page) == [IT("register.stopped", 1)]


def test_a_list_that_another_tab_has_replaced_is_made_again(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Agenti\nZeta;12,5\n", "list.csv")
    first = page.get("link_button")[0].proto.url
    shelf.lay("", "list", b"of another tab")
    again = page.run().get("link_button")[0].proto.url

    assert again != first
    assert shelf.found("", "list", again.rpartition("/")[2].removesuffix(".xlsx"))
    assert page.run().get("link_button")[0].proto.url == again


def test_where_there_is_no_room_for_the_list_the_page_says_so_and_what_is_wrong(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 0)
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Agenti\nZeta;12,5\n", "list.csv")

    assert errors(page) == [IT("register.stopped", 1)]
    assert IT("files.page.no_room") in words(page) and not page.get("link_button")


def test_the_list_that_comes_back_can_be_read_and_printed() -> None:
    rows = "Zeta;12,5;nina(at)comune.it\n" + "Alba e Bruma sopra la Valle Lontana;-3;nessuno\n" * 2
    found = read_departments(f"Comune;Agenti;E-mail\n{rows}".encode(), "list.csv", QUESTIONNAIRE, language="it")
    sheet = load_workbook(io.BytesIO(corrected(found, QUESTIONNAIRE, IT))).active

    assert sheet.title == IT("register.corrected.sheet")
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {(cell.alignment.vertical, cell.alignment.wrap_text) for cell in filled} == {("top", True)}
    assert len([one for one in sheet["D2"].value.split("\n") if one]) == 2  # mistakes, one a line
    widths = {  # columns of one width stand together
        place: one.width for one in sheet.column_dimensions.values() for place in range(one.min, one.max + 1)
    }
    for cell in filled:
        lines = sum(max(1, -(-len(line) // int(widths[cell.column] * 1.2))) for line in str(cell.value).split("\n"))
        assert sheet.row_dimensions[cell.row].height >= lines * 12, cell.coordinate


def test_a_list_of_two_sheets_says_which_is_read_and_the_other_can_be(world: World, open_page: OpenPage) -> None:
    book = Workbook()
    for name, sheet in (("Zeta", book.active), ("Yota", book.create_sheet("BO"))):
        sheet.append(["Comune"])
        sheet.append([name])
    content = io.BytesIO()
    book.save(content)
    page = open_page(departments.show, coordinator(world))
    upload(page, content.getvalue(), "list.xlsx")
    looked = f"{IT('register.looked.sheet', 1, sheet='Sheet')} {IT('register.looked.other_sheets', sheets='BO')}"
    assert looked in [one.value for one in page.caption]

    next(one for one in page.selectbox if one.label == IT("register.sheet")).set_value(1).run()
    press(page, "take-list")
    assert [one.name for one in world.operator.departments("north")] == ["Alba", "Bruma", "Yota"]


def test_an_address_of_somebody_elsewhere_brings_nothing_in(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Nome;E-mail;Referente\nZeta;zeta@example.org;\nYota;south@example.org;Yuri Yota\n", "list.csv")
    press(page, "take-list")

    post = f"{IT('access.role.coordinator')}, South"  # and nothing else of another region's people
    told = IT("access.in_the_way.address.elsewhere", email="south@example.org", post=post)
    assert errors(page)[0] == told
    assert len(world.operator.departments("north")) == 2


def test_a_commander_of_two_municipalities_is_in_a_list_twice(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    rows = "Zeta;alba@example.org;\nYota;nuova@example.org;Nora Nuova\nXi;nuova@example.org;Nora Nuova\n"
    upload(page, f"Nome;E-mail;Referente\n{rows}".encode(), "list.csv")
    assert IT("register.would.several", 2) in [one.value for one in page.markdown]
    heads = (IT("departments.import.mail"), IT("register.would.heads.several"))
    shown = next(one for one in tables(page) if tuple(one.columns) == heads)
    assert [tuple(as_read(cell) for cell in row) for row in shown.to_numpy()] == [
        ("alba@example.org", "Alba, Zeta"),
        ("nuova@example.org", "Yota, Xi"),
    ]

    press(page, "take-list")
    places = {one.email: sorted(post.place for post in one.posts) for one in world.operator.people()}
    assert places["alba@example.org"] == ["Alba", "Zeta"]
    assert places["nuova@example.org"] == ["Xi", "Yota"]


def test_what_is_wrong_comes_before_what_is_asked(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Comune;Quanti\nZeta;12\n;8\nTotale;12\n", "list.csv")
    kinds = [one.type for one in page.main if one.type] + [one.type for one in _within(page.main)]

    assert IT("register.stopped", 1) in errors(page)
    assert kinds.index("error") < kinds.index("radio")


def _within(block: object) -> Iterator[object]:
    for one in getattr(block, "children", {}).values():
        yield one
        yield from _within(one)
