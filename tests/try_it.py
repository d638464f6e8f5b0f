"""What people do on a new site, in a real browser: from the administrator's link to the first answer of a chief.

`deploy/try.sh` calls it, for a site that it has installed; nobody is signed in here otherwise than people are.
"""

from __future__ import annotations

import argparse
import mailbox
import re
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from browser import a_chromium, choose, wait_for_run
from playwright.sync_api import Browser, Page, expect

from assessment.language import own_name
from assessment.questionnaire import load
from assessment.wording import Say

LANGUAGE = "it"
SAY = Say(LANGUAGE)
TOP = Path(__file__).parent.parent
COORDINATOR, CHIEF = "coordinamento@example.org", "comando@example.org"
LIST = f"Comando;E-mail\nMontalbo;{CHIEF}\nPietrafosca;altro@example.org\n"
LEVEL = 2
PATIENCE = 60.0  # seconds, for a letter


@dataclass
class Site:
    """Where the site is, and where its letters come to."""

    url: str
    letters: Path  # a maildir

    def newest_link(self, address: str) -> str:
        """The sign-in link in the letter that somebody was sent."""
        found = ""

        def has_come() -> bool:
            nonlocal found
            with suppress(FileNotFoundError):  # a letter is being put there
                for letter in mailbox.Maildir(self.letters, create=False):
                    if letter["To"] is not None and address in str(letter["To"]):
                        text = (letter.get_payload(decode=True) or b"").decode("utf-8")
                        found = next(iter(re.findall(rf"{re.escape(self.url)}/sign-in/\S+", text)), found)
            return bool(found)

        _wait(has_come, f"no letter with a link came to {address}")
        return found


def _wait(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.2)


def main() -> None:
    """Go the whole way; what does not come ends it."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("url")
    given.add_argument("link", help="of the administrator, as init printed it")
    given.add_argument("letters", type=Path, help="the maildir of the mail server")
    given.add_argument("authority", type=Path, help="the certificate that the proxy's own is signed with")
    one = given.parse_args()
    site = Site(one.url, one.letters)
    _answers_with_its_certificate(site, one.authority)
    with a_chromium() as browser:
        _administrator(browser, one.link)
        _coordinator(browser, site)
        print(_chief(browser, site))


def _answers_with_its_certificate(site: Site, authority: Path) -> None:
    """A program that trusts that authority and nobody else is answered."""
    trusts = ssl.create_default_context(cafile=authority)
    with urlopen(f"{site.url}/health", context=trusts) as answer:
        assert answer.status == 200
        assert "max-age" in answer.headers["Strict-Transport-Security"]


def _signed_in(browser: Browser, link: str) -> Page:
    """Somebody opens their link in a browser of their own and presses the button."""
    page = browser.new_context(locale="it-IT", ignore_https_errors=True).new_page()
    page.goto(link)
    if page.locator("html").get_attribute("lang") != LANGUAGE:
        page.get_by_text(own_name(LANGUAGE), exact=True).click()
    page.get_by_role("button", name=SAY("signin.link.button")).click()
    wait_for_run(page)
    (cookie,) = (one for one in page.context.cookies() if one["name"].startswith("__Host-"))
    assert cookie["secure"] and cookie["httpOnly"]
    return page


def _go_to(page: Page, screen: str) -> None:
    page.get_by_role("link", name=SAY(f"menu.{screen}"), exact=True).first.click()
    wait_for_run(page)


def _administrator(browser: Browser, link: str) -> None:
    """Gives a coordinator access, who is written to."""
    page = _signed_in(browser, link)
    _go_to(page, "regions")
    page.get_by_label(SAY("departments.invite.email")).fill(COORDINATOR)
    page.get_by_label(SAY("departments.invite.name")).fill("Livia Sarti")
    page.get_by_role("button", name=SAY("letting_in.button.mailed")).click()
    wait_for_run(page)


def _coordinator(browser: Browser, site: Site) -> None:
    """Brings the list of departments, sets up a round that begins today, and invites."""
    page = _signed_in(browser, site.newest_link(COORDINATOR))
    _go_to(page, "departments")
    page.get_by_text(SAY("register.title")).click()
    brought = page.get_by_test_id("stFileUploaderDropzoneInput")
    brought.set_input_files({"name": "comandi.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    page.get_by_role("button", name=SAY("register.take")).click()
    wait_for_run(page)
    _go_to(page, "rounds")
    page.get_by_label(SAY("rounds.new.name")).fill("2031")
    page.keyboard.press("Tab")
    wait_for_run(page)
    page.get_by_role("button", name=SAY("rounds.new.button")).click()
    wait_for_run(page)
    _go_to(page, "invitations")
    page.get_by_role("button", name=SAY("invitations.send_invitation", 2)).click()
    wait_for_run(page)


def _chief(browser: Browser, site: Site) -> str:
    """Opens the letter and answers a question, which is said to be saved; returns which."""
    topic = load(TOP / "questions.yaml").pillars[0].dimensions[0]
    question = topic.questions[0]
    page = _signed_in(browser, site.newest_link(CHIEF))
    page.get_by_role("button", name=SAY("home.start"), exact=True).click()
    wait_for_run(page)
    page.goto(f"{site.url}/questions?topic={topic.id}")
    wait_for_run(page)
    choose(page, question.question[LANGUAGE], question.levels[LEVEL][LANGUAGE])
    said = SAY("questions.saved", time="", name="").split(" ")[0]
    expect(page.get_by_role("status").first).to_have_text(re.compile(rf"^{said}.*\d\d:\d\d"))
    return f"{question.id} {LEVEL}"


if __name__ == "__main__":
    main()
