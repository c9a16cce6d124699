"""Articles, sources and names can be reported, and what was decided on such reports is kept"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FLAG, THING, REVIEW = "deliberate_flag", "deliberate_reported_thing", "deliberate_review"
#: Of these columns of a reported thing, one says what it is.
ONE_THING = " + ".join(
    f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in ("article_id", "source_id", "person_id")
)


def upgrade() -> None:
    op.create_table(
        THING,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=True),
        sa.Column("source_id", KEY, nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kept_revision", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"{ONE_THING} = 1", name=op.f(f"ck_{THING}_one_thing")),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{THING}_article_id")),
        sa.ForeignKeyConstraint(["source_id"], ["deliberate_source.id"], name=op.f(f"fk_{THING}_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{THING}")),
        *(
            sa.UniqueConstraint(column, name=op.f(f"uq_{THING}_{column}"))
            for column in ("public_id", "article_id", "source_id", "person_id")
        ),
    )
    op.create_table(
        REVIEW,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reported_id", KEY, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("prior", sa.JSON(), nullable=False),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["reported_id"], [f"{THING}.id"], name=op.f(f"fk_{REVIEW}_reported_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REVIEW}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{REVIEW}_public_id")),
    )
    op.create_index(f"ix_{REVIEW}_actor_id", REVIEW, ["actor_id"])
    op.create_index(f"ix_{REVIEW}_reported_id", REVIEW, ["reported_id"])
    with op.batch_alter_table(FLAG) as table:
        table.alter_column("contribution_id", existing_type=KEY, nullable=True)
        table.add_column(sa.Column("reported_id", KEY, nullable=True))
        table.add_column(sa.Column("review_id", KEY, nullable=True))
        table.create_foreign_key(op.f(f"fk_{FLAG}_reported_id"), THING, ["reported_id"], ["id"])
        table.create_foreign_key(op.f(f"fk_{FLAG}_review_id"), REVIEW, ["review_id"], ["id"])
        table.create_unique_constraint(
            op.f(f"uq_{FLAG}_reported_id_actor_id_revision"), ["reported_id", "actor_id", "revision"]
        )
        table.create_check_constraint(op.f(f"ck_{FLAG}_on_one"), "(contribution_id IS NULL) <> (reported_id IS NULL)")
    op.create_index(f"ix_{FLAG}_review_id", FLAG, ["review_id"])


def downgrade() -> None:
    queue, appeal = "deliberate_queue_entry", "deliberate_appeal"
    op.execute(f"DELETE FROM {queue} WHERE kind = 'report'")  # noqa: S608  # tables of ours
    op.execute(
        f"DELETE FROM {queue} WHERE kind = 'appeal' AND subject_id IN "  # noqa: S608
        f"(SELECT id FROM {appeal} WHERE measure_kind = 'review')"
    )
    op.execute(f"DELETE FROM {appeal} WHERE measure_kind = 'review'")  # noqa: S608
    op.execute(f"DELETE FROM {FLAG} WHERE contribution_id IS NULL")  # noqa: S608
    op.drop_index(f"ix_{FLAG}_review_id", FLAG)
    with op.batch_alter_table(FLAG) as table:
        table.drop_constraint(op.f(f"ck_{FLAG}_on_one"), type_="check")
        table.drop_constraint(op.f(f"uq_{FLAG}_reported_id_actor_id_revision"), type_="unique")
        table.drop_constraint(op.f(f"fk_{FLAG}_review_id"), type_="foreignkey")
        table.drop_constraint(op.f(f"fk_{FLAG}_reported_id"), type_="foreignkey")
        table.drop_column("review_id")
        table.drop_column("reported_id")
        table.alter_column("contribution_id", existing_type=KEY, nullable=False)
    op.drop_table(REVIEW)
    op.drop_table(THING)
