"""Hypothesis drives the same world, with the phone's SQLite as its disks, and shrinks what it finds."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.words import OpStatus
from tests.sync.sim import faults
from tests.sync.sim.checks import check_all, check_heard
from tests.sync.sim.handset import new_id
from tests.sync.sim.recording import record
from tests.sync.sim.rules import PRODUCT
from tests.sync.sim.settling import settle
from tests.sync.sim.sqlite_disk import Shelf, SqliteDisk
from tests.sync.sim.world import World, exchange, new_world

pytestmark = pytest.mark.slow
DRAWN = st.randoms(use_true_random=False)


class OutboxMachine(RuleBasedStateMachine):
    """Handsets on SQLite, a bad line, and a server in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shelf = Shelf(Path(self.folder.name), Random(1))
        self.world: World = new_world(Random(1), PRODUCT)
        self.world.on_real_stores = True
        self.world.ids = Random(4)
        self.world.new_disk = lambda: SqliteDisk(
            self.shelf, self.shelf.new_folder(), new_id(self.shelf.rng)
        )

    @initialize()
    def put_logs_on_sqlite(self) -> None:
        for one in self.world.handsets:
            one.disk = self.world.new_disk()

    def teardown(self) -> None:
        try:
            self.let(Random(2))
            check_heard(self.world)
            settle(self.world)
            check_all(self.world)
        finally:
            self.shelf.close()
            self.folder.cleanup()

    def let(self, rng: Random) -> World:
        """The world, with chance drawn by Hypothesis from now on."""
        self.world.now_ms += 1_500
        self.world.rng = rng
        return self.world

    @rule(rng=DRAWN)
    def records(self, rng: Random) -> None:
        record(self.let(rng))

    @rule(rng=DRAWN)
    def asks(self, rng: Random) -> None:
        exchange(self.let(rng))

    @rule(rng=DRAWN, step=st.sampled_from(sorted({*faults.SELDOM}, key=lambda step: step.__name__)))
    def meets(self, rng: Random, step: faults.Step) -> None:
        step(self.let(rng))

    @rule(rng=DRAWN)
    def backs_up(self, rng: Random) -> None:
        faults.back_up(self.let(rng))

    @rule(rng=DRAWN)
    def is_decided_about(self, rng: Random) -> None:
        faults.decide(self.let(rng))

    @rule(rng=DRAWN)
    def is_copied(self, rng: Random) -> None:
        faults.copy_handset(self.let(rng))

    @invariant()
    def what_waits_is_what_nobody_named(self) -> None:
        for one in self.world.handsets:
            held = list(one.disk.list_held())
            waiting = [kept for kept in held if not kept.is_settled]
            assert one.disk.log.count_pending() == len(waiting)
            assert len({kept.id for kept in held}) == len(held)
            assert len({(kept.inc, kept.seq) for kept in held}) == len(held)
            run = one.disk.log.pending_run(500, 1 << 20)
            assert [op.seq for op in run] == list(range(run[0].seq, run[-1].seq + 1) if run else [])

    @invariant()
    def nothing_shown_as_saved_is_nowhere(self) -> None:
        held = {kept.id for one in self.world.handsets for kept in one.disk.list_held()}
        assert held | set(self.world.server.tables.ops) >= set(self.world.recorded)
        assert all(result.status in set(OpStatus) for result in self.world.answered.values())


TestOutbox = OutboxMachine.TestCase
TestOutbox.settings = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
