"""What a friend and a department have said, within a unit of work: every version of it, each held by a hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from assessment.answers import Answers, from_json
from assessment.friendship import Friendship, Remark, Reply, ReplyKind, Said, Visited
from assessment.storage.access import Unit
from assessment.storage.chain import held
from assessment.storage.entries import no_faster
from assessment.storage.errors import SaidMeanwhile

_T = TypeVar("_T")
_NONE = "null"  # the value of what was taken back
_CURRENT = """
    SELECT side, about, version, value, submission_id, saved_at, erased_at FROM friend_entries WHERE friendship_id = :id
"""
_SAVED = """
    SELECT count(*) AS saves, count(*) AS kept
      FROM friend_entries
     WHERE author_id = :person AND saved_at BETWEEN :since AND :at
"""
_LAST = f"{_CURRENT} AND side = :side AND about = :about ORDER BY version DESC LIMIT 1"
_SAID = f"{_CURRENT} AND (:as_of IS NULL OR saved_at <= :as_of) ORDER BY side, about, version"
_WRITES = """
    INSERT INTO friend_entries (friendship_id, side, about, version, value, submission_id, author_id, saved_at, sha256)
    VALUES (:id, :side, :about, :version, :value, :submission_id, :author_id, :saved_at, :sha256)
"""


def said_so_far(unit: Unit, friendship_id: int, as_of: datetime | None = None) -> Visited:
    """All that stands; what was taken back does not."""
    newest = {(row["side"], row["about"]): row for row in unit.all(_SAID, id=friendship_id, as_of=_stamp(as_of))}
    sides: dict[str, dict[str, dict[str, Any]]] = {"remark": {}, "words": {}, "reply": {}}
    for (side, about), row in newest.items():
        if row["value"] != _NONE:
            sides[side][about] = row
    return Visited(
        remarks={about: _as_said(row, _as_remark) for about, row in sides["remark"].items()},
        words={about: _as_said(row, str) for about, row in sides["words"].items()},
        replies={about: _as_said(row, _as_reply) for about, row in sides["reply"].items()},
    )


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def remarks_of(unit: Unit, friendship_id: int) -> dict[str, Remark]:
    """What a friend says of each question that they looked at."""
    return {about: said.value for about, said in said_so_far(unit, friendship_id).remarks.items()}


def answers_by_submission(unit: Unit, one: Friendship) -> dict[int, Answers]:
    """What the department answered in each of its submissions of the round."""
    rows = unit.all(
        "SELECT id, document FROM submissions WHERE round_id = :round AND department_id = :department",
        round=one.round_id,
        department=one.visited_id,
    )
    return {row["id"]: from_json(json.loads(row["document"])["answers"]) for row in rows}


def _as_said(row: Mapping[str, Any], read: Callable[[Any], _T]) -> Said[_T]:
    at = datetime.fromisoformat(row["saved_at"])
    erased_at = None if row["erased_at"] is None else datetime.fromisoformat(row["erased_at"])
    return Said(read(json.loads(row["value"])), row["version"], at, row["submission_id"], erased_at)


def _as_remark(value: Mapping[str, Any]) -> Remark:
    return Remark(value["level"], value["reason"])


def _as_reply(value: Mapping[str, Any]) -> Reply:
    month = None if value["month"] is None else date.fromisoformat(value["month"])
    return Reply(ReplyKind(value["kind"]), value["reason"], month, value["step"])


def put(unit: Unit, what: tuple[int, str, str], value: object, base: int, submission_id: int) -> int:
    """Write the next version of what was said, and return which it is; what was taken back counts as never said.

    The same once more is no new version, unless another submission was looked at meanwhile.

    Args:
        unit: of work.
        what: the friendship, the side ("remark", "words" or "reply"), and what it is about.
        value: as JSON takes it; None takes it back.
        base: the version that the save stands on; 0 for none.
        submission_id: that was looked at.

    Raises:
        SaidMeanwhile: it stands on another version.
        TooOften: this person has saved too often within a minute.
    """
    facts: dict[str, Any] = dict(zip(("id", "side", "about"), what, strict=True))
    last = unit.maybe(_LAST, **facts)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    if last is not None and text == last["value"] and submission_id == last["submission_id"]:
        return int(last["version"])  # of another submission, it is said anew
    if base != (0 if last is None or last["value"] == _NONE else last["version"]):
        raise SaidMeanwhile("something else was saved meanwhile")
    version = 1 if last is None else int(last["version"]) + 1
    row = {  # in the order in which it is held
        **facts,
        "version": version,
        "value": text,
        "submission_id": submission_id,
        "author_id": unit.actor_id,
        "saved_at": unit.stamp,
    }
    unit.write(_WRITES, **row, sha256=held(*row.values()))
    no_faster(unit, _SAVED)
    return version
