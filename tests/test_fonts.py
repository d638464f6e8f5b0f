"""The fonts of a first visit: small, and nothing that stands on our pages is missing from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fonts import SOURCES, icons, ligatures, signs, source
from fontTools.ttLib import TTFont

from assessment.signin.fonts import MADE, addresses
from assessment.signin.page import stylesheet

TOP = Path(__file__).parent.parent
MOST = {"sans": 40_000, "sans-italic": 40_000, "serif": 30_000, "icons": 16_000}  # bytes


def made(name: str) -> TTFont:
    return TTFont(MADE / f"{name}.woff2")


def test_every_icon_of_ours_and_of_streamlit_is_in_the_font_of_icons() -> None:
    lacking = icons() - ligatures(made("icons")).keys()

    assert lacking == set(), "run `make fonts`"
    assert {"check_circle", "chevron_left", "expand_more", "close"} <= icons()


def test_a_field_to_which_streamlit_gives_an_icon_names_it() -> None:
    field = re.compile(r'\btype="(?:search|email|url|phone)",?(\s*icon=)?')
    found = [one for path in TOP.joinpath("assessment").rglob("*.py") for one in field.findall(path.read_text("utf-8"))]

    assert found and all(found)


@pytest.mark.parametrize("name", [name for name in SOURCES if name != "icons"])
def test_the_fonts_of_words_have_all_that_their_rule_says_and_their_source_has(name: str) -> None:
    promised = set(signs()) & source(name).getBestCmap().keys()

    assert promised == set(made(name).getBestCmap()), "run `make fonts`"


def test_every_sign_of_our_sentences_is_promised() -> None:
    texts = [TOP / "questions.yaml", *TOP.joinpath("assessment", "wording").glob("*.yaml")]
    written = {ord(sign) for path in texts for sign in path.read_text("utf-8") if sign != "\n"}

    assert written - set(signs()) == set()


def test_a_name_in_other_letters_is_drawn_with_the_whole_font() -> None:
    rules = re.findall(r"@font-face \{.*?\}", stylesheet("fonts.css"))
    ours, whole = ([rule for rule in rules if of in rule] for of in ("/fonts/", "/static/media/"))

    assert (len(ours), len(whole)) == (3, 3)
    assert all("U+370-52F" in rule for rule in whole)
    assert not any("U+370-52F" in rule for rule in ours)
    assert all("font-display: swap" in rule for rule in rules)


@pytest.mark.parametrize("name", SOURCES)
def test_a_font_is_small_and_has_a_name_of_its_own(name: str) -> None:
    path = MADE / f"{name}.woff2"

    assert path.stat().st_size <= MOST[name]
    assert made(name)["name"].getDebugName(1) == f"InTouch-{name}"
    assert re.fullmatch(rf"/fonts/{name}\.[0-9a-f]{{12}}\.woff2", addresses()[name.replace("-", "_")])
