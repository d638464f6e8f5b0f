"""Inviting a region in the browser: in few clicks by mail, and as files where nothing is mailed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from browser import Desk, Server, choose, serving, wait_for_run
from given import QUESTIONS
from mail_server import MailServer, running
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from assessment import storage
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import OPERATOR, Store, now
from assessment.wording import Say

pytestmark = pytest.mark.browser
DEPARTMENTS, MOST_CLICKS = 143, 6
IT = Say("it")


def region(database: Path) -> str:
    """A region with an open round; returns the link of its coordinator."""
    with closing(storage.prepare(database)):
        operator = Store(database, OPERATOR)
        sha256 = operator.keep_questionnaire(QUESTIONS.read_bytes())
        operator.add_region("north", "North", "Europe/Rome")
        names = [f"borgo{number:03}" for number in range(DEPARTMENTS)]
        operator.add_departments(
            "north", [NewDepartment(one.title(), "it", 12, id=one, email=f"{one}@example.org") for one in names]
        )
        today = now().date()
        operator.set_up_round("north", "2027", sha256, today - timedelta(days=1), today + timedelta(days=40))
        return operator.invite("north@example.org", Role.COORDINATOR, region_id="north", name="Ada", language="it")


@contextmanager
def at_work(chrome: Browser, server: Server) -> Iterator[Desk]:
    desk = Desk(chrome, server)
    yield desk
    desk.close()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running() as made:
        yield made


def test_a_whole_region_is_invited_in_at_most_six_clicks(chrome: Browser, mail: MailServer, tmp_path: Path) -> None:
    mail.refuses = {"borgo007@example.org"}
    link = region(tmp_path / "in-touch.db")
    by = {"mail_host": "127.0.0.1", "mail_port": str(mail.port), "mail_tls": "none", "mail_sender": "a@example.org"}
    with serving(tmp_path / "in-touch.db", settings=by) as server, at_work(chrome, server) as desk:
        page = desk.context("").new_page()
        page.goto(f"{server.url}/sign-in/{link}")
        clicks = 0
        for role, name in (
            ("button", IT("signin.link.button")),
            ("link", IT("invitations.from_region")),
            ("button", IT("invitations.send_invitation", DEPARTMENTS)),
        ):
            page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
            clicks += 1
            wait_for_run(page)
        assert clicks <= MOST_CLICKS

        assert len(mail.wait_for(DEPARTMENTS - 1, 60)) == DEPARTMENTS - 1
        expect(page.get_by_text(IT("invitations.to_do.refused", 1))).to_be_visible()
        expect(page.get_by_role("progressbar")).to_have_count(0)
        choose(page, IT("invitations.show"), IT("invitations.standing.refused"))
        expect(page.get_by_role("link", name="Borgo007", exact=True)).to_be_visible()
        expect(page.get_by_text("No mailbox called borgo007@example.org here")).to_be_visible()
        assert len({letter.links[0] for letter in mail.letters}) == DEPARTMENTS - 1


def test_files_are_downloaded_by_a_form_that_makes_new_links(chrome: Browser, tmp_path: Path) -> None:
    link = region(tmp_path / "in-touch.db")
    with serving(tmp_path / "in-touch.db") as server, at_work(chrome, server) as desk:
        page = desk.open(server.sign_in(link), "/invitations", locale="it-IT")
        for ending in ("zip", "xlsx"):
            with page.expect_download() as begun:
                page.get_by_role("button", name=IT(f"invitations.files.{ending}")).click()
            begun.value.save_as(tmp_path / f"taken.{ending}")
        with zipfile.ZipFile(tmp_path / "taken.zip") as packed:
            assert len(packed.namelist()) == DEPARTMENTS
        assert load_workbook(tmp_path / "taken.xlsx").active.max_row == DEPARTMENTS + 1

        page.reload()
        wait_for_run(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            IT("invitations.headline.all", DEPARTMENTS, round="2027")
        )
