"""What came with an article from elsewhere and has no place among its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base
from deliberate.core.clock import now


class ImportedFile(Base):
    """The file an article was imported from: an attachment that is read and exported again, and never weighs."""

    __tablename__ = "deliberate_imported_file"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True, autoincrement=False)
    format: Mapped[str]
    sha256: Mapped[str]
    #: What the file called the things that are rows now, by their public ids.
    aliases: Mapped[dict[str, Any]]
    #: What only its format understands.
    extras: Mapped[dict[str, Any]]
    #: Counts of stances, answers and log entries as the file has them.
    stances: Mapped[list[Any]]
    ratings: Mapped[list[Any]]
    events: Mapped[list[Any]]
    #: The last entry of our log that is about the import itself; what happened to the article here comes after.
    last_event: Mapped[int]
    #: The admin who trusted its answers, so that they are ratings here.
    trusted_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
