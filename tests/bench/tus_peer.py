"""@tus/server with its file store, the public server for resumable uploads, started for the comparison of photos."""

import http.client
import os
from pathlib import Path

from tests.bench.peers import PEERS, Peer

FOLDER = PEERS / "tus"
TUS = "1.0.0"
SERVER = """
import {Server} from '@tus/server'
import {FileStore} from '@tus/file-store'
const [port, directory] = process.argv.slice(2)
new Server({path: '/files', datastore: new FileStore({directory})}).listen({host: '127.0.0.1', port: Number(port)})
"""


def is_tus_installed() -> bool:
    """Whether its packages are there: `npm install @tus/server @tus/file-store` in .run/peers/tus."""
    return (FOLDER / "node_modules" / "@tus" / "server").is_dir()


class TusServer(Peer):
    """One Node process, as it comes: it makes nothing durable and does not look at what it is given."""

    name = "@tus/server"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        script = FOLDER / "server.mjs"
        script.write_text(SERVER)
        port = 20_000 + os.getpid() % 900
        super().__init__(["node", str(script), str(port), str(folder)], FOLDER, {})
        self.wait_for(port)

    def send(self, line: http.client.HTTPConnection, photo: bytes, part: int) -> None:
        """One photo in parts: made by a POST, and then as the protocol says."""
        size = {"Upload-Length": str(len(photo)), "Content-Length": "0"}
        made = ask(line, "POST", "/files", None, {"Tus-Resumable": TUS} | size)
        path = "/files" + (made.getheader("Location") or "").partition("/files")[2]
        send_parts(line, path, photo, part, {"Tus-Resumable": TUS})


def send_parts(
    line: http.client.HTTPConnection, path: str, photo: bytes, part: int, headers: dict[str, str]
) -> None:
    """The parts of a photo, each where the answer to the one before says."""
    offset = 0
    kind = {"Content-Type": "application/offset+octet-stream"}
    while offset < len(photo):
        at = {"Upload-Offset": str(offset)}
        answer = ask(line, "PATCH", path, photo[offset : offset + part], headers | kind | at)
        offset = int(answer.getheader("Upload-Offset") or "0")


def ask(
    line: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
) -> http.client.HTTPResponse:
    """One request. Raises RuntimeError on an answer that is no success."""
    line.request(method, path, body, headers)
    answer = line.getresponse()
    data = answer.read()
    if answer.status not in (200, 201, 204):
        raise RuntimeError(f"{method} {path}: {answer.status} {data[:300]!r}")
    return answer
