"""Scanning the depot's code: read, sent at once, or told in a plain sentence; the picture is never kept."""

import sys
from pathlib import Path

import pytest

from crew_app.device.camera import Camera, FolderCamera, NoCamera
from crew_app.presenters.enrol import SCAN, EnrolPresenter
from crew_app.presenters.handset import Place
from tests.crew_app.device.test_qr import CASES
from tests.crew_app.phone import Phone, make_phone
from tests.crew_app.scenes import write_camera_folder
from tests.pictures import make_jpeg

Asked = list[tuple[str, str]]


def scan(folder: Path, camera: Camera) -> tuple[Phone, EnrolPresenter, Asked]:
    """A new phone whose operative taps the key once."""
    asked: Asked = []
    phone = make_phone(folder / "phone", camera=camera)
    presenter = EnrolPresenter(
        phone.handset, "http://elsewhere", lambda url, code: asked.append((url, code))
    )
    presenter.enter(Place("enrol"))
    presenter.scan()
    return phone, presenter, asked


def code_camera(folder: Path) -> FolderCamera:
    folder.mkdir()
    (folder / "code.jpg").write_bytes(make_jpeg(CASES["from the side"], orientation=6))
    return FolderCamera(folder)


def test_a_scanned_code_is_sent_at_once_to_the_server_it_names(tmp_path: Path) -> None:
    phone, presenter, asked = scan(tmp_path, code_camera(tmp_path / "pictures"))
    assert asked == [("https://bins.example.gov.uk", "7KQ4M2XH9P")]
    assert presenter.state.send == "Asking the server"
    assert not (phone.folder / SCAN).exists()


def test_a_picture_without_a_code_is_told_and_not_kept(tmp_path: Path) -> None:
    camera = FolderCamera(write_camera_folder(tmp_path / "pictures"))
    phone, presenter, asked = scan(tmp_path, camera)
    assert presenter.state.told.startswith("No code was found in the picture.")
    assert asked == []
    assert not (phone.folder / SCAN).exists()


def test_no_picture_is_told_and_typing_goes_on(tmp_path: Path) -> None:
    _, presenter, asked = scan(tmp_path, NoCamera())
    assert presenter.state.told == "No picture was taken. Try again, or type the code."
    for sign in "7KQ4M2XH9P":
        presenter.press(sign)
    presenter.send()
    assert asked == [("http://elsewhere", "7KQ4M2XH9P")]


def test_a_phone_without_a_reader_says_that_the_code_must_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyzbar.pyzbar", None)  # as where its library is missing
    _, presenter, asked = scan(tmp_path, code_camera(tmp_path / "pictures"))
    assert presenter.state.told == "This phone cannot read codes. Type the code."
    assert asked == []
