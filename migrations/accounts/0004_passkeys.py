"""Passkeys, what they are asked to sign, and whether one is asked for after the password"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PASSKEY, CHALLENGE, USER = "account_passkey", "account_passkey_challenge", "account_user"


def upgrade() -> None:
    op.create_table(
        PASSKEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], [f"{USER}.id"], name=op.f(f"fk_{PASSKEY}_user_id_{USER}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PASSKEY}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{PASSKEY}_public_id")),
        sa.UniqueConstraint("credential", name=op.f(f"uq_{PASSKEY}_credential")),
    )
    op.create_index(op.f(f"ix_{PASSKEY}_user_id"), PASSKEY, ["user_id"])
    op.create_table(
        CHALLENGE,
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("ceremony", sa.Enum("register", "sign in", "step", native_enum=False, length=24), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], [f"{USER}.id"], name=op.f(f"fk_{CHALLENGE}_user_id_{USER}")),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{CHALLENGE}")),
    )
    op.create_index(op.f(f"ix_{CHALLENGE}_user_id"), CHALLENGE, ["user_id"])
    op.create_index(op.f(f"ix_{CHALLENGE}_expires_at"), CHALLENGE, ["expires_at"])
    op.add_column(USER, sa.Column("passkey_step", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    # Not by copying the table, as SQLite once needed: others point to it.
    op.drop_column(USER, "passkey_step")
    op.drop_table(CHALLENGE)
    op.drop_table(PASSKEY)
