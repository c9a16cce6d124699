"""Addresses of other programs are told of what changes"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0032"
branch_labels = None
depends_on = None

HOOK, DELIVERY = "deliberate_webhook", "deliberate_webhook_delivery"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _named(*names: str) -> sa.Enum:
    return sa.Enum(*names, native_enum=False, length=24)


def upgrade() -> None:
    _add_hooks()
    _add_deliveries()


def _add_hooks() -> None:
    op.create_table(
        HOOK,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=True),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("site_url", sa.Text(), nullable=False),
        sa.Column("state", _named("on", "off", "removed"), nullable=False),
        sa.Column("off_because", _named("by hand", "failing", "gone"), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("earlier_secret", sa.Text(), nullable=True),
        sa.Column("earlier_until", MOMENT, nullable=True),
        sa.Column("secret_number", sa.Integer(), nullable=False),
        sa.Column("secret_shown_until", MOMENT, nullable=True),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("resting_until", MOMENT, nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{HOOK}_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{HOOK}")),
        sa.UniqueConstraint("author_id", "submission", name=op.f(f"uq_{HOOK}_author_id_submission")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{HOOK}_public_id")),
    )
    for column in ("article_id", "author_id"):
        op.create_index(op.f(f"ix_{HOOK}_{column}"), HOOK, [column])


def _add_deliveries() -> None:
    op.create_table(
        DELIVERY,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("event_id", KEY, nullable=True),
        sa.Column("state", _named("waiting", "delivered", "failed", "left out"), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["webhook_id"], [f"{HOOK}.id"], name=op.f(f"fk_{DELIVERY}_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{DELIVERY}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{DELIVERY}_public_id")),
    )
    op.create_index("ix_deliberate_webhook_delivery_due", DELIVERY, ["webhook_id", "state", "due_at"])
    op.create_index(op.f(f"ix_{DELIVERY}_created_at"), DELIVERY, ["created_at"])


def downgrade() -> None:
    op.drop_table(DELIVERY)
    op.drop_table(HOOK)
