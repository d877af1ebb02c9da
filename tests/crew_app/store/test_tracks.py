"""The running shift's track in the phone's store, and that nothing of it outlives its time."""

from pathlib import Path

import pytest

from crew_app.presenters.recording import record_shift, record_track, record_visit
from crew_app.store.journal import list_bodies
from crew_app.store.lines import find_fingerprint, find_line, list_lines
from crew_app.store.tracks import (
    Covered,
    count_track,
    decline_street,
    drop_fixes,
    find_cover,
    forget_track,
    has_track,
    list_end_to_end,
    list_fixes,
    note_track,
)
from sync.answers import KEPT_MS
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import ShiftStarted, Track, Visit
from sync.words import OpStatus, Outcome
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, make_pack, usrn_of
from tests.crew_app.town_pack import make_town_pack

OTHER = "REC-SAT-3@2026-11-21"
FIXES = tuple(
    (START_MS + second * 1000, 546_000_000 + second, -59_300_000, 45) for second in range(9)
)
DRIVEN = Covered("1", ((0.0, 80.0),), is_end_to_end=True)
PASSED = Covered("2", ((10.0, 14.5), (30.0, 31.0)), is_end_to_end=False)


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


def test_a_track_is_kept_in_order_and_a_fix_given_twice_is_kept_once(phone: Phone) -> None:
    note_track(phone.store, COLLECTION, FIXES[4:], [DRIVEN])
    note_track(phone.store, COLLECTION, FIXES[:6], [PASSED])
    assert list_fixes(phone.store, COLLECTION) == FIXES
    assert find_cover(phone.store, COLLECTION) == {"1": DRIVEN.spans, "2": PASSED.spans}
    assert list_end_to_end(phone.store, COLLECTION) == ("1",)


def test_no_stays_no_however_often_the_street_is_driven(phone: Phone) -> None:
    note_track(phone.store, COLLECTION, (), [DRIVEN])
    decline_street(phone.store, COLLECTION, "1")
    note_track(phone.store, COLLECTION, (), [DRIVEN])
    assert list_end_to_end(phone.store, COLLECTION) == ()


def test_what_an_operation_holds_is_let_go(phone: Phone) -> None:
    note_track(phone.store, COLLECTION, FIXES, ())
    drop_fixes(phone.store, COLLECTION, FIXES[5][0])
    assert list_fixes(phone.store, COLLECTION) == FIXES[6:]


def test_every_shift_but_the_running_one_is_forgotten(phone: Phone) -> None:
    note_track(phone.store, COLLECTION, FIXES, [DRIVEN])
    note_track(phone.store, OTHER, FIXES, [DRIVEN])
    forget_track(phone.store, keep=COLLECTION)
    assert list_fixes(phone.store, OTHER) == ()
    assert list_fixes(phone.store, COLLECTION) == FIXES
    assert has_track(phone.store)
    forget_track(phone.store)
    assert not has_track(phone.store)
    assert count_track(phone.store) == (0, 0)


def test_a_piece_that_was_sent_goes_when_its_time_is_over_and_its_copy_too(phone: Phone) -> None:
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    record_track(
        phone.handset, Track(ROUND_ID, DAY, START_MS, ((0, 546_111_111, -59_311_111, 45),))
    )
    results = tuple(
        OpResult(op.id, OpStatus.ACCEPTED, None, None) for op in phone.log.pending_run(9, 10**6)
    )
    phone.log.apply(Effects(settled=results, settled_ms=START_MS))
    assert any("546111111" in body for body in list_bodies(phone.folder))
    phone.log.apply(Effects(forget_before_ms=START_MS))
    assert count_track(phone.store)[1] == 1
    phone.clock.pass_time(KEPT_MS + 86_400_000)
    later_ms = phone.clock.read().wall_ms
    phone.store.copy.close()  # what comes later goes into another piece of the second copy
    record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(1), Outcome.COMPLETED))
    phone.log.apply(Effects(forget_before_ms=later_ms - KEPT_MS))
    assert count_track(phone.store)[1] == 0
    assert not any("546111111" in body for body in list_bodies(phone.folder))


def test_the_lines_of_the_streets_come_in_round_order(phone: Phone) -> None:
    lines = list_lines(phone.store, COLLECTION)
    assert [usrn for usrn, _ in lines] == [usrn_of(at) for at in range(1, 19)]
    assert find_line(phone.store, usrn_of(3)) == lines[2][1]
    assert find_line(phone.store, "99") is None


def test_other_lines_are_noticed(phone: Phone) -> None:
    before = find_fingerprint(phone.store, COLLECTION)
    assert find_fingerprint(phone.store, COLLECTION) == before
    phone.take_pack(make_town_pack(18))
    assert find_fingerprint(phone.store, COLLECTION) != before
