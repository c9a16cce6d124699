"""Which of the host's own things a deliberation is about."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from deliberate.core.base import Base


class Attachment(Base):
    """An article stands for something of the host's, by the host's own name for it: an address, or any other key."""

    __tablename__ = "deliberate_attachment"

    key: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), unique=True)
