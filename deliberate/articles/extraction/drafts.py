"""A suggestion while it is being made, before ranks are given."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.modality import Hedge, hedges_in
from deliberate.articles.extraction.phrasing import Phrasing, Span
from deliberate.articles.extraction.wording import sentence

STILL = frozenset({"as", "yet", "still", "so", "far"})
"""What a bracketed hedge may open with and be no more than a hedge."""


@dataclass(frozen=True)
class Ground:
    """Something that lifts a statement in the ranking, or lowers it. `words` are empty where it is not worth saying."""

    value: float
    words: str = ""


@dataclass
class Draft:
    """A statement of one sentence: its words by token span, and the findings that enclose it, outermost first.

    `speakers` names who each finding of the sentence is, `speaker` who makes this statement. `left_open`: who tells it
    does not say that it is so ("whether ...", "cannot show that"). `whole`: it states that somebody says or does
    something, not what is said. `links` are (other draft, relation kind, reason); the other is the target. `continues`
    is the finding of an earlier sentence, `origin`, whose quotation goes on here; `continued` is all that is quoted,
    marks included.
    """

    phrasing: Phrasing
    spans: tuple[Span, ...]
    findings: tuple[Finding, ...]
    text: str = ""
    hedges: tuple[Hedge, ...] = ()
    denied: bool = False
    left_open: bool = False
    whole: bool = False
    kind: str = "fact"
    explanation: list[str] = field(default_factory=list)
    links: list[tuple["Draft", str, str]] = field(default_factory=list)
    continues: Finding | None = None
    origin: Phrasing | None = None
    continued: Span = (0, 0)
    speakers: Mapping[Finding, str] = field(default_factory=dict)
    speaker: str = ""
    grounds: list[Ground] = field(default_factory=list)

    @property
    def score(self) -> float:
        """How worth checking it is."""
        return sum(ground.value for ground in self.grounds)

    @property
    def finding(self) -> Finding | None:
        """The innermost finding: who makes this statement."""
        return self.findings[-1] if self.findings else None

    @property
    def words(self) -> list[str]:
        """The words of the statement in lower case."""
        return [norm for span in self.spans for norm in self.phrasing.norms[span[0] : span[1]]]


def finished(phrasing: Phrasing, spans: tuple[Span, ...], chain: tuple[Finding, ...], words: str) -> Draft:
    """A draft with the hedges that stand among its words; a bracket that only hedges is kept as that, not worded."""
    kept = tuple(span for span in spans if span[0] < span[1])
    hedges = tuple(hedges_in(phrasing, kept))
    for hedge in hedges:
        words = without_bracket(phrasing, hedge.span, words)
    return Draft(phrasing, kept, chain, words, hedges)


def without_bracket(phrasing: Phrasing, span: Span, words: str) -> str:
    """A wording without the bracket around a span, where the bracket says nothing else."""
    start, end = span
    while phrasing.norms[start - 1] in STILL and start > 0:
        start -= 1
    if start == 0 or phrasing.norms[start - 1] != "(" or phrasing.norms[end : end + 1] != (")",):
        return words
    shown = re.escape(phrasing.shown((start, end)))
    bare = re.sub(rf"\s*\(\s*{shown}\s*\)", "", words, count=1)
    return words if bare == words else sentence(bare)


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch joined."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)
