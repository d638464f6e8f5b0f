"""The places that a fragment draws in: what Streamlit would copy, and nothing that it would not read."""

from __future__ import annotations

import copy
from copy import deepcopy

import pytest
from streamlit.cursor import RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.Element_pb2 import Element

from assessment.serving import places

OF_STREAMLIT = DeltaGenerator.__deepcopy__


def stack() -> list[DeltaGenerator]:
    """A column in a container of a page, each where the one before it stands."""
    cursor, found = RunningCursor(0), [DeltaGenerator(0, RunningCursor(0))]
    for kind in ("vertical", "column"):
        cursor = cursor.open_block()
        found.append(DeltaGenerator(0, cursor, found[-1], kind))
        found[-1]._creating_fragment_id = kind
    return found


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DeltaGenerator, "__deepcopy__", OF_STREAMLIT)
    monkeypatch.setattr(RunningCursor, "__deepcopy__", None, raising=False)
    monkeypatch.delattr(RunningCursor, "__deepcopy__")


def facts(one: DeltaGenerator) -> tuple[object, ...]:
    """Everything that a copy holds, but for what it stands in, of which the kinds are read alone."""
    own = {name: value for name, value in vars(one).items() if name not in ("_parent", "_provided_cursor")}
    cursor = vars(one._provided_cursor) | {"_transient_elements": list(one._provided_cursor.transient_elements.items())}
    return own, cursor, tuple(one._ancestor_block_types)


def test_a_copy_is_what_streamlit_copies() -> None:
    whole = stack()
    whole[-1]._provided_cursor.get_transient_cursor().transient_elements[0] = Element()
    by_streamlit = [facts(one) for one in deepcopy(tuple(whole))]
    places.keep()

    assert [facts(one) for one in deepcopy(tuple(whole))] == by_streamlit


def test_what_is_drawn_into_a_copy_moves_nothing_else() -> None:
    places.keep()
    whole = stack()
    first, second = deepcopy(tuple(whole)), deepcopy(tuple(whole))
    before = [facts(one) for one in (*whole, *second)]
    first[-1]._cursor.lock_element()
    first[-1]._cursor.get_transient_cursor().transient_elements[0] = Element()

    assert first[-1]._cursor.index == 1
    assert [facts(one) for one in (*whole, *second)] == before


def test_no_more_than_each_container_itself_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    places.keep()
    made: list[object] = []
    monkeypatch.setattr(places, "copy", lambda one: (made.append(one), copy.copy(one))[1])
    deepcopy(tuple(stack()))

    assert len(made) == 3
