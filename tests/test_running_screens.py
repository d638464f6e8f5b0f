"""The coordinator runs rounds and keeps the register: what each button does, and what is said where it does nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, tables, unfold, words
from given import QUESTIONNAIRE, everything, reworded_version
from regions import coordinator, hand_in, network
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.language import day, enumeration
from assessment.people import Role
from assessment.rounds import Description, NewDepartment
from assessment.screens.coordinator import department, departments, rounds
from assessment.storage import DoorStore, NotReady, RegisterChanged, bounds, digest, running
from assessment.wording import Say

EN, IT = Say("en"), Say("it")
PLACES = ("Forlì", "L'Aquila", "Bolzano/Bozen", "Cesena")


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception, page.exception[0].value
    return page


def press_first(page: AppTest, key: str) -> None:
    """Press the first button that says what this key of the wording says."""
    next(one for one in page.button if one.label == IT(key)).click().run()


def press_in(page: AppTest, form: str) -> None:
    """Press the button of a form."""
    next(one for one in page.button if one.form_id == form).click().run()


def choose(page: AppTest, label: str, value: object) -> None:
    next(one for one in page.selectbox if one.label == label).set_value(value)


def errors(page: AppTest) -> list[str]:
    return [as_read(one.value) for one in page.error]


# --- rounds


def test_a_round_says_its_days_and_in_which_time_zone(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world, "en")))

    assert page.title[0].value == EN("rounds.title.open", title="2027", day="31\u00a0May 2027")
    days = EN("rounds.facts.days", opens="1\u00a0March 2027", closes="31\u00a0May 2027", zone="Rome")
    assert days in words(page)
    assert EN("rounds.facts.counts", 2, submitted=0) in words(page)


@pytest.mark.parametrize("say", [Say("en"), IT, Say("es")], ids=lambda say: say.language)
def test_a_title_that_is_too_long_and_a_day_out_of_reach_are_said_at_their_place(
    world: World, open_page: OpenPage, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_TITLE", 3)  # for the store alone: the fields would let nothing longer through
    monkeypatch.setattr(bounds, "reach", lambda today: (today, today + timedelta(days=7)))

    page = unfold(open_page(rounds.show, coordinator(world, say.language)))
    page.text_input(key=f"title-{world.round_id}").set_value("Autunno")
    assert errors(press(page, "rename")) == [say("errors.text_long", most="3")]

    page = unfold(open_page(rounds.show, coordinator(world, say.language)))
    page.text_input(key="new-title").set_value("2028")
    first, last = (day(one, say.language) for one in (date(2027, 3, 1), date(2027, 3, 8)))
    assert errors(press(page, "new-round")) == [say("errors.day_range", least=first, most=last)]
    assert [one.title for one in world.operator.rounds("north")] == ["2027"]


@pytest.mark.parametrize("field", ["email", "second_email"])
def test_what_is_no_address_is_said_at_its_place(world: World, open_page: OpenPage, field: str) -> None:
    page = unfold(open_page(departments.show, coordinator(world)))
    page.text_input(key="name-add").set_value("Nuovo")
    page.text_input(key=f"add-{field}").set_value("ana@")
    next(one for one in page.button if one.label == IT("departments.add.button")).click().run()

    assert errors(page) == [IT("departments.problem.address")]
    assert len(world.operator.departments("north")) == 2


def test_a_new_round_invites_all_that_take_part(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.text_input(key="new-title").set_value("Autunno")
    page.date_input(key="new-opens").set_value(date(2027, 9, 1))
    page.date_input(key="new-closes").set_value(date(2027, 10, 31))
    press(page, "new-round")

    made = world.operator.rounds("north")[-1]
    assert (made.title, made.opens_on, made.closes_on) == ("Autunno", date(2027, 9, 1), date(2027, 10, 31))
    assert {one.participation.department_id for one in world.operator.progress(made.id)} == {"alba", "bruma"}


def test_a_new_round_may_invite_some(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.text_input(key="new-title").set_value("Autunno")
    page.radio(key="new-who-it").set_value(False).run()
    press(page, "new-round")
    assert errors(page)[0] == IT("rounds.problem.departments")

    page.multiselect(key="new-departments-it").set_value(["bruma"]).run()
    press(page, "new-round")
    made = world.operator.rounds("north")[-1]
    assert [one.participation.department_id for one in world.operator.progress(made.id)] == ["bruma"]


@pytest.mark.parametrize(
    ("title", "closes", "says"), [(" ", date(2027, 10, 31), "title"), ("Autunno", date(2027, 2, 1), "days")]
)
def test_a_new_round_that_cannot_be_is_refused_in_words(
    world: World, open_page: OpenPage, title: str, closes: date, says: str
) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.text_input(key="new-title").set_value(title)
    page.date_input(key="new-closes").set_value(closes)
    press(page, "new-round")

    assert errors(page)[0] == IT(f"rounds.problem.{says}")
    assert len(world.operator.rounds("north")) == 1


def test_the_last_day_is_moved_for_all_or_for_one(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.date_input(key=f"extend-day-{world.round_id}").set_value(date(2027, 6, 15))
    press(page, "extend-all")
    assert world.operator.round(world.round_id).closes_on == date(2027, 6, 15)

    page = unfold(open_page(rounds.show, coordinator(world)))
    choose(page, IT("rounds.department"), "alba")
    page.date_input(key=f"extend_one-day-{world.round_id}").set_value(date(2027, 7, 1))
    page.run()
    press(page, "extend-one")
    of_alba = next(one for one in world.operator.progress(world.round_id) if one.participation.department_id == "alba")
    assert of_alba.participation.extended_to == date(2027, 7, 1)


def test_a_round_is_closed_when_the_box_is_ticked_and_not_before(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(rounds.show, coordinator(world)))
    press(page, "close")
    assert errors(page) == [IT("rounds.problem.unconfirmed")]
    assert world.operator.round(world.round_id).closed_early_at is None

    page.checkbox(key=f"close-sure-{world.round_id}-it").check().run()
    press(page, "close")
    assert world.operator.round(world.round_id).closed_early_at is not None
    assert page.title[0].value == IT("rounds.title.closed", title="2027")


def test_an_assessment_is_reopened_with_a_reason_that_is_kept(world: World, open_page: OpenPage) -> None:
    world.submit("alba")
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.selectbox(key=f"reopen-{world.round_id}-department-it").set_value("alba").run()
    press(page, "reopen")
    assert errors(page)[0] == IT("rounds.problem.because")

    page.text_area(key=f"reopen-because-{world.round_id}-").set_value("Una risposta era doppia").run()
    press(page, "reopen")
    (of_alba,) = [one for one in world.operator.progress(world.round_id) if one.submission_id is not None]
    assert of_alba.reopened
    (event,) = [one for one in world.operator.events("north") if one.kind == "reopened"]
    assert event.details["because"] == "Una risposta era doppia"
    page = unfold(open_page(rounds.show, coordinator(world)))
    reopened = IT("events.reopened", round="2027", because="Una risposta era doppia")
    assert reopened in as_read(str(tables(page)[-1].to_csv()))


def test_more_departments_are_invited(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [NewDepartment("Zeta", "it", id="zeta")])
    page = unfold(open_page(rounds.show, coordinator(world)))
    page.multiselect(key=f"invite-{world.round_id}-it").set_value(["zeta"]).run()
    press(page, "invite")

    assert "zeta" in {one.participation.department_id for one in world.operator.progress(world.round_id)}


def test_before_publishing_it_is_said_who_counts_who_does_not_and_what_is_drawn(
    tmp_path: Path, open_page: OpenPage
) -> None:
    with network(tmp_path, 12) as world:
        world.operator.close(world.round_id)
        page = unfold(open_page(rounds.show, coordinator(world)))
        said = words(page)

        assert IT("rounds.publish.counted", 12) in said
        assert "Borgo d00, Borgo d01" in said
        assert list(tables(page)[0][IT("rounds.publish.why")]) == [IT("rounds.publish.reason.not_submitted")] * 2
        group, drawn = IT("benchmark.group.region"), IT("benchmark.preview.drawn")
        facts = {"group": group[:1].upper() + group[1:], "n": 12, "what": drawn[:1].lower() + drawn[1:]}
        assert IT("rounds.publish.group", None, **facts) in said

        press(page, "publish")
        assert world.operator.publications("north") == []  # the box was not ticked
        page.checkbox(key=f"publish-sure-{world.round_id}-it").check().run()
        press(page, "publish")
        assert len(world.operator.publications("north")[0].sheets) == 12
        assert page.title[0].value == IT("rounds.title.published", title="2027")


def test_publishing_again_too_early_keeps_the_figures_of_the_earlier_day(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 12) as world:
        world.operator.close(world.round_id)
        world.operator.publish(world.round_id)
        world.operator.reopen(world.round_id, "d00", "Again", date(2027, 7, 1))
        store = world.of("d00")
        draft = store.draft(world.round_id, "d00")
        assert draft is not None
        store.save_answers(draft.id, everything(3))
        store.submit(draft.id)
        page = unfold(open_page(rounds.show, coordinator(world)))
        page.checkbox(key=f"see-{world.round_id}-it").check().run()

        kept = IT("benchmark.preview.kept", day="1º\u00a0marzo 2027")
        assert kept[:1].lower() + kept[1:] in words(page)
        facts = {"day": "1º\u00a0marzo 2027", "came": 0, "left": 0, "otherwise": 1, "needed": 10}
        assert IT("benchmark.preview.change", None, **facts) in words(page)


def test_two_prospects_of_one_instant_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    counted = []
    for size in (7, 12):
        (tmp_path / str(size)).mkdir()
        with network(tmp_path / str(size), size) as world:
            drawn, _ = world.operator.prospect(world.round_id)
            assert drawn is not None
            counted.append(drawn.decisions[0].members)

    assert counted == [7, 12]


def test_nobody_to_count_cannot_be_published(world: World, open_page: OpenPage) -> None:
    world.operator.close(world.round_id)
    page = unfold(open_page(rounds.show, coordinator(world)))

    assert IT("rounds.publish.nobody") in words(page)
    assert not [one for one in page.button if one.key == "publish"]


# --- the register


def test_one_department_is_added_and_a_name_that_is_taken_is_refused(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(departments.show, coordinator(world)))
    page.text_input(key="name-add").set_value("Alba")
    press_first(page, "departments.add.button")
    assert errors(page)[0] == IT("departments.problem.name")

    page.text_input(key="name-add").set_value("Zeta")
    page.text_input(key="add-email").set_value("alba@example.org")
    page.text_input(key="add-contact").set_value("Zoe Zeta")
    press_first(page, "departments.add.button")
    post = f"{IT('access.role.chief')}, Alba"
    told = IT("access.in_the_way.address.coordinator", email="alba@example.org", post=post, place="Alba")
    assert errors(page)[0] == told

    page.text_input(key="add-email").set_value("zeta@example.org")
    press_first(page, "departments.add.button")
    assert [one.name for one in world.operator.departments("north")] == ["Alba", "Bruma", "Zeta"]
    assert world.operator.contacts("zeta")[0].email == "zeta@example.org"


def test_how_many_departments_the_region_has_is_said_and_written_down(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(departments.show, coordinator(world)))

    def save(page: AppTest, written: str) -> None:
        page.text_input(key="number-in-all-it").set_value(written)
        next(one for one in page.button if one.form_id == "region-size").click().run()

    save(page, "1")
    assert errors(page) == [IT("departments.size.too_few", 2)]
    save(page, "1,320")
    assert errors(page) == [IT("errors.number_doubtful", meant="1.320")]
    assert page.text_input(key="number-in-all-it").value == "1,320"

    save(page, "1 320")
    assert world.operator.region("north").departments_in_all == 1320
    again = unfold(open_page(departments.show, coordinator(world)))
    assert again.text_input(key="number-in-all-it").value == "1.320"
    assert IT("departments.in_all", region="North", in_all="1.320") in words(again)
    assert IT("events.region_changed", departments="1.320") in tables(again)[-1].to_csv()

    save(again, "")
    assert world.operator.region("north").departments_in_all is None
    emptied = unfold(open_page(departments.show, coordinator(world)))
    assert IT("departments.in_all", region="North", in_all="1.320") not in words(emptied)
    assert IT("events.region_changed", departments=IT("about.not_said")) in tables(emptied)[-1].to_csv()


def test_fewer_in_all_than_take_part_are_never_said(world: World, open_page: OpenPage) -> None:
    world.operator.change_region("north", 2)
    world.operator.add_departments("north", [NewDepartment("Zeta", "it", id="zeta")])
    page = unfold(open_page(departments.show, coordinator(world)))

    assert IT("departments.in_all", region="North", in_all="2") not in words(page)
    assert IT("departments.size.fewer", in_all=2, active=3) in [one.value for one in page.warning]


def test_a_name_written_otherwise_is_refused_and_one_that_is_alike_is_asked_about(
    world: World, open_page: OpenPage
) -> None:
    world.operator.add_departments("north", [NewDepartment("Forlì", "it")])
    page = unfold(open_page(departments.show, coordinator(world)))
    page.text_input(key="name-add").set_value("FORLI’")
    press_first(page, "departments.add.button")
    assert errors(page)[0] == IT("departments.problem.name")

    page.text_input(key="name-add").set_value("Polizia Locale di Forli")
    press_first(page, "departments.add.button")
    assert IT("departments.problem.alike", other="Forlì") in [one.value for one in page.warning]
    assert len(world.operator.departments("north")) == 3

    page.checkbox(key="another-add-it").check()
    press_first(page, "departments.add.button")
    assert len(world.operator.departments("north")) == 4


# --- one department


def open_department(open_page: OpenPage, world: World, name: str = "alba") -> AppTest:
    return unfold(open_page(department.show, coordinator(world), department=name))


def test_a_link_is_shown_once_and_signs_in(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="email-alba").set_value("new@example.org")
    press_in(page, "invite")
    link = page.code[0].value

    assert DoorStore(world.path, world.clock).link(digest(link.rpartition("/")[2])).is_good
    assert len(open_department(open_page, world).code) == 0


def test_a_new_colleague_is_invited_by_the_coordinator(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="email-alba").set_value("new@example.org")
    page.text_input(key="person-alba").set_value("Nina Novi")
    page.radio(key="role-alba-it").set_value(Role.MEMBER)
    press_in(page, "invite")

    assert ("Nina Novi", Role.MEMBER) in [(one.name, one.role) for one in world.operator.contacts("alba")]


def test_no_link_is_made_for_a_wrong_address(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="email-alba").set_value("nobody")
    press_in(page, "invite")

    assert errors(page)[0] == IT("access.problem.email")
    assert len(page.code) == 0


def test_the_register_is_edited_and_rounds_keep_what_they_had(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="name-alba").set_value("Alba Nuova")
    page.text_input(key="number-staff-alba-it").set_value("31")
    press_first(page, "departments.edit.button")

    assert world.operator.department("alba").name == "Alba Nuova"
    assert world.operator.department("alba").staff == 31
    assert [one.participation.name for one in world.operator.progress(world.round_id)] == ["Alba", "Bruma"]


def test_the_staff_of_the_register_can_be_emptied(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="number-staff-alba-it").set_value("")
    press_first(page, "departments.edit.button")

    assert world.operator.department("alba").staff is None


def test_a_number_that_cannot_be_read_changes_nothing(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="name-alba").set_value("Alba Nuova")
    page.text_input(key="number-staff-alba-it").set_value("trenta")
    next(one for one in page.button if one.label == "Salva").click().run()

    assert errors(page) == [Say("it")("errors.number_whole", example="1.250")]
    assert world.operator.department("alba").name == "Alba"
    assert page.text_input(key="number-staff-alba-it").value == "trenta"


def test_a_name_that_another_has_is_not_taken(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="name-alba").set_value("Bruma")
    press_first(page, "departments.edit.button")

    assert errors(page)[0] == IT("departments.problem.name")
    assert world.operator.department("alba").name == "Alba"


def test_a_department_becomes_part_of_another_and_may_come_back(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.selectbox(key="into-alba-it").set_value("bruma")
    press(page, "leave")
    assert world.operator.department("alba").left_on is None  # the box was not ticked

    page.checkbox(key="leave-sure-alba-it").check().run()
    page.selectbox(key="into-alba-it").set_value("bruma").run()
    press(page, "leave")
    assert world.operator.department("alba").merged_into == "bruma"
    page = open_department(open_page, world)
    left = IT("departments.merged", into="Bruma", day="1º\u00a0marzo 2027")
    assert left in words(page)

    press(page, "rejoin")
    assert world.operator.department("alba").left_on is None


def test_every_step_leaves_a_line_with_who_and_when(world: World, open_page: OpenPage) -> None:
    world.of("north").change_department("alba", Description("Alba", "it", 40, "union"))
    page = open_department(open_page, world)
    lines = tables(page)[-1]

    fields = enumeration([IT("taken.column.form"), IT("taken.column.staff")], "it")
    assert lines[IT("events.what")][0] == IT("events.department_changed", fields=fields)
    assert as_read(lines[IT("events.when")][0]) == "1º\u00a0marzo 2027, 10:00 · North, coordinamento regionale"


@pytest.mark.parametrize("name", ["corvo", "", "nobody"])
def test_a_department_of_another_region_is_unknown(world: World, open_page: OpenPage, name: str) -> None:
    page = open_department(open_page, world, name)

    assert page.title[0].value == IT("departments.unknown")
    assert not page.button


def test_a_department_shows_how_far_it_is_in_each_round(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    said = words(open_department(open_page, world))

    state = IT("region.turnout.state.submitted", day="1º\u00a0marzo 2027")
    assert IT("departments.in_round", round="2027", state=state) in said
    assert IT("departments.read") in said


def test_two_who_edit_a_department_keep_what_both_changed_and_the_same_field_is_told(world: World) -> None:
    store, drawn = world.of("north"), world.operator.department("alba")
    store.change_department("alba", Description("Alba", "it", 40), drawn)

    store.change_department("alba", Description("Alba", "it", 12, contact="Nina Novi"), drawn)
    assert (world.operator.department("alba").staff, world.operator.department("alba").contact) == (40, "Nina Novi")
    with pytest.raises(RegisterChanged):
        store.change_department("alba", Description("Alba", "it", 50), drawn)
    assert world.operator.department("alba").staff == 40


def test_a_name_is_not_taken_however_it_is_written(world: World) -> None:
    store = world.of("north")
    for change in (
        lambda: store.add_departments("north", [NewDepartment("ALBA ", "it")]),
        lambda: store.change_department("bruma", Description("aLBA", "it")),
        lambda: store.take_list("north", [NewDepartment("Zeta", "it"), NewDepartment("zeta", "it")], []),
    ):
        with pytest.raises(NotReady):
            change()
    assert [one.name for one in world.operator.departments("north")] == ["Alba", "Bruma"]


def test_a_code_belongs_to_one_department(world: World) -> None:
    store = world.of("north")
    store.change_department("alba", Description("Alba", "it", code="040012"))

    with pytest.raises(NotReady, match="code"):
        store.change_department("bruma", Description("Bruma", "it", code="040012"))


def test_a_new_round_asks_the_questionnaire_in_use_unless_told_otherwise(world: World, open_page: OpenPage) -> None:
    world.operator.keep_questionnaire(reworded_version("2.0"))  # kept last, and not the one of the file
    page = unfold(open_page(rounds.show, coordinator(world)))

    assert len(world.operator.questionnaires()) == 2
    assert page.selectbox(key="new-questionnaire").value == QUESTIONNAIRE.sha256
