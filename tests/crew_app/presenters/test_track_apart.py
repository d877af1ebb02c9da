"""What a person recorded is counted; a piece of the track is no record, and is told apart."""

from dataclasses import replace

import pytest

from crew_app.presenters.outbox import OutboxPresenter
from crew_app.presenters.recording import record_shift, record_track, record_visit
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_over import ShiftOverPresenter
from crew_app.store.ops import list_ops
from crew_app.store.sending import count_open, count_ops
from sync.device_log import Effects
from sync.exchange import OpResult
from sync.ops import Op, ShiftEnded, Track, Visit
from sync.words import OpStatus, Outcome
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, START_MS, usrn_of

FIX = (0, 546_111_111, -59_311_111, 45)


@pytest.fixture
def driven(working: Phone) -> Phone:
    """One street recorded, two pieces of the track kept; nothing sent."""
    for minute in (1, 2):
        track = Track(ROUND_ID, DAY, START_MS + minute * 60_000, (FIX,))
        record_track(working.handset, track)
    record_visit(working.handset, Visit(ROUND_ID, DAY, usrn_of(1), Outcome.COMPLETED))
    return working


def settle(phone: Phone, *ops: Op, status: OpStatus = OpStatus.ACCEPTED) -> None:
    results = tuple(OpResult(op.id, status, reason=None) for op in ops)
    phone.log.apply(Effects(settled=results, settled_ms=START_MS))


def outbox(phone: Phone) -> OutboxPresenter:
    presenter = OutboxPresenter(phone.handset)
    presenter.refresh()
    return presenter


def kinds(phone: Phone, *, tracks: bool) -> list[Op]:
    ops = list_ops(phone.store, COLLECTION)
    return [op for op in ops if isinstance(op.data, Track) is tracks]


def test_the_pill_and_the_outbox_count_what_a_person_recorded(driven: Phone) -> None:
    state = outbox(driven).state
    assert state.frame.pill.text == "2 to send", "the shift that was started, and the street"
    assert (state.number, state.headline) == ("2", "records to send")
    assert state.safe == (
        "2 records are safe on this phone, twice over. And 2 pieces of your track."
    )
    assert count_ops(driven.store).all == 2


def test_a_track_that_waits_alone_is_told_as_such(driven: Phone) -> None:
    settle(driven, *kinds(driven, tracks=False))
    state = outbox(driven).state
    assert (state.frame.pill.text, state.frame.pill.tone) == ("Track to send", "waiting")
    assert (state.number, state.headline) == ("", "Only your track is still to be sent")
    assert state.tone == "waiting"
    settle(driven, *kinds(driven, tracks=True))
    state = outbox(driven).state
    assert state.headline == "The server has everything"
    assert state.server == "The server has 2 of them."


def test_a_piece_of_the_track_that_was_refused_is_named_and_alarms_nobody(driven: Phone) -> None:
    settle(driven, *kinds(driven, tracks=False), *kinds(driven, tracks=True)[1:])
    settle(driven, kinds(driven, tracks=True)[0], status=OpStatus.REJECTED)
    state = outbox(driven).state
    assert [row.what for row in state.refused] == ["A piece of your track"]
    assert count_open(driven.store).rejected == 0
    assert state.frame.pill.tone != "alarm"


def test_the_manifests_words_tell_the_track_apart_and_its_numbers_prove_all(driven: Phone) -> None:
    presenter = ShiftEndPresenter(driven.handset)
    presenter.refresh()
    assert presenter.state.manifest == (
        "This phone holds 2 records. Streets: 1. Premises not collected: 0. "
        "And 2 pieces of your track."
    )
    op = record_shift(driven.handset, ShiftEnded(ROUND_ID, DAY, 0, 0, "0" * 16))
    assert isinstance(op.data, ShiftEnded)
    assert op.data.ops == 4, "what the server compares holds every operation"


def test_after_the_shift_the_phone_is_not_put_away_before_the_track_is_sent(driven: Phone) -> None:
    record_shift(driven.handset, ShiftEnded(ROUND_ID, DAY, 0, 0, "0" * 16))
    presenter = ShiftOverPresenter(driven.handset)
    presenter.refresh()
    assert presenter.state.headline == "Safe on this phone, 3 records to send"
    settle(driven, *kinds(driven, tracks=False))
    presenter.refresh()
    assert presenter.state.headline == "Records are at the server, your track is still to be sent"
    assert not presenter.state.is_all_there
    assert presenter.state.records == "The server has 3 of 3 records. And 2 pieces of your track."
    settle(driven, *kinds(driven, tracks=True))
    presenter.refresh()
    assert presenter.state.is_all_there


def test_without_a_track_nothing_is_said_of_one(working: Phone) -> None:
    presenter = ShiftEndPresenter(working.handset)
    presenter.refresh()
    assert "track" not in presenter.state.manifest
    assert "track" not in outbox(working).state.safe
    assert replace(count_ops(working.store), pending=0).waits is False
