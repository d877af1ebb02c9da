"""The pieces of tracks that devices sent: read for comparing them with the records, deleted when their time is over.

Whose device it was is not read: what is compared is a squad's collection.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import CursorResult, text
from sqlalchemy.orm import Session

TimedFix = tuple[int, int, int, int]  # ms, lat7, lon7, accuracy in decimetres

OF_COLLECTION = text("""
select device::text, fixes from track where round_id = :round_id and on_date = :on order by device, received_at, id
""")
DELETE = text("delete from track where received_at < :before")
# The operation stays as a fact of the log, without a single position: its hash still tells what it was.
EMPTY = text("""
update op set body = cast(jsonb_set(cast(body as jsonb), '{data,fixes}', '[]') - 'position' as json)
where kind = 'track' and (body -> 'data' -> 'fixes' -> 0) is not null and received_at < :before
""")


@dataclass(frozen=True, slots=True)
class DeviceTrack:
    """All that one device sent of a collection's track, in the order of its pieces."""

    fixes: tuple[TimedFix, ...]


def list_tracks(session: Session, round_id: str, on: date) -> tuple[DeviceTrack, ...]:
    """What the devices of the collection sent, each for itself: a squad's two phones are in two places."""
    by_device: dict[str, list[TimedFix]] = {}
    for row in session.execute(OF_COLLECTION, {"round_id": round_id, "on": on}):
        by_device.setdefault(row.device, []).extend(_fixes_of(row.fixes))
    return tuple(DeviceTrack(tuple(fixes)) for fixes in by_device.values())


def delete_tracks(session: Session, before: datetime) -> int:
    """Delete the tracks received before that time, and empty the operations that brought them."""
    session.execute(EMPTY, {"before": before})
    found = cast("CursorResult[tuple[()]]", session.execute(DELETE, {"before": before}))
    return found.rowcount


def _fixes_of(piece: dict[str, Any]) -> list[TimedFix]:
    start_ms = int(piece["start_ms"])
    return [
        (start_ms + seconds * 1000, lat7, lon7, acc_dm)
        for seconds, lat7, lon7, acc_dm in piece["rows"]
    ]
