"""The drill: the database dumped while in use, 500 operations acknowledged after it, restored into a new cluster."""

import os
import random
import shutil
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from crew_app.device.clock import SystemClock
from crew_app.device.gps import NoGps
from crew_app.presenters.handset import Handset
from crew_app.presenters.recording import record_visit
from crew_app.store.opening import open_store
from server.db.session import db, transaction
from sync.ops import Visit
from sync.words import Outcome
from tests.sync.kills.checks import find_violations
from tests.sync.kills.cluster import Cluster
from tests.sync.kills.places import ROUND_ID, USRNS
from tests.sync.kills.web_server import WebServer
from tests.sync.kills.world import Handheld, World, app_on

pytestmark = [pytest.mark.db, pytest.mark.slow]
HANDHELDS, BEFORE, AFTER = 3, 40, 500


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    try:
        world.server.start()
        world.server.await_answer()
        for number in range(HANDHELDS):
            world.sync(world.enrol(f"handheld-{number + 1}"))
        yield world
    finally:
        world.remove()
        shutil.rmtree(world.folder)


def test_after_a_restore_every_operation_is_there_again(world: World, tmp_path: Path) -> None:
    rng = random.Random(8)
    for held in world.handhelds:
        record(world, held, rng, BEFORE)
        sync_all(world, held)
    at_work = threading.Thread(target=work_on, args=(world, world.handhelds[0], rng))
    at_work.start()
    world.cluster.dump(tmp_path / "backup")
    at_work.join()
    for held in world.handhelds:
        record(world, held, rng, -(-AFTER // HANDHELDS))
        sync_all(world, held)
    before = look(world)
    assert before.ops >= HANDHELDS * BEFORE + AFTER

    move_to_a_fresh_cluster(world, tmp_path / "backup")
    restored = look(world)
    assert restored.ops <= before.ops - AFTER, "the backup does not hold what came after it"
    assert restored.epoch == before.epoch
    for held in world.handhelds:
        left, _ = world.sync(held)
        assert left == 0, "I12: healed within one sync"
        assert not missing(world, held)
    for held in world.handhelds:
        world.sync(held)
    after = look(world)
    assert after.ops == before.ops, "I2: everything is there again, and nothing twice"
    assert after.epoch != before.epoch, "change numbers count in a new epoch"
    assert [wrong for wrong in find_violations(world) if "I4" not in wrong] == []


@dataclass(frozen=True, slots=True)
class Seen:
    """What the server holds."""

    ops: int
    epoch: str


def look(world: World) -> Seen:
    with world.app.app_context(), transaction() as session:
        row = session.execute(
            text("select (select count(*) from op), (select epoch from change_stream)")
        ).one()
    return Seen(*row)


def missing(world: World, held: Handheld) -> set[str]:
    with world.app.app_context(), transaction() as session:
        known = set(session.execute(text("select id::text from op")).scalars())
    return set(held.lines("shown")) - known


def record(world: World, held: Handheld, rng: random.Random, count: int) -> None:
    """Streets completed, each written down as shown."""
    store = open_store(held.folder, held.folder / "no-backup", lambda: str(uuid.uuid4())).store
    handset = Handset(
        store, SystemClock(), NoGps(), os.urandom, lambda _: None, lambda: None, lambda: None
    )
    try:
        with (held.folder / "shown").open("a") as shown:
            for _ in range(count):
                visit = Visit(ROUND_ID, world.on, rng.choice(USRNS), Outcome.COMPLETED)
                shown.write(f"{record_visit(handset, visit).id}\n")
    finally:
        store.close()


def sync_all(world: World, held: Handheld) -> None:
    left, _ = world.sync(held)
    assert left == 0


def work_on(world: World, held: Handheld, rng: random.Random) -> None:
    """Record and send while the dump is written."""
    for _ in range(5):
        record(world, held, rng, 4)
        sync_all(world, held)


def move_to_a_fresh_cluster(world: World, backup: Path) -> None:
    """As after the loss of a machine: another cluster, filled from the backup, behind the same address."""
    world.server.kill_all()
    world.forget_connections()
    world.cluster.remove()
    world.cluster = Cluster()
    world.cluster.up()
    world.cluster.restore(backup)
    with world.app.app_context():
        db.engine.dispose()
    world.app = app_on(world.cluster.url, world.folder)
    world.server = WebServer(world.cluster.url, world.folder, world.server.port)
    world.server.start()
    world.server.await_answer()
