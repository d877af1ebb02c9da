"""The product's server as it runs in earnest: gunicorn with two processes. Any of them may be killed."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tests.database import ROOT

SECRET = "k" * 40
WORKERS = 2
START_S = 60.0


@dataclass
class WebServer:
    """gunicorn on a port that stays the same however often it is started."""

    database_url: str
    data_dir: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.port = self.port or _free_port()

    @property
    def url(self) -> str:
        """Where handhelds find it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; `await_answer` tells when it is there."""
        environ = os.environ | {
            "DATABASE_URL": self.database_url,
            "ROUNDBOOK_SECRET_KEY": SECRET,
            "ROUNDBOOK_DATA_DIR": str(self.data_dir),
            "ROUNDBOOK_RATE_LIMITS": "off",
        }
        # --preload: a killed process is back at once, so that there are more kills a minute
        options = f"-c python:server.gunicorn_settings -w {WORKERS} --threads 4 --preload --log-level critical"
        bind = f"-b 127.0.0.1:{self.port}"
        with (self.data_dir / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    *options.split(),
                    *bind.split(),
                ],
                cwd=ROOT,
                env=environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill_one(self, rng: random.Random) -> bool:
        """kill -9 of one of the processes that answer; the master starts another. Whether there was one."""
        children = self._children()
        if not children:
            return False
        try:
            os.kill(rng.choice(children), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def kill_all(self) -> None:
        """kill -9 of all of them at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def await_answer(self) -> None:
        """Wait until it answers and reaches its database."""
        pool = urllib3.PoolManager(retries=False, timeout=5)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            try:
                if pool.request("GET", f"{self.url}/healthz").status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                pass
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def _children(self) -> list[int]:
        if self.process is None:
            return []
        pid = self.process.pid
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except OSError:
            return []
        return [int(word) for word in text.split()]


def _free_port() -> int:
    for port in range(26_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")
