"""The servers of others that ours is compared with, each given the same shifts in its own form."""

import base64
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from sync.wire import body_of
from tests.bench.line import Call, Took, race, send_all
from tests.bench.shifts import Shift
from tests.database import ROOT, drop_database, make_database

PEERS = ROOT / ".run" / "peers"
JSON = (("Content-Type", "application/json"),)
Clients = Sequence[Sequence[Shift]]


class Peer:
    """A server of somebody else's, started for the comparison."""

    name = ""

    def __init__(self, command: list[str], cwd: Path, environ: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=os.environ | environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.port = 0

    def wait_for(self, port: int) -> None:
        self.port = port
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        self.close()
        raise RuntimeError(f"{self.name} did not start")

    def push(self, ready: list[list[Call]]) -> Took:
        return race(self.port, ready)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


class Kinto(Peer):
    """Kinto on PostgreSQL, two processes, a collection for each device: its better layout."""

    name = "kinto"

    def __init__(self, folder: Path) -> None:
        self.database = f"rb_kinto_{os.getpid()}"
        url = make_url(make_database(self.database))
        where = url.query
        storage = f"postgresql://{url.username}@/{self.database}?host={where['host']}&port={where['port']}"
        settings = {
            "kinto.storage_backend": "kinto.core.storage.postgresql",
            "kinto.storage_url": storage,
            "kinto.permission_backend": "kinto.core.permission.postgresql",
            "kinto.permission_url": storage,
            "kinto.cache_backend": "kinto.core.cache.memory",
            "kinto.userid_hmac_secret": "bench",
            "kinto.batch_max_requests": "500",
            "multiauth.policies": "basicauth",
            "kinto.bucket_create_principals": "system.Authenticated",
        }
        folder.mkdir(parents=True, exist_ok=True)
        lines = "\n".join(f"{key} = {value}" for key, value in settings.items())
        (folder / "kinto.ini").write_text(f"[app:main]\nuse = egg:kinto\n{lines}\n")
        (folder / "kinto_app.py").write_text(
            f"import kinto\napplication = kinto.main({{}}, **{settings!r})\n"
        )
        subprocess.run(
            [PEERS / "kinto/bin/kinto", "migrate", "--ini", folder / "kinto.ini"],
            check=True,
            capture_output=True,
        )
        port = 18_000 + os.getpid() % 900
        gunicorn = str(PEERS / "kinto/bin/gunicorn")
        bind = f"127.0.0.1:{port}"
        super().__init__(
            [gunicorn, "-w", "2", "-b", bind, "--timeout", "600", "kinto_app:application"],
            folder,
            {},
        )
        self.wait_for(port)
        self.auth = (("Authorization", "Basic " + base64.b64encode(b"bench:pw").decode()), *JSON)
        send_all(port, [Call("PUT", "/v1/buckets/b", None, self.auth)])

    def prepare(self, clients: Clients, batch: int) -> list[list[Call]]:
        run = uuid.uuid4().hex[:8]
        ready = []
        for mine in clients:
            calls = []
            for shift in mine:
                path = f"/v1/buckets/b/collections/{run}-{shift.number}"
                send_all(self.port, [Call("PUT", path, None, self.auth)])
                for ops in _docs(shift, batch):
                    requests = [
                        {"method": "POST", "path": f"{path}/records", "body": {"data": doc}}
                        for doc in ops
                    ]
                    body = json.dumps({"requests": requests}).encode()
                    calls.append(Call("POST", "/v1/batch", body, self.auth))
            ready.append(calls)
        return ready

    def close(self) -> None:
        super().close()
        drop_database(self.database)


class Pouch(Peer):
    """pouchdb-server as it comes, `new_edits=false`: the way replication writes. It does not fsync."""

    name = "pouchdb-server"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        port = 19_000 + os.getpid() % 900
        command = str(PEERS / "pouch/node_modules/.bin/pouchdb-server")
        super().__init__(
            [command, "--host", "127.0.0.1", "--port", str(port), "--dir", str(folder)], folder, {}
        )
        self.wait_for(port)
        time.sleep(1)

    def prepare(self, clients: Clients, batch: int) -> list[list[Call]]:
        store = f"/d{uuid.uuid4().hex[:10]}"
        send_all(self.port, [Call("PUT", store, None, JSON)])
        ready = []
        for mine in clients:
            bodies = [_bulk(docs) for shift in mine for docs in _docs(shift, batch)]
            ready.append([Call("POST", f"{store}/_bulk_docs", body, JSON) for body in bodies])
        return ready


def find_missing_peers() -> list[str]:
    """The peers that are not installed: `make bench-peers` does."""
    needed = {
        "kinto": PEERS / "kinto/bin/kinto",
        "pouchdb-server": PEERS / "pouch/node_modules/.bin/pouchdb-server",
    }
    return [name for name, path in needed.items() if shutil.which(path) is None]


def _docs(shift: Shift, batch: int) -> list[list[dict[str, Any]]]:
    docs = [{**json.loads(body_of(op)), "seq": op.seq} for op in shift.ops]
    return [docs[first : first + batch] for first in range(0, len(docs), batch)]


def _bulk(docs: list[dict[str, Any]]) -> bytes:
    named = [
        {"_id": doc.pop("id"), "_rev": "1-" + hashlib.sha256(str(doc).encode()).hexdigest()[:32]}
        | doc
        for doc in docs
    ]
    return json.dumps({"docs": named, "new_edits": False}).encode()
