"""Whatever breaks on the way, and whoever is killed: a photo arrives whole, once, under its name (I17)."""

import hashlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crew_app.net.photos import HttpPhotoTransport, PhotoPart
from crew_app.photo_worker import PhotoPause, photos_once
from crew_app.store.database import connect
from crew_app.store.photos import list_queued, read_progress
from sync.photos import PART_BYTES
from tests.crew_app.phone import Phone
from tests.database import ROOT
from tests.photos.bad_line import BadLine, Cut, bad_line_to
from tests.photos.real_server import RealServer
from tests.photos.sender import (
    make_photo_line,
    make_photographer,
    send_until_done,
    settle_all,
    take_photo,
)
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import Handheld

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    server = RealServer("rb_test_photo_lines", tmp_path_factory.mktemp("photos"))
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def held(server: RealServer) -> Handheld:
    return server.enrol("handheld 7")


@pytest.fixture
def bad_line(server: RealServer) -> Iterator[BadLine]:
    with bad_line_to(server.port) as line:
        yield line


@pytest.fixture
def phone(tmp_path: Path, held: Handheld, server: RealServer) -> Iterator[Phone]:
    phone = make_photographer(tmp_path / "phone", held, server.url)
    yield phone
    phone.store.close()


def assert_arrived(server: RealServer, data: bytes) -> None:
    path = server.files.find("whole", name_of(data))
    assert path is not None
    assert hashlib.sha256(path.read_bytes()).hexdigest() == name_of(data)


def test_a_photo_waits_for_its_operation_and_then_arrives(phone: Phone, server: RealServer) -> None:
    data = make_photo(100)
    take_photo(phone, data)
    line = make_photo_line(phone.store, server.url)
    photos_once(line, PhotoPause())
    assert not server.files.is_held(name_of(data))
    assert read_progress(phone.store).waiting == 1
    settle_all(phone)
    photos_once(line, PhotoPause())
    assert_arrived(server, data)
    assert read_progress(phone.store).percent == 100


HEADERS = 420  # bytes, about


@pytest.mark.parametrize(
    "after", [1, 60, 300, HEADERS, HEADERS + 1, 5_000, 17_000, 100_000, 262_000, 300_000, 530_000]
)
def test_a_line_reset_at_any_byte_of_the_way_up_loses_nothing(
    phone: Phone, server: RealServer, bad_line: BadLine, after: int
) -> None:
    data = make_photo(1_000 + after)
    take_photo(phone, data)
    settle_all(phone)
    bad_line.cuts = [Cut(after), Cut(after // 2 + 1), Cut(after)]
    stopped = send_until_done(make_photo_line(phone.store, bad_line.url))
    assert stopped >= 1
    assert_arrived(server, data)


@pytest.mark.parametrize("after", [1, 30, 200])
def test_an_answer_that_is_lost_costs_no_byte_twice_but_its_part(
    phone: Phone, server: RealServer, bad_line: BadLine, after: int
) -> None:
    data = make_photo(2_000 + after)
    take_photo(phone, data)
    settle_all(phone)
    bad_line.cuts = [Cut(after, "down"), Cut(240 + after, "down"), Cut(500 + after, "down")]
    send_until_done(make_photo_line(phone.store, bad_line.url))
    assert_arrived(server, data)
    assert bad_line.carried < len(data) + PART_BYTES + 20_000


def test_what_came_of_a_part_before_the_line_broke_is_not_sent_again(
    server: RealServer, bad_line: BadLine, held: Handheld
) -> None:
    data = make_photo(101)
    part = PhotoPart(name_of(data), 0, len(data), data[:PART_BYTES])
    bad_line.cuts = [Cut(HEADERS + 150_000)]
    transport = HttpPhotoTransport(bad_line.url, connect_s=1, read_s=2)
    with pytest.raises(Exception, match="timed_out"):
        transport.send(part, held.secret, lambda _sent: None)
    kept: int | None = 0
    deadline = time.monotonic() + 20
    while kept is not None and kept <= 120_000 and time.monotonic() < deadline:
        time.sleep(0.1)  # the server may still be reading what came
        kept = transport.ask(part.sha256, held.secret).offset
    assert kept is not None
    assert 120_000 < kept < 150_500


def test_random_resets_by_the_dozen_end_with_the_same_hash(
    phone: Phone, server: RealServer, bad_line: BadLine
) -> None:
    rng = random.Random(7)
    bad_line.cuts = [
        Cut(int(10 ** rng.uniform(0, 5.6)), rng.choice(["up", "up", "down"])) for _ in range(40)
    ]
    number = 0
    while bad_line.cuts:
        number += 1
        data = make_photo(3_000 + number)
        take_photo(phone, data, position=1 + number % 15)
        settle_all(phone)
        send_until_done(make_photo_line(phone.store, bad_line.url))
        assert_arrived(server, data)
    assert bad_line.connections >= 40


def test_two_devices_that_send_one_photo_at_once_both_end_well(
    server: RealServer, held: Handheld, tmp_path: Path
) -> None:
    data = make_photo(102, 1600, 1100)
    phones = [
        make_photographer(tmp_path / f"phone-{number}", one, server.url)
        for number, one in enumerate([held, server.enrol("handheld 8"), server.enrol("handheld 9")])
    ]
    for phone in phones:
        take_photo(phone, data)
        settle_all(phone)
        phone.store.close()
    failures: list[Exception] = []

    def run(folder: Path) -> None:
        try:
            send_until_done(make_photo_line(connect(folder), server.url))
        except Exception as error:  # noqa: BLE001 - told by the test itself
            failures.append(error)

    threads = [threading.Thread(target=run, args=(phone.folder,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_arrived(server, data)


@pytest.mark.slow
def test_a_phone_killed_at_any_moment_resumes(
    phone: Phone, server: RealServer, bad_line: BadLine
) -> None:
    data = make_photo(103, 1500, 1000)
    take_photo(phone, data)
    settle_all(phone)
    phone.store.close()
    bad_line.bytes_per_s = 700_000
    rng = random.Random(11)
    kills = 0
    while not server.files.is_held(name_of(data)):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.photos.sender", str(phone.folder), bad_line.url], cwd=ROOT
        )
        await_connection(bad_line, process)
        time.sleep(rng.uniform(0, 0.6))
        process.kill()
        process.wait()
        kills += 1
        assert kills < 60
    assert kills >= 3
    store = connect(phone.folder)
    send_until_done(make_photo_line(store, server.url))
    assert list_queued(store) == ()
    store.close()
    assert_arrived(server, data)
    assert bad_line.carried < len(data) + kills * (PART_BYTES + 10_000)


@pytest.mark.slow
def test_a_server_killed_at_any_moment_goes_on_where_it_was(
    held: Handheld, tmp_path: Path, bad_line: BadLine, server: RealServer, phone: Phone
) -> None:
    data = make_photo(104, 1500, 1000)
    take_photo(phone, data)
    settle_all(phone)
    phone.store.close()
    bad_line.bytes_per_s = 1_500_000
    rng = random.Random(13)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.photos.sender", str(phone.folder), bad_line.url], cwd=ROOT
    )
    kills = 0
    await_connection(bad_line, process)
    while process.poll() is None and kills < 3:
        time.sleep(rng.uniform(0.05, 0.6))
        server.kill()
        kills += 1
        server.start()
    assert process.wait(60) == 0
    assert kills >= 2
    assert_arrived(server, data)


def await_connection(bad_line: BadLine, process: subprocess.Popen[bytes]) -> None:
    """Until the program has begun to speak, or has ended."""
    before = bad_line.connections
    while bad_line.connections == before and process.poll() is None:
        time.sleep(0.005)
