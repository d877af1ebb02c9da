"""Photos over the device API: taken in whole, in parts, again; refused with a clear code where they are not photos."""

import io
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.enrol_device import revoke_device
from server.core.photo_parts import PhotoRules
from server.store.photo_files import PhotoFiles
from sync.photos import PART_BYTES
from tests.pictures import make_jpeg, make_photo, make_png_bomb, name_of
from tests.server.photos.fleet import (
    NOW,
    Handheld,
    add_handheld,
    ask,
    headers_of,
    name_photo,
    send,
    send_all,
)

pytestmark = pytest.mark.db


def test_a_photo_sent_in_parts_is_kept_under_its_name(
    client: FlaskClient, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(1)
    assert len(data) > 2 * PART_BYTES
    assert send_all(client, held, data).status_code == 204
    answer = ask(client, held, name_of(data))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, str(len(data)))
    assert files.hash_whole(name_of(data)) == name_of(data)
    assert files.part_size(name_of(data)) == 0


def test_each_answer_tells_how_far_the_photo_is(client: FlaskClient, held: Handheld) -> None:
    data = make_photo(2)
    name = name_of(data)
    answer = send(client, held, name, 0, data[:1000], len(data))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "1000")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.data == b""
    asked = ask(client, held, name)
    assert asked.headers["Upload-Offset"] == "1000"
    assert asked.headers["Upload-Length"] == str(len(data))
    assert asked.headers["Cache-Control"] == "no-store"


def test_a_photo_nobody_has_heard_of_stands_at_nought(client: FlaskClient, held: Handheld) -> None:
    answer = ask(client, held, "0" * 64)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (200, "0")
    assert answer.headers["Upload-Defer-Length"] == "1"


def test_a_part_at_the_wrong_place_is_told_the_right_one_and_changes_nothing(
    client: FlaskClient, held: Handheld
) -> None:
    data = make_photo(3)
    name = name_of(data)
    send(client, held, name, 0, data[:1000], len(data))
    for wrong in (0, 999, 1001, len(data)):
        answer = send(client, held, name, wrong, b"", len(data))
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "1000")
        assert answer.get_json()["code"] == "photo.offset_differs"
    assert ask(client, held, name).headers["Upload-Offset"] == "1000"


def test_sending_a_photo_again_tells_that_it_is_here(client: FlaskClient, held: Handheld) -> None:
    data = make_photo(4)
    send_all(client, held, data)
    again = send(client, held, name_of(data), 0, data[:1000], len(data))
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, str(len(data)))
    last = send(client, held, name_of(data), len(data), b"", len(data))
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(data)))


def test_a_length_that_an_operation_gave_need_not_be_given_again(
    client: FlaskClient, held: Handheld, session: Session
) -> None:
    data = make_photo(5)
    name = name_of(data)
    refused = send(client, held, name, 0, data, None)
    assert refused.get_json()["code"] == "photo.length_needed"
    name_photo(session, held, data)
    assert send(client, held, name, 0, data, None).status_code == 204


def test_bytes_of_another_photo_are_thrown_away_and_the_right_ones_still_taken(
    client: FlaskClient, held: Handheld, files: PhotoFiles
) -> None:
    data, other = make_photo(6), make_photo(7)
    name = name_of(data)
    answer = send(client, held, name, 0, other, len(other))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (460, "0")
    assert answer.get_json()["code"] == "photo.hash_differs"
    assert not files.is_held(name)
    assert ask(client, held, name).headers["Upload-Offset"] == "0"
    assert send_all(client, held, data).status_code == 204


def test_whoever_lies_about_the_length_holds_up_nobody_else(
    client: FlaskClient, held: Handheld, session: Session
) -> None:
    data = make_photo(8)
    name = name_of(data)
    liar = add_handheld(session, "handheld 8")
    send(client, liar, name, 0, data[:5000], len(data) + 77)
    answer = send(client, held, name, 5000, data[5000:], len(data))
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, "0")
    assert send_all(client, held, data).status_code == 204


def test_a_length_too_short_ends_in_a_hash_that_differs(
    client: FlaskClient, held: Handheld, session: Session
) -> None:
    data = make_photo(9)
    name_photo(session, held, data, size=4000)
    assert send(client, held, name_of(data), 0, data[:4000], None).status_code == 460
    assert send_all(client, held, data).status_code == 204


def test_a_part_beyond_the_length_is_refused_whole(client: FlaskClient, held: Handheld) -> None:
    data = make_photo(10)
    name = name_of(data)
    answer = send(client, held, name, 0, data, len(data) - 1)
    assert answer.get_json()["code"] == "photo.longer_than_said"
    assert ask(client, held, name).headers["Upload-Offset"] == "0"


LOOKALIKES = {
    "text": b"GPS: here I am " * 1000,
    "a web page": b"<html><script>alert(1)</script>" + bytes(2000),
    "a picture cut off": make_photo(11)[:-20_000],
    "a head without a picture": make_photo(11)[:700],
    "a GIF": b"GIF89a" + bytes(3000),
}


@pytest.mark.parametrize("data", LOOKALIKES.values(), ids=LOOKALIKES.keys())
def test_what_is_no_picture_is_refused_once_for_all(
    client: FlaskClient, held: Handheld, files: PhotoFiles, data: bytes
) -> None:
    answer = send_all(client, held, data)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "photo.not_an_image")
    assert not files.is_held(name_of(data))
    assert files.part_size(name_of(data)) == 0
    assert ask(client, held, name_of(data)).status_code == 410
    again = send(client, held, name_of(data), 0, data[:100], len(data))
    assert (again.status_code, again.get_json()["code"]) == (410, "photo.gone")


def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(
    client: FlaskClient, held: Handheld
) -> None:
    bomb = make_png_bomb()
    assert len(bomb) < 200_000
    answer = send_all(client, held, bomb)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "photo.too_many_pixels")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_png_and_webp_are_taken_too(client: FlaskClient, held: Handheld, form: str) -> None:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, form)
    assert send_all(client, held, file.getvalue()).status_code == 204


def test_a_photo_above_the_largest_is_refused_before_a_byte_of_it(
    client: FlaskClient, held: Handheld, app: Flask
) -> None:
    app.config["PHOTO_RULES"] = PhotoRules(largest=1000)
    answer = send(client, held, "a" * 64, 0, bytes(10), 1001)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "photo.too_large")
    options = client.options(f"/v1/blobs/{'a' * 64}")
    assert (options.status_code, options.headers["Tus-Max-Size"]) == (204, "1000")


def test_a_device_has_a_quota_a_day(
    client: FlaskClient, held: Handheld, app: Flask, session: Session
) -> None:
    data = make_photo(12)
    app.config["PHOTO_RULES"] = PhotoRules(a_day=len(data) + 5000)
    assert send_all(client, held, data).status_code == 204
    answer = send_all(client, held, make_photo(13))
    assert (answer.status_code, answer.get_json()["code"]) == (429, "photo.quota_reached")
    assert int(answer.headers["Retry-After"]) == 12 * 3600 + 1
    other = add_handheld(session, "handheld 8")
    assert send_all(client, other, make_photo(13)).status_code == 204


def test_only_an_enrolled_device_may_send_or_ask(client: FlaskClient, held: Handheld) -> None:
    stranger = Handheld(held.id, "not-a-secret", held.inc)
    assert ask(client, stranger, "a" * 64).status_code == 401
    assert send(client, stranger, "a" * 64, 0, b"x", 1).status_code == 401
    assert client.head(f"/v1/blobs/{'a' * 64}").status_code == 401


def test_a_device_out_of_service_may_bring_what_it_named_before_and_nothing_else(
    client: FlaskClient, held: Handheld, session: Session
) -> None:
    named, unnamed = make_photo(14), make_photo(15)
    name_photo(session, held, named)
    revoke_device(session, UUID(held.id), NOW)
    assert send_all(client, held, named).status_code == 204
    answer = send_all(client, held, unnamed)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "device.revoked")


@pytest.mark.parametrize(
    "name",
    ["..%2f..%2fetc%2fpasswd", "A" * 64, "a" * 63, "a" * 65, "a" * 60 + "%00aa", "../" + "a" * 61],
)
def test_what_is_no_name_of_a_photo_is_not_found(
    client: FlaskClient, held: Handheld, name: str, files: PhotoFiles
) -> None:
    before = sorted(files.folder.rglob("*"))
    assert send(client, held, name, 0, b"x", 1).status_code in (404, 308)
    assert sorted(files.folder.rglob("*")) == before


@pytest.mark.parametrize("offset", ["", "-1", "1.5", "x", "9" * 17, "٣"])
def test_an_offset_that_is_no_number_is_refused(
    client: FlaskClient, held: Handheld, offset: str
) -> None:
    headers = headers_of(held) | {"Content-Type": "application/offset+octet-stream"}
    if offset.isascii():
        headers["Upload-Offset"] = offset
    answer = client.patch(f"/v1/blobs/{'a' * 64}", data=b"x", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "request.unreadable")


def test_another_tus_and_another_type_are_told_so(client: FlaskClient, held: Handheld) -> None:
    url = f"/v1/blobs/{'a' * 64}"
    old = client.patch(url, data=b"x", headers=headers_of(held) | {"Tus-Resumable": "0.2.2"})
    assert old.status_code == 412
    form = client.patch(url, data=b"x", headers=headers_of(held) | {"Content-Type": "text/plain"})
    assert form.status_code == 415


def test_a_photo_with_metadata_is_kept_and_shown_upright_without_any(
    client: FlaskClient, held: Handheld, files: PhotoFiles
) -> None:
    data = make_jpeg(orientation=6, noted=True)
    assert send_all(client, held, data).status_code == 204
    whole = files.find("whole", name_of(data))
    assert whole is not None
    kept = whole.read_bytes()
    assert b"Exif" not in kept
    assert b"person" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif()
        assert image.size == (640, 400)
    again = ask(client, held, name_of(data))
    assert again.headers["Upload-Offset"] == str(len(data))


def test_files_restored_without_their_rows_are_known_again(
    client: FlaskClient, held: Handheld, session: Session
) -> None:
    data = make_photo(16)
    send_all(client, held, data)
    session.execute(text("delete from blob"))
    name_photo(session, held, data)
    assert ask(client, held, name_of(data)).headers["Upload-Offset"] == str(len(data))
    assert session.execute(text("select verified_at is not null from blob")).scalar_one()


def test_rows_restored_without_their_files_ask_for_the_photo_again(
    client: FlaskClient, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(17)
    send_all(client, held, data)
    files.drop(name_of(data))
    assert ask(client, held, name_of(data)).headers["Upload-Offset"] == "0"
    assert send_all(client, held, data).status_code == 204


def test_a_part_lost_behind_the_row_counts_only_as_far_as_it_is_there(
    client: FlaskClient, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(18)
    name = name_of(data)
    send(client, held, name, 0, data[:9000], len(data))
    files.add_to_part(name, 4000, b"")
    assert ask(client, held, name).headers["Upload-Offset"] == "4000"
    assert send(client, held, name, 4000, data[4000:], len(data)).status_code == 204
