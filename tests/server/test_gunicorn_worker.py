"""New connections under real gunicorn: a process that is busy leaves them to one that is idle."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import ROOT

pytestmark = pytest.mark.slow
PAIRS = 20
APP = """
import os, time

def app(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"]))
    start_response("200 OK", [])
    return [str(os.getpid()).encode()]
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, takes_s: float) -> http.client.HTTPConnection:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", f"/?{takes_s}", headers={"Connection": "close"})
    return line


def answer_of(line: http.client.HTTPConnection) -> str:
    with line.getresponse() as answer:
        return answer.read().decode()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """gunicorn with our settings and two processes, serving an application that says in which it runs."""
    (tmp_path / "tells_pid.py").write_text(APP)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "python:server.gunicorn_settings", "-w", "2"]
    command += ["--pythonpath", str(tmp_path), "-b", f"127.0.0.1:{port}", "--log-level", "error"]
    with subprocess.Popen([*command, "tells_pid:app"], cwd=ROOT) as process:
        try:
            await_both(port)
            yield port
        finally:
            process.terminate()


def await_both(port: int) -> None:
    """Until both processes have answered."""
    seen: set[str] = set()
    until = time.monotonic() + 30
    while len(seen) < 2:
        assert time.monotonic() < until, seen
        try:
            lines = [ask(port, 0.05) for _ in range(4)]
            seen |= {answer_of(line) for line in lines}
        except OSError:
            time.sleep(0.05)


def test_two_that_connect_at_once_meet_different_processes(port: int) -> None:
    shared = 0
    for _ in range(PAIRS):
        first, second = ask(port, 0.1), ask(port, 0.1)
        shared += answer_of(first) == answer_of(second)
    assert shared <= PAIRS // 5, f"{shared} of {PAIRS} pairs shared a process"  # by chance a half
