"""What an operator is told in one line."""

from __future__ import annotations


class Wrong(Exception):
    """Something that the operator can put right; the message says what and how."""
