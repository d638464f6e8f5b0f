"""Signing in at another site: who comes in by its word, and everything that is not taken for it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import Key
from sqlite_utils import Database

from assessment.people import Person, Role
from assessment.settings import settings
from assessment.signin import provider
from assessment.storage import DoorStore, Store, digest
from assessment.wording import LANGUAGES, Say
from tests import test_signin
from tests.elsewhere import CLIENT, CURVE_KEY, KEY, NAME, OTHER_KEY, SECRET, Fake, authorise, back, fake, real
from tests.test_signin import CHIEF, Answer, Browser
from tests.worlds import end_access

environment, operator, browser = test_signin.environment, test_signin.operator, test_signin.browser
VERIFIED = {"email": CHIEF, "email_verified": True}
ON_THE_WAY = "in-touch-elsewhere"
IT = Say("it")


@dataclass
class Visitor(Browser):
    """A browser that keeps all its cookies, and goes on to where it is said why somebody is not signed in."""

    jar: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        self.cookie = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        answer = super().ask(method, path, headers, body)
        for given in answer.headers.getlist("set-cookie"):
            ((name, one),) = SimpleCookie(given).items()
            self.jar[name] = one.value
            if one["max-age"] == "0":
                del self.jar[name]
        return self.get(answer.location) if answer.location.startswith("/auth/elsewhere/problem?") else answer

    def begin(self, **form: str) -> str:
        """Press the button; where the page goes on to."""
        return onward(self.post("/auth/elsewhere?language=it", form))

    @property
    def person(self) -> Person | None:
        """Who is signed in."""
        return DoorStore(settings().database).visitor(digest(self.jar.get("in-touch", "")))


def onward(answer: Answer) -> str:
    """Where a page goes on to by itself, which is where its link leads too."""
    (found,) = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', answer.body)
    assert f'<a href="{found}">' in answer.body
    return html.unescape(found)


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def rows(table: str) -> list[dict[str, Any]]:
    with closing(Database(settings().database).conn) as opened:
        return list(Database(opened)[table].rows)


@pytest.fixture
def visitor(browser: Browser) -> Visitor:
    return Visitor(browser.app)


@pytest.fixture
def site(environment: pytest.MonkeyPatch, operator: Store, tmp_path: Path) -> Iterator[Fake]:
    """The region, and a provider that vouches for its chief."""
    with fake() as one:
        one.claims = dict(VERIFIED)
        use(environment, one.url, tmp_path)
        yield one


def use(environment: pytest.MonkeyPatch, issuer: str, folder: Path) -> None:
    (folder / "secret").write_text(f"{SECRET}\n", "utf-8")
    environment.setenv("ASSESSMENT_OIDC_ISSUER", issuer)
    environment.setenv("ASSESSMENT_OIDC_CLIENT", CLIENT)
    environment.setenv("ASSESSMENT_OIDC_NAME", NAME)
    environment.setenv("ASSESSMENT_OIDC_SECRET_FILE", str(folder / "secret"))
    settings.cache_clear()
    environment.setattr(provider, "_kept", {})


def sign_in(visitor: Visitor, site: Fake, **form: str) -> Answer:
    """Go there and come back."""
    given = asked(visitor.begin(**form))
    site.nonce = given["nonce"]
    return visitor.get(back(given["state"]))


# --- the way in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_offers_the_other_site_first(site: Fake, visitor: Visitor, language: str) -> None:
    said, say = visitor.get(f"/?language={language}").body, Say(language)

    assert f'<form method="post" action="/auth/elsewhere?language={language}">' in said
    assert said.index(say("signin.elsewhere.button", name=NAME)) < said.index(say("signin.how"))
    assert say("signin.elsewhere.button", name=NAME) in visitor.get(f"/sign-in/x?language={language}").body


def test_without_another_site_nothing_is_offered_or_there(operator: Store, visitor: Visitor) -> None:
    assert "/auth/elsewhere" not in visitor.get("/").body
    assert visitor.post("/auth/elsewhere").status == 404
    assert visitor.get("/auth/elsewhere/back?code=1&state=2").status == 404
    assert visitor.get("/auth/elsewhere/stranger").status == 404
    assert visitor.get("/auth/elsewhere/problem?why=elsewhere_failed").status == 404


def test_a_page_of_our_own_goes_on_to_the_other_site(site: Fake, visitor: Visitor) -> None:
    answer = visitor.post("/auth/elsewhere?language=it")
    given = asked(onward(answer))

    assert answer.status == 200
    assert IT("signin.elsewhere.go_on", name=NAME) in answer.body
    assert onward(answer).startswith(f"{site.url}/go?")
    assert given["redirect_uri"] == "http://127.0.0.1:8501/auth/elsewhere/back"
    assert (given["response_type"], given["client_id"]) == ("code", CLIENT)
    assert set(given["scope"].split()) == {"openid", "email", "profile"}
    assert given["code_challenge_method"] == "S256"


def test_the_browser_alone_keeps_the_token_and_no_script_reads_it(site: Fake, visitor: Visitor) -> None:
    answer = visitor.post("/auth/elsewhere")
    cookie, given = answer.headers["set-cookie"], asked(onward(answer))
    token = visitor.jar[ON_THE_WAY].split(".")[0]

    assert {"HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert given["state"] == digest(token)
    assert [one["digest"] for one in rows("handshakes")] == [digest(token)]
    assert token not in answer.body and token.encode() not in settings().database.read_bytes()


def test_over_https_no_other_host_can_give_the_browser_such_a_cookie(
    site: Fake, environment: pytest.MonkeyPatch, visitor: Visitor
) -> None:
    environment.setenv("ASSESSMENT_PUBLIC_URL", "https://in-touch.example.org")
    settings.cache_clear()
    answer = visitor.post("/auth/elsewhere", Host="in-touch.example.org")

    assert answer.headers["set-cookie"].startswith(f"__Host-{ON_THE_WAY}=")
    given = answer.headers["set-cookie"].split("; ")
    assert {"Secure", "Path=/"} <= set(given) and not any(one.startswith("Domain") for one in given)


def test_only_the_button_begins(site: Fake, visitor: Visitor) -> None:
    answer = visitor.get("/auth/elsewhere?language=es")

    assert (answer.status, answer.location) == (303, "/?language=es")
    assert visitor.ask("POST", "/auth/elsewhere", {"Sec-Fetch-Site": "cross-site"}).status == 403
    assert rows("handshakes") == []


def test_whom_it_vouches_for_is_signed_in_and_its_word_is_kept(site: Fake, visitor: Visitor) -> None:
    answer = sign_in(visitor, site)

    assert (answer.status, answer.location) == (303, "/")
    assert visitor.person is not None and visitor.person.email == CHIEF
    assert ON_THE_WAY not in visitor.jar
    assert [(one["issuer"], one["subject"]) for one in rows("identities")] == [(site.url, "ada-7")]
    assert rows("sessions")[-1]["issuer"] == site.url


def test_the_code_is_exchanged_with_our_secret_and_the_proof_that_we_asked(site: Fake, visitor: Visitor) -> None:
    given = asked(visitor.begin())
    site.nonce = given["nonce"]
    visitor.get(back(given["state"]))
    ((_, fields, headers),) = [one for one in site.asked if one[0] == "/token"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(fields["code_verifier"].encode()).digest()).rstrip(b"=")

    assert challenge.decode() == given["code_challenge"]
    assert (fields["grant_type"], fields["code"]) == ("authorization_code", "a-code")
    assert fields["redirect_uri"] == given["redirect_uri"]
    assert base64.b64decode(headers["authorization"].split()[1]).decode("latin1") == f"{CLIENT}:{SECRET}"
    assert SECRET not in str(fields)


def test_a_public_client_sends_no_secret(site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch) -> None:
    environment.delenv("ASSESSMENT_OIDC_SECRET_FILE")
    settings.cache_clear()
    sign_in(visitor, site)
    ((_, fields, headers),) = [one for one in site.asked if one[0] == "/token"]

    assert visitor.person is not None
    assert fields["client_id"] == CLIENT
    assert "authorization" not in headers


@pytest.mark.parametrize(("form", "own"), [({"own": "on"}, 1), ({}, 0)])
def test_whose_the_device_is_stays_with_the_browser_until_it_is_back(
    site: Fake, visitor: Visitor, form: dict[str, str], own: int
) -> None:
    address = visitor.begin(**form)
    site.nonce = asked(address)["nonce"]
    answer = visitor.get(back(asked(address)["state"]), **{"User-Agent": "Firefox/1 Windows"})
    (given,) = [one for one in answer.headers.getlist("set-cookie") if one.startswith("in-touch=")]

    assert "own" not in asked(address)
    assert (rows("sessions")[-1]["own_device"], rows("sessions")[-1]["browser"]) == (own, "Firefox · Windows")
    assert ("Max-Age" in given) is bool(own)


def test_the_language_chosen_before_holds_after(site: Fake, visitor: Visitor) -> None:
    given = asked(onward(visitor.post("/auth/elsewhere?language=es")))
    site.nonce = given["nonce"]
    visitor.get(back(given["state"]))

    assert visitor.person is not None and visitor.person.language == "es"


def test_the_session_before_is_over(site: Fake, visitor: Visitor, operator: Store) -> None:
    sign_in(visitor, site)
    before = visitor.jar["in-touch"]
    sign_in(visitor, site)

    assert visitor.person is not None and visitor.jar["in-touch"] != before
    assert DoorStore(settings().database).visitor(digest(before)) is None


def test_what_it_publishes_is_asked_for_once_an_hour(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch
) -> None:
    sign_in(visitor, site)
    sign_in(visitor, site)
    published = ["/.well-known/openid-configuration", "/keys"]

    assert [site.paths().count(path) for path in published] == [1, 1]
    now = time.monotonic()
    environment.setattr(provider, "monotonic", lambda: now + 3601)
    sign_in(visitor, site)
    assert [site.paths().count(path) for path in published] == [2, 2]


# --- by whose word ---------------------------------------------------------------------------------------------------


def test_after_the_address_changed_there_the_same_person_is_found(site: Fake, visitor: Visitor) -> None:
    sign_in(visitor, site)
    site.claims = {"email": "new@montalbo.example", "email_verified": True}
    other = Visitor(visitor.app)
    sign_in(other, site)

    assert other.person is not None and other.person.email == CHIEF
    site.claims = {"email": None}
    sign_in(other, site)
    assert other.person is not None and len(rows("identities")) == 1


def test_an_address_is_found_however_it_is_written(site: Fake, visitor: Visitor) -> None:
    site.claims["email"] = CHIEF.title()
    sign_in(visitor, site)

    assert visitor.person is not None


@pytest.mark.parametrize("told", [{"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}])
def test_an_unverified_address_finds_nobody(site: Fake, visitor: Visitor, told: dict[str, Any]) -> None:
    site.claims |= told
    answer = sign_in(visitor, site)

    assert answer.status == 403
    assert IT("errors.elsewhere_unverified.text", name=NAME) in answer.body
    assert visitor.person is None and rows("identities") == []


def test_where_all_addresses_are_its_own_they_count_as_verified(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("ASSESSMENT_OIDC_ADDRESSES_ARE_VERIFIED", "true")
    settings.cache_clear()
    site.claims |= {"email_verified": None}
    sign_in(visitor, site)

    assert visitor.person is not None


def test_an_address_that_is_told_elsewhere_is_asked_for(site: Fake, visitor: Visitor) -> None:
    site.claims = {}
    site.description = {"userinfo_endpoint": f"{site.url}/userinfo"}
    site.userinfo = {"sub": "ada-7", **VERIFIED}
    sign_in(visitor, site)

    assert visitor.person is not None
    ((_, _, headers),) = [one for one in site.asked if one[0] == "/userinfo"]
    assert headers["authorization"] == "Bearer opens-userinfo"


def test_an_address_of_somebody_else_is_not_taken(site: Fake, visitor: Visitor) -> None:
    site.claims = {}
    site.description = {"userinfo_endpoint": f"{site.url}/userinfo"}
    site.userinfo = {"sub": "somebody-else", **VERIFIED}

    assert refused(visitor, site) == "WrongSubject"


@pytest.mark.parametrize("given", ["code=a-code&state=x", "error=access_denied&state=x", "code=a-code&state={state}"])
def test_what_the_other_site_gave_leaves_the_address_at_once(site: Fake, visitor: Visitor, given: str) -> None:
    state = asked(visitor.begin())["state"]
    site.claims = {"email_verified": False}
    came_back = Browser.ask(visitor, "GET", f"/auth/elsewhere/back?{given.format(state=state)}", {})

    assert came_back.status == 303
    assert not {"code", "state", "error"} & set(asked(came_back.location))
    assert not any(one in came_back.location for one in ("a-code", state))
    shown = visitor.get(came_back.location)
    assert shown.status == 403 and asked(came_back.location)["reference"] in shown.body


def test_only_what_can_be_said_and_only_a_reference_is_taken_from_that_address(site: Fake, visitor: Visitor) -> None:
    place = "/auth/elsewhere/problem?language=it"
    made_up = visitor.get(f"{place}&why=elsewhere_failed&reference=call+0800")

    assert IT("errors.not_recorded") in made_up.body and "call 0800" not in made_up.body
    assert visitor.get(f"{place}&why=anything").status == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_is_told_whom_to_ask_and_nothing_is_made(
    site: Fake, visitor: Visitor, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    site.claims["email"] = "stranger@elsewhere.example"
    people = rows("people")
    given = asked(onward(visitor.post(f"/auth/elsewhere?language={language}")))
    site.nonce = given["nonce"]
    answer = visitor.get(back(given["state"]))
    shown = visitor.get(answer.location)

    assert answer.location == f"/auth/elsewhere/stranger?language={language}"
    assert shown.status == 403
    assert Say(language)("signin.elsewhere.stranger.ask") in shown.body
    assert f'<a href="/?language={language}">' in shown.body
    assert (rows("people"), rows("identities")) == (people, [])
    assert re.search(r"^refused [0-9A-F]{4}-[0-9A-F]{4} at /auth/elsewhere/back: Stranger ", caplog.messages[-1])
    assert "elsewhere.example" not in caplog.text and "ada-7" not in caplog.text


def test_somebody_whose_access_has_ended_is_a_stranger(site: Fake, visitor: Visitor, operator: Store) -> None:
    sign_in(visitor, site)
    end_access(operator, CHIEF)
    other = Visitor(visitor.app)

    assert sign_in(other, site).location == "/auth/elsewhere/stranger?language=it"
    assert other.person is None


def test_another_account_with_the_same_address_is_a_stranger(site: Fake, visitor: Visitor) -> None:
    sign_in(visitor, site)
    site.claims["sub"] = "ada-8"
    other = Visitor(visitor.app)

    assert sign_in(other, site).location.startswith("/auth/elsewhere/stranger")
    assert [one["subject"] for one in rows("identities")] == ["ada-7"]


# --- coming back -----------------------------------------------------------------------------------------------------


def test_an_address_that_was_come_back_to_works_no_second_time(site: Fake, visitor: Visitor) -> None:
    given = asked(visitor.begin())
    site.nonce, kept = given["nonce"], dict(visitor.jar)
    visitor.get(back(given["state"]))
    again = Visitor(visitor.app, jar=kept)
    answer = again.get(back(given["state"]))

    assert answer.status == 403
    assert IT("errors.elsewhere_again.text", name=NAME) in answer.body
    assert again.person is None
    assert site.paths().count("/token") == 1


def test_another_browser_cannot_come_back(site: Fake, visitor: Visitor) -> None:
    given = asked(visitor.begin())
    site.nonce = given["nonce"]
    other = Visitor(visitor.app)

    assert other.get(back(given["state"])).status == 403
    other.begin()
    assert other.get(back(given["state"])).status == 403  # sent by whoever wants them signed in as somebody else
    assert other.person is None and "/token" not in site.paths()
    assert visitor.get(back(given["state"])).location == "/"


@pytest.mark.parametrize("state", ["", "x", "è"])
def test_a_state_that_never_was_is_refused(site: Fake, visitor: Visitor, state: str) -> None:
    visitor.begin()

    assert visitor.get(back(state)).status == 403
    assert visitor.get("/auth/elsewhere/back").status == 403
    visitor.jar[ON_THE_WAY] = ""
    assert visitor.get(back(digest(""))).status == 403


def test_it_takes_ten_minutes_at_most(site: Fake, visitor: Visitor) -> None:
    given = asked(visitor.begin())
    site.nonce = given["nonce"]
    with closing(Database(settings().database).conn) as opened, opened:
        opened.execute("UPDATE handshakes SET begun_at = '2020-01-01T00:00:00+00:00'")

    assert visitor.get(back(given["state"])).status == 403


def test_asking_about_the_way_back_does_not_use_it_up(site: Fake, visitor: Visitor) -> None:
    given = asked(visitor.begin())
    site.nonce = given["nonce"]
    visitor.head(back(given["state"]))

    assert visitor.get(back(given["state"])).location == "/"


def test_who_did_not_sign_in_there_is_told_so_politely(
    site: Fake, visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    given = asked(visitor.begin())
    answer = visitor.get(f"/auth/elsewhere/back?error=access_denied&error_description=Ada&state={given['state']}")

    assert answer.status == 403
    assert IT("errors.elsewhere_denied.text", name=NAME) in answer.body
    assert "DeniedThere" in caplog.text and "Ada" not in caplog.text


# --- what is not taken for its word ----------------------------------------------------------------------------------


def refused(visitor: Visitor, site: Fake, status: int = 403, what: str = "elsewhere_failed") -> str:
    """What the log calls it that somebody is not let in."""
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("assessment.log").addHandler(handler)
    try:
        answer = sign_in(visitor, site)
    finally:
        logging.getLogger("assessment.log").removeHandler(handler)
    assert answer.status == status
    assert IT(f"errors.{what}.text", name=NAME) in answer.body
    assert visitor.person is None and rows("identities") == []
    assert not any(one in "".join(told) for one in (CHIEF, "ada-7", "a-code", SECRET, "127.0.0.1"))
    return re.findall(r"/auth/elsewhere/back: (\w+) in", told[-1])[0]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://other.example"}, "WrongIssuer"),
        ({"iss": None}, "WrongIssuer"),
        ({"aud": "another-site"}, "WrongAudience"),
        ({"aud": None}, "WrongAudience"),
        ({"aud": [CLIENT, "another-site"]}, "WrongAudience"),
        ({"azp": "another-site"}, "WrongAudience"),
        ({"nonce": "of-before"}, "WrongNonce"),
        ({"nonce": None}, "WrongNonce"),
        ({"sub": None}, "WrongSubject"),
        ({"sub": ""}, "WrongSubject"),
        ({"sub": 7}, "WrongSubject"),
        ({"exp": None}, "ClocksApart"),
        ({"exp": "tomorrow"}, "ClocksApart"),
        ({"iat": None}, "ClocksApart"),
    ],
)
def test_a_word_that_is_not_for_us_is_not_taken(
    site: Fake, visitor: Visitor, claims: dict[str, Any], reason: str
) -> None:
    site.claims |= claims

    assert refused(visitor, site) == reason


@pytest.mark.parametrize("claims", [{"aud": [CLIENT]}, {"aud": [CLIENT, "x"], "azp": CLIENT}, {"azp": CLIENT}])
def test_a_word_to_us_among_others_is_taken(site: Fake, visitor: Visitor, claims: dict[str, Any]) -> None:
    site.claims |= claims
    sign_in(visitor, site)

    assert visitor.person is not None


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_five_minutes_off_signs_in(site: Fake, visitor: Visitor, minutes: int) -> None:
    there = int(time.time()) + minutes * 60
    site.claims |= {"iat": there, "exp": there + 60}
    sign_in(visitor, site)

    assert visitor.person is not None


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_ten_minutes_off_does_not_and_the_log_says_why(site: Fake, visitor: Visitor, minutes: int) -> None:
    there = int(time.time()) + minutes * 60
    site.claims |= {"iat": there, "exp": there + 300}

    assert refused(visitor, site) == "ClocksApart"


def _part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unsigned(said: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none', 'kid': 'first'})}.{_part(said)}."


def _by_public_key(said: dict[str, Any]) -> str:
    """Signed by whoever knows what everybody does: the public key, taken for a secret."""
    text = f"{_part({'alg': 'HS256', 'kid': 'first'})}.{_part(said)}"
    return f"{text}.{_part(hmac.digest(KEY.as_pem(private=False), text.encode(), 'sha256'))}"


def _changed(said: dict[str, Any]) -> str:
    token = Fake(claims=said)._token()
    first, _, last = token.split(".")
    return f"{first}.{_part({**said, 'sub': 'somebody-else'})}.{last}"


@pytest.mark.parametrize("written", [_unsigned, _by_public_key, _changed, lambda _: "", lambda _: "a.b.c"])
def test_what_it_has_not_signed_is_not_taken(site: Fake, visitor: Visitor, written: Any) -> None:
    site.written = written

    assert refused(visitor, site) == "BadSignature"


def test_what_is_signed_with_another_key_is_not_taken(site: Fake, visitor: Visitor) -> None:
    site.signs_with = OTHER_KEY
    assert refused(visitor, site) == "BadSignature"
    site.header = {"alg": "RS256", "kid": "second"}
    assert refused(visitor, site) == "BadSignature"
    assert site.paths().count("/keys") == 2  # once at first, once because there might have been a new one


@pytest.mark.parametrize(("key", "algorithm"), [(KEY, "PS256"), (KEY, "RS512"), (CURVE_KEY, "ES256")])
def test_whatever_it_alone_can_sign_with_is_taken(site: Fake, visitor: Visitor, key: Key, algorithm: str) -> None:
    site.signs_with, site.header = key, {"alg": algorithm, "kid": key.kid}
    sign_in(visitor, site)

    assert visitor.person is not None


def test_a_new_key_is_asked_for_when_it_is_first_met(site: Fake, visitor: Visitor) -> None:
    sign_in(visitor, site)
    site.signs_with, site.header, site.publishes = OTHER_KEY, {"alg": "RS256", "kid": "second"}, [OTHER_KEY]
    other = Visitor(visitor.app)
    sign_in(other, site)

    assert other.person is not None
    assert site.paths().count("/keys") == 2


# --- a site that does not answer as it should ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", (500, b"{}")),
        ("/token", (302, b"")),
        ("/token", (200, b"<p>maintenance</p>")),
        ("/token", (200, b"[]")),
        ("/token", (200, b'{"a": "' + b"x" * 1_000_000 + b'"}')),
        ("/token", (200, b"[" * 900_000)),
        ("/keys", (500, b"")),
    ],
)
def test_a_site_that_does_not_answer_as_it_should_is_said_to_be_away(
    site: Fake, visitor: Visitor, path: str, answer: tuple[int, bytes]
) -> None:
    site.answers[path] = answer

    assert refused(visitor, site, 502, "elsewhere_away") == "Unreachable"
    assert "/elsewhere" not in site.paths()  # where it redirected to


def test_the_log_tells_our_secret_from_a_code_that_is_used_up(site: Fake, visitor: Visitor) -> None:
    site.answers["/token"] = (401, b'{"error": "invalid_client", "error_description": "ada-7"}')
    assert refused(visitor, site, 502, "elsewhere_away") == "ClientRefused"
    site.answers["/token"] = (400, b'{"error": "invalid_grant"}')
    assert refused(visitor, site) == "CodeRefused"


@pytest.mark.parametrize(
    ("description", "status"),
    [
        ({"issuer": "https://other.example"}, 403),
        ({"token_endpoint": "http://other.example/token"}, 502),
        ({"authorization_endpoint": "javascript:alert(1)"}, 502),
        ({"jwks_uri": None}, 502),
        ({"jwks_uri": ["https://x"]}, 502),
    ],
)
def test_a_site_that_describes_itself_otherwise_is_not_gone_to(
    site: Fake, visitor: Visitor, description: dict[str, Any], status: int
) -> None:
    site.description = description
    answer = visitor.post("/auth/elsewhere?language=it")

    assert answer.status == status
    assert "refresh" not in answer.body and ON_THE_WAY not in visitor.jar
    site.description = {}
    assert visitor.post("/auth/elsewhere").status == 200  # what was wrong is not kept


def test_a_site_that_is_not_there_is_said_to_be_away(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(environment, "http://127.0.0.1:9", tmp_path)
    answer = visitor.post("/auth/elsewhere?language=it")

    assert answer.status == 502
    assert IT("errors.elsewhere_away.text", name=NAME) in answer.body


def test_a_site_that_takes_for_ever_is_not_waited_for(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 0.0, 11.0])
    environment.setattr(provider, "monotonic", lambda: next(times))

    assert visitor.post("/auth/elsewhere?language=it").status == 502


def test_a_site_that_hangs_holds_few_of_those_who_serve_pages(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch
) -> None:
    turns = BoundedSemaphore(1)
    environment.setattr(provider, "_turns", turns)
    with turns:  # somebody waits for its answer
        began = time.monotonic()
        assert visitor.post("/auth/elsewhere?language=it").status == 502
        assert time.monotonic() - began < 5
    site.answers["/token"] = (500, b"")
    assert refused(visitor, site, 502, "elsewhere_away") == "Unreachable"
    del site.answers["/token"]
    sign_in(visitor, site)
    assert visitor.person is not None  # whoever came away with nothing has made room too


# --- signing out -----------------------------------------------------------------------------------------------------


def test_signing_out_goes_on_to_sign_out_there(site: Fake, visitor: Visitor) -> None:
    site.description = {"end_session_endpoint": f"{site.url}/bye?lang=it"}
    sign_in(visitor, site)
    answer = visitor.post("/auth/logout")
    to = onward(answer)

    assert IT("signin.elsewhere.sign_out.text", name=NAME) in answer.body
    assert to.startswith(f"{site.url}/bye?lang=it&")
    assert asked(to)["client_id"] == CLIENT
    assert asked(to)["post_logout_redirect_uri"] == "http://127.0.0.1:8501/?because=signed_out"
    assert "in-touch" not in visitor.jar and rows("sessions")[-1]["ended_at"] is not None


def test_where_there_is_nowhere_to_sign_out_ours_is_over_all_the_same(
    site: Fake, visitor: Visitor, environment: pytest.MonkeyPatch
) -> None:
    sign_in(visitor, site)
    assert visitor.post("/auth/logout").location == "/?language=it&because=signed_out"

    sign_in(visitor, site)
    environment.setattr(provider, "_kept", {})
    site.answers["/.well-known/openid-configuration"] = (500, b"")
    assert visitor.post("/auth/logout").location == "/?language=it&because=signed_out"
    assert visitor.person is None


def test_who_came_by_a_link_signs_out_here_alone(site: Fake, visitor: Visitor, operator: Store) -> None:
    site.description = {"end_session_endpoint": f"{site.url}/bye"}
    visitor.post(f"/sign-in/{operator.invite(CHIEF, Role.CHIEF, department_id='montalbo')}")

    assert visitor.post("/auth/logout").location == "/?language=it&because=signed_out"


# --- a real one ------------------------------------------------------------------------------------------------------


@pytest.fixture
def there(environment: pytest.MonkeyPatch, operator: Store, tmp_path: Path) -> Iterator[str]:
    """The region, and a real provider that knows its chief and somebody else."""
    people = [{"sub": "ada", **VERIFIED}, {"sub": "unverified", "email": CHIEF}]
    with real(tmp_path / "provider.log", *people) as issuer:
        use(environment, issuer, tmp_path)
        yield issuer


def test_a_real_one_signs_in_once_whom_it_knows(there: str, visitor: Visitor) -> None:
    for subject, what in ((None, "elsewhere_denied"), ("unverified", "elsewhere_unverified")):
        answer = visitor.get(authorise(visitor.begin(), subject))
        assert answer.status == 403
        assert IT(f"errors.{what}.text", name=NAME) in answer.body
    came_back = authorise(visitor.begin(), "ada")
    kept = dict(visitor.jar)

    assert visitor.get(came_back).location == "/"
    assert visitor.person is not None and visitor.person.email == CHIEF
    again = Visitor(visitor.app, jar=kept)
    assert again.get(came_back).status == 403 and again.person is None
    assert onward(visitor.post("/auth/logout")).startswith(f"{there}/oauth2/end_session?")
