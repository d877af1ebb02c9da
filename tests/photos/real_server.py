"""The product's server in processes of its own, on a database and a folder of its own; it can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import urllib3
from flask import Flask

from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from server.store.photo_files import PhotoFiles
from tests.database import ROOT, drop_database, make_database
from tests.server.photos.fleet import Handheld, add_handheld, name_photo

SECRET = "k" * 40


@dataclass
class RealServer:
    """gunicorn, of two processes unless told. `app` speaks to the same database from here: for tests to set up and see.

    made_by: what makes the server's own app. threads: of each process.
    """

    name: str
    data_dir: Path
    made_by: str = "server.wsgi:make_app()"
    processes: int = 2
    threads: int = 4
    port: int = 0
    url_of_database: str = ""
    process: subprocess.Popen[bytes] | None = None
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.name = f"{self.name}_{os.getpid()}"  # whoever else tests on this cluster has another
        self.url_of_database = make_database(self.name)
        self.port = _free_port()
        self.app = create_app(Settings(self.url_of_database, SECRET, self.data_dir))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def files(self) -> PhotoFiles:
        return PhotoFiles(self.data_dir / "photos")

    def start(self) -> None:
        environ = os.environ | {
            "DATABASE_URL": self.url_of_database,
            "ROUNDBOOK_SECRET_KEY": SECRET,
            "ROUNDBOOK_DATA_DIR": str(self.data_dir),
            "ROUNDBOOK_RATE_LIMITS": "off",
        }
        # --preload: loaded once, not in each process, so that it is there sooner after each kill
        options = "-c python:server.gunicorn_settings --preload --log-level error"
        size = f"-w {self.processes} --threads {self.threads}"
        bind = f"--bind 127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", *options.split(), *size.split(), *bind.split()]
        self.process = subprocess.Popen(
            [*command, self.made_by], cwd=ROOT, env=environ, start_new_session=True
        )
        self._await_answer()

    def kill(self) -> None:
        """kill -9 of all its processes at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        self.kill()
        with self.app.app_context():
            db.engine.dispose()
        drop_database(self.name)

    def enrol(self, label: str) -> Handheld:
        with self.app.app_context(), transaction() as session:
            return add_handheld(session, label, datetime.now(UTC))

    def name_photo(self, held: Handheld, data: bytes, seq: int) -> None:
        with self.app.app_context(), transaction() as session:
            name_photo(session, held, data, seq=seq, now=datetime.now(UTC))

    def _await_answer(self) -> None:
        pool = urllib3.PoolManager(retries=False, timeout=2)
        for _ in range(200):
            try:
                if pool.request("GET", f"{self.url}/healthz").status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                time.sleep(0.1)
        self.kill()
        raise RuntimeError("the server did not start")


def _free_port() -> int:
    for port in range(21_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")
