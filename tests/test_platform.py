"""Our words in the place of Streamlit's own: it still says what they replace, and each names only what it puts in."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from assessment import signin
from assessment.wording import LANGUAGES, Say

WORDS = Path(signin.__file__).parent.joinpath("templates", "words.js").read_text("utf-8")
PAIR = re.compile(r'"([^"\n]+)": words\.(\w+)')  # what Streamlit says, and the key of what we say
PUT_TOGETHER = re.compile(
    "^Press |^Choose date, | available|icon$|^{nn}|^AxiosError"
)  # from parts, as only the tests in the browser see


@cache
def platform() -> str:
    """All that Streamlit's page is made of."""
    folder = files("streamlit").joinpath("static", "static", "js")
    return "\n".join(one.read_text("utf-8") for one in folder.iterdir() if one.name.endswith(".js"))


def pairs() -> list[tuple[str, str]]:
    found = PAIR.findall(WORDS)
    assert len(found) > 50
    return found


@pytest.mark.parametrize("theirs", [one for one, _ in pairs() if not PUT_TOGETHER.search(one)])
def test_streamlit_still_says_what_we_replace(theirs: str) -> None:
    lacking = [part for part in re.split(r"\{\w+\}", theirs) if part.strip() not in platform()]

    assert lacking == [], "look what Streamlit says now, and put it into words.js"


@pytest.mark.parametrize(("theirs", "key"), pairs())
def test_our_words_name_what_streamlit_puts_in(theirs: str, key: str) -> None:
    given = set(re.findall(r"\{(\w+)\}", theirs))
    for language in LANGUAGES:
        assert set(re.findall(r"\{(\w+)\}", Say(language)(f"platform.{key}"))) <= given
