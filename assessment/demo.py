"""An invented region, built through the same doors as a real one.

Every place is made up. The same seed, size and day give the same region: departments of all sizes that join over the
years, improve unevenly, answer some questions with "we do not know", and stand in a round that is open today.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from assessment import invented
from assessment.answers import DONT_KNOW, Answer, NotApplicable, Profile
from assessment.invented import FIRST, LAST, PREFIXES, SIDES, STEMS
from assessment.library import Described
from assessment.people import Role
from assessment.questionnaire import Pillar, Question, Questionnaire
from assessment.rounds import Basis, Controller, Country, NewDepartment, Round
from assessment.storage import OPERATOR, DoorStore, Store, digest

REGION = "val-serrana"
DEPARTMENTS, ROUNDS, SEED = 25, 2, 2027
_ZONE = "Europe/Rome"
_WISHES = 3  # departments that would like a critical friend, and as many that would be one
_HALF_WAY = 18  # questions that the chief with a history has answered in the open round

_SIZES = ((2, 9, 30), (10, 29, 40), (30, 99, 22), (100, 300, 8))  # from, to, how common
_TERRITORIES = ("coast", "mountain", "rural", "urban", "tourist")
_PLATFORMS = (
    ("facebook", 0.95),
    ("instagram", 0.6),
    ("telegram", 0.25),
    ("youtube", 0.2),
    ("x", 0.2),
    ("whatsapp_channel", 0.3),
)
_NOTES = ("Prot. 1127, pag. 2", "Odg 14", "https://example.org/policy", "Verbale del 12/2")

_CONTROLLER = Controller(
    name="Comunità della Val Serrana (ente inventato)",
    contact="Piazza Inventata 1, Altavena – protocollo@valserrana.example",
    dpo="dpo@valserrana.example",
    basis=Basis.PUBLIC_TASK,
    act="Legge inventata della Val Serrana n. 1/2020, art. 3",
    retention="Ciò che è inviato, senza limite, come atto d’archivio; gli indirizzi, finché dura l’incarico.",
    accessibility_contact="accessibilita@valserrana.example",
    country=Country.ITALY,
)

_SITE = "https://valserrana.example/documenti"
_DOCUMENTS = (
    Described(
        "PI1.1",
        "Delibera tipo per la presenza sui social media",
        "Testo da adattare, con l’allegato sulle responsabilità",
        "act",
        "it",
        "segretari comunali",
        f"{_SITE}/delibera.pdf",
    ),
    Described(
        "PI2.1",
        "Regole interne in una pagina",
        "Che cosa si pubblica, chi decide, che cosa non si scrive mai",
        "guideline",
        "it",
        text="Pubblica chi ha l’incarico.\nUn collega rilegge prima.\nNiente nomi, targhe e volti di privati.",
    ),
    Described("PI2.1", "A policy on one page", "The same, in English", "guideline", "en", "", f"{_SITE}/policy"),
    Described(
        "DC4.2",
        "Dal commento alla pattuglia",
        "Schema di chi fa che cosa, con i tempi",
        "process",
        "it",
        "chi risponde ai commenti",
        f"{_SITE}/schema",
    ),
)

Told = Callable[[int, int], None]  # (done, of): how far a long work is


@dataclass(frozen=True)
class _Invented:
    """An invented department and what it is like."""

    id: str
    name: str
    chief: str
    email: str
    profile: Profile
    joins: int  # the round in which it first takes part
    level: float  # what it tends to before any round
    growth: float  # what a year adds
    leanings: dict[str, float]  # by pillar
    ends: str  # how far it is in the open round: "submitted", "begun", "not_begun"


class _Clock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def build(
    database: Path,
    questions: bytes,
    today: date,
    *,
    departments: int = DEPARTMENTS,
    rounds: int = ROUNDS,
    seed: int = SEED,
    told: Told = lambda done, of: None,
) -> None:
    """Fill an empty demo database.

    Args:
        database: made ready by `prepare(..., demo=True)`.
        questions: the text of the questionnaire that every round asks.
        today: a day in the open round.
        departments: how many the region has; at least two.
        rounds: how many rounds are published; one more is open.
        seed: the same seed gives the same region.
        told: is called with how many of how many hand-ins are done.
    """
    chance = random.Random(seed)
    clock = _Clock(_at(_opens(today, rounds), 6))
    operator = Store(database, OPERATOR, clock)
    questionnaire = operator.questionnaire(operator.keep_questionnaire(questions))
    places = list(_places(chance, departments, rounds, questionnaire))
    operator.add_region(REGION, "Val Serrana", _ZONE, round(departments * 1.6))
    operator.change_controller(REGION, _CONTROLLER, Controller())
    operator.add_documents(REGION, [one for one in _DOCUMENTS if questionnaire.find(one.question_id) is not None])
    operator.invite("coordinator@valserrana.example", Role.COORDINATOR, region_id=REGION, name="Vera Landi")
    done, of = 0, sum(rounds + 1 - place.joins for place in places)
    for index in range(rounds + 1):
        asked = _set_up(operator, clock, places, index, rounds, today, questionnaire.sha256)
        for place in (place for place in places if place.joins <= index):
            chance = random.Random(f"{seed} {index} {place.id}")
            _take_part(
                database,
                clock,
                asked,
                place,
                index,
                "submitted" if index < rounds else place.ends,
                questionnaire,
                chance,
            )
            done += 1
            told(done, of)
        if index < rounds:
            clock.at = _at(asked.closes_on + timedelta(days=14), 9)
            operator.publish(asked.id)
            _decide(database, clock, asked, [one for one in places if one.joins <= index], rounds - index, seed)
    _name_personas(operator, places)


def _set_up(
    operator: Store, clock: _Clock, places: list[_Invented], index: int, rounds: int, today: date, sha256: str
) -> Round:
    """Let departments join, and set up the round that follows."""
    opens = _opens(today, rounds - index)
    clock.at = _at(opens, 5)
    joining = [place for place in places if place.joins == index]
    operator.add_departments(REGION, [_entry(place) for place in joining])
    closes = opens + timedelta(days=90)
    invited = [place.id for place in places if place.joins <= index]
    return operator.set_up_round(REGION, str(opens.year), sha256, opens, closes, invited)


def _take_part(
    database: Path,
    clock: _Clock,
    asked: Round,
    place: _Invented,
    index: int,
    ends: str,
    questionnaire: Questionnaire,
    chance: random.Random,
) -> None:
    """One department in one round: from not having begun to having submitted."""
    if ends == "not_begun":
        return
    at = _at(asked.opens_on + timedelta(days=chance.randrange(1, 28)), 7 + chance.randrange(9))
    store = _signed_in(database, clock, place, at)
    draft = store.begin(asked.id, place.id)
    store.save_profile(draft.id, **_grown(place.profile, index).to_json())
    answers = _answers(questionnaire, place, index, chance)
    if ends == "begun":
        store.save_answers(draft.id, dict(itertools.islice(answers.items(), _HALF_WAY)))
        return
    store.save_answers(draft.id, answers)
    for question in questionnaire.essentials():
        if chance.random() < 0.4:
            clock.at += timedelta(minutes=1)
            noted = chance.choice(_NOTES)
            store.save_note(draft.id, question.id, noted, 0, "links" if noted.startswith("https") else "note")
    store.save_consent(draft.id, shares_notes=chance.random() < 0.4, may_be_asked=chance.random() < 0.5)
    clock.at += timedelta(minutes=20)
    store.submit(draft.id)


def _signed_in(database: Path, clock: _Clock, place: _Invented, at: datetime) -> Store:
    """The store of a department's chief, who signs in at an instant and has read what there is to read."""
    clock.at = at
    invitation = Store(database, OPERATOR, clock).invite(
        place.email, Role.CHIEF, department_id=place.id, name=place.chief
    )
    token = DoorStore(database, clock).sign_in(digest(invitation))
    assert token is not None, "a fresh link is good"
    store = Store(database, digest(token), clock)
    store.read_told([event_id for one in store.told_of(place.id) for event_id in one.event_ids])
    return store


def _decide(database: Path, clock: _Clock, asked: Round, places: list[_Invented], ago: int, seed: int) -> None:
    """Let departments decide what to do, once the comparison of one of the last two rounds is out."""
    by_id = {place.id: place for place in places}

    def at(department_id: str, when: datetime) -> Store:
        return _signed_in(database, clock, by_id[department_id], when)

    out, chance = clock.at, random.Random(f"{seed} plan {ago}")

    def name() -> str:
        return f"{chance.choice(FIRST)} {chance.choice(LAST)}"

    if ago == 2:
        invented.decide_earlier(at, places[1].id, asked.id, out, name)
    elif ago == 1:
        invented.decide(at, [places[1].id, *(one for one in by_id if one != places[1].id)], asked.id, out, name)
        _befriend(database, clock, asked, places, at)


def _befriend(database: Path, clock: _Clock, asked: Round, places: list[_Invented], at: invented.At) -> None:
    """Let a critical friend visit the department with a history, and others wish one or offer to be one."""
    out = _at(asked.closes_on + timedelta(days=14), 9)
    by_strength = sorted((one for one in places if one != places[1]), key=lambda one: -one.level)
    visited, wanting, offering = places[1].id, by_strength[-_WISHES:], by_strength[:_WISHES]
    if len(by_strength) < 2 * _WISHES:
        return
    operator = Store(database, OPERATOR, clock)

    def of_post(post_id: int, when: datetime) -> Store:
        clock.at = when
        token = DoorStore(database, clock).sign_in(digest(operator.new_link(post_id)))
        assert token is not None, "a fresh link is good"
        return Store(database, digest(token), clock)

    invented.wish_friends(at, [visited, *(one.id for one in wanting)], [one.id for one in offering], out)
    invented.befriend(at, of_post, operator, (visited, offering[0].id), asked.id, out)


def _answers(questionnaire: Questionnaire, place: _Invented, index: int, chance: random.Random) -> dict[str, Answer]:
    """Plausible answers: what a department is like, what the practice asks, and some luck."""
    return {
        question.id: _answer(question, pillar, place, index, chance)
        for pillar in questionnaire.pillars
        for question in pillar.questions()
    }


def _answer(question: Question, pillar: Pillar, place: _Invented, index: int, chance: random.Random) -> Answer:
    staff = place.profile.staff or 0
    if question.not_applicable is not None and staff <= question.not_applicable.staff_at_most:
        return NotApplicable("Siamo in pochi: ci parliamo ogni giorno.")
    if chance.random() < 0.025:
        return DONT_KNOW
    has_account = place.profile.first_year is not None
    if question.presupposes_account and not has_account and index == 0:
        return 0
    harder = random.Random(question.id).gauss(0, 0.45) - (0.5 if question.minimum_level == 1 else 0)
    easier = 0.45 if question.essential else 0
    tends = place.level + place.growth * index + place.leanings[pillar.id] + harder + easier
    return max(0, min(4, round(chance.gauss(tends, 0.8))))


def _places(chance: random.Random, departments: int, rounds: int, questionnaire: Questionnaire) -> Iterator[_Invented]:
    names = _names(chance)
    for number in range(departments):
        name = next(names)
        staff = _staff(chance)
        is_union = staff >= 10 and chance.random() < 0.25
        first_year = 2014 + chance.randrange(11) if chance.random() < 0.85 else None
        profile = Profile(
            population=staff * chance.randrange(700, 1300),
            staff=staff,
            form="union" if is_union else "single",
            main_territory="urban" if staff >= 100 else chance.choice(_TERRITORIES),
            official_account=first_year is not None,
            first_year=first_year,
            platforms=_platforms(chance, staff) if first_year else {},
            team_people=max(1, min(8, staff // 8)) if first_year else None,
            team_hours=float(chance.randrange(2, 14)) if first_year else None,
            ops_centre="own" if staff >= 60 else chance.choice(("shared", "none")),
            press_office=staff >= 40,
            network_member=chance.random() < 0.6,
        )
        yield _Invented(
            id=f"d{number + 1:04d}",
            name=f"Unione {name}" if is_union else name,
            chief=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            email=f"chief{number + 1}@valserrana.example",
            profile=profile,
            joins=_joins(number, departments, rounds),
            level=1.55 if number == 1 else chance.gauss(1.2, 0.6),
            growth=0.35 if number == 1 else max(-0.1, chance.gauss(0.3, 0.2)),
            leanings={
                pillar.id: chance.gauss(lean, 0.3)
                for pillar, lean in zip(questionnaire.pillars, itertools.cycle((0.35, 0.3, -0.3, -0.25)), strict=False)
            },
            ends=_ends(number, departments),
        )


def _joins(number: int, departments: int, rounds: int) -> int:
    """Over half take part from the first round; the others join later, the last ones in the open round."""
    first = departments * 0.6
    if number < first or rounds == 0:
        return 0
    return min(rounds, 1 + int((number - first) / max(1, departments - first) * rounds))


def _ends(number: int, departments: int) -> str:
    """How far in the open round: the second department is half way, the last has not begun, the others are mixed."""
    if number == 1:
        return "begun"
    if number == departments - 1:
        return "not_begun"
    return ("submitted", "submitted", "begun", "not_begun", "submitted")[number % 5]


def _names(chance: random.Random) -> Iterator[str]:
    combined = [f"{prefix} {stem}{side}" for side in SIDES for prefix in PREFIXES for stem in STEMS]
    first, rest = combined[: len(STEMS) * len(PREFIXES)], combined[len(STEMS) * len(PREFIXES) :]
    chance.shuffle(first)
    yield "Pieve Torvana"
    yield "Borgo Serrano"
    for number in itertools.count(1):
        suffix = "" if number == 1 else f" {number}"
        for name in first + rest:
            if suffix or name not in ("Pieve Torvana", "Borgo Serrano"):
                yield name + suffix


def _staff(chance: random.Random) -> int:
    start, end, _ = chance.choices(_SIZES, weights=[size[2] for size in _SIZES])[0]
    return chance.randrange(start, end + 1)


def _platforms(chance: random.Random, staff: int) -> dict[str, int | None]:
    return {
        name: chance.randrange(20, 160) * staff if chance.random() < 0.9 else None
        for name, common in _PLATFORMS
        if chance.random() < common
    }


def _grown(profile: Profile, index: int) -> Profile:
    """The profile some years on: more followers, and an account by the second round."""
    platforms = {
        name: None if count is None else int(count * (1 + 0.15 * index)) for name, count in profile.platforms.items()
    }
    return replace(profile, platforms=platforms)


def _entry(place: _Invented) -> NewDepartment:
    told = place.profile
    return NewDepartment(
        place.name, "it", told.staff, told.form, told.main_territory, place.chief, email=place.email, id=place.id
    )


def _name_personas(operator: Store, places: list[_Invented]) -> None:
    operator.name_persona("fresh_chief", places[-1].email)
    operator.name_persona("seasoned_chief", places[1].email)
    operator.name_persona("coordinator", "coordinator@valserrana.example")


def _opens(today: date, years_ago: int) -> date:
    """The opening day of the round so many years ago; the open one opened thirty days ago."""
    return today - timedelta(days=30 + 365 * years_ago)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
