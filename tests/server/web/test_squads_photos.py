"""Photos of squads' records on a street's page, and those that have not arrived."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.db.accounts import Account
from server.store.photo_files import PhotoFiles
from tests.server.web.evidence import add_squads_photo, await_photo
from tests.server.web.forms import words_of
from tests.server.web.town import MORNING, NOW, People, add_statements

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ASH, ELM, MILL = MORNING[0], MORNING[1], MORNING[2]
LONG_AGO = NOW - timedelta(hours=73)


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


@pytest.fixture
def manager(browser_of: Browser, people: People) -> FlaskClient:
    return browser_of(people.mo)


def test_a_streets_page_shows_every_record_of_it_with_its_photos(
    app: Flask, morning: Session, manager: FlaskClient
) -> None:
    files = PhotoFiles(app.config["SETTINGS"].data_dir / "photos")
    photo = add_squads_photo(morning, files, ELM)
    collection = manager.get("/rounds/collection?round=REF-B&on=2026-11-19")
    assert "1 photo" in words_of(collection)
    assert "usrn=10000002" in collection.text
    page = manager.get("/rounds/street?round=REF-B&on=2026-11-19&usrn=10000002")
    words = words_of(page)
    assert "Elm Street" in words and "Not collected" in words and "none was recorded" in words
    assert f"/photos/{photo}/small" in page.text
    assert "not arrived yet" not in words
    other = manager.get("/rounds/street?round=REF-B&on=2026-11-19&usrn=10000001").text
    assert photo not in other and "4 Ash Road" in other


@pytest.mark.parametrize("query", ["round=REF-B&usrn=99", "round=NO&usrn=10000001", ""])
def test_a_street_or_round_that_is_none_is_not_found(manager: FlaskClient, query: str) -> None:
    assert manager.get(f"/rounds/street?{query}").status_code == 404


def test_a_street_of_a_squad_without_the_app_says_so(manager: FlaskClient) -> None:
    page = manager.get("/rounds/street?round=FOOD&on=2026-11-19&usrn=10000001")
    assert "does not use the app" in words_of(page)


def test_photos_that_do_not_come_are_told_with_where_they_are_and_what_helps(
    morning: Session, manager: FlaskClient
) -> None:
    empty = words_of(manager.get("/squads/photos"))
    assert "None: every photo that should be here is here." in empty
    await_photo(morning, ELM, LONG_AGO)
    await_photo(morning, MILL, LONG_AGO, refused="photo.not_an_image")
    await_photo(morning, ASH, NOW - timedelta(hours=1))
    page = words_of(manager.get("/squads/photos"))
    assert "Elm Street" in page and "25 % here" in page and "Handheld ash-1" in page
    assert "Mill Lane" in page and "Will not come" in page and "no JPEG, PNG or WebP" in page
    assert "1 newer photo is on its way." in page and "Ash Road" not in page
    assert "1 photo has not arrived." in words_of(manager.get("/squads"))
    street = manager.get("/rounds/street?round=REF-B&on=2026-11-19&usrn=10000002")
    assert "1 photo was taken and has not arrived yet." in words_of(street)
    assert "/photos/" not in street.text


def test_agents_and_members_do_not_see_the_squads_pages(
    browser_of: Browser, people: People
) -> None:
    for who in (people.erin, people.alice):
        for page in ("/squads/photos", "/rounds/street?round=REF-B&usrn=10000001"):
            assert browser_of(who).get(page).status_code == 403
