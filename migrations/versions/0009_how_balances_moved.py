"""What neighbours take from a score, and how balances moved"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

#: Written once, with the columns that are unique in each.
APPEND_ONLY = {"deliberate_parameters": "digest", "deliberate_score_event": "id"}


def upgrade() -> None:
    op.add_column("deliberate_score", sa.Column("passes_on", sa.JSON(), nullable=True))
    op.add_column("deliberate_rating", sa.Column("first_at", MOMENT, nullable=True))
    op.create_table(
        "deliberate_weighing",
        sa.Column("article_id", KEY, autoincrement=False, nullable=False),
        sa.Column("room", sa.JSON(), nullable=False),
        sa.Column("main_id", KEY, nullable=True),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_weighing_article_id")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_deliberate_weighing")),
    )
    op.create_table(
        "deliberate_parameters",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_deliberate_parameters")),
    )
    op.create_table(
        "deliberate_score_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("proposition", sa.Uuid(), nullable=False),
        sa.Column("log_odds", sa.Double(), nullable=True),
        sa.Column("variance", sa.Double(), nullable=True),
        sa.Column("lean", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("contribution", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_score_event")),
    )
    op.create_index(op.f("ix_deliberate_score_event_article_id"), "deliberate_score_event", ["article_id"])
    op.create_index("ix_deliberate_score_event_proposition", "deliberate_score_event", ["proposition", "at"])
    guards = sqlite_guards if op.get_bind().dialect.name == "sqlite" else postgresql_guards
    for table, unique in APPEND_ONLY.items():
        for statement in guards(table, unique):
            op.execute(statement)


def sqlite_guards(table: str, unique: str) -> list[str]:
    refuses = "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    taken = f"EXISTS (SELECT 1 FROM {table} WHERE {unique} = NEW.{unique})"  # noqa: S608  # names from above
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuses}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuses}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {taken} {refuses}",
    ]


def postgresql_guards(table: str, unique: str) -> list[str]:
    function = f"{table}_append_only"
    refuses = f"EXECUTE FUNCTION {function}()"
    return [
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {refuses}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuses}",
    ]


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_append_only()")
    op.drop_table("deliberate_weighing")
    op.drop_column("deliberate_rating", "first_at")
    op.drop_column("deliberate_score", "passes_on")
