"""The page of documents: what a chief finds there, and what a coordinator puts up, changes, removes and brings in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import OpenPage, press, tables, visit_to, words
from given import QUESTIONNAIRE
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment import library
from assessment.language import number
from assessment.library import Described
from assessment.people import Role
from assessment.questionnaire import with_only
from assessment.screens.coordinator import documents
from assessment.templates import templates
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

GUIDE = Described("PI1.1", "Guida *uno*", "Che cosa pubblicare", "guideline", "it", "", "https://example.org/guida.pdf")
OWN = replace(GUIDE, title="Ruolo", kind="role", address="", text="Compiti\n- *rispondere*", question_id="PI2.1")
IT = Say("it")
SHEET = templates()[0]


@pytest.fixture
def world(world: World) -> World:
    world.of("north").add_documents("north", [GUIDE, OWN, replace(GUIDE, title="Guide", language="en")])
    return world


def visit(world: World, who: str, language: str = "it") -> Visit:
    return visit_to(world.of(who), language)


def htmls(page: AppTest) -> str:
    return "\n".join(part.proto.body for part in page.get("html"))


def titles(world: World) -> list[str]:
    return [one.of.title for one in world.of("north").documents("north")]


def field(page: AppTest, name: str, say: Say = IT):  # type: ignore[no-untyped-def]
    label = say(f"documents.field.{name}")
    return next(one for kind in (page.text_input, page.text_area, page.selectbox) for one in kind if one.label == label)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["alba", "helper", "north"])
def test_all_of_a_region_find_the_sheets_and_its_documents(
    world: World, open_page: OpenPage, who: str, language: str
) -> None:
    say = Say(language)
    page = open_page(documents.show, visit(world, who, language))
    said, html = words(page), htmls(page)

    for one in templates():
        assert one.title[language] in html.replace("&#x27;", "'") and one.about[language] in html
        for ending in ("pdf", "docx"):
            assert f'href="/files/template/{one.id}.{ending}?language={language}" download' in html
    assert QUESTIONNAIRE.question("PI2.1").name[language] in html.replace("&#x27;", "'")
    assert 'href="https://example.org/guida.pdf"' in html and 'rel="noopener noreferrer"' in html
    assert say("documents.away", site="example.org") in said
    assert say("library.kind.guideline") in said and say("library.kind.role") in said
    assert [one.value for one in page.get("text")] == [OWN.text]
    first, second = ("Guide", "Guida *uno*") if language == "en" else ("Guida *uno*", "Guide")
    assert html.index(first) < html.index(second), "the reader's language first"
    assert (say("documents.add.title") in said) is (who == "north")


def test_where_nothing_is_put_up_that_is_said(world: World, open_page: OpenPage) -> None:
    for one in world.of("north").documents("north"):
        world.of("north").remove_document(one.id)

    assert IT("documents.none") in words(open_page(documents.show, visit(world, "alba")))
    assert IT("documents.none_for_region") in words(open_page(documents.show, visit(world, "north")))


def test_the_address_of_a_practice_shows_that_one_alone(world: World, open_page: OpenPage) -> None:
    page = open_page(documents.show, visit(world, "alba"), practice="PI2.1")  # no sheet of ours helps with it
    assert [one.value for one in page.get("text")] == [OWN.text] and "PDF" not in htmls(page)

    page = open_page(documents.show, visit(world, "alba"), practice=SHEET.helps[0])
    assert SHEET.title["it"] in htmls(page) and "Guida" not in htmls(page)
    assert IT("documents.all") in words(page)
    for unknown in ("ZZ1.1", "<script>"):
        assert IT("documents.opening") in words(open_page(documents.show, visit(world, "alba"), practice=unknown))


def test_who_cannot_open_a_link_tells_the_coordinator_who_says_when_it_works(world: World, open_page: OpenPage) -> None:
    page = open_page(documents.show, visit(world, "alba"))
    press(page, IT("documents.report"))
    assert world.of("north").documents("north")[0].broken_at is not None
    assert [one.label for one in page.button].count(IT("documents.report")) == 1  # of the other link

    page = open_page(documents.show, visit(world, "north"))
    assert IT("documents.broken", day="1\u00a0giugno 2027")[:30] in words(page)
    press(page, IT("documents.works"))
    assert world.of("north").documents("north")[0].broken_at is None


def test_what_was_told_of_an_earlier_address_is_not_told_of_the_new_one(world: World, open_page: OpenPage) -> None:
    page = open_page(documents.show, visit(world, "alba"), practice="PI1.1")
    for one in world.of("north").documents("north"):
        if one.of.address:
            world.of("north").change_document(one.id, 1, replace(one.of, address="https://example.org/nuova"))
    press(page, IT("documents.report"))
    assert all(one.broken_at is None for one in world.of("north").documents("north"))


def test_a_practice_that_only_the_round_under_way_asks_is_found(world: World, open_page: OpenPage) -> None:
    shown = visit(world, "alba")
    fewer = with_only(QUESTIONNAIRE, {one.id for one in QUESTIONNAIRE.questions()} - {"PI1.1"})
    newer = Visit(shown.person, shown.say, shown.store, fewer)
    assert "Guida *uno*" in htmls(open_page(documents.show, newer, practice="PI1.1"))


# --- the coordinator


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_put_up_and_the_form_is_empty_again(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    page = open_page(documents.show, visit(world, "north", language))
    given = replace(GUIDE, title="Nuovo", question_id="PI3.1", audience="tutti")
    for name in ("question_id", "kind", "language"):
        field(page, name, say).select(getattr(given, name))
    for name in ("title", "about", "audience", "address"):
        field(page, name, say).input(getattr(given, name))
    press(page, say("documents.add.title"))

    assert world.of("north").documents("north")[-1].of == given
    assert field(page, "title", say).value == "" and field(page, "text", say).value == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    page = open_page(documents.show, visit(world, "north", language))
    field(page, "title", say).input("x" * 201)
    field(page, "address", say).input("javascript:alert(1)")
    press(page, say("documents.add.title"))

    said = words(page)
    assert said.count(say("library.problem.missing")) == 3  # practice, line and kind
    assert say("library.problem.long", most="200") in said
    assert say("library.problem.address", given="javascript:alert(1)") in said
    assert field(page, "address", say).value == "javascript:alert(1)" and len(titles(world)) == 3
    field(page, "text", say).input("x" * 1_000_000)
    field(page, "address", say).input("")
    press(page, say("documents.add.title"))
    assert say("library.problem.long", most=number(20_000, language)) in words(page)
    assert len(field(page, "text", say).value) == 1_000_000


def opened(page: AppTest, world: World, nth: int) -> AppTest:
    made = world.of("north").documents("north")[nth].id
    page.session_state[f"fold-document-{made}"] = True
    return page.run()


def change(page: AppTest, name: str, value: str) -> None:
    """Type into the form of the document that is open, which comes after that of a new one."""
    label = IT(f"documents.field.{name}")
    fields = [*page.text_input, *page.text_area, *page.selectbox]
    [one for one in fields if one.label == label][-1].set_value(value)


def test_two_who_change_a_document_lose_nothing(world: World, open_page: OpenPage) -> None:
    page = opened(open_page(documents.show, visit(world, "north")), world, 0)
    world.sign_in("second", Role.COORDINATOR, region_id="north")
    made = world.of("north").documents("north")[0]
    world.of("second").change_document(made.id, 1, replace(GUIDE, title="Loro"))
    change(page, "title", "Mio")
    press(page, IT("documents.change.button"))

    assert IT("documents.change.meanwhile", name="Second") in words(page) and "Loro" in words(page)
    assert titles(world)[0] == "Loro"
    press(page, IT("documents.change.button"))
    assert titles(world)[0] == "Mio"


def test_a_document_is_removed_when_that_was_meant(world: World, open_page: OpenPage) -> None:
    page = opened(open_page(documents.show, visit(world, "north")), world, 0)
    press(page, IT("documents.remove.button"))
    assert IT("documents.remove.not_sure") in words(page) and len(titles(world)) == 3
    page.checkbox[0].check()
    press(page, IT("documents.remove.button"))
    assert titles(world) == ["Ruolo", "Guide"]


def brought(page: AppTest, data: bytes) -> AppTest:
    page.file_uploader[0].upload("shelf.yaml", data, "application/yaml")
    return page.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shelf_is_brought_in_and_nothing_twice(world: World, open_page: OpenPage, language: str) -> None:
    say, data = Say(language), library.written([GUIDE, OWN, replace(GUIDE, title="Altra"), replace(OWN, title="Terza")])
    page = brought(open_page(documents.show, visit(world, "north", language)), data)

    assert f"{say('documents.file.new', 2)} {say('documents.file.there', 2)}" in words(page)
    press(page, say("documents.file.button"))
    assert titles(world) == ["Guida *uno*", "Ruolo", "Guide", "Altra", "Terza"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_of_a_file_is_told_and_nothing_is_taken(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    data = library.written([GUIDE, replace(GUIDE, question_id="ZZ9.9", title="Nuova")])
    page = brought(open_page(documents.show, visit(world, "north", language)), data)

    assert say("documents.file.stopped", 1) in words(page)
    told = str(tables(page)[0])
    assert say("library.problem.practice", given="ZZ9.9")[:20] in told and "8" in told
    assert f"{say('documents.field.question_id')} (practice)" in told  # as it is called in the file too
    assert len(titles(world)) == 3
    for data in (b"documents:\n" + b"- title: x\n" * 500, b"x" * 1_000_001, b"\xff\xfe"):
        page = brought(open_page(documents.show, visit(world, "north", language)), data)
        assert say("documents.file.stopped", 1) in words(page)


def test_the_coordinator_sees_first_which_links_somebody_could_not_open(world: World, open_page: OpenPage) -> None:
    assert IT("documents.broken_links") not in words(open_page(documents.show, visit(world, "north")))
    world.of("alba").report_broken(world.of("north").documents("north")[0].id)

    page = open_page(documents.show, visit(world, "north"))
    assert IT("documents.broken_links") == page.header[0].value
    assert '<a href="/documents?practice=PI1.1" style="color:inherit">Guida *uno*</a>' in htmls(page)
    assert IT("documents.broken_links") not in words(open_page(documents.show, visit(world, "alba")))


def test_documents_of_a_practice_that_is_asked_no_more_can_be_moved(world: World, open_page: OpenPage) -> None:
    shown = visit(world, "north")
    fewer = with_only(QUESTIONNAIRE, {one.id for one in QUESTIONNAIRE.questions()} - {"PI1.1"})
    page = open_page(documents.show, Visit(shown.person, shown.say, shown.store, fewer))
    assert IT("documents.gone.title") in words(page)

    page = opened(page, world, 0)
    change(page, "question_id", "PI2.1")
    press(page, IT("documents.change.button"))
    assert world.of("north").documents("north")[0].of.question_id == "PI2.1"
