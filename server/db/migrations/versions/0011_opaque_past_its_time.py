"""What nobody could read is emptied when its time is over; when that was is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "opaque_payload", sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_opaque_payload_held",
        "opaque_payload",
        ["received_at"],
        postgresql_where="emptied_at is null",
    )


def downgrade() -> None:
    op.drop_index("ix_opaque_payload_held", table_name="opaque_payload")
    op.drop_column("opaque_payload", "emptied_at")
