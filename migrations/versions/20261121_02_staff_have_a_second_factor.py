"""Staff have a second factor"""

import sqlalchemy as sa
from alembic import op

revision = "a1c0d3b7e202"
down_revision = "a1c0d3b7e201"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "authenticator_app",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_authenticator_app_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_code_staff_id", ["staff_id", "code_hash"], unique=True)

    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_passkey_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_challenge")),
    )
    with op.batch_alter_table("spent_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_challenge_expires_at"), ["expires_at"], unique=False)

    # Nobody has proven a second factor yet: whoever is signed in sets one up, by the invitation that they still hold or
    # by a new one.
    op.execute("UPDATE \"grant\" SET ended_at = CURRENT_TIMESTAMP WHERE kind = 'staff' AND ended_at IS NULL")
    op.execute("UPDATE link SET kind = 'staff_invited', role = NULL WHERE kind = 'staff' AND spent_by_use")


def downgrade():
    # What was on the way to a second factor would be a kind that the older code does not know.
    op.execute("DELETE FROM \"grant\" WHERE kind IN ('staff_unproven', 'staff_invited')")
    op.execute(
        "UPDATE \"grant\" SET link_id = NULL WHERE link_id IN (SELECT id FROM link WHERE kind IN ('staff_unproven', 'staff_invited'))"
    )
    op.execute("DELETE FROM link WHERE kind IN ('staff_unproven', 'staff_invited')")
    op.drop_table("spent_challenge")
    op.drop_table("passkey")
    op.drop_table("recovery_code")
    op.drop_table("authenticator_app")
