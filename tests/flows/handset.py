"""A squad's phone and the server it speaks to, both real, in one process: what a flow walks through."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from crew_app.device.clock import HandClock
from crew_app.net.enrol import enrol
from crew_app.net.transport import HttpTransport
from crew_app.presenters.recording import record_shift
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.sending import count_ops
from crew_app.worker import Line, sync_once
from server.actions.enrol_device import issue_enrolment_code
from server.db.session import transaction
from sync.client_state import ClientState
from sync.ops import ShiftStarted
from tests.browser.live import Live, running_council
from tests.crew_app.phone import Phone, make_phone
from tests.server.web.town import ON


def at(hour: int, minute: int = 0, on: date = ON) -> datetime:
    """A time of the day; in November the council's time is UTC."""
    return datetime.combine(on, time(hour, minute), UTC)


@dataclass
class Flow:
    """A phone of Squad Ash, the council's server, and one clock for both."""

    live: Live
    phone: Phone
    line: Line
    state: ClientState

    def is_now(self, moment: datetime) -> None:
        """Let it be that time for everybody."""
        self.live.set_clock(moment)
        target_ms = int(moment.timestamp() * 1000)
        self.phone.clock.pass_time(target_ms - self.phone.clock.read().wall_ms)

    def sync(self) -> None:
        """Bring phone and server together."""
        self.state, _ = sync_once(self.line, ClientState(app="flow"))
        assert count_ops(self.phone.store).pending == 0


@contextmanager
def joined_phone(live: Live, folder: Path, label: str, squad: str = "ASH") -> Iterator[Flow]:
    """Enrol a phone with a real code at the time it is, and fetch its pack."""
    now = live.app.config["CLOCK"]()
    phone = make_phone(folder, clock=HandClock(int(now.timestamp() * 1000)))
    transport = HttpTransport(live.url)
    with live.app.app_context(), transaction() as session:
        code = issue_enrolment_code(session, squad, "a flow", now)
    told = enrol(transport, code, label)
    kept = KeptEnrolment(live.url, told.device, told.secret, told.squad, told.council)
    put_enrolment(phone.store, kept)
    phone = replace(phone, handset=replace(phone.handset, draw=os.urandom))
    line = Line(phone.store, phone.log, transport, phone.clock, os.urandom)
    flow = Flow(live, phone, line, ClientState())
    flow.sync()
    try:
        yield flow
    finally:
        transport.close()
        phone.store.close()


@contextmanager
def enrolled_phone(folder: Path, database: str) -> Iterator[Flow]:
    """Run a council, enrol a phone with a real code, fetch its pack, start the shift at seven."""
    with running_council(database, folder / "data") as live:
        live.set_clock(at(7))
        with joined_phone(live, folder / "phone", "Handheld 7") as flow:
            record_shift(flow.phone.handset, ShiftStarted("REF-B", ON, 3))
            yield flow
