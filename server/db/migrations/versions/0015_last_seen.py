"""Where the squad that holds a collection recorded last: kept with the collection, as its visits come in.

Who is out near a blocked street was found among all visits of all collections of the day, at every such street. Decision
record 0024 says more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# of the squad that holds the collection when they come in; a clock that was set back moves nothing back
NOTE = """
update collection c set last_squad = n.squad, last_usrn = n.usrn, last_noted_at = n.noted_at
from (
  select distinct on (v.round_id, v.on_date, v.squad) v.round_id, v.on_date, v.squad, v.usrn, v.noted_at
  from {visits} v order by v.round_id, v.on_date, v.squad, v.noted_at desc, v.id desc
) n
where c.round_id = n.round_id and c.on_date = n.on_date
  and n.squad = coalesce(c.squad, (select squad from round where id = c.round_id))
  and (c.last_squad is distinct from n.squad or c.last_noted_at <= n.noted_at)
"""


def upgrade() -> None:
    op.add_column("collection", sa.Column("last_squad", sa.Text(), nullable=True))
    op.add_column("collection", sa.Column("last_usrn", sa.Text(), nullable=True))
    op.add_column(
        "collection", sa.Column("last_noted_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(NOTE.format(visits="visit"))
    op.execute(f"""
        create function note_last_visits() returns trigger language plpgsql as $$
        begin
          {NOTE.format(visits="new_rows")};
          return null;
        end $$
    """)
    op.execute("""
        create trigger note_last_visits after insert on visit referencing new table as new_rows
        for each statement execute function note_last_visits()
    """)


def downgrade() -> None:
    op.execute("drop trigger note_last_visits on visit")
    op.execute("drop function note_last_visits()")
    for column in ("last_noted_at", "last_usrn", "last_squad"):
        op.drop_column("collection", column)
