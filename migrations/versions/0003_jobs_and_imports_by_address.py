"""Jobs, imports by address, and articles of which only passages are shown"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deliberate_job",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_job")),
        sa.UniqueConstraint("key", name=op.f("uq_deliberate_job_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_job_public_id")),
    )
    op.create_index("ix_deliberate_job_due", "deliberate_job", ["state", "due_at"])
    op.create_table(
        "deliberate_address_import",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("submission", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(24), nullable=False),
        sa.Column("group_id", _KEY, nullable=True),
        sa.Column("premoderated", sa.Boolean(), nullable=False),
        sa.Column("excerpt", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("job", sa.Uuid(), nullable=True),
        sa.Column("article_id", _KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["deliberate_article.id"], name=op.f("fk_deliberate_address_import_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["deliberate_group.id"], name=op.f("fk_deliberate_address_import_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberate_address_import")),
        sa.UniqueConstraint("author_id", "submission", name=op.f("uq_deliberate_address_import_author_id_submission")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deliberate_address_import_public_id")),
    )
    op.create_index("ix_deliberate_address_import_created_at", "deliberate_address_import", ["created_at"])
    # Not in batch: a table made anew would lose what stands on it.
    op.add_column("deliberate_article", sa.Column("excerpt", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("deliberate_article", "excerpt")
    op.drop_table("deliberate_address_import")
    op.drop_table("deliberate_job")
