"""The council, its server and its handhelds, all as real processes on files of their own."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.opening import open_store
from crew_app.worker import sync_or_wait
from server.actions.enrol_device import enrol_device, issue_enrolment_code
from server.app import create_app
from server.db.migrate import upgrade
from server.db.session import db, transaction
from server.settings import Settings
from sync.client_state import ClientState, Wait
from tests.database import ROOT
from tests.sync.kills.cluster import Cluster
from tests.sync.kills.council import build_council
from tests.sync.kills.handheld import line_of
from tests.sync.kills.places import SQUAD
from tests.sync.kills.web_server import SECRET, WebServer


@dataclass
class Handheld:
    """A handheld's folder, its identity, and its process while it runs."""

    name: str
    folder: Path
    device: str
    process: subprocess.Popen[bytes] | None = None
    shown_before: int = 0  # when it was switched on last

    def lines(self, journal: str) -> list[str]:
        """What one of its journals holds; a line cut off by a kill was never shown."""
        path = self.folder / journal
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        return text.splitlines()[: text.count("\n")]


@dataclass
class World:
    """Everything of one play. `remove` ends and deletes it."""

    cluster: Cluster = field(default_factory=Cluster)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="rb-handhelds-")))
    handhelds: list[Handheld] = field(default_factory=list)
    app: Flask = field(init=False)
    server: WebServer = field(init=False)

    def __post_init__(self) -> None:
        self.on = datetime.now(ZoneInfo("Europe/London")).date()
        self.cluster.up()
        upgrade(self.cluster.url)
        self.app = app_on(self.cluster.url, self.folder)
        with self.app.app_context(), transaction() as session:
            build_council(session)
        self.server = WebServer(self.cluster.url, self.folder)

    def enrol(self, name: str) -> Handheld:
        """A handheld of squad S1 with an empty log."""
        now = datetime.now(UTC)
        with self.app.app_context(), transaction() as session:
            code = issue_enrolment_code(session, SQUAD, "kills", now)
            enrolled = enrol_device(session, code, name, now)
        folder = self.folder / name
        store = open_store(folder, folder / "no-backup", lambda: str(uuid.uuid4())).store
        kept = KeptEnrolment(
            self.server.url, enrolled.device, enrolled.secret, enrolled.squad, enrolled.council
        )
        put_enrolment(store, kept)
        store.close()
        held = Handheld(name, folder, enrolled.device)
        self.handhelds.append(held)
        return held

    def start(self, held: Handheld, rng: random.Random, dies_after: int = 0) -> None:
        """Switch a handheld on; its squad records at once."""
        held.shown_before = len(held.lines("shown"))
        words = [held.folder, self.server.url, rng.randrange(10**9), dies_after]
        with (held.folder / "log").open("ab") as log:
            held.process = subprocess.Popen(
                [sys.executable, "-m", "tests.sync.kills.handheld", *map(str, words)],
                cwd=ROOT,
                env=os.environ | {"KILLS_ON": self.on.isoformat()},
                stdout=log,
                stderr=log,
            )

    def kill(self, held: Handheld) -> None:
        """kill -9. Raises AssertionError when it had ended by anything else."""
        if held.process is None:
            return
        held.process.kill()
        status = held.process.wait()
        held.process = None
        if status != -signal.SIGKILL:
            raise AssertionError(
                f"{held.name} ended by itself: {(held.folder / 'log').read_text()}"
            )

    def sync(self, held: Handheld) -> tuple[int, Wait]:
        """Let a handheld that is not running send once from here. Gives what it still has to send."""
        store = open_store(held.folder, held.folder / "no-backup", lambda: str(uuid.uuid4())).store
        line = line_of(store, held.folder, self.server.url)
        try:
            _, wait = sync_or_wait(line, ClientState(app="kills", pack_days=3))
            return line.log.count_pending(), wait
        finally:
            store.close()

    def forget_connections(self) -> None:
        """The database was stopped: the app here needs new connections too."""
        with self.app.app_context():
            db.engine.dispose()

    def remove(self) -> None:
        """End and delete all of it."""
        for held in self.handhelds:
            if held.process is not None:
                held.process.kill()
                held.process.wait()
        self.server.kill_all()
        self.forget_connections()
        self.cluster.remove()


def app_on(url: str, data_dir: Path) -> Flask:
    """The product's app on a database, for what tests set up and look at."""
    return create_app(Settings(url, SECRET, data_dir))
