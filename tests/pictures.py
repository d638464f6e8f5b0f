"""Every page in three languages, two widths and both appearances, and every sheet of the report, as PNG in pictures/.

    python tests/pictures.py [--language it] [--who coordinator] [--screen results]

Looking is part of the work: this makes it one command.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from assessment import demo, report, screens, storage, templates  # noqa: E402 - the project is found beside this file
from assessment.reading import department  # noqa: E402
from assessment.storage import OPERATOR, Store  # noqa: E402
from assessment.wording import LANGUAGES  # noqa: E402
from tests.browser import a_chromium, serving, wait_for_run  # noqa: E402

FOLDER = HERE.parent / "pictures"
PERSONAS = ("fresh_chief", "seasoned_chief", "coordinator")
WIDTHS = {"desk": 1280, "phone": 390}
SCHEMES = ("light", "dark")
MORE = {"questions": ("?topic=profile", "?topic=PI2", "?topic=DC5")}  # what one address shows in several ways
TALLEST = 8000  # px


def main() -> None:
    """Take every picture that was asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--language", choices=LANGUAGES)
    asked.add_argument("--who", choices=PERSONAS)
    asked.add_argument("--screen")
    options = asked.parse_args()
    FOLDER.mkdir(exist_ok=True)
    languages = [options.language] if options.language else list(LANGUAGES)
    people = [options.who] if options.who else list(PERSONAS)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        with closing(storage.prepare(database, demo=True)):
            demo.build(database, (HERE.parent / "questions.yaml").read_bytes(), storage.now().date())
        if options.screen is None:
            sheets(database, languages)
        with serving(database, demo=True) as server, a_chromium() as browser:
            for who, language in product(people, languages):
                pages(browser, server.url, who, language, options.screen)


def sheets(database: Path, languages: list[str]) -> None:
    """Every sheet of the brief, the full report, the blank questionnaire and what we give to fill in."""
    store = Store(database, OPERATOR)
    submission = store.submissions("d0002")[-1]
    reported = department.gather(store, "d0002", submission.round_id)
    questionnaire = store.questionnaire(submission.questionnaire_sha256)
    for language in languages:
        documents = {
            "brief": report.brief(reported, language),
            "full": report.full(reported, language),
            "blank": report.blank(questionnaire, language),
            **{one.id: report.template(one, language, "pdf") for one in templates.templates()},
        }
        for kind, file in documents.items():
            (FOLDER / f"report-{kind}-{language}.pdf").write_bytes(file)
            for number, sheet in enumerate(pypdfium2.PdfDocument(file), 1):
                sheet.render(scale=1.6).to_pil().save(FOLDER / f"report-{kind}-{language}-{number:02}.png")


def pages(browser: Browser, address: str, who: str, language: str, only: str | None) -> None:
    """Every screen that a person may open, in one language."""
    for (width, pixels), scheme in product(WIDTHS.items(), SCHEMES):
        context = browser.new_context(viewport={"width": pixels, "height": 900}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{address}/?language={language}")
        if only is None:
            whole(page, FOLDER / f"door-{language}-{width}-{scheme}.png", pixels)
        page.locator(f'form[action*="/sign-in-as/{who}"] button').click()
        wait_for_run(page)
        for name, path in addresses(page):
            if only is None or name == only:
                page.set_viewport_size({"width": pixels, "height": 900})
                page.goto(f"{address}/{path}")
                wait_for_run(page)
                page.wait_for_timeout(1200)  # figures are drawn after the run has ended
                place = path.replace("?topic=", "-") or "start"
                whole(page, FOLDER / f"{who}-{place}-{language}-{width}-{scheme}.png", pixels)
        context.close()


def addresses(page: Page) -> Iterator[tuple[str, str]]:
    """The screens that answer this visitor, and the ways to open each."""
    for name in screens.SCREENS:
        answer = page.request.get(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + f"/{name}")
        if answer.status == 200:
            yield name, name
            yield from ((name, name + more) for more in MORE.get(name, ()))
    yield "start", ""


def whole(page: Page, path: Path, width: int) -> None:
    """Take a picture of all of a page: Streamlit scrolls inside, so the window is made as tall as its content."""
    height = page.evaluate(
        "() => Math.max(document.querySelector('[data-testid=stMain]')?.scrollHeight || 0, document.body.scrollHeight)"
    )
    page.set_viewport_size({"width": width, "height": min(max(height, 600) + 40, TALLEST)})
    page.wait_for_timeout(300)
    page.screenshot(path=path)


if __name__ == "__main__":
    main()
