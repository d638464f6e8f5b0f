"""How a letter reads: plain text in the reader's language, from the facts of the letter alone.

A region may put invitations and reminders in words of its own. What leads in, until when it does, and why the letter
came stand below them always, and in our words: no text of anybody's can lose them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assessment.language import UNKNOWN, day, filled, line, moment, month, zone_name
from assessment.letters.letter import Letter, Purpose, Wording
from assessment.wording import LANGUAGES, Say

TOKENS = ("name", "department", "round", "last_day")  # what may stand in square brackets, by their names in wording
_TOKEN = re.compile(r"\[([^\[\]\n]{1,40})\]")
_PLACED = (Purpose.HANDED, Purpose.SHOWN)  # that say for what one signs in, as nothing else in them does
_PAGES = {Purpose.STEPS: "/plan"}  # where one reads on, if not on the first page
_CAUSED = (*_PLACED, Purpose.INVITATION, Purpose.REMINDER, Purpose.REOPENED, Purpose.PUBLISHED)  # by somebody


@dataclass(frozen=True)
class Written:
    """A letter as it is read."""

    subject: str  # one line
    text: str


def written(letter: Letter, public_url: str, *, is_mailed: bool = False) -> Written:
    """Write a letter out.

    Args:
        letter: with its facts.
        public_url: the origin of the site.
        is_mailed: by the site itself, where one can have another link sent by oneself.
    """
    say = Say(letter.language)
    wording = letter.wording or standard(letter.purpose, letter.language) if letter.purpose.is_worded else None
    if wording is None:
        subject = say(f"mail.{letter.purpose}.subject", letter.steps or None, **_facts(letter))
        paragraphs = list(_ours(letter, say))
    else:
        subject = _replaced(wording.subject, letter, say)
        paragraphs = [_replaced(wording.text, letter, say).strip()]
    paragraphs += _always(letter, say, public_url, is_mailed=is_mailed)
    return Written(line(subject), "\n\n".join(paragraphs) + "\n")


def header(text: str) -> str:
    """A text as it can stand in a header of a message.

    What begins like an encoded word, such as =?utf-8?q?=0aBcc=3a?=, Python decodes, also to an end of the header.
    """
    return line(text).replace("=?", "= ?")


def standard(purpose: Purpose, language: str) -> Wording:
    """Our own words for an invitation or a reminder, with what is filled in for each in square brackets."""
    say = Say(language)
    tokens: dict[str, Any] = {name: f"[{token(name, language)}]" for name in TOKENS}
    return Wording(say(f"mail.{purpose}.subject", **tokens), say(f"mail.{purpose}.text", **tokens))


def token(name: str, language: str) -> str:
    """How one of `TOKENS` is written between the square brackets of a language."""
    return Say(language)(f"mail.token.{name}")


def why(reason: str, say: Say) -> str:
    """Why a letter waits or was refused: a server's own words, or ours, which are kept as keys behind a colon."""
    if reason.startswith(":"):
        return say(f"mail.reason.{reason.removeprefix(':')}")
    return reason or UNKNOWN


def _ours(letter: Letter, say: Say) -> Iterator[str]:
    """What a letter says that no region words."""
    facts = _facts(letter)
    yield say("mail.greeting", name=facts["name"]) if letter.name else say("mail.greeting_nobody")
    yield say(f"mail.{letter.purpose}.text", letter.steps or None, **facts)
    if letter.purpose in _PLACED and (place := line(letter.department or letter.region)):
        yield say("mail.place", place=place)
    if letter.purpose is Purpose.REOPENED and letter.last_day is not None:
        yield say("mail.last_day", day=facts["last_day"])


def sign_in_at(public_url: str, token: str) -> str:
    """The address that a one-time token signs in at."""
    return f"{public_url}/sign-in/{token}"


def _always(letter: Letter, say: Say, public_url: str, *, is_mailed: bool) -> Iterator[str]:
    """What stands below every letter, whoever worded it."""
    if letter.purpose is Purpose.REMINDER:
        yield say("mail.begun" if letter.is_begun else "mail.not_begun")
    if letter.token and letter.link_until is not None:
        yield f"{say('mail.link')}\n{sign_in_at(public_url, letter.token)}"
        until = last_minute(letter.link_until, letter.zone)
        zone = zone_name(letter.zone, letter.language)
        once = say("mail.once_until", until=moment(until, letter.language, letter.zone), zone=zone)
        yield f"{once} {say('mail.another')}\n{public_url}" if is_mailed else once
    else:
        yield f"{say('mail.site')}\n{public_url}{_PAGES.get(letter.purpose, '')}"
    if letter.by and letter.purpose in _CAUSED:
        yield say(f"mail.by.{letter.purpose}", by=line(letter.by))
    why_this = say(f"mail.why.{letter.purpose}", department=line(letter.department), page=say("menu.plan"))
    yield f"{why_this} {say('mail.never')}"


def last_minute(until: datetime, zone: str) -> datetime:
    """An instant, but of the midnight at which a day ends, its last minute: nobody reads 0:00 of the next as meant."""
    local = until.astimezone(ZoneInfo(zone))
    return until - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else until


def _replaced(text: str, letter: Letter, say: Say) -> str:
    """Fill in what stands in square brackets, in whichever language it is named; what is no token stays as it is."""
    names = {token(name, language).casefold(): name for name in TOKENS for language in LANGUAGES}

    def place(found: re.Match[str]) -> str:
        name = names.get(" ".join(found[1].split()).casefold())
        return found[0] if name is None else f"{{{name}}}"

    return filled(_TOKEN.sub(place, text.replace("{", "{{").replace("}", "}}")), letter.language, _facts(letter))


def _facts(letter: Letter) -> dict[str, Any]:
    department = line(letter.department)
    return {
        "name": line(letter.name) or department,
        "department": department,
        "round": line(letter.round),
        "month": UNKNOWN if letter.due is None else month(letter.due, letter.language),
        "last_day": UNKNOWN if letter.last_day is None else day(letter.last_day, letter.language),
    }
