"""Badges are printed in batches"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e203"
down_revision = "a1c0d3b7e202"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "badge_print",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("selection", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("requested_by", sa.String(length=64), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_number"], ["edition.number"], name=op.f("fk_badge_print_edition_number_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_print")),
    )
    with op.batch_alter_table("badge_print") as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_print_edition_number"), ["edition_number"], unique=False)
    with op.batch_alter_table("participant") as batch_op:
        batch_op.add_column(sa.Column("printed_name", sa.String(length=200), nullable=True))
    with op.batch_alter_table("pass") as batch_op:
        batch_op.add_column(sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("pass") as batch_op:
        batch_op.drop_column("printed_at")
    with op.batch_alter_table("participant") as batch_op:
        batch_op.drop_column("printed_name")
    with op.batch_alter_table("badge_print") as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_print_edition_number"))
    op.drop_table("badge_print")
