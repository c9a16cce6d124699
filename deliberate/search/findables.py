"""The kinds of things that can be found. A room above adds its own by registering one more."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select

from deliberate.articles.access import listed, readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.registry import Registry
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.propositions.models import Kind
from deliberate.search.folding import Terms


@dataclass(frozen=True)
class Question:
    """What somebody looks for, and what they narrow it to."""

    terms: Terms
    #: The name of a ``Findable``.
    kind: str | None = None
    article: Article | None = None
    side: Side | None = None
    claim_kind: Kind | None = None
    evidence_kind: EvidenceKind | None = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all that has the words."""
        return any((self.kind, self.article, self.side, self.claim_kind, self.evidence_kind))

    def within(self, actor: Actor) -> ColumnElement[bool]:
        """The condition on ``Article``: what lists may name to them, or the one whose address they have."""
        if self.article is None:
            return listed(actor)
        return readable(actor) & (Article.id == self.article.id)


@dataclass(frozen=True)
class Words:
    """What a thing is found by."""

    subject_id: int
    #: What says most of it, and all else.
    head: str
    rest: str
    at: datetime


@dataclass(frozen=True)
class Watched:
    """Rows whose change changes what a thing is found by."""

    model: type[Any]
    #: Of its attributes, those that matter.
    attributes: Collection[str]
    #: The attribute that leads to the thing.
    key: str = "id"
    #: The things' ids, by those that ``key`` holds, where these are not the same.
    reach: Callable[[Collection[int]], Select[int]] | None = None


@dataclass(frozen=True)
class Findable:
    """One kind of thing: its words, whose change touches them, and who may find it."""

    #: What several of them are called.
    label: str
    #: The ids of all there are, or of those that stand in one article.
    ids: Callable[[Article | None], Select[int]]
    #: The words of those that stand, of these ids.
    words: Callable[[Collection[int]], Iterable[Words]]
    watched: Sequence[Watched]
    #: The condition that somebody may find the thing of this id, and that it is of what they ask for.
    found_by: Callable[[Actor, Question, Any], ColumnElement[bool]]


#: By the name that an entry holds.
findables: Registry[Findable] = Registry("kind of thing that can be found")
