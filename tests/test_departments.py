"""The list of departments and one of them against its region: who is listed, filtered, reminded, and what is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, tables, unfold, visit_of, words
from given import everything
from regions import coordinator, hand_in, network, next_round
from streamlit.testing.v1 import AppTest
from worlds import World, end_access

from assessment import names
from assessment.answers import Answer
from assessment.charts.drawing import INK, US
from assessment.letters import Purpose
from assessment.reading import region as reading
from assessment.region import Only, Reason, Situation, Sought
from assessment.rounds import Description, NewDepartment
from assessment.screens.coordinator import department, departments, rounds
from assessment.visit import Visit
from assessment.wording import Say

IT = Say("it")
PLACES = ("Forlì", "L'Aquila", "Bolzano/Bozen", "Cesena")


def listed(page: AppTest) -> list[str]:
    """The departments of the list, in its order."""
    return [one.proto.label for one in page.get("page_link") if one.proto.page == "department"]


def link(page: AppTest, label: str) -> str:
    """What a link asks for."""
    (found,) = [one.proto.query_string for one in page.get("page_link") if one.proto.label == label]
    return str(found)


def missing_some(place: int) -> dict[str, Answer]:
    """Further on, the later its place."""
    return everything(min(place // 3, 4))


# --- the list


def test_departments_are_listed_by_name_whatever_their_size_and_score(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 6) as world:
        page = open_page(departments.show, coordinator(world))

    assert listed(page) == ["Alba", *(f"Borgo d0{n}" for n in range(6)), "Bruma"]
    counts = (("submitted", 6), ("not_started", 2))
    items = ", ".join(IT(f"departments.list.count.{name}", n, n=n) for name, n in counts)
    assert page.title[0].value == IT("departments.list.title", 8, items=items)
    assert not page.dataframe  # a table whose heads could be pressed to sort by score


def test_a_line_says_all_that_is_known_and_the_table_names_what_is_missing(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 1, lambda _: everything(0)) as world:
        page = open_page(departments.show, coordinator(world), find="borgo")
        essentials = world.operator.questionnaires()[0].essentials()
        missing = [one.name["it"] for one in essentials]

    said = words(page)
    for cell in (
        IT("departments.staff", 5),
        IT("departments.list.state.submitted", day="1\u00a0mar 2027").capitalize(),
        IT("departments.list.seen", day="1\u00a0mar 2027"),
        IT("departments.list.missing", len(missing)),
    ):
        assert cell in said
    (result,) = tables(page)[0][IT("departments.list.head.result")]
    assert all(name in result.replace("\\", "") for name in missing)


@pytest.mark.parametrize("typed", ["forli'", "FORLÌ", "forli", "l’aquila", "laquila", "bolzano / bozen"])
def test_a_search_finds_a_name_however_it_is_typed(world: World, open_page: OpenPage, typed: str) -> None:
    world.operator.add_departments("north", [NewDepartment(name, "it") for name in PLACES])
    page = open_page(departments.show, coordinator(world))
    page.text_input(key="view-find-it").set_value(typed).run()

    (found,) = listed(page)
    assert names.bare(typed) in names.bare(found)
    assert page.query_params["find"] in ([typed], typed)
    asked = IT("departments.find.asked", words=typed)
    assert as_read(page.title[0].value) == IT("departments.list.found", 1, what=asked[:1].upper() + asked[1:])


def test_what_nobody_fits_is_said_with_the_way_out(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world), find="Atlantide")

    assert page.title[0].value == IT("departments.none_fit")
    assert listed(page) == []
    assert "find" not in link(page, IT("departments.everybody"))


def test_every_state_is_a_filter_and_counts_whom_it_lists(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [NewDepartment(name, "it", id=name.lower()) for name in ("Cima", "Duna")])
    world.operator.invite_to(world.round_id, "cima")
    world.begin()
    world.operator.leave("duna")
    world.operator.add_departments("north", [NewDepartment("Erba", "it", id="erba")])
    visit = coordinator(world)
    of = reading.read(visit.store, "north")
    assert of.at_hand is not None
    whole = reading.departments(visit.store, of, of.at_hand)

    found = {state: [one.member.name for one in whole if state in one.situations] for state in Situation}
    assert {state: those for state, those in found.items() if those} == {
        Situation.STARTED: ["Alba"],
        Situation.NOT_STARTED: ["Bruma", "Cima"],
        Situation.NO_ADDRESS: ["Cima"],
        Situation.SIGNED_IN: ["Bruma"],
        Situation.OUTSIDE: ["Erba"],
        Situation.LEFT: ["Duna"],
    }
    for state, those in found.items():
        page = open_page(departments.show, visit, state=state)
        assert listed(page) == those, state
    assert listed(open_page(departments.show, visit)) == ["Alba", "Bruma", "Cima", "Erba"]


def test_who_left_after_it_submitted_still_counts_for_the_round(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    world.operator.leave("alba")

    assert listed(open_page(departments.show, coordinator(world))) == ["Alba", "Bruma"]
    assert listed(open_page(departments.show, coordinator(world), state="left")) == ["Alba"]


@pytest.mark.parametrize("asked", [{"state": "sorted"}, {"reason": "low"}, {"page": "9999"}, {"page": "x"}])
def test_what_an_address_asks_for_that_there_is_not_is_not_asked(
    world: World, open_page: OpenPage, asked: dict[str, str]
) -> None:
    assert listed(open_page(departments.show, coordinator(world), **asked)) == ["Alba", "Bruma"]


def test_a_filter_by_reason_lists_whom_to_visit_for_it(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 6) as world:
        world.of("d01").wish("PI1.1", "d01")
        visit = coordinator(world)
        missing = listed(open_page(departments.show, visit, reason="essentials"))
        asked = listed(open_page(departments.show, visit, reason="asked"))
        both = open_page(departments.show, visit, reason="essentials", find="d00")

    assert missing == ["Borgo d00", "Borgo d01", "Borgo d05"]  # at level 0 or 1 with all they have
    assert asked == ["Borgo d01"]
    assert listed(both) == ["Borgo d00"]


def test_the_bar_narrows_the_list(world: World, open_page: OpenPage) -> None:
    world.operator.change_department("alba", Description("Alba", "it", 12, area="FC"))

    assert listed(open_page(departments.show, coordinator(world), area="FC")) == ["Alba"]


def test_thirty_stand_on_a_page_which_the_address_names(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [NewDepartment(f"Zeta {n:02}", "it") for n in range(40)])
    page = open_page(departments.show, coordinator(world), page="2")

    assert listed(page) == [f"Zeta {n:02}" for n in range(28, 40)]
    page.text_input(key="view-find-it").set_value("zeta 0").run()
    assert "page" not in page.query_params
    assert listed(page) == [f"Zeta {n:02}" for n in range(10)]


def test_without_a_round_the_register_alone_is_listed_with_the_first_step(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("south", [NewDepartment("Agra", "es", 7, area="GI")])
    page = open_page(departments.show, coordinator(world, who="south"))

    assert page.title[0].value == IT("departments.headline", 2)
    assert listed(page) == ["Agra", "Corvo"]
    assert IT("beginning.to.round") in [one.proto.label for one in page.get("page_link")]
    assert "GI" in words(page)
    one = open_page(department.show, coordinator(world, who="south"), department="corvo")
    assert one.title[0].value == "Corvo"


def test_a_list_of_2000_is_drawn_a_page_at_a_time(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [NewDepartment(f"Luogo {n:04}", "it") for n in range(2000)])

    assert len(listed(open_page(departments.show, coordinator(world)))) == departments.A_PAGE


# --- a reminder to those of the list


def mailing(world: World) -> Visit:
    return replace(coordinator(world), mails=True)


def test_one_press_reminds_those_of_the_list_in_the_words_that_are_kept(world: World, open_page: OpenPage) -> None:
    world.begin()
    page = open_page(departments.show, mailing(world), state="started")
    assert IT("departments.remind.means", 1) in words(page)
    assert any("alba@example.org" in as_read(one.to_csv()) for one in tables(page))
    assert not [
        one for one in page.text_area if str(one.key).startswith("text-")
    ]  # the form is on the page of the invitations, which is linked
    assert f"round={world.round_id}" in link(page, IT("departments.remind.words"))

    page.button(key=f"send-{Purpose.REMINDER}").click().run()
    assert [(one.purpose, one.address) for one in world.operator.outbox()] == [(Purpose.REMINDER, "alba@example.org")]
    facts = {"sent": "0", "refused": "0", "waiting": "1"}
    assert page.get("progress")[0].proto.text == IT("invitations.under_way", 1, **facts)
    assert f"send-{Purpose.REMINDER}" not in [one.key for one in page.button]


def test_who_cannot_be_reminded_is_counted(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [NewDepartment("Cima", "it", id="cima")])
    world.operator.invite_to(world.round_id, "cima")
    page = open_page(departments.show, mailing(world), state="not_started")

    means, others = IT("departments.remind.means", 2), IT("departments.remind.others", 1)
    assert f"{means} {others}" in words(page)


def test_without_mail_the_reminder_is_taken_along_as_a_file(world: World, open_page: OpenPage) -> None:
    world.begin()
    page = open_page(departments.show, replace(coordinator(world), shows_links=True), state="started")

    assert f"/files/region/invitations.csv?round={world.round_id}&amp;purpose=reminder" in words(page)


@pytest.mark.parametrize("state", [None, *Situation])
def test_a_reminder_is_offered_for_those_at_work_or_not_begun_while_the_round_is_open(
    world: World, open_page: OpenPage, state: str | None
) -> None:
    asked = {} if state is None else {"state": state}
    page = open_page(departments.show, mailing(world), **asked)
    offered = IT("departments.remind.words") in words(page)
    assert offered == (state in ("started", "not_started", "sent", "signed_in"))

    world.operator.close(world.round_id)
    assert IT("departments.remind.words") not in words(open_page(departments.show, mailing(world), **asked))


# --- one department against its region


def marks(page: AppTest) -> list[str]:
    """The colours of every dot and ring of the page's figures."""
    return [one.proto.spec for one in page.get("plotly_chart")]


def test_a_department_stands_against_the_middle_half_in_ink(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 12, missing_some) as world:
        page = open_page(department.show, coordinator(world), department="d00")
        missing = [one.name["it"] for one in world.operator.questionnaires()[0].essentials()]

    said = words(page)
    assert page.title[0].value.startswith("Borgo d00: ")
    assert IT("departments.against.so_far", 12) in said  # an open round: early answers are called so
    assert IT("departments.against.key.middle", 12) in said
    assert all(name in said for name in missing)
    drawn = "".join(marks(page))
    assert f'"color":"{INK}"' in drawn and f'"color":"{US}"' not in drawn
    table = tables(page)[0]
    assert len(table) == 1 + 4 + 19
    assert IT("findings.middle.half", spread="").strip() in table.to_csv()


def test_a_small_region_has_a_median_and_no_middle_half(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 3) as world:
        page = open_page(department.show, coordinator(world), department="d00")

    said = words(page)
    assert IT("departments.against.few", 3) in said
    assert IT("departments.against.key.median", 3) in said
    assert IT("findings.middle.half", spread="").strip() not in tables(page)[0].to_csv()


def test_the_round_before_is_a_ring_and_said_in_words(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 3, lambda _: everything(1)) as world:
        latest = next_round(world)
        hand_in(world, "d00", everything(3), round_id=latest.id)
        hand_in(world, "alba", everything(1), round_id=latest.id)
        risen = open_page(department.show, coordinator(world), department="d00")
        new = open_page(department.show, coordinator(world), department="alba")
        first = open_page(department.show, coordinator(world), department="d00", round=str(world.round_id))

    assert IT("departments.against.key.ring", round="2027") in words(risen)
    facts = {"round": "2027", "before": "25", "now": "75"}
    assert IT("departments.against.moved.up", 38, **facts) in words(risen)
    assert IT("departments.against.not_before", round="2027") in words(new)
    assert IT("departments.against.key.ring", round="2027") not in words(new) + words(first)


def test_who_looks_at_one_against_the_region_is_named_to_it_and_nobody_else(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    hand_in(world, "bruma", everything(2))
    open_page(departments.show, coordinator(world))
    for _ in range(2):
        open_page(department.show, coordinator(world), department="alba")

    told = {
        name: [one.actor for one in world.operator.events("north", name) if one.kind == "looked_at"]
        for name in ("alba", "bruma")
    }
    assert told == {"alba": ["North"], "bruma": []}


@pytest.mark.parametrize("which", ["begun", "outside", "left"])
def test_what_is_not_submitted_is_said_with_the_last_round_that_is(
    world: World, open_page: OpenPage, which: str
) -> None:
    hand_in(world, "alba", everything(2))
    latest = next_round(world)
    if which == "begun":
        world.of("alba").begin(latest.id, "alba")
        said = IT("region.turnout.state.started", day="1º\u00a0marzo 2027")
    elif which == "left":
        world.operator.leave("alba")
        said = IT("departments.left", day="1º\u00a0marzo 2027")
    else:
        world.operator.remove_round(latest.id)
        sha256 = world.operator.questionnaires()[0].sha256
        days = (date(2027, 3, 1), date(2027, 6, 30))
        latest = world.operator.set_up_round("north", "2028", sha256, *days, ["bruma"])
        said = IT("departments.list.outside", round="2028")
    page = open_page(department.show, coordinator(world), department="alba")

    assert page.title[0].value == IT("departments.against.stands", name="Alba", state=said)
    assert IT("departments.against.nothing_of", round="2028", last="2027") in words(page)
    assert IT("departments.against.key.dot", round="2027") in words(page)


def test_earlier_and_next_are_of_the_list_and_the_way_back_leads_to_its_page(world: World, open_page: OpenPage) -> None:
    made = [NewDepartment(f"Zeta {n:02}", "it", id=f"z{n:02}") for n in range(40)]
    world.operator.add_departments("north", made)
    page = open_page(department.show, coordinator(world), department="z30", find="zeta", state="outside")
    assert IT("departments.against.place", 40, place=31) in words(page)
    back = link(page, IT("departments.back"))
    assert all(part in back for part in ("find=zeta", "state=outside", "page=2"))

    page.button(key="beside-next").click().run()
    assert page.title[0].value.startswith("Zeta 31")
    page.button(key="beside-earlier").click().run()
    assert page.title[0].value.startswith("Zeta 30")

    alone = open_page(department.show, coordinator(world), department="z30", find="alba")
    assert "beside-next" not in [one.key for one in alone.button]


def test_more_time_and_reopening_are_given_on_the_page_of_the_department(world: World, open_page: OpenPage) -> None:
    world.begin()
    page = open_page(department.show, coordinator(world), department="alba")
    page.date_input(key=f"extend_one-day-{world.round_id}alba").set_value(date(2027, 7, 31))
    page.button(key="extend-one").click().run()
    [place] = world.operator.places("alba")
    assert place.participation.extended_to == date(2027, 7, 31)

    world.submit()
    page = open_page(department.show, coordinator(world), department="alba")
    page.text_area(key=f"reopen-because-{world.round_id}-alba").set_value("Manca il nome")
    page.button(key="reopen").click().run()
    assert [one.reopened for one in world.operator.progress(world.round_id)] == [True, False]


def test_what_is_typed_or_ticked_for_one_department_is_not_there_for_the_next(
    world: World, open_page: OpenPage
) -> None:
    hand_in(world, "alba", everything(2))
    hand_in(world, "bruma", everything(2))
    page = unfold(open_page(department.show, coordinator(world), department="alba"))
    page.text_area(key=f"reopen-because-{world.round_id}-alba").set_value("Manca il nome").run()
    page.checkbox(key="leave-sure-alba-it").check().run()

    page.button(key="beside-next").click().run()
    assert page.title[0].value.startswith("Bruma")
    unfold(page)
    assert [one.value for one in page.text_area] == [""]
    assert not any(one.value for one in page.checkbox)
    page.button(key="leave").click().run()
    page.button(key="reopen").click().run()

    assert world.operator.department("bruma").left_on is None
    assert not any(one.reopened for one in world.operator.progress(world.round_id))


def test_what_is_ticked_for_one_round_is_not_there_for_another(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    later = next_round(world)
    hand_in(world, "alba", everything(2), round_id=later.id)
    world.operator.close(later.id)
    page = open_page(rounds.show, coordinator(world), round=str(world.round_id))
    for box in [one for one in page.checkbox if "sure" in str(one.key)]:
        box.check()
    page.run()

    page.selectbox(key="view-round-it").set_value(str(later.id)).run()
    assert page.query_params["round"] == str(later.id)
    assert not any(one.value for one in page.checkbox if "sure" in str(one.key))


def test_a_new_link_goes_to_who_has_access(world: World, open_page: OpenPage) -> None:
    end_access(world.operator, "helper@example.org")
    page = open_page(department.show, replace(coordinator(world), shows_links=True), department="alba")
    next(one for one in page.button if str(one.key).startswith("again-")).click().run()

    assert "/sign-in/" in page.code[0].value


def test_what_it_asks_for_is_said_with_the_way_to_put_it_in_touch(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(0))
    world.of("alba").wish("PI1.1", "alba")
    page = open_page(department.show, coordinator(world), department="alba")

    name = world.operator.questionnaires()[0].question("PI1.1").name["it"]
    assert IT("departments.against.wishes", names=name) in words(page)
    assert f"round={world.round_id}" in link(page, IT("departments.against.introduce"))


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_every_department_of_a_demo_is_drawn(demo_region: Path, open_page: OpenPage, language: str) -> None:
    visit = visit_of(demo_region, "coordinator", language)
    assert visit.person.region_id is not None
    for one in visit.store.departments(visit.person.region_id)[::4]:
        assert open_page(department.show, visit, department=one.id).title[0].value.startswith(one.name.split()[0])


# --- who is sought


def test_all_that_is_asked_must_hold(demo_region: Path) -> None:
    visit = visit_of(demo_region, "coordinator", "en")
    of = reading.read(visit.store, visit.person.region_id or "")
    assert of.at_hand is not None
    whole = reading.departments(visit.store, of, of.at_hand)
    silent = [one for one in whole if Reason.SILENT in one.reasons]
    assert silent

    band = silent[0].member.staff_band
    sought = Sought(Only(staff_band=band), Situation.NOT_STARTED, Reason.SILENT, silent[0].member.name)
    assert [one for one in whole if sought.takes(one)] == silent[:1]
    assert not any(replace(sought, situation=Situation.SUBMITTED).takes(one) for one in whole)
