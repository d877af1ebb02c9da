"""The Android service as a process of its own, beside the app, on one store."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crew_app.bell import Bell
from crew_app.device.service_start import ServiceArgument, read_argument, write_argument
from crew_app.presenters.recording import record_visit
from crew_app.service import open_line
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.sending import count_ops
from crew_app.store.turn import take_turn
from crew_app.worker import sync_once, work
from sync.client_state import ClientState
from sync.ops import Visit
from sync.words import Outcome
from tests.crew_app.net.small_server import running
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack, usrn_of

ROOT = Path(__file__).parents[2]


def test_what_the_service_is_told_comes_through() -> None:
    argument = ServiceArgument("/data", "/no-backup", "http://server")
    assert read_argument(write_argument(argument)) == argument


def test_only_one_sends_at_a_time(tmp_path: Path) -> None:
    with take_turn(tmp_path) as first, take_turn(tmp_path) as second:
        assert (first, second) == (True, False)
    with take_turn(tmp_path) as again:
        assert again


def test_the_service_sends_what_the_app_recorded_and_knows_no_kivy(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    with running() as server:
        put_enrolment(phone.store, KeptEnrolment(server.url, "d9", "s9", "S3", "Millbrook"))
        for position in (1, 2, 3):
            phone.clock.pass_time(1_000)
            record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED))
        argument = ServiceArgument(str(tmp_path), str(tmp_path / "no-backup"), server.url)
        service = subprocess.Popen(
            [
                sys.executable,
                "-X",
                "importtime",
                "-m",
                "crew_app.service",
                write_argument(argument),
            ],
            cwd=ROOT,
            stderr=subprocess.PIPE,
        )
        deadline = time.monotonic() + 30
        while count_ops(phone.store).pending and time.monotonic() < deadline:
            time.sleep(0.05)
        service.kill()
        _, imported = service.communicate()
        assert len(server.results) == 3
    assert count_ops(phone.store).acked == 3
    assert b"kivy" not in imported


def test_a_phone_moved_to_another_server_is_sent_there_from_the_next_round_on(
    tmp_path: Path,
) -> None:
    """Without a restart; and the new secret never goes to the old server."""
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    with running() as old, running() as new:
        put_enrolment(phone.store, KeptEnrolment(old.url, "d9", "old secret", "S3", "Millbrook"))
        argument = ServiceArgument(str(tmp_path), str(tmp_path / "no-backup"), old.url)
        bell = Bell()
        worker = threading.Thread(
            target=work, args=(lambda: open_line(argument), bell, "test"), daemon=True
        )
        worker.start()
        wait_until(lambda: bool(old.asked))
        put_enrolment(phone.store, KeptEnrolment(new.url, "d1", "new secret", "S3", "Elsewhere"))
        record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(1), Outcome.COMPLETED))
        bell.hurry()
        wait_until(lambda: len(new.results) == 1)
        bell.stop()
        worker.join(20)
        assert (set(old.secrets), set(new.secrets)) == ({"old secret"}, {"new secret"})
        assert not old.results


def test_a_line_sends_nothing_to_a_server_the_secret_is_not_for(tmp_path: Path) -> None:
    """The phone was moved in the middle of a round: the line waits for the next one."""
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    with running() as old:
        put_enrolment(phone.store, KeptEnrolment(old.url, "d9", "old secret", "S3", "Millbrook"))
        argument = ServiceArgument(str(tmp_path), str(tmp_path / "no-backup"), old.url)
        line = open_line(argument)
        put_enrolment(phone.store, KeptEnrolment("http://new", "d1", "new", "S3", "Elsewhere"))
        sync_once(line, ClientState(app="test"))
        assert old.asked == []
        line.store.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for another thread, at most as long as a broken one would take."""
    deadline = time.monotonic() + 60
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert is_so()


@pytest.mark.parametrize("package", ["crew_app", "sync", "geo.onboard"])
def test_the_phone_carries_only_what_its_package_names(package: str) -> None:
    """Imports every module of the package but Kivy's and Android's, and looks at what came along."""
    code = (
        "import importlib, pkgutil, sys\n"
        f"import {package} as top\n"
        "skip = ('screens', 'screen_table', 'app', '__main__')\n"
        "for found in pkgutil.walk_packages(top.__path__, top.__name__ + '.'):\n"
        "    if not set(found.name.split('.')[1:]) & set(skip): importlib.import_module(found.name)\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    foreign = set(eval(done.stdout)) - {"crew_app", "sync", "geo"}  # noqa: S307 - our own output
    named = {"urllib3", "certifi", "plyer", "PIL", "tzdata", "cryptography"}
    loaded_by_the_interpreter = {
        name for name in foreign if name.startswith(("_", "sitecustomize"))
    }
    assert foreign - named - loaded_by_the_interpreter == set()
