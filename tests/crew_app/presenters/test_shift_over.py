"""After the end of a shift: what is safe where, and the hand-over to another squad."""

from pathlib import Path

import pytest

from crew_app.presenters.hand_over import HandOverPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.photographing import attach_photo
from crew_app.presenters.recording import record_shift, record_visit
from crew_app.presenters.shift_end import ShiftEndPresenter
from crew_app.presenters.shift_over import ShiftOverPresenter
from crew_app.store.ops import list_ops
from crew_app.store.shifts import find_open_shift
from sync.device_log import Effects
from sync.digest import EMPTY_DIGEST
from sync.exchange import OpResult
from sync.ops import Op, ShiftEnded, Visit
from sync.words import OpStatus, Outcome, Reason
from tests.crew_app.phone import Phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, usrn_of
from tests.pictures import make_jpeg


def completed(phone: Phone, position: int) -> Op:
    phone.clock.pass_time(60_000)
    return record_visit(phone.handset, Visit(ROUND_ID, DAY, usrn_of(position), Outcome.COMPLETED))


def ended(phone: Phone) -> ShiftOverPresenter:
    record_shift(phone.handset, ShiftEnded(ROUND_ID, DAY, 0, 0, EMPTY_DIGEST))
    presenter = ShiftOverPresenter(phone.handset)
    presenter.enter(Place("shift_over"))
    return presenter


def settle_all(phone: Phone) -> None:
    run = phone.log.pending_run(500, 10**9)
    results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(run, 1))
    phone.log.apply(Effects(settled=results, settled_ms=1))


@pytest.fixture
def handing(working: Phone) -> HandOverPresenter:
    presenter = HandOverPresenter(working.handset)
    presenter.enter(Place("hand_over"))
    return presenter


def test_before_it_is_sent_everything_is_safe_on_this_phone(working: Phone) -> None:
    completed(working, 1)
    state = ended(working).state
    assert state.headline == "Safe on this phone, 3 records to send"
    assert (state.is_all_there, state.send, state.look) == (False, "Send now", "partly")
    assert state.round == "Ended at 07:13."
    assert state.advice == "Leave this phone switched on: it sends by itself."


def test_when_the_server_has_all_of_it_the_phone_can_be_put_away(working: Phone) -> None:
    over = ended(working)
    settle_all(working)
    over.refresh()
    assert over.state.headline == "All safe at the server"
    assert (over.state.is_all_there, over.state.send, over.state.look) == (True, "", "done")
    assert over.state.advice == "You can put this phone away."


def test_photos_are_waited_for_too(working: Phone, tmp_path: Path) -> None:
    op = completed(working, 1)
    taken = tmp_path / "taken.jpg"
    taken.write_bytes(make_jpeg())
    attach_photo(working.handset, op.id, taken)
    over = ended(working)
    settle_all(working)
    over.refresh()
    assert over.state.headline == "Records are at the server, 1 photo to send"
    assert over.state.photos.startswith("Photos to send: 1 (")
    assert not over.state.is_all_there


def test_the_end_of_a_shift_tells_of_photos_still_to_send(working: Phone, tmp_path: Path) -> None:
    op = completed(working, 1)
    taken = tmp_path / "taken.jpg"
    taken.write_bytes(make_jpeg())
    attach_photo(working.handset, op.id, taken)
    end = ShiftEndPresenter(working.handset)
    end.enter(Place("shift_end"))
    assert end.state.photos.startswith("Photos to send: 1 (")
    assert (end.state.end, end.state.hand_over) == ("End, 17 streets left", "Hand over")


def test_sending_is_hurried(working: Phone) -> None:
    over = ended(working)
    over.send_now()
    assert working.woken[-1] == "hurry"
    over.start_another()
    assert working.gone[-1] == Place("shift_start")


def test_a_hand_over_needs_a_squad_and_a_reason(handing: HandOverPresenter, working: Phone) -> None:
    assert [tile.word for tile in handing.state.squads][:2] == ["Squad 5", "Squad 1"]
    handing.pick("S1")
    handing.hand_over()
    assert not handing.state.can_hand
    assert find_open_shift(working.store) is not None
    handing.choose(Reason.VEHICLE_FULL)
    assert handing.state.told == "Squad 1 gets this round on its phones, with 18 streets to do."
    handing.hand_over()
    data = list_ops(working.store, COLLECTION)[-1].data
    assert isinstance(data, ShiftEnded)
    assert (data.handed_over_to, data.reason, data.last_seq) == ("S1", Reason.VEHICLE_FULL, 1)
    assert working.gone[-1] == Place("shift_over")
    over = ShiftOverPresenter(working.handset)
    over.enter(Place("shift_over"))
    assert over.state.round == "Handed over to Squad 1 at 07:12."


def test_a_finished_round_is_not_handed_over(working: Phone) -> None:
    for position in range(1, 19):
        completed(working, position)
    end = ShiftEndPresenter(working.handset)
    end.enter(Place("shift_end"))
    assert (end.state.hand_over, end.state.end) == ("", "End shift")
