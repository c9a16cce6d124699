"""Sanctions, locks, findings, appeals against them, watched words, slow mode"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns()
    _measure("sanction", *_sanction())
    _measure("lock", *_lock())
    _measure("finding", *_finding())
    op.create_index("ix_deliberate_sanction_person_id", "deliberate_sanction", ["person_id"])
    op.create_index("ix_deliberate_lock_contribution_id", "deliberate_lock", ["contribution_id"])
    op.create_table(
        "deliberate_finding_signature",
        sa.Column("finding_id", KEY, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["deliberate_finding.id"], name=op.f("fk_deliberate_finding_signature_finding_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", "actor_id", name=op.f("pk_deliberate_finding_signature")),
    )
    _objection()
    _word_list()


def downgrade() -> None:
    for table in ("word_list", "objection", "finding_signature", "finding", "lock", "sanction"):
        op.drop_table(f"deliberate_{table}")
    op.drop_column("deliberate_article", "slow_minutes")
    op.drop_column("deliberate_contribution", "locked_at")
    for name in ("moved_at", "slow_minutes", "slowed_until", "suspended_until"):
        op.drop_column("deliberate_standing", name)


def _columns() -> None:
    for name in ("suspended_until", "slowed_until"):
        op.add_column("deliberate_standing", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("deliberate_standing", sa.Column("slow_minutes", sa.Integer(), nullable=True))
    op.add_column("deliberate_standing", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deliberate_contribution", sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "deliberate_article", sa.Column("slow_minutes", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )


def _measure(name: str, *more: sa.schema.SchemaItem) -> None:
    table = f"deliberate_{name}"
    op.create_table(
        table,
        *more,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )
    op.create_index(f"ix_{table}_actor_id", table, ["actor_id"])


def _reasons() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("self_review", sa.Boolean(), nullable=False),
    )


def _sanction() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        *_reasons(),
        sa.Column("contribution_id", KEY, nullable=True),
        sa.Column("level_before", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_sanction_contribution_id")
        ),
    )


def _lock() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("contribution_id", KEY, nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        *_reasons(),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["deliberate_contribution.id"], name=op.f("fk_deliberate_lock_contribution_id")
        ),
    )


def _finding() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["deliberate_event.id"], name=op.f("fk_deliberate_finding_event_id")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_finding_article_id")
        ),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_deliberate_finding_article_id_number")),
    )


def _objection() -> None:
    op.create_table(
        "deliberate_objection",
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
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_objection_public_id")),
        sa.UniqueConstraint("measure_id", name=op.f("uq_deliberate_objection_measure_id")),
    )
    op.create_index("ix_deliberate_objection_actor_id", "deliberate_objection", ["actor_id"])
    op.create_index("ix_deliberate_objection_waiting", "deliberate_objection", ["state", "created_at"])


def _word_list() -> None:
    op.create_table(
        "deliberate_word_list",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_word_list")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_deliberate_word_list_scope_number")),
    )
    op.create_index("ix_deliberate_word_list_author_id", "deliberate_word_list", ["author_id"])
