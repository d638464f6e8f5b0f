"""The command `import`: it says what the page says, changes nothing before it is told to, and can run unattended."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from operating import done, refusal, refused, run, shell, world
from worlds import World

from assessment.people import Role
from assessment.register import COLUMNS, headings
from assessment.settings import settings
from assessment.wording import LANGUAGES, Say

__all__ = ["shell", "world"]
SAY = Say("en")


def a_list(world: World, text: str, name: str = "list.csv") -> Path:
    path = world.path.with_name(name)
    path.write_text(text, "utf-8")
    return path


def kept(world: World) -> list[tuple[str, int | None]]:
    return [(one.name, one.staff) for one in world.operator.departments("north")]


def test_it_says_what_a_list_would_change_and_changes_nothing(world: World) -> None:
    before, happened = kept(world), len(world.operator.happened())
    file = a_list(world, "Name,Staff,E-mail\nAlba,14,\nBruma,12,\nNova,20,nova@example.org\n")

    assert done(run("import", file, "--region", "north")).splitlines() == [
        SAY("register.looked.file", 3),
        SAY("register.would.new", 1),
        f"  Nova: {SAY('departments.staff', 20)} · nova@example.org",
        SAY("register.would.changed", 1),
        f"  Alba: {SAY('register.change', field=SAY('taken.column.staff'), before='12', after='14')}",
        SAY("register.would.unchanged", 1),
        f"{SAY('register.not_yet')} --yes: {SAY('register.take')}",
    ]
    assert (kept(world), len(world.operator.happened())) == (before, happened)


def test_it_takes_a_list_and_the_next_time_there_is_nothing_to_take(world: World) -> None:
    file = a_list(world, "Name,Staff,E-mail\nAlba,14,\nNova,20,nova@example.org\n")

    told = done(run("import", file, "--region", "north", "--yes")).splitlines()
    assert told[-1] == f"{SAY('register.added', 1)} {SAY('register.changed', 1)}"
    assert kept(world) == [("Alba", 14), ("Bruma", 12), ("Nova", 20)]
    again = done(run("import", file, "--region", "north", "--yes")).splitlines()
    assert again[-2:] == [f"{SAY('register.would.missing', 1)}: Bruma", SAY("register.nothing_to_take")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_every_language_and_new_departments_are_of_it(world: World, language: str) -> None:
    file = a_list(world, "Name,Staff\nNova,20\n")
    told = done(run("import", file, "--region", "north", "--language", language, "--yes"))

    assert Say(language)("register.would.new", 1) in told
    assert {one.language for one in world.operator.departments("north") if one.name == "Nova"} == {language}


def test_every_mistake_is_a_line_with_its_place(world: World) -> None:
    file = a_list(world, "Name,Staff,E-mail\nAlba,12.5,\n,3,\nNova,20,nowhere\n")

    told = refusal(run("import", file, "--region", "north", "--yes"))
    assert told[0] == f"{file}: {SAY('register.stopped', 3)}"
    staff, name, email = (headings("en")[COLUMNS.index(one)] for one in ("staff", "name", "email"))
    assert [line.partition(": ")[0] for line in told[1:]] == [
        SAY("register.place.cell", 1, rows=row, heading=heading) for row, heading in ((2, staff), (3, name), (4, email))
    ]
    assert kept(world) == [("Alba", 12), ("Bruma", 12)]


def test_what_is_asked_comes_with_what_to_write_and_that_works(world: World) -> None:
    file = a_list(world, "Name,Staff\nComando di Alba,14\nNova,1.250\nTotale,12\n")

    told = refusal(run("import", file, "--region", "north", "--yes"))
    assert told[0] == f"{file}: {SAY('register.asked', 3)}"
    options = [line.split(": ")[0].split() for line in told if line.startswith("  ")]
    assert options == [
        ["--answer", "no_departments=leave_out"],
        ["--answer", "no_departments=take"],
        ["--answer", "sign-46=thousands"],
        ["--answer", "sign-46=decimal"],
        ["--answer", "known-2=same"],
        ["--answer", "known-2=other"],
    ]
    answers = [word for pair in options[::2] for word in pair]
    done(run("import", file, "--region", "north", *answers, "--yes"))
    assert kept(world) == [("Alba", 14), ("Bruma", 12), ("Nova", 1250)]


def test_a_whole_kind_of_question_is_answered_at_once(world: World) -> None:
    names = "".join(f"Comando di {one},{staff}\n" for staff, one in enumerate(("Alba", "Bruma"), 20))
    answers = ("--answer", "known=same", "--answer", "twins=other", "--answer", "sign=thousands")

    done(run("import", a_list(world, f"Name,Staff\n{names}"), "--region", "north", *answers, "--yes"))
    assert kept(world) == [("Alba", 20), ("Bruma", 21)]


def test_one_answer_goes_before_that_to_its_kind(world: World) -> None:
    names = "".join(f"Comando di {one},{staff}\n" for staff, one in enumerate(("Alba", "Bruma"), 20))
    answers = ("--answer", "known=same", "--answer", "known-3=other")

    done(run("import", a_list(world, f"Name,Staff\n{names}"), "--region", "north", *answers, "--yes"))
    assert kept(world) == [("Alba", 20), ("Bruma", 12), ("Comando di Bruma", 21)]


def test_a_column_without_a_known_heading_is_named_by_its_number(world: World) -> None:
    file = a_list(world, "aaa,bbb\nNova,20\n")

    told = refusal(run("import", file, "--region", "north"))
    unused = SAY("register.unused")
    assert told[2:4] == [f"  --column 1=unused: aaa → {unused}", f"  --column 2=unused: bbb → {unused}"]
    assert told[4:] == [
        f"{file}: {SAY('register.asked', 1)}",
        SAY("register.questions.column_staff", value="bbb"),
        f"  --column 2=staff: {headings('en')[COLUMNS.index('staff')]}",
        f"  --column 2=unused: {unused}",
    ]
    done(run("import", file, "--region", "north", "--column", "1=name", "--column", "2=staff", "--yes"))
    assert ("Nova", 20) in kept(world)


def test_a_sheet_is_named_by_its_title(world: World) -> None:
    book, file = Workbook(), world.path.with_name("list.xlsx")
    for title, name in (("One", "Nova"), ("Two", "Selva")):
        sheet = book.create_sheet(title)
        sheet.append(["Name", "Staff"])
        sheet.append([name, 20])
    book.remove(book.worksheets[0])
    packed = BytesIO()
    book.save(packed)
    file.write_bytes(packed.getvalue())

    assert refused(run("import", file, "--region", "north", "--sheet", "Three")) == (
        "Three: there is no such sheet; there are One, Two"
    )
    done(run("import", file, "--region", "north", "--sheet", "Two", "--yes"))
    assert ("Selva", 20) in kept(world) and ("Nova", 20) not in kept(world)
    plain = a_list(world, "Name\nNova\n")
    assert "leave --sheet out" in refused(run("import", plain, "--region", "north", "--sheet", "Two"))


@pytest.mark.parametrize(
    "words",
    [
        ("--column", "x=name"),
        ("--column", "0=name"),
        ("--column", "1=x"),
        ("--answer", "x=same"),
        ("--answer", "known"),
    ],
    ids=" ".join,
)
def test_an_answer_that_says_nothing_is_written_wrong(world: World, words: tuple[str, str]) -> None:
    assert refused(run("import", a_list(world, "Name\nNova\n"), "--region", "north", *words), 2).startswith(
        " ".join(words)
    )


def test_the_address_of_somebody_else_is_told_as_on_the_page(world: World) -> None:
    world.operator.invite("ada@example.org", Role.ADMINISTRATOR, name="Ada Bruni")
    file = a_list(world, "Name,E-mail,Contact\nNova,ada@example.org,Nora Nuova\n")

    told = refused(run("import", file, "--region", "north", "--yes"))
    assert told.startswith("ada@example.org: is the address of person")
    assert kept(world) == [("Alba", 12), ("Bruma", 12)]


def test_nothing_new_comes_into_a_closed_region(world: World) -> None:
    world.operator.close(world.round_id)
    world.operator.close_region("north")

    told = refused(run("import", a_list(world, "Name\nNova\n"), "--region", "north", "--yes"))
    assert told == "north: region North is closed; open it again first, with regions reopen north"


def test_a_large_file_is_not_even_read(world: World) -> None:
    told = refused(run("import", a_list(world, "Name\n" + "x" * 1_000_001), "--region", "north"))

    assert told.endswith(f"list.csv: {SAY('register.problems.too_large')}")


def test_a_broken_questionnaire_gives_its_place_to_the_one_that_is_kept(
    world: World, shell: pytest.MonkeyPatch
) -> None:
    shell.setenv("ASSESSMENT_QUESTIONS", str(a_list(world, "id: [", "broken.yaml")))
    settings.cache_clear()

    done(run("import", a_list(world, "Name,Type of service\nNova,Single\n"), "--region", "north", "--yes"))
    (nova,) = [one for one in world.operator.departments("north") if one.name == "Nova"]
    assert nova.form == "single"


def test_what_was_taken_is_in_the_log(world: World) -> None:
    done(run("import", a_list(world, "Name\nNova\n"), "--region", "north", "--yes"))

    (taken,) = world.operator.happened(["list_taken"])
    assert (taken.actor, json.dumps(taken.details)) == ("operator", '{"added": 1, "changed": 0}')
