"""Accounts on the administrator's pages and on the command line."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from server.db.accounts import Account, find_by_email
from server.db.tables import AuditRow
from tests.server.web.forms import send_form, sign_in, token_from, words_of
from tests.server.web.town import PASSWORD, People

pytestmark = pytest.mark.db

CAROL = {
    "name": "Carol Example",
    "email": "Carol@Larkhaven.example",
    "role": "member",
    "wards": "ROW",
    "password": "seven grey herons wade",
}


@pytest.fixture
def admin(people: People, browser_of: Callable[[Account], FlaskClient]) -> FlaskClient:
    return browser_of(people.ada)


def test_an_added_member_can_sign_in_and_sees_their_ward(
    client: FlaskClient, admin: FlaskClient
) -> None:
    assert send_form(admin, "/accounts/new", CAROL).status_code == 302
    sign_in(client, "carol@larkhaven.example", CAROL["password"])
    assert client.get("/wards/ROW").status_code == 200
    assert client.get("/wards/BEE").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "mo@larkhaven.example"}, "There is an account with this email address already"),
        ({"email": "no address"}, "Enter an email address in the right form"),
        ({"name": "  "}, "Enter the person's name"),
        ({"role": "queen"}, "Choose one of these roles"),
        ({"wards": ""}, "There is no ward with the code"),
        ({"wards": "NOWHERE"}, "There is no ward with the code NOWHERE"),
        ({"password": "short"}, "Choose a password of 12 to 200 characters"),
        ({"password": "carol carol carol"}, "does not hold the email address"),
        ({"password": "x" * 201}, "Choose a password of 12 to 200 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    session: Session, admin: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = send_form(admin, "/accounts/new", CAROL | changes)
    assert answer.status_code in (400, 409)
    assert said in words_of(answer)
    assert "There is a problem" in words_of(answer)
    assert find_by_email(session, CAROL["email"]) is None


def test_a_member_without_a_ward_is_refused(session: Session, admin: FlaskClient) -> None:
    form = MultiDict(CAROL)
    form.pop("wards")
    form["csrf_token"] = token_from(admin.get("/accounts/new"))
    answer = admin.post("/accounts/new", data=form)
    assert "Choose at least one ward" in words_of(answer)


def test_a_new_password_works_and_the_old_one_does_not(
    client: FlaskClient, admin: FlaskClient, people: People
) -> None:
    send_form(admin, f"/accounts/{people.mo.id}/password", {"password": "nine slow barges pass"})
    assert sign_in(client, people.mo.email, PASSWORD).status_code == 401
    assert sign_in(client, people.mo.email, "nine slow barges pass").status_code == 302


def test_closing_and_reopening_is_written_down(
    session: Session, admin: FlaskClient, people: People
) -> None:
    send_form(admin, "/accounts", {}, f"/accounts/{people.bob.id}/close")
    send_form(admin, "/accounts", {}, f"/accounts/{people.bob.id}/reopen")
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.verb, row.account) for row in rows] == [
        ("account.closed", people.ada.id),
        ("account.reopened", people.ada.id),
    ]
    assert "bob" not in str([row.details for row in rows])


def test_nobody_closes_their_own_account(admin: FlaskClient, people: People) -> None:
    answer = send_form(admin, "/accounts", {}, f"/accounts/{people.ada.id}/close")
    assert answer.status_code == 409
    assert "your own account" in words_of(answer)


def test_an_account_that_is_none_is_not_found(admin: FlaskClient) -> None:
    nobody = "00000000-0000-4000-8000-000000000001"
    assert admin.get(f"/accounts/{nobody}/password").status_code == 404
    assert send_form(admin, "/accounts", {}, f"/accounts/{nobody}/close").status_code == 404


def test_a_name_with_markup_stays_text(admin: FlaskClient) -> None:
    send_form(admin, "/accounts/new", CAROL | {"name": "<img src=x onerror=alert(1)>"})
    listed = admin.get("/accounts").text
    assert "<img src=x" not in listed
    assert "&lt;img src=x" in listed
