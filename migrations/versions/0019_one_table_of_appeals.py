"""One table of appeals, whatever they are against, and notices that are about no article"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
APPEAL, OBJECTION, NOTICE, QUEUE = (f"deliberate_{each}" for each in ("appeal", "objection", "notice", "queue_entry"))
#: What an appeal is made of, whatever it is against.
SHARED = "public_id, actor_id, text, state, decided_by, self_review, reply, created_at, decided_at, version"
AGAINST_ONE = "(decision_id IS NULL) <> (measure_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table(APPEAL) as table:
        table.alter_column("decision_id", existing_type=KEY, nullable=True)
        table.add_column(sa.Column("measure_kind", sa.Text(), nullable=True))
        table.add_column(sa.Column("measure_id", sa.Uuid(), nullable=True))
        table.create_unique_constraint(op.f("uq_deliberate_appeal_measure_id"), ["measure_id"])
        table.create_check_constraint(op.f("ck_deliberate_appeal_against_one"), AGAINST_ONE)
    for column in ("actor_id", "decided_by"):
        op.create_index(op.f(f"ix_{APPEAL}_{column}"), APPEAL, [column])
    op.execute(
        f"INSERT INTO {APPEAL} (measure_kind, measure_id, {SHARED}) "  # noqa: S608  # tables of ours
        f"SELECT measure_kind, measure_id, {SHARED} FROM {OBJECTION} ORDER BY id"
    )
    _rename_entries("objection", "appeal", OBJECTION, APPEAL)
    op.drop_table(OBJECTION)
    with op.batch_alter_table(NOTICE) as table:
        table.alter_column("article_id", existing_type=KEY, nullable=True)


def downgrade() -> None:
    op.execute(f"DELETE FROM {NOTICE} WHERE article_id IS NULL")  # noqa: S608
    with op.batch_alter_table(NOTICE) as table:
        table.alter_column("article_id", existing_type=KEY, nullable=False)
    _make_objections()
    op.execute(
        f"INSERT INTO {OBJECTION} (measure_kind, measure_id, {SHARED}) "  # noqa: S608
        f"SELECT measure_kind, measure_id, {SHARED} FROM {APPEAL} WHERE decision_id IS NULL ORDER BY id"
    )
    _rename_entries("appeal", "objection", APPEAL, OBJECTION)
    op.execute(f"DELETE FROM {APPEAL} WHERE decision_id IS NULL")  # noqa: S608
    for column in ("actor_id", "decided_by"):
        op.drop_index(op.f(f"ix_{APPEAL}_{column}"), APPEAL)
    with op.batch_alter_table(APPEAL) as table:
        table.drop_constraint(op.f("ck_deliberate_appeal_against_one"), type_="check")
        table.drop_constraint(op.f("uq_deliberate_appeal_measure_id"), type_="unique")
        table.drop_column("measure_id")
        table.drop_column("measure_kind")
        table.alter_column("decision_id", existing_type=KEY, nullable=False)


def _rename_entries(before: str, after: str, old: str, new: str) -> None:
    """What waits goes on waiting: an entry names the row of its table, which is another now."""
    op.execute(
        f"UPDATE {QUEUE} SET kind = '{after}', subject_id = "  # noqa: S608
        f"(SELECT n.id FROM {new} n JOIN {old} o ON o.public_id = n.public_id WHERE o.id = {QUEUE}.subject_id) "
        f"WHERE kind = '{before}' AND contribution_id IS NULL"
    )


def _make_objections() -> None:
    op.create_table(
        OBJECTION,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("measure_kind", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("self_review", sa.Boolean(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{OBJECTION}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{OBJECTION}_public_id")),
        sa.UniqueConstraint("measure_id", name=op.f(f"uq_{OBJECTION}_measure_id")),
    )
    op.create_index(f"ix_{OBJECTION}_actor_id", OBJECTION, ["actor_id"])
    op.create_index(f"ix_{OBJECTION}_waiting", OBJECTION, ["state", "created_at"])
