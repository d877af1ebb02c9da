"""Through when a squad was heard on a collection. Not done is not the same as not heard."""

from collections.abc import Set
from datetime import datetime, timedelta

from server.core.facts import Collection
from server.core.heard_steps import SquadHeard
from server.core.known import Known
from server.core.working_days import day_start


def heard_through(
    known: Known, squad: str | None, collection: Collection, as_known: datetime
) -> tuple[datetime | None, bool]:
    """Through when everything that the squad recorded had been received, and whether its device is given up for lost.

    Of several devices the one heard least counts, among those that worked this collection. While none has, among
    those heard since the day before; a spare in a drawer does not count.
    """
    heard = known.heard_of(squad) if squad is not None else SquadHeard(())
    worked = known.devices_of(collection.round_id, collection.days, as_known)
    return heard_of_devices(heard, worked, day_start(collection.days[0], known.days), as_known)


def heard_of_devices(
    heard: SquadHeard, worked: Set[str], since: datetime, as_known: datetime
) -> tuple[datetime | None, bool]:
    """The same from what was heard of a squad's devices. worked: those that recorded; since: the day's start."""
    through = heard.through_of_each(as_known)
    working = worked & set(through)
    if not working:
        working = {d for d, at in through.items() if _is_recent(at, since)} or set(through)
    lost = heard.lost_by(as_known)
    return min((through[d] for d in working), default=None), bool(lost) and lost >= working


def _is_recent(at: datetime, since: datetime) -> bool:
    return at >= since or since - at <= timedelta(days=1)
