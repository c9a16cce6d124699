"""How far somebody has read an article and when they were last there; and who has been shown around."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base
from deliberate.core.clock import now


class Visit(Base):
    """Somebody's visits to an article: told by themselves, by a script or a button, and never noted by a page."""

    __tablename__ = "deliberate_visit"

    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), primary_key=True)
    actor_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    #: The place in the text they had read to, and the number of the version it is a place in.
    position: Mapped[int]
    version: Mapped[int]
    #: When they were last there, and up to when everything had been there before the visit that was then under way.
    at: Mapped[datetime] = mapped_column(default=now)
    seen_until: Mapped[datetime] = mapped_column(default=now)


class Welcome(Base):
    """Somebody has been shown around, once and for all."""

    __tablename__ = "deliberate_welcome"

    actor_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
