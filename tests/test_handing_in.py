"""The home page and the page before handing in: what is open is counted once, led to, and told as what it is."""

from __future__ import annotations

from conftest import OpenPage, press, visit_to, words
from given import QUESTIONNAIRE, everything
from regions import next_round
from worlds import World

from assessment import task
from assessment.assessed import Assessed
from assessment.findings import result
from assessment.screens.chief import home, review
from assessment.screens.parts.markdown import plain
from assessment.wording import Say

IT = Say("it")


def given(world: World, *left_out: str, account: bool | None = True) -> None:
    """Let the department answer everything but these questions, with one doubt about how it fits together."""
    alba, draft = world.of("alba"), world.begin()
    alba.save_profile(draft, staff=12, population=3, official_account=account)
    alba.save_answers(draft, {key: one for key, one in everything(2).items() if key not in left_out})


def folded_open(page: object) -> list[bool]:
    """Whether the answers of each pillar are open."""
    titles = tuple(plain(pillar.title["it"]) for pillar in QUESTIONNAIRE.pillars)
    shown = [one for one in page.expander if one.label.strip("*").endswith(titles)]  # type: ignore[attr-defined]
    return [one.proto.expanded for one in shown]


def test_only_what_can_be_handed_in_is_called_so_and_stands_open(world: World, open_page: OpenPage) -> None:
    given(world, "PI1.1")
    page = open_page(review.show, visit_to(world.of("alba"), "it"))
    assert IT("review.fits_means_open") in [one.value for one in page.markdown]
    assert folded_open(page) == [False] * len(QUESTIONNAIRE.pillars)

    given(world)
    page = open_page(review.show, visit_to(world.of("alba"), "it"))
    assert IT("review.fits_means") in [one.value for one in page.markdown]
    assert folded_open(page) == [True] * len(QUESTIONNAIRE.pillars)


def test_a_refusal_says_how_many_are_open_and_leads_to_the_first(world: World, open_page: OpenPage) -> None:
    given(world, "PI1.2", "DC5.1", "DC5.2")
    page = open_page(review.show, visit_to(world.of("alba"), "it"))
    listed = len(page.get("page_link"))
    press(page, IT("review.submit"))

    assert [one.value for one in page.error] == [IT("review.still_open", 3)]
    assert len(page.get("page_link")) == listed + 1
    assert "topic=PI1" in page.get("page_link")[-1].proto.query_string
    assert task.topic_of(QUESTIONNAIRE, "PI1.2").id == "PI1"


def test_a_refusal_for_want_of_details_leads_to_them(world: World, open_page: OpenPage) -> None:
    given(world, account=None)
    page = open_page(review.show, visit_to(world.of("alba"), "it"))
    press(page, IT("review.submit"))

    assert [one.value for one in page.error] == [IT("review.still_profile")]
    assert "topic=profile" in page.get("page_link")[-1].proto.query_string


def test_the_last_round_in_short_tells_of_the_essentials_once(world: World, open_page: OpenPage) -> None:
    answers = {**everything(2), "PI2.1": 0}
    alba, draft = world.of("alba"), world.begin()
    alba.save_profile(draft, staff=12, official_account=True)
    alba.save_answers(draft, answers)
    alba.submit(draft)
    next_round(world)
    said = words(open_page(home.show, visit_to(world.of("alba"), "it")))
    told = result(Assessed(QUESTIONNAIRE, answers), IT)

    assert told.headline in said
    assert told.essentials.headline not in said


def test_before_beginning_the_way_without_a_connection_is_announced(world: World, open_page: OpenPage) -> None:
    fresh = words(open_page(home.show, visit_to(world.of("alba"), "it")))
    world.begin()
    begun = words(open_page(home.show, visit_to(world.of("alba"), "it")))

    assert [IT("paper.once_begun") in said for said in (fresh, begun)] == [True, False]


def test_the_state_of_a_topic_stands_small_beneath_its_name(world: World, open_page: OpenPage) -> None:
    given(world, "PI1.2")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    states = [one.value for one in page.caption]

    assert sum(IT("home.state_done") in one for one in states) == len(task.topics(QUESTIONNAIRE)) - 1
    assert any(IT("home.answered_of", given=1, of=2) in one for one in states)
