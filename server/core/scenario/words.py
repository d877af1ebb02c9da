"""Reads the values of a scenario: local times, dates, lists. Says in words what cannot be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Word = TypeVar("Word", bound=StrEnum)


class ScenarioError(Exception):
    """A scenario that cannot be read; the text says which field and why."""


@dataclass(frozen=True, slots=True)
class Words:
    """Reads times that are local to a scenario's time zone unless they carry an offset."""

    timezone: str

    def __post_init__(self) -> None:
        """Raises ScenarioError for a time zone there is not."""
        self._zone()

    def at(self, value: object, field: str) -> datetime:
        """A moment, in UTC."""
        return self._moment(value, field, time(0))

    def until(self, value: object, field: str) -> datetime:
        """A moment up to which something holds: a bare date means its end."""
        if _is_bare_date(value):
            return self._moment(value, field, time(0)) + timedelta(days=1)
        return self._moment(value, field, time(0))

    def find_at(self, value: object, field: str) -> datetime | None:
        """A moment, or None where nothing is given."""
        return None if value is None else self.at(value, field)

    def day(self, value: object, field: str) -> date:
        """A date."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            raise ScenarioError(f"{field}: {value!r} is not a date such as 2026-03-02") from None

    def shown(self, at: datetime) -> str:
        """A moment as people write it in a scenario."""
        local = at.astimezone(self._zone())
        form = "%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M"
        return local.strftime(form)

    def _moment(self, value: object, field: str, bare: time) -> datetime:
        try:
            if isinstance(value, datetime):
                found = value
            elif isinstance(value, date):
                found = datetime.combine(value, bare)
            else:
                found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise ScenarioError(
                f"{field}: {value!r} is not a time such as 2026-03-02T16:59"
            ) from None
        placed = found if found.tzinfo is not None else found.replace(tzinfo=self._zone())
        return placed.astimezone(UTC)

    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ScenarioError(f"timezone: there is no time zone {self.timezone!r}") from None


def _is_bare_date(value: object) -> bool:
    if isinstance(value, str):
        return len(value.strip()) == 10
    return isinstance(value, date) and not isinstance(value, datetime)


def as_mapping(value: object, field: str) -> Mapping[str, Any]:
    """A mapping of fields."""
    if not isinstance(value, Mapping):
        raise ScenarioError(f"{field}: {value!r} is not a mapping of fields")
    return value


def as_list(value: object) -> list[Any]:
    """A list; nothing is an empty one, a single value a list of one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def as_word(kind: type[Word], value: object, field: str) -> Word:
    """One of the words of an enum."""
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(kind)
        raise ScenarioError(f"{field}: {value!r} is none of {known}") from None


def find_word(kind: type[Word], value: object, field: str) -> Word | None:
    """One of the words of an enum, or None where nothing is given."""
    return None if value is None else as_word(kind, value, field)


def find_text(value: object) -> str | None:
    """Text, or None where nothing is given; a number such as a UPRN becomes text."""
    return None if value is None else str(value)
