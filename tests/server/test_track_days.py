"""How long tracks are kept is a council's to shorten, never to lengthen."""

from datetime import timedelta

import pytest

from server.settings import SettingMissingError, Settings

ENVIRON = {
    "DATABASE_URL": "postgresql+psycopg://nobody@nowhere/none",
    "ROUNDBOOK_SECRET_KEY": "x" * 32,
    "ROUNDBOOK_DATA_DIR": "photos",
}


@pytest.mark.parametrize(("given", "days"), [("", 28), ("28", 28), ("7", 7), ("1", 1)])
def test_tracks_are_kept_for_the_days_given_or_four_weeks(given: str, days: int) -> None:
    settings = Settings.from_environ(ENVIRON | {"ROUNDBOOK_TRACK_DAYS": given})
    assert settings.tracks_kept == timedelta(days=days)


@pytest.mark.parametrize("given", ["29", "0", "-1", "a week"])
def test_what_the_squads_were_not_told_is_refused_at_the_start(given: str) -> None:
    with pytest.raises(SettingMissingError, match="ROUNDBOOK_TRACK_DAYS"):
        Settings.from_environ(ENVIRON | {"ROUNDBOOK_TRACK_DAYS": given})
