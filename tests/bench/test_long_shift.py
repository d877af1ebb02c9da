"""A whole shift over a line of 50 kbit/s, and two weeks without a signal listed. The product's worker and server."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest

from crew_app.device.clock import SystemClock
from crew_app.net.transport import Answer, Asked, HttpTransport
from crew_app.presenters.handset import Place
from crew_app.presenters.outbox import OutboxPresenter
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.ops import insert_op
from crew_app.store.sending import count_ops
from crew_app.store.unsent import save_unsent
from crew_app.worker import Line, sync_once
from sync.client import ClientState
from sync.ops import CapturedTime
from sync.wire import seal
from sync.words import ClockQuality
from tests.bench.shifts import make_shift
from tests.bench.sides import Ours
from tests.bench.town import squad_of
from tests.crew_app.phone import Phone, make_phone
from tests.photos.bad_line import bad_line_to

pytestmark = [pytest.mark.db, pytest.mark.slow]
SHIFT, TWO_WEEKS, TIMES = 1_500, 21_000, 9
BYTES_PER_S = 50_000 // 8


@dataclass
class Noting:
    """Carries requests as the product does, and notes how long each took and how many operations then still waited."""

    inner: HttpTransport
    took: list[tuple[str, float]] = field(default_factory=list)

    def send(self, asked: Asked) -> Answer:
        began = time.perf_counter()
        answer = self.inner.send(asked)
        self.took.append((asked.path.partition("?")[0], time.perf_counter() - began))
        return answer

    def close(self) -> None:
        self.inner.close()

    def seconds(self, path: str) -> float:
        return sum(took for asked, took in self.took if asked == path)


def test_a_shift_over_fifty_kbit_a_second(tmp_path: Path) -> None:
    ours = Ours(tmp_path / "ours", squads=1)
    phone = phone_with(tmp_path / "phone", SHIFT)
    try:
        ours.enrol_all([0])
        with bad_line_to(ours.server.port) as relay:
            relay.bytes_per_s = relay.down_bytes_per_s = BYTES_PER_S
            enrolment = KeptEnrolment(relay.url, "", ours.secrets[0], squad_of(0), "Speedford")
            put_enrolment(phone.store, enrolment)
            line = Noting(HttpTransport(relay.url))
            began = time.perf_counter()
            sync_once(
                Line(phone.store, phone.log, line, SystemClock(), os.urandom),
                ClientState(app="bench"),
            )
            all_s = time.perf_counter() - began
            line.close()
    finally:
        ours.close()
    print(
        f"\na shift of {SHIFT:,} operations over 50 kbit/s each way: {line.seconds('/v1/exchange'):.1f} s to the last "
        f"result; {all_s:.1f} s with a new pack ({line.seconds('/v1/pack'):.1f} s); {len(line.took)} requests, "
        f"{relay.carried:,} bytes up, {relay.brought:,} down"
    )
    assert count_ops(phone.store).pending == 0


def test_two_weeks_that_wait_are_listed(tmp_path: Path) -> None:
    phone = phone_with(tmp_path / "phone", TWO_WEEKS)
    enrolment = KeptEnrolment("http://127.0.0.1:9", "d" * 36, "secret", "S1", "Speedford")
    put_enrolment(phone.store, enrolment)
    screen = OutboxPresenter(phone.handset)
    now = CapturedTime(0, 0, "boot", 0, ClockQuality.RAW)
    print(f"\n{TWO_WEEKS:,} operations that wait, least, median and most of {TIMES}:")
    show("the screen 'To send'", lambda: screen.enter(Place("outbox")))
    show("the next 500 to send", lambda: phone.log.pending_run(500, 1 << 19))
    show("every one of them read", lambda: phone.log.pending_run(TWO_WEEKS, 1 << 40))
    show("the file of all", lambda: save_unsent(phone.store, tmp_path / "files", enrolment, now))
    assert len(phone.log.pending_run(TWO_WEEKS, 1 << 40)) == TWO_WEEKS


def phone_with(folder: Path, ops: int) -> Phone:
    """A phone on which so many operations wait."""
    phone = make_phone(folder)
    phone.store.connection.execute("begin")
    for day in range(0, ops, SHIFT):
        for op in make_shift(0, min(SHIFT, ops - day), seed=3 + day).ops:
            insert_op(phone.store.connection, seal(op))
    phone.store.connection.execute("commit")
    return phone


def show(what: str, work: Callable[[], object]) -> None:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    print(f"  {what}: {min(took):.0f}, {median(took):.0f}, {max(took):.0f} ms")
