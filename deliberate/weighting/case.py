"""What is weighed: plain values, gathered by the caller for one article. Nothing here knows a database.

Ids are strings, unique across propositions, evidence, items and relations of a case (public UUIDs do).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    FOR = "for"
    AGAINST = "against"

    @property
    def other(self) -> "Side":
        return Side.AGAINST if self is Side.FOR else Side.FOR

    @property
    def sign(self) -> int:
        return 1 if self is Side.FOR else -1


class Viewpoint(StrEnum):
    """A reader's stance on the article's main proposition; who recorded none is undecided.

    Where enough is rated for groups to be read off the ratings, they are one way, the other way, and undecided for
    whoever is in between. Which of the two ways is called the first says nothing.
    """

    AGREE = "agree"
    DISAGREE = "disagree"
    UNDECIDED = "undecided"
    ONE_WAY = "one_way"
    OTHER_WAY = "other_way"


STATED = (Viewpoint.AGREE, Viewpoint.DISAGREE, Viewpoint.UNDECIDED)
"""The groups that people's own answers make."""
FITTED = (Viewpoint.ONE_WAY, Viewpoint.OTHER_WAY, Viewpoint.UNDECIDED)
"""The groups that are read off ratings."""


def is_fitted(viewpoints: Mapping[str, Viewpoint]) -> bool:
    """Whether these groups were read off ratings; else they are people's own answers."""
    return not {Viewpoint.ONE_WAY, Viewpoint.OTHER_WAY}.isdisjoint(viewpoints.values())


class Dimension(StrEnum):
    RELEVANCE = "relevance"
    """R: if true, does it matter here? Rated on the bearing."""
    RELIABILITY = "reliability"
    """K: can this source know, and say so straight? Rated on the evidence, once."""
    STRENGTH = "strength"
    """P: how much should it move someone undecided? Rated on the bearing."""


class RelationKind(StrEnum):
    SUPPORTS = "supports"
    ATTACKS = "attacks"
    UNDERCUTS = "undercuts"


class CaseError(ValueError):
    """The case cannot be weighed as it stands; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One answer. `value` is in [0, 1], or None for "can't judge"; `weight` is the rater's t, frozen at rating, and
    `share` how much of it counts, less than 1 where the answer follows others'.

    `subject` is the item's id (R, P), the evidence's id (K) or the relation's id (R, P).
    """

    subject: str
    dimension: Dimension
    rater: str
    viewpoint: str
    value: float | None
    weight: float = 1.0
    level: int = 2
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """One bearing of a piece of evidence: what it is brought for or against, and where it comes from.

    `target` is a proposition, another item, a piece of evidence (then it challenges every item of that evidence), or,
    with `undercuts`, the item or relation whose link it breaks (`side` then says nothing). Without an `origin` the
    source is its own, without a `source` the evidence is. `party`: does the source's speaker belong to the dispute?
    """

    id: str
    evidence: str
    target: str
    side: Side
    contributor: str
    evidence_author: str | None = None
    source: str | None = None
    origin: str | None = None
    publisher: str | None = None
    author: str | None = None
    profile: str | None = None
    states: tuple[str, ...] = ()
    undercuts: bool = False
    party: bool | None = None

    @property
    def origin_key(self) -> str:
        return self.origin or self.source or self.evidence

    @property
    def publisher_key(self) -> str | None:
        return self.publisher or self.author


@dataclass(frozen=True, slots=True)
class Proposition:
    """`tau` is its starting strength, never set by popularity; `disputed` says a dispute about it is open."""

    id: str
    tau: float = 0.5
    detail_of: str | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """Premises that together support or attack a proposition or item, or undercut an item or relation.

    It weighs once someone of level 2 or more has confirmed it.
    """

    id: str
    kind: RelationKind
    premises: tuple[str, ...]
    target: str
    confirmed: bool = False
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Somebody looked for evidence on a side of a proposition and found none; without a side, on either."""

    proposition: str
    person: str
    viewpoint: str
    side: Side | None = None


@dataclass(frozen=True)
class Case:
    """One article's argument. `room`: the viewpoints in it, or None to read them off the ratings (see ratings.room)."""

    propositions: Sequence[Proposition]
    items: Sequence[Item] = ()
    relations: Sequence[Relation] = ()
    ratings: Sequence[Rating] = ()
    searches: Sequence[Search] = ()
    room: frozenset[str] | None = None
