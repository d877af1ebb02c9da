"""Photos that whoever holds a report's link may see; messages read are found by when they were received."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_photo",
        sa.Column("report", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "origin in ('resident', 'squad')", name=op.f("ck_report_photo_origin_known")
        ),
        sa.CheckConstraint(
            "origin <> 'squad' or added_by is not null",
            name=op.f("ck_report_photo_shown_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["account.id"], name=op.f("fk_report_photo_added_by")
        ),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name=op.f("fk_report_photo_report")),
        sa.PrimaryKeyConstraint("report", "sha256", name=op.f("pk_report_photo")),
    )
    op.create_index(op.f("ix_report_photo_added_at"), "report_photo", ["added_at"])
    op.create_index(op.f("ix_report_photo_sha256"), "report_photo", ["sha256"])
    op.create_index(
        "ix_op_message_read", "op", ["received_at"], postgresql_where="kind = 'message_read'"
    )


def downgrade() -> None:
    op.drop_index("ix_op_message_read", table_name="op")
    op.drop_table("report_photo")
