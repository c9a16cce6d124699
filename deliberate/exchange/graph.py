"""What travels between formats: an article with its claims, how they bear on each other, and the evidence on them.

Frozen, and free of any database or web. Ids are any short text, unique among everything that has one. Moments and days
are ISO 8601 text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

from deliberate.exchange.texts import Anchor as Anchor  # the text is part of what this module offers
from deliberate.exchange.texts import AnchorRole as AnchorRole
from deliberate.exchange.texts import Candidate as Candidate
from deliberate.exchange.texts import Document as Document
from deliberate.exchange.texts import Passage as Passage
from deliberate.exchange.texts import Range as Range
from deliberate.exchange.texts import Version as Version

ClaimKind = Literal["fact", "causal", "forecast", "value", "policy", "report"]
Modality = Literal["denied", "hypothetical", "possible", "reported", "asserted"]
Check = Literal["unchecked", "checked", "disputed"]
Party = Literal["yes", "no", "unknown"]
RelationKind = Literal["supports", "attacks", "undercuts", "detail_of"]
Side = Literal["for", "against"]
EvidenceKind = Literal["study", "data", "document", "report", "testimony", "statement", "image", "argument"]
Curation = Literal["active", "disputed", "source_requested", "stale", "broken_link", "retracted"]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Dimension = Literal["relevance", "reliability", "strength"]


@dataclass(frozen=True)
class Revision:
    """One wording that readers saw."""

    number: int
    body: Mapping[str, Any]
    author: str | None = None
    created: str | None = None
    substantive: bool = True


@dataclass(frozen=True)
class Made:
    """Who made something and when, and how it was worded before. Authors are numbered per file, never named."""

    author: str | None = None
    created: str | None = None
    revision: int = 1
    substance: int = 1
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True)
class Voice:
    """Who says a claim. The first of several passes on what the next one says."""

    speaker: str | None = None
    cue: str = ""
    cue_class: str = "says"


@dataclass(frozen=True)
class Speaker:
    """Somebody the article names, and whether they are party to the dispute."""

    name: str
    party: Party = "unknown"
    reason: str | None = None


@dataclass(frozen=True)
class Claim:
    """One statement that can be argued about alone."""

    id: str
    text: str
    kind: ClaimKind = "fact"
    modality: Modality = "asserted"
    scope: str | None = None
    said: Check = "unchecked"
    said_url: str | None = None
    said_reason: str | None = None
    position: int = 0
    rank: int | None = None
    explanation: tuple[str, ...] = ()
    main: bool = False
    voices: tuple[Voice, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    #: The claim it was merged into: its wording no longer stands, its voice is heard there.
    merged_into: str | None = None
    split_from: str | None = None
    #: The claim whose saying is disputed, where this is that it was said.
    report_of: str | None = None
    made: Made = Made()

    @property
    def words(self) -> tuple[Anchor, ...]:
        """The anchors as the site shows them: of each role and part those in the newest version that has any."""
        newest: dict[tuple[str, int], float] = {}
        for each in self.anchors:
            key = (each.role, each.part)
            newest[key] = max(newest.get(key, 0), each.version or inf)
        return tuple(each for each in self.anchors if newest[each.role, each.part] == (each.version or inf))


@dataclass(frozen=True)
class Relation:
    """Premises, together, for or against a target. An undercut's target is a relation or a bearing, else a claim."""

    id: str
    kind: RelationKind
    premises: tuple[str, ...]
    target: str
    confirmed: bool = False
    made: Made = Made()


@dataclass(frozen=True)
class Publisher:
    """An organisation that publishes sources."""

    name: str
    domain: str | None = None
    reliability: Reliability = "F"


@dataclass(frozen=True)
class Source:
    """One document or testimony that evidence quotes."""

    id: str
    citation: str
    url: str | None = None
    author: str | None = None
    published_on: str | None = None
    publisher: Publisher | None = None
    #: Where it got its matter from: what shares an origin counts once.
    origin: str | None = None
    speaker: str | None = None
    archived_url: str | None = None
    retracted_at: str | None = None
    retraction_url: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What a source says, in its own words."""

    id: str
    source: str
    quote: str
    kind: EvidenceKind = "document"
    observed_on: str | None = None
    curation: Curation = "active"
    made: Made = Made()


@dataclass(frozen=True)
class Bearing:
    """How an item of evidence speaks for or against a claim, a relation, an item or another bearing."""

    id: str
    evidence: str
    target: str
    side: Side
    warrant: str = ""
    made: Made = Made()


@dataclass(frozen=True)
class Remark:
    """A question or an aside on something, or on the article where there is no target."""

    id: str
    text: str
    target: str | None = None
    made: Made = Made()


@dataclass(frozen=True)
class Tally:
    """How many readers agree, disagree and are unsure, before or after they saw the weights; never who."""

    claim: str
    after_weights: bool
    agree: int
    disagree: int
    unsure: int


@dataclass(frozen=True)
class Rating:
    """One answer about one thing: 0 to 4 quarters, None for "can't judge". Raters are numbered per file.

    The revision is 0 where the answer was about a wording that has been put aside: like one of an earlier substance it
    awaits confirmation.
    """

    subject: str
    dimension: Dimension
    rater: str
    quarters: int | None
    revision: int
    level: int
    created: str | None = None


@dataclass(frozen=True)
class Graph:
    """Everything a file may hold of one article."""

    document: Document
    passages: tuple[Passage, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    remarks: tuple[Remark, ...] = ()
    stances: tuple[Tally, ...] = ()
    ratings: tuple[Rating, ...] = ()
    #: Entries of a site's log, to be read and never written into another's.
    events: tuple[Mapping[str, Any], ...] = ()
    #: Ids as the file had them that this was read from, by the ids they have here.
    aliases: Mapping[str, str] = field(default_factory=dict)
    #: By format, what only that format understands, so that writing it again loses nothing.
    extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def standing(self) -> tuple[Claim, ...]:
        """The claims whose wording stands."""
        return tuple(claim for claim in self.claims if claim.merged_into is None)

    def alias(self, name: str) -> str:
        """What the file it was read from called this."""
        return self.aliases.get(name, name)
