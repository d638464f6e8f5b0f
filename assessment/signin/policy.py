"""What every answer tells the browser: load from here alone, guess nothing, keep nothing, show in no other page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assessment.signin.document import SCRIPT_HASHES

_YEAR = 365 * 24 * 60 * 60  # seconds


@cache
def policy(public_url: str, *, subdomains: bool = False) -> Mapping[str, str]:
    """The headers of every answer, for the address that visitors use, and whether hosts below it have https too."""
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
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in content.items()),
        "X-Content-Type-Options": "nosniff",
        # a sign-in link is an address: no other site learns where a visitor came from
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if public_url.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}" + ("; includeSubDomains" if subdomains else "")
    return headers
