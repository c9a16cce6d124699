"""What attribution finds in a sentence, in token spans, before it becomes voices and suggestions."""

from dataclasses import dataclass, replace

from deliberate.articles.extraction.clauses import INITIAL, has_subject, stands_alone
from deliberate.articles.extraction.phrasing import Phrasing, Span, trimmed
from deliberate.articles.extraction.sources import NOBODY

ATTITUDES = {"believes", "wants", "supports", "refuses", "promises", "predicts", "denies"}
NEGATIONS = {"not", "never", "cannot", "neither", "no"}
MARKS = (",", ".", ";", ":", "—", "–", "--", "-", "!", "?")


@dataclass(frozen=True)
class Finding:
    """A speaker, the words that show it is one, and what is said. `anchor` is the index of the cue's main word.

    `open_end`: the content runs on to the right and may have to give way to the next finding. `shared`: the speaker is
    taken from elsewhere in the sentence, so that the span of this finding does not cover it. `frame` is how the cue was
    used: clause, quote, object, to, as, naming, left, passive, noun, phrase.
    """

    cue: Span
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    cue_class: str
    anchor: int
    frame: str
    open_end: bool = False
    shared: bool = False
    relative: bool = False

    @property
    def start(self) -> int:
        """Where its own words begin, a shared speaker left out."""
        own = [self.cue[0], *(span[0] for span in self.content)]
        return min(own if self.shared else own + [span[0] for span in self.source])

    @property
    def lead(self) -> int:
        """Where speaker and cue begin."""
        return min([self.cue[0]] + ([] if self.shared else [span[0] for span in self.source]))


def settled(phrasing: Phrasing, findings: list[Finding]) -> list[Finding]:
    """The findings with contents that give way to the next coordinated cue, and without marks at their ends."""
    ordered = sorted(findings, key=lambda finding: finding.anchor)
    ordered = [each for each in ordered if not mere_attitude(each, ordered) and not nobody(phrasing, each)]
    tidied = [tidy(phrasing, give_way(phrasing, each, ordered)) for each in ordered]
    return [each for each in tidied if each.content]


def is_negated(phrasing: Phrasing, finding: Finding) -> bool:
    """Whether its cue says that it is not said: "cannot show that", "did not confirm", "no evidence that"."""
    before = phrasing.norms[finding.cue[0] - 1] if finding.frame == "noun" and finding.cue[0] else ""
    cue = phrasing.norms[slice(*finding.cue)]
    return before == "no" or any(word in NEGATIONS or word.endswith("n't") for word in cue)


def nobody(phrasing: Phrasing, finding: Finding) -> bool:
    """Whether it is nobody who says it: "no one has denied that ..." is no denial."""
    if not finding.source:
        return False
    return phrasing.norms[finding.source[0][0]] in NOBODY


def mere_attitude(finding: Finding, ordered: list[Finding]) -> bool:
    """Whether a finding inside another's content, or in a relative clause, tells an attitude and no statement."""
    if finding.cue_class not in ATTITUDES or finding.frame not in {"object", "to"}:
        return False
    return any(
        start <= finding.anchor < end
        for other in ordered
        if other is not finding and not (finding.shared and finding.source == other.source)
        for start, end in other.content
    )


def give_way(phrasing: Phrasing, finding: Finding, ordered: list[Finding]) -> Finding:
    """End a running content before a later cue that stands beside it, not inside it."""
    if not finding.open_end:
        return finding
    start, end = finding.content[-1]
    end = before_main_clause(phrasing, finding.lead, start, end)
    if finding.frame in {"object", "to"}:
        end = next((index for index in range(start + 1, end) if ends_object(phrasing, finding, index, end)), end)
    end = before_relative(phrasing, start, end)
    for later in ordered:
        if finding.relative and any(first <= finding.cue[0] < last for first, last in later.source):
            end = min(end, later.cue[0])  # "economists who favour the tax agree that": the verb of what is around
        if later.anchor <= finding.anchor or not start < later.lead < end:
            continue
        before = later.lead - 1
        beside = phrasing.norms[before] in {"and", "but", "while", "although", "whereas", "though", "then", ",", ";"}
        if later.frame in {"left", "phrase"}:
            end = later.lead
            break
        if beside and (later.shared or phrasing.norms[before] != ",") and not phrasing.quotation_around(before):
            end = before
            break
    return replace(finding, content=(*finding.content[:-1], (start, end)))


def before_relative(phrasing: Phrasing, start: int, end: int) -> int:
    """Where a content ends that a relative clause closes: "..., who also spoke" is the article's, not the speaker's."""
    for index in range(start + 1, end - 2):
        if phrasing.norms[index] != "," or not phrasing.is_in(index + 1, "relatives"):
            continue
        closed = "," in phrasing.norms[index + 2 : end]
        if not closed and not phrasing.quotation_around(index):
            return index
    return end


def ends_object(phrasing: Phrasing, finding: Finding, comma: int, end: int) -> bool:
    """Whether an object ends at a comma: in a relative clause at any, else before a statement of its own."""
    if phrasing.norms[comma] != ",":
        return False
    joins = comma + 2 < end and phrasing.norms[comma + 1] in {"and", "but", "so", "while"}
    return finding.relative or (joins and has_subject(phrasing, comma + 2) and stands_alone(phrasing, comma + 2, end))


def before_main_clause(phrasing: Phrasing, lead: int, start: int, end: int) -> int:
    """Where a content ends that stands in an opening clause: "Even if people think that X, Y is so" ends before Y."""
    opening = phrasing.norms[: max(0, lead)]
    if not opening or len(opening) > 3 or not {"if", *INITIAL} & set(opening):
        return end
    commas = (index for index in range(start + 1, end) if phrasing.norms[index] == ",")
    return next((comma for comma in commas if stands_alone(phrasing, comma + 1, end)), end)


def tidy(phrasing: Phrasing, finding: Finding) -> Finding:
    """The finding with its content spans trimmed of marks that are no part of what is said, empty ones dropped."""
    spans = [tidy_span(phrasing, span) for span in finding.content]
    return replace(finding, content=tuple(span for span in spans if span[0] < span[1]))


def tidy_span(phrasing: Phrasing, span: Span) -> Span:
    """A content span without outer marks; a coordinator left at its end goes too."""
    start, end = trimmed(phrasing, span, MARKS)
    while end > start and phrasing.norms[end - 1] in {"and", "but", "while", "although", "whereas"}:
        start, end = trimmed(phrasing, (start, end - 1), MARKS)
    return start, end
