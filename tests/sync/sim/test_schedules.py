"""Random schedules of everything that may go wrong, each from a seed that replays exactly.

CI plays this share; `make sim SEEDS=20000` plays the rest.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sync.clock import Anchor, Reading
from sync.op_json import body_of, op_of_body, seal
from tests.sync.sim.clocks import Clocks
from tests.sync.sim.disk import MemoryDisk
from tests.sync.sim.ground import HOUR_MS, Draft, Known, write_op
from tests.sync.sim.handset import new_id
from tests.sync.sim.play import begin, find_violation, play, play_in, play_telling
from tests.sync.sim.safeguards import REMOVALS
from tests.sync.sim.world import World

ROOT = Path(__file__).parents[3]
SHARE, AT_ONCE = 3_000, 500
ANCHOR = Anchor(1_777_885_200_000, 1_777_885_100_000, 5_000, "boot-1")


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SHARE, AT_ONCE))
def test_every_promise_is_kept_whatever_happens(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        play(seed)


def tell_in_a_process_of_its_own(seed: int, hash_seed: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    told = subprocess.run(
        [sys.executable, "-m", "tests.sync.sim", str(seed)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


@pytest.mark.parametrize("seed", [3, 16])
def test_a_seed_replays_exactly(seed: int) -> None:
    told = tell_in_a_process_of_its_own(seed, "1")
    assert told == tell_in_a_process_of_its_own(seed, "2")
    assert told.count("\n") > 50


def test_haste_changes_nothing_but_the_time() -> None:
    told = """
from tests.sync.sim.haste import list_frozen, make_haste
from tests.sync.sim.play import play_telling
hastened = len(list_frozen())
make_haste()
assert hastened > 50 and not list_frozen()
print("\\n".join(play_telling(16)))
"""
    hasty = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert hasty.stdout == tell_in_a_process_of_its_own(16, "1")


def test_a_broken_promise_is_told_with_its_seed_and_history() -> None:
    rules = next(one.rules for one in REMOVALS if one.name == "reconciliation")
    found = find_violation(500, rules)
    assert found is not None
    violation = found[1]
    assert violation.seed is not None
    told = play_telling(violation.seed, rules)
    assert told[-1] == f"VIOLATION with seed {violation.seed}: {violation}"
    assert any("restored from its backup" in line for line in told)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft(outcome="not_collected", note="gate locked"),
        Draft("shift_ended"),
        Draft("retraction", target=new_id(random.Random(1)), target_ent="R1@2026-05-04/10012345"),
    ],
)
def test_what_is_recorded_here_is_what_the_product_would_seal(draft: Draft) -> None:
    known = Known("S1", "e1", 4, new_id(random.Random(2)), 3, 3, "0" * 16)
    reading = Reading(1_777_885_100_500, 5_500, "boot-1")
    body, h = write_op(draft, new_id(random.Random(3)), reading, ANCHOR, known)
    op = op_of_body(body, 1)
    assert body_of(op) == body
    assert seal(op).h == h == op.h


def order_of(world: World) -> list[tuple[int, str, int]]:
    """The feed: numbers, kinds, and which operation in order of capture."""
    rows = world.server.tables.changes.values()
    return [(row.change.n, row.change.kind, world.nth.get(row.change.op or "", 0)) for row in rows]


def test_no_order_depends_on_a_wall_clock() -> None:
    for seed in range(200):
        right = play_in(begin(seed), seed)
        wrong = play_in(begin(seed, walls_off_ms=-7 * HOUR_MS), seed)
        assert order_of(right) == order_of(wrong), seed


def test_a_copied_disk_goes_its_own_way() -> None:
    rng = random.Random(5)
    disk = MemoryDisk(new_id(rng))
    clocks = Clocks(0, 0, "handset-1")
    disk.record(Draft(), new_id(rng), clocks.read(1_000), "S1")
    twin = disk.copy()
    twin.record(Draft(), new_id(rng), clocks.read(2_000), "S1")
    assert (len(list(disk.list_held())), len(list(twin.list_held()))) == (1, 2)
    assert disk.log.last_seq() == 1
