"""A message that holds more than the fragment it asks for asks for the whole page."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.state.common import ValueFieldName, WidgetMetadata
from streamlit.runtime.state.session_state import SessionState

from assessment import together

DRAWN = {"own": "first", "other": "second", "next": None}  # the fragment of each widget


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> SessionState:
    """A page with an answer in each of two fragments, and a button outside of them."""
    state = SessionState()
    for widget_id, fragment_id in DRAWN.items():
        kind: ValueFieldName = "trigger_value" if fragment_id is None else "string_value"
        drawn = WidgetMetadata(widget_id, lambda value: value, lambda value: value, kind, fragment_id=fragment_id)
        state._new_widget_state.set_widget_metadata(drawn)
        state._new_widget_state.set_from_value(widget_id, False if fragment_id is None else "before")
    monkeypatch.setattr(together, "_state", {"page": state}.get)
    return state


def asks(fragment_id: str = "first", *, pressed: bool = False, **texts: str) -> BackMsg:
    said = BackMsg()
    said.rerun_script.fragment_id = fragment_id
    said.rerun_script.query_string = "topic=PI1"
    for widget_id, text in texts.items():
        said.rerun_script.widget_states.widgets.add(id=widget_id, string_value=text)
    if pressed:
        said.rerun_script.widget_states.widgets.add(id="next", trigger_value=True)
    return said


@pytest.mark.parametrize(
    "said", [asks(own="after", other="after"), asks(other="after"), asks(own="after", pressed=True)]
)
def test_what_was_changed_beside_a_fragment_asks_for_the_whole_page(said: BackMsg) -> None:
    wide = together.widened(said, "page")

    assert wide is not None
    assert BackMsg.FromString(wide).rerun_script.fragment_id == ""
    assert BackMsg.FromString(wide).rerun_script.widget_states == said.rerun_script.widget_states
    assert BackMsg.FromString(wide).rerun_script.query_string == "topic=PI1"


@pytest.mark.parametrize(
    "said",
    [
        asks(own="after", other="before"),
        asks(own="after", gone="after"),
        asks(fragment_id="", own="after", other="after"),
    ],
)
def test_any_other_message_stays_as_it_is(said: BackMsg) -> None:
    assert together.widened(said, "page") is None


def test_a_page_that_is_not_known_gets_what_it_asks_for() -> None:
    assert together.widened(asks(other="after"), "another") is None


def test_what_the_last_run_did_not_draw_is_compared_with_the_one_before(state: SessionState) -> None:
    state._compact_state()
    state._new_widget_state.set_widget_metadata(
        WidgetMetadata("other", lambda value: value, lambda value: value, "string_value", fragment_id="second")
    )

    assert together.widened(asks(own="after", other="before"), "page") is None
    assert together.widened(asks(own="after", other="after"), "page") is not None
