"""What a department says of itself: each field saved as it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment import task
from assessment.answers import Profile, SavedAnswer
from assessment.language import number
from assessment.questionnaire import ProfileField
from assessment.screens import spoken
from assessment.screens.current import Current
from assessment.storage import ChangedMeanwhile, NotSaved, ProfileChanged, TooLate
from assessment.visit import Visit

_MOST = 100_000_000
_NEEDED = ("staff", "official_account")


def show(visit: Visit, now_on: Current) -> None:
    """Draw the fields, and the step that fills in 0 where a department without an account cannot have more."""
    say = visit.say
    st.title(say("home.about_you"))
    st.markdown(say("about.opening"))
    if not now_on.can_write:
        st.info(say("questions.read_only" if now_on.is_submitted else "home.too_late"))
        _given(visit, now_on)
        return
    _fields(visit, now_on)


def _given(visit: Visit, now_on: Current) -> None:
    assert now_on.draft is not None, "there is something to read"
    profile, _ = visit.store.profile(now_on.draft.id)
    rows = [
        {
            visit.say("about.field"): item.label[visit.language],
            visit.say("about.value"): shown(visit, item, getattr(profile, item.id)),
        }
        for item in now_on.questionnaire.profile
    ]
    st.table(rows, hide_index=True)


def shown(visit: Visit, item: ProfileField, value: Any) -> str:
    """A value of the profile in words."""
    say = visit.say
    if value is None or value == {}:
        return say("about.not_said")
    if isinstance(value, bool):
        return say("about.said_yes" if value else "about.said_no")
    if item.type == "choice":
        return item.options[value][visit.language]
    if isinstance(value, Mapping):
        return ", ".join(_followed(visit, item.options[name][visit.language], count) for name, count in value.items())
    if item.id == "first_year":
        return str(value)
    digits = 0 if float(value).is_integer() else 1
    return number(value, visit.language, digits)


def _followed(visit: Visit, platform: str, followers: int | None) -> str:
    return platform if followers is None else f"{platform} ({number(followers, visit.language)})"


@st.fragment
def _fields(visit: Visit, now_on: Current) -> None:
    """Draw every field. The keys carry the version drawn from, as those of answers do."""
    assert now_on.draft is not None, "only a draft is filled in"
    draft = now_on.draft.id
    stored, version = visit.store.profile(draft)
    place = f"shown-profile-{draft}"
    drawn, base = st.session_state.get(place, (version, stored))
    if stored != base and not _touched(visit, now_on, draft, drawn, base):
        drawn, base = version, stored
    typed: dict[str, Any] = {}
    below: dict[str, DeltaGenerator] = {}
    for item in now_on.questionnaire.profile:
        with st.container():
            typed[item.id] = _field(visit, item, _key(visit, draft, item, drawn), getattr(base, item.id))
            below[item.id] = st.container()
    changed = {name: value for name, value in typed.items() if value != getattr(base, name)}
    line = st.container()  # before what may go wrong, so that it stays where it is
    try:
        base, theirs = _saved(visit, draft, base, changed)
    except (TooLate, NotSaved) as error:
        with line:
            spoken.line("")
        late = isinstance(error, TooLate)
        why = "questions.not_saved_too_late" if late else "questions.not_saved_now"
        st.error(visit.say(why), icon=":material/error:")
        return
    st.session_state[place] = (drawn, base)
    profile = replace(stored, **{name: value for name, value in changed.items() if name not in theirs})
    with line:
        _state(visit, now_on, profile, 0 if theirs else version + len(changed))
    for name, value in theirs.items():
        with below[name]:
            item = now_on.questionnaire.field(name)
            _ask(visit, item, place, _key(visit, draft, item, drawn), typed[name], value)
    if profile.official_account is False:
        _no_account(visit, now_on)


def _saved(visit: Visit, draft: int, base: Profile, changed: Mapping[str, Any]) -> tuple[Profile, dict[str, Any]]:
    """Save each field that was changed; returns what this tab stands on, and what others saved in the same fields."""
    theirs = {}
    for name, value in changed.items():
        try:
            visit.store.save_profile(draft, base, **{name: value})
            base = replace(base, **{name: value})
        except ProfileChanged as error:
            theirs[name] = getattr(error.current, name)
    return base, theirs


def _ask(visit: Visit, item: ProfileField, place: str, key: str, mine: Any, theirs: Any) -> None:
    """Show both values of a field, and let the person choose: the later save never silently wins."""
    say = visit.say
    st.warning(say("about.changed_meanwhile"), icon=":material/group:")
    for title, one in ((say("questions.theirs"), theirs), (say("questions.yours"), mine)):
        st.markdown(f"**{title}** {shown(visit, item, one)}")
    with st.container(horizontal=True):
        st.button(say("questions.keep_mine"), key=f"mine-{key}", on_click=_stand_on, args=(place, item.id, theirs))
        st.button(say("questions.take_theirs"), key=f"theirs-{key}", on_click=_take, args=(place, item, key, theirs))


def _stand_on(place: str, name: str, theirs: Any) -> None:
    """Have seen what somebody else saved in a field: what is in it here is saved over that."""
    drawn, base = st.session_state[place]
    st.session_state[place] = (drawn, replace(base, **{name: theirs}))


def _take(place: str, item: ProfileField, key: str, theirs: Any) -> None:
    """Put what somebody else saved into a field."""
    _stand_on(place, item.id, theirs)
    st.session_state[_taken(key)] = True
    if item.type == "platforms":
        st.session_state[key] = list(theirs)
        st.session_state.update({f"{key}-{name}": followers for name, followers in theirs.items()})
    else:
        st.session_state[key] = float(theirs) if item.type == "number" and theirs is not None else theirs


def _state(visit: Visit, now_on: Current, profile: Profile, version: int) -> None:
    """Say that it is saved, and what a submission still needs."""
    spoken.line(visit.say("about.saved") if version else "", sign=spoken.SAVED if version else "", version=version)
    lacking = [name for name in _NEEDED if getattr(profile, name) is None]
    if lacking:
        labels = ", ".join(now_on.questionnaire.field(name).label[visit.language] for name in lacking)
        st.caption(visit.say("about.needed", fields=labels))


def _key(visit: Visit, draft: int, item: ProfileField, drawn: int) -> str:
    return f"profile-{draft}-{item.id}-{visit.language}-{drawn}"


def _touched(visit: Visit, now_on: Current, draft: int, drawn: int, base: Profile) -> bool:
    """Whether something was filled in here since it was drawn, beyond what this tab has saved."""
    return any(
        _held(item, _key(visit, draft, item, drawn), getattr(base, item.id)) != getattr(base, item.id)
        for item in now_on.questionnaire.profile
    )


def _held(item: ProfileField, key: str, value: Any) -> Any:
    """What the widgets of a field hold, as far as this session knows them; else what they are drawn from."""
    held = st.session_state.get(key, value)
    if item.type != "platforms":
        return held
    return {name: st.session_state.get(f"{key}-{name}", value.get(name)) for name in held}


def _taken(key: str) -> str:
    return f"taken-{key}"


def _field(visit: Visit, item: ProfileField, key: str, value: Any) -> Any:
    say, language = visit.say, visit.language
    if _taken(key) in st.session_state:
        value = {} if item.type == "platforms" else None  # what it shows was put into it; Streamlit warns of a default
    label = item.label[language]
    if item.id in _NEEDED:
        label = say("about.label_needed", label=label)
    if item.type == "integer":
        return st.number_input(label, min_value=0, max_value=_MOST, value=value, step=1, key=key, format="%d")
    if item.type == "number":
        given = None if value is None else float(value)
        return st.number_input(label, min_value=0.0, max_value=10_000.0, value=given, step=0.5, key=key, format="%.1f")
    if item.type == "platforms":
        return _platforms(visit, item, key, value)
    options = [True, False] if item.type == "boolean" else list(item.options)
    return st.radio(
        label,
        options,
        index=None if value is None else options.index(value),
        format_func=lambda one: shown(visit, item, one),
        key=key,
        horizontal=True,
    )


def _platforms(visit: Visit, item: ProfileField, key: str, value: Mapping[str, int | None]) -> dict[str, int | None]:
    say, language = visit.say, visit.language
    chosen = st.multiselect(
        item.label[language],
        list(item.options),
        default=[name for name in item.options if name in value],
        format_func=lambda name: item.options[name][language],
        key=key,
        placeholder=say("about.choose"),
    )
    return {
        name: st.number_input(
            say("about.followers", platform=item.options[name][language]),
            min_value=0,
            max_value=_MOST,
            value=value.get(name),
            step=1,
            key=f"{key}-{name}",
            format="%d",
        )
        for name in item.options
        if name in chosen
    }


def _no_account(visit: Visit, now_on: Current) -> None:
    """Fill in 0 in one step where nothing else can be true without an account; each can still be changed."""
    assert now_on.draft is not None, "only a draft is filled in"
    say, draft = visit.say, now_on.draft.id
    saved: Mapping[str, SavedAnswer] = visit.store.answers(draft)
    open_ones = [
        question.id
        for question in now_on.questionnaire.questions()
        if question.presupposes_account and not task.is_answered(saved, question.id)
    ]
    st.header(say("about.no_account"))
    if not open_ones:
        st.markdown(say("about.no_account_done"))
        return
    st.markdown(say("about.no_account_means", count=len(open_ones)))
    if st.button(say("about.fill_in"), key=f"fill-in-{draft}"):
        try:
            visit.store.save_answers(draft, dict.fromkeys(open_ones, 0), {one: saved[one].version for one in saved})
        except ChangedMeanwhile:
            st.rerun(scope="fragment")  # somebody answered one of them: say how many are left
        except (TooLate, NotSaved):
            st.error(say("questions.not_saved_now"), icon=":material/error:")
        else:
            st.rerun(scope="fragment")
