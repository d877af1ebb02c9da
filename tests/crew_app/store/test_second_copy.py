"""The two copies of what was recorded: each makes good what a kill, a power cut or a full storage took of the other."""

import random
import shutil
from pathlib import Path

import pytest

from crew_app.device.clock import HandClock
from crew_app.presenters.recording import record_visit, take_back
from crew_app.store.database import DATABASE_NAME, connect
from crew_app.store.journal import JOURNAL_NAME, list_bodies, list_ids, list_lines
from crew_app.store.marks import show_again
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import Op, Visit
from sync.words import OpStatus, Outcome, Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, make_mark, make_pack, usrn_of


def completed(position: int) -> Visit:
    return Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED)


def phone_with_pack(folder: Path) -> Phone:
    phone = make_phone(folder)
    phone.take_pack(make_pack())
    return phone


def held(phone: Phone) -> list[tuple[object, ...]]:
    rows = phone.store.connection.execute("select inc, seq, id, h from op order by pos")
    return [tuple(row) for row in rows]


def put_back_in_time(folder: Path, kept: int) -> None:
    """What a power cut may leave of a database whose last commits did not wait for the storage."""
    with (folder / f"{DATABASE_NAME}-wal").open("r+b") as log:
        log.truncate(kept)
    (folder / f"{DATABASE_NAME}-shm").unlink(missing_ok=True)


def copy_as_cut(phone: Phone, to: Path) -> Path:
    """The files as they are now, with nothing closed."""
    shutil.copytree(phone.folder, to)
    return to


def test_what_a_power_cut_took_from_the_database_comes_back_with_its_numbers(
    tmp_path: Path,
) -> None:
    phone = phone_with_pack(tmp_path / "phone")
    phone.store.connection.execute("pragma wal_checkpoint(truncate)")
    for position in range(1, 9):
        record_visit(phone.handset, completed(position))
    whole = (phone.folder / f"{DATABASE_NAME}-wal").stat().st_size
    chance = random.Random(11)
    for number in range(8):
        cut = copy_as_cut(phone, tmp_path / f"cut-{number}")
        put_back_in_time(cut, chance.randrange(whole) if number else 0)
        again = make_phone(cut, clock=HandClock(START_MS + 60_000))
        assert held(again) == held(phone)
        mine, theirs = (p.log.digest_at(p.log.current_inc(), 8) for p in (phone, again))
        assert mine == theirs
        marks = "select ent, outcome, op_id from mark order by ent"
        assert [tuple(row) for row in again.store.connection.execute(marks)] == [
            tuple(row) for row in phone.store.connection.execute(marks)
        ]
        assert record_visit(again.handset, completed(9)).seq == 9


def test_what_the_server_settled_is_not_taken_back_by_a_power_cut(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path / "phone")
    ops = [record_visit(phone.handset, completed(position)) for position in (1, 2)]
    worker = connect(phone.folder)
    assert worker.connection.execute("pragma synchronous").fetchone()[0] == 2
    assert phone.store.connection.execute("pragma synchronous").fetchone()[0] == 2
    phone.log.apply(
        Effects(settled=tuple(OpResult(op.id, OpStatus.ACCEPTED, 1) for op in ops), settled_ms=1)
    )
    durable = (phone.folder / f"{DATABASE_NAME}-wal").stat().st_size
    record_visit(phone.handset, completed(3))
    cut = copy_as_cut(phone, tmp_path / "cut")
    put_back_in_time(cut, durable)
    again = make_phone(cut)
    states = again.store.connection.execute("select state from op order by seq").fetchall()
    assert [row["state"] for row in states] == ["acked", "acked", "pending"]


def test_a_start_after_a_power_cut_is_the_last_time_that_anything_is_brought_back(
    tmp_path: Path,
) -> None:
    phone = phone_with_pack(tmp_path / "phone")
    ops = [record_visit(phone.handset, completed(position)) for position in (1, 2, 3)]
    cut = copy_as_cut(phone, tmp_path / "cut")
    put_back_in_time(cut, 0)
    again = make_phone(cut)
    settle(again, ops)
    again.log.apply(Effects(forget_before_ms=START_MS + 40 * 86_400_000))
    assert held(again) == []
    again.store.close()
    assert held(make_phone(cut)) == []


def test_a_database_that_is_gone_is_made_anew_from_the_second_copy(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path)
    ops = [record_visit(phone.handset, completed(position)) for position in (1, 2, 3)]
    phone.store.close()
    for ending in ("", "-wal", "-shm"):
        (tmp_path / f"{DATABASE_NAME}{ending}").unlink(missing_ok=True)
    again = make_phone(tmp_path)
    assert [row[2] for row in held(again)] == [op.id for op in ops]
    settle(again, ops)
    again.log.apply(Effects(forget_before_ms=START_MS + 40 * 86_400_000))
    again.store.close()
    assert held(make_phone(tmp_path)) == []


def settle(phone: Phone, ops: list[Op]) -> None:
    results = tuple(OpResult(op.id, OpStatus.ACCEPTED, 1) for op in ops)
    phone.log.apply(Effects(settled=results, settled_ms=START_MS))


def test_a_second_copy_that_is_gone_is_written_anew(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path)
    ids = {record_visit(phone.handset, completed(position)).id for position in range(1, 12)}
    phone.store.close()
    shutil.rmtree(tmp_path / JOURNAL_NAME)
    make_phone(tmp_path)
    assert list_ids(tmp_path) == ids


def test_a_line_that_could_not_be_written_goes_before_the_next(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path)
    first = record_visit(phone.handset, completed(1))
    _take_away(tmp_path / JOURNAL_NAME)
    phone.store.copy.close()  # the next line needs a new piece, and there is nowhere to put it
    second = record_visit(phone.handset, completed(2))
    assert held(phone)[-1][2] == second.id
    (tmp_path / JOURNAL_NAME).unlink()
    (tmp_path / "away").rename(tmp_path / JOURNAL_NAME)
    third = record_visit(phone.handset, completed(3))
    assert [line.op_id for line in list_lines(tmp_path)] == [first.id, second.id, third.id]


def test_where_the_second_copy_fails_the_database_itself_is_waited_for(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path / "phone")
    said: list[str] = []
    phone.store.connection.set_trace_callback(said.append)
    record_visit(phone.handset, completed(1))
    assert _last_mode(said) == "normal"
    _take_away(phone.folder / JOURNAL_NAME)
    phone.store.copy.close()
    said.clear()
    record_visit(phone.handset, completed(2))
    assert _last_mode(said) == "full"


def _last_mode(said: list[str]) -> str:
    """How the last commit was made."""
    modes = [one for one in said if one == "commit" or "synchronous" in one]
    last = max(place for place, one in enumerate(modes) if one == "commit")
    return next(one for one in reversed(modes[:last]) if one != "commit").rpartition(" ")[2]


def _take_away(folder: Path) -> None:
    """Put something in its place that is no folder."""
    folder.rename(folder.parent / "away")
    folder.write_text("in the way")


def test_a_piece_that_is_full_is_followed_by_another(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path)
    bodies = []
    for number in range(1, 400):
        phone.clock.pass_time(60_000)
        op = record_visit(phone.handset, completed(1 + number % 18))
        bodies.append(op.id)
    assert len(list((tmp_path / JOURNAL_NAME).glob("*.lines"))) == 2
    assert [line.op_id for line in list_lines(tmp_path)] == bodies
    assert [line.seq for line in list_lines(tmp_path)] == list(range(1, 400))
    phone.store.close()
    assert make_phone(tmp_path).log.last_seq() == 399


def test_a_start_leaves_no_empty_pieces_behind(tmp_path: Path) -> None:
    phone_with_pack(tmp_path)
    for _ in range(5):
        make_phone(tmp_path)  # killed, so to say: nothing is closed
    assert len(list((tmp_path / JOURNAL_NAME).glob("*.lines"))) == 1


@pytest.mark.parametrize("spoilt", [b"", b"1 inc {", b"\x00" * 300, b"\n\n7 a b\n", b"{}\n"])
def test_what_is_no_whole_line_is_passed_over(tmp_path: Path, spoilt: bytes) -> None:
    phone = phone_with_pack(tmp_path)
    op = record_visit(phone.handset, completed(1))
    phone.store.close()
    (piece,) = (tmp_path / JOURNAL_NAME).glob("*.lines")
    with piece.open("ab") as file:
        file.write(b"\n" + spoilt)
    assert len(list(list_bodies(tmp_path))) == 1
    assert [line.op_id for line in list_lines(tmp_path)] == [op.id]
    make_phone(tmp_path)


def test_what_a_tap_shows_is_what_the_whole_rule_would_show(tmp_path: Path) -> None:
    marks = tuple(
        make_mark(position, outcome, position, reason)
        for position, outcome, reason in (
            (1, Outcome.COMPLETED, None),
            (2, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES),
            (3, Outcome.PARTLY_COMPLETED, None),
        )
    )
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack(marks=marks))
    chance, made = random.Random(5), list[Op]()
    for _ in range(120):
        phone.clock.pass_time(30_000)
        if made and chance.random() < 0.2:
            take_back(phone.handset, chance.choice(made).id)
        else:
            made.append(record_visit(phone.handset, _any_visit(chance)))
        if chance.random() < 0.3:
            settled = OpResult(chance.choice(made).id, chance.choice(list(OpStatus)), 5)
            phone.log.apply(Effects(settled=(settled,), settled_ms=START_MS))
        shown = _shown(phone)
        for ent in {op.ent for op in made}:
            show_again(phone.store.connection, ent)
        assert _shown(phone) == shown


def _any_visit(chance: random.Random) -> Visit:
    usrn, drawn = usrn_of(chance.randrange(1, 6)), chance.random()
    if drawn < 0.6:
        return Visit(ROUND_ID, DAY, usrn, Outcome.COMPLETED)
    if drawn < 0.8:
        return Visit(ROUND_ID, DAY, usrn, Outcome.PARTLY_COMPLETED)
    return Visit(ROUND_ID, DAY, usrn, Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES)


def _shown(phone: Phone) -> list[tuple[object, ...]]:
    return [tuple(row) for row in phone.store.connection.execute("select * from mark order by ent")]


def test_the_second_copy_is_readable_by_the_app_alone(tmp_path: Path) -> None:
    phone = phone_with_pack(tmp_path)
    record_visit(phone.handset, completed(1))
    (piece,) = (tmp_path / JOURNAL_NAME).glob("*.lines")
    assert piece.stat().st_mode & 0o077 == 0
