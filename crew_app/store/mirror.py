"""The mirror of the server: a pack replaces it whole in one transaction, and never touches an operation.

What was recorded here and the pack does not yet know is shown on top again, in the same transaction.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from crew_app.store.marks import show_again
from crew_app.store.returns import put_message, put_return
from crew_app.store.settings import put_setting
from crew_app.store.told import note_pack
from sync.ops import entity_of_collection
from sync.pack import Pack, PackCollection, PackMark, PackPremises

_MIRROR = (
    "collection",
    "street",
    "entry",
    "premises",
    "stream",
    "reason",
    "return_asked",
    "message",
    "server_mark",
    "told_nothing",
    "other_squad",
)


def put_pack(connection: sqlite3.Connection, pack: Pack) -> None:
    """Replace the mirror by the pack inside a transaction, and show local operations on top again."""
    for table in _MIRROR:
        connection.execute(f"delete from {table}")  # noqa: S608 - our own names
    _put_council(connection, pack)
    for asked in pack.returns:
        put_return(connection, asked)
    for message in pack.messages:
        put_message(connection, message)
    for collection in pack.collections:
        _put_collection(connection, collection)
    put_server_marks(connection, pack.marks)
    note_pack(connection, pack)
    _show_everything_again(connection)


def put_server_marks(connection: sqlite3.Connection, marks: Iterable[PackMark]) -> None:
    """Take over what the server shows at some places; an older change never replaces a newer one."""
    connection.executemany(
        "insert into server_mark values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (ent) do update set "
        "outcome = excluded.outcome, reason = excluded.reason, squad = excluded.squad, device = excluded.device, "
        "at_ms = excluded.at_ms, op_id = excluded.op_id, contested = excluded.contested, "
        "change_n = excluded.change_n where excluded.change_n >= server_mark.change_n",
        [
            (
                mark.ent,
                mark.outcome,
                mark.reason,
                mark.squad,
                mark.device,
                mark.at_ms,
                mark.op_id,
                int(mark.contested),
                mark.change_n,
            )
            for mark in marks
        ],
    )


def _put_council(connection: sqlite3.Connection, pack: Pack) -> None:
    put_setting(connection, "cursor", pack.cursor)
    put_setting(
        connection,
        "pack",
        {
            "council": pack.council,
            "timezone": pack.timezone,
            "squad": pack.squad,
            "squad_name": pack.squad_name,
            "made_ms": pack.made_ms,
            "purpose": pack.purpose,
        },
    )
    connection.executemany(
        "insert into stream values (?, ?, ?)",
        [(card.code, card.name, card.colour) for card in pack.streams],
    )
    connection.executemany(
        "insert into other_squad values (?, ?, ?)",
        [(squad.code, squad.name, place) for place, squad in enumerate(pack.squads)],
    )
    connection.executemany(
        "insert into reason values (?, ?, ?, ?, ?, ?)",
        [
            (r.code, place, json.dumps(r.levels), r.label, r.photo, int(r.needs_material))
            for place, r in enumerate(pack.reasons)
        ],
    )


def _put_collection(connection: sqlite3.Connection, given: PackCollection) -> None:
    key = entity_of_collection(given.round_id, given.on)
    assisted = Counter(p.usrn for p in given.premises if p.assisted)
    connection.execute(
        "insert into collection values (?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            given.round_id,
            given.on.isoformat(),
            given.name,
            given.stream,
            given.squad,
            given.expected_end,
        ),
    )
    connection.executemany(
        "insert into street values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                s.usrn,
                s.name,
                s.position,
                s.locality,
                s.premises_count,
                s.usual_reason,
                json.dumps(s.line),
                s.note,
                assisted[s.usrn],
            )
            for s in given.streets
        ],
    )
    connection.executemany(
        "insert into entry values (?, ?, ?, ?)",
        [(key, e.entry_id, e.usrn, e.name) for e in given.entries],
    )
    _put_premises(connection, key, given.premises)


def _put_premises(
    connection: sqlite3.Connection, key: str, premises: tuple[PackPremises, ...]
) -> None:
    connection.executemany(
        "insert into premises values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                key,
                p.uprn,
                p.usrn,
                place,
                p.label,
                p.address,
                int(p.assisted),
                p.bin_store_id,
                p.bin_store,
                json.dumps(p.containers),
                p.last_reason,
                p.note,
                json.dumps([(tag.on.isoformat(), tag.reason) for tag in p.tags]),
            )
            for place, p in enumerate(premises)
        ],
    )


def _show_everything_again(connection: sqlite3.Connection) -> None:
    connection.execute("delete from mark")
    places = connection.execute(
        "select ent from server_mark union select distinct ent from op where kind = 'visit'"
    ).fetchall()
    for row in places:
        show_again(connection, row["ent"])
