"""Panellists have a safety line"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e212"
down_revision = "a1c0d3b7e211"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "safety_line",
        sa.Column("participant_id", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_home_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_safety_line_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_safety_line")),
    )
    op.create_table(
        "safety_word",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("participant_id", sa.String(length=20), nullable=False),
        sa.Column("word", sa.String(length=32), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["safety_line.participant_id"],
            name=op.f("fk_safety_word_participant_id_safety_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_word")),
    )
    with op.batch_alter_table("safety_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safety_word_participant_id"), ["participant_id"], unique=False)


def downgrade():
    op.drop_table("safety_word")
    op.drop_table("safety_line")
