"""The account verbs of the command line, run as people run them."""

from collections.abc import Iterator

import pytest

from server.app import create_app
from server.db.session import db
from server.settings import Settings
from tests.server.cli.command_line import own_environment, run_server
from tests.server.web.forms import sign_in

pytestmark = pytest.mark.db
PASSWORD = "seven grey herons wade"  # noqa: S105 - of people who do not exist
OTHER = "nine slow barges pass"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with own_environment("accounts", tmp_path_factory.mktemp("data")) as environment:
        yield environment


def run(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    return run_server(environment, "account", *arguments)


def test_an_account_added_on_the_command_line_can_sign_in(environment: dict[str, str]) -> None:
    asked = ("add", "--email", "ada@larkhaven.example", "--name", "Ada", "--role", "admin")
    assert run(environment, *asked, "--password", PASSWORD)[0] == 0
    assert "ada@larkhaven.example" in run(environment, "list")[1]
    assert signs_in(environment, PASSWORD)
    assert run(environment, "password", "ada@larkhaven.example", "--password", OTHER)[0] == 0
    assert (signs_in(environment, PASSWORD), signs_in(environment, OTHER)) == (False, True)


def test_what_is_wrong_is_a_sentence_not_a_traceback(environment: dict[str, str]) -> None:
    asked = ("add", "--email", "mo@larkhaven.example", "--name", "Mo", "--role", "member")
    code, said = run(environment, *asked, "--password", PASSWORD)
    assert (code, said.strip()) == (1, "Error: Choose at least one ward for a member.")
    assert (
        "There is no such account" in run(environment, "password", "x@y.z", "--password", OTHER)[1]
    )
    assert "DATABASE_URL is not set" in run({**environment, "DATABASE_URL": ""}, "list")[1]


def signs_in(environment: dict[str, str], password: str) -> bool:
    app = create_app(Settings.from_environ(environment))
    answer = sign_in(app.test_client(), "ada@larkhaven.example", password)
    with app.app_context():
        db.engine.dispose()
    return answer.status_code == 302
