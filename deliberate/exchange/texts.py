"""The text of an article in all its versions, and where claims stand in it: the part of a graph that is about words.

Offsets are code points, end-exclusive, into the text of one version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

AnchorRole = Literal["statement", "hedge", "source", "cue", "content"]
PassageState = Literal["waiting", "placed", "gone"]
Range = tuple[int, int]


@dataclass(frozen=True)
class Version:
    """One snapshot of the text, with its blocks as ``[kind, start, end]``, and who stored it when."""

    number: int
    text: str
    sha256: str
    blocks: tuple[tuple[str, int, int], ...] = ()
    report: tuple[str, ...] = ()
    author: str | None = None
    created: str | None = None
    #: How many passages were found again by themselves: at the place they had in the version before, and at another.
    carried: tuple[int, int] | None = None


@dataclass(frozen=True)
class Document:
    """The article; without a version where the format had only claims."""

    title: str
    id: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    language: str | None = None
    source_url: str | None = None
    licence: str | None = None
    versions: tuple[Version, ...] = ()

    @property
    def text(self) -> str | None:
        """The text of the newest version."""
        return self.versions[-1].text if self.versions else None

    @property
    def numbered(self) -> Mapping[int | None, Version]:
        """The versions by their numbers, the newest once more under None."""
        found: dict[int | None, Version] = {each.number: each for each in self.versions}
        return found | dict(zip((None,), self.versions[-1:], strict=False))


@dataclass(frozen=True)
class Anchor:
    """One range of a version's words; ranges of one version, role and part belong together, in their order."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""
    role: AnchorRole = "statement"
    part: int = 0
    #: The number of the version that has the words; None for the newest.
    version: int | None = None


@dataclass(frozen=True)
class Candidate:
    """Where words may be in a newer version, and how many thousandths of them, and of those around, agree."""

    ranges: tuple[Range, ...]
    thousandths: int


@dataclass(frozen=True)
class Passage:
    """Words that a newer version has not as they were: they wait for an editor, were placed by one, or are gone."""

    #: The number of the newer version, and of the one that has the words, in these ranges.
    version: int
    of_version: int
    ranges: tuple[Range, ...]
    #: About where they would be in the newer version.
    position: int
    state: PassageState = "waiting"
    candidates: tuple[Candidate, ...] = ()
    #: Where an editor placed them, and whose words are there by that: claims, each with a role and a part.
    placed: tuple[Range, ...] = ()
    added: tuple[tuple[str, AnchorRole, int], ...] = ()
    decider: str | None = None
    decided: str | None = None
