"""Every route says who may use it, and nobody else can."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from server.db.accounts import Account
from server.web.identity import Who, callers_of
from server.web.surfaces import is_api
from tests.server.web.forms import send_form, token_from, words_of
from tests.server.web.town import People, uprn_of

pytestmark = pytest.mark.db

SAMPLES = {
    "uprn": uprn_of("10000001", 1),
    "code": "BEE",
    "reference": "RB-7KQ4-2M",
    "token": "x" * 43,
    "account_id": "00000000-0000-4000-8000-000000000001",
    "device_id": "00000000-0000-4000-8000-000000000001",
    "op_id": "00000000-0000-4000-8000-000000000001",
    "payload_id": 1,
    "filename": "page.css",
    "sha256": "a" * 64,
    "size": "small",
    "about": "dispute",
    "incident_id": "00000000-0000-4000-8000-000000000001",
    "deed": "close",
    "doing": "dispute",
    "what": "lost",
    "message_id": "00000000-0000-4000-8000-000000000001",
    "outcome": "returned",
    "return_id": "00000000-0000-4000-8000-000000000001",
    "answer_id": "1",
}
ROLES = {"alice": Who.MEMBER, "erin": Who.AGENT, "mo": Who.MANAGER, "ada": Who.ADMIN}


def guarded(app: Flask) -> Iterator[tuple[Rule, str, frozenset[Who]]]:
    """Every page and method that asks for a sign-in."""
    for rule in app.url_map.iter_rules():
        callers = callers_of(app.view_functions[rule.endpoint])
        if callers & {Who.ANYONE, Who.DEVICE} or is_api(rule.rule):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method, callers


def address_of(app: Flask, rule: Rule) -> str:
    values: dict[str, Any] = {name: SAMPLES[name] for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_every_route_is_open_to_somebody(app: Flask) -> None:
    rules = list(app.url_map.iter_rules())
    assert len(rules) > 40
    assert [r.endpoint for r in rules if not callers_of(app.view_functions[r.endpoint])] == []


def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient, people: People) -> None:
    token = token_from(client.get("/sign-in"))
    for rule, method, _ in guarded(app):
        answer = client.open(address_of(app, rule), method=method, data={"csrf_token": token})
        if method == "GET":
            assert answer.status_code == 302, rule
            assert answer.location.startswith("/sign-in?next="), rule
        else:
            assert answer.status_code == 401, rule


@pytest.mark.parametrize("name", sorted(ROLES))
def test_each_role_is_refused_what_is_not_its_own(
    app: Flask, people: People, browser_of: Callable[[Account], FlaskClient], name: str
) -> None:
    client = browser_of(getattr(people, name))
    token = token_from(client.get("/"))
    tried = 0
    for rule, method, callers in guarded(app):
        if ROLES[name] in callers:
            continue
        answer = client.open(address_of(app, rule), method=method, data={"csrf_token": token})
        assert answer.status_code == 403, (rule, method)
        tried += 1
    assert tried > 0 or name == "ada"


@pytest.mark.parametrize("name", sorted(ROLES))
def test_the_bar_offers_only_what_opens(
    people: People, browser_of: Callable[[Account], FlaskClient], name: str
) -> None:
    client = browser_of(getattr(people, name))
    page = client.get("/privacy")
    offered = [
        part.split('"')[0] for part in page.text.split('govuk-service-navigation__link" href="')[1:]
    ]
    assert offered
    for address in offered:
        assert client.get(address, follow_redirects=True).status_code == 200, address


def test_a_member_sees_their_own_ward_only(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.alice)
    assert client.get("/wards/BEE").status_code == 200
    refused = client.get("/wards/ROW")
    assert refused.status_code == 403
    assert "not one of yours" in words_of(refused)
    assert client.get("/wards/NOWHERE").status_code == 403


def test_a_member_reports_in_their_own_wards_only(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.alice)
    assert client.get(f"/my-reports/new/{uprn_of('10000005', 1)}").status_code == 403
    assert client.get("/my-reports/new/999999").status_code == 403


def test_a_form_without_its_token_is_refused(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.ada)
    answer = client.post(f"/accounts/{people.bob.id}/close")
    assert answer.status_code == 400
    assert "open for too long" in words_of(answer)
    listed = words_of(client.get("/accounts"))
    assert "Closed" not in listed


def test_anothers_token_is_refused(
    app: Flask, people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    stolen = token_from(browser_of(people.mo).get("/"))
    client = browser_of(people.ada)
    answer = client.post(f"/accounts/{people.bob.id}/close", data={"csrf_token": stolen})
    assert answer.status_code == 400


def test_signing_out_needs_the_token_too(
    people: People, browser_of: Callable[[Account], FlaskClient]
) -> None:
    client = browser_of(people.mo)
    assert client.post("/sign-out").status_code == 400
    assert client.get("/rounds").status_code == 200
    send_form(client, "/", {}, "/sign-out")
    assert client.get("/rounds").status_code == 302
