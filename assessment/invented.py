"""What is invented for a demo besides numbers: names, what its departments decide, and what a friend sees of one.

All of it is written as a department would, through the store that its chief has opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assessment.answers import known_level
from assessment.assessed import Assessed
from assessment.commitments import Status
from assessment.friendship import FriendWish, Remark, Reply, ReplyKind
from assessment.plan import Step
from assessment.storage import Store

At = Callable[[str, datetime], Store]  # the store of a department's chief, by its id, who signs in at an instant

STEMS = [
    "Altavena",
    "Brumana",
    "Calverina",
    "Corvenna",
    "Dossalba",
    "Fontalune",
    "Gravedolo",
    "Lumara",
    "Malvedra",
    "Merana",
    "Montebruma",
    "Orsalena",
    "Quercialta",
    "Sarvento",
    "Scavenna",
    "Serravento",
    "Serrano",
    "Torvana",
    "Turchesa",
    "Vellina",
    "Valdorna",
    "Zirlano",
    "Nevaspra",
    "Rovalenta",
    "Pratombra",
    "Cardovale",
    "Belmuria",
    "Fossalta",
    "Ghiarone",
    "Silvetra",
]
PREFIXES = (
    "Borgo",
    "Castel",
    "Rocca",
    "Pieve",
    "Ponte",
    "Porto",
    "Marina di",
    "Villa",
    "Colle",
    "Torre",
    "Isola",
    "Campo",
)
SIDES = ("", " Alta", " Bassa", " Vecchia", " Nuova", " di Sopra", " di Sotto", " a Mare", " al Monte")
FIRST = [
    "Alba",
    "Bruno",
    "Carla",
    "Dario",
    "Elsa",
    "Fulvio",
    "Gaia",
    "Ivo",
    "Lia",
    "Marco",
    "Nadia",
    "Oreste",
    "Pia",
    "Rino",
    "Silvia",
    "Tullio",
]
LAST = [
    "Arvani",
    "Belloro",
    "Corsetti",
    "Dalmonte",
    "Ferrigno",
    "Galvari",
    "Lorenti",
    "Mazzari",
    "Novelli",
    "Ottani",
    "Pavesin",
    "Rossari",
    "Selvini",
]


@dataclass(frozen=True)
class _Decision:
    """What a department decides about a step, counted in days from when the comparison is out."""

    status: Status  # that it comes to
    after: int  # days
    due: int | None = None  # a day in its month
    values: tuple[tuple[str, str], ...] = ()


_TAKEN_AFTER = 2  # days
_EARLIER = (  # of the round before the last, which came of it
    _Decision(Status.DONE, 100, due=120),
    _Decision(Status.DONE, 190, due=180),
)
_LAST = (  # of the last round, today is the 291st day
    _Decision(Status.DONE, 75, due=90, values=(("effort", "10 ore"),)),
    _Decision(Status.DONE, 150, due=160),
    _Decision(
        Status.UNDER_WAY,
        120,
        due=246,
        values=(
            ("effort", "due ore a settimana"),
            ("note", "La bozza è pronta: si aspetta il parere dell’ufficio legale."),
        ),
    ),
    _Decision(Status.PLANNED, _TAKEN_AFTER, due=351, values=(("effort", "1.200 euro"),)),
    _Decision(
        Status.PLANNED,
        _TAKEN_AFTER,
        due=441,
        values=(("action", "Ne parliamo nella riunione di servizio e lo mettiamo per iscritto."),),
    ),
    _Decision(Status.GIVEN_UP, 200, values=(("because", "Il Comune lo fa già per tutti i servizi."),)),
)
_OTHERS, _WITHIN = 12, 5  # departments that take some steps, out of so many that are recommended first
_BEGUN = ((Status.DONE, Status.UNDER_WAY), (Status.UNDER_WAY, Status.PLANNED), (Status.PLANNED,))  # by turns


def decide_earlier(at: At, department_id: str, round_id: int, out: datetime, name: Callable[[], str]) -> None:
    """Let the department with a history decide about two steps of the round before the last, and do them."""
    _decide(at, department_id, round_id, out, _EARLIER, 1, name)


def decide(at: At, department_ids: Sequence[str], round_id: int, out: datetime, name: Callable[[], str]) -> None:
    """Let departments decide about steps of the last round that is over.

    Args:
        at: opens their stores.
        department_ids: of those that submitted in it; the first has a whole plan, which it shares, and some others
            take a few steps, so that the region has something to read.
        round_id: of the round.
        out: when its comparison was published.
        name: gives the name of a person.
    """
    if not department_ids:
        return
    seasoned, *others = department_ids
    _decide(at, seasoned, round_id, out, _LAST, 0, name)
    when = out + timedelta(days=_TAKEN_AFTER + 1)
    at(seasoned, when).share_plan(seasoned, on=True)
    stores = {one: at(one, when) for one in others[:_OTHERS]}
    offered = {one: _recommended(store, one, round_id)[:_WITHIN] for one, store in stores.items()}
    common = Counter(step.question_id for steps in offered.values() for step in steps)
    for number, (one, steps) in enumerate(offered.items()):
        wanted = sorted(steps, key=lambda step: (-common[step.question_id], step.question_id))
        for step, turns in zip(wanted, _BEGUN, strict=False):
            status = turns[number % len(turns)]
            stores[one].take_step(round_id, one, step.question_id, _leads_to(step), status=status)


def _decide(
    at: At,
    department_id: str,
    round_id: int,
    out: datetime,
    decisions: Sequence[_Decision],
    first: int,
    name: Callable[[], str],
) -> None:
    """Take recommended steps, the first of them and those after it, and let become of them what does."""
    store = at(department_id, out + timedelta(days=_TAKEN_AFTER))
    steps = _recommended(store, department_id, round_id)[first:]
    taken = {}
    for step, decision in zip(steps, decisions, strict=False):
        made = store.take_step(round_id, department_id, step.question_id, _leads_to(step))
        taken[made] = decision
    current = {one.id: one for one in store.commitments(department_id) if one.id in taken}
    for made, decision in taken.items():
        month = None if decision.due is None else (out + timedelta(days=decision.due)).date()
        values: dict[str, Any] = {"who": name(), "month": month}
        values |= {field: text for field, text in decision.values if field != "because"}
        current[made] = store.change_commitment(current[made], **values)
    for made, decision in sorted(taken.items(), key=lambda one: one[1].after):
        if decision.status is not Status.PLANNED:
            store = at(department_id, out + timedelta(days=decision.after))
            values = {field: text for field, text in decision.values if field == "because"}
            store.change_commitment(current[made], status=decision.status, **values)


def _recommended(store: Store, department_id: str, round_id: int) -> tuple[Step, ...]:
    submission = next(one for one in store.submissions(department_id, [round_id]))
    return tuple(Assessed(store.questionnaire(submission.questionnaire_sha256), submission.answers).plan.steps)


def _leads_to(step: Step) -> int:
    return (step.level or 0) + 1


_WISHED, _MET, _HANDED_IN, _REPLIED = 200, 206, 232, 239  # days from when the comparison is out
_SEEN = (  # of essentials: a level, counted from what was said, and why; of the others the friend sees the same
    (1, "Lo fate già ogni settimana e lo sapete spiegare: manca solo di scriverlo."),
    (-1, "Il testo c’è, ma chi è di turno la notte non lo conosce."),
    (-1, "L’ho cercato sul sito e non l’ho trovato."),
)
_OF_ALL = (
    ("strength_1", "Rispondete alle persone con garbo, anche quando protestano."),
    ("strength_2", "Chi pubblica sa a chi chiedere prima di farlo."),
    ("work_1", "Scrivere chi sostituisce chi, e provarlo una volta."),
    ("question", "Come avete convinto l’amministrazione a darvi le ore?"),
)


def wish_friends(at: At, wants: Sequence[str], offers: Sequence[str], out: datetime) -> None:
    """Let departments tick that they would like a critical friend, or would be one."""
    for department_ids, wish in ((wants, FriendWish.WANTS), (offers, FriendWish.OFFERS)):
        for one in department_ids:
            at(one, out + timedelta(days=_WISHED)).wish_friend(one, wish, on=True)


def befriend(
    at: At,
    of_post: Callable[[int, datetime], Store],
    operator: Store,
    pair: tuple[str, str],
    round_id: int,
    out: datetime,
) -> None:
    """Let somebody of one department visit another, hand in what they see, and be replied to in part.

    Args:
        at: opens the stores of chiefs.
        of_post: opens the store of whoever has a post, who signs in at an instant.
        operator: proposes it.
        pair: the department that is visited, and that of the friend; both have ticked it.
        round_id: of which the submission is read.
        out: when its comparison was published.
    """
    visited, helping = pair
    met = out + timedelta(days=_MET)
    store = at(helping, met)
    made = operator.propose_friend(round_id, visited, helping)
    comes = store.person().id
    store.offer_friend(made, helping, comes)
    store = at(visited, met + timedelta(days=1))
    store.accept_friend(made, visited, comes)
    post = store.friendships_of(visited)[0].post_id
    assert post is not None, "both have accepted"
    differences = _see(of_post(post, out + timedelta(days=_HANDED_IN)), made)
    at(visited, out + timedelta(days=_REPLIED)).save_reply(made, differences[0], Reply(ReplyKind.ACCEPTS), 0)


def _see(store: Store, friendship_id: int) -> list[str]:
    """Look at the essentials, say what is seen of each, and hand in; which questions are seen differently."""
    store.confide(friendship_id)
    submission = store.visited_submission(friendship_id)
    differs, left = [], list(_SEEN)
    for question in store.questionnaire(submission.questionnaire_sha256).essentials():
        own, remark = known_level(submission.answers, question.id), Remark(None)
        if left and own is not None and 0 <= own + left[0][0] <= 4:
            by, reason = left.pop(0)
            remark = Remark(own + by, reason)
            differs.append(question.id)
        store.save_remark(friendship_id, question.id, remark, 0)
    for about, text in _OF_ALL:
        store.save_words(friendship_id, about, text, 0)
    store.hand_in(friendship_id)
    return differs
