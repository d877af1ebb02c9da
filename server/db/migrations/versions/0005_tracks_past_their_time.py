"""Operations that still hold a track are found by when they came."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_op_track_held",
        "op",
        ["received_at"],
        postgresql_where="kind = 'track' and (body -> 'data' -> 'fixes' -> 0) is not null",
    )


def downgrade() -> None:
    op.drop_index("ix_op_track_held", table_name="op")
