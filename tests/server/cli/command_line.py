"""The server's command line run as people run it: a process of its own, on a database of its own, for it commits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.database import drop_database, make_database


@contextmanager
def own_environment(name: str, data: Path) -> Iterator[dict[str, str]]:
    """The environment of a deployment whose database is empty. `data`: where its files go."""
    database = f"rb_test_{name}_{os.getpid()}"
    yield {
        **os.environ,
        "DATABASE_URL": make_database(database),
        "ROUNDBOOK_SECRET_KEY": "k" * 32,
        "ROUNDBOOK_DATA_DIR": str(data),
    }
    drop_database(database)


def run_server(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """`python -m server ARGUMENTS`: how it ended, and all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr
