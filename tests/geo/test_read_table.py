"""Tables of text: encodings, delimiters, what is missing, what is no table."""

import gzip
from pathlib import Path

import pytest

from geo.readers import UnreadableFileError, read_table


def write(tmp_path: Path, content: bytes, name: str = "t.csv") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def code_of(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_table(path)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"uprn{delimiter}name\r\n1{delimiter} Café \r\n2{delimiter}Straße\r\n"
    table = read_table(write(tmp_path, text.encode(encoding)))
    assert table.columns == ("uprn", "name")
    assert [row.values["name"] for row in table.rows] == ["Café", "Straße"]


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b'a,b\n1,"x\ny"\n\n2,z\n3\n4,5,6\n'))
    assert [(row.row, row.values["a"]) for row in table.rows] == [(2, "1"), (4, "2")]
    assert table.broken == (5, 6)


def test_a_packed_table_is_read(tmp_path: Path) -> None:
    assert len(read_table(write(tmp_path, gzip.compress(b"a,b\n1,2\n"), "t.csv.gz")).rows) == 1


def test_a_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_table(write(tmp_path, b"uprn,name\n1,2\n"), needed=("uprn", "postcode"))
    assert caught.value.code == "file.column_missing"
    assert caught.value.details == {"file": "t.csv", "missing": "postcode", "there": "uprn, name"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"a,b\n", "file.no_rows"),
        (b"just words\nand more\n", "file.not_a_table"),
        (b"a,b\n1,\x81\x8d\n", "file.wrong_encoding"),
        ("a,b\n1,2\n".encode("utf-16"), "file.wrong_encoding"),
        (b"\xff\xd8\xff\xe0\0\0", "file.not_a_table"),
        (b"a,b,a\n1,2,3\n", "file.column_twice"),
        (b'a,b\n1,"never closed\n', "file.not_a_table"),
    ],
)
def test_what_is_no_table_says_so(tmp_path: Path, content: bytes, code: str) -> None:
    assert code_of(write(tmp_path, content)) == code


def test_a_broken_archive_says_so(tmp_path: Path) -> None:
    assert code_of(write(tmp_path, b"no gzip", "t.csv.gz")) == "file.broken_archive"
    cut = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-20]
    assert code_of(write(tmp_path, cut, "u.csv.gz")) == "file.broken_archive"


def test_a_small_archive_that_unpacks_into_a_large_table_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a,b\n" + b"0" * (120 * 1024**2), compresslevel=1)
    assert code_of(write(tmp_path, bomb, "b.csv.gz")) == "file.too_large"
