"""What people began to write is kept for them"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = "deliberate_draft"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "form", "about", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_at"), TABLE, ["at"])


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{TABLE}_at"), TABLE)
    op.drop_table(TABLE)
