"""People who change places, as it happens in life: each of it through the page on which somebody looks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import OpenPage, as_read, press, tables, unfold, visit_to, words
from given import QUESTIONNAIRE
from regions import coordinator
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.letters import HANDED_LASTS
from assessment.people import Known, Role
from assessment.screens.chief import home
from assessment.screens.coordinator import department
from assessment.storage import DoorStore, NotAllowed, NotReady, NotSaved, PostInTheWay, SessionEnded, Store, digest
from assessment.wording import Say

IT = Say("it")


def page_of(open_page: OpenPage, world: World, name: str = "alba") -> AppTest:
    """A department's page as its coordinator sees it."""
    return unfold(open_page(department.show, coordinator(world), department=name))


def post_of(world: World, email: str, place: str = "alba") -> int:
    return next(one.post_id for one in world.operator.contacts(place) if one.email == email)


def known(world: World, email: str) -> Known:
    """Who has an address now."""
    return next(one for one in world.operator.people() if one.email == email and one.left_at is None)


def known_by_id(world: World, person: int) -> Known:
    return next(one for one in world.operator.people() if one.id == person)


def choose(page: AppTest, post: int, act: str) -> None:
    page.radio(key=f"act-{post}-it").set_value(act).run()
    assert not page.exception, page.exception[0].value


def end(page: AppTest, post: int) -> None:
    choose(page, post, "end")
    page.checkbox(key=f"sure-end-{post}-it").check()
    press(page, IT("access.end.button"))


def invite(page: AppTest, email: str, name: str = "", role: Role = Role.CHIEF, place: str = "alba") -> None:
    page.text_input(key=f"email-{place}").set_value(email)
    page.text_input(key=f"person-{place}").set_value(name)
    page.radio(key=f"role-{place}-it").set_value(role)
    buttons = [one for one in page.button if one.label == IT("letting_in.button.shown")]
    buttons[-1].click().run()  # the form stands below the list
    assert not page.exception, page.exception[0].value


def follow(world: World, page: AppTest) -> Store:
    """Sign in by the link that a page shows."""
    session = DoorStore(world.path, world.clock).sign_in(digest(page.code[0].value.rpartition("/")[2]))
    assert session is not None
    return Store(world.path, digest(session), world.clock)


def refusal(page: AppTest) -> str:
    assert len(page.code) == 0
    return as_read(page.error[0].value)


def kinds(world: World, place: str) -> list[tuple[str, str]]:
    return [(one.kind, one.person) for one in world.of("north").events("north", place)]


# --- what happens in life


def test_an_officer_who_moves_to_another_town_stays_the_same_person(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("helper").save_answer(draft, "PI1.1", 3, 0)
    before = known(world, "helper@example.org")
    end(page_of(open_page, world), post_of(world, "helper@example.org"))
    with pytest.raises(SessionEnded):
        world.of("helper").person()

    there = page_of(open_page, world, "bruma")
    invite(there, "helper@example.org", role=Role.MEMBER, place="bruma")
    assert "**Helper** · helper@example.org" in words(there)
    moved = follow(world, there)
    after = known(world, "helper@example.org")
    assert after.id == before.id == moved.person().id
    assert [(one.place, one.ended_at is None) for one in after.posts] == [("Alba", False), ("Bruma", True)]
    assert moved.person().department_id == "bruma"
    with pytest.raises(NotAllowed):
        moved.answers(draft)
    assert world.of("alba").answer(draft, "PI1.1").author == "Helper"
    assert ("access_ended", "Helper") in kinds(world, "alba")
    assert ("post_given", "Helper") in kinds(world, "bruma")


def test_the_deputy_becomes_chief_in_one_stroke(world: World, open_page: OpenPage) -> None:
    post, person = post_of(world, "helper@example.org"), known(world, "helper@example.org").id
    page = page_of(open_page, world)
    choose(page, post, "role")
    press(page, IT("access.change_role.button"))

    assert [(one.email, one.role) for one in world.operator.contacts("alba")] == [
        ("alba@example.org", Role.CHIEF),
        ("helper@example.org", Role.CHIEF),
    ]
    with pytest.raises(SessionEnded):
        world.of("helper").person()
    deputy = follow(world, page).person()
    assert (deputy.id, deputy.role) == (person, Role.CHIEF)


def test_a_new_role_beside_the_old_one_ends_no_session(world: World, open_page: OpenPage) -> None:
    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "role")
    page.checkbox(key=f"keep-{post}-it").check()
    press(page, IT("access.change_role.button"))

    assert world.of("helper").person().role is Role.MEMBER
    assert follow(world, page).person().role is Role.CHIEF
    roles = [one.role for one in world.operator.contacts("alba") if one.email == "helper@example.org"]
    assert sorted(roles) == [Role.CHIEF, Role.MEMBER]


def test_a_mistyped_address_is_corrected_and_what_was_sent_to_it_is_worth_nothing(
    world: World, open_page: OpenPage
) -> None:
    token = world.of("north").invite("nora@exmaple.org", Role.MEMBER, department_id="alba", name="Nora Nuova")
    used = world.of("north").new_link(post_of(world, "nora@exmaple.org"))
    door = DoorStore(world.path, world.clock)
    stranger = door.sign_in(digest(used))
    assert stranger is not None
    person, post = known(world, "nora@exmaple.org").id, post_of(world, "nora@exmaple.org")

    page = page_of(open_page, world)
    choose(page, post, "correct")
    page.text_input(key=f"address-{post}-Nora Nuova-nora@exmaple.org").set_value(" Nora@Example.org ")
    press(page, IT("departments.edit.button"))
    assert door.sign_in(digest(token)) is None
    assert door.visitor(digest(stranger)) is None
    assert IT("letting_in.done.shown", HANDED_LASTS.days, email="nora@example.org") in words(page)
    assert follow(world, page).person().id == person == known(world, "nora@example.org").id
    assert ("person_corrected", "Nora Nuova") in kinds(world, "alba")


def test_what_was_done_is_not_called_unsaved_where_only_the_link_was_not_made(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> str:
        raise NotSaved

    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "role")
    monkeypatch.setattr(Store, "new_link", refused)
    press(page, IT("access.change_role.button"))

    assert (len(page.error), len(page.code)) == (0, 0)
    assert [one.role for one in world.operator.contacts("alba")] == [Role.CHIEF, Role.CHIEF]


def test_a_name_is_corrected_wherever_it_stands_and_ends_nothing(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("helper").save_answer(draft, "PI1.1", 3, 0)
    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "correct")
    page.text_input(key=f"called-{post}-Helper-helper@example.org").set_value("  Elena   Helper ")
    press(page, IT("departments.edit.button"))

    assert world.of("helper").person().name == "Elena Helper"
    assert world.of("alba").answer(draft, "PI1.1").author == "Elena Helper"
    assert "**Elena Helper** · helper@example.org" in words(page)
    assert len(page.code) == 0


def test_a_commander_of_two_municipalities_has_a_post_in_each(world: World, open_page: OpenPage) -> None:
    page = page_of(open_page, world, "bruma")
    invite(page, "alba@example.org", place="bruma")

    there = follow(world, page)
    assert there.person().id == world.of("alba").person().id
    assert [one.place for one in there.own_posts()] == ["Alba", "Bruma"]
    assert world.of("alba").person().department_id == "alba"  # the session of before stays where it is
    end(page_of(open_page, world, "bruma"), post_of(world, "alba@example.org", "bruma"))
    with pytest.raises(SessionEnded):
        there.person()
    assert world.of("alba").person().department_id == "alba"


def test_the_mailbox_of_an_office_is_handed_over(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_answer(draft, "PI1.1", 3, 0)
    before, post = known(world, "alba@example.org"), post_of(world, "alba@example.org")
    page = page_of(open_page, world)
    choose(page, post, "hand_over")
    page.text_input(key=f"new-{post}").set_value("Nora Nuova")
    press(page, IT("access.hand_over.button"))
    assert refusal(page) == IT("departments.problem.unconfirmed")
    assert known(world, "alba@example.org") == before  # asked twice

    page.checkbox(key=f"sure-hand_over-{post}-it").check()
    press(page, IT("access.hand_over.button"))
    after = follow(world, page)
    assert (after.person().name, after.person().role) == ("Nora Nuova", Role.CHIEF)
    assert after.person().id != before.id
    with pytest.raises(SessionEnded):
        world.of("alba").person()
    after.save_answer(draft, "PI1.2", 2, 0)
    assert [after.answer(draft, one).author for one in ("PI1.1", "PI1.2")] == ["Alba", "Nora Nuova"]
    assert ("handed_over", "Alba") in kinds(world, "alba")


def test_an_access_is_removed_when_asked_twice(world: World, open_page: OpenPage) -> None:
    post = post_of(world, "alba@example.org")
    page = page_of(open_page, world)
    choose(page, post, "end")
    assert IT("access.end.last_chief") in words(page)
    press(page, IT("access.end.button"))
    assert refusal(page) == IT("departments.problem.unconfirmed")

    page.checkbox(key=f"sure-end-{post}-it").check()
    press(page, IT("access.end.button"))
    assert [one.email for one in world.operator.contacts("alba")] == ["helper@example.org"]


def test_a_new_link_is_for_the_person_whatever_their_address_is_by_now(world: World, open_page: OpenPage) -> None:
    post, person = post_of(world, "helper@example.org"), known(world, "helper@example.org").id
    page = page_of(open_page, world)
    world.of("north").correct_person(person, name="Helper", email="elena@example.org")
    choose(page, post, "link")
    page.button(key=f"link-{post}").click().run()

    assert follow(world, page).person().id == person


def test_the_page_says_since_when_and_when_somebody_was_last_seen(world: World, open_page: OpenPage) -> None:
    world.of("north").invite("nora@example.org", Role.MEMBER, department_id="alba", name="Nora Nuova")
    world.clock.at += timedelta(days=9)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    world.sign_in("helper", Role.MEMBER, department_id="alba")

    said = words(page_of(open_page, world))
    first, tenth = "1º\u00a0marzo 2027", "10\u00a0marzo 2027"
    since = f"{IT('colleagues.member')} · {IT('access.since', day=first)}"
    lines = said.splitlines()
    assert f"{since} · {IT('access.never_seen')}" in lines  # Nora
    assert f"{since} · {IT('access.seen', day=tenth)}" in lines
    assert lines.index("**Helper** · helper@example.org") < lines.index("**Nora Nuova** · nora@example.org")


def test_what_others_did_meanwhile_is_told(world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "role")
    listed = world.operator.contacts("alba")
    world.operator.end_post(post)
    monkeypatch.setattr(Store, "contacts", lambda *_: listed)  # the page was drawn before it
    press(page, IT("access.change_role.button"))

    assert refusal(page) == IT("access.problem.meanwhile")
    assert [one.ended_at is None for one in known_by_id(world, listed[1].person_id).posts] == [False]


# --- the chief


def test_a_chief_removes_a_colleague_and_never_themselves(world: World, open_page: OpenPage) -> None:
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    own, colleague = post_of(world, "alba@example.org"), post_of(world, "helper@example.org")
    assert [one.key for one in page.radio if str(one.key).startswith("act-")] == [f"act-{colleague}-it"]
    end(page, colleague)

    assert [one.post_id for one in world.operator.contacts("alba")] == [own]
    with pytest.raises(SessionEnded):
        world.of("helper").person()
    with pytest.raises(NotAllowed):
        world.of("alba").end_post(own)


def test_a_chief_makes_a_colleague_a_new_link_and_corrects_a_name(world: World, open_page: OpenPage) -> None:
    world.submit()  # what is said of people does not depend on where the assessment is
    post, person = post_of(world, "helper@example.org"), known(world, "helper@example.org").id
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    choose(page, post, "link")
    page.button(key=f"link-{post}").click().run()
    assert follow(world, page).person().id == person

    choose(page, post, "name")
    page.text_input(key=f"called-{post}-Helper-helper@example.org").set_value("Elena Helper")
    press(page, IT("departments.edit.button"))
    assert world.of("helper").person().name == "Elena Helper"


@pytest.mark.parametrize("begun", [False, True])
def test_a_member_sees_who_has_access_and_can_do_nothing_about_it(
    world: World, open_page: OpenPage, begun: bool
) -> None:
    if begun:
        world.begin()
    page = open_page(home.show, visit_to(world.of("helper"), "it"))

    assert "**Alba**" in words(page)
    assert "**Helper**" in words(page)
    assert not [one for one in page.radio if str(one.key).startswith("act-")]
    assert "alba@example.org" not in words(page)
    assert [one.seen_at for one in world.of("helper").contacts("alba")] == [None, None]


# --- what is in the way, and that its advice helps


def test_an_address_of_another_name_in_the_region_is_handed_over_or_the_same_person(
    world: World, open_page: OpenPage
) -> None:
    page = page_of(open_page, world, "bruma")
    invite(page, "alba@example.org", "Nora Nuova", place="bruma")
    post = f"{IT('access.role.chief')}, Alba"
    facts = {"email": "alba@example.org", "post": post, "place": "Alba"}
    assert refusal(page) == IT("access.in_the_way.address.coordinator", None, **facts)

    invite(page, "alba@example.org", place="bruma")  # the same person: without a name
    assert follow(world, page).person().name == "Alba"
    world.operator.end_post(post_of(world, "alba@example.org", "bruma"))

    there, holder = page_of(open_page, world), post_of(world, "alba@example.org")  # another: handed over on that page
    choose(there, holder, "hand_over")
    there.text_input(key=f"new-{holder}").set_value("Nora Nuova")
    there.checkbox(key=f"sure-hand_over-{holder}-it").check()
    press(there, IT("access.hand_over.button"))
    again = page_of(open_page, world, "bruma")
    invite(again, "alba@example.org", "Nora Nuova", place="bruma")
    assert follow(world, again).person().name == "Nora Nuova"


@pytest.mark.parametrize(("email", "post"), [("south@example.org", "coordinator"), ("corvo@example.org", "chief")])
def test_of_an_address_elsewhere_only_role_and_place_are_told(
    world: World, open_page: OpenPage, email: str, post: str
) -> None:
    world.operator.invite("corvo@example.org", Role.CHIEF, department_id="corvo", name="Carla Neri")
    page = page_of(open_page, world)
    invite(page, email, "Nora Nuova", Role.MEMBER)
    place = "South" if post == "coordinator" else "Corvo"
    facts = {"email": email, "post": f"{IT(f'access.role.{post}')}, {place}"}
    assert refusal(page) == IT("access.in_the_way.address.elsewhere", None, **facts)
    assert "Carla Neri" not in words(page)

    invite(page, email, role=Role.MEMBER)  # the same person
    assert follow(world, page).person().department_id == "alba"
    again = page_of(open_page, world)
    invite(again, "nora@example.org", "Nora Nuova", Role.MEMBER)  # another address
    assert follow(world, again).person().name == "Nora Nuova"


def test_a_chief_frees_the_address_of_a_colleague_by_removing_them(world: World, open_page: OpenPage) -> None:
    def bring_in(page: AppTest, name: str) -> None:
        next(one for one in page.text_input if one.label == IT("colleagues.name")).set_value(name)
        next(one for one in page.text_input if one.label == IT("colleagues.email")).set_value("helper@example.org")
        press(page, IT("letting_in.button.shown"))

    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    bring_in(page, "Nora Nuova")
    facts = {"email": "helper@example.org", "post": f"{IT('access.role.member')}, Alba", "place": "Alba"}
    assert refusal(page) == IT("access.in_the_way.address.chief", None, **facts)
    bring_in(page, "")
    assert follow(world, page).person().name == "Helper"

    end(page, post_of(world, "helper@example.org"))
    bring_in(page, "Nora Nuova")
    assert follow(world, page).person().name == "Nora Nuova"


def test_an_address_that_somebody_else_has_corrects_nobody(world: World, open_page: OpenPage) -> None:
    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "correct")
    page.text_input(key=f"address-{post}-Helper-helper@example.org").set_value("bruma@example.org")
    press(page, IT("departments.edit.button"))
    facts = {"email": "bruma@example.org", "post": f"{IT('access.role.chief')}, Bruma"}
    assert refusal(page) == IT("access.in_the_way.taken", None, **facts)

    end(page, post)  # both were the same person
    invite(page, "bruma@example.org", role=Role.MEMBER)
    assert follow(world, page).person().name == "Bruma"


def test_who_has_a_post_in_another_region_is_corrected_by_whoever_manages_both(
    world: World, open_page: OpenPage
) -> None:
    world.of("south").invite("helper@example.org", Role.CHIEF, department_id="corvo")
    person, post = known(world, "helper@example.org").id, post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    told = IT("access.in_the_way.coordinator", post=f"{IT('access.role.chief')}, Corvo")
    choose(page, post, "correct")
    page.text_input(key=f"called-{post}-Helper-helper@example.org").set_value("Elena Helper")
    press(page, IT("departments.edit.button"))
    assert refusal(page) == told
    choose(page, post, "hand_over")
    page.text_input(key=f"new-{post}").set_value("Nora Nuova")
    page.checkbox(key=f"sure-hand_over-{post}-it").check()
    press(page, IT("access.hand_over.button"))
    assert refusal(page) == told

    world.of("admin").correct_person(person, name="Elena Helper", email="helper@example.org")
    assert known(world, "helper@example.org").name == "Elena Helper"
    end(page, post)
    assert [one.place for one in known(world, "helper@example.org").posts if one.ended_at is None] == ["Corvo"]


def test_a_chief_is_sent_to_the_coordinator_for_who_has_a_post_elsewhere(world: World, open_page: OpenPage) -> None:
    world.of("north").invite("helper@example.org", Role.MEMBER, department_id="bruma")
    person, post = known(world, "helper@example.org").id, post_of(world, "helper@example.org")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    choose(page, post, "name")
    page.text_input(key=f"called-{post}-Helper-helper@example.org").set_value("Elena Helper")
    press(page, IT("departments.edit.button"))
    assert refusal(page) == IT("access.in_the_way.chief", post=f"{IT('access.role.member')}, Bruma")

    world.of("north").correct_person(person, name="Elena Helper", email="helper@example.org")
    assert world.of("helper").person().name == "Elena Helper"
    end(open_page(home.show, visit_to(world.of("alba"), "it")), post)
    assert [one.email for one in world.operator.contacts("alba")] == ["alba@example.org"]


@pytest.mark.parametrize(("field", "value", "problem"), [("called", " ", "name"), ("address", "nobody", "email")])
def test_what_is_missing_or_malformed_is_told(
    world: World, open_page: OpenPage, field: str, value: str, problem: str
) -> None:
    post = post_of(world, "helper@example.org")
    page = page_of(open_page, world)
    choose(page, post, "correct")
    page.text_input(key=f"{field}-{post}-Helper-helper@example.org").set_value(value)
    press(page, IT("departments.edit.button"))

    assert refusal(page) == IT(f"access.problem.{problem}")
    assert known(world, "helper@example.org").name == "Helper"


def test_a_role_is_changed_within_a_department_alone(world: World) -> None:
    with pytest.raises((NotAllowed, NotReady)):
        world.operator.change_role(post_of(world, "helper@example.org"), Role.COORDINATOR)
    with pytest.raises(NotAllowed):
        world.of("alba").change_role(post_of(world, "helper@example.org"), Role.CHIEF)


# --- two of one name


@pytest.fixture
def namesakes(world: World) -> World:
    """The department's two people have one name by now."""
    for one in ("alba", "helper"):
        person = known(world, f"{one}@example.org").id
        world.operator.correct_person(person, name="Anna Bianchi", email=f"{one}@example.org")
    return world


def test_two_of_one_name_are_told_apart_beside_what_they_wrote(namesakes: World, open_page: OpenPage) -> None:
    draft = namesakes.begin()
    chief, helper = namesakes.of("alba"), namesakes.of("helper")
    own = "Anna Bianchi (alba@example.org)", "Anna Bianchi (helper@example.org)"
    saved = [chief.save_answer(draft, "PI1.1", 3, 0), helper.save_note(draft, "PI1.1", "x", 0)]
    assert tuple(one.author for one in saved) == own
    assert helper.answer(draft, "PI1.1").author == own[0]
    assert (chief.note(draft, "PI1.1").author, chief.notes(draft)["PI1.1", "note"].author) == (own[1], own[1])
    noted = chief.note_as(draft, "PI1.1", "x")
    assert noted is not None
    assert noted.author == own[1]

    page = open_page(home.show, visit_to(helper, "it"))
    page.session_state["answered-it"] = True
    page.run()
    table = next(one for one in tables(page) if IT("colleagues.head.who") in one)
    name = QUESTIONNAIRE.question("PI1.1").name["it"]
    answered = {row[IT("colleagues.head.question")]: row[IT("colleagues.head.who")] for _, row in table.iterrows()}
    assert as_read(answered[name]) == own[0]
    listed = {line.replace("`", "") for line in words(page).splitlines()}
    assert {f"**{one}**" for one in own} <= listed


def test_two_of_one_name_are_told_apart_in_the_log_and_on_the_receipt(namesakes: World) -> None:
    namesakes.submit()

    assert namesakes.of("helper").submissions("alba")[0].author == "Anna Bianchi (alba@example.org)"
    done = next(one for one in namesakes.of("north").events("north") if one.kind == "submitted")
    assert done.actor == "Anna Bianchi (alba@example.org)"


def test_one_of_a_name_is_called_by_it_alone(world: World) -> None:
    world.operator.correct_person(known(world, "bruma@example.org").id, name="Alba", email="bruma@example.org")
    draft = world.begin()

    assert world.of("alba").save_answer(draft, "PI1.1", 3, 0).author == "Alba"  # the other is of another department
    assert {one.actor for one in world.of("north").events("north", "alba")} >= {"Alba (alba@example.org)"}


def test_what_is_ones_own_goes_by_who_one_is_and_not_by_the_name(namesakes: World) -> None:
    from assessment.screens.parts import spoken

    draft = namesakes.begin()
    saved = namesakes.of("alba").save_answer(draft, "PI1.1", 3, 0)

    assert spoken.is_own(visit_to(namesakes.of("alba"), "it"), saved)
    assert not spoken.is_own(visit_to(namesakes.of("helper"), "it"), saved)


def test_an_address_in_the_way_is_told_by_the_store_too(world: World) -> None:
    with pytest.raises(PostInTheWay) as refused:
        world.of("north").invite("south@example.org", Role.MEMBER, department_id="alba", name="Nora")
    assert (refused.value.post.role, refused.value.post.place, refused.value.is_within_reach) == (
        Role.COORDINATOR,
        "South",
        False,
    )
