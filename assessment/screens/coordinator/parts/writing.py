"""Writing to departments: to whom, in which words, and how it goes out: by mail, or as files to be sent by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

import streamlit as st

from assessment.findings.region import so_far
from assessment.language import clean, line, number, own_name
from assessment.letters import INVITED_LASTS, MOST_LETTER, MOST_SUBJECT, Purpose, Wording
from assessment.letters.written import TOKENS, standard, token, written
from assessment.region.approach import Addressees, Approach, groups, latest, letter_to
from assessment.report.region import ENDINGS
from assessment.rounds import Round, day_of, end_of
from assessment.screens.parts import links, markdown
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady
from assessment.visit import Visit

_OFTEN = timedelta(seconds=2)  # how often one looks how far the letters are, while some wait
_ONES = "ones"  # stands for departments that are chosen one by one
_DAYS = "DD/MM/YYYY"  # how a field for a day is written, in all our languages
_TALL, _NARROW = 260, 280  # px: the field of a text, that of a day
_NO_TOKEN = "…"  # stands in a preview for what a link is made of


@dataclass(frozen=True)
class _Typed:
    """The words for the readers of a language, as they stand on the page and as they are kept."""

    language: str
    wording: Wording
    kept: Wording

    @property
    def is_changed(self) -> bool:
        return self.wording != self.kept


def show(visit: Visit, chosen: Round, found: Sequence[Approach], purpose: Purpose) -> None:
    """Draw to whom an invitation or a reminder goes, its words, and how it goes out."""
    whom = _whom(visit, chosen, found, purpose)
    words = st.container()  # above the day, which a letter as it will be says
    until = _until(visit, chosen) if whom and (visit.mails or visit.shows_links) else None
    with words:
        typed = _words(visit, chosen, whom, purpose, until)
    if visit.mails:
        _send(visit, chosen, purpose, whom, typed, until)
    else:
        _files(visit, chosen, purpose, whom, typed, until)


def remind(visit: Visit, chosen: Round, whom: Sequence[Approach]) -> None:
    """Draw the button that sends these a reminder in the words that the region keeps; without mail, the files of it."""
    if visit.mails:
        _send(visit, chosen, Purpose.REMINDER, whom, (), None)
    else:
        _files(visit, chosen, Purpose.REMINDER, whom, (), None)


def under_way(visit: Visit, round_id: int) -> None:
    """Draw how far the letters are that are under way, until none is."""
    st.fragment(_look, run_every=_OFTEN)(visit, round_id)


def _look(visit: Visit, round_id: int) -> None:
    """Say how far the letters are that are under way; with the last of them the page is drawn anew."""
    batch = latest(visit.store.approaches(round_id))
    if batch is None or not batch.is_under_way:
        st.rerun()
    else:
        st.progress(batch.share, text=markdown.plain(so_far(batch, visit.say, visit.zone)))


def _whom(visit: Visit, chosen: Round, found: Sequence[Approach], purpose: Purpose) -> list[Approach]:
    """Draw the choice of departments; returns them."""
    say = visit.say
    offered = groups(found, purpose)
    counts = [say("invitations.whom.departments", len(those)) for those in offered.values()]
    group: Addressees | str = st.radio(
        say("invitations.whom.label"),
        [*offered, _ONES],
        format_func=lambda one: say(
            f"invitations.whom.all.{purpose}" if one == Addressees.ALL else f"invitations.whom.{one}"
        ),
        captions=[*counts, say("invitations.whom.ones_means")],
        key=f"whom-{purpose}-{chosen.id}-{visit.language}",
    )
    if isinstance(group, Addressees):
        return offered[group]
    reachable = {one.department_id: one for one in found if one.can_get(purpose)}
    ones = st.multiselect(
        say("rounds.departments"),
        list(reachable),
        format_func=lambda one: reachable[one].department if one in reachable else "",
        placeholder=say("rounds.choose"),
        select_all=False,
        key=f"ones-{purpose}-{chosen.id}-{visit.language}",
    )
    return [reachable[one] for one in ones if one in reachable]


def _words(visit: Visit, chosen: Round, whom: Sequence[Approach], purpose: Purpose, until: date | None) -> list[_Typed]:
    """Draw the words of each language that somebody reads in, the most read first, with one letter as it will be."""
    read: dict[str, list[Approach]] = {}
    for one in whom:
        read.setdefault(one.language, []).append(one)
    read = dict(sorted(read.items(), key=lambda one: -len(one[1])))
    if not read:
        return []
    if len(read) == 1:
        ((language, those),) = read.items()
        return [_text(visit, chosen, purpose, language, those[0], until)]
    say = visit.say
    found: list[_Typed] = []
    names = [
        say("invitations.text.of_language", language=own_name(one), n=number(len(those), visit.language))
        for one, those in read.items()
    ]
    for name, (language, those) in zip(names, read.items(), strict=True):
        with st.expander(name, expanded=not found):
            found.append(_text(visit, chosen, purpose, language, those[0], until))
    return found


def _text(visit: Visit, chosen: Round, purpose: Purpose, language: str, first: Approach, until: date | None) -> _Typed:
    """Draw the fields of a subject and a text, and what the first of the departments will read."""
    say = visit.say
    ours = _as_kept(standard(purpose, language))
    own = visit.store.wordings(chosen.region_id).get((purpose, language))
    kept = own or ours
    # others may change the words meanwhile: the fields are of the words that they were drawn from
    place = f"{purpose}-{language}-{crc32(repr(kept).encode())}"
    subject = st.text_input(
        say("invitations.text.subject"), _first(f"subject-{place}", kept.subject), MOST_SUBJECT, key=f"subject-{place}"
    )
    text = st.text_area(
        say("invitations.text.text"),
        _first(f"text-{place}", kept.text),
        max_chars=MOST_LETTER,
        height=_TALL,
        key=f"text-{place}",
    )
    tokens = ", ".join(f"[{token(name, language)}]" for name in TOKENS)
    st.caption(markdown.plain(say("invitations.text.tokens", tokens=tokens)))
    typed = _Typed(language, _as_kept(Wording(subject, text)), kept)
    with st.container(horizontal=True):
        if typed.is_changed and st.button(say("invitations.text.keep"), key=f"keep-{place}"):
            with Saving(visit, _refused(visit)):
                _keep(visit, chosen, purpose, [typed])
                done(say("invitations.text.kept"))
        is_other = own is not None or typed.wording != ours
        back = say("invitations.text.back")
        if is_other and st.button(back, key=f"back-{place}", on_click=_put, args=(place, ours)) and own is not None:
            with Saving(visit):
                visit.store.keep_wording(chosen.region_id, purpose, language, None)
                st.rerun()
    _preview(visit, chosen, purpose, first, typed.wording, until)
    return typed


def _first(key: str, kept: str) -> str:
    """What a field is drawn with: the words that are kept, until it has words of its own."""
    return "" if key in st.session_state else kept


def _put(place: str, wording: Wording) -> None:
    """Let the fields show other words."""
    st.session_state[f"subject-{place}"] = wording.subject
    st.session_state[f"text-{place}"] = wording.text


def _as_kept(wording: Wording) -> Wording:
    """Words as the store keeps them, to be compared with those that it has."""
    return Wording(line(wording.subject), clean(wording.text, None).strip())


def _keep(visit: Visit, chosen: Round, purpose: Purpose, typed: Sequence[_Typed]) -> None:
    for one in typed:
        if one.is_changed:
            visit.store.keep_wording(chosen.region_id, purpose, one.language, one.wording)


def _preview(
    visit: Visit, chosen: Round, purpose: Purpose, first: Approach, wording: Wording, until: date | None
) -> None:
    """Draw one letter as it will be; its link is none."""
    say, store = visit.say, visit.store
    linked = visit.mails or visit.shows_links
    ends = store.now + INVITED_LASTS if until is None else end_of(until, chosen.zone)
    sample = letter_to(
        first,
        chosen,
        purpose,
        region=store.region(chosen.region_id).name,
        by=visit.person.name,
        reply_to=visit.person.email,
        until=ends if linked else None,
        wording=wording,
    )
    shown = replace(sample, token=_NO_TOKEN if linked else "")
    made = written(shown, visit.public_url, is_mailed=visit.mails)
    with st.expander(markdown.plain(say("invitations.text.preview", department=first.department)), type="compact"):
        mail = say("invitations.text.mail", to=first.address, subject=made.subject, text=made.text)
        st.code(mail, language=None, wrap_lines=True)


def _until(visit: Visit, chosen: Round) -> date | None:
    """Draw the choice of the last day of the links; none is the usual time."""
    say = visit.say
    today = day_of(visit.store.now, chosen.zone)
    last = max(chosen.closes_on, day_of(visit.store.now + INVITED_LASTS, chosen.zone))
    picked = st.date_input(
        say("invitations.until.label"),
        value=None,
        min_value=today,
        max_value=last,
        format=_DAYS,
        key=f"until-{chosen.id}",
        width=_NARROW,
    )
    st.caption(say("invitations.until.means"))
    assert picked is None or isinstance(picked, date), "one day is asked for"
    return picked


def _send(
    visit: Visit, chosen: Round, purpose: Purpose, whom: Sequence[Approach], typed: Sequence[_Typed], until: date | None
) -> None:
    say = visit.say
    label = say(f"invitations.send_{purpose}", len(whom))
    if st.button(label, type="primary", icon=":material/send:", disabled=not whom, key=f"send-{purpose}") and whom:
        with Saving(visit, _refused(visit)):
            _keep(visit, chosen, purpose, typed)
            count = visit.store.send(chosen.id, purpose, [one.department_id for one in whom], until)
            done(say("invitations.done", count))


def _files(
    visit: Visit, chosen: Round, purpose: Purpose, whom: Sequence[Approach], typed: Sequence[_Typed], until: date | None
) -> None:
    """Draw a button for each file of letters that are sent by hand."""
    say = visit.say
    st.markdown(say("invitations.files.title"))
    if not whom:
        st.markdown(say(f"invitations.send_{purpose}", 0))
        return
    if any(one.is_changed for one in typed):
        st.warning(say("invitations.text.unkept"))
        return
    asks = f"round={chosen.id}&purpose={purpose}&language={visit.language}&post={visit.person.post_id}"
    asks += f"&until={until.isoformat()}" if until is not None else ""
    departments = " ".join(one.department_id for one in whom)
    buttons = [
        links.press(
            f"/files/region/invitations.{ending}?{asks}", say(f"invitations.files.{ending}"), departments=departments
        )
        for ending in ENDINGS
    ]
    st.caption(say(f"invitations.files.{'with_links' if visit.shows_links else 'without_links'}"))
    st.html("".join(buttons))


def _refused(visit: Visit) -> Refused:
    """What to say of words that cannot be kept, and of a day that is over."""
    said = {
        "subject": visit.say("invitations.text.empty_subject"),
        "text": visit.say("invitations.text.empty_text"),
        "days": visit.say("invitations.until.past"),
    }
    return {NotReady: lambda error: said[error.missing[0]]}
