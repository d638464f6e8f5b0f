"""Nothing is lost: answering in a real Chromium, faster than it is drawn, in two tabs, and over a restart."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser import (
    Desk,
    Place,
    Server,
    choices,
    choose,
    choose_and_click,
    chosen,
    come_back,
    fill,
    go_away,
    locked,
    make_cuttable,
    on_disk,
    saved_lines,
    serving,
    wait_for_run,
)
from given import LANGUAGES, QUESTIONNAIRE
from playwright.sync_api import Browser, Page, expect

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.language import own_name
from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
TOPIC = TOPICS[0]
FIRST, SECOND = TOPIC.questions
ADDRESS = f"/questions?topic={TOPIC.id}"
GAPS = list(zip(LANGUAGES, (5, 20, 40), strict=False))  # milliseconds between a choice and the click that follows it
LONG = 30_000  # milliseconds; a server that starts again


def words(say: Say, level: int, of: str = FIRST.id) -> str:
    return QUESTIONNAIRE.question(of).levels[level][say.language]


def asks(say: Say, of: str = FIRST.id) -> str:
    return QUESTIONNAIRE.question(of).question[say.language]


def saved(page: Page, say: Say, nth: int = 0) -> None:
    """Wait until a question is said to be saved, with the time."""
    said = re.escape(say("questions.saved", time="TIME", name="")).replace("TIME", r"\d?\d:\d\d")
    expect(saved_lines(page).nth(nth)).to_have_text(re.compile(said))


def kept(place: Place, value: Answer | None, of: str = FIRST.id) -> None:
    """Wait until an answer is on disk."""
    on_disk(lambda: place.value(of), value)


# --- fast ------------------------------------------------------------------------------------------------------------


def test_six_answers_within_a_second_are_all_kept(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    page.evaluate(
        """async names => {
             const start = performance.now();
             const asked = name => [...document.querySelectorAll("[role=radiogroup]")].find(e => e.ariaLabel === name);
             for (const [at, name] of names.entries()) {
               const due = () => performance.now() - start >= at * 150 && asked(name);
               while (!due()) await new Promise(requestAnimationFrame);  // nobody presses what is just being drawn
               asked(name).querySelectorAll("input")[Math.floor(at / 2) + 1].click();
             }
           }""",
        [asks(say, one.id) for _ in range(3) for one in (FIRST, SECOND)],
    )

    for nth, question in enumerate((FIRST, SECOND)):
        kept(place, 3, question.id)
        expect(chosen(page, asks(say, question.id))).to_have_text(words(say, 3, question.id))
        saved(page, say, nth)


def test_what_is_pressed_while_the_page_is_busy_is_all_kept(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    groups = [choices(page, asks(say, one.id)).element_handle() for one in (SECOND, FIRST)]
    page.evaluate("groups => groups.forEach(one => one.querySelectorAll('input')[3].click())", groups)

    for nth, question in enumerate((FIRST, SECOND)):
        kept(place, 3, question.id)
        saved(page, say, nth)
    page.evaluate("groups => groups.forEach(one => one.querySelectorAll('input')[1].click())", groups)
    for question in (FIRST, SECOND):
        kept(place, 1, question.id)


@pytest.mark.parametrize(("language", "gap"), GAPS)
def test_a_choice_is_kept_when_next_is_pressed_at_once(desk: Desk, place: Place, language: str, gap: int) -> None:
    say = Say(language)
    page = desk.open(place.person(language=say.language), ADDRESS)
    choose_and_click(page, asks(say), 3, gap, say("questions.next", topic=TOPICS[1].title[say.language]))

    expect(page.get_by_role("heading", level=1)).to_have_text(TOPICS[1].title[say.language])
    assert place.value(FIRST.id) == 3


@pytest.mark.parametrize(("language", "gap"), GAPS)
def test_a_choice_is_kept_when_a_link_of_the_menu_follows(desk: Desk, place: Place, language: str, gap: int) -> None:
    say = Say(language)
    page = desk.open(place.person(language=say.language), ADDRESS)
    choose_and_click(page, asks(say), 3, gap, say("menu.results"))

    expect(choices(page, asks(say))).to_have_count(0)
    assert place.value(FIRST.id) == 3


@pytest.mark.parametrize(("language", "gap"), GAPS)
def test_a_choice_is_kept_when_the_language_is_changed_at_once(
    desk: Desk, place: Place, language: str, gap: int
) -> None:
    say = Say(language)
    page = desk.open(place.person(language=say.language), ADDRESS)
    other = next(one for one in LANGUAGES if one != say.language)
    choose_and_click(page, asks(say), 3, gap, own_name(other))

    expect(page.locator("html")).to_have_attribute("lang", other)
    kept(place, 3)


def test_what_is_chosen_stays_chosen_in_every_language(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    for say in (Say(language) for language in ("it", "es", "en", "it")):
        if say.language != page.locator("html").get_attribute("lang"):
            page.get_by_role("button", name=own_name(say.language), exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", say.language)
        if place.value(FIRST.id) is None:
            choose(page, asks(say), words(say, 3))

        expect(chosen(page, asks(say))).to_have_text(words(say, 3))
        saved(page, say)
        assert page.url.endswith(ADDRESS)
    assert place.answers()[FIRST.id].version == 1


def test_a_topic_begins_at_its_top(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport={"width": 390, "height": 700})
    following = page.get_by_role("button", name=say("questions.next", topic=TOPICS[1].title[say.language]))
    following.scroll_into_view_if_needed()
    following.click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(TOPICS[1].title[say.language])
    expect(heading).to_be_in_viewport()
    wait_for_run(page)
    page.get_by_role("button", name=say("questions.back")).scroll_into_view_if_needed()
    page.go_back()
    expect(heading).to_have_text(TOPIC.title[say.language])
    expect(following).to_be_in_viewport()
    expect(following).to_be_focused()


# --- what can be answered --------------------------------------------------------------------------------------------


def test_do_not_know_and_clearing_are_kept(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    choose(page, asks(say), QUESTIONNAIRE.dont_know[say.language])
    saved(page, say, 0)
    assert place.value(FIRST.id) is DONT_KNOW

    page.get_by_role("button", name=say("questions.clear")).first.click()
    expect(saved_lines(page).first).to_have_text(say("questions.unanswered"))
    expect(chosen(page, asks(say))).to_have_count(0)
    assert place.value(FIRST.id) is None
    assert place.answers()[FIRST.id].version == 2

    choose(page, asks(say), words(say, 1))
    saved(page, say, 0)
    assert place.value(FIRST.id) == 1


def test_not_applicable_is_kept_with_its_reason(desk: Desk, place: Place, say: Say) -> None:
    topic = next(topic for topic in TOPICS if any(q.id == "DC5.1" for q in topic.questions))
    page = desk.open(place.person(language=say.language), f"/questions?topic={topic.id}")
    choose(page, asks(say, "DC5.1"), QUESTIONNAIRE.not_applicable[say.language])
    expect(saved_lines(page).first).to_have_text(say("questions.reason_missing"))
    assert place.value("DC5.1") is None

    page.get_by_role("textbox", name=say("questions.reason")).fill("Siamo in due: *sempre* insieme")
    page.keyboard.press("Tab")
    saved(page, say, 0)
    assert place.value("DC5.1") == NotApplicable("Siamo in due: *sempre* insieme")

    page.reload()
    expect(page.get_by_role("textbox", name=say("questions.reason"))).to_have_value("Siamo in due: *sempre* insieme")


def test_a_note_is_kept_when_its_box_is_left(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    page.get_by_text(say("questions.evidence")).first.click()
    page.get_by_role("textbox", name=say("questions.note")).first.fill("Prot. 1127, pag. 2")
    page.get_by_role("textbox", name=say("questions.links")).first.focus()
    saved(page, say, 1)
    assert place.note(FIRST.id) == "Prot. 1127, pag. 2"

    page.get_by_role("textbox", name=say("questions.links")).first.fill("javascript:alert(1)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("javascript:alert(1)")
    assert place.note(FIRST.id, "links") == ""
    expect(page.get_by_role("textbox", name=say("questions.links")).first).to_have_value("javascript:alert(1)")


def test_without_an_account_zeros_are_filled_in_one_step_and_can_be_changed(desk: Desk, place: Place, say: Say) -> None:
    filled_in = [question for question in QUESTIONNAIRE.questions() if question.presupposes_account]
    page = desk.open(place.person(language=say.language), "/questions?topic=profile")
    label = say("about.label_needed", label=QUESTIONNAIRE.field("official_account").label[say.language])
    choose(page, label, say("about.said_no"))
    page.get_by_role("button", name=say("about.fill_in")).click()

    expect(page.get_by_text(say("about.no_account_done"))).to_be_visible()
    assert {key: one.value for key, one in place.answers().items()} == {one.id: 0 for one in filled_in}


IN_ITALIAN, IN_ENGLISH = ("it", "12.500", "12,500"), ("en", "12,500", "12.500")


@pytest.mark.parametrize(
    ("language", "typed", "doubtful", "locale"),
    [
        (*IN_ITALIAN, "en-US"),
        (*IN_ENGLISH, "it-IT"),
        pytest.param(*IN_ITALIAN, "it-IT", marks=pytest.mark.proof),
        pytest.param(*IN_ENGLISH, "en-US", marks=pytest.mark.proof),
    ],
)
def test_a_number_is_read_in_the_language_of_the_page_whatever_the_browser_speaks(
    desk: Desk, place: Place, language: str, typed: str, doubtful: str, locale: str
) -> None:
    address, label = "/questions?topic=profile", QUESTIONNAIRE.field("population").label[language]
    page = desk.open(place.person(language=language), address, locale=locale)

    def written(text: str) -> None:
        page.get_by_role("textbox", name=label).fill(text)
        page.keyboard.press("Tab")

    written(doubtful)
    expect(page.get_by_role("alert")).to_contain_text(Say(language)("errors.number_doubtful", meant=typed))
    expect(page.get_by_role("textbox", name=label)).to_have_value(doubtful)
    assert place.profile().population is None
    written(typed)
    on_disk(lambda: place.profile().population, 12_500)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.reload()
    wait_for_run(page)
    expect(page.get_by_role("textbox", name=label)).to_have_value(typed)
    written("")
    on_disk(lambda: place.profile().population, None)
    page.reload()
    wait_for_run(page)
    expect(page.get_by_role("textbox", name=label)).to_have_value("")


# --- more than one hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("press", "holds"), [("keep_mine", 3), ("take_theirs", 4)])
def test_who_chooses_on_an_old_answer_is_asked_which_one_holds(
    desk: Desk, place: Place, press: str, holds: int, say: Say
) -> None:
    mine = desk.open(place.person(language=say.language), ADDRESS)
    theirs = desk.open(place.person("Leo Conti", Role.MEMBER, say.language), ADDRESS)
    choose(theirs, asks(say), words(say, 4))
    saved(theirs, say, 0)
    choose(mine, asks(say), words(say, 3))

    asked = mine.get_by_role("alert")
    expect(asked).to_contain_text("Leo Conti")
    expect(mine.get_by_text(words(say, 4))).to_have_count(2)  # as an option, and as the answer saved meanwhile
    assert place.value(FIRST.id) == 4
    following = say("questions.next", topic=TOPICS[1].title[say.language])
    mine.get_by_role("button", name=following).click()  # without a decision: it is asked again on coming back
    expect(asked).to_have_count(0)
    mine.get_by_role("button", name=say("questions.back")).click()
    expect(asked).to_contain_text("Leo Conti")
    expect(chosen(mine, asks(say))).to_have_text(words(say, 3))
    mine.get_by_role("button", name=say(f"questions.{press}")).click()
    saved(mine, say, 0)
    expect(asked).to_have_count(0)
    expect(chosen(mine, asks(say))).to_have_text(words(say, holds))
    assert place.value(FIRST.id) == holds


@pytest.mark.parametrize(("press", "holds"), [("keep_mine", 14), ("take_theirs", 12)])
def test_who_fills_in_a_detail_that_changed_meanwhile_is_asked_which_one_holds(
    desk: Desk, place: Place, press: str, holds: int, say: Say
) -> None:
    address = "/questions?topic=profile"
    mine = desk.open(place.person(language=say.language), address)
    theirs = desk.open(place.person("Leo Conti", Role.MEMBER, say.language), address)
    staff = say("about.label_needed", label=QUESTIONNAIRE.field("staff").label[say.language])
    for page, value in ((theirs, "12"), (mine, "14")):
        page.get_by_role("textbox", name=staff).fill(value)
        page.keyboard.press("Tab")
        if page is theirs:
            expect(saved_lines(page).first).to_contain_text(say("about.saved"))

    asked = mine.get_by_role("alert")
    expect(asked).to_contain_text(say("about.changed_meanwhile"))
    assert place.profile().staff == 12
    mine.get_by_role("button", name=say(f"questions.{press}")).click()
    expect(asked).to_have_count(0)
    expect(saved_lines(mine).first).to_contain_text(say("about.saved"))
    expect(mine.get_by_role("textbox", name=staff)).to_have_value(str(holds))
    assert place.profile().staff == holds


def test_a_detail_that_somebody_else_filled_in_is_not_taken_back_by_an_old_page(
    desk: Desk, place: Place, say: Say
) -> None:
    page = desk.open(place.person(language=say.language), "/questions?topic=profile")
    place.server.operator.save_profile(place.draft.id, staff=12)
    label = say("about.label_needed", label=QUESTIONNAIRE.field("official_account").label[say.language])
    for said in ("said_yes", "said_no", "said_yes"):
        choose(page, label, say(f"about.{said}"))
        expect(chosen(page, label)).to_have_text(say(f"about.{said}"))

        on_disk(lambda value=said == "said_yes": place.profile().official_account is value, True)

    expect(page.get_by_text(say("about.needed", fields="").strip())).to_have_count(0)
    assert place.profile().staff == 12


def test_each_answer_shows_who_gave_it(desk: Desk, place: Place, say: Say) -> None:
    leo = desk.open(place.person("Leo Conti", Role.MEMBER, say.language), ADDRESS)
    choose(leo, asks(say), words(say, 2))
    saved(leo, say)
    ada = desk.open(place.person(language=say.language), ADDRESS)

    expect(saved_lines(ada).first).to_contain_text("Leo Conti")


def test_a_name_beside_an_answer_is_shown_as_it_was_typed(desk: Desk, place: Place, say: Say) -> None:
    name = "Ada <img src=/x onerror=alert(1)> *B* ![x](/x.png) :red[B]"
    page = desk.open(place.person(name, language=say.language), ADDRESS)
    choose(page, asks(say), words(say, 2))

    expect(saved_lines(page).first).to_contain_text(name)
    assert saved_lines(page).first.locator("*").count() == 0


def test_two_notes_written_at_once_are_both_there_to_read(desk: Desk, place: Place, say: Say) -> None:
    pages = [
        desk.open(place.person(language=say.language), ADDRESS),
        desk.open(place.person("Leo Conti", Role.MEMBER, say.language), ADDRESS),
    ]
    for page, text in zip(pages, ("Prot. 1", "Verbale 2"), strict=True):
        page.get_by_text(say("questions.evidence")).first.click()
        page.get_by_role("textbox", name=say("questions.note")).first.fill(text)
        page.keyboard.press("Tab")
        saved(page, say, 1)

    box = pages[1].get_by_role("textbox", name=say("questions.note")).first
    expect(pages[1].get_by_text("Prot. 1", exact=True)).to_be_visible()
    expect(box).to_have_value("Verbale 2")
    pages[1].get_by_role("button", name=say("questions.note_use")).click()
    expect(box).to_have_value("Prot. 1")
    assert place.server.operator.note_as(place.draft.id, FIRST.id, "Verbale 2") is not None
    assert place.note(FIRST.id) == "Prot. 1"


# --- gone and back ---------------------------------------------------------------------------------------------------


def test_an_answer_is_there_after_a_reload(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    choose(page, asks(say), words(say, 2))
    saved(page, say)
    page.reload()

    expect(chosen(page, asks(say))).to_have_text(words(say, 2))
    saved(page, say)


def test_after_a_restart_the_first_choice_of_every_open_page_is_kept(desk: Desk, place: Place, say: Say) -> None:
    cookie = place.person(language=say.language)
    context = desk.context(cookie)
    used, typing, only_opened = (desk.tab(context, ADDRESS) for _ in range(3))
    choose(used, asks(say), words(say, 2))
    saved(used, say)
    typing.get_by_text(say("questions.evidence")).first.click()
    typing.get_by_role("textbox", name=say("questions.note")).first.press_sequentially("half-typed")
    place.server.restart()
    for page in (used, typing, only_opened):
        page.bring_to_front()
        page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="attached", timeout=LONG)

    used.bring_to_front()
    expect(chosen(used, asks(say))).to_have_text(words(say, 2))
    choose(used, asks(say), words(say, 4))
    kept(place, 4)
    only_opened.bring_to_front()
    choose(only_opened, asks(say, of=SECOND.id), words(say, 1, of=SECOND.id))
    kept(place, 1, SECOND.id)
    typing.bring_to_front()
    box = typing.get_by_role("textbox", name=say("questions.note")).first
    expect(box).to_have_value("half-typed")
    box.press("Tab")
    on_disk(lambda: place.note(FIRST.id), "half-typed")
    saved(typing, say, 1)
    assert place.value(FIRST.id) == 4


def test_last_rounds_answers_count_once_they_are_confirmed_or_changed(demo_desk: Desk, say: Say) -> None:
    server = demo_desk.server
    operator = server.operator
    asked = operator.rounds("val-serrana")[-1]
    returning = next(
        one.id
        for one in operator.departments("val-serrana")
        if operator.submissions(one.id) and operator.draft(asked.id, one.id) is None
    )
    before = operator.submissions(returning)[-1].answers
    who = {"department_id": returning, "name": "Ada Bruni", "language": say.language}
    link = operator.invite(f"{returning}@valserrana.example", Role.CHIEF, **who)
    page = demo_desk.open(server.sign_in(link, say.language))
    page.get_by_role("button", name=say("home.start_from_last")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("home.about_you"))
    page.get_by_role("button", name=say("questions.next", topic=TOPIC.title[say.language])).click()

    for nth, question in enumerate((FIRST, SECOND)):
        expect(chosen(page, asks(say, of=question.id))).to_have_count(1)
        expect(saved_lines(page).nth(nth)).to_have_text(say("questions.to_confirm"))
    draft = operator.draft(asked.id, returning)
    assert draft is not None
    page.get_by_role("button", name=say("questions.confirm")).first.click()
    saved(page, say)
    changed = 0 if before[SECOND.id] != 0 else 1
    choose(page, asks(say, of=SECOND.id), words(say, changed, of=SECOND.id))
    saved(page, say, 1)
    answers = operator.answers(draft.id)
    assert (answers[FIRST.id].value, answers[SECOND.id].value) == (before[FIRST.id], changed)
    assert {key for key, one in answers.items() if one.confirmed} == {FIRST.id, SECOND.id}
    page.get_by_role("link", name=say("menu.home")).click()
    expect(page.get_by_text(say("home.answered", given=2, count=38))).to_be_visible()


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application, where a session without a browser is soon forgotten."""
    database = tmp_path_factory.mktemp("forgetful") / "in-touch.db"
    round_id = fill(database)
    with serving(database, "--server.disconnectedSessionTTL", "1") as server:
        server.round_id = round_id
        yield server


@pytest.mark.parametrize("seconds", [0, 3])  # the session is still there, or has been forgotten
def test_after_the_laptop_slept_the_first_choice_is_kept_and_no_old_one_comes_back(
    chrome: Browser, forgetful: Server, seconds: int, say: Say
) -> None:
    desk, place = Desk(chrome, forgetful), forgetful.place()
    place.begin()
    cookie = place.person(language=say.language)
    context = desk.context(cookie)
    make_cuttable(context)
    page = desk.tab(context, ADDRESS)
    choose(page, asks(say), words(say, 2))
    saved(page, say)
    go_away(page)
    other = desk.open(cookie, ADDRESS)  # on the phone, meanwhile
    choose(other, asks(say), words(say, 4))
    saved(other, say)
    page.wait_for_timeout(seconds * 1000)
    come_back(page)

    assert place.value(FIRST.id) == 4
    choose(page, asks(say, of=SECOND.id), words(say, 1, of=SECOND.id))
    kept(place, 1, SECOND.id)
    assert place.value(FIRST.id) == 4
    desk.close()


def test_a_page_that_is_connected_again_waits_until_it_is_drawn_and_keeps_the_focus(desk: Desk, place: Place) -> None:
    context = desk.context(place.person())
    make_cuttable(context)
    page = desk.tab(context, ADDRESS)
    closed = page.locator("summary").first
    closed.focus()
    page.evaluate(
        """() => {
             const main = document.querySelector("[data-testid=stMain]");
             const drawing = () => document.querySelector("[data-test-script-state=running]") !== null;
             window.seen = [];
             new MutationObserver(() => window.seen.push([main.inert, drawing()]))
               .observe(main, {attributeFilter: ["inert"]});
           }"""
    )
    go_away(page)
    assert page.evaluate("() => window.seen") == []  # what is there can be read all the time
    come_back(page)
    page.wait_for_function("() => window.seen.length > 1")

    assert [inert for inert, _ in page.evaluate("() => window.seen")] == [True, False]
    assert page.evaluate("() => window.seen.at(-1)[1]") is False
    expect(closed).to_be_focused()


def test_who_is_signed_out_elsewhere_sees_the_sign_in_page_at_the_next_choice(
    desk: Desk, place: Place, say: Say
) -> None:
    cookie = place.person(language=say.language)
    page, other = (desk.open(cookie, ADDRESS, locale=say.language) for _ in range(2))
    other.get_by_role("link", name=say("foot.sign_out")).click()
    expect(other.get_by_text(say("signin.because.signed_out"))).to_be_visible()
    choose(page, asks(say), words(say, 2))

    expect(page.get_by_text(say("signin.because.ended"))).to_be_visible()
    assert place.value(FIRST.id) is None


# --- what does not reach the disk ------------------------------------------------------------------------------------


def test_a_choice_that_was_not_saved_is_said_in_red_and_stays(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    choose(page, asks(say), words(say, 1))
    saved(page, say)
    with locked(place.server.database):
        choose(page, asks(say), words(say, 3))
        said = page.get_by_role("alert")
        expect(said).to_contain_text(say("questions.not_saved"), timeout=LONG)
        expect(chosen(page, asks(say))).to_have_text(words(say, 3))
        expect(saved_lines(page).first).to_have_text(say("questions.not_saved_see"))
    assert place.value(FIRST.id) == 1

    expect(said).to_be_visible()
    page.get_by_role("button", name=say("questions.try_again")).click()
    expect(said).to_have_count(0)
    saved(page, say)
    assert place.value(FIRST.id) == 3


@pytest.mark.proof
def test_a_note_that_was_not_saved_is_said_in_red_and_stays_in_its_box(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    page.get_by_text(say("questions.evidence")).first.click()
    box = page.get_by_role("textbox", name=say("questions.note")).first
    with locked(place.server.database):
        box.fill("Prot. 1127")
        page.keyboard.press("Tab")
        expect(page.get_by_role("alert")).to_contain_text(say("questions.note_not_saved"), timeout=LONG)
        expect(box).to_have_value("Prot. 1127")
    box.press("End")
    box.press_sequentially(", pag. 2")
    page.keyboard.press("Tab")

    saved(page, say, 1)
    assert place.note(FIRST.id) == "Prot. 1127, pag. 2"


# --- what a screen reader hears --------------------------------------------------------------------------------------


def test_a_screen_reader_hears_every_save_because_only_words_change(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS)
    line = saved_lines(page).first
    line.evaluate("element => { window.heard = element; window.texts = [element.textContent]; }")
    page.evaluate(
        """() => new MutationObserver(() => window.texts.push(window.heard.textContent))
             .observe(window.heard, {subtree: true, childList: true, characterData: true})"""
    )
    for level in (1, 2, 3):
        before = page.evaluate("() => window.heard.textContent")
        choose(page, asks(say), words(say, level))
        kept(place, level)
        page.wait_for_function("before => window.heard.textContent !== before", arg=before)  # even in the same minute

    assert page.evaluate("() => window.heard.isConnected")
    assert line.evaluate("element => element === window.heard")
    assert page.evaluate("() => new Set(window.texts).size") >= 3  # unanswered, and the same words in two guises
    wait_for_run(page)
