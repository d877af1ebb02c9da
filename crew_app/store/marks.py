"""What the screens show at each place: computed from the operations made here and the server's mirror.

`decide_shown` is the rule; `show_again` applies it to one place, inside the transaction that changed something there.
"""

import sqlite3
from dataclasses import dataclass

from sync.ops import Op, Retraction, Visit
from sync.wire import op_of_body
from sync.words import Outcome

# Going back twice beats never: of two statements that did not see each other the worse one is shown.
_RANK = {
    Outcome.NOT_COLLECTED: 3,
    Outcome.PARTLY_COMPLETED: 2,
    Outcome.COMPLETED: 1,
    Outcome.COLLECTED: 1,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One visit recorded on this phone, as far as it matters for what is shown."""

    op_id: str
    outcome: Outcome
    est_ms: int
    state: str
    n: int | None
    seen_n: int


@dataclass(frozen=True, slots=True)
class ServerMark:
    """What the server shows at a place."""

    op_id: str
    outcome: Outcome
    at_ms: int
    change_n: int


def decide_shown(
    mine: list[Statement], server: ServerMark | None, retracted: frozenset[str]
) -> str | None:
    """The id of the operation to show, or None. `mine`: the visits here in order of capture, less retracted ones."""
    if server is None or server.op_id in retracted:
        return mine[-1].op_id if mine else None
    fresh = [one for one in mine if _is_news_to(server, one)]
    if not fresh:
        return server.op_id
    latest = fresh[-1]
    if server.op_id in {one.op_id for one in mine} or server.change_n <= latest.seen_n:
        return latest.op_id
    return max(
        (_RANK[latest.outcome], latest.est_ms, latest.op_id),
        (_RANK[server.outcome], server.at_ms, server.op_id),
    )[2]


def _is_news_to(server: ServerMark, one: Statement) -> bool:
    """Whether the server's mark does not yet take this statement into account."""
    if one.state in ("pending", "quarantined"):
        return True
    return one.n is not None and one.n > server.change_n


def show_again(connection: sqlite3.Connection, ent: str) -> None:
    """Compute anew what is shown at the place `ent`."""
    row = connection.execute("select * from server_mark where ent = ?", (ent,)).fetchone()
    server = None
    if row is not None:
        server = ServerMark(row["op_id"], Outcome(row["outcome"]), row["at_ms"], row["change_n"])
    shown = decide_shown(_list_mine(connection, ent), server, _list_retracted(connection, ent))
    connection.execute("delete from mark where ent = ?", (ent,))
    if shown is None:
        return
    contested = bool(row and row["contested"])
    mine = connection.execute("select body, seq from op where id = ?", (shown,)).fetchone()
    if mine is not None:
        _put_mine(connection, op_of_body(mine["body"], mine["seq"]), contested=contested)
    elif row is not None:
        _put_server(connection, row)


def show_op(connection: sqlite3.Connection, op: Op) -> None:
    """Show the consequence of an operation just appended."""
    if isinstance(op.data, Retraction):
        connection.execute(
            "insert or ignore into retracted (op_id, by_op) values (?, ?)", (op.data.op_id, op.id)
        )
    if isinstance(op.data, Visit | Retraction):
        show_again(connection, op.ent)


def _list_mine(connection: sqlite3.Connection, ent: str) -> list[Statement]:
    rows = connection.execute(
        "select body, seq, state, n from op where ent = ? and kind = 'visit' and state <> 'rejected' "
        "and id not in (select op_id from retracted) order by pos",
        (ent,),
    )
    return [_statement(op_of_body(row["body"], row["seq"]), row["state"], row["n"]) for row in rows]


def _statement(op: Op, state: str, n: int | None) -> Statement:
    outcome = op.data.outcome if isinstance(op.data, Visit) else Outcome.COMPLETED
    return Statement(op.id, outcome, op.time.est_ms, state, n, op.seen.n or 0)


def _list_retracted(connection: sqlite3.Connection, ent: str) -> frozenset[str]:
    rows = connection.execute(
        "select op_id from retracted join op on op.id = retracted.by_op where op.ent = ?", (ent,)
    )
    return frozenset(row["op_id"] for row in rows)


def _put_mine(connection: sqlite3.Connection, op: Op, *, contested: bool) -> None:
    visit = op.data
    if not isinstance(visit, Visit):
        return
    _put(
        connection,
        ent=op.ent,
        uprn=visit.uprn,
        entry_id=visit.entry_id,
        outcome=visit.outcome,
        reason=visit.reason,
        at_ms=op.time.est_ms,
        squad=op.squad,
        device=None,
        op_id=op.id,
        contested=contested,
    )


def _put_server(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    place = row["ent"].partition("/")[2].partition("/")[2]
    is_entry = place.startswith("~")
    _put(
        connection,
        ent=row["ent"],
        uprn=None if is_entry or not place else place,
        entry_id=place[1:] if is_entry else None,
        outcome=row["outcome"],
        reason=row["reason"],
        at_ms=row["at_ms"],
        squad=row["squad"],
        device=row["device"],
        op_id=row["op_id"],
        contested=bool(row["contested"]),
    )


def _put(connection: sqlite3.Connection, **values: object) -> None:
    collection, _, rest = str(values["ent"]).partition("/")
    values |= {"collection": collection, "usrn": rest.partition("/")[0]}
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    connection.execute(f"insert into mark ({names}) values ({slots})", values)  # noqa: S608 - our own names
