"""Mail, on the page System: what waits and why, what was refused, and a test letter to oneself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import streamlit as st

from assessment.findings import Table
from assessment.language import moment
from assessment.letters import Mailed, Sent, why
from assessment.screens.parts import choices, figures, markdown
from assessment.visit import Visit

_MOST = 1000  # letters that are looked at
_A_PAGE = 20
_LATE = timedelta(hours=1)  # that a letter waits before somebody should see to it
_AGAIN = 2.0  # seconds until the letter of a test is looked at again
_TEST = "mail-tested"  # the letter that was sent to try


def section(visit: Visit) -> None:
    """Draw how mail stands."""
    say = visit.say
    st.header(say("system.mail.title"), anchor=False)
    if not visit.mails:
        st.markdown(say("system.mail.none"))
        if visit.shows_links:
            st.markdown(say("system.mail.handed_out"))
        return
    letters = visit.store.outbox(_MOST)
    _waiting(visit, [one for one in letters if one.state is Sent.WAITING])
    _test(visit)
    if refused := [one for one in letters if one.state is Sent.REFUSED]:
        st.subheader(say("system.mail.refused"), anchor=False)
        st.caption(say("system.mail.refused_means"))
        _refused(visit, refused)


def problems(visit: Visit) -> Iterator[str]:
    """What whoever runs the site should do something about."""
    if visit.mails:
        tried = [one for one in visit.store.outbox(_MOST) if one.state is Sent.WAITING and one.tries]
        since = min((one.queued_at for one in tried), default=visit.store.now)
        if visit.store.now - since > _LATE:
            yield visit.say("system.problem.mail_waits", moment=moment(since, visit.language, visit.zone))


def _waiting(visit: Visit, waiting: list[Mailed]) -> None:
    say = visit.say
    if not waiting:
        st.markdown(say("system.mail.nothing_waits"))
        return
    since = moment(min(one.queued_at for one in waiting), visit.language, visit.zone)
    st.markdown(say("system.mail.waits", len(waiting), since=since))
    if last := next((one for one in waiting if one.reason), None):
        st.markdown(say("system.mail.because", reason=markdown.plain(why(last.reason, say))))


@st.fragment
def _refused(visit: Visit, refused: list[Mailed]) -> None:
    say = visit.say
    visit.store.person()  # a page that was left open shows nothing after its session
    rows = tuple(
        (_which(visit, one), why(one.reason, say)) for one in choices.page_of(refused, _A_PAGE, "mail-refused")
    )
    figures.table(Table((say("system.mail.head.to"), say("system.mail.head.why")), rows))


def _which(visit: Visit, letter: Mailed) -> str:
    """To whom, of what kind, and when, in one cell: with addresses in them, three columns leave a phone."""
    at = moment(letter.at or letter.queued_at, visit.language, visit.zone)
    return f"{letter.address} · {visit.say(f'mail.purpose.{letter.purpose}')} · {at}"


def _test(visit: Visit) -> None:
    label = visit.say("system.mail.test.button")
    st.button(label, icon=":material/send:", key="mail-test", on_click=_try, args=(visit,))
    if (letter_id := st.session_state.get(_TEST)) is None:
        return
    letter = visit.store.mailed(letter_id)
    if _is_on_its_way(letter):
        st.fragment(_watch, run_every=_AGAIN)(visit, letter_id)
    else:
        _tell(visit, letter)


def _try(visit: Visit) -> None:
    """Before the page is drawn, which counts what waits."""
    st.session_state[_TEST] = visit.store.mail_test()


def _watch(visit: Visit, letter_id: int) -> None:
    """Look how far the letter is; when that is known, the page is drawn anew, and looks no more."""
    letter = visit.store.mailed(letter_id)
    if not _is_on_its_way(letter):
        st.rerun()
    _tell(visit, letter)


def _is_on_its_way(letter: Mailed) -> bool:
    return letter.state is Sent.WAITING and not letter.reason


def _tell(visit: Visit, letter: Mailed) -> None:
    say, address = visit.say, markdown.plain(letter.address)
    reason = markdown.plain(why(letter.reason, say))
    if letter.state is Sent.SENT and letter.at is not None:
        at = moment(letter.at, visit.language, visit.zone)
        st.info(say("system.mail.test.sent", address=address, moment=at))
    elif letter.state is Sent.REFUSED:
        st.error(say("system.mail.test.refused", address=address, reason=reason))
    elif letter.reason:
        st.warning(say("system.mail.test.later", address=address, reason=reason))
    else:
        st.info(say("system.mail.test.waiting", address=address))
