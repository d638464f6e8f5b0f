"""Records of many rows, made once for as long as the rows say the same.

The rows are read each time, so what is kept is never stale; only making records of them is left out, which for a whole
region takes many times as long as reading them.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from assessment.storage.access import Unit

MOST_KEPT = 16  # readings, of all regions; one of 10,000 departments takes some megabytes
_PLAIN = 2  # of the ways to write rows down, the last that writes the same rows in the same way each time

_Record = TypeVar("_Record")


class Records(tuple[_Record, ...]):
    """Records, and the hash of the rows that they were made of."""

    sha256: str


@dataclass(frozen=True)
class _Rows:
    sha256: str
    make: Callable[[dict[str, Any]], Any]
    names: list[str] = field(compare=False)
    rows: list[tuple[Any, ...]] = field(compare=False)  # until records are made of them


def records(unit: Unit, make: Callable[[dict[str, Any]], _Record], sql: str, **values: object) -> Records[_Record]:
    """The records of every row of a query.

    Args:
        unit: of work.
        make: makes a record of a row, and of nothing else; a function of a module.
        sql: the query.
        values: of the query.
    """
    with closing(unit.db.conn.execute(sql, values)) as cursor:
        names = [column[0] for column in cursor.description]
        found = cursor.fetchall()
    return _made(_Rows(_hash([names, *found]), make, names, found))


def joined(make: Callable[..., Iterable[_Record]], parts: Sequence[Records[Any]], *by: object) -> Records[_Record]:
    """Records that are put together of others.

    Args:
        make: makes them of all parts.
        parts: the others.
        by: what they go by besides, and what they are.
    """
    sha256 = _hash([repr(by), *(one.sha256 for one in parts)])
    return _put_together(_Parts(sha256, make, list(parts)))


def mark(unit: Unit, sql: str, **values: object) -> str:
    """The hash of the rows of a query: what was made of them holds as long as it is the same."""
    with closing(unit.db.conn.execute(sql, values)) as cursor:
        return _hash(cursor.fetchall())


def _hash(rows: list[Any]) -> str:
    return hashlib.sha256(marshal.dumps(rows, _PLAIN)).hexdigest()


@dataclass(frozen=True)
class _Parts:
    sha256: str
    make: Callable[..., Iterable[Any]] = field(compare=False)
    parts: list[Records[Any]] = field(compare=False)  # until they are put together


@lru_cache(maxsize=MOST_KEPT)
def _put_together(of: _Parts) -> Records[Any]:
    made = Records(of.make(*of.parts))
    made.sha256 = of.sha256
    of.parts.clear()
    return made


@lru_cache(maxsize=MOST_KEPT)
def _made(of: _Rows) -> Records[Any]:
    made = Records(of.make(dict(zip(of.names, row, strict=True))) for row in of.rows)
    made.sha256 = of.sha256
    of.rows.clear()
    return made
