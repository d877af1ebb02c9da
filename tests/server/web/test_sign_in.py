"""Signing in: who gets in, what guessers learn, and how an open session ends."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.actions.open_account import change_password, close_account
from server.db.accounts import Account
from tests.server.web.forms import send_form, sign_in, words_of
from tests.server.web.town import NOW, PASSWORD, People

pytestmark = pytest.mark.db


@pytest.mark.parametrize(
    ("who", "lands_on"),
    [("alice", "/wards"), ("erin", "/hub"), ("mo", "/rounds"), ("ada", "/rounds")],
)
def test_each_role_lands_on_its_own_page(
    client: FlaskClient, people: People, who: str, lands_on: str
) -> None:
    answer = sign_in(client, getattr(people, who).email)
    assert (answer.status_code, answer.location) == (302, lands_on)


def test_the_case_of_an_address_does_not_matter(client: FlaskClient, people: People) -> None:
    assert sign_in(client, people.mo.email.upper()).status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(
    client: FlaskClient, people: People
) -> None:
    wrong = sign_in(client, people.mo.email, "not the password")
    unknown = sign_in(client, "nobody@larkhaven.example", "not the password")
    assert wrong.status_code == unknown.status_code == 401
    assert "is not right" in words_of(wrong)
    assert words_of(wrong) == words_of(unknown)


def test_after_five_failures_even_the_right_password_waits(
    app: Flask, client: FlaskClient, people: People
) -> None:
    for _ in range(5):
        sign_in(client, people.mo.email, "not the password")
    assert sign_in(client, people.mo.email).status_code == 429
    assert sign_in(client, people.erin.email).status_code == 302  # others are not held up
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=16)
    assert sign_in(app.test_client(), people.mo.email).status_code == 302


def test_an_empty_form_says_what_to_enter(client: FlaskClient, people: People) -> None:
    answer = send_form(client, "/sign-in", {"email": "", "password": ""})
    assert answer.status_code == 400
    assert "Enter your email address" in words_of(answer)
    assert "Enter your password" in words_of(answer)


def test_a_page_asked_for_before_signing_in_is_where_one_lands(
    client: FlaskClient, people: People
) -> None:
    asked = client.get("/rounds/missed?on=2026-11-18")
    assert asked.status_code == 302
    answer = send_form(
        client,
        asked.location,
        {"email": people.mo.email, "password": PASSWORD, "next": "/rounds/missed?on=2026-11-18"},
        "/sign-in",
    )
    assert answer.location == "/rounds/missed?on=2026-11-18"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(
    client: FlaskClient, people: People, elsewhere: str
) -> None:
    data = {"email": people.mo.email, "password": PASSWORD, "next": elsewhere}
    assert send_form(client, "/sign-in", data).location == "/rounds"


def test_signing_out_ends_it(browser_of: Callable[[Account], FlaskClient], people: People) -> None:
    client = browser_of(people.mo)
    send_form(client, "/rounds", {}, "/sign-out")
    assert client.get("/rounds").status_code == 302


def test_a_session_ends_after_a_working_day(
    app: Flask, browser_of: Callable[[Account], FlaskClient], people: People
) -> None:
    client = browser_of(people.mo)
    app.config["CLOCK"] = lambda: NOW + timedelta(hours=12, minutes=1)
    assert client.get("/rounds").status_code == 302


def test_a_new_password_signs_out_everywhere(
    session: Session, browser_of: Callable[[Account], FlaskClient], people: People
) -> None:
    client = browser_of(people.mo)
    assert client.get("/rounds").status_code == 200
    change_password(session, people.mo.id, "another long password", NOW)
    session.commit()
    assert client.get("/rounds").status_code == 302


def test_a_closed_account_is_out_at_once_and_cannot_come_back(
    session: Session, browser_of: Callable[[Account], FlaskClient], people: People
) -> None:
    client = browser_of(people.mo)
    close_account(session, people.mo.id, NOW, people.ada.id)
    session.commit()
    assert client.get("/rounds").status_code == 302
    assert sign_in(client, people.mo.email).status_code == 401


def test_a_cookie_from_elsewhere_counts_for_nothing(client: FlaskClient, people: People) -> None:
    client.set_cookie("roundbook", "eyJzaWduX2luIjp7fX0.forged.signature")
    assert client.get("/rounds").status_code == 302
