"""Taking a photo of what was recorded, and how it is told that photos are on their way."""

from pathlib import Path

import pytest

from crew_app.device.camera import FolderCamera
from crew_app.device.photos import PhotoUnreadableError
from crew_app.presenters.photographing import attach_photo, send_photos_anyway, show_photos
from crew_app.presenters.recording import record_visit
from crew_app.store.photo_files import find_path
from crew_app.store.photos import (
    PhotoSending,
    list_queued,
    mark_failed,
    mark_sent,
    put_sending,
    put_wish,
)
from crew_app.store.sending import count_ops
from sync.ops import Photo, Visit
from sync.photos import LineKind, SendPhotos, may_send
from sync.words import OpKind, Outcome, Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import DAY, ROUND_ID, make_pack, usrn_of
from tests.photos.sender import settle_all
from tests.pictures import make_jpeg


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    phone = make_phone(tmp_path / "phone")
    phone.take_pack(make_pack())
    return phone


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    pictures, into = tmp_path / "pictures", tmp_path / "camera.jpg"
    pictures.mkdir()
    (pictures / "one.jpg").write_bytes(make_jpeg(orientation=6, noted=True))
    found: list[Path | None] = []
    FolderCamera(pictures).take(into, found.append)
    assert found == [into]
    return into


def record(phone: Phone) -> str:
    visit = Visit(ROUND_ID, DAY, usrn_of(2), Outcome.NOT_COLLECTED, Reason.PARKED_VEHICLES)
    return record_visit(phone.handset, visit).id


def test_a_photo_becomes_a_record_of_its_own_that_names_the_visit(
    phone: Phone, taken: Path
) -> None:
    visit_id = record(phone)
    op = attach_photo(phone.handset, visit_id, taken)
    assert op is not None
    assert (op.kind, op.data) == (OpKind.PHOTO, Photo(visit_id))
    kept = find_path(phone.store, op.photos[0].sha256).read_bytes()
    assert len(kept) == op.photos[0].size
    assert b"Exif" not in kept
    assert not taken.exists()


def test_a_photo_of_nothing_recorded_here_makes_no_record(phone: Phone, taken: Path) -> None:
    assert attach_photo(phone.handset, "01890000-0000-7000-8000-000000000000", taken) is None
    assert count_ops(phone.store).all == 0


def test_what_is_no_picture_makes_no_record(phone: Phone, taken: Path) -> None:
    visit_id = record(phone)
    taken.write_bytes(b"no picture")
    with pytest.raises(PhotoUnreadableError):
        attach_photo(phone.handset, visit_id, taken)
    assert count_ops(phone.store).all == 1


def test_the_words_say_why_nothing_moves(phone: Phone, taken: Path) -> None:
    assert show_photos(phone.handset).words == "All photos are sent."
    op = attach_photo(phone.handset, record(phone), taken)
    assert op is not None
    said = {
        "": PhotoSending(),
        " Sending photos is switched off.": PhotoSending("off"),
        " They wait for Wi-Fi.": PhotoSending("line"),
        " The rest goes tomorrow.": PhotoSending("wait", code="photo.quota_reached"),
        " The phone tries again by itself.": PhotoSending("wait"),
    }
    for words, sending in said.items():
        put_sending(phone.store, sending)
        assert show_photos(phone.handset).words == f"Photos to send: 1 (0.1\u00a0MB).{words}"
    settle_all(phone)
    mark_failed(phone.store, op.photos[0].sha256, "refused", "photo.not_an_image")
    assert (show_photos(phone.handset).waiting, show_photos(phone.handset).failed) == (0, 1)
    mark_sent(phone.store, op.photos[0].sha256, 1)
    assert show_photos(phone.handset).failed == 0


@pytest.mark.parametrize("wish", [SendPhotos.FREE_ONLY, SendPhotos.FREE_FIRST])
def test_photos_that_wait_for_wifi_can_be_sent_anyway_once(
    phone: Phone, taken: Path, wish: SendPhotos
) -> None:
    attach_photo(phone.handset, record(phone), taken)
    settle_all(phone)
    assert show_photos(phone.handset).anyway == ""
    put_sending(phone.store, PhotoSending("line"))
    put_wish(phone.store, SendPhotos.OFF)
    assert show_photos(phone.handset).anyway == "", "off means off"
    put_wish(phone.store, wish)
    assert show_photos(phone.handset).anyway == "Send now over mobile data"
    assert not list_queued(phone.store)[0].hurried
    send_photos_anyway(phone.handset)
    assert phone.woken[-1] == "hurry"
    assert show_photos(phone.handset).anyway == "", "it was said"
    phone.clock.pass_time(1_000)
    later = phone.clock.read().wall_ms
    [photo] = list_queued(phone.store)
    assert may_send(photo, LineKind.METERED, wish, later)
    assert not may_send(photo, LineKind.METERED, SendPhotos.OFF, later)
    assert not may_send(photo, LineKind.NONE, SendPhotos.FREE_FIRST, later)


def test_a_photo_taken_after_that_waits_for_wifi_again(phone: Phone, tmp_path: Path) -> None:
    send_photos_anyway(phone.handset)
    phone.clock.pass_time(60_000)
    visit_id = record(phone)
    file = tmp_path / "later.jpg"
    file.write_bytes(make_jpeg())
    attach_photo(phone.handset, visit_id, file)
    settle_all(phone)
    assert not list_queued(phone.store)[0].hurried
    put_sending(phone.store, PhotoSending("line"))
    assert show_photos(phone.handset).anyway == "Send now over mobile data", "and is asked for anew"
