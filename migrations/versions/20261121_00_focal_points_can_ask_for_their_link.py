"""Focal points can ask for their link; mails may carry a file; country sessions count what calendars show of them"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e200"
down_revision = "d1b353edb043"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "lost_link",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_number"], ["edition.number"], name=op.f("fk_lost_link_edition_number_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_link")),
    )
    op.add_column("message", sa.Column("attachment", sa.String(length=32), nullable=True))
    op.add_column("message", sa.Column("attached_ids", sa.JSON(), nullable=True))
    op.add_column("country_session", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
    op.add_column("country_session", sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("country_session", schema=None) as batch_op:
        batch_op.drop_column("revised_at")
        batch_op.drop_column("revision")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("attached_ids")
        batch_op.drop_column("attachment")
    op.drop_table("lost_link")
