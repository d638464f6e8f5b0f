"""What was changed together is worked off together: which messages of a page ask for too little.

A page sends what was changed once it has nothing else to do. On a slow computer that may be two answers; Streamlit's
message then holds both and asks for the fragment of one. The other would stand on the page as chosen, and never be
saved. Such a message is made to ask for the whole page.
"""

from __future__ import annotations

from typing import Any

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import unpack_widget_state_value
from streamlit.runtime.state.session_state import SessionState


def widened(asked: BackMsg, session_id: str) -> bytes | None:
    """The message that asks for the whole page instead; None where the fragment it asks for is all that was changed.

    Args:
        asked: a message that asks for a run.
        session_id: Streamlit's name of the page's session, none of whose runs is going on.
    """
    fragment_id = asked.rerun_script.fragment_id
    state = _state(session_id) if fragment_id else None
    if state is None or not any(
        _was_changed(state, one, fragment_id) for one in asked.rerun_script.widget_states.widgets
    ):
        return None
    whole = BackMsg()
    whole.CopyFrom(asked)
    whole.rerun_script.fragment_id = ""
    return bytes(whole.SerializeToString())


def _was_changed(state: SessionState, told: WidgetState, fragment_id: str) -> bool:
    """Whether a widget outside of a fragment has another value than the last run knew."""
    drawn = state._new_widget_state.widget_metadata.get(told.id)
    if drawn is None or drawn.fragment_id == fragment_id:
        return False
    return bool(drawn.deserializer(unpack_widget_state_value(told)) != _known(state, told.id))


def _known(state: SessionState, widget_id: str) -> Any:
    """The value of a widget after the last run, or after the one before, where that one did not draw it."""
    for values in (state._new_widget_state, state._old_state):
        if widget_id in values:
            return values[widget_id]
    return None


def _state(session_id: str) -> SessionState | None:
    if not runtime.exists():
        return None
    found = runtime.get_instance()._session_mgr.get_active_session_info(session_id)
    return None if found is None else found.session.session_state
