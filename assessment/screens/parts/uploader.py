"""A file that is handed in: the platform lets every one through, so that what cannot be read is said in our own words.

What it refuses by itself it refuses in a few hidden words, and it cannot say what to do. It still stops what is larger
than `maxUploadSize` in its configuration, far above what we take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment import log, upload
from assessment.language import number
from assessment.visit import Visit

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_MEGABYTE = 1_000_000
_TOLD = "refused-file"  # the last that the log was told of


def file(visit: Visit, label: str, key: str, *, text: bool = False) -> UploadedFile | None:
    """Draw the way to hand in a workbook; says what to do about a file that is something else.

    Args:
        visit: whose language is spoken.
        label: what is to be handed in.
        key: of the widget.
        text: whether a table as text is taken too.

    Returns:
        The file, to be read as a stranger's; None where there is none, or one that was refused.
    """
    given = st.file_uploader(label, key=key)
    if given is None:
        return None
    try:
        upload.check(given.getvalue(), text=text)
    except upload.UploadError as error:
        refused(given.file_id)
        st.error(visit.say(f"upload.{error.kind}", None, most=number(upload.MOST_BYTES / _MEGABYTE, visit.language)))
        return None
    return given


def plain(label: str, key: str) -> UploadedFile | None:
    """Draw the way to hand in a file of text, whose own reader says what is wrong with it.

    Args:
        label: what is to be handed in.
        key: of the widget.
    """
    return st.file_uploader(label, key=key)


def refused(file_id: str) -> None:
    """Tell the log of a file that is not read: once, however often its page is drawn, and nothing of what it is."""
    if st.session_state.get(_TOLD) != file_id:
        st.session_state[_TOLD] = file_id
        log.tell(log.LogKind.REFUSED, str(st.session_state.to_dict().get("screen", "")))
