"""The few HTML pages of the door itself, for visitors whom Streamlit does not know yet; no scripts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Match

from assessment import log
from assessment.language import own_name
from assessment.settings import settings
from assessment.signin.fonts import addresses
from assessment.wording import LANGUAGES, Say

_TEMPLATES = Environment(loader=PackageLoader("assessment.signin"), autoescape=True, undefined=StrictUndefined)
MARK = Path(__file__).parent.parent.joinpath("screens", "mark.svg").read_text("utf-8")


def page(request: Request, template: str, status: int = 200, *, own: str | None = None, **facts: Any) -> HTMLResponse:
    """A page of our own in the visitor's language.

    Args:
        request: says in which language.
        template: its name, without the ending.
        status: of HTTP.
        own: the language of whom the page is for, where the request does not say who that is.
        facts: what the template needs besides.
    """
    language, chosen = language_of(request, own), chosen_language(request)
    known = getattr(request.state, "person", None) is not None
    return HTMLResponse(
        written(
            f"{template}.html",
            say=Say(language),
            language=language,
            languages={code: (own_name(code), _query_in(request, code)) for code in LANGUAGES},
            chosen=f"?language={chosen}" if chosen else "",
            start="/" if known else f"/?language={language}",
            demo=settings().demo,
            mails=settings().mails,
            elsewhere=settings().oidc_name if settings().oidc_issuer else "",
            **facts,
        ),
        status,
    )


def problem(
    request: Request, what: str, status: int, kind: log.LogKind, error: BaseException | None = None, **named: str
) -> HTMLResponse:
    """Tell the log of a refusal or a fault; the page that says so, with its reference.

    Args:
        request: what was asked for.
        what: the key of its words, below `errors`.
        status: of HTTP.
        kind: what the log calls it.
        error: what was raised, where something was.
        named: the facts that its words name.
    """
    reference = log.tell(kind, address(request), error)
    say = Say(language_of(request))
    return page(request, "problem", status, what=what, named=named, recorded=log.words(say, reference))


def address(request: Request) -> str:
    """What the log may know of an address: the pattern that it fits, never what stands in it."""
    for route in request.app.routes if "app" in request.scope else ():
        if route.matches(request.scope)[0] is not Match.NONE:
            return str(getattr(route, "path", "?"))
    return "no address of ours"


def language_of(request: Request, own: str | None = None) -> str:
    """The language to speak on a page of our own.

    The one chosen on it; else that of the person who is signed in, or was until just now, or whom the page is for;
    else the first that the browser asks for.
    """
    person, before = getattr(request.state, "person", None), getattr(request.state, "language", None)
    known = own or before if person is None else person.language
    asked_for = _asked_for(request.headers.get("accept-language", ""))
    return chosen_language(request) or known or asked_for or LANGUAGES[0]


def chosen_language(request: Request) -> str | None:
    """The language that the address says, if it is one of ours."""
    language = request.query_params.get("language")
    return language if language in LANGUAGES else None


def _query_in(request: Request, language: str) -> str:
    """The same page in another language, with all else that its address says."""
    return f"?{request.url.include_query_params(language=language).query}"


def _asked_for(header: str) -> str | None:
    """The first of our languages in the browser's order of preference."""

    def weight(part: str) -> float:
        _, _, quality = part.partition("q=")
        try:
            return -float(quality or 1)
        except ValueError:
            return 0.0

    wanted = [part.split(";")[0].strip().lower().split("-")[0] for part in sorted(header.split(","), key=weight)]
    return next((language for language in wanted if language in LANGUAGES), None)


def written(template: str, **facts: Any) -> str:
    """What a template says, with its facts in place."""
    return _TEMPLATES.get_template(template).render(**facts)


@cache
def stylesheet(name: str) -> str:
    """A look by its file: `door.css` of these pages, `print.css` of any page on paper."""
    return written(name, **addresses())
