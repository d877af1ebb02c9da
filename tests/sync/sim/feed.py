"""Pages of the change feed and packs, read from tables in memory with the product's cursor rules."""

from datetime import timedelta
from functools import lru_cache

from server.actions.hand_out_pack import RESOLVED_TOLD
from server.actions.op_changes import COLLECTIONS, mark_of
from sync.cursor import Cursor, decode_cursor, encode_cursor
from sync.cursor import Stream as Feed
from sync.exchange import FeedPage, OpResult
from sync.pack import Pack, PackMark
from sync.placing import Standing
from tests.sync.sim.ground import ROUNDS
from tests.sync.sim.rules import Rules
from tests.sync.sim.tables import Collection, DeviceRow, Tables, held_by

PAGE = 6

read_cursor = lru_cache(maxsize=4_096)(decode_cursor)
write_cursor = lru_cache(maxsize=4_096)(encode_cursor)


def read_page(
    tables: Tables, device: DeviceRow, cursor: str | None, rules: Rules, most: int = PAGE
) -> FeedPage:
    """The next changes of the device's squad, at most so many."""
    head = head_of(tables)
    if cursor is None:
        return FeedPage(head=head)
    at = read_cursor(cursor)
    row = tables.changes.get(at.n)
    tag = None if row is None else row.tag
    feed = Feed(tables.epoch, head, tables.pruned_through, tag, device.scope)
    misfit = rules.find_misfit(at, feed)
    if misfit is not None:
        return FeedPage(head=head, bootstrap=misfit)
    found = []
    for n in range(at.n + 1, head + 1):
        row = tables.changes.get(n)
        if row is not None and row.squad in (None, device.squad):
            found.append(row)
            if len(found) > most:
                break
    if rules.leads_to_pack and any(row.change.kind == COLLECTIONS for row in found[:most]):
        return FeedPage(head=head, bootstrap="scope_changed")
    more = len(found) > most
    n = found[most - 1].change.n if more else head
    return FeedPage(
        head,
        tuple(row.change for row in found[:most]),
        cursor_at(tables, device, n),
        more,
    )


def head_of(tables: Tables) -> int:
    """The last number that can be seen. Where numbers are given first, the last one given may not be there yet."""
    if tables.head in tables.changes or tables.head == tables.pruned_through:
        return tables.head
    return max(tables.changes, default=tables.pruned_through)


def cursor_at(tables: Tables, device: DeviceRow, n: int) -> str:
    """The cursor behind a change."""
    row = tables.changes.get(n)
    return write_cursor(Cursor(tables.epoch, n, "" if row is None else row.tag, device.scope))


def make_pack(tables: Tables, device: DeviceRow, now_ms: int, rules: Rules) -> Pack:
    """The pack of the device's squad: its marks, and what was decided, with the cursor of the same snapshot."""
    return Pack(
        council="Testford",
        timezone="Europe/London",
        squad=device.squad,
        squad_name=device.squad,
        made_ms=now_ms,
        cursor=cursor_at(tables, device, head_of(tables)),
        marks=marks_of(tables, device.squad),
        resolved=list_resolved(tables, now_ms) if rules.packs_tell else (),
    )


def list_resolved(tables: Tables, now_ms: int) -> tuple[OpResult, ...]:
    """What managers made of held operations. There are never so many that the server would leave some out."""
    since_ms = now_ms - RESOLVED_TOLD // timedelta(milliseconds=1)
    told = [op_id for op_id, at_ms in sorted(tables.decided.items()) if at_ms > since_ms]
    results = [tables.ops[op_id].known.result for op_id in told]
    return tuple(OpResult(one.id, one.status, None, one.reason, one.by) for one in results)


def is_told(tables: Tables, collection: Collection, squad: str) -> bool:
    """Whether a squad's devices follow a collection: its own round's, and one it took over or handed over."""
    return ROUNDS[collection[0]] == squad or squad in held_by(tables.handovers, collection)


def marks_of(tables: Tables, squad: str) -> tuple[PackMark, ...]:
    """What the server shows at the places of the squad's collections."""
    by_ent: dict[str, dict[str, Standing]] = {}
    for street, here in tables.places.items():
        if is_told(tables, street[:2], squad):
            for one in here.values():
                by_ent.setdefault(one.ent, {})[one.id] = one
    marks = (mark_of(ent, here) for ent, here in sorted(by_ent.items()))
    return tuple(mark for mark in marks if mark is not None)
