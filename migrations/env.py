"""Runs the migrations on the connection that deliberate.core.schema hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

from deliberate.core.base import Moment

connection = context.config.attributes["connection"]
history = context.config.attributes["history"]


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones they are stored as: a migration must outlive the classes."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


context.configure(
    connection=connection,
    target_metadata=history.metadata,
    version_table=history.version_table,
    include_name=lambda name, kind, _parents: history.knows(name, kind),
    render_item=render_item,
    render_as_batch=True,
    compare_type=True,
)

with context.begin_transaction():
    context.run_migrations()
