"""What an operator is told in one line."""

from __future__ import annotations

import click


class Wrong(Exception):
    """Something that the operator can put right; the message says what and how."""


class Whole(click.IntRange):
    """A whole number within bounds, called what people call it."""

    name = "whole number"
