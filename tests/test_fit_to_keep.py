"""What the store keeps is clean and within bounds, whoever hands it what: every method that writes, and the file then.

Each row of the tables puts something hostile into one place of a call. What comes back is an exception of the store's
own or nothing, and what the file holds afterwards is fit to be shown, printed and counted.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from given import POLL, QUESTIONNAIRE, QUESTIONS, SHEETS, TALLY, everything
from hypothesis import given
from hypothesis import strategies as st
from worlds import START, World, befriend, copied, filled

from assessment import language, library, sizes, storage
from assessment.answers import MOST_CHARACTERS, MOST_REASON, AnswersError, Brought, NotApplicable, Profile, SeenBefore
from assessment.command import commands
from assessment.friendship import MOST_REMARK, MOST_WORDS, FriendWish, Remark, Reply, ReplyKind
from assessment.letters import MOST_LETTER, MOST_SUBJECT, Purpose, Wording
from assessment.library import Described
from assessment.people import Role
from assessment.questionnaire import QuestionnaireError
from assessment.rounds import (
    MOST_AREA,
    MOST_CODE,
    MOST_DEPARTMENTS,
    MOST_EMAIL,
    MOST_NAME,
    MOST_STATED,
    MOST_TITLE,
    REACH,
    ChangedDepartment,
    Controller,
    Description,
    NewDepartment,
)
from assessment.storage import (
    ChangedMeanwhile,
    DocumentChanged,
    HeardMeanwhile,
    NotAllowed,
    NotReady,
    Overlap,
    ProfileChanged,
    RegisterChanged,
    SaidMeanwhile,
    Store,
    TooLate,
    Unfit,
)

SOURCE = Path(storage.__file__).parent.parent
OWN = (
    AnswersError,
    ChangedMeanwhile,
    DocumentChanged,
    HeardMeanwhile,
    NotAllowed,
    NotReady,
    Overlap,
    ProfileChanged,
    QuestionnaireError,
    RegisterChanged,
    SaidMeanwhile,
    TooLate,
    Unfit,
)
TODAY = START.date()
DOES_NOT_APPLY = next(one.id for one in QUESTIONNAIRE.questions() if one.not_applicable is not None)

TEXTS = [
    "",
    " \n\t ",
    "\x00",
    "\u200b\u2060",
    "Borgo\x00\x1b[31m\r\n  alto\u2028\u2029\x85e\u3000\u00a0basso\ufffe",
    "\ud800Borgo",
    "Forli\u0300",
    "'; DROP TABLE rounds; --",
    "x@example.org\x00",
    "y" * 100_000,
    "\N{POLICE OFFICER}" * 5_000,
    "https://example.org/\x00" + "z" * 5_000,
]
NUMBERS = [-1, 0, 10**9, 2**63 - 1, 2**63, 10**30, -(10**30), 10**5000]
DAYS = [date.min, date(1, 1, 2), TODAY - REACH - timedelta(days=1), TODAY + REACH + timedelta(days=1), date.max]


@dataclass(frozen=True)
class Place:
    """What the calls are about: Alba's submission, and its open draft in a new round."""

    draft: int
    reopenable: int  # the round that Alba has submitted in
    round: int
    planned: int
    introduction: int
    wish: int
    person: int  # Bruma's chief
    sha256: str


Call = Callable[[World, Place, Any], object]


def described(field: str, value: Any) -> Description:
    """Alba, with something else in one field."""
    return replace(Description("Alba", "it"), **{field: value})


def added(field: str, w: World, p: Place, x: Any) -> object:
    return w.operator.add_departments("north", [replace(NewDepartment("Nuovo", "it"), **{field: x})])


def taken(field: str, w: World, p: Place, x: Any) -> object:
    before = next(one for one in w.of("north").departments("north") if one.id == "alba")
    changed = [ChangedDepartment(before, described(field, x))] if field not in ("email", "id") else []
    return w.operator.take_list("north", [replace(NewDepartment("Altro", "it"), **{field: x})], changed)


def redescribed(field: str, w: World, p: Place, x: Any) -> object:
    return w.operator.change_department("alba", described(field, x))


def stated(field: str, w: World, p: Place, x: Any) -> object:
    return w.operator.change_controller("north", Controller(**{field: x}), Controller())


def asked(title: str, days: tuple[date, date], w: World, p: Place, **more: Any) -> object:
    return w.operator.set_up_round("north", title, p.sha256, *days, **more)


def worded(w: World, wording: Wording) -> object:
    return w.of("north").keep_wording("north", Purpose.INVITATION, "it", wording)


def put_up(field: str, w: World, p: Place, x: Any) -> int:
    without = {"address": ""} if field == "text" else {}
    w.operator.add_documents("north", [replace(DOCUMENT, **without | {field: x})])
    return w.operator.documents("north")[-1].id


def put_up_anew(field: str, w: World, p: Place, x: Any) -> object:
    without = {"address": ""} if field == "text" else {}
    if not w.operator.documents("north"):
        put_up("title", w, p, "One")
    made = w.operator.documents("north")[-1]
    return w.operator.change_document(made.id, made.version, replace(DOCUMENT, **without | {field: x}))


def changed(w: World, **values: Any) -> object:
    store = w.of("alba")
    store.take_step(w.round_id, "alba", "PI1.1", 3)
    return store.change_commitment(store.commitments("alba")[0], **values)


def brought(w: World, p: Place, what: Brought) -> object:
    store = w.of("alba")
    seen = {name: one.version for name, one in store.answers(p.draft).items()}
    noted = {name: one.version for name, one in store.notes(p.draft).items()}
    return store.bring_in(p.draft, what, SeenBefore(seen, noted, store.profile(p.draft)[0]))


DOCUMENT = Described("PI1.1", "Guide", "What to publish", "guideline", "en", address="https://example.org/")
DOCUMENT_TEXTS = ("question_id", "title", "about", "kind", "language", "audience", "address", "text")


def handed_in(w: World) -> World:
    """The same, once the friend has handed in, with another level in PI1.1."""
    friend = w.of("friend")
    for one in QUESTIONNAIRE.questions():
        with suppress(TooLate, SaidMeanwhile):
            friend.save_remark(FRIENDSHIP, one.id, Remark(4 if one.id == "PI1.1" else None, "x"), 0)
    with suppress(TooLate):
        friend.hand_in(FRIENDSHIP)
    return w


def replied(w: World, question: str, reply: Reply) -> object:
    return handed_in(w).of("alba").save_reply(FRIENDSHIP, question, reply, 0)


FREE = (date(2028, 1, 1), date(2028, 2, 1))  # no other round is open then
WORDS = ("name", "language", "form", "main_territory", "contact", "second_contact", "second_email", "area", "code")
STATED = ("name", "contact", "dpo", "act", "retention", "accessibility_contact")
CHOICES = ("form", "main_territory", "ops_centre")
PLAN_TEXTS = ("action", "who", "effort", "note", "because", "status")
COUNTS = ("population", "staff", "first_year", "team_people", "team_hours")

# For each method that writes, every place of it that takes a text.
TEXT_PLACES: dict[str, list[Call]] = {
    "add_region": [
        lambda w, p, x: w.operator.add_region("east", x, "Europe/Rome"),
        lambda w, p, x: w.operator.add_region(x, "East", "Europe/Rome"),
        lambda w, p, x: w.operator.add_region("west", "West", x),
    ],
    "change_region": [lambda w, p, x: w.operator.change_region(x, 9)],
    "rename_region": [
        lambda w, p, x: w.operator.rename_region("north", x),
        lambda w, p, x: w.operator.rename_region(x, "North"),
    ],
    "close_region": [lambda w, p, x: w.operator.close_region(x)],
    "reopen_region": [lambda w, p, x: w.operator.reopen_region(x)],
    "add_departments": [
        *(partial(added, field) for field in (*WORDS, "email", "id")),
        lambda w, p, x: w.operator.add_departments(x, [NewDepartment("Ovunque", "it")]),
    ],
    "take_list": [
        *(partial(taken, field) for field in (*WORDS, "email", "id")),
        lambda w, p, x: w.operator.take_list(x, [NewDepartment("Ovunque", "it")], []),
    ],
    "change_department": [
        *(partial(redescribed, field) for field in WORDS),
        lambda w, p, x: w.operator.change_department(x, Description("Alba", "it")),
    ],
    "leave": [lambda w, p, x: w.operator.leave("bruma", x or "?"), lambda w, p, x: w.operator.leave(x)],
    "rejoin": [lambda w, p, x: w.operator.rejoin(x)],
    "change_controller": [
        *(partial(stated, field) for field in STATED),
        lambda w, p, x: w.operator.change_controller(x, Controller("North"), Controller()),
    ],
    "invite": [
        lambda w, p, x: w.operator.invite("one@example.org", Role.CHIEF, department_id=x),
        lambda w, p, x: w.operator.invite("two@example.org", Role.COORDINATOR, region_id=x),
        lambda w, p, x: w.operator.invite(x, Role.CHIEF, department_id="alba"),
        lambda w, p, x: w.operator.invite("three@example.org", Role.CHIEF, department_id="alba", name=x),
        lambda w, p, x: w.operator.invite("four@example.org", Role.CHIEF, department_id="alba", language=x),
    ],
    "appoint": [
        lambda w, p, x: w.operator.appoint("one@example.org", Role.CHIEF, department_id=x),
        lambda w, p, x: w.operator.appoint("two@example.org", Role.COORDINATOR, region_id=x),
        lambda w, p, x: w.operator.appoint(x, Role.CHIEF, department_id="alba"),
        lambda w, p, x: w.operator.appoint("three@example.org", Role.CHIEF, department_id="alba", name=x),
        lambda w, p, x: w.operator.appoint("four@example.org", Role.CHIEF, department_id="alba", language=x),
    ],
    "keep_wording": [
        lambda w, p, x: w.of("north").keep_wording("north", Purpose.REMINDER, "it", Wording(x, "Testo")),
        lambda w, p, x: w.of("north").keep_wording("north", Purpose.REMINDER, "it", Wording("Oggetto", x)),
        lambda w, p, x: w.of("north").keep_wording("north", Purpose.REMINDER, x, Wording("Oggetto", "Testo")),
        lambda w, p, x: w.operator.keep_wording(x, Purpose.REMINDER, "it", Wording("Oggetto", "Testo")),
    ],
    "send": [lambda w, p, x: w.of("north").send(p.round, Purpose.INVITATION, [x])],
    "take_along": [lambda w, p, x: w.of("north").take_along(p.round, Purpose.INVITATION, [x])],
    "end_own_session": [lambda w, p, x: w.of("alba").end_own_session(x)],
    "own_link": [lambda w, p, x: w.of("alba").own_link()],
    "mail_test": [lambda w, p, x: w.of("admin").mail_test()],
    "correct_person": [
        lambda w, p, x: w.operator.correct_person(p.person, name=x, email="five@example.org"),
        lambda w, p, x: w.operator.correct_person(p.person, name="Bo", email=x),
    ],
    "hand_over": [lambda w, p, x: w.operator.hand_over(p.person, x)],
    "everything": [lambda w, p, x: w.operator.everything(x)],
    "note_restored": [lambda w, p, x: w.operator.note_restored("0" * 64)],
    "end_what_is_over": [lambda w, p, x: w.operator.end_what_is_over()],
    "name_persona": [lambda w, p, x: w.operator.name_persona(x, x)],  # which only a demo takes
    "keep_questionnaire": [
        lambda w, p, x: w.operator.keep_questionnaire(x.encode(errors="surrogatepass")),
        lambda w, p, x: w.operator.keep_questionnaire(
            QUESTIONS.read_bytes().replace(b'version: "', b'version: "' + x[:9].encode(errors="surrogatepass"), 1)
        ),
    ],
    "set_up_round": [
        lambda w, p, x: asked(x, FREE, w, p),
        lambda w, p, x: asked("2028", FREE, w, p, departments=[x]),
        lambda w, p, x: w.operator.set_up_round("north", "2028", x, *FREE),
        lambda w, p, x: w.operator.set_up_round(x, "2028", p.sha256, *FREE),
    ],
    "rename_round": [lambda w, p, x: w.operator.rename_round(p.round, x)],
    "invite_to": [lambda w, p, x: w.operator.invite_to(p.round, x)],
    "extend": [lambda w, p, x: w.operator.extend(p.round, date(2027, 8, 1), x or "?")],
    "reopen": [
        lambda w, p, x: w.operator.reopen(p.reopenable, "alba", x),
        lambda w, p, x: w.operator.reopen(p.reopenable, x, "Misread"),
    ],
    "begin": [lambda w, p, x: w.operator.begin(p.round, x)],
    "save_answer": [
        lambda w, p, x: w.of("alba").save_answer(p.draft, DOES_NOT_APPLY, NotApplicable(x), 0),
        lambda w, p, x: w.of("alba").save_answer(p.draft, DOES_NOT_APPLY, NotApplicable(x), 77),  # left undecided
        lambda w, p, x: w.of("alba").save_answer(p.draft, x, 3, 0),
        lambda w, p, x: w.of("alba").save_answer(p.draft, x, None, 0),
    ],
    "save_answers": [
        lambda w, p, x: w.of("alba").save_answers(p.draft, {DOES_NOT_APPLY: NotApplicable(x)}),
        lambda w, p, x: w.of("alba").save_answers(p.draft, {x: 3}),
    ],
    "take_saved": [lambda w, p, x: w.of("alba").take_saved(p.draft, x)],
    "save_note": [
        lambda w, p, x: w.of("alba").save_note(p.draft, "PI1.1", x, 0),
        lambda w, p, x: w.of("alba").save_note(p.draft, "PI1.1", x, 0, "links"),
        lambda w, p, x: w.of("alba").save_note(p.draft, "PI1.1", "x", 0, x),
        lambda w, p, x: w.of("alba").save_note(p.draft, x, "x", 0),
    ],
    "bring_in": [
        lambda w, p, x: brought(w, p, Brought({DOES_NOT_APPLY: NotApplicable(x)}, {}, {})),
        lambda w, p, x: brought(w, p, Brought({}, {("PI1.1", "note"): x}, {})),
        lambda w, p, x: brought(w, p, Brought({}, {("PI1.1", "links"): x}, {})),
        lambda w, p, x: brought(w, p, Brought({}, {(x, x): "x"}, {})),
        lambda w, p, x: brought(w, p, Brought({x: 3}, {}, {})),
        lambda w, p, x: brought(w, p, Brought({}, {}, {x: 3})),
        *(partial(lambda field, w, p, x: brought(w, p, Brought({}, {}, {field: x})), field) for field in CHOICES),
    ],
    "save_profile": [
        *(partial(lambda field, w, p, x: w.of("alba").save_profile(p.draft, **{field: x}), field) for field in CHOICES),
        lambda w, p, x: w.of("alba").save_profile(p.draft, platforms={x: 3}),
        lambda w, p, x: w.of("alba").save_profile(p.draft, **{x: 3}),
    ],
    "propose": [
        lambda w, p, x: w.operator.propose(x, "bruma", "alba"),
        lambda w, p, x: w.operator.propose("PI1.2", x, "alba"),
        lambda w, p, x: w.operator.propose("PI1.2", "bruma", x),
    ],
    "reply": [lambda w, p, x: w.operator.reply(p.introduction, x, accept=True)],
    "wish": [lambda w, p, x: w.operator.wish(x, "alba"), lambda w, p, x: w.operator.wish("PI1.2", x)],
    "plan_training": [lambda w, p, x: w.operator.plan_training(p.round, x, on=True)],
    "add_documents": [
        *(partial(put_up, field) for field in DOCUMENT_TEXTS),
        lambda w, p, x: w.operator.add_documents(x, [DOCUMENT]),
    ],
    "change_document": [partial(put_up_anew, field) for field in DOCUMENT_TEXTS],
    "take_step": [
        lambda w, p, x: w.operator.take_step(w.round_id, "alba", x, 3),
        lambda w, p, x: w.operator.take_step(w.round_id, x, "PI1.1", 3),
        lambda w, p, x: w.operator.take_step(w.round_id, "alba", "PI1.1", 3, because=x),
    ],
    "change_commitment": [
        *(partial(lambda field, w, p, x: changed(w, **{field: x}), field) for field in PLAN_TEXTS),
        lambda w, p, x: changed(w, **{x: "x"}),
    ],
    "tell_opening": [lambda w, p, x: w.operator.tell_opening(x, on=True)],
    "keep_poll": [
        lambda w, p, x: w.of("alba").keep_poll("alba", replace(POLL, where=x), 0),
        lambda w, p, x: w.of("alba").keep_poll("alba", replace(POLL, wanted={x: 3}), 0),
        lambda w, p, x: w.operator.keep_poll(x, POLL, 0),
    ],
    "keep_tally": [
        lambda w, p, x: w.of("alba").keep_tally("alba", replace(TALLY, posts={x: 60}), 0),
        lambda w, p, x: w.operator.keep_tally(x, TALLY, 0),
    ],
    "keep_climate": [
        lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, counts={x: SHEETS.counts["C01"]}), 0),
        lambda w, p, x: w.operator.keep_climate(x, SHEETS, 0),
    ],
    "ask_opinion": [
        lambda w, p, x: w.of("alba").ask_opinion(p.round, "alba", x, "it"),
        lambda w, p, x: w.of("alba").ask_opinion(p.round, "alba", "Pattuglia", x),
        lambda w, p, x: w.operator.ask_opinion(p.round, x, "Pattuglia", "it"),
    ],
    "share_plan": [lambda w, p, x: w.operator.share_plan(x, on=True)],
    "want_plan_letters": [lambda w, p, x: w.of("alba").want_plan_letters(x, on=True)],
    "take_pillar": [
        lambda w, p, x: w.operator.take_pillar("bruma", x, p.person),
        lambda w, p, x: w.operator.take_pillar(x, "PI", p.person),
    ],
}

FRIENDSHIP = 1  # to Alba, which has handed in nothing yet
TEXT_PLACES |= {
    "wish_friend": [
        lambda w, p, x: w.operator.wish_friend(x, FriendWish.WANTS, on=True),
        lambda w, p, x: w.operator.wish_friend("alba", x, on=True),
    ],
    "propose_friend": [
        lambda w, p, x: w.operator.propose_friend(p.round, x, "bruma"),
        lambda w, p, x: w.operator.propose_friend(p.round, "alba", x),
    ],
    "offer_friend": [lambda w, p, x: w.operator.offer_friend(FRIENDSHIP, x, p.person)],
    "accept_friend": [lambda w, p, x: w.operator.accept_friend(FRIENDSHIP, x, p.person)],
    "decline_friend": [lambda w, p, x: w.operator.decline_friend(FRIENDSHIP, x)],
    "extend_friendship": [lambda w, p, x: w.operator.extend_friendship(FRIENDSHIP, x)],
    "save_remark": [
        lambda w, p, x: w.of("friend").save_remark(FRIENDSHIP, "PI1.1", Remark(3, x), 0),
        lambda w, p, x: w.of("friend").save_remark(FRIENDSHIP, x, Remark(3, "x"), 0),
    ],
    "save_words": [
        lambda w, p, x: w.of("friend").save_words(FRIENDSHIP, "strength_1", x, 0),
        lambda w, p, x: w.of("friend").save_words(FRIENDSHIP, x, "x", 0),
    ],
    "save_reply": [
        lambda w, p, x: replied(w, "PI1.1", Reply(ReplyKind.KEEPS, x)),
        lambda w, p, x: replied(w, x, Reply(ReplyKind.KEEPS, "x")),
    ],
    "answer_friend": [lambda w, p, x: handed_in(w).of("alba").answer_friend(FRIENDSHIP, x, 0)],
}

# And every place that takes a number.
NUMBER_PLACES: dict[str, list[Call]] = {
    "add_region": [lambda w, p, x: w.operator.add_region("east", "East", "Europe/Rome", x)],
    "change_region": [lambda w, p, x: w.operator.change_region("north", x)],
    "add_departments": [partial(added, "staff")],
    "take_list": [partial(taken, "staff")],
    "change_department": [partial(redescribed, "staff")],
    "invite_to": [lambda w, p, x: w.operator.invite_to(x, "alba")],
    "extend": [lambda w, p, x: w.operator.extend(x, date(2027, 8, 1))],
    "close": [lambda w, p, x: w.operator.close(x)],
    "end_post": [lambda w, p, x: w.operator.end_post(x)],
    "sign_out": [lambda w, p, x: w.operator.sign_out(x)],
    "read_told": [lambda w, p, x: w.of("alba").read_told([x])],
    "correct_person": [lambda w, p, x: w.operator.correct_person(x, name="Bo", email="six@example.org")],
    "hand_over": [lambda w, p, x: w.operator.hand_over(x, "Bo")],
    "new_link": [lambda w, p, x: w.operator.new_link(x)],
    "mail_link": [lambda w, p, x: w.operator.mail_link(x)],
    "send": [lambda w, p, x: w.operator.send(x, Purpose.REMINDER, ["alba"])],
    "take_along": [lambda w, p, x: w.operator.take_along(x, Purpose.REMINDER, ["alba"])],
    "remind_by_itself": [lambda w, p, x: w.operator.remind_by_itself(x, on=True)],
    "plan_training": [lambda w, p, x: w.operator.plan_training(x, "PI1.1", on=True)],
    "change_document": [
        lambda w, p, x: w.operator.change_document(x, 1, DOCUMENT),
        lambda w, p, x: w.operator.change_document(put_up("title", w, p, "One"), x, DOCUMENT),
    ],
    "remove_document": [lambda w, p, x: w.operator.remove_document(x)],
    "report_broken": [lambda w, p, x: w.of("alba").report_broken(x)],
    "document_works": [lambda w, p, x: w.operator.document_works(x)],
    "take_step": [
        lambda w, p, x: w.operator.take_step(x, "alba", "PI1.1", 3),
        lambda w, p, x: w.operator.take_step(w.round_id, "alba", "PI1.1", x),
    ],
    "keep_poll": [
        lambda w, p, x: w.of("alba").keep_poll("alba", replace(POLL, asked=x), 0),
        lambda w, p, x: w.of("alba").keep_poll("alba", replace(POLL, wanted={"traffic": x}), 0),
        lambda w, p, x: w.of("alba").keep_poll("alba", POLL, x),
    ],
    "keep_tally": [
        lambda w, p, x: w.of("alba").keep_tally("alba", replace(TALLY, posts={"traffic": x}), 0),
        lambda w, p, x: w.of("alba").keep_tally("alba", replace(TALLY, counted=x), 0),
        lambda w, p, x: w.of("alba").keep_tally("alba", replace(TALLY, posts={}, counted=x), 0),
        lambda w, p, x: w.of("alba").keep_tally("alba", TALLY, x),
    ],
    "keep_climate": [
        lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, returned=x), 0),
        lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, returned=x, counts={}), 0),
        lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, staff=x), 0),
        lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, counts={"C01": (x, 0, 0, 0, 0, 0)}), 0),
        lambda w, p, x: w.of("alba").keep_climate("alba", SHEETS, x),
    ],
    "remove_heard": [lambda w, p, x: w.operator.remove_heard(x)],
    "ask_opinion": [lambda w, p, x: w.operator.ask_opinion(x, "alba", "Pattuglia", "it")],
    "end_opinion": [lambda w, p, x: w.operator.end_opinion(x)],
    "change_role": [lambda w, p, x: w.operator.change_role(x, Role.MEMBER)],
    "erase": [lambda w, p, x: w.operator.erase(x)],
    "rename_round": [lambda w, p, x: w.operator.rename_round(x, "Autumn")],
    "move_round": [lambda w, p, x: w.operator.move_round(x, *FREE)],
    "remove_round": [lambda w, p, x: w.operator.remove_round(x)],
    "reopen": [lambda w, p, x: w.operator.reopen(x, "alba", "Misread")],
    "publish": [lambda w, p, x: w.operator.publish(x)],
    "begin": [lambda w, p, x: w.operator.begin(x, "alba")],
    "save_answer": [
        lambda w, p, x: w.of("alba").save_answer(p.draft, "PI1.1", x, 0),
        lambda w, p, x: w.of("alba").save_answer(p.draft, "PI1.1", 3, x),
        lambda w, p, x: w.of("alba").save_answer(x, "PI1.1", 3, 0),
    ],
    "save_answers": [
        lambda w, p, x: w.of("alba").save_answers(p.draft, {"PI1.1": x}),
        lambda w, p, x: w.of("alba").save_answers(x, {"PI1.1": 3}),
    ],
    "take_saved": [lambda w, p, x: w.of("alba").take_saved(x, "PI1.1")],
    "save_note": [lambda w, p, x: w.of("alba").save_note(x, "PI1.1", "x", 0)],
    "bring_in": [
        *(partial(lambda field, w, p, x: brought(w, p, Brought({}, {}, {field: x})), field) for field in COUNTS),
        lambda w, p, x: w.of("alba").bring_in(x, Brought({"PI1.1": 3}, {}, {}), SeenBefore({}, {}, Profile())),
    ],
    "save_profile": [
        *(partial(lambda field, w, p, x: w.of("alba").save_profile(p.draft, **{field: x}), field) for field in COUNTS),
        lambda w, p, x: w.of("alba").save_profile(p.draft, team_hours=float("nan") if x == 0 else float("inf")),
        lambda w, p, x: w.of("alba").save_profile(p.draft, platforms={"facebook": x}),
        lambda w, p, x: w.of("alba").save_profile(x, staff=3),
    ],
    "save_consent": [lambda w, p, x: w.of("alba").save_consent(x, shares_notes=True)],
    "submit": [lambda w, p, x: w.of("alba").submit(x)],
    "reply": [lambda w, p, x: w.operator.reply(x, "alba", accept=True)],
    "take_back": [lambda w, p, x: w.of("alba").take_back(x)],
    "nobody_fits": [lambda w, p, x: w.operator.nobody_fits(x)],
    "take_pillar": [lambda w, p, x: w.operator.take_pillar("alba", "PI", x)],
    "propose_friend": [lambda w, p, x: w.operator.propose_friend(x, "alba", "bruma")],
    "offer_friend": [
        lambda w, p, x: w.operator.offer_friend(x, "bruma", p.person),
        lambda w, p, x: w.operator.offer_friend(FRIENDSHIP, "bruma", x),
    ],
    "accept_friend": [lambda w, p, x: w.operator.accept_friend(x, "alba", p.person)],
    "decline_friend": [lambda w, p, x: w.operator.decline_friend(x, "alba")],
    "end_friendship": [lambda w, p, x: w.operator.end_friendship(x)],
    "extend_friendship": [lambda w, p, x: w.operator.extend_friendship(x, "alba")],
    "confide": [lambda w, p, x: w.of("friend").confide(x)],
    "save_remark": [
        lambda w, p, x: w.of("friend").save_remark(x, "PI1.1", Remark(3, "x"), 0),
        lambda w, p, x: w.of("friend").save_remark(FRIENDSHIP, "PI1.1", Remark(x, "x"), 0),
        lambda w, p, x: w.of("friend").save_remark(FRIENDSHIP, "PI1.1", Remark(3, "x"), x),
    ],
    "save_words": [lambda w, p, x: w.of("friend").save_words(x, "strength_1", "x", 0)],
    "hand_in": [lambda w, p, x: w.of("friend").hand_in(x)],
    "save_reply": [
        lambda w, p, x: w.of("alba").save_reply(x, "PI1.1", Reply(ReplyKind.KEEPS, "x"), 0),
        lambda w, p, x: replied(w, "PI1.1", Reply(ReplyKind.KEEPS, "x", commitment_id=x)),
    ],
    "answer_friend": [lambda w, p, x: w.of("alba").answer_friend(x, "x", 0)],
    "close_friendship": [lambda w, p, x: w.of("alba").close_friendship(x)],
    "friend_on_paper": [lambda w, p, x: w.of("alba").friend_on_paper(x, on=True)],
}

# And every place that takes a day.
DAY_PLACES: dict[str, list[Call]] = {
    "send": [lambda w, p, x: w.operator.send(p.round, Purpose.INVITATION, ["bruma"], x)],
    "take_along": [lambda w, p, x: w.operator.take_along(p.round, Purpose.INVITATION, ["bruma"], x)],
    "set_up_round": [
        lambda w, p, x: asked("2028", (x, FREE[1]), w, p),
        lambda w, p, x: asked("2028", (FREE[0], x), w, p),
        lambda w, p, x: asked("2028", (x, x), w, p),
    ],
    "move_round": [
        lambda w, p, x: w.operator.move_round(p.planned, x, FREE[1]),
        lambda w, p, x: w.operator.move_round(p.planned, FREE[0], x),
        lambda w, p, x: w.operator.move_round(p.planned, x, x),
    ],
    "extend": [lambda w, p, x: w.operator.extend(p.round, x), lambda w, p, x: w.operator.extend(p.round, x, "bruma")],
    "reopen": [lambda w, p, x: w.operator.reopen(p.reopenable, "alba", "Misread", x)],
    "save_reply": [lambda w, p, x: replied(w, "PI1.1", Reply(ReplyKind.WILL_SHOW, "x", x))],
    "keep_poll": [lambda w, p, x: w.of("alba").keep_poll("alba", replace(POLL, month=x), 0)],
    "keep_tally": [lambda w, p, x: w.of("alba").keep_tally("alba", replace(TALLY, month=x), 0)],
    "keep_climate": [lambda w, p, x: w.of("alba").keep_climate("alba", replace(SHEETS, month=x), 0)],
}

CASES = [
    pytest.param(calls, values, id=f"{method}-{kind}")
    for kind, table, values in (
        ("text", TEXT_PLACES, TEXTS),
        ("number", NUMBER_PLACES, NUMBERS),
        ("day", DAY_PLACES, DAYS),
    )
    for method, calls in sorted(table.items())
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Place]]:
    made = World(tmp_path_factory.mktemp("template") / "in-touch.db")
    with filled(made):
        yield made, _place(made)


@pytest.fixture
def world(template: tuple[World, Place], tmp_path: Path) -> Iterator[World]:
    with copied(template[0], tmp_path / "in-touch.db") as made:
        yield made


@pytest.fixture
def place(template: tuple[World, Place]) -> Place:
    return template[1]


def _place(world: World) -> Place:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba").id
    store.save_profile(draft, staff=12, official_account=True)
    store.save_answers(draft, everything(2))
    store.save_consent(draft, may_be_asked=True)
    store.submit(draft)
    introduction = world.operator.propose("PI1.1", "bruma", "alba")
    wish = store.wish("PI1.1", "alba")
    sha256 = world.operator.questionnaires()[0].sha256
    world.operator.close(world.round_id)
    later = world.operator.set_up_round("north", "Summer", sha256, date(2027, 3, 1), date(2027, 7, 31)).id
    planned = world.operator.set_up_round("north", "2029", sha256, date(2029, 1, 1), date(2029, 2, 1)).id
    chief = world.of("bruma").person().id
    befriend(world)
    world.of("friend").confide(1)
    return Place(store.begin(later, "alba").id, world.round_id, later, planned, introduction, wish, chief, sha256)


def test_every_method_that_writes_has_its_rows() -> None:
    writing = {
        name
        for name, method in inspect.getmembers(Store, inspect.isfunction)
        if not name.startswith("_") and re.search(r"self\._(writing|keep)\(", inspect.getsource(method))
    }

    assert writing == TEXT_PLACES.keys() | NUMBER_PLACES.keys() | DAY_PLACES.keys()


@pytest.mark.parametrize(("calls", "values"), CASES)
def test_whatever_is_handed_in_nothing_unfit_is_kept(
    world: World, place: Place, calls: list[Call], values: list[Any]
) -> None:
    for call in calls:
        for value in values:
            with suppress(*OWN):
                call(world, place, value)

    assert list(unfit_in(world.path)) == []


@given(st.text(alphabet=st.characters(), max_size=80))
def test_a_text_on_one_line_is_made_so_once_and_stays(text: str) -> None:
    kept = language.line(text)

    assert language.line(kept) == kept
    assert kept == " ".join(kept.split())
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in kept)


# What is looked for in the file

_LINES = {
    "note_versions.value",
    "notes.value",
    "submission_notes.note",
    "submission_notes.links",
    "commitment_versions.note",
    "friend_entries.value",
}
_LINES |= {"drafts.reopened_because", "event_words.words", "letters.text", "documents.text"}
_JSON = {"answers.value", "answer_versions.value", "undecided.value", "drafts.profile", "submissions.document"}
_JSON |= {
    "publications.sheets",
    "events.details",
    "event_words.words",
    "friend_entries.value",
    "heard.value",
    "opinions.answers",
}
_MOST = {
    **dict.fromkeys(("notes.value", "note_versions.value", "submission_notes.note", "submission_notes.links"), 4000),
    **dict.fromkeys(("answers.value", "answer_versions.value", "undecided.value", "drafts.reopened_because"), 500),
    **{"rounds.title": 60, "departments.area": 80, "departments.code": 40, "departments.form": 40},
    **{"departments.main_territory": 40, "departments.second_email": 254, "people.email": 254},
    **{"letters.subject": MOST_SUBJECT, "letters.text": MOST_LETTER, "outbox.reason": 300, "sessions.browser": 60},
    **{"opinions.label": 60, "drafts.profile": 200, "submissions.document": 500},
    **{"departments.name_key": 250, "event_words.words": 500, "regions.zone": 60},  # a key spells ligatures out
    **{"friend_entries.value": MOST_REMARK},
    **{f"controllers.{field}": 600 for field in STATED},
    **{"documents.title": library.MOST_TITLE, "documents.about": library.MOST_ABOUT},
    **{"documents.audience": library.MOST_AUDIENCE, "documents.address": library.MOST_ADDRESS},
    **{"documents.text": library.MOST_TEXT},
}
_MOST_NUMBER = {
    "departments.staff": 100_000,
    "regions.departments_in_all": 100_000,
    "drafts.profile": 100_000_000,
    "heard.value": 1_000_000,
}
_DAYS = {"rounds.opens_on", "rounds.closes_on", "round_departments.extended_to"}
_PAST = {"heard.month"}


def unfit_in(path: Path) -> Iterator[str]:
    """Say of everything that is kept, one value after the other, what of it is not fit to be."""
    with closing(storage.connection.connect(path).conn) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            if table == "questionnaires":
                continue  # files of the operator's, kept as they are: what reads them checks them
            cursor = db.execute(f"SELECT * FROM {table}")
            for row in cursor:
                for column, value in zip((one[0] for one in cursor.description), row, strict=True):
                    at = f"{table}.{column}"
                    leaves = _leaves(json.loads(value)) if at in _JSON and value is not None else [value]
                    yield from (f"{at}: {leaf!r:.80}" for leaf in leaves if not _is_fit(at, leaf))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    if not isinstance(value, list):
        yield value
        return
    for one in value:
        yield from _leaves(one)


def _is_fit(at: str, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return True
    if isinstance(value, int | float):
        return 0 <= value <= _MOST_NUMBER.get(at, 2**63 - 1)
    if at in _DAYS:
        return abs(date.fromisoformat(value) - TODAY) <= REACH
    if at in _PAST:
        return date(2004, 1, 1) <= date.fromisoformat(value) <= TODAY
    is_clean = value == language.clean(value, None) and (at in _LINES or value == " ".join(value.split()))
    return is_clean and len(value) <= _MOST.get(at, 120)


def test_what_is_not_fit_is_found_where_it_stands(world: World) -> None:
    with closing(storage.connection.connect(world.path).conn) as db:
        db.execute("UPDATE rounds SET title = ?, closes_on = '9999-12-31' WHERE title = '2029'", ["x\x01" + "y" * 60])
        db.execute("UPDATE departments SET staff = 4000000000 WHERE id = 'alba'")

    assert [one.split(":")[0] for one in unfit_in(world.path)] == [
        "departments.staff",
        "rounds.title",
        "rounds.closes_on",
    ]


# What is refused, and that it names its field

TOMORROW = TODAY + timedelta(days=1)
REFUSED: list[tuple[Call, str]] = [
    (lambda w, p, x: asked("y" * (MOST_TITLE + 1), FREE, w, p), "title"),
    (lambda w, p, x: asked("2028", (date.min, FREE[1]), w, p), "opens_on"),
    (lambda w, p, x: asked("2028", (FREE[0], date.max), w, p), "closes_on"),
    (lambda w, p, x: asked("2028", (FREE[0], TODAY + REACH + timedelta(days=1)), w, p), "closes_on"),
    (lambda w, p, x: w.operator.rename_round(p.round, "y" * (MOST_TITLE + 1)), "title"),
    (lambda w, p, x: w.operator.move_round(p.planned, FREE[0], date.max), "closes_on"),
    (lambda w, p, x: w.operator.extend(p.round, date.max), "until"),
    (lambda w, p, x: w.operator.extend(p.round, date.max, "alba"), "until"),
    (lambda w, p, x: w.operator.reopen(p.reopenable, "alba", "y" * (MOST_REASON + 1)), "because"),
    (lambda w, p, x: w.operator.reopen(p.reopenable, "alba", "Misread", date.max), "until"),
    (lambda w, p, x: w.operator.add_region("east", "y" * (MOST_NAME + 1), "Europe/Rome"), "name"),
    (lambda w, p, x: w.operator.add_region("east", "East", "Europe/Rome", 10**30), "departments_in_all"),
    (lambda w, p, x: w.operator.change_region("north", MOST_DEPARTMENTS + 1), "departments_in_all"),
    (lambda w, p, x: added("name", w, p, "y" * (MOST_NAME + 1)), "name"),
    (lambda w, p, x: added("contact", w, p, "y" * (MOST_NAME + 1)), "contact"),
    (lambda w, p, x: added("area", w, p, "y" * (MOST_AREA + 1)), "area"),
    (lambda w, p, x: added("code", w, p, "y" * (MOST_CODE + 1)), "code"),
    (lambda w, p, x: added("email", w, p, "y" * MOST_EMAIL + "@example.org"), "email"),
    (lambda w, p, x: added("staff", w, p, sizes.MOST_STAFF + 1), "staff"),
    (lambda w, p, x: redescribed("second_contact", w, p, "y" * (MOST_NAME + 1)), "second_contact"),
    (lambda w, p, x: redescribed("second_email", w, p, "y" * MOST_EMAIL + "@example.org"), "second_email"),
    (lambda w, p, x: redescribed("staff", w, p, 10**30), "staff"),
    (lambda w, p, x: worded(w, Wording("y" * (MOST_SUBJECT + 1), "Testo")), "subject"),
    (lambda w, p, x: worded(w, Wording("Oggetto", "y" * (MOST_LETTER + 1))), "text"),
    (lambda w, p, x: w.operator.send(p.round, Purpose.INVITATION, ["bruma"], date(2027, 8, 1)), "until"),
    (lambda w, p, x: w.of("friend").save_remark(1, "PI1.1", Remark(3, "y" * (MOST_REMARK + 1)), 0), "reason"),
    (lambda w, p, x: w.of("friend").save_words(1, "question", "y" * (MOST_WORDS + 1), 0), "question"),
    (lambda w, p, x: stated("act", w, p, "y" * (MOST_STATED + 1)), "act"),
    (lambda w, p, x: w.of("alba").save_note(p.draft, "PI1.1", "y" * (MOST_CHARACTERS + 1), 0), "note"),
    (
        lambda w, p, x: w.of("alba").save_answer(p.draft, DOES_NOT_APPLY, NotApplicable("y" * (MOST_REASON + 1)), 0),
        "reason",
    ),
]


@pytest.mark.parametrize(("call", "field"), REFUSED)
def test_what_is_beyond_its_bound_is_refused_by_its_name(world: World, place: Place, call: Call, field: str) -> None:
    before = _kept(world.path)
    with pytest.raises(Unfit) as refused:
        call(world, place, None)

    assert refused.value.field == field
    assert _kept(world.path) == before


LACKING: list[tuple[Call, str]] = [
    (lambda w, p, x: asked("\u200b\x00 ", FREE, w, p), "title"),
    (lambda w, p, x: w.operator.rename_round(p.round, " \x1f"), "title"),
    (lambda w, p, x: w.operator.add_region("east", "\u2060", "Europe/Rome"), "name"),
    (lambda w, p, x: w.operator.add_region("east", "East", "Europe"), "zone"),  # a folder of time zones
    (lambda w, p, x: w.operator.add_region("east", "East", "x" * 5000), "zone"),
    (lambda w, p, x: redescribed("name", w, p, "\u200b"), "name"),
    (lambda w, p, x: worded(w, Wording("\u200b", "Testo")), "subject"),
    (lambda w, p, x: worded(w, Wording("Oggetto", " \n\u2060")), "text"),
    (lambda w, p, x: w.operator.keep_wording("north", Purpose.ASKED, "it", None), "purpose"),
    (lambda w, p, x: w.operator.keep_wording("north", Purpose.REMINDER, "xx", None), "language"),
    (lambda w, p, x: w.operator.send(p.round, Purpose.TEST, ["bruma"]), "purpose"),
    (lambda w, p, x: w.operator.send(p.round, Purpose.REMINDER, ["bruma"], TODAY - timedelta(days=1)), "days"),
    (lambda w, p, x: added("id", w, p, "bruma"), "id"),
    (lambda w, p, x: added("email", w, p, "nobody"), "email"),
    (lambda w, p, x: added("email", w, p, "a,b@example.org"), "email"),
    (lambda w, p, x: added("email", w, p, "a@exa\u200bmple.org"), "email"),
    (lambda w, p, x: added("email", w, p, "=?utf-8?q?=0aBcc=3a?=@example.org"), "email"),
    (lambda w, p, x: redescribed("second_email", w, p, "a@[127.0.0.1]"), "second_email"),
    (lambda w, p, x: redescribed("second_email", w, p, "ana@"), "second_email"),
    (lambda w, p, x: w.operator.reopen(p.reopenable, "alba", "\u200b \n"), "because"),
    (lambda w, p, x: w.operator.reopen(p.reopenable, "alba", "Misread", TODAY - timedelta(days=1)), "days"),
    (lambda w, p, x: w.operator.extend(p.round, TODAY - timedelta(days=1), "alba"), "days"),
    (lambda w, p, x: w.operator.leave("alba", "corvo"), "merged_into"),  # of another region
]


@pytest.mark.parametrize(("call", "field"), LACKING)
def test_what_is_empty_or_none_of_those_there_are_is_refused(
    world: World, place: Place, call: Call, field: str
) -> None:
    before = _kept(world.path)
    with pytest.raises(NotReady) as refused:
        call(world, place, None)

    assert refused.value.missing == [field]
    assert _kept(world.path) == before


def test_an_extension_may_end_on_the_day_that_it_is_in_the_region(world: World, place: Place) -> None:
    world.clock.at = datetime(2027, 8, 9, 22, 30, tzinfo=UTC)  # half past midnight of the tenth in Rome
    with pytest.raises(NotReady, match="days"):
        world.operator.extend(place.round, date(2027, 8, 9), "bruma")

    world.operator.extend(place.round, date(2027, 8, 10), "bruma")


def test_the_farthest_day_and_the_longest_title_are_kept(world: World, place: Place) -> None:
    world.operator.remove_round(place.planned)
    made = world.operator.set_up_round("north", "y" * MOST_TITLE, place.sha256, date(2028, 1, 1), TODAY + REACH)

    assert (made.title, made.closes_on) == ("y" * MOST_TITLE, TODAY + REACH)


def test_titles_and_reasons_are_kept_clean(world: World, place: Place) -> None:
    world.operator.rename_round(place.round, "  Primavera\x00\r\n 2027\u2028 ")
    draft = world.operator.reopen(place.reopenable, "alba", " La\x07 domanda\r\nera ambigua ")
    store, reason = world.of("alba"), NotApplicable(" Senza\x00\nufficio ")
    store.save_answers(place.draft, {DOES_NOT_APPLY: reason})

    assert world.operator.round(place.round).title == "Primavera 2027"
    assert draft.reopened_because == "La domanda\nera ambigua"
    assert store.answer(place.draft, DOES_NOT_APPLY).value == NotApplicable("Senza ufficio")


def _kept(path: Path) -> list[tuple[object, ...]]:
    """Everything that is kept, but for when sessions were last used."""
    with closing(storage.connection.connect(path).conn) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [row for name in tables if name != "sessions" for row in db.execute(f"SELECT * FROM {name}")]


# Commands and screens


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["y" * 200], "name: is longer than 120 characters; shorten it"),
        (["East", "--departments-in-all", str(10**30)], "departments-in-all: is not from 1 to 100000"),
        (["East", "--departments-in-all", "0"], "departments-in-all: is not from 1 to 100000"),
        (["\u200b"], "a region needs a name; add one"),
        (["East", "--zone", "x" * 5000], f"{'x' * 5000}: no such time zone"),
    ],
)
def test_an_operator_is_told_in_one_line(world: World, words: list[str], says: str) -> None:
    told = CliRunner().invoke(commands, ["region", "--database", str(world.path), "east", *words])

    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith(says[:500])


def test_screens_have_no_bound_of_their_own() -> None:
    bounds = {"max_chars", "max_value", "most"}
    own = [
        f"{path.name}:{node.value.lineno}"
        for path in (SOURCE / "screens").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg in bounds and isinstance(node.value, ast.Constant)
    ]

    assert own == []
