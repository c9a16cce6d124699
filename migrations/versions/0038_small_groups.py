"""Small groups: an assignment done on copies of its article, each for some of the class"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DIVISION, SMALL_GROUP = "deliberate_division", "deliberate_small_group"
MEMBER, TWIN = "deliberate_small_group_member", "deliberate_twin"
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        DIVISION,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("way", sa.String(24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_size", sa.Boolean(), nullable=False),
        sa.Column("claim_id", KEY, nullable=True),
        sa.Column("places_joiners", sa.Boolean(), nullable=False),
        sa.Column("is_compared", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _leads_to(DIVISION, "assignment_id", "deliberate_assignment"),
        _leads_to(DIVISION, "claim_id", "deliberate_proposition"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f(f"pk_{DIVISION}")),
    )
    op.create_table(
        SMALL_GROUP,
        sa.Column("id", KEY, nullable=False),
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("article_id", KEY, nullable=True),
        sa.Column("group_id", KEY, nullable=True),
        sa.Column("carried", sa.JSON(), nullable=False),
        _leads_to(SMALL_GROUP, "assignment_id", "deliberate_assignment"),
        _leads_to(SMALL_GROUP, "article_id", "deliberate_article"),
        _leads_to(SMALL_GROUP, "group_id", "deliberate_group"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SMALL_GROUP}")),
        sa.UniqueConstraint("assignment_id", "number", name=op.f(f"uq_{SMALL_GROUP}_assignment_id_number")),
        sa.UniqueConstraint("article_id", name=op.f(f"uq_{SMALL_GROUP}_article_id")),
        sa.UniqueConstraint("group_id", name=op.f(f"uq_{SMALL_GROUP}_group_id")),
    )
    op.create_table(
        MEMBER,
        sa.Column("assignment_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("small_group_id", KEY, nullable=False),
        _leads_to(MEMBER, "assignment_id", "deliberate_assignment"),
        _leads_to(MEMBER, "small_group_id", SMALL_GROUP),
        sa.PrimaryKeyConstraint("assignment_id", "actor_id", name=op.f(f"pk_{MEMBER}")),
    )
    op.create_index(op.f(f"ix_{MEMBER}_actor_id"), MEMBER, ["actor_id"])
    op.create_index(op.f(f"ix_{MEMBER}_small_group_id"), MEMBER, ["small_group_id"])
    op.create_table(
        TWIN,
        sa.Column("original_id", KEY, nullable=False),
        sa.Column("small_group_id", KEY, nullable=False),
        sa.Column("copy_id", KEY, nullable=False),
        sa.Column("carried", sa.JSON(), nullable=False),
        _leads_to(TWIN, "original_id", "deliberate_contribution"),
        _leads_to(TWIN, "small_group_id", SMALL_GROUP),
        _leads_to(TWIN, "copy_id", "deliberate_contribution"),
        sa.PrimaryKeyConstraint("original_id", "small_group_id", name=op.f(f"pk_{TWIN}")),
        sa.UniqueConstraint("copy_id", name=op.f(f"uq_{TWIN}_copy_id")),
    )
    op.create_index(op.f(f"ix_{TWIN}_small_group_id"), TWIN, ["small_group_id"])


def _leads_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in (TWIN, MEMBER, SMALL_GROUP, DIVISION):
        op.drop_table(table)
