"""Reads when a round comes from the words councils write: "Monday/Thursday", "Fortnightly Tuesday (week B)". Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = re.compile(
    r"\b(mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b",
    re.IGNORECASE,
)
DATE = re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b")
EVERY = re.compile(r"\b(?:every|each)\s+(second|other|third|fourth|[1-4])\b|\b([1-4])[- ]week")
IN_WEEKS = {"second": 2, "other": 2, "third": 3, "fourth": 4}
CYCLES = {1: "weekly", 2: "fortnightly", 3: "three_weekly", 4: "four_weekly"}
WEEK = re.compile(r"\bweek\s*([a-d1-4])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """ISO weekdays, the cycle, and a date in its first week."""

    weekdays: tuple[int, ...]
    cycle: str
    cycle_from: date


def read_weekdays(text: str) -> tuple[int, ...]:
    """The ISO weekdays named in a text, in order, each once."""
    short = [day[:3] for day in DAYS]
    return tuple(sorted({short.index(m.group(1).lower()[:3]) + 1 for m in DAY.finditer(text)}))


def read_schedule(text: str, week: str, cycle: str, cycle_from: date) -> Schedule | None:
    """The schedule a text means; None when it names no day.

    week: which week of the cycle, as A, B, ... or 1, 2, ..., where a field of its own says it. cycle, cycle_from: what
    holds where the text says nothing; `cycle_from` is a date in week A.
    """
    weekdays = read_weekdays(text)
    if not weekdays:
        return None
    from_text = DATE.search(text)
    if from_text:
        cycle_from = date.fromisoformat(from_text.group())
    said = WEEK.search(text)
    number = _week_number(said.group(1) if said else week)
    found = _cycle_said(text) or (CYCLES[2] if number is not None and cycle == "weekly" else cycle)
    return Schedule(weekdays, found, cycle_from + timedelta(weeks=number or 0))


def _cycle_said(text: str) -> str | None:
    words = text.lower()
    every = EVERY.search(words)
    if every:
        weeks = every.group(1) or every.group(2)
        return CYCLES[int(IN_WEEKS.get(weeks, 0) or weeks)]
    said = {
        "fortnight": CYCLES[2],
        "alternate": CYCLES[2],
        "bi-weekly": CYCLES[2],
        "three-weekly": CYCLES[3],
        "three weekly": CYCLES[3],
        "four-weekly": CYCLES[4],
        "four weekly": CYCLES[4],
        "weekly": CYCLES[1],
    }
    return next((cycle for word, cycle in said.items() if word in words), None)


def _week_number(week: str) -> int | None:
    """0 for A or 1, 1 for B or 2; None when nothing is said."""
    plain = week.strip().lower().removeprefix("week").strip()
    if not plain:
        return None
    place = "abcd1234".find(plain[:1])
    return None if place < 0 or len(plain) > 1 else place % 4
