"""The fonts of a first visit, cut down to what it shows, and their addresses; `make fonts` makes the files.

Streamlit's own are fetched for letters that are not in these. Each address carries the fingerprint of its file, so
browsers keep it for good and fetch a new one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

MADE = Path(__file__).with_name("typefaces")
# Latin with the letters of European names, the signs printed around words, and those that our sentences and tables use.
_LETTERS = "20-7E A0-17F 192 218-21B 2BB-2BC 2C6-2CD 2D8-2DD 300-304 306-308 30A-30C 327-328 1E9E"
_SIGNS = "2010-2015 2018-201E 2020-2022 2026 2030 2032-2033 2039-203A 2044 20AC 2116 2122 2190-2193 2197 2212 2215"
_SHAPES = "221A 2248 2260 2264-2265 25B2 25BC 25C6 25CB 2610 2713"
RANGES = tuple(f"{_LETTERS} {_SIGNS} {_SHAPES}".split())  # as a rule writes them
_OTHER_LETTERS = ("180-217", "21C-2AF", "370-52F", "1E00-1E9D", "1E9F-1FFF")  # Greek, Cyrillic, farther Latin
_KEPT = {"Cache-Control": "public, max-age=31536000, immutable"}
_FONTS = {
    f"{path.stem}.{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}.woff2": path.read_bytes()
    for path in sorted(MADE.glob("*.woff2"))
}
_OTHERS = {
    "whole_sans": "SourceSansVF-Upright",
    "whole_sans_italic": "SourceSansVF-Italic",
    "whole_serif": "SourceSerifVariable-Roman",
}
_WHOLE = files("streamlit").joinpath("static", "static", "media")


def addresses() -> Mapping[str, str]:
    """Where each font is, by its name, and which signs are in those of words."""
    ours = {name.partition(".")[0].replace("-", "_"): f"/fonts/{name}" for name in _FONTS}
    whole = {name: _whole(file) for name, file in _OTHERS.items()}
    return {**ours, **whole, "signs": _rule(RANGES), "others": _rule(_OTHER_LETTERS)}


def _rule(ranges: tuple[str, ...]) -> str:
    return ", ".join(f"U+{one}" for one in ranges)


def font(request: Request) -> Response:
    """Send one of them."""
    content = _FONTS.get(request.path_params["name"])
    return Response(status_code=404) if content is None else Response(content, media_type="font/woff2", headers=_KEPT)


def _whole(name: str) -> str:
    """The address of a font of Streamlit's; its file name carries a hash that changes with each version."""
    found = sorted(one.name for one in _WHOLE.iterdir() if one.name.startswith(name))
    return f"/static/media/{found[0]}" if found else ""
