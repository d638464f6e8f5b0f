"""A workbook read back, and the last look before handing in, while somebody else is at work."""

from __future__ import annotations

import pytest
from conftest import OpenPage, press, visit_to, words
from foreign import NO_WORKBOOKS, XLSX
from given import LANGUAGES, QUESTIONNAIRE, everything
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.answers import Evidence, NotApplicable, Profile
from assessment.report.spreadsheet import answers_workbook
from assessment.screens.chief import home, review
from assessment.wording import Say

IT = Say("it")


@pytest.fixture
def world(world: World) -> World:
    world.of("alba").save_profile(world.begin(), staff=12, official_account=True)
    return world


def uploaded(world: World, open_page: OpenPage, answers: dict[str, object], **beside: object) -> AppTest:
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    page.file_uploader[0].upload("answers.xlsx", answers_workbook(QUESTIONNAIRE, answers, "it", **beside), XLSX).run()
    assert not page.exception, page.exception[0].value
    return page


def test_what_somebody_answered_after_the_list_was_drawn_is_not_replaced_unseen(
    world: World, open_page: OpenPage
) -> None:
    page = uploaded(world, open_page, {"PI1.1": 2, "PI1.2": 1})
    assert not page.warning
    world.of("helper").save_answer(world.begin(), "PI1.1", 4, 0)
    press(page, IT("paper.take_over"))

    assert page.error[0].value == IT("paper.changed_meanwhile")
    assert page.warning[0].value == IT("paper.would_replace", 1)
    assert {key: one.value for key, one in world.of("alba").answers(world.begin()).items()} == {"PI1.1": 4}
    press(page, IT("paper.take_over"))
    assert {key: one.value for key, one in world.of("alba").answers(world.begin()).items()} == {"PI1.1": 2, "PI1.2": 1}
    assert IT("home.answered", given=2, count=38) in words(page)


IN_ONE_LANGUAGE = [  # every file that is none in one of the languages, in turn; in the others it is a proof
    pytest.param(*file, language, id=f"{called}-{language}", marks=() if nth % 3 == at else pytest.mark.proof)
    for nth, (called, file) in enumerate(NO_WORKBOOKS.items())
    for at, language in enumerate(LANGUAGES)
]


@pytest.mark.parametrize(("name", "data", "kind", "language"), IN_ONE_LANGUAGE)
def test_what_is_no_workbook_is_said_at_once_and_nothing_is_lost(
    world: World, open_page: OpenPage, name: str, data: bytes, kind: str, language: str
) -> None:
    world.of("alba").save_answer(world.begin(), "PI1.1", 3, 0)
    page = open_page(home.show, visit_to(world.of("alba"), language))
    page.file_uploader[0].upload(name, data, "application/octet-stream").run()

    assert not page.exception
    assert [one.value for one in page.error] == [Say(language)(f"upload.{kind}", most="1")]
    assert world.of("alba").answers(world.begin())["PI1.1"].value == 3
    page.file_uploader[0].upload("a.xlsx", answers_workbook(QUESTIONNAIRE, {"PI1.1": 2}, language), XLSX).run()
    assert not page.error
    assert Say(language)("paper.would_replace", 1) in [one.value for one in page.warning]


def test_a_file_that_is_another_one_is_no_cell_to_fix(world: World, open_page: OpenPage) -> None:
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    page.file_uploader[0].upload("a.xlsx", b"PK\x03\x04" + bytes(100), XLSX).run()

    assert [one.value for one in page.error] == [IT("spreadsheet.problem.no_workbook")]
    assert IT("paper.unchanged") in words(page)


def test_the_reason_that_would_be_replaced_is_shown(world: World, open_page: OpenPage) -> None:
    world.of("helper").save_answer(world.begin(), "DC5.2", NotApplicable("Siamo in *due*"), 0)
    page = uploaded(world, open_page, {"DC5.2": NotApplicable("Fa tutto uno")})

    assert [one.value for one in page.text if one.value in ("Siamo in *due*", "Fa tutto uno")] == [
        "Siamo in *due*",
        "Fa tutto uno",
    ]


def test_notes_links_and_details_are_taken_over_with_the_answers(world: World, open_page: OpenPage) -> None:
    draft, alba = world.begin(), world.of("alba")
    page = uploaded(
        world,
        open_page,
        {"PI1.1": 2},
        evidence={"PI1.1": Evidence("Verbale", ("https://example.org",))},
        profile=Profile(staff=12, population=9000, platforms={"facebook": None}),
    )

    assert {IT("paper.notes_differ", 2), IT("paper.profile_differs", 2)} <= {one.value for one in page.markdown}
    assert not page.warning  # nothing stands in their places
    press(page, IT("paper.take_over"))
    assert alba.answers(draft)["PI1.1"].value == 2
    assert alba.evidence(draft) == {"PI1.1": Evidence("Verbale", ("https://example.org",))}
    kept, _ = alba.profile(draft)
    assert kept == Profile(staff=12, official_account=True, population=9000, platforms={"facebook": None})


def test_notes_and_details_that_would_be_replaced_are_shown(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("helper").save_note(draft, "PI1.1", "Verbale *del* 3 marzo", 0)
    page = uploaded(world, open_page, {}, evidence={"PI1.1": Evidence("Determina 12")}, profile=Profile(staff=30))

    assert page.warning[0].value == IT("paper.would_replace_beside")
    assert [one.value for one in page.text][:2] == ["Verbale *del* 3 marzo", "Determina 12"]
    said = [one.value for one in page.markdown]
    assert f"**{IT('paper.saved_now')}** 12" in said
    assert f"**{IT('paper.in_the_file')}** 30" in said


@pytest.mark.parametrize("what", ["note", "profile"])
def test_a_note_or_detail_saved_after_it_was_drawn_is_not_replaced_unseen(
    world: World, open_page: OpenPage, what: str
) -> None:
    draft, helper = world.begin(), world.of("helper")
    page = uploaded(
        world, open_page, {"PI1.1": 2}, evidence={"PI1.1": Evidence("Determina 12")}, profile=Profile(population=9000)
    )
    if what == "note":
        helper.save_note(draft, "PI1.1", "Verbale", 0)
    else:
        helper.save_profile(draft, population=8000)
    press(page, IT("paper.take_over"))

    assert page.error[0].value == IT("paper.changed_meanwhile")
    assert page.warning[0].value == IT("paper.would_replace_beside")
    assert helper.answers(draft) == {}  # nothing of the file
    press(page, IT("paper.take_over"))
    assert helper.evidence(draft)["PI1.1"].note == "Determina 12"
    assert helper.profile(draft)[0].population == 9000


def test_a_round_that_closes_meanwhile_takes_nothing_over(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    page = uploaded(world, open_page, {"PI1.1": 2})
    world.of("north").close(world.round_id)
    press(page, IT("paper.take_over"))

    assert IT("home.too_late") in words(page)
    assert world.of("alba").answers(draft) == {}


@pytest.mark.parametrize("elsewhere", [True, False])
def test_consents_that_changed_elsewhere_are_not_handed_in_unseen(
    world: World, open_page: OpenPage, elsewhere: bool
) -> None:
    alba, draft = world.of("alba"), world.begin()
    alba.save_answers(draft, everything(2))
    alba.save_consent(draft, shares_notes=not elsewhere)
    page = open_page(review.show, visit_to(alba, "it"))
    page.checkbox[2].check().run()
    world.clock.at += world.clock.at.resolution
    alba.save_consent(draft, shares_notes=elsewhere)
    press(page, IT("review.submit"))

    assert page.error[0].value == IT("review.consents_changed")
    assert alba.submissions("alba") == []
    assert page.checkbox[0].value is elsewhere
    press(page, IT("review.submit"))
    assert [one.shares_notes for one in alba.submissions("alba")] == [elsewhere]
