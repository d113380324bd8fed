"""Organisations apply to speak"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e206"
down_revision = "a1c0d3b7e205"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "stored_file",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("mimetype", sa.String(length=120), nullable=True),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index("ix_stored_file_subject_id", ["subject_id", "purpose"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("late_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("reference", sa.String(length=20), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.JSON(), nullable=True),
        sa.Column("country_session_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=True),
        sa.Column("organisation_folded", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["country_session_id"],
            ["country_session.id"],
            name=op.f("fk_application_country_session_id_country_session"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_number"], ["edition.number"], name=op.f("fk_application_edition_number_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("reference", name=op.f("uq_application_reference")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_country_session_id"), ["country_session_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_edition_number"), ["edition_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_email"), ["email"], unique=False)


def downgrade():
    op.drop_table("application")
    op.drop_table("stored_file")
