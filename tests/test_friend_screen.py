"""The page of a critical friend: what it shows and when, what is saved, and that nothing is overruled unsaid."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from html import escape

import pdf_checks
import pikepdf
import pytest
from conftest import OpenPage, press, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE
from streamlit.testing.v1 import AppTest

from assessment.answers import DONT_KNOW, NotApplicable
from assessment.friendship import LASTS, QUESTION, Ending, Friendship, FriendWish, Remark, Reply, ReplyKind
from assessment.language import moment_day
from assessment.people import Role
from assessment.reading import talk
from assessment.report import talk as talked
from assessment.screens import open_to
from assessment.screens.chief import home
from assessment.screens.critical_friend import friend
from assessment.screens.critical_friend.parts import visited
from assessment.screens.parts import posts
from assessment.screens.parts.said import StandsOn
from assessment.storage import DoorStore, NotAllowed, NotSaved, SessionEnded, Store, TooLate, TooOften, Unfit, digest
from assessment.visit import Visit
from assessment.wording import Say
from tests.given import everything
from tests.worlds import World

SAY = Say("it")
ESSENTIALS = [one.id for one in QUESTIONNAIRE.essentials()]
FIRST = ESSENTIALS[0]


@pytest.fixture
def visiting(world: World) -> World:
    """Bruma's chief is the friend of Alba, which has submitted with everything at level 2."""
    world.submit()
    befriend(world)
    return world


def befriend(world: World) -> int:
    """Arrange a visit; the friend is signed in as "friend"."""
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)
    made = world.of("north").propose_friend(world.round_id, "alba", "bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of("bruma").person().id)
    world.of("alba").accept_friend(made, "alba", world.of("bruma").person().id)
    post = world.of("alba").friendships_of("alba")[0].post_id
    assert post is not None
    session = DoorStore(world.path, world.clock).sign_in(digest(world.operator.new_link(post)))
    assert session is not None
    world.sessions["friend"] = digest(session)
    return made


def store(world: World) -> Store:
    return world.of("friend")


def begun(world: World) -> int:
    made = store(world).own_friendship().id
    store(world).confide(made)
    return made


def opened(open_page: OpenPage, world: World, language: str = "it", **named: str) -> AppTest:
    return open_page(friend.show, visit_to(store(world), language), **named)


def said(world: World) -> dict[str, Remark]:
    one = store(world)
    return {about: found.value for about, found in one.said_in(one.own_friendship().id).remarks.items()}


def choose(page: AppTest, choice: str, nth: int = 0) -> None:
    """How the friend sees a question of the page."""
    [one for one in page.radio if one.label == SAY("friend.choice.label")][nth].set_value(choice).run()
    assert not page.exception, page.exception[0].value


def choose_level(page: AppTest, level: int) -> None:
    next(one for one in page.radio if one.label == SAY("friend.level")).set_value(level).run()
    assert not page.exception, page.exception[0].value


def write(page: AppTest, label: str, text: str) -> None:
    next(one for one in page.text_area if one.label == label).set_value(text).run()
    assert not page.exception, page.exception[0].value


def test_only_a_friend_opens_it() -> None:
    assert {role for role in Role if "friend" in open_to(role)} == {Role.FRIEND}


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_it_begins_it_says_what_it_is_and_shows_nothing(
    visiting: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    page = opened(open_page, visiting, language)

    shown = words(page)
    for part in ("sees", "sees_not", "becomes", "confidence"):
        assert say(f"friend.before.{part}.title") in shown
    assert "Alba" in shown and "Bruma" in shown
    assert not page.radio
    assert [one.label for one in page.button] == [say("friend.before.agree")]
    press(page, say("friend.before.agree"))
    assert len(page.radio) == len(ESSENTIALS)
    assert store(visiting).own_friendship().confided_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_chosen_by_itself(visiting: World, open_page: OpenPage, language: str) -> None:
    begun(visiting)
    page = opened(open_page, visiting, language)

    assert [one.value for one in page.radio] == [None] * len(ESSENTIALS)
    assert words(page).count(Say(language)("friend.not_looked_at")) == len(ESSENTIALS)
    assert said(visiting) == {}
    of = {"n": "0", "of": str(len(ESSENTIALS))}
    assert Say(language)("friend.looked_at", None, **of) in words(page)


def test_each_is_saved_by_itself_and_counted(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)

    choose(page, "same")
    assert said(visiting) == {FIRST: Remark(None)}
    assert SAY("friend.looked_at", None, n="1", of=str(len(ESSENTIALS))) in words(page)
    choose(page, "other")
    assert said(visiting) == {FIRST: Remark(None)}  # which level, is not said
    assert SAY("friend.no_level") in words(page)
    choose_level(page, 1)
    assert said(visiting) == {FIRST: Remark(1)}
    assert SAY("friend.saved_without_reason", time="10:00") in words(page)
    assert SAY("friend.looked_at", None, n="0", of=str(len(ESSENTIALS))) in words(page)
    write(page, SAY("friend.reason.other"), "Non ci sono prove")
    assert said(visiting) == {FIRST: Remark(1, "Non ci sono prove")}
    assert SAY("friend.looked_at", None, n="1", of=str(len(ESSENTIALS))) in words(page)


def test_the_departments_own_level_is_none_of_the_others(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)
    choose(page, "other")

    levels = next(one for one in page.radio if one.label == SAY("friend.level"))
    assert len(levels.options) == 4
    assert levels.value is None


def test_what_was_said_can_be_taken_back_and_said_again(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)
    choose(page, "same")

    press(page, SAY("friend.take_back"))

    assert said(visiting) == {}
    assert page.radio[0].value is None
    choose(page, "other")
    choose_level(page, 4)
    assert said(visiting) == {FIRST: Remark(4)}


def test_another_window_that_was_faster_is_told_and_shown(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)
    store(visiting).save_remark(made, FIRST, Remark(4, "Visto ieri"), 0)

    # in one run: the page is not drawn anew before
    choose(page, "same")

    assert said(visiting) == {FIRST: Remark(4, "Visto ieri")}
    assert SAY("friend.said_elsewhere", None, time="10:00") in words(page)
    assert "Visto ieri" in [one.value for one in page.text]
    press(page, SAY("questions.keep_mine"))
    assert said(visiting) == {FIRST: Remark(None)}


def test_what_another_window_said_can_be_kept(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)
    store(visiting).save_remark(made, FIRST, Remark(4, "Visto ieri"), 0)
    choose(page, "same")

    press(page, SAY("questions.take_theirs"))

    assert said(visiting) == {FIRST: Remark(4, "Visto ieri")}
    assert [one.value for one in page.radio][:2] == ["other", 4]


def test_an_untouched_page_shows_what_another_window_said_and_took_back(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)
    version = store(visiting).save_remark(made, FIRST, Remark(None), 0)
    page.run()
    assert page.radio[0].value == "same"
    store(visiting).save_remark(made, FIRST, None, version)
    page.run()
    assert page.radio[0].value is None
    assert said(visiting) == {}


def test_what_two_windows_take_back_is_taken_back_once(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)
    choose(page, "same")
    one = store(visiting).said_in(made).remarks[FIRST]
    shown, as_it_was = visited.read, [store(visiting).said_in(made)]

    def read(visit: Visit, of: Friendship) -> visited.Page:
        found = shown(visit, of)
        return replace(found, said=as_it_was.pop()) if as_it_was else found

    with pytest.MonkeyPatch.context() as patched:  # this window was drawn before the other took it back
        patched.setattr(visited, "read", read)
        store(visiting).save_remark(made, FIRST, None, one.version)
        press(page, SAY("friend.take_back"))

    assert said(visiting) == {}
    assert page.radio[0].value is None


def test_a_changed_answer_is_marked_until_it_is_looked_at_again(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    store(visiting).save_remark(made, FIRST, Remark(None), 0)
    visiting.clock.at += timedelta(hours=1)
    visiting.operator.reopen(visiting.round_id, "alba", "Da correggere")
    draft = visiting.of("alba").draft(visiting.round_id, "alba")
    assert draft is not None
    visiting.of("alba").save_answers(draft.id, {**everything(2), FIRST: 3})
    visiting.of("alba").submit(draft.id)
    page = opened(open_page, visiting)

    assert SAY("friend.changed") in words(page)
    press(page, SAY("friend.still"))
    assert SAY("friend.changed") not in words(page)
    assert store(visiting).changed_meanwhile(made) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [DONT_KNOW, NotApplicable("Un solo agente")], ids=["not_known", "not_applicable"])
def test_an_answer_without_a_level_is_shown_as_it_was_said(
    world: World, open_page: OpenPage, language: str, value: object
) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, staff=12, official_account=True)
    question_id = "DC5.2" if isinstance(value, NotApplicable) else FIRST
    world.of("alba").save_answers(draft, {**everything(2), question_id: value})
    world.of("alba").save_note(draft, question_id, "Prot. 12", 0)
    world.of("alba").save_note(draft, question_id, "https://example.org/atti", 0, "links")
    world.of("alba").submit(draft)
    befriend(world)
    begun(world)
    page = opened(open_page, world, language, question=question_id)

    shown, say = words(page), Say(language)
    assert (value.reason if isinstance(value, NotApplicable) else QUESTIONNAIRE.dont_know[language]) in shown
    assert "https://example.org/atti" in shown and say("friend.leads_away") in shown
    assert "Prot. 12" in [one.value for one in page.text]
    page.radio[0].set_value("other").run()
    levels = next(one for one in page.radio if one.label == say("friend.level"))
    assert len(levels.options) == 5


def test_the_plan_is_shown_without_who_does_it(visiting: World, open_page: OpenPage) -> None:
    step = visiting.of("alba").take_step(visiting.round_id, "alba", FIRST, 3)
    (kept,) = visiting.of("alba").commitments("alba")
    assert kept.id == step
    visiting.of("alba").change_commitment(kept, who="Rosa Neri", action="Provare il piano")
    begun(visiting)
    page = opened(open_page, visiting)

    assert "Provare il piano" in words(page)
    assert "Rosa Neri" not in words(page)


def test_other_questions_are_opened_by_choice(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)
    topic = next(one for one in QUESTIONNAIRE.dimensions() if any(not q.essential for q in one.questions))
    other = next(one for one in topic.questions if not one.essential)
    assert other.name["it"] not in [one.value for one in page.subheader]

    page.session_state[f"friend-topic-{made}-{topic.id}"] = True
    page.run()

    assert other.name["it"] in [one.value for one in page.subheader]


def test_words_are_saved_as_they_are_typed(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    page = opened(open_page, visiting)

    write(page, SAY("friend.words.strengths_one", None, number="1"), " Una voce chiara ")
    write(page, SAY("friend.words.question_one"), "Come avete fatto?")
    found = store(visiting).said_in(made).words
    assert {about: one.value for about, one in found.items()} == {
        "strength_1": "Una voce chiara",
        QUESTION: "Come avete fatto?",
    }
    write(page, SAY("friend.words.question_one"), "")
    assert store(visiting).said_in(made).words[QUESTION].value == ""


def hand_in_all(world: World, made: int) -> None:
    for question_id in ESSENTIALS:
        store(world).save_remark(made, question_id, Remark(None) if question_id != FIRST else Remark(1, "Manca"), 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_handing_in_names_what_is_missing_and_then_asks_once(
    visiting: World, open_page: OpenPage, language: str
) -> None:
    made, say = begun(visiting), Say(language)
    store(visiting).save_remark(made, FIRST, Remark(1), 0)
    page = opened(open_page, visiting, language)

    ways = [one.proto.body for one in page.get("html")]
    for question in QUESTIONNAIRE.essentials():
        assert f'href="/?question={question.id}"' in "".join(ways)
    name = QUESTIONNAIRE.question(FIRST).name[language]
    assert escape(say("friend.hand_in.reason", None, name=name)) in "".join(ways)
    assert not [one for one in page.button if one.label == say("friend.hand_in.button")]
    store(visiting).save_remark(made, FIRST, None, 1)
    hand_in_all(visiting, made)
    page.run()
    button = next(one for one in page.button if one.label == say("friend.hand_in.button"))
    assert button.disabled
    next(one for one in page.checkbox if one.label == say("friend.hand_in.sure")).check().run()
    press(page, say("friend.hand_in.button"))
    assert store(visiting).own_friendship().handed_in_at is not None
    assert say("friend.after.differed") in words(page)
    assert not page.radio and not page.text_area


def test_once_closed_all_is_read_side_by_side(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    hand_in_all(visiting, made)
    store(visiting).save_words(made, QUESTION, "Come avete fatto?", 0)
    store(visiting).hand_in(made)
    own = visiting.of("alba")
    own.save_reply(made, FIRST, Reply(ReplyKind.WILL_SHOW, month=date(2027, 9, 1)), 0)
    own.answer_friend(made, "Con calma", 0)
    page = opened(open_page, visiting)
    assert SAY("friend.they_reply") not in words(page)
    own.close_friendship(made)

    page = opened(open_page, visiting)

    shown = words(page)
    assert SAY("friend.reply.will_show_by", None, month="settembre 2027") in shown
    texts = [one.value for one in page.text]
    assert "Manca" in texts and "Come avete fatto?" in texts and "Con calma" in texts
    assert not page.radio


def test_whoever_ends_the_visit_is_asked_once(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)
    next(one for one in page.checkbox if one.label == SAY("friend.end.sure")).check().run()
    next(one for one in page.button if one.label == SAY("friend.end.button")).click().run()

    (one,) = visiting.of("alba").friendships_of("alba")
    assert one.ending is Ending.FRIEND
    with pytest.raises(SessionEnded):
        store(visiting).own_friendship()


@pytest.mark.parametrize("ending", [Ending.VISITED, Ending.FRIEND, Ending.TIME])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_visit_is_over_is_told_at_home(
    visiting: World, open_page: OpenPage, ending: Ending, language: str
) -> None:
    def at_home(who: str = "bruma") -> str:
        return words(open_page(home.show, visit_to(visiting.of(who), language)))

    made = begun(visiting)
    over = Say(language)("friend.over.ended", None, department="Alba")
    assert over not in at_home()

    if ending is Ending.TIME:
        visiting.clock.at += LASTS
        visiting.sign_in("bruma", Role.CHIEF, department_id="bruma")
    else:
        visiting.of("alba" if ending is Ending.VISITED else "friend").end_friendship(made)

    why = Say(language)(f"friend.over.{ending}", None, department="Alba")
    assert f"{over} {why}" in at_home()
    visiting.sign_in("alba", Role.CHIEF, department_id="alba")
    assert over not in at_home("alba")
    visiting.clock.at += LASTS
    visiting.sign_in("bruma", Role.CHIEF, department_id="bruma")
    assert over not in at_home()


def test_whose_visit_is_closed_is_told_at_home_where_the_replies_are(visiting: World, open_page: OpenPage) -> None:
    made = begun(visiting)
    for one in ESSENTIALS:
        store(visiting).save_remark(made, one, Remark(None), 0)
    store(visiting).hand_in(made)
    visiting.of("alba").close_friendship(made)

    shown = words(open_page(home.show, visit_to(visiting.of("bruma"), "it")))

    assert SAY("friend.over.closed", None, department="Alba") in shown
    until = visiting.of("alba").friendships_of("alba")[0].until
    assert until is not None and SAY("friend.over.to_read", None, day=moment_day(until, "it", "Europe/Rome")) in shown


@pytest.mark.parametrize(
    "error", [TooOften(1), NotSaved("the disk is full"), TooLate("over"), Unfit("reason", None, 1)]
)
def test_what_is_not_saved_stays_in_the_field_and_is_said(
    visiting: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    begun(visiting)
    page = opened(open_page, visiting)

    def refuse(*_: object) -> int:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Store, "save_remark", refuse)
        choose(page, "same")
    assert said(visiting) == {}
    assert len(page.error) == 1
    assert page.radio[0].value == "same"
    if isinstance(error, TooOften | NotSaved):
        press(page, SAY("questions.try_again"))
        assert said(visiting) == {FIRST: Remark(None)}
        assert not page.error


def test_what_is_saved_of_a_visit_is_not_told_as_unsaved_after_a_change_of_post() -> None:
    values = ("In breve", Remark(1, "Non si vede"), Reply(ReplyKind.KEEPS, "C’è un atto"), None)

    saved = list(posts._saved(StandsOn(0, value, 1, None, 1) for value in values))

    assert saved == ["In breve", "Non si vede", "C’è un atto", ""]


# --- the page for the talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_the_talk_can_be_read_by_everybody(visiting: World, language: str) -> None:
    made = begun(visiting)
    hand_in_all(visiting, made)
    store(visiting).save_words(made, "strength_1", "Una voce chiara", 0)
    found = talk.gather(store(visiting), store(visiting).person(), made)
    assert found is not None

    file = talked.talk(found, language)

    assert pdf_checks.problems(file) == []
    printed, say = pdf_checks.squeezed(pdf_checks.text(file)), Say(language)
    question = QUESTIONNAIRE.question(FIRST)
    for words_of in ("Manca", "Una voce chiara", question.name[language], say("friend.talk.room_agreed")):
        assert pdf_checks.squeezed(words_of) in printed
    assert len(pikepdf.open(io.BytesIO(file)).pages) <= 2
    assert talked.talk(found, language) == file


def test_the_talk_is_the_friends_and_from_handing_in_on_the_departments(visiting: World) -> None:
    made = store(visiting).own_friendship().id

    def of(who: str, number: int = made) -> object:
        return talk.gather(visiting.of(who), visiting.of(who).person(), number)

    assert of("friend") is None  # they have not agreed to the sentence of confidence
    store(visiting).confide(made)
    assert of("friend") is not None
    assert of("friend", made + 1) is None
    assert of("alba") is None and of("bruma") is None
    hand_in_all(visiting, made)
    store(visiting).hand_in(made)
    assert of("alba") is not None and of("friend") is not None
    assert of("bruma") is None

    visiting.clock.at += timedelta(hours=1)
    draft = visiting.operator.reopen(visiting.round_id, "alba", "Letto male")
    visiting.of("alba").save_answer(draft.id, FIRST, 4, visiting.of("alba").answer(draft.id, FIRST).version)
    visiting.of("alba").submit(draft.id)
    for who in ("alba", "friend"):  # beside what is said stands what was looked at
        found = of(who)
        assert isinstance(found, talk.Talk) and found.submission.answers[FIRST] == 2
    with pytest.raises(NotAllowed):
        of("north")
