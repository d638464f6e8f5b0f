"""The addresses of our own: the pages of the door, signing in and out, the language, and the page that loads a screen.

Plain functions: each runs in a thread, because most ask the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from assessment import log, shelf
from assessment.log import LogKind
from assessment.people import Role
from assessment.settings import settings
from assessment.signin import arrival, asking, cookie, elsewhere, opinion
from assessment.signin.document import FIRST, document, streamlit_css
from assessment.signin.fonts import font
from assessment.signin.form import Fields, with_fields
from assessment.signin.health import health
from assessment.signin.packing import packed_text, taken
from assessment.signin.page import MARK, address, chosen_language, language_of, page, problem, stylesheet
from assessment.signin.provider import BACK
from assessment.signin.tabs import MOST_OF_ONE, Full
from assessment.storage import DoorStore, Link, NotAllowed, NotSaved, PostChanged, SessionEnded, digest
from assessment.wording import LANGUAGES

_MARK = 8  # signs of a link's digest by which its page is told apart from others, and no other can be found
_CARRIED = timedelta(minutes=15)  # from a link to its page, and as long as that can be loaded again
OpenTo = Callable[[Role], Sequence[str]]  # the screens a role may open, the one it begins at first


class _Ours(StringConvertor):
    """Every address but those that Streamlit answers."""

    regex = r"(?!static/|media/|_stcore/).*"


register_url_convertor("ours", _Ours())


class _Address(Route):
    """An address of ours, whatever the method: one that it does not know is refused here, and not left to Streamlit."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, found = super().matches(scope)
        return (Match.FULL if match is Match.PARTIAL else match), found


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
            if any(name in open_to(role) for role in Role):
                log.tell(LogKind.REFUSED, address(request))
            return page(request, "not_here", 404)
        return _document(request)

    def language(request: Request) -> Response:
        """Keep the language for the person, and go back to the same screen and place."""
        wanted = request.path_params["language"]
        if wanted not in LANGUAGES:
            return page(request, "not_here", 404)
        if request.state.person is None:
            return RedirectResponse(f"/?language={wanted}", 303)
        _door().set_language(request.state.session, wanted)
        return RedirectResponse(_came_from(request, open_to(request.state.person.role)), 303)

    def full(what: Full, status: int, request: Request) -> Response:
        """Where a tab is sent that has no room, with the way back to where it was."""
        back = _came_from(request, open_to(request.state.person.role))
        answer = page(request, "full", status, what=what.name.lower(), back=back, most=MOST_OF_ONE)
        answer.headers["Retry-After"] = "60"  # seconds; by then a connection that was lost is known to be
        return answer

    return [
        _Address("/health", health()),
        _Address("/mark.svg", _mark),
        _Address("/favicon.png", _mark),  # asked for by Streamlit until a page has set its own
        *(_Address(f"/{name}", partial(_stylesheet, name)) for name in ("door.css", "print.css", "streamlit.css")),
        _Address("/fonts/{name}", font),
        _Address("/sign-in/{token}", _open_link),
        _Address("/sign-in", with_fields(_sign_in), methods=["GET", "POST"]),
        _Address("/link", with_fields(asking.ask), methods=["GET", "POST"]),
        _Address("/opinion/{token}", with_fields(opinion.sheet, opinion.MOST_SHEET), methods=["GET", "POST"]),
        _Address("/sign-in-as/{key}", _sign_in_as, methods=["POST"]),
        _Address("/auth/logout", _sign_out, methods=["GET", "POST"]),
        _Address("/auth/elsewhere", with_fields(elsewhere.begin), methods=["GET", "POST"]),
        _Address(BACK, elsewhere.come_back),
        _Address("/auth/elsewhere/stranger", elsewhere.stranger),
        _Address("/auth/elsewhere/problem", elsewhere.not_completed),
        _Address("/post/{post}", _change_post, methods=["POST"]),
        _Address("/language/{language}", language, methods=["POST"]),
        _Address(Full.SIGN_IN, partial(full, Full.SIGN_IN, 429)),
        _Address(Full.SITE, partial(full, Full.SITE, 503)),
        *downloads,
        _Address("/{name:ours}", screen),  # the last: it takes everything that is left
    ]


def _document(request: Request) -> Response:
    return _packed(request, document(request.state.person.language), "text/html")


def _packed(request: Request, text: str, media_type: str) -> Response:
    coding = taken(request.headers.getlist("accept-encoding"))
    headers = {"Vary": "Accept-Encoding", **({"Content-Encoding": coding} if coding else {})}
    return Response(packed_text(text, coding) if coding else text, media_type=media_type, headers=headers)


def _first_page(request: Request) -> Response:
    because = asking.because(request)
    if settings().demo:
        return page(request, "personas", personas=_door().personas(), because=because, ahead=FIRST)
    return asking.entry(request, because=because)


def _open_link(request: Request) -> Response:
    """Go from a sign-in link to its page, with the token in a cookie: it stays in no address bar and no history.

    Each link has a cookie of its own, so that two tabs with two links are not taken for one another.
    """
    token = request.path_params["token"]
    link, mark = _door().link(digest(token)), digest(token)[:_MARK]
    if link is None or not link.is_good:
        return _unusable(request, link)
    chosen = chosen_language(request)
    response = RedirectResponse(f"/sign-in?link={mark}" + (f"&language={chosen}" if chosen else ""), 303)
    cookie.carry(response, f"link-{mark}", token, _CARRIED)
    return response


def _sign_in(request: Request, fields: Fields) -> Response:
    """Show what a sign-in link will do; only the button uses it up, because mail scanners follow links too."""
    mark = request.query_params.get("link", "")
    token = cookie.carried(request, f"link-{mark}")
    if not token:
        return page(request, "reopen", 410)
    link = _door().link(digest(token))
    if link is None or not link.is_good:  # read first: whoever invents one keeps nobody from writing
        return _unusable(request, link)
    if request.method != "POST":
        return page(request, "link", own=link.language, own_device=arrival.OWN, lasting=arrival.lasting(), ahead=FIRST)
    into = arrival.device(request, is_own=arrival.OWN in fields)
    begun = _door().sign_in(digest(token), into)
    if begun is None:  # somebody else was as quick
        return _unusable(request, _door().link(digest(token)))
    response = arrival.begin(request, begun, into)
    cookie.put_down(response, f"link-{mark}")
    return response


def _unusable(request: Request, link: Link | None) -> Response:
    log.tell(LogKind.REFUSED, address(request))
    own, known = None if link is None else link.language, request.state.person is not None
    return page(request, "unusable", 410, own=own, link=link, signed_in=known, **asking.EMPTY)


def _sign_in_as(request: Request) -> Response:
    """In a demo, begin a session as one of its people."""
    if not settings().demo:
        return page(request, "not_here", 404)
    into = arrival.device(request)
    begun = _door().sign_in_as(request.path_params["key"], into)
    return page(request, "not_here", 404) if begun is None else arrival.begin(request, begun, into)


def _sign_out(request: Request) -> Response:
    """End the session and show the first page again; only the button ends one that is not over.

    Streamlit sends the browser here, by GET, when a session is over.
    """
    because, onward = "ended", None
    if request.state.person is not None:
        if request.method != "POST":
            return page(request, "sign_out", name=request.state.person.name)
        onward = elsewhere.sign_out(request, _door().end_session(request.state.session))
        shelf.clear(lambda session: session == request.state.session)
        because = "signed_out"
    response = onward or RedirectResponse(f"/?language={language_of(request)}&because={because}", 303)
    if because == "signed_out":
        response.headers["Clear-Site-Data"] = '"storage"'  # what is loaded has nothing of anybody, and is long to load
    if cookie.token(request):
        cookie.take_back(response)
    return response


def _change_post(request: Request) -> Response:
    """Use another post of the same person from now on, in every tab of the browser.

    Raises:
        NotAllowed: it is none of theirs.
    """
    given = request.path_params["post"]
    is_one = given.isascii() and given.isdigit() and len(given) < 10
    if not is_one or not _door().change_post(request.state.session, int(given)):
        raise NotAllowed("no post of theirs")
    return RedirectResponse("/", 303)


def _came_from(request: Request, names: Sequence[str]) -> str:
    """The place on our own site that a link was followed from, or the start."""
    try:
        place = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    ours = f"{place.scheme}://{place.netloc}" == settings().public_url and place.path[1:] in ("", *names)
    return place._replace(scheme="", netloc="").geturl() if ours else "/"


def _mark(_: Request) -> Response:
    return Response(MARK, media_type="image/svg+xml; charset=utf-8", headers={"Cache-Control": "max-age=86400"})


def _stylesheet(name: str, request: Request) -> Response:
    answer = _packed(request, streamlit_css() if name == "streamlit.css" else stylesheet(name), "text/css")
    answer.headers["Cache-Control"] = "max-age=31536000, immutable" if request.url.query else "max-age=3600"
    return answer


def _door() -> DoorStore:
    return DoorStore(settings().database)


def _not_that_way(request: Request, error: HTTPException) -> Response:
    answer = page(request, "not_here", error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _over(request: Request, _: Exception) -> Response:
    return RedirectResponse(f"/?language={language_of(request)}&because=ended", 303)


def _refused(request: Request, error: Exception) -> Response:
    return problem(request, "refused", 403, LogKind.REFUSED, error)


def _other_post(request: Request, _: Exception) -> Response:
    return page(request, "other_post", 403)


def _not_saved(request: Request, error: Exception) -> Response:
    return problem(request, "not_saved", 503, LogKind.NOT_SAVED, error)


def _broken(request: Request, error: Exception) -> Response:
    return problem(request, "broken", 500, LogKind.FAULT, error)


# What a visitor reads when one of our addresses cannot answer.
HANDLERS: Mapping[Any, Callable[[Request, Any], Response]] = {
    SessionEnded: _over,
    PostChanged: _other_post,
    NotAllowed: _refused,
    NotSaved: _not_saved,
    Exception: _broken,
    405: _not_that_way,
}
