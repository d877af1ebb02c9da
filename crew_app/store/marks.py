"""What the screens show at each place: computed from the operations made here and the server's mirror.

The rule is that of the server, `sync.register`; `make_statements` says what each side had seen of the other.
"""

import sqlite3
from dataclasses import dataclass, replace

from crew_app.store.told import find_nothing_since
from sync.ops import Op, Retraction, Visit
from sync.register import Statement, decide_shown
from sync.wire import op_of_body
from sync.words import Outcome


@dataclass(frozen=True, slots=True)
class Mine:
    """One visit recorded on this phone, as far as it matters for what is shown."""

    op_id: str
    outcome: Outcome
    est_ms: int
    state: str
    n: int | None
    seen_n: int
    is_retracted: bool = False


@dataclass(frozen=True, slots=True)
class ServerMark:
    """What the server shows at a place."""

    op_id: str
    outcome: Outcome
    at_ms: int
    change_n: int


def make_statements(mine: list[Mine], server: ServerMark | None) -> list[Statement]:
    """The candidates at a place. `mine` in order of capture: each had seen the earlier ones."""
    statements: dict[str, Statement] = {}
    for one in mine:
        saw = frozenset(statements)
        if server is not None and server.change_n <= one.seen_n:
            saw |= {server.op_id}
        statements[one.op_id] = Statement(
            one.op_id, one.outcome, one.est_ms, saw - {one.op_id}, one.is_retracted
        )
    if server is not None:
        known = frozenset(one.op_id for one in mine if _is_known_to(server, one)) - {server.op_id}
        kept = statements.get(server.op_id)
        if kept is None:
            kept = Statement(server.op_id, server.outcome, server.at_ms)
        statements[server.op_id] = replace(kept, saw=kept.saw | known)
    return list(statements.values())


def _is_known_to(server: ServerMark, one: Mine) -> bool:
    """Whether the server's mark takes this visit into account already."""
    return one.state == "acked" and (one.n is None or one.n <= server.change_n)


def show_again(connection: sqlite3.Connection, ent: str) -> None:
    """Compute anew what is shown at the place `ent`."""
    row = connection.execute("select * from server_mark where ent = ?", (ent,)).fetchone()
    server = None
    if row is not None:
        server = ServerMark(row["op_id"], Outcome(row["outcome"]), row["at_ms"], row["change_n"])
    mine = _list_mine(connection, ent, find_nothing_since(connection, ent))
    shown = decide_shown(make_statements(mine, server))
    connection.execute("delete from mark where ent = ?", (ent,))
    if shown.winner is None:
        return
    contested = shown.is_contested or bool(row and row["contested"])
    won = connection.execute("select body, seq from op where id = ?", (shown.winner,)).fetchone()
    if won is not None:
        _put_mine(connection, op_of_body(won["body"], won["seq"]), contested=contested)
    elif row is not None:
        _put_server(connection, row, contested=contested)


def show_op(connection: sqlite3.Connection, op: Op) -> None:
    """Show the consequence of an operation just appended."""
    if isinstance(op.data, Retraction):
        connection.execute(
            "insert or ignore into retracted (op_id, by_op) values (?, ?)", (op.data.op_id, op.id)
        )
    if isinstance(op.data, Visit | Retraction):
        show_again(connection, op.ent)


def show_visit(connection: sqlite3.Connection, op: Op, *, is_contested: bool) -> None:
    """Show a visit captured just now. It had seen all that this phone knows of the place, so it stands alone there.

    is_contested: whether the server's mark there is.
    """
    _put_mine(connection, op, contested=is_contested)


def _list_mine(connection: sqlite3.Connection, ent: str, nothing_since: int) -> list[Mine]:
    """The visits made here, in order. nothing_since: what the server knew by that change, the squad has taken back."""
    rows = connection.execute(
        "select body, seq, state, n, exists (select 1 from retracted where op_id = op.id) as gone "
        "from op where ent = ? and kind = 'visit' and state <> 'rejected' order by pos",
        (ent,),
    )
    return [_mine(op_of_body(row["body"], row["seq"]), row, nothing_since) for row in rows]


def _mine(op: Op, row: sqlite3.Row, nothing_since: int) -> Mine:
    outcome = op.data.outcome if isinstance(op.data, Visit) else Outcome.COMPLETED
    return Mine(
        op_id=op.id,
        outcome=outcome,
        est_ms=op.time.est_ms,
        state=row["state"],
        n=row["n"],
        seen_n=op.seen.n or 0,
        is_retracted=bool(row["gone"]) or is_gone_elsewhere(row["state"], row["n"], nothing_since),
    )


def is_gone_elsewhere(state: str, n: int | None, nothing_since: int) -> bool:
    """Whether the server knew of a visit of this phone when it told that nothing stands at the place any more."""
    return state == "acked" and n is not None and n <= nothing_since


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


def _put_server(connection: sqlite3.Connection, row: sqlite3.Row, *, contested: bool) -> None:
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
        contested=contested,
    )


def _put(connection: sqlite3.Connection, **values: object) -> None:
    collection, _, rest = str(values["ent"]).partition("/")
    connection.execute(
        "insert or replace into mark (ent, collection, usrn, uprn, entry_id, outcome, reason, at_ms, squad, device, "
        "op_id, contested) values (:ent, :collection, :usrn, :uprn, :entry_id, :outcome, :reason, :at_ms, :squad, "
        ":device, :op_id, :contested)",
        values | {"collection": collection, "usrn": rest.partition("/")[0]},
    )
