"""Staff have a second factor"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e202"
down_revision = "a1c0d3b7e201"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    raise NotImplementedError("Restore a backup instead.")
