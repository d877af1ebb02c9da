"""Opening the store: incarnations, a damaged database, a second copy that fell behind."""

import shutil
from pathlib import Path

import pytest

from crew_app.device.clock import HandClock
from crew_app.presenters.recording import record_visit
from crew_app.store.database import DATABASE_NAME
from crew_app.store.enrolment import KeptEnrolment, find_enrolment, put_enrolment
from crew_app.store.incarnation import read_incarnation
from crew_app.store.journal import JOURNAL_NAME, list_bodies
from crew_app.store.opening import open_store
from crew_app.store.rounds import find_street
from crew_app.store.schema import find_version
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import Visit
from sync.words import OpStatus, Outcome
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, make_pack, usrn_of

ENROLMENT = KeptEnrolment("http://server", "d1", "secret", "S3", "Millbrook")


def completed(position: int) -> Visit:
    return Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED)


def phone_with_marks(folder: Path, count: int) -> Phone:
    phone = make_phone(folder)
    phone.take_pack(make_pack())
    for position in range(1, count + 1):
        record_visit(phone.handset, completed(position))
    return phone


def test_a_store_opened_again_goes_on_in_the_same_incarnation(tmp_path: Path) -> None:
    phone = phone_with_marks(tmp_path, 2)
    inc = phone.log.current_inc()
    phone.store.close()
    again = make_phone(tmp_path, clock=HandClock(START_MS + 60_000))
    assert again.log.current_inc() == inc
    assert record_visit(again.handset, completed(3)).seq == 3


def test_a_restored_copy_without_its_marker_begins_a_new_incarnation(tmp_path: Path) -> None:
    phone = phone_with_marks(tmp_path / "old", 2)
    inc = phone.log.current_inc()
    sent = phone.log.pending_run(1, 10**9)
    phone.log.apply(
        Effects(settled=(OpResult(sent[0].id, OpStatus.ACCEPTED, 1),), settled_ms=START_MS)
    )
    phone.store.close()
    shutil.copytree(tmp_path / "old", tmp_path / "new", ignore=shutil.ignore_patterns("no-backup"))
    opened = open_store(
        tmp_path / "new", tmp_path / "new" / "no-backup", lambda: "99999999-0000-4000-8000-0"
    )
    fresh = read_incarnation(opened.store.connection)
    assert fresh != inc
    rows = opened.store.connection.execute("select inc, seq, state from op order by pos").fetchall()
    assert [tuple(row) for row in rows] == [(inc, 1, "acked"), (fresh, 1, "pending")]


@pytest.mark.parametrize("spoilt_from", [0, 4096, 20_000])
def test_a_damaged_database_is_rebuilt_with_everything_that_was_saved(
    tmp_path: Path, spoilt_from: int
) -> None:
    phone = phone_with_marks(tmp_path, 12)
    put_enrolment(phone.store, ENROLMENT)
    before = [tuple(row) for row in phone.store.connection.execute("select id, h from op")]
    phone.store.connection.execute("pragma wal_checkpoint(truncate)")
    phone.store.close()
    database = tmp_path / DATABASE_NAME
    spoilt = bytearray(database.read_bytes())
    spoilt[spoilt_from:] = b"\xa5" * (len(spoilt) - spoilt_from)
    database.write_bytes(spoilt)

    opened = open_store(tmp_path, tmp_path / "no-backup", lambda: "new-inc")

    rows = opened.store.connection.execute("select id, h, inc, seq, state from op order by pos")
    after = [tuple(row) for row in rows]
    assert [row[:2] for row in after] == before
    assert [row[2:] for row in after] == [("new-inc", seq, "pending") for seq in range(1, 13)]
    assert opened.rebuilt == 12
    assert find_enrolment(opened.store) == ENROLMENT
    assert (tmp_path / "damaged-1" / DATABASE_NAME).exists()


def test_a_damaged_database_without_its_second_copy_gives_what_can_be_read(tmp_path: Path) -> None:
    phone = phone_with_marks(tmp_path, 12)
    phone.store.connection.execute("pragma wal_checkpoint(truncate)")
    root = phone.store.connection.execute(
        "select rootpage from sqlite_schema where name = 'op_held'"
    ).fetchone()[0]
    phone.store.close()
    shutil.rmtree(tmp_path / JOURNAL_NAME)
    with (tmp_path / DATABASE_NAME).open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xa5" * 4096)
    assert open_store(tmp_path, tmp_path / "no-backup", lambda: "new-inc").rebuilt == 12


def test_a_line_that_a_kill_left_out_of_the_second_copy_is_written_at_the_next_start(
    tmp_path: Path,
) -> None:
    phone = phone_with_marks(tmp_path, 3)
    phone.store.close()
    copy = next((tmp_path / JOURNAL_NAME).glob("*.lines"))
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-40])
    make_phone(tmp_path)
    assert len(list(list_bodies(tmp_path))) == 3


def test_a_local_mark_is_shown_again_once_a_rebuilt_phone_has_its_pack(tmp_path: Path) -> None:
    phone_with_marks(tmp_path, 2).store.close()
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database at all, but long enough to be read")
    for name in (f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    street = find_street(phone.store, COLLECTION, usrn_of(2))
    assert street is not None
    assert street.mark is not None
    assert street.mark.outcome is Outcome.COMPLETED


def test_a_new_database_has_taken_every_step(tmp_path: Path) -> None:
    phone = make_phone(tmp_path)
    assert find_version(phone.store.connection) == 12
    row = phone.store.connection.execute("pragma journal_mode").fetchone()
    assert row[0] == "wal"
    assert phone.store.connection.execute("pragma synchronous").fetchone()[0] == 2
