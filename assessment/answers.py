"""What was said: answers, profile and evidence of a draft or a submission; what is missing or does not fit together.

Absent means unanswered. "Do not know" and "does not apply" are answers of their own; nothing is answered by default.
"""

from __future__ import annotations

import json
import reprlib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from sys import intern
from typing import Any, Literal
from urllib.parse import urlsplit

from assessment.questionnaire import Question, Questionnaire

MOST_CHARACTERS = 4000  # of a note, and of the links together
MOST_PURPOSE = 200  # characters, of what a platform is for and for whom
MOST_REASON = 500  # characters, of why a question does not apply or an assessment is opened again
LEVELS = range(5)


class AnswersError(ValueError):
    """An answer that the questionnaire does not allow; says which and why."""


class DontKnow(Enum):
    """The answer "we do not know"."""

    DONT_KNOW = "dont_know"


DONT_KNOW = DontKnow.DONT_KNOW
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a pattern, says Unicode, and nothing is seen of them


@dataclass(frozen=True)
class NotApplicable:
    """The answer "does not apply to us", with its reason."""

    reason: str


Level = int
Answer = Level | DontKnow | NotApplicable
Answers = Mapping[str, Answer]  # by question id; absent = unanswered


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it is kept in a draft: which version, given by whom and when."""

    value: Answer | None  # None = blank: never answered, or cleared
    version: int  # 0 = never answered; each save adds one
    saved_at: datetime | None = None
    author: str = ""
    confirmed: bool = True  # False: carried over from the last round and not looked at yet
    author_id: int | None = None  # None: the operator, or somebody of whom only the name is known


NEVER = SavedAnswer(None, 0)


@dataclass(frozen=True)
class Undecided:
    """A choice that was not saved, because somebody else had changed the answer; which of the two holds is asked."""

    value: Answer
    base: int  # the version of the answer that the person chose on


@dataclass(frozen=True)
class SavedNote:
    """The note or the links beside an answer, with its version."""

    value: str
    version: int
    saved_at: datetime | None = None
    author: str = ""
    author_id: int | None = None


NO_NOTE = SavedNote("", 0)


@dataclass(frozen=True)
class Evidence:
    """What was noted to show an answer."""

    note: str = ""
    links: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.note.strip() or self.links)


@dataclass(frozen=True)
class Profile:
    """What a department says of itself. None or empty = not said."""

    population: int | None = None
    staff: int | None = None
    form: str | None = None
    main_territory: str | None = None
    official_account: bool | None = None
    first_year: int | None = None
    platforms: Mapping[str, int | None] = field(default_factory=dict)  # followers by platform; None = not said
    purposes: Mapping[str, str] = field(default_factory=dict)  # what for and for whom, by platform
    team_people: int | None = None
    team_hours: float | None = None
    ops_centre: str | None = None
    press_office: bool | None = None
    network_member: bool | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain values, for keeping and sealing; without purposes as of before there were any."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return values if self.purposes else {name: value for name, value in values.items() if name != "purposes"}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Profile:
        """Read what `to_json` wrote."""
        return cls(**values)


@dataclass(frozen=True)
class Draft:
    """An assessment being written: one department, one round. A reopened submission makes a new one."""

    id: int
    round_id: int
    department_id: str
    questionnaire_sha256: str  # what it answers
    begun_at: datetime
    worked_at: datetime  # when something in it was last saved
    shares_notes: bool = False  # whether the coordinator may read notes and evidence, once submitted
    may_be_asked: bool = False  # whether the department agrees to be asked for help by others
    reopened_because: str = ""  # the coordinator's reason, where it follows a submission
    submission_id: int | None = None  # the sealed document it became


@dataclass(frozen=True)
class Submission:
    """A sealed assessment: it never changes, and is read with the questionnaire it answered."""

    id: int
    number: str  # what the receipt shows: year and running number
    round_id: int
    department_id: str
    department_name: str  # as it was then
    questionnaire_sha256: str
    answers: Answers
    profile: Profile
    evidence: Mapping[str, Evidence]  # empty where it was erased, or may not be read by whoever asks
    shares_notes: bool
    submitted_at: datetime
    author: str
    sha256: str  # of the sealed document
    may_be_asked: bool = False  # whether it agreed to be asked for help by others
    author_id: int | None = None  # None: the operator, or sealed when documents held a name alone


Part = Literal["note", "links"]


@dataclass(frozen=True)
class Brought:
    """What was filled in elsewhere and is brought back: what it names is meant, everything else stays as it is."""

    answers: Answers
    notes: Mapping[tuple[str, Part], str]  # by question and part; links one a line
    profile: Mapping[str, Any]  # by field


@dataclass(frozen=True)
class SeenBefore:
    """What somebody saw before bringing something back: versions, 0 where there was nothing, and the profile."""

    answers: Mapping[str, int]
    notes: Mapping[tuple[str, Part], int]
    profile: Profile


NEEDED_PROFILE = ("staff", "official_account")  # before a submission; the rest may stay empty


def check(questionnaire: Questionnaire, question_id: str, answer: Answer) -> None:
    """Refuse an answer that its question does not allow.

    Raises:
        AnswersError: the question is not asked, the level is off the scale, or "does not apply" is not allowed or has
            no reason.
    """
    question = questionnaire.find(question_id)
    if question is None:
        raise AnswersError(f"{question_id}: questionnaire {questionnaire.version} does not ask this; use an id it asks")
    if isinstance(answer, NotApplicable):
        if question.not_applicable is None:
            raise AnswersError(f'{question_id}: "does not apply" is not allowed here; give a level or "do not know"')
        if not has_words(answer.reason):
            raise AnswersError(f'{question_id}: "does not apply" needs a reason; add one')
    elif answer is not DONT_KNOW and not _is_level(answer):
        raise AnswersError(f"{question_id}: {quoted(answer)} is not a level; give a whole number from 0 to 4")


def quoted(value: object) -> str:
    """A value as a message tells it, in short."""
    try:
        return reprlib.repr(value)
    except ValueError:
        return "a number of thousands of digits"  # which Python does not write out


def has_words(text: str) -> bool:
    """Whether a text shows anything when printed: spaces, invisible characters and marks on nothing do not count."""
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in _BLANK for letter in text)


def from_json(values: Mapping[str, Any]) -> dict[str, Answer]:
    """Read answers as files and sealed documents write them: 2, "dont_know", {"not_applicable": "reason"}.

    Raises:
        AnswersError: a value is none of these.
    """
    # an id stands in the answers of everybody, and is held once
    return {intern(question_id): _answer(question_id, value) for question_id, value in values.items()}


def to_json(answers: Answers) -> dict[str, Any]:
    """Write answers as plain values, the inverse of `from_json`."""
    return {question_id: plain(answer) for question_id, answer in answers.items()}


def plain(answer: Answer) -> int | str | dict[str, str]:
    """One answer as a plain value."""
    if isinstance(answer, NotApplicable):
        return {"not_applicable": answer.reason}
    return answer.value if isinstance(answer, DontKnow) else answer


def read_file(text: str, questionnaire: Questionnaire) -> dict[str, Answer]:
    """Read and check a file of answers.

    Raises:
        AnswersError: it is no JSON object, an id is written twice, or an answer is not allowed;
            names the first place.
    """
    try:
        values = json.loads(text, object_pairs_hook=_once)
    except AnswersError:
        raise
    except (ValueError, RecursionError) as error:
        raise AnswersError(f"the answers are no JSON: {error}; write an object of answers by question id") from error
    if not isinstance(values, dict):
        raise AnswersError("the answers are no JSON object; write answers by question id in braces")
    answers = from_json(values)
    for question_id, answer in answers.items():
        check(questionnaire, question_id, answer)
    return answers


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON; by itself `json` would silently keep the last of two answers."""
    values = dict(pairs)
    if len(values) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise AnswersError(f"{twice}: is written twice; keep one of the two")
    return values


def _is_level(answer: object) -> bool:
    return type(answer) is int and answer in LEVELS  # True is an int, and 2.0 in range(5)


def _answer(question_id: str, value: Any) -> Answer:
    if value == DONT_KNOW.value:
        return DONT_KNOW
    if type(value) is int:
        return value
    if isinstance(value, dict) and set(value) == {"not_applicable"} and isinstance(value["not_applicable"], str):
        return NotApplicable(value["not_applicable"])
    raise AnswersError(
        f"{question_id}: {quoted(value)} is no answer; "
        'give a level from 0 to 4, "dont_know" or {"not_applicable": "reason"}'
    )


def known_level(answers: Answers, question_id: str) -> int | None:
    """The level chosen for a question; None where there is none, for whatever reason."""
    answer = answers.get(question_id)
    return answer if isinstance(answer, int) else None


def is_web_link(line: str) -> bool:
    """Whether a line is an address of the web, http or https, and nothing else."""
    try:
        parts = urlsplit(line.strip())
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() for c in line.strip())


def missing(questionnaire: Questionnaire, answers: Answers) -> list[Question]:
    """The questions without any answer, in questionnaire order: what blocks a submission."""
    return [question for question in questionnaire.questions() if question.id not in answers]


def missing_profile(profile: Profile) -> list[str]:
    """The profile fields that a submission needs and that are empty."""
    return [name for name in NEEDED_PROFILE if getattr(profile, name) is None]


@dataclass(frozen=True)
class Doubt:
    """Something that may not fit together: it warns and never blocks.

    The words are in questions.yaml or `checks.<kind>`.
    """

    kind: str  # contradiction, account, no_evidence, all_same, jump, not_applicable
    questions: tuple[str, ...]  # where to look, the first is linked
    contradiction: str = ""  # id, for a contradiction
    level: int | None = None
    before: int | None = None


def doubts(
    questionnaire: Questionnaire,
    answers: Answers,
    profile: Profile,
    evidence: Mapping[str, Evidence],
    before: Answers | None = None,
) -> Iterator[Doubt]:
    """What may not fit together, kind by kind, each in questionnaire order.

    Args:
        questionnaire: the one answered.
        answers: those of the draft.
        profile: what the department says of itself.
        evidence: notes and links by question id.
        before: the answers of the round before, where there was one.
    """
    yield from _contradictions(questionnaire, answers)
    yield from _account(questionnaire, answers, profile)
    yield from _not_applicable(questionnaire, answers, profile)
    yield from _no_evidence(questionnaire, answers, evidence)
    yield from _jumps(questionnaire, answers, before or {})
    levels = [answer for answer in answers.values() if isinstance(answer, int)]
    if len(levels) == len(list(questionnaire.questions())) and len(set(levels)) == 1:
        yield Doubt("all_same", (next(questionnaire.questions()).id,), level=levels[0])


def _contradictions(questionnaire: Questionnaire, answers: Answers) -> Iterator[Doubt]:
    places = {question.id: place for place, question in enumerate(questionnaire.questions())}
    for rule in sorted(questionnaire.contradictions, key=lambda rule: places[rule.when[0].question]):
        if all(condition.holds(known_level(answers, condition.question)) for condition in rule.when):
            yield Doubt("contradiction", tuple(condition.question for condition in rule.when), contradiction=rule.id)


def _account(questionnaire: Questionnaire, answers: Answers, profile: Profile) -> Iterator[Doubt]:
    if profile.official_account is not False:
        return
    for conflict in questionnaire.account_conflicts.questions:
        level = known_level(answers, conflict.question)
        if level is not None and level >= conflict.from_level:
            yield Doubt("account", (conflict.question,), level=level)


def _not_applicable(questionnaire: Questionnaire, answers: Answers, profile: Profile) -> Iterator[Doubt]:
    for question in questionnaire.questions():
        if not isinstance(answers.get(question.id), NotApplicable) or question.not_applicable is None:
            continue
        if profile.staff is not None and profile.staff > question.not_applicable.staff_at_most:
            yield Doubt("not_applicable", (question.id,))


def _no_evidence(questionnaire: Questionnaire, answers: Answers, evidence: Mapping[str, Evidence]) -> Iterator[Doubt]:
    for question in questionnaire.questions():
        level = known_level(answers, question.id)
        claimed = question.essential and level is not None and level >= question.minimum_level
        if claimed and not evidence.get(question.id):
            yield Doubt("no_evidence", (question.id,), level=level)


def _jumps(questionnaire: Questionnaire, answers: Answers, before: Answers) -> Iterator[Doubt]:
    for question in questionnaire.questions():
        now, then = known_level(answers, question.id), known_level(before, question.id)
        if now is not None and then is not None and abs(now - then) >= 2:
            yield Doubt("jump", (question.id,), level=now, before=then)
