"""A second opinion: the one sheet at the door, blind and once, and what the department reads beside its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import OpenPage, press, visit_to, words
from given import QUESTIONNAIRE, QUESTIONS
from worlds import World

from assessment.answers import DONT_KNOW, Answer
from assessment.screens.chief.parts import opinion as screen
from assessment.screens.parts.markdown import plain
from assessment.settings import settings
from assessment.signin.opinion import MOST_SHEET
from assessment.storage import DoorStore, OpinionStore, Store, now
from assessment.storage.opinions import LASTS
from assessment.wording import LANGUAGES, Say
from tests import test_signin
from tests.test_signin import CHIEF, Browser, link

environment, operator, browser = test_signin.environment, test_signin.operator, test_signin.browser
ESSENTIALS = QUESTIONNAIRE.essentials()
ALL = {one.id: "1" for one in ESSENTIALS}


@pytest.fixture
def asked(operator: Store) -> str:
    """The token of a link in Italian, whose department has answered something itself."""
    sha256, today = operator.keep_questionnaire(QUESTIONS.read_bytes()), operator.now.date()
    round_id = operator.set_up_round("north", "One", sha256, today, today + timedelta(days=60)).id
    draft = operator.begin(round_id, "montalbo")
    operator.save_answers(draft.id, {one.id: 3 for one in ESSENTIALS})
    return operator.ask_opinion(round_id, "montalbo", "Pattuglia", "it")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_asks_the_essentials_with_nothing_chosen_and_nothing_of_other_answers(
    asked: str, browser: Browser, language: str
) -> None:
    answer = browser.get(f"/opinion/{asked}?language={language}")
    say = Say(language)

    assert answer.status == 200
    radios = re.findall(r'<input type="radio" [^>]+>', answer.body)
    assert len(radios) == len(ESSENTIALS) * 6
    assert not any("checked" in one or "required" in one for one in radios)
    assert say("opinion.sheet.how", len(ESSENTIALS)) in answer.body
    assert "Montalbo" in answer.body and "Pattuglia" not in answer.body
    assert "set-cookie" not in answer.headers and "<script" not in answer.body
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_speaks_the_language_of_the_link_and_the_one_that_is_chosen(asked: str, browser: Browser) -> None:
    assert '<html lang="it">' in browser.get(f"/opinion/{asked}", **{"Accept-Language": "es"}).body
    assert '<html lang="es">' in browser.get(f"/opinion/{asked}?language=es").body


def test_what_is_missing_is_said_at_its_place_and_what_was_chosen_stays(asked: str, browser: Browser) -> None:
    first, second, *_ = ESSENTIALS
    given = {one.id: "2" for one in ESSENTIALS if one not in (first, second)} | {second.id: "9"}
    answer = browser.post(f"/opinion/{asked}", given)

    assert answer.status == 422
    assert Say("it")("opinion.sheet.lacking", 2) in answer.body
    assert f'id="wrong-{first.id}"' in answer.body and f'id="wrong-{second.id}"' in answer.body
    assert answer.body.count(" checked>") == len(ESSENTIALS) - 2
    assert answer.body.count('class="wrong"') == 3
    assert f'href="#at-{first.id}"' in answer.body


def test_only_handing_it_over_uses_it_up_and_that_once(asked: str, browser: Browser, operator: Store) -> None:
    for _ in range(3):  # mail scanners follow links
        assert browser.get(f"/opinion/{asked}").status == browser.head(f"/opinion/{asked}").status == 200
    given = ALL | {ESSENTIALS[0].id: "unknown"}
    answer = browser.post(f"/opinion/{asked}?language=es", given)
    assert (answer.status, answer.location) == (303, f"/opinion/{asked}?language=es")
    again = browser.post(f"/opinion/{asked}", dict.fromkeys(given, "4"))

    assert Say("it")("opinion.given.title") in again.body and again.status == 200
    assert "<form" not in browser.get(answer.location).body
    (kept,) = operator.opinions("montalbo")
    assert kept.answers == {one.id: 1 for one in ESSENTIALS} | {ESSENTIALS[0].id: DONT_KNOW}
    assert not browser.cookie and not browser.carried


def test_a_link_that_is_over_taken_back_or_invented_opens_nothing(
    asked: str, browser: Browser, operator: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def over(token: str) -> bool:
        answers = [browser.get(f"/opinion/{token}"), browser.post(f"/opinion/{token}", ALL)]
        return all(one.status == 410 and "<form" not in one.body for one in answers)

    assert over("x")
    with monkeypatch.context() as later:
        later.setattr(OpinionStore.__init__, "__defaults__", (lambda: now() + LASTS,))
        assert over(asked)
    (one,) = operator.opinions("montalbo")
    operator.end_opinion(one.id)
    assert over(asked)
    assert operator.opinions("montalbo")[0].answers == {}
    told = capsys.readouterr()
    assert asked not in told.out + told.err


def test_it_opens_nothing_else(asked: str, browser: Browser) -> None:
    browser.post(f"/opinion/{asked}", ALL)
    assert browser.get("/files/mine").location == "/"
    assert browser.get(f"/sign-in/{asked}").status == 410
    assert DoorStore(settings().database).visitor(asked) is None
    assert browser.get(f"/opinion/{asked}/more").location == "/"


def test_who_is_signed_in_is_asked_the_same_and_stays_signed_in(asked: str, browser: Browser, operator: Store) -> None:
    browser.post(link(operator))
    cookie = browser.cookie

    assert browser.post(f"/opinion/{asked}", ALL).status == 303
    assert browser.cookie == cookie and browser.get("/files/mine").body == CHIEF


def test_the_sheet_takes_what_the_longest_ids_need_and_no_more(asked: str, browser: Browser) -> None:
    assert len("&".join(f"{'x' * 60}=unknown" for _ in range(100))) < MOST_SHEET
    path, same = f"/opinion/{asked}", {"Sec-Fetch-Site": "same-origin"}
    assert browser.ask("POST", path, same, b"x" * (MOST_SHEET + 1)).status == 413
    assert browser.ask("POST", path, {"Sec-Fetch-Site": "cross-site"}, b"").status == 403


# --- the department's side -------------------------------------------------------------------------------------------


def given(world: World, levels: Mapping[str, Answer], label: str = "Pattuglia") -> None:
    """A colleague's answers."""
    token = world.of("alba").ask_opinion(world.round_id, "alba", label, "it")
    OpinionStore(world.path, world.clock).give(token, levels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sides_stand_beside_each_other_in_words(world: World, open_page: OpenPage, language: str) -> None:
    visit, first = visit_to(world.of("alba"), language), ESSENTIALS[0]
    world.of("alba").save_answers(world.begin(), {one.id: 2 for one in ESSENTIALS})
    given(world, {one.id: 2 for one in ESSENTIALS} | {first.id: 1, ESSENTIALS[1].id: DONT_KNOW, ESSENTIALS[2].id: 3})
    page = open_page(screen.show, visit)
    said, say = words(page), visit.say

    of = say.count(len(ESSENTIALS))
    finding = say("opinion.finding", None, label="Pattuglia", finding=say("opinion.sees.less", 1, of=of))
    assert finding in page.expander[0].label
    assert say("opinion.sees.not_both", 1, of=of) in said
    assert plain(first.levels[1][language]) in said and plain(first.levels[2][language]) in said
    both = "  \n".join(plain(ESSENTIALS[2].levels[level][language]) for level in (2, 3))  # the third builds on it
    assert said.count(both) == 1
    assert said.count(f"** · {say('opinion.verdict.less')}") == 1
    saved = visit.store.answers(world.begin())
    assert {saved[one.id].value for one in ESSENTIALS} == {2}  # what the department said stays


def test_the_link_is_shown_once_with_its_code_and_a_text_to_send(world: World, open_page: OpenPage) -> None:
    visit = replace(visit_to(world.of("alba"), "en"), public_url="https://in-touch.example")
    page = open_page(screen.show, visit)
    press(page, visit.say("opinion.make"))
    assert visit.say("opinion.refused.label", None, most="5") in words(page)
    page.text_input[0].set_value("Patrol *one*")
    page.radio[0].set_value("es")
    press(page, visit.say("opinion.make"))

    address, mail = (one.value for one in page.code)
    assert address.startswith("https://in-touch.example/opinion/") and address in mail
    assert "data:image/svg+xml" in words(page)
    asked = OpinionStore(world.path, world.clock).asked(address.rpartition("/")[2])
    assert asked is not None and asked.is_open and asked.language == "es"
    assert address not in words(open_page(screen.show, visit)) and not open_page(screen.show, visit).code
    assert any(plain("Patrol *one*") in one.value for one in page.markdown)
    press(page, visit.say("opinion.take_back", None, label=plain("Patrol *one*")))
    assert visit.store.opinions("alba")[0].ended_at is not None


def test_a_member_reads_both_sides_and_makes_no_link(world: World, open_page: OpenPage) -> None:
    given(world, {one.id: 2 for one in ESSENTIALS})
    visit = visit_to(world.of("helper"), "it")
    page = open_page(screen.show, visit)
    assert not page.button and not page.text_input
    assert visit.say("opinion.chief_only") in words(page) and len(page.expander) == 1


def test_answers_are_taken_out_for_good(world: World, open_page: OpenPage) -> None:
    given(world, {one.id: 2 for one in ESSENTIALS})
    visit = visit_to(world.of("alba"), "it")
    page = open_page(screen.show, visit)
    press(page, visit.say("opinion.take_out"))
    assert visit.store.opinions("alba")[0].answers == {}
    assert not open_page(screen.show, visit).expander
