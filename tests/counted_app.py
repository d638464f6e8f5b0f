"""The application, counted: what drawing costs of its database, a line each in a file beside it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import streamlit as st

sys.path.append(str(Path(__file__).parent))

from counted import telling

from assessment.serving import parts
from assessment.settings import settings
from assessment.storage import connection

_DRAWS = "ScriptRunner"  # begins the name of a thread that does; what a server does by itself is not counted


def _note(done: str) -> None:
    if threading.current_thread().name.startswith(_DRAWS):
        with settings().database.with_suffix(".counted").open("a") as counted:
            counted.write(f"{' '.join(done.split())}\n")


connection.connect = telling(_note)
app = st.App(**parts())
