"""The log refuses to be rewritten"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER deliberate_event_no_update BEFORE UPDATE ON deliberate_event "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER deliberate_event_no_delete BEFORE DELETE ON deliberate_event "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION deliberate_event_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
    "CREATE TRIGGER deliberate_event_no_change BEFORE UPDATE OR DELETE ON deliberate_event "
    "FOR EACH ROW EXECUTE FUNCTION deliberate_event_append_only()",
    "CREATE TRIGGER deliberate_event_no_truncate BEFORE TRUNCATE ON deliberate_event "
    "FOR EACH STATEMENT EXECUTE FUNCTION deliberate_event_append_only()",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER deliberate_event_no_update")
        op.execute("DROP TRIGGER deliberate_event_no_delete")
    else:
        op.execute("DROP TRIGGER deliberate_event_no_change ON deliberate_event")
        op.execute("DROP TRIGGER deliberate_event_no_truncate ON deliberate_event")
        op.execute("DROP FUNCTION deliberate_event_append_only()")
