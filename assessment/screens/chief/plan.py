"""A department's own plan, open all year: what it does by when and who, what is recommended besides, who else reads it.

What is decided on this page stays where it is until the page is left: nothing moves away from under a finger.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st

from assessment.commitments import Commitment
from assessment.findings import commitments as words
from assessment.findings import own_plan
from assessment.findings.agenda import overdue
from assessment.findings.own_plan import Offered
from assessment.reading.commitments import gather
from assessment.reading.department import Reported
from assessment.reading.department import gather as gather_submitted
from assessment.screens.chief.parts import departed, offer, sharing, step
from assessment.screens.chief.parts.current import asked_now, current
from assessment.screens.chief.parts.offer import Choosing
from assessment.screens.chief.parts.step import PlanPage
from assessment.screens.parts import choices, helps, links, markdown
from assessment.screens.parts.saving import done
from assessment.screens.parts.sealed import as_id
from assessment.visit import Visit

STEP = "step"  # what names a step in an address, which is then open
A_PAGE = 20  # steps
_ADDED = "own-step-added"  # in the run before
_HERE = "decided-here"  # what was decided on since the page was opened, by id
_PLACES = "steps-placed"  # by id in order: whether it was to be done when the page was opened


def show(visit: Visit) -> None:
    """Draw the page."""
    department = _own_id(visit)
    of, reported = gather(visit.store, department), gather_submitted(visit.store, department)
    if reported is None and not of.all:
        _nothing_yet(visit)
        return
    can_change = departed.departure(visit) is None
    asked = asked_now(visit)
    plan = PlanPage(of, asked, can_change, helps.read(visit, asked))
    _opening(visit, plan, reported)
    if reported is None or not can_change:
        _steps(visit, plan, ())
    else:
        steps = own_plan.offered(reported.assessed, of, visit.say)
        here = _decided_here(visit, plan, steps)
        _steps(visit, plan, here)
        choosing = Choosing(reported.submission.round_id, of)
        _recommended(visit, plan, choosing, steps, here)
        _put_off(visit, plan, choosing, here)
        _own(visit, plan, choosing, reported, here)
    _take_away(visit, plan)
    sharing.show(visit, department, can_change=can_change)


def _decided_here(visit: Visit, plan: PlanPage, steps: Sequence[Offered]) -> list[int]:
    """What was decided since the page was opened, and stays where it is.

    Streamlit forgets the widgets of a page that is left: by one of them it is known that this one was not.
    """
    if _practice_key(visit) not in st.session_state:
        _settle()
    at_a_step = {one.decided.id for one in steps if one.decided is not None}
    stays = at_a_step | {one.id for one in plan.of.taken if one.own}
    return [one for one in st.session_state.get(_HERE, []) if one in stays]


def _settle() -> None:
    """Let everything go to its place."""
    st.session_state.pop(_HERE, None)
    st.session_state.pop(_PLACES, None)


def _practice_key(visit: Visit) -> str:
    return f"own-step-{visit.language}"


def _opening(visit: Visit, plan: PlanPage, reported: Reported | None) -> None:
    """Draw the finding, what the plan is, what it brings, and what it waits for."""
    say = visit.say
    st.title(own_plan.headline(plan.of, say), anchor=False)
    st.caption(markdown.plain(say("plan.caption", None, department=visit.store.department(_own_id(visit)).name)))
    if not plan.of.taken:
        st.markdown(say("plan.about"))
    erased = [one for one in plan.of.taken if one.lacks_a_name]
    if erased:
        st.warning(say("plan.erased.top", len(erased)), icon=":material/person_off:")
    if reported is not None:
        brought = own_plan.brought(plan.of, reported, say)
        if brought.sentence:
            st.markdown(f"**{markdown.plain(brought.sentence)}**")
        if brought.made_of:
            st.caption(markdown.plain(brought.made_of))
    if late := overdue(plan.of, step.today(visit), say):
        st.markdown(f":material/calendar_month: {markdown.plain(late)}")


def _own_id(visit: Visit) -> str:
    return visit.person.department_id or ""


def _steps(visit: Visit, plan: PlanPage, here: Collection[int]) -> None:
    """Draw the plan: what is to be done by month, and folded what is over."""
    _open_asked_for(plan)
    shown, over = _placed(plan, here)
    if shown:
        st.header(visit.say("plan.open"), anchor=False)
        with st.container(gap="xsmall"):
            for one in choices.page_of(shown, A_PAGE, "plan"):
                step.show(visit, plan, one)
    _folded(visit, plan, visit.say("plan.over", len(over)), over, "over")


def _placed(plan: PlanPage, here: Collection[int]) -> tuple[list[Commitment], list[Commitment]]:
    """What is drawn as to be done and what as over, in the order and where it stood when the page was opened."""
    in_order = [*own_plan.open_in_order(plan.of), *own_plan.over(plan.of)]
    places: dict[int, bool] = st.session_state.setdefault(_PLACES, {one.id: one.status.is_open for one in in_order})
    known = {one.id: one for one in in_order if one.id not in here}
    shown = [known[one] for one in places if one in known] + [one for one in known.values() if one.id not in places]
    is_open = [places.get(one.id, one.status.is_open) for one in shown]
    return [one for one, there in zip(shown, is_open, strict=True) if there], [
        one for one, there in zip(shown, is_open, strict=True) if not there
    ]


def _open_asked_for(plan: PlanPage) -> None:
    """Open the step that the address names, when the page is opened."""
    wanted = as_id(st.query_params.get(STEP))
    found = next((one for one in plan.of.taken if one.id == wanted), None)
    if found is None:
        return
    st.session_state.setdefault(step.opened_by(found), True)
    if not found.status.is_open:
        st.session_state.setdefault(_fold("over"), True)


def _fold(name: str) -> str:
    """The key of a fold of the page."""
    return f"plan-{name}"


def _folded(visit: Visit, plan: PlanPage, label: str, steps: Sequence[Commitment], key: str) -> None:
    if not steps:
        return
    fold = st.expander(label, key=_fold(key), on_change="rerun")
    if fold.open:
        with fold:
            for one in choices.page_of(steps, A_PAGE, key):
                step.show(visit, plan, one)


def _recommended(visit: Visit, plan: PlanPage, choosing: Choosing, steps: Sequence[Offered], here: list[int]) -> None:
    """Draw the recommended steps that nothing is decided on, or something was since the page was opened."""
    say = visit.say
    left = [one for one in steps if one.decided is None or one.decided.id in here]
    st.header(say("plan.recommended", sum(one.decided is None for one in left)), anchor=False)
    for one in (one for one in left if not one.waits):
        _offer(visit, plan, choosing, one, here)
    waiting = [one for one in left if one.waits]
    if waiting:
        fold = st.expander(say("plan.waiting", len(waiting)), key=_fold("waiting"), on_change="rerun")
        if fold.open:
            with fold:
                for one in choices.page_of(waiting, A_PAGE, "waiting"):
                    _offer(visit, plan, choosing, one, here)
    if here:
        st.button(say("plan.settle"), type="tertiary", icon=":material/arrow_upward:", on_click=_settle)


def _offer(visit: Visit, plan: PlanPage, choosing: Choosing, one: Offered, here: list[int]) -> None:
    """Draw a recommended step with what can be decided on it; taken, its fields at the same place."""
    decided = one.decided
    if decided is not None and decided.status.is_taken:
        step.show(visit, plan, decided)
        return
    with st.container(key=f"offer-{one.question_id}-{one.leads_to}", border=True, gap="xsmall"):
        badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
        st.markdown(f"**{markdown.plain(one.what)}**{badge}")
        leads = f"{visit.say('results.leads_to')} {one.leads}"
        st.caption(f"{markdown.plain(one.about)}  \n{markdown.plain(leads)}")
        helps.line(visit, plan.there, one.question_id, one.practice)
        if decided is not None:
            offer.told(visit, choosing, decided)
        _decided(offer.buttons(visit, choosing, one.question_id, one.leads_to, decided), here)


def _decided(made: int | None, here: list[int]) -> None:
    """Draw the page anew where something was decided, with its fields open."""
    if made is not None:
        st.session_state[_HERE] = [*here, made]
        st.session_state[step.opened_by(made)] = True
        st.rerun()


def _put_off(visit: Visit, plan: PlanPage, choosing: Choosing, here: Collection[int]) -> None:
    """Draw, folded, what is for later or not planned, with a way back."""
    found = [one for one in own_plan.put_off(plan.of) if one.id not in here]
    if not found:
        return
    fold = st.expander(visit.say("plan.put_off", len(found)), key=_fold("put-off"), on_change="rerun")
    if not fold.open:
        return
    with fold:
        for one in choices.page_of(found, A_PAGE, "put-off"):
            told = words.told(one, plan.of, visit.say, visit.zone)
            st.markdown(f"**{markdown.plain(told.what)}**  \n{markdown.plain(told.practice)}")
            offer.told(visit, choosing, one)
            made = offer.buttons(visit, choosing, one.question_id, one.leads_to, one)
            if made is not None:
                st.session_state[step.opened_by(made)] = True
                done(visit.say("plan.saved_choice"))


def _own(visit: Visit, plan: PlanPage, choosing: Choosing, reported: Reported, here: list[int]) -> None:
    """Let the department add a step of its own to any practice that can be at a higher level."""
    say = visit.say
    st.header(say("plan.own.title"), anchor=False)
    options = own_plan.can_be_added(reported.assessed, say)
    if st.session_state.pop(_ADDED, False):
        st.session_state[_practice_key(visit)] = None  # pressed twice, it is added once
    chosen = st.selectbox(
        say("plan.own.practice"),
        list(options),
        index=None,
        format_func=lambda question_id: options[question_id][1],
        key=_practice_key(visit),
        placeholder=say("plan.own.choose"),
    )
    if st.button(say("plan.own.add"), icon=":material/add:"):
        if chosen is None:
            st.error(say("plan.own.none_chosen"), icon=":material/error:")
        else:
            made = offer.take(visit, choosing, chosen, options[chosen][0], own=True)
            st.session_state[_ADDED] = made is not None
            _decided(made, here)
    for one in plan.of.taken:
        if one.own and one.id in here:
            step.show(visit, plan, one)


def _take_away(visit: Visit, plan: PlanPage) -> None:
    """Draw the ways to the plan as files."""
    if not plan.of.taken:
        return
    say = visit.say
    st.header(say("plan.take_away"), anchor=False)
    asks = f"language={visit.language}&post={visit.person.post_id}"
    has_month = any(one.month is not None for one in plan.of.open)  # else there is no calendar
    for ending in ("xlsx", "ics") if has_month else ("xlsx",):
        link = links.anchor(f"/files/plan.{ending}?{asks}", say(f"plan.file.{ending}"), download=True)
        st.html(link)


def _nothing_yet(visit: Visit) -> None:
    """Say what will be here, and lead to what is missing for it."""
    say = visit.say
    st.title(say("plan.title.nothing"), anchor=False)
    if departed.departure(visit) is not None:
        st.markdown(say("departed.nothing"))
        return
    st.markdown(say("plan.empty"))
    now_on = current(visit)
    goes_on = now_on is not None and now_on.can_write
    st.page_link(
        links.screen(visit, "questions" if goes_on else "home"),
        label=say("results.continue" if goes_on else "results.to_start"),
        icon=":material/arrow_forward:",
        width="content",
    )
