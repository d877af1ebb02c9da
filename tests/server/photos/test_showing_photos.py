"""Photos on the council's pages: three sizes, for its own people alone."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from server.db.accounts import Account
from server.store.photo_files import PhotoFiles
from tests.pictures import make_photo, name_of
from tests.server.photos.fleet import add_handheld, send_all
from tests.server.web.conftest import browser_of, fresh_contexts, people
from tests.server.web.town import NOW, People

__all__ = ["browser_of", "fresh_contexts", "people"]
pytestmark = pytest.mark.db
DATA = make_photo(400, 1600, 1200)
NAME = name_of(DATA)


@pytest.fixture
def sent(session: Session, app: Flask, files: PhotoFiles, people: People) -> PhotoFiles:
    held = add_handheld(session, now=NOW)
    session.commit()
    assert send_all(app.test_client(), held, DATA).status_code == 204
    return files


@pytest.mark.parametrize(
    ("size", "side", "form"),
    [("small", 320, "WEBP"), ("large", 1024, "WEBP"), ("whole", 1600, "JPEG")],
)
def test_an_agent_sees_a_photo_in_three_sizes(  # noqa: PLR0917 - fixtures
    browser_of: Callable[[Account], FlaskClient],
    people: People,
    sent: PhotoFiles,
    size: str,
    side: int,
    form: str,
) -> None:
    answer = browser_of(people.erin).get(f"/photos/{NAME}/{size}", buffered=True)
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.data)) as image:
        assert (image.width, image.format) == (side, form)
        assert not image.getexif()
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_renditions_are_made_once_when_first_asked_for_and_anew_when_gone(
    browser_of: Callable[[Account], FlaskClient], people: People, sent: PhotoFiles
) -> None:
    agent = browser_of(people.erin)
    assert sent.find("small", NAME) is None
    first = agent.get(f"/photos/{NAME}/small", buffered=True).data
    small = sent.find("small", NAME)
    assert small is not None
    made_ns = small.stat().st_mtime_ns
    assert agent.get(f"/photos/{NAME}/small", buffered=True).data == first
    assert small.stat().st_mtime_ns == made_ns
    small.unlink()
    assert agent.get(f"/photos/{NAME}/small", buffered=True).data == first


def test_who_is_not_of_the_council_sees_none(
    app: Flask, browser_of: Callable[[Account], FlaskClient], people: People, sent: PhotoFiles
) -> None:
    assert app.test_client().get(f"/photos/{NAME}/small", buffered=True).status_code == 302
    assert browser_of(people.alice).get(f"/photos/{NAME}/small", buffered=True).status_code == 403


def test_a_photo_that_has_not_arrived_is_told_as_such(
    browser_of: Callable[[Account], FlaskClient], people: People
) -> None:
    answer = browser_of(people.erin).get(f"/photos/{'0' * 64}/small")
    assert answer.status_code == 404
    assert "has not arrived yet" in answer.text
    assert browser_of(people.erin).get(f"/photos/{'0' * 64}/huge").status_code == 404
