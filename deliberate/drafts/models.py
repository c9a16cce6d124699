"""Drafts: words that somebody typed into a form and has not sent."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base
from deliberate.core.clock import now


class Draft(Base):
    """What one person left in one form about one thing. Nobody else is ever shown it."""

    __tablename__ = "deliberate_draft"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    #: The name of the form, as the room that has it registers it, and the public id of what it is about.
    form: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    #: Its fields by their names, each with what was typed or chosen.
    words: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now, index=True)
