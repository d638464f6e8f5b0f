"""How each event of the log holds on to the one before it: by a hash, so that none can be changed unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

START = ""  # what the first event holds on to
_HELD = ("id", "at", "actor_id", "kind", "region_id", "department_id", "round_id", "person_id", "details")


def link(before: str, event: Mapping[str, object]) -> str:
    """The SHA-256 of an event's columns and of the hash of the event before it, in hexadecimal."""
    held = json.dumps([before, *(event[name] for name in _HELD)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(held.encode()).hexdigest()
