"""Puts many rows into a table at once: new ones are added, those that differ are changed, equal ones are left alone.

The rows travel by COPY into a temporary table and on in one statement, so 100,000 take seconds. Must not decide
anything: what to put is the caller's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

MANY = 1000  # rows after which the table's statistics are taken anew


@dataclass(frozen=True, slots=True)
class Put:
    """What a put did, in rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Put") -> "Put":
        """Both together."""
        return Put(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go: the columns in the order of each row's values, and those of them that identify a row."""

    table: Table
    columns: tuple[str, ...]
    key: tuple[str, ...]
    key_where: str = ""  # the predicate of a partial unique index, if the key is one
    kept: tuple[str, ...] = ()  # columns given for new rows only, never compared or changed


def target_of(
    row: Any,
    columns: tuple[str, ...],
    key: tuple[str, ...],
    *,
    key_where: str = "",
    kept: tuple[str, ...] = (),
) -> Target:
    """The target of a mapped table class. Names are those of database columns."""
    return Target(cast(Table, row.__table__), columns, key, key_where, kept)


def put_rows(session: Session, target: Target, rows: Iterable[Sequence[Any]]) -> Put:
    """Put the rows. Of several with the same key the last counts. Geometry is given as hex EWKB."""
    places = [target.columns.index(name) for name in target.key]
    distinct = {tuple(_hashable(row[place]) for place in places): row for row in rows}
    if not distinct:
        return Put()
    staging = f"put_{target.table.name}"
    columns = ", ".join(f'"{name}"' for name in target.columns)
    table = f'"{target.table.name}"'
    session.execute(
        text(
            f"create temporary table {staging} on commit drop as select {columns} from {table} with no data"  # noqa: S608 - names of our own tables
        )
    )
    _copy(session, f"copy {staging} ({columns}) from stdin", list(distinct.values()))
    added, changed = session.execute(text(_merge_statement(target, staging))).one()
    session.execute(text(f"drop table {staging}"))
    if added > MANY:  # in the same transaction nothing else would tell the planner
        session.execute(text(f"analyze {table}"))
    session.expire_all()
    return Put(added, changed, len(distinct) - added - changed)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _copy(session: Session, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    driver = session.connection().connection.driver_connection
    assert driver is not None, "a session in a transaction has a connection"  # noqa: S101 - for the type checker
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _merge_statement(target: Target, staging: str) -> str:
    """One statement that merges the staging table and counts what was added and what changed."""
    table = target.table.name
    columns = ", ".join(f'"{name}"' for name in target.columns)
    key = ", ".join(f'"{name}"' for name in target.key)
    rest = [name for name in target.columns if name not in {*target.key, *target.kept}]
    conflict = f"on conflict ({key}) {target.key_where}"
    if rest:
        setting = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
        old = ", ".join(f't."{name}"' for name in rest)
        new = ", ".join(f'excluded."{name}"' for name in rest)
        conflict += f" do update set {setting} where ({old}) is distinct from ({new})"
    else:
        conflict += " do nothing"
    return (
        f'with merged as (insert into "{table}" as t ({columns}) select {columns} from {staging} '  # noqa: S608 - names of our own tables
        f"{conflict} returning (t.xmax = 0) as is_new) "
        "select count(*) filter (where is_new), count(*) filter (where not is_new) from merged"
    )
