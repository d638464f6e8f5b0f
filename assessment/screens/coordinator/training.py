"""What to train departments in: every practice in one list, to be opened, and to be ticked into the training plan."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

from assessment.findings import region as words
from assessment.findings.region import TrainingInWords, TrainingPractice
from assessment.language import number
from assessment.reading import region as reading
from assessment.region import Results
from assessment.screens.coordinator import friends
from assessment.screens.coordinator.parts import common, helping, planning
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import figures, markdown, spoken
from assessment.screens.parts.saving import reason, tick
from assessment.storage import NotSaved, Ticked
from assessment.visit import Visit

_NAME = 400  # px: a practice beside its tick; what is known of it stands to the right, and under it on a phone
_LAST = "ticked-last"  # what this page keeps of its last tick


@dataclass(frozen=True)
class _Last:
    """What was ticked last."""

    key: str  # of the box
    name: str
    on: bool
    why: str  # it is not kept; empty where it is


def show(visit: Visit) -> None:
    """Draw the list, or the plan where the address asks for it."""
    planned = st.query_params.get(planning.NAMED) == planning.VIEW
    view = common.opened(visit, narrows=not planned)
    if view is None:
        return
    region = common.scored(visit, view.of, view.chosen)
    if planned:
        planning.show(visit, view, region)
    else:
        _list(visit, view, region)


def _list(visit: Visit, view: View, region: Results) -> None:
    say = visit.say
    found = _found(visit, view, region)
    with common.anew("title"):
        st.title(say("region.needs.title") if found is None else markdown.plain(found.headline), anchor=False)
    common.bar(visit, view)
    with common.anew("found"):
        if found is None:
            common.nothing(visit, view, region)
        else:
            _needed(visit, view, found)
        helping.wishes_and_made(visit, view, region)
        friends.to_page(visit, view)
        _steps(visit, view)
        _wanted(visit, view)


def _needed(visit: Visit, view: View, found: TrainingInWords) -> None:
    """Draw what departments need: the weakest topics in a line, then every practice."""
    say = visit.say
    planning.say_unfinished(visit, view)
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        st.markdown(f":small[{markdown.plain(found.topics)}]", width="content")
        for name in ("topics", "essentials"):
            common.to_screen(visit, view, "maps", say(f"region.overview.to_map.{name}"), view=name)
    _practices(visit, view, found)
    rests_on = say("region.rests_on", found.n)
    st.caption(f"{rests_on}. {say('training.means')} {say('region.introductions.rule')}")


def _found(visit: Visit, view: View, region: Results) -> TrainingInWords | None:
    """The list in words; None where nobody that is looked at has submitted."""
    if not reading.narrowed(region, view.which).assessed:
        return None
    with st.spinner(visit.say("region.working")):
        gaps = helping.gaps(visit, region)
        return words.training(reading.weak(region, view.which), gaps, region.questionnaire, visit.say)


def _steps(visit: Visit, view: View) -> None:
    """Draw what departments have planned themselves, closed at first; where too few have, a sentence."""
    found = words.steps(reading.planned_together(visit.store, view.of), visit.say, visit.zone)
    if not found.lines:
        st.caption(markdown.plain(found.about))
        return
    with st.expander(markdown.plain(found.headline)), st.container(width=figures.PROSE):
        st.markdown(markdown.plain(f"{found.about} {visit.say('training.steps.whole')}"))
        figures.table(found.table)


def _wanted(visit: Visit, view: View) -> None:
    """Draw which kinds of content people want more of in several departments, closed at first; else nothing."""
    found = words.wanted(visit.store.needed_together(view.of.region.id), visit.say)
    if found is not None:
        with st.expander(found.headline), st.container(width=figures.PROSE):
            st.markdown(found.about)
            figures.table(found.table)
            st.markdown(found.to_do)


@st.fragment
def _practices(visit: Visit, view: View, found: TrainingInWords) -> None:
    """Draw the way to the plan, and the practices; a tick draws them anew, with what another coordinator ticked."""
    ticked = {one.question_id: one for one in visit.store.training(view.chosen.id)}
    with st.container(horizontal=True, vertical_alignment="center"):
        planning.to_plan(visit, view, len(ticked))
        _told(visit, view, ticked)
    with st.container(gap="xxsmall", key="practices"):
        for one in found.practices:
            _practice(visit, view, one, found.n, ticked.get(one.question_id))


def _told(visit: Visit, view: View, ticked: Collection[str]) -> None:
    """Say what was done last, where it is heard; nothing of what was refused, which is said beside the practice."""
    last: _Last | None = st.session_state.get(_LAST)
    is_here = last is not None and last.key.startswith(_key(view, ""))
    if last is None or not is_here or last.why or last.on != (last.key in {_key(view, one) for one in ticked}):
        spoken.line(visit.say("training.tick"), quiet=True)
    else:
        spoken.line(visit.say("training.in" if last.on else "training.out", practice=last.name), sign=spoken.SAVED)


def _key(view: View, question_id: str) -> str:
    return f"train-{view.chosen.id}-{question_id}"


def _practice(visit: Visit, view: View, one: TrainingPractice, of: int, ticked: Ticked | None) -> None:
    key = _key(view, one.question_id)
    tick(key, is_on=ticked is not None)
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
    is_open = bool(st.session_state.get(f"open-{key}"))
    with st.container(horizontal=True, gap=None, vertical_alignment="top" if is_open else "center"):
        st.checkbox(markdown.plain(one.name) + badge, key=key, width=_NAME, on_change=lambda: _tick(visit, view, one))
        below = visit.say("training.below", one.below, of=number(of, visit.language))
        said = filter(None, (below, one.could_help))
        with st.expander(" · ".join(said), type="compact", key=f"open-{key}", on_change="rerun") as opened:
            if opened.open:
                if ticked is not None:
                    since = visit.say("training.ticked", time=spoken.at(visit, ticked.at), name=ticked.by)
                    st.caption(markdown.plain(since))
                helping.opened(visit, view, one.question_id)
    last: _Last | None = st.session_state.get(_LAST)
    if last is not None and last.why and last.key == key:
        st.error(last.why, icon=":material/error:")


def _tick(visit: Visit, view: View, one: TrainingPractice) -> None:
    """Keep a tick or its taking away at once; what was not saved is drawn as it is kept, and said beside it."""
    key = _key(view, one.question_id)
    on, why = bool(st.session_state.to_dict()[key]), ""
    try:
        visit.store.plan_training(view.chosen.id, one.question_id, on=on)
    except NotSaved as error:
        why = reason(visit.say, error) or ""
    st.session_state[_LAST] = _Last(key, one.name, on, why)
