"""What is served: the application with its door, checked before anybody is let in.

`app.py` in here and the one at the top of a checkout make it; the look and the server's settings lie beside the first.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import streamlit as st
import streamlit.logger
from starlette.middleware import Middleware

import assessment
from assessment import handover, log, order, screens, signin, storage
from assessment.postman import Postman, server_of
from assessment.questionnaire import QuestionnaireError
from assessment.received import Received
from assessment.report.region import making
from assessment.screens.parts import posts
from assessment.serving import leftovers, look, places
from assessment.settings import SettingsError, settings
from assessment.storage import DatabaseError, NotAllowed, NotSaved, PostChanged, SessionEnded
from assessment.visit import InUse, asked
from assessment.wording import LANGUAGES, Say, entries

_NEEDED = {"server.trustedUserHeaders": {"X-Session": "session"}, "runner.postScriptGC": False}
_KINDS: dict[type[Exception], tuple[log.LogKind, str]] = {  # of what a screen raises: how it is told, and what is said
    NotAllowed: (log.LogKind.REFUSED, "refused"),
    NotSaved: (log.LogKind.NOT_SAVED, "not_saved"),
    Exception: (log.LogKind.FAULT, "broken"),
}
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check() -> int:
    """End the start, in plain lines, if what the operator gave cannot be worked with.

    Done before the application is made: what `lifespan` raises is told as a traceback.

    Returns:
        How many tabs may be open at once.
    """
    try:
        most_tabs = signin.tabs_for(signin.raise_limit())
        storage.refuse_missing(settings().database)
        with closing(storage.prepare(settings().database, demo=settings().demo)):
            _tell_of_file(asked(settings().questions, settings().database))
    except (SettingsError, QuestionnaireError, DatabaseError, signin.TooFewFilesError) as problem:
        sys.exit(str(problem))
    if any(st.get_option(name) != value for name, value in _NEEDED.items()):
        sys.exit(".streamlit/config.toml was not read; start with the command serve, or in a checkout with `make run`")
    if settings().demo and st.get_option("server.address") not in _LOOPBACK:
        sys.exit("the demo lets everybody in, so it answers only on this computer; leave the address out")
    return most_tabs


def _tell_of_file(in_use: InUse) -> None:
    """Say of a questionnaire's file that cannot be used what is wrong with it, and what stands in for it."""
    if in_use.problems:
        told, stands_in = logging.getLogger("assessment.questionnaire"), in_use.questionnaire
        for problem in in_use.problems:
            told.error("%s", problem)
        told.error(
            "%s: cannot be used; version %s (%s), the newest that is kept, stands in for it, "
            "and no round can be set up; correct it and start again",
            settings().questions,
            stands_in.version,
            stands_in.sha256[:12],
        )


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open what every visit needs, and leave it out of garbage collection from then on."""
    keeper = storage.prepare(settings().database, demo=settings().demo)
    threading.excepthook = log.thread_ended
    entries()
    leftovers.leave_out()
    postman = Postman(storage.MailStore(settings().database), server_of(settings())) if settings().mails else None
    if postman is not None:
        postman.start()
    tidying = [asyncio.create_task(one) for one in (handover.keep_tidy(), leftovers.clear_away())]
    yield
    for one in tidying:
        one.cancel()
    making.stop()
    if postman is not None:
        postman.stop()
    keeper.close()


def on_script_error(error: Exception) -> bool:
    """Say what happened, to the log and on the page; runs in the script's thread, for fragments too."""
    held = st.session_state.to_dict()
    say = Say(held.get("language", LANGUAGES[0]))
    try:
        if isinstance(error, PostChanged):
            session = str(st.user.get("session") or "")
            store = storage.Store(settings().database, session)
            posts.tell(say, posts.read(store, store.person()))
            return True
    except SessionEnded as ended:
        error = ended
    if isinstance(error, SessionEnded):
        st.logout()  # sends the browser to /auth/logout, a route of ours
        return True
    kind, what = next(known for of, known in _KINDS.items() if isinstance(error, of))
    st.error(f"{say(f'errors.{what}.text')} {log.words(say, log.tell(kind, held.get('screen', ''), error))}")
    return True


def _is_not_told_here(record: logging.LogRecord) -> bool:
    """Leave out what `on_script_error` tells: Streamlit says it before, with all that the exception quotes."""
    return record.msg != "Uncaught app execution"


def parts() -> dict[str, Any]:
    """What `st.App` is made of; ends the process in plain lines if that cannot be."""
    logging.getLogger("streamlit.error_util").addFilter(_is_not_told_here)
    streamlit.logger.setup_formatter = log.join  # for the loggers that Streamlit makes from now on
    log.set_up()
    most_tabs = check()
    look.keep()
    places.keep()
    return {
        "script_path": Path(assessment.__file__).with_name("main.py"),
        "routes": signin.routes(screens.open_to, handover.ROUTES),
        "lifespan": lifespan,
        "middleware": [
            Middleware(signin.Door, go_to=order.go_to, session_in=order.session_in, most=most_tabs),
            Middleware(Received),
            Middleware(signin.Packed),
            Middleware(order.InOrder),
        ],
        "on_script_error": on_script_error,
        "exception_handlers": signin.HANDLERS,
    }
