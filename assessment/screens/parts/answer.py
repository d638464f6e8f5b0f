"""One answer: its levels as sentences, saved before it is said to be.

The key of the widget carries the version that it was drawn from, so what a browser still holds from a session that is
gone never overwrites a newer answer; and the language, because the browser sends the words of the option chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from assessment.answers import DONT_KNOW, MOST_REASON, Answer, NotApplicable, SavedAnswer, has_words
from assessment.findings import level_among_others, level_name, level_sentences, level_words
from assessment.language import line
from assessment.questionnaire import Question, Questionnaire
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import spoken
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving, reason, recorded
from assessment.storage import ChangedMeanwhile, NotSaved, TooLate, TooOften
from assessment.visit import Visit

Option = int | Literal["dont_know", "not_applicable"]


@dataclass(frozen=True)
class _Attempt:
    """What came of an answer that was chosen."""

    value: Answer | None
    base: SavedAnswer  # what this tab stands on afterwards
    problem: ChangedMeanwhile | TooLate | TooOften | NotSaved | None = None


@st.fragment
def show(visit: Visit, now_on: Current, question: Question, *, numbered: bool = True) -> None:
    """Save what was chosen, then draw the options of a question and say how its answer stands.

    In this order, because Streamlit sends what is drawn in portions: a page that is drawn in one is changed once.

    Args:
        visit: whose.
        now_on: what is answered.
        question: one of its questions.
        numbered: whether the levels are told with their numbers; of one step before the first account they say little.
    """
    draft = _draft(now_on)
    place = f"shown-{draft}-{question.id}"
    _bring_back(visit, draft, question, place)
    drawn, base = _stands_on(visit, draft, question, place)
    key = _key(visit, draft, question, drawn)
    attempt = _attempt(visit, draft, question, _held(key, base.value), base)
    chosen = _choose(visit, now_on, question, key, base.value, numbered=numbered)
    with st.container():  # also without a reason to ask for: what is below stays where it is
        value = _value(visit, question, chosen, base.value, key)
    if value != attempt.value:  # a browser that came back brought along a choice, which only its widget knows
        attempt = _attempt(visit, draft, question, value, base)
    st.session_state[place] = (drawn, attempt.base)
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"stands-{draft}-{question.id}"
    ):  # see page.css
        _state(visit, draft, question, attempt, is_incomplete=chosen is not None and value is None)
    _say_why(visit, now_on, question, attempt)


def _draft(now_on: Current) -> int:
    assert now_on.draft is not None, "only a draft is answered"
    return now_on.draft.id


def _bring_back(visit: Visit, draft: int, question: Question, place: str) -> None:
    """Draw what this person chose and has not decided on as it was when they left: so they are asked again.

    Only where the options are not on the page already, as they are not after another page or another language.
    """
    known: tuple[int, SavedAnswer] | None = st.session_state.get(place)
    if known is not None and _key(visit, draft, question, known[0]) in st.session_state:
        return
    left = visit.store.undecided(draft).get(question.id)
    if left is None:
        return
    key = _key(visit, draft, question, left.base)
    st.session_state[place] = (left.base, SavedAnswer(None, left.base))
    st.session_state[key] = _option(left.value)
    if isinstance(left.value, NotApplicable):
        st.session_state[_reason_key(key)] = left.value.reason


def _stands_on(visit: Visit, draft: int, question: Question, place: str) -> tuple[int, SavedAnswer]:
    """What this tab was shown: the version its widget was drawn from, and the answer it stands on by now.

    Where something was chosen the store is not read: saving looks by itself whether the answer changed meanwhile.
    """
    known: tuple[int, SavedAnswer] | None = st.session_state.get(place)
    if known is not None:
        drawn, base = known
        if _held(_key(visit, draft, question, drawn), base.value) != base.value:
            return known
    stored = visit.store.answer(draft, question.id)
    if known is not None and stored.version == known[1].version:
        return known
    return stored.version, stored  # not shown yet, or changed in another tab and untouched in this one


def _held(key: str, value: Answer | None) -> Answer | None:
    """The answer that the widgets of a key hold, as far as this session knows them; else what they are drawn from."""
    option = st.session_state.get(key, _option(value))
    if option != "not_applicable":
        return DONT_KNOW if option == "dont_know" else option
    known = value.reason if isinstance(value, NotApplicable) else ""
    return _with_reason(st.session_state.get(_reason_key(key), known))


def _attempt(visit: Visit, draft: int, question: Question, value: Answer | None, base: SavedAnswer) -> _Attempt:
    """Save an answer if it is another one than this tab stands on."""
    if value is None or value == base.value:
        return _Attempt(value, base)
    try:
        return _Attempt(value, visit.store.save_answer(draft, question.id, value, base.version))
    except ChangedMeanwhile as error:
        assert isinstance(error.current, SavedAnswer), "an answer, not a note"
        if error.current.value == value and error.current.confirmed:
            return _Attempt(value, error.current)  # somebody else chose the same
        return _Attempt(value, base, error)
    except (TooLate, TooOften, NotSaved) as error:
        return _Attempt(value, base, error)


def show_reason(value: Answer | None) -> None:
    """Draw why a question does not apply, as it was typed; nothing beside another answer."""
    if isinstance(value, NotApplicable):
        st.text(value.reason)


def words(visit: Visit, now_on: Current, question: Question, value: Answer | None) -> str:
    """An answer as it is read alone: all that a level means."""
    if value is None:
        return visit.say("questions.unanswered")
    if isinstance(value, int):
        return " ".join(level_sentences(question, value, visit.say))
    return _label(visit, now_on, question, _option(value) or 0)


def spelled(
    visit: Visit, questionnaire: Questionnaire, question: Question, value: Answer | None, *, numbered: bool = True
) -> str:
    """An answer in Markdown: the level with what it means, or what was said instead of one."""
    if isinstance(value, int):
        name = (level_words if numbered else level_name)(questionnaire, value, visit.say)
        lines = (name, *level_sentences(question, value, visit.say))
        return "  \n".join(plain(line) for line in lines)
    if isinstance(value, NotApplicable):
        return plain(f"{questionnaire.not_applicable[visit.language]}: {value.reason}")
    return plain(questionnaire.dont_know[visit.language] if value else visit.say("findings.no_answer"))


def _key(visit: Visit, draft: int, question: Question, drawn: int) -> str:
    return f"answer-{draft}-{question.id}-{visit.language}-{drawn}"


def _reason_key(key: str) -> str:
    return f"reason-{key}"


def _choose(
    visit: Visit, now_on: Current, question: Question, key: str, value: Answer | None, *, numbered: bool
) -> Option | None:
    options: list[Option] = [*question.levels, "dont_know"]
    if question.not_applicable is not None:
        options.append("not_applicable")
    names = now_on.questionnaire.level_names
    option = _option(value)
    return st.radio(
        question.question[visit.language],
        options,
        index=None if option is None else options.index(option),
        key=key,
        format_func=lambda one: _label(visit, now_on, question, one),
        captions=[
            _caption(one, names[one][visit.language], numbered) if isinstance(one, int) else "" for one in options
        ],
        label_visibility="collapsed",
    )


def _caption(level: int, name: str, numbered: bool) -> str:
    return f"{level} · {name}" if numbered else name


def _label(visit: Visit, now_on: Current, question: Question, option: Option) -> str:
    if option == "dont_know":
        return now_on.questionnaire.dont_know[visit.language]
    if option == "not_applicable":
        return now_on.questionnaire.not_applicable[visit.language]
    return level_among_others(question, option, visit.say)


def _option(value: Answer | None) -> Option | None:
    if value is DONT_KNOW:
        return "dont_know"
    if isinstance(value, NotApplicable):
        return "not_applicable"
    return value if isinstance(value, int) else None


def _value(visit: Visit, question: Question, chosen: Option | None, before: Answer | None, key: str) -> Answer | None:
    """The answer that a choice means; None where nothing is chosen, or the reason it needs is not there yet."""
    if chosen != "not_applicable":
        return DONT_KNOW if chosen == "dont_know" else chosen
    say = visit.say
    known = before.reason if isinstance(before, NotApplicable) else ""
    assert question.not_applicable is not None, "only then is it an option"
    when = question.not_applicable.when[visit.language]
    typed = st.text_input(say("questions.reason"), value=known, max_chars=MOST_REASON, key=_reason_key(key))
    st.caption(say("questions.reason_when", when=when))
    return _with_reason(typed)


def _with_reason(typed: str) -> NotApplicable | None:
    """Does not apply, with its reason as it will be kept; None where there is none."""
    reason = line(typed)[:MOST_REASON]
    return NotApplicable(reason) if has_words(reason) else None


def _say_why(visit: Visit, now_on: Current, question: Question, attempt: _Attempt) -> None:
    """Say why a choice was not saved: it stays in the widget, and nothing stored is changed."""
    say, draft, problem = visit.say, _draft(now_on), attempt.problem
    if isinstance(problem, ChangedMeanwhile):
        assert isinstance(problem.current, SavedAnswer), "an answer, not a note"
        _ask(visit, now_on, question, attempt.value, problem.current)
    elif isinstance(problem, TooLate | TooOften):
        st.error(reason(say, problem) or "", icon=":material/error:")
    if isinstance(problem, NotSaved):
        base = attempt.base
        last = (
            say("questions.last_saved", time=spoken.time(visit, base)) if base.saved_at else say("questions.none_saved")
        )
        st.error(f"{say('questions.not_saved')} {last} {recorded(say, problem)}", icon=":material/error:")
    if isinstance(problem, NotSaved | TooOften):
        st.button(say("questions.try_again"), key=f"again-{draft}-{question.id}")  # the run it causes tries again


def _ask(visit: Visit, now_on: Current, question: Question, mine: Answer | None, theirs: SavedAnswer) -> None:
    """Show both answers, who and when, and let the person choose: the later save never silently wins."""
    say, draft, when = visit.say, _draft(now_on), spoken.time(visit, theirs)
    if spoken.is_own(visit, theirs):
        st.warning(say("questions.changed_elsewhere", time=when), icon=":material/tab:")
    else:
        st.warning(say("questions.changed_meanwhile", name=plain(theirs.author), time=when), icon=":material/group:")
    for title, value in ((say("questions.theirs"), theirs.value), (say("questions.yours"), mine)):
        st.markdown(f"**{title}** {spelled(visit, now_on.questionnaire, question, value)}")
    with st.container(horizontal=True):
        keeps = st.button(say("questions.keep_mine"), key=f"mine-{draft}-{question.id}-{theirs.version}")
        takes = st.button(say("questions.take_theirs"), key=f"theirs-{draft}-{question.id}-{theirs.version}")
    if takes:
        with Saving(visit):
            visit.store.take_saved(draft, question.id)
            _draw_anew(draft, question, theirs)
    if keeps:
        again = _attempt(visit, draft, question, mine, theirs)
        if again.problem is None:
            _draw_anew(draft, question, again.base)
        _say_why(visit, now_on, question, again)


def _draw_anew(draft: int, question: Question, saved: SavedAnswer) -> None:
    """Draw the options from an answer as if nothing had been chosen in this tab."""
    st.session_state[f"shown-{draft}-{question.id}"] = (saved.version, saved)
    st.rerun(scope="fragment")


def _state(visit: Visit, draft: int, question: Question, attempt: _Attempt, *, is_incomplete: bool) -> None:
    """Say how the answer stands; always one line, on a phone always in sight. Why not is said below."""
    say, saved = visit.say, attempt.base
    if attempt.problem is not None:
        spoken.line(say("questions.not_saved_see"), sign=spoken.NOT_SAVED)
        return
    if is_incomplete:
        spoken.line(say("questions.reason_missing"), quiet=True)
    elif saved.value is None:
        spoken.line(say("questions.unanswered"), quiet=True)
    elif not saved.confirmed:
        spoken.line(say("questions.to_confirm"), sign=":orange[:material/history:]")
        if st.button(say("questions.confirm"), key=f"confirm-{draft}-{question.id}-{saved.version}"):
            _again(visit, draft, question, saved.value, saved)
    else:
        spoken.line(spoken.when(visit, saved), sign=spoken.SAVED, version=saved.version)
    if saved.value is not None and st.button(
        say("questions.clear"), key=f"clear-{draft}-{question.id}-{saved.version}", type="tertiary"
    ):
        _again(visit, draft, question, None, saved)


def _again(visit: Visit, draft: int, question: Question, value: Answer | None, base: SavedAnswer) -> None:
    """Save what a button beside the answer means, and draw the options anew from it, or say why it was not saved."""
    with Saving(visit):
        try:
            stands = visit.store.save_answer(draft, question.id, value, base.version)
        except ChangedMeanwhile as error:
            assert isinstance(error.current, SavedAnswer), "an answer, not a note"
            stands = error.current  # the button can be pressed again, about what is shown now
        _draw_anew(draft, question, stands)
