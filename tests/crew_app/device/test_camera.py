"""The desktop's cameras. The handset's own speaks to Android and cannot be tried here."""

from pathlib import Path

from crew_app.device.camera import FolderCamera, NoCamera


def test_a_folder_of_pictures_is_handed_out_in_order_and_over_again(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name in "ba":
        (pictures / f"{name}.jpg").write_bytes(name.encode())
    camera, into = FolderCamera(pictures), tmp_path / "taken.jpg"
    taken: list[bytes] = []
    for _ in range(3):
        camera.take(into, lambda path: taken.append(path.read_bytes() if path else b""))
    assert taken == [b"a", b"b", b"a"]


def test_a_folder_that_is_empty_or_not_there_takes_none(tmp_path: Path) -> None:
    taken: list[Path | None] = []
    FolderCamera(tmp_path).take(tmp_path / "taken.jpg", taken.append)
    FolderCamera(tmp_path / "nowhere").take(tmp_path / "taken.jpg", taken.append)
    NoCamera().take(tmp_path / "taken.jpg", taken.append)
    assert taken == [None, None, None]
