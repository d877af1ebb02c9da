"""A real server on a database of its own, in a thread, for real browsers."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from server.app import create_app
from server.db.session import db, transaction
from server.settings import Settings
from server.store.photo_files import PhotoFiles
from tests.browser.evidence import add_evidence
from tests.database import drop_database, make_database
from tests.server.web.town import NOW, People, build_town


@dataclass(frozen=True, slots=True)
class Live:
    """A running server with the small council in it."""

    url: str
    app: Flask
    people: People
    known: dict[str, str] = field(default_factory=dict)  # what pages' addresses need

    def add_a_morning(self) -> None:
        """What the squads recorded, and everything a page can show of it."""
        files = PhotoFiles(self.app.config["SETTINGS"].data_dir / "photos")
        with self.app.app_context(), transaction() as session:
            self.known.update(add_evidence(session, files))

    def set_clock(self, at: datetime) -> None:
        """Let it be another time."""
        self.app.config["CLOCK"] = lambda: at


@contextmanager
def running_council(database: str, data_dir: Path) -> Iterator[Live]:
    """Make the database, build the council, serve it; take all of it away again."""
    database = f"{database}_{os.getpid()}"  # whoever else tests on this cluster has another
    url = make_database(database)
    app = create_app(
        Settings(database_url=url, secret_key="b" * 32, data_dir=data_dir, rate_limits=False)
    )
    app.config["CLOCK"] = lambda: NOW
    with app.app_context(), transaction() as session:
        people = build_town(session)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.server_port}", app, people)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with app.app_context():
            db.engine.dispose()
        drop_database(database)
