"""sqlite-utils without pandas, which it takes in where it is installed, only to know its kinds of number.

The store is handed none of them, and pandas is half of what every command, and every process that sets reports, would
wait for and hold in memory. Whoever needs it imports it as ever.
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


with _hidden("pandas"):
    import sqlite_utils as _  # noqa: F401
