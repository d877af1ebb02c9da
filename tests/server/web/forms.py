"""Sends forms as a browser does: the page first, then the form with the token the page gave."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.web.town import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def token_from(page: TestResponse) -> str:
    """The token of a page's first form."""
    found = TOKEN.search(page.text)
    assert found is not None, page.text[:2000]
    return found.group(1)


def send_form(
    client: FlaskClient, page: str, data: dict[str, str], to: str | None = None
) -> TestResponse:
    """Open `page`, then send its form to `to` (the same address when not given)."""
    token = token_from(client.get(page))
    return client.post(to or page, data={"csrf_token": token, **data})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    """Sign in through the form."""
    return send_form(client, "/sign-in", {"email": email, "password": password})


def words_of(page: TestResponse | str) -> str:
    """The page's text as read: no tags, entities resolved, blanks evened out."""
    text = page if isinstance(page, str) else page.text
    body = re.sub(r"<(script|style|svg|title)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
