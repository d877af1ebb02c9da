"""How people write hours and lengths of time in a policy, made regular: 17, "17:00" and 17:00 are one hour.

YAML reads an unquoted 17:00 as the number 1020 (sixty to the hour), so such numbers are understood as well.
"""

import re
from collections.abc import Mapping
from typing import Any

_HOUR_FIELDS = frozenset({"hour", "end_hour", "delayed_hour"})
_DEADLINES = frozenset({"silence_deadline", "return_within", "dispute"})
_LENGTH = re.compile(r"^\s*(\d+)\s*([a-z_ ]*?)\s*$")
_MINUTES_OF = {"": 1, "m": 1, "min": 1, "minute": 1, "minutes": 1, "h": 60, "hour": 60, "hours": 60}
_MINUTES_OF |= {"d": 1440, "day": 1440, "days": 1440}
_CYCLES = ("weekly", "fortnightly", "three_weekly")


def normal_policy(body: Mapping[str, Any]) -> dict[str, Any]:
    """The same policy with every hour as HH:MM:SS and every length in its unit. Leaves what it cannot read."""
    normal = {key: _normal(key, value) for key, value in body.items()}
    if "heard_within" in normal:
        normal["heard_within"] = length_in(normal["heard_within"], 1)
    if normal.get("lockouts") == "all":
        normal["lockouts"] = None
    cluster = normal.get("cluster")
    if isinstance(cluster, dict) and "within" in cluster:
        normal["cluster"] = cluster | {"within": _hours(cluster["within"])}
    escalation = normal.get("escalation")
    if isinstance(escalation, dict) and isinstance(escalation.get("open_for"), int):
        same = dict.fromkeys(_CYCLES, escalation["open_for"])
        normal["escalation"] = escalation | {"open_for": same}
    return normal


def _normal(key: str, value: Any) -> Any:
    if key in _HOUR_FIELDS:
        return hour_text(value)
    if key in _DEADLINES and not isinstance(value, Mapping):
        return _deadline(value)
    if isinstance(value, Mapping):
        return {str(k): _normal(str(k), v) for k, v in value.items()}
    return value


def _deadline(value: Any) -> Any:
    """A deadline written shortly: 2 and "2 working_days" are working days, "10:00" is the first working day's hour."""
    if isinstance(value, str) and ":" in value:
        return {"working_days": 1, "hour": hour_text(value)}
    found = _LENGTH.match(str(value))
    if found and found[2] in (
        "",
        "wd",
        "day",
        "days",
        "working day",
        "working days",
        "working_days",
    ):
        return {"working_days": int(found[1])}
    return value


def _hours(value: Any) -> Any:
    if isinstance(value, str):
        minutes = length_in(value, 60)
        return minutes // 60 if isinstance(minutes, int) else value
    return value


def length_in(value: Any, bare: int) -> Any:
    """A length of time in minutes; a bare number written as text counts `bare` minutes each."""
    if not isinstance(value, str):
        return value
    found = _LENGTH.match(value)
    if not found or found[2] not in _MINUTES_OF:
        return value
    return int(found[1]) * (_MINUTES_OF[found[2]] if found[2] else bare)


def hour_text(value: Any) -> Any:
    """An hour as HH:MM:SS; what is no hour is left as it is, for the validation to name."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and 0 <= value < 24:
        return f"{value:02d}:00:00"
    if isinstance(value, int) and 24 <= value < 1440:
        return f"{value // 60:02d}:{value % 60:02d}:00"
    found = re.fullmatch(r"\s*(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*", str(value))
    if not found:
        return value
    return f"{int(found[1]):02d}:{found[2] or '00'}:{found[3] or '00'}"
