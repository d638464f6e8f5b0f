"""The few HTML pages of the door itself, for visitors whom Streamlit does not know yet; no scripts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assessment.language import own_name
from assessment.settings import settings
from assessment.wording import LANGUAGES, Say

_TEMPLATES = Environment(loader=PackageLoader("assessment.signin"), autoescape=True, undefined=StrictUndefined)
_FONTS = files("streamlit").joinpath("static", "static", "media")


def page(request: Request, template: str, status: int = 200, **facts: Any) -> HTMLResponse:
    """A page of our own in the visitor's language.

    Args:
        request: says in which language.
        template: its name, without the ending.
        status: of HTTP.
        facts: what the template needs besides.
    """
    language = language_of(request)
    return HTMLResponse(
        _TEMPLATES.get_template(f"{template}.html").render(
            say=Say(language),
            language=language,
            languages={code: own_name(code) for code in LANGUAGES},
            chosen=f"?language={language}" if chosen_language(request) else "",
            demo=settings().demo,
            **facts,
        ),
        status,
    )


def language_of(request: Request) -> str:
    """The language to speak: the person's, else the one chosen on the page, else the first the browser asks for."""
    person = getattr(request.state, "person", None)
    if person is not None:
        return str(person.language)
    return chosen_language(request) or _asked_for(request.headers.get("accept-language", "")) or LANGUAGES[0]


def chosen_language(request: Request) -> str | None:
    """The language that the address says, if it is one of ours."""
    language = request.query_params.get("language")
    return language if language in LANGUAGES else None


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


@cache
def stylesheet(name: str) -> str:
    """The look of these pages, `door`, or of any page on paper, `print`: with the fonts that Streamlit brings along."""
    return _TEMPLATES.get_template(f"{name}.css").render(
        sans=_font("SourceSansVF-Upright"), serif=_font("SourceSerifVariable-Roman")
    )


def _font(name: str) -> str:
    """The address of a font; its file name carries a hash that changes with each version of Streamlit."""
    found = sorted(font.name for font in _FONTS.iterdir() if font.name.startswith(name))
    return f"/static/media/{found[0]}" if found else ""
