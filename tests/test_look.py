"""The look that is told to a page: what Streamlit would tell, made once."""

from __future__ import annotations

from collections import Counter

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from assessment.serving.look import made_once

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")


def told(tells: object, section: str) -> CustomThemeConfig:
    message = CustomThemeConfig()
    tells(message, section)  # type: ignore[operator]
    return message


@pytest.mark.parametrize("section", SECTIONS)
def test_the_look_is_what_streamlit_would_tell(section: str) -> None:
    tells = made_once(app_session._populate_theme_msg)

    assert [told(tells, section) for _ in range(2)] == [told(app_session._populate_theme_msg, section)] * 2
    assert told(app_session._populate_theme_msg, "theme.light").primary_color == "#0b5163"


def test_each_section_is_made_once_and_what_a_page_does_with_it_changes_nothing() -> None:
    made: Counter[str] = Counter()

    def tells(message: CustomThemeConfig, section: str) -> None:
        made[section] += 1
        message.primary_color = section

    again = made_once(tells)
    for section in SECTIONS * 3:
        told(again, section).primary_color = "changed"

    assert made == Counter(SECTIONS)
    assert told(again, "theme").primary_color == "theme"


def test_a_section_without_a_word_is_left_out() -> None:
    message = CustomThemeConfig()
    made_once(lambda *_: None)(message.sidebar, "theme.sidebar")

    assert not message.HasField("sidebar")
