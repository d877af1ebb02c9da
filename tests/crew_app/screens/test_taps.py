"""The screens by touches in a real window: one tap completes a street, and so on."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crew_app.device.camera import FolderCamera
from crew_app.presenters.handset import Place
from crew_app.store.ops import list_ops
from sync.ops import ShiftEnded, Visit
from sync.words import Outcome, Reason, WhyTakenBack
from tests.crew_app.sample import COLLECTION, uprn_of, usrn_of
from tests.pictures import make_jpeg

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window


def visits(hand: "Hand") -> list[Visit]:
    ops = list_ops(hand.app.store, COLLECTION)
    return [op.data for op in ops if isinstance(op.data, Visit)]


def test_a_new_phone_asks_for_its_code(new_phone: "Hand") -> None:
    for sign in "7KQ4M":
        new_phone.touch(next(w for w in new_phone.walk() if getattr(w, "row", None) == sign))
    assert "7KQ4M" in new_phone.texts()
    new_phone.tap("Erase")
    assert "7KQ4" in new_phone.texts()


def test_a_shift_starts_in_two_taps(hand: "Hand") -> None:
    hand.tap_row("collection", COLLECTION)
    hand.tap("Start shift")
    assert hand.taps == 2
    assert hand.state.title == "Refuse Saturday 3"


def test_one_tap_completes_the_next_street(round_hand: "Hand") -> None:
    before = round_hand.taps
    round_hand.tap("Completed")
    assert round_hand.taps - before == 1
    assert [visit.usrn for visit in visits(round_hand)] == [usrn_of(1)]
    assert "Ormeau Avenue" in round_hand.texts()
    assert "17" in round_hand.texts()


def test_one_tap_in_the_list_completes_any_street(round_hand: "Hand") -> None:
    row = round_hand.find_row("usrn", usrn_of(4))
    key = next(w for w in row.walk() if getattr(w, "icon", "") == "tick" and hasattr(w, "look"))
    round_hand.touch(key)
    assert [(v.usrn, v.outcome) for v in visits(round_hand)] == [(usrn_of(4), Outcome.COMPLETED)]


def test_undo_is_one_tap(round_hand: "Hand") -> None:
    round_hand.tap("Completed")
    before = round_hand.taps
    round_hand.tap("Undo")
    assert round_hand.taps - before == 1
    assert "18" in round_hand.texts()
    assert round_hand.state.next.name == "Alder Walk"


def test_the_commonest_exception_is_two_taps_from_the_street(round_hand: "Hand") -> None:
    round_hand.tap_row("usrn", usrn_of(2))
    before = round_hand.taps
    round_hand.tap_row("uprn", uprn_of(2, 3))
    round_hand.tap_row("code", Reason.NOT_OUT)
    assert round_hand.taps - before == 2
    assert (visits(round_hand)[-1].uprn, visits(round_hand)[-1].reason) == (
        uprn_of(2, 3),
        Reason.NOT_OUT,
    )
    assert round_hand.find_row("uprn", uprn_of(2, 3)).row.tone == "today"


def test_a_blocked_street_is_three_taps_from_the_round(round_hand: "Hand") -> None:
    before = round_hand.taps
    round_hand.tap_row("usrn", usrn_of(2))
    round_hand.tap("Not collected")
    round_hand.tap_row("code", Reason.STREET_WORKS)
    assert round_hand.taps - before == 3
    assert visits(round_hand)[-1].reason is Reason.STREET_WORKS
    assert round_hand.app.root.current == "round"


def test_a_street_is_partly_done_by_its_side(round_hand: "Hand") -> None:
    round_hand.tap_row("usrn", usrn_of(2))
    round_hand.tap("Partly")
    round_hand.tap("Odd numbers")
    round_hand.tap("Save as partly done")
    part = visits(round_hand)[-1].part
    assert part is not None
    assert part.side == "odd"


def test_the_counts_are_filters(round_hand: "Hand") -> None:
    round_hand.tap("Completed")
    done = next(
        w for w in round_hand.walk() if getattr(getattr(w, "count", None), "view", "") == "done"
    )
    round_hand.touch(done)
    assert [row.name for row in round_hand.state.rows] == ["Alder Walk"]
    assert "Completed 07:12" in round_hand.texts()


def test_the_pill_leads_to_what_is_to_be_sent(round_hand: "Hand") -> None:
    round_hand.tap("1 to send")
    assert "record to send" in round_hand.texts()
    round_hand.tap("Streets")
    assert round_hand.app.root.current == "round"


def test_a_shift_ends_with_a_reason_for_what_is_left(round_hand: "Hand") -> None:
    tab = next(
        w for w in round_hand.walk() if getattr(w, "icon", "") == "flag" and hasattr(w, "look")
    )
    round_hand.touch(tab)
    round_hand.tap_row("code", Reason.OUT_OF_TIME)
    round_hand.tap("End, 18 streets left")
    assert round_hand.app.root.current == "shift_over"
    assert round_hand.state.headline == "Safe on this phone, 2 records to send"


def test_the_back_gesture_goes_one_step_back(round_hand: "Hand") -> None:
    from kivy.core.window import Window  # noqa: PLC0415 - opens the window

    round_hand.tap_row("usrn", usrn_of(2))
    Window.dispatch("on_keyboard", 27, 0, "", [])
    round_hand.frames(3)
    assert round_hand.app.root.current == "round"


def test_what_another_process_sent_is_shown_without_a_tap(round_hand: "Hand") -> None:
    from crew_app.store.database import connect  # noqa: PLC0415
    from crew_app.store.device_log import StoredLog  # noqa: PLC0415
    from sync.device_log import Effects  # noqa: PLC0415
    from sync.exchange import OpResult  # noqa: PLC0415
    from sync.words import OpStatus  # noqa: PLC0415

    service = connect(round_hand.app.fittings.folder)
    log = StoredLog(service, round_hand.app.fittings.marker_folder)
    run = log.pending_run(10, 10**9)
    log.apply(Effects(settled=tuple(OpResult(op.id, OpStatus.ACCEPTED, 1) for op in run)))
    service.close()
    round_hand.app.look()
    assert round_hand.state.frame.pill.text != "1 to send"


def test_the_app_opens_again_where_the_squad_left_off(round_hand: "Hand") -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    round_hand.tap("Completed")
    with take_in_hand(round_hand.app.fittings.folder) as again:
        assert again.app.root.current == "round"
        assert again.state.next.name == "Ormeau Avenue"


def test_a_blocked_street_with_its_photo_is_four_taps_from_the_round(
    round_hand: "Hand", tmp_path: Path
) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "cars.jpg").write_bytes(make_jpeg())
    folder = round_hand.app.fittings.folder
    with take_in_hand(folder, camera=FolderCamera(pictures)) as hand:
        hand.tap_row("usrn", usrn_of(2))
        hand.tap("Not collected")
        hand.tap_row("code", Reason.PARKED_VEHICLES)
        assert hand.app.root.current == "camera"
        hand.frames(3)  # the camera opened with the reason, and its photo is safe
        assert len(hand.state.thumbs) == 1
        hand.tap("Done")
        assert hand.taps == 4
        assert hand.app.root.current == "round"
        kinds = [op.kind for op in list_ops(hand.app.store, COLLECTION)]
    assert kinds == ["shift_started", "visit", "photo"]


def test_a_street_is_found_by_its_letters(round_hand: "Hand") -> None:
    round_hand.tap_row("place", "search")
    round_hand.tap_row("sign", "W")
    assert [row.name for row in round_hand.state.rows] == [
        "Weavers Court",
        "Alder Walk",
        "Chandlers Way",
    ]
    round_hand.tap_row("sign", "E")
    round_hand.tap_row("usrn", usrn_of(7))
    assert round_hand.app.root.current == "street"


def test_a_record_is_corrected_in_four_taps_from_its_street(round_hand: "Hand") -> None:
    round_hand.tap("Completed")
    round_hand.app.go(Place("street", usrn_of(1)))
    round_hand.frames(3)
    before = round_hand.taps
    history = [w for w in round_hand.walk() if getattr(w, "icon", "") == "history"]
    round_hand.touch(next(w for w in history if hasattr(w, "look")))
    assert "This counts" in round_hand.texts()
    round_hand.tap("Correct this record")
    round_hand.tap_row("code", WhyTakenBack.NOT_SO)
    round_hand.tap_row("code", Reason.STREET_WORKS)
    assert round_hand.taps - before == 4
    assert round_hand.app.root.current == "round"
    assert visits(round_hand)[-1].reason is Reason.STREET_WORKS


def test_a_round_is_handed_over_to_another_squad(round_hand: "Hand") -> None:
    round_hand.tap("Completed")
    round_hand.app.go(Place("shift_end"))
    round_hand.frames(3)
    round_hand.tap("Hand over")
    round_hand.tap_row("code", "S5")
    round_hand.tap_row("code", Reason.BREAKDOWN)
    assert "Squad 5 gets this round on its phones, with 17 streets to do." in round_hand.texts()
    round_hand.tap("Hand over and end shift")
    assert round_hand.app.root.current == "shift_over"
    ended = list_ops(round_hand.app.store, COLLECTION)[-1].data
    assert isinstance(ended, ShiftEnded)
    assert (ended.handed_over_to, ended.reason, ended.ops) == ("S5", Reason.BREAKDOWN, 2)
