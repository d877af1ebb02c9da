"""Puts together what a device needs for its days.

The cursor is read first: whatever changes while the rest is read is told again by the feed, and a mark says by which
change it was set, so nothing older is laid over it. A pack replaces the device's mirror and never touches its log.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from server.actions.op_changes import mark_of
from server.core.calendar import collections_between, moves_known
from server.core.facts import Round
from server.db.changes import get_stream
from server.db.council import get_council
from server.db.devices import Device
from server.db.held_ops import list_resolved
from server.db.pack import (
    find_squad_name,
    list_held_collections,
    list_pack_entries,
    list_pack_messages,
    list_pack_premises,
    list_pack_returns,
    list_pack_squads,
    list_pack_streets,
    list_reason_cards,
    list_stream_cards,
)
from server.db.plan import list_moves, list_rounds
from server.db.visits import list_visits_of_collections
from sync.cursor import Cursor, encode_cursor
from sync.pack import Pack, PackCollection, PackMark
from sync.placing import Standing

MOST_DAYS = 14
RESOLVED_TOLD = timedelta(days=31)  # a device keeps what is settled for 30

Due = tuple[Round, date]


def hand_out_pack(session: Session, device: Device, days: tuple[date, ...], now: datetime) -> Pack:
    """The pack of the device's squad for these days: its rounds' collections, those handed over to it among them."""
    epoch, head, tag = get_stream(session)
    council = get_council(session)
    due = list_due(session, device.squad, days, now)
    return Pack(
        council=council.name,
        timezone=council.timezone.key,
        squad=device.squad,
        squad_name=find_squad_name(session, device.squad) or device.squad,
        made_ms=int(now.timestamp() * 1000),
        cursor=encode_cursor(Cursor(epoch, head, tag, device.scope)),
        streams=list_stream_cards(session),
        reasons=list_reason_cards(session),
        collections=tuple(_collection(session, device.squad, one) for one in due),
        returns=list_pack_returns(session, device.squad, now),
        messages=list_pack_messages(session, device.squad, now),
        marks=_marks(session, due),
        purpose=council.purpose,
        squads=list_pack_squads(session, device.squad, min(days)),
        resolved=list_resolved(session, device, now - RESOLVED_TOLD),
    )


def list_due(session: Session, squad: str, days: tuple[date, ...], now: datetime) -> list[Due]:
    """The collections of a squad on these days, in their order: by the calendar, and what it holds by handing over."""
    rounds = list_rounds(session)
    found: dict[tuple[str, date], Due] = {}
    for on in days:
        moves = moves_known(list_moves(session, on), now)
        for one in rounds:
            if one.squad == squad and collections_between(one, moves, on, on):
                found[one.id, on] = (one, on)
    by_id = {one.id: one for one in rounds}
    for round_id, on in list_held_collections(session, squad, min(days), max(days)):
        found[round_id, on] = (by_id[round_id], on)
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0]))]


def days_from(on: date, count: int) -> tuple[date, ...]:
    """So many days from one on."""
    return tuple(on + timedelta(days=step) for step in range(max(1, min(count, MOST_DAYS))))


def _collection(session: Session, squad: str, due: Due) -> PackCollection:
    one, on = due
    return PackCollection(
        round_id=one.id,
        on=on,
        name=one.name,
        stream=one.stream,
        squad=squad,
        expected_end=None if one.expected_end is None else one.expected_end.strftime("%H:%M"),
        streets=list_pack_streets(session, one.id, on),
        entries=list_pack_entries(session, one.id),
        premises=list_pack_premises(session, one.id, on),
    )


def _marks(session: Session, due: Iterable[Due]) -> tuple[PackMark, ...]:
    standing = list_visits_of_collections(session, [(one.id, on) for one, on in due])
    places: dict[str, dict[str, Standing]] = {}
    for visit in standing:
        places.setdefault(visit.ent, {})[visit.id] = visit
    marks = (mark_of(ent, here) for ent, here in sorted(places.items()))
    return tuple(mark for mark in marks if mark is not None)
