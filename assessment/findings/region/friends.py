"""Critical friends of a region, in finished words: why two departments fit, how far a visit is, how near all were."""

from __future__ import annotations

from datetime import datetime

from assessment.findings.words import first_of
from assessment.friendship import Friendship, FriendshipState, Nearness
from assessment.language import moment_day, number, percent
from assessment.questionnaire import Questionnaire
from assessment.region.friends import Pair
from assessment.wording import Say

_NAMED = 3  # practices by name; of more, how many
_EVEN = 0.05  # of a level: less is written as nothing


def why_friends(pair: Pair, questionnaire: Questionnaire, say: Say) -> str:
    """Why two departments fit: what the one is strong in, how close in size, and the territory."""
    said = []
    if pair.strong_in:
        names = [questionnaire.question(one).name[say.language] for one in pair.strong_in]
        said.append(say("friends.pairs.strong", None, names=first_of(names, _NAMED, say)))
    if pair.bands_apart is None:
        said.append(say("region.introductions.why.size_unknown"))
    else:
        said.append(say(f"region.introductions.why.{'next_size' if pair.bands_apart else 'same_size'}"))
    if pair.same_territory:
        said.append(say("region.introductions.why.same_territory"))
    return " · ".join(said)


def how_far(one: Friendship, at: datetime, say: Say, zone: str) -> str:
    """How far a visit is and whom it waits for; nothing of what is said in it, nor who ended it."""
    state = one.state(at)
    when = {
        FriendshipState.VISITING: one.until,
        FriendshipState.CLOSED: one.closed_at,
        FriendshipState.ENDED: one.ended_at or one.until,
    }.get(state) or one.proposed_at
    day = moment_day(when, say.language, zone)
    facts = {"helping": one.helping_name or "", "visited": one.visited_name or "", "day": day}
    return say(f"friends.made.state.{state}", None, **facts)


def how_near(found: Nearness, say: Say) -> tuple[str, str]:
    """How near friends and departments were, and what that is made of."""
    sentence = say(
        "friends.near.sentence",
        None,
        exact=percent(found.exact, say.language),
        within=percent(found.within_one, say.language),
        direction=_direction(found.direction, say),
    )
    visits, questions = number(found.visits, say.language), number(found.questions, say.language)
    return sentence, say("friends.near.made_of", None, visits=visits, questions=questions)


def _direction(direction: float, say: Say) -> str:
    if abs(direction) < _EVEN:
        return say("friends.near.even")
    key = "friends.near.higher" if direction > 0 else "friends.near.lower"
    return say(key, None, levels=number(abs(direction), say.language, 1))
