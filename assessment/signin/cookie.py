"""The session cookie: a random token, of which the store keeps only the digest."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from assessment.settings import settings
from assessment.storage import LASTING


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


def _name() -> str:
    # the prefix makes browsers refuse a cookie that another host or an insecure page set; it needs https
    return "__Host-in-touch" if _is_https() else "in-touch"


def _is_https() -> bool:
    return settings().public_url.startswith("https:")
