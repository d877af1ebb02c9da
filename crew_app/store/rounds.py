"""What the round and street screens read: collections, streets with their marks, premises with their exceptions."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crew_app.store.database import Store
from sync.pack import PackEntry, PackSquad, PackTag, ReasonCard
from sync.words import Level, Outcome, Reason


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """A round on a date, as the phone holds it. `collection` is its domain key."""

    collection: str
    round_id: str
    on: date
    name: str
    stream: str
    colour: str
    squad: str
    streets: int
    marked: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What is shown at a place. `state` is that of the operation made here, None for another phone's mark.

    device: what is written on the other phone; None for this one.
    """

    outcome: Outcome
    reason: Reason | None
    at_ms: int
    op_id: str
    state: str | None
    contested: bool
    device: str | None = None


@dataclass(frozen=True, slots=True)
class StreetCard:
    """A street of a collection with what is shown there. `exceptions` counts premises not collected today."""

    usrn: str
    name: str
    position: int
    locality: str
    premises: int
    assisted: int
    exceptions: int
    usual_reason: Reason | None
    note: str | None
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class PremisesCard:
    """A premises of a street with what is shown there."""

    uprn: str
    label: str
    address: str
    assisted: bool
    bin_store: str | None
    containers: tuple[str, ...]
    last_reason: Reason | None
    note: str | None
    mark: Mark | None
    tags: tuple[PackTag, ...] = ()  # of earlier collections, the latest first


_MARK = (
    "m.outcome, m.reason, m.at_ms, m.op_id, m.contested, m.device, "
    "(select op.state from op where op.id = m.op_id) as state"
)
# "0" follows "/": every key that begins with this one's and a stroke lies between the two
_STREETS = f"""
    select s.*, {_MARK},
        (select count(*) from mark x where x.ent > s.collection || '/' || s.usrn || '/'
            and x.ent < s.collection || '/' || s.usrn || '0'
            and x.outcome = 'not_collected') as exceptions
    from street s
    left join mark m on m.ent = s.collection || '/' || s.usrn
    where s.collection = :c"""  # noqa: S608 - our own text
_PREMISES = f"""
    select p.*, {_MARK} from premises p
    left join mark m on m.ent = p.collection || '/' || p.usrn || '/' || p.uprn
    where p.collection = :c"""  # noqa: S608 - our own text


def list_collections(store: Store, first: date, last: date) -> tuple[CollectionCard, ...]:
    """The collections from the first date to the last, in order of date and name."""
    rows = store.connection.execute(
        "select c.*, coalesce(t.colour, '#808080') as colour, "
        "coalesce(t.name, c.stream) as stream_name, "
        "(select count(*) from street s where s.collection = c.collection) as streets, "
        "(select count(*) from mark m where m.ent > c.collection || '/' and m.ent < c.collection || '0' "
        "and uprn is null and entry_id is null) "
        "as marked from collection c left join stream t on t.code = c.stream "
        "where c.on_day between ? and ? order by c.on_day, c.name",
        (first.isoformat(), last.isoformat()),
    )
    return tuple(_collection(row) for row in rows)


def find_collection(store: Store, collection: str) -> CollectionCard | None:
    """One collection by its key, or None when the pack on this phone no longer has it."""
    on = date.fromisoformat(collection.partition("@")[2])
    for card in list_collections(store, on, on):
        if card.collection == collection:
            return card
    return None


def list_streets(store: Store, collection: str) -> tuple[StreetCard, ...]:
    """The streets in round order."""
    rows = store.connection.execute(f"{_STREETS} order by s.position, s.usrn", {"c": collection})
    return tuple(_street(row) for row in rows)


def find_street(store: Store, collection: str, usrn: str) -> StreetCard | None:
    """One street, or None."""
    row = store.connection.execute(
        f"{_STREETS} and s.usrn = :u", {"c": collection, "u": usrn}
    ).fetchone()
    return None if row is None else _street(row)


def list_premises(store: Store, collection: str, usrn: str) -> tuple[PremisesCard, ...]:
    """The premises of a street in the order of the pack."""
    rows = store.connection.execute(
        f"{_PREMISES} and p.usrn = :u order by p.position", {"c": collection, "u": usrn}
    )
    return tuple(_premises(row) for row in rows)


def find_premises(store: Store, collection: str, uprn: str) -> PremisesCard | None:
    """One premises, or None."""
    row = store.connection.execute(
        f"{_PREMISES} and p.uprn = :u", {"c": collection, "u": uprn}
    ).fetchone()
    return None if row is None else _premises(row)


def list_entry_marks(store: Store, collection: str, usrn: str) -> dict[str, Mark]:
    """What is shown at the entries under a street, by entry; entries without a record are left out."""
    rows = store.connection.execute(
        f"select m.entry_id, {_MARK} from mark m where m.ent > ? and m.ent < ?",  # noqa: S608 - our own text
        (f"{collection}/{usrn}/~", f"{collection}/{usrn}/~\U0010ffff"),
    )
    marks = ((row["entry_id"], _mark(row)) for row in rows)
    return {entry_id: mark for entry_id, mark in marks if mark is not None}


def list_entries(store: Store, collection: str, usrn: str) -> tuple[PackEntry, ...]:
    """The entries under a street, by name."""
    rows = store.connection.execute(
        "select entry_id, usrn, name from entry where collection = ? and usrn = ? order by name",
        (collection, usrn),
    )
    return tuple(PackEntry(row["entry_id"], row["usrn"], row["name"]) for row in rows)


def list_reasons(store: Store, levels: Iterable[Level]) -> tuple[ReasonCard, ...]:
    """The council's reasons that may be given at any of the levels, in the council's order."""
    rows = store.connection.execute("select * from reason order by position")
    wanted = set(levels)
    cards = (_reason(row) for row in rows)
    return tuple(card for card in cards if wanted & set(card.levels))


def list_other_squads(store: Store) -> tuple[PackSquad, ...]:
    """The squads that a collection may be handed over to."""
    rows = store.connection.execute("select code, name from other_squad order by position")
    return tuple(PackSquad(row["code"], row["name"]) for row in rows)


def _collection(row: sqlite3.Row) -> CollectionCard:
    return CollectionCard(
        collection=row["collection"],
        round_id=row["round_id"],
        on=date.fromisoformat(row["on_day"]),
        name=row["name"],
        stream=row["stream_name"],
        colour=row["colour"],
        squad=row["squad"],
        streets=row["streets"],
        marked=row["marked"],
    )


@lru_cache(maxsize=2048)
def _street(row: sqlite3.Row) -> StreetCard:
    """The same row gives the same card, so that a presenter sees by `is` what has changed."""
    return StreetCard(
        usrn=row["usrn"],
        name=row["name"],
        position=row["position"],
        locality=row["locality"],
        premises=row["premises_count"],
        assisted=row["assisted"],
        exceptions=row["exceptions"],
        usual_reason=_reason_of(row["usual_reason"]),
        note=row["note"],
        mark=_mark(row),
    )


def _premises(row: sqlite3.Row) -> PremisesCard:
    return PremisesCard(
        uprn=row["uprn"],
        label=row["label"],
        address=row["address"],
        assisted=bool(row["assisted"]),
        bin_store=row["bin_store"],
        containers=tuple(json.loads(row["containers"])),
        last_reason=_reason_of(row["last_reason"]),
        note=row["note"],
        mark=_mark(row),
        tags=tuple(PackTag(date.fromisoformat(on), Reason(r)) for on, r in json.loads(row["tags"])),
    )


def _mark(row: sqlite3.Row) -> Mark | None:
    if row["outcome"] is None:
        return None
    return Mark(
        outcome=Outcome(row["outcome"]),
        reason=_reason_of(row["reason"]),
        at_ms=row["at_ms"],
        op_id=row["op_id"],
        state=row["state"],
        contested=bool(row["contested"]),
        device=row["device"],
    )


def _reason_of(code: str | None) -> Reason | None:
    return None if code is None else Reason(code)


@lru_cache(maxsize=256)
def _reason(row: sqlite3.Row) -> ReasonCard:
    return ReasonCard(
        code=Reason(row["code"]),
        levels=tuple(Level(level) for level in json.loads(row["levels"])),
        label=row["label"],
        photo=row["photo"],
        needs_material=bool(row["needs_material"]),
    )
