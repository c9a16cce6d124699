"""Who people are on other sites that sign them in here, and who is on the way there"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTITY, JOURNEY, USER = "account_linked_identity", "account_journey", "account_user"


def upgrade() -> None:
    op.create_table(
        IDENTITY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("roles_given", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], [f"{USER}.id"], name=op.f(f"fk_{IDENTITY}_user_id_{USER}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{IDENTITY}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{IDENTITY}_public_id")),
        sa.UniqueConstraint("issuer", "subject", name=op.f(f"uq_{IDENTITY}_issuer_subject")),
    )
    op.create_index(op.f(f"ix_{IDENTITY}_user_id"), IDENTITY, ["user_id"])
    errands = sa.Enum("sign in", "link", "prove", "new account", native_enum=False, length=24)
    op.create_table(
        JOURNEY,
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("errand", errands, nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("luggage", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], [f"{USER}.id"], name=op.f(f"fk_{JOURNEY}_user_id_{USER}")),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{JOURNEY}")),
    )
    op.create_index(op.f(f"ix_{JOURNEY}_user_id"), JOURNEY, ["user_id"])
    op.create_index(op.f(f"ix_{JOURNEY}_expires_at"), JOURNEY, ["expires_at"])


def downgrade() -> None:
    op.drop_table(JOURNEY)
    op.drop_table(IDENTITY)
