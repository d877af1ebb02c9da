"""The health page."""

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.db


def test_it_answers_when_the_database_does(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"ok": True})
