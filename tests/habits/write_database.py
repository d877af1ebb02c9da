"""Writes docs/database.md from the tables: python -m tests.habits.write_database."""

from sqlalchemy import ForeignKeyConstraint, Table

from server.db.tables import TableBase
from tests.habits.sources import ROOT

HEAD = """# The database

Made from `server/db/tables/` by `python -m tests.habits.write_database`. PostgreSQL 15 with PostGIS; geometry is
stored in EPSG:4326 and measured in metres by PostGIS. Wards are joined spatially when asked. Facts (`op`, `visit`,
`report`, `verdict`, `audit`) are append-only; contact details live in a table of their own with their own retention.

"""


def class_docs() -> dict[str, str]:
    """The first sentence each table's class says of itself, by table name."""
    return {
        str(mapper.local_table): (mapper.class_.__doc__ or "").strip().splitlines()[0]
        for mapper in TableBase.registry.mappers
    }


def foreign_keys(table: Table) -> str:
    """`column -> table.column`, for every foreign key."""
    pairs = [
        f"`{key.parent.name}` → `{key.target_fullname}`"
        for constraint in sorted(table.constraints, key=lambda c: str(c.name))
        if isinstance(constraint, ForeignKeyConstraint)
        for key in constraint.elements
    ]
    return ", ".join(pairs) or "-"


def page() -> str:
    """The whole page."""
    docs = class_docs()
    rows = []
    for table in sorted(TableBase.metadata.tables.values(), key=lambda t: t.name):
        columns = ", ".join(f"{c.name}{'?' if c.nullable else ''}" for c in table.columns)
        rows.append(
            f"## `{table.name}`\n\n{docs[table.name]}\n\n- columns (? may be null): {columns}\n"
        )
        rows.append(f"- refers to: {foreign_keys(table)}\n\n")
    return HEAD + "".join(rows)


def main() -> None:
    """Write the page."""
    (ROOT / "docs" / "database.md").write_text(page())


if __name__ == "__main__":
    main()
