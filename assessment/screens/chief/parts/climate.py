"""The climate in a department: the sheet to print, the tallies that are typed in, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment import sizes
from assessment.findings import climate as words
from assessment.language import month, number, percent
from assessment.people import Action
from assessment.screens.chief.parts import counts
from assessment.screens.chief.parts.current import current
from assessment.screens.chief.parts.departed import departure
from assessment.screens.parts import figures, links, typed
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving, done
from assessment.storage import Heard, HeardMeanwhile, NotReady
from assessment.visit import Visit
from assessment.voices import climate
from assessment.voices.climate import FROM_SHARE, FROM_SHEETS, FROM_STAFF, STEPS, ClimateWrong, Counts, Sheets
from assessment.voices.content import voices

_NARROW = 40  # pixels; six such fields stand beside each other on the smallest phone
_RETURNED, _STAFF = "returned", "staff"


@dataclass
class _Month:
    """The fields of a month, what stands in them, and where to say what is wrong."""

    visit: Visit
    month: date
    stored: Heard[Sheets] | None
    drawn: int  # version that the fields were drawn from
    base: int  # that a save stands on by now
    typed: dict[str, str] = field(default_factory=dict)
    below: dict[str, DeltaGenerator] = field(default_factory=dict)
    problems: bool = False

    def key(self, name: str) -> str:
        """The key of a field; it is another one after a save, so that what was saved is not typed any more."""
        return f"{typed.KEY}climate-{self.month:%Y-%m}-{self.drawn}-{name}-{self.visit.language}"

    def read(self, name: str) -> int | None:
        """The number in a field; None where nothing stands there, or no number, which is said."""
        most = sizes.most("staff")
        found = typed.read(self.visit, self.typed[name], most=most)
        if found.problem:
            self.say(name, found.problem)
        return found.count

    def say(self, name: str, problem: str) -> None:
        """Say what is wrong, at the statement of a field."""
        self.problems = True
        self.below[name.partition(" ")[0]].error(problem, icon=":material/error:")


def show(visit: Visit) -> None:
    """Draw it: what it is for, what the sheets say, and how sheets come in."""
    say = visit.say
    kept = visit.store.climates(visit.person.department_id or "")
    staff = _staff(visit)
    st.header(say("climate.title"), anchor=False)
    st.markdown(say("climate.about"))
    st.caption(say("climate.takes"))
    _result(visit, kept)
    if staff is not None and staff < FROM_STAFF:
        st.info(say("climate.few_staff", None, least=number(FROM_STAFF, visit.language)), icon=":material/group:")
    elif departure(visit) is None:
        _bring(visit, staff)
    _kept(visit, kept)


def _staff(visit: Visit) -> int | None:
    """How many people the department has, as its profile says; None where it does not."""
    now_on = current(visit)
    if now_on is not None and now_on.draft is not None:
        return visit.store.profile(now_on.draft.id)[0].staff
    before = visit.store.submissions(visit.person.department_id or "")
    return before[-1].profile.staff if before else None


def _result(visit: Visit, kept: Sequence[Heard[Sheets]]) -> None:
    """Draw what may be shown of the newest sheets, and of the time before."""
    say = visit.say
    now, before = words.now_and_before([one.value for one in kept])
    if now is None:
        return
    told = words.told(now, before, say)
    st.subheader(told.finding, anchor=False)
    st.caption(told.made_of)
    if told.table.rows:
        figures.table(told.table)
    if told.withheld:
        st.markdown(say("climate.withheld", None, least=number(FROM_SHEETS, visit.language)))
        st.markdown("\n".join(f"- {plain(one)}" for one in told.withheld))
    _list(say("climate.scales"), told.scales)
    _list(say("climate.moved.title"), told.moved)
    if told.moved:
        st.caption(say("climate.moved.means"))
    _evidence(visit)


def _list(title: str, lines: Sequence[str]) -> None:
    if lines:
        st.markdown(f"**{title}**\n\n" + "\n".join(f"- {plain(one)}" for one in lines))


def _evidence(visit: Visit) -> None:
    """Say for which question this is worth noting, and lead there while it can be noted."""
    now_on = current(visit)
    if now_on is None or not now_on.can_write or now_on.questionnaire.find(words.PRACTICE) is None:
        return
    st.markdown(visit.say("climate.evidence"))
    figures.to_question(visit, now_on.questionnaire, words.PRACTICE)


def _bring(visit: Visit, staff: int | None) -> None:
    """Draw the sheet to print and, folded, the fields for what came back."""
    say = visit.say
    st.markdown(say("climate.how"))
    address = f"/files/climate.pdf?language={visit.language}&post={visit.person.post_id}"
    st.html(links.anchor(address, say("climate.print"), download=True))
    fold = st.expander(say("climate.type"), key=f"climate-type-{visit.language}", on_change="rerun")
    if fold.open:
        with fold:
            _typing(visit, staff)


@st.fragment
def _typing(visit: Visit, staff: int | None) -> None:
    """Draw the fields of the month that is chosen, and save what stands in them."""
    say = visit.say
    chosen: date | None = st.selectbox(
        say("climate.month"),
        counts.months(visit),
        index=None,
        format_func=lambda one: month(one, visit.language),
        key=f"climate-month-{visit.language}",
        placeholder=say("climate.choose_month"),
    )
    if chosen is None:
        return
    kept = visit.store.climates(visit.person.department_id or "")
    stored = next((one for one in kept if one.value.month == chosen), None)
    drawn, base = st.session_state.setdefault(_place(visit, chosen), (_version(stored), _version(stored)))
    form = _Month(visit, chosen, stored, drawn, base)
    if stored is not None:
        st.info(say("climate.again", len(stored.value.counts)))
    with st.form(f"climate-{chosen:%Y-%m}-{visit.language}", border=False, enter_to_submit=False):
        _field(form, _RETURNED, say("climate.returned"), None if stored is None else stored.value.returned)
        _field(form, _STAFF, say("climate.staff"), staff if stored is None else stored.value.staff)
        st.caption(say("climate.fields"))
        for place, one in enumerate(voices().statements, 1):
            _statement(form, f"{place}. {one.text[visit.language]}", one.id)
        pressed = st.form_submit_button(say("climate.save"), type="primary")
        form.below[""] = st.container()
    if pressed:
        _save(form)


def _place(visit: Visit, chosen: date) -> str:
    """Where this tab remembers what the fields of a month were drawn from, and what a save of them stands on."""
    return f"climate-drawn-{chosen:%Y-%m}-{visit.language}"


def _version(stored: Heard[Sheets] | None) -> int:
    return 0 if stored is None else stored.version


def _field(form: _Month, name: str, label: str, value: int | None) -> None:
    form.typed[name] = typed.field(form.visit, label, value, form.key(name))
    form.below[name] = st.container()


def _statement(form: _Month, text: str, statement: str) -> None:
    """Draw a statement and its six fields, side by side on a phone too."""
    say = form.visit.say
    st.markdown(f"**{plain(text)}**")
    answers = [*(number(step, form.visit.language) for step in STEPS), say("climate.cannot_say")]
    with st.grid(len(answers), wrap=False, min_column_width=_NARROW, gap="xxsmall"):
        for place, answer in enumerate(answers):
            name = f"{statement} {place}"
            form.typed[name] = typed.field(form.visit, answer, None, form.key(name))
    form.below[statement] = st.container()


def _save(form: _Month) -> None:
    """Keep what stands in the fields, or say at each place what cannot be."""
    visit, say = form.visit, form.visit.say
    returned, staff, said = form.read(_RETURNED), form.read(_STAFF), _counts(form)
    for name, value in ((_RETURNED, returned), (_STAFF, staff)):
        if value is None and not form.typed[name].strip():
            form.say(name, say(f"climate.missing.{name}"))
    if form.problems or returned is None or staff is None:
        form.say("", say("climate.not_saved"))
        return
    before: Mapping[str, Counts] = {} if form.stored is None else form.stored.value.counts
    sheets = Sheets(returned, staff, form.month, {**before, **said})
    if not sheets.counts:
        form.say("", say("climate.nothing_typed"))
        return
    for one in climate.problems(sheets, [known.id for known in voices().statements]):
        facts = {"given": number(one.given, visit.language), "bound": number(one.bound, visit.language)}
        place = one.statement or (_STAFF if one.wrong is ClimateWrong.FEW_STAFF else _RETURNED)
        form.say(place, say(f"climate.problem.{one.wrong}", None, **facts))
    if form.problems:
        form.say("", say("climate.not_saved"))
        return
    place = _place(visit, form.month)
    refused = {HeardMeanwhile: say("climate.meanwhile"), NotReady: say("climate.not_kept")}
    with form.below[""], Saving(visit, refused):
        visit.store.keep_climate(visit.person.department_id or "", sheets, form.base)
        del st.session_state[place]
        done(say("climate.saved", len(sheets.counts)))
    st.session_state[place] = (form.drawn, _version(form.stored))  # the next press saves over what was said just now


def _counts(form: _Month) -> dict[str, Counts]:
    """What stands at the statements where something does; there, what is empty counts as none, as the page says."""
    found: dict[str, Counts] = {}
    for one in voices().statements:
        names = [f"{one.id} {place}" for place in range(len(STEPS) + 1)]
        if any(form.typed[name].strip() for name in names):
            first, second, third, fourth, fifth, cannot = (form.read(name) or 0 for name in names)
            found[one.id] = (first, second, third, fourth, fifth, cannot)
    return found


def _kept(visit: Visit, kept: Sequence[Heard[Sheets]]) -> None:
    """Draw which months are kept, whether anything is shown of them, and how one is taken out again."""
    if not kept:
        return
    say, language = visit.say, visit.language
    bounds = {"least": number(FROM_SHEETS, language), "share": percent(100 * FROM_SHARE, language)}
    with st.expander(say("climate.kept", len(kept))):
        for one in kept:
            sheets = one.value
            facts = {"returned": number(sheets.returned, language), "staff": number(sheets.staff, language)}
            st.markdown(say("climate.made_of", None, month=month(sheets.month, language), **facts))
            if not climate.are_enough(sheets):
                st.caption(say("climate.too_few", None, **bounds))
            if len(sheets.counts) < len(voices().statements):
                st.caption(say("climate.so_far", len(sheets.counts), of=number(len(voices().statements), language)))
            _remove(visit, one)


def _remove(visit: Visit, one: Heard[Sheets]) -> None:
    say = visit.say
    if not visit.person.role.may(Action.SUBMIT) or departure(visit) is not None:
        return
    label = say("climate.remove", None, month=month(one.value.month, visit.language))
    if st.button(label, key=f"climate-remove-{one.id}-{visit.language}", icon=":material/delete:"):
        with Saving(visit):
            visit.store.remove_heard(one.id)
            done(say("climate.removed"))
