"""A database of the fuzz's own with the small council in it, and the app on it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from server.app import create_app
from server.db.session import db, transaction
from tests.database import drop_database, make_database, settings_for_tests
from tests.server.round_book import NOW, build_round_book


@contextmanager
def fuzzed_app() -> Iterator[Flask]:
    """The real app; its clock stands. What it commits is real, only not waited for: here nothing is killed."""
    name = f"rb_fuzz_{os.getpid()}"
    url = make_database(name)
    try:
        with tempfile.TemporaryDirectory() as folder:
            app = create_app(settings_for_tests(url, Path(folder)))
            app.config["CLOCK"] = lambda: NOW
            with app.app_context(), transaction() as session:
                build_round_book(session)
                session.execute(text(f"alter database {name} set synchronous_commit = off"))
            with app.app_context():
                db.engine.dispose()
            yield app
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
    finally:
        drop_database(name)
