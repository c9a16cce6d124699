"""How far people have read, when they were last there, and who has been shown around"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

VISIT, WELCOME = "deliberate_visit", "deliberate_welcome"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        VISIT,
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("seen_until", moment, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name=op.f(f"pk_{VISIT}")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{VISIT}_article_id_deliberate_article")
        ),
    )
    op.create_index(op.f(f"ix_{VISIT}_actor_id"), VISIT, ["actor_id"])
    op.create_table(
        WELCOME,
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f(f"pk_{WELCOME}")),
    )


def downgrade() -> None:
    op.drop_table(WELCOME)
    op.drop_index(op.f(f"ix_{VISIT}_actor_id"), VISIT)
    op.drop_table(VISIT)
