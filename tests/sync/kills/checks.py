"""What must hold when the faults have stopped: I1 to I7 of the protocol, against the journals of the handhelds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from crew_app.store.database import Store, connect
from server.actions.hand_out_pack import hand_out_pack
from server.actions.list_changes import list_changes
from server.db.devices import Device, find_device
from server.db.session import transaction
from sync.cursor import Cursor, encode_cursor
from tests.sync.kills.world import Handheld, World

STATE_OF_STATUS = {
    "accepted": "acked",
    "superseded": "acked",
    "rejected": "rejected",
    "quarantined": "quarantined",
}
MIRRORS = {
    "the mirror": "select ent, op_id, outcome, contested from server_mark",
    "what is shown": "select ent, op_id, outcome, contested from mark",
}
WRONG = {
    "I3 operations and visits are not one to one": """
        select o.id::text from op o full join visit v on v.id = o.id
        where (o.kind = 'visit' and o.status in ('accepted', 'superseded')) is distinct from (v.id is not null)""",
    "I3 an operation could not be applied": "select id::text || ': ' || fault from op where fault is not null",
    "I5 have is no true prefix": """
        select i.inc::text from incarnation i left join op o on o.inc = i.inc
        group by i.inc, i.have
        having i.have <> count(o.id) or i.have <> coalesce(max(o.seq), 0) or coalesce(min(o.seq), 1) <> 1""",
    "I5 change numbers do not rise with seq": """
        select id::text from (select o.id, c.n, max(c.n) over (
            partition by o.inc order by o.seq rows between unbounded preceding and 1 preceding) as before
            from op o join change c on c.op = o.id) x where n <= before""",
    "I6 changes are not numbered 1 to head": """
        select format('%s of %s to %s, head %s', count(*), min(n), max(n), (select head from change_stream))
        from change having count(*) <> (select head from change_stream) or max(n) <> count(*) or min(n) <> 1""",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds of an operation."""

    status: str
    n: int | None


def find_violations(world: World) -> list[str]:
    """Everything that does not hold; empty when all is well."""
    with world.app.app_context(), transaction() as session:
        found = [
            f"{name}: {row}" for name, query in WRONG.items() for row in _column(session, query)
        ]
        held = _list_held(session)
        found += _check_feed(session, world)
        for one in world.handhelds:
            found += [
                f"{one.name}: {wrong}" for wrong in _check_handheld(session, world, one, held)
            ]
    return found


def _check_handheld(
    session: Session, world: World, one: Handheld, held: dict[str, Held]
) -> Iterator[str]:
    store = connect(one.folder)
    try:
        (sound,) = store.connection.execute("pragma integrity_check").fetchone()
        if sound != "ok":
            yield f"the database is damaged: {sound}"
        yield from _check_log(store, one, held)
        yield from _check_mirror(session, store, world, one)
    finally:
        store.close()


def _check_log(store: Store, one: Handheld, held: dict[str, Held]) -> Iterator[str]:
    states = {
        row["id"]: row["state"] for row in store.connection.execute("select id, state from op")
    }
    shown = one.lines("shown")
    if len(set(shown)) != len(shown):
        yield "an id was shown twice"
    for op_id in set(shown) - states.keys():
        yield f"shown as saved, not in its own log: {op_id}"
    for op_id in set(shown) - held.keys():
        yield f"I2 shown as saved, not at the server: {op_id}"
    for op_id in states.keys() & held.keys():
        if STATE_OF_STATUS[held[op_id].status] != states[op_id]:
            yield f"I9 {op_id} is {states[op_id]} here and {held[op_id].status} at the server"
    yield from _check_answers(one, held)


def _check_answers(one: Handheld, held: dict[str, Held]) -> Iterator[str]:
    for op_id, told in _list_answers(one).items():
        if len(told) > 1:
            yield f"I4 {op_id} was answered as {told}"
        if op_id not in held:
            yield f"I1 answered and gone: {op_id}"
        elif {held[op_id]} != told:
            yield f"I4 {op_id} was answered as {told}, the server holds {held[op_id]}"


def _list_answers(one: Handheld) -> dict[str, set[Held]]:
    answers: dict[str, set[Held]] = {}
    for line in one.lines("answered"):
        op_id, status, n = json.loads(line)
        answers.setdefault(op_id, set()).add(Held(status, n))
    return answers


def _check_mirror(session: Session, store: Store, world: World, one: Handheld) -> Iterator[str]:
    """I7: what the handheld mirrors and shows is what a new pack would say."""
    pack = hand_out_pack(session, _device(session, one), (world.on,), datetime.now(UTC))
    truth = {mark.ent: (mark.op_id, mark.outcome.value, mark.contested) for mark in pack.marks}
    for table, query in MIRRORS.items():
        rows = store.connection.execute(query)
        mirror = {
            row["ent"]: (row["op_id"], row["outcome"], bool(row["contested"])) for row in rows
        }
        for ent in sorted(truth.keys() | mirror.keys()):
            if truth.get(ent) != mirror.get(ent):
                yield f"I7 {table} {ent}: {mirror.get(ent)}, the server says {truth.get(ent)}"


def _check_feed(session: Session, world: World) -> Iterator[str]:
    """I6: paging from the start gives every number once, in order."""
    device = _device(session, world.handhelds[0])
    (epoch,) = _column(session, "select epoch from change_stream")
    cursor, seen = encode_cursor(Cursor(str(epoch), 0, "", device.scope)), []
    while True:
        page = list_changes(session, device, cursor)
        seen += [change.n for change in page.changes]
        if not page.more or page.cursor is None:
            break
        cursor = page.cursor
    wanted = [int(str(n)) for n in _column(session, "select n from change order by n")]
    if seen != wanted:
        yield f"I6 the feed gives {len(seen)} changes, there are {len(wanted)}"


def _device(session: Session, one: Handheld) -> Device:
    query = text("select secret_hash from device where id = cast(:id as uuid)")
    device = find_device(session, session.execute(query, {"id": one.device}).scalar_one())
    if device is None:
        raise AssertionError(f"the server does not know {one.name}")
    return device


def _list_held(session: Session) -> dict[str, Held]:
    rows = session.execute(
        text("select o.id::text, o.status, c.n from op o left join change c on c.op = o.id")
    )
    return {row[0]: Held(row[1], row[2]) for row in rows}


def _column(session: Session, query: str) -> list[object]:
    return list(session.execute(text(query)).scalars())
