"""Settings that are wrong are said so by name, before anything starts."""

from datetime import timedelta

import pytest

from server.settings import SettingMissingError, Settings

GIVEN = {
    "DATABASE_URL": "postgresql+psycopg://somebody@somewhere/roundbook",
    "ROUNDBOOK_SECRET_KEY": "s" * 32,
    "ROUNDBOOK_DATA_DIR": "data",
}


def test_photos_are_kept_for_a_year_unless_told_otherwise() -> None:
    assert Settings.from_environ(GIVEN).photos_kept == timedelta(days=365)
    told = Settings.from_environ(GIVEN | {"ROUNDBOOK_PHOTO_DAYS": "90"})
    assert told.photos_kept == timedelta(days=90)


@pytest.mark.parametrize("days", ["29", "-1", "a year", "3.5"])
def test_a_time_that_is_none_or_too_short_is_refused(days: str) -> None:
    with pytest.raises(SettingMissingError, match="ROUNDBOOK_PHOTO_DAYS"):
        Settings.from_environ(GIVEN | {"ROUNDBOOK_PHOTO_DAYS": days})
