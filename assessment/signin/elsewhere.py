"""Signing in at another site: going there, coming back with its word, and signing out there too.

Our policy lets forms go to this site only, and browsers hold redirections after a form to it. So the answer to a form
is a page of our own, which goes on by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from assessment import log
from assessment.log import LogKind
from assessment.settings import settings
from assessment.signin import arrival, cookie, provider
from assessment.signin.form import Fields
from assessment.signin.page import address, chosen_language, language_of, page, problem
from assessment.signin.provider import ClientRefused, ElsewhereError, Unreachable
from assessment.storage import HANDSHAKE_LASTS, DoorStore, digest
from assessment.wording import LANGUAGES, Say


class NotBegunHere(ElsewhereError):
    """Somebody comes back whom this browser did not send, or who has come back before, or too late."""


class DeniedThere(ElsewhereError):
    """The other site says that nobody signed in."""


class Unverified(ElsewhereError):
    """The other site vouches for somebody whom we know by no word of its own yet, and for no address."""


class Stranger(ElsewhereError):
    """The other site vouches for somebody who has no access here."""


# What is said of each, and how; of all others, that it could not be completed.
_SAID: dict[type[ElsewhereError], tuple[str, int, LogKind]] = {
    Unreachable: ("elsewhere_away", 502, LogKind.FAULT),
    ClientRefused: ("elsewhere_away", 502, LogKind.FAULT),
    NotBegunHere: ("elsewhere_again", 403, LogKind.REFUSED),
    DeniedThere: ("elsewhere_denied", 403, LogKind.REFUSED),
    Unverified: ("elsewhere_unverified", 403, LogKind.REFUSED),
}
_OTHERWISE = ("elsewhere_failed", 403, LogKind.REFUSED)
_STATUS = {what: status for what, status, _ in (*_SAID.values(), _OTHERWISE)}
_COOKIE = "elsewhere"


@dataclass(frozen=True)
class _Handshake:
    """What a browser carries while its visitor is at the other site.

    All that goes there is worked out from the token, which only the browser has: the database keeps its digest, from
    which nothing can be worked out. The other site learns the digest and the nonce in the address, and the verifier
    from us alone.
    """

    token: str
    is_own: bool  # the device, as its user says
    language: str  # chosen on our page; empty where none was

    @property
    def state(self) -> str:
        return digest(self.token)

    @property
    def nonce(self) -> str:
        return digest(f"nonce {self.token}")

    @property
    def verifier(self) -> str:
        return digest(f"verifier {self.token}")

    def written(self) -> str:
        return ".".join((self.token, arrival.OWN if self.is_own else "", self.language))


def begin(request: Request, fields: Fields) -> Response:
    """Go to the other site to sign in; only the button does, and who loads the page again is asked again."""
    if not settings().oidc_issuer:
        return page(request, "not_here", 404)
    if request.method != "POST":
        query = request.url.query
        return RedirectResponse(f"/?{query}" if query else "/", 303)
    language = chosen_language(request) or ""
    handshake = _Handshake(_door().begin_handshake(), arrival.OWN in fields, language)
    try:
        to = provider.sign_in_address(handshake.state, handshake.nonce, handshake.verifier)
    except ElsewhereError as error:
        return _failed(request, error)
    response = _going_on(request, "sign_in", to)
    cookie.carry(response, _COOKIE, handshake.written(), HANDSHAKE_LASTS)
    return response


def come_back(request: Request) -> Response:
    """Let in whom the other site vouches for, once, in the browser that began it."""
    if not settings().oidc_issuer:
        return page(request, "not_here", 404)
    if request.method == "HEAD":  # only asks
        return Response()
    handshake = _carried(request)
    if request.state.person is None and handshake.language:
        request.state.language = handshake.language
    given = request.query_params.get("state", "")
    if not handshake.token or not compare_digest(given.encode(), handshake.state.encode()):
        # what the browser carries may be for another tab; and some that say no do not say to what
        return _left(request, DeniedThere() if "error" in request.query_params else NotBegunHere())
    try:
        response = _arrive(request, handshake)
    except ElsewhereError as error:
        response = _left(request, error)
    cookie.put_down(response, _COOKIE)
    return response


def stranger(request: Request) -> Response:
    """Say to somebody that nobody here knows them; at an address that says nothing of them."""
    if not settings().oidc_issuer:
        return page(request, "not_here", 404)
    return page(request, "stranger", 403)


def not_completed(request: Request) -> Response:
    """Say why somebody who came back is not signed in; at an address without what the other site gave them."""
    what = request.query_params.get("why", "")
    if not settings().oidc_issuer or what not in _STATUS:
        return page(request, "not_here", 404)
    recorded = log.words(Say(language_of(request)), log.reference(request.query_params.get("reference", "")))
    named = {"name": settings().oidc_name}
    return page(request, "problem", _STATUS[what], what=what, named=named, recorded=recorded)


def sign_out(request: Request, issuer: str | None) -> Response | None:
    """The page that goes on to sign out at the other site too.

    Args:
        request: of whoever has signed out here.
        issuer: by whose word the session began.

    Returns:
        None where there is nowhere to go: they have signed out here in any case.
    """
    if not issuer or issuer != settings().oidc_issuer:
        return None
    try:
        to = provider.sign_out_address()
    except ElsewhereError as error:
        log.tell(LogKind.FAULT, address(request), error)
        return None
    return None if to is None else _going_on(request, "sign_out", to)


def _arrive(request: Request, handshake: _Handshake) -> Response:
    """Begin a session for whom the other site vouches for.

    Raises:
        ElsewhereError: it does not, or not for anybody who has access here.
    """
    if not _door().end_handshake(handshake.state):
        raise NotBegunHere
    code = request.query_params.get("code", "")
    if "error" in request.query_params or not code:
        raise DeniedThere
    found = provider.vouched(code, handshake.nonce, handshake.verifier)
    into = arrival.device(request, is_own=handshake.is_own)
    begun = _door().sign_in_from(settings().oidc_issuer, found.subject, found.address, into)
    if begun is None:
        raise Unverified if found.address is None else Stranger
    if handshake.language:
        _door().set_language(digest(begun), handshake.language)
    return arrival.begin(request, begun, into)


def _carried(request: Request) -> _Handshake:
    """What the browser carries; nothing where it carries nothing."""
    token, _, rest = cookie.carried(request, _COOKIE).partition(".")
    own, _, language = rest.partition(".")
    return _Handshake(token, own == arrival.OWN, language if language in LANGUAGES else "")


def _going_on(request: Request, why: str, to: str) -> Response:
    return page(request, "going_on", why=why, to=to)


def _left(request: Request, error: ElsewhereError) -> Response:
    """Tell the log, and go where it is said: what the other site wrote into the address leaves the browser at once."""
    what, _, kind = _SAID.get(type(error), _OTHERWISE)
    reference, language = log.tell(kind, address(request), error), f"language={language_of(request)}"
    if isinstance(error, Stranger):
        return RedirectResponse(f"/auth/elsewhere/stranger?{language}", 303)
    return RedirectResponse(f"/auth/elsewhere/problem?{language}&why={what}&reference={reference or ''}", 303)


def _failed(request: Request, error: ElsewhereError) -> Response:
    what, status, kind = _SAID.get(type(error), _OTHERWISE)
    return problem(request, what, status, kind, error, name=settings().oidc_name)


def _door() -> DoorStore:
    return DoorStore(settings().database)
