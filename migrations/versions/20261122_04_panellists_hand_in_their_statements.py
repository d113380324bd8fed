"""Panellists hand in their statements"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e210"
down_revision = "a1c0d3b7e209"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "due_date",
        sa.Column("edition_number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_number"], ["edition.number"], name=op.f("fk_due_date_edition_number_edition")
        ),
        sa.PrimaryKeyConstraint("edition_number", "part", name=op.f("pk_due_date")),
    )
    op.create_table(
        "handed_in",
        sa.Column("panellist_id", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("readers", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["panellist_id"],
            ["panellist.id"],
            ondelete="CASCADE",
            name=op.f("fk_handed_in_panellist_id_panellist"),
        ),
        sa.PrimaryKeyConstraint("panellist_id", "part", name=op.f("pk_handed_in")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("panellist_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["panellist_id"],
            ["panellist.id"],
            ondelete="CASCADE",
            name=op.f("fk_proposal_panellist_id_panellist"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_panellist_id"), ["panellist_id"], unique=False)
    op.create_table(
        "statement_text",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("panellist_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["panellist_id"],
            ["panellist.id"],
            ondelete="CASCADE",
            name=op.f("fk_statement_text_panellist_id_panellist"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_text")),
        sa.UniqueConstraint("panellist_id", "version", name=op.f("uq_statement_text_panellist_id_version")),
    )
    with op.batch_alter_table("statement_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_text_panellist_id"), ["panellist_id"], unique=False)


def downgrade():
    op.drop_table("due_date")
    op.drop_table("proposal")
    op.drop_table("statement_text")
    op.drop_table("handed_in")
