"""The tables of deliberate, beside the forum's

They have a history of their own in `deliberate_version`; this brings it to the newest revision and takes it down whole.
"""

from collections.abc import Callable
from typing import Any

from alembic import op
from alembic.operations import Operations

from deliberate.core import schema

revision = "deliberate_tables"
down_revision = None
branch_labels = ("deliberate",)
depends_on = None


def upgrade() -> None:
    _beside(schema.upgrade)


def downgrade() -> None:
    _beside(schema.downgrade)


def _beside(run: Callable[[Any], None]) -> None:
    forum, connection = op.get_context(), op.get_bind()
    try:
        run(connection)
    finally:
        # Alembic knows one migration at a time and forgets the forum's over ours; other plugins' revisions may follow.
        Operations(forum)._install_proxy()
