"""A stamp on the rules, bodies kept as the text they came as, and references of visits checked once a batch.

Decision records 0012 and 0013 say why.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

RULES = ("council", "bank_holiday", "reason", "policy")
NAMED = {  # by column of visit: the table and its key
    "device": ("device", "id"),
    "round_id": ("round", "id"),
    "usrn": ("street", "usrn"),
    "entry_id": ("entry", "id"),
    "uprn": ("premises", "uprn"),
}


def upgrade() -> None:
    op.create_table(
        "rule_stamp",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_rule_stamp_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_stamp")),
    )
    op.execute("insert into rule_stamp (id, stamp) values (1, gen_random_uuid())")
    op.execute("""
        create function stamp_rules() returns trigger language plpgsql as $$
        begin
          update rule_stamp set stamp = gen_random_uuid();
          return null;
        end $$
    """)
    for table in RULES:
        op.execute(f"""
            create trigger stamp_rules after insert or update or delete or truncate on {table}
            for each statement execute function stamp_rules()
        """)
    for table in ("op", "change"):
        op.execute(f"alter table {table} alter column body type json using cast(body as json)")
    _check_visits_by_the_batch()


def _check_visits_by_the_batch() -> None:
    for column in NAMED:
        op.drop_constraint(f"fk_visit_{column}", "visit", type_="foreignkey")
    # scalar subqueries: one look in the index for each, whatever the planner believes of a table that grows
    missing = " or ".join(
        f"(n.{column} is not null and (select {key} from {table} where {key} = n.{column}) is null)"  # noqa: S608
        for column, (table, key) in NAMED.items()
    )
    op.execute(f"""
        create function check_visits() returns trigger language plpgsql as $$
        begin
          if exists (select from new_rows n where {missing}) then
            raise foreign_key_violation using message = 'a visit names what is not there',
              constraint = 'fk_visit_named', table = 'visit';
          end if;
          return null;
        end $$
    """)
    op.execute("""
        create trigger check_visits after insert on visit referencing new table as new_rows
        for each statement execute function check_visits()
    """)
    for column, (table, key) in NAMED.items():
        op.execute(f"""
            create function keep_{table}_of_visits() returns trigger language plpgsql as $$
            begin
              if exists (select from visit v join old_rows o on v.{column} = o.{key}) then
                raise foreign_key_violation using message = 'visits name it', constraint = 'fk_visit_named',
                  table = '{table}';
              end if;
              return null;
            end $$
        """)
        op.execute(f"""
            create trigger keep_{table}_of_visits after delete on {table} referencing old table as old_rows
            for each statement execute function keep_{table}_of_visits()
        """)


def downgrade() -> None:
    for column, (table, key) in NAMED.items():
        op.execute(f"drop trigger keep_{table}_of_visits on {table}")
        op.execute(f"drop function keep_{table}_of_visits()")
        op.create_foreign_key(f"fk_visit_{column}", "visit", table, [column], [key])
    op.execute("drop trigger check_visits on visit")
    op.execute("drop function check_visits()")
    for table in ("op", "change"):
        op.execute(f"alter table {table} alter column body type jsonb using cast(body as jsonb)")
    for table in RULES:
        op.execute(f"drop trigger stamp_rules on {table}")
    op.execute("drop function stamp_rules()")
    op.drop_table("rule_stamp")
