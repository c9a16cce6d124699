"""The words in which an article of the demo is written down: its text, claims, items, ratings, and who did what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from deliberate.articles.drafts import ArticleDraft
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.propositions.models import Answer, Kind, Modality, Party, RelationKind

FOR, AGAINST = Side.FOR, Side.AGAINST

_TEXTS = Path(__file__).parent / "texts"


def text_of(name: str) -> str:
    """The text of an article of the demo."""
    return (_TEXTS / f"{name}.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Claim:
    """A claim and the words of the text it stands for. No speakers: the article's own voice."""

    key: str
    text: str
    words: str
    speakers: tuple[str, ...] = ()
    kind: Kind = Kind.FACT
    modality: Modality = Modality.ASSERTED
    scope: str = ""


@dataclass(frozen=True)
class Link:
    """How one claim bears on another."""

    premise: str
    kind: RelationKind
    target: str


@dataclass(frozen=True)
class Item:
    """A piece of evidence, posted by somebody on a claim, or on another item as a challenge."""

    key: str
    by: str
    on: str
    side: Side
    quote: str
    why: str
    kind: EvidenceKind
    citation: str
    link: str | None = None
    published_on: date | None = None
    origin: str | None = None
    speaker: str | None = None


@dataclass(frozen=True)
class Also:
    """An item that bears on one more thing. Its key is that of the item and of the target: ``item>target``."""

    item: str
    by: str
    on: str
    side: Side
    why: str

    @property
    def key(self) -> str:
        return f"{self.item}>{self.on}"


@dataclass(frozen=True)
class Remark:
    """A question or an aside, on a claim, an item, or (None) the article."""

    key: str
    by: str
    on: str | None
    text: str


@dataclass(frozen=True)
class Search:
    """Somebody looked and found none."""

    by: str
    on: str
    side: Side
    where: str


@dataclass(frozen=True)
class Point:
    """A sentence, or a claim by its key, proposed as what both sides accept; who confirms it, and who does not."""

    by: str
    yes: tuple[str, ...]
    no: tuple[str, ...] = ()
    text: str = ""
    claim: str | None = None


@dataclass(frozen=True)
class Stand:
    """Where somebody stands on a claim and how sure they are; ``after`` they had seen the weights."""

    by: str
    on: str
    answer: Answer
    credence: int | None = None
    after: bool = False


@dataclass(frozen=True)
class Disputed:
    """That a claim was said is disputed, and why; it becomes a claim of its own."""

    on: str
    reason: str


@dataclass(frozen=True)
class Script:
    """An article of the demo, whole.

    ``ballots``: by the key of an item, one group of answers per panel, in the order of the panel's people. An answer is
    three figures from 0 to 4 (relevance, reliability, strength), "-" where one cannot judge; "..." where they did not
    weigh it.
    """

    draft: ArticleDraft
    editor: str
    text: str
    main: str
    claims: tuple[Claim, ...]
    parties: Mapping[str, tuple[Party, str]]
    links: tuple[Link, ...] = ()
    items: tuple[Item | Also, ...] = ()
    remarks: tuple[Remark, ...] = ()
    searches: tuple[Search, ...] = ()
    stands: tuple[Stand, ...] = ()
    points: tuple[Point, ...] = ()
    disputed: tuple[Disputed, ...] = ()
    panels: tuple[tuple[str, ...], ...] = ()
    ballots: Mapping[str, tuple[str, ...]] | None = None
