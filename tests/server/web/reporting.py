"""Fills in the forms of a report as people do, and names the premises of the town they are about."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.db.accounts import Account
from server.db.tables import ReportRow
from tests.server.web.forms import send_form, words_of
from tests.server.web.town import uprn_of

Browser = Callable[[Account], FlaskClient]

ASH_1 = uprn_of("10000001", 1)  # its street is recorded as done
ASH_4 = uprn_of("10000001", 4)  # its bin was not out
ELM_1 = uprn_of("10000002", 1)  # its street was blocked
QUARRY_1 = uprn_of("10000004", 1)  # nothing recorded yet
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def hidden_of(page: TestResponse) -> dict[str, str]:
    """The hidden values of a page's forms: what checking carries on to sending."""
    return {name: value for name, value in HIDDEN.findall(page.text) if name != "next"}


def report(client: FlaskClient, address: str, data: dict[str, str]) -> TestResponse:
    """Fill in the form, check the answers, send; follow to the report's page."""
    checked = send_form(client, address, data)
    assert checked.status_code == 200, words_of(checked)
    assert "Check your answers" in words_of(checked)
    return client.post(f"{address}/send", data=hidden_of(checked), follow_redirects=True)


def the_report(session: Session) -> ReportRow:
    return session.scalars(select(ReportRow)).one()
