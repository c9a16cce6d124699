"""Why it is disputed that something was said, and the claim that it was"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("deliberate_proposition", sa.Column("said_reason", sa.Text(), nullable=True))
    op.create_table(
        "deliberate_saying_report",
        sa.Column("proposition_id", KEY, autoincrement=False, nullable=False),
        sa.Column("saying_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["proposition_id"],
            ["deliberate_proposition.id"],
            name=op.f("fk_deliberate_saying_report_proposition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["saying_id"], ["deliberate_proposition.id"], name=op.f("fk_deliberate_saying_report_saying_id")
        ),
        sa.PrimaryKeyConstraint("proposition_id", name=op.f("pk_deliberate_saying_report")),
        sa.UniqueConstraint("saying_id", name=op.f("uq_deliberate_saying_report_saying_id")),
    )


def downgrade() -> None:
    op.drop_table("deliberate_saying_report")
    op.drop_column("deliberate_proposition", "said_reason")
