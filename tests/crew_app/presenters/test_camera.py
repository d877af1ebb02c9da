"""The photos of one record: several, taken anew, deleted, added later; and what a kill or a full phone leaves."""

from pathlib import Path

import pytest

from crew_app.device.camera import Camera, FolderCamera, Taken
from crew_app.presenters.camera import MOST, CameraPresenter
from crew_app.presenters.handset import Place
from crew_app.presenters.not_collected import NotCollectedPresenter
from crew_app.presenters.photographing import TAKEN, attach_left_over, show_photos
from crew_app.presenters.premises import PremisesPresenter
from crew_app.presenters.recording import record_shift, take_back
from crew_app.presenters.street import StreetPresenter
from crew_app.store.ops import find_last_visit, list_ops
from crew_app.store.photo_book import list_photos_by
from crew_app.store.photo_files import find_path, find_small_path, list_files
from crew_app.store.photos import list_queued, mark_sent
from sync.ops import Photo, Retraction, ShiftStarted
from sync.words import Reason
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.sample import COLLECTION, DAY, ROUND_ID, make_pack, uprn_of, usrn_of
from tests.crew_app.scenes import write_camera_folder
from tests.photos.sender import settle_all


class HeldCamera:
    """A camera that somebody holds: it answers when told."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, Taken]] = []
        self.left: dict[str, bytes] = {}

    def take(self, into: Path, then: Taken) -> None:
        self.asked.append((into, then))

    def collect(self, folder: Path) -> None:
        """What it took while nobody asked."""
        for name, data in self.left.items():
            (folder / name).write_bytes(data)
        self.left = {}


def working_phone(folder: Path, camera: Camera) -> Phone:
    phone = make_phone(folder, camera=camera)
    phone.take_pack(make_pack())
    record_shift(phone.handset, ShiftStarted(ROUND_ID, DAY, 3))
    return phone


@pytest.fixture
def phone(tmp_path: Path) -> Phone:
    return working_phone(
        tmp_path / "phone", FolderCamera(write_camera_folder(tmp_path / "pictures"))
    )


def block(phone: Phone, position: int = 2) -> str:
    """Parked vehicles block a street; gives the visit."""
    presenter = NotCollectedPresenter(phone.handset)
    presenter.enter(Place("not_collected", usrn_of(position)))
    presenter.give(Reason.PARKED_VEHICLES)
    return last_visit(phone)


def last_visit(phone: Phone) -> str:
    visit = find_last_visit(phone.store, COLLECTION)
    assert visit is not None
    return visit.id


def open_camera(phone: Phone, op_id: str) -> CameraPresenter:
    presenter = CameraPresenter(phone.handset)
    presenter.enter(Place("camera", what=op_id, then=Place("round")))
    return presenter


def test_a_reason_that_requires_a_photo_leads_to_the_camera_and_back(phone: Phone) -> None:
    visit = block(phone)
    assert phone.gone[-1] == Place("camera", what=visit, then=Place("round"))
    presenter = open_camera(phone, visit)
    assert (presenter.state.title, presenter.state.subtitle) == ("Ormeau Avenue", "Parked vehicles")
    presenter.back()
    assert phone.gone[-1] == Place("round")


def test_a_reason_that_only_advises_a_photo_offers_it_with_one_key(phone: Phone) -> None:
    presenter = PremisesPresenter(phone.handset)
    presenter.enter(Place("premises", usrn_of(2), uprn_of(2, 3)))
    presenter.give(Reason.SIDE_WASTE)
    assert phone.gone[-1] == Place("street", usrn_of(2))
    street = StreetPresenter(phone.handset)
    street.enter(Place("street", usrn_of(2)))
    offer = street.state.frame.undo.photo
    assert (offer.op_id, offer.look) == (last_visit(phone), "notice")
    street.photograph(offer.op_id)
    assert phone.gone[-1] == Place("camera", what=offer.op_id, then=Place("street", usrn_of(2)))


def test_a_reason_that_wants_no_photo_offers_none(phone: Phone) -> None:
    presenter = PremisesPresenter(phone.handset)
    presenter.enter(Place("premises", usrn_of(2), uprn_of(2, 3)))
    presenter.give(Reason.NOT_OUT)
    presenter.refresh()
    assert presenter.state.frame.undo.photo.op_id == ""


def test_the_first_photo_is_taken_without_a_tap_and_more_with_one_each(phone: Phone) -> None:
    visit = block(phone)
    presenter = open_camera(phone, visit)
    assert len(presenter.state.thumbs) == 1
    presenter.shoot()
    presenter.shoot()
    assert [thumb.chosen for thumb in presenter.state.thumbs] == [False, False, True]
    assert presenter.state.standing == "Photo 3 of 3: safe on this phone, not sent yet"
    assert all(Path(thumb.picture).exists() for thumb in presenter.state.thumbs)
    again = open_camera(phone, visit)
    assert len(again.state.thumbs) == 3  # with photos there, the camera stays closed


def test_a_record_takes_only_so_many_photos(phone: Phone) -> None:
    presenter = open_camera(phone, block(phone))
    while presenter.state.can_shoot:
        presenter.shoot()
    assert len(presenter.state.thumbs) == MOST


def test_a_photo_taken_anew_stands_in_the_place_of_the_old_one(phone: Phone) -> None:
    visit = block(phone)
    presenter = open_camera(phone, visit)
    [old] = list_photos_by(phone.store, visit)
    presenter.retake()
    [new] = list_photos_by(phone.store, visit)
    assert new.sha256 != old.sha256
    assert not find_path(phone.store, old.sha256).exists()


def test_when_no_new_photo_is_taken_the_old_one_stays(tmp_path: Path) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    visit = block(phone)
    presenter = open_camera(phone, visit)
    into, then = camera.asked.pop()
    write_camera_folder(tmp_path / "pictures", 1).joinpath("0.jpg").rename(into)
    then(into)
    presenter.retake()
    camera.asked.pop()[1](None)
    assert presenter.state.told == "No photo was taken."
    assert len(list_photos_by(phone.store, visit)) == 1


def test_a_second_tap_opens_no_second_camera(tmp_path: Path) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    presenter = open_camera(phone, block(phone))
    presenter.shoot()
    assert len(camera.asked) == 1
    camera.asked.pop()[1](None)
    presenter.shoot()
    assert len(camera.asked) == 1


def test_a_photo_that_comes_late_stays_with_its_own_record(tmp_path: Path) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    first, second = block(phone, 2), block(phone, 4)
    presenter = open_camera(phone, first)
    presenter.enter(Place("camera", what=second))
    into, then = camera.asked[0]
    write_camera_folder(tmp_path / "pictures", 1).joinpath("0.jpg").rename(into)
    then(into)
    assert len(list_photos_by(phone.store, first)) == 1
    assert list_photos_by(phone.store, second) == ()
    assert presenter.state.title == "Foundry Lane"


def test_deleting_asks_once_and_leaves_nothing_behind(phone: Phone) -> None:
    visit = block(phone)
    presenter = open_camera(phone, visit)
    [photo] = list_photos_by(phone.store, visit)
    presenter.delete()
    assert presenter.state.is_sure
    assert len(presenter.state.thumbs) == 1
    presenter.delete()
    assert len(list_photos_by(phone.store, visit)) == 0
    assert show_photos(phone.handset).waiting == 0
    assert not find_path(phone.store, photo.sha256).exists()
    assert not find_small_path(phone.store, photo.sha256).exists()
    kinds = [type(op.data) for op in list_ops(phone.store, COLLECTION)][-2:]
    assert kinds == [Photo, Retraction]  # nothing is edited: the photo's record is taken back
    settle_all(phone)
    assert list_queued(phone.store) == ()


def test_looking_at_another_photo_forgets_the_question(phone: Phone) -> None:
    presenter = open_camera(phone, block(phone))
    presenter.shoot()
    presenter.delete()
    presenter.choose(presenter.state.thumbs[0].code)
    assert not presenter.state.is_sure


def test_a_photo_that_two_records_share_stays_for_the_other(tmp_path: Path) -> None:
    one = FolderCamera(write_camera_folder(tmp_path / "pictures", 1))
    phone = working_phone(tmp_path / "phone", one)
    first, second = block(phone, 2), block(phone, 4)
    open_camera(phone, first)
    presenter = open_camera(phone, second)
    [photo] = list_photos_by(phone.store, first)
    presenter.delete()
    presenter.delete()
    assert list_photos_by(phone.store, second) == ()
    assert find_path(phone.store, photo.sha256).exists()
    assert show_photos(phone.handset).waiting == 1


def test_a_photo_the_server_has_can_no_longer_be_deleted(phone: Phone) -> None:
    visit = block(phone)
    presenter = open_camera(phone, visit)
    [photo] = list_photos_by(phone.store, visit)
    settle_all(phone)
    mark_sent(phone.store, photo.sha256, 1)
    presenter.refresh()
    assert not presenter.state.can_change
    presenter.delete()
    presenter.delete()
    assert len(list_photos_by(phone.store, visit)) == 1


def test_a_picture_that_cannot_be_read_is_told_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "broken.jpg").write_bytes(b"no picture")
    phone = working_phone(tmp_path / "phone", FolderCamera(tmp_path / "pictures"))
    presenter = open_camera(phone, block(phone))
    assert presenter.state.told == "The picture could not be read. Take it again."
    assert presenter.state.thumbs == ()
    assert list_files(phone.store) == {}


def test_a_photo_that_cannot_be_saved_is_not_shown_as_kept(phone: Phone) -> None:
    visit = block(phone)
    used = phone.store.connection.execute("pragma page_count").fetchone()[0]
    phone.store.connection.execute(f"pragma max_page_count = {used}")
    presenter = open_camera(phone, visit)
    for _ in range(40):  # until the last free page is full
        presenter.shoot()
    assert presenter.state.frame.problem.startswith("NOT SAVED")
    named = len(list_photos_by(phone.store, visit))
    assert len(presenter.state.thumbs) == named < 41
    phone.store.connection.execute("pragma max_page_count = 1073741823")


def test_a_photo_is_added_later_from_the_street_and_the_premises(phone: Phone) -> None:
    block(phone)
    street = StreetPresenter(phone.handset)
    street.enter(Place("street", usrn_of(2)))
    assert (street.state.photo.word, street.state.photo.look) == ("Photo", "notice")
    open_camera(phone, street.state.photo.op_id)
    street.refresh()
    assert (street.state.photo.word, street.state.photo.look) == ("1 photo", "plain")
    premises = PremisesPresenter(phone.handset)
    premises.enter(Place("premises", usrn_of(2), uprn_of(2, 3)))
    premises.give(Reason.NOT_OUT)
    premises.enter(Place("premises", usrn_of(2), uprn_of(2, 3)))
    assert premises.state.photo.op_id == last_visit(phone)


def test_what_the_camera_had_taken_when_the_phone_was_killed_is_added_at_the_next_start(
    tmp_path: Path,
) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    visit = block(phone)
    open_camera(phone, visit)
    into, _ = camera.asked.pop()
    write_camera_folder(tmp_path / "pictures", 1).joinpath("0.jpg").rename(into)
    assert attach_left_over(phone.handset) == 1
    assert len(list_photos_by(phone.store, visit)) == 1
    assert list((phone.folder / TAKEN).iterdir()) == []


def test_a_photo_killed_after_its_record_is_not_added_twice(tmp_path: Path) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    visit = block(phone)
    open_camera(phone, visit)
    into, then = camera.asked.pop()
    picture = write_camera_folder(tmp_path / "pictures", 1) / "0.jpg"
    into.write_bytes(picture.read_bytes())
    then(into)
    into.write_bytes(picture.read_bytes())
    assert attach_left_over(phone.handset) == 0
    assert len(list_photos_by(phone.store, visit)) == 1


def test_a_photo_taken_while_the_app_was_gone_is_fetched_and_added(tmp_path: Path) -> None:
    camera = HeldCamera()
    phone = working_phone(tmp_path / "phone", camera)
    visit = block(phone)
    picture = (write_camera_folder(tmp_path / "pictures", 1) / "0.jpg").read_bytes()
    camera.left = {f"{visit}.jpg": picture, "scan.jpg": picture}
    assert attach_left_over(phone.handset) == 1
    assert len(list_photos_by(phone.store, visit)) == 1
    assert len(list_files(phone.store)) == 1
    assert list((phone.folder / TAKEN).iterdir()) == []


def test_half_a_picture_left_by_a_kill_goes(tmp_path: Path) -> None:
    phone = working_phone(tmp_path / "phone", HeldCamera())
    visit = block(phone)
    (phone.folder / TAKEN).mkdir(exist_ok=True)
    (phone.folder / TAKEN / f"{visit}.jpg").write_bytes(b"\xff\xd8\xff half")
    assert attach_left_over(phone.handset) == 0
    assert list((phone.folder / TAKEN).iterdir()) == []


def test_a_photo_of_a_visit_that_was_taken_back_still_goes(phone: Phone) -> None:
    visit = block(phone)
    open_camera(phone, visit)
    take_back(phone.handset, visit)
    settle_all(phone)
    assert len(list_queued(phone.store)) == 1
