"""sqlite-utils without pandas and numpy, which it takes in where they are, only to know their kinds of number.

The store is handed none of them, and the two are half of what every command, and every process that sets reports, would
wait for and hold in memory. Whoever needs them imports them as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # so Python says of a module that it is not to be found
    try:
        yield
    finally:
        del sys.modules[name]


with _hidden("pandas"), _hidden("numpy"):
    import sqlite_utils as _  # noqa: F401
