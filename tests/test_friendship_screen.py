"""A department's page on critical friends: told before it decides, replying difference by difference, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import OpenPage, press, told, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, practice
from regions import hand_in
from streamlit.testing.v1 import AppTest

from assessment.answers import NotApplicable
from assessment.friendship import (
    LASTS,
    MOST_REMARK,
    Ending,
    Friendship,
    FriendshipState,
    FriendWish,
    Remark,
    Reply,
    ReplyKind,
)
from assessment.language import moment_day, month
from assessment.people import Role
from assessment.screens import SCREENS, open_to
from assessment.screens.chief import friendship, home, results
from assessment.screens.everybody import help
from assessment.storage import DoorStore, NotSaved, Store, TooLate, digest
from assessment.wording import Say
from tests.given import everything
from tests.worlds import START, World, sign_in_as_friend

SAY = Say("it")
ESSENTIALS = [one.id for one in QUESTIONNAIRE.questions() if one.essential]
MONTH = date(2027, 6, 1)
REASON = "Di pomeriggio *non* risponde nessuno.\nAnche da noi."


@pytest.fixture
def world(world: World) -> World:
    """Alba has submitted and would like a friend; somebody of Bruma would be one."""
    world.submit()
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)
    return world


def proposed(world: World) -> int:
    return world.of("north").propose_friend(world.round_id, "alba", "bruma")


def offered(world: World) -> int:
    made = proposed(world)
    world.of("bruma").offer_friend(made, "bruma", world.of("bruma").person().id)
    return made


def visiting(world: World) -> int:
    """Both have accepted, and the friend has read."""
    made = offered(world)
    world.of("alba").accept_friend(made, "alba", world.of("bruma").person().id)
    token = world.operator.new_link(at_hand(world).post_id or 0)
    session = DoorStore(world.path, world.clock).sign_in(digest(token))
    assert session is not None
    world.sessions["friend"] = digest(session)
    friend(world).confide(made)
    friend(world).visited_submission(made)
    return made


def handed_in(world: World, differences: dict[str, int] | None = None) -> int:
    """The friend has looked at every essential, and sees some questions differently."""
    made, store = visiting(world), friend(world)
    seen = {ESSENTIALS[0]: 1, "PI1.2": 4} if differences is None else differences
    for one in ESSENTIALS:
        if one not in seen:
            store.save_remark(made, one, Remark(None), 0)
    for one, level in seen.items():
        store.save_remark(made, one, Remark(level, REASON), 0)
        world.clock.at += timedelta(minutes=1)
    store.save_words(made, "strength_1", "Testi *chiari*", 0)
    store.save_words(made, "work_2", "Un turno fisso", 0)
    store.save_words(made, "question", "Chi legge la sera?", 0)
    store.hand_in(made)
    return made


def replied(world: World) -> int:
    made = handed_in(world)
    world.of("alba").save_reply(made, ESSENTIALS[0], Reply(ReplyKind.KEEPS, "C’è un turno"), 0)
    world.of("alba").save_reply(made, "PI1.2", Reply(ReplyKind.ACCEPTS), 0)
    return made


def closed(world: World) -> int:
    made = replied(world)
    world.of("alba").answer_friend(made, "Il capoturno", 0)
    world.of("alba").close_friendship(made)
    return made


def ended(world: World) -> int:
    made = visiting(world)
    world.of("alba").end_friendship(made)
    return made


def declined(world: World) -> int:
    made = proposed(world)
    world.of("bruma").decline_friend(made, "bruma")
    return made


def over(world: World) -> int:
    made = visiting(world)
    world.clock.at += LASTS + timedelta(days=1)
    for who in ("alba", "bruma"):
        world.sign_in(who, Role.CHIEF, department_id=who)
    return made


def left(world: World) -> int:
    made = visiting(world)
    world.operator.leave("bruma")
    return made


STATES: dict[str, Callable[[World], int]] = {
    one.__name__: one for one in (proposed, offered, visiting, handed_in, replied, closed, ended, declined, over, left)
}


def friend(world: World) -> Store:
    return world.of("friend")


def at_hand(world: World) -> Friendship:
    return world.of("alba").friendships_of("alba")[0]


def opened(open_page: OpenPage, world: World, who: str = "alba", language: str = "it") -> AppTest:
    return open_page(friendship.show, visit_to(world.of(who), language))


def state(world: World) -> FriendshipState:
    return at_hand(world).state(world.clock.at)


def typed(page: AppTest) -> str:
    """What stands as it was typed."""
    return "\n".join(one.value for one in page.text)


def reply_to(page: AppTest, about: str) -> Any:
    """The choice of a reply to one difference."""
    return next(one for one in page.radio if f"-{about}-" in (one.key or ""))


def choose(page: AppTest, about: str, kind: ReplyKind) -> None:
    reply_to(page, about).set_value(kind).run()
    assert not page.exception, page.exception[0].value


def fill(page: AppTest, about: str, reason: str) -> None:
    field = next(one for one in page.text_area if f"-{about}-" in (one.key or ""))
    field.set_value(reason).run()
    assert not page.exception, page.exception[0].value


def kept(world: World, about: str = ESSENTIALS[0]) -> Reply | None:
    found = world.of("alba").said_in(at_hand(world).id).replies.get(about)
    return None if found is None else found.value


# --- every state


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STATES)
def test_every_state_is_said_to_both_and_on_the_first_page(
    world: World, open_page: OpenPage, name: str, language: str
) -> None:
    STATES[name](world)
    one, say = at_hand(world), Say(language)

    for who in ("alba", "helper", "bruma"):
        if who == "helper" and name == "over":
            continue  # whose session is over as well
        if who == "bruma" and name == "left":
            continue
        page = opened(open_page, world, who, language)
        open_page(home.show, visit_to(world.of(who), language))
        said = words(page)
        assert say("friendship.about") in said
        if who == "bruma":
            if name == "proposed":
                assert say("friendship.lending.asked") in said
            else:
                told(page, f"friendship.lending.{one.state(world.clock.at)}", language)
            assert REASON not in typed(page)
        elif name in ("proposed", "offered", "visiting", "closed"):
            assert page.title[0].value == say(f"friendship.title.{name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_it_says_what_one_is_and_lets_the_chief_tick(
    world: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    page = opened(open_page, world, language=language)

    assert page.title[0].value == say("friendship.title.none")
    boxes = {one.label: one.value for one in page.checkbox}
    assert boxes == {say("friendship.wants.tick"): True, say("friendship.offers.tick"): False}
    assert say("friendship.wants.means") in words(page)
    member = opened(open_page, world, "helper", language)
    assert not member.checkbox
    assert say("friendship.for_the_chief") in words(member)


def test_a_tick_is_kept_at_once_and_taken_back(world: World, open_page: OpenPage) -> None:
    page = opened(open_page, world)

    page.checkbox[1].check().run()
    assert world.of("alba").friend_wishes("alba") == {FriendWish.WANTS, FriendWish.OFFERS}
    page.checkbox[0].uncheck().run()
    assert world.of("alba").friend_wishes("alba") == {FriendWish.OFFERS}


def test_a_tick_that_is_not_kept_is_said_and_stands_as_it_is_kept(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise NotSaved("full")

    monkeypatch.setattr(Store, "wish_friend", full)
    page = opened(open_page, world)
    page.checkbox[1].check().run()

    assert SAY("errors.not_saved.here") in words(page)
    assert not page.checkbox[1].value


def test_the_departments_own_people_alone_open_it() -> None:
    assert not SCREENS["friendship"].in_menu
    assert {role for role in Role if "friendship" in open_to(role)} == {Role.CHIEF, Role.MEMBER}


def test_home_results_and_help_lead_to_it(world: World, open_page: OpenPage) -> None:
    for screen in (home, results, help):
        page = open_page(screen.show, visit_to(world.of("alba"), "it"))
        assert SAY("friendship.open") in words(page)


# --- before it begins


def test_before_somebody_is_named_neither_is_named_to_the_other(world: World, open_page: OpenPage) -> None:
    proposed(world)

    assert "Bruma" not in words(opened(open_page, world))
    page = opened(open_page, world, "bruma")
    assert "Alba" not in words(page)
    assert SAY("friendship.lending.asked") in words(page)
    assert SAY("friendship.waiting.asked") in words(open_page(home.show, visit_to(world.of("bruma"), "it")))


def test_the_chief_names_somebody_of_the_department(world: World, open_page: OpenPage) -> None:
    proposed(world)
    world.sign_in("rosa", Role.MEMBER, department_id="bruma")
    page = opened(open_page, world, "bruma")

    press(page, SAY("friendship.lending.offer"))
    assert SAY("friendship.lending.none_chosen") in words(page)
    page.selectbox[0].set_value(world.of("rosa").person().id).run()
    press(page, SAY("friendship.lending.offer"))

    assert (state(world), at_hand(world).person) == (FriendshipState.OFFERED, "Rosa")
    assert "Rosa" in words(page)
    page.selectbox[0].set_value(world.of("bruma").person().id).run()  # until the other has decided, somebody else
    press(page, SAY("friendship.lending.offer"))
    assert at_hand(world).person == "Bruma"
    press(page, SAY("friendship.decline"))
    assert state(world) is FriendshipState.DECLINED


def test_whoever_belongs_to_both_departments_is_not_named(world: World, open_page: OpenPage) -> None:
    proposed(world)
    world.operator.invite("bruma@example.org", Role.MEMBER, name="Bruma", department_id="alba")
    page = opened(open_page, world, "bruma")

    page.selectbox[0].set_value(world.of("bruma").person().id).run()
    press(page, SAY("friendship.lending.offer"))

    assert SAY("friendship.problem.same") in words(page)
    assert state(world) is FriendshipState.PROPOSED


def test_everything_is_told_before_the_button_and_accepting_begins_the_visit(world: World, open_page: OpenPage) -> None:
    offered(world)
    page = opened(open_page, world)

    said = words(page)
    assert "Bruma" in said
    assert SAY("friendship.offered.means").splitlines()[1].lstrip("- ") in said
    press(page, SAY("friendship.accept"))

    assert state(world) is FriendshipState.VISITING
    assert page.title[0].value == SAY("friendship.title.visiting")
    assert SAY("friendship.visiting.to_confide") in words(page)


@pytest.mark.parametrize("how", [proposed, offered])
def test_the_department_can_decline_and_is_asked_no_reason(
    world: World, open_page: OpenPage, how: Callable[[World], int]
) -> None:
    how(world)
    page = opened(open_page, world)

    press(page, SAY("friendship.not_now" if how is proposed else "friendship.decline"))

    assert state(world) is FriendshipState.DECLINED
    assert page.title[0].value == SAY("friendship.title.none")
    assert not page.text_area


@pytest.mark.parametrize("how", [proposed, offered, visiting, handed_in])
def test_a_member_decides_nothing(world: World, open_page: OpenPage, how: Callable[[World], int]) -> None:
    how(world)
    page = opened(open_page, world, "helper")

    assert not page.button
    if how is not visiting:
        assert SAY("friendship.for_the_chief") in words(page)


def test_what_was_settled_meanwhile_is_said(world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def settled(*_: object) -> None:
        raise TooLate("settled")

    made = offered(world)
    page = opened(open_page, world)
    with monkeypatch.context() as faster:
        faster.setattr(Store, "accept_friend", settled)
        press(page, SAY("friendship.accept"))
        assert SAY("friendship.too_late") in words(page)
    world.of("bruma").decline_friend(made, "bruma")
    press(page, SAY("friendship.accept"))

    told(page, "friendship.declined.friend")


# --- during


def test_the_days_on_which_it_was_read_are_told_and_it_can_be_extended_and_ended(
    world: World, open_page: OpenPage
) -> None:
    visiting(world)
    until = at_hand(world).until
    world.clock.at += timedelta(hours=1)
    page = opened(open_page, world)

    assert SAY("friendship.visiting.read_on", days=moment_day(START, "it", "Europe/Rome")) in words(page)
    press(page, SAY("friendship.visiting.extend"))
    assert until is not None
    assert at_hand(world).until == until + timedelta(hours=1)
    press(page, SAY("friendship.end.button"))
    assert state(world) is FriendshipState.ENDED
    assert SAY("friendship.kept") in words(page)


def test_the_helping_chief_can_end_it_until_it_is_handed_in(world: World, open_page: OpenPage) -> None:
    visiting(world)

    press(opened(open_page, world, "bruma"), SAY("friendship.end.button"))

    assert (state(world), at_hand(world).ending) == (FriendshipState.ENDED, Ending.FRIEND)


def test_the_helping_department_reads_nothing_of_what_was_handed_in(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    page = opened(open_page, world, "bruma")

    assert REASON not in typed(page)
    assert SAY("friendship.end.button") not in [one.label for one in page.button]


# --- what was said, and the replies


def test_each_difference_stands_with_both_levels_and_the_reason_as_it_was_typed(
    world: World, open_page: OpenPage
) -> None:
    handed_in(world)
    page = opened(open_page, world)

    said = words(page)
    assert page.title[0].value == SAY("friendship.title.handed_in", 2)
    names = [one.value for one in page.subheader]
    assert practice(ESSENTIALS[0]) in names[0]  # essentials first
    for about, level in ((ESSENTIALS[0], 1), ("PI1.2", 4)):
        question = QUESTIONNAIRE.question(about)
        assert question.levels[2]["it"] in said
        assert question.levels[level]["it"] in said
    assert typed(page).count(REASON) == 2
    assert {"Testi *chiari*", "Un turno fisso", "Chi legge la sera?"} <= {one.value for one in page.text}
    assert f"/files/friend/{at_hand(world).id}.pdf?language=it" in said
    assert [one.value for one in page.radio] == [None, None]  # nothing is chosen by default


def test_where_the_friend_sees_everything_alike_it_can_be_closed_at_once(world: World, open_page: OpenPage) -> None:
    handed_in(world, {})
    page = opened(open_page, world)

    assert page.title[0].value == SAY("friendship.title.handed_in", 0)
    press(page, SAY("friendship.close.button"))
    assert state(world) is FriendshipState.CLOSED


def test_a_level_for_what_does_not_apply_is_read_with_why_it_does_not(world: World, open_page: OpenPage) -> None:
    reason = "Non c’è un *ufficio*"
    about = next(one.id for one in QUESTIONNAIRE.questions() if one.not_applicable is not None and not one.essential)
    world.of("bruma").wish_friend("bruma", FriendWish.WANTS, on=True)
    world.of("alba").wish_friend("alba", FriendWish.OFFERS, on=True)
    hand_in(world, "bruma", {**everything(2), about: NotApplicable(reason)})
    made = world.of("north").propose_friend(world.round_id, "bruma", "alba")
    world.of("alba").offer_friend(made, "alba", world.of("helper").person().id)
    world.of("bruma").accept_friend(made, "bruma", world.of("helper").person().id)
    token = world.operator.new_link(world.of("bruma").friendships_of("bruma")[0].post_id or 0)
    world.sessions["friend"] = digest(DoorStore(world.path, world.clock).sign_in(digest(token)) or "")
    friend(world).confide(made)
    for one in ESSENTIALS:
        friend(world).save_remark(made, one, Remark(None), 0)
    friend(world).save_remark(made, about, Remark(2, REASON), 0)
    friend(world).hand_in(made)

    page = opened(open_page, world, "bruma")
    assert reason in words(page)
    choose(page, about, ReplyKind.WILL_SHOW)
    page.selectbox[0].set_value(MONTH).run()
    press(page, SAY("friendship.reply.to_plan"))
    assert [one.leads_to for one in world.of("bruma").commitments("bruma")] == [2]


def test_a_press_lets_nobody_in_whose_name_was_not_on_the_page(world: World, open_page: OpenPage) -> None:
    made = offered(world)
    page = opened(open_page, world)
    world.sign_in("else", Role.MEMBER, department_id="bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of("else").person().id)

    press(page, SAY("friendship.accept"))

    assert state(world) is FriendshipState.OFFERED
    assert SAY("friendship.problem.another") in words(page)
    assert at_hand(world).person_id == world.of("else").person().id
    press(page, SAY("friendship.accept"))
    assert state(world) is FriendshipState.VISITING


def test_a_reply_is_kept_as_it_is_filled_in_and_says_what_it_lacks(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    page = opened(open_page, world, "helper")

    choose(page, ESSENTIALS[0], ReplyKind.KEEPS)
    assert kept(world) == Reply(ReplyKind.KEEPS)
    assert SAY("friendship.reply.lacks.keeps") in words(page)
    fill(page, ESSENTIALS[0], "Perché c’è un turno")
    assert kept(world) == Reply(ReplyKind.KEEPS, "Perché c’è un turno")
    assert SAY("friendship.reply.lacks.keeps") not in words(page)
    choose(page, ESSENTIALS[0], ReplyKind.ACCEPTS)
    assert kept(world) == Reply(ReplyKind.ACCEPTS, "Perché c’è un turno")
    assert kept(world, "PI1.2") is None


def test_what_will_be_shown_by_a_month_becomes_a_step_of_the_plan(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    page = opened(open_page, world)

    choose(page, "PI1.2", ReplyKind.WILL_SHOW)
    assert SAY("friendship.reply.lacks.will_show") in words(page)
    page.selectbox[0].set_value(MONTH).run()
    press(page, SAY("friendship.reply.to_plan"))

    [step] = world.of("alba").commitments("alba")
    assert (step.question_id, step.leads_to, step.own, step.month) == ("PI1.2", 4, True, MONTH)
    assert kept(world, "PI1.2") == Reply(ReplyKind.WILL_SHOW, "", MONTH, step.id)
    assert SAY("friendship.reply.to_plan") not in [one.label for one in page.button]
    fill(page, "PI1.2", "Il turno scritto")  # the step stays with it
    assert kept(world, "PI1.2") == Reply(ReplyKind.WILL_SHOW, "Il turno scritto", MONTH, step.id)


def test_where_the_friend_sees_less_the_step_leads_to_the_next_level(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    page = opened(open_page, world)

    choose(page, ESSENTIALS[0], ReplyKind.WILL_SHOW)
    page.selectbox[0].set_value(MONTH).run()
    press(page, SAY("friendship.reply.to_plan"))

    assert [one.leads_to for one in world.of("alba").commitments("alba")] == [3]


def test_of_two_people_neither_is_overruled_unsaid(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    mine = opened(open_page, world)
    choose(mine, ESSENTIALS[0], ReplyKind.KEEPS)
    version = world.of("alba").said_in(made).replies[ESSENTIALS[0]].version
    world.of("helper").save_reply(made, ESSENTIALS[0], Reply(ReplyKind.KEEPS, "L’altra"), version)

    fill(mine, ESSENTIALS[0], "La mia")

    assert SAY("friendship.reply.meanwhile") in words(mine)
    assert {"L’altra", "La mia"} <= {one.value for one in mine.text}
    assert kept(world) == Reply(ReplyKind.KEEPS, "L’altra")
    press(mine, SAY("questions.keep_mine"))
    assert kept(world) == Reply(ReplyKind.KEEPS, "La mia")


def test_what_another_wrote_can_be_taken(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    mine = opened(open_page, world)
    world.of("helper").save_reply(made, ESSENTIALS[0], Reply(ReplyKind.ACCEPTS, "L’altra"), 0)

    choose(mine, ESSENTIALS[0], ReplyKind.KEEPS)
    press(mine, SAY("questions.take_theirs"))

    assert kept(world) == Reply(ReplyKind.ACCEPTS, "L’altra")
    assert reply_to(mine, ESSENTIALS[0]).value is ReplyKind.ACCEPTS
    assert not mine.warning


def test_what_another_wrote_is_shown_where_nothing_was_typed(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    mine = opened(open_page, world)
    world.of("helper").save_reply(made, ESSENTIALS[0], Reply(ReplyKind.KEEPS, "L’altra"), 0)

    mine.run()

    assert reply_to(mine, ESSENTIALS[0]).value is ReplyKind.KEEPS
    assert "L’altra" in [one.value for one in mine.text_area]


def test_a_reply_that_is_not_saved_is_said_and_stays_in_its_field(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise NotSaved("full")

    handed_in(world)
    page = opened(open_page, world)
    choose(page, ESSENTIALS[0], ReplyKind.KEEPS)
    with monkeypatch.context() as broken:
        broken.setattr(Store, "save_reply", full)
        fill(page, ESSENTIALS[0], "Un turno")
        assert SAY("errors.not_saved.here") in words(page)
        assert "Un turno" in [one.value for one in page.text_area]
    page.run()
    assert kept(world) == Reply(ReplyKind.KEEPS, "Un turno")


def test_a_longer_reason_than_is_kept_cannot_be_typed(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    page = opened(open_page, world)
    choose(page, ESSENTIALS[0], ReplyKind.KEEPS)

    assert page.text_area[0].max_chars == MOST_REMARK


def test_the_question_back_is_answered(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    page = opened(open_page, world, "helper")

    page.text_area[-1].set_value("Il capoturno").run()
    assert world.of("alba").said_in(made).words["answer"].value == "Il capoturno"
    page.text_area[-1].set_value("").run()
    assert world.of("alba").said_in(made).words["answer"].value == ""


def test_closing_says_by_name_what_still_lacks_a_reply(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    world.of("alba").save_reply(made, "PI1.2", Reply(ReplyKind.ACCEPTS), 0)
    page = opened(open_page, world)

    press(page, SAY("friendship.close.button"))

    [error] = page.error
    assert practice(ESSENTIALS[0]) in error.value
    assert practice("PI1.2") not in error.value
    assert state(world) is FriendshipState.HANDED_IN


def test_closed_it_is_read_side_by_side_and_nothing_can_be_changed(world: World, open_page: OpenPage) -> None:
    replied(world)
    page = opened(open_page, world)
    press(page, SAY("friendship.close.button"))

    assert state(world) is FriendshipState.CLOSED
    page = opened(open_page, world)
    assert page.title[0].value == SAY("friendship.title.closed")
    assert {REASON, "C’è un turno"} <= {one.value for one in page.text}
    assert SAY("friendship.said.no_answer") in words(page)
    assert not [*page.radio, *page.text_area, *page.button, *page.selectbox]


def test_of_an_answer_given_otherwise_since_it_is_said_so(world: World, open_page: OpenPage) -> None:
    handed_in(world)
    world.operator.reopen(world.round_id, "alba", "Un errore")
    store = world.of("alba")
    draft = store.draft(world.round_id, "alba")
    assert draft is not None
    store.save_answer(draft.id, ESSENTIALS[0], 4, store.answers(draft.id)[ESSENTIALS[0]].version)
    store.submit(draft.id)

    said = words(opened(open_page, world))

    assert said.count(SAY("friendship.said.since")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_goes_is_told_at_home_how_to_get_to_the_visit(world: World, open_page: OpenPage, language: str) -> None:
    def home_says(key: str, who: str = "bruma") -> bool:
        until = at_hand(world).until
        assert until is not None
        facts = {"department": "Alba", "day": moment_day(until, language, world.of("bruma").person().zone)}
        said = words(open_page(home.show, visit_to(world.of(who), language)))
        return Say(language)(f"friendship.waiting.{key}", None, **facts) in said

    made = offered(world)
    world.clock.at += timedelta(minutes=1)
    world.of("alba").accept_friend(made, "alba", at_hand(world).person_id)
    assert home_says("sign_in")  # a session leads to no post that came after it

    world.sign_in("bruma", Role.CHIEF, department_id="bruma")
    world.sign_in("rosa", Role.MEMBER, department_id="bruma")
    assert home_says("begin")
    assert not home_says("begin", "rosa")  # who does not go
    sign_in_as_friend(world, made, "bruma")
    friend(world).confide(made)
    assert home_says("go_on")
    friend(world).visited_submission(made)
    for one in ESSENTIALS:
        friend(world).save_remark(made, one, Remark(None), 0)
    friend(world).hand_in(made)
    assert not home_says("go_on")


# --- afterwards


def test_what_was_before_is_read_beside_what_is_now(world: World, open_page: OpenPage) -> None:
    closed(world)
    world.of("north").propose_friend(world.round_id, "alba", "bruma")
    page = opened(open_page, world)

    assert page.title[0].value == SAY("friendship.title.proposed")
    assert SAY("friendship.earlier") in words(page)
    earlier = at_hand(world).id - 1
    page.session_state[f"visit-{earlier}"] = True
    page.run()
    assert REASON in typed(page)


def test_a_step_of_a_closed_visit_stands_in_it(world: World, open_page: OpenPage) -> None:
    made = handed_in(world)
    step = world.of("alba").take_step(world.round_id, "alba", "PI1.2", 4, own=True)
    world.of("alba").save_reply(made, "PI1.2", Reply(ReplyKind.WILL_SHOW, "", MONTH, step), 0)
    world.of("alba").save_reply(made, ESSENTIALS[0], Reply(ReplyKind.ACCEPTS), 0)
    world.of("alba").close_friendship(made)

    said = words(opened(open_page, world))

    assert SAY("friendship.reply.by", month=month(MONTH, "it")) in said
    assert SAY("plan.open_step", None, name=practice("PI1.2")) in said


def test_the_first_page_says_what_waits_and_what_is_under_way(world: World, open_page: OpenPage) -> None:
    facts = {"person": "Bruma", "department": "Bruma"}
    made = offered(world)
    assert SAY("friendship.waiting.offered", None, **facts) in words(
        open_page(home.show, visit_to(world.of("alba"), "it"))
    )
    world.of("bruma").decline_friend(made, "bruma")
    handed_in(world)
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    assert SAY("friendship.waiting.handed_in", None, **facts) in words(page)
