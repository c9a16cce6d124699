"""Claims with voices and anchors, how they are related, what readers say of them, and what editors did to them."""

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deliberate.core.base import Base, BigKey
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution


class Kind(enum.StrEnum):
    """What sort of statement it is, and so what could count as evidence on it."""

    FACT = "fact"
    CAUSAL = "causal"
    FORECAST = "forecast"
    VALUE = "value"
    POLICY = "policy"
    REPORT = "report"


class Modality(enum.StrEnum):
    """How firmly it is put; where several apply, the first of these holds."""

    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    POSSIBLE = "possible"
    REPORTED = "reported"
    ASSERTED = "asserted"


class Check(enum.StrEnum):
    """Was it said? Apart from: is it so?"""

    UNCHECKED = "unchecked"
    CHECKED = "checked"
    DISPUTED = "disputed"


class Party(enum.StrEnum):
    """Whether a speaker is party to the dispute. A label with a reason; never weighed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AnchorRole(enum.StrEnum):
    """What the anchored words do for the proposition."""

    STATEMENT = "statement"
    HEDGE = "hedge"
    SOURCE = "source"
    CUE = "cue"
    CONTENT = "content"


class RelationKind(enum.StrEnum):
    """How premises bear on a target."""

    SUPPORTS = "supports"
    ATTACKS = "attacks"
    UNDERCUTS = "undercuts"
    DETAIL_OF = "detail_of"


class Answer(enum.StrEnum):
    """A reader's stance."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNSURE = "unsure"


class Proposition(Contribution):
    """One statement that can be argued about alone, in neutral words."""

    __tablename__ = "deliberate_proposition"
    __mapper_args__ = {"polymorphic_identity": "proposition"}

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    text: Mapped[str]
    #: ``kind`` is taken by the contribution's own sort.
    claim_kind: Mapped[Kind] = mapped_column(default=Kind.FACT)
    modality: Mapped[Modality] = mapped_column(default=Modality.ASSERTED)
    scope: Mapped[str | None]
    said: Mapped[Check] = mapped_column(default=Check.UNCHECKED)
    said_url: Mapped[str | None]
    said_reason: Mapped[str | None]
    #: Where in the text it first stands; orders the cards.
    position: Mapped[int] = mapped_column(default=0)
    #: The extractor's rank, 1 first, and why it suggested it, one sentence each.
    rank: Mapped[int | None]
    explanation: Mapped[list[Any]] = mapped_column(default=list)
    #: Set on one proposition of an article at most: what the article is mainly about.
    main_of_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_article.id"), unique=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_proposition.id"))

    voices: Mapped[list["Voice"]] = relationship(order_by="Voice.depth", lazy="raise", cascade="all, delete-orphan")
    anchors: Mapped[list["Anchor"]] = relationship(
        order_by="[Anchor.role, Anchor.part, Anchor.ordinal]", lazy="raise", cascade="all, delete-orphan"
    )


class Speaker(Base):
    """Somebody the article names as saying something."""

    __tablename__ = "deliberate_speaker"
    __table_args__ = (UniqueConstraint("article_id", "name"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"))
    name: Mapped[str]
    party: Mapped[Party] = mapped_column(default=Party.UNKNOWN)
    party_reason: Mapped[str | None]
    #: Before its last change, which was that event: {"party", "reason", "event"}; the same of those before it, oldest
    #: first, in a list under "earlier"; and under "undone" the event that was undone last.
    party_before: Mapped[dict[str, Any] | None]


class Voice(Base):
    """Who says a proposition: depth 0 says that depth 1 says ... One with no voice is the article's own."""

    __tablename__ = "deliberate_voice"
    __table_args__ = (UniqueConstraint("proposition_id", "depth"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"))
    depth: Mapped[int] = mapped_column(default=0)
    #: None where nobody is named ("was reported").
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("deliberate_speaker.id"), index=True)
    cue: Mapped[str]
    cue_class: Mapped[str]

    speaker: Mapped[Speaker | None] = relationship(lazy="raise")


class SayingReport(Base):
    """Leads from a saying, where it is disputed that it was one, to the claim that it was."""

    __tablename__ = "deliberate_saying_report"

    #: The claim of kind ``report``.
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True)
    #: What was said, or was not; it has one such claim at most.
    saying_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), unique=True)


class Anchor(Base):
    """One range of a version's words that a proposition stands for; ranges of one role and part belong together."""

    __tablename__ = "deliberate_anchor"
    __table_args__ = (UniqueConstraint("proposition_id", "version_id", "role", "part", "ordinal"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article_version.id"), index=True)
    role: Mapped[AnchorRole]
    #: Which hedge, or the depth of which voice.
    part: Mapped[int] = mapped_column(default=0)
    ordinal: Mapped[int] = mapped_column(default=0)
    start: Mapped[int]
    end: Mapped[int]
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]


class Relation(Contribution):
    """Premises, together, for or against a target; or a detail of it."""

    __tablename__ = "deliberate_relation"

    id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), primary_key=True)
    relation_kind: Mapped[RelationKind]
    target_id: Mapped[int] = mapped_column(ForeignKey("deliberate_contribution.id"), index=True)
    #: Set once somebody of level 2 or more stands behind it; until then it weighs nothing.
    confirmed_by: Mapped[str | None]

    premises: Mapped[list["RelationPremise"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __mapper_args__ = {"polymorphic_identity": "relation", "inherit_condition": id == Contribution.id}


class RelationPremise(Base):
    """One of the propositions that a relation starts from."""

    __tablename__ = "deliberate_relation_premise"

    relation_id: Mapped[int] = mapped_column(ForeignKey("deliberate_relation.id"), primary_key=True)
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"), primary_key=True, index=True)


class Act(Base):
    """What an editor did to claims in one go, and what undoing it takes."""

    __tablename__ = "deliberate_act"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    public_id: Mapped[uuid.UUID] = mapped_column(unique=True, default=uuid.uuid4)
    article_id: Mapped[int] = mapped_column(ForeignKey("deliberate_article.id"), index=True)
    #: The claim it was done to; of a merge, the one that stays.
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"))
    actor_id: Mapped[str]
    #: accept, reject, restore, reword, merge, split, add, make_main, said or report_saying.
    action: Mapped[str]
    #: What everything it touched was before, as ``undoing`` keeps it.
    prior: Mapped[dict[str, Any]]
    #: The events it left in the log, first and last.
    first_event_id: Mapped[int]
    last_event_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undo_first_event_id: Mapped[int | None]
    undo_last_event_id: Mapped[int | None]

    proposition: Mapped[Proposition] = relationship(lazy="joined", innerjoin=True)

    def came_to_nothing(self, event_id: int) -> bool:
        """Whether an event of the log is of this act or of its undoing, once it is undone."""
        if self.undo_first_event_id is None or self.undo_last_event_id is None:
            return False
        of_act = self.first_event_id <= event_id <= self.last_event_id
        return of_act or self.undo_first_event_id <= event_id <= self.undo_last_event_id


def _as_answered(context: DefaultExecutionContext) -> Answer:
    answer: Answer = context.get_current_parameters()["answer"]  # type: ignore[no-untyped-call]
    return answer


class Stance(Base):
    """Where one reader stands on a proposition: once before and once after the weights were seen."""

    __tablename__ = "deliberate_stance"
    __table_args__ = (UniqueConstraint("proposition_id", "actor_id", "after_weights"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    proposition_id: Mapped[int] = mapped_column(ForeignKey("deliberate_proposition.id"))
    actor_id: Mapped[str] = mapped_column(index=True)
    after_weights: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int]
    answer: Mapped[Answer]
    #: What they answered first: it fixes their viewpoint group, however the answer changes.
    first_answer: Mapped[Answer] = mapped_column(default=_as_answered)
    #: How sure, 0 to 100, if they like to say.
    credence: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
