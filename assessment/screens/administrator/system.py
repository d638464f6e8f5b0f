"""System: whether all is well with the database, what was backed up when, and what happened on the whole site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import streamlit as st

from assessment import __version__
from assessment.findings import Table
from assessment.language import moment, number, zone_name
from assessment.report.reported import code
from assessment.screens.administrator.parts import outbox
from assessment.screens.parts import audit, choices, figures
from assessment.storage import Health
from assessment.visit import Visit

_OFTEN = timedelta(days=8)  # between two backups: once a week, and a day more
_ROOM = 500_000_000  # bytes that should be free, besides room for three copies of the database
_COPIES = 3
_MOST_LINES = 20  # of what is wrong with a file; the command that is named lists all
_MEGABYTE, _GIGABYTE = 1_000_000, 1_000_000_000

# What is recorded, as it is looked for; whatever stands in none of these is looked for under "others".
GROUPS = {
    "signing_in": ("signed_in", "signed_out", "session_ended", "sessions_ended", "invited", "device_link_made"),
    "people": ("post_given", "person_corrected", "handed_over", "access_ended"),
    "regions": ("region_added", "region_renamed", "region_closed", "region_reopened", "region_changed"),
    "departments": ("department_added", "department_changed", "list_taken", "left", "merged", "rejoined"),
    "letters": ("mailed", "letter_worded", "reminding"),
    "results": (
        "submitted",
        "reopened",
        "published",
        "looked_at",
        "exported",
        "plan_shared",
        "plan_unshared",
        "opening_told",
        "opening_untold",
    ),
    "voices": ("opinion_asked", "opinion_given"),
    "training": ("training_planned", "training_unplanned"),
    "documents": ("documents_added", "document_changed", "document_removed", "document_broken", "document_works"),
    "friends": (
        *("friend_wished", "friend_unwished", "friend_proposed", "friend_offered", "friend_accepted"),
        *("friend_declined", "friend_began", "friend_read", "friend_handed_in", "friend_closed"),
        *("friend_extended", "friend_ended"),
    ),
    "backups": ("backed_up", "restored"),
}
_OTHERS = "others"


def show(visit: Visit) -> None:
    """Draw the page."""
    say, told = visit.say, visit.store.health()
    problems = [*_problems(visit, told), *outbox.problems(visit)]
    st.title(say("system.headline", len(problems) + bool(visit.file_problems)), anchor=False)
    if visit.file_problems:
        _file(visit)
    for problem in problems:
        st.warning(problem)
    figures.table(Table((say("system.head.what"), say("system.head.now")), tuple(_facts(visit, told))))
    outbox.section(visit)
    st.header(say("system.log"), anchor=False)
    st.caption(say("system.zone", zone=zone_name(visit.zone, visit.language)))
    _log(visit)


def _problems(visit: Visit, told: Health) -> Iterator[str]:
    """What whoever runs the site should do something about."""
    say = visit.say
    if not told.is_sound:
        yield say("system.problem.damaged")
    if not told.can_be_written:
        yield say("system.problem.not_written")
    if told.free < _ROOM + _COPIES * told.size:
        yield say("system.problem.full", free=_size(visit, told.free))
    if not told.backups:
        yield say("system.problem.never_backed_up")
    elif visit.store.now - told.backups[0] > _OFTEN:
        yield say("system.problem.long_ago", moment=_moment(visit, told.backups[0]))


def _file(visit: Visit) -> None:
    """Say that the questionnaire's file cannot be used, and what is wrong with it."""
    asked = visit.questionnaire
    st.warning(visit.say("system.problem.questionnaire", version=asked.version, code=code(asked.sha256)))
    st.code("\n".join(visit.file_problems[:_MOST_LINES]), language=None, wrap_lines=True)


def _facts(visit: Visit, told: Health) -> Iterator[tuple[str, str]]:
    say, asked = visit.say, visit.questionnaire
    yield say("system.fact.database"), say("system.file", name=told.name, size=_size(visit, told.size))
    yield say("system.fact.free"), _size(visit, told.free)
    yield say("system.fact.program"), __version__
    yield say("system.fact.questionnaire"), say("rounds.new.version", version=asked.version, code=code(asked.sha256))
    yield say("system.fact.questionnaires"), number(len(told.questionnaires), visit.language)
    backups = [_moment(visit, one) for one in told.backups]
    yield say("system.fact.backups"), " · ".join(backups) or say("system.never")


def _moment(visit: Visit, one: datetime) -> str:
    return moment(one, visit.language, visit.zone)


def _size(visit: Visit, size: int) -> str:
    if size < _GIGABYTE:
        return visit.say("system.megabytes", size=number(size / _MEGABYTE, visit.language, 1))
    return visit.say("system.gigabytes", size=number(size / _GIGABYTE, visit.language, 1))


@st.fragment
def _log(visit: Visit) -> None:
    """Draw what happened on the whole site, or what of one kind."""
    say = visit.say
    kinds = visit.store.kinds()
    grouped = {kind: group for group, those in GROUPS.items() for kind in those}
    there = [group for group in (*GROUPS, _OTHERS) if any(grouped.get(kind, _OTHERS) == group for kind in kinds)]
    chosen = st.selectbox(
        say("system.kind"),
        [choices.ALL, *there],
        format_func=lambda one: say("system.all" if one == choices.ALL else f"system.group.{one}"),
        key=f"log-kind-{visit.language}",
    )
    wanted = None if chosen == choices.ALL else [kind for kind in kinds if grouped.get(kind, _OTHERS) == chosen]
    regions = visit.store.regions()
    departments = {department.id: department.name for one in regions for department in one.departments}
    called = {one.region.id: one.region.name for one in regions}
    audit.of_site(visit, visit.store.happened(wanted), departments, called, f"site-events-{chosen}")
