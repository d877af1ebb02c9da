"""The device verbs of the command line, run as people run them: a code printed here enrols a handheld."""

import pytest
from sqlalchemy.orm import Session

from server.actions.enrol_device import Asking, enrol
from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from tests.server.cli.command_line import run_server
from tests.server.web.town import NOW

pytestmark = pytest.mark.db


def run(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    return run_server(environment, "device", *arguments)


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
