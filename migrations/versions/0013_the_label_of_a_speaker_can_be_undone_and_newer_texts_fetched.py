"""What the label of a speaker was before, and for which version of an article a page is fetched"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliberate_speaker", sa.Column("party_before", sa.JSON(), nullable=True))
    op.add_column("deliberate_address_import", sa.Column("renews", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("deliberate_address_import", "renews")
    op.drop_column("deliberate_speaker", "party_before")
