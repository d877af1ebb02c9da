"""What nobody names goes; what is named stays; what is missing is told."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.actions.see_photo import PhotoSize, see_photo
from server.actions.sweep_photos import check_photos, sweep_photos
from server.core.photo_parts import MISSING_AFTER, NAMED_KEPT, UNFINISHED_KEPT, UNNAMED_KEPT
from server.core.problems import Problem
from server.db.blobs import list_missing_photos, list_photos_of
from server.db.op_effects import expect_blobs
from server.store.photo_files import PhotoFiles
from sync.ops import Attachment, Photo
from sync.words import OpKind
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import (
    NOW,
    Handheld,
    ask,
    keep_op,
    name_photo,
    send,
    send_all,
)
from tests.sync.make import make_op

pytestmark = pytest.mark.db
A_SECOND = timedelta(seconds=1)
LATER = NOW + UNNAMED_KEPT + timedelta(seconds=1)


def test_a_photo_nobody_named_goes_after_its_time(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(300)
    send_all(client, held, data)
    assert sweep_photos(session, files, LATER - timedelta(seconds=1)).total == 0
    assert files.is_held(name_of(data))
    assert sweep_photos(session, files, LATER).unnamed == 1
    assert not files.is_held(name_of(data))
    assert files.find("small", name_of(data)) is None
    assert ask(client, held, name_of(data)).headers["Upload-Offset"] == "0"


def test_a_photo_named_before_or_after_it_came_stays(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    before, after = make_photo(301), make_photo(302)
    name_photo(session, held, before)
    send_all(client, held, before)
    send_all(client, held, after)
    name_photo(session, held, after, seq=2)
    assert sweep_photos(session, files, LATER).total == 0
    assert files.is_held(name_of(before))
    assert files.is_held(name_of(after))


def test_a_photo_that_only_a_quarantined_operation_names_waits_with_it(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(303)
    send_all(client, held, data)
    op = make_op(photos=(Attachment(name_of(data), len(data), "image/jpeg"),))
    keep_op(session, held, op, "quarantined")
    assert sweep_photos(session, files, LATER).total == 0
    session.execute(text("update op set status = 'rejected'"))
    assert sweep_photos(session, files, LATER).unnamed == 1


def test_a_part_nobody_goes_on_with_is_put_back_to_its_beginning(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(304)
    name_photo(session, held, data)
    send(client, held, name_of(data), 0, data[:5000], len(data))
    assert sweep_photos(session, files, NOW + UNFINISHED_KEPT).total == 0
    assert (
        sweep_photos(session, files, NOW + UNFINISHED_KEPT + timedelta(seconds=1)).unfinished == 1
    )
    assert files.part_size(name_of(data)) == 0
    assert ask(client, held, name_of(data)).headers["Upload-Offset"] == "0"
    assert send_all(client, held, data).status_code == 204


def test_a_named_photo_goes_when_its_time_is_over_and_is_not_taken_again(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(311)
    name_photo(session, held, data)
    send_all(client, held, data)
    assert sweep_photos(session, files, NOW + NAMED_KEPT, NAMED_KEPT).total == 0
    assert sweep_photos(session, files, NOW + NAMED_KEPT + A_SECOND, NAMED_KEPT).old == 1
    assert not files.is_held(name_of(data))
    assert ask(client, held, name_of(data)).status_code == 410
    later = NOW + NAMED_KEPT + MISSING_AFTER
    assert list_missing(session, later) == {}
    with pytest.raises(Problem, match=r"photo\.past_its_time"):
        see_photo(session, files, name_of(data), PhotoSize.SMALL)


def test_a_photo_that_a_newer_record_names_stays(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    data = make_photo(312)
    name_photo(session, held, data)
    send_all(client, held, data)
    name_photo(session, held, data, seq=2, now=NOW + timedelta(days=10))
    assert sweep_photos(session, files, NOW + NAMED_KEPT + A_SECOND, NAMED_KEPT).total == 0
    after = NOW + NAMED_KEPT + timedelta(days=10) + A_SECOND
    assert sweep_photos(session, files, after, NAMED_KEPT).old == 1


def test_photos_missing_after_their_time_are_listed_with_who_took_them(
    client: FlaskClient, session: Session, held: Handheld
) -> None:
    here, missing, refused = make_photo(305), make_photo(306), b"no picture" * 500
    name_photo(session, held, here)
    op = name_photo(session, held, missing, seq=2)
    name_photo(session, held, refused, seq=3)
    send_all(client, held, here)
    send(client, held, name_of(missing), 0, missing[:5000], len(missing))
    send_all(client, held, refused)
    assert list_missing(session, NOW + MISSING_AFTER) == {}
    found = list_missing(session, NOW + MISSING_AFTER + timedelta(seconds=1))
    assert found == {
        name_of(missing): (5000, None, "handheld 7", "S1", (op.ent,)),
        name_of(refused): (0, "photo.not_an_image", "handheld 7", "S1", (op.ent,)),
    }


def list_missing(session: Session, now: datetime) -> dict[str, tuple[object, ...]]:
    found = list_missing_photos(session, now - MISSING_AFTER)
    return {p.sha256: (p.got, p.refused, p.device, p.squad, p.ents) for p in found}


def test_one_photo_may_be_named_by_many_operations_and_added_later(
    client: FlaskClient, session: Session, held: Handheld
) -> None:
    data = make_photo(307)
    first, second = (name_photo(session, held, data, seq=seq) for seq in (1, 2))
    photo = (Attachment(name_of(data), len(data), "image/jpeg"),)
    added = make_op(Photo(first.id), kind=OpKind.PHOTO, ent=first.ent, photos=photo, seq=3)
    keep_op(session, held, added, "accepted")
    session.execute(
        text("update op set kind = 'photo', target = cast(:t as uuid) where id = cast(:i as uuid)"),
        {"t": first.id, "i": added.id},
    )
    expect_blobs(session, held.id, [added], NOW)
    of_second = list_photos_of(session, [second.id])
    assert [(p.op, p.sha256, p.here) for p in of_second] == [(second.id, name_of(data), False)]
    send_all(client, held, data)
    assert {(p.op, p.here) for p in list_photos_of(session, [first.id])} == {(first.id, True)}


def test_a_file_that_was_changed_or_that_no_row_knows_is_told(
    client: FlaskClient, session: Session, held: Handheld, files: PhotoFiles
) -> None:
    good, changed, stray = make_photo(308), make_photo(309), make_photo(310)
    for data in (good, changed):
        send_all(client, held, data)
    files.put("whole", name_of(changed), b"changed")
    files.put("whole", name_of(stray), stray)
    checked = check_photos(session, files)
    assert name_of(changed) in checked.damaged
    assert name_of(stray) in checked.stray
    assert name_of(good) not in checked.damaged + checked.stray
