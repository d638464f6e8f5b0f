"""Streamlit's own page, in the visitor's language: what it ships says English to everybody."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from assessment.wording import Say

_SHIPPED = files("streamlit").joinpath("static", "index.html").read_text("utf-8")
_SCRIPT = Path(__file__).with_name("templates").joinpath("page.js").read_text("utf-8")


def _ours(shipped: str) -> str:
    """Without what points programs to an interface that is switched off here; with our mark and our script."""
    shipped = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", shipped)
    shipped = re.sub(r"\s*<!--.*?-->", "", shipped, flags=re.DOTALL)
    shipped = shipped.replace("</head>", f"<script>{_SCRIPT}</script></head>", 1)
    return shipped.replace('href="./favicon.png"', 'href="/mark.svg"', 1)


_INDEX = _ours(_SHIPPED)

SCRIPT_HASHES = " ".join(
    f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    for script in re.findall(r"<script>(.*?)</script>", _INDEX, re.DOTALL)
)  # of the scripts that stand in the page itself, for the Content-Security-Policy


@cache
def document(language: str) -> str:
    """The page that loads the application, with its language, title and notice for browsers without scripts."""
    say = Say(language)
    page = _INDEX.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{html.escape(say('menu.product'))}</title>", page, count=1)
    notice = f"<noscript><p>{html.escape(say('errors.no_script'))}</p></noscript>"
    return re.sub(r"<noscript>.*?</noscript>", notice, page, count=1, flags=re.DOTALL)
