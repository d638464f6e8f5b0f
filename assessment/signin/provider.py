"""The site that signs people in for us, by OpenID Connect: what it says of itself, and for whom it vouches.

One provider, from the settings; whichever it is, it is taken at its published word only. What it answers is read to an
end that we set, in size and in time, and no redirection of it is followed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address
from threading import BoundedSemaphore
from time import monotonic, time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from assessment.settings import settings

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

BACK = "/auth/elsewhere/back"  # where it sends people back to; the address is registered there
_SCOPES = "openid email profile"
# Only what it alone can sign: with HS256 whoever knows its public key could, and with none everybody.
_SIGNED_WITH = tuple(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512))
_PATIENCE = 10.0  # seconds for one answer
_MOST = 1_000_000  # bytes of one answer
_AT_ONCE, _TURN_COMES = 8, 1.0  # questions, and seconds until one more may begin
_KEPT_FOR = 3600.0  # seconds
_LEEWAY = 300  # seconds that its clock and ours may be apart

T = TypeVar("T")
_turns = BoundedSemaphore(_AT_ONCE)
_kept: dict[str, tuple[float, Any]] = {}  # what it publishes, by address, and until when we go by it


class ElsewhereError(Exception):
    """Signing in elsewhere came to nothing. What its class is called is all that the log says of it."""


class Unreachable(ElsewhereError):
    """It does not answer, or not as was agreed."""


class ClientRefused(ElsewhereError):
    """It does not know this site by the client and secret of the settings."""


class CodeRefused(ElsewhereError):
    """It does not take its own code back: used, too old, or not for this site."""


class BadSignature(ElsewhereError):
    """What vouches for somebody is not signed with a key of its own."""


class WrongIssuer(ElsewhereError):
    """It calls itself by another name than the settings do."""


class WrongAudience(ElsewhereError):
    """It vouches for somebody to another site."""


class WrongNonce(ElsewhereError):
    """It answers another question than was asked."""


class ClocksApart(ElsewhereError):
    """What it has just signed is over already, or not yet signed: its clock and ours are too far apart."""


class WrongSubject(ElsewhereError):
    """It does not say whom it vouches for, or says two things."""


@dataclass(frozen=True)
class Provider:
    """What it says of itself: where it does what."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    sign_out: str | None


@dataclass(frozen=True)
class Vouched:
    """Somebody it vouches for."""

    subject: str  # as it calls them, for ever
    address: str | None  # theirs, as it has verified; None where it has not


def sign_in_address(state: str, nonce: str, verifier: str) -> str:
    """Where somebody signs in there.

    Raises:
        ElsewhereError: the provider does not say where.
    """
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # here: few sites send anybody elsewhere
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    asked = {"scope": _SCOPES, "state": state, "nonce": nonce, "redirect_uri": settings().public_url + BACK}
    proof = {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
    return str(prepare_grant_uri(_provider().authorization, settings().oidc_client, "code", **asked, **proof))


def sign_out_address() -> str | None:
    """Where somebody signs out there and is sent back here; None where it has no such place.

    Raises:
        ElsewhereError: the provider does not say.
    """
    from authlib.common.urls import add_params_to_uri

    place = _provider().sign_out
    back = f"{settings().public_url}/?because=signed_out"
    asked = [("client_id", settings().oidc_client), ("post_logout_redirect_uri", back)]
    return None if place is None else str(add_params_to_uri(place, asked))


def vouched(code: str, nonce: str, verifier: str) -> Vouched:
    """For whom it vouches, by the code that somebody brought back from there.

    Raises:
        ElsewhereError: for nobody, or not in a way that can be believed.
    """
    provider = _provider()
    tokens = _exchange(provider, code, verifier)
    claims = _claims(provider, str(tokens.get("id_token", "")))
    _check(claims, nonce)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise WrongSubject
    said = claims
    if "email" not in claims and provider.userinfo is not None:  # many tell an address there alone
        said = _asked("GET", provider.userinfo, headers={"Authorization": f"Bearer {tokens.get('access_token', '')}"})
        if said.get("sub") != subject:
            raise WrongSubject
    return Vouched(subject, _address(said))


def _provider() -> Provider:
    issuer = settings().oidc_issuer
    return _published(f"{issuer.rstrip('/')}/.well-known/openid-configuration", _described)


def _described(told: Mapping[str, Any]) -> Provider:
    if told.get("issuer") != settings().oidc_issuer:
        raise WrongIssuer
    places = {name: place if _is_safe(place := told.get(name)) else None for name in _PLACES}
    authorization, token, keys, userinfo, sign_out = places.values()
    if authorization is None or token is None or keys is None:
        raise Unreachable
    return Provider(authorization, token, keys, userinfo, sign_out)


_PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint")


def _is_safe(place: object) -> bool:
    """Whether an address is one that nobody on the way can read."""
    try:
        parts = urlsplit(place if isinstance(place, str) else "")
        host = parts.hostname or ""
        return bool(host) and (
            parts.scheme == "https"
            or (parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback))
        )
    except ValueError:
        return False


def _exchange(provider: Provider, code: str, verifier: str) -> Mapping[str, Any]:
    """What it gives for a code, to this site alone."""
    from authlib.oauth2.auth import ClientAuth
    from authlib.oauth2.rfc6749.parameters import prepare_token_request

    file = settings().oidc_secret_file
    secret = None if file is None else file.read_text("utf-8").strip()
    client = ClientAuth(settings().oidc_client, secret, "none" if secret is None else "client_secret_basic")
    back = settings().public_url + BACK
    body = prepare_token_request("authorization_code", code=code, redirect_uri=back, code_verifier=verifier)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    url, headers, body = client.prepare("POST", provider.token, headers, body)
    tokens = _asked("POST", url, refused=(400, 401), headers=headers, content=body)
    if "error" in tokens:
        raise CodeRefused if tokens["error"] == "invalid_grant" else ClientRefused
    return tokens


def _claims(provider: Provider, token: str) -> Mapping[str, Any]:
    """What a token says, if it is signed with one of the provider's keys; keys that changed are fetched once more."""
    from joserfc import jwt
    from joserfc.errors import InvalidKeyIdError, JoseError

    try:
        try:
            return jwt.decode(token, _published(provider.keys, _keys), algorithms=_SIGNED_WITH).claims
        except InvalidKeyIdError:
            return jwt.decode(token, _published(provider.keys, _keys, anew=True), algorithms=_SIGNED_WITH).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadSignature from error


def _keys(told: Mapping[str, Any]) -> KeySet:
    from joserfc.jwk import KeySet

    return KeySet.import_key_set({"keys": list(told["keys"])})


def _check(claims: Mapping[str, Any], nonce: str) -> None:
    """Hold what a token says against what was asked for, of whom, and when."""
    if claims.get("iss") != settings().oidc_issuer:
        raise WrongIssuer
    client, audience = settings().oidc_client, claims.get("aud")
    audience = audience if isinstance(audience, list) else [audience]
    if client not in audience or claims.get("azp", client if len(audience) == 1 else None) != client:
        raise WrongAudience
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise WrongNonce
    now, since, until = time(), claims.get("iat"), claims.get("exp")
    begins = claims.get("nbf", since)  # which few say
    if not (isinstance(since, int | float) and isinstance(begins, int | float) and isinstance(until, int | float)):
        raise ClocksApart
    if max(since, begins) > now + _LEEWAY or until <= now - _LEEWAY:
        raise ClocksApart


def _address(claims: Mapping[str, Any]) -> str | None:
    """The address in what it says; only one that it has verified, or all of whose are its own."""
    address = claims.get("email")
    is_verified = claims.get("email_verified") is True or settings().oidc_addresses_are_verified
    return address if isinstance(address, str) and address and is_verified else None


def _published(url: str, read: Callable[[Mapping[str, Any]], T], *, anew: bool = False) -> T:
    """What it publishes at an address, as it was read within the hour; what cannot be read is asked for again."""
    until, value = _kept.get(url, (0.0, None))
    if anew or monotonic() >= until:
        value = read(_asked("GET", url))
        _kept[url] = (monotonic() + _KEPT_FOR, value)
    found: T = value
    return found


def _asked(method: str, url: str, *, refused: tuple[int, ...] = (), **how: Any) -> Mapping[str, Any]:
    """Its answer, a JSON object.

    Args:
        method: of HTTP.
        url: where.
        refused: the statuses, beside 200, with which it says in such an object what is wrong.
        how: the rest of the request.

    Raises:
        Unreachable: it does not answer in time, or answers something else.
    """
    import httpx

    end, body = monotonic() + _PATIENCE, b""
    # not packed: a little of what is packed can be very much
    how["headers"] = {"Accept": "application/json", "Accept-Encoding": "identity", **how.get("headers", {})}
    try:
        with _turn(), httpx.Client(timeout=_PATIENCE) as client, client.stream(method, url, **how) as answer:
            if answer.status_code not in (200, *refused):
                raise Unreachable
            for piece in answer.iter_raw():
                body += piece
                if len(body) > _MOST or monotonic() > end:
                    raise Unreachable
        told = json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise Unreachable from error
    if not isinstance(told, dict):
        raise Unreachable
    return told


@contextmanager
def _turn() -> Iterator[None]:
    """One of few questions at once: while it hangs, it does not hold all the threads that serve other pages.

    Raises:
        Unreachable: too many wait for it already.
    """
    if not _turns.acquire(timeout=_TURN_COMES):
        raise Unreachable
    try:
        yield
    finally:
        _turns.release()
