"""What waits in the queue can be handed on: to whom, and by whom"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "deliberate_queue_entry"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("handed_to", sa.Text(), nullable=True))
    op.add_column(TABLE, sa.Column("handed_by", sa.Text(), nullable=True))
    op.create_index(f"ix_{TABLE}_handed_to", TABLE, ["handed_to"])


def downgrade() -> None:
    op.drop_index(f"ix_{TABLE}_handed_to", TABLE)
    with op.batch_alter_table(TABLE) as table:
        table.drop_column("handed_by")
        table.drop_column("handed_to")
