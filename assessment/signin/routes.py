"""The addresses of our own: the pages of the door, signing in and out, the language, and the page that loads a screen.

Plain functions: each runs in a thread of its own, because most ask the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from assessment.people import Role
from assessment.settings import settings
from assessment.signin import cookie
from assessment.signin.document import document
from assessment.signin.page import chosen_language, language_of, page, stylesheet
from assessment.storage import DatabaseError, DoorStore, NotAllowed, NotSaved, SessionEnded, digest
from assessment.wording import LANGUAGES

OpenTo = Callable[[Role], Sequence[str]]  # the screens a role may open, the one it begins at first

_MARK = (Path(__file__).parent.parent / "screens" / "mark.svg").read_bytes()
_REASONS = ("ended", "signed_out")  # why somebody sees the first page again


class _Ours(StringConvertor):
    """Every address but those that Streamlit answers."""

    regex = r"(?!static/|media/|_stcore/).*"


register_url_convertor("ours", _Ours())


def routes(open_to: OpenTo, downloads: Sequence[BaseRoute]) -> list[BaseRoute]:
    """Every address of our own.

    Args:
        open_to: the screens by role.
        downloads: the routes of files that screens hand over.
    """

    def screen(request: Request) -> Response:
        """The page that loads a screen; before anybody is known, the one that says how to sign in."""
        if request.state.person is None:
            return _first_page(request)
        names = open_to(request.state.person.role)
        name = request.path_params["name"]
        if name == names[0]:  # it has no address of its own beside "/"
            return RedirectResponse(SplitResult("", "", "/", request.url.query, "").geturl(), 303)
        if name and name not in names:
            return page(request, "not_here", 404)
        return HTMLResponse(document(language_of(request)))

    def language(request: Request) -> Response:
        """Keep the language for the person, and go back to the same screen and place."""
        wanted = request.path_params["language"]
        if wanted not in LANGUAGES:
            return page(request, "not_here", 404)
        if request.state.person is None:
            return RedirectResponse(f"/?language={wanted}", 303)
        _door().set_language(request.state.session, wanted)
        return RedirectResponse(_came_from(request, open_to(request.state.person.role)), 303)

    return [
        Route("/health", _health),
        Route("/mark.svg", _mark),
        Route("/favicon.png", _mark),  # asked for by Streamlit until a page has set its own
        *(Route(f"/{name}.css", partial(_stylesheet, name)) for name in ("door", "print")),
        Route("/sign-in/{token}", _sign_in, methods=["GET", "POST"]),
        Route("/sign-in-as/{key}", _sign_in_as, methods=["POST"]),
        Route("/auth/logout", _sign_out, methods=["GET", "POST"]),
        Route("/language/{language}", language),
        *downloads,
        Route("/{name:ours}", screen),  # the last: it takes everything that is left
    ]


def _first_page(request: Request) -> Response:
    because = request.query_params.get("because")
    facts: dict[str, Any] = {"because": because if because in _REASONS else ""}
    if settings().demo:
        return page(request, "personas", personas=_door().personas(), **facts)
    return page(request, "entry", **facts)


def _sign_in(request: Request) -> Response:
    """Show what a sign-in link will do; only the button uses it up, because mail scanners follow links too."""
    link = digest(request.path_params["token"])
    if request.method == "GET":
        if _door().link_is_good(link):
            return page(request, "link")
        return page(request, "unusable", 410, signed_in=request.state.person is not None)
    begun = _door().sign_in(link)
    if begun is None:
        return page(request, "unusable", 410, signed_in=request.state.person is not None)
    return _begin(request, begun)


def _sign_in_as(request: Request) -> Response:
    """In a demo, begin a session as one of its people."""
    if not settings().demo:
        return page(request, "not_here", 404)
    begun = _door().sign_in_as(request.path_params["key"])
    return page(request, "not_here", 404) if begun is None else _begin(request, begun)


def _begin(request: Request, token: str) -> Response:
    """Hand over a new session; the one before it, if any, is over."""
    if request.state.person is not None:
        _door().end_session(request.state.session)
    if wanted := chosen_language(request):
        _door().set_language(digest(token), wanted)
    response = RedirectResponse("/", 303)
    cookie.give(response, token)
    return response


def _sign_out(request: Request) -> Response:
    """End the session and show the first page again; Streamlit sends the browser here when a session is over."""
    if request.method == "GET" and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return RedirectResponse("/", 303)  # a link on another site signs nobody out
    because = "ended"
    if request.state.person is not None:
        _door().end_session(request.state.session)
        because = "signed_out"
    response = RedirectResponse(f"/?language={language_of(request)}&because={because}", 303)
    cookie.take_back(response)
    return response


def _came_from(request: Request, names: Sequence[str]) -> str:
    """The place on our own site that a link was followed from, or the start."""
    place = urlsplit(request.headers.get("referer", ""))
    ours = f"{place.scheme}://{place.netloc}" == settings().public_url and place.path[1:] in ("", *names)
    return place._replace(scheme="", netloc="").geturl() if ours else "/"


def _health(_: Request) -> Response:
    """Whether the application can work: the database answers."""
    try:
        _door().visitor("")
    except DatabaseError:
        return PlainTextResponse("the database does not answer", 503)
    return PlainTextResponse("ok")


def _mark(_: Request) -> Response:
    return Response(_MARK, media_type="image/svg+xml", headers={"Cache-Control": "max-age=86400"})


def _stylesheet(name: str, _: Request) -> Response:
    return Response(stylesheet(name), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _door() -> DoorStore:
    return DoorStore(settings().database)


def _over(request: Request, _: Exception) -> Response:
    return RedirectResponse(f"/?language={language_of(request)}&because=ended", 303)


def _refused(request: Request, _: Exception) -> Response:
    return page(request, "refused", 403)


def _not_saved(request: Request, _: Exception) -> Response:
    return page(request, "not_saved", 503)


def _broken(request: Request, _: Exception) -> Response:
    return page(request, "broken", 500)


# What a visitor reads when one of our addresses cannot answer.
HANDLERS: Mapping[Any, Callable[[Request, Any], Response]] = {
    SessionEnded: _over,
    NotAllowed: _refused,
    NotSaved: _not_saved,
    Exception: _broken,
}
