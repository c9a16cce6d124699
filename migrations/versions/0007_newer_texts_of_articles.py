"""Newer texts of articles, and the passages whose place in them an editor confirms"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deliberate_renewal",
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["deliberate_article_version.id"], name=op.f("fk_deliberate_renewal_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_deliberate_renewal")),
    )
    op.create_table(
        "deliberate_passage",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("from_version_id", KEY, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("ranges", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("placed", sa.JSON(), nullable=True),
        sa.Column("added", sa.JSON(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_passage_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["deliberate_article_version.id"], name=op.f("fk_deliberate_passage_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["deliberate_article_version.id"], name=op.f("fk_deliberate_passage_from_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_passage")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_passage_public_id")),
    )
    with op.batch_alter_table("deliberate_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_passage_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_passage_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    # Where words of an older version are in the newer one stays in the anchors.
    op.drop_table("deliberate_passage")
    op.drop_table("deliberate_renewal")
