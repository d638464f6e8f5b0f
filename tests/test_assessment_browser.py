"""The way through an assessment in a real Chromium, in each language: the list of what there is to do, a question with
all that stands by it, the checks before handing in, on paper and back, the receipt, and what reopens it.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from browser import ZONE, Desk, Place, choose, chosen, saved_lines, wait_for_run
from given import QUESTIONNAIRE, everything
from openpyxl import load_workbook
from pdf_checks import pages, problems, squeezed, text
from playwright.sync_api import Page, expect

from assessment import task
from assessment.answers import DONT_KNOW, Answer
from assessment.findings import level_sentences
from assessment.language import moment_day
from assessment.people import Role
from assessment.report.spreadsheet import problem_words, read_answers
from assessment.storage import DoorStore, Store, digest
from assessment.wording import Say

pytestmark = pytest.mark.browser

PILLAR = QUESTIONNAIRE.pillars[0]
TOPIC = PILLAR.dimensions[0]
FIRST, SECOND = TOPIC.questions
ESSENTIALS = QUESTIONNAIRE.essentials()
A_CELL = "D"  # the column of the answers in the workbook


def give(place: Place, answers: dict[str, Answer], **profile: object) -> None:
    """Answer without a page, and fill in what is needed of the department's details."""
    operator = place.server.operator
    operator.save_profile(place.draft.id, **{"staff": 12, "official_account": True, **profile})
    operator.save_answers(place.draft.id, answers)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def opened(page: Page, label: str) -> None:
    """Open what is closed under some words."""
    page.locator("summary").filter(has_text=label).first.click()


# --- what there is to do ---------------------------------------------------------------------------------------------


def test_the_list_says_how_far_each_topic_is_and_leads_to_the_next_open_one(desk: Desk, place: Place, say: Say) -> None:
    language, first_pillar = say.language, [question.id for question in PILLAR.questions()]
    give(place, {**dict.fromkeys(first_pillar[:2], 2), first_pillar[2]: 1})
    page = desk.open(place.person(language=language))
    topics = PILLAR.dimensions

    assert [len(one.questions) for one in topics[:2]] == [2, 2]
    heading(page, place.name)
    expect(page.get_by_text(say("home.answered", given=3, count=38))).to_be_visible()
    left = task.minutes_left(QUESTIONNAIRE, place.answers())
    assert 20 < left < 40
    expect(page.get_by_text(say("home.minutes_left", count=left))).to_be_visible()
    done = say("home.topics_done", done=1, of=len(topics))
    expect(page.locator("summary").filter(has_text=PILLAR.title[language])).to_contain_text(done)
    for topic, state in (
        (topics[0], say("home.state_done")),
        (topics[1], say("home.answered_of", given=1, of=2)),
        (topics[2], say("home.state_not_started")),
    ):
        link = page.get_by_role("link", name=topic.title[language], exact=True)
        line = page.get_by_test_id("stVerticalBlock").filter(has=link)
        expect(line.last).to_contain_text(state)
    page.get_by_role("button", name=say("home.continue", topic=topics[1].title[language])).click()
    heading(page, topics[1].title[language])


def test_the_essentials_have_a_short_way_of_their_own_through_the_same_answers(
    desk: Desk, place: Place, say: Say
) -> None:
    language = say.language
    give(place, {ESSENTIALS[0].id: 3})
    page = desk.open(place.person(language=language))
    page.get_by_role("link", name=say("home.essentials_link")).click()

    heading(page, say("questions.essentials_title"))
    expect(page.get_by_text(say("questions.page_of", number=1, of=5))).to_be_visible()
    question = ESSENTIALS[0].question[language]
    expect(chosen(page, question)).to_have_text(ESSENTIALS[0].levels[3][language])
    choose(page, ESSENTIALS[1].question[language], ESSENTIALS[1].levels[2][language])
    expect(saved_lines(page).nth(1)).to_contain_text("Ada Bruni")
    for _ in range(4):
        page.get_by_role("button", name=say("questions.next_page")).click()
        expect(page.get_by_role("radiogroup").first).not_to_have_accessible_name(question)
        question = page.get_by_role("radiogroup").first.get_attribute("aria-label") or ""
        wait_for_run(page)
    page.get_by_role("button", name=say("questions.to_the_list")).click()
    heading(page, place.name)
    assert place.value(ESSENTIALS[1].id) == 2


def test_a_question_stands_with_all_that_helps_to_answer_it(desk: Desk, place: Place, say: Say) -> None:
    language, essential = say.language, ESSENTIALS[0]
    topic = task.topic_of(QUESTIONNAIRE, essential.id)
    page = desk.open(place.person(language=language), f"/questions?topic={topic.id}")

    for question in topic.questions:
        expect(page.get_by_role("heading", name=question.question[language], exact=True)).to_be_visible()
        group = page.get_by_role("radiogroup", name=question.question[language], exact=True)
        options = [*(question.levels[level][language] for level in range(5)), QUESTIONNAIRE.dont_know[language]]
        if question.not_applicable is not None:
            options.append(QUESTIONNAIRE.not_applicable[language])
        expect(group.get_by_role("radio")).to_have_count(len(options))
        for option in options:
            expect(group).to_contain_text(option)
        expect(group.locator("[data-selected=true]")).to_have_count(0)  # nothing is answered by default
    assert essential.essential_reason is not None
    expect(page.get_by_text(essential.essential_reason[language])).to_be_visible()
    opened(page, say("questions.help"))
    for words in (topic.questions[0].help[language], topic.questions[0].evidence[language]):
        expect(page.get_by_text(words).first).to_be_visible()
    title = QUESTIONNAIRE.sources[topic.questions[0].sources[0].source].title
    expect(page.get_by_text(title).first).to_be_visible()


# --- before handing in -----------------------------------------------------------------------------------------------


def test_what_may_not_fit_together_is_told_with_a_way_there_and_blocks_nothing(
    desk: Desk, place: Place, say: Say
) -> None:
    language, contradiction = say.language, QUESTIONNAIRE.contradictions[0]
    high, low = (one.question for one in contradiction.when)
    give(place, {**everything(3), high: 2, low: 0})
    page = desk.open(place.person(language=language), "/review")

    expect(page.get_by_text(say("review.nothing_missing"))).to_be_visible()
    expect(page.get_by_text(contradiction.says[language])).to_be_visible()
    claimed = len(ESSENTIALS) - (low in {one.id for one in ESSENTIALS})
    expect(page.get_by_text(say("checks.no_evidence", count=claimed))).to_be_visible()
    page.get_by_role("link", name=QUESTIONNAIRE.question(low).name[language]).first.click()
    heading(page, _title(low, language))
    page.go_back()
    page.get_by_text(say("review.declare")).click()
    page.get_by_role("button", name=say("review.submit"), exact=True).click()
    heading(page, say("review.received"))


def _title(question_id: str, language: str) -> str:
    topic = task.topic_of(QUESTIONNAIRE, question_id)
    return next(one.title[language] for one in QUESTIONNAIRE.dimensions() if one.id == topic.id)


def test_every_answer_stands_open_to_be_read_before_it_is_handed_in(desk: Desk, place: Place, say: Say) -> None:
    language = say.language
    give(place, {**everything(2), FIRST.id: DONT_KNOW, SECOND.id: 4})
    page = desk.open(place.person(language=language), "/review")

    for pillar in QUESTIONNAIRE.pillars:
        folded = page.locator("details").filter(has=page.locator("summary", has_text=pillar.title[language]))
        expect(folded).to_have_attribute("open", "")
        for question in pillar.questions():
            expect(folded.get_by_role("link", name=question.name[language], exact=True)).to_be_visible()
    for sentence in (QUESTIONNAIRE.dont_know[language], *level_sentences(SECOND, 4, say)):
        expect(page.get_by_text(sentence).first).to_be_visible()


def test_blanks_block_and_lead_to_where_they_are(desk: Desk, place: Place, say: Say) -> None:
    language = say.language
    give(place, {key: value for key, value in everything(2).items() if key != FIRST.id}, staff=None)
    page = desk.open(place.person(language=language), "/review")

    page.get_by_text(say("review.declare")).click()
    page.get_by_role("button", name=say("review.submit"), exact=True).click()
    expect(page.get_by_text(say("review.still_open", 1))).to_be_visible()
    assert place.draft.submission_id is None
    staff = f"{say('home.about_you')}: {QUESTIONNAIRE.field('staff').label[language]}"
    expect(page.get_by_role("link", name=staff)).to_be_visible()
    page.get_by_role("link", name=TOPIC.title[language]).click()
    heading(page, TOPIC.title[language])


# --- on paper and back -----------------------------------------------------------------------------------------------


def test_the_blank_questionnaire_is_an_accessible_paper(desk: Desk, place: Place, say: Say, tmp_path: Path) -> None:
    page = desk.open(place.person(language=say.language))
    with page.expect_download() as download:
        page.get_by_role("link", name=say("paper.blank")).click()
    download.value.save_as(tmp_path / "blank.pdf")
    paper = (tmp_path / "blank.pdf").read_bytes()

    assert problems(paper) == []
    assert pages(paper) > 10
    said = squeezed(text(paper))
    assert all(squeezed(level[say.language]) in said for level in SECOND.levels.values())


def test_a_workbook_is_filled_in_offline_and_read_back_whole_or_not_at_all(
    desk: Desk, place: Place, say: Say, tmp_path: Path
) -> None:
    language, file = say.language, tmp_path / "answers.xlsx"
    page = desk.open(place.person(language=language))
    opened(page, say("paper.offline"))
    with page.expect_download() as download:
        page.get_by_role("link", name=say("paper.workbook")).click()
    download.value.save_as(file)
    place.server.operator.save_answer(place.draft.id, FIRST.id, 4, 0)  # by a colleague, meanwhile

    wrong = _filled(file, {FIRST.id: 2, SECOND.id: "7"})
    page.locator("input[type=file]").set_input_files(_payload(wrong))
    (problem,) = read_answers(wrong, QUESTIONNAIRE).problems
    expect(page.get_by_text(say("paper.problems", count=1))).to_be_visible()
    expect(page.get_by_role("cell", name=problem.cell, exact=True)).to_be_visible()
    expect(page.get_by_text(problem_words(problem, say))).to_be_visible()
    assert set(place.answers()) == {FIRST.id}

    page.locator("input[type=file]").set_input_files(_payload(_filled(file, {FIRST.id: 2, SECOND.id: 1})))
    expect(page.get_by_text(say("paper.would_replace", count=1))).to_be_visible()
    for key, level in (("paper.saved_now", 4), ("paper.in_the_file", 2)):
        stands = " ".join((say(key), *level_sentences(FIRST, level, say)))
        expect(page.get_by_role("paragraph").filter(has_text=stands)).to_be_visible()
    assert place.value(FIRST.id) == 4
    page.get_by_role("button", name=say("paper.take_over")).click()
    expect(page.get_by_text(say("home.answered", given=2, count=38))).to_be_visible()
    assert (place.value(FIRST.id), place.value(SECOND.id)) == (2, 1)


def _filled(file: Path, answers: dict[str, object]) -> bytes:
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        if row[0].value in answers:
            sheet[f"{A_CELL}{row[0].row}"] = answers[row[0].value]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _payload(content: bytes) -> dict[str, object]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "answers.xlsx", "mimeType": kind, "buffer": content}


# --- handed in, and reopened -----------------------------------------------------------------------------------------


def test_handing_in_says_what_goes_to_whom_and_gives_a_receipt(desk: Desk, place: Place, say: Say) -> None:
    language = say.language
    give(place, {**everything(2), FIRST.id: DONT_KNOW})
    page = desk.open(place.person(language=language), "/review")

    for sentence in say("review.coordinator_sees").split("\n"):
        words = sentence.removeprefix("- ").replace("**", "")
        expect(page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    expect(page.get_by_text(say("review.final"))).to_be_visible()
    for box in ("shares_notes", "may_be_asked", "declare"):
        expect(page.get_by_role("checkbox", name=say(f"review.{box}"))).not_to_be_checked()
    page.get_by_text(say("review.declare")).click()
    page.get_by_role("button", name=say("review.submit"), exact=True).click()
    heading(page, say("review.received"))
    (submission,) = place.server.operator.submissions(place.id)
    assert (submission.shares_notes, submission.may_be_asked) == (False, False)
    expect(page.get_by_text(submission.number, exact=True)).to_be_visible()
    expect(page.get_by_text(submission.sha256, exact=True)).not_to_be_visible()
    opened(page, say("review.fingerprints"))
    expect(page.get_by_text(submission.sha256, exact=True)).to_be_visible()
    page.get_by_role("button", name=say("review.read_answers")).click()
    expect(page.get_by_text(say("questions.read_only"))).to_be_visible()
    expect(page.get_by_text(QUESTIONNAIRE.dont_know[language])).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)


def test_who_handed_in_reads_every_level_with_the_own_one_marked_and_where_the_next_step_leads(
    desk: Desk, place: Place, say: Say
) -> None:
    language = say.language
    give(place, {**everything(4), FIRST.id: 1, SECOND.id: DONT_KNOW})
    place.server.operator.submit(place.draft.id)
    page = desk.open(place.person(language=language), f"/questions?topic={TOPIC.id}")

    lines = page.get_by_role("listitem")
    for question, own, leads in ((FIRST, 1, 2), (SECOND, None, 1)):
        for at, text_ in question.levels.items():
            line = lines.filter(has_text=text_[language])
            expect(line).to_have_count(1)
            marks = [say(f"questions.{name}") for name, level in (("given", own), ("step_leads", leads)) if level == at]
            for mark in ("given", "step_leads"):
                expect(line.get_by_text(say(f"questions.{mark}"))).to_have_count(int(say(f"questions.{mark}") in marks))
        action = question.actions.from_level(own or 0)
        assert action is not None
        expect(page.get_by_text(action.action[language])).to_be_visible()
    expect(lines.filter(has_text=QUESTIONNAIRE.dont_know[language])).to_contain_text(say("questions.given"))


def test_what_the_coordinator_reopens_is_logged_and_the_department_reads_why(
    desk: Desk, place: Place, say: Say
) -> None:
    language, operator = say.language, place.server.operator
    give(place, everything(2))
    submitted = operator.submit(place.draft.id)
    until = operator.round(place.round_id).closes_on
    region = operator.department(place.id).region_id
    link = operator.invite(f"north.{place.id}@example.org", Role.COORDINATOR, region_id=region, name=f"Ugo {place.id}")
    session = DoorStore(place.server.database).sign_in(digest(link))
    assert session is not None
    Store(place.server.database, digest(session)).reopen(
        place.round_id, place.id, "Una *svista* :red[qui]", until=until
    )
    page = desk.open(place.person(language=language))

    expect(
        page.get_by_text(say("notices.reopened", day=moment_day(place.draft.begun_at, language, ZONE)))
    ).to_be_visible()
    expect(page.get_by_text("Una *svista* :red[qui]", exact=True)).to_be_visible()
    page.goto(f"{place.server.url}/questions?topic={TOPIC.id}")
    wait_for_run(page)
    choose(page, FIRST.question[language], FIRST.levels[4][language])
    expect(saved_lines(page).first).to_contain_text("Ada Bruni")
    assert place.value(FIRST.id) == 4
    assert operator.submission(submitted.id).answers[FIRST.id] == 2
    logged = next(one for one in operator.events(region, place.id) if one.kind == "reopened")
    assert (logged.actor, logged.round_id) == (f"Ugo {place.id}", place.round_id)
