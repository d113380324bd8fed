"""Panels speak in an order and a sitting is timed"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e204"
down_revision = "a1c0d3b7e203"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "panellist",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("country_session_id", sa.String(length=20), nullable=False),
        sa.Column("participant_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("appearance", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["country_session_id"],
            ["country_session.id"],
            name=op.f("fk_panellist_country_session_id_country_session"),
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_panellist_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panellist")),
    )
    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_panellist_country_session_id"), ["country_session_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_panellist_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("country_session_id", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=32), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("blank", sa.Boolean(), nullable=False),
        sa.Column("timer_total", sa.Integer(), nullable=True),
        sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("timer_left", sa.Integer(), nullable=True),
        sa.Column("under_review_opens", sa.Boolean(), nullable=False),
        sa.Column("under_review_replies", sa.Boolean(), nullable=False),
        sa.Column("under_review_asks", sa.Boolean(), nullable=False),
        sa.Column("shows_waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_session_id"],
            ["country_session.id"],
            name=op.f("fk_sitting_country_session_id_country_session"),
        ),
        sa.PrimaryKeyConstraint("country_session_id", name=op.f("pk_sitting")),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("country_session_id", sa.String(length=20), nullable=False),
        sa.Column("panellist_id", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["country_session_id"],
            ["country_session.id"],
            name=op.f("fk_statement_country_session_id_country_session"),
        ),
        sa.ForeignKeyConstraint(
            ["panellist_id"], ["panellist.id"], name=op.f("fk_statement_panellist_id_panellist")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("panellist_id", name=op.f("uq_statement_panellist_id")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_country_session_id"), ["country_session_id"], unique=False
        )
        batch_op.create_index(
            "uq_statement_speaking",
            ["country_session_id"],
            unique=True,
            sqlite_where=sa.text("status = 'speaking'"),
            postgresql_where=sa.text("status = 'speaking'"),
        )


def downgrade():
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_statement_speaking",
            sqlite_where=sa.text("status = 'speaking'"),
            postgresql_where=sa.text("status = 'speaking'"),
        )
        batch_op.drop_index(batch_op.f("ix_statement_country_session_id"))

    op.drop_table("statement")
    op.drop_table("sitting")
    with op.batch_alter_table("panellist", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panellist_participant_id"))
        batch_op.drop_index(batch_op.f("ix_panellist_country_session_id"))

    op.drop_table("panellist")
