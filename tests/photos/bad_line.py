"""A line to the server that breaks where it is told to: a TCP relay of our own.

`cuts` holds, for each connection to come, after how many bytes it is reset, counted towards the server (`up`) or from
it (`down`: the answer is lost). Afterwards the line is good. `bytes_per_s` slows the way up, `down_bytes_per_s` the
way down.
"""

import contextlib
import fcntl
import socket
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STEP = 4096
WAIT_AT_MOST_S = 5.0
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close sends RST


@dataclass(frozen=True, slots=True)
class Cut:
    """After so many bytes, in that direction."""

    after: int
    direction: str = "up"


@dataclass
class BadLine:
    """Where the relay listens, what it will do, and how much it carried up and brought down."""

    port: int
    cuts: list[Cut] = field(default_factory=list)
    bytes_per_s: int = 0
    down_bytes_per_s: int = 0
    connections: int = 0
    carried: int = 0
    brought: int = 0
    ends: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def note(self, size: int, direction: str) -> int:
        """Count what went through; gives the bytes a second of that way, 0: as quick as it goes."""
        if direction == "up":
            self.carried += size
            return self.bytes_per_s
        self.brought += size
        return self.down_bytes_per_s


@contextmanager
def bad_line_to(port: int) -> Iterator[BadLine]:
    """A relay to a local port."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = BadLine(listener.getsockname()[1])
    threading.Thread(target=_accept, args=(listener, line, port), daemon=True).start()
    try:
        yield line
    finally:
        for end in (listener, *line.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _accept(listener: socket.socket, line: BadLine, port: int) -> None:
    while True:
        try:
            near, _ = listener.accept()
        except OSError:
            return
        line.connections += 1
        cut = line.cuts.pop(0) if line.cuts else None
        try:
            far = socket.create_connection(("127.0.0.1", port))
        except OSError:  # the server was killed
            near.close()
            continue
        line.ends += [near, far]
        for args in ((near, far, "up"), (far, near, "down")):
            threading.Thread(target=_carry, args=(line, cut, *args), daemon=True).start()


def _carry(
    line: BadLine, cut: Cut | None, source: socket.socket, sink: socket.socket, direction: str
) -> None:
    left = cut.after if cut is not None and cut.direction == direction else None
    with contextlib.suppress(OSError):
        while data := source.recv(STEP):
            if left is not None and len(data) >= left:
                sink.sendall(data[:left])
                _wait_until_taken(sink)
                break
            sink.sendall(data)
            if left is not None:
                left -= len(data)
            slowed_to = line.note(len(data), direction)
            if slowed_to:
                time.sleep(len(data) / slowed_to)
        else:
            with contextlib.suppress(OSError):
                sink.shutdown(socket.SHUT_WR)
            return
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RD)  # wakes the other thread, which still reads from it
    time.sleep(0.01)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.close()


def _wait_until_taken(sink: socket.socket) -> None:
    """What was let through has arrived before a reset throws away whatever still waits to be sent."""
    until = time.monotonic() + WAIT_AT_MOST_S
    waiting = bytearray(4)
    while time.monotonic() < until:
        fcntl.ioctl(sink, termios.TIOCOUTQ, waiting)
        if not any(waiting):
            return
        time.sleep(0.001)
