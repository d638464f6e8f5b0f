"""Streamlit's own page, in the visitor's language: what it ships says English to everybody."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

from assessment.language import locale
from assessment.signin.page import MARK, stylesheet, written
from assessment.wording import Say, entries

_SHIPPED = files("streamlit").joinpath("static", "index.html").read_text("utf-8")
_TEMPLATES = Path(__file__).with_name("templates")
_SCRIPTS = [_TEMPLATES.joinpath(name).read_text("utf-8") for name in ("page.js", "words.js", "print.js", "loading.js")]
_STYLE = _TEMPLATES.joinpath("page.css").read_text("utf-8") + stylesheet("loading.css")
_WITHOUT_SCRIPTS = "<noscript><style>#loading .while { display: none; }</style></noscript>"
_LOADING = '<section id="loading"></section>'  # so is what stands there until something is drawn
_PRINT = hashlib.sha256(stylesheet("print.css").encode()).hexdigest()[
    :12
]  # browsers keep the file, and fetch a new one
_PAPER = f'<link rel="stylesheet" media="print" href="/print.css?{_PRINT}">'
_WORDS = '<script type="application/json" id="platform"></script>'  # filled for each language; nothing that runs


def _ours(shipped: str) -> str:
    """Without what points programs to an interface that is switched off here; with our mark, scripts and style."""
    shipped = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", shipped)
    shipped = re.sub(r"\s*<!--.*?-->", "", shipped, flags=re.DOTALL)
    scripts = "".join(f"<script>{script}</script>" for script in _SCRIPTS)
    ours = f"<style>{_STYLE}</style>{_PAPER}{_WITHOUT_SCRIPTS}{_WORDS}{scripts}"
    shipped = _styled_later(shipped).replace("</head>", f"{ours}</head>", 1)
    return shipped.replace('href="./favicon.png"', 'href="/mark.svg"', 1)


def _styled_later(shipped: str) -> str:
    """Streamlit's stylesheet below what says that it is loading: nothing is painted that stands after it."""
    (link,) = re.findall(r'<link rel="stylesheet"[^>]*>', shipped)
    shipped = shipped.replace(link, "", 1)
    return re.sub(r"<body>.*?</noscript>", lambda _: f"<body>{_LOADING}{link}", shipped, count=1, flags=re.DOTALL)


_INDEX = _ours(_SHIPPED)

SCRIPT_HASHES = " ".join(
    f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
    for script in re.findall(r"<script>(.*?)</script>", _INDEX, re.DOTALL)
)  # of the scripts that stand in the page itself, for the Content-Security-Policy


@cache
def document(language: str) -> str:
    """The page that loads the application, with its language and title, and what is read until that is done."""
    say = Say(language)
    page = _INDEX.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace(_WORDS, _WORDS.replace("><", f">{_words(language)}<"), 1)
    page = re.sub(r"<title>.*?</title>", f"<title>{html.escape(say('menu.product'))}</title>", page, count=1)
    return page.replace(_LOADING, written("loading.html", say=say, mark=MARK), 1)


@cache
def packed_document(language: str) -> bytes:
    """The same, packed: Streamlit packs most pages, but not the first."""
    return gzip.compress(document(language).encode(), mtime=0)


def _words(language: str) -> str:
    """What stands in the place of Streamlit's own words, for words.js."""
    say, start = Say(language), "platform."
    words = {key.removeprefix(start): say(key) for key in entries() if key.startswith(start)}
    told = json.dumps({"locale": locale(language).replace("_", "-"), "words": words}, ensure_ascii=False)
    return told.replace("<", r"\u003c")  # nothing in it ends the element
