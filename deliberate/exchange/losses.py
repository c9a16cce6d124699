"""What a format could not carry: counted, with examples, and said before anybody relies on the file."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from deliberate.core.wording import N_, say
from deliberate.exchange.graph import Claim, Graph, Relation

#: How many examples a report gives of each kind of loss, and how long each is at most.
EXAMPLES = 3
LONGEST_EXAMPLE = 60


@dataclass(frozen=True)
class Loss:
    """One kind of thing that was left behind."""

    what: str
    count: int
    examples: tuple[str, ...] = ()

    def sentence(self) -> str:
        """For a person: what, how many, and the first of them."""
        shown = "; ".join(self.examples)
        more = "; …" if shown and self.count > len(self.examples) else ""
        return f"{say(self.what)}: {self.count}" + (f" ({shown}{more})" if shown else "")


@dataclass
class LossReport:
    """What was lost on the way, in the order it was noticed."""

    _found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, what: str, examples: Iterable[str]) -> None:
        """Note things of one kind that were left behind, each by a few of its words; none is no loss."""
        words = [_short(each) for each in examples]
        if words:
            self._found.setdefault(what, []).extend(words)

    def include(self, other: "LossReport") -> None:
        """Take over what another step lost."""
        for what, words in other._found.items():
            self._found.setdefault(what, []).extend(words)

    @property
    def losses(self) -> tuple[Loss, ...]:
        return tuple(
            Loss(what, len(words), tuple(word for word in words if word)[:EXAMPLES])
            for what, words in self._found.items()
        )

    def sentences(self) -> list[str]:
        """One line for each kind."""
        return [loss.sentence() for loss in self.losses]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_EXAMPLE else line[: LONGEST_EXAMPLE - 1].rstrip() + "…"


def _relations(holds: Callable[[Relation], bool]) -> Callable[[Graph], Iterable[str]]:
    return lambda graph: (_in_words(graph, each) for each in graph.relations if holds(each))


def _in_words(graph: Graph, relation: Relation) -> str:
    return f"{' + '.join(map(graph.alias, relation.premises))} {relation.kind} {graph.alias(relation.target)}"


def _of_claims(holds: Callable[[Claim], object]) -> Callable[[Graph], Iterable[str]]:
    return lambda graph: (claim.text for claim in graph.claims if holds(claim))


#: Each part of a graph that a format may or may not carry, and the things of that part in a graph, in a few words.
PARTS: Mapping[str, Callable[[Graph], Iterable[str]]] = {
    N_("the article's text"): lambda graph: (
        say("version %(number)s", number=each.number) for each in graph.document.versions[-1:]
    ),
    N_("earlier versions of the text"): lambda graph: (
        say("version %(number)s", number=each.number) for each in graph.document.versions[:-1]
    ),
    N_("byline, publisher, date, language, address and licence"): lambda graph: (
        name
        for name in ("byline", "publisher", "published_on", "language", "source_url", "licence")
        if getattr(graph.document, name)
    ),
    N_("supports and attacks"): _relations(lambda each: each.kind in {"supports", "attacks"}),
    N_("undercuts"): _relations(lambda each: each.kind == "undercuts"),
    N_("joint premises"): _relations(lambda each: len(each.premises) > 1),
    N_("details of claims"): _relations(lambda each: each.kind == "detail_of"),
    N_("voices"): _of_claims(lambda claim: claim.voices),
    N_("speakers' part in the dispute"): lambda graph: (
        each.name for each in graph.speakers if each.party != "unknown"
    ),
    N_("kinds of claims"): _of_claims(lambda claim: claim.kind != "fact"),
    N_("how firmly claims are put"): _of_claims(lambda claim: claim.modality != "asserted"),
    N_("scopes"): _of_claims(lambda claim: claim.scope),
    N_("whether it was said"): _of_claims(lambda claim: claim.said != "unchecked" or claim.report_of),
    N_("anchors in the text"): _of_claims(lambda claim: claim.anchors),
    N_("where words stood in earlier versions"): _of_claims(lambda claim: len(claim.words) < len(claim.anchors)),
    N_("what became of words in newer versions"): lambda graph: (
        f"{say('version %(number)s', number=each.version)}, {each.state}" for each in graph.passages
    ),
    N_("merged claims and their voices"): _of_claims(lambda claim: claim.merged_into),
    N_("evidence"): lambda graph: (each.quote for each in graph.evidence),
    N_("which evidence is for and which against"): lambda graph: (each.warrant for each in graph.bearings),
    N_("why evidence bears on a claim"): lambda graph: (each.warrant for each in graph.bearings if each.warrant),
    N_("sources"): lambda graph: (each.citation for each in graph.sources),
    N_("what is known of sources beyond citation and address"): lambda graph: (
        each.citation
        for each in graph.sources
        if each.author or each.published_on or each.publisher or each.origin or each.speaker or each.archived_url
    ),
    N_("remarks"): lambda graph: (each.text for each in graph.remarks),
    N_("counts of stances"): lambda graph: (graph.alias(each.claim) for each in graph.stances),
    N_("ratings"): lambda graph: ("" for _ in graph.ratings),
    N_("earlier wordings"): lambda graph: (
        say("revision %(number)s", number=each.made.revision)
        for made in (graph.claims, graph.evidence, graph.bearings, graph.remarks)
        for each in made
        if each.made.revision > 1
    ),
    N_("entries of the log"): lambda graph: ("" for _ in graph.events),
}


def left_behind(graph: Graph, carries: frozenset[str]) -> LossReport:
    """Everything in the graph that a format which carries these parts leaves behind."""
    report = LossReport()
    for part, found in PARTS.items():
        if part not in carries:
            report.add(part, found(graph))
    return report
