"""A sign-in link by oneself: the first page asks for an address, and says the same whoever has it.

Nothing is looked up while somebody waits. Whether an address is known shows in no answer, nor in how long it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment import log
from assessment.language import line, number
from assessment.letters import ASKED_LASTS
from assessment.log import LogKind
from assessment.rounds import MOST_EMAIL
from assessment.settings import settings
from assessment.signin import arrival
from assessment.signin.form import Fields
from assessment.signin.page import address, language_of, page
from assessment.signin.source import source
from assessment.storage import DoorStore, NotReady, Unfit

_REASONS, _ASKED = ("ended", "signed_out"), "asked"  # why somebody sees the first page again
EMPTY: Mapping[str, Any] = {  # what the forms are drawn from, at first
    "typed": "",
    "wrong": False,
    "most": MOST_EMAIL,
    "own_device": arrival.OWN,
    "lasting": arrival.lasting(),
}


def because(request: Request) -> str:
    """Why somebody sees the first page again, by its address; empty where it says nothing that can be."""
    reasons = (*_REASONS, _ASKED) if settings().mails else _REASONS
    return next((reason for reason in reasons if reason == request.query_params.get("because")), "")


def entry(request: Request, status: int = 200, **facts: Any) -> Response:
    """The first page: how to sign in and, where letters are sent, the form that asks for one."""
    minutes = number(ASKED_LASTS.total_seconds() / 60, language_of(request))
    return page(request, "entry", status, **{"because": "", "minutes": minutes, **EMPTY, **facts})


def ask(request: Request, fields: Fields) -> Response:
    """Have a link sent to an address, and lead to a page that can be loaded again without asking again."""
    if not settings().mails:
        return page(request, "not_here", 404)
    if request.method != "POST":  # what was refused stands at this address, with links to other languages
        query = request.url.query
        return RedirectResponse(f"/?{query}" if query else "/", 303)
    typed = fields.get("address", "")
    try:
        is_taken = DoorStore(settings().database).ask_for_link(typed, source(request))
    except (NotReady, Unfit):
        return entry(request, 422, typed=line(typed)[:MOST_EMAIL], wrong=True)
    if not is_taken:
        log.tell(LogKind.REFUSED, address(request))
        return page(request, "too_often", 429)
    return RedirectResponse(f"/?language={language_of(request)}&because={_ASKED}", 303)
