"""On the device, with 100,000 operations stored: a tap to the durable record, and to the new state of the screen."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crew_app.presenters.round import RoundPresenter
from crew_app.store.database import Store
from crew_app.store.ops import Capture, append_op, insert_op
from sync.ops import Op
from tests.bench.big_round import STREETS, make_big_phone
from tests.bench.shifts import bodies_of, make_shift
from tests.crew_app.phone import Phone, make_phone

pytestmark = pytest.mark.slow
STORED, TAPS, ROUNDS = 100_000, 300, 3


def test_a_tap_with_a_hundred_thousand_operations_stored(tmp_path: Path) -> None:
    store = make_phone(tmp_path / "phone").store
    _fill(store)
    taps = iter(make_shift(0, ROUNDS * TAPS, seed=900).ops)
    bare = _bare(tmp_path)
    ours: list[float] = []
    least: list[float] = []
    for _ in range(ROUNDS):  # interleaved: a noisy minute hits both
        ours += times(lambda: append_op(store, _capture(next(taps))))
        least += times(lambda: bare.execute("insert into op (body) values (?)", ("x" * 400,)))
    show("tap to durable record", ours)
    show("bare SQLite commit of 400 bytes", least)
    show_ratios(ours, least)
    bare.close()
    store.close()
    assert len(ours) == ROUNDS * TAPS


def test_a_tap_on_completed_until_the_screen_has_its_new_state(tmp_path: Path) -> None:
    phone = make_big_phone(tmp_path / "phone")
    _fill(phone.store)
    phone.store.connection.execute("update op set state = 'acked', settled_ms = est_ms")
    round_screen = RoundPresenter(phone.handset)
    round_screen.refresh()
    bare = _bare(tmp_path)
    ours: list[float] = []
    least: list[float] = []
    for _ in range(ROUNDS):
        ours += times(lambda: _complete(phone, round_screen), STREETS // ROUNDS - 1)
        least += times(lambda: bare.execute("insert into op (body) values (?)", ("x" * 400,)))
    show("tap on Completed to the screen's new state, 300 streets", ours)
    show("bare SQLite commit of 400 bytes", least)
    bare.close()
    assert round_screen.state.shares[0] == ROUNDS * (STREETS // ROUNDS - 1)


def _complete(phone: Phone, screen: RoundPresenter) -> None:
    phone.clock.pass_time(60_000)
    screen.complete(screen.state.next.usrn)


def _fill(store: Store) -> None:
    store.connection.execute("begin")
    for number in range(STORED // 1_000):
        for op in make_shift(number, 1_000, seed=number).ops:
            insert_op(store.connection, op)
    store.connection.execute("commit")


def _bare(folder: Path) -> sqlite3.Connection:
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.execute("pragma journal_mode = wal")
    bare.execute("pragma synchronous = full")
    bare.execute("create table op (seq integer primary key, body text not null)")
    return bare


def test_bytes_on_the_line() -> None:
    shift = make_shift(0, 1_500)
    for batch in (100, 500):
        size = sum(map(len, bodies_of(shift, batch)))
        print(f"\n{size / len(shift.ops):.1f} bytes an operation, batches of {batch}")
        assert size / len(shift.ops) <= 45


def _capture(op: Op) -> Capture:
    return Capture(op.id, op.ent, op.data, op.time, op.squad, op.position)


def times(act: Callable[[], object], count: int = TAPS) -> list[float]:
    """Seconds of each of so many acts."""
    took = []
    for _ in range(count):
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


def show_ratios(ours: list[float], least: list[float]) -> None:
    """Print how many times as long ours takes, for the quickest quarter, the half and the slowest."""
    ratios = [quantile(ours, share) / quantile(least, share) for share in (0.25, 0.5, 0.9, 0.99)]
    print("ratios at p25, p50, p90, p99: " + ", ".join(f"{ratio:.2f}" for ratio in ratios))
