"""A bad line to a server on this computer: so many bits a second each way, so much later, and a round trip to connect.

A small TCP proxy, so that WebSockets are as slow as files. What all connections send one way goes through one bucket,
in pieces of a packet, as on a telephone's own line; TLS and lost packets are left out.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

_PACKET = 1460  # bytes of content in one
_LATE = 0.05  # seconds that a busy computer may wake us too late, without the line becoming a slower one
_WAITING = 64  # packets of a connection on their way; then it stops reading, as TCP does


@dataclass
class Way:
    """One direction of the line, which all connections share."""

    rate: float  # bytes a second
    late: float  # seconds, from one end to the other
    carried: int = 0
    _free: float = 0.0  # when the next packet can go

    async def sent(self, size: int) -> float:
        """Wait until so many bytes are on the line; when they are at its other end."""
        now = asyncio.get_running_loop().time()
        self._free = max(self._free, now - _LATE) + size / self.rate
        self.carried += size
        await asyncio.sleep(max(0.0, self._free - now))
        return self._free + self.late


@dataclass
class Line:
    """Both directions, and the port at which they begin."""

    to: int  # the server's port
    up: Way
    down: Way
    port: int = 0
    begun: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def carried(self) -> int:
        """Bytes both ways, until now."""
        return self.up.carried + self.down.carried

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until both its ends have said all they had to say."""
        task = asyncio.current_task()
        assert task is not None
        self.begun.add(task)
        try:
            await asyncio.sleep(self.up.late + self.down.late)  # the handshake, which no program sees
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
            await asyncio.gather(_carry(reader, far_writer, self.up), _carry(far_reader, writer, self.down))
        except (OSError, asyncio.CancelledError):  # one end is gone, or the line
            writer.close()
        finally:
            self.begun.discard(task)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Way) -> None:
    waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_WAITING)

    async def arrive() -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            while True:
                at, piece = await waiting.get()
                await asyncio.sleep(at - loop.time())
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
        writer.close()

    arriving = asyncio.create_task(arrive())
    piece = b"-"
    while piece and not arriving.done():
        try:
            piece = await reader.read(_PACKET)
        except OSError:
            piece = b""
        at = await way.sent(len(piece))
        await waiting.put((at, piece))
    await arriving


@contextmanager
def slow_line(to: int, kilobits: float, round_trip: float) -> Iterator[Line]:
    """A line to a port of this computer, as long as the block lasts.

    Args:
        to: the port.
        kilobits: a second, each way.
        round_trip: seconds.
    """
    rate, late = kilobits * 1000 / 8, round_trip / 2
    line = Line(to, Way(rate, late), Way(rate, late))
    with closing(socket.create_server(("127.0.0.1", 0))) as entrance:
        line.port = entrance.getsockname()[1]
        loop = asyncio.new_event_loop()
        ends = asyncio.Event()

        async def run() -> None:
            async with await asyncio.start_server(line.connect, sock=entrance, limit=_PACKET):
                await ends.wait()
            for task in line.begun:
                task.cancel()
            await asyncio.gather(*line.begun, return_exceptions=True)

        thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            loop.call_soon_threadsafe(ends.set)
            thread.join(10)
