"""What waits for moderators, kept in its order, and their notes"""

import uuid
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _entry()
    op.create_table(
        "deliberate_queue_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contribution_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_queue_note_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_queue_note")),
    )
    op.create_index("ix_deliberate_queue_note_contribution_id", "deliberate_queue_note", ["contribution_id"])
    op.create_index("ix_deliberate_queue_note_actor_id", "deliberate_queue_note", ["actor_id"])
    _fill()


def downgrade() -> None:
    op.drop_table("deliberate_queue_note")
    op.drop_table("deliberate_queue_entry")


def _entry() -> None:
    table = "deliberate_queue_entry"
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", KEY, nullable=True),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("ripe", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("deferred_until", MOMENT, nullable=True),
        sa.Column("deferred_by", sa.Text(), nullable=True),
        sa.Column("deferred_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f(f"fk_{table}_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f(f"uq_{table}_kind_subject_id")),
    )
    op.create_index(f"ix_{table}_contribution_id", table, ["contribution_id"])
    op.create_index(f"ix_{table}_deferred_until", table, ["deferred_until"])
    op.create_index(f"ix_{table}_order", table, ["bucket", "ripe", "rank", "id"])
    op.create_index(f"ix_{table}_since", table, ["ripe", "since"])


#: What waits and since when, its kind, its bucket, and its contribution: the clocks work out the rest within the hour.
WAITING = """
SELECT 'contribution', contribution_id, contribution_id, min(bucket), min(since) FROM (
  SELECT id AS contribution_id, 3 AS bucket, created_at AS since
    FROM deliberate_contribution WHERE status = 'pending'
  UNION ALL SELECT id, 2, changed_at FROM deliberate_contribution WHERE status = 'quarantined'
  UNION ALL SELECT contribution_id,
    CASE WHEN reason IN ('illegal', 'personal data') THEN 0 ELSE 2 END, created_at
    FROM deliberate_flag WHERE settled_at IS NULL
  UNION ALL SELECT contribution_id, 3, created_at FROM deliberate_revision WHERE status = 'pending'
  UNION ALL SELECT bearing_id, 2, waiting_since FROM deliberate_rating_burst WHERE state = 'waiting'
) AS reasons GROUP BY contribution_id
UNION ALL SELECT 'appeal', a.id, d.contribution_id, 1, a.created_at FROM deliberate_appeal a
  JOIN deliberate_decision d ON d.id = a.decision_id WHERE a.state = 'open'
UNION ALL SELECT 'objection', id, NULL, 1, created_at FROM deliberate_objection WHERE state = 'open'
UNION ALL SELECT 'suggestion', id, NULL, 4, created_at FROM deliberate_origin_suggestion WHERE state = 'open'
"""


def _fill() -> None:
    text = sa.text(WAITING).columns(
        kind=sa.Text(), subject_id=sa.BigInteger(), contribution_id=sa.BigInteger(), bucket=sa.Integer(), since=MOMENT
    )
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    rows = []
    for kind, subject, contribution, bucket, since in op.get_bind().execute(text).all():
        at = since if since.tzinfo else since.replace(tzinfo=UTC)
        rows.append(
            {
                "public_id": uuid.uuid4(),
                "kind": kind,
                "subject_id": subject,
                "contribution_id": contribution,
                "bucket": bucket,
                "since": since,
                "terms": {},
                "ripe": False,
                "rank": -((at - epoch) // timedelta(milliseconds=1)),
                "version": 1,
            }
        )
    if rows:
        op.bulk_insert(_table(), rows)


def _table() -> sa.TableClause:
    return sa.table(
        "deliberate_queue_entry",
        sa.column("public_id", sa.Uuid()),
        sa.column("kind", sa.Text()),
        sa.column("subject_id", sa.BigInteger()),
        sa.column("contribution_id", sa.BigInteger()),
        sa.column("bucket", sa.Integer()),
        sa.column("since", MOMENT),
        sa.column("terms", sa.JSON()),
        sa.column("ripe", sa.Boolean()),
        sa.column("rank", sa.BigInteger()),
        sa.column("version", sa.Integer()),
    )
