"""How many tabs there is room for: each holds files of this process open, and the system lets it open only so many.

Measured with Streamlit 1.67 in /proc/PID/fd, with one tab more at a time; a test measures it again.
"""

from __future__ import annotations

import logging
import resource
from contextlib import suppress

_LOG = logging.getLogger(__name__)

MOST_FILES = 65_536  # more than that nobody needs, and some programs walk through all that they may open
ENOUGH = 4_096  # files, for some five hundred tabs; with fewer the log says so
A_TAB = 4  # its connection, and the event loop that Streamlit makes for each session: one to wait on, a pair to wake it
_DATABASE = 2  # the file and its log, while a run or a page reads or writes; a third is shared by all
_CLOSED = 128 * (A_TAB - 1)  # so many sessions of closed tabs Streamlit keeps for an hour, each with its event loop
_OTHERS = 8  # the part of all that is left for pages, `/health`, files handed over and the program itself


class TooFewFilesError(Exception):
    """The system lets this process open so few files that not one tab could be served."""


def raise_limit() -> int:
    """Ask the system for as many open files as it grants; returns how many that are."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if before != resource.RLIM_INFINITY and before < wanted:
        with suppress(OSError, ValueError):  # macOS grants less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FILES if now == resource.RLIM_INFINITY else min(now, MOST_FILES)


def tabs_for(files: int) -> int:
    """How many tabs may be open at once, each of them in a run; says in the log if those are few.

    Raises:
        TooFewFilesError: not one.
    """
    tabs = (files - files // _OTHERS - _CLOSED) // (A_TAB + _DATABASE)
    if tabs < 1:
        raise TooFewFilesError(f"this process may open {files} files, too few for a single tab; {_mend()}")
    if files < ENOUGH:
        _LOG.warning("this process may open %d files, enough for %d tabs at once; %s", files, tabs, _mend())
    return tabs


def _mend() -> str:
    return (
        f"raise its limit to {MOST_FILES}, or to {ENOUGH} at least: LimitNOFILE={MOST_FILES} in its systemd unit, "
        f"or `ulimit -n {MOST_FILES}` before the start"
    )
