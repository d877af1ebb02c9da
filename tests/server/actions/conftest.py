"""A database whose transactions really commit, for tests of what several connections do to each other."""

import os
from collections.abc import Iterator

import pytest
from flask import Flask

from server.app import create_app
from server.db.session import db, transaction
from tests.database import drop_database, make_database, settings_for_tests
from tests.server.round_book import NOW, build_round_book


@pytest.fixture(scope="module")
def open_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real app on a database of its own, with the small council in it; nothing is rolled back."""
    name = f"rb_open_{os.getpid()}"
    app = create_app(settings_for_tests(make_database(name), tmp_path_factory.mktemp("data")))
    app.testing = True
    app.config["CLOCK"] = lambda: NOW
    with app.app_context(), transaction() as session:
        build_round_book(session)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)
