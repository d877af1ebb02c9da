"""Who collects what, where and how often: the council's 50 squads, ten of them on the app. Plain data."""

from dataclasses import dataclass
from datetime import time

from server.db.rounds import Stream

STREAMS = (
    Stream("refuse", "Refuse", "black bin", "#1d1d1b", 1),
    Stream("recycling", "Recycling", "blue bin", "#1d5fa8", 2),
    Stream("food", "Food waste", "grey caddy", "#6f777b", 3),
    Stream("garden", "Garden waste", "brown bin", "#7a4a1e", 4),
)
OTHER_OPERATOR = "Millrace Recycling"
WEEKS_OF = {"weekly": 1, "fortnightly": 2, "three_weekly": 3}

MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)
TUESDAY_TO_SATURDAY = (2, 3, 4, 5, 6)
WEDNESDAY_TO_SUNDAY = (3, 4, 5, 6, 7)
OVER_THE_WEEKEND = (1, 2, 5, 6, 7)
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Section:
    """The squads that serve one stream in the zones named. `load`: size of a round against the council's usual."""

    stream: str
    zones: tuple[str, ...]
    cycle: str
    squads: int
    days_on_app: tuple[tuple[int, ...], ...]  # the working week of each squad on the app
    load: float
    season: tuple[str, str] | None = None
    operator: str | None = None


ALL_ZONES = ("centre", "terrace", "suburb", "estate")
FLEET = (
    Section("refuse", ("centre", "terrace"), "weekly", 6, (EVERY_DAY, TUESDAY_TO_SATURDAY), 1.0),
    Section("refuse", ("suburb",), "fortnightly", 8, (MONDAY_TO_FRIDAY,), 0.75),
    Section("refuse", ("estate",), "three_weekly", 6, (OVER_THE_WEEKEND,), 0.6),
    Section(
        "recycling",
        ALL_ZONES,
        "fortnightly",
        14,
        (MONDAY_TO_FRIDAY, WEDNESDAY_TO_SUNDAY, TUESDAY_TO_SATURDAY),
        0.8,
    ),
    Section("recycling", ALL_ZONES, "weekly", 0, (), 1.5, operator=OTHER_OPERATOR),
    Section("food", ALL_ZONES, "weekly", 10, (EVERY_DAY, MONDAY_TO_FRIDAY), 1.3),
    Section(
        "garden",
        ("suburb", "estate"),
        "fortnightly",
        6,
        (TUESDAY_TO_SATURDAY,),
        1.3,
        ("03-01", "11-30"),
    ),
)
SQUADS = sum(section.squads for section in FLEET)
SQUADS_ON_APP = sum(len(section.days_on_app) for section in FLEET)  # they have the first numbers
USUAL_WEEKS = (MONDAY_TO_FRIDAY, TUESDAY_TO_SATURDAY, MONDAY_TO_FRIDAY, WEDNESDAY_TO_SUNDAY)

NIGHT_SHIFT, DAY_SHIFT, LATE_SHIFT, EVENING_SHIFT = (
    time(1, 0),
    time(7, 0),
    time(13, 0),
    time(16, 30),
)
# somebody works at nearly every hour: the shops' streets when they have closed, the restaurants' food waste at night
SHIFT_OF_SQUAD = {"S01": EVENING_SHIFT, "S02": LATE_SHIFT, "S04": LATE_SHIFT, "S08": NIGHT_SHIFT}


def shift_start(squad: str | None) -> time:
    """When a squad leaves the depot, local time."""
    return SHIFT_OF_SQUAD.get(squad or "", DAY_SHIFT)
