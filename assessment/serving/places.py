"""The places that a fragment draws in, copied as little as it takes: Streamlit copies them at every answer.

It remembers each container with a copy of all that it stands in, and of all that these stand in, though a fragment
draws in none of them but the last. With two containers around it that was a tenth of the processor's time of an answer.
"""

from __future__ import annotations

from copy import copy, deepcopy

from streamlit.cursor import RunningCursor
from streamlit.delta_generator import DeltaGenerator


def _container(one: DeltaGenerator, _: object) -> DeltaGenerator:
    """A container to draw in at its own pace, standing where it stood: of what is around it only the kinds are read."""
    same = DeltaGenerator(one._root_container, deepcopy(one._cursor), one._parent, one._block_type)
    same._form_data = deepcopy(one._form_data)
    same._creating_fragment_id = one._creating_fragment_id
    return same


def _cursor(one: RunningCursor, _: object) -> RunningCursor:
    """Where the next element goes, moving by itself; the rest of it is numbers, but for what a spinner has drawn."""
    same = copy(one)
    same._transient_elements = deepcopy(one._transient_elements)
    return same


def keep() -> None:
    """Let Streamlit copy in this way; it asks the things themselves how."""
    DeltaGenerator.__deepcopy__ = _container  # type: ignore[method-assign, assignment]
    RunningCursor.__deepcopy__ = _cursor  # type: ignore[attr-defined]
