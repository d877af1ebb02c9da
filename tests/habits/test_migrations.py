"""Migrations reach head, match the tables, and can be taken back."""

from collections.abc import Iterator

import pytest

from server.db.migrate import differences, downgrade, upgrade
from tests.database import drop_database, make_database

pytestmark = pytest.mark.db


@pytest.fixture
def fresh_url() -> Iterator[str]:
    yield make_database("rb_test_migrations")
    drop_database("rb_test_migrations")


def test_the_migrations_end_where_the_tables_are(fresh_url: str) -> None:
    assert differences(fresh_url) == []


def test_down_to_nothing_and_up_again(fresh_url: str) -> None:
    downgrade(fresh_url)
    upgrade(fresh_url)
    assert differences(fresh_url) == []
