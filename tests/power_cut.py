"""What a power cut leaves of a folder: every write of a process is recorded, and played back up to any moment.

Recorded is what the process asks of the kernel (with strace, on the program as it is). What had been synced at the
moment of the cut is there; of what had not, each file has nothing, everything, some writes, or some sectors of them.
The last changes of names in a folder that was not synced are there or not, in their order. A disk that says "synced"
and is lying is beyond this, as it is beyond SQLite.

Run as a program this does some work of `tests.victim` in a folder, so that it can be recorded.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SECTOR = 512
_CALLS = "openat,close,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename"
_CALL = re.compile(r"(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_TEMPORARY = ("-shm", ".lock")  # of no meaning once the machine has stopped


@dataclass
class _File:
    synced: bytearray
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)  # (offset, data), or (size, None): cut to it

    def sync(self) -> None:
        for change in self.waiting:
            _change(self.synced, *change)
        self.waiting = []

    def left(self, chance: random.Random) -> bytes:
        """What a cut leaves of it."""
        content, fate = bytearray(self.synced), chance.choice(("nothing", "everything", "some writes", "some sectors"))
        for offset, data in self.waiting if fate != "nothing" else ():
            if fate == "some sectors" and data is not None:
                for start in range(0, len(data), _SECTOR):
                    if chance.random() < 0.5:
                        _change(content, offset + start, data[start : start + _SECTOR])
            elif fate == "everything" or chance.random() < 0.5:
                _change(content, offset, data)
        return bytes(content)


def _change(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        content.extend(bytes(max(0, offset - len(content))))
        content[offset : offset + len(data)] = data


@dataclass
class Disk:
    """A folder with all below it as a disk holds it: synced, and waiting to be."""

    folder: Path
    names: dict[str, _File]  # synced
    waiting: list[tuple[str, _File | None]] = field(default_factory=list)  # (name, what it names from now on)
    told: list[Any] = field(default_factory=list)
    _open: dict[int, str | _File] = field(default_factory=dict)  # a file, or the name of a folder

    @classmethod
    def of(cls, folder: Path) -> Disk:
        """The folder as it is, all of it synced."""
        found = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(_TEMPORARY)]
        return cls(folder, {str(path): _File(bytearray(path.read_bytes())) for path in found})

    def follow(self, call: str, given: str, result: int) -> None:
        """Do what a recorded call did."""
        number = int(given.split(",")[0]) if given[0].isdigit() else -1
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(given)]
        if call == "openat":
            self._opened(texts[0].decode(), result, given)
        elif call == "close":
            self._open.pop(number, None)
        elif call == "write" and number == 1:
            self.told += [json.loads(line) for line in texts[0].splitlines()]
        elif call in ("unlink", "rename"):
            self._renamed([text.decode() for text in texts])
        elif number in self._open:
            self._changed(self._open[number], call, given, texts)

    def _opened(self, name: str, number: int, flags: str) -> None:
        if not name.startswith(str(self.folder)) or name.endswith(_TEMPORARY):
            return
        if Path(name).is_dir():
            self._open[number] = name
            return
        file = self._now().get(name)
        if file is None:
            file = _File(bytearray())
            self.waiting.append((name, file))
        if "O_TRUNC" in flags:
            file.waiting.append((0, None))
        self._open[number] = file

    def _now(self) -> dict[str, _File]:
        names = dict(self.names)
        for name, file in self.waiting:
            _name(names, name, file)
        return names

    def _renamed(self, names: list[str]) -> None:
        here = [name for name in names if name.startswith(str(self.folder)) and not name.endswith(_TEMPORARY)]
        if here and here[0] in self._now():
            file = self._now()[here[0]]
            self.waiting += [(name, file) for name in here[1:]] + [(here[0], None)]

    def _changed(self, file: str | _File, call: str, given: str, texts: list[bytes]) -> None:
        if isinstance(file, str):
            if call == "fsync":
                self._sync_names(file)
        elif call == "pwrite64":
            file.waiting.append((int(given.rsplit(",", 1)[1]), texts[0]))
        elif call == "ftruncate":
            file.waiting.append((int(given.rsplit(",", 1)[1]), None))
        elif call in ("fsync", "fdatasync"):
            file.sync()

    def _sync_names(self, folder: str) -> None:
        rest = []
        for name, file in self.waiting:
            if str(Path(name).parent) == folder:
                _name(self.names, name, file)
            else:
                rest.append((name, file))
        self.waiting = rest

    def cut(self, chance: random.Random, into: Path) -> None:
        """Write what a power cut at this moment would leave."""
        names = dict(self.names)
        for name, file in self.waiting[: chance.randint(0, len(self.waiting))]:
            _name(names, name, file)
        for name, file in names.items():
            path = into / Path(name).relative_to(self.folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.left(chance))


def _name(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def recorded(folder: Path, record: Path, work: str, *given: Any, **settings: str) -> Disk:
    """Let another process do some work in a folder, and record it; the folder is left as it was.

    Args:
        folder: where the work is done.
        record: where to write what was recorded.
        work: the name of a function of `tests.victim`.
        given: its arguments after `tell` and the database.
        settings: of the database, in place of the product's, and `times`, how much is to be told.

    Returns:
        The disk before the work; `moments` plays the record back.
    """
    disk = Disk.of(folder)
    words = [*given, *(f"{name}={value}" for name, value in settings.items())]
    trace(folder, ["-xx", "-s", "100000", "-o", str(record), "-e", f"trace={_CALLS}"], work, *words)
    return disk


def trace(folder: Path, options: list[str], work: str, *words: Any) -> str:
    """Do some work of `tests.victim` in a folder under strace; returns what was told."""
    assert shutil.which("strace"), "power cuts are recorded with strace: install it, on Debian `apt-get install strace`"
    program = [sys.executable, "-m", "tests.power_cut", str(folder), work, *map(str, words)]
    done = subprocess.run(["strace", *options, *program], check=True, capture_output=True, text=True)
    return done.stdout


def moments(disk: Disk, record: Path, cuts: int, chance: random.Random) -> Iterator[Disk]:
    """Play a record back, and stop at so many moments by chance, each before or after a call in the folder."""
    calls = [call for line in record.read_text().splitlines() if (call := _CALL.match(line))]
    first = next(place for place, call in enumerate(calls) if call[1] == "write" and call[2].startswith("1,"))
    stops = sorted(chance.choices(range(first, len(calls)), k=cuts))
    for place, call in enumerate(calls):
        while stops and stops[0] == place:
            stops.pop(0)
            yield disk
        if int(call[3]) >= 0:
            disk.follow(call[1], call[2], int(call[3]))


class _Enough(Exception):
    pass


def main(folder: Path, work: str, *words: str) -> None:
    """Do some work of `tests.victim`; what it tells goes to standard output."""
    from assessment import storage
    from assessment.storage import connection
    from tests import victim

    settings = dict(word.split("=", 1) for word in words if "=" in word)
    left, journal = int(settings.pop("times")), settings.pop("journal", "")
    if journal:
        connection.journal_mode = lambda: journal
    connection._PRAGMAS += tuple(f"{name}={value}" for name, value in settings.items())

    def tell(word: Any) -> None:
        nonlocal left
        _say(word)
        left -= 1
        if left == 0:
            raise _Enough

    path = folder / "in-touch.db"
    _say("begun")
    try:
        with suppress(_Enough), closing(storage.prepare(path)):
            _say("ready")
            getattr(victim, work)(tell, path, *(_given(word) for word in words if "=" not in word))
    except storage.DatabaseError:
        _say("refused")


def _given(word: str) -> str | int | Path:
    if word.isdigit():
        return int(word)
    return Path(word) if word.startswith("/") else word


def _say(word: Any) -> None:
    os.write(1, json.dumps(word).encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
