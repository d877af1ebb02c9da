"""Less to keep for each operation: its incarnation is looked up once a batch, two indexes that nothing read are gone.

Decision records 0012 and 0023 say why.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UNREAD = {
    "ix_visit_received_at": ["received_at"],
    "ix_visit_on_date_usrn": ["on_date", "usrn"],
}


def upgrade() -> None:
    for name in UNREAD:
        op.drop_index(name, table_name="visit")
    op.drop_constraint("fk_op_inc", "op", type_="foreignkey")
    op.execute("""
        create function check_ops() returns trigger language plpgsql as $$
        begin
          if exists (select from (select distinct inc from new_rows) n
                     where (select i.inc from incarnation i where i.inc = n.inc) is null) then
            raise foreign_key_violation using message = 'an operation names a log that is not there',
              constraint = 'fk_op_inc', table = 'op';
          end if;
          return null;
        end $$
    """)
    op.execute("""
        create trigger check_ops after insert on op referencing new table as new_rows
        for each statement execute function check_ops()
    """)
    op.execute("""
        create function keep_incarnation_of_ops() returns trigger language plpgsql as $$
        begin
          if exists (select from op o join old_rows i on o.inc = i.inc) then
            raise foreign_key_violation using message = 'operations name it', constraint = 'fk_op_inc',
              table = 'incarnation';
          end if;
          return null;
        end $$
    """)
    op.execute("""
        create trigger keep_incarnation_of_ops after delete on incarnation referencing old table as old_rows
        for each statement execute function keep_incarnation_of_ops()
    """)


def downgrade() -> None:
    op.execute("drop trigger keep_incarnation_of_ops on incarnation")
    op.execute("drop function keep_incarnation_of_ops()")
    op.execute("drop trigger check_ops on op")
    op.execute("drop function check_ops()")
    op.create_foreign_key("fk_op_inc", "op", "incarnation", ["inc"], ["inc"])
    for name, columns in UNREAD.items():
        op.create_index(name, "visit", columns)
