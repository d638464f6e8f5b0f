"""Our cookies: that of a session, a random token of which the store keeps only the digest, and those on the way.

One is carried by a browser whose visitor signs in at another site, until they come back; one from a sign-in link to the
page that it leads to, which has an address without the link's token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from assessment.settings import settings
from assessment.storage import LASTING

# A cookie as RFC 6265 has servers write it, 4.1.1, but in quotes none: nobody here writes one so.
_WRITTEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")


def plain(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request, with such cookies alone as are written by the standard.

    Any host beside ours can have a browser send others. Python takes more signs for blanks than browsers do, and reads
    over them: a name behind one would pass for "__Host-". And where there are quotes, older versions of Python take
    time with the square of what stands in them, half a minute for one request.
    """
    return [(name, _plain(value) if name == b"cookie" else value) for name, value in headers]


def _plain(cookies: bytes) -> bytes:
    every = (one.strip(b" \t") for one in cookies.split(b";"))
    return b"; ".join(one for one in every if _WRITTEN.fullmatch(one))


def token(request: Request) -> str:
    """The token that the browser sent; empty where it sent none."""
    return request.cookies.get(_name(), "")


def give(response: Response, raw_token: str, *, lasting: bool = False) -> None:
    """Give the browser its token; it forgets it when it is closed, unless it is to last.

    How long a session lasts is the store's to say: the cookie of a lasting one stays as long as any can.
    """
    most = int(LASTING.total_seconds()) if lasting else None
    response.set_cookie(_name(), raw_token, most, path="/", httponly=True, samesite="lax", secure=_is_https())


def take_back(response: Response) -> None:
    """Make the browser forget its token."""
    response.delete_cookie(_name(), path="/", httponly=True, samesite="lax", secure=_is_https())


def carry(response: Response, what: str, value: str, lasts: timedelta) -> None:
    """Let the browser carry something for a while: to another site and back, or from one address of ours to the next.

    Not `strict`: whoever comes back from another site, or from a mailbox in the browser, would come without it.
    """
    most = int(lasts.total_seconds())
    response.set_cookie(_on_the_way(what), value, most, path="/", httponly=True, samesite="lax", secure=_is_https())


def carried(request: Request, what: str) -> str:
    """What the browser carries; empty where it carries nothing."""
    return request.cookies.get(_on_the_way(what), "")


def put_down(response: Response, what: str) -> None:
    """Make the browser forget what it carried."""
    response.delete_cookie(_on_the_way(what), path="/", httponly=True, samesite="lax", secure=_is_https())


def _on_the_way(what: str) -> str:
    return f"{_name()}-{what}"


def _name() -> str:
    return f"{_prefix()}in-touch"


def _prefix() -> str:
    """With this browsers refuse a cookie that another host or an insecure page set; it needs https and the path "/".

    A cookie on the way that a host beside ours could set would sign a visitor in as somebody else.
    """
    return "__Host-" if _is_https() else ""


def _is_https() -> bool:
    return settings().public_url.startswith("https:")
