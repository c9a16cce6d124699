"""Articles stand for things of the host's own, by its keys"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

TABLE = "deliberate_attachment"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{TABLE}_article_id")),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("article_id", name=op.f(f"uq_{TABLE}_article_id")),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
