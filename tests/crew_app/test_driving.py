"""The lorry for the desk drives the streets of the shift in round order."""

from pathlib import Path

from crew_app.driving import make_drive
from crew_app.presenters.recording import record_shift
from geo.onboard.lines import distance_to_line_m
from sync.ops import ShiftStarted
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack


def test_it_drives_the_streets_of_the_shift_in_round_order(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    gps = make_drive(tmp_path, 8.0, phone.clock)
    gps.start()
    phone.clock.pass_time(8_000)
    first = make_pack().collections[0].streets[0]
    fixes = gps.drain_fixes()
    assert len(fixes) == 5
    assert all(distance_to_line_m((fix.lat7, fix.lon7), first.line) < 0.1 for fix in fixes)
    assert gps.drain_fixes() == ()
    gps.stop()
    assert gps.find_fix() is None


def test_without_a_shift_it_stands_nowhere(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    gps = make_drive(tmp_path, 8.0, phone.clock)
    gps.start()
    phone.clock.pass_time(60_000)
    assert gps.find_fix() is None
