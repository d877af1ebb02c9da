"""Where the phone's rounds are, roughly: enough to know whether it is dark there."""

import json

from crew_app.store.database import Store

_UNITS_PER_DEG = 10_000_000


def find_whereabouts(store: Store) -> tuple[float, float] | None:
    """Latitude and longitude in degrees of some street of the pack, or None before there is one."""
    row = store.connection.execute(
        "select line from street where line like '%[%[%' limit 1"
    ).fetchone()
    points = [point for part in json.loads(row["line"]) for point in part] if row else []
    if not points:
        return None
    return points[0][0] / _UNITS_PER_DEG, points[0][1] / _UNITS_PER_DEG
