"""A signal that comes and goes: carries connections to the server while it is on, and refuses them while it is off."""

import select
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

_PIECE = 65_536


class SignalMast:
    """A port of its own in front of a server. Off at first: nobody answers there."""

    def __init__(self, server_url: str) -> None:
        parts = urlsplit(server_url)
        self._server = (str(parts.hostname), int(parts.port or 80))
        self._listening: socket.socket | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        """Where a phone finds the server, when there is a signal."""
        return f"http://127.0.0.1:{self._port}"

    def turn_on(self) -> None:
        """Let there be a signal."""
        self._listening = socket.create_server(("127.0.0.1", self._port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def turn_off(self) -> None:
        """Let there be none: what is under way goes on, nothing new begins."""
        if self._listening is not None:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                phone, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        with phone, socket.create_connection(self._server) as server, suppress(OSError):
            _carry(phone, server)


def _carry(phone: socket.socket, server: socket.socket) -> None:
    """Carry both ways until one end is closed."""
    other = {phone: server, server: phone}
    while True:
        for end in select.select(list(other), [], [])[0]:
            piece = end.recv(_PIECE)
            if not piece:
                return
            other[end].sendall(piece)
