"""What members and managers read of a day: counts, the completeness line, missed streets, other people's wards."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.db.accounts import Account
from server.db.tables import CollectionRow, DeviceRow, IncidentRow, ReasonRow, ReturnRow
from tests.server.web.forms import send_form, words_of
from tests.server.web.town import MORNING, NOW, ON, People, Statement, add_statements, id_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]


def add_reason(session: Session, code: str, label: str) -> None:
    session.merge(ReasonRow(code=code, levels=["street"], label=label, position=1))
    session.flush()


def add_incident(
    session: Session,
    usrn: str = "10000002",
    round_id: str = "REF-B",
    days_ago: int = 0,
    **changes: object,
) -> IncidentRow:
    incident = IncidentRow(
        id=id_of(f"incident {usrn} {round_id} {days_ago}"),
        round_id=round_id,
        on=ON - timedelta(days=days_ago),
        usrn=usrn,
        cause="no_access",
        reason="parked_vehicles",
        opened_at=NOW - timedelta(days=days_ago, hours=1),
    )
    for name, value in changes.items():
        setattr(incident, name, value)
    session.add(incident)
    session.flush()
    return incident


def add_return(
    session: Session, incident: IncidentRow, due_at: datetime, **changes: object
) -> None:
    back = ReturnRow(
        id=id_of(f"return {incident.id}"),
        incident=incident.id,
        round_id=incident.round_id,
        on=incident.on,
        usrn=incident.usrn,
        squad="ASH",
        made_at=incident.opened_at,
        due_at=due_at,
    )
    for name, value in changes.items():
        setattr(back, name, value)
    session.add(back)
    session.flush()


def add_device(session: Session, label: str, heard_through: datetime) -> None:
    session.add(
        DeviceRow(
            id=id_of(label),
            label=f"Handheld {label}",
            squad="ASH",
            secret_hash=f"hash of {label}",
            enrolled_at=NOW,
            secret_expires_at=NOW,
            heard_through=heard_through,
        )
    )
    session.flush()


@pytest.fixture
def morning(session: Session, people: People) -> Session:
    add_statements(session)
    add_reason(session, "parked_vehicles", "Parked vehicles")
    return session


def test_the_line_says_who_was_heard_and_who_was_not(
    morning: Session, people: People, browser_of: Browser
) -> None:
    assert "1 of 2 squads heard through 11:03, 1 not since 09:12." in words_of(
        browser_of(people.mo).get("/rounds")
    )


def test_a_ward_counts_its_own_squads_and_streets(
    morning: Session, people: People, browser_of: Browser
) -> None:
    page = words_of(browser_of(people.alice).get("/wards/BEE"))
    assert "1 of 1 squad heard through 11:03." in page
    assert "8 streets due today" in page
    assert "1 done" in page
    assert "2 missed, whole or in part" in page
    assert "1 no record yet" in page
    assert "4 by squads without the app" in page
    assert "0 of 1 squad heard, 1 not since 09:12." in words_of(
        browser_of(people.bob).get("/wards/ROW")
    )


def test_a_squad_never_heard_is_said_to_be(
    morning: Session, people: People, browser_of: Browser
) -> None:
    for device in morning.query(DeviceRow):
        device.heard_through = None
    morning.flush()
    assert "0 of 2 squads heard, 2 not yet today." in words_of(browser_of(people.mo).get("/rounds"))


def test_a_spare_in_a_drawer_holds_nobody_back(
    morning: Session, people: People, browser_of: Browser
) -> None:
    add_device(morning, "ash-2", heard_through=NOW - timedelta(hours=3))
    assert "1 of 2 squads heard through 11:03" in words_of(browser_of(people.mo).get("/rounds"))


def test_a_lost_device_holds_nobody_back(
    morning: Session, people: People, browser_of: Browser
) -> None:
    add_device(morning, "ash-2", heard_through=NOW - timedelta(hours=3))
    add_statements(morning, (Statement("REF-B", "10000004", time(8, 15), device="ash-2"),))
    morning.commit()
    client = browser_of(people.mo)
    assert "0 of 2 squads heard" in words_of(client.get("/rounds"))
    send_form(client, "/squads", {}, f"/squads/devices/{id_of('ash-2')}/lost")
    assert "1 of 2 squads heard through 11:03" in words_of(client.get("/rounds"))


def test_a_missed_street_shows_why_when_and_the_return(
    morning: Session, people: People, browser_of: Browser
) -> None:
    incident = add_incident(morning)
    add_return(morning, incident, NOW + timedelta(days=1))
    page = words_of(browser_of(people.alice).get("/wards/BEE"))
    assert "Elm Street" in page
    assert "Parked vehicles" in page
    assert "10:12 Squad Ash" in page
    assert "Going back by 11:20 on Friday 20 November" in page


def test_returns_made_failed_and_overdue_read_so(
    morning: Session, people: People, browser_of: Browser
) -> None:
    done = add_incident(morning, "10000001")
    add_return(morning, done, NOW, answered_at=NOW, outcome="returned")
    failed = add_incident(morning, "10000002")
    add_return(
        morning, failed, NOW, answered_at=NOW, outcome="return_failed", reason="parked_vehicles"
    )
    late = add_incident(morning, "10000003")
    add_return(morning, late, NOW - timedelta(hours=1))
    add_incident(morning, "10000004")
    page = words_of(browser_of(people.alice).get("/wards/BEE"))
    assert "Gone back 11:20 today" in page
    assert "Return failed 11:20 today, Parked vehicles" in page
    assert "Overdue was due by 10:20 today" in page
    assert "No return planned" in page


def test_a_member_never_sees_another_wards_streets(
    morning: Session, people: People, browser_of: Browser
) -> None:
    add_incident(morning, "10000002")
    add_incident(morning, "10000005", "REF-R")
    beech = words_of(browser_of(people.alice).get("/wards/BEE"))
    rowan = words_of(browser_of(people.bob).get("/wards/ROW"))
    assert ("Elm Street" in beech, "Station Road" in beech) == (True, False)
    assert ("Elm Street" in rowan, "Station Road" in rowan) == (False, True)


def test_a_manager_sees_all_wards_and_eight_days(
    morning: Session, people: People, browser_of: Browser
) -> None:
    add_incident(morning, "10000002")
    add_incident(morning, "10000005", "REF-R", days_ago=7)
    add_incident(morning, "10000006", "REF-R", days_ago=8)
    page = words_of(browser_of(people.mo).get("/rounds/missed"))
    assert "Elm Street" in page
    assert "Station Road" in page
    assert "Orchard Close" not in page


def test_what_two_devices_say_differently_is_contested_and_the_graver_is_shown(
    morning: Session, people: People, browser_of: Browser
) -> None:
    add_statements(
        morning, (Statement("REF-B", "10000001", time(9, 41), "not_collected", "road_closed"),)
    )
    client = browser_of(people.mo)
    page = words_of(client.get("/rounds/collection?round=REF-B"))
    assert "Ash Road Larkhaven 8 Not collected" in page
    assert "two handhelds say different things" in page
    assert "1 contested" in words_of(client.get("/rounds"))


def test_a_correction_that_saw_the_first_statement_replaces_it(
    morning: Session, people: People, browser_of: Browser
) -> None:
    blocked = id_of(f"visit 1 {MORNING[1]}")
    add_statements(morning, (Statement("REF-B", "10000002", time(10, 50), saw=[str(blocked)]),))
    page = words_of(browser_of(people.mo).get("/rounds/collection?round=REF-B"))
    assert "Elm Street Larkhaven 8 Done 10:50" in page
    assert "two handhelds" not in page


def test_a_day_is_the_councils_day(
    app: Flask, morning: Session, people: People, browser_of: Browser
) -> None:
    """At 23:30 UTC in June it is tomorrow already where the council is."""
    client = browser_of(people.mo)
    app.config["CLOCK"] = lambda: NOW.replace(hour=0, minute=10)
    assert "Thursday 19 November" in words_of(client.get("/rounds"))
    june = NOW.replace(month=6, day=18, hour=23, minute=30)
    app.config["CLOCK"] = lambda: june
    assert "Friday 19 June" in words_of(browser_of(people.mo).get("/rounds"))


def test_a_past_day_is_heard_whole_or_not(
    app: Flask, morning: Session, people: People, browser_of: Browser
) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    for device in morning.query(DeviceRow):
        device.heard_through = NOW + timedelta(hours=20)
    morning.commit()
    page = words_of(browser_of(people.mo).get("/rounds?on=2026-11-19"))
    assert "2 of 2 squads heard for the whole day." in page


def test_an_ended_shift_says_whether_everything_came(
    morning: Session, people: People, browser_of: Browser
) -> None:
    collection = morning.get_one(CollectionRow, ("REF-B", ON))
    collection.shift_ended_at = NOW
    client = browser_of(people.mo)
    morning.flush()
    assert "Ended 11:20, not everything received" in words_of(client.get("/rounds"))
    collection.complete_proven = True
    morning.flush()
    assert "Ended 11:20, everything received" in words_of(client.get("/rounds"))
    other = morning.get_one(CollectionRow, ("REF-R", ON))
    other.shift_ended_at, other.complete_proven = NOW, True
    morning.flush()
    assert (
        "All 2 squads have ended their shifts, and everything they recorded is here."
        in words_of(client.get("/rounds"))
    )
    assert "The squad has ended its shift, and everything it recorded is here." in words_of(
        client.get("/wards/BEE")
    )


def test_a_day_that_has_not_come_is_not_waited_for(
    morning: Session, people: People, browser_of: Browser
) -> None:
    page = words_of(browser_of(people.mo).get("/rounds?on=2026-11-26"))
    assert "This day has not come yet." in page and "Refuse Beech Thursday" in page
    assert "squads heard" not in page


def test_a_shift_that_nobody_ended_is_not_out_for_ever(
    app: Flask, morning: Session, people: People, browser_of: Browser
) -> None:
    assert "Out since 07:05" in words_of(browser_of(people.mo).get("/rounds"))
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    page = words_of(browser_of(people.mo).get("/rounds?on=2026-11-19"))
    assert "Not ended began at 07:05" in page


def test_a_code_is_shown_once_as_drawing_and_as_text(people: People, browser_of: Browser) -> None:
    client = browser_of(people.mo)
    answer = send_form(client, "/squads", {}, "/squads/ASH/enrolment-code")
    assert answer.status_code == 201
    assert "<svg" in answer.text.split('class="qr"')[1]
    code = words_of(answer).split("Code: ")[1].split()[0]
    assert len(code.replace("-", "")) == 10
    assert code not in client.get("/squads").text
    assert send_form(client, "/squads", {}, "/squads/NOBODY/enrolment-code").status_code == 404


def test_a_revoked_device_is_revoked_once(people: People, browser_of: Browser) -> None:
    client = browser_of(people.mo)
    address = f"/squads/devices/{id_of('ash-1')}/revoke"
    assert send_form(client, "/squads", {}, address).status_code == 302
    assert "Out of service" in words_of(client.get("/squads"))
    assert send_form(client, "/squads", {}, address).status_code == 409


def test_taking_a_device_out_asks_first_and_says_what_becomes_of_it(
    morning: Session, people: People, browser_of: Browser
) -> None:
    client = browser_of(people.mo)
    for what, said in (
        ("revoke", "held back until you have looked"),
        ("lost", "benefit of the doubt"),
    ):
        address = f"/squads/devices/{id_of('birch-1')}/{what}"
        assert f'href="{address}"' in client.get("/squads").text
        page = words_of(client.get(address))
        assert said in page and "it still held 3 records" in page
    send_form(client, address, {})
    assert "Take out of service" in words_of(client.get("/squads"))
    send_form(client, f"/squads/devices/{id_of('birch-1')}/revoke", {})
    assert client.get(f"/squads/devices/{id_of('birch-1')}/revoke").status_code == 409
    nobody = "00000000-0000-4000-8000-000000000009"
    assert client.get(f"/squads/devices/{nobody}/lost").status_code == 409
