"""What a department says of itself: each field saved as it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment import sizes, task
from assessment.answers import Profile, SavedAnswer
from assessment.findings import Table
from assessment.language import number
from assessment.questionnaire import ProfileField, Questionnaire
from assessment.screens.chief.parts import opening, purposes
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import figures, markdown, spoken, typed
from assessment.screens.parts.saving import Saving
from assessment.storage import ChangedMeanwhile, ProfileChanged
from assessment.visit import Visit

_NEEDED = ("staff", "official_account")
_NUMBERS = ("integer", "number")


@dataclass(frozen=True)
class _Filled:
    """What stands in a field; what cannot be read leaves what was saved as it is."""

    value: Any
    is_readable: bool = True


def show(visit: Visit, now_on: Current) -> None:
    """Draw the fields, and the step that fills in 0 where a department without an account cannot have more."""
    say = visit.say
    st.title(say("home.about_you"), anchor=False)
    if now_on.can_write:
        st.markdown(say("about.opening"))
    else:
        st.info(say("questions.read_only" if now_on.is_submitted else now_on.too_late))
        _given(visit, now_on)
        return
    _fields(visit, now_on)


def _given(visit: Visit, now_on: Current) -> None:
    assert now_on.draft is not None, "there is something to read"
    profile, _ = visit.store.profile(now_on.draft.id)
    rows = (
        (item.label[visit.language], shown(visit, item, getattr(profile, item.id)))
        for item in now_on.questionnaire.profile
    )
    figures.table(Table((visit.say("about.field"), visit.say("about.value")), tuple(rows)))


def shown(visit: Visit, item: ProfileField, value: Any) -> str:
    """A value of the profile in words."""
    say = visit.say
    if value is None or value == {}:
        return say("about.not_said")
    if isinstance(value, bool):
        return say("about.said_yes" if value else "about.said_no")
    if item.type == "choice":
        return item.options[value][visit.language]
    if item.type == "purposes":
        return purposes.words(visit, value)
    if isinstance(value, Mapping):
        return ", ".join(_followed(visit, item.options[name][visit.language], count) for name, count in value.items())
    if item.id == "first_year":
        return str(value)
    digits = 0 if float(value).is_integer() else 1
    return number(value, visit.language, digits)


def unlikely(visit: Visit, now_on: Current, profile: Profile) -> dict[sizes.Unlikely, str]:
    """What can hardly be right in a profile, each with the words that ask about it."""
    asked = {item.id for item in now_on.questionnaire.profile}
    found = (one for one in sizes.unlikely(profile, now_on.at.year) if asked.issuperset(one.fields))
    return {one: _asked_about(visit, now_on.questionnaire, profile, one) for one in found}


def _asked_about(visit: Visit, questionnaire: Questionnaire, profile: Profile, one: sizes.Unlikely) -> str:
    numbers = []
    for name in one.fields:
        item, value = questionnaire.field(name), getattr(profile, name)
        if item.type == "platforms":
            label = visit.say("about.followers", platform=item.options[one.platform][visit.language])
            numbers.append(f"{label}: {number(value[one.platform], visit.language)}")
        else:
            numbers.append(f"{item.label[visit.language]}: {shown(visit, item, value)}")
    return visit.say("checks.unlikely", numbers="; ".join(numbers))


def _followed(visit: Visit, platform: str, followers: int | None) -> str:
    return platform if followers is None else f"{platform} ({number(followers, visit.language)})"


@st.fragment
def _fields(visit: Visit, now_on: Current) -> None:
    """Draw every field. The keys carry the version drawn from, as those of answers do."""
    assert now_on.draft is not None, "only a draft is filled in"
    draft = now_on.draft.id
    stored, version = visit.store.profile(draft)
    place = f"shown-profile-{draft}"
    _bring_back(visit, now_on, draft, place)
    drawn, base = st.session_state.get(place, (version, stored))
    if stored != base and not _touched(visit, now_on, draft, drawn, base):
        drawn, base = version, stored
    filled: dict[str, _Filled] = {}
    below: dict[str, DeltaGenerator] = {}
    for item in now_on.questionnaire.profile:
        with st.container():
            key, value = _key(visit, draft, item, drawn), getattr(base, item.id)
            in_use = filled["platforms"].value if item.type == "purposes" else {}
            filled[item.id] = _field(visit, item, key, value, in_use)
            below[item.id] = st.container()
    changed = {name: one.value for name, one in filled.items() if one.value != getattr(base, name)}
    line = st.container()  # before what may go wrong, so that it stays where it is
    kept = None
    with Saving(visit):
        kept = _saved(visit, draft, base, changed)
    if kept is None:
        with line:
            spoken.line("")
        return
    base, theirs = kept
    st.session_state[place] = (drawn, base)
    st.session_state[_undecided(draft)] = {name: filled[name].value for name in theirs}
    profile = replace(stored, **{name: value for name, value in changed.items() if name not in theirs})
    is_all_saved = not theirs and all(one.is_readable for one in filled.values())
    with line:
        _state(visit, now_on, profile, version + len(changed) if is_all_saved else 0)
    for one, words in unlikely(visit, now_on, profile).items():
        for name in one.fields:
            below[name].warning(words)
    for name, value in theirs.items():
        with below[name]:
            item = now_on.questionnaire.field(name)
            _ask(visit, item, place, _key(visit, draft, item, drawn), filled[name].value, value)
    if profile.official_account is False:
        _no_account(visit, now_on)


def _undecided(draft: int) -> str:
    return f"undecided-profile-{draft}"


def _bring_back(visit: Visit, now_on: Current, draft: int, place: str) -> None:
    """Put back what was filled in and not decided on, where the page was left and its fields are gone since."""
    left: Mapping[str, Any] = st.session_state.get(_undecided(draft), {})
    for name, value in left.items():
        item = now_on.questionnaire.field(name)
        key = _key(visit, draft, item, st.session_state[place][0])
        is_drawn = purposes.is_drawn(visit, key) if item.type == "purposes" else key in st.session_state
        if not is_drawn:
            _put(visit, item, key, value)


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
        st.markdown(f"**{title}** {markdown.plain(shown(visit, item, one))}")
    with st.container(horizontal=True):
        st.button(say("questions.keep_mine"), key=f"mine-{key}", on_click=_stand_on, args=(place, item.id, theirs))
        st.button(
            say("questions.take_theirs"), key=f"theirs-{key}", on_click=_take, args=(visit, place, item, key, theirs)
        )


def _stand_on(place: str, name: str, theirs: Any) -> None:
    """Have seen what somebody else saved in a field: what is in it here is saved over that."""
    drawn, base = st.session_state[place]
    st.session_state[place] = (drawn, replace(base, **{name: theirs}))


def _take(visit: Visit, place: str, item: ProfileField, key: str, theirs: Any) -> None:
    """Put what somebody else saved into a field."""
    _stand_on(place, item.id, theirs)
    _put(visit, item, key, theirs)


def _put(visit: Visit, item: ProfileField, key: str, value: Any) -> None:
    """Put a value into a field before it is drawn."""
    st.session_state[_put_in(key)] = True
    if item.type == "purposes":
        purposes.put(visit, key, value)
    elif item.type == "platforms":
        st.session_state[key] = list(value)
        for name, followers in value.items():
            st.session_state[_followers_key(key, name)] = typed.text(visit, followers)
    else:
        st.session_state[key] = _shown_in(visit, item, value) if item.type in _NUMBERS else value


def _state(visit: Visit, now_on: Current, profile: Profile, version: int) -> None:
    """Say that it is saved, and what a submission still needs."""
    spoken.line(visit.say("about.saved") if version else "", sign=spoken.SAVED if version else "", version=version)
    lacking = [name for name in _NEEDED if getattr(profile, name) is None]
    if lacking:
        labels = ", ".join(now_on.questionnaire.field(name).label[visit.language] for name in lacking)
        st.caption(visit.say("about.needed", fields=labels))


def _key(visit: Visit, draft: int, item: ProfileField, drawn: int) -> str:
    key = f"profile-{draft}-{item.id}-{visit.language}-{drawn}"
    return typed.KEY + key if item.type in _NUMBERS else key


def _followers_key(key: str, platform: str) -> str:
    return f"{typed.KEY}{key}-{platform}"


def _touched(visit: Visit, now_on: Current, draft: int, drawn: int, base: Profile) -> bool:
    """Whether something was filled in here since it was drawn, beyond what this tab has saved."""
    return any(
        _held(visit, item, _key(visit, draft, item, drawn), getattr(base, item.id)) != _Filled(getattr(base, item.id))
        for item in now_on.questionnaire.profile
    )


def _held(visit: Visit, item: ProfileField, key: str, value: Any) -> _Filled:
    """What the widgets of a field hold, as far as this session knows them; else what they are drawn from."""
    if item.type == "purposes":
        return _Filled(purposes.held(visit, key, value))
    held = st.session_state.get(key, value)
    if item.type in _NUMBERS:
        return _read(visit, item, held, value)[0] if key in st.session_state else _Filled(value)
    if item.type != "platforms":
        return _Filled(held)
    given = {
        name: _followers(visit, st.session_state[of_one], value.get(name))[0]
        if (of_one := _followers_key(key, name)) in st.session_state
        else _Filled(value.get(name))
        for name in held
    }
    return _together(given)


def _together(given: Mapping[str, _Filled]) -> _Filled:
    """The followers on all platforms as one answer."""
    readable = all(one.is_readable for one in given.values())
    return _Filled({name: one.value for name, one in given.items()}, readable)


def _read(visit: Visit, item: ProfileField, written: str, value: Any) -> tuple[_Filled, str]:
    """Read a number of the profile: what it means, and what to do where it means nothing."""
    if written == _shown_in(visit, item, value):
        return _Filled(value), ""  # as it was drawn: a number may have more decimals than a field shows
    read = typed.read(visit, written, most=sizes.most(item.id), whole=item.type == "integer")
    return _filled(read, value)


def _followers(visit: Visit, written: str, value: int | None) -> tuple[_Filled, str]:
    return _filled(typed.read(visit, written, most=sizes.most("platforms")), value)


def _filled(read: typed.Typed, value: Any) -> tuple[_Filled, str]:
    return (_Filled(value, is_readable=False) if read.problem else _Filled(read.value)), read.problem


def _shown_in(visit: Visit, item: ProfileField, value: float | None) -> str:
    return typed.text(visit, value, grouped=item.id != "first_year")


def _put_in(key: str) -> str:
    return f"put-in-{key}"


def _field(visit: Visit, item: ProfileField, key: str, value: Any, in_use: Mapping[str, Any]) -> _Filled:
    if item.type == "purposes":
        return _Filled(purposes.field(visit, in_use, key, value))
    say, language = visit.say, visit.language
    drawn = value
    if _put_in(key) in st.session_state and key in st.session_state:
        drawn = {} if item.type == "platforms" else None  # what it shows was put into it; Streamlit warns of a default
    label = item.label[language]
    if item.id in _NEEDED:
        label = say("about.label_needed", label=label)
    if item.type in _NUMBERS:
        written = typed.field(visit, label, drawn, key, grouped=item.id != "first_year")
        return _said(_read(visit, item, written, value))
    if item.type == "platforms":
        return _platforms(visit, item, key, drawn, value)
    options = [True, False] if item.type == "boolean" else list(item.options)
    chosen = st.radio(
        label,
        options,
        index=None if drawn is None else options.index(drawn),
        format_func=lambda one: shown(visit, item, one),
        key=key,
        horizontal=True,
    )
    return _Filled(chosen)


def _platforms(
    visit: Visit, item: ProfileField, key: str, drawn: Mapping[str, int | None], value: Mapping[str, int | None]
) -> _Filled:
    say, language = visit.say, visit.language
    chosen = st.multiselect(
        item.label[language],
        list(item.options),
        default=[name for name in item.options if name in drawn],
        format_func=lambda name: item.options[name][language],
        key=key,
        placeholder=say("about.choose"),
    )
    given = {}
    for name in item.options:
        if name in chosen:
            label = say("about.followers", platform=item.options[name][language])
            written = typed.field(visit, label, drawn.get(name), _followers_key(key, name))
            given[name] = _said(_followers(visit, written, value.get(name)))
    return _together(given)


def _said(read: tuple[_Filled, str]) -> _Filled:
    """Say under a field what is wrong with what stands in it; it stays there."""
    filled, problem = read
    if problem:
        st.error(problem, icon=":material/error:")
    return filled


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
    st.header(say("about.no_account"), anchor=False)
    st.markdown(say("opening.own_page"))
    if now_on.can_write:
        opening.to_questions(visit, now_on.questionnaire, saved)
    opening.to_page(visit)
    if not open_ones:
        st.markdown(say("about.no_account_done"))
        return
    st.markdown(say("about.no_account_means", count=len(open_ones)))
    if st.button(say("about.fill_in"), key=f"fill-in-{draft}"):
        with Saving(visit):
            # Where somebody answered one of them meanwhile, the page drawn anew says how many are left.
            with suppress(ChangedMeanwhile):
                visit.store.save_answers(draft, dict.fromkeys(open_ones, 0), {one: saved[one].version for one in saved})
            st.rerun(scope="fragment")
