"""A department's plan on its papers: what stands there, that the brief stays one page, and that it can be proved."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from given import IDS, QUESTIONNAIRE, everything
from papers import DECIDED, LONG_NAME, PLANNED, RICH, mixed, reported, step, with_plan
from pdf_checks import pages, problems, squeezed, text
from test_command_database import refused, run
from test_typesetting import HOSTILE
from worlds import World

from assessment import report
from assessment.answers import Answer
from assessment.commitments import MOST_ACTION, MOST_BECAUSE, MOST_EFFORT, MOST_NOTE, MOST_WHO, Commitment, Status
from assessment.questionnaire import with_only
from assessment.reading import department
from assessment.reading.department import Reported
from assessment.report import Verdict, page
from assessment.report.decided import MOST
from assessment.report.reported import read
from assessment.wording import LANGUAGES, Say

pytestmark = pytest.mark.papers

RIGHT_TO_LEFT = "שלום עולם"


def said(file: bytes) -> str:
    """Its text, without the marks that a change of direction leaves in it."""
    return squeezed(text(file)).replace("\u202c", "")


# What stands there.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", [report.brief, report.full], ids=["brief", "full"])
def test_a_paper_with_a_plan_can_be_read_by_everybody(make: Callable[[Reported, str], bytes], language: str) -> None:
    assert problems(make(PLANNED, language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_says_what_is_decided_the_nearest_month_first(language: str) -> None:
    say, found = Say(language), said(report.brief(PLANNED, language))

    assert squeezed(say("report.decided.title")) in found
    assert found.index("Askthemayorforonemorepost") < found.index("RosaVerdi")
    for words in ("report.decided.who", "report.decided.when", "report.decided.effort", "report.decided.unsaid"):
        assert squeezed(say(words)) in found
    assert squeezed(say("report.decided.more", 3)) in found
    assert squeezed(say("report.steps.title", 3)) not in found  # what is recommended gives way
    assert squeezed(say("report.room.hours")) not in found  # and so does the room to fill in


@pytest.mark.parametrize(("language", "day"), [
    ("en", "29\u00a0November 2027, 17:05"),
    ("it", "29\u00a0novembre 2027, 17:05"),
    ("es", "29\u00a0de\u00a0noviembre de 2027, 17:05"),
])  # fmt: skip
def test_a_paper_says_as_of_when_its_plan_is(language: str, day: str) -> None:
    for make in (report.brief, report.full):
        assert squeezed(Say(language)("report.decided.as_of", moment=day)) in said(make(PLANNED, language))


def test_an_essential_is_said_to_be_met_and_what_stays_without_the_step() -> None:
    found, question, say = said(report.brief(PLANNED, "en")), QUESTIONNAIRE.question("MI1.1"), Say("en")

    name, today = f"“{question.name['en']}”", question.levels[0]["en"]
    for key, facts in (("essential", {"name": name}), ("without", {"today": today})):
        assert squeezed(say(f"findings.result.steps.{key}", None, **facts)) in found


def test_the_full_report_tells_all_of_the_plan_then_what_is_recommended() -> None:
    found = said(report.full(PLANNED, "en"))

    given_up = Say("en")("commitments.standing.given_up", month="November 2027")
    for words in ("Two courses, one in spring", "No money this year", given_up, "Bruno", "6 h"):
        assert squeezed(words) in found
    assert "Secretreason" not in found  # only what was taken stands on paper
    recommended = RICH.questionnaire.question("PI2.2").actions.from_level(1)
    assert recommended is not None
    assert found.count(squeezed(recommended.action["en"])) == 4  # brief, plan, recommended, question


def test_what_a_plan_brings_stands_on_both_papers() -> None:
    brought = {"practices": "22 → 26", "essentials": "4 → 7", "score": "47 → 52"}
    sentence = Say("en")("commitments.brings_score", 5, **brought)

    for make in (report.brief, report.full):
        assert squeezed(sentence) in said(make(PLANNED, "en"))


def test_the_editable_copy_says_the_same() -> None:
    say, copy = Say("en"), Document(io.BytesIO(report.editable(PLANNED, "en")))
    found = "\n".join(part.text for part in copy.paragraphs)

    values = {"who": "Rosa Verdi", "when": "March 2028", "effort": "6 h"}
    assert "   ".join(f"{say(f'report.decided.{name}')}: {value}" for name, value in values.items()) in found
    assert f"{say('report.decided.note')}: Two courses, one in spring" in found
    assert say("report.decided.as_of", moment="29\u00a0November 2027, 17:05") in found


@pytest.mark.parametrize(
    "told",
    [
        with_plan(RICH),
        with_plan(RICH, step(1, "PI2.2", 2, Status.LATER), step(2, "MI1.1", 2, Status.NOT_PLANNED, because="x")),
        with_plan(RICH, step(1, "PI2.2", 2, Status.DONE, round_id=1, since=RICH.submission.submitted_at)),
    ],
    ids=["empty", "nothing taken", "done before these answers"],
)
def test_a_paper_without_a_plan_has_the_bytes_that_it_always_had(told: Reported) -> None:
    assert report.brief(told, "it") == report.brief(RICH, "it")
    assert report.full(told, "it") == report.full(RICH, "it")


def test_where_nothing_is_left_to_do_the_brief_recommends_and_the_full_report_tells_what_was_done() -> None:
    told = with_plan(RICH, step(1, "PI2.2", 2, Status.DONE, who="Rosa Verdi"))

    assert report.brief(told, "es") == report.brief(RICH, "es")
    assert "RosaVerdi" in said(report.full(told, "es"))


def test_a_step_whose_question_is_gone_stays_readable_in_its_old_words() -> None:
    rest = with_only(QUESTIONNAIRE, [one for one in IDS if one != "PI1.1"])
    answers = {one: answer for one, answer in RICH.submission.answers.items() if rest.find(one) is not None}
    told = replace(with_plan(reported(answers), step(1, "PI1.1", 2), step(2, "MI1.1", 2)), questionnaire=rest)

    assert squeezed(QUESTIONNAIRE.question("PI1.1").name["en"].replace("'", "’")) in said(report.full(told, "en"))
    assert pages(report.brief(told, "en")) == 1


# Whatever is typed.


LONG = (
    ("Coordinare " * 60)[:MOST_ACTION],
    ("Commissaria capo Anna Maria " * 9)[:MOST_WHO],
    ("3 ore e 200 € " * 20)[:MOST_EFFORT],
)
WIDE = "W" * MOST_ACTION, "W" * MOST_WHO, "W" * MOST_EFFORT
CODES = "😀" * MOST_ACTION, "😀" * MOST_WHO, "😀" * MOST_EFFORT
NEVER_HEARD = (RIGHT_TO_LEFT * 70)[:MOST_ACTION], (RIGHT_TO_LEFT * 20)[:MOST_WHO], "=cmd()"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", [LONG, WIDE, CODES, NEVER_HEARD], ids=["long", "wide", "codes", "right to left"])
@pytest.mark.parametrize("answers", [everything(0), mixed(1), mixed(5)], ids=["nothing", "rich", "mixed"])
def test_the_brief_stays_one_page_whatever_was_decided(
    answers: dict[str, Answer], typed: tuple[str, str, str], language: str
) -> None:
    action, who, effort = typed
    essential = [question.id for question in QUESTIONNAIRE.essentials()]
    steps = [
        step(number, question_id, 4, action=action, who=who, effort=effort, note="x" * MOST_NOTE)
        for number, question_id in enumerate(essential)
    ]
    told = with_plan(reported(answers, 25, history=True, department_name=LONG_NAME), *steps)

    file = report.brief(told, language)

    assert pages(file) == 1
    assert squeezed(Say(language)("report.decided.cut")) in said(file)  # nothing is cut in silence


def test_what_there_is_room_for_is_not_cut() -> None:
    assert squeezed(Say("it")("report.decided.cut")) not in said(report.brief(PLANNED, "it"))


@pytest.mark.parametrize("words", [*HOSTILE, RIGHT_TO_LEFT, "=cmd()", "#panic() *x* $y$"])
def test_what_is_typed_in_a_plan_comes_out_as_it_was_typed(words: str) -> None:
    told = with_plan(RICH, step(1, "PI2.2", 2, action=words, who=words, effort=words, note=words))

    file = report.full(told, "en")

    assert problems(file) == []
    expected = words[::-1] if words == RIGHT_TO_LEFT else words  # the text of a page runs from left to right
    assert said(file).count(squeezed(expected)) >= 4


def test_two_hundred_steps_of_any_length_make_a_report() -> None:
    long = {"action": "a " * 300, "who": "b " * 60, "note": "c " * 750, "because": "d " * 250}
    steps = [step(number, IDS[number % len(IDS)], 4, own=True, who=f"Person {number}") for number in range(MOST + 20)]
    steps[7] = replace(steps[7], status=Status.GIVEN_UP, **long)
    told = with_plan(RICH, *steps)

    file = report.full(told, "it")

    assert "Person199" in said(file)
    assert squeezed(Say("it")("report.decided.in_workbook", 20)) in said(file)
    assert problems(file) == []


def test_a_note_of_nothing_but_codes_goes_over_pages_and_is_all_there() -> None:
    told = with_plan(RICH, step(1, "PI2.2", 2, note="😀" * MOST_NOTE, because="😀" * MOST_BECAUSE))

    found = said(report.full(told, "en")).count("1F600")
    assert found >= MOST_NOTE - 2  # one that is divided where a page ends is not counted


# Where it comes from.


@pytest.mark.parametrize("make", [report.brief, report.full], ids=["brief", "full"])
def test_a_paper_names_the_instant_of_its_plan_and_the_same_plan_gives_the_same_bytes(
    make: Callable[[Reported, str], bytes],
) -> None:
    file = make(PLANNED, "it")
    told = report.provenance(file)

    assert told is not None
    assert told.planned_at == DECIDED
    assert make(PLANNED, "it") == file
    assert report.verify(file, PLANNED).verdict is Verdict.SAME


def test_a_paper_that_names_no_plan_is_read_as_it_always_was() -> None:
    told = report.provenance(report.brief(RICH, "it"))

    assert told is not None
    assert (told.plan, told.planned_at) == ("", None)
    assert report.verify(report.brief(RICH, "it"), RICH).matches


def test_a_changed_plan_is_not_the_paper_and_an_erased_one_cannot_be_proved() -> None:
    file = report.brief(PLANNED, "it")
    assert PLANNED.decided is not None
    first, *others = PLANNED.decided.all
    renamed = replace(first, who="Bruno Neri")
    erased = replace(first, who="#7", erased_at=DECIDED + timedelta(days=1))

    assert report.verify(file, with_plan(RICH, renamed, *others)).verdict is Verdict.CHANGED
    assert report.verify(file, with_plan(RICH, erased, *others)).verdict is Verdict.ERASED
    before = replace(erased, erased_at=DECIDED - timedelta(days=1))  # then it was printed without the name
    assert report.verify(file, with_plan(RICH, before, *others)).verdict is Verdict.CHANGED


# In a region: `gather` and the command.


@pytest.fixture
def world(world: World) -> World:
    world.submit("alba", 1)
    world.clock.at += timedelta(hours=1)
    return world


def planned(world: World, question_id: str = "PI2.2", **values: object) -> Commitment:
    """Take a step, a minute after whatever was before."""
    world.clock.at += timedelta(minutes=1)
    store = world.operator
    made = store.take_step(world.round_id, "alba", question_id, 2)
    current = next(one for one in store.commitments("alba") if one.id == made)
    return store.change_commitment(current, **values) if values else current


def gathered(world: World, who: str = "alba", *, compared: bool = True) -> Reported:
    found = department.gather(world.of(who), "alba", compared=compared)
    assert found is not None
    return found


def test_the_plan_is_in_a_departments_own_papers_and_in_nobody_elses(world: World) -> None:
    planned(world, who="Rosa Verdi")

    assert [one.who for one in gathered(world).planned] == ["Rosa Verdi"]
    assert gathered(world, "helper").decided == gathered(world).decided
    theirs = gathered(world, "north", compared=False)
    assert theirs.decided is None
    assert "RosaVerdi" not in said(report.full(theirs, "it"))


def test_the_brief_asks_for_nothing_that_the_plan_says_is_done_since(world: World) -> None:
    essential = next(
        one for one in QUESTIONNAIRE.essentials() if not gathered(world).assessed.scorecard.essentials[one.id]
    )
    lacking = page.ask(read(gathered(world), "it"))
    step = planned(world, essential.id)
    planned(world, "MI2.1")  # something is still to be done, so the plan stands on the brief
    assert page.ask(read(gathered(world), "it")) == lacking

    world.clock.at += timedelta(minutes=1)
    world.of("alba").change_commitment(step, status=Status.DONE)
    assert page.ask(read(gathered(world), "it")) != lacking


def test_where_nothing_is_taken_there_is_no_plan(world: World) -> None:
    assert gathered(world).decided is None
    step = planned(world)
    world.of("alba").change_commitment(step, status=Status.LATER)
    assert gathered(world).decided is None


def printed(world: World, folder: Path, name: str = "paper.pdf") -> Path:
    target = folder / name
    made = run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    assert made.exit_code == 0, made.output
    return target


def test_verify_finds_the_same_bytes_though_the_plan_was_changed_since(world: World, tmp_path: Path) -> None:
    step = planned(world, who="Rosa Verdi", month=date(2027, 9, 1))
    target = printed(world, tmp_path)
    before = target.read_bytes()
    world.clock.at += timedelta(minutes=1)
    step = world.of("alba").change_commitment(step, who="Bruno", status=Status.DONE)
    planned(world, "MI1.1")

    assert printed(world, tmp_path, "now.pdf").read_bytes() != before
    for file in ("paper.pdf", "now.pdf"):
        found = run("verify", "--database", world.path, tmp_path / file)
        assert found.exit_code == 0, found.output


def test_verify_finds_what_was_printed_before_there_was_a_plan(world: World, tmp_path: Path) -> None:
    target = printed(world, tmp_path)
    planned(world)

    assert run("verify", "--database", world.path, target).exit_code == 0


def test_verify_finds_what_was_printed_before_the_next_round_and_that_goes_on_without_it(
    world: World, tmp_path: Path
) -> None:
    planned(world)
    target = printed(world, tmp_path)
    first, operator = world.round_id, world.operator
    operator.close(first)
    world.clock.at = datetime(2028, 3, 2, tzinfo=UTC)
    sha256 = operator.questionnaires()[0].sha256
    world.round_id = operator.set_up_round("north", "2028", sha256, date(2028, 3, 1), date(2028, 5, 31)).id
    store = operator
    draft = store.begin(world.round_id, "alba").id
    store.save_profile(draft, staff=12, official_account=True)
    store.save_answers(draft, everything(2))
    store.submit(draft)

    older, newer = (department.gather(world.operator, "alba", one) for one in (first, world.round_id))
    assert older is not None and newer is not None
    assert older.decided is None  # the plan is today's, and stands with the latest submission
    assert [one.question_id for one in newer.planned] == ["PI2.2"]
    assert run("verify", "--database", world.path, target).exit_code == 0


@pytest.mark.parametrize(
    "plan",
    ["2027-03-01T09:00:00+00:00", "2100-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "2027-03-01", "nonsense",
     "9" * 40, "2027-03-01T11:00:00", "2027-03-01T11:00:00Z", ""],
)  # fmt: skip
def test_an_instant_that_was_forged_is_a_changed_file_and_no_crash(world: World, tmp_path: Path, plan: str) -> None:
    planned(world)
    target = printed(world, tmp_path)
    with pikepdf.open(target, allow_overwriting_input=True) as pdf:
        words = str(pdf.docinfo.Keywords)
        pdf.docinfo.Keywords = f"{words.rpartition('plan=')[0]}plan={plan}"
        pdf.save(target)

    assert "is not what this program prints for it" in refused(run("verify", "--database", world.path, target))


def test_verify_says_that_something_was_erased_since(world: World, tmp_path: Path) -> None:
    helper = world.of("helper").person()
    world.operator.correct_person(helper.id, name="Rosa Verdi", email="rosa@example.org")
    planned(world, who="Rosa Verdi")
    target = printed(world, tmp_path)
    assert run("verify", "--database", world.path, target).exit_code == 0

    world.clock.at += timedelta(minutes=1)
    world.operator.erase(helper.id)

    assert "was erased since" in refused(run("verify", "--database", world.path, target))
    assert run("verify", "--database", world.path, printed(world, tmp_path, "again.pdf")).exit_code == 0
