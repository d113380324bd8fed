"""Travel grants are decided"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e211"
down_revision = "a1c0d3b7e210"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "travel_budget",
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("per_diem", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_number"], ["edition.number"], name=op.f("fk_travel_budget_edition_number_edition")
        ),
        sa.PrimaryKeyConstraint("edition_number", name=op.f("pk_travel_budget")),
    )
    op.create_table(
        "grant_decision",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("airfare", sa.Integer(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=32), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_grant_decision_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_grant_decision")),
    )
    op.create_table(
        "travel",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("passport_name", sa.String(length=200), nullable=True),
        sa.Column("passport_number", sa.String(length=40), nullable=True),
        sa.Column("passport_country", sa.String(length=2), nullable=True),
        sa.Column("passport_expires_on", sa.Date(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("arrives_on", sa.Date(), nullable=True),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.Column("flights", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("visa", sa.String(length=32), nullable=False),
        sa.Column("letter_issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_travel_application_id_application")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_travel")),
    )
    op.create_table(
        "travel_receipt",
        sa.Column("file_id", sa.String(length=20), nullable=False),
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_travel_receipt_application_id_application")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_travel_receipt")),
    )
    with op.batch_alter_table("travel_receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_travel_receipt_application_id"), ["application_id"], unique=False
        )


def downgrade():
    op.drop_table("travel_receipt")
    op.drop_table("travel")
    op.drop_table("grant_decision")
    op.drop_table("travel_budget")
