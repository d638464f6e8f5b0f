"""The pages of whoever runs the site: regions, people, the system; and what a closed region says to its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, press, tables, told, unfold, visit_to, words
from given import QUESTIONS
from streamlit.testing.v1 import AppTest
from worlds import Clock, World, befriend

from assessment import screens, storage
from assessment.language import own_name
from assessment.letters import Purpose, Wording
from assessment.people import Known, Role
from assessment.screens.administrator import people, regions, system
from assessment.screens.chief import home
from assessment.screens.coordinator import department, departments, overview, rounds
from assessment.storage import DoorStore, SessionEnded, Store, digest
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

IT = Say("it")


@pytest.fixture
def closed(world: World) -> World:
    """The north is closed, after a round in which Alba submitted."""
    world.submit()
    world.operator.close(world.round_id)
    world.of("admin").close_region("north")
    return world


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    """The store of the first administrator of a site in which there is nothing yet."""
    clock = Clock()
    path = tmp_path / "new.db"
    with closing(storage.prepare(path)):
        operator = Store(path, storage.OPERATOR, clock)
        operator.keep_questionnaire(QUESTIONS.read_bytes())
        token = operator.invite("first@example.org", Role.ADMINISTRATOR, name="First")
        session = DoorStore(path, clock).sign_in(digest(token))
        assert session is not None
        yield Store(path, digest(session), clock)


def admin(world: World, language: str = "it") -> Visit:
    return visit_to(world.of("admin"), language)


def known(world: World, email: str) -> Known:
    return next(one for one in world.operator.people() if one.email == email and one.left_at is None)


def post_of(world: World, email: str) -> int:
    return next(one.id for one in known(world, email).posts if one.ended_at is None)


def choose(page: AppTest, key: str, what: str) -> None:
    page.radio(key=f"{key}-it").set_value(what).run()
    assert not page.exception, page.exception[0].value


def follow(store: Store, page: AppTest) -> Store:
    """Sign in by the link that a page shows."""
    path, clock = store._database, store._clock
    session = DoorStore(path, clock).sign_in(digest(page.code[0].value.rpartition("/")[2]))
    assert session is not None
    return Store(path, digest(session), clock)


def refusal(page: AppTest) -> str:
    (error,) = page.error
    assert len(page.code) == 0
    return as_read(error.value)


# regions


def test_an_administrator_begins_at_the_regions() -> None:
    assert screens.open_to(Role.ADMINISTRATOR)[:3] == ("regions", "people", "system")


def test_the_first_administrator_of_an_empty_site_is_led_to_a_coordinators_link(
    empty: Store, open_page: OpenPage
) -> None:
    page = open_page(regions.show, visit_to(empty, "it"))
    assert IT("regions.headline", 0) in words(page)
    assert IT("regions.first.add") in words(page)

    page.text_input(key="region-name").set_value("Valle d’Ombra")
    press(page, IT("regions.add.button"))
    assert IT("regions.uncoordinated") in words(page)

    page.text_input(key="coordinator-valle-dombra").set_value("nora@example.org")
    page.text_input(key="called-valle-dombra").set_value("Nora Nuova")
    press(page, IT("letting_in.button.shown"))
    person = follow(empty, page).person()
    assert (person.name, person.role, person.region_id) == ("Nora Nuova", Role.COORDINATOR, "valle-dombra")

    page = open_page(regions.show, visit_to(empty, "it"))
    assert IT("regions.coordinated", 1, who="Nora Nuova") in words(page)
    assert not any(IT(f"regions.first.{step}") in words(page) for step in ("add", "coordinator", "shown"))


def test_a_region_is_renamed_on_its_page(world: World, open_page: OpenPage) -> None:
    page = open_page(regions.show, admin(world))
    choose(page, "region-act-north", "rename")
    page.text_input(key="name-north-North").set_value(" ")
    press(page, IT("departments.edit.button"))
    assert refusal(page) == IT("regions.problem.name")

    page.text_input(key="name-north-North").set_value("Far North")
    press(page, IT("departments.edit.button"))
    assert world.operator.region("north").name == "Far North"
    assert "Far North" in [one.value for one in page.header]


def test_a_region_is_closed_when_its_round_is_over_and_opened_again(world: World, open_page: OpenPage) -> None:
    page = open_page(regions.show, admin(world))
    choose(page, "region-act-north", "close")
    press(page, IT("regions.close.button"))
    assert refusal(page) == IT("regions.problem.round", round="2027")

    world.of("north").close(world.round_id)  # what it says is to be done
    press(page, IT("regions.close.button"))
    assert world.operator.region("north").closed_at == world.clock()
    assert told(page, "regions.closed") == {"day": "1º\u00a0marzo 2027"}

    choose(page, "region-act-north", "reopen")
    press(page, IT("regions.reopen.button"))
    assert world.operator.region("north").closed_at is None


def test_a_closed_region_says_so_to_its_people_and_offers_nothing_new(closed: World, open_page: OpenPage) -> None:
    chief = open_page(home.show, visit_to(closed.of("alba"), "it"))
    assert told(chief, "notices.region_closed.department") == {"day": "1º\u00a0marzo 2027"}
    north = visit_to(closed.of("north"), "it")
    for show in (overview.show, rounds.show, departments.show):
        page = open_page(show, north)
        assert told(page, "notices.region_closed.coordinator") == {"day": "1º\u00a0marzo 2027"}
        offered = words(page)
        assert not any(IT(key) in offered for key in ("rounds.new.title", "rounds.run", "departments.add.title"))

    closed.operator.leave("bruma")
    page = unfold(open_page(department.show, north, department="bruma"))
    press(page, IT("departments.rejoin.button"))
    assert refusal(page) == IT("notices.region_closed.refused")


def test_an_open_region_says_nothing_of_the_kind(world: World, open_page: OpenPage) -> None:
    for who, show in (("alba", home.show), ("north", rounds.show), ("north", departments.show)):
        page = open_page(show, visit_to(world.of(who), "it"))
        assert IT("notices.region_closed.refused") not in words(page)
        assert not page.info


# people


def test_everybody_is_shown_with_every_post_and_when_they_were_seen(world: World, open_page: OpenPage) -> None:
    world.operator.end_post(post_of(world, "helper@example.org"))
    world.operator.invite("helper@example.org", Role.CHIEF, department_id="corvo")

    said = words(open_page(people.show, admin(world)))
    assert IT("people.headline", 6) in said
    member, chief = (
        IT("access.post", role=IT(f"access.role.{one}"), place=where)
        for one, where in ((Role.MEMBER, "Alba"), (Role.CHIEF, "Corvo"))
    )
    assert IT("people.until", post=member, day="1º\u00a0marzo 2027", end="1º\u00a0marzo 2027") in said
    assert IT("people.since", post=chief, day="1º\u00a0marzo 2027") in said
    assert IT("people.yourself") in said


def test_the_post_of_a_friend_is_shown_with_its_place_and_can_be_ended_and_nothing_else(
    world: World, open_page: OpenPage
) -> None:
    world.submit("alba")
    befriend(world)
    page = open_page(people.show, admin(world))

    friend = IT("access.post", role=IT("access.role.friend"), place="Alba")
    assert IT("people.since", post=friend, day="1º\u00a0marzo 2027") in words(page)
    page.selectbox(key="people-show-it").set_value(str(Role.FRIEND)).run()
    assert "**Bruma**" in words(page) and "**North**" not in words(page)
    (choice,) = (one for one in page.radio if one.key == f"act-{world.of('friend').person().post_id}-it")
    assert choice.options == [IT("access.act.end")]
    (roles,) = (one for one in page.radio if one.key == "give-role-it")
    assert IT("access.role.friend") not in roles.options


def test_people_are_looked_for_by_name_address_place_and_role(world: World, open_page: OpenPage) -> None:
    world.operator.end_post(post_of(world, "helper@example.org"))
    page = open_page(people.show, admin(world))

    def found() -> set[str]:
        names = {"Alba", "Helper", "Bruma", "North", "South", "Admin"}
        return {one for one in names if f"**{one}**" in words(page)}

    assert found() == {"Alba", "Bruma", "North", "South", "Admin"}
    for wanted, names in (("BRUMA@", {"Bruma"}), ("nor", {"North"}), ("zz", set())):
        page.text_input(key="people-search").set_value(wanted).run()
        assert found() == names
    assert IT("people.nothing_found") in words(page)
    page.text_input(key="people-search").set_value("").run()
    for shown, names in ((Role.COORDINATOR, {"North", "South"}), ("left", {"Helper"})):
        page.selectbox(key="people-show-it").set_value(shown).run()
        assert found() == names


def test_a_coordinators_mailbox_is_handed_over(world: World, open_page: OpenPage) -> None:
    post = post_of(world, "north@example.org")
    page = open_page(people.show, admin(world))
    choose(page, f"act-{post}", "hand_over")
    page.text_input(key=f"new-{post}").set_value("Nora Nuova")
    page.checkbox(key=f"sure-hand_over-{post}-it").check()
    press(page, IT("access.hand_over.button"))

    with pytest.raises(SessionEnded):
        world.of("north").person()
    after = follow(world.operator, page).person()
    assert (after.name, after.email, after.region_id) == ("Nora Nuova", "north@example.org", "north")


def test_a_coordinators_address_is_corrected_and_their_access_ended(world: World, open_page: OpenPage) -> None:
    post, person = post_of(world, "south@example.org"), known(world, "south@example.org").id
    page = open_page(people.show, admin(world))
    choose(page, f"act-{post}", "correct")
    page.text_input(key=f"address-{post}-South-south@example.org").set_value("sud@example.org")
    press(page, IT("departments.edit.button"))
    assert follow(world.operator, page).person().id == person

    choose(page, f"act-{post}", "end")
    page.checkbox(key=f"sure-end-{post}-it").check()
    press(page, IT("access.end.button"))
    assert "sud@example.org" not in {one.email for one in world.operator.people() if one.left_at is None}


def test_every_kind_of_post_is_given(world: World, open_page: OpenPage) -> None:
    for role, where in (
        (Role.ADMINISTRATOR, ""),
        (Role.COORDINATOR, "south"),
        (Role.CHIEF, "corvo"),
        (Role.MEMBER, "alba"),
    ):
        page = open_page(people.show, admin(world))
        choose(page, "give-role", role)
        if where:
            page.selectbox(key=f"give-{role}-it").set_value(where)
        page.text_input(key="give-email").set_value(f"new-{role}@example.org")
        page.text_input(key="give-name").set_value("Nora Nuova")
        press(page, IT("letting_in.button.shown"))
        given = follow(world.operator, page).person()
        assert (given.role, given.department_id or given.region_id or "") == (role, where)


def test_the_last_administrator_cannot_end_and_the_page_says_what_to_do(world: World, open_page: OpenPage) -> None:
    post = post_of(world, "admin@example.org")
    page = open_page(people.show, admin(world))
    choose(page, f"act-{post}", "end")
    page.checkbox(key=f"sure-end-{post}-it").check()
    press(page, IT("access.end.button"))
    assert refusal(page) == IT("access.problem.last_administrator")

    world.operator.invite("other@example.org", Role.ADMINISTRATOR)  # first to somebody else
    next(one for one in page.button if one.label == IT("access.end.button")).click().run()  # draws nothing any more
    with pytest.raises(SessionEnded):
        world.of("admin").person()


def test_nobody_shuts_themselves_out_without_a_link(world: World, open_page: OpenPage) -> None:
    own, other = post_of(world, "admin@example.org"), post_of(world, "north@example.org")
    page = open_page(people.show, admin(world))

    assert page.radio(key=f"act-{own}-it").options == [IT("access.act.name"), IT("access.act.end")]
    assert IT("access.act.hand_over") in page.radio(key=f"act-{other}-it").options
    assert IT("access.act.role") not in page.radio(key=f"act-{other}-it").options


def test_an_address_that_another_has_is_refused_with_advice_that_works(world: World, open_page: OpenPage) -> None:
    page = open_page(people.show, admin(world))
    choose(page, "give-role", Role.ADMINISTRATOR)
    page.text_input(key="give-email").set_value("north@example.org")
    page.text_input(key="give-name").set_value("Nora Nuova")
    press(page, IT("letting_in.button.shown"))
    post = IT("access.post", role=IT("access.role.coordinator"), place="North")
    assert refusal(page) == IT(
        "access.in_the_way.address.administrator", None, email="north@example.org", post=post, place="North"
    )

    page.text_input(key="give-name").set_value("")
    press(page, IT("letting_in.button.shown"))
    assert len(known(world, "north@example.org").posts) == 2


# the system


def test_the_system_tells_what_to_see_to(world: World, open_page: OpenPage) -> None:
    page = open_page(system.show, admin(world))
    assert IT("system.headline", 1) in words(page)
    assert IT("system.problem.never_backed_up") in words(page)
    table = tables(page)[0]
    facts = dict(zip(table.iloc[:, 0], table.iloc[:, 1], strict=True))
    assert facts[IT("system.fact.backups")] == IT("system.never")
    assert "in-touch" in facts[IT("system.fact.database")]


def test_a_backup_is_told_of_and_an_old_one_is_something_to_see_to(world: World, open_page: OpenPage) -> None:
    with storage.connection.writing(world.path) as db:
        storage.access.Unit(db, None, world.clock()).record("backed_up", details={"sha256": "0" * 64})

    page = open_page(system.show, admin(world))
    assert IT("system.headline", 0) in words(page)
    world.clock.at += timedelta(days=9)
    world.sign_in("admin", Role.ADMINISTRATOR)
    page = open_page(system.show, admin(world))
    assert told(page, "system.problem.long_ago")["moment"].startswith("1º\u00a0marzo 2027")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_cannot_be_used_is_something_to_see_to_with_what_is_wrong(
    world: World, open_page: OpenPage, language: str
) -> None:
    problems = tuple(f"questions.yaml:{line}: bands: is missing" for line in range(1, 31))
    visit = replace(admin(world, language), file_problems=problems)
    page = open_page(system.show, visit)

    assert told(page, "system.problem.questionnaire", language)["version"] == visit.questionnaire.version
    assert Say(language)("system.headline", 2) in words(page)  # no backup is on record either
    assert page.code[0].value.splitlines() == list(problems[:20])
    assert not open_page(system.show, admin(world, language)).code


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_round_is_set_up_while_the_file_cannot_be_used(world: World, open_page: OpenPage, language: str) -> None:
    visit = visit_to(world.of("north"), language)
    assert open_page(rounds.show, visit).button(key="new-round")
    page = open_page(rounds.show, replace(visit, file_problems=("questions.yaml:1: bands: is missing",)))

    assert Say(language)("rounds.new.no_file") in words(page)
    assert "new-round" not in [one.key for one in page.button]


def test_the_log_is_narrowed_by_kind(world: World, open_page: OpenPage) -> None:
    world.operator.rename_region("south", "Far South")
    page = open_page(system.show, admin(world))
    renamed = IT("events.of", whom="Far South", what=IT("events.region_renamed", before="South", now="Far South"))
    assert renamed in _log(page)
    assert any("Alba" in line for line in _log(page))

    page.selectbox(key="log-kind-it").set_value("regions").run()
    added = [IT("events.of", whom=one, what=IT("events.region_added")) for one in ("Far South", "North")]
    assert _log(page) == [renamed, *added]
    assert "results" not in page.selectbox(key="log-kind-it").options


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_log_tells_of_letters_and_of_devices(world: World, open_page: OpenPage, language: str) -> None:
    say, north, alba = Say(language), world.of("north"), world.of("alba")
    north.keep_wording("north", Purpose.REMINDER, "it", Wording("Promemoria", "Gentile [department]"))
    north.send(world.round_id, Purpose.INVITATION, ["alba"])
    north.mail_link(alba.person().post_id)
    north.remind_by_itself(world.round_id, on=True)
    north.remind_by_itself(world.round_id, on=False)
    alba.own_link()
    alba.end_own_session(alba.own_sessions()[0].id)
    world.operator.end_what_is_over()

    page = open_page(system.show, admin(world, language))
    told = " / ".join(_log(page))

    for letter in (say("events.letter.handed"), say("events.letter.invitation", round="2027")):
        assert say("events.mailed", letter=letter) in told
    worded = {"letter": say("events.worded.reminder"), "language": own_name("it")}
    assert say("events.letter_worded", None, **worded) in told
    for switch in ("begun", "stopped"):
        assert say("events.reminding", None, round="2027", switch=say(f"events.switch.{switch}")) in told
    assert say("events.device_link_made") in told and say("events.session_ended") in told
    assert say("events.ended", drafts=0, versions=0, sessions=0, links=0, letters=0) in told
    page.selectbox(key=f"log-kind-{language}").set_value("letters").run()
    assert len(_log(page)) == 5


def _log(page: AppTest) -> list[str]:
    """What happened, line by line."""
    return [as_read(str(cell)) for cell in tables(page)[-1].iloc[:, 1]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("show", [regions.show, people.show, system.show], ids=["regions", "people", "system"])
def test_each_page_is_drawn_in_every_language(closed: World, open_page: OpenPage, show, language: str) -> None:  # type: ignore[no-untyped-def]
    assert open_page(show, admin(closed, language)).title
