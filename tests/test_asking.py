"""A sign-in link by oneself: who gets one, what everybody is told, how often, and from where it was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database
from starlette.requests import Request
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from assessment.letters import Purpose
from assessment.rounds import MOST_EMAIL
from assessment.settings import settings
from assessment.signin.source import source
from assessment.storage import DoorStore, MailStore, Store, connection, digest
from assessment.storage.door import MOST_ASKED, MOST_ASKED_BY_SOURCE
from assessment.wording import LANGUAGES, Say
from tests import test_signin
from tests.test_signin import CHIEF, COORDINATOR, Answer, Browser, link
from tests.worlds import end_access, rows

environment, operator, browser = test_signin.environment, test_signin.operator, test_signin.browser
NOBODY = "nobody@montalbo.example"  # as long as the chief's
IT = Say("it")


@pytest.fixture
def mailing(environment: pytest.MonkeyPatch, operator: Store) -> Store:
    """The region of a site that sends letters."""
    environment.setenv("ASSESSMENT_MAIL_HOST", "mail.example.org")
    environment.setenv("ASSESSMENT_MAIL_SENDER", "in-touch@example.org")
    settings.cache_clear()
    return operator


def ask_for(browser: Browser, address: str, **headers: str) -> Answer:
    return browser.post("/link?language=it", {"address": address}, **headers)


def queued() -> list[str]:
    """The addresses that somebody has asked a link for."""
    return [
        one for (one,) in rows(settings().database, "SELECT address FROM outbox WHERE purpose = 'asked' ORDER BY id")
    ]


# --- the form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_asks_for_an_address_where_letters_are_sent(
    mailing: Store, browser: Browser, language: str
) -> None:
    said, say = browser.get(f"/?language={language}").body, Say(language)

    assert f'<form method="post" action="/link?language={language}">' in said
    (drawn,) = re.findall(r"<input[^>]+>", said)
    assert {'type="email"', 'name="address"', 'autocomplete="email"', 'id="address"', "required"} <= set(
        drawn[:-1].split()
    )
    assert 'value=""' in drawn and f'maxlength="{MOST_EMAIL}"' in drawn and "aria-invalid" not in drawn
    assert f'<label for="address">{say("signin.asking.address")}</label>' in said
    assert say("signin.how_mailed") in said and say("signin.how") not in said


def test_where_no_letters_are_sent_nobody_is_asked(operator: Store, browser: Browser) -> None:
    assert "<form" not in browser.get("/?because=asked").body
    assert IT("signin.because.asked", None, minutes="30") not in browser.get("/?because=asked&language=it").body
    assert ask_for(browser, CHIEF).status == browser.get("/link").status == 404
    assert queued() == []


def test_whoever_has_the_address_gets_a_letter_and_the_page_can_be_loaded_again(
    mailing: Store, browser: Browser
) -> None:
    answer = ask_for(browser, f"  {CHIEF.upper()} ")
    shown = [browser.get(answer.location) for _ in range(3)]

    assert (answer.status, answer.location) == (303, "/?language=it&because=asked")
    assert [one.status for one in shown] == [200] * 3
    assert all(IT("signin.because.asked", None, minutes="30") in one.body for one in shown)
    assert queued() == [CHIEF]
    letter = MailStore(settings().database).take()
    assert letter is not None and letter.purpose is Purpose.ASKED
    assert browser.post(f"/sign-in/{letter.token}").location == "/"
    assert browser.get("/files/mine").body == CHIEF


@pytest.mark.parametrize("path", ["/link", "/link?language=es"])
def test_what_was_refused_leads_to_the_form_in_another_language(mailing: Store, browser: Browser, path: str) -> None:
    assert browser.get(path).location == path.replace("/link", "/")
    assert browser.head(path).status == 303
    assert queued() == []


@pytest.mark.parametrize(
    "typed",
    ["", " ", "ada", "ada@", "ada@montalbo", "@montalbo.example", "a b@montalbo.example", "a@b.c <x", "x" * 400],
)
def test_what_is_no_address_is_told_at_its_place_and_stays_to_be_mended(
    mailing: Store, browser: Browser, typed: str
) -> None:
    answer = ask_for(browser, typed)
    (drawn,) = re.findall(r"<input[^>]+>", answer.body)

    assert answer.status == 422
    assert f'<p class="wrong" id="wrong">{IT("signin.asking.wrong")}</p>' in answer.body
    assert 'aria-invalid="true" aria-describedby="wrong"' in drawn
    assert re.search(r'value="([^"]*)"', drawn)[1] == typed.strip()[:MOST_EMAIL].replace("<", "&lt;")  # type: ignore[index]
    assert queued() == []


def test_a_form_without_its_field_is_no_address(mailing: Store, browser: Browser) -> None:
    assert browser.post("/link").status == browser.post("/link", {"email": CHIEF}).status == 422
    assert "\0" not in ask_for(browser, "ada\0").body


@pytest.mark.parametrize("path", ["/link", "/sign-in"])
def test_no_more_is_read_than_a_form_can_be(mailing: Store, browser: Browser, path: str) -> None:
    longest = {"address": "é" * MOST_EMAIL}

    assert browser.post(path, longest).status in (410, 422)
    assert browser.post(path, {"address": "x" * 2_000}).status == 413
    assert queued() == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_asks_for_nobody(mailing: Store, browser: Browser, site: str) -> None:
    assert ask_for(browser, CHIEF, **{"Sec-Fetch-Site": site}).status == 403
    assert queued() == []


# --- known or not ----------------------------------------------------------------------------------------------------


def test_the_same_is_said_whoever_has_the_address(mailing: Store, browser: Browser) -> None:
    end_access(mailing, COORDINATOR)
    said = [ask_for(browser, address) for address in (CHIEF, NOBODY, COORDINATOR)]

    assert len({(one.status, tuple(sorted(one.headers.items())), one.body) for one in said}) == 1
    assert len({browser.get(one.location).body for one in said}) == 1
    assert CHIEF not in browser.get(said[0].location).body


def test_the_same_is_done_whoever_has_the_address(
    mailing: Store, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real = connection.writing

    @contextmanager
    def watched(*given: Any) -> Iterator[Database]:
        with real(*given) as db:
            db.conn.set_trace_callback(done.append)
            yield db
            db.conn.set_trace_callback(None)  # it is kept open for whoever writes next

    monkeypatch.setattr(connection, "writing", watched)
    statements = []
    for address in (CHIEF, NOBODY):
        done.clear()
        ask_for(browser, address)
        values = f"{address}|'[^']*'"  # digests, instants and ids are of each
        statements.append([re.sub(values, "?", one) for one in done])

    assert len(statements[0]) > 5
    assert statements[0] == statements[1]
    assert queued() == [CHIEF, NOBODY]


@pytest.mark.parametrize("address", [CHIEF, NOBODY])
def test_an_address_is_asked_for_so_often_and_no_more(mailing: Store, browser: Browser, address: str) -> None:
    said = [ask_for(replace(browser, client=f"192.0.2.{n}"), address) for n in range(MOST_ASKED + 1)]

    assert [one.status for one in said] == [303] * MOST_ASKED + [429]
    assert IT("signin.asking.too_often.text") in said[-1].body
    assert address not in said[-1].body
    assert len(queued()) == MOST_ASKED
    assert ask_for(browser, COORDINATOR).status == 303


def test_a_source_asks_so_often_and_no_more(mailing: Store, browser: Browser) -> None:
    said = [ask_for(browser, f"x{n}@example.org").status for n in range(MOST_ASKED_BY_SOURCE)]

    assert set(said) == {303}
    assert ask_for(browser, CHIEF).status == ask_for(browser, NOBODY).status == 429
    assert ask_for(browser, CHIEF).body == ask_for(browser, NOBODY).body
    assert ask_for(replace(browser, client="192.0.2.8"), CHIEF).status == 303


# --- from where ------------------------------------------------------------------------------------------------------


def asked_from(client: str | None, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", one.encode("latin1")) for one in forwarded]
    return source(Request({"type": "http", "client": client and (client, 50000), "headers": headers}))


def trust(environment: pytest.MonkeyPatch, network: str) -> None:
    environment.setenv("ASSESSMENT_TRUSTED_PROXY", network)
    settings.cache_clear()


def test_nobody_is_believed_of_where_they_are(environment: pytest.MonkeyPatch) -> None:
    assert asked_from("192.0.2.7", "198.51.100.1") == "192.0.2.7"
    trust(environment, "10.0.0.0/24")
    assert asked_from("192.0.2.7", "198.51.100.1") == "192.0.2.7"
    assert asked_from("10.0.1.1", "198.51.100.1") == "10.0.1.1"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (["198.51.100.1"], "198.51.100.1"),
        (["203.0.113.9, 198.51.100.1"], "198.51.100.1"),  # what stands further left may be made up
        (["203.0.113.9", "198.51.100.1, 10.0.0.9"], "198.51.100.1"),  # two proxies, two headers
        (["198.51.100.1:4711"], "198.51.100.1"),
        (["[2001:db8:1:2:3::4]:4711"], "2001:db8:1:2::/64"),
        (["2001:db8:1:2:ffff::1"], "2001:db8:1:2::/64"),
        (["::ffff:198.51.100.1"], "198.51.100.1"),
        ([], "10.0.0.7"),
        ([""], "10.0.0.7"),
        (["unknown"], "10.0.0.7"),
        (["198.51.100.1, somewhere"], "10.0.0.7"),
        (["10.0.0.8"], "10.0.0.7"),
    ],
)
def test_a_proxy_of_ours_says_who_stands_before_it(
    environment: pytest.MonkeyPatch, forwarded: list[str], expected: str
) -> None:
    trust(environment, "10.0.0.0/24")

    assert asked_from("10.0.0.7", *forwarded) == expected


@pytest.mark.parametrize(
    ("told", "expected"), [(None, ""), ("testclient", "testclient"), ("fe80::1%eth0", "fe80::/64")]
)
def test_a_client_without_a_usual_address_is_one_all_the_same(
    environment: pytest.MonkeyPatch, told: str | None, expected: str
) -> None:
    assert asked_from(told) == expected


def test_all_addresses_of_one_subscriber_are_one_source(mailing: Store, browser: Browser) -> None:
    said = [
        ask_for(replace(browser, client=f"2001:db8:1:2::{n:x}"), f"x{n}@example.org").status
        for n in range(MOST_ASKED_BY_SOURCE + 1)
    ]

    assert said == [303] * MOST_ASKED_BY_SOURCE + [429]
    assert ask_for(replace(browser, client="2001:db8:1:3::1"), CHIEF).status == 303


@pytest.mark.parametrize(
    ("proxy", "trusted"), [("127.0.0.1", ""), ("127.0.0.1", "127.0.0.1"), ("10.0.0.7", "10.0.0.7")]
)
def test_behind_a_proxy_each_visitor_is_a_source(
    environment: pytest.MonkeyPatch, mailing: Store, browser: Browser, proxy: str, trusted: str
) -> None:
    """As uvicorn hands a request on: what a proxy on the same computer says, it has worked in already."""
    trust(environment, trusted)
    behind = replace(browser, app=ProxyHeadersMiddleware(browser.app), client=proxy)  # type: ignore[arg-type]
    for n in range(MOST_ASKED_BY_SOURCE):
        forwarded = {"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.1"}  # another one is made up each time
        assert ask_for(behind, f"x{n}@example.org", **forwarded).status == 303

    assert ask_for(behind, CHIEF, **{"X-Forwarded-For": "198.51.100.1"}).status == 429
    assert ask_for(behind, CHIEF, **{"X-Forwarded-For": "198.51.100.2"}).status == 303


# --- old links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_no_longer_works_leads_to_the_form_and_says_nothing_of_whose_it_was(
    mailing: Store, browser: Browser, language: str
) -> None:
    address = link(mailing)
    Browser(browser.app).post(address)
    say, used, unknown = Say(language), *(browser.get(f"{one}?language={language}") for one in (address, "/sign-in/x"))

    for answer in (used, unknown):
        assert answer.status == 410
        assert f'action="/link?language={language}"' in answer.body and 'value=""' in answer.body
        assert say("signin.asking.by_oneself") in answer.body
        assert CHIEF not in answer.body
    assert COORDINATOR in used.body and COORDINATOR not in unknown.body
    assert say("signin.asking.not_there") in unknown.body


def test_who_is_signed_in_already_needs_no_form_at_an_old_link(mailing: Store, browser: Browser) -> None:
    address = link(mailing)
    browser.post(address)

    assert "<form" not in browser.get(address).body


def test_a_link_never_brings_back_an_access_that_has_ended(mailing: Store, browser: Browser) -> None:
    ask_for(browser, CHIEF)
    letter = MailStore(settings().database).take()
    assert letter is not None
    older = link(mailing)
    end_access(mailing, CHIEF)
    ask_for(browser, CHIEF)

    assert MailStore(settings().database).take() is None
    for address in (f"/sign-in/{letter.token}", older):
        assert browser.get(address).status == browser.post(address, {"own": "on"}).status == 410
    assert not browser.cookie
    (entered,) = [one for one in mailing.people() if one.email == CHIEF]
    assert all(post.ended_at is not None for post in entered.posts)


def test_a_link_that_was_asked_for_is_good_for_half_an_hour(mailing: Store, browser: Browser) -> None:
    ask_for(browser, CHIEF)
    letter = MailStore(settings().database).take()
    assert letter is not None

    def good(after: timedelta) -> bool:
        found = DoorStore(settings().database, lambda: datetime.now(UTC) + after).link(digest(letter.token))
        return found is not None and found.is_good

    assert [good(timedelta(minutes=after)) for after in (0, 29, 31)] == [True, True, False]
