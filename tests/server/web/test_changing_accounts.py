"""Accounts changed: other wards, another role, one's own password; and whose accounts a manager keeps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from server.db.accounts import Account, get_account
from server.db.tables import AuditRow
from tests.server.web.forms import send_form, sign_in, token_from, words_of
from tests.server.web.town import NOW, PASSWORD, People

pytestmark = pytest.mark.db
Browser = Callable[[Account], FlaskClient]
NEW = "nine slow barges pass"


@pytest.fixture
def admin(people: People, browser_of: Browser) -> FlaskClient:
    return browser_of(people.ada)


@pytest.fixture
def manager(people: People, browser_of: Browser) -> FlaskClient:
    return browser_of(people.mo)


def change(client: FlaskClient, account: Account, **changes: Any) -> TestResponse:
    page = f"/accounts/{account.id}/change"
    form: MultiDict[str, str] = MultiDict(
        {"name": account.name, "role": account.role, "wards": list(account.wards)} | changes
    )
    form["csrf_token"] = token_from(client.get(page))
    return client.post(page, data=form)


def test_a_member_given_other_wards_sees_them_at_once_and_stays_signed_in(
    session: Session, browser_of: Browser, people: People, admin: FlaskClient
) -> None:
    alice = browser_of(people.alice)
    assert alice.get("/wards/ROW").status_code == 403
    assert change(admin, people.alice, wards=["ROW", "BEE"]).status_code == 302
    assert alice.get("/wards/ROW").status_code == 200
    assert change(admin, people.alice, wards=["ROW"]).status_code == 302
    assert alice.get("/wards/BEE").status_code == 403
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.verb, row.details["wards"]) for row in rows] == [
        ("account.changed", ["ROW", "BEE"]),
        ("account.changed", ["ROW"]),
    ]


def test_another_role_signs_the_person_out_and_drops_wards(
    session: Session, browser_of: Browser, people: People, admin: FlaskClient
) -> None:
    alice = browser_of(people.alice)
    assert change(admin, people.alice, role="agent").status_code == 302
    assert alice.get("/wards/BEE").status_code == 302
    assert get_account(session, people.alice.id).wards == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Enter the person's name"),
        ({"wards": []}, "Choose at least one ward"),
        ({"wards": ["NOWHERE"]}, "There is no ward with the code NOWHERE"),
        ({"role": "queen"}, "Choose one of these roles"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    session: Session, people: People, admin: FlaskClient, changes: dict[str, Any], said: str
) -> None:
    answer = change(admin, people.alice, **changes)
    assert answer.status_code == 400
    assert said in words_of(answer)
    assert get_account(session, people.alice.id) == people.alice


def test_nobody_takes_their_own_role_away(people: People, admin: FlaskClient) -> None:
    answer = change(admin, people.ada, role="agent")
    assert answer.status_code == 409
    assert "You cannot change your own role" in words_of(answer)
    assert change(admin, people.ada, name="Ada Lovelace").status_code == 302
    assert "Ada Lovelace" in words_of(admin.get("/accounts"))


def test_a_manager_keeps_the_accounts_of_members_and_agents_and_no_others(
    session: Session, people: People, manager: FlaskClient
) -> None:
    listed = words_of(manager.get("/accounts"))
    assert "Alice Example" in listed and "Erin Example" in listed
    assert "Ada Example" not in listed and "Mo Example" not in listed.replace(
        "Your account: Mo Example", ""
    )
    assert change(manager, people.alice, wards=["ROW"]).status_code == 302
    token = token_from(manager.get("/accounts"))
    for other in (people.ada, people.mo):
        for page in ("change", "password"):
            assert manager.get(f"/accounts/{other.id}/{page}").status_code == 403
        for deed in ("change", "password", "close", "reopen"):
            form = {"csrf_token": token, "name": "X", "role": "agent", "password": NEW}
            assert manager.post(f"/accounts/{other.id}/{deed}", data=form).status_code == 403
    assert get_account(session, people.ada.id) == people.ada


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_a_manager_makes_nobody_a_manager(
    session: Session, people: People, manager: FlaskClient, role: str
) -> None:
    assert change(manager, people.erin, role=role).status_code == 403
    form = {"name": "Eve", "email": "eve@larkhaven.example", "role": role, "password": NEW}
    assert send_form(manager, "/accounts/new", form).status_code == 403
    assert f'value="{role}"' not in manager.get("/accounts/new").text
    assert get_account(session, people.erin.id).role == "agent"


def test_everybody_changes_their_own_password_and_stays_signed_in_here_alone(
    client: FlaskClient, browser_of: Browser, people: People
) -> None:
    here, elsewhere = browser_of(people.alice), browser_of(people.alice)
    assert "Ward member" in words_of(here.get("/my-account"))
    sent = {"present": PASSWORD, "password": NEW}
    assert send_form(here, "/my-account", sent, "/my-account/password").status_code == 303
    assert here.get("/wards/BEE").status_code == 200
    assert elsewhere.get("/wards/BEE").status_code == 302
    assert sign_in(client, people.alice.email, NEW).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"present": "not this one", "password": NEW}, "This is not your present password."),
        ({"present": PASSWORD, "password": "short"}, "Choose a password of 12 to 200"),
        ({"present": PASSWORD, "password": "alice in her garden"}, "does not hold the email"),
    ],
)
def test_a_password_that_cannot_be_is_refused_and_the_old_one_stays(
    client: FlaskClient, browser_of: Browser, people: People, sent: dict[str, str], said: str
) -> None:
    answer = send_form(browser_of(people.alice), "/my-account", sent, "/my-account/password")
    assert answer.status_code == 400
    assert said in words_of(answer)
    assert sign_in(client, people.alice.email, PASSWORD).status_code == 302


def test_guessing_the_present_password_is_slowed_down(
    app: Flask, browser_of: Browser, people: People
) -> None:
    alice = browser_of(people.alice)
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=1)
    sent = {"present": "a guess", "password": NEW}
    for _ in range(5):
        send_form(alice, "/my-account", sent, "/my-account/password")
    answer = send_form(alice, "/my-account", sent | {"present": PASSWORD}, "/my-account/password")
    assert answer.status_code == 429
