"""A suggestion while it is being made, before ranks are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deliberate.articles.extraction.findings import Finding
from deliberate.articles.extraction.modality import Hedge
from deliberate.articles.extraction.phrasing import Phrasing, Span


@dataclass
class Draft:
    """A statement of one sentence: its words by token span, and the findings that enclose it, outermost first.

    `speakers` names who each finding of the sentence is, `speaker` who makes this statement. `links` are (other draft,
    relation kind, reason); the other is the target. `continues` is the finding of an earlier sentence, `origin`, whose
    quotation goes on here.
    """

    phrasing: Phrasing
    spans: tuple[Span, ...]
    findings: tuple[Finding, ...]
    text: str = ""
    hedges: tuple[Hedge, ...] = ()
    denied: bool = False
    kind: str = "fact"
    explanation: list[str] = field(default_factory=list)
    links: list[tuple["Draft", str, str]] = field(default_factory=list)
    continues: Finding | None = None
    origin: Phrasing | None = None
    speakers: Mapping[Finding, str] = field(default_factory=dict)
    speaker: str = ""
    score: float = 0.0

    @property
    def finding(self) -> Finding | None:
        """The innermost finding: who makes this statement."""
        return self.findings[-1] if self.findings else None

    @property
    def words(self) -> list[str]:
        """The words of the statement in lower case."""
        return [norm for span in self.spans for norm in self.phrasing.norms[span[0] : span[1]]]
