"""The automatic theme follows the sun: checked with sunrises and sunsets as almanacs give them for Belfast."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crew_app.presenters.daylight import is_dark, sun_height_deg

BELFAST = (54.597, -5.93)
ZONE = ZoneInfo("Europe/London")
HORIZON_DEG = -0.83  # where almanacs let the sun rise: its upper rim, with the air's bending


@pytest.mark.parametrize(
    ("risen", "set_"),
    [
        ("2026-06-21T04:47", "2026-06-21T22:04"),
        ("2026-12-21T08:46", "2026-12-21T15:58"),
        ("2026-03-20T06:23", "2026-03-20T18:34"),
        ("2026-11-21T08:10", "2026-11-21T16:11"),
    ],
)
def test_the_sun_rises_when_almanacs_say_to_within_ten_minutes(risen: str, set_: str) -> None:
    ten = timedelta(minutes=10)
    up, down = (datetime.fromisoformat(one).replace(tzinfo=ZONE) for one in (risen, set_))
    assert sun_height_deg(up - ten, *BELFAST) < HORIZON_DEG < sun_height_deg(up + ten, *BELFAST)
    assert sun_height_deg(down + ten, *BELFAST) < HORIZON_DEG < sun_height_deg(down - ten, *BELFAST)


@pytest.mark.parametrize(
    ("at", "dark"),
    [
        ("2026-11-21T06:30", True),
        ("2026-11-21T08:30", False),
        ("2026-11-21T15:30", False),
        ("2026-11-21T17:00", True),
        ("2026-06-21T06:30", False),
        ("2026-06-21T22:00", False),
        ("2026-06-21T23:59", True),
    ],
)
def test_a_shift_in_november_begins_in_the_dark_and_one_in_june_does_not(
    at: str, dark: bool
) -> None:
    assert is_dark(datetime.fromisoformat(at).replace(tzinfo=ZONE), *BELFAST) is dark
