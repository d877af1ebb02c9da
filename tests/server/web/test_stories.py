"""What a report's page tells: everything that happened, in the order in which it did, in words its reader knows."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.actions.answer_return import answer_return_by_hand
from server.actions.judge_report import NewReport, make_report
from server.actions.rejudge import rejudge_places
from server.core.facts import TouchedPlace
from server.db.accounts import Account
from server.db.tables import ReturnRow, VisitRow
from sync.words import ReturnOutcome
from tests.server.web.forms import words_of
from tests.server.web.town import NOW, ON, People, Statement, add_statements, uprn_of

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
ASH, ASH_1 = "10000001", uprn_of("10000001", 1)


@pytest.fixture
def town(session: Session, people: People) -> Session:
    add_statements(session)
    session.commit()
    return session


def test_an_answer_that_came_after_the_return_stands_after_it(
    app: Flask, client: FlaskClient, town: Session
) -> None:
    """The squad's exception arrives hours after the return was made."""
    made = make_report(town, NewReport("refuse", NOW, ASH_1), NOW)
    (back,) = town.query(ReturnRow.id)
    answer_return_by_hand(
        town, back.id, ReturnOutcome.RETURN_FAILED, NOW + timedelta(hours=1), None
    )
    (late,) = add_statements(
        town, (Statement("REF-B", ASH, time(9, 50), "not_collected", "not_out", uprn=ASH_1),)
    )
    received = NOW + timedelta(hours=3)
    town.get_one(VisitRow, late).received_at = received
    town.flush()
    rejudge_places(town, frozenset({TouchedPlace("REF-B", ON, ASH)}), received)
    town.commit()
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=4)
    words = words_of(client.get(f"/reports/{made.reference}/{made.link_token}"))
    told = words.split("What has happened so far")[1]
    in_order = ("The report was made.", "Missed", "Return failed 12:20 today", "14:20 today Being")
    places = [told.find(said) for said in in_order]
    assert -1 not in places, told
    assert places == sorted(places)


def test_the_bin_has_the_name_that_the_resident_knows(
    client: FlaskClient, town: Session, browser_of: Browser, people: People
) -> None:
    made = make_report(town, NewReport("refuse", NOW, ASH_1), NOW)
    town.commit()
    words = words_of(client.get(f"/reports/{made.reference}/{made.link_token}"))
    assert "Bin Black bin (General waste)" in words


def test_an_agent_goes_from_a_report_to_its_address_and_stays_where_there_is_none(
    town: Session, browser_of: Browser, people: People
) -> None:
    made = make_report(town, NewReport("refuse", NOW, ASH_1), NOW)
    nowhere = make_report(town, NewReport("refuse", NOW, None, address_given="The Boathouse"), NOW)
    town.commit()
    agent = browser_of(people.erin)
    link = f'href="/hub/premises/{ASH_1}"'
    assert link in agent.get(f"/hub/reports/{made.reference}").text
    page = agent.get(f"/hub/reports/{nowhere.reference}")
    assert "/hub/premises/" not in page.text and "The Boathouse" in words_of(page)
