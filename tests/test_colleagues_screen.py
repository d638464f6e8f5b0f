"""Several people of one department: who they are, and who answered what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from conftest import OpenPage, as_read, press, tables, unfold, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything
from regions import coordinator, hand_in
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio
from worlds import World

from assessment.people import Role
from assessment.screens.chief import home
from assessment.screens.coordinator import department
from assessment.screens.parts import letting_in
from assessment.storage import NotReady
from assessment.wording import Say

IT = Say("it")
QUESTION, WHO, WHEN = (IT(f"colleagues.head.{name}") for name in ("question", "who", "when"))


MEASURES = next(one for one in QUESTIONNAIRE.pillars if one.id == "MI")


def person(world: World, who: str) -> int:
    return world.of(who).person().id


def takes(page: AppTest, pillar: str) -> Radio:
    """The choice of who takes a pillar."""
    return next(one for one in page.radio if (one.key or "").startswith(f"takes-{pillar}-"))


def heads(page: AppTest) -> list[str]:
    """What stands on what is folded."""
    return [as_read(one.label) for one in page.expander]


def field(page: AppTest, key: str):
    return next(one for one in page.text_input if one.label == IT(key))


def unfolded(page: AppTest) -> AppTest:
    """The page with the fold opened that tells who answered what."""
    page.session_state["answered-it"] = True
    return page.run()


def answered(page: AppTest) -> dict[str, tuple[str, str]]:
    """Who answered each question and when, by its name; topics, in bold, with neither."""
    assert not tables(page)
    unfolded(page)
    table = next(one for one in tables(page) if WHO in one)
    return {row[QUESTION]: (row[WHO], as_read(row[WHEN])) for _, row in table.iterrows()}


def test_who_is_brought_in_is_in_the_list_at_once(world: World, open_page: OpenPage) -> None:
    world.begin()
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    field(page, "colleagues.name").set_value("Nora Nuova")
    field(page, "colleagues.email").set_value("nora@example.org")
    press(page, IT("letting_in.button.shown"))

    assert "**Nora Nuova** · nora@example.org" in words(page)
    link, message = (one.value for one in page.code)  # which stand there still
    assert link in message


def test_who_gets_access_from_the_coordinator_is_in_the_list_at_once(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(department.show, coordinator(world), department="alba"))
    page.text_input(key="email-alba").set_value("nora@example.org")
    page.text_input(key="person-alba").set_value("Nora Nuova")
    page.radio(key="role-alba-it").set_value(Role.MEMBER)
    next(one for one in page.button if one.form_id == "invite").click().run()

    assert "**Nora Nuova** · nora@example.org" in words(page)
    assert IT("access.manage", name="Nora Nuova", role=IT("access.role.member")) in words(page)
    assert len(page.code) == 1


def test_one_table_tells_who_answered_what_and_when(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_answer(draft, "PI1.1", 3, 0)
    world.clock.at += timedelta(minutes=5)
    world.of("helper").save_answer(draft, "DC1.1", 2, 0)

    found = answered(open_page(home.show, visit_to(world.of("helper"), "it")))
    names = {one.id: one.name["it"] for one in QUESTIONNAIRE.questions()}
    assert found[names["PI1.1"]] == ("Alba", "10:00")
    assert found[names["DC1.1"]] == ("Helper", "10:05")
    assert found[names["PI1.2"]] == (IT("findings.no_answer"), "")
    titles = [f"**{one.title['it']}**" for one in QUESTIONNAIRE.dimensions()]
    assert [one for one in found if one.startswith("**")] == titles
    assert len(found) == len(titles) + len(names)


def test_who_answered_is_told_after_submitting_too(world: World, open_page: OpenPage) -> None:
    world.submit("alba")

    found = answered(open_page(home.show, visit_to(world.of("helper"), "it")))
    assert {who for question, (who, _) in found.items() if not question.startswith("**")} == {"Alba"}


def test_what_comes_from_the_last_round_is_nobodys_answer_yet(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    world.operator.close(world.round_id)
    sha256 = world.operator.questionnaires()[0].sha256
    asked = world.operator.round(world.round_id)
    later = world.operator.set_up_round("north", "2028", sha256, asked.opens_on, asked.closes_on)
    draft = world.of("alba").begin(later.id, "alba", carry_over=True)
    world.of("helper").save_answer(draft.id, "PI1.1", 2, 1)

    found = answered(open_page(home.show, visit_to(world.of("alba"), "it")))
    names = {one.id: one.name["it"] for one in QUESTIONNAIRE.questions()}
    assert found[names["PI1.1"]] == ("Helper", "10:00")
    assert found[names["PI1.2"]] == (IT("colleagues.to_confirm"), "")


def test_in_short_it_is_told_how_many_answers_of_a_pillar_are_whose(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    asked = [one.id for one in MEASURES.questions()]
    for who, questions in (("alba", asked[:1]), ("helper", asked[1:4])):
        for one in questions:
            world.of(who).save_answer(draft, one, 2, 0)

    page = unfolded(open_page(home.show, visit_to(world.of("helper"), "it")))
    table = next(one for one in tables(page) if IT("colleagues.head.by") in one)
    row = table[table[IT("colleagues.head.pillar")] == MEASURES.title["it"]].iloc[0]
    assert row[IT("colleagues.head.answered")] == IT("home.answered_of", given=4, of=len(asked))
    assert row[IT("colleagues.head.by")] == "Alba: 1; Helper: 3"
    assert list(table[IT("colleagues.head.pillar")]) == [one.title["it"] for one in QUESTIONNAIRE.pillars]


# Who takes which pillar


def test_a_chief_brings_in_a_colleague_and_splits_the_pillars_before_anything_is_begun(
    world: World, open_page: OpenPage
) -> None:
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    assert IT("home.not_started") in words(page)
    field(page, "colleagues.name").set_value("Luca Conti")
    field(page, "colleagues.email").set_value("luca@example.org")
    press(page, IT("letting_in.button.shown"))
    luca = next(one for one in world.of("alba").contacts("alba") if one.name == "Luca Conti")
    takes(page, "MI").set_value(luca.person_id).run()

    assert not page.exception
    assert world.of("alba").split("alba") == {"MI": luca.person_id}
    assert world.operator.draft(world.round_id, "alba") is None


@pytest.mark.parametrize("who", ["alba", "helper"])
def test_the_task_list_shows_who_takes_a_pillar_and_locks_nothing(world: World, open_page: OpenPage, who: str) -> None:
    draft = world.begin()
    world.of("alba").take_pillar("alba", "MI", person(world, "alba"))
    world.of("helper").save_answer(draft, "MI1.1", 2, 0)

    labels = heads(open_page(home.show, visit_to(world.of(who), "it")))
    hinted = [one for one in labels if one.endswith(IT("colleagues.split.takes", name="Alba"))]
    assert [MEASURES.title["it"] in one for one in hinted] == [True]
    assert world.of("alba").answers(draft)["MI1.1"].author == "Helper"


def test_a_colleague_reads_the_split_and_changes_nothing_of_it(world: World, open_page: OpenPage) -> None:
    world.of("alba").take_pillar("alba", "MI", person(world, "helper"))

    page = open_page(home.show, visit_to(world.of("helper"), "it"))
    assert f"- {MEASURES.title['it']}: **Helper**" in words(page)
    assert f": **{IT('colleagues.split.nobody')}**" in words(page)
    assert not [one for one in page.radio if (one.key or "").startswith("takes-")]


def test_what_is_chosen_can_be_taken_back(world: World, open_page: OpenPage) -> None:
    world.of("alba").take_pillar("alba", "MI", person(world, "helper"))
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    takes(page, "MI").set_value(0).run()

    assert not page.exception
    assert world.of("alba").split("alba") == {}


def test_every_change_of_mind_is_kept_and_none_of_another_tab_is_taken_back(world: World, open_page: OpenPage) -> None:
    own, helper = person(world, "alba"), person(world, "helper")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    for who in (own, helper, 0, helper):
        takes(page, "MI").set_value(who).run()
        assert world.of("alba").split("alba").get("MI", 0) == who
    world.of("alba").take_pillar("alba", "MI", own)
    takes(page, "PI").set_value(helper).run()

    assert world.of("alba").split("alba") == {"MI": own, "PI": helper}
    assert takes(page, "MI").value == own


def test_where_nobody_else_has_access_there_is_nothing_to_split(world: World, open_page: OpenPage) -> None:
    world.of("bruma").begin(world.round_id, "bruma")

    page = open_page(home.show, visit_to(world.of("bruma"), "it"))
    assert IT("colleagues.split.title") not in heads(page)
    assert IT("colleagues.who") in heads(page)


def test_after_submitting_nothing_is_split_any_more(world: World, open_page: OpenPage) -> None:
    world.of("alba").take_pillar("alba", "MI", person(world, "helper"))
    world.submit("alba")

    assert IT("colleagues.split.title") not in heads(open_page(home.show, visit_to(world.of("alba"), "it")))


def test_two_of_one_name_are_told_apart_where_pillars_are_split(world: World, open_page: OpenPage) -> None:
    for email in ("luca@example.org", "l.conti@example.org"):
        world.operator.invite(email, Role.MEMBER, department_id="alba", name="Luca Conti")

    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    named = ["Luca Conti (luca@example.org)", "Luca Conti (l.conti@example.org)"]
    assert set(named) < {as_read(one) for one in takes(page, "MI").options}


def test_who_is_no_longer_here_takes_nothing(world: World) -> None:
    store, helper = world.of("alba"), world.of("helper").person()
    store.take_pillar("alba", "MI", helper.id)
    store.take_pillar("alba", "PI", person(world, "alba"))
    store.end_post(helper.post_id)

    assert store.split("alba") == {"PI": person(world, "alba")}
    with pytest.raises(NotReady) as refused:
        store.take_pillar("alba", "MI", helper.id)
    assert refused.value.missing == ["person"]


def test_another_role_in_the_department_keeps_the_pillar(world: World) -> None:
    helper = world.of("helper").person()
    world.of("alba").take_pillar("alba", "MI", helper.id)
    world.operator.change_role(helper.post_id, Role.CHIEF)

    assert world.of("alba").split("alba") == {"MI": helper.id}


@pytest.mark.parametrize(("pillar", "who", "missing"), [("XX", "helper", "pillar"), ("MI", "bruma", "person")])
def test_a_pillar_that_nobody_asks_and_people_of_elsewhere_are_refused(
    world: World, pillar: str, who: str, missing: str
) -> None:
    world.of("alba").take_pillar("alba", "MI", person(world, "alba"))
    with pytest.raises(NotReady) as refused:
        world.of("alba").take_pillar("alba", pillar, person(world, who))

    assert refused.value.missing == [missing]
    assert world.of("alba").split("alba") == {"MI": person(world, "alba")}


# What a colleague is written


def bring_in_by(world: World, open_page: OpenPage, language: str, **how: Any) -> AppTest:
    visit = replace(visit_to(world.of("alba"), language), public_url="https://in-touch.example.org", **how)
    page = open_page(home.show, visit)
    page.text_input(key="colleague-name").set_value("Nora *Nuova*")
    page.text_input(key="colleague-email").set_value("nora+polizia@example.org")
    press(page, letting_in.button(visit, Role.MEMBER))
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_comes_with_a_message_that_can_be_copied_or_sent(
    world: World, open_page: OpenPage, language: str
) -> None:
    page = bring_in_by(world, open_page, language)

    link, message = (one.value for one in page.code)
    assert Say(language)("mail.greeting", name="Nora *Nuova*") in message
    assert link in message and "Alba" in message
    (button,) = page.get("link_button")
    sent = urlsplit(button.proto.url)
    asked = parse_qs(sent.query)
    assert (sent.scheme, unquote(sent.path)) == ("mailto", "nora+polizia@example.org")
    assert asked == {"subject": [Say(language)("mail.handed.subject")], "body": [message.replace("\n", "\r\n")]}


def test_where_another_site_signs_in_the_message_says_so_and_has_no_link(world: World, open_page: OpenPage) -> None:
    page = bring_in_by(world, open_page, "it", shows_links=False, signs_in_with="Federa")

    (message,) = (one.value for one in page.code)
    assert "Federa" in message and "https://in-touch.example.org" in message and "/sign-in/" not in message


def test_where_letters_are_mailed_there_is_nothing_to_copy(world: World, open_page: OpenPage) -> None:
    page = bring_in_by(world, open_page, "it", shows_links=False, mails=True)

    assert not page.code and not page.get("link_button")


def test_a_chief_renews_a_link_and_takes_access_away(world: World, open_page: OpenPage) -> None:
    helper = world.of("helper").person()
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    act = page.radio(key=f"act-{helper.post_id}-it")
    act.set_value("link").run()
    page.button(key=f"link-{helper.post_id}").click().run()
    link, message = (one.value for one in page.code)
    assert link in message

    page.radio(key=f"act-{helper.post_id}-it").set_value("end").run()
    page.checkbox(key=f"sure-end-{helper.post_id}-it").check()
    press(page, IT("access.end.button"))
    assert [one.name for one in world.of("alba").contacts("alba")] == ["Alba"]
