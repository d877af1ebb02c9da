"""A council's policy: validated values read from plain data. The presets are data too, in presets.yaml beside this.

What a policy decides is decided in the rules; here stands only what may be written in one, and what it means.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from enum import StrEnum
from functools import cached_property
from importlib.resources import files
from typing import Annotated, Any

import msgspec
import yaml

from server.core.facts import Cycle
from server.core.policy_words import normal_policy
from server.core.problems import Problem
from sync.words import Reason

Days = Annotated[int, msgspec.Meta(ge=0, le=60)]
Metres = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=60 * 24 * 7)]


class Unit(StrEnum):
    """What a window's length counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


class Anchor(StrEnum):
    """Where a window starts: the planned day (or the day it was really finished, if later), or the visit alone."""

    SCHEDULED = "scheduled"
    ACTUAL = "actual"


class Gate(StrEnum):
    """What bars a report on the day of the collection."""

    BLOCKED_UNLESS_COMPLETED = "blocked_unless_completed"
    BLOCKED = "blocked"
    UNTIL_COMPLETED = "until_completed"
    UNTIL_VISITED = "until_visited"


class After(StrEnum):
    """What holds from the same-day hour on."""

    OPEN = "open"
    SAME = "same"


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a report may be made. `end_hour` None: to the end of the last day."""

    length: Days
    unit: Unit
    anchor: Anchor
    end_hour: time | None = None


class SameDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rule for reports on the day of the collection. `staff_bypass`: it does not bind the council's agents."""

    hour: time | None
    before: Gate
    after: After
    staff_bypass: bool = False


class Duplicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`closed_blocks`: a report whose return was made still bars a second one for the same collection."""

    closed_blocks: bool = False


class Cluster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many reports from different premises of a completed street within so many hours speak against the record.

    On a large street it takes more, on one with fewer premises than `reports` all of them (see `clusters`).
    `base_rate`: the share of premises that report one collection although their street was done; `false_alarm`: how
    often a street that was done may be put in doubt by chance.
    """

    reports: Annotated[int, msgspec.Meta(ge=2, le=1000)]
    within: Annotated[int, msgspec.Meta(ge=1, le=24 * 14)]  # hours
    base_rate: Annotated[float, msgspec.Meta(gt=0, lt=0.5)] = 0.01
    false_alarm: Annotated[float, msgspec.Meta(ge=1e-9, lt=0.5)] = 1e-4


class Deadline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A working day counted from a moment, and an hour of it (None: its end)."""

    working_days: Days
    hour: time | None = None


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An open missed report may be escalated from an hour, so many working days after it was made, for some more."""

    working_days: Days
    hour: time
    open_for: dict[Cycle, Days]


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a council decides about reports. `heard_within` in minutes; `lockouts` None: every reason."""

    window: Window
    same_day: SameDay
    delayed_hour: time | None
    heard_within: Minutes
    look_back_days: Annotated[int, msgspec.Meta(ge=1, le=31)]
    lockouts: frozenset[Reason] | None
    duplicate: Duplicate
    cluster: Cluster
    silence_deadline: Deadline
    return_within: Deadline
    escalation: Escalation | None
    dispute: Deadline
    holiday_division: str
    returns_on_no_access: bool
    return_near_m: Metres = (
        3000  # a squad that recorded within so far of a return's street can make it today
    )

    def is_lockout(self, reason: Reason | None) -> bool:
        """Does this premises-level reason bar a report?"""
        return self.lockouts is None or reason in self.lockouts


def policy_from(body: object) -> Policy:
    """A policy from plain data: a preset's name, or a mapping with an optional `base:` whose fields it overrides.

    Raises Problem `policy.invalid`, naming the field and what is wrong with it.
    """
    try:
        return msgspec.convert(normal_policy(_full(body)), Policy, strict=True)
    except (msgspec.ValidationError, ValueError, TypeError) as wrong:
        raise Problem("policy.invalid", why=str(wrong)) from wrong


def plain_policy(policy: Policy) -> dict[str, Any]:
    """The policy as plain data (JSON types), from which `policy_from` makes the same again."""
    plain: dict[str, Any] = msgspec.to_builtins(policy)
    return plain


def _full(body: object) -> dict[str, Any]:
    if isinstance(body, str):
        return _preset_body(body)
    if not isinstance(body, Mapping):
        raise Problem("policy.invalid", why="it is neither a preset's name nor a mapping of fields")
    base = _preset_body(str(body.get("base", "defaults")))
    return _merged(base, {k: v for k, v in body.items() if k != "base"})


def _preset_body(name: str) -> dict[str, Any]:
    bodies = PRESETS.bodies
    if name not in bodies:
        known = ", ".join(sorted(n for n in bodies if n != "defaults"))
        raise Problem("policy.invalid", why=f"there is no preset {name!r}; the presets are {known}")
    return bodies[name]


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        below = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        merged[key] = _merged(below, value) if both and below is not None else value
    return merged


class _Presets(Mapping[str, Policy]):
    """The presets by name, read from the package at first use (importing opens no file)."""

    @cached_property
    def bodies(self) -> dict[str, dict[str, Any]]:
        """The presets as plain data, `defaults` included."""
        text = files("server.core").joinpath("presets.yaml").read_text(encoding="utf-8")
        bodies: dict[str, dict[str, Any]] = yaml.safe_load(text)
        return bodies

    @cached_property
    def _policies(self) -> dict[str, Policy]:
        return {name: policy_from(name) for name in self.bodies if name != "defaults"}

    def __getitem__(self, name: str) -> Policy:
        return self._policies[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._policies)

    def __len__(self) -> int:
        return len(self._policies)


PRESETS = _Presets()
