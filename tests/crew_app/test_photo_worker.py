"""Sending photos against a server that answers what it is told: waits, refusals, metered lines, other work first."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from crew_app.device.line import HandLine
from crew_app.net.photos import Moved, PhotoPart
from crew_app.net.transport import NoAnswerError
from crew_app.photo_worker import LOOK_AGAIN_MS, PhotoLine, PhotoPause, photos_once
from crew_app.presenters.photographing import delete_photo
from crew_app.store.enrolment import KeptEnrolment, put_enrolment
from crew_app.store.photo_book import list_photos_by
from crew_app.store.photo_files import find_path
from crew_app.store.photos import (
    find_sending,
    hurry_photos,
    list_failed,
    list_queued,
    put_wish,
    read_progress,
)
from sync.client_state import Trouble
from sync.ops import Op, Photo
from sync.photos import PART_BYTES, WAIT_FOR_FREE_MS, LineKind, PhotoAnswer, SendPhotos
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import make_pack
from tests.photos.sender import settle_all, take_photo
from tests.pictures import make_photo, name_of

FIRST, SECOND = make_photo(600), make_photo(601)
Odd = PhotoAnswer | Trouble | None


@dataclass
class Shelf:
    """Takes photos in memory by the protocol's rules; `odd` says what else to answer, a turn at a time."""

    held: dict[str, bytes] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    on_part: Callable[[], None] = lambda: None

    def ask(self, sha256: str, secret: str) -> PhotoAnswer:  # noqa: ARG002 - as the port has it
        self.asked.append(f"ask {sha256[:4]}")
        return self._odd() or PhotoAnswer(200, len(self.held.get(sha256, b"")))

    def send(self, part: PhotoPart, secret: str, moved: Moved) -> PhotoAnswer:  # noqa: ARG002 - as above
        self.asked.append(f"{part.start} {part.sha256[:4]}")
        self.on_part()
        odd = self._odd()
        if odd is not None:
            return odd
        held = self.held.get(part.sha256, b"")
        if part.start != len(held):
            return PhotoAnswer(409, len(held))
        self.held[part.sha256] = held + part.data
        return PhotoAnswer(204, len(held) + len(part.data))

    def _odd(self) -> PhotoAnswer | None:
        odd = self.odd.pop(0) if self.odd else None
        if isinstance(odd, Trouble):
            raise NoAnswerError(odd)
        return odd


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path)
    phone.take_pack(make_pack())
    put_enrolment(phone.store, KeptEnrolment("http://x", "d9", "s9", "S3", "Millbrook"))
    return phone


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def line(phone: Phone, shelf: Shelf) -> PhotoLine:
    for data in (FIRST, SECOND):
        take_photo(phone, data)
    settle_all(phone)
    return PhotoLine(phone.store, shelf, phone.clock, HandLine(), os.urandom, lambda: False)


def test_all_photos_go_oldest_first_part_by_part(line: PhotoLine, shelf: Shelf) -> None:
    pause = photos_once(line, PhotoPause())
    assert shelf.held == {name_of(FIRST): FIRST, name_of(SECOND): SECOND}
    assert shelf.asked[:2] == [f"ask {name_of(FIRST)[:4]}", f"0 {name_of(FIRST)[:4]}"]
    assert shelf.asked[2] == f"{PART_BYTES} {name_of(FIRST)[:4]}"
    assert pause.until_boot_ms == line.clock.read().boot_ms + LOOK_AGAIN_MS
    assert list_queued(line.store) == ()


def test_off_means_off_not_even_a_question_leaves_the_phone(line: PhotoLine, shelf: Shelf) -> None:
    put_wish(line.store, SendPhotos.OFF)
    photos_once(line, PhotoPause())
    assert shelf.asked == []
    assert find_sending(line.store).hold == "off"


def test_a_metered_line_waits_for_wifi_or_for_its_time(
    line: PhotoLine, shelf: Shelf, phone: Phone
) -> None:
    metered = replace(line, watch=HandLine(LineKind.METERED))
    photos_once(metered, PhotoPause())
    assert shelf.asked == []
    assert find_sending(line.store).hold == "line"
    put_wish(line.store, SendPhotos.FREE_ONLY)
    phone.clock.pass_time(WAIT_FOR_FREE_MS)
    photos_once(metered, PhotoPause())
    assert shelf.asked == []
    put_wish(line.store, SendPhotos.FREE_FIRST)
    photos_once(metered, PhotoPause())
    assert len(shelf.held) == 2


def test_photos_that_somebody_hurried_go_over_a_metered_line(
    line: PhotoLine, shelf: Shelf, phone: Phone
) -> None:
    metered = replace(line, watch=HandLine(LineKind.METERED))
    hurry_photos(line.store, phone.clock.read().wall_ms)
    later = make_photo(602, 300, 200)
    phone.clock.pass_time(1_000)
    take_photo(phone, later, position=5)
    settle_all(phone)
    photos_once(metered, PhotoPause())
    assert set(shelf.held) == {name_of(FIRST), name_of(SECOND)}  # what came after waits as before
    assert find_sending(line.store).hold == "line"


def test_a_photo_deleted_while_it_waits_is_never_asked_about(
    line: PhotoLine, shelf: Shelf, phone: Phone
) -> None:
    named = take_photo(phone, make_photo(603, 300, 200), position=6)
    delete_photo(phone.handset, list_photos_by(phone.store, _target(named))[0])
    settle_all(phone)
    photos_once(line, PhotoPause())
    assert set(shelf.held) == {name_of(FIRST), name_of(SECOND)}


def _target(op: Op) -> str:
    assert isinstance(op.data, Photo)
    return op.data.op_id


def test_leaving_the_wifi_stops_a_photo_between_two_parts(line: PhotoLine, shelf: Shelf) -> None:
    watch = HandLine()
    shelf.on_part = lambda: setattr(watch, "kind", LineKind.METERED)
    photos_once(replace(line, watch=watch), PhotoPause())
    assert shelf.held == {name_of(FIRST): FIRST[:PART_BYTES]}
    assert read_progress(line.store).sent_bytes == PART_BYTES
    assert find_sending(line.store).hold == "line"


def test_new_records_go_before_the_next_part(line: PhotoLine, shelf: Shelf) -> None:
    wanted: list[int] = []
    shelf.on_part = lambda: wanted.append(1)
    photos_once(replace(line, is_wanted=lambda: bool(wanted)), PhotoPause())
    assert len(wanted) == 1
    shelf.on_part = lambda: None
    photos_once(line, PhotoPause())
    assert shelf.held == {name_of(FIRST): FIRST, name_of(SECOND): SECOND}


def test_no_answer_stops_all_and_the_waits_grow(
    line: PhotoLine, shelf: Shelf, phone: Phone
) -> None:
    half = replace(line, draw=lambda size: b"\xff" * size)
    pause, waits = PhotoPause(), []
    for _ in range(4):
        shelf.odd = [Trouble.NO_SIGNAL]
        pause = photos_once(half, pause)
        waits.append(pause.until_boot_ms - phone.clock.read().boot_ms)
        assert photos_once(half, pause) == pause
        phone.clock.pass_time(waits[-1])
    assert waits == [1_999, 3_999, 7_999, 15_999]
    assert find_sending(line.store).trouble is Trouble.NO_SIGNAL
    photos_once(half, pause)
    assert len(shelf.held) == 2


def test_a_server_that_asks_to_wait_is_obeyed(line: PhotoLine, shelf: Shelf, phone: Phone) -> None:
    shelf.odd = [PhotoAnswer(429, None, "photo.quota_reached", 3_600)]
    pause = photos_once(line, PhotoPause())
    assert pause.until_boot_ms == phone.clock.read().boot_ms + 3_600_000
    assert find_sending(line.store).code == "photo.quota_reached"


def test_a_photo_the_server_fails_on_holds_up_no_other(line: PhotoLine, shelf: Shelf) -> None:
    shelf.odd = [PhotoAnswer(500)]
    photos_once(line, PhotoPause())
    assert shelf.held == {name_of(SECOND): SECOND}
    assert [(p.sha256, p.tries) for p in list_queued(line.store)] == [(name_of(FIRST), 1)]


def test_a_refused_photo_is_told_and_the_next_one_goes(line: PhotoLine, shelf: Shelf) -> None:
    shelf.odd = [None, PhotoAnswer(422, 0, "photo.not_an_image")]
    photos_once(line, PhotoPause())
    assert [(f.sha256, f.code) for f in list_failed(line.store)] == [
        (name_of(FIRST), "photo.not_an_image")
    ]
    assert name_of(SECOND) in shelf.held


@pytest.mark.parametrize(("times", "arrives"), [(2, True), (3, False)])
def test_a_hash_that_differs_twice_starts_anew_and_the_third_time_waits(
    line: PhotoLine, shelf: Shelf, times: int, arrives: bool
) -> None:
    shelf.odd = [None, *[PhotoAnswer(460, 0)] * times]
    photos_once(line, PhotoPause())
    assert (shelf.held.get(name_of(FIRST)) == FIRST) is arrives
    assert shelf.held[name_of(SECOND)] == SECOND


def test_a_file_damaged_on_the_phone_is_never_sent(line: PhotoLine, shelf: Shelf) -> None:
    find_path(line.store, name_of(FIRST)).write_bytes(b"x" * len(FIRST))
    photos_once(line, PhotoPause())
    assert [f.state for f in list_failed(line.store)] == ["damaged"]
    assert shelf.held == {name_of(SECOND): SECOND}


def test_a_server_that_contradicts_itself_ends_no_loop(line: PhotoLine, shelf: Shelf) -> None:
    answers = [PhotoAnswer(409, 5), PhotoAnswer(409, 7)] * 500
    shelf.odd = [None, *answers]
    photos_once(line, PhotoPause())
    assert len(shelf.asked) < 200
    assert all(photo.tries == 1 for photo in list_queued(line.store))


def test_a_phone_that_is_not_enrolled_sends_nothing(tmp_path: Path, shelf: Shelf) -> None:
    phone = make_phone(tmp_path / "other")
    phone.take_pack(make_pack())
    take_photo(phone, FIRST)
    settle_all(phone)
    line = PhotoLine(phone.store, shelf, phone.clock, HandLine(), os.urandom, lambda: False)
    photos_once(line, PhotoPause())
    assert shelf.asked == []
