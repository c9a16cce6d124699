"""What people are told, what they watch, and how they want to be told"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

TOLD = "deliberate_notice"
WATCH = "deliberate_watch"
PREFERENCE = "deliberate_notice_preference"
#: What somebody may read is asked with every page they see, for the number in its header.
ASKED_BY_PERSON = ("deliberate_group_member", "deliberate_article_editor")


def upgrade() -> None:
    op.create_table(
        TOLD,
        sa.Column("id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("target", sa.Uuid(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("event_id", KEY, nullable=True),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("visible_from", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("mail_from", MOMENT, nullable=True),
        sa.Column("mailed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{TOLD}_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TOLD}")),
    )
    op.create_index(f"ix_{TOLD}_unread", TOLD, ["actor_id", "read_at", "visible_from"])
    op.create_index(f"ix_{TOLD}_gathered", TOLD, ["article_id", "kind", "created_at"])
    for column in ("event_id", "read_at", "mail_from"):
        op.create_index(op.f(f"ix_{TOLD}_{column}"), TOLD, [column])
    op.create_table(
        WATCH,
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["deliberate_article.id"], name=op.f(f"fk_{WATCH}_article_id")),
        sa.PrimaryKeyConstraint("article_id", "actor_id", name=op.f(f"pk_{WATCH}")),
    )
    op.create_index(op.f(f"ix_{WATCH}_actor_id"), WATCH, ["actor_id"])
    op.create_table(
        PREFERENCE,
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.String(24), nullable=False),
        sa.Column("watches_own", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.JSON(), nullable=False),
        sa.Column("silent_by_mail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", name=op.f(f"pk_{PREFERENCE}")),
    )
    for table in ASKED_BY_PERSON:
        op.create_index(op.f(f"ix_{table}_actor_id"), table, ["actor_id"])


def downgrade() -> None:
    for table in ASKED_BY_PERSON:
        op.drop_index(op.f(f"ix_{table}_actor_id"), table_name=table)
    for table in (PREFERENCE, WATCH, TOLD):
        op.drop_table(table)
