"""The way to a first round: departments, round, invitations. What is done is told in words; the next step has its link.

It is what a coordinator's pages show as long as there is nothing else to show.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.language import day
from assessment.reading.region import RegionReading
from assessment.region.approach import Furthest
from assessment.rounds import Round, RoundState
from assessment.screens.parts import links, markdown, notices
from assessment.visit import Visit

_UNINVITED = (Furthest.NO_ADDRESS, Furthest.NOT_SENT, Furthest.LEFT)
_SCREENS = {"departments": "departments", "round": "rounds", "invitations": "invitations"}  # where each step is done
_SIGNS = {
    "done": ":green[:material/check_circle:]",
    "next": ":blue[:material/arrow_circle_right:]",
    "later": ":gray[:material/radio_button_unchecked:]",
}


@dataclass(frozen=True)
class _Step:
    """One of the three: what it is about, and how far it is."""

    name: str
    screen: str  # where it is done
    state: str  # done, next or later
    said: str


def show(visit: Visit, of: RegionReading) -> None:
    """Draw a page that has no round to show."""
    say = visit.say
    is_closed = of.region.closed_at is not None
    st.title(markdown.plain(_title(visit, of)), anchor=False)
    st.caption(markdown.plain(of.region.name))
    if is_closed:
        notices.region(visit)
        return
    st.markdown(say("beginning.means"))
    steps(visit, of)


def steps(visit: Visit, of: RegionReading) -> None:
    """Draw the three, as long as no round has opened."""
    st.header(visit.say("beginning.steps"), anchor=False)
    _draw(visit, _steps(visit, of, None))


def until_invited(visit: Visit, of: RegionReading, asked: Round) -> None:
    """Draw the same under what a page says of an open round, for as long as no department of it is invited."""
    if any(one.standing not in _UNINVITED for one in visit.store.approaches(asked.id)):
        return
    st.header(visit.say("beginning.uninvited"), anchor=False)
    _draw(visit, _steps(visit, of, asked))


def _title(visit: Visit, of: RegionReading) -> str:
    if of.planned:
        return _opens(visit, of.planned[0])
    return visit.say(f"beginning.title.{'round' if _registered(of) else 'departments'}")


def _registered(of: RegionReading) -> int:
    return sum(one.left_on is None for one in of.departments)


def _opens(visit: Visit, asked: Round) -> str:
    state = asked.state(visit.store.now)
    on = asked.opens_on if state is RoundState.PLANNED else asked.closes_on
    return visit.say(f"rounds.title.{state}", title=asked.title, day=day(on, visit.language))


def _steps(visit: Visit, of: RegionReading, asked: Round | None) -> tuple[_Step, ...]:
    """The three, in order; of a round that is open the last is the next one."""
    say, registered = visit.say, _registered(of)
    set_up = asked or next(iter(of.planned), None)
    if set_up is None:
        states = ("done", "next", "later") if registered else ("next", "later", "later")
    else:
        states = ("done", "done", "later" if asked is None else "next")
    invitations = say("beginning.to_do.invitations")
    if set_up is not None and asked is None:
        invitations = say("invitations.planned", round=set_up.title, day=day(set_up.opens_on, visit.language))
    said = (
        say("beginning.registered", registered) if registered else say("beginning.to_do.departments"),
        say("beginning.to_do.round") if set_up is None else f"{_opens(visit, set_up)}.",
        invitations,
    )
    return tuple(map(_Step, _SCREENS, _SCREENS.values(), states, said))


def _draw(visit: Visit, steps: tuple[_Step, ...]) -> None:
    say = visit.say
    for number, (step, place) in enumerate(zip(steps, st.columns(len(steps)), strict=True), 1):
        with place, st.container(border=True, height="stretch"):
            st.subheader(f"{number}. {say(f'beginning.step.{step.name}')}", anchor=False)
            st.markdown(
                f"{_SIGNS[step.state]} **{say(f'beginning.state.{step.state}')}**  \n{markdown.plain(step.said)}"
            )
            if step.state == "next" and step.screen != st.session_state.get("screen"):
                st.page_link(
                    links.screen(visit, step.screen),
                    label=say(f"beginning.to.{step.name}"),
                    icon=":material/arrow_forward:",
                )
