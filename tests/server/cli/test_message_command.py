"""Messages and photos from the command line, run as people run them."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from tests.database import drop_database, make_database
from tests.server.web.town import build_town

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The small council in a database of its own: commands commit."""
    name = f"rb_test_message_command_{os.getpid()}"
    environment = {
        **os.environ,
        "DATABASE_URL": make_database(name),
        "ROUNDBOOK_SECRET_KEY": "k" * 32,
        "ROUNDBOOK_DATA_DIR": str(tmp_path_factory.mktemp("data")),
    }
    app = create_app(Settings.from_environ(environment))
    with app.app_context():
        with transaction() as session:
            build_town(session)
        db.engine.dispose()
    yield environment
    drop_database(name)


def run(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "server", *arguments],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_message_is_sent_listed_and_taken_back(environment: dict[str, str]) -> None:
    status, ids = run(
        environment, "message", "send", "Mill Lane is closed.", "--squad", "ASH", "--must-read"
    )
    assert status == 0
    _, listed = run(environment, "message", "list")
    assert "ASH: Mill Lane is closed. (on 0 of 1 handhelds, read on 0)" in listed
    assert run(environment, "message", "withdraw", ids.strip()) == (0, "")
    assert "not shown any more" in run(environment, "message", "list")[1]
    status, said = run(environment, "message", "withdraw", ids.strip())
    assert (status, "not shown any more" in said) == (1, True)


def test_what_cannot_be_sent_is_said_plainly(environment: dict[str, str]) -> None:
    status, said = run(environment, "message", "send", "Hello", "--squad", "NOBODY")
    assert status == 1
    assert "There is no such squad" in said and "Traceback" not in said


def test_photos_are_swept_at_once(environment: dict[str, str]) -> None:
    status, said = run(environment, "photos", "sweep", "--days", "90")
    assert (status, said) == (0, "0 past their time, 0 that nobody names, 0 unfinished\n")
    assert run(environment, "photos", "sweep", "--days", "29")[0] == 2
