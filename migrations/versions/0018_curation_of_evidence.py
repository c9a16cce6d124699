"""Curation of evidence: proposals, notes pinned to items, quotes that were checked, links that were looked at"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PROPOSAL, LOOK = "deliberate_item_proposal", "deliberate_link_look"


def upgrade() -> None:
    op.add_column("deliberate_evidence", sa.Column("quote_checked", sa.Integer(), nullable=True))
    op.add_column("deliberate_bearing", sa.Column("pinned_because", sa.Text(), nullable=True))
    op.create_table(
        PROPOSAL,
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", KEY, nullable=False),
        sa.Column("contribution_id", KEY, nullable=False),
        sa.Column("into_id", KEY, nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("seconded_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{PROPOSAL}_{column}"))
            for column, other in (
                ("article_id", "deliberate_article"),
                ("contribution_id", "deliberate_contribution"),
                ("into_id", "deliberate_contribution"),
                ("decision_id", "deliberate_decision"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PROPOSAL}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{PROPOSAL}_public_id")),
    )
    op.create_index(f"ix_{PROPOSAL}_contribution_id", PROPOSAL, ["contribution_id"])
    op.create_index(f"ix_{PROPOSAL}_into_id", PROPOSAL, ["into_id"])
    op.create_index(f"ix_{PROPOSAL}_proposed_by", PROPOSAL, ["proposed_by"])
    op.create_index(f"ix_{PROPOSAL}_state", PROPOSAL, ["state"])
    op.create_table(
        LOOK,
        sa.Column("source_id", KEY, autoincrement=False, nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_since", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["deliberate_source.id"], name=op.f(f"fk_{LOOK}_source_id")),
        sa.PrimaryKeyConstraint("source_id", name=op.f(f"pk_{LOOK}")),
    )
    op.create_index(f"ix_{LOOK}_looked_at", LOOK, ["looked_at"])


def downgrade() -> None:
    op.drop_table(LOOK)
    op.drop_table(PROPOSAL)
    op.drop_column("deliberate_bearing", "pinned_because")
    op.drop_column("deliberate_evidence", "quote_checked")
