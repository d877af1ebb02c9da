"""On the device: from a tap to the durable commit, with 100,000 operations stored, beside a bare SQLite commit."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crew_app.store.ops import Capture, append_op, insert_op
from sync.ops import Op
from tests.bench.shifts import bodies_of, make_shift
from tests.crew_app.phone import make_phone

pytestmark = pytest.mark.slow
STORED, TAPS, ROUNDS = 100_000, 300, 3


def test_a_tap_with_a_hundred_thousand_operations_stored(tmp_path: Path) -> None:
    store = make_phone(tmp_path / "phone").store
    store.connection.execute("begin")
    for number in range(STORED // 1_000):
        for op in make_shift(number, 1_000, seed=number).ops:
            insert_op(store.connection, op)
    store.connection.execute("commit")
    taps = iter(make_shift(0, 2 * ROUNDS * TAPS, seed=900).ops)
    bare = sqlite3.connect(tmp_path / "bare.db", isolation_level=None)
    bare.execute("pragma journal_mode = wal")
    bare.execute("pragma synchronous = full")
    bare.execute("create table op (seq integer primary key, body text not null)")
    ours: list[float] = []
    least: list[float] = []
    for _ in range(ROUNDS):  # interleaved: a noisy minute hits both
        ours += times(lambda: append_op(store, _capture(next(taps))))
        least += times(lambda: bare.execute("insert into op (body) values (?)", ("x" * 400,)))
    show("tap to durable commit", ours)
    show("bare SQLite commit of 400 bytes", least)
    print(f"ratio of medians {quantile(ours, 0.5) / quantile(least, 0.5):.2f}")
    bare.close()
    store.close()
    assert len(ours) == ROUNDS * TAPS


def test_bytes_on_the_line() -> None:
    shift = make_shift(0, 1_500)
    for batch in (100, 500):
        size = sum(map(len, bodies_of(shift, batch)))
        print(f"\n{size / len(shift.ops):.1f} bytes an operation, batches of {batch}")
        assert size / len(shift.ops) <= 45


def _capture(op: Op) -> Capture:
    return Capture(op.id, op.ent, op.data, op.time, op.squad, op.position)


def times(act: Callable[[], object]) -> list[float]:
    """Seconds of each of so many acts."""
    took = []
    for _ in range(TAPS):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return took


def quantile(took: list[float], share: float) -> float:
    """The time within which that share was done."""
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


def show(what: str, took: list[float]) -> None:
    """Print p50 and p99 in milliseconds."""
    print(
        f"\n{what}: p50 {quantile(took, 0.5) * 1e3:.2f} ms, p99 {quantile(took, 0.99) * 1e3:.2f} ms"
    )
