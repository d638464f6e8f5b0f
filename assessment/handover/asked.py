"""What a request asks for, as every file that is handed over needs it: for whom, in which language, of which round."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from assessment.people import Person
from assessment.settings import settings
from assessment.storage import SessionEnded, Store
from assessment.wording import LANGUAGES, Say

KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "ics": "text/calendar; charset=utf-8",
}  # media types by ending


def session_of(request: Request) -> str:
    """The digest of the session that the door found, for `Store`."""
    return str(request.state.session)


def person_of(request: Request) -> Person:
    """Who asks.

    Raises:
        SessionEnded: nobody whom the store knows.
    """
    person = request.state.person
    if not isinstance(person, Person):
        raise SessionEnded("sign in first")
    return person


def store_of(request: Request) -> Store:
    """The store, opened for who asks, in the post that the page was drawn for where its link names one.

    What is asked for without naming a department or a region would else be another's, once the post was changed.
    """
    post, shows_links = number_in(request, "post"), settings().shows_links
    return Store(settings().database, session_of(request), post=post, shows_links=shows_links)


def say_of(request: Request) -> Say:
    """The interface's voice in the language of who asks."""
    return Say(person_of(request).language)


def file(content: bytes, name: str, kind: str, *, inline: bool = False) -> Response:
    """Hand over a file under a name, to be saved or, with `inline`, to be shown.

    Args:
        content: the file.
        name: as it will be saved; may hold any letter.
        kind: its media type.
        inline: shown in the browser.
    """
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\' else "_" for letter in name
    )
    how = "inline" if inline else "attachment"
    return Response(
        content,
        media_type=kind,
        headers={
            "Content-Disposition": f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
        },
    )


def language_asked(request: Request) -> str | None:
    """The language that a file is to be in: the one that the address names, else the person's; None for one we lack."""
    language = request.query_params.get("language", person_of(request).language)
    return language if language in LANGUAGES else None


def round_asked(request: Request) -> int | None:
    """The id of the round that an address names; None where it names none that can be."""
    return number_in(request, "round")


def number_in(request: Request, name: str) -> int | None:
    """A number that an address names; None where there is none."""
    return whole(request.query_params.get(name, ""))


def whole(given: str) -> int | None:
    """A number that something here may have; Starlette reads any, and Python none of more than 4,300 digits."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
