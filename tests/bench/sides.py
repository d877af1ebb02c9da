"""Our server, and the floor in PostgreSQL beneath it. Each takes the same shifts in its own form."""

import hashlib
import http.client
import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from server.actions.enrol_device import hash_of_secret
from server.db.changes import get_stream
from server.db.devices import find_device
from server.db.session import db, transaction
from sync.canonical import hash_of_text
from sync.cursor import Cursor, encode_cursor
from sync.photos import PART_TYPE, TUS
from sync.wire import body_of, decode_feed
from tests.bench.line import Call, Took, race, race_work
from tests.bench.shifts import Shift, bodies_of
from tests.bench.town import build_town, enrol
from tests.database import ROOT
from tests.photos.real_server import RealServer

PEERS = ROOT / ".run" / "peers"
JSON = (("Content-Type", "application/json"),)
Clients = Sequence[Sequence[Shift]]


def conninfo_of(url: str) -> str:
    """What psycopg opens the database of an SQLAlchemy address with."""
    made = make_url(url)
    where = {key: str(value) for key, value in made.query.items()}
    return make_conninfo(dbname=made.database, user=made.username, password=made.password, **where)


class Ours:
    """The product: gunicorn with two processes unless told, each device with a secret of its own."""

    name = "ours"

    def __init__(self, folder: Path, squads: int, processes: int = 2, threads: int = 4) -> None:
        name = f"rb_bench_{os.getpid()}"
        self.server = RealServer(name, folder, processes=processes, threads=threads)
        self.secrets: dict[int, str] = {}
        with self.server.app.app_context():
            with transaction() as session:
                build_town(session, squads)
            db.engine.dispose()  # clients are forked: they must not inherit connections
        self.server.start()

    def enrol_all(self, numbers: Sequence[int]) -> None:
        with self.server.app.app_context():
            with transaction() as session:
                for number in numbers:
                    enrolled = enrol(session, number, datetime.now(UTC))
                    self.secrets[number] = enrolled.secret
            db.engine.dispose()

    def headers(self, number: int) -> tuple[tuple[str, str], ...]:
        bearer = ("Authorization", f"Bearer {self.secrets[number]}")
        return (*JSON, bearer, ("Content-Encoding", "gzip"), ("Accept-Encoding", "gzip"))

    def calls_of(self, shift: Shift, batch: int) -> list[Call]:
        headers = self.headers(shift.number)
        bodies = bodies_of(shift, batch)
        return [Call("POST", "/v1/exchange", body, headers) for body in bodies]

    def photo_calls(self, number: int, photos: Sequence[bytes]) -> list[Call]:
        """Each photo in one part: how a device on Wi-Fi sends it."""
        bearer = ("Authorization", f"Bearer {self.secrets[number]}")
        return [
            Call(
                "PATCH",
                f"/v1/blobs/{hashlib.sha256(photo).hexdigest()}",
                photo,
                (
                    bearer,
                    ("Content-Type", PART_TYPE),
                    ("Upload-Offset", "0"),
                    ("Upload-Length", str(len(photo))),
                    ("Tus-Resumable", TUS),
                ),
            )
            for photo in photos
        ]

    def prepare(self, clients: Clients, batch: int) -> list[list[Call]]:
        return [
            [call for shift in mine for call in self.calls_of(shift, batch)] for mine in clients
        ]

    def push(self, ready: list[list[Call]]) -> Took:
        return race(self.server.port, ready)

    def pull_all(self, number: int) -> tuple[float, int]:
        """Read a squad's whole feed by its pages: seconds, changes. The cursor before the first is made here."""
        cursor: str | None = self._first_cursor(number)
        changes, all_s = 0, 0.0
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=300)
        headers = dict(self.headers(number)) | {"Accept-Encoding": "identity"}
        more = True
        while more:
            began = time.perf_counter()
            line.request("GET", f"/v1/changes?cursor={cursor}", None, headers)
            data = line.getresponse().read()
            all_s += time.perf_counter() - began
            page = decode_feed(data)
            changes, more = changes + len(page.changes), page.more
            cursor = page.cursor
        line.close()
        return all_s, changes

    def _first_cursor(self, number: int) -> str:
        with self.server.app.app_context():
            with transaction() as session:
                epoch = get_stream(session)[0]
                device = find_device(session, hash_of_secret(self.secrets[number]))
            db.engine.dispose()
        assert device is not None
        return encode_cursor(Cursor(epoch, 0, "", device.scope))

    def memory_mb(self) -> float:
        """Resident memory of all its processes, shared pages counted once for each."""
        return sum(_rss_mb(pid) for pid in self.list_pids())

    def list_pids(self) -> list[int]:
        """All its processes, the database's not."""
        assert self.server.process is not None
        top = self.server.process.pid
        children = Path(f"/proc/{top}/task/{top}/children").read_text().split()
        return [top, *(int(pid) for pid in children)]

    def close(self) -> None:
        self.server.remove()


@dataclass
class Floor:
    """The least that a durable, idempotent insert of the same rows costs: arrays, a commit a batch."""

    url: str
    name: str = "floor: unnest"
    statement: str = (
        "insert into floor_op ({columns}) select * from unnest({arrays}) on conflict do nothing"
    )
    types: dict[str, str] = field(
        default_factory=lambda: {
            "id": "uuid",
            "inc": "uuid",
            "seq": "bigint",
            "kind": "text",
            "v": "int",
            "ent": "text",
            "squad": "text",
            "h": "text",
            "body": "json",
            "status": "text",
            "received_at": "timestamptz",
        }
    )

    def __post_init__(self) -> None:
        with psycopg.connect(conninfo_of(self.url), autocommit=True) as line:
            line.execute("create table if not exists floor_op (like op including all)")

    def prepare(self, clients: Clients, batch: int) -> list[list[Any]]:
        return [[self.pack(rows) for rows in _batches(mine, batch)] for mine in clients]

    def pack(self, rows: list[tuple[Any, ...]]) -> Any:
        return [list(column) for column in zip(*rows, strict=True)]

    def push(self, ready: list[list[Any]]) -> Took:
        return race_work([partial(self._insert, mine) for mine in ready])

    def sql(self) -> str:
        arrays = ", ".join(f"%s::{kind}[]" for kind in self.types.values())
        return self.statement.format(columns=", ".join(self.types), arrays=arrays)

    def _insert(self, mine: list[Any]) -> list[float]:
        took = []
        with psycopg.connect(conninfo_of(self.url)) as line:
            for batch in mine:
                began = time.perf_counter()
                line.execute(self.sql(), batch)
                line.commit()
                took.append(time.perf_counter() - began)
        return took

    def close(self) -> None:
        """Goes with the database."""


@dataclass
class JsonFloor(Floor):
    """The same, the rows as one JSON parameter: what our server uses, and the faster of the two here."""

    name: str = "floor: json"

    def pack(self, rows: list[tuple[Any, ...]]) -> Any:
        named = [dict(zip(self.types, row, strict=True)) for row in rows]
        for row in named:
            row["body"] = json.loads(row["body"])
        return (json.dumps(named),)

    def sql(self) -> str:
        columns = ", ".join(self.types)
        typed = ", ".join(f"{name} {kind}" for name, kind in self.types.items())
        return (
            f"insert into floor_op ({columns}) select {columns} "  # noqa: S608 - our own words
            f"from json_to_recordset(%s::json) as t({typed}) on conflict do nothing"
        )


def _batches(shifts: Sequence[Shift], batch: int) -> list[list[tuple[Any, ...]]]:
    at = datetime.now(UTC).isoformat()
    made = []
    for shift in shifts:
        rows = [_row(shift, op, at) for op in shift.ops]
        made += [rows[first : first + batch] for first in range(0, len(rows), batch)]
    return made


def _row(shift: Shift, op: Any, at: str) -> tuple[Any, ...]:
    body = body_of(op)
    ids = (op.id, shift.inc, op.seq, op.kind.value, op.v, op.ent, op.squad)
    return (*ids, hash_of_text(body), body, "accepted", at)


def _rss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
