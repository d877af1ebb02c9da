"""The worker against a server over real sockets: whatever goes wrong on the way, every record arrives once."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crew_app.bell import Bell
from crew_app.net.transport import HttpTransport
from crew_app.presenters.recording import record_visit
from crew_app.store.anchor import find_anchor
from crew_app.store.database import connect
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.rounds import find_street, list_streets
from crew_app.store.sending import count_ops, find_last_try
from crew_app.worker import Line, hurry, sync_once, sync_or_wait, work
from sync.client_state import ClientState, Trouble
from sync.ops import Visit
from sync.words import ClockQuality, Outcome
from tests.crew_app.net.small_server import SmallServer, running
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, make_pack, usrn_of


def draw(size: int) -> bytes:
    """Random bytes that always give half of the longest wait."""
    return b"\x80" + os.urandom(size - 1)


@pytest.fixture
def server() -> Iterator[SmallServer]:
    with running() as server:
        yield server


@pytest.fixture
def phone(tmp_path: Path, server: SmallServer) -> Iterator[Phone]:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment(server.url, "d9", "s9", "S3", "Millbrook"))
    yield phone
    phone.store.close()


@pytest.fixture
def line(phone: Phone, server: SmallServer) -> Line:
    transport = HttpTransport(server.url, connect_s=0.5, read_s=0.5)
    return Line(phone.store, phone.log, transport, phone.clock, draw)


def mark(phone: Phone, *positions: int) -> None:
    for position in positions:
        phone.clock.pass_time(1_000)
        record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED))


def sync_until_sent(line: Line, phone: Phone, state: ClientState | None = None) -> ClientState:
    """Sync, wait as long as it says, sync again: as the worker's loop does."""
    state = state or ClientState(app="test")
    for _ in range(12):
        state, wait = sync_once(line, state)
        if not count_ops(phone.store).pending:
            return state
        phone.clock.pass_time(max(1, wait.until_boot_ms - phone.clock.read().boot_ms))
    raise AssertionError("never sent")


def test_what_was_recorded_arrives_in_order_and_is_marked_as_sent(
    line: Line, phone: Phone, server: SmallServer
) -> None:
    mark(phone, 1, 2, 3)
    sync_until_sent(line, phone)
    (ids,) = server.taken.values()
    usrns = [server.bodies[one]["data"]["usrn"] for one in ids]
    assert usrns == [usrn_of(1), usrn_of(2), usrn_of(3)]
    assert count_ops(phone.store).acked == 3
    assert set(server.secrets) == {"s9"}


def test_the_first_sync_fetches_the_pack(tmp_path: Path, server: SmallServer, line: Line) -> None:
    fresh = make_phone(tmp_path / "fresh")
    put_enrolment(fresh.store, KeptEnrolment(server.url, "d9", "s9", "S3", "Millbrook"))
    transport = HttpTransport(server.url)
    sync_once(Line(fresh.store, fresh.log, transport, fresh.clock, draw), ClientState())
    assert len(list_streets(fresh.store, COLLECTION)) == 18
    assert "/v1/pack" in server.asked


def test_a_phone_not_set_up_asks_nothing(tmp_path: Path, server: SmallServer) -> None:
    fresh = make_phone(tmp_path / "fresh")
    transport = HttpTransport(server.url)
    sync_once(Line(fresh.store, fresh.log, transport, fresh.clock, draw), ClientState())
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("lose_reply", Trouble.TIMED_OUT),
        ("cut_reply", Trouble.TIMED_OUT),
        ("silent", Trouble.TIMED_OUT),
        ("busy", Trouble.BUSY),
        ("failed", Trouble.SERVER_FAILED),
        ("sign_in_page", Trouble.SIGN_IN_PAGE),
        ("redirect", Trouble.SIGN_IN_PAGE),
        ("unknown_device", Trouble.SECRET_REFUSED),
    ],
)
def test_after_any_trouble_every_record_arrives_once(
    line: Line, phone: Phone, server: SmallServer, fault: str, trouble: Trouble
) -> None:
    mark(phone, 1, 2)
    server.faults.append(fault)
    state, wait = sync_once(line, ClientState(app="test"))
    last = find_last_try(phone.store)
    assert last is not None
    assert last.trouble is trouble
    assert wait.until_boot_ms >= phone.clock.read().boot_ms
    assert count_ops(phone.store).pending == 2
    mark(phone, 3)
    sync_until_sent(line, phone, state)
    (ids,) = server.taken.values()
    assert len(ids) == len(set(ids)) == 3
    after = find_last_try(phone.store)
    assert after is not None
    assert after.trouble is None


def test_the_next_try_is_told_in_corrected_time(
    line: Line, phone: Phone, server: SmallServer
) -> None:
    sync_once(line, ClientState())
    mark(phone, 1)
    server.faults.append("busy")
    _, wait = sync_once(line, hurry(line, ClientState()))
    last = find_last_try(phone.store)
    anchor = find_anchor(phone.store)
    assert last is not None
    assert anchor is not None
    assert last.next_ms is not None
    assert last.next_ms == anchor.server_ms + wait.until_boot_ms - anchor.boot_ms
    assert last.next_ms - last.tried_ms >= 7_000  # what the server asked for


def test_a_wrong_clock_is_corrected_by_the_servers(
    line: Line, phone: Phone, server: SmallServer
) -> None:
    sync_once(line, ClientState())
    phone.clock.set_wall(START_MS - 6 * 3_600_000)
    mark(phone, 1)
    sync_until_sent(line, phone)
    (body,) = server.bodies.values()
    assert body["time"]["quality"] == ClockQuality.ANCHORED
    assert abs(body["time"]["est_ms"] - server.server_ms) < 60_000


def test_a_refused_record_leaves_the_queue_and_is_no_longer_shown(
    line: Line, phone: Phone, server: SmallServer
) -> None:
    server.reject = "not_your_round"
    mark(phone, 1)
    sync_until_sent(line, phone)
    street = find_street(phone.store, COLLECTION, usrn_of(1))
    assert street is not None
    assert street.mark is None
    assert count_ops(phone.store).rejected == 1


def test_storage_that_fails_during_a_sync_marks_nothing_as_sent(
    line: Line, phone: Phone, server: SmallServer
) -> None:
    mark(phone, 1)
    phone.store.connection.execute("pragma query_only = on")
    sync_or_wait(line, ClientState())
    phone.store.connection.execute("pragma query_only = off")
    assert count_ops(phone.store).pending == 1
    sync_until_sent(line, phone)
    assert len(server.results) == 1


def test_the_loop_sends_by_itself_while_the_screens_go_on_recording(
    phone: Phone, server: SmallServer
) -> None:
    bell = Bell()

    def open_line() -> Line:
        store = connect(phone.folder)
        log = StoredLog(store, phone.folder / "no-backup")
        return Line(store, log, HttpTransport(server.url), phone.clock, draw)

    worker = threading.Thread(target=work, args=(open_line, bell, "test"))
    worker.start()
    for position in range(1, 11):
        mark(phone, position)
        bell.ring()
        time.sleep(0.01)
    bell.hurry()
    deadline = time.monotonic() + 20
    while count_ops(phone.store).pending and time.monotonic() < deadline:
        time.sleep(0.02)
    bell.stop()
    worker.join(10)
    assert not worker.is_alive()
    assert len(server.results) == 10
