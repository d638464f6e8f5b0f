"""All reports of a round in one zip, which is whole after each of them.

It grows where it is laid down for the session that asked for it, is gone where that session makes another, and is
handed out once.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assessment import shelf

KIND = "reports"  # on the shelf
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every part: the same reports give the same bytes


@dataclass(frozen=True)
class Bundle:
    """A zip that is being made, and how far it is."""

    token: str
    path: Path
    departments: tuple[str, ...]  # ids, in the order of the list
    done: int = 0
    left_out: tuple[str, ...] = ()  # names of those whose report could not be set

    @property
    def is_whole(self) -> bool:
        """Whether every report is in it."""
        return self.done == len(self.departments)

    def with_one(self, name: str, content: bytes | None) -> Bundle:
        """Add the report of the next department, or leave it out where it could not be set.

        Raises:
            FileNotFoundError: it is gone: another one is made, the session is over, or it has taken too long.
            NoRoomError: so much is laid down that it cannot grow; what there was of it is taken away.
        """
        with (
            shelf.whole(self.path),
            self.path.open("r+b") as file,  # where none is, a zip would be begun anew
            zipfile.ZipFile(file, "a", zipfile.ZIP_STORED) as target,  # a PDF is packed already
        ):
            if content is not None:
                target.writestr(zipfile.ZipInfo(name, _WHEN), content)
        left_out = self.left_out if content is not None else (*self.left_out, name)
        return replace(self, done=self.done + 1, left_out=left_out)


def begin(session: str, departments: Sequence[str]) -> Bundle:
    """Begin a zip for whoever has a session.

    Raises:
        NoRoomError: too many are made at once.
    """
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w"):
        pass  # so that it is one also where nothing is added
    token, path = shelf.lay(session, KIND, empty.getvalue())
    return Bundle(token, path, tuple(departments))
