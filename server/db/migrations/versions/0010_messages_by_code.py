"""A message that we word ourselves says what it is about in a form that a phone can word in its own language."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("code", sa.Text(), nullable=True))
    op.add_column("message", sa.Column("fields", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "fields")
    op.drop_column("message", "code")
