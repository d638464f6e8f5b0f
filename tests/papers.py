"""What tests of the papers are given: submissions to report on, and papers that are set once."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from given import IDS, QUESTIONNAIRE

from assessment import report
from assessment.answers import DONT_KNOW, Answer, Evidence, NotApplicable, Profile, Submission
from assessment.benchmark import Benchmark, Edition, Sheet, band_ids, benchmark, drawings
from assessment.commitments import Commitment, Status
from assessment.friendship import Friendship, Remark, Reply, ReplyKind, Said, Visited
from assessment.reading.commitments import Decided
from assessment.reading.department import NotCompared, Past, Reported
from assessment.reading.opinion import FriendOpinion

LONG_NAME = "Policía Local de la Mancomunidad de Peña Alta y Río Seco Bajo"[:60]
SUBMITTED = datetime(2027, 5, 14, 8, 30, tzinfo=UTC)


def mixed(seed: int) -> dict[str, Answer]:
    """Answers of every kind, the same for the same seed."""
    chance = random.Random(seed)
    answers: dict[str, Answer] = {
        question_id: chance.choices([0, 1, 2, 3, 4, DONT_KNOW], [2, 3, 6, 4, 2, 1])[0] for question_id in IDS
    }
    answers["DC5.2"] = NotApplicable("One person does everything")
    return answers


def submission(answers: dict[str, Answer], **changed: object) -> Submission:
    """A sealed assessment."""
    sealed = Submission(
        id=7,
        number="2027-0012",
        round_id=2,
        department_id="alta",
        department_name="Polizia Locale di Valdombra",
        questionnaire_sha256=QUESTIONNAIRE.sha256,
        answers=answers,
        profile=Profile(staff=14, official_account=True, team_hours=4),
        evidence={},
        shares_notes=True,
        submitted_at=SUBMITTED,
        author="chief@example.org",
        sha256="3f9a77c1" * 8,
    )
    return replace(sealed, **changed)


def published(answers: dict[str, Answer], departments: int = 25) -> Benchmark:
    """What a department may see beside others who answered at random."""
    chance = random.Random(departments)
    applies = [one for one in IDS if not isinstance(answers.get(one), NotApplicable)]
    own = {one: isinstance(answer := answers.get(one), int) and answer >= 2 for one in applies}
    sheets = {"alta": Sheet("10-29", own)}
    for number in range(departments - 1):
        eager = chance.uniform(0.2, 0.95)
        band = chance.choice(["0-9", "10-29", "30-99"])
        sheets[f"other-{number}"] = Sheet(band, {one: chance.random() < eager for one in IDS})
    asked = {pillar.id: tuple(one.id for one in pillar.questions()) for pillar in QUESTIONNAIRE.pillars}
    bands = band_ids(QUESTIONNAIRE.staff_bands)
    return benchmark(drawings([Edition(2, datetime(2027, 6, 20, tzinfo=UTC), sheets, asked, bands)]), "alta")


def reported(answers: dict[str, Answer], departments: int = 0, history: bool = False, **changed: object) -> Reported:
    """A submission, with a comparison over so many departments and with a round before."""
    earlier = submission(mixed(99), number="2026-0003", submitted_at=datetime(2026, 5, 2, tzinfo=UTC))
    return Reported(
        QUESTIONNAIRE,
        submission(answers, **changed),
        round_title="spring 2027",
        region_name="Alta Valle",
        zone="Europe/Rome",
        benchmark=published(answers, departments) if departments else NotCompared.UNPUBLISHED,
        earlier=(Past("spring 2026", QUESTIONNAIRE, earlier),) if history else (),
    )


RICH = reported(
    mixed(1),
    departments=25,
    history=True,
    evidence={
        "PI1.1": Evidence("Minutes of 3 March 2027", ("https://example.org/minutes",)),
        "PI2.1": Evidence("A long note. " * 300),
    },
)


DECIDED = datetime(2027, 11, 29, 16, 5, 12, 345678, tzinfo=UTC)


def step(number: int, question_id: str, leads_to: int, status: Status = Status.PLANNED, **changed: Any) -> Commitment:
    """What a department decided about a step, six months after it submitted."""
    facts: dict[str, Any] = {
        **{"id": number, "department_id": "alta", "round_id": 2, "question_id": question_id, "leads_to": leads_to},
        **{"questionnaire_sha256": QUESTIONNAIRE.sha256, "own": False, "made_at": DECIDED, "version": 1},
        **{"status": status, "since": DECIDED, "action": "", "who": "", "month": None, "effort": "", "note": ""},
        **{"because": "", "author": "Chief", "author_id": 1, "saved_at": DECIDED},
    }
    return Commitment(**facts | changed)


def with_plan(told: Reported, *steps: Commitment) -> Reported:
    """The same with a plan."""
    return replace(told, decided=Decided(steps, {QUESTIONNAIRE.sha256: QUESTIONNAIRE}, {1: "2026", 2: "2027"}))


PLANNED = with_plan(
    RICH,
    step(1, "PI2.2", 2, who="Rosa Verdi", month=date(2028, 3, 1), effort="6 h"),
    step(2, "MI1.1", 2, Status.UNDER_WAY, action="Ask the mayor for one more post", month=date(2028, 1, 1), own=True),
    step(3, "DC4.1", 2, note="Two courses, one in spring"),
    step(4, "FI1.1", 2, who="Rosa Verdi and Bruno Neri"),
    step(5, "PI5.1", 1, Status.DONE, who="Bruno"),
    step(7, "PI3.2", 3, Status.GIVEN_UP, because="No money this year"),
    step(6, "PI4.1", 2, Status.NOT_PLANNED, because="Secret reason"),
)


@cache
def paper(kind: str, language: str) -> bytes:
    """A paper about a rich submission, set once."""
    if kind == "blank":
        return report.blank(QUESTIONNAIRE, language)
    return {"brief": report.brief, "full": report.full}[kind](RICH, language)


SEEN = datetime(2027, 12, 3, 8, 30, 7, 123456, tzinfo=UTC)  # when a department replied last to what a friend sees
_FRIENDS = {
    "PI1.1": Remark(4, "Two press releases are signed by the unit itself."),
    "PI2.2": Remark(0, "The text is from 2019, and names a service that is no more."),
    "PI3.1": Remark(None),
    "MI1.1": Remark(3, "We saw the counts of each month."),
    "DC4.1": Remark(None, "So do we."),
}
_REPLIES = {
    "PI1.1": Reply(ReplyKind.ACCEPTS),
    "PI2.2": Reply(ReplyKind.WILL_SHOW, "The new text is with the mayor.", date(2028, 3, 1)),
    "MI1.1": Reply(ReplyKind.KEEPS, "They are not written down yet."),
}
_OF_ALL = {
    "strength_1": "Everybody knows who answers at night.",
    "strength_2": "The page is kept in two languages.",
    "work_1": "Write down who stands in.",
    "question": "How do you find two hours a week?",
    "answer": "One patrol fewer on Mondays.",
}


def friend(remarks: Mapping[str, Remark], replies: Mapping[str, Reply], words: Mapping[str, str]) -> FriendOpinion:
    """What a friend has handed in, and what the department replied the day after."""
    handed_in = SEEN - timedelta(days=1)
    made = Friendship(
        **{"id": 3, "round_id": 2, "visited_id": "alta", "visited_name": "Alta", "helping_id": "bassa"},
        **{"helping_name": "Polizia Locale di Bassavalle", "post_id": 9, "person_id": 9, "person": "Bruno Neri"},
        **{"proposed_at": SUBMITTED, "offered_at": SUBMITTED, "accepted_at": SUBMITTED, "confided_at": SUBMITTED},
        **{"until": handed_in, "handed_in_at": handed_in, "closed_at": None, "ended_at": None, "ending": None},
        on_paper=True,
    )
    said = Visited(
        {about: Said(one, 1, handed_in, 7) for about, one in remarks.items()},
        {about: Said(one, 1, SEEN if about == "answer" else handed_in, 7) for about, one in words.items()},
        {about: Said(one, 1, SEEN, 7) for about, one in replies.items()},
    )
    return FriendOpinion(made, said, {7: RICH.submission.answers})


FRIEND = friend(_FRIENDS, _REPLIES, _OF_ALL)
VISITED = replace(RICH, opinion=FRIEND)
