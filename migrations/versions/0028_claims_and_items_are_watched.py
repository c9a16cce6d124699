"""One claim or item can be watched, or what is posted on it muted"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = "deliberate_post_watch"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("contribution_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        _leads_to("contribution_id", "deliberate_contribution"),
        _leads_to("article_id", "deliberate_article"),
        sa.PrimaryKeyConstraint("contribution_id", "actor_id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_actor_id"), TABLE, ["actor_id"])
    op.create_index(op.f(f"ix_{TABLE}_article_id"), TABLE, ["article_id"])


def _leads_to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{column}"))


def downgrade() -> None:
    op.drop_table(TABLE)
