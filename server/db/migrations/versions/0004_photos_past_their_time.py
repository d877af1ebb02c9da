"""Photos that are here are found by when they came."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_blob_held", "blob", ["verified_at"], postgresql_where="verified_at is not null"
    )


def downgrade() -> None:
    op.drop_index("ix_blob_held", table_name="blob")
