"""Moments as texts that the database reads."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.db.visits import iso_of_ms

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.integers(-(1 << 42), 1 << 42))
def test_a_moment_is_written_to_the_millisecond(ms: int) -> None:
    assert datetime.fromisoformat(iso_of_ms(ms)) == EPOCH + timedelta(milliseconds=ms)
