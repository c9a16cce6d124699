"""Sources and who publishes them, evidence and how it bears, remarks, and searches that found nothing."""

import enum
import re
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.propositions.models import Speaker


def bare_address(url: str) -> str:
    """What a source is called while nobody has said more of it than its address."""
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


class Side(enum.StrEnum):
    """Which way a bearing speaks; never a reader's own view, which is a stance."""

    FOR = "for"
    AGAINST = "against"

    @property
    def other(self) -> "Side":
        return Side.AGAINST if self is Side.FOR else Side.FOR


class EvidenceKind(enum.StrEnum):
    """What sort of thing it is."""

    STUDY = "study"
    DATA = "data"
    DOCUMENT = "document"
    REPORT = "report"
    TESTIMONY = "testimony"
    STATEMENT = "statement"
    IMAGE = "image"
    ARGUMENT = "argument"


class Reliability(enum.StrEnum):
    """Admiralty grades of a publisher; F is unknown, and not the worst."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Curation(enum.StrEnum):
    """How an item stands as evidence."""

    ACTIVE = "active"
    DISPUTED = "disputed"
    SOURCE_REQUESTED = "source_requested"
    STALE = "stale"
    BROKEN_LINK = "broken_link"
    RETRACTED = "retracted"


class Publisher(Base):
    """An organisation that publishes sources, known by its domain."""

    __tablename__ = "deliberate_publisher"

    #: The word the log uses for it; a publisher is no contribution.
    kind = "publisher"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    # An index, not a constraint: SQLite adds no constraint to a table that others point at.
    public_id: Mapped[uuid.UUID] = mapped_column(index=True, unique=True, default=uuid.uuid4)
    name: Mapped[str]
    domain: Mapped[str | None] = mapped_column(unique=True)
    #: The grade that counts: this site's own where there is one, else that of the newest list it stands on.
    reliability: Mapped[Reliability] = mapped_column(default=Reliability.F)
    #: What this site decided itself, why, and since when.
    own_grade: Mapped[Reliability | None]
    own_reason: Mapped[str | None]
    graded_at: Mapped[datetime | None]


class SourceList(Base):
    """Somebody's judgement of many publishers, imported whole; withdrawn, it grades nobody."""

    __tablename__ = "deliberate_source_list"

    #: The word the log uses for it.
    kind = "source_list"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    imported_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]


class ListEntry(Base):
    """What a list says of one domain, in its own word and as a grade."""

    __tablename__ = "deliberate_list_entry"
    __table_args__ = (UniqueConstraint("list_id", "domain"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("deliberate_source_list.id"))
    domain: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    grade: Mapped[Reliability]
    #: The day the list gives for it, else that of its import.
    listed_on: Mapped[date]
    reason: Mapped[str | None]

    list: Mapped[SourceList] = relationship(lazy="raise")


class Origin(Base):
    """Where several sources got it from: what shares an origin counts once."""

    __tablename__ = "deliberate_origin"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str]
    #: The canonical address, or the name folded for comparing.
    key: Mapped[str] = mapped_column(unique=True)


class Source(Base):
    """One document or testimony. Nobody owns it by citing it first."""

    __tablename__ = "deliberate_source"

    #: The word the log uses for it; a source is no contribution.
    kind = "source"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    #: The canonical address, or the folded citation: what makes two citations the same source.
    key: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str | None]
    citation: Mapped[str]
    author: Mapped[str | None]
    published_on: Mapped[date | None]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_publisher.id"), index=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_origin.id"), index=True)
    #: The speaker of a testimony or statement, where the article names them.
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_speaker.id"), index=True)
    archived_url: Mapped[str | None]
    retracted_at: Mapped[datetime | None]
    retraction_url: Mapped[str | None]
    #: When it was noted that its publisher corrected it, and the address that shows the correction.
    corrected_at: Mapped[datetime | None]
    correction_url: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    publisher: Mapped[Publisher | None] = relationship(lazy="raise")
    origin: Mapped[Origin | None] = relationship(lazy="raise")
    speaker: Mapped[Speaker | None] = relationship(lazy="raise")

    @property
    def is_bare(self) -> bool:
        """Whether nobody has said what it is beyond its address."""
        return self.url is not None and self.citation == bare_address(self.url)


class TieReason(enum.StrEnum):
    """Why two sources may go back to one."""

    WORDS = "words"
    CHAIN = "chain"
    AGENCY = "agency"
    PROPOSED = "proposed"


class SuggestionState(enum.StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class OriginSuggestion(Base):
    """That two sources may share an origin, and why. It counts for nothing until somebody who may confirms it."""

    __tablename__ = "deliberate_origin_suggestion"
    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        Index("ix_deliberate_origin_suggestion_article", "article_id", "state"),
    )

    #: The word the log uses for it.
    kind = "origin_suggestion"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"))
    #: The two sources, the one of the smaller id first, and the items whose words show the tie.
    first_id: Mapped[int] = mapped_column(ForeignKey("deliberate_source.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("deliberate_source.id"), index=True)
    first_item_id: Mapped[int] = mapped_column(ForeignKey("deliberate_evidence.id"))
    second_item_id: Mapped[int] = mapped_column(ForeignKey("deliberate_evidence.id"))
    reason: Mapped[TieReason]
    #: The words that both have, the name that one gives, the agency, or why somebody thinks so.
    words: Mapped[str]
    state: Mapped[SuggestionState] = mapped_column(default=SuggestionState.OPEN)
    #: Who suggested it; None where the site did.
    proposed_by: Mapped[str | None]
    #: The curator who confirmed it first, where it takes two.
    seconded_by: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    article: Mapped[Any] = relationship("Article", lazy="joined", innerjoin=True)


class Evidence(Contribution):
    """What a source says, in its own words. Its reliability is rated here, once, however many things it bears on."""

    __tablename__ = "deliberate_evidence"
    __mapper_args__ = {"polymorphic_identity": "evidence"}

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("deliberate_source.id"), index=True)
    quote: Mapped[str]
    evidence_kind: Mapped[EvidenceKind]
    #: When what it tells of happened or was observed, as far as known.
    observed_on: Mapped[date | None]
    curation: Mapped[Curation] = mapped_column(default=Curation.ACTIVE)
    #: Since when it stands so, and the address that shows it.
    curated_at: Mapped[datetime | None]
    curation_url: Mapped[str | None]
    #: The wording whose quote somebody found in the source; of a later one nobody has said so.
    quote_checked: Mapped[int | None]

    source: Mapped[Source] = relationship(lazy="raise")


class Bearing(Contribution):
    """How one piece of evidence speaks for or against its target: the side it takes, and why it does."""

    __tablename__ = "deliberate_bearing"

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("deliberate_evidence.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    side: Mapped[Side]
    warrant: Mapped[str]
    warrant_html: Mapped[str]
    #: Digest of the quote: the same quote on one target and side is posted once. None where it no longer stands.
    quote_key: Mapped[str | None]
    #: The note that is pinned to it, above the list and outside its order.
    pinned_because: Mapped[str | None]

    evidence: Mapped[Evidence] = relationship(lazy="raise", foreign_keys=[evidence_id])

    # It also keeps an item from bearing twice on one target and side: the quote is the same. One that was withdrawn
    # holds no key, so that the item may bear there again.
    __table_args__: tuple[Any, ...] = (UniqueConstraint("target_id", "side", "quote_key"),)
    __mapper_args__ = {"polymorphic_identity": "bearing", "inherit_condition": id == Contribution.id}


class Remark(Contribution):
    """A question or an aside. It never weighs."""

    __tablename__ = "deliberate_remark"

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    #: What it is about; None for the article as a whole.
    target_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    text: Mapped[str]
    html: Mapped[str]

    __mapper_args__ = {"polymorphic_identity": "remark", "inherit_condition": id == Contribution.id}


class EmptySearch(Base):
    """Somebody looked for evidence on one side of a proposition and found none."""

    __tablename__ = "deliberate_empty_search"
    __table_args__ = (UniqueConstraint("proposition_id", "actor_id", "side"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"))
    actor_id: Mapped[str]
    side: Mapped[Side]
    #: Where they looked, in their words.
    where: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
