"""The web edge's clock: the one place of the pages and the API that asks what time it is."""

from datetime import UTC, datetime

from flask import current_app


def now() -> datetime:
    """The time, aware, in UTC. `app.config["CLOCK"]`, a callable, stands in for it where time must be chosen."""
    clock = current_app.config.get("CLOCK")
    return clock() if clock is not None else datetime.now(UTC)
