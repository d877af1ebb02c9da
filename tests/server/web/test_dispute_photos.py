"""A resident adds a photo to what they dispute, the manager sees both sides, and nobody else sees a photo."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from server.actions.decide_report import Deciding, decide_report
from server.actions.judge_report import MadeReport, NewReport, make_report
from server.actions.sweep_photos import sweep_photos
from server.core.photo_parts import NAMED_KEPT, PhotoRules
from server.db.accounts import Account
from server.db.tables import BlobRow, DisputeRow, ReportPhotoRow
from server.store.photo_files import PhotoFiles
from tests.pictures import make_jpeg, make_photo, name_of
from tests.server.web.evidence import add_squads_photo
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import NOW, People, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ASH_4 = uprn_of("10000001", 4)
SAID = {"words": "It was out at six."}


@pytest.fixture
def files(app: Flask) -> Iterator[PhotoFiles]:
    yield PhotoFiles(app.config["SETTINGS"].data_dir / "photos")
    app.config.pop("PHOTO_RULES", None)


@pytest.fixture
def made(session: Session, people: People, files: PhotoFiles) -> MadeReport:
    """A report that can be disputed: the squad recorded that the bin was not out."""
    add_statements(session)
    made = make_report(session, NewReport("refuse", NOW, ASH_4), NOW)
    session.commit()
    return made


def page_of(made: MadeReport) -> str:
    return f"/reports/{made.reference}/{made.link_token}"


def send_photos(
    client: FlaskClient, made: MadeReport, photos: list[bytes], to: str = "dispute"
) -> TestResponse:
    """The form as a browser sends it."""
    page = page_of(made)
    form: MultiDict[str, object] = MultiDict(SAID)
    form["csrf_token"] = token_from(client.get("/sign-in"))
    for n, photo in enumerate(photos):
        form.add("photos", FileStorage(io.BytesIO(photo), filename=f"IMG_{n}.jpg"))
    if not photos:
        form.add("photos", FileStorage(io.BytesIO(), filename=""))
    return client.post(f"{page}/{to}", data=form, content_type="multipart/form-data")


def own_photos(session: Session) -> list[str]:
    rows = select(ReportPhotoRow.sha256).where(ReportPhotoRow.origin == "resident")
    return list(session.scalars(rows))


def test_a_photo_goes_with_the_dispute_upright_small_and_without_a_word_of_where_it_was_taken(
    client: FlaskClient, session: Session, made: MadeReport, files: PhotoFiles
) -> None:
    taken = make_jpeg(Image.new("RGB", (3000, 2000), "green"), orientation=6, noted=True)
    assert send_photos(client, made, [taken]).status_code == 303
    (sha256,) = own_photos(session)
    whole = files.find("whole", sha256)
    assert whole is not None
    kept = whole.read_bytes()
    assert name_of(kept) == sha256
    assert b"Exif" not in kept and b"person" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert (max(image.size), image.height > image.width) == (1600, False)
    page = client.get(page_of(made))
    assert f"/photos/{sha256}/small" in page.text
    small = client.get(f"{page_of(made)}/photos/{sha256}/small", buffered=True)
    assert (small.status_code, small.mimetype) == (200, "image/webp")
    assert small.headers["Cache-Control"] == "private, no-cache"


def test_a_form_without_a_photo_is_a_dispute_all_the_same(
    client: FlaskClient, session: Session, made: MadeReport
) -> None:
    assert send_photos(client, made, []).status_code == 303
    assert own_photos(session) == []
    assert session.scalars(select(DisputeRow.words)).all() == ["It was out at six."]


@pytest.mark.parametrize(
    ("photos", "said"),
    [
        ([b"not a picture"], "This is no JPEG, PNG or WebP picture"),
        ([make_photo(3)[:4000]], "This is no JPEG, PNG or WebP picture"),
        ([make_photo(n, 40, 40) for n in range(4)], "At most 3 photos"),
        ([b"\xff\xd8" + bytes(20_000)], "One of the photos has more than 0 MB"),
    ],
    ids=["words", "cut off", "four", "too large"],
)
def test_a_photo_that_cannot_be_taken_keeps_what_was_typed_and_nothing_else(  # noqa: PLR0917 - fixtures
    app: Flask,
    client: FlaskClient,
    session: Session,
    made: MadeReport,
    photos: list[bytes],
    said: str,
) -> None:
    app.config["PHOTO_RULES"] = PhotoRules(largest=15_000)
    answer = send_photos(client, made, photos)
    assert 400 <= answer.status_code < 500
    assert said in words_of(answer)
    assert "It was out at six." in words_of(answer)
    assert session.scalars(select(DisputeRow)).all() == []
    assert session.scalars(select(BlobRow)).all() == []


def test_a_body_beyond_all_photos_is_told_so_before_it_is_read(
    app: Flask, client: FlaskClient, session: Session, made: MadeReport
) -> None:
    app.config["PHOTO_RULES"] = PhotoRules(largest=1000)
    answer = send_photos(client, made, [bytes(400_000)])
    assert answer.status_code == 413
    assert "too large: all together" in words_of(answer)


def test_residents_photos_have_a_quota_of_the_day(
    app: Flask, client: FlaskClient, session: Session, made: MadeReport
) -> None:
    app.config["PHOTO_RULES"] = PhotoRules(residents_a_day=10)
    assert send_photos(client, made, [make_photo(5, 300, 200)]).status_code == 303
    answer = send_photos(client, made, [make_photo(6, 300, 200)], "photos")
    assert answer.status_code == 503
    assert "No more photos can be taken today" in words_of(answer)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=25)
    assert send_photos(client, made, [make_photo(6, 300, 200)], "photos").status_code == 303


def test_a_photo_is_added_later_until_the_dispute_is_decided(
    client: FlaskClient, browser_of: Browser, people: People, session: Session, made: MadeReport
) -> None:
    assert send_photos(client, made, [make_photo(7, 90, 60)], "photos").status_code == 409
    send_photos(client, made, [])
    assert "Have you a photo of it?" in words_of(client.get(page_of(made)))
    assert send_photos(client, made, [], "photos").status_code == 400
    assert send_photos(client, made, [make_photo(7, 90, 60)], "photos").status_code == 303
    decision = {"decision": "rejected", "why": "The bin is not in the photo."}
    sides = f"/decisions/{made.reference}/dispute"
    assert send_form(browser_of(people.mo), sides, decision).status_code == 303
    assert "Have you a photo of it?" not in words_of(client.get(page_of(made)))
    assert send_photos(client, made, [make_photo(8, 90, 60)], "photos").status_code == 409
    assert len(own_photos(session)) == 1


def test_only_the_links_holder_and_the_councils_own_people_see_a_residents_photo(
    app: Flask, client: FlaskClient, browser_of: Browser, people: People, session: Session
) -> None:
    add_statements(session)
    mine, others = (
        make_report(session, NewReport("refuse", NOW, uprn), NOW)
        for uprn in (ASH_4, uprn_of("10000001", 5))
    )
    session.commit()
    send_photos(client, mine, [make_photo(9, 90, 60)])
    (sha256,) = own_photos(session)
    end = f"photos/{sha256}/small"
    assert client.get(f"{page_of(mine)}/{end}", buffered=True).status_code == 200
    wrong = f"/reports/{mine.reference}/{'x' * 43}/{end}"
    for who in (client, browser_of(people.mo), browser_of(people.alice)):
        assert who.get(wrong).status_code == 404
    assert client.get(f"{page_of(others)}/{end}").status_code == 404
    assert client.get(f"/photos/{sha256}/small").status_code == 302
    assert browser_of(people.alice).get(f"/photos/{sha256}/small").status_code == 403
    assert browser_of(people.mo).get(f"/photos/{sha256}/small", buffered=True).status_code == 200


def test_a_form_of_photos_needs_its_token(client: FlaskClient, made: MadeReport) -> None:
    data = {"words": "x", "photos": FileStorage(io.BytesIO(make_photo(4, 9, 9)), filename="a.jpg")}
    answer = client.post(f"{page_of(made)}/dispute", data=data, content_type="multipart/form-data")
    assert answer.status_code == 400


def test_both_sides_photos_stand_beside_each_other_and_the_manager_chooses_what_the_resident_sees(  # noqa: PLR0917
    client: FlaskClient,
    browser_of: Browser,
    people: People,
    session: Session,
    made: MadeReport,
    files: PhotoFiles,
) -> None:
    squads = add_squads_photo(session, files)
    send_photos(client, made, [make_photo(22, 90, 60)])
    (own,) = own_photos(session)
    manager, sides = browser_of(people.mo), f"/decisions/{made.reference}/dispute"
    page = manager.get(sides).text
    assert f"/photos/{squads}/small" in page and f"/photos/{own}/small" in page
    assert (
        f"/photos/{squads}/small"
        in browser_of(people.erin).get(f"/hub/reports/{made.reference}").text
    )
    assert client.get(f"{page_of(made)}/photos/{squads}/small").status_code == 404
    decision = {"decision": "rejected", "why": "See the photo.", "shown": squads}
    assert send_form(manager, sides, decision | {"shown": own}).status_code == 303
    assert [p.origin for p in session.scalars(select(ReportPhotoRow))] == ["resident"]


def test_a_photo_the_manager_shows_is_on_the_residents_page(  # noqa: PLR0917 - fixtures
    client: FlaskClient,
    browser_of: Browser,
    people: People,
    session: Session,
    made: MadeReport,
    files: PhotoFiles,
) -> None:
    squads = add_squads_photo(session, files)
    send_photos(client, made, [])
    decision = {"decision": "rejected", "why": "See the photo.", "shown": squads}
    sides = f"/decisions/{made.reference}/dispute"
    assert send_form(browser_of(people.mo), sides, decision).status_code == 303
    page = client.get(page_of(made))
    assert "What the squad saw" in words_of(page)
    assert client.get(f"{page_of(made)}/photos/{squads}/large", buffered=True).status_code == 200


def test_a_photo_of_a_dispute_stays_until_it_is_decided(
    client: FlaskClient,
    session: Session,
    made: MadeReport,
    files: PhotoFiles,
) -> None:
    send_photos(client, made, [make_photo(23, 90, 60)])
    (own,) = own_photos(session)
    late = NOW + NAMED_KEPT + timedelta(days=1)
    assert sweep_photos(session, files, late).total == 0
    decide_report(session, Deciding(made.reference, "dispute", "rejected", "No bin in it."), NOW)
    assert sweep_photos(session, files, late).old == 1
    assert client.get(f"{page_of(made)}/photos/{own}/small").status_code == 404
