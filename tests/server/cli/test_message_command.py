"""Messages and photos from the command line, run as people run them."""

import pytest

from tests.server.cli.command_line import run_server

pytestmark = pytest.mark.db


def test_a_message_is_sent_listed_and_taken_back(environment: dict[str, str]) -> None:
    status, ids = run_server(
        environment, "message", "send", "Mill Lane is closed.", "--squad", "ASH", "--must-read"
    )
    assert status == 0
    _, listed = run_server(environment, "message", "list")
    assert "ASH: Mill Lane is closed. (on 0 of 1 handhelds, read on 0)" in listed
    assert run_server(environment, "message", "withdraw", ids.strip()) == (0, "")
    assert "not shown any more" in run_server(environment, "message", "list")[1]
    status, said = run_server(environment, "message", "withdraw", ids.strip())
    assert (status, "not shown any more" in said) == (1, True)


def test_what_cannot_be_sent_is_said_plainly(environment: dict[str, str]) -> None:
    status, said = run_server(environment, "message", "send", "Hello", "--squad", "NOBODY")
    assert status == 1
    assert "There is no such squad" in said and "Traceback" not in said


def test_photos_are_swept_at_once(environment: dict[str, str]) -> None:
    status, said = run_server(environment, "photos", "sweep", "--days", "90")
    assert (status, said) == (0, "0 past their time, 0 that nobody names, 0 unfinished\n")
    assert run_server(environment, "photos", "sweep", "--days", "29")[0] == 2
