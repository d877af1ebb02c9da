"""The device verbs of the command line, run as people run them: a code printed here enrols a handheld."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from server.actions.enrol_device import Asking, enrol
from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from tests.database import drop_database, make_database
from tests.server.web.town import NOW, build_town

pytestmark = pytest.mark.db


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The small council in a database of its own: commands commit."""
    name = f"rb_test_device_command_{os.getpid()}"
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
        [sys.executable, "-m", "server", "device", *arguments],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def enrolled_squad(session: Session, code: str) -> str:
    return enrol(session, Asking(code, "Handheld 7"), NOW).squad


def test_the_squads_on_the_app_are_listed(environment: dict[str, str]) -> None:
    assert run(environment, "squads") == (0, "ASH\nBIRCH\n")


def test_a_printed_code_enrols_a_handheld_of_that_squad(environment: dict[str, str]) -> None:
    status, code = run(environment, "code", "ASH")
    assert status == 0
    app = create_app(Settings.from_environ(environment))
    with app.app_context():
        with transaction() as session:
            assert enrolled_squad(session, code.strip()) == "ASH"
        db.engine.dispose()


def test_an_unknown_squad_is_named_with_those_there_are(environment: dict[str, str]) -> None:
    status, said = run(environment, "code", "NOBODY")
    assert status == 1
    assert "There are: ASH, BIRCH, CEDAR" in said
