"""The papers: what is in them, that everybody can read them, and that nothing typed by anybody breaks them."""

from __future__ import annotations

import hashlib
import io
import random
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import docx
import pikepdf
import pytest
from given import IDS, MAY_NOT_APPLY, QUESTIONNAIRE, everything, minimum
from pdf_checks import pages, problems, runs, squeezed, text

from assessment import __version__, report
from assessment.answers import DONT_KNOW, Answer, Evidence, NotApplicable, Profile, Submission
from assessment.benchmark import Benchmark, Edition, Sheet, band_ids, benchmark, drawings
from assessment.language import whole_points
from assessment.report import Earlier, Reported, Verdict, typesetting
from assessment.report.pieces import Document, Paragraph
from assessment.report.reported import printed
from assessment.scoring import score
from assessment.wording import LANGUAGES

LONG_NAME = "Policía Local de la Mancomunidad de Peña Alta y Río Seco Bajo"[:60]
SUBMITTED = datetime(2027, 5, 14, 8, 30, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/hostname") #let x = 1; #panic()',
    "$ x^2 $ *b* _i_ `code` @ref <label> \\ // /* */ ~ --- [x] {y}",
    "\"double\" 'single' “curly” «angle» %PDF-1.7 (Tj) ET endstream",
    "= Heading\n- item\n+ item\n/ term: x\n```typ #1```",
    "</xmp> <script>alert(1)</script> &amp; ${7*7} {{7*7}}",
)


def mixed(seed: int) -> dict[str, Answer]:
    """Answers of every kind, the same for the same seed."""
    chance = random.Random(seed)
    answers: dict[str, Answer] = {
        question_id: chance.choices([0, 1, 2, 3, 4, DONT_KNOW], [2, 3, 6, 4, 2, 1])[0] for question_id in IDS
    }
    answers["DC5.2"] = NotApplicable("One person does everything")
    return answers


def submission(answers: dict[str, Answer], **changed: object) -> Submission:
    """A sealed assessment."""
    sealed = Submission(
        id=7,
        number="2027-0012",
        round_id=2,
        department_id="alta",
        department_name="Polizia Locale di Valdombra",
        questionnaire_sha256=QUESTIONNAIRE.sha256,
        answers=answers,
        profile=Profile(staff=14, official_account=True, team_hours=4),
        evidence={},
        shares_notes=True,
        submitted_at=SUBMITTED,
        author="chief@example.org",
        sha256="3f9a77c1" * 8,
    )
    return replace(sealed, **changed)


def published(answers: dict[str, Answer], departments: int = 25) -> Benchmark:
    """What a department may see beside others who answered at random."""
    chance = random.Random(departments)
    applies = [one for one in IDS if not isinstance(answers.get(one), NotApplicable)]
    own = {one: isinstance(answer := answers.get(one), int) and answer >= 2 for one in applies}
    sheets = {"alta": Sheet("10-29", own)}
    for number in range(departments - 1):
        eager = chance.uniform(0.2, 0.95)
        band = chance.choice(["0-9", "10-29", "30-99"])
        sheets[f"other-{number}"] = Sheet(band, {one: chance.random() < eager for one in IDS})
    asked = {pillar.id: tuple(one.id for one in pillar.questions()) for pillar in QUESTIONNAIRE.pillars}
    bands = band_ids(QUESTIONNAIRE.staff_bands)
    return benchmark(drawings([Edition(2, datetime(2027, 6, 20, tzinfo=UTC), sheets, asked, bands)]), "alta")


def reported(answers: dict[str, Answer], departments: int = 0, history: bool = False, **changed: object) -> Reported:
    """A submission, with a comparison over so many departments and with a round before."""
    earlier = submission(mixed(99), number="2026-0003", submitted_at=datetime(2026, 5, 2, tzinfo=UTC))
    return Reported(
        QUESTIONNAIRE,
        submission(answers, **changed),
        round_title="spring 2027",
        region_name="Alta Valle",
        zone="Europe/Rome",
        benchmark=published(answers, departments) if departments else None,
        earlier=(Earlier("spring 2026", QUESTIONNAIRE, earlier),) if history else (),
    )


RICH = reported(
    mixed(1),
    departments=25,
    history=True,
    evidence={
        "PI1.1": Evidence("Minutes of 3 March 2027", ("https://example.org/minutes",)),
        "PI2.1": Evidence("A long note. " * 300),
    },
)


@cache
def paper(kind: str, language: str) -> bytes:
    """A paper about a rich submission, set once."""
    if kind == "blank":
        return report.blank(QUESTIONNAIRE, language)
    return {"brief": report.brief, "full": report.full}[kind](RICH, language)


def noted(*notes: str, language: str = "en") -> str:
    """The text of a full report whose first questions carry these notes."""
    evidence = {question_id: Evidence(note) for question_id, note in zip(IDS, notes, strict=False)}
    return text(report.full(reported(everything(2), evidence=evidence), language))


# Everybody can read them.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["brief", "full", "blank"])
def test_every_paper_can_be_read_by_everybody(kind: str, language: str) -> None:
    file = paper(kind, language)

    assert problems(file) == []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert str(pdf.Root.Lang).startswith(language)


def test_the_checks_see_what_is_missing() -> None:
    with pikepdf.open(io.BytesIO(paper("brief", "en"))) as pdf:
        del pdf.Root.Lang
        del pdf.Root.MarkInfo
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                del font.DescendantFonts[0].FontDescriptor.FontFile3
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing:
                del thing["/Alt"]
        pdf.Root.StructTreeRoot.RoleMap["/H2"] = pikepdf.Name.H4
        spoilt = io.BytesIO()
        pdf.save(spoilt)

    found = " ".join(problems(spoilt.getvalue()))

    for words in ("no language", "not marked", "not embedded", "no alternative text", "level 4 follows"):
        assert words in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_report_has_its_parts_as_bookmarks(language: str) -> None:
    with pikepdf.open(io.BytesIO(paper("full", language))) as pdf:
        titles = [item.title for item in pdf.open_outline().root]

    for pillar in printed(QUESTIONNAIRE).pillars:
        assert pillar.title[language] in titles
    assert len(titles) >= 10


# What is in them.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("answers", "departments"),
    [
        (everything(0), 0),
        (everything(4), 25),
        (everything(DONT_KNOW), 0),
        ({one: DONT_KNOW if place % 3 else 1 for place, one in enumerate(IDS)}, 7),
        (minimum(), 25),
        ({}, 0),
        (mixed(5), 25),
    ],
    ids=["nothing", "everything", "unknown", "half", "minimum", "blank", "mixed"],
)
def test_the_brief_is_one_page_whatever_it_says(answers: dict[str, Answer], departments: int, language: str) -> None:
    told = reported(answers, departments, history=True, department_name=LONG_NAME)

    file = report.brief(told, language)

    assert pages(file) == 1
    assert LONG_NAME in text(file)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(3))
def test_the_brief_shows_the_numbers_of_the_score(seed: int, language: str) -> None:
    _numbers_agree(seed, language)


@pytest.mark.proof
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(3, 53))
def test_the_brief_shows_the_numbers_of_any_score(seed: int, language: str) -> None:
    _numbers_agree(seed, language)


def _numbers_agree(seed: int, language: str) -> None:
    answers = mixed(seed)
    card = score(QUESTIONNAIRE, answers)
    starts = sorted({one for band in QUESTIONNAIRE.bands for one in (band.min_score, band.min_pillar)})
    lines = text(report.brief(reported(answers), language)).splitlines()

    if card.overall.score is not None:
        assert str(whole_points(card.overall.score, starts)) in lines  # over its dot
    for pillar in printed(QUESTIONNAIRE).pillars:
        shown = card.pillars[pillar.id].score
        row = pillar.title[language] + ("" if shown is None else str(whole_points(shown, starts)))
        assert any(line.startswith(row) for line in lines)
    met = f"{sum(card.essentials.values())} "
    assert any(line.startswith(met) and line.endswith(" 10") for line in lines)


def test_the_full_report_tells_every_answer_in_full() -> None:
    said, asked = squeezed(text(paper("full", "it"))), printed(QUESTIONNAIRE)

    for question_id, answer in RICH.submission.answers.items():
        question = asked.question(question_id)
        assert squeezed(question.question["it"]) in said
        if isinstance(answer, int):
            assert squeezed(question.levels[answer]["it"]) in said
            action = question.actions.from_level(answer)
            assert action is None or squeezed(action.action["it"]) in said
    assert squeezed("One person does everything") in said
    for source in asked.sources.values():
        assert squeezed(source.title) in said


def test_the_full_report_says_where_it_comes_from() -> None:
    said = squeezed(text(paper("full", "en")))

    for words in (
        "Polizia Locale di Valdombra",
        "spring 2027",
        "2027-0012",
        "Alta Valle",
        __version__,
        "14 May 2027, 10:30",
    ):
        assert squeezed(words) in said
    assert RICH.submission.sha256 in said
    assert QUESTIONNAIRE.sha256 in said
    assert squeezed(report.file_name(RICH, "full", "en")) in said


def test_a_first_round_without_a_comparison_says_so() -> None:
    said = text(report.full(reported(minimum()), "en"))

    assert "No comparison yet" in said
    assert "This is your first round." in said


def test_the_blank_questionnaire_asks_everything() -> None:
    said, asked = squeezed(text(paper("blank", "es"))), printed(QUESTIONNAIRE)

    for question in asked.questions():
        for words in (question.question, question.help, question.evidence, *question.levels.values()):
            assert squeezed(words["es"]) in said
    for field in asked.profile:
        assert squeezed(field.label["es"]) in said
    assert said.count(squeezed(asked.not_applicable["es"])) == len(MAY_NOT_APPLY)


# Nothing typed breaks them.


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_comes_out_as_it_was_typed(language: str) -> None:
    said = squeezed(noted(*HOSTILE, language=language))

    for note in HOSTILE:
        assert squeezed(note) in said


def test_a_hostile_name_comes_out_as_it_was_typed() -> None:
    name = 'D\'Olmo "Nord" #1 $x$ *y* @z \\ <b>'

    file = report.brief(reported(everything(2), department_name=name), "it")

    assert name in text(file)
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert str(pdf.docinfo.Title).startswith(name)


def test_right_to_left_text_keeps_its_letters_and_their_order() -> None:
    hebrew, arabic = "שלום עולם", "سلام"

    said = noted(hebrew, arabic)

    assert hebrew[::-1] in said  # the text of a page runs from left to right
    with pikepdf.open(
        io.BytesIO(report.full(reported(everything(2), evidence={"PI1.1": Evidence(arabic)}), "en"))
    ) as pdf:
        letters = "".join(run.text for run in runs(pdf))
    assert set(arabic) <= set(letters)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("😀", "[U+1F600]"),
        ("日本", "[U+65E5][U+672C]"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00\x1b\x7fb", "a[U+0000][U+001B][U+007F]b"),
        ("\ufeff\ue000\U000e0041", "[U+FEFF][U+E000][U+E0041]"),
        ("a\ud800b", "a[U+D800]b"),
        ("one\u2028two\r\nthree\tfour", "one\ntwo\nthree four"),
        ("naïve – “è” €", "naïve – “è” €"),
    ],
)
def test_a_character_without_a_glyph_is_printed_as_its_code(typed: str, shown: str) -> None:
    assert typesetting.printable(typed) == shown
    assert squeezed(shown) in squeezed(noted(typed))


def test_every_plane_of_unicode_can_be_typed() -> None:
    planes = ["".join(chr(point) for point in range(plane << 16, (plane + 1) << 16, 1021)) for plane in range(17)]

    said = squeezed(noted(*planes))

    assert "[U+10FF40]" in typesetting.printable(planes[16])
    for plane in planes:
        coded = [one for one in typesetting.printable(plane).split("[") if one.startswith("U+")]
        assert all(f"[{one.split(']')[0]}]" in said for one in coded)


def test_every_character_that_is_said_to_have_a_glyph_has_one() -> None:
    faces = typesetting.faces_in(typesetting.installed())
    bases = {"HEBREW": "א", "ARABIC": "ب"}  # what a mark of each script stands on
    letters = [chr(point) for point in sorted(faces.characters)]
    marked = [
        bases.get(unicodedata.name(one).split()[0], "o") + one if unicodedata.combining(one) else one for one in letters
    ]

    assert len(letters) > 1400
    assert "U+" not in text(typesetting.pdf(_document("\n".join(marked))))


def test_a_letter_and_a_mark_that_no_font_has_together_still_make_a_file() -> None:
    said = noted("\u0430\u05b0 \u0644\u05b0 \u05d0\u064b \u0915\u094d")

    assert "[U+0915]" in said


def test_long_words_and_long_notes_stay_on_the_page() -> None:
    evidence = {"PI1.1": Evidence("ÿ" * 4000, ("https://example.org/" + "a" * 600,))}

    file = report.full(reported(everything(2), evidence=evidence), "en")

    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert max(run.x + len(run.text) * run.size / 4 for run in runs(pdf)) < 595
    assert text(file).count("ÿ") == 4000


def test_too_much_text_is_refused_in_a_sentence() -> None:
    with pytest.raises(report.TypesettingError, match="too long"):
        typesetting.pdf(_document("a" * (typesetting.MOST_BYTES + 1)))


def test_without_its_fonts_a_paper_is_set_in_another() -> None:
    bare = typesetting.faces_in([])

    file = typesetting.pdf(_document("Così è: 12 “pagine” 😀 Ж"), bare)

    assert "Così è: 12 “pagine” [U+1F600] [U+0416]" in text(file)
    assert problems(file, bookmarks=False) == ["there is no heading"]


def _document(words: str) -> Document:
    return Document(
        "en", "Title", "Author", "About", (), None, "Running", False, "Foot", "{page}/{pages}", (Paragraph(words),)
    )


# The same every time.


def test_the_same_submission_gives_the_same_bytes() -> None:
    assert report.brief(RICH, "it") == paper("brief", "it")
    assert report.full(RICH, "en") == paper("full", "en")
    assert report.editable(RICH, "es") == report.editable(RICH, "es")


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests'); import test_report as t, hashlib;"
        "print(hashlib.sha256(t.report.brief(t.RICH, 'it')).hexdigest())"
    )

    printed_there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert printed_there.stdout.strip() == hashlib.sha256(paper("brief", "it")).hexdigest()


def test_many_at_once_do_not_mix() -> None:
    told = [reported(mixed(seed), department_name=f"Department {seed}") for seed in range(6)]

    with ThreadPoolExecutor(6) as threads:
        files = list(threads.map(lambda one: report.brief(one, "en"), told))

    assert [f"Department {seed}" in text(file) for seed, file in enumerate(files)] == [True] * 6


def test_the_date_of_a_paper_is_that_of_the_submission() -> None:
    with pikepdf.open(io.BytesIO(paper("brief", "en"))) as pdf:
        assert str(pdf.docinfo.CreationDate).startswith("D:20270514083000")


# Where a file comes from.


def test_a_file_says_which_submission_it_is_of() -> None:
    told = report.provenance(paper("brief", "it"))

    assert told is not None
    assert (told.kind, told.language, told.submission) == ("brief", "it", "2027-0012")
    assert (told.sha256, told.questionnaire) == (RICH.submission.sha256, QUESTIONNAIRE.sha256)
    assert told.program == __version__


@pytest.mark.parametrize("kind", ["brief", "full"])
def test_an_untouched_file_is_proved(kind: str) -> None:
    assert report.verify(paper(kind, "it"), RICH).matches


def test_a_touched_file_is_not_proved() -> None:
    with pikepdf.open(io.BytesIO(paper("brief", "it"))) as pdf:
        changed = io.BytesIO()
        pdf.save(changed)

    assert report.verify(changed.getvalue(), RICH).verdict is Verdict.CHANGED


def test_a_file_of_another_submission_is_told_apart() -> None:
    other = replace(RICH, submission=replace(RICH.submission, sha256="0" * 64))

    assert report.verify(paper("brief", "it"), other).verdict is Verdict.OTHER_SUBMISSION


def test_a_file_of_another_version_of_the_program_is_told_apart() -> None:
    with pikepdf.open(io.BytesIO(paper("brief", "it"))) as pdf:
        pdf.docinfo.Keywords = str(pdf.docinfo.Keywords).replace(f"program={__version__}", "program=0.0.1")
        older = io.BytesIO()
        pdf.save(older)

    assert report.verify(older.getvalue(), RICH).verdict is Verdict.OTHER_PROGRAM


@pytest.mark.parametrize("file", [b"", b"no PDF", b"%PDF-1.7\n", b"\x00" * 1000])
def test_what_is_no_report_is_told_so(file: bytes) -> None:
    assert report.verify(file, RICH).verdict is Verdict.NO_REPORT
    assert report.verify(paper("blank", "es"), RICH).verdict is Verdict.NO_REPORT


# Copies and names.


def test_the_editable_copy_says_the_same_with_words_own_means() -> None:
    copy = docx.Document(io.BytesIO(report.editable(RICH, "it")))

    headings = [one.text for one in copy.paragraphs if one.style.name.startswith("Heading")]
    said = squeezed(" ".join([*(one.text for one in copy.paragraphs), *_cells(copy)]))
    for question in printed(QUESTIONNAIRE).questions():
        assert question.question["it"] in headings
    assert squeezed("Minutes of 3 March 2027") in said
    assert RICH.submission.sha256 in said
    assert copy.core_properties.language == "it"
    assert all(table.rows[0]._tr.trPr is not None for table in copy.tables)


def _cells(copy: docx.document.Document) -> list[str]:
    return [cell.text for table in copy.tables for row in table.rows for cell in row.cells]


def test_the_editable_copy_takes_any_text() -> None:
    every = "".join(chr(point) for point in range(0, 0x3000, 7)) + "😀\ud800\x00"

    copy = docx.Document(
        io.BytesIO(report.editable(reported(everything(2), evidence={"PI1.1": Evidence(every)}), "en"))
    )

    assert any("😀" in one.text for one in copy.paragraphs)


def test_the_picture_shows_the_first_page() -> None:
    picture = report.brief_picture(RICH, "en")

    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert picture.startswith(b"\x89PNG")
    assert abs(height / width - 297 / 210) < 0.01


@pytest.mark.parametrize(
    ("kind", "language", "name"),
    [
        ("brief", "it", "polizia-locale-di-valdombra-sintesi-spring-2027-it.pdf"),
        ("full", "en", "polizia-locale-di-valdombra-report-spring-2027-en.pdf"),
        ("editable", "es", "polizia-locale-di-valdombra-informe-spring-2027-es.docx"),
    ],
)
def test_a_file_name_says_department_round_and_language(kind: str, language: str, name: str) -> None:
    assert report.file_name(RICH, kind, language) == name


def test_a_file_name_is_made_of_plain_letters() -> None:
    told = reported(everything(2), department_name="Policía / Peñíscola: «Ñ» ../..\\ \x00 日本")

    assert report.file_name(told, "brief", "es") == "policia-peniscola-n-resumen-spring-2027-es.pdf"
    assert report.blank_name(QUESTIONNAIRE, "it") == "questionario-1-0-it.pdf"
