"""The storage for photos is full: a clear answer, nothing confirmed is lost, and on it goes when there is room."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.store.photo_files import NoRoomError, PhotoFiles
from sync.photos import PART_BYTES
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import Handheld, ask, send, send_all


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes: writing further fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_part_that_does_not_fit_leaves_the_part_as_it_was(tmp_path: Path) -> None:
    files, name = PhotoFiles(tmp_path), "a" * 64
    files.add_to_part(name, 0, bytes(1000))
    with files_up_to(1500), pytest.raises(NoRoomError):
        files.add_to_part(name, 1000, bytes(1000))
    assert files.part_size(name) == 1000
    files.add_to_part(name, 1000, bytes(1000))
    assert files.part_size(name) == 2000


def test_a_rendition_that_does_not_fit_leaves_no_file(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    with files_up_to(500), pytest.raises(NoRoomError):
        files.put("large", "a" * 64, bytes(1000))
    assert files.find("large", "a" * 64) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.db
@pytest.mark.parametrize("room", [1_000, PART_BYTES + 1_000, 500_000])
def test_a_full_disk_is_told_and_the_photo_goes_on_later(
    client: FlaskClient, held: Handheld, app: Flask, room: int
) -> None:
    data = make_photo(200 + room)
    name = name_of(data)
    with files_up_to(room):
        answer = send_all(client, held, data)
        assert (answer.status_code, answer.get_json()["code"]) == (507, "photo.no_room")
        offset = int(ask(client, held, name).headers["Upload-Offset"])
    assert offset == room // PART_BYTES * PART_BYTES
    assert answer.headers["Upload-Offset"] == str(offset)
    assert send(client, held, name, offset, data[offset:], len(data)).status_code == 204
    files = PhotoFiles(app.config["SETTINGS"].data_dir / "photos")
    assert files.hash_whole(name) == name
