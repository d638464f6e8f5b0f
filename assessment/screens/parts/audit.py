"""What happened in a region, in a round or with one department: who did what and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from assessment.findings import Table
from assessment.language import day, enumeration, moment, number, own_name
from assessment.screens.parts import choices, figures
from assessment.storage import OPERATOR, Event
from assessment.visit import Visit

A_PAGE = 20


@st.fragment
def show(visit: Visit, read: Callable[[], Sequence[Event]], names: Mapping[str, str], key: str) -> None:
    """Draw lines of what happened, newest first, read when they are opened.

    Args:
        visit: whose.
        read: reads them, newest first.
        names: of departments, by id; without any the page is about one, and its name is left out.
        key: of the list, once a page.
    """
    fold = st.expander(visit.say("events.title"), key=f"fold-{key}", on_change="rerun")
    if fold.open:
        events = read()
        with fold:
            if events:
                _table(visit, events, names, {}, key)
            else:
                st.markdown(visit.say("events.none"))


@st.fragment
def of_site(
    visit: Visit, events: Sequence[Event], names: Mapping[str, str], regions: Mapping[str, str], key: str
) -> None:
    """Draw lines of what happened anywhere, with the department or region that each is about."""
    visit.store.person()  # a page that was left open shows nothing after its session
    _table(visit, events, names, regions, key)


def _table(
    visit: Visit, events: Sequence[Event], names: Mapping[str, str], regions: Mapping[str, str], key: str
) -> None:
    say = visit.say
    shown = choices.page_of(events, A_PAGE, key)
    rows = tuple(
        (f"{moment(one.at, visit.language, visit.zone)} · {_actor(visit, one)}", _with_whom(visit, one, names, regions))
        for one in shown
    )
    figures.table(Table((say("events.when"), say("events.what")), rows))


def _with_whom(visit: Visit, one: Event, names: Mapping[str, str], regions: Mapping[str, str]) -> str:
    """What happened, and with whom where the page is about several: a third column leaves a phone."""
    what = _what(visit, one)
    whom = regions.get(one.region_id or "") if one.department_id is None else names.get(one.department_id)
    return what if whom is None else visit.say("events.of", whom=whom, what=what)


def _actor(visit: Visit, one: Event) -> str:
    if one.kind == "opinion_given":  # nobody has signed in for it
        return visit.say("events.by_link")
    if one.actor == OPERATOR.name:
        return visit.say("events.operator")
    if one.actor_role is None:
        return one.actor
    return visit.say("events.by", name=one.actor, role=visit.say(f"events.role.{one.actor_role}"))


def _what(visit: Visit, one: Event) -> str:
    say, details = visit.say, one.details
    facts: dict[str, str] = {"round": one.round_title, "into": one.into}
    counts = (
        *("departments", "counted", "added", "changed", "drafts", "versions", "sessions", "links", "letters"),
        "documents",
    )
    known = {"letters": 0, **details} if one.kind == "ended" else details  # of before there were letters
    facts |= {key: _count(visit, known[key]) for key in counts if key in known}
    facts |= {key: str(details[key]) for key in ("because", "before", "now", "document") if details.get(key)}
    facts |= {
        key: day(date.fromisoformat(details[key]), visit.language)
        for key in ("until", "opens", "closes")
        if details.get(key)
    }
    if "fields" in details:
        facts["fields"] = enumeration([_field(visit, one.kind, name) for name in details["fields"]], visit.language)
    if one.kind == "exported":
        facts |= {"file": say(f"events.file.{details['what']}"), "for": say(f"events.for.{details['for']}")}
    if "question" in details:
        facts["practice"] = _practice(visit, details)
    facts |= _chosen(visit, one, facts["round"])
    what = say(f"events.{one.kind}", None, **facts)
    return say("events.about", what=what, person=one.person) if one.person else what


def _chosen(visit: Visit, one: Event, title: str) -> dict[str, str]:
    """What a line about letters or a tick says of it; nothing for any other line."""
    say, details = visit.say, one.details
    if one.kind == "mailed":
        return {"letter": say(f"events.letter.{details['purpose']}", None, round=title)}
    if one.kind == "letter_worded":
        worded = say(f"events.worded.{details['purpose']}")
        return {"letter": worded, "language": own_name(details["language"])}
    if one.kind == "reminding":
        return {"switch": say("events.switch.begun" if details["on"] else "events.switch.stopped")}
    if "wish" in details:
        return {"wish": say(f"events.wish.{details['wish']}")}
    return {}


def _count(visit: Visit, value: int | None) -> str:
    return visit.say("about.not_said") if value is None else number(value, visit.language)


def _field(visit: Visit, kind: str, name: str) -> str:
    if kind == "controller_changed":
        return visit.say(f"controller.field.{name}")
    return visit.say(f"taken.column.{name}")


def _practice(visit: Visit, details: Mapping[str, Any]) -> str:
    question = visit.questionnaire.find(details["question"])
    return details["question"] if question is None else question.name[visit.language]
