"""Photos as files: whole at once or not at all, and only ever inside their folder."""

import hashlib
from pathlib import Path

import pytest

from server.store.photo_files import PhotoFiles

DATA = b"bytes of a photo" * 100
NAME = hashlib.sha256(DATA).hexdigest()


def test_a_part_becomes_the_whole_photo_in_two_levels_of_folders(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    files.add_to_part(NAME, 0, DATA[:700])
    files.add_to_part(NAME, 700, DATA[700:])
    assert files.read_part(NAME) == DATA
    assert not files.is_held(NAME)
    files.keep_part(NAME)
    assert (tmp_path / "whole" / NAME[:2] / NAME[2:4] / NAME).read_bytes() == DATA
    assert list(files.list_whole()) == [NAME]
    assert list(files.list_parts()) == []
    assert files.hash_whole(NAME) == NAME


def test_what_stood_behind_an_offset_is_cut_off(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    files.add_to_part(NAME, 0, b"x" * 1000)
    files.add_to_part(NAME, 10, b"y")
    assert files.read_part(NAME) == b"x" * 10 + b"y"


def test_dropping_a_photo_leaves_nothing_of_it(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    for kind in ("whole", "large", "small"):
        files.put(kind, NAME, DATA)
    files.add_to_part(NAME, 0, DATA)
    files.drop(NAME)
    files.drop(NAME)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n", "/" + "a" * 63]
)
def test_no_other_name_ever_becomes_a_path(tmp_path: Path, name: str) -> None:
    files = PhotoFiles(tmp_path)
    for act in (
        files.part_size,
        files.is_held,
        files.drop,
        files.keep_part,
        files.read_part,
        files.hash_whole,
    ):
        with pytest.raises(ValueError, match="not a SHA-256"):
            act(name)
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.put("whole", name, DATA)
    assert list(tmp_path.rglob("*")) == []


def test_files_are_for_the_server_alone(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    files.add_to_part(NAME, 0, DATA)
    files.keep_part(NAME)
    path = files.find("whole", NAME)
    assert path is not None
    assert path.stat().st_mode & 0o077 == 0
