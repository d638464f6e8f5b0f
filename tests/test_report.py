"""The papers: what is in them, that everybody can read them, and that nothing typed by anybody breaks them."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from given import IDS, LANGUAGES, MAY_NOT_APPLY, QUESTIONNAIRE, everything, minimum, reworded_version
from papers import LONG_NAME, RICH, mixed, paper, reported
from pdf_checks import fullness, headings, pages, problems, squeezed, text

from assessment import __version__, report
from assessment.answers import DONT_KNOW, Answer, Answers, Evidence
from assessment.findings import level_sentences, promises
from assessment.language import whole_points
from assessment.plan import plan
from assessment.questionnaire import load, parse, with_only
from assessment.reading.department import NotCompared
from assessment.report import Kind, Verdict, chapters, questions
from assessment.report.heights import FONT
from assessment.report.pieces import Blanks, BoxRows, Paragraph
from assessment.report.reported import printed, read
from assessment.scoring import score
from assessment.wording import Say

pytestmark = pytest.mark.thorough

TOP = Path(__file__).parent.parent

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
    assert Say(language)("findings.of", some=sum(card.essentials.values()), total=10) in lines


def test_the_full_report_tells_every_answer_in_full() -> None:
    said, asked = squeezed(text(paper("full", "it"))), printed(QUESTIONNAIRE)

    for question_id, answer in RICH.submission.answers.items():
        question = asked.question(question_id)
        assert squeezed(question.question["it"]) in said
        if isinstance(answer, int):
            assert squeezed("".join(level_sentences(question, answer, Say("it")))) in said
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
        "14\u00a0May 2027, 10:30",
    ):
        assert squeezed(words) in said
    assert RICH.submission.sha256 in said
    assert QUESTIONNAIRE.sha256 in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_who_can_check_it_and_no_command(language: str) -> None:
    say = Say(language)
    said = squeezed(text(paper("full", language)))

    assert squeezed(say("report.provenance.verify")) in said
    assert "python" not in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", [RICH.submission.answers, everything(DONT_KNOW)], ids=["known", "unknown"])
def test_each_step_says_from_which_level_to_which_by_their_names(answers: Answers, language: str) -> None:
    """In the plan also the sentence of the level it leads to; on the page for those who decide the first three."""
    say, asked, told = Say(language), printed(QUESTIONNAIRE), reported(dict(answers))
    brief, full = (squeezed(text(make(told, language))) for make in (report.brief, report.full))

    for place, step in enumerate(plan(asked, answers).steps):
        after = (step.level or 0) + 1
        if step.level is None:
            leads = say("findings.result.steps.leads_from_unknown", next=named(after, say))
        else:
            leads = say("findings.result.steps.leads", today=named(step.level, say), next=named(after, say))
        action = asked.question(step.question_id).actions.from_level(step.level or 0)
        assert action is not None
        first = squeezed(action.action[language] + leads)
        assert squeezed(f"{leads} {asked.question(step.question_id).levels[after][language]}") in full
        assert (first in brief) == (place < 3)


def named(level: int, say: Say) -> str:
    """A level with its name, as it stands in a sentence."""
    name = say("findings.name", name=QUESTIONNAIRE.level_names[level][say.language])
    return say("findings.result.steps.level", level=str(level), name=name)


def test_a_first_round_says_so() -> None:
    assert squeezed(Say("en")("report.history.first")) in squeezed(text(report.full(reported(minimum()), "en")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_names_the_questions_that_were_reworded_since(language: str) -> None:
    say, told = Say(language), reported(minimum(), history=True)
    before = replace(told.earlier[0], questionnaire=parse(reworded_version("0.9")))
    sealed = replace(before.submission, questionnaire_sha256=before.questionnaire.sha256)
    file = report.full(replace(told, earlier=(replace(before, submission=sealed),)), language)

    said = squeezed(text(file))
    names = "; ".join(f"{one} {QUESTIONNAIRE.question(one).name[language]}" for one in ("PI1.1", "PI1.2"))
    titles = {"before": before.round_title, "now": told.round_title}
    sentence = say("history.reworded.sentence", 2)
    assert squeezed(say("report.history.same_questions")) in said
    assert squeezed(say("report.history.reworded", None, sentence=sentence, names=names, **titles)) in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", NotCompared)
def test_a_report_without_a_comparison_says_why(why: NotCompared, language: str) -> None:
    lacking, say = replace(reported(minimum()), benchmark=why), Say(language)
    said = squeezed(text(report.full(lacking, language)))
    copied = [one.text for one in docx.Document(io.BytesIO(report.editable(lacking, language))).paragraphs]

    told = promises(say) if why is not NotCompared.NOT_YOURS else ()
    for sentence in (say("report.lacking.title"), why.sentence(say), *told):
        assert squeezed(sentence) in said
        assert sentence in copied
    assert why.reason(say) in copied  # of the brief
    assert all(squeezed(other.reason(say)) not in said for other in NotCompared if other is not why)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", NotCompared)
def test_the_brief_says_in_one_line_why_there_is_no_comparison(why: NotCompared, language: str) -> None:
    lines = text(report.brief(replace(reported(minimum()), benchmark=why), language)).splitlines()

    assert why.reason(Say(language)).replace("'", "’") in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_says_in_one_line_why_the_comparison_has_no_figures(language: str) -> None:
    """Counted, but the group is too small to be shown."""
    told = reported(minimum(), departments=4)
    assert not isinstance(told.benchmark, NotCompared)
    then = replace(told.benchmark, region=replace(told.benchmark.region, reason="benchmark.not_counted_then"))

    for shown in (told.benchmark, then):
        assert shown.region.reason is not None
        lines = text(report.brief(replace(told, benchmark=shown), language)).splitlines()
        assert Say(language)(shown.region.reason) in lines


def test_the_blank_questionnaire_asks_everything() -> None:
    said, asked = squeezed(text(paper("blank", "es"))), printed(QUESTIONNAIRE)

    for question in asked.questions():
        for words in (question.question, question.help, question.evidence, *question.levels.values()):
            assert squeezed(words["es"]) in said
    for field in asked.profile:
        assert squeezed(field.label["es"]) in said
    assert said.count(squeezed(asked.not_applicable["es"])) == len(MAY_NOT_APPLY)


def test_the_blank_questionnaire_has_room_for_the_followers_of_each_platform() -> None:
    (blanks,) = (piece for piece in questions.paper(QUESTIONNAIRE, "en").pieces if isinstance(piece, Blanks))
    platforms = QUESTIONNAIRE.field("platforms")

    (counted,) = (item for item in blanks.items if item.counted)
    assert counted.name == platforms.label["en"]
    assert counted.choices == tuple(text["en"] for text in platforms.options.values())


# How they are laid out.


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_full_report_is_nearly_empty(language: str) -> None:
    file = report.full(replace(RICH, submission=replace(RICH.submission, evidence={})), language)
    *used, _ = fullness(file)

    assert pages(file) <= 17  # seven more, when each part began on a page of its own
    assert min(used) > 0.65


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_stands_on_the_page_of_its_first_question(language: str) -> None:
    topics = {topic.title[language] for topic in printed(QUESTIONNAIRE).dimensions()}
    for kind in ("full", "blank"):
        found = headings(paper(kind, language))
        firsts = [after for here, after in pairwise(found) if here[2] in topics]
        starts = [here for here, _ in pairwise(found) if here[2] in topics]

        assert len(starts) == len(topics)
        assert [page for page, _, _ in starts] == [page for page, _, _ in firsts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_of_the_blank_questionnaire_stands_alone_on_a_page(language: str) -> None:
    shipped = load(TOP / "questions.yaml")  # whose length it is about
    asked = Counter(page for page, level, _ in headings(report.blank(shipped, language)) if level == 3)

    assert asked.total() == len(list(shipped.questions()))
    assert min(asked.values()) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_was_noted_nothing_is_said(language: str) -> None:
    evidence = {"PI1.1": Evidence("Minutes")}
    said = squeezed(text(report.full(reported(minimum(), evidence=evidence), language)))

    assert said.count(squeezed(Say(language)("report.answer.evidence") + "Minutes")) == 1
    assert said.count(squeezed(Say(language)("report.answer.evidence"))) == 1


# The same every time.


def test_the_same_submission_gives_the_same_bytes() -> None:
    assert report.brief(RICH, "it") == paper("brief", "it")
    assert report.full(RICH, "en") == paper("full", "en")
    assert report.editable(RICH, "es") == report.editable(RICH, "es")


def test_a_version_is_put_in_print_once_and_another_is_not_taken_for_it() -> None:
    fewer = with_only(QUESTIONNAIRE, {"PI1.1"})

    assert fewer.sha256 == QUESTIONNAIRE.sha256
    assert printed(QUESTIONNAIRE) is printed(QUESTIONNAIRE.model_copy(deep=True))
    assert [one.id for one in printed(fewer).questions()] == ["PI1.1"]
    assert len([*printed(QUESTIONNAIRE).questions()]) == len(IDS)


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests'); import papers, hashlib;"
        "print(*(hashlib.sha256(papers.paper(kind, 'it')).hexdigest() for kind in ('brief', 'full')))"
    )
    elsewhere = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"}

    printed_there = subprocess.run(
        [sys.executable, "-c", program], env=elsewhere, cwd=TOP, capture_output=True, text=True, check=True
    )

    here = [hashlib.sha256(paper(kind, "it")).hexdigest() for kind in ("brief", "full")]
    assert printed_there.stdout.split() == here


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


def test_a_file_that_is_locked_is_no_report() -> None:
    with pikepdf.open(io.BytesIO(paper("brief", "it"))) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="one", user="other"))

    assert report.verify(locked.getvalue(), RICH).verdict is Verdict.NO_REPORT


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
    assert squeezed("Minutes of 3\u00a0March 2027") in said
    assert RICH.submission.sha256 in said
    assert copy.core_properties.language == "it"
    assert all(table.rows[0]._tr.trPr is not None for table in copy.tables)


def test_what_a_box_is_stands_before_the_boxes() -> None:
    parts = chapters.pieces(read(reported(minimum(), departments=25), "it"))
    at = next(place for place, one in enumerate(parts) if isinstance(one, BoxRows))

    assert isinstance(parts[at - 1], Paragraph)


def test_the_editable_copy_is_a4_and_has_no_empty_page_or_column() -> None:
    copy = docx.Document(io.BytesIO(report.editable(reported(minimum(), departments=25), "it")))

    (section,) = copy.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert not copy.element.xpath("//w:br[@w:type='page']")
    for table in copy.tables:
        assert all(any(cell.text for cell in column.cells[1:]) for column in table.columns)


def test_the_editable_copy_keeps_together_what_belongs_together_and_numbers_its_pages() -> None:
    copy = docx.Document(io.BytesIO(report.editable(RICH, "it")))

    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for table in copy.tables for row in table.rows)
    assert {one.get(qn("w:instr")) for one in copy.sections[0].footer._element.iter(qn("w:fldSimple"))} == {
        "PAGE",
        "NUMPAGES",
    }
    lines = copy.paragraphs
    asked = [at for at, one in enumerate(lines) if one.style.name == "Heading 3"]
    followed = [at for at in asked if lines[at + 2].style.name == "Normal"]
    assert followed and all(lines[at + 1].paragraph_format.keep_with_next for at in followed)
    history = next(one for one in copy.tables if one.cell(0, 0).text == Say("it")("report.history.round"))
    assert len({column.width for column in history.columns}) > 1


def test_the_editable_copy_is_in_one_family_of_letters_and_its_headings_are_black() -> None:
    styles = docx.Document(io.BytesIO(report.editable(RICH, "it"))).styles

    assert {one.get(qn("w:ascii")) for one in styles.element.iter(qn("w:rFonts"))} == {FONT}
    assert not [one for one in styles.element.iter(qn("w:rFonts")) if one.get(qn("w:asciiTheme"))]
    assert {str(styles[f"Heading {level}"].font.color.rgb) for level in (1, 2, 3)} == {"000000"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_where_bars_are_drawn_is_it_said_what_a_full_one_stands_for(language: str) -> None:
    told = reported(minimum(), departments=25)
    bars = Say(language)("findings.comparison.practices.bars", 25)
    copied = [one.text for one in docx.Document(io.BytesIO(report.editable(told, language))).paragraphs]

    assert squeezed(text(report.full(told, language))).count(squeezed(bars)) == len(QUESTIONNAIRE.pillars)
    assert not [line for line in copied if bars in line]


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
    ("kind", "language", "ending"), [("brief", "it", "pdf"), ("full", "en", "pdf"), ("full", "es", "docx")]
)
def test_a_file_name_says_department_round_and_language(kind: Kind, language: str, ending: str) -> None:
    what = Say(language)(f"report.file.{kind}")

    name = f"polizia-locale-di-valdombra-{what}-spring-2027-{language}.{ending}"
    assert report.file_name(RICH, kind, language, ending) == name


def test_a_file_name_is_made_of_plain_letters() -> None:
    told = reported(everything(2), department_name="Policía / Peñíscola: «Ñ» ../..\\ \x00 日本")

    assert report.file_name(told, "brief", "es") == "policia-peniscola-n-resumen-spring-2027-es.pdf"
    assert report.blank_name(QUESTIONNAIRE.model_copy(update={"version": "1.0"}), "it") == "questionario-1-0-it.pdf"
