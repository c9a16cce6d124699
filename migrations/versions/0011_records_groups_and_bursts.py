"""Raters' records, groups read off ratings, ratings that follow others or are put aside"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deliberate_rater_record",
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("disagreed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_deliberate_rater_record")),
    )
    op.create_table(
        "deliberate_viewpoint_factor",
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("group", sa.String(24), nullable=False),
        sa.Column("fitted_at", MOMENT, nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_viewpoint_factor_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name=op.f("pk_deliberate_viewpoint_factor")),
    )
    op.create_table(
        "deliberate_viewpoint_groups",
        sa.Column("article_id", KEY, autoincrement=False, nullable=False),
        sa.Column("fitted", sa.Boolean(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("worked_out_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_viewpoint_groups_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_deliberate_viewpoint_groups")),
    )
    op.create_table(
        "deliberate_rating_burst",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("bearing_id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("usual", sa.Double(), nullable=False),
        sa.Column("waiting_since", MOMENT, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_rating_burst_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["bearing_id"], ["deliberate_bearing.id"], name=op.f("fk_deliberate_rating_burst_bearing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_rating_burst")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_rating_burst_public_id")),
    )
    for column in ("article_id", "bearing_id"):
        name = op.f(f"ix_deliberate_rating_burst_{column}")
        op.create_index(name, "deliberate_rating_burst", [column], unique=False)
    with op.batch_alter_table("deliberate_rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("share", sa.Double(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("burst_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("set_aside", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_foreign_key(
            batch_op.f("fk_deliberate_rating_burst_id"), "deliberate_rating_burst", ["burst_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_deliberate_rating_burst_id"), ["burst_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deliberate_rating_created_at"), ["created_at"], unique=False)
    with op.batch_alter_table("deliberate_rating", schema=None) as batch_op:
        batch_op.alter_column("share", server_default=None)
        batch_op.alter_column("set_aside", server_default=None)


def downgrade() -> None:
    # What was put aside weighs again, whole.
    with op.batch_alter_table("deliberate_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliberate_rating_created_at"))
        batch_op.drop_index(batch_op.f("ix_deliberate_rating_burst_id"))
        batch_op.drop_constraint(batch_op.f("fk_deliberate_rating_burst_id"), type_="foreignkey")
        batch_op.drop_column("set_aside")
        batch_op.drop_column("burst_id")
        batch_op.drop_column("share")
    op.drop_table("deliberate_rating_burst")
    op.drop_table("deliberate_viewpoint_groups")
    op.drop_table("deliberate_viewpoint_factor")
    op.drop_table("deliberate_rater_record")
