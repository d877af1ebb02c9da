"""What managers do with incidents by hand: reopened when, and in what words."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incident", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incident", sa.Column("decided_why", sa.Text(), nullable=True))
    op.create_index(op.f("ix_incident_merged_into"), "incident", ["merged_into"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_incident_merged_into"), table_name="incident")
    op.drop_column("incident", "decided_why")
    op.drop_column("incident", "reopened_at")
