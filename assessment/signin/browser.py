"""What a browser calls itself, in two words: so that people tell their own devices apart."""

from __future__ import annotations

# By a sign in what a browser calls itself; the first that is found counts, for each names its forebears too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def called(user_agent: str) -> str:
    """The browser and what it runs on, such as "Firefox · Windows"; empty where neither is known."""
    found = (_first(kind, user_agent) for kind in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)


def _first(kind: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in kind if sign in user_agent), "")
