"""What premises, services, rounds, squads, reasons and holidays were before they were changed or taken away.

Decision record 0015 says why.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# the key of each table, and its geometry, which is kept as the text it is read from
PLAN = {
    "premises": ("uprn", "point"),
    "service": ("id", None),
    "round": ("id", "area"),
    "squad": ("code", None),
    "reason": ("code", None),
    "bank_holiday": ("division || ' ' || {}.on_date", None),
}


def _key(table: str, alias: str) -> str:
    key = PLAN[table][0]
    return f"{alias}.{key}".format(alias) + "::text"


def _row(table: str, alias: str) -> str:
    shape = PLAN[table][1]
    row = f"to_jsonb({alias})"
    return (
        row if shape is None else f"{row} || jsonb_build_object('{shape}', {alias}.{shape}::text)"
    )


def upgrade() -> None:
    op.create_table(
        "replaced",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("was", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "replaced_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced")),
    )
    op.create_index("ix_replaced_what_replaced_at", "replaced", ["what", "replaced_at"])
    for table in PLAN:
        insert = "insert into replaced (what, key, was)"
        old_key, new_key = _key(table, "o"), _key(table, "n")
        op.execute(f"""
            create function keep_{table}_replaced() returns trigger language plpgsql as $$
            begin
              if tg_op = 'DELETE' then
                {insert} select '{table}', {old_key}, {_row(table, "o")} from old_rows o;
              else
                {insert} select '{table}', {old_key}, {_row(table, "o")} from old_rows o
                join new_rows n on {new_key} = {old_key} where to_jsonb(o) is distinct from to_jsonb(n);
              end if;
              return null;
            end $$
        """)  # noqa: S608 - names of this file
        op.execute(f"""
            create trigger keep_{table}_updated after update on {table}
            referencing old table as old_rows new table as new_rows
            for each statement execute function keep_{table}_replaced()
        """)
        op.execute(f"""
            create trigger keep_{table}_deleted after delete on {table} referencing old table as old_rows
            for each statement execute function keep_{table}_replaced()
        """)


def downgrade() -> None:
    for table in PLAN:
        op.execute(f"drop trigger keep_{table}_deleted on {table}")
        op.execute(f"drop trigger keep_{table}_updated on {table}")
        op.execute(f"drop function keep_{table}_replaced()")
    op.drop_index("ix_replaced_what_replaced_at", table_name="replaced")
    op.drop_table("replaced")
