"""The page of a department's details: two people at once, field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from conftest import OpenPage, press, visit_to, words
from given import QUESTIONNAIRE
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.answers import MOST_PURPOSE, AnswersError, Profile
from assessment.command import commands
from assessment.screens import SCREENS, open_to
from assessment.screens.chief import questions
from assessment.screens.everybody import help
from assessment.screens.parts import markdown
from assessment.storage import Unfit
from assessment.wording import Say

IT = Say("it")


@pytest.fixture
def world(world: World) -> World:
    world.begin()
    return world


@pytest.fixture
def page(world: World, open_page: OpenPage) -> AppTest:
    """The chief's page, drawn before a colleague filled in staff and platforms."""
    drawn = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    draft = world.begin()
    world.of("helper").save_profile(draft, staff=13, team_hours=4.5, platforms={"facebook": 1200, "x": None})
    return drawn


def label(field_id: str) -> str:
    """What a field of the profile is called."""
    return QUESTIONNAIRE.field(field_id).label["it"]


def theirs(words: str) -> str:
    """The line of what a colleague saved meanwhile."""
    return f"**{IT('questions.theirs')}** {words}"


def mine(words: str) -> str:
    """The line of what was chosen on this page."""
    return f"**{IT('questions.yours')}** {words}"


def box(page: AppTest, name: str, language: str = "it") -> Any:
    """The box of a number, by its name in the questionnaire."""
    label = QUESTIONNAIRE.field(name).label[language]
    return next(one for one in page.text_input if one.label.startswith(label))


def fill(page: AppTest) -> None:
    """Fill in the same fields otherwise."""
    box(page, "staff").set_value("14")
    box(page, "team_hours").set_value("6")
    page.multiselect[0].set_value(["instagram"]).run()
    assert not page.exception, page.exception[0].value


def test_each_field_that_changed_meanwhile_is_asked_about_at_its_place(world: World, page: AppTest) -> None:
    fill(page)

    assert [one.value for one in page.warning] == [IT("about.changed_meanwhile")] * 3
    said = [one.value for one in page.markdown]
    assert theirs("13") in said
    assert mine("14") in said
    assert theirs("Facebook (1.200), X") in said
    assert mine("Instagram") in said
    assert theirs("4,5") in said
    assert mine("6") in said
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (13, 4.5, {"facebook": 1200, "x": None})


def test_one_is_kept_and_the_others_taken(world: World, page: AppTest) -> None:
    fill(page)
    press(page, IT("questions.take_theirs"), 2)  # the hours
    press(page, IT("questions.take_theirs"), 1)  # the platforms
    assert len(page.warning) == 1
    assert set(page.multiselect[0].value) == {"facebook", "x"}
    press(page, IT("questions.keep_mine"))

    assert not page.warning
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (14, 4.5, {"facebook": 1200, "x": None})


def test_what_changed_again_while_it_was_asked_about_is_asked_about_again(world: World, page: AppTest) -> None:
    fill(page)
    world.of("helper").save_profile(world.begin(), staff=15)
    press(page, IT("questions.keep_mine"))

    assert theirs("15") in [one.value for one in page.markdown]
    press(page, IT("questions.keep_mine"))
    assert world.of("alba").profile(world.begin())[0].staff == 14


def test_a_choice_and_one_that_was_taken_back_are_asked_about_too(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, press_office=True)
    drawn = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    world.of("helper").save_profile(draft, form="union", press_office=None)
    form, press_office = (
        next(one for one in drawn.radio if one.label.startswith(label(field))) for field in ("form", "press_office")
    )
    form.set_value("single")
    press_office.set_value(False).run()

    said = [one.value for one in drawn.markdown]
    assert theirs(QUESTIONNAIRE.field("form").options["union"]["it"]) in said
    assert theirs(IT("about.not_said")) in said
    press(drawn, IT("questions.take_theirs"), 1)
    press(drawn, IT("questions.take_theirs"), 0)
    assert not drawn.warning
    kept, _ = world.of("alba").profile(draft)
    assert (kept.form, kept.press_office) == ("union", None)
    assert next(one for one in drawn.radio if one.label.startswith(label("form"))).value == "union"


@pytest.mark.parametrize(
    ("language", "hours", "population", "followers"),
    [("en", "4.5", "12,345", "2,433"), ("it", "4,5", "12.345", "2.433"), ("es", "4,5", "12.345", "2433")],
)
def test_numbers_stand_in_their_boxes_as_the_language_writes_them(
    world: World, open_page: OpenPage, language: str, hours: str, population: str, followers: str
) -> None:
    draft = world.begin()
    given = {"population": 12345, "first_year": 2016, "team_hours": 4.5, "platforms": {"facebook": 2433}}
    world.of("alba").save_profile(draft, **given)
    page = open_page(questions.show, visit_to(world.of("alba"), language), topic="profile")

    assert box(page, "population", language).value == population
    assert box(page, "first_year", language).value == "2016"
    assert box(page, "team_hours", language).value == hours
    followed = Say(language)("about.followers", platform="Facebook")
    assert next(one for one in page.text_input if one.label == followed).value == followers
    kept, version = world.of("alba").profile(draft)
    assert (dict(kept.platforms), version) == ({"facebook": 2433}, 1)  # drawing saves nothing


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        *(("it", "12.500", None), ("it", "12500", None), ("it", "12 500", None), ("es", "12.500", None)),
        *(("en", "12,500", None), ("en", "12.500", "12,500"), ("en", "12.000", "12,000"), ("it", "12,500", "12.500")),
    ],
)
def test_a_count_is_saved_as_the_language_writes_it_or_asked_about(
    world: World, open_page: OpenPage, language: str, typed: str, meant: str | None
) -> None:
    say, draft = Say(language), world.begin()
    page = open_page(questions.show, visit_to(world.of("alba"), language), topic="profile")
    box(page, "population", language).set_value(typed).run()

    asked = [] if meant is None else [say("errors.number_doubtful", meant=meant)]
    assert [one.value for one in page.error] == asked
    assert world.of("alba").profile(draft)[0].population == (None if asked else 12500)
    assert box(page, "population", language).value == typed


@pytest.mark.parametrize("typed", ["1.50", "2,5", "12.5.00", "１２", "1e3", "-3", "12 50", "9" * 12, "9" * 5000])
def test_what_may_be_no_count_is_said_in_words_and_saves_nothing(world: World, open_page: OpenPage, typed: str) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "en"), topic="profile")
    box(page, "population", "en").set_value(typed).run()

    assert len(page.error) == 1
    assert box(page, "population", "en").value == typed
    assert world.of("alba").profile(world.begin())[0].population is None


def test_a_number_can_be_taken_back(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, staff=13, team_hours=4.5)
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    box(page, "staff").set_value("")
    box(page, "team_hours").set_value(" ").run()

    kept, _ = world.of("alba").profile(draft)
    assert (kept.staff, kept.team_hours) == (None, None)


def test_what_is_no_number_is_said_at_its_place_and_nothing_is_lost(world: World, open_page: OpenPage) -> None:
    say, draft = Say("it"), world.begin()
    world.of("alba").save_profile(draft, staff=13, platforms={"facebook": 1200})
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    box(page, "staff").set_value("tredici")
    box(page, "population").set_value("18.500")
    box(page, "team_hours").set_value("20000")
    followed = say("about.followers", platform="Facebook")
    next(one for one in page.text_input if one.label == followed).set_value("1,5").run()

    whole = say("errors.number_whole", example="1.250")
    assert [one.value for one in page.error] == [whole, whole, say("errors.number_range", least="0", most="10.000")]
    assert say("about.saved") not in [one.value for one in page.markdown]
    assert box(page, "staff").value == "tredici"
    kept, _ = world.of("alba").profile(draft)
    assert (kept.staff, kept.population, dict(kept.platforms)) == (13, 18500, {"facebook": 1200})

    box(page, "staff").set_value("14")
    next(one for one in page.text_input if one.label == followed).set_value("1.500")
    box(page, "team_hours").set_value("2.5").run()
    assert not page.error
    kept, _ = world.of("alba").profile(draft)
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (14, 2.5, {"facebook": 1500})


def test_what_cannot_be_read_hides_no_change_of_a_colleague(world: World, open_page: OpenPage) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    box(page, "staff").set_value("tredici").run()
    world.of("helper").save_profile(world.begin(), staff=15)
    box(page, "staff").set_value("14").run()

    assert [one.value for one in page.warning] == [Say("it")("about.changed_meanwhile")]
    assert world.of("alba").profile(world.begin())[0].staff == 15


def test_what_can_no_longer_be_changed_is_shown_without_a_word_on_filling_it_in(
    world: World, open_page: OpenPage
) -> None:
    say, instruction = Say("it"), QUESTIONNAIRE.instruction["it"]
    chief = visit_to(world.of("alba"), "it")
    assert say("about.opening") in words(open_page(questions.show, chief, topic="profile"))
    assert instruction in words(open_page(questions.show, chief, topic="PI2"))
    world.submit()

    for topic, left_out in (("profile", say("about.opening")), ("PI2", instruction)):
        said = words(open_page(questions.show, chief, topic=topic))
        assert left_out not in said
        assert say("questions.read_only") in said


def purpose_of(platform: str) -> str:
    return IT("about.purpose", platform=QUESTIONNAIRE.field("platforms").options[platform]["it"])


def test_what_each_platform_in_use_is_for_is_typed_beside_it_and_saved(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, platforms={"facebook": 1200, "x": None}, purposes={"tiktok": "Giovani"})
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    lines = [one for one in page.text_input if one.label in map(purpose_of, QUESTIONNAIRE.field("platforms").options)]
    assert [one.label for one in lines] == [purpose_of("facebook"), purpose_of("x")]

    lines[0].set_value("  Avvisi *urgenti*, per chi   abita qui ").run()

    saved, _ = world.of("alba").profile(draft)
    assert saved.purposes == {"facebook": "Avvisi *urgenti*, per chi abita qui", "tiktok": "Giovani"}
    assert saved.platforms == {"facebook": 1200, "x": None}


def test_a_purpose_that_two_typed_is_asked_about_and_read_as_text(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, platforms={"facebook": None})
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    world.of("helper").save_profile(draft, purposes={"facebook": "**Loro**"})
    next(one for one in page.text_input if one.label == purpose_of("facebook")).set_value("Nostro").run()

    assert theirs(markdown.plain("Facebook: **Loro**")) in [one.value for one in page.markdown]
    assert world.of("alba").profile(draft)[0].purposes == {"facebook": "**Loro**"}
    press(page, IT("questions.take_theirs"))
    assert next(one for one in page.text_input if one.label == purpose_of("facebook")).value == "**Loro**"


@pytest.mark.parametrize(
    "purposes", [{"nowhere": "x"}, {"facebook": 3}, {"facebook": "x" * (MOST_PURPOSE + 1)}, "x", ["facebook"]]
)
def test_what_is_no_purpose_is_refused(world: World, purposes: Any) -> None:
    draft = world.begin()
    with pytest.raises((AnswersError, Unfit)):
        world.of("alba").save_profile(draft, purposes=purposes)


def test_a_profile_without_purposes_is_kept_as_before_there_were_any() -> None:
    assert "purposes" not in Profile(platforms={"x": 3}).to_json()
    assert Profile.from_json(Profile().to_json()) == Profile()
    assert Profile.from_json(Profile(purposes={"x": "y"}).to_json()) == Profile(purposes={"x": "y"})


def test_the_help_of_a_coordinator_names_every_page_of_the_menu(world: World, open_page: OpenPage) -> None:
    say, visit = Say("it"), visit_to(world.of("north"), "it")
    said = words(open_page(help.show, visit))
    names = [name for name in open_to(visit.person.role) if SCREENS[name].in_menu]

    assert len(names) == 6
    assert [name for name in names if f"«{say(f'menu.{name}')}»" not in said] == []
    assert say("help.opening_for_region") in said
    assert say("help.opening") not in said


@pytest.mark.parametrize("section", ["bringing_in", "setting_up", "publishing", "training", "seeing", "same_again"])
def test_the_help_answers_the_coordinator_and_nobody_else_on_the_pages_of_the_region(
    world: World, open_page: OpenPage, section: str
) -> None:
    for who, concerned in (("north", True), ("alba", False), ("admin", False)):
        said = words(open_page(help.show, visit_to(world.of(who), "it")))
        assert (Say("it")(f"help.{section}.text") in said) is concerned


@pytest.mark.parametrize(("who", "asks"), [("alba", "signing_in"), ("north", "signing_in_for_region")])
@pytest.mark.parametrize("mails", [True, False])
def test_the_help_names_somebody_who_can_give_a_new_link(
    world: World, open_page: OpenPage, who: str, asks: str, mails: bool
) -> None:
    said = words(open_page(help.show, replace(visit_to(world.of(who), "it"), mails=mails)))
    say, days = Say("it"), {"days": "30", "region_days": "7"}

    assert [
        key for key in ("signing_in", "signing_in_for_region") if say(f"help.{key}.text", None, **days) in said
    ] == [asks]
    assert (say("help.signing_in_mailed") in said) is mails


@pytest.mark.parametrize("who", ["alba", "north"])
@pytest.mark.parametrize("mails", [True, False])
def test_the_help_names_the_site_that_signs_people_in(world: World, open_page: OpenPage, who: str, mails: bool) -> None:
    visit = replace(visit_to(world.of(who), "it"), mails=mails, shows_links=False, signs_in_with="Accesso del Comune")
    said, say = words(open_page(help.show, visit)), Say("it")

    provider = {"provider": "Accesso del Comune"}
    assert (say("help.signing_in_also", None, **provider) in said) is mails
    assert (say("help.signing_in_vouched.text", None, **provider) in said) is not mails
    days = {"days": "30", "region_days": "7"}  # a link is no way in where nobody sends it
    links = [say(f"help.{key}.text", None, **days) in said for key in ("signing_in", "signing_in_for_region")]
    assert any(links) is mails


@pytest.mark.parametrize(("who", "said_to"), [("alba", "checking"), ("north", "checking_for_region")])
def test_the_help_says_how_a_report_is_checked_and_the_command_only_to_the_region(
    world: World, open_page: OpenPage, who: str, said_to: str
) -> None:
    said = words(open_page(help.show, visit_to(world.of(who), "it")))
    name, *given = help.COMMAND.removeprefix("python -m assessment ").split()

    assert Say("it")(f"help.{said_to}.text", None, command=help.COMMAND) in said
    assert (help.COMMAND in said) is (who == "north")
    assert set(given[:1]) <= {option for one in commands.commands[name].params for option in one.opts}
