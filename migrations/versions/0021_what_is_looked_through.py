"""What is looked through: the words of what can be found. `deliberate upgrade` fills it, or `deliberate reindex`"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE, FULL_TEXT = "deliberate_search_entry", "deliberate_search_words"
ADD = f"INSERT INTO {FULL_TEXT} (rowid, words) VALUES (new.id, new.words);"  # noqa: S608  # names of ours
TAKE = f"INSERT INTO {FULL_TEXT} ({FULL_TEXT}, rowid, words) VALUES ('delete', old.id, old.words);"  # noqa: S608
SQLITE = (
    f"CREATE VIRTUAL TABLE {FULL_TEXT} USING fts5"
    f"(words, content='{TABLE}', content_rowid='id', detail='none', tokenize='ascii')",
    f"CREATE TRIGGER {FULL_TEXT}_come AFTER INSERT ON {TABLE} BEGIN {ADD} END",
    f"CREATE TRIGGER {FULL_TEXT}_go AFTER DELETE ON {TABLE} BEGIN {TAKE} END",
    f"CREATE TRIGGER {FULL_TEXT}_change AFTER UPDATE OF words ON {TABLE} BEGIN {TAKE} {ADD} END",
)
POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION {FULL_TEXT}(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE COST 10000 AS "
    "$$ BEGIN RETURN array_to_tsvector(string_to_array(btrim(words), ' ')); END $$",
    f"CREATE INDEX {FULL_TEXT} ON {TABLE} USING gin ({FULL_TEXT}(words))",
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f(f"uq_{TABLE}_kind_subject_id")),
    )
    for statement in _statements():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TABLE IF EXISTS {FULL_TEXT}")
    op.drop_table(TABLE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION IF EXISTS {FULL_TEXT}(text)")


def _statements() -> tuple[str, ...]:
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        return POSTGRESQL
    with_fts5 = bind.exec_driver_sql("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").first()
    return SQLITE if with_fts5 else ()
