"""What a critical friend sees, beside a department's own pages: words, never a figure; and nobody else reads of it."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import OpenPage, as_read, visit_to, words
from given import LANGUAGES
from pdf_checks import squeezed, text
from test_friend_papers import on_paper, visit
from test_handover import Office, _settings_of_this_file, address, own_office  # noqa: F401 - fixtures
from worlds import World

from assessment.friendship import FriendWish
from assessment.reading.department import Reported, history
from assessment.reading.files import gather
from assessment.report import FORMS
from assessment.report.region import Files, making
from assessment.screens.chief import report, results
from assessment.screens.chief.parts.seen import of_rounds
from assessment.screens.coordinator import export
from assessment.screens.everybody import help as help_page
from assessment.wording import Say


@pytest.fixture
def world(world: World) -> World:
    world.submit("alba", 1)
    world.submit("bruma", 3)
    wish(world)
    return world


def wish(world: World) -> None:
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)


def sentence(language: str, same: int = 9, other: int = 1) -> str:
    say = Say(language)
    counts = say("findings.seen.counts", None, looked=str(same + other), same=str(same), other=str(other))
    return say("findings.seen.sentence", counts=counts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_says_in_a_line_that_a_friend_has_looked_and_no_figure_moves(
    world: World, open_page: OpenPage, language: str
) -> None:
    before = open_page(results.show, visit_to(world.of("alba"), language))
    visit(world)
    page = open_page(results.show, visit_to(world.of("alba"), language))

    assert sentence(language) not in words(before)
    assert sentence(language) in words(page)
    assert any('href="/friendship"' in part.proto.body for part in page.get("html"))
    for kind in ("title", "header", "metric"):
        assert [one.value for one in page.get(kind)] == [one.value for one in before.get(kind)]


def test_a_step_says_what_its_answer_rests_on_where_a_friend_has_looked(world: World, open_page: OpenPage) -> None:
    said = Say("it")("findings.seen.ground.same")
    assert said not in words(open_page(results.show, visit_to(world.of("alba"), "it")))
    visit(world)

    assert said in words(open_page(results.show, visit_to(world.of("alba"), "it")))


def test_nothing_stands_beside_the_result_of_whoever_visits(world: World, open_page: OpenPage) -> None:
    visit(world)

    assert 'href="/friendship"' not in words(open_page(results.show, visit_to(world.of("bruma"), "it")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chief_is_asked_once_whether_it_stands_on_paper_and_can_change_it(
    world: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    page = open_page(report.show, visit_to(world.of("alba"), language))
    assert say("report_page.friend.wanted") not in [one.label for one in page.radio]
    visit(world)

    page = open_page(report.show, visit_to(world.of("alba"), language))
    (asked,) = [one for one in page.radio if one.label == say("report_page.friend.wanted")]
    assert asked.value is None  # nothing is answered by default
    assert say("report_page.friend.not_asked") in words(page)
    for wanted in (True, False):
        page = asked.set_value(wanted).run()
        assert not page.exception
        (one,) = world.of("alba").friendships_of("alba")
        assert one.on_paper is wanted
        assert say("report_page.friend.means") in words(page)
        (asked,) = [one for one in page.radio if one.label == say("report_page.friend.wanted")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_no_chief_reads_how_it_was_chosen(world: World, open_page: OpenPage, language: str) -> None:
    made, say = visit(world), Say(language)
    page = open_page(report.show, visit_to(world.of("helper"), language))
    assert say("report_page.friend.is_off") in words(page)
    on_paper(world, made)

    page = open_page(report.show, visit_to(world.of("helper"), language))
    assert say("report_page.friend.is_on") in words(page)
    assert say("report_page.friend.wanted") not in [one.label for one in page.radio]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_says_it_of_the_round_in_which_the_friend_looked(
    world: World, open_page: OpenPage, language: str
) -> None:
    visit(world)
    past = list(history(world.of("alba"), "alba").values())
    page = open_page(lambda visit: of_rounds(visit, "alba", past), visit_to(world.of("alba"), language))

    assert as_read(page.caption[0].value) == Say(language)("history.seen", round="2027", sentence=sentence(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_says_what_a_friend_is(world: World, open_page: OpenPage, language: str) -> None:
    page = open_page(help_page.show, visit_to(world.of("alba"), language))

    assert Say(language)("help.friend.text") in words(page)


# What it does to the region, and to the coordinator's copies: nothing.


def test_the_files_of_the_region_say_the_same_with_and_without_a_friend(world: World) -> None:
    def made() -> list[object]:
        found: list[object] = []
        for for_others in (True, False):
            gathered = gather(world.of("north"), "north", world.round_id, for_others=for_others)
            assert gathered is not None
            with zipfile.ZipFile(io.BytesIO(Files(gathered).workbook("it"))) as packed:
                said = [name for name in packed.namelist() if "worksheets" in name or "sharedStrings" in name]
                assert len(said) > 2
                found.append({name: packed.read(name) for name in said})
            found.append(Files(gathered).report("it"))
        return found

    before = made()
    on_paper(world, visit(world))
    assert made() == before


def test_the_coordinators_copy_of_a_report_holds_nothing_of_a_friend(own_office: Office) -> None:  # noqa: F811
    def copies() -> dict[str, bytes]:
        return {form: own_office.get("north", address(own_office, form)).body for form in _FORMS}

    before, title = copies(), squeezed(Say("it")("report.friend.title"))
    own_office.world.submit("bruma", 3)
    wish(own_office.world)
    on_paper(own_office.world, visit(own_office.world))

    assert copies() == before
    own = own_office.get("alba", address(own_office, _FORMS[1])).body
    assert title in squeezed(text(own))
    assert title not in squeezed(text(before[_FORMS[1]]))


def test_the_zip_of_all_reports_is_made_of_copies_that_hold_nothing_of_a_friend(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_paper(world, visit(world))
    made: list[Reported] = []
    forms = {form: lambda told, language: made.append(told) or b"" for form in FORMS}
    monkeypatch.setattr(making, "FORMS", forms)
    monkeypatch.setattr(making, "workers", ThreadPoolExecutor)
    page = open_page(export.show, visit_to(world.of("north"), "it"))

    page.button(key="make").click().run()
    assert not page.exception
    for work in list(making._work.values()):
        work.wait()
    assert len(made) == 2
    assert [one.opinion for one in made] == [None, None]


_FORMS = ("brief.pdf?language=it", "full.pdf?language=it", "full.docx?language=it")
