"""The application, counted: what its scripts do with the database, a line each in a file beside it.

Of the threads that draw pages alone, so that what the server does by itself is not among it.
"""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st
from sqlite_utils import Database

from assessment.serving import parts
from assessment.settings import settings
from assessment.storage import connection

_DRAWS = "ScriptRunner"  # begins the name of a thread that does
_connect = connection.connect


def _counted(path: Path, *, mode: str = "rw", patience: float | None = None) -> Database:
    opened = _connect(path, mode=mode, patience=patience)
    if threading.current_thread().name.startswith(_DRAWS):
        _note("CONNECT")
        opened.conn.set_trace_callback(_note)
    return opened


def _note(done: str) -> None:
    with settings().database.with_suffix(".counted").open("a") as counted:
        counted.write(f"{' '.join(done.split())}\n")


connection.connect = _counted
app = st.App(**parts())
