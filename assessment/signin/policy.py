"""What every answer tells the browser: load from here alone, guess nothing, keep nothing, show in no other page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assessment.signin.document import SCRIPT_HASHES

_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_OF_A_PAGE = {  # browsers look for it where a page is opened, and a file that is opened may be shown and do nothing
    # a sign-in link is an address: no other site learns where a visitor came from
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 365 * 24 * 60 * 60  # seconds


@cache
def policy(public_url: str, *, subdomains: bool = False, file: bool = False) -> Mapping[str, str]:
    """The headers of every answer.

    Args:
        public_url: the address that visitors use.
        subdomains: whether hosts below it have https too.
        file: whether it is one of the many files of a first visit, for which a page's headers would be more than half
            of what is sent: nothing may be loaded by it, no page shows it in a frame, and no other site may have it.
    """
    socket = public_url.replace("http", "ws", 1)  # wss where it is https
    content = {
        "default-src": "'none'",
        "script-src": f"'self' {SCRIPT_HASHES}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' {socket}",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }
    headers = {
        "Content-Security-Policy": _NOTHING if file else "; ".join(f"{name} {said}" for name, said in content.items()),
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if not file:
        headers |= _OF_A_PAGE
    if public_url.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}" + ("; includeSubDomains" if subdomains else "")
    return headers
