"""The numbers of a day agree with the streets that are listed beside them, on every page."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.db.accounts import Account
from server.db.places import Entry, put_entries
from server.db.tables import CollectionRow, DeviceRow, VisitRow
from tests.server.web.forms import words_of
from tests.server.web.town import MORNING, NOW, ON, People, Statement, add_statements, id_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
COLLECTION = "/rounds/collection?round=REF-B"


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    """Of Beech's four streets one is done, one blocked, one done in part, and of one nothing is recorded."""
    add_statements(session)
    return session


def judge(session: Session) -> None:
    session.flush()
    rejudge_places(session, frozenset({TouchedPlace("REF-B", ON, None)}), NOW)
    session.commit()


def end_the_shift(session: Session) -> None:
    collection = session.get_one(CollectionRow, ("REF-B", ON))
    collection.shift_ended_at = collection.end_received_at = NOW
    session.flush()
    judge(session)


def test_a_street_left_when_the_shift_ended_counts_as_missed_wherever_it_is_listed(
    morning: Session, people: People, browser_of: Browser
) -> None:
    judge(morning)
    manager, alice = browser_of(people.mo), browser_of(people.alice)
    assert "2 missed, whole or in part 1 no record yet" in words_of(alice.get("/wards/BEE"))
    end_the_shift(morning)
    for page in (alice.get("/wards/BEE"), manager.get(COLLECTION)):
        assert "1 done 3 missed, whole or in part 0 no record yet" in words_of(page)
    listed = words_of(alice.get("/wards/BEE")).split("Missed streets today", 1)[1]
    streets = ("Elm Street", "Mill Lane", "Quarry Hill")
    assert [listed.count(street) for street in streets] == [1, 1, 1]
    assert "Quarry Hill Larkhaven 8 Not done Left when the shift ended" in words_of(
        manager.get(COLLECTION)
    )
    add_statements(morning, (Statement("REF-B", "10000004", time(11, 19)),))
    assert "2 done 2 missed" in words_of(manager.get(COLLECTION))


def test_a_street_done_but_for_an_entry_is_done_in_part(
    morning: Session, people: People, browser_of: Browser
) -> None:
    put_entries(morning, [Entry("E1", "10000001", "Ash Lane")])
    (visit,) = add_statements(
        morning, (Statement("REF-B", "10000001", time(9, 42), "not_collected", "entry_locked"),)
    )
    morning.get_one(VisitRow, visit).entry_id = "E1"
    judge(morning)
    manager = browser_of(people.mo)
    words = words_of(manager.get(COLLECTION))
    assert "0 done 3 missed" in words
    assert "Ash Road Larkhaven 8 Partly done an entry was not done" in words
    assert "two handhelds" not in words
    assert "Entry: Ash Lane" in words_of(manager.get("/rounds/missed"))


def test_what_a_squad_recorded_by_mistake_is_no_missed_street(
    morning: Session, people: People, browser_of: Browser
) -> None:
    judge(morning)
    alice = browser_of(people.alice)
    assert "Elm Street" in words_of(alice.get("/wards/BEE"))
    blocked = morning.get_one(VisitRow, id_of(f"visit 1 {MORNING[1]}"))
    blocked.retracted_at = NOW
    judge(morning)
    assert "Elm Street" not in words_of(alice.get("/wards/BEE"))
    assert "Elm Street" not in words_of(browser_of(people.mo).get("/rounds/missed"))


def test_a_squad_without_the_app_has_no_counts_but_its_streets(
    morning: Session, people: People, browser_of: Browser
) -> None:
    words = words_of(browser_of(people.alice).get("/wards/BEE"))
    nothing = " ".join(["\N{EN DASH}"] * 3)
    assert f"Food waste {nothing} not on the app 4 streets" in words
    assert "0 no record yet" not in words


def test_a_lost_handheld_that_worked_is_named_until_its_round_is_done_all_the_same(
    app: Flask, morning: Session, people: People, browser_of: Browser
) -> None:
    """What it had not sent is gone: the squad's other handheld, heard since, does not make the picture whole."""
    morning.get_one(DeviceRow, id_of("ash-1")).lost_at = NOW
    morning.add(
        DeviceRow(
            id=id_of("ash-2"),
            label="Handheld ash-2",
            squad="ASH",
            secret_hash="hash of ash-2",  # noqa: S106 - of nothing
            enrolled_at=NOW,
            secret_expires_at=NOW,
            heard_through=NOW + timedelta(hours=20),
        )
    )
    morning.commit()
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    manager = browser_of(people.mo)
    page = f"/rounds?on={ON}"
    lost = (
        "Squad Ash lost a handheld (Refuse Beech Thursday): "
        "what it recorded after 11:03 on Thursday 19 November comes only if it is found."
    )
    assert lost in words_of(manager.get(page))
    assert "1 no record" in words_of(manager.get(f"{COLLECTION}&on={ON}"))
    assert "A handheld was lost" in words_of(manager.get(f"{COLLECTION}&on={ON}"))
    add_statements(morning, (Statement("REF-B", "10000004", time(11, 19), device="ash-2"),))
    assert "lost a handheld" not in words_of(manager.get(page))
