"""Answers to returns are kept each for itself: a squad may take one back. Those given so far are copied."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KNOWN = "ck_return_told_known"


def upgrade() -> None:
    op.create_table(
        "return_answer",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retracted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('returned', 'return_failed')", name=op.f("ck_return_answer_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_return_answer_return_id_return")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_answer")),
        sa.UniqueConstraint("op", name=op.f("uq_return_answer_op")),
    )
    op.create_index(op.f("ix_return_answer_return_id"), "return_answer", ["return_id"])
    op.execute("""
        insert into return_answer (return_id, op, outcome, reason, at, received_at)
        select b.id, b.answered_by, b.outcome, b.reason, b.answered_at,
               coalesce(o.received_at, b.answer_received_at, b.answered_at)
        from "return" b left join op o on o.id = b.answered_by
        where b.outcome is not null and b.answered_at is not null order by b.answered_at, b.id
    """)
    op.drop_constraint(KNOWN, "return")
    op.create_check_constraint(op.f(KNOWN), "return", "told in ('open', 'done', 'again')")


def downgrade() -> None:
    op.execute("update \"return\" set told = 'open' where told = 'again'")
    op.drop_constraint(KNOWN, "return")
    op.create_check_constraint(op.f(KNOWN), "return", "told in ('open', 'done')")
    op.drop_table("return_answer")
