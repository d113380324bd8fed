"""Decisions are prepared and released"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e208"
down_revision = "a1c0d3b7e207"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "decision",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("reply_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_decision_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_decision")),
    )

    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.add_column(sa.Column("application_id", sa.String(length=20), nullable=True))
        batch_op.create_index(batch_op.f("ix_panellist_application_id"), ["application_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_panellist_application_id_application"), "application", ["application_id"], ["id"]
        )


def downgrade():
    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_panellist_application_id_application"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_panellist_application_id"))
        batch_op.drop_column("application_id")
    op.drop_table("decision")
