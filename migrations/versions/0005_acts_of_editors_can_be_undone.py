"""Acts of editors can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deliberate_act",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("proposition_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("prior", sa.JSON(), nullable=False),
        sa.Column("first_event_id", sa.Integer(), nullable=False),
        sa.Column("last_event_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undo_first_event_id", sa.Integer(), nullable=True),
        sa.Column("undo_last_event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_act_article_id")),
        sa.ForeignKeyConstraint(
            ["proposition_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_act_proposition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_act")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_act_public_id")),
    )
    with op.batch_alter_table("deliberate_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliberate_act_article_id"), ["article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("deliberate_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_act_article_id"))
    op.drop_table("deliberate_act")
