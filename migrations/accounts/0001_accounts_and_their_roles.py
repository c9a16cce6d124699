"""Accounts and their roles"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_role_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_role_kind")),
        sa.UniqueConstraint("name", name=op.f("uq_account_role_kind_name")),
    )
    op.create_table(
        "account_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=128), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_user")),
        sa.UniqueConstraint("actor_id", name=op.f("uq_account_user_actor_id")),
        sa.UniqueConstraint("email", name=op.f("uq_account_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_user_fs_uniquifier")),
        sa.UniqueConstraint("name_key", name=op.f("uq_account_user_name_key")),
    )
    op.create_table(
        "account_role",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["account_role_kind.id"], name=op.f("fk_account_role_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["account_user.id"], name=op.f("fk_account_role_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_account_role")),
    )


def downgrade() -> None:
    op.drop_table("account_role")
    op.drop_table("account_user")
    op.drop_table("account_role_kind")
