"""What came of a plan: beside a question that is asked again, and of each earlier round; never an answer by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from conftest import OpenPage, tables, visit_to, words
from given import IDS, QUESTIONNAIRE, everything
from regions import next_round
from test_commitments import made
from test_lineage import version
from worlds import START, World

from assessment import task
from assessment.answers import DONT_KNOW, Answer, Profile, Submission
from assessment.commitments import Commitment, Status
from assessment.findings.came_of import beside, came_of
from assessment.findings.commitments import became
from assessment.questionnaire import Questionnaire
from assessment.reading import commitments
from assessment.reading.commitments import Decided
from assessment.reading.department import Past
from assessment.screens.chief import history, questions
from assessment.screens.parts.markdown import plain
from assessment.storage import Store
from assessment.wording import Say

IT, ZONE = Say("it"), "Europe/Rome"
DONE_AT = datetime(2027, 6, 1, 9, tzinfo=UTC)
TOPIC = task.topic_of(QUESTIONNAIRE, "PI1.1").id


def replacing(old: str, new: str, *, comparable: bool = True) -> Questionnaire:
    """The questionnaire with one question in the place of another."""
    return version("2.0", (old, new), replaces=f'question: "{old}", comparable: {str(comparable).lower()}')


def plan_of(*steps: Commitment) -> Decided:
    return Decided(steps, {"": QUESTIONNAIRE}, {1: "2027", 2: "2028"})


def past(round_id: int, answers: Mapping[str, Answer], asked: Questionnaire = QUESTIONNAIRE) -> Past:
    handed_in = Submission(
        id=round_id,
        number=f"{2026 + round_id}-1",
        round_id=round_id,
        department_id="alba",
        department_name="Alba",
        questionnaire_sha256="",
        answers=answers,
        profile=Profile(),
        evidence={},
        shares_notes=False,
        submitted_at=START + timedelta(days=365 * round_id),
        author="Alba",
        sha256="",
    )
    return Past(str(2026 + round_id), asked, handed_in)


# Beside a question


def test_beside_a_question_stands_what_was_decided_on_it_newest_first_and_how_many_more() -> None:
    steps = [made("PI1.1", level, id=level, round_id=1 + (level > 2)) for level in (1, 2, 3, 4)]
    decided = plan_of(*steps, made("PI1.2", 2), made("PI1.1", 2, Status.NOT_PLANNED))

    assert beside("PI1.1", QUESTIONNAIRE, decided, IT, ZONE) == (
        became(steps[3], decided, IT, ZONE),
        became(steps[2], decided, IT, ZONE),
        IT("came_of.more", 2),
    )
    assert beside("PI1.2", QUESTIONNAIRE, decided, IT, ZONE) == (became(made("PI1.2", 2), decided, IT, ZONE),)
    assert beside("PI2.1", QUESTIONNAIRE, decided, IT, ZONE) == ()


def test_what_was_decided_on_a_question_stands_beside_the_one_that_replaced_it() -> None:
    decided = plan_of(made("PI1.1", 2))

    assert beside("PI1.9", replacing("PI1.1", "PI1.9"), decided, IT, ZONE)


# Of each earlier round


def test_of_an_earlier_round_it_is_said_how_its_steps_stand_and_what_level_was_said_before_and_after() -> None:
    decided = plan_of(
        made("PI1.1", 3, Status.DONE, since=DONE_AT),
        made("PI1.2", 3, Status.DONE, since=DONE_AT),
        made("PI2.1", 2, Status.UNDER_WAY),
        made("PI2.2", 2, Status.GIVEN_UP),
        made("PI3.1", 2, round_id=2),  # of the newest, of which nothing can have come yet
    )
    then = past(1, everything(1) | {"PI1.2": DONT_KNOW})
    (found,) = came_of({1: then, 2: past(2, everything(1) | {"PI1.1": 3})}, decided, IT, ZONE)

    done, begun, given_up = (
        IT(f"agenda.counted.{one}", n) for one, n in (("done", 2), ("under_way", 1), ("given_up", 1))
    )
    assert found.sentence == IT("came_of.steps", 4, round="2027", counts=f"{done}, {begun} e {given_up}")
    assert [row[0] for row in found.table.rows] == [
        QUESTIONNAIRE.question(one).name["it"] for one in ("PI1.1", "PI1.2")
    ]
    unknown = IT("commitments.from_to", now=QUESTIONNAIRE.dont_know["it"], then="1")
    assert [row[2] for row in found.table.rows] == [IT("commitments.from_to", now="1", then="3"), unknown]


def test_what_was_done_after_the_newest_answers_is_counted_and_set_beside_no_level() -> None:
    decided = plan_of(made("PI1.1", 3, Status.DONE, since=START + timedelta(days=900)), made("PI1.2", 3))
    (found,) = came_of({1: past(1, everything(1)), 2: past(2, everything(1))}, decided, IT, ZONE)

    assert IT("agenda.counted.done", 1) in found.sentence and found.table.rows == ()


def test_a_question_that_is_gone_is_said_to_be_and_one_that_replaced_it_is_read() -> None:
    decided = plan_of(made("PI1.1", 3, Status.DONE, since=DONE_AT))
    then = past(1, everything(1))
    replaced, gone = (replacing("PI1.1", "PI1.9", comparable=one) for one in (True, False))

    levels = [
        came_of({1: then, 2: past(2, {**everything(1), "PI1.9": 4}, asked)}, decided, IT, ZONE)[0].table.rows[0][2]
        for asked in (replaced, gone)
    ]

    assert levels == [IT("commitments.from_to", now="1", then=one) for one in ("4", IT("came_of.gone"))]


def test_with_one_round_or_none_nothing_can_have_come_of_it() -> None:
    decided = plan_of(made("PI1.1", 3))

    assert came_of({}, decided, IT, ZONE) == came_of({1: past(1, everything(1))}, decided, IT, ZONE) == ()


# On the pages


def done_before(world: World) -> Store:
    """A step of the first round that is done, and the second round begun."""
    store = world.submit("alba", level=1)
    store.take_step(world.round_id, "alba", "PI1.1", 3)
    store.change_commitment(store.commitments("alba")[0], status=Status.DONE)
    world.round_id = next_round(world).id
    world.begin()
    return store


def test_a_step_that_is_done_stands_beside_its_question_and_chooses_nothing(world: World, open_page: OpenPage) -> None:
    store = done_before(world)
    page = open_page(questions.show, visit_to(store, "it"), topic=TOPIC)
    decided = commitments.gather(store, "alba")

    assert words(page).count(plain(became(decided.all[0], decided, IT, ZONE))) == 1
    assert len(page.radio) > 1 and all(one.value is None for one in page.radio)
    draft = store.draft(world.round_id, "alba")
    assert draft is not None and store.answers(draft.id) == {}


def test_the_plan_is_read_once_for_all_the_questions_of_a_page(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, read, reads = done_before(world), Store.commitments, list[str]()

    def counting(self: Store, department_id: str, as_of: datetime | None = None) -> list[Commitment]:
        reads.append(department_id)
        return read(self, department_id, as_of)

    monkeypatch.setattr(Store, "commitments", counting)
    page = open_page(questions.show, visit_to(store, "it"), topic=TOPIC)

    assert len(page.radio) > 1 and reads == ["alba"]


def test_the_history_says_what_came_of_the_plan(world: World, open_page: OpenPage) -> None:
    store = done_before(world)
    before = words(open_page(history.show, visit_to(store, "it")))
    world.submit("alba", level=2)
    page = open_page(history.show, visit_to(world.of("alba"), "it"))

    assert IT("came_of.title") not in before
    assert IT("came_of.title") in [one.value for one in page.header]
    standing = IT("commitments.standing.done", month="marzo 2027")
    assert plain(IT("came_of.steps", 1, round="2027", counts=standing)) in words(page)
    assert IT("came_of.which") not in [one.label for one in page.expander]
    rows = [row for table in tables(page) for row in table.to_numpy().tolist()]
    assert [plain(QUESTIONNAIRE.question("PI1.1").name["it"]), plain(standing), "1\u00a0→\u00a02"] in rows


def test_many_steps_that_are_done_stand_in_a_fold(world: World, open_page: OpenPage) -> None:
    store = world.submit("alba", level=1)
    for question_id in IDS[:6]:
        store.take_step(world.round_id, "alba", question_id, 2, status=Status.DONE)
    world.round_id = next_round(world).id
    page = open_page(history.show, visit_to(world.submit("alba"), "it"))

    assert IT("came_of.which") in [one.label for one in page.expander]
