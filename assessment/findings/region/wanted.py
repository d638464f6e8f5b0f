"""Which kinds of content several departments post too little: in fives, from five on, and none by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.findings.rows import Table
from assessment.language import number
from assessment.voices.content import voices
from assessment.voices.expectations import TOGETHER
from assessment.wording import Say


@dataclass(frozen=True)
class Wanted:
    """A region's common need in finished words."""

    headline: str
    about: str  # what it is made of, and what is not told
    to_do: str
    table: Table


def wanted(together: Mapping[str, int], say: Say) -> Wanted | None:
    """Put in words what is wanted more than posted in several departments; None where it is in fewer than five.

    Args:
        together: departments by kind of content, to the nearest five.
        say: the reader's language.
    """
    order = [one.id for one in voices().kinds]
    kinds = sorted(
        (one for one in together if together[one] >= TOGETHER), key=lambda one: (-together[one], order.index(one))
    )
    if not kinds:
        return None
    labels = {one.id: one.label[say.language] for one in voices().kinds}
    heads = (say("training.wanted.kind"), say("training.wanted.departments"))
    rows = tuple(
        (labels[one], say("training.steps.nearly", None, number=number(together[one], say.language))) for one in kinds
    )
    return Wanted(
        headline=say("training.wanted.headline", len(kinds)),
        about=say("training.wanted.about"),
        to_do=say("training.wanted.to_do", None, kind=labels[kinds[0]]),
        table=Table(heads, rows),
    )
