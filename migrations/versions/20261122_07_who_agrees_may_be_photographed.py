"""Who agrees may be photographed"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e213"
down_revision = "a1c0d3b7e212"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("photographed", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade():
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_column("photographed")
