"""Doors can call the desk"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e201"
down_revision = "a1c0d3b7e200"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "desk_call",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("door_id", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["door_id"], ["door.id"], name=op.f("fk_desk_call_door_id_door")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_call")),
    )
    with op.batch_alter_table("desk_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_call_door_id"), ["door_id"], unique=False)
        batch_op.create_index(
            "uq_desk_call_open",
            ["door_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )


def downgrade():
    op.drop_table("desk_call")
