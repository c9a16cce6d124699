"""The log refuses to be replaced, and its reasons to be reworded"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# INSERT OR REPLACE takes a row away without any trigger on DELETE, so the insertion itself has to be refused.
SQLITE = (
    "CREATE TRIGGER deliberate_event_no_replace BEFORE INSERT ON deliberate_event "
    "WHEN EXISTS (SELECT 1 FROM deliberate_event WHERE id = NEW.id OR hash = NEW.hash) "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "CREATE TRIGGER deliberate_event_reason_no_update BEFORE UPDATE ON deliberate_event_reason "
    "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION deliberate_event_reason_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
    "CREATE TRIGGER deliberate_event_reason_no_update BEFORE UPDATE ON deliberate_event_reason "
    "FOR EACH ROW EXECUTE FUNCTION deliberate_event_reason_append_only()",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER deliberate_event_no_replace")
        op.execute("DROP TRIGGER deliberate_event_reason_no_update")
    else:
        op.execute("DROP TRIGGER deliberate_event_reason_no_update ON deliberate_event_reason")
        op.execute("DROP FUNCTION deliberate_event_reason_append_only()")
