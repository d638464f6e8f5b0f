"""The coordinator runs rounds and keeps the register: what each button does, and what is said where it does nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import OpenPage, words
from given import everything
from openpyxl import Workbook
from regions import coordinator, hand_in, network
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.people import Role
from assessment.screens import department, departments, rounds
from assessment.storage import DoorStore, digest
from assessment.wording import Say


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        yield made


def press(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception, page.exception[0].value
    return page


def choose(page: AppTest, label: str, value: object) -> None:
    next(one for one in page.selectbox if one.label == label).set_value(value)


def errors(page: AppTest) -> list[str]:
    return [one.value for one in page.error]


# --- rounds


def test_a_round_says_its_days_and_in_which_time_zone(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, coordinator(world, "en"))

    say, days = Say("en"), {"opens": "1 March 2027", "closes": "31 May 2027"}
    assert page.title[0].value == say("rounds.title.open", title="2027", day=days["closes"])
    assert say("rounds.facts.days", zone="Italy Time", **days) in words(page)
    assert "2 departments are invited; submitted: 0." in words(page)


def test_a_new_round_invites_all_that_take_part(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, coordinator(world))
    page.text_input(key="new-title").set_value("Autunno")
    page.date_input(key="new-opens").set_value(date(2027, 9, 1))
    page.date_input(key="new-closes").set_value(date(2027, 10, 31))
    press(page, "new-round")

    made = world.operator.rounds("north")[-1]
    assert (made.title, made.opens_on, made.closes_on) == ("Autunno", date(2027, 9, 1), date(2027, 10, 31))
    assert {one.participation.department_id for one in world.operator.progress(made.id)} == {"alba", "bruma"}


def test_a_new_round_may_invite_some(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, coordinator(world))
    page.text_input(key="new-title").set_value("Autunno")
    page.radio(key="new-who-it").set_value(False).run()
    press(page, "new-round")
    assert "scegliete almeno un comando" in errors(page)[0]

    page.multiselect(key="new-departments-it").set_value(["bruma"]).run()
    press(page, "new-round")
    made = world.operator.rounds("north")[-1]
    assert [one.participation.department_id for one in world.operator.progress(made.id)] == ["bruma"]


@pytest.mark.parametrize(
    ("title", "closes", "says"), [(" ", date(2027, 10, 31), "titolo"), ("Autunno", date(2027, 2, 1), "ultimo giorno")]
)
def test_a_new_round_that_cannot_be_is_refused_in_words(
    world: World, open_page: OpenPage, title: str, closes: date, says: str
) -> None:
    page = open_page(rounds.show, coordinator(world))
    page.text_input(key="new-title").set_value(title)
    page.date_input(key="new-closes").set_value(closes)
    press(page, "new-round")

    assert says in errors(page)[0]
    assert len(world.operator.rounds("north")) == 1


def test_the_last_day_is_moved_for_all_or_for_one(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, coordinator(world))
    page.date_input(key="extend-day").set_value(date(2027, 6, 15))
    press(page, "extend-all")
    assert world.operator.round(world.round_id).closes_on == date(2027, 6, 15)

    page = open_page(rounds.show, coordinator(world))
    choose(page, "Comando", "alba")
    page.date_input(key="extend_one-day").set_value(date(2027, 7, 1))
    page.run()
    press(page, "extend-one")
    of_alba = next(one for one in world.operator.progress(world.round_id) if one.participation.department_id == "alba")
    assert of_alba.participation.extended_to == date(2027, 7, 1)


def test_a_round_is_closed_when_the_box_is_ticked_and_not_before(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, coordinator(world))
    press(page, "close")
    assert errors(page) == ["Non è ancora successo nulla: spuntate prima la casella."]
    assert world.operator.round(world.round_id).closed_early_at is None

    page.checkbox(key="close-sure-it").check().run()
    press(page, "close")
    assert world.operator.round(world.round_id).closed_early_at is not None
    assert page.title[0].value == "2027 è chiusa e non pubblicata"


def test_an_assessment_is_reopened_with_a_reason_that_is_kept(world: World, open_page: OpenPage) -> None:
    world.submit("alba")
    page = open_page(rounds.show, coordinator(world))
    page.selectbox(key="reopen-department-it").set_value("alba").run()
    press(page, "reopen")
    assert "scrivete il motivo" in errors(page)[0]

    page.text_area(key="reopen-because").set_value("Una risposta era doppia").run()
    press(page, "reopen")
    (of_alba,) = [one for one in world.operator.progress(world.round_id) if one.submission_id is not None]
    assert of_alba.reopened
    (event,) = [one for one in world.operator.events("north") if one.kind == "reopened"]
    assert event.details["because"] == "Una risposta era doppia"
    page = open_page(rounds.show, coordinator(world))
    assert "Motivo: Una risposta era doppia" in str(page.table[-1].value.to_csv()).replace("\\", "")


def test_more_departments_are_invited(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [{"id": "zeta", "name": "Zeta", "language": "it"}])
    page = open_page(rounds.show, coordinator(world))
    page.multiselect(key="invite-it").set_value(["zeta"]).run()
    press(page, "invite")

    assert "zeta" in {one.participation.department_id for one in world.operator.progress(world.round_id)}


def test_before_publishing_it_is_said_who_counts_who_does_not_and_what_is_drawn(
    tmp_path: Path, open_page: OpenPage
) -> None:
    with network(tmp_path, 12) as world:
        world.operator.close(world.round_id)
        page = open_page(rounds.show, coordinator(world))
        said = words(page)

        assert "Verrebbero conteggiati 12 comandi" in said
        assert "Borgo d00, Borgo d01" in said
        assert list(page.table[0].value["Perché"]) == ["non ha inviato", "non ha inviato"]
        assert "Comandi della regione, 12 conteggiati: valori nuovi." in said

        press(page, "publish")
        assert world.operator.publications("north") == []  # the box was not ticked
        page.checkbox(key="publish-sure-it").check().run()
        press(page, "publish")
        assert len(world.operator.publications("north")[0].sheets) == 12
        assert page.title[0].value == "2027 è pubblicata"


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
        page = open_page(rounds.show, coordinator(world))
        page.checkbox(key="see-it").check().run()

        assert "mantiene i valori pubblicati in data 1 marzo 2027" in words(page)
        assert "con risposte diverse 1; ne servono 10 in tutto" in words(page)


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
    page = open_page(rounds.show, coordinator(world))

    assert "Non verrebbe conteggiato nessuno" in words(page)
    assert not [one for one in page.button if one.key == "publish"]


# --- the register


def test_the_register_is_listed_by_size_and_name(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 6) as world:
        page = open_page(departments.show, coordinator(world))
        listed = [one.proto.label for one in page.get("page_link") if one.proto.page == "department"]

    assert page.title[0].value == "Partecipano 8 comandi"
    assert listed == [
        *("Borgo d00", "Borgo d04", "Alba", "Borgo d01", "Borgo d05", "Bruma"),
        *("Borgo d02", "Borgo d03"),
    ]


def test_a_search_looks_past_capitals_and_accents(world: World, open_page: OpenPage) -> None:
    world.operator.add_departments("north", [{"name": "Cannigò", "language": "it"}])
    page = open_page(departments.show, coordinator(world))
    page.text_input(key="search").set_value("NIGO").run()

    assert [one.proto.label for one in page.get("page_link") if one.proto.page == "department"] == ["Cannigò"]


def test_one_department_is_added_and_a_name_that_is_taken_is_refused(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    page.text_input(key="name-add").set_value("Alba")
    next(one for one in page.button if one.label == "Aggiungi").click().run()
    assert "il nome manca o è già presente" in errors(page)[0]

    page.text_input(key="name-add").set_value("Zeta")
    page.text_input(key="add-email").set_value("alba@example.org")
    next(one for one in page.button if one.label == "Aggiungi").click().run()
    assert "appartiene a chi ha un altro ruolo" in errors(page)[0]

    page.text_input(key="add-email").set_value("zeta@example.org")
    next(one for one in page.button if one.label == "Aggiungi").click().run()
    assert [one.name for one in world.operator.departments("north")] == ["Alba", "Bruma", "Zeta"]
    assert world.operator.contacts("zeta")[0].email == "zeta@example.org"


def test_how_many_departments_the_region_has_is_said_and_written_down(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))

    def save(count: int) -> None:
        page.text_input(key="number-in-all-it").set_value(str(count))
        next(one for one in page.button if one.form_id == "region-size").click().run()

    save(1)
    assert errors(page) == ["Non salvato: partecipano già due comandi. Scrivete almeno questo numero."]

    save(320)
    assert world.operator.region("north").departments_in_all == 320
    again = open_page(departments.show, coordinator(world))
    assert again.caption[0].value == "North · 320 comandi nella regione in tutto"
    assert "Comandi della regione in tutto, partecipanti o no: 320" in again.table[0].value.to_csv()


def upload(page: AppTest, content: bytes, name: str) -> AppTest:
    page.file_uploader[0].upload(name, content, "text/csv")
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def test_a_list_with_a_problem_brings_nothing_in(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Nome;Personale\nZeta;12\nAlba;x\n", "list.csv")

    assert errors(page) == ["Non è stato aggiunto nulla: nel file ci sono 2 cose da correggere."]
    problems = page.table[0].value
    assert [one.replace("\\", "") for one in problems["Dove"]] == ["Riga 3, Comando", "Riga 3, Personale"]
    assert not [one for one in page.button if one.key == "add-list"]
    assert len(world.operator.departments("north")) == 2


def test_a_list_in_order_is_shown_first_and_added_whole(world: World, open_page: OpenPage) -> None:
    book = Workbook()
    for row in (["Department", "Staff", "Form"], ["=Zeta", 12, "union"], ["Yota", 150, "single"]):
        book.active.append(row)
    book.active["A2"].data_type = "s"
    content = io.BytesIO()
    book.save(content)
    page = open_page(departments.show, coordinator(world, "en"))
    upload(page, content.getvalue(), "list.xlsx")
    assert "Nothing has been added yet" in words(page)
    assert len(world.operator.departments("north")) == 2

    press(page, "add-list")
    assert [one.name for one in world.operator.departments("north")] == ["=Zeta", "Alba", "Bruma", "Yota"]
    assert [one.kind for one in world.operator.events("north")][:2] == ["department_added", "department_added"]


def test_an_address_of_somebody_elsewhere_brings_nothing_in(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    upload(page, b"Nome;E-mail\nZeta;zeta@example.org\nYota;south@example.org\n", "list.csv")
    press(page, "add-list")

    assert "appartiene a chi ha un altro ruolo" in errors(page)[0]
    assert len(world.operator.departments("north")) == 2


# --- one department


def open_department(open_page: OpenPage, world: World, name: str = "alba") -> AppTest:
    return open_page(department.show, coordinator(world), department=name)


def test_a_link_is_shown_once_and_signs_in(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    next(one for one in page.button if one.label == "Crea il link").click().run()
    link = page.code[0].value

    assert DoorStore(world.path, world.clock).link_is_good(digest(link.rpartition("/")[2]))
    assert len(open_department(open_page, world).code) == 0


def test_a_new_colleague_is_invited_by_the_coordinator(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="email-alba").set_value("new@example.org")
    page.text_input(key="person-alba").set_value("Nina Novi")
    page.radio(key="role-alba-it").set_value(Role.MEMBER)
    next(one for one in page.button if one.label == "Crea il link").click().run()

    assert ("Nina Novi", Role.MEMBER) in [(one.name, one.role) for one in world.operator.contacts("alba")]


@pytest.mark.parametrize(("email", "says"), [("nobody", "non è un indirizzo"), ("south@example.org", "altro ruolo")])
def test_no_link_is_made_for_a_wrong_address(world: World, open_page: OpenPage, email: str, says: str) -> None:
    page = open_department(open_page, world)
    page.text_input(key="email-alba").set_value(email)
    next(one for one in page.button if one.label == "Crea il link").click().run()

    assert says in errors(page)[0]
    assert len(page.code) == 0


def test_the_register_is_edited_and_rounds_keep_what_they_had(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.text_input(key="name-alba").set_value("Alba Nuova")
    page.text_input(key="number-staff-alba-it").set_value("31")
    next(one for one in page.button if one.label == "Salva").click().run()

    assert world.operator.department("alba").name == "Alba Nuova"
    assert world.operator.department("alba").staff == 31
    assert [one.participation.name for one in world.operator.progress(world.round_id)] == ["Alba", "Bruma"]


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
    next(one for one in page.button if one.label == "Salva").click().run()

    assert "il nome manca o è già presente" in errors(page)[0]
    assert world.operator.department("alba").name == "Alba"


def test_a_department_becomes_part_of_another_and_may_come_back(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.selectbox(key="into-it").set_value("bruma")
    press(page, "leave")
    assert world.operator.department("alba").left_on is None  # the box was not ticked

    page.checkbox(key="leave-sure-it").check().run()
    page.selectbox(key="into-it").set_value("bruma").run()
    press(page, "leave")
    assert world.operator.department("alba").merged_into == "bruma"
    page = open_department(open_page, world)
    assert page.caption[0].value.replace("\\", "") == "è confluito in Bruma il 1 marzo 2027"

    press(page, "rejoin")
    assert world.operator.department("alba").left_on is None


def test_an_access_is_ended_at_once(world: World, open_page: OpenPage) -> None:
    page = open_department(open_page, world)
    page.selectbox(key="end-who").set_value("helper@example.org").run()
    press(page, "end")

    assert [one.email for one in world.operator.contacts("alba")] == ["alba@example.org"]


def test_every_step_leaves_a_line_with_who_and_when(world: World, open_page: OpenPage) -> None:
    world.of("north").change_department("alba", staff=40, form="union")
    page = open_department(open_page, world)
    lines = page.table[-1].value

    assert lines["Che cosa"][0] == "Modifica nell’elenco: forma e personale"
    assert lines["Quando e chi"][0].replace("\\", "") == "1 marzo 2027, 10:00 · North"


@pytest.mark.parametrize("name", ["corvo", "", "nobody"])
def test_a_department_of_another_region_is_unknown(world: World, open_page: OpenPage, name: str) -> None:
    page = open_department(open_page, world, name)

    assert page.title[0].value == "Questo comando non è nell’elenco della vostra regione"
    assert not page.button


def test_a_department_shows_how_far_it_is_in_each_round(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    said = words(open_department(open_page, world))

    assert "2027: inviata il 1 marzo 2027" in said
    assert "Leggi" in said
