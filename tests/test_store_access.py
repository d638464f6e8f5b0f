"""Every public method of the store, asked by every role: allowed in its own place, refused everywhere else."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from assessment import storage
from assessment.answers import Brought, Profile, SeenBefore
from assessment.commitments import Commitment
from assessment.friendship import QUESTION, FriendWish, Remark, Reply, ReplyKind
from assessment.letters import Purpose, Wording
from assessment.library import Described
from assessment.people import Role
from assessment.rounds import Controller, Description, NewDepartment
from assessment.storage import NotAllowed, NotReady, SessionEnded, Store, TooLate
from tests.given import POLL, SHEETS, TALLY, everything
from tests.worlds import World, befriend, copied, filled, propose_friend

EVERYBODY = {"alba", "helper", "bruma", "friend", "north", "south", "admin", "nobody"}
OWN = {"alba", "helper"}  # the department's chief and member
ALL_OF_NORTH = {"alba", "helper", "bruma", "friend", "north", "admin"}


@dataclass(frozen=True)
class Place:
    """What the calls below are about: Alba's submission, and its open draft in a new round."""

    draft: int
    submission: int
    round: int
    planned: int  # a round that has not opened
    other_draft: int  # of Bruma
    introduction: int
    wish: int
    sha256: str
    post: int  # of Bruma's chief
    person: int  # who that is
    told: int  # an event that Alba has not read
    letter: int  # that the coordinator has put into the outbox
    step: Commitment  # of Alba
    document: int  # that the north has put up
    friendship: int  # Bruma's chief visits Alba; they have not agreed to the sentence of confidence
    helping: int  # somebody of Alba is to visit Bruma; nobody is named
    heard: int  # a poll of Alba
    opinion: int  # that Alba has asked for


DOCUMENT = Described("PI1.1", "Guide", "What to publish", "guideline", "en", address="https://example.org/")
OF_BOTH = {"alba", "bruma", "friend"}  # the chiefs of the two departments of a visit, and who visits
BROUGHT = Brought({"PI1.1": 3}, {("PI1.1", "note"): "x"}, {"press_office": True})
Call = Callable[[Store, Place], object]

# For each method: a call about Alba or the north, and who may make it. Whoever is not named is refused.
CALLS: dict[str, tuple[Call, set[str]]] = {
    "person": (lambda s, p: s.person(), EVERYBODY - {"nobody"}),
    "region": (lambda s, p: s.region("north"), ALL_OF_NORTH),
    "add_region": (lambda s, p: s.add_region("east", "East", "Europe/Rome"), {"admin"}),
    "regions": (lambda s, p: s.regions(), {"admin"}),
    "rename_region": (lambda s, p: s.rename_region("north", "Far North"), {"admin"}),
    "close_region": (lambda s, p: s.close_region("north"), {"admin"}),
    "reopen_region": (lambda s, p: s.reopen_region("north"), {"admin"}),
    "health": (lambda s, p: s.health(), {"admin"}),
    "happened": (lambda s, p: s.happened(), {"admin"}),
    "kinds": (lambda s, p: s.kinds(), {"admin"}),
    "department": (lambda s, p: s.department("alba"), OWN | {"north"}),
    "departments": (lambda s, p: s.departments("north"), {"north"}),
    "add_departments": (lambda s, p: s.add_departments("north", [NewDepartment("New", "it")]), {"north", "admin"}),
    "take_list": (lambda s, p: s.take_list("north", [NewDepartment("New", "it")], []), {"north", "admin"}),
    "change_region": (lambda s, p: s.change_region("north", 9), {"north", "admin"}),
    "controller": (lambda s, p: s.controller("north"), ALL_OF_NORTH),
    "change_controller": (
        lambda s, p: s.change_controller("north", Controller(name="North"), Controller()),
        {"north", "admin"},
    ),
    "change_department": (lambda s, p: s.change_department("alba", Description("Alba", "it", 9)), {"north", "admin"}),
    "leave": (lambda s, p: s.leave("alba"), {"north", "admin"}),
    "rejoin": (lambda s, p: s.rejoin("alba"), {"north", "admin"}),
    "contacts": (lambda s, p: s.contacts("alba"), OWN | {"north", "admin"}),
    "last_seen": (lambda s, p: s.last_seen("north", ["alba"]), {"north"}),
    "known_emails": (lambda s, p: s.known_emails("north"), {"north", "admin"}),
    "invite": (lambda s, p: s.invite("x@example.org", Role.CHIEF, department_id="alba"), {"north", "admin"}),
    "appoint": (lambda s, p: s.appoint("x@example.org", Role.CHIEF, department_id="alba"), {"north", "admin"}),
    "people": (lambda s, p: s.people(), {"admin"}),
    "own_posts": (lambda s, p: s.own_posts(), EVERYBODY - {"nobody"}),
    "new_link": (lambda s, p: s.new_link(p.post), {"north", "admin"}),
    "approaches": (lambda s, p: s.approaches(p.round), {"north"}),
    "approach": (lambda s, p: s.approach(p.round, "alba"), {"north"}),
    "wordings": (lambda s, p: s.wordings("north"), {"north", "admin"}),
    "keep_wording": (
        lambda s, p: s.keep_wording("north", Purpose.REMINDER, "it", Wording("Promemoria", "Gentile [department]")),
        {"north", "admin"},
    ),
    "send": (lambda s, p: s.send(p.round, Purpose.INVITATION, ["alba"]), {"north", "admin"}),
    "take_along": (lambda s, p: s.take_along(p.round, Purpose.INVITATION, ["alba"]), {"north", "admin"}),
    "remind_by_itself": (lambda s, p: s.remind_by_itself(p.round, on=True), {"north", "admin"}),
    "mail_link": (lambda s, p: s.mail_link(p.post), {"north", "admin"}),
    "mail_test": (lambda s, p: s.mail_test(), {"admin"}),
    "mailed": (lambda s, p: s.mailed(p.letter), {"north"}),
    "outbox": (lambda s, p: s.outbox(), {"admin"}),
    "own_sessions": (lambda s, p: s.own_sessions(), EVERYBODY - {"nobody"}),
    "end_own_session": (
        lambda s, p: [s.end_own_session(one.id) for one in [*(s.own_sessions() or ())][::-1]],  # this one last
        EVERYBODY - {"nobody"},
    ),
    "sign_out": (lambda s, p: s.sign_out(p.person), {"admin"}),
    "own_link": (lambda s, p: s.own_link(), EVERYBODY - {"nobody"}),
    "end_post": (lambda s, p: s.end_post(p.post), {"north", "admin"}),
    "change_role": (lambda s, p: s.change_role(p.post, Role.MEMBER), {"north", "admin"}),
    "correct_person": (lambda s, p: s.correct_person(p.person, name="Bo", email="bo@example.org"), {"north", "admin"}),
    "hand_over": (lambda s, p: s.hand_over(p.person, "Bo"), {"north", "admin"}),
    "erase": (lambda s, p: s.erase(p.person), {"admin"}),
    "end_what_is_over": (lambda s, p: s.end_what_is_over(), {"admin"}),
    "everything": (lambda s, p: s.everything("alba"), {"alba"}),
    "name_persona": (lambda s, p: s.name_persona("chief", "alba@example.org"), set()),
    "split": (lambda s, p: s.split("alba"), OWN),
    "take_pillar": (lambda s, p: s.take_pillar("alba", "PI", None), {"alba"}),
    "commitments": (lambda s, p: s.commitments("alba"), OWN),
    "history_of_commitment": (lambda s, p: s.history_of_commitment(p.step.id), OWN),
    "take_step": (lambda s, p: s.take_step(p.round, "alba", "PI1.2", 3), OWN),
    "change_commitment": (lambda s, p: s.change_commitment(p.step, who="Rosa"), OWN),
    "shares_plan": (lambda s, p: s.shares_plan("alba"), OWN),
    "share_plan": (lambda s, p: s.share_plan("alba", on=True), {"alba"}),
    "tells_opening": (lambda s, p: s.tells_opening("alba"), OWN),
    "tell_opening": (lambda s, p: s.tell_opening("alba", on=True), {"alba"}),
    "on_the_way": (lambda s, p: s.on_the_way("north"), {"north"}),
    "shared_plan": (lambda s, p: s.shared_plan("alba"), {"north"}),
    "planned_together": (lambda s, p: s.planned_together("north"), {"north"}),
    "plan_letters": (lambda s, p: s.plan_letters("alba"), OWN),
    "want_plan_letters": (lambda s, p: s.want_plan_letters("alba", on=True), OWN),
    "polls": (lambda s, p: s.polls("alba"), OWN),
    "tallies": (lambda s, p: s.tallies("alba"), OWN),
    "climates": (lambda s, p: s.climates("alba"), OWN),
    "keep_poll": (lambda s, p: s.keep_poll("alba", POLL, 1), OWN),
    "keep_tally": (lambda s, p: s.keep_tally("alba", TALLY, 1), OWN),
    "keep_climate": (lambda s, p: s.keep_climate("alba", SHEETS, 0), OWN),
    "remove_heard": (lambda s, p: s.remove_heard(p.heard), {"alba"}),
    "needed_together": (lambda s, p: s.needed_together("north"), {"north"}),
    "ask_opinion": (lambda s, p: s.ask_opinion(p.round, "alba", "Pattuglia", "it"), {"alba"}),
    "opinions": (lambda s, p: s.opinions("alba"), OWN),
    "end_opinion": (lambda s, p: s.end_opinion(p.opinion), {"alba"}),
    "events": (lambda s, p: s.events("north"), {"north", "admin"}),
    "told_of": (lambda s, p: s.told_of("alba"), OWN),
    "read_told": (lambda s, p: s.read_told([p.told]), {"alba"}),
    "rounds": (lambda s, p: s.rounds("north"), ALL_OF_NORTH),
    "round": (lambda s, p: s.round(p.round), ALL_OF_NORTH),
    "keep_questionnaire": (lambda s, p: s.keep_questionnaire(_questions()), {"admin"}),
    "questionnaires": (lambda s, p: s.questionnaires(), EVERYBODY - {"nobody"}),
    "questionnaires_of": (lambda s, p: s.questionnaires_of([p.sha256]), EVERYBODY - {"nobody"}),
    "questionnaire": (lambda s, p: s.questionnaire(p.sha256), EVERYBODY - {"nobody"}),
    "set_up_round": (
        lambda s, p: s.set_up_round("north", "2028", p.sha256, date(2028, 1, 1), date(2028, 2, 1)),
        {"north", "admin"},
    ),
    "invite_to": (lambda s, p: s.invite_to(p.round, "alba"), {"north", "admin"}),
    "extend": (lambda s, p: s.extend(p.round, date(2027, 8, 1)), {"north", "admin"}),
    "close": (lambda s, p: s.close(p.round), {"north", "admin"}),
    "rename_round": (lambda s, p: s.rename_round(p.round, "Autumn"), {"north", "admin"}),
    "move_round": (lambda s, p: s.move_round(p.planned, date(2028, 1, 1), date(2028, 2, 1)), {"north", "admin"}),
    "remove_round": (lambda s, p: s.remove_round(p.planned), {"north", "admin"}),
    "places": (lambda s, p: s.places("alba"), OWN),
    "titles": (lambda s, p: s.titles({p.round}), ALL_OF_NORTH),
    "progress": (lambda s, p: s.progress(p.round), {"north"}),
    "progress_through": (lambda s, p: s.progress_through("alba"), {"north"}),
    "prospect": (lambda s, p: s.prospect(p.round), {"north", "admin"}),
    "publish": (lambda s, p: s.publish(p.round), {"north", "admin"}),
    "publications": (lambda s, p: s.publications("north"), {"north", "admin"}),
    "comparison": (lambda s, p: s.comparison("alba"), OWN),
    "comparison_by_round": (lambda s, p: s.comparison_by_round("alba"), OWN),
    "comparisons": (lambda s, p: s.comparisons(p.submission), OWN),
    "comparison_as_nobody": (lambda s, p: s.comparison_as_nobody("alba"), OWN),
    "comparison_for_others": (lambda s, p: s.comparison_for_others("north"), {"north"}),
    "departure": (lambda s, p: s.departure("alba"), OWN),
    "moves": (lambda s, p: s.moves([p.round, p.round]), ALL_OF_NORTH - {"friend"}),
    "draft": (lambda s, p: s.draft(p.round, "alba"), OWN),
    "begin": (lambda s, p: s.begin(p.round, "alba"), OWN),
    "answers": (lambda s, p: s.answers(p.draft), OWN),
    "answer": (lambda s, p: s.answer(p.draft, "PI1.1"), OWN),
    "save_answer": (lambda s, p: s.save_answer(p.draft, "PI1.1", 3, 0), OWN),
    "undecided": (lambda s, p: s.undecided(p.draft), OWN),
    "take_saved": (lambda s, p: s.take_saved(p.draft, "PI1.1"), OWN),
    "save_answers": (lambda s, p: s.save_answers(p.draft, {"PI1.1": 3}), OWN),
    "note": (lambda s, p: s.note(p.draft, "PI1.1"), OWN),
    "notes": (lambda s, p: s.notes(p.draft), OWN),
    "bring_in": (lambda s, p: s.bring_in(p.draft, BROUGHT, SeenBefore({}, {}, Profile())), OWN),
    "note_as": (lambda s, p: s.note_as(p.draft, "PI1.1", "x"), OWN),
    "save_note": (lambda s, p: s.save_note(p.draft, "PI1.1", "x", 0), OWN),
    "evidence": (lambda s, p: s.evidence(p.draft), OWN),
    "profile": (lambda s, p: s.profile(p.draft), OWN),
    "save_profile": (lambda s, p: s.save_profile(p.draft, staff=4), OWN),
    "save_consent": (lambda s, p: s.save_consent(p.draft, shares_notes=True), {"alba"}),
    "submit": (lambda s, p: s.submit(p.draft), {"alba"}),
    "submission": (lambda s, p: s.submission(p.submission), OWN | {"north"}),
    "submissions": (lambda s, p: s.submissions("alba"), OWN | {"north"}),
    "submitted_in": (lambda s, p: s.submitted_in("alba"), OWN | {"north"}),
    "note_exported": (lambda s, p: s.note_exported(p.round, "workbook"), {"north"}),
    "note_backed_up": (lambda s, p: s.note_backed_up("0" * 64), {"admin"}),
    "note_restored": (lambda s, p: s.note_restored("0" * 64), {"admin"}),
    "mark_of": (lambda s, p: s.mark_of(p.round), {"north"}),
    "submissions_in": (lambda s, p: s.submissions_in(p.round), {"north"}),
    "counted": (lambda s, p: s.counted("alba"), OWN | {"north"}),
    "counted_by_round": (lambda s, p: s.counted_by_round("alba"), OWN | {"north"}),
    "answer_times": (lambda s, p: s.answer_times(p.round), {"north"}),
    "reopen": (lambda s, p: s.reopen(p.round, "alba", "Misread"), {"north", "admin"}),
    "seal": (lambda s, p: s.seal(p.submission), OWN | {"north"}),
    "seals": (lambda s, p: s.seals(), {"admin"}),
    "submission_numbered": (lambda s, p: s.submission_numbered("2027-00001"), set()),
    "propose": (lambda s, p: s.propose("PI1.1", "bruma", "alba"), {"north", "admin"}),
    "reply": (lambda s, p: s.reply(p.introduction, "alba", accept=True), {"alba"}),
    "introductions": (lambda s, p: s.introductions("north"), {"north", "admin"}),
    "introductions_of": (lambda s, p: s.introductions_of("alba"), OWN),
    "wish": (lambda s, p: s.wish("PI1.2", "alba"), {"alba"}),
    "take_back": (lambda s, p: s.take_back(p.wish), {"alba"}),
    "nobody_fits": (lambda s, p: s.nobody_fits(p.wish), {"north", "admin"}),
    "wishes": (lambda s, p: s.wishes("north"), {"north"}),
    "wishes_of": (lambda s, p: s.wishes_of("alba"), OWN),
    "plan_training": (lambda s, p: s.plan_training(p.round, "PI1.1", on=True), {"north"}),
    "training": (lambda s, p: s.training(p.round), {"north"}),
    "documents": (lambda s, p: s.documents("north"), OWN | {"bruma", "north"}),
    "add_documents": (lambda s, p: s.add_documents("north", [DOCUMENT]), {"north"}),
    "change_document": (lambda s, p: s.change_document(p.document, 1, DOCUMENT), {"north"}),
    "remove_document": (lambda s, p: s.remove_document(p.document), {"north"}),
    "report_broken": (lambda s, p: s.report_broken(p.document), OWN | {"bruma", "north"}),
    "document_works": (lambda s, p: s.document_works(p.document), {"north"}),
    "friend_wishes": (lambda s, p: s.friend_wishes("alba"), OWN),
    "wish_friend": (lambda s, p: s.wish_friend("alba", FriendWish.OFFERS, on=True), {"alba"}),
    "friends_wished": (lambda s, p: s.friends_wished("north"), {"north"}),
    "propose_friend": (lambda s, p: s.propose_friend(p.round, "alba", "bruma"), {"north"}),
    "friendships": (lambda s, p: s.friendships("north"), {"north"}),
    "friendships_of": (lambda s, p: s.friendships_of("alba"), OWN),
    "offer_friend": (lambda s, p: s.offer_friend(p.helping, "alba", p.person), {"alba"}),
    "accept_friend": (lambda s, p: s.accept_friend(p.friendship, "alba", p.person), {"alba"}),
    "decline_friend": (lambda s, p: s.decline_friend(p.friendship, "alba"), {"alba"}),
    "end_friendship": (lambda s, p: s.end_friendship(p.friendship), OF_BOTH),
    "extend_friendship": (lambda s, p: s.extend_friendship(p.friendship, "alba"), {"alba"}),
    "own_friendship": (lambda s, p: s.own_friendship(), {"friend"}),
    "confide": (lambda s, p: s.confide(p.friendship), {"friend"}),
    "visited_submission": (lambda s, p: s.visited_submission(p.friendship), {"friend"}),
    "visited_plan": (lambda s, p: s.visited_plan(p.friendship), {"friend"}),
    "said_in": (lambda s, p: s.said_in(p.friendship), OWN | {"friend"}),
    "changed_meanwhile": (lambda s, p: s.changed_meanwhile(p.friendship), {"friend"}),
    "save_remark": (lambda s, p: s.save_remark(p.friendship, "PI1.1", Remark(None), 0), {"friend"}),
    "save_words": (lambda s, p: s.save_words(p.friendship, QUESTION, "?", 0), {"friend"}),
    "hand_in": (lambda s, p: s.hand_in(p.friendship), {"friend"}),
    "save_reply": (lambda s, p: s.save_reply(p.friendship, "PI1.1", Reply(ReplyKind.ACCEPTS), 0), OWN),
    "answer_friend": (lambda s, p: s.answer_friend(p.friendship, "!", 0), OWN),
    "close_friendship": (lambda s, p: s.close_friendship(p.friendship), {"alba"}),
    "friend_on_paper": (lambda s, p: s.friend_on_paper(p.friendship, on=True), {"alba"}),
    "nearness": (lambda s, p: s.nearness("north"), {"north"}),
}


def _questions() -> bytes:
    from tests.given import QUESTIONS

    return QUESTIONS.read_bytes()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Place]:
    """The region of these tests, built once; each test gets a copy of its file."""
    made = World(tmp_path_factory.mktemp("template") / "in-touch.db")
    with filled(made):
        return made, _place(made)


@pytest.fixture
def world(template: tuple[World, Place], tmp_path: Path) -> Iterator[World]:
    with copied(template[0], tmp_path / "in-touch.db") as made:
        yield made


@pytest.fixture
def place(template: tuple[World, Place]) -> Place:
    return template[1]


def _place(world: World) -> Place:
    first = world.of("alba")
    draft = first.begin(world.round_id, "alba")
    first.save_profile(draft.id, staff=12, official_account=True)
    first.save_answers(draft.id, everything(2))
    first.save_consent(draft.id, may_be_asked=True)
    submission = first.submit(draft.id)
    introduction = world.operator.propose("PI1.1", "bruma", "alba")
    wish = first.wish("PI1.1", "alba")
    sha256 = world.operator.questionnaires()[0].sha256
    world.submit("bruma")
    world.operator.close(world.round_id)
    later = world.operator.set_up_round("north", "Summer", sha256, date(2027, 3, 1), date(2027, 7, 31)).id
    other = world.of("bruma").begin(later, "bruma")
    planned = world.operator.set_up_round("north", "2029", sha256, date(2029, 1, 1), date(2029, 2, 1)).id
    chief = world.of("bruma").person()
    return Place(
        first.begin(later, "alba").id,
        submission.id,
        later,
        planned,
        other.id,
        introduction,
        wish,
        sha256,
        chief.post_id,
        chief.id,
        first.told_of("alba")[0].event_ids[0],
        world.of("north").mail_link(chief.post_id),
        _taken(first, world.round_id),
        _put_up(world.of("north")),
        befriend(world),
        propose_friend(world, "bruma", "alba"),
        _heard(first),
        _asked(first, later),
    )


def _heard(store: Store) -> int:
    store.keep_poll("alba", POLL, 0)
    store.keep_tally("alba", TALLY, 0)
    return store.polls("alba")[0].id


def _asked(store: Store, round_id: int) -> int:
    store.ask_opinion(round_id, "alba", "Ufficio stampa", "it")
    return store.opinions("alba")[0].id


def _taken(store: Store, round_id: int) -> Commitment:
    store.take_step(round_id, "alba", "PI1.1", 3)
    return store.commitments("alba")[0]


def _put_up(store: Store) -> int:
    store.add_documents("north", [replace(DOCUMENT, title="Other guide")])
    return store.documents("north")[0].id


def test_every_public_method_of_the_store_is_in_the_table():
    public = {name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}

    assert public - {"held", "drawn_for"} == set(CALLS), "these two say how the others are called, and read nothing"


@pytest.mark.parametrize("method", sorted(CALLS))
def test_only_those_named_may(template: tuple[World, Place], world: World, tmp_path: Path, method: str):
    (call, allowed), (made, place) = CALLS[method], template
    before = _content(world.path)
    for who in sorted(EVERYBODY - allowed):
        with pytest.raises(SessionEnded if who == "nobody" else NotAllowed):
            call(Store(world.path, world.sessions.get(who, "0" * 64), world.clock), place)
        assert _content(world.path) == before, who

    for who in sorted(allowed):  # each in a world of their own: they change what is there
        with copied(made, tmp_path / f"{who}.db") as own:
            try:
                call(own.of(who), place)
            except (NotReady, TooLate) as error:  # allowed, and something else stands in the way
                assert not isinstance(error, SessionEnded), who


@pytest.mark.parametrize("method", ["answers", "note", "evidence", "profile", "save_answer", "save_note", "submit"])
def test_a_chief_has_nothing_to_do_with_anothers_draft(world: World, place: Place, method: str):
    call, _ = CALLS[method]
    with pytest.raises(NotAllowed):
        call(world.of("bruma"), place)


def test_a_chief_brings_in_colleagues_and_nobody_else(world: World):
    store = world.of("alba")

    assert store.invite("colleague@example.org", Role.MEMBER, department_id="alba")
    for role, where in ((Role.CHIEF, "alba"), (Role.MEMBER, "bruma")):
        with pytest.raises(NotAllowed):
            store.invite("x@example.org", role, department_id=where)


def test_letters_that_one_has_sent_and_sessions_are_nobody_elses(world: World, place: Place):
    session = world.of("north").own_sessions()[0].id

    for who in EVERYBODY - {"north", "nobody"}:
        with pytest.raises(NotAllowed):
            world.of(who).mailed(place.letter)
        with pytest.raises(NotAllowed):
            world.of(who).end_own_session(session)
    assert world.of("north").mailed(place.letter).id == place.letter
    assert [one.id for one in world.of("north").own_sessions()] == [session]


def test_where_links_are_mailed_the_operator_alone_is_shown_one(world: World, place: Place):
    for who in ("north", "admin"):
        store = Store(world.path, world.sessions[who], world.clock, shows_links=False)
        with pytest.raises(NotAllowed):
            store.new_link(place.post)
    assert Store(world.path, storage.OPERATOR, world.clock, shows_links=False).new_link(place.post)


def _content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is kept, but for when sessions were last used."""
    with closing(storage.connection.connect(path).conn) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(connection.execute(f"SELECT * FROM {name}")) for name in tables if name != "sessions"}
