"""How somebody comes in, by whichever way: in what browser, and with which cookie."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment.people import Role
from assessment.settings import settings
from assessment.signin import browser, cookie
from assessment.signin.page import chosen_language
from assessment.storage import OWN_DEVICE_LASTS, Device, DoorStore, digest

OWN = "own"  # the field that says whose the device is


def device(request: Request, *, is_own: bool = False) -> Device:
    """The device that asks; whose it is, only its user can say."""
    return Device(is_own=is_own, browser=browser.called(request.headers.get("user-agent", "")))


def lasting() -> Mapping[str, int]:
    """For how many days somebody stays signed in on a device of their own."""
    return {"days": OWN_DEVICE_LASTS[Role.CHIEF].days, "region_days": OWN_DEVICE_LASTS[Role.COORDINATOR].days}


def begin(request: Request, token: str, into: Device) -> Response:
    """Hand over a new session; the one before it, if any, is over.

    Args:
        request: of whoever has come in.
        token: of the new session.
        into: the device that it was begun for.
    """
    door = DoorStore(settings().database)
    if request.state.person is not None:
        door.end_session(request.state.session)
    if wanted := chosen_language(request):
        door.set_language(digest(token), wanted)
    response = RedirectResponse("/", 303)
    cookie.give(response, token, lasting=into.is_own)
    return response
