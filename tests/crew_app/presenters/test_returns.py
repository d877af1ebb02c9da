"""Returns on the phone: how pressing, how far, answered with a photo."""

from dataclasses import replace
from pathlib import Path

import pytest

from crew_app.device.camera import FolderCamera
from crew_app.device.clock import HandClock
from crew_app.device.gps import ReplayGps
from crew_app.presenters.camera import CameraPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.recording import record_shift
from crew_app.presenters.returning import say_distance, say_left, sign_due
from crew_app.presenters.round import RoundPresenter
from crew_app.store.ops import find_op
from crew_app.store.photo_book import list_photos_by
from crew_app.store.returns import list_answers
from crew_app.store.sending import count_ops
from sync.device_log import Effects
from sync.exchange import Change
from sync.ops import ReturnAnswered, ShiftStarted
from sync.packs import encode_return
from sync.words import Reason, ReturnOutcome
from tests.crew_app.errands import (
    FAILED,
    HOUR_MS,
    LATER,
    OVERDUE,
    SOON,
    make_busy_pack,
    make_returns,
)
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.returning import listed, make_errands_phone, opened
from tests.crew_app.sample import DAY, ROUND_ID, START_MS, usrn_of
from tests.crew_app.scenes import write_camera_folder


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    camera = FolderCamera(write_camera_folder(tmp_path / "pictures"))
    return make_errands_phone(tmp_path / "phone", camera)


def test_the_most_pressing_return_comes_first_and_the_answered_last(phone: Phone) -> None:
    state = listed(phone).state
    assert [row.return_id for row in state.rows] == [OVERDUE, SOON, LATER, FAILED]
    assert [row.sign.word for row in state.rows] == ["Overdue", "Soon", "To do", "Not done"]
    assert state.subtitle == "3 still to make"


def test_a_return_says_why_and_how_much_time_is_left(phone: Phone) -> None:
    rows = listed(phone).state.rows
    assert (rows[0].why, rows[0].when) == ("Parked vehicles", "40 min overdue")
    assert (rows[1].why, rows[1].when) == ("Reported as missed", "1 h 35 min left")
    assert rows[3].why == "Could not collect: No access"


@pytest.mark.parametrize(
    ("left_ms", "words", "sign"),
    [
        (-1, "0 min overdue", "warning"),
        (0, "0 min left", "waiting"),
        (2 * HOUR_MS - 1, "1 h 59 min left", "waiting"),
        (2 * HOUR_MS, "2 h 0 min left", "again"),
        (25 * HOUR_MS, "1 day left", "again"),
        (-50 * HOUR_MS, "2 days overdue", "warning"),
    ],
)
def test_time_left_at_its_edges(left_ms: int, words: str, sign: str) -> None:
    assert say_left(START_MS + left_ms, START_MS) == words
    assert sign_due(START_MS + left_ms, START_MS).icon == sign


def test_the_distance_is_shown_where_there_is_a_position(tmp_path: Path) -> None:
    clock = HandClock(START_MS)
    gps = ReplayGps(((0, 546_018_000, -59_295_000, 40),), clock)
    phone = make_phone(tmp_path, gps, clock)
    phone.take_pack(make_busy_pack())
    assert listed(phone).state.rows[0].distance == ""
    gps.start()
    distances = [row.distance for row in listed(phone).state.rows]
    assert distances == ["10 m away", "200 m away", "800 m away", ""]
    assert say_distance(1_540) == "1.5 km away"


def test_collected_is_asked_twice_and_recorded_once(phone: Phone) -> None:
    presenter = opened(phone, OVERDUE)
    presenter.finish()
    assert presenter.state.is_sure
    assert count_ops(phone.store).all == 0
    presenter.finish()
    answer = list_answers(phone.store)[OVERDUE]
    assert answer.op.data == ReturnAnswered(OVERDUE, ReturnOutcome.RETURNED)
    assert presenter.state.headline == "Went back: collected"
    assert "Safe on this phone" in presenter.state.detail
    presenter.finish()
    presenter.finish()
    assert count_ops(phone.store).all == 1


def test_who_is_not_sure_goes_back_and_nothing_is_recorded(phone: Phone) -> None:
    presenter = opened(phone, OVERDUE)
    presenter.finish()
    presenter.give_up()
    assert not presenter.state.is_sure
    assert presenter.state.done == "Collected"
    presenter.back()
    assert phone.gone[-1] == Place("returns")
    assert count_ops(phone.store).all == 0


def test_a_return_that_failed_says_why_and_takes_its_photo(phone: Phone) -> None:
    presenter = opened(phone, OVERDUE)
    presenter.give_up()
    codes = [tile.code for tile in presenter.state.tiles]
    assert Reason.PARKED_VEHICLES in codes
    presenter.give(Reason.PARKED_VEHICLES)
    answer = list_answers(phone.store)[OVERDUE].op
    assert answer.data == ReturnAnswered(
        OVERDUE, ReturnOutcome.RETURN_FAILED, Reason.PARKED_VEHICLES
    )
    place = phone.gone[-1]
    assert place == Place("camera", what=answer.id, then=Place("return", what=OVERDUE))
    camera = CameraPresenter(phone.handset)
    camera.enter(place)
    assert camera.state.title == "Ormeau Avenue, Millbrook"
    [photo] = list_photos_by(phone.store, answer.id)
    named = find_op(phone.store, photo.op_id)
    assert named is not None
    assert named.ent == f"return/{OVERDUE}"
    presenter.refresh()
    assert presenter.state.photo.word == "1 photo"


def test_an_amber_tag_is_no_reason_why_a_return_failed(phone: Phone) -> None:
    presenter = opened(phone, SOON)
    presenter.give_up()
    codes = [tile.code for tile in presenter.state.tiles]
    assert Reason.OVERFILLED_RED in codes
    assert Reason.OVERFILLED_AMBER not in codes


def test_a_return_shows_the_photos_of_what_was_missed(phone: Phone) -> None:
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    blocked = NotCollectedPresenter(phone.handset)
    blocked.enter(Place("not_collected", usrn_of(2)))
    blocked.give(Reason.PARKED_VEHICLES)
    CameraPresenter(phone.handset).enter(phone.gone[-1])
    assert [row.photos for row in listed(phone).state.rows] == ["camera", "", "", ""]
    presenter = opened(phone, OVERDUE)
    assert presenter.state.photo_before.word == "1 photo"
    presenter.photograph(presenter.state.photo_before.op_id)
    then = Place("return", what=OVERDUE)
    assert phone.gone[-1] == Place("camera", what=phone.gone[0].what, then=then)
    assert opened(phone, SOON).state.photo_before.op_id == ""


def test_back_goes_one_step_at_a_time(phone: Phone) -> None:
    presenter = opened(phone, SOON)
    presenter.give_up()
    presenter.back()
    assert (presenter.state.tiles, presenter.state.done) == ((), "Collected")


def test_a_return_the_depot_called_off_says_so(phone: Phone) -> None:
    presenter = opened(phone, SOON)
    change = Change(1, "return", SOON, None, None)
    phone.log.apply(Effects(feed=(change,)))
    presenter.refresh()
    assert presenter.state.headline == "The depot no longer asks for this return."
    assert presenter.state.done == ""


def test_what_another_phone_answered_is_shown_as_answered(phone: Phone) -> None:
    answered = replace(make_returns()[0], outcome=ReturnOutcome.RETURNED, answered_ms=START_MS)
    phone.log.apply(Effects(feed=(Change(1, "return", OVERDUE, None, encode_return(answered)),)))
    assert opened(phone, OVERDUE).state.headline == "Went back: collected"
    assert listed(phone).state.subtitle == "2 still to make"


def test_the_round_counts_the_returns_still_to_be_made(phone: Phone) -> None:
    presenter = opened(phone, OVERDUE)
    presenter.finish()
    presenter.finish()
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    rounds = RoundPresenter(phone.handset)
    rounds.refresh()
    numbers = {tool.place: tool.number for tool in rounds.state.tools}
    assert (numbers["returns"], numbers["messages"]) == ("2", "3")
