"""A department that has left: its people read what was theirs and change nothing; what was counted stays counted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, timedelta

import pytest
from conftest import OpenPage, visit_to, words
from given import LANGUAGES, everything

from assessment.answers import Brought, Profile, SeenBefore
from assessment.people import Role
from assessment.reading.department import NotCompared, Reported, gather
from assessment.rounds import NewDepartment
from assessment.screens.chief import comparison, history, home, plan, questions, report, results, review
from assessment.screens.chief.parts import departed
from assessment.storage import ChangedMeanwhile, HasLeft, NotAllowed, NotReady, Store, TooLate, connection
from assessment.visit import Visit
from assessment.wording import Say
from tests.worlds import START, World

PAGES: dict[str, Callable[[Visit], None]] = {
    "home": home.show,
    "questions": questions.show,
    "review": review.show,
    "results": results.show,
    "comparison": comparison.show,
    "history": history.show,
    "plan": plan.show,
    "report": report.show,
}
OTHERS = [f"d{number}" for number in range(6)]


def take_part(world: World, *more: str) -> None:
    """Let six more departments submit, and what else is named."""
    operator = world.operator
    operator.add_departments("north", [NewDepartment(f"Other {one}", "it", 12, id=one) for one in OTHERS])
    operator.invite_to(world.round_id, *OTHERS)
    for one in (*OTHERS, *more):
        draft = operator.begin(world.round_id, one)
        operator.save_profile(draft.id, staff=12, official_account=True)
        operator.save_answers(draft.id, everything(2))
        operator.submit(draft.id)


def publish(world: World) -> None:
    """Publish a day later; who was signed in signs in again."""
    world.clock.at += timedelta(days=1)
    world.operator.publish(world.round_id)
    come_back(world)


def come_back(world: World) -> None:
    """Sign the two of Alba in again."""
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    world.sign_in("helper", Role.MEMBER, department_id="alba")


# --- what the store refuses ------------------------------------------------------------------------------------------

WRITES: dict[str, Callable[[Store, int], object]] = {
    "save_answer": lambda store, draft: store.save_answer(draft, "PI1.1", 3, 0),
    "save_answers": lambda store, draft: store.save_answers(draft, {"PI1.1": 3}),
    "take_saved": lambda store, draft: store.take_saved(draft, "PI1.1"),
    "save_note": lambda store, draft: store.save_note(draft, "PI1.1", "x", 0),
    "save_profile": lambda store, draft: store.save_profile(draft, staff=4),
    "save_consent": lambda store, draft: store.save_consent(draft, shares_notes=True),
    "bring_in": lambda store, draft: store.bring_in(
        draft, Brought({"PI1.1": 3}, {}, {}), SeenBefore({}, {}, Profile())
    ),
    "submit": lambda store, draft: store.submit(draft),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("into", [None, "bruma"])
def test_the_store_refuses_to_change_what_is_of_a_department_that_has_left(
    world: World, write: str, into: str | None
) -> None:
    draft, store = world.begin(), world.of("alba")
    store.save_profile(draft, staff=12, official_account=True)
    store.save_answers(draft, everything(2))
    before = store.answers(draft), store.profile(draft), store.evidence(draft)
    world.operator.leave("alba", into)

    with pytest.raises(HasLeft):
        WRITES[write](store, draft)
    assert (store.answers(draft), store.profile(draft), store.evidence(draft)) == before
    assert store.submissions("alba") == []

    world.operator.rejoin("alba")
    with suppress(ChangedMeanwhile):  # no longer who may, but what
        WRITES[write](store, draft)


def test_a_department_that_has_left_begins_nothing_and_asks_for_nothing(world: World) -> None:
    store = world.submit()
    store.wish("PI1.2", "alba")
    world.operator.leave("alba")
    world.operator.leave("bruma")

    with pytest.raises(HasLeft):
        world.of("bruma").begin(world.round_id, "bruma")
    with pytest.raises(NotReady):
        store.wish("PI1.1", "alba")
    assert store.wishes_of("alba") == []  # nobody will be proposed any more
    with pytest.raises(NotReady) as refused:
        world.operator.reopen(world.round_id, "alba", "Misread")
    assert refused.value.missing == ["left"]


def test_a_department_that_has_left_accepts_no_introduction(world: World) -> None:
    draft, store = world.begin(), world.of("alba")
    store.save_profile(draft, staff=12, official_account=True)
    store.save_answers(draft, everything(2))
    store.save_consent(draft, may_be_asked=True)
    store.submit(draft)
    made = world.operator.propose("PI1.1", "bruma", "alba")
    world.operator.leave("alba")

    for accept in (True, False):
        with pytest.raises(TooLate):
            store.reply(made, "alba", accept=accept)


# --- what its people read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alba", "helper"])
@pytest.mark.parametrize("stage", ["nothing", "begun", "submitted", "published"])
def test_every_page_is_drawn_and_offers_nothing_to_do(world: World, open_page: OpenPage, who: str, stage: str) -> None:
    if stage == "begun":
        world.begin()
    if stage in ("submitted", "published"):
        take_part(world, "alba")
    if stage == "published":
        world.operator.close(world.round_id)
        publish(world)
    world.operator.leave("alba", "bruma")
    visit, say = visit_to(world.of(who), "it"), Say("it")

    assert gather(visit.store, "alba") is None or stage in ("submitted", "published")
    for name, show in PAGES.items():
        page = open_page(show, visit)
        said = words(page)
        assert page.title, name
        for key in ("home.too_late", "home.no_round_next", "home.start", "history.first", "comparison.nothing_yet"):
            assert say(key) not in said, (name, key)
        assert not [one.label for one in page.radio if one.key and one.key.startswith("answer-")], name
        pressed = {one.label for one in page.button}
        assert not pressed & {say("home.start"), say("review.submit"), say("introductions.wish.ask")}, name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("into", [None, "bruma"])
def test_it_says_since_when_and_what_still_counts(
    world: World, open_page: OpenPage, language: str, into: str | None
) -> None:
    say = Say(language)
    take_part(world, "alba")
    world.operator.close(world.round_id)
    visit = visit_to(world.of("alba"), language)
    assert not open_page(departed.tell, visit).info

    publish(world)
    publish(world)
    world.clock.at += timedelta(days=1)
    world.operator.leave("alba", into)
    publish(world)
    visit = visit_to(world.of("alba"), language)
    (told,) = [one.value for one in open_page(departed.tell, visit).info]
    month = {"en": "March", "it": "marzo"}.get(language, "de\u00a0marzo")
    first, second, last = (f"{day}\N{NO-BREAK SPACE}{month}" for day in (2, 3, 4))
    since, counts = told.split("\n\n")
    assert last in since and ("Bruma" in since) == (into is not None)
    assert first in counts and second in counts and last not in counts
    assert counts == say("departed.counted", 2, days=counts_days(counts, say))


def counts_days(sentence: str, say: Say) -> str:
    """The days that a sentence names."""
    before, after = say("departed.counted", 2, days="|").split("|")
    return sentence.removeprefix(before).removesuffix(after)


def test_a_later_publication_leaves_it_out_and_says_why(world: World) -> None:
    take_part(world, "alba")
    world.operator.close(world.round_id)
    publish(world)
    world.operator.leave("alba")
    _, candidates = world.operator.prospect(world.round_id)
    assert [one.reason for one in candidates if one.department_id == "alba"] == ["left"]
    publish(world)

    counted = [set(one.sheets) for one in world.operator.publications("north")]
    assert counted == [{*OTHERS, "alba"}, set(OTHERS)]


@pytest.mark.parametrize("published", [False, True])
def test_what_was_never_counted_is_not_promised_to_be(world: World, published: bool) -> None:
    take_part(world, "alba")
    world.operator.leave("alba")
    if published:
        world.operator.close(world.round_id)
        publish(world)

    reported = gather(world.of("alba"), "alba")
    assert isinstance(reported, Reported) and reported.benchmark is NotCompared.LEFT


def test_what_counted_it_is_shown_before_what_was_published_later(world: World, open_page: OpenPage) -> None:
    take_part(world, "alba")
    world.operator.close(world.round_id)
    publish(world)
    first = world.round_id
    world.operator.leave("alba")
    sha256 = world.operator.questionnaires()[0].sha256
    world.clock.at = START + timedelta(days=200)
    later = world.operator.set_up_round("north", "Later", sha256, date(2027, 9, 17), date(2027, 10, 1), OTHERS)
    world.round_id = later.id
    for one in OTHERS:
        draft = world.operator.begin(later.id, one, carry_over=True)
        world.operator.save_answers(draft.id, everything(3))
        world.operator.submit(draft.id)
    world.operator.close(later.id)
    publish(world)
    said = words(open_page(comparison.show, visit_to(world.of("alba"), "it")))
    assert Say("it")("comparison.round", round=world.operator.round(first).title) in said


def test_the_one_that_it_became_part_of_does_not_see_its_answers(world: World) -> None:
    submitted = world.submit().submissions("alba")[0]
    world.operator.leave("alba", "bruma")

    for call in (
        lambda store: store.submission(submitted.id),
        lambda store: store.submissions("alba"),
        lambda store: store.draft(world.round_id, "alba"),
        lambda store: store.departure("alba"),
        lambda store: store.department("alba"),
    ):
        with pytest.raises(NotAllowed):
            call(world.of("bruma"))


def test_a_closed_region_is_read_on(world: World, open_page: OpenPage) -> None:
    world.submit()
    with closing(connection.connect(world.path).conn) as db:
        db.execute("UPDATE regions SET closed_at = ? WHERE id = 'north'", [START.isoformat()])
        db.commit()

    assert open_page(home.show, visit_to(world.of("alba"), "it")).title[0].value == "Alba"
