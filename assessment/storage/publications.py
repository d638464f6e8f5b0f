"""Publications: who is counted, frozen for ever; and the comparison that comes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from assessment.benchmark import Benchmark, Drawings, Edition, Moves, Sheet, benchmark, drawings, moves
from assessment.people import Action, Role
from assessment.questionnaire import Questionnaire
from assessment.rounds import Departure, Publication, RoundState, sheet
from assessment.storage.access import Base, Unit
from assessment.storage.chain import frozen
from assessment.storage.errors import NotAllowed, NotReady
from assessment.storage.kept import kept_questionnaire, known_in, record, round_of, rounds_by_id
from assessment.storage.submissions import newest_in


@dataclass(frozen=True)
class Candidate:
    """A department in a round that is to be published: whether it counts, and if not why."""

    department_id: str
    name: str
    counts: bool
    reason: str  # "", "not_submitted", "too_much_unknown", "left"
    submission_id: int | None = None


class Publications(Base):
    """The part of the store that publishes, and tells each department what it may see of the others."""

    def prospect(self, round_id: int) -> tuple[Drawings | None, list[Candidate]]:
        """What publishing now would draw, and who would be counted, who not and why; by name."""
        with self._reading() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            pairs = _candidates(unit, round_id)
            sheets = {one.department_id: made for one, made in pairs if made is not None}
            now_on = Publication(0, asked.region_id, round_id, unit.at, sheets, _frozen(sheets)[1])
            history = [*_publications(unit, asked.region_id), now_on]
            return _drawn(unit, history), [one for one, _ in pairs]

    def publish(self, round_id: int) -> Publication:
        """Freeze who is counted and publish the comparison.

        Raises:
            NotReady: the round is still open, or nobody would be counted.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            if asked.state(unit.at) in (RoundState.PLANNED, RoundState.OPEN):
                raise NotReady(["closed"])
            counted = [(one, made) for one, made in _candidates(unit, round_id) if made is not None]
            if not counted:
                raise NotReady(["submissions"])
            text, sha256 = _frozen({one.department_id: made for one, made in counted})
            publication_id = 1 + int(unit.one("SELECT coalesce(max(id), 0) AS last FROM publications")["last"])
            pairs = sorted(f"{one.department_id} {one.submission_id}" for one, _ in counted)
            frozen_sha256 = frozen((publication_id, asked.region_id, round_id, unit.stamp, sha256), pairs)
            unit.write(
                """
                INSERT INTO publications (id, region_id, round_id, published_at, sheets, sha256, frozen_sha256)
                VALUES (:id, :region, :round, :at, :sheets, :sha, :frozen)
                """,
                id=publication_id,
                region=asked.region_id,
                round=round_id,
                at=unit.stamp,
                sheets=text,
                sha=sha256,
                frozen=frozen_sha256,
            )
            for one, _ in counted:
                unit.write(
                    """
                    INSERT INTO publication_submissions (publication_id, department_id, submission_id)
                    VALUES (:publication, :department, :submission)
                    """,
                    publication=publication_id,
                    department=one.department_id,
                    submission=one.submission_id,
                )
            details = {"counted": len(counted), "sha256": frozen_sha256}
            unit.record("published", region=asked.region_id, round_id=round_id, details=details)
            return next(one for one in _publications(unit, asked.region_id) if one.id == publication_id)

    def publications(self, region_id: str) -> list[Publication]:
        """What was published in a region, oldest first; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.RUN_ROUNDS, region=region_id)
            return _publications(unit, region_id)

    def comparison(self, department_id: str, round_id: int | None = None) -> Benchmark | None:
        """What a department may see of the others, as last published (of one round, or of all); None before that."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return _compared(unit, unit.region_of(department_id), department_id, round_id)

    def comparison_by_round(self, department_id: str) -> dict[int, Benchmark]:
        """The same of each round that is published, as it was published last."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            history = _publications(unit, unit.region_of(department_id))
            hashed = _hashed(unit, history)
            last = {one.round_id: at for at, one in enumerate(history)}
            drawn = {round_id: _drawings(hashed[: at + 1]) for round_id, at in last.items()}
            return {round_id: benchmark(one, department_id) for round_id, one in drawn.items()}

    def comparisons(self, submission_id: int) -> list[Benchmark]:
        """What each publication that counts a submission told its department on the day, oldest first."""
        with self._reading() as unit:
            query = "SELECT department_id FROM submissions WHERE id = :id"
            department_id = unit.one(query, id=submission_id)["department_id"]
            unit.must(Action.READ_OWN, department=department_id)
            query = "SELECT publication_id FROM publication_submissions WHERE submission_id = :id"
            counting = {row["publication_id"] for row in unit.all(query, id=submission_id)}
            history = _publications(unit, unit.region_of(department_id))
            drawn = [_drawn(unit, history[: at + 1]) for at, one in enumerate(history) if one.id in counting]
            return [benchmark(one, department_id) for one in drawn if one is not None]

    def departure(self, department_id: str) -> Departure | None:
        """When one's own department left, and which publications count it; None where it takes part."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            row = unit.one(
                """
                SELECT gone.left_on, other.name AS into_name FROM departments AS gone
                  LEFT JOIN departments AS other ON other.id = gone.merged_into
                 WHERE gone.id = :id
                """,
                id=department_id,
            )
            if row["left_on"] is None:
                return None
            counted = unit.all(
                """
                SELECT round_id, published_at FROM publications
                  JOIN publication_submissions ON publication_id = publications.id
                 WHERE department_id = :id ORDER BY publications.id
                """,
                id=department_id,
            )
            return Departure(
                date.fromisoformat(row["left_on"]),
                row["into_name"],
                tuple((one["round_id"], datetime.fromisoformat(one["published_at"])) for one in counted),
            )

    def moves(self, round_ids: Sequence[int]) -> list[Moves | None]:
        """How many departments came and went from one round of one's region to the next of these, as published last.

        Returns:
            One less than there are rounds; None where one of the two is not published.
        """
        with self._reading() as unit:
            if unit.person is not None and unit.person.role is Role.FRIEND:
                raise NotAllowed("what is published is not for a friend")
            asked = {one.id: one for one in rounds_by_id(unit, round_ids)}
            last: dict[int, Edition] = {}
            for region_id in {one.region_id for one in asked.values()}:
                known_in(unit, region_id)
                for one in _publications(unit, region_id):
                    if one.round_id in asked:
                        sha256 = asked[one.round_id].questionnaire_sha256
                        last[one.round_id] = one.edition(kept_questionnaire(unit, sha256))
            found = [last.get(round_id) for round_id in round_ids]
            return [
                None if earlier is None or later is None else moves(earlier, later)
                for earlier, later in pairwise(found)
            ]

    def comparison_as_nobody(self, department_id: str) -> Benchmark | None:
        """What was published last in its region as nobody sees it, for a department that has submitted.

        Who was not counted has no figures of its own, and may see what files for others hold beside its own counts.

        Returns:
            None where nothing is published, or the department has submitted in no round yet.
        """
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            if not unit.all("SELECT 1 FROM submissions WHERE department_id = :id LIMIT 1", id=department_id):
                return None
            return _compared(unit, unit.region_of(department_id), None, None)

    def comparison_for_others(self, region_id: str, round_id: int | None = None) -> Benchmark | None:
        """The comparison with nobody as its viewer, for files that leave the region's office."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            return _compared(unit, region_id, None, round_id)


def _compared(unit: Unit, region_id: str, department_id: str | None, round_id: int | None) -> Benchmark | None:
    history = _publications(unit, region_id)
    if round_id is not None:
        if all(one.round_id != round_id for one in history):
            return None
        last = max(index for index, one in enumerate(history) if one.round_id == round_id)
        history = history[: last + 1]
    drawn = _drawn(unit, history)
    return None if drawn is None else benchmark(drawn, department_id)


def _drawn(unit: Unit, history: list[Publication]) -> Drawings | None:
    return _drawings(_hashed(unit, history)) if history else None


def _hashed(unit: Unit, history: list[Publication]) -> tuple[_Hashed, ...]:
    asked = {one.id: one.questionnaire_sha256 for one in rounds_by_id(unit, {one.round_id for one in history})}
    return tuple(_Hashed(one.sha256, one, kept_questionnaire(unit, asked[one.round_id])) for one in history)


@dataclass(frozen=True)
class _Hashed:
    """A publication as a key: what its hash stands for never changes."""

    sha256: str
    publication: Publication
    questionnaire: Questionnaire

    def __hash__(self) -> int:
        return hash((self.sha256, self.publication.id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and self._key == other._key

    @property
    def _key(self) -> tuple[str, int, datetime, str]:
        return (self.sha256, self.publication.id, self.publication.published_at, self.questionnaire.sha256)


@lru_cache(maxsize=32)
def _drawings(history: tuple[_Hashed, ...]) -> Drawings:
    return drawings([one.publication.edition(one.questionnaire) for one in history])


def _publications(unit: Unit, region_id: str) -> list[Publication]:
    rows = unit.all(
        "SELECT id, region_id, round_id, published_at, sha256 FROM publications WHERE region_id = :region ORDER BY id",
        region=region_id,
    )
    return [_publication(unit, row) for row in rows]


_frozen_sheets: dict[tuple[int, str], Mapping[str, Sheet]] = {}  # by id and hash: what is published never changes


def _publication(unit: Unit, row: Mapping[str, Any]) -> Publication:
    key = (row["id"], row["sha256"])
    if key not in _frozen_sheets:
        text = unit.one("SELECT sheets FROM publications WHERE id = :id", id=row["id"])["sheets"]
        _frozen_sheets[key] = {name: Sheet(**values) for name, values in json.loads(text).items()}
    return record(Publication, row, sheets=_frozen_sheets[key])


def _frozen(sheets: Mapping[str, Sheet]) -> tuple[str, str]:
    text = json.dumps(
        {name: {fact.name: getattr(one, fact.name) for fact in fields(one)} for name, one in sorted(sheets.items())},
        sort_keys=True,
        separators=(",", ":"),
    )
    return text, hashlib.sha256(text.encode()).hexdigest()


def _candidates(unit: Unit, round_id: int) -> list[tuple[Candidate, Sheet | None]]:
    questionnaire = kept_questionnaire(unit, round_of(unit, round_id).questionnaire_sha256)
    submitted = {
        one.department_id: (one.id, sheet(questionnaire, one.answers, one.profile)) for one in newest_in(unit, round_id)
    }
    found: list[tuple[Candidate, Sheet | None]] = []
    invited = """
        SELECT department_id, round_departments.name, left_on FROM round_departments
          JOIN departments ON departments.id = department_id
         WHERE round_id = :round ORDER BY round_departments.name
        """
    for row in unit.all(invited, round=round_id):
        newest = submitted.get(row["department_id"])
        if newest is None or row["left_on"] is not None:
            reason = "not_submitted" if newest is None else "left"
            found.append((Candidate(row["department_id"], row["name"], False, reason), None))
            continue
        submission_id, made = newest
        reason = "" if made is not None else "too_much_unknown"
        found.append((Candidate(row["department_id"], row["name"], made is not None, reason, submission_id), made))
    return found
