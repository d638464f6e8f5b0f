"""Find a Chromium for the tests: `python tests/find_browser.py [--install]` prints its path.

What is there is used: the one that CHROMIUM names, then one on PATH, then playwright's own. With --install, where there
is none, Debian's when root, else playwright's. The one without windows comes first: it draws the same with less work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

_ON_PATH = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_DEBIAN = (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends", "chromium-headless-shell"))
_PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)


class NoBrowserError(Exception):
    """There is no Chromium; says what to do."""


@cache
def chromium() -> Path:
    """The Chromium to test with.

    Raises:
        NoBrowserError: there is none, or CHROMIUM names none.
    """
    if named := os.environ.get("CHROMIUM"):
        if found := shutil.which(named):
            return Path(found)
        raise NoBrowserError(f"CHROMIUM={named}: is no program; name a Chromium, or unset it")
    for name in _ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    if (own := _of_playwright()) is not None:
        return own
    raise NoBrowserError("no Chromium found; run `python tests/find_browser.py --install`, or set CHROMIUM to its path")


def _of_playwright() -> Path | None:
    """The one that playwright installed for itself."""
    from playwright.sync_api import sync_playwright  # late: `--help` and a Chromium on PATH need none of it

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _install() -> None:
    """Install one.

    Raises:
        NoBrowserError: that failed.
    """
    is_debian = os.geteuid() == 0 and shutil.which("apt-get") is not None
    for command in _DEBIAN if is_debian else _PLAYWRIGHT:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if subprocess.run(command, env=environment, stdout=sys.stderr, check=False).returncode != 0:
            raise NoBrowserError(
                f"`{' '.join(command)}` failed; install Chromium by hand, or set CHROMIUM to the path of one"
            )
    chromium.cache_clear()


def main(arguments: list[str]) -> str:
    """The path of a Chromium, installed first where asked to and there is none."""
    if unknown := [one for one in arguments if one != "--install"]:
        raise NoBrowserError(f"{unknown[0]}: unknown; the only option is --install")
    try:
        return str(chromium())
    except NoBrowserError:
        if not arguments or os.environ.get("CHROMIUM"):
            raise
    _install()
    return str(chromium())


if __name__ == "__main__":
    try:
        print(main(sys.argv[1:]))
    except NoBrowserError as problem:
        sys.exit(f"find_browser.py: {problem}")
