"""The application, telling what it has loaded: each time that it is asked by a signal, a line in a file beside it."""

from __future__ import annotations

import signal
import sys

import streamlit as st

from assessment.serving import parts
from assessment.settings import settings


def _tell(*_: object) -> None:
    with settings().database.with_suffix(".loaded").open("a") as loaded:
        loaded.write(f"{' '.join(sorted({name.partition('.')[0] for name, one in sys.modules.items() if one}))}\n")


signal.signal(signal.SIGUSR1, _tell)
app = st.App(**parts())
