"""Streamlit's own page, in the visitor's language: what it ships says English to everybody."""

from __future__ import annotations

import base64
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

_STATIC = Path(str(files("streamlit").joinpath("static")))
_SHIPPED = _STATIC.joinpath("index.html").read_text("utf-8")
_DRAWN_WITH = ("PageLink", "Button", "Progress", "ProgressBar", "Html")
# What comes while a page is read: for answers, and for figures.
_AHEAD = {"answers": ("Radio", "TextArea"), "figures": ("PlotlyChart", "Metric")}
_TEMPLATES = Path(__file__).with_name("templates")
_PARTS = ("early.js", "page.js", "words.js", "print.js", "loading.js", "ahead.js")
# without what is said to who reads them: a tenth of the page
_SCRIPTS = [re.sub(r"^ *//.*\n", "", _TEMPLATES.joinpath(name).read_text("utf-8"), flags=re.M) for name in _PARTS]
_STYLES = (_TEMPLATES.joinpath("page.css").read_text("utf-8"), stylesheet("loading.css"), stylesheet("icons.css"))
_STYLE = re.sub(r" */\*.*?\*/\n?", "", "".join(_STYLES), flags=re.DOTALL)
_WITHOUT_SCRIPTS = "<noscript><style>#loading .while { display: none; }</style></noscript>"
_LOADING = '<section id="loading"></section>'  # so is what stands there until something is drawn
_WORDS = '<script type="application/json" id="platform"></script>'  # filled for each language; nothing that runs


def _ours(shipped: str) -> str:
    """Without what points programs to an interface that is switched off here; with our mark, scripts and style."""
    shipped = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", shipped)
    shipped = re.sub(r"\s*<!--.*?-->", "", shipped, flags=re.DOTALL)
    scripts = "".join(f"<script>{script}</script>" for script in _SCRIPTS)
    paper = f'<link rel="stylesheet" media="print" href="/print.css?{_fingerprint(stylesheet("print.css"))}">'
    ours = f"<style>{_STYLE}</style>{paper}{_WITHOUT_SCRIPTS}{_WORDS}{scripts}"
    shipped = _scripts_first(_styled_later(shipped)).replace("</head>", f"{ours}</head>", 1)
    return shipped.replace('href="./favicon.png"', 'href="/mark.svg"', 1)


def _styled_later(shipped: str) -> str:
    """Streamlit's stylesheet below what says that it is loading: nothing is painted that stands after it.

    The link to it as it is shipped asks for nothing; without one, Streamlit's scripts would.
    """
    (link,) = re.findall(r'<link rel="stylesheet"[^>]*>', shipped)
    shipped = shipped.replace(link, link.replace("<link", "<link disabled"), 1)
    words = f'<style id="fonts" media="not all">{stylesheet("fonts.css")}</style>'  # until there are any
    start = f'<body>{_LOADING}<link rel="stylesheet" href="/streamlit.css?{_fingerprint(streamlit_css())}">{words}'
    return re.sub(r"<body>.*?</noscript>", lambda _: start, shipped, count=1, flags=re.DOTALL)


def _scripts_first(shipped: str) -> str:
    """Without the font that would come before them, and with those that Streamlit asks for when it draws a page."""
    shipped = re.sub(r'\s*<link\s+rel="preload"[^>]*>', "", shipped)
    more = (f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in scripts(*_DRAWN_WITH))
    return shipped.replace("</head>", f"{''.join(more)}</head>", 1)


def scripts(*names: str) -> list[str]:
    """Streamlit's scripts by their names without what tells versions apart, and all that they import."""
    folder, found = _STATIC.joinpath("static", "js"), list[str]()
    waiting = [path.name for name in names for path in sorted(folder.glob(f"{name}.*.js"))]
    while waiting:
        found.append(waiting.pop(0))
        imported = re.findall(r'(?:from|import)"\./([^"]+\.js)"', folder.joinpath(found[-1]).read_text("utf-8"))
        waiting += [name for name in imported if name not in (*found, *waiting) and name not in _SHIPPED]
    return found


@cache
def streamlit_css() -> str:
    """Streamlit's stylesheet without its fonts: their rules stand after ours, and its icons would come whole."""
    (link,) = re.findall(r'<link rel="stylesheet"[^>]* href="\./([^"]+)"', _SHIPPED)
    style = _STATIC.joinpath(link).read_text("utf-8")
    style = re.sub(r"@font-face\{font-family:(Source S|Material)[^}]*\}", "", style)
    return style.replace("url(../", "url(/static/")


def _fingerprint(content: str) -> str:
    """What tells two versions of a file apart: browsers keep the one, and fetch a new one."""
    return hashlib.sha256(content.encode()).hexdigest()[:12]


_INDEX = _ours(_SHIPPED)
FIRST = tuple(re.findall(r'(?:src|href)="\.(/static/js/[^"]+)"', _INDEX))  # what nothing is drawn without

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


def _words(language: str) -> str:
    """What stands in the place of Streamlit's own words, for words.js."""
    say, start = Say(language), "platform."
    words = {key.removeprefix(start): say(key) for key in entries() if key.startswith(start)}
    ahead = {name: [f"/static/js/{one}" for one in scripts(*needed)] for name, needed in _AHEAD.items()}
    told = json.dumps(
        {"locale": locale(language).replace("_", "-"), "words": words, "ahead": ahead}, ensure_ascii=False
    )
    return told.replace("<", r"\u003c")  # nothing in it ends the element
