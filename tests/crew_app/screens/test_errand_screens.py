"""Photos, returns and messages by touches in a real window."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crew_app.device.camera import FolderCamera, Taken
from crew_app.presenters.handset import Place
from crew_app.store.device_log import StoredLog
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.ops import list_ops
from crew_app.store.photo_book import list_photos_by
from crew_app.store.photos import PhotoSending, list_queued, put_sending, put_wish
from crew_app.store.returns import list_answers
from sync.device_log import Effects
from sync.exchange import Change, OpResult
from sync.ops import Photo, ReturnAnswered, Visit
from sync.photos import SendPhotos
from sync.words import OpStatus, Reason, ReturnOutcome
from tests.crew_app.errands import LONG, LONG_TEXT, OVERDUE, READ_LATER, make_busy_pack
from tests.crew_app.phone import make_phone
from tests.crew_app.sample import COLLECTION, START_MS, uprn_of, usrn_of
from tests.crew_app.scenes import write_camera_folder
from tests.crew_app.screens.test_whole_app import wait_for

if TYPE_CHECKING:
    from tests.crew_app.screens.hand import Hand

pytestmark = pytest.mark.window
SHUTTER = 1  # the tap in the handset's own camera app; where that asks to confirm, one more
MOST_TAPS = 4


@pytest.fixture
def hand(tmp_path: Path) -> Iterator["Hand"]:
    """A phone with a camera, returns and messages, its shift started."""
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    folder = tmp_path / "phone"
    phone = make_phone(folder)
    phone.take_pack(make_busy_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    camera = FolderCamera(write_camera_folder(tmp_path / "pictures"))
    with take_in_hand(folder, camera=camera) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        hand.taps = 0
        yield hand


def find_tool(hand: "Hand", place: str) -> Any:
    return next(w for w in hand.walk() if getattr(getattr(w, "row", None), "place", "") == place)


def test_a_blocked_street_with_its_photo_is_at_most_four_taps_from_the_round(hand: "Hand") -> None:
    hand.tap_row("usrn", usrn_of(2))
    hand.tap("Not collected")
    hand.tap_row("code", Reason.PARKED_VEHICLES)
    hand.frames(4)
    assert hand.taps + SHUTTER <= MOST_TAPS
    *_, visit, photo = list_ops(hand.app.store, COLLECTION)
    assert isinstance(visit.data, Visit)
    assert (visit.data.usrn, photo.data) == (usrn_of(2), Photo(visit.id))
    assert "Photo 1 of 1: safe on this phone, not sent yet" in hand.texts()
    hand.tap("Done")
    assert hand.app.root.current == "round"


class AndroidLike(FolderCamera):
    """Answers on a thread of its own, as Android does."""

    def take(self, into: Path, then: Taken) -> None:
        threading.Thread(target=super().take, args=(into, then)).start()


def test_a_photo_that_comes_on_another_thread_is_kept_and_shown(tmp_path: Path) -> None:
    from tests.crew_app.screens.hand import take_in_hand  # noqa: PLC0415 - opens the window

    phone = make_phone(tmp_path / "phone")
    phone.take_pack(make_busy_pack())
    put_enrolment(phone.store, KeptEnrolment("http://server", "d1", "s", "S3", "Millbrook"))
    phone.store.close()
    camera = AndroidLike(write_camera_folder(tmp_path / "pictures"))
    with take_in_hand(tmp_path / "phone", camera=camera) as hand:
        hand.tap_row("collection", COLLECTION)
        hand.tap("Start shift")
        hand.app.go(Place("not_collected", usrn_of(2)))
        hand.at("not_collected").give(Reason.PARKED_VEHICLES)
        wait_for(hand, lambda: len(hand.state.thumbs) == 1)
        assert "Photo 1 of 1: safe on this phone, not sent yet" in hand.texts()


def test_a_reason_that_asks_for_a_photo_offers_it_in_one_tap(hand: "Hand") -> None:
    hand.tap_row("usrn", usrn_of(2))
    hand.tap_row("uprn", uprn_of(2, 3))
    hand.tap_row("code", Reason.SIDE_WASTE)
    before = hand.taps
    hand.tap("Photo")
    hand.frames(4)
    assert hand.taps - before == 1
    visit = list_ops(hand.app.store, COLLECTION)[-2]
    assert len(list_photos_by(hand.app.store, visit.id)) == 1
    hand.tap("Done")
    assert hand.app.root.current == "street"
    hand.tap("1 photo")
    assert hand.app.root.current == "camera"


def test_photos_are_taken_deleted_and_taken_anew_by_touch(hand: "Hand") -> None:
    from kivy.graphics.context import get_context  # noqa: PLC0415 - opens the window

    hand.app.go(Place("not_collected", usrn_of(2)))
    hand.frames(3)
    hand.tap_row("code", Reason.PARKED_VEHICLES)
    hand.frames(4)
    for _ in range(2):
        hand.tap("Take another")
        hand.frames(4)
    assert len(hand.state.thumbs) == 3
    hand.tap_row("code", hand.state.thumbs[0].code)
    assert hand.state.standing.startswith("Photo 1 of 3")
    hand.tap("Delete")
    hand.tap("Really delete")
    assert len(hand.state.thumbs) == 2
    hand.tap("Retake")
    hand.frames(4)
    assert len(hand.state.thumbs) == 2
    get_context().reload()  # Android takes the graphics now and then: a photo that is gone is not looked for
    hand.frames(4)
    assert hand.app.root.current == "camera"


def test_a_photo_is_added_later_from_the_outbox(hand: "Hand") -> None:
    hand.app.go(Place("premises", usrn_of(2), uprn_of(2, 3)))
    hand.at("premises").give(Reason.SIDE_WASTE)
    hand.app.go(Place("outbox"))
    hand.frames(3)
    hand.tap("All photos are sent.")
    assert hand.app.root.current == "photos"
    hand.tap("Photo")
    hand.frames(4)
    assert len(hand.state.thumbs) == 1
    hand.tap("Done")
    assert hand.app.root.current == "photos"
    assert hand.state.rows[0].photo.word == "1 photo"


def test_the_returns_are_one_tap_from_the_round_and_their_count_stands_there(hand: "Hand") -> None:
    tool = find_tool(hand, "returns")
    assert tool.row.number == "3"
    hand.touch(tool)
    assert hand.app.root.current == "returns"
    assert "40 min overdue" in hand.texts()


def test_a_return_is_answered_in_four_taps(hand: "Hand") -> None:
    hand.touch(find_tool(hand, "returns"))
    hand.tap_row("return_id", OVERDUE)
    hand.tap("Collected")
    hand.tap("Yes, collected")
    assert hand.taps == MOST_TAPS
    answer = list_answers(hand.app.store)[OVERDUE].op.data
    assert answer == ReturnAnswered(OVERDUE, ReturnOutcome.RETURNED)
    hand.tap("Photo")
    hand.frames(4)
    hand.tap("Done")
    assert hand.app.root.current == "return"
    assert "1 photo" in hand.texts()


def test_an_answer_is_undone_with_one_tap_and_the_return_waits_again(hand: "Hand") -> None:
    hand.touch(find_tool(hand, "returns"))
    hand.tap_row("return_id", OVERDUE)
    hand.tap("Collected")
    hand.tap("Yes, collected")
    before = hand.taps
    hand.tap("Undo")
    assert hand.taps == before + 1
    assert OVERDUE not in list_answers(hand.app.store)
    assert "Collected" in hand.texts()
    hand.tap("Collected")
    hand.tap("Yes, collected")
    assert OVERDUE in list_answers(hand.app.store)


def log_of(hand: "Hand") -> StoredLog:
    return StoredLog(hand.app.store, hand.app.fittings.marker_folder)


def test_that_another_phone_ended_the_shift_is_read_with_one_tap(hand: "Hand") -> None:
    body = {"state": "ended", "at_ms": START_MS, "squad": "S3"}
    change = Change(1, "shift", COLLECTION, "another phone's", body)
    log_of(hand).apply(Effects(feed=(change,)))
    hand.at("round").refresh()
    hand.frames(3)
    told = "Your squad's other phone ended the shift at 07:12. You can go on recording."
    assert told in hand.texts()
    hand.tap("OK")
    hand.frames(2)
    assert told not in hand.texts()
    assert hand.taps == 1


def test_photos_that_wait_for_wifi_go_over_mobile_data_by_one_tap_at_the_end(hand: "Hand") -> None:
    hand.tap_row("usrn", usrn_of(2))
    hand.tap("Not collected")
    hand.tap_row("code", Reason.PARKED_VEHICLES)
    hand.frames(4)
    run = log_of(hand).pending_run(500, 10**9)
    results = tuple(OpResult(op.id, OpStatus.ACCEPTED, n) for n, op in enumerate(run, start=1))
    log_of(hand).apply(Effects(settled=results, settled_ms=START_MS))
    put_wish(hand.app.store, SendPhotos.FREE_ONLY)
    put_sending(hand.app.store, PhotoSending("line"))
    hand.app.go(Place("shift_end"))
    hand.frames(4)
    assert not list_queued(hand.app.store)[0].hurried
    hand.tap("Send now over mobile data")
    assert list_queued(hand.app.store)[0].hurried
    assert "Send now over mobile data" not in hand.texts()


def test_a_long_message_is_read_to_its_end_by_scrolling(hand: "Hand") -> None:
    from kivy.tests.common import UnitTestTouch  # noqa: PLC0415 - opens the window
    from kivy.uix.scrollview import ScrollView  # noqa: PLC0415

    from crew_app.screens.widgets.theme import theme  # noqa: PLC0415

    theme.wear("day", 1.3)
    hand.touch(find_tool(hand, "messages"))
    hand.tap_row("message_id", LONG)
    assert LONG_TEXT in hand.texts()
    view = next(w for w in hand.walk() if isinstance(w, ScrollView))
    assert view.viewport_size[1] > view.height
    for _ in range(4):  # how far a swing carries hangs on how long the frames take
        touch = UnitTestTouch(200, 300)
        touch.touch_down()
        for step in range(1, 12):
            touch.touch_move(200, 300 + 50 * step)
            hand.frames(2)
        touch.touch_up()
        hand.frames(30)
    assert view.scroll_y < 0.05
    theme.wear("day")


def test_a_message_is_confirmed_by_its_key(hand: "Hand") -> None:
    hand.touch(find_tool(hand, "messages"))
    hand.tap_row("message_id", READ_LATER)
    hand.tap("I have read it")
    hand.app.go(Place("round"))
    hand.frames(3)
    assert find_tool(hand, "messages").row.number == "2"
