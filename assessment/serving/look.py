"""The look as Streamlit tells it to a page, made once: it is told at every run, and is the same for everybody.

Streamlit makes it anew for each run from all of its options, which takes a tenth of the processor's time of an answer.
"""

from __future__ import annotations

from collections.abc import Callable

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Tells = Callable[..., None]  # puts a section of the configuration into a message


def made_once(tells: Tells) -> Tells:
    """Tell each section of the look as it was told the first time: options are read when the program starts."""
    told: dict[str, CustomThemeConfig] = {}

    def again(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in told:
            first = CustomThemeConfig()
            tells(first, section)
            told[section] = first
        if told[section].ByteSize():  # what says nothing is left out, as Streamlit leaves it
            message.MergeFrom(told[section])

    return again


def keep() -> None:
    """Let Streamlit tell the look in this way; nothing else of it can be given one that is made already."""
    app_session._populate_theme_msg = made_once(app_session._populate_theme_msg)
