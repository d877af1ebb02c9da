"""The small council of the pages' tests, where commands can change it for good."""

from collections.abc import Iterator

import pytest

from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from tests.server.cli.command_line import own_environment
from tests.server.web.town import build_town


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The small council in a database of the module's own."""
    with own_environment("command", tmp_path_factory.mktemp("data")) as environment:
        app = create_app(Settings.from_environ(environment))
        with app.app_context():
            with transaction() as session:
                build_town(session)
            db.engine.dispose()
        yield environment
