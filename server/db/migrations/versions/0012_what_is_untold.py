"""The index of returns to be told of holds those alone: it held every open one, and each exchange read all of them."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NAME, TABLE, COLUMNS = "ix_return_untold", "return", ["id"]
UNTOLD = "told is null or told = 'again' or (told = 'open' and (answered_at is not null or cancelled_at is not null))"


def upgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, COLUMNS, postgresql_where=UNTOLD)


def downgrade() -> None:
    op.drop_index(NAME, table_name=TABLE)
    op.create_index(NAME, TABLE, COLUMNS, postgresql_where="told is distinct from 'done'")
