"""Introductions and the wishes for them, from the store to the pages of both departments and their coordinator."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, press, tables, unfold, visit_to, words
from given import LANGUAGES, everything, practice
from regions import coordinator, hand_in, network, next_round, row_opened
from test_migrations import made_by
from worlds import World, filled

from assessment import storage
from assessment.language import moment_day
from assessment.people import Role
from assessment.screens.chief import comparison, home, results
from assessment.screens.coordinator import department, training
from assessment.storage import NotAllowed, NotReady, Reached, TooLate, connection
from assessment.wording import Say
from tests.worlds import end_access

IT = Say("it")
ALBA, BRUMA = Reached("Alba", "alba@example.org"), Reached("Bruma", "bruma@example.org")
LACKS = {**everything(4), "PI1.1": 0}


@pytest.fixture
def world(world: World) -> World:
    """Alba lacks a practice that Bruma has; both have submitted."""
    hand_in(world, "alba", LACKS)
    hand_in(world, "bruma", everything(4))
    return world


def introduced(world: World) -> int:
    """Both have accepted."""
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("bruma").reply(made, "bruma", accept=True)
    world.of("alba").reply(made, "alba", accept=True)
    return made


def kinds(world: World, department: str = "alba") -> list[str]:
    """What happened with a department about introductions, oldest first."""
    events = world.operator.events("north", department)
    return [one.kind for one in reversed(events) if one.kind.startswith("introduction")]


# --- what the store keeps of an introduction


def test_each_gets_the_person_and_the_address_of_who_accepted_for_the_other_and_nothing_before(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("bruma").reply(made, "bruma", accept=True)

    [waiting] = world.of("alba").introductions_of("alba")
    assert (waiting.helping_id, waiting.helping_name, waiting.helping_person) == (None, None, None)
    [own] = world.of("bruma").introductions_of("bruma")
    assert (own.helping_person, own.asking_name, own.asking_person) == (BRUMA, None, None)

    world.of("alba").reply(made, "alba", accept=True)
    for who in ("alba", "bruma", "helper"):
        [agreed] = world.of(who).introductions_of("bruma" if who == "bruma" else "alba")
        assert (agreed.asking_person, agreed.helping_person) == (ALBA, BRUMA)
        assert (agreed.asking_name, agreed.helping_name) == ("Alba", "Bruma")
    [seen] = world.of("north").introductions("north")
    assert seen.agreed
    assert (seen.asking_person, seen.helping_person) == (None, None)


def test_who_accepts_first_is_who_is_named(world: World) -> None:
    world.sign_in("second", Role.CHIEF, department_id="alba")
    made = world.of("north").propose("PI1.1", "alba", "bruma")

    world.of("alba").reply(made, "alba", accept=True)
    world.of("second").reply(made, "alba", accept=True)

    assert world.of("alba").introductions_of("alba")[0].asking_person == ALBA
    assert kinds(world).count("introduction_accepted") == 1


def test_an_acceptance_can_be_taken_back_until_the_other_has_accepted_too(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("alba").reply(made, "alba", accept=True)
    world.of("alba").reply(made, "alba", accept=False)

    with pytest.raises(TooLate):
        world.of("bruma").reply(made, "bruma", accept=True)
    [bruma] = world.of("bruma").introductions_of("bruma")
    assert (bruma.declined, bruma.declined_by, bruma.asking_name) == (True, None, None)
    assert world.of("alba").introductions_of("alba")[0].declined_by == "alba"

    agreed = introduced(world)
    with pytest.raises(TooLate):
        world.of("bruma").reply(agreed, "bruma", accept=False)


def test_a_person_whose_access_ended_is_no_longer_named(world: World) -> None:
    introduced(world)

    end_access(world.operator, BRUMA.email)

    [one] = world.of("alba").introductions_of("alba")
    assert (one.agreed, one.helping_name, one.helping_person) == (True, "Bruma", None)


def test_with_a_department_that_has_left_nothing_goes_on(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.operator.leave("bruma")

    with pytest.raises(TooLate):
        world.of("alba").reply(made, "alba", accept=True)
    with pytest.raises(NotReady, match="left"):
        world.of("north").propose("PI1.2", "alba", "bruma")
    with pytest.raises(NotReady, match="left"):
        world.of("bruma").wish("PI1.1", "bruma")
    assert world.of("alba").introductions_of("alba")[0].left_at is not None

    world.operator.rejoin("bruma")
    introduced_again = world.of("alba").introductions_of("alba")[0]
    assert introduced_again.ended_at is None


def test_the_same_is_proposed_once_and_again_after_it_was_declined(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    with pytest.raises(NotReady, match="proposed"):
        world.of("north").propose("PI1.1", "alba", "bruma")

    world.of("bruma").reply(made, "bruma", accept=False)

    assert world.of("north").propose("PI1.1", "alba", "bruma") != made


# --- what the store keeps of a wish


def test_a_practice_is_wished_for_once_and_the_coordinator_sees_it(world: World) -> None:
    first = world.of("alba").wish("PI1.1", "alba")

    assert world.of("alba").wish("PI1.1", "alba") == first
    assert world.of("alba").wish("PI1.2", "alba") != first
    assert [(one.department_name, one.question_id) for one in world.of("north").wishes("north")] == [
        ("Alba", "PI1.1"),
        ("Alba", "PI1.2"),
    ]
    assert kinds(world) == ["introduction_wished", "introduction_wished"]
    with pytest.raises(NotAllowed):
        world.of("bruma").wishes_of("alba")


def test_a_wish_is_answered_by_a_proposal_or_by_saying_that_nobody_fits(world: World) -> None:
    store = world.of("alba")
    wish, unmet = store.wish("PI1.1", "alba"), store.wish("PI1.2", "alba")

    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("north").nobody_fits(unmet)

    assert world.of("north").wishes("north") == []
    assert [(one.question_id, one.is_open) for one in store.wishes_of("alba")] == [("PI1.2", False)]
    for answered in (wish, unmet):
        with pytest.raises(TooLate):
            store.take_back(answered)
        with pytest.raises(TooLate):
            world.of("north").nobody_fits(answered)
    with pytest.raises(NotReady, match="introduction"):
        store.wish("PI1.1", "alba")
    world.of("bruma").reply(made, "bruma", accept=False)
    assert store.wish("PI1.1", "alba") > unmet
    assert store.wish("PI1.2", "alba") > unmet
    assert all(one.is_open for one in store.wishes_of("alba"))


def test_a_wish_is_taken_back_and_can_be_made_again(world: World) -> None:
    store = world.of("alba")
    store.take_back(store.wish("PI1.1", "alba"))

    assert store.wishes_of("alba") == world.of("north").wishes("north") == []
    assert store.wish("PI1.1", "alba")
    assert kinds(world) == ["introduction_wished", "introduction_wish_taken_back", "introduction_wished"]


def test_only_what_a_department_was_asked_about_can_be_wished_for(world: World) -> None:
    with pytest.raises(NotReady, match="question"):
        world.of("alba").wish("XX9.9", "alba")


def test_an_acceptance_from_before_that_waited_is_asked_again_and_what_was_agreed_stays(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    made_by(path, 4)
    with closing(connection.connect(path).conn) as opened:
        opened.execute("INSERT INTO regions (id, name, zone) VALUES ('north', 'North', 'Europe/Rome')")
        for one in ("alba", "bruma"):
            values = (one, "north", one, one, "it", "2027-03-01")
            columns = "id, region_id, name, name_key, language, joined_on"
            opened.execute(f"INSERT INTO departments ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)
        day = "2027-03-01T09:00:00+00:00"
        for question, helping_accepted in (("PI1.1", None), ("PI1.2", day)):
            opened.execute(
                "INSERT INTO introductions (region_id, question_id, asking_id, helping_id, proposed_at, "
                "asking_accepted_at, helping_accepted_at) VALUES ('north', ?, 'alba', 'bruma', ?, ?, ?)",
                (question, day, day, helping_accepted),
            )

    storage.prepare(path).close()

    agreed, waiting = World(path).operator.introductions_of("alba")
    assert (waiting.asking_accepted, waiting.helping_accepted) == (False, False)
    assert (agreed.agreed, agreed.helping_name, agreed.helping_person) == (True, "bruma", None)


def test_somebody_else_can_be_named_where_who_accepted_has_no_access_any_more(world: World) -> None:
    introduced(world)
    world.sign_in("second", Role.CHIEF, department_id="bruma")
    end_access(world.operator, BRUMA.email)

    [made] = world.of("second").introductions_of("bruma")
    world.of("second").reply(made.id, "bruma", accept=True)

    [one] = world.of("alba").introductions_of("alba")
    assert one.helping_person == Reached("Second", "second@example.org")


# --- what the two departments read


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_given_away_is_read_before_it_is_accepted_and_the_others_after(
    world: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    world.of("north").propose("PI1.1", "alba", "bruma")
    alba = open_page(home.show, visit_to(world.of("alba"), language))
    bruma = open_page(home.show, visit_to(world.of("bruma"), language))
    for page, us, them in ((alba, "Alba", "Bruma"), (bruma, "Bruma", "Alba")):
        email = f"{us.lower()}@example.org"
        assert say("introductions.gives", department=us, name=us, email=email) in words(page)
        assert them not in words(page)

    press(bruma, say("introductions.accept"))
    assert say("introductions.waiting", name="Bruma", email=BRUMA.email) in words(bruma)
    press(alba, say("introductions.accept"))

    assert say("introductions.agreed_asks") in words(alba)
    assert "**Bruma**  \nBruma  \nbruma@example.org" in words(alba)
    assert say("introductions.agreed_helps") in words(open_page(home.show, visit_to(world.of("bruma"), language)))
    assert say("introductions.agreed_ours", name="Alba", email=ALBA.email) in words(alba)
    assert not [one for one in alba.button if one.key and one.key.startswith(("accept", "decline"))]


def test_a_member_reads_that_the_chief_replies(world: World, open_page: OpenPage) -> None:
    world.of("north").propose("PI1.1", "alba", "bruma")

    page = open_page(home.show, visit_to(world.of("helper"), "it"))

    assert IT("introductions.for_the_chief") in words(page)
    assert not [one for one in page.button if one.key and one.key.startswith("accept")]


def test_nobody_to_write_to_is_said_to_both_and_can_be_mended(world: World, open_page: OpenPage) -> None:
    introduced(world)
    world.sign_in("second", Role.CHIEF, department_id="bruma")
    end_access(world.operator, BRUMA.email)

    assert IT("introductions.agreed_nobody", department="Bruma") in said_at_home(world, "alba", open_page)
    page = open_page(home.show, visit_to(world.of("second"), "it"))
    assert IT("introductions.nobody_of_yours") in words(page)
    press(page, IT("introductions.accept"))

    assert IT("introductions.agreed_nobody", department="Bruma") not in said_at_home(world, "alba", open_page)


def test_that_the_other_declined_is_told_and_to_who_declined_nothing(world: World, open_page: OpenPage) -> None:
    world.of("north").propose("PI1.1", "alba", "bruma")
    page = open_page(home.show, visit_to(world.of("bruma"), "it"))
    press(page, IT("introductions.decline"))

    assert practice("PI1.1") not in words(page)
    assert IT("introductions.declined") in said_at_home(world, "alba", open_page)
    assert "Bruma" not in said_at_home(world, "alba", open_page)


def test_what_came_to_nothing_is_told_until_the_next_round_opens(world: World, open_page: OpenPage) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("bruma").reply(made, "bruma", accept=False)
    unmet = world.of("alba").wish("PI1.2", "alba")
    world.of("north").nobody_fits(unmet)
    told = (IT("introductions.declined"), IT("introductions.wish.unmet", day=today(world)))
    assert all(one in said_at_home(world, "alba", open_page) for one in told)

    world.operator.close(world.round_id)
    sha256 = world.operator.questionnaires()[0].sha256
    days = [(world.clock.at + timedelta(days=one)).date() for one in (1, 30)]
    world.operator.set_up_round("north", "2028", sha256, *days)
    world.clock.at += timedelta(days=2)
    world.sign_in("alba", Role.CHIEF, department_id="alba")

    assert not any(one in said_at_home(world, "alba", open_page) for one in told)


def test_that_the_other_has_left_is_told(world: World, open_page: OpenPage) -> None:
    world.of("north").propose("PI1.1", "alba", "bruma")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    world.operator.leave("bruma")
    press(page, IT("introductions.accept"))

    assert IT("introductions.left") in words(page)
    assert IT("region.introductions.status.left") in str(tables(open_page(training.show, coordinator(world)))[0])


# --- asking


def test_a_chief_asks_from_a_step_and_takes_it_back(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(world.of("alba"), "it"))
    assert IT("introductions.wish.about") in words(page)
    press(page, IT("introductions.wish.ask"))

    [wish] = world.of("alba").wishes_of("alba")
    assert IT("introductions.wish.open", day=today(world)) in words(page)
    assert practice(wish.question_id) in said_at_home(world, "alba", open_page)
    press(page, IT("introductions.wish.take_back"))
    assert world.of("alba").wishes_of("alba") == []


def test_a_member_sees_what_was_asked_and_asks_nothing(world: World, open_page: OpenPage) -> None:
    world.of("alba").wish("PI1.1", "alba")

    page = open_page(results.show, visit_to(world.of("helper"), "it"))

    assert IT("introductions.wish.open", day=today(world)) in words(page)
    labels = {one.label for one in page.button}
    assert not labels & {IT("introductions.wish.ask"), IT("introductions.wish.take_back")}


def test_a_step_says_that_an_introduction_is_proposed_or_made(world: World, open_page: OpenPage) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    visit = visit_to(world.of("alba"), "it")
    assert IT("introductions.wish.proposed") in words(open_page(results.show, visit))

    world.of("bruma").reply(made, "bruma", accept=True)
    world.of("alba").reply(made, "alba", accept=True)
    assert IT("introductions.wish.introduced") in words(open_page(results.show, visit))


def test_two_of_a_department_that_ask_at_once_make_one_wish(world: World, open_page: OpenPage) -> None:
    pages = [open_page(results.show, visit_to(world.of("alba"), "it")) for _ in range(2)]
    for page in pages:
        press(page, IT("introductions.wish.ask"))
        assert not page.error

    assert len(world.of("north").wishes("north")) == 1


def test_a_wish_that_was_answered_meanwhile_is_not_taken_back(world: World, open_page: OpenPage) -> None:
    wish = world.of("alba").wish("PI1.1", "alba")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    world.of("north").nobody_fits(wish)
    press(page, IT("introductions.wish.take_back"))

    assert IT("introductions.wish.unmet", day=today(world)) in words(page)
    assert kinds(world)[-1] == "introduction_wish_unmet"


def test_a_department_that_has_left_is_not_offered_to_ask(world: World, open_page: OpenPage) -> None:
    world.operator.leave("alba")

    page = open_page(results.show, visit_to(world.of("alba"), "it"))

    assert IT("introductions.wish.ask") not in {one.label for one in page.button}


def test_a_chief_asks_from_a_practice_that_most_have(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 12, lambda place: everything(4) if place else LACKS) as world:
        world.operator.close(world.round_id)
        world.operator.publish(world.round_id)
        page = open_page(comparison.show, visit_to(world.of("d00"), "it"))
        press(page, IT("introductions.wish.ask"))

        assert [one.question_id for one in world.of("north").wishes("north")] == ["PI1.1"]


# --- what the coordinator does about it


def test_the_coordinator_reads_a_wish_first_and_proposes_from_it(world: World, open_page: OpenPage) -> None:
    world.of("alba").wish("PI1.1", "alba")
    page = open_page(training.show, coordinator(world))
    assert IT("region.introductions.wishes.title", 1) in [one.label for one in page.expander]
    assert page.subheader[0].value == practice("PI1.1")
    asked = IT("region.introductions.wishes.asked", department="Alba", day=today(world))
    assert asked in words(page)
    press(page, IT("region.introductions.propose"))

    assert asked not in words(page)
    [made] = world.of("north").introductions("north")
    assert (made.asking_id, made.helping_id) == ("alba", "bruma")


def test_the_coordinator_says_that_nobody_fits_and_the_chief_reads_it(world: World, open_page: OpenPage) -> None:
    world.of("alba").wish("PI1.1", "alba")
    page = open_page(training.show, coordinator(world))
    press(page, IT("region.introductions.wishes.nobody_fits"))

    assert IT("region.introductions.wishes.title", 1) not in [one.label for one in page.expander]
    assert IT("introductions.wish.unmet", day=today(world)) in said_at_home(world, "alba", open_page)


def test_where_nobody_agreed_or_nobody_has_submitted_a_wish_is_still_read(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        hand_in(world, "alba", LACKS)
        hand_in(world, "bruma", everything(4), asked=False)
        world.of("alba").wish("PI1.1", "alba")
        nobody = IT("region.introductions.no_helper")
        said = words(open_page(training.show, coordinator(world)))
        assert f"{nobody} {IT('region.introductions.not_agreed', 1)}" in said

        next_round(world)
        said = words(open_page(training.show, coordinator(world)))
        assert IT("region.nobody") in said
        assert IT("region.introductions.wishes.asked", department="Alba", day=today(world)) in said
        assert nobody in said


def test_a_wish_of_a_department_that_has_left_is_closed_by_saying_so(world: World, open_page: OpenPage) -> None:
    world.of("alba").wish("PI1.1", "alba")
    world.operator.leave("alba")

    page = open_page(training.show, coordinator(world))
    assert IT("region.introductions.wishes.left") in words(page)
    assert IT("region.introductions.propose") not in {one.label for one in page.button}
    press(page, IT("region.introductions.wishes.nobody_fits"))
    assert world.of("north").wishes("north") == []


def test_what_two_coordinators_propose_at_once_is_proposed_once(world: World, open_page: OpenPage) -> None:
    page = row_opened(open_page(training.show, coordinator(world)), world, "PI1.1")
    world.of("north").propose("PI1.1", "alba", "bruma")
    press(page, IT("region.introductions.propose"))

    assert len(world.of("north").introductions("north")) == 1
    assert IT("region.introductions.made", 1) in [one.label for one in page.expander]


def test_what_happened_to_a_wish_stands_in_the_lines_of_its_department(world: World, open_page: OpenPage) -> None:
    store = world.of("alba")
    store.take_back(store.wish("PI1.1", "alba"))
    world.of("north").nobody_fits(store.wish("PI1.1", "alba"))

    page = unfold(open_page(department.show, coordinator(world), department="alba"))

    lines = "".join(table.to_csv() for table in tables(page)).replace("\\", "")
    for kind in ("wished", "wish_taken_back", "wish_unmet"):
        assert IT(f"events.introduction_{kind}", practice=practice("PI1.1")) in lines


@pytest.mark.parametrize(
    ("method", "refused", "said"),
    [
        ("reply", TooLate("declined"), "introductions.settled"),
        ("take_back", TooLate("answered"), "introductions.wish.too_late"),
        ("wish", NotReady(["introduction"]), "introductions.wish.problem.introduction"),
    ],
)
def test_what_is_overtaken_while_it_is_saved_is_said(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, method: str, refused: Exception, said: str
) -> None:
    def overtaken(*_: object, **__: object) -> None:
        raise refused

    buttons = {"reply": "accept", "take_back": "wish.take_back", "wish": "wish.ask"}
    if method == "reply":
        world.of("north").propose("PI1.1", "alba", "bruma")
    if method == "take_back":
        world.of("alba").wish("PI1.1", "alba")
    page = open_page(results.show if method == "wish" else home.show, visit_to(world.of("alba"), "it"))
    monkeypatch.setattr(storage.Store, method, overtaken)
    press(page, IT(f"introductions.{buttons[method]}"))

    assert [one.value for one in page.error] == [IT(said)]


# --- a comparison that is out


def test_a_comparison_that_counts_the_department_is_told_until_its_next_round_opens(
    world: World, open_page: OpenPage
) -> None:
    world.operator.close(world.round_id)
    world.operator.publish(world.round_id)
    told = IT("home.published", title="2027", day=today(world))
    assert told in said_at_home(world, "alba", open_page)

    sha256 = world.operator.questionnaires()[0].sha256
    days = [(world.clock.at + timedelta(days=one)).date() for one in (10, 30)]
    world.operator.set_up_round("north", "2028", sha256, *days)
    assert told in said_at_home(world, "alba", open_page)
    world.clock.at += timedelta(days=11)
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    assert told not in said_at_home(world, "alba", open_page)

    world.operator.publish(world.round_id)
    assert IT("home.published", title="2027", day=today(world)) in said_at_home(world, "alba", open_page)


def test_a_comparison_that_does_not_count_the_department_is_not_told(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        hand_in(world, "bruma", everything(4))
        world.operator.close(world.round_id)
        world.operator.publish(world.round_id)
        told = IT("home.published", title="2027", day=today(world))

        assert told in said_at_home(world, "bruma", open_page)
        assert told not in said_at_home(world, "alba", open_page)


def said_at_home(world: World, who: str, open_page: OpenPage) -> str:
    return words(open_page(home.show, visit_to(world.of(who), "it")))


def today(world: World) -> str:
    return moment_day(world.clock.at, "it", "Europe/Rome")
