"""Several hands: who works for the department, a link for one more, who takes which pillar, and who answered what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from assessment import task
from assessment.answers import NEVER, SavedAnswer
from assessment.findings import Table
from assessment.language import number
from assessment.people import Action, Role
from assessment.questionnaire import Pillar
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import access, figures, letting_in, markdown, spoken
from assessment.screens.parts.saving import Saving
from assessment.storage import NotReady
from assessment.visit import Visit

_NOBODY = 0  # stands among the ids of people for nobody in particular


def show(visit: Visit, now_on: Current) -> None:
    """Draw who works for the department, and who answered what as soon as something is answered."""
    show_people(visit, now_on)
    _answered(visit, now_on)


def show_people(visit: Visit, now_on: Current | None = None) -> None:
    """Draw who can sign in for the department, and who takes what of a round that is still to be answered.

    For its chief, with what can be done about it: before anything is begun as well.
    """
    st.header(visit.say("colleagues.title"), anchor=False)
    still_asked = now_on is not None and not now_on.is_submitted and not now_on.has_left
    with st.expander(visit.say("colleagues.who")):
        _people(visit)
    if now_on is not None and still_asked:
        _split(visit, now_on.questionnaire.pillars)


def taken_by(visit: Visit) -> dict[str, str]:
    """Who takes a pillar, by its id, as they are called: a hint, for everybody can answer everything."""
    department = _own(visit)
    called = _called(visit, department)
    return {pillar: called[who] for pillar, who in visit.store.split(department).items() if who in called}


@st.fragment
def _answered(visit: Visit, now_on: Current) -> None:
    """Draw who gave how many answers, then each with its time. Its department alone reads a draft.

    Once it is opened: it has a row for each question, of which most visits read none.
    """
    assert now_on.draft is not None, "there is something to tell of"
    fold = st.expander(visit.say("colleagues.answered"), key=f"answered-{visit.language}", on_change="rerun")
    if not fold.open:
        return
    saved = visit.store.answers(now_on.draft.id)
    with fold:
        figures.table(_in_short(visit, now_on, saved))
        with st.expander(visit.say("colleagues.one_by_one"), type="compact"):
            _one_by_one(visit, now_on, saved)


def _in_short(visit: Visit, now_on: Current, saved: Mapping[str, SavedAnswer]) -> Table:
    """How many questions of each pillar are answered, and how many by whom."""
    say = visit.say
    rows: list[tuple[str, ...]] = []
    for pillar in now_on.questionnaire.pillars:
        asked = [one.id for one in pillar.questions()]
        given = Counter(saved[one].author for one in asked if task.is_answered(saved, one))
        by = "; ".join(
            say("colleagues.gave", name=name, number=number(n, visit.language)) for name, n in sorted(given.items())
        )
        rows.append((pillar.title[visit.language], say("home.answered_of", given=given.total(), of=len(asked)), by))
    return Table(tuple(say(f"colleagues.head.{name}") for name in ("pillar", "answered", "by")), tuple(rows))


def _one_by_one(visit: Visit, now_on: Current, saved: Mapping[str, SavedAnswer]) -> None:
    """Draw who gave each answer and when, topic by topic."""
    say, language = visit.say, visit.language
    heads = tuple(say(f"colleagues.head.{name}") for name in ("question", "who", "when"))
    rows: list[tuple[str, str, str]] = []
    for topic in task.topics(now_on.questionnaire):
        title = next(one.title[language] for one in now_on.questionnaire.dimensions() if one.id == topic.id)
        rows.append((f"**{markdown.plain(title)}**", "", ""))
        for question in topic.questions:
            who, when = _by(visit, saved.get(question.id, NEVER))
            rows.append((markdown.plain(question.name[language]), markdown.plain(who), markdown.plain(when)))
    figures.written(Table(heads, tuple(rows)))


def _by(visit: Visit, saved: SavedAnswer) -> tuple[str, str]:
    """Who gave an answer, or how it stands where nobody did; and when."""
    if saved.value is None:
        return visit.say("findings.no_answer"), ""
    if not saved.confirmed:
        return visit.say("colleagues.to_confirm"), ""
    return saved.author, spoken.time(visit, saved)


@st.fragment
def _people(visit: Visit) -> None:
    """Draw everybody, and how one more is brought in."""
    department = _own(visit)
    access.show(visit, department)
    if visit.person.role.may(Action.SUBMIT):
        _invite(visit, department)


@st.fragment
def _split(visit: Visit, pillars: Sequence[Pillar]) -> None:
    """Draw who takes which pillar where there are several: apart from the people, whose link is shown only once."""
    department = _own(visit)
    called = _called(visit, department)
    if len(called) < 2:
        return
    with st.expander(visit.say("colleagues.split.title")):
        st.markdown(visit.say("colleagues.split.means"))
        if visit.person.role.may(Action.SUBMIT):
            _choose(visit, department, pillars, called)
        else:
            st.markdown("\n".join(_lines(visit, pillars, taken_by(visit))))


def _choose(visit: Visit, department: str, pillars: Sequence[Pillar], called: Mapping[int, str]) -> None:
    """Draw the choice of who takes each pillar, kept as it is made."""
    split = visit.store.split(department)
    kept = [_chosen(visit, department, pillar, called, split.get(pillar.id, _NOBODY)) for pillar in pillars]
    if any(kept):
        spoken.line(visit.say("colleagues.split.done"), sign=spoken.SAVED)
    else:
        spoken.line("")


def _chosen(visit: Visit, department: str, pillar: Pillar, called: Mapping[int, str], stands: int) -> bool:
    """Draw who takes a pillar and keep another choice; whether there was one.

    As with consents: what a browser still holds from before takes back nothing that was chosen since.
    """
    say, place = visit.say, f"split-{pillar.id}"
    drawn, base = st.session_state.get(place, (stands, stands))
    if stands != base and st.session_state.get(_key(visit, pillar, drawn), base) == base:
        drawn = base = stands  # changed by somebody else, and untouched here
    options = [_NOBODY, *called]
    chosen = st.radio(
        markdown.plain(pillar.title[visit.language]),
        options,
        index=options.index(base) if base in options else 0,
        format_func=lambda one: markdown.plain(called[one]) if one in called else say("colleagues.split.nobody"),
        horizontal=True,
        key=_key(visit, pillar, drawn),
    )
    st.session_state[place] = (drawn, base)
    if chosen == base:
        return False
    with Saving(visit, {NotReady: say("access.problem.meanwhile")}):
        visit.store.take_pillar(department, pillar.id, chosen or None)
        st.session_state[place] = (drawn, chosen)
        return True
    return False


def _key(visit: Visit, pillar: Pillar, drawn: int) -> str:
    return f"takes-{pillar.id}-{visit.language}-{drawn}"


def _lines(visit: Visit, pillars: Sequence[Pillar], takes: Mapping[str, str]) -> Iterator[str]:
    for pillar in pillars:
        who = takes.get(pillar.id) or visit.say("colleagues.split.nobody")
        yield f"- {markdown.plain(pillar.title[visit.language])}: **{markdown.plain(who)}**"


def _called(visit: Visit, department: str) -> dict[int, str]:
    """What everybody who has access is called, by id, so that no two are called the same."""
    contacts = visit.store.contacts(department)
    return {one.person_id: access.called(visit, one, contacts) for one in contacts}


def _own(visit: Visit) -> str:
    assert visit.person.department_id is not None, "only departments have colleagues"
    return visit.person.department_id


def _invite(visit: Visit, department_id: str) -> None:
    say = visit.say
    st.markdown(f"{say('colleagues.means')} {letting_in.means(visit, Role.MEMBER)}")
    with st.form("colleague", border=False):
        name = st.text_input(say("colleagues.name"), max_chars=MOST_NAME, key="colleague-name")
        email = st.text_input(say("colleagues.email"), max_chars=MOST_EMAIL, key="colleague-email")
        asked = st.form_submit_button(letting_in.button(visit, Role.MEMBER))
    if asked:
        where = {"department_id": department_id, "language": visit.language}
        if access.let_in(visit, "colleague", email, Role.MEMBER, name=name, **where):
            st.rerun()  # all that names people; below it is told how they get in
    letting_in.tell(visit, "colleague")
