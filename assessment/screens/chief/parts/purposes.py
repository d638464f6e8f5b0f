"""What each platform in use is for, and for whom: a line each, in the details of a department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assessment.answers import MOST_PURPOSE
from assessment.language import Text, line
from assessment.visit import Visit


def field(visit: Visit, in_use: Mapping[str, Any], key: str, value: Mapping[str, str]) -> dict[str, str]:
    """Draw a line for each platform in use; returns what is said of all."""
    for name, option in _platforms(visit).items():
        place = _key(key, name)
        if name in in_use:
            label = visit.say("about.purpose", platform=option[visit.language])
            drawn = None if place in st.session_state else value.get(name, "")
            st.text_input(label, value=drawn, max_chars=MOST_PURPOSE, key=place)
    return held(visit, key, value)


def held(visit: Visit, key: str, value: Mapping[str, str]) -> dict[str, str]:
    """What is typed, as far as this session knows it; of the others what was said stays."""
    names = (*value, *_platforms(visit))
    typed = {name: line(st.session_state.get(_key(key, name), value.get(name, ""))) for name in names}
    return {name: words for name, words in typed.items() if words}


def put(visit: Visit, key: str, value: Mapping[str, str]) -> None:
    """Put what is said into the lines before they are drawn."""
    for name in _platforms(visit):
        st.session_state[_key(key, name)] = value.get(name, "")


def is_drawn(visit: Visit, key: str) -> bool:
    """Whether this session knows what stands in one of the lines."""
    return any(_key(key, name) in st.session_state for name in _platforms(visit))


def words(visit: Visit, value: Mapping[str, str]) -> str:
    """What is said of all, in a line; a text that people typed."""
    names = {name: option[visit.language] for name, option in _platforms(visit).items()}
    told = (visit.say("about.for", None, platform=names.get(one, one), purpose=text) for one, text in value.items())
    return "; ".join(told)


def _platforms(visit: Visit) -> Mapping[str, Text]:
    return next((item.options for item in visit.questionnaire.profile if item.type == "platforms"), {})


def _key(key: str, platform: str) -> str:
    return f"{key}-{platform}"
