"""What both sides accept: points, people's answers, and what these come to"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

POINT, ANSWER, STANDING = "deliberate_common_point", "deliberate_point_answer", "deliberate_point_standing"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        POINT,
        sa.Column("id", KEY, nullable=False),
        sa.Column("claim_id", KEY, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        _leads_to(POINT, "claim_id", "deliberate_proposition"),
        _leads_to(POINT, "id", "deliberate_contribution"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{POINT}")),
    )
    op.create_index(op.f(f"ix_{POINT}_claim_id"), POINT, ["claim_id"])
    op.create_table(
        ANSWER,
        sa.Column("id", KEY, nullable=False),
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _leads_to(ANSWER, "point_id", POINT),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{ANSWER}")),
        sa.UniqueConstraint("point_id", "actor_id", name=op.f(f"uq_{ANSWER}_point_id_actor_id")),
    )
    op.create_index(op.f(f"ix_{ANSWER}_actor_id"), ANSWER, ["actor_id"])
    op.create_table(
        STANDING,
        sa.Column("point_id", KEY, nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=True),
        _leads_to(STANDING, "article_id", "deliberate_article"),
        _leads_to(STANDING, "point_id", POINT),
        sa.PrimaryKeyConstraint("point_id", name=op.f(f"pk_{STANDING}")),
    )
    op.create_index(op.f(f"ix_{STANDING}_article_id"), STANDING, ["article_id"])


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in (STANDING, ANSWER, POINT):
        op.drop_table(table)
