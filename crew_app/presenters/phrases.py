"""The words for outcomes, reasons, times and troubles, in the language in use. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from crew_app.presenters.language import _, ngettext, spoken_language
from sync.words import Outcome, Reason

_DECIMAL_SIGNS = {"pl": ",", "lt": ",", "pt": ","}


@dataclass(frozen=True, slots=True)
class LocalTime:
    """Turns corrected milliseconds into the council's own hours and dates."""

    zone: ZoneInfo

    def say_time(self, ms: int) -> str:
        """The hour: 09:14."""
        return f"{self._at(ms):%H:%M}"

    def say_when(self, ms: int, today: date) -> str:
        """The hour, with the day when it is not today's: `Fri 20 Nov, 09:14`."""
        at = self._at(ms)
        if at.date() == today:
            return f"{at:%H:%M}"
        return _("%(day)s, %(time)s") % {"day": say_day(at.date()), "time": f"{at:%H:%M}"}

    def say_short(self, ms: int, today: date) -> str:
        """The same without the weekday, for a list: `20 November, 09:14`."""
        at = self._at(ms)
        if at.date() == today:
            return f"{at:%H:%M}"
        return _("%(day)s, %(time)s") % {"day": say_date(at.date()), "time": f"{at:%H:%M}"}

    def date_of(self, ms: int) -> date:
        """The council's date."""
        return self._at(ms).date()

    def _at(self, ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(self.zone)


def say_day(on: date) -> str:
    """A date with its weekday: `Saturday 21 November`."""
    return _("%(weekday)s %(day)d %(month)s") % {
        "weekday": _weekdays()[on.weekday()],
        "day": on.day,
        "month": _months()[on.month - 1],
    }


def say_date(on: date) -> str:
    """A date, short: `21 November`."""
    return _("%(day)d %(month)s") % {"day": on.day, "month": _months()[on.month - 1]}


def say_outcome(outcome: Outcome) -> str:
    """What a squad recorded."""
    return {
        Outcome.COMPLETED: _("Completed"),
        Outcome.PARTLY_COMPLETED: _("Partly done"),
        Outcome.NOT_COLLECTED: _("Not collected"),
        Outcome.COLLECTED: _("Collected"),
    }[outcome]


def say_reason(reason: Reason, labels: Mapping[Reason, str]) -> str:
    """The council's own label in English; in another language the catalogue's word for the code."""
    if spoken_language() == "en" and reason in labels:
        return labels[reason]
    return _reason_words()[reason]


def say_decimal(number: float) -> str:
    """A number with one decimal, as the language in use writes it."""
    return f"{number:.1f}".replace(".", _DECIMAL_SIGNS.get(spoken_language(), "."))


def say_premises(count: int) -> str:
    """How many premises."""
    return ngettext("%(n)d premises", "%(n)d premises", count) % {"n": count}


def say_streets(count: int) -> str:
    """How many streets."""
    return ngettext("%(n)d street", "%(n)d streets", count) % {"n": count}


def say_records(count: int) -> str:
    """How many records."""
    return ngettext("%(n)d record", "%(n)d records", count) % {"n": count}


def say_pieces(count: int) -> str:
    """How many pieces of the track, after how many records: a sentence of its own, "" where there is none."""
    if not count:
        return ""
    words = ngettext("And %(n)d piece of your track.", "And %(n)d pieces of your track.", count)
    return words % {"n": count}


def _weekdays() -> tuple[str, ...]:
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def _months() -> tuple[str, ...]:
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )


def _reason_words() -> dict[Reason, str]:
    return {
        Reason.NOT_OUT: _("Not out"),
        Reason.WRONG_BIN: _("Wrong bin"),
        Reason.CONTAMINATED: _("Contaminated"),
        Reason.TOO_HEAVY: _("Too heavy"),
        Reason.OVERFILLED_AMBER: _("Overfilled, emptied"),
        Reason.OVERFILLED_RED: _("Overfilled, left"),
        Reason.SIDE_WASTE: _("Side waste"),
        Reason.BIN_DAMAGED: _("Bin damaged"),
        Reason.CONTENTS_STUCK: _("Contents stuck"),
        Reason.NO_ACCESS_PREMISES: _("No access"),
        Reason.ANIMAL: _("Animal"),
        Reason.SAFETY_THREAT: _("Threat to the squad"),
        Reason.SAFETY_HAZARD: _("Unsafe"),
        Reason.NOT_ON_LIST: _("Not on the list"),
        Reason.PARKED_VEHICLES: _("Parked vehicles"),
        Reason.ENTRY_LOCKED: _("Entry locked"),
        Reason.ENTRY_BLOCKED: _("Entry blocked"),
        Reason.STREET_WORKS: _("Street works"),
        Reason.ROAD_CLOSED: _("Road closed"),
        Reason.POLICE: _("Police"),
        Reason.WEATHER: _("Weather"),
        Reason.BREAKDOWN: _("Breakdown"),
        Reason.OUT_OF_TIME: _("Out of time"),
        Reason.VEHICLE_FULL: _("Vehicle full"),
        Reason.CREW_SHORT: _("Squad short"),
    }
