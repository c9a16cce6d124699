"""Programs act for people by tokens"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

TOKEN, REQUEST = "deliberate_api_token", "deliberate_api_request"


def upgrade() -> None:
    op.create_table(
        TOKEN,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TOKEN}")),
        sa.UniqueConstraint("actor_id", "submission", name=op.f(f"uq_{TOKEN}_actor_id_submission")),
        sa.UniqueConstraint("digest", name=op.f(f"uq_{TOKEN}_digest")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{TOKEN}_public_id")),
    )
    op.create_index(op.f(f"ix_{TOKEN}_actor_id"), TOKEN, ["actor_id"])
    op.create_index(op.f(f"ix_{TOKEN}_expires_at"), TOKEN, ["expires_at"])
    op.create_table(
        REQUEST,
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f(f"pk_{REQUEST}")),
    )
    op.create_index(op.f(f"ix_{REQUEST}_at"), REQUEST, ["at"])


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{REQUEST}_at"), REQUEST)
    op.drop_table(REQUEST)
    op.drop_index(op.f(f"ix_{TOKEN}_expires_at"), TOKEN)
    op.drop_index(op.f(f"ix_{TOKEN}_actor_id"), TOKEN)
    op.drop_table(TOKEN)
