"""The operation log: what is appended is numbered, kept, shown and copied, in one step."""

import sqlite3
from pathlib import Path

import pytest

from crew_app.presenters.recording import record_shift, record_visit, take_back
from crew_app.store.incarnation import find_last_seq
from crew_app.store.journal import list_bodies
from crew_app.store.ops import find_last_visit, list_ops
from crew_app.store.problems import StoreFullError
from crew_app.store.rounds import find_street
from crew_app.store.shifts import find_open_shift
from sync.device_log import Effects
from sync.digest import digest_of
from sync.exchange import OpResult
from sync.ops import ShiftEnded, ShiftStarted, Visit
from sync.wire import body_of
from sync.words import ClockQuality, OpStatus, Outcome, Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, make_mark, make_pack, usrn_of


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    return phone


def completed(position: int) -> Visit:
    return Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED)


def outcome_at(phone: Phone, position: int) -> Outcome | None:
    street = find_street(phone.store, COLLECTION, usrn_of(position))
    assert street is not None
    return street.mark.outcome if street.mark else None


def settle(phone: Phone, status: OpStatus, n: int | None = None) -> None:
    run = phone.log.pending_run(500, 10**9)
    results = tuple(OpResult(op.id, status, n) for op in run)
    phone.log.apply(Effects(settled=results, settled_ms=START_MS))


def test_operations_are_numbered_without_gaps_and_shown_at_once(phone: Phone) -> None:
    ops = [record_visit(phone.handset, completed(position)) for position in (1, 2, 3)]
    assert [op.seq for op in ops] == [1, 2, 3]
    assert outcome_at(phone, 2) is Outcome.COMPLETED
    assert outcome_at(phone, 4) is None


def test_an_operation_knows_the_one_before_it_at_the_same_place(phone: Phone) -> None:
    first = record_visit(phone.handset, completed(1))
    second = record_visit(phone.handset, completed(1))
    assert second.seen.prev == first.id
    assert second.seen.n is None


def test_an_operation_knows_the_change_it_had_seen(phone: Phone) -> None:
    phone.take_pack(make_pack(marks=(make_mark(1, Outcome.COMPLETED, 7),)))
    op = record_visit(phone.handset, completed(1))
    assert (op.seen.epoch, op.seen.n) == ("e1", 7)


def test_every_operation_stands_in_the_second_copy_word_for_word(phone: Phone) -> None:
    ops = [record_visit(phone.handset, completed(position)) for position in (1, 2)]
    assert list(list_bodies(phone.folder)) == [body_of(op) for op in ops]


def test_undo_is_a_further_operation_and_the_street_is_left_again(phone: Phone) -> None:
    op = record_visit(phone.handset, completed(1))
    back = take_back(phone.handset, op.id)
    assert back is not None
    assert back.seq == 2
    assert back.ent == op.ent
    assert outcome_at(phone, 1) is None
    assert len(list_ops(phone.store, COLLECTION)) == 2


def test_undo_of_a_correction_shows_what_stood_before(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    wrong = record_visit(
        phone.handset,
        Visit(ROUND_ID, DAY, usrn_of(1), Outcome.NOT_COLLECTED, Reason.STREET_WORKS),
    )
    take_back(phone.handset, wrong.id)
    assert outcome_at(phone, 1) is Outcome.COMPLETED


def test_undo_offers_the_last_visit_that_was_not_taken_back(phone: Phone) -> None:
    first = record_visit(phone.handset, completed(1))
    second = record_visit(phone.handset, completed(2))
    take_back(phone.handset, second.id)
    last = find_last_visit(phone.store, COLLECTION)
    assert last is not None
    assert last.id == first.id


def test_a_new_pack_never_touches_an_operation_and_local_marks_stay_on_top(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    phone.take_pack(make_pack())
    assert outcome_at(phone, 1) is Outcome.COMPLETED
    assert phone.log.count_pending() == 1


def test_what_the_server_refused_is_no_longer_shown(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    settle(phone, OpStatus.REJECTED)
    assert outcome_at(phone, 1) is None


def test_what_the_server_holds_back_is_still_shown(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    settle(phone, OpStatus.QUARANTINED)
    assert outcome_at(phone, 1) is Outcome.COMPLETED


def test_a_refused_undo_took_nothing_back(phone: Phone) -> None:
    op = record_visit(phone.handset, completed(1))
    settle(phone, OpStatus.ACCEPTED, 1)
    take_back(phone.handset, op.id)
    assert outcome_at(phone, 1) is None
    settle(phone, OpStatus.REJECTED)
    assert outcome_at(phone, 1) is Outcome.COMPLETED


def test_of_two_phones_that_did_not_see_each_other_the_worse_is_shown(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    phone.take_pack(
        make_pack(marks=(make_mark(1, Outcome.NOT_COLLECTED, 5, Reason.PARKED_VEHICLES),))
    )
    street = find_street(phone.store, COLLECTION, usrn_of(1))
    assert street is not None
    assert street.mark is not None
    assert street.mark.outcome is Outcome.NOT_COLLECTED
    assert street.mark.contested


def test_a_mark_made_after_seeing_the_other_phones_mark_wins(phone: Phone) -> None:
    phone.take_pack(
        make_pack(marks=(make_mark(1, Outcome.NOT_COLLECTED, 5, Reason.PARKED_VEHICLES),))
    )
    record_visit(phone.handset, completed(1))
    assert outcome_at(phone, 1) is Outcome.COMPLETED


def test_a_shift_is_open_from_its_start_to_its_end_with_a_true_manifest(phone: Phone) -> None:
    started = record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    assert find_open_shift(phone.store) is not None
    visit = record_visit(phone.handset, completed(1))
    ended = record_shift(phone.handset, ShiftEnded(ROUND_ID, DAY, 0, 0, "0" * 16))
    assert isinstance(ended.data, ShiftEnded)
    assert (ended.data.ops, ended.data.last_seq) == (2, 2)
    assert ended.data.digest == digest_of([started.id, visit.id])
    assert find_open_shift(phone.store) is None


def test_a_clock_set_wrong_keeps_the_order_and_the_raw_time(phone: Phone) -> None:
    first = record_visit(phone.handset, completed(1))
    phone.clock.set_wall(START_MS - 6 * 3_600_000)
    second = record_visit(phone.handset, completed(2))
    assert second.seq == first.seq + 1
    assert second.time.wall_ms == START_MS - 6 * 3_600_000
    assert second.time.quality is ClockQuality.RAW


def test_a_full_phone_says_so_and_loses_nothing_that_was_saved(phone: Phone) -> None:
    record_visit(phone.handset, completed(1))
    (phone.folder / "ballast").unlink()
    _fill(phone.store.connection)
    saved = 1
    with pytest.raises(StoreFullError):
        for position in range(2, 19):
            record_visit(phone.handset, completed(position))
            saved += 1
    assert find_last_seq(phone.store.connection) == saved
    assert outcome_at(phone, saved) is Outcome.COMPLETED
    assert outcome_at(phone, saved + 1) is None
    phone.store.connection.execute("pragma max_page_count = 1000000")
    assert record_visit(phone.handset, completed(saved + 1)).seq == saved + 1


def _fill(connection: sqlite3.Connection) -> None:
    used = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {used}")
