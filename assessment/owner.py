"""What only the owner of this program may read: files that nobody else opens, in folders that nobody else enters.

Whatever the umask, and without a word where a file system knows no such thing or the file is somebody else's: who may
read is then for the operator to settle.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_FILE, _FOLDER = 0o600, 0o700
_FOR_OTHERS = stat.S_IWOTH | stat.S_ISVTX | stat.S_ISGID  # of a folder that somebody set up for several


def lay(path: Path, content: bytes = b"") -> None:
    """Write a new file, closed to others before anything stands in it.

    Raises:
        FileExistsError: there is one already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE)
    with os.fdopen(descriptor, "wb") as file:
        _set(path, _FILE)
        file.write(content)


def close(files: Iterable[Path]) -> None:
    """Close to others what there is of some files."""
    for file in files:
        if file.is_file():
            _set(file, _FILE)


def give(file: Path, like: Path) -> None:
    """Let what root lays beside a file be its owner's too, who else could not open it; SQLite does so with its own."""
    if os.geteuid() == 0:
        with suppress(OSError):
            found = like.stat()
            os.chown(file, found.st_uid, found.st_gid)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing; one that is there stays as it is."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(_FOLDER, exist_ok=True)  # another process may have been faster
        _set(one, _FOLDER)


def close_folder(folder: Path, files: Iterable[Path]) -> None:
    """Close a folder to others if it is ours alone: nothing but these files is in it, and nobody else writes there."""
    with suppress(OSError):
        if not folder.stat().st_mode & _FOR_OTHERS and set(folder.iterdir()) <= set(files):
            _set(folder, _FOLDER)


def _set(path: Path, mode: int) -> None:
    with suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)
