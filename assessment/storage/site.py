"""The site as a whole, for whoever runs it: how the database is, and what was backed up when."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime

from assessment.people import Action
from assessment.storage import connection
from assessment.storage.access import Base
from assessment.storage.errors import NotSaved

_BACKUPS = 5  # that are told of


@dataclass(frozen=True)
class Health:
    """How the database is."""

    name: str  # of its file
    size: int  # bytes, with what SQLite keeps beside it
    free: int  # bytes on its disk
    is_sound: bool  # SQLite's quick check finds nothing
    can_be_written: bool
    questionnaires: tuple[tuple[str, str], ...]  # version and SHA-256 of each that is kept, oldest first
    backups: tuple[datetime, ...]  # the latest ones, newest first; none where none is on record


class Site(Base):
    """The part of the store that is about no region in particular."""

    def health(self) -> Health:
        """How the database is now; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            check = unit.one("PRAGMA quick_check(1)")
            backups = unit.all(
                "SELECT at FROM events WHERE kind = 'backed_up' ORDER BY id DESC LIMIT :most", most=_BACKUPS
            )
            kept = unit.all("SELECT version, sha256 FROM questionnaires ORDER BY rowid")
        return Health(
            name=self._database.name,
            size=sum(one.stat().st_size for one in connection.files_of(self._database) if one.exists()),
            free=shutil.disk_usage(self._database.resolve().parent).free,
            is_sound=list(check.values()) == ["ok"],
            can_be_written=self._can_be_written(),
            questionnaires=tuple((row["version"], row["sha256"]) for row in kept),
            backups=tuple(datetime.fromisoformat(row["at"]) for row in backups),
        )

    def _can_be_written(self) -> bool:
        try:
            with connection.writing(self._database, connection.BRIEFLY):
                return True
        except NotSaved:
            return False
