"""One department against its region: where it stands, what it lacks, whom to write to, and what can be done about it.

Below, closed at first, what the register says of it, who signs in for it, and what happened.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment import charts
from assessment.findings import region as words
from assessment.findings.region import Against, Marks, RoundBefore
from assessment.language import moment_day, number
from assessment.people import Role
from assessment.reading import region as reading
from assessment.reading.region import EVERYBODY, RegionReading
from assessment.rounds import MOST_EMAIL, MOST_NAME, Department, Progress, Round, RoundState
from assessment.screens.coordinator.assessment import DEPARTMENT
from assessment.screens.coordinator.parts import common, describing, roster, running, shared_plan
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import access, audit, choices, figures, letting_in, links, markdown, notices, tab
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import Contact, NotReady, RegisterChanged
from assessment.visit import Visit

_ROLES = (Role.CHIEF, Role.MEMBER)
_WIDTH, _TOPICS = 300, 250  # px: the narrowest part of the page, and the narrowest column of topics


def show(visit: Visit) -> None:
    """Draw the department that the address names."""
    say, of = visit.say, common.read(visit)
    departments = {one.id: one for one in of.departments}
    one = departments.get(str(st.query_params.get(DEPARTMENT, "")))
    if one is None:
        st.title(say("departments.unknown"), anchor=False)
        st.page_link(links.screen(visit, "departments"), icon=":material/arrow_forward:")
        return
    tab.name(visit, one.name, say("menu.department"))
    if of.at_hand is None:
        st.title(markdown.plain(one.name), anchor=False)
        st.caption(markdown.plain(_about(visit, one, departments)))
        _on_the_way(visit, one)
        st.page_link(links.screen(visit, "departments"), label=say("departments.back"), icon=":material/arrow_back:")
    else:
        _in_round(visit, of, one, departments)
    _register(visit, one, list(departments.values()))


def _in_round(visit: Visit, of: RegionReading, one: Department, departments: dict[str, Department]) -> None:
    """Draw the department in the round that is looked at."""
    say, view = visit.say, common.opened(visit, of, narrows=False)
    assert view is not None, "a round has opened"
    if roster.is_asked(view):  # only then it matters what everybody of the round is like
        view = common.opened(visit, of) or view
    asked = _last(visit, view, one)
    against = None if asked is None else _compared(visit, view, asked, one)
    is_of_round = asked == view.chosen
    st.title(markdown.plain(against.headline if against and is_of_round else _state(visit, view, one)), anchor=False)
    is_closed = notices.region(visit)
    _around(visit, view, one)
    common.bar(visit, view, narrows=False)
    st.caption(markdown.plain(_about(visit, one, departments)))
    _on_the_way(visit, one)
    if asked is None:
        st.markdown(markdown.plain(say("departments.against.never", round=view.chosen.title)))
    elif not is_of_round:
        earlier = say("departments.against.nothing_of", round=view.chosen.title, last=asked.title)
        st.info(markdown.plain(earlier), icon=":material/history:")
    with st.grid(3, min_column_width=_WIDTH, gap="medium") as grid:
        if against is not None:
            with grid.cell():
                _drawn(against.scores, "scores")
        if against is not None:
            with grid.cell():
                st.markdown(markdown.plain(" ".join(against.sentences)))
                st.caption(markdown.plain(against.key))
        with grid.cell():
            if against is not None:
                _missing(against)
            _contacts(visit, one)
    if against is not None:
        with st.grid(len(against.topics), min_column_width=_TOPICS):
            for place, marks in enumerate(against.topics):
                with st.container():
                    _drawn(marks, f"topics-{place}")
        figures.in_a_table(visit, against.table)
    shared_plan.show(visit, one)
    st.header(say("departments.against.can_do"), anchor=False)
    _do(visit, view, one, is_closed=is_closed)


def _last(visit: Visit, view: View, one: Department) -> Round | None:
    """The round that is looked at, else the last one before it that the department submitted in; None without any."""
    submitted = visit.store.submitted_in(one.id)
    up_to = view.of.rounds[: view.of.rounds.index(view.chosen) + 1]
    return next((asked for asked in reversed(up_to) if asked.id in submitted), None)


def _compared(visit: Visit, view: View, of_round: Round, one: Department) -> Against | None:
    """The department against all that submitted in a round, where it did too."""
    region, asked = common.scored(visit, view.of, of_round), view.of.before(of_round)
    own = next((each for each in region.assessed if each.member.id == one.id), None)
    if own is None:
        return None
    # whoever looks at one department's result is named to it, which the region as a whole does not do
    visit.store.submissions(one.id, [of_round.id, *([] if asked is None else [asked.id])])
    before = None
    if asked is not None:
        results = common.scored(visit, view.of, asked)
        then = next((each for each in results.assessed if each.member.id == one.id), None)
        before = RoundBefore(asked.title, then, results.questionnaire, reading.moved(region, results))
    is_open = of_round.state(view.of.now) is RoundState.OPEN
    topics = reading.topics(region, EVERYBODY)
    return words.against(one.name, own, reading.stood(region), topics, before, visit.say, is_open=is_open)


def _state(visit: Visit, view: View, one: Department) -> str:
    listed = reading.listed(visit.store, view.of, view.chosen, one)
    state = words.stands(listed, roster.sources(visit, view), visit.say)
    return visit.say("departments.against.stands", name=one.name, state=state)


def _about(visit: Visit, one: Department, departments: dict[str, Department]) -> str:
    """What the register says of it: size, form, territory and more, or when it left."""
    say = visit.say
    if one.left_on is not None:
        return roster.gone(visit, one, {key: other.name for key, other in departments.items()})
    said = [say("departments.staff", one.staff)] if one.staff is not None else [say("region.size_not_said")]
    stated = (("form", one.form), ("main_territory", one.main_territory))
    said += [words.choice(visit.questionnaire, field, value, say) for field, value in stated if value]
    return " · ".join([*said, *(value for value in (one.area, one.code) if value)])


def _on_the_way(visit: Visit, one: Department) -> None:
    """Say that it is getting ready for a first account, since when and how that is known; nothing where it is not."""
    found = visit.store.on_the_way(one.region_id, one.id).get(one.id)
    if found is not None:
        since = moment_day(found.since, visit.language, visit.zone)
        key = "told" if found.told else "handed_in"
        st.info(visit.say(f"departments.getting_ready.{key}", day=since), icon=":material/rocket_launch:")


def _around(visit: Visit, view: View, one: Department) -> None:
    """Draw the way back to the list, and to the departments before and after in it."""
    say, beside = visit.say, roster.beside(visit, view, one.id)
    place, names = beside.place, beside.names
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.page_link(
            links.screen(visit, "departments"),
            label=say("departments.back"),
            icon=":material/arrow_back:",
            query_params=view.address(**beside.back),
        )
        if place is None:
            return
        at = number(place + 1, visit.language)
        st.caption(say("departments.against.place", len(names), place=at), width="content")
        for name, icon, step in (("earlier", "chevron_left", place - 1), ("next", "chevron_right", place + 1)):
            if 0 <= step < len(names):
                other_id, other = names[step]
                # a link to the page that one is on would look like the place that one is at
                st.button(
                    markdown.plain(say(f"departments.against.{name}", name=other)),
                    type="tertiary",
                    icon=f":material/{icon}:",
                    icon_position="right" if name == "next" else "left",
                    key=f"beside-{name}",
                    on_click=_open,
                    args=(other_id,),
                )


def _open(department_id: str) -> None:
    st.query_params[DEPARTMENT] = department_id


def _drawn(marks: Marks, key: str) -> None:
    st.markdown(f"**{markdown.plain(marks.title)}**")
    figures.draw(charts.dot_rows(marks.rows, close=True), marks.alt, key)


def _missing(against: Against) -> None:
    st.markdown(f"**{markdown.plain(against.essentials)}**")
    st.markdown("  \n".join(figures.essential(item) for item in against.missing))


def _contacts(visit: Visit, one: Department) -> None:
    contacts = visit.store.contacts(one.id)
    st.markdown(f"**{visit.say('departments.contact')}**")
    written_to = [f"{markdown.plain(each.name)}  \n{markdown.address(each.email)}" for each in contacts]
    st.markdown("\n\n".join(written_to) or visit.say("departments.nobody"))


@st.fragment
def _do(visit: Visit, view: View, one: Department, *, is_closed: bool) -> None:
    """Draw what can be done: reading the assessment, putting in touch, a new link, more time or reopening."""
    say = visit.say
    with st.container(horizontal=True, gap="medium"):
        if view.chosen.id in visit.store.submitted_in(one.id):
            common.to_assessment(visit, view, one.id, say("departments.read"), view.chosen.id)
        common.to_screen(visit, view, "training", say("departments.against.introduce"))
    _asks(visit, view, one)
    if is_closed:
        return
    with st.grid(2, min_column_width=_WIDTH):
        reached = [each for each in visit.store.contacts(one.id) if letting_in.takes_link(visit, each.role)]
        if reached:
            with st.expander(say("departments.against.new_link"), icon=":material/link:"):
                for each in reached:
                    st.markdown(f"{markdown.plain(each.name)} · {markdown.address(each.email)}")
                    access.link(visit, each, f"again-{each.post_id}")
        progress = visit.store.progress_through(one.id).get(view.chosen.id)
        if progress is not None:
            _run(visit, view.chosen, progress, one)


def _run(visit: Visit, chosen: Round, progress: Progress, one: Department) -> None:
    """Draw more time for one that is still at work, and reopening for one that has submitted."""
    say = visit.say
    if running.can_have_more_time(progress):
        with st.expander(say("rounds.extend_one.button"), icon=":material/schedule:"):
            st.markdown(say("rounds.extend_one.means"))
            running.more_time(visit, chosen, one.id, one.id)
    else:
        with st.expander(say("rounds.reopen.button"), icon=":material/lock_open:"):
            st.markdown(say("rounds.reopen.means"))
            running.reopen(visit, chosen, one.id, one.id)


def _asks(visit: Visit, view: View, one: Department) -> None:
    """Say what it asks to be put in touch about; nothing where it does not."""
    asked = [wish.question_id for wish in visit.store.wishes(view.of.region.id) if wish.department_id == one.id]
    questions = [visit.questionnaire.find(question_id) for question_id in asked]
    names = ", ".join(question.name[visit.language] for question in questions if question is not None)
    if names:
        st.markdown(markdown.plain(visit.say("departments.against.wishes", names=names)))


def _register(visit: Visit, one: Department, departments: list[Department]) -> None:
    """Draw what is kept of it, each part when it is opened."""
    st.header(visit.say("departments.keep_one"), anchor=False)
    _rounds(visit, one)
    _people(visit, one)
    _edit(visit, one, departments)
    _leave(visit, one, departments)
    audit.show(visit, lambda: visit.store.events(one.region_id, one.id), {}, f"events-{one.id}")


@st.fragment
def _rounds(visit: Visit, one: Department) -> None:
    """Draw how far it is or was in every round; of a draft only that there is one, and when it was worked on."""
    say = visit.say
    fold = st.expander(say("departments.rounds"), key=f"fold-rounds-{one.id}", on_change="rerun")
    if not fold.open:
        return
    so_far = visit.store.progress_through(one.id)
    found = [(asked, so_far[asked.id]) for asked in reversed(visit.store.rounds(one.region_id)) if asked.id in so_far]
    with fold:
        if not found:
            st.markdown(say("departments.not_invited"))
        for asked, progress in found:
            with st.container(horizontal=True, vertical_alignment="center"):
                said = say(
                    "departments.in_round", round=asked.title, state=words.progress(progress, visit.say, visit.zone)
                )
                st.markdown(markdown.plain(said), width="content")
                if progress.submission_id is not None:
                    common.to_assessment(visit, None, one.id, say("departments.read"), asked.id)


@st.fragment
def _people(visit: Visit, one: Department) -> None:
    """Draw who has access, with whoever gets it below the list at this very run."""
    say = visit.say
    fold = st.expander(say("departments.people"), key=f"fold-people-{one.id}", on_change="rerun")
    if not fold.open:
        return
    with fold:
        people = st.container()
        _invite(visit, one, visit.store.contacts(one.id))  # also where it has left: its people read on
        contacts = visit.store.contacts(one.id)
        with people:
            if not contacts:
                st.markdown(say("departments.nobody"))
            _named(visit, one, contacts)
            access.show(visit, one.id)


def _named(visit: Visit, one: Department, contacts: list[Contact]) -> None:
    """Draw whom the register names beside those who have access."""
    say = visit.say
    if one.contact and one.contact not in {contact.name for contact in contacts}:
        st.markdown(markdown.plain(say("departments.contact_of", who=one.contact)))
    if one.second_contact or one.second_email:
        who = ", ".join(filter(None, (one.second_contact, one.second_email)))
        st.markdown(markdown.plain(say("departments.second_of", who=who)))


def _invite(visit: Visit, one: Department, contacts: list[Contact]) -> None:
    say = visit.say
    with st.expander(say("departments.invite.title"), icon=":material/link:"):
        st.markdown(f"{letting_in.means(visit, Role.CHIEF)} {say('departments.invite.means')}")
        with st.form("invite", border=False):
            email = st.text_input(say("departments.invite.email"), max_chars=MOST_EMAIL, key=f"email-{one.id}")
            first = "" if contacts else one.contact or ""
            name = st.text_input(say("departments.invite.name"), first, max_chars=MOST_NAME, key=f"person-{one.id}")
            role = st.radio(
                say("departments.invite.role"),
                _ROLES,
                format_func=lambda role: access.role(visit, role),
                horizontal=True,
                key=f"role-{one.id}-{visit.language}",
            )
            pressed = st.form_submit_button(letting_in.button(visit, Role.CHIEF), type="primary")
        place = f"invite-{one.id}"
        if pressed:
            access.let_in(visit, place, email, role, department_id=one.id, name=name.strip(), language=one.language)
        letting_in.tell(visit, place)


@st.fragment
def _edit(visit: Visit, one: Department, departments: list[Department]) -> None:
    say = visit.say
    fold = common.fold(visit, say("departments.edit.title"), f"edit-{one.id}", icon=":material/edit:")
    if not fold.open:
        return
    with fold:
        st.markdown(say("departments.edit.means"))
        with st.form("edit", border=False):
            typed_in = describing.fields(visit, one)
            pressed = st.form_submit_button(say("departments.edit.button"), type="primary")
        if not pressed:
            return
        if typed_in.problem:
            st.error(typed_in.problem)
            return
        if typed_in.described.name != one.name:
            describing.ask_where_in_doubt(typed_in, [other for other in departments if other.id != one.id])
        changed = say("departments.problem.changed_meanwhile")
        refused: Refused = {NotReady: describing.not_free(visit), RegisterChanged: changed}
        with Saving(visit, refused):
            visit.store.change_department(one.id, typed_in.described, one)
            done(say("departments.edit.done"))


@st.fragment
def _leave(visit: Visit, one: Department, departments: list[Department]) -> None:
    say = visit.say
    if one.left_on is not None:
        if st.button(say("departments.rejoin.button"), key="rejoin"):
            _note(visit, lambda: visit.store.rejoin(one.id))
        return
    fold = common.fold(visit, say("departments.leave.title"), f"leave-{one.id}")
    if not fold.open:
        return
    others = [other for other in departments if other.left_on is None and other.id != one.id]
    with fold:
        st.markdown(say("departments.leave.means"))
        names = {choices.ALL: say("departments.leave.nobody")} | {other.id: other.name for other in others}
        into = st.selectbox(
            say("departments.leave.into"),
            list(names),
            format_func=lambda key: names[key],
            key=f"into-{one.id}-{visit.language}",
        )
        sure = st.checkbox(
            markdown.plain(say("departments.leave.sure", name=one.name)), key=f"leave-sure-{one.id}-{visit.language}"
        )
        if st.button(say("departments.leave.button"), key="leave"):
            if sure:
                _note(visit, lambda: visit.store.leave(one.id, None if into == choices.ALL else into))
            else:
                st.error(say("departments.problem.unconfirmed"))


def _note(visit: Visit, what: Callable[[], None]) -> None:
    with Saving(visit):
        what()
        done(visit.say("departments.leave.done"))
