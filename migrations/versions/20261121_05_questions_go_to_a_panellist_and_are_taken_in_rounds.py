"""Questions go to a panellist and are taken in rounds"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e205"
down_revision = "a1c0d3b7e204"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "moderation_act",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("queue_id", sa.String(length=20), nullable=False),
        sa.Column("question_id", sa.String(length=20), nullable=True),
        sa.Column("verb", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_moderation_act_question_id_question")
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name=op.f("fk_moderation_act_queue_id_queue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_act")),
    )
    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_act_queue_id"), ["queue_id"], unique=False)

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=32), nullable=False, server_default="written"))
        batch_op.add_column(sa.Column("panellist_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("text_as_asked", sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("translation", sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("translation_language", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("wish", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_question_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_question_merged_into_id_question"), "question", ["merged_into_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_question_panellist_id_panellist"), "panellist", ["panellist_id"], ["id"]
        )

    with op.batch_alter_table("queue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    # Only to fill the rows that are there: from now on the app says what a new row holds.
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)
    with op.batch_alter_table("queue", schema=None) as batch_op:
        batch_op.alter_column("round", server_default=None)


def downgrade():
    with op.batch_alter_table("queue", schema=None) as batch_op:
        batch_op.drop_column("round")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_question_panellist_id_panellist"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_question_merged_into_id_question"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_question_merged_into_id"))
        batch_op.drop_column("round")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("answer")
        batch_op.drop_column("wish")
        batch_op.drop_column("translation_language")
        batch_op.drop_column("translation")
        batch_op.drop_column("text_as_asked")
        batch_op.drop_column("panellist_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_act_queue_id"))

    op.drop_table("moderation_act")
