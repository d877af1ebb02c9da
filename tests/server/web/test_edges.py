"""Headers, errors and absurd input."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, request
from flask import session as remembered
from flask.testing import FlaskClient

from server.app import create_app
from server.db.accounts import Account
from server.db.session import db
from server.settings import Settings
from server.web.identity import Who, open_to
from tests.server.web.forms import sign_in, words_of
from tests.server.web.town import People

pytestmark = pytest.mark.db


def test_pages_are_hardened(client: FlaskClient, people: People) -> None:
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers  # plain http here


def test_the_session_cookie_is_out_of_reach(client: FlaskClient, people: People) -> None:
    cookie = sign_in(client, people.mo.email).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_page_holds_inline_scripts_or_styles(client: FlaskClient, people: People) -> None:
    for address in ("/", "/bins?q=Ash+Road", "/sign-in", "/privacy", "/nowhere"):
        text = client.get(address).text
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_static_files_asked_for_with_their_hash_may_be_kept(
    client: FlaskClient, people: People
) -> None:
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[2].split('"')[0]
    assert "page.css?v=" in address
    with client.get(address) as kept:
        assert (kept.status_code, "immutable" in kept.headers["Cache-Control"]) == (200, True)


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/premises/abc",
        "/premises/1234567890123",
        "/reports/RB-7KQ4-2M",
        "/reports/x/y",
        "/wards/../accounts",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
    ],
)
def test_an_address_that_means_nothing_is_not_found(
    client: FlaskClient, people: People, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Page not found" in words_of(answer)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 5000,
        "'; drop table premises; --",
        "<script>alert(1)</script>",
        "%%%___",
        "{{ 7*7 }}",
        "💩" * 50,
        "\u202e\u0000\u0007",
        "-1 0 NaN",
        "%(name)s %s",
    ],
    ids=range(9),
)
def test_the_search_takes_anything(client: FlaskClient, people: People, text: str) -> None:
    answer = client.get("/bins", query_string={"q": text})
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text
    assert ">49<" not in answer.text


def test_a_day_that_is_none_is_said_to_be(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.mo)
    for day in ("yesterday", "2026-13-01", "0001-01-01", "9999-12-31"):
        answer = client.get("/rounds", query_string={"on": day})
        assert answer.status_code == 400, day
        assert "could not be read" in words_of(answer)


def test_a_round_that_is_none_is_not_found(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.mo)
    assert client.get("/rounds/collection?round=no-such").status_code == 404


def test_machines_get_problems_machines_get(client: FlaskClient, people: People) -> None:
    answer = client.get("/v1/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] == "page.not_found"
    assert answer.json["status"] == 404
    assert answer.json["type"].startswith("urn:roundbook:problem:")
    wrong_method = client.delete("/")
    assert (wrong_method.status_code, "does not take" in words_of(wrong_method)) == (405, True)


@pytest.fixture
def failing(app: Flask, people: People) -> Iterator[FlaskClient]:
    """A client of an app with a view that fails, answering as it would outside tests."""

    @open_to(Who.ANYONE)
    def fail(reference: str, token: str) -> str:
        raise RuntimeError("a bug")

    kept = app.view_functions["follow.show"]
    app.view_functions["follow.show"] = fail
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app.test_client()
    app.view_functions["follow.show"] = kept
    app.config["PROPAGATE_EXCEPTIONS"] = None


def test_what_nobody_foresaw_has_a_reference_and_a_traceback_without_the_link(
    failing: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "s" * 43
    with caplog.at_level(logging.INFO):
        answer = failing.get(f"/reports/RB-7KQ4-2M/{secret}")
    assert answer.status_code == 500
    reference = words_of(answer).split("quote ")[1][:8]
    [record] = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert reference in record.getMessage()
    assert record.exc_info is not None
    assert secret not in caplog.text
    assert "a bug" not in answer.text


def test_a_character_no_database_takes_is_refused_at_the_door(
    client: FlaskClient, people: People
) -> None:
    for address in ("/premises/1%00", "/bins?q=%00", "/wards/%00"):
        assert client.get(address).status_code == 400


def test_behind_https_cookies_and_connections_stay_there(app: Flask, people: People) -> None:
    settings: Settings = app.config["SETTINGS"]
    secure = create_app(replace(settings, base_url="https://bins.example", secure_cookies=True))
    secure.add_url_rule("/hello", "hello", open_to(Who.ANYONE)(_hello))
    answer = secure.test_client().get("/hello", base_url="https://bins.example")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_form_that_is_too_large_is_refused(client: FlaskClient, people: People) -> None:
    answer = client.post("/sign-in", data={"email": "x" * 9_000_000})
    assert answer.status_code == 413
    assert "larger than" in words_of(answer)
    assert client.post("/sign-in", data={"email": "x" * 100_000}).status_code in (400, 413)


def test_who_asks_too_often_is_told_to_wait(app: Flask, people: People) -> None:
    limited = create_app(replace(app.config["SETTINGS"], rate_limits=True))
    client = limited.test_client()
    codes = [client.get("/bins?q=").status_code for _ in range(125)]
    assert (codes[0], codes[-1]) == (400, 429)
    assert "Wait a minute" in words_of(client.get("/bins?q="))
    assert client.get("/").status_code == 200  # reading goes on
    with limited.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("proxies", "is_believed"), [(0, False), (1, True)])
def test_forwarded_headers_are_believed_from_known_proxies_only(
    app: Flask, people: People, proxies: int, is_believed: bool
) -> None:
    settings = replace(app.config["SETTINGS"], base_url="https://bins.example", secure_cookies=True)
    behind = create_app(replace(settings, trusted_proxies=proxies))
    behind.add_url_rule("/where", "where", open_to(Who.ANYONE)(lambda: request.host))
    answer = behind.test_client().get("/where", headers={"X-Forwarded-Host": "evil.example"})
    assert (answer.text == "evil.example") is is_believed


def _hello() -> str:
    remembered["seen"] = True
    return "hello"
