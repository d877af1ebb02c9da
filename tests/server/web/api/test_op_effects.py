"""What operations do once they are taken in: undo, two devices at one place, time, shifts, photos, verdicts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.judge_report import NewReport, make_report
from server.core.verdict_words import VerdictWord
from sync.cursor import decode_cursor
from sync.ops import (
    Attachment,
    CapturedTime,
    Photo,
    Retraction,
    Seen,
    ShiftEnded,
    ShiftStarted,
    Track,
)
from sync.wire import decode_mark
from sync.words import ClockQuality, OpKind, Outcome, Reason
from tests.server.handset import Handset
from tests.server.round_book import NOW, NOW_MS, ON, STREETS, UPRNS

pytestmark = pytest.mark.db
Make = Callable[..., Handset]


def count(session: Session, table: str) -> int:
    counting = text(f"select count(*) from {table}")  # noqa: S608 - our own words
    return int(session.execute(counting).scalar_one())


def test_undo_takes_a_visit_back(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.sync()
    op = handset.visit()
    handset.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
    handset.sync()
    assert book.execute(text("select retracted_at is not null from visit")).scalar_one()
    change = handset.log.mirror["mark", op.ent]
    assert change.body is None, "nothing stands there any more"


def test_undo_that_arrives_first_holds(make_handset: Make, book: Session) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    op = one.visit()
    other.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
    other.sync()
    one.sync()
    assert book.execute(text("select retracted_at is not null from visit")).scalar_one()


def test_only_the_same_squad_may_undo(make_handset: Make, book: Session) -> None:
    one, other = make_handset("S1", 1), make_handset("S2", 2)
    op = one.visit()
    one.sync()
    undo = other.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
    other.sync()
    assert other.reason_of(undo) == "not_your_operation"
    assert not book.execute(text("select retracted_at is not null from visit")).scalar_one()


def test_two_devices_of_a_squad_that_did_not_see_each_other_stand_side_by_side(
    make_handset: Make, book: Session
) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    blocked = one.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.STREET_WORKS)
    done = other.visit()
    one.sync()
    other.sync()
    assert one.status_of(blocked) == "accepted"
    assert other.status_of(done) == "superseded"
    result = other.log.ops[done.id].result
    assert result is not None
    assert result.by == blocked.id
    one.sync()
    for handset in (one, other):
        mark = decode_mark(handset.log.mirror["mark", blocked.ent].body)
        assert (mark.outcome, mark.contested, mark.op_id) == ("not_collected", True, blocked.id)
    assert count(book, "visit") == 2


def test_one_who_had_seen_the_other_replaces_it(make_handset: Make) -> None:
    one, other = make_handset(seed=1), make_handset(seed=2)
    blocked = one.visit(outcome=Outcome.NOT_COLLECTED, reason=Reason.STREET_WORKS)
    one.sync()
    other.sync()
    change = other.log.mirror["mark", blocked.ent]
    epoch = decode_cursor(other.log.cursor() or "").epoch
    done = other.record(seen=Seen(epoch=epoch, n=change.n))
    other.sync()
    assert other.status_of(done) == "accepted"
    mark = decode_mark(other.log.mirror["mark", blocked.ent].body)
    assert (mark.outcome, mark.contested) == ("completed", False)


def test_a_wrong_clock_refuses_nothing(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    time = CapturedTime(2_113_000_000_000, 5, "boot-0", 2_113_000_000_000, ClockQuality.RAW)
    op = handset.record(time=time)
    handset.sync()
    assert handset.status_of(op) == "accepted"
    assert book.execute(text("select clock_quality from visit")).scalar_one() == "raw"


def test_a_device_is_heard_through_the_time_it_had_nothing_left(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.visit()
    handset.sync()  # its first contact: only a raw clock
    handset.sync()
    heard, pending = book.execute(text("select heard_through, pending_after from device")).one()
    assert heard == NOW, "never later than the server's own time"
    assert pending == 0


def test_the_day_manifest_proves_that_nothing_is_missing(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.record(ShiftStarted("R1", ON))
    handset.visit()
    inc = handset.log.current_inc()
    digest = handset.log.digest_at(inc, 2) or ""
    handset.record(ShiftEnded("R1", ON, ops=2, last_seq=2, digest=digest))
    handset.sync()
    row = book.execute(
        text("select shift_started_at, shift_ended_at, complete_proven from collection")
    ).one()
    assert row.shift_started_at < row.shift_ended_at
    assert row.complete_proven


def test_a_manifest_that_does_not_fit_proves_nothing(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    handset.visit()
    handset.record(ShiftEnded("R1", ON, ops=1, last_seq=1, digest="f" * 16))
    handset.sync()
    assert book.execute(text("select complete_proven from collection")).scalar_one() is False


def is_proven(book: Session) -> bool:
    return bool(book.execute(text("select complete_proven from collection")).scalar_one())


def test_after_renumbering_the_manifest_proves_it_by_the_count(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    handset.record(ShiftStarted("R1", ON))
    handset.sync()
    op = handset.visit()
    handset.record(Retraction(op.id), kind=OpKind.RETRACTION, ent=op.ent)
    digest = handset.log.digest_at(handset.log.current_inc(), 3) or ""
    end = handset.record(ShiftEnded("R1", ON, ops=3, last_seq=3, digest=digest))
    handset.log.adopt(handset.new_inc())  # what waits gets new numbers
    handset.sync()
    assert handset.log.ops[end.id].seq != end.seq
    assert handset.status_of(end) == "accepted"
    assert is_proven(book)


@pytest.mark.parametrize("counted", [0, 1, 3])
def test_after_renumbering_another_count_proves_nothing(
    make_handset: Make, book: Session, counted: int
) -> None:
    handset = make_handset()
    handset.visit()
    handset.visit(usrn=STREETS[1])
    handset.visit(round_id="R3")
    handset.record(ShiftEnded("R1", ON, ops=counted, last_seq=9, digest="f" * 16))
    handset.sync()
    proven = text("select complete_proven from collection where round_id = 'R1'")
    assert book.execute(proven).scalar_one() is False


def test_photos_are_expected_from_the_operation_that_names_them(
    make_handset: Make, book: Session
) -> None:
    handset = make_handset()
    photo = Attachment("ab" * 32, 250_000, "image/jpeg")
    op = handset.visit()
    later = handset.record(Photo(op.id), kind=OpKind.PHOTO, ent=op.ent, photos=(photo,))
    handset.sync()
    assert handset.status_of(later) == "accepted"
    assert tuple(book.execute(text("select sha256, size, got from blob")).one()) == (
        "ab" * 32,
        250_000,
        0,
    )


def test_tracks_are_kept(make_handset: Make, book: Session) -> None:
    handset = make_handset()
    track = Track(
        "R1", ON, NOW_MS, ((0, 530_000_000, -10_000_000, 50), (5, 530_000_100, -10_000_000, 60))
    )
    op = handset.record(track, kind=OpKind.TRACK, ent="R1@2026-05-04")
    handset.sync()
    assert handset.status_of(op) == "accepted"
    assert len(book.execute(text("select fixes from track")).scalar_one()["rows"]) == 2


def test_silence_that_ends_changes_the_verdict_in_the_same_exchange(
    make_handset: Make, book: Session, app: Flask
) -> None:
    handset = make_handset()
    handset.visit(usrn=STREETS[1])
    handset.sync()
    late = NOW + timedelta(hours=9)  # the round was due to end at 14:00
    report = make_report(book, NewReport(stream="refuse", made_at=late, uprn=UPRNS[0]), late)
    book.commit()
    assert report.verdict is VerdictWord.AWAITING_CREW
    app.config["CLOCK"] = lambda: late + timedelta(minutes=1)
    handset.boot_ms += int(timedelta(hours=9, minutes=1).total_seconds() * 1000)
    handset.sync()
    words = book.execute(text("select verdict from verdict order by id")).scalars().all()
    assert words == ["awaiting_crew", "delayed"], "heard now: not done yet"
