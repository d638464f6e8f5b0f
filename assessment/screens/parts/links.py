"""How one screen leads elsewhere: to another screen without loading the page, or to an address of our own with it."""

from __future__ import annotations

from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assessment.visit import Visit

_MODULE = 6  # pixels; a code for a link is 45 modules wide with its quiet zone


def screen(visit: Visit, name: str) -> StreamlitPage:
    """The screen of a name, for `st.page_link` and `st.switch_page`; Streamlit knows pages by their address alone."""
    starts = name == visit.start
    return st.Page(_drawn_elsewhere, title=visit.say(f"menu.{name}"), url_path="" if starts else name, default=starts)


def anchor(address: str, words: str, *, name: str = "", download: bool = False) -> str:
    """A link for `st.html`, which loads the page anew or downloads a file.

    Args:
        address: of our own, such as /devices.
        words: what the link says.
        name: the same, for whoever hears it alone, where that says too little.
        download: saves what the address answers.
    """
    saved = " download" if download else ""
    named = f' aria-label="{escape(name)}"' if name else ""
    # in the colour of the text: of the theme's link colour `st.html` knows nothing
    return f'<a href="{escape(address)}"{saved}{named} style="color:inherit">{escape(words)}</a>'


def away(address: str, words: str, name: str, language: str) -> str:
    """A link for `st.html` to another site, which an arrow marks as leading away.

    Args:
        address: that somebody typed, and that was found to be one of the web.
        words: what the link says.
        name: the same, and that it leads away, for whoever does not see the arrow.
        language: of what stands there.
    """
    marked = f'{escape(words)}<span aria-hidden="true">&nbsp;↗</span>'
    where = f'href="{escape(address)}" hreflang="{escape(language)}" rel="noopener noreferrer"'
    return f'<a {where} aria-label="{escape(name)}" style="color:inherit">{marked}</a>'


def turn(address: str, words: str, language: str) -> str:
    """The same look for what changes something, and so is no link: here the language, whose words it says."""
    look = "font:inherit;color:inherit;background:none;border:0;padding:0;text-decoration:underline;cursor:pointer"
    button = f'<button lang="{language}" style="{look}">{escape(words)}</button>'
    return f'<form method="post" action="{escape(address)}" style="display:inline">{button}</form>'


def press(address: str, words: str, **given: str) -> str:
    """A button for `st.html` that does what an address of our own does, and loads the page or file that it answers.

    Args:
        address: of our own.
        words: what the button says.
        given: what is sent with it, by name.
    """
    look = "font:inherit;font-size:0.875em;color:inherit;background:none;border:1px solid;border-radius:4px"
    button = f'<button style="{look};padding:0.5em 0.8em;text-align:start;cursor:pointer">{escape(words)}</button>'
    beside = "display:inline-block;margin:0 0.5em 0.5em 0"
    sent = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in given.items())
    return f'<form method="post" action="{escape(address)}" style="{beside}">{sent}{button}</form>'


def qr(address: str, alt: str) -> str:
    """A link as a QR code: dark on light in both appearances, for not every camera reads the other way round."""
    import segno  # here, because few look at a code

    made = segno.make(address, error="m", micro=False, boost_error=False)
    drawn = made.svg_data_uri(scale=_MODULE, border=4, dark="#000", light="#fff")
    return f'<img src="{escape(drawn)}" alt="{escape(alt)}" style="display:block;max-width:100%;height:auto">'


def beneath(words: str) -> None:
    """Draw a few small words under a link to a page, in line with its own, which Streamlit sets in by half a letter."""
    st.caption(f"&ensp;{words}")  # Streamlit strips what is written as a blank


def _drawn_elsewhere() -> None:
    """Stands for the function that draws the screen, which `main` has registered."""
