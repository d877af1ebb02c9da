"""Schedules on the real stores: handsets on the phone's SQLite, and a real PostGIS that must answer as memory does."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from sqlalchemy import Engine, create_engine

from tests.database import drop_database, make_database
from tests.sync.sim.handset import new_id
from tests.sync.sim.play import play_in
from tests.sync.sim.real_server import RealServer
from tests.sync.sim.rules import PRODUCT
from tests.sync.sim.sqlite_disk import Shelf, SqliteDisk
from tests.sync.sim.tables import Tables
from tests.sync.sim.twin_server import TwinServer
from tests.sync.sim.world import HANDSETS, World


@contextmanager
def own_engine() -> Iterator[Engine]:
    """An engine on a database of this process."""
    name = f"rb_sim_{os.getpid()}"
    engine = create_engine(make_database(name))
    try:
        yield engine
    finally:
        engine.dispose()
        drop_database(name)


def play_for_real(seed: int, engine: Engine) -> TwinServer:
    """Play the schedule of a seed. Raises Violation, also when the two servers answer differently."""
    with real_world(seed, engine) as world:
        world.history = []
        play_in(world, seed)
        assert isinstance(world.server, TwinServer)
        world.server.compare_heard()
        return world.server


@contextmanager
def real_world(seed: int, engine: Engine) -> Iterator[World]:
    """The world of a seed on real stores; nothing of it stays."""
    rng = Random(seed)
    with tempfile.TemporaryDirectory() as folder, engine.connect() as connection:
        outer = connection.begin()
        shelf = Shelf(Path(folder), rng)
        try:
            yield _new_world(rng, RealServer(connection), shelf)
        finally:
            shelf.close()
            outer.rollback()


def _new_world(rng: Random, real: RealServer, shelf: Shelf) -> World:
    tables = Tables(f"{rng.getrandbits(32):08x}")
    server = TwinServer(PRODUCT, rng, tables, real=real, epoch=tables.epoch)
    real.align(tables)
    world = World(rng, PRODUCT, server, on_real_stores=True)
    world.new_disk = lambda: SqliteDisk(shelf, shelf.new_folder(), new_id(rng))
    for _ in range(HANDSETS):
        secret = server.enrol("S1", None, world.now_ms)
        world.add_handset(world.new_disk(), secret, "S1")
    return world
