"""Doors can call the desk"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e201"
down_revision = "a1c0d3b7e200"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    raise NotImplementedError("Restore a backup instead.")
