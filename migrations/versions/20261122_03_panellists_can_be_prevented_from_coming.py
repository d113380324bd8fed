"""Panellists can be prevented from coming"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e209"
down_revision = "a1c0d3b7e208"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("presence", sa.String(length=32), server_default="in_room", nullable=False)
        )
        batch_op.add_column(sa.Column("absence_note", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.drop_column("hidden_at")
        batch_op.drop_column("absence_note")
        batch_op.drop_column("presence")
