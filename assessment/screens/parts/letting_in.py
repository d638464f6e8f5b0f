"""How somebody gets in who is given access: by a link that is shown or mailed, or by the sign-in of a municipality.

Which of the three it is, the site decides and the post. Other screens ask here and do not tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Unpack
from urllib.parse import quote, urlencode

import streamlit as st

from assessment.language import moment
from assessment.letters import HANDED_LASTS, Letter, Mailed, Purpose, Sent
from assessment.letters.written import Written, written
from assessment.people import Appointed, Role
from assessment.screens.parts import spoken
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

_LOOKS_EVERY = 2  # seconds, for what has become of a letter
_LOOKS_FOR = timedelta(minutes=1)  # a page that goes on looking would keep its session from ending
_OURS = {":ended": "ended", ":given_up": "given_up", ":restored": "restored"}  # reasons that are no server's words


class Way(StrEnum):
    """How somebody gets in."""

    SHOWN = "shown"  # a link, to whoever lets them in, to be passed on
    MAILED = "mailed"  # a link, to themselves
    VOUCHED = "vouched"  # for, by the sign-in of the municipality: no link


@dataclass(frozen=True)
class LetIn:
    """What came of it, until it is said on the page."""

    way: Way
    email: str
    name: str = ""  # where whoever let them in said it
    token: str = ""  # of the link that is shown
    letter_id: int = 0  # of the one that is mailed


def way(visit: Visit, role: Role) -> Way:
    """How somebody of a role gets in."""
    if visit.mails:
        return Way.MAILED
    return Way.SHOWN if visit.shows_links or not role.is_of_department else Way.VOUCHED


def takes_link(visit: Visit, role: Role) -> bool:
    """Whether a new link is of any use to somebody of a role."""
    return way(visit, role) is not Way.VOUCHED


def means(visit: Visit, role: Role) -> str:
    """What happens when somebody is let in, in Markdown."""
    return _said(visit, f"letting_in.means.{way(visit, role)}")


def again(visit: Visit, role: Role) -> str:
    """What happens when the address of somebody changes, in Markdown."""
    return _said(visit, f"letting_in.again.{way(visit, role)}")


def changed(visit: Visit, role: Role, **facts: str) -> str:
    """What happens when somebody gets another role, in Markdown."""
    return _said(visit, f"letting_in.changed.{way(visit, role)}", **facts)


def button(visit: Visit, role: Role) -> str:
    """What the button says that lets somebody in."""
    return visit.say(f"letting_in.button.{way(visit, role)}")


def somebody(visit: Visit, place: str, email: str, role: Role, **given: Unpack[Appointed]) -> None:
    """Give somebody a post where they do not have it, as the store does, and the way in to it; `tell` says how.

    Args:
        visit: of whoever lets them in.
        place: where on the page it is told.
        email: as it was typed.
        role: of the post.
        given: where the post is, and who they are.
    """
    found, token, letter_id = way(visit, role), "", 0
    if found is Way.SHOWN:
        token = visit.store.invite(email, role, **given)
    else:
        post_id = visit.store.appoint(email, role, **given)
        letter_id = visit.store.mail_link(post_id) if found is Way.MAILED else 0
    _keep(place, LetIn(found, email.strip(), given.get("name", "").strip(), token, letter_id))


def holder(visit: Visit, place: str, email: str, role: Role, post_id: int) -> None:
    """Give whoever has a post the way in to it, once more; `tell` says how."""
    found = way(visit, role)
    token = visit.store.new_link(post_id) if found is Way.SHOWN else ""
    letter_id = visit.store.mail_link(post_id) if found is Way.MAILED else 0
    _keep(place, LetIn(found, email, token=token, letter_id=letter_id))


def tell(visit: Visit, place: str) -> None:
    """Draw the way in that somebody was given before, or at this run; once, for a link is shown only then."""
    made: LetIn | None = st.session_state.pop(_key(place), None)
    if made is None:
        return
    if made.way is Way.MAILED:
        _tell_mailed(visit, place, made)
        return
    st.markdown(_said(visit, f"letting_in.done.{made.way}", email=made.email))
    if made.way is Way.SHOWN:
        st.code(visit.link(made.token), language=None, wrap_lines=True)
    if visit.person.department_id is not None:
        _message(visit, made, visit.store.department(visit.person.department_id).name)


def _message(visit: Visit, made: LetIn, department: str) -> None:
    """Draw what a colleague can be written, to be copied or taken into one's own mail program: the site sends none."""
    say = visit.say
    if made.way is Way.SHOWN:
        letter = Letter(
            id=0,
            purpose=Purpose.HANDED,
            message_id="",
            address=made.email,
            name=made.name,
            language=visit.language,
            zone=visit.zone,
            token=made.token,
            link_until=visit.store.now + HANDED_LASTS,
            department=department,
            by=visit.person.name,
        )
        message = written(letter, visit.public_url)
    else:
        facts = {"department": department, "by": visit.person.name}
        facts |= {"address": visit.public_url, "provider": visit.signs_in_with}
        message = Written(
            say("letting_in.message.subject", None, **facts), say("letting_in.message.text", None, **facts)
        )
    text = message.text.rstrip()
    with st.expander(say("letting_in.message.title"), type="compact"):
        st.code(text, language=None, wrap_lines=True)
        words = urlencode({"subject": message.subject, "body": text.replace("\n", "\r\n")}, quote_via=quote)
        st.link_button(
            say("letting_in.message.open"), f"mailto:{quote(made.email, safe='@')}?{words}", icon=":material/mail:"
        )


def _tell_mailed(visit: Visit, place: str, made: LetIn) -> None:
    letter = visit.store.mailed(made.letter_id)
    if letter.state is Sent.REFUSED:
        st.error(plain(f"{visit.say('letting_in.refused', email=letter.address)} {_reason(visit, letter)}".strip()))
        return
    st.markdown(_said(visit, "letting_in.done.mailed", email=letter.address))
    if _is_looked_for(visit, letter):
        st.fragment(_look, run_every=_LOOKS_EVERY)(visit, place, made)
    elif letter.state is Sent.WAITING:
        spoken.line(f"{visit.say('letting_in.waiting')} {_reason(visit, letter)}".strip(), quiet=True)
    else:
        assert letter.at is not None, "what was sent has a time"
        spoken.line(visit.say("letting_in.sent", moment=moment(letter.at, visit.language, visit.zone)))


def _look(visit: Visit, place: str, made: LetIn) -> None:
    """Look what has become of a letter; when that is known, or takes too long, the page is drawn anew and says so."""
    if _is_looked_for(visit, visit.store.mailed(made.letter_id)):
        spoken.line(visit.say("letting_in.queued"), quiet=True)
        return
    _keep(place, made)
    st.rerun()


def _is_looked_for(visit: Visit, letter: Mailed) -> bool:
    return letter.state is Sent.WAITING and visit.store.now - letter.queued_at < _LOOKS_FOR


def _reason(visit: Visit, letter: Mailed) -> str:
    """Why a letter has not gone out, in words of ours or the server's own; empty where there are none."""
    if letter.reason in _OURS:
        return visit.say(f"letting_in.reason.{_OURS[letter.reason]}")
    return visit.say("letting_in.answered", answer=letter.reason) if letter.reason else ""


def _said(visit: Visit, key: str, **facts: str) -> str:
    """A sentence about a way in, in Markdown."""
    known = {"address": visit.public_url, "provider": visit.signs_in_with, **facts}
    return plain(visit.say(key, HANDED_LASTS.days, **known))


def _key(place: str) -> str:
    return f"let-in-{place}"


def _keep(place: str, made: LetIn) -> None:
    st.session_state[_key(place)] = made
