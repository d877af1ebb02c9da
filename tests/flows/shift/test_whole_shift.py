"""A whole shift by touches: no signal, a phone killed twice, and in the end all of it at the server, once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from crew_app.device.clock import HandClock
from crew_app.net.enrol import enrol
from crew_app.net.transport import HttpTransport
from crew_app.store.database import connect
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.worker import Line, sync_once
from server.actions.enrol_device import issue_enrolment_code
from server.db.session import transaction
from sync.client_state import ClientState
from sync.words import Outcome, Reason
from tests.browser.live import Live, running_council
from tests.crew_app.phone import make_phone
from tests.database import ROOT
from tests.flows.handset import at
from tests.flows.shift.long_round import put_long_round
from tests.flows.shift.names import ROUND_ID, SQUAD, uprn_of, usrn_of
from tests.flows.shift.plan import (
    CORRECTED,
    CORRECTED_TO,
    DONE_STREETS,
    END_REASON,
    EXCEPTIONS,
    STOPS,
    UNDONE_AT,
)
from tests.flows.shift.signal_mast import SignalMast
from tests.pictures import make_jpeg

pytestmark = [pytest.mark.db, pytest.mark.window, pytest.mark.slow]

KILLED_AFTER = (31, 62)  # touches, counted over all processes
PATIENCE_S = 600.0  # of a machine that is busy; nothing fails because it was slow


@dataclass
class Shift:
    """The council, the mast, and the folder of the phone."""

    live: Live
    mast: SignalMast
    folder: Path
    environment: dict[str, str]

    def start_phone(self) -> subprocess.Popen[bytes]:
        """Open the app in a process of its own."""
        with (self.folder / "phone.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.flows.shift.squad", str(self.folder), self.mast.url],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def notes(self) -> list[dict[str, Any]]:
        """What the squad noted so far."""
        lines = (self.folder / "notebook").read_text().splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]

    def count(self, what: str) -> int:
        """How many notes begin so."""
        return sum(note["what"].startswith(what) for note in self.notes())

    def ask(self, question: str) -> list[Any]:
        """Rows of the server's database."""
        with self.live.app.app_context(), transaction() as session:
            return [tuple(row) for row in session.execute(text(question), {"round": ROUND_ID})]


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    """The evening before: a phone enrolled at the depot, with its pack. Then the signal goes."""
    with running_council("rb_test_whole_shift", tmp_path / "data") as live:
        live.set_clock(at(6, 30))
        with live.app.app_context(), transaction() as session:
            put_long_round(session)
            code = issue_enrolment_code(session, SQUAD, "a flow", at(6, 30))
        mast = SignalMast(live.url)
        mast.turn_on()
        folder = tmp_path / "phone"
        _prepare(folder, mast.url, code)
        mast.turn_off()
        environment = {key: value for key, value in os.environ.items() if key != "WRONG_CLOCK"}
        yield Shift(live, mast, folder, environment)
        mast.turn_off()


def _prepare(folder: Path, url: str, code: str) -> None:
    clock = HandClock(_ms(at(6, 30)))
    phone = make_phone(folder, clock=clock)
    transport = HttpTransport(url)
    told = enrol(transport, code, "Handheld Oak")
    kept = KeptEnrolment(url, told.device, told.secret, told.squad, told.council)
    put_enrolment(phone.store, kept)
    line = Line(phone.store, phone.log, transport, clock, os.urandom)
    sync_once(line, ClientState(app="flow", pack_days=3))
    transport.close()
    phone.store.close()
    (folder / "pictures").mkdir()
    (folder / "pictures" / "blocked.jpg").write_bytes(make_jpeg())
    clock.pass_time(_ms(at(7)) - _ms(at(6, 30)))
    now = clock.read()
    note = {"what": "the day begins", "wall_ms": now.wall_ms, "boot_ms": now.boot_ms}
    (folder / "notebook").write_text(f"{json.dumps(note)}\n")


def work_through(shift: Shift) -> None:
    """Until the phone says that the server has it all; killed on the way."""
    for touches in KILLED_AFTER:
        phone = shift.start_phone()
        _wait(shift, phone, lambda touches=touches: shift.count("touch") >= touches)
        phone.send_signal(signal.SIGKILL)
        assert phone.wait() == -signal.SIGKILL
    phone = shift.start_phone()
    _wait(shift, phone, lambda: shift.count("ended") == 1)
    assert shift.ask("select id from visit where round_id = :round") == [], "no signal so far"
    shift.live.set_clock(_true_time(shift))
    shift.mast.turn_on()
    (shift.folder / "signal").touch()
    assert phone.wait(PATIENCE_S) == 0, (shift.folder / "phone.log").read_text()[-3000:]


def _wait(shift: Shift, phone: subprocess.Popen[bytes], is_so: Any) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        said = (shift.folder / "phone.log").read_text()[-3000:]
        assert phone.poll() is None, f"the phone ended by itself: {said}"
        assert time.monotonic() < deadline, said
        time.sleep(0.02)


def _true_time(shift: Shift) -> datetime:
    """What a clock that nobody set wrong would say: the phone's boot clock knows."""
    first, last = shift.notes()[0], shift.notes()[-1]
    return at(7) + timedelta(milliseconds=last["boot_ms"] - first["boot_ms"])


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def check_that_the_server_has_it_all_once(shift: Shift) -> None:
    """Operation by operation, and street by street as it was planned."""
    store = connect(shift.folder)
    mine = {row["id"]: row["kind"] for row in store.connection.execute("select id, kind from op")}
    waiting = store.connection.execute("select count(*) from op where state <> 'acked'").fetchone()
    store.close()
    assert waiting[0] == 0
    theirs = shift.ask("select id::text, kind, status from op")
    assert len(theirs) == len(mine)
    assert {op_id: kind for op_id, kind, _ in theirs} == mine
    assert {status for _, _, status in theirs} <= {"accepted", "superseded"}

    assert _streets_at_the_server(shift) == _streets_planned()
    assert _lefts_at_the_server(shift) == {
        (uprn_of(stop.position, left.house), left.reason, left.material)
        for stop in STOPS
        for left in stop.lefts
    }
    assert len(_lefts_at_the_server(shift)) == EXCEPTIONS == 12
    ended = shift.ask(
        "select shift_ended_at is not null, complete_proven, end_reason from collection where round_id = :round"
    )
    assert ended == [(True, True, END_REASON)]


def _streets_at_the_server(shift: Shift) -> dict[str, tuple[str, str | None]]:
    """What stands of each street: exactly one statement."""
    rows = shift.ask(
        "select usrn, outcome, reason from visit v where round_id = :round and uprn is null "
        "and retracted_at is null and not exists (select 1 from visit w where v.id::text = any(w.saw) "
        "and w.retracted_at is null) order by usrn"
    )
    assert len({usrn for usrn, _, _ in rows}) == len(rows)
    return {usrn: (outcome, reason) for usrn, outcome, reason in rows}


def _streets_planned() -> dict[str, tuple[str, str | None]]:
    planned: dict[str, tuple[str, str | None]] = {
        usrn_of(stop.position): (stop.outcome.value, stop.reason) for stop in STOPS
    }
    planned[usrn_of(CORRECTED)] = (Outcome.NOT_COLLECTED.value, CORRECTED_TO.value)
    assert len(planned) == DONE_STREETS
    return planned


def _lefts_at_the_server(shift: Shift) -> set[tuple[str, Reason, str | None]]:
    rows = shift.ask(
        "select uprn, reason, material from visit where round_id = :round and uprn is not null and retracted_at is null"
    )
    assert len(rows) == len(set(rows))
    return {(uprn, Reason(reason), material) for uprn, reason, material in rows}


def check_what_was_taken_back(shift: Shift) -> None:
    """The wrong tap that was undone, and the record that was corrected: kept, with why."""
    rows = shift.ask(
        "select v.usrn, v.outcome, o.body -> 'data' ->> 'why' from visit v join op o on o.id = v.retracted_by "
        "where v.round_id = :round order by v.usrn"
    )
    assert rows == [
        (usrn_of(UNDONE_AT), "not_collected", None),
        (usrn_of(CORRECTED), "completed", "not_so"),
    ]


def check_photos(shift: Shift) -> None:
    """Three of them, each named by the record it belongs to, and whole."""
    rows = shift.ask(
        "select v.usrn, v.reason, b.got = b.size from visit v join op p on p.target = v.id and p.kind = 'photo' "
        "join blob b on b.sha256 = p.body -> 'photos' -> 0 ->> 'sha256' "
        "where v.round_id = :round order by v.usrn"
    )
    assert rows == [
        (usrn_of(14), "contaminated", True),
        (usrn_of(17), "parked_vehicles", True),
        (usrn_of(30), "parked_vehicles", True),
    ]


def test_a_whole_shift_reaches_the_server_once(shift: Shift) -> None:
    work_through(shift)
    assert shift.count("touch") > 100
    assert shift.notes()[-1]["what"] == "sent: All safe at the server"
    check_that_the_server_has_it_all_once(shift)
    check_what_was_taken_back(shift)
    check_photos(shift)


def test_a_clock_set_wrong_by_six_hours_changes_nothing_of_it(shift: Shift) -> None:
    shift.environment["WRONG_CLOCK"] = "1"
    work_through(shift)
    assert (shift.count("wrong clock"), shift.count("right clock")) == (1, 1)
    check_that_the_server_has_it_all_once(shift)
    check_what_was_taken_back(shift)
    times = shift.ask(
        "select v.noted_at, v.noted_wall_at, v.clock_quality from visit v join op o on o.id = v.id "
        "where v.round_id = :round order by o.seq"
    )
    noted = [moment for moment, _, _ in times]
    assert noted == sorted(noted), "in the order in which they were tapped"
    assert at(7) <= noted[0]
    assert noted[-1] <= _true_time(shift).astimezone(UTC)
    assert {quality for _, _, quality in times} == {"anchored"}
    wrong = [wall for moment, wall, _ in times if wall - moment > timedelta(hours=5)]
    assert 10 < len(wrong) < len(times) - 10
