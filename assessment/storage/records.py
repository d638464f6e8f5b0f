"""Records of many rows, made once for as long as the rows say the same.

The rows are read each time, so what is kept is never stale; only making records of them is left out, which for a whole
region takes many times as long as reading them. What is sealed needs not even be read again: the line of the log that
tells of the last submission holds, by its hash, all that was told before it.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from assessment.storage.access import Unit

MOST_KEPT = 16  # readings, of all regions; one of 10,000 departments takes some megabytes
_PLAIN = 2  # of the ways to write rows down, the last that writes the same rows in the same way each time

_Record = TypeVar("_Record")
_Read = TypeVar("_Read")


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


def sealed_mark(unit: Unit, file: Path, sql: str, round_id: int) -> str:
    """The same of rows that nothing but another submission in a round changes, read once for as long as none comes."""
    last = last_sealed(unit, round_id)
    if last is None:
        return mark(unit, sql, round=round_id)
    return proved(("mark", file, sql, round_id, last), lambda: mark(unit, sql, round=round_id))


def proved(by: Hashable, read: Callable[[], _Read]) -> _Read:
    """What was read, for as long as something proves that it would be read again.

    Args:
        by: the proof, which says of which file, what and whose.
        read: reads it.
    """
    found: _Read = _read(_Proved(by, read))
    return found


def last_sealed(unit: Unit, round_id: int | None = None) -> tuple[int, str] | None:
    """The last submission, of a round or of all, and the hash of the line that tells of it; None without such a line.

    Within a file it says which submissions there are: none is changed or taken out, and each has a higher id than those
    before it. In another file that lies in its place, or in an older state of it, that submission has another line.
    """
    row = unit.maybe(_LAST_SEALED, round=round_id)
    return None if row is None else (row["id"], row["sha256"])


_LAST_SEALED = """
    SELECT submissions.id, events.sha256
      FROM submissions JOIN events USING (department_id, round_id)
     WHERE submissions.id = CASE WHEN :round IS NULL THEN (SELECT max(id) FROM submissions)
                                 ELSE (SELECT max(id) FROM submissions WHERE round_id = :round) END
       AND events.kind = 'submitted'
     ORDER BY events.id DESC LIMIT 1
"""


def _hash(rows: list[Any]) -> str:
    return hashlib.sha256(marshal.dumps(rows, _PLAIN)).hexdigest()


@dataclass(frozen=True)
class _Proved:
    by: Hashable
    read: Callable[[], Any] = field(compare=False)  # where it is not kept yet


@lru_cache(maxsize=MOST_KEPT)
def _read(of: _Proved) -> Any:
    return of.read()


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
