"""Whether a graph holds together: names that are one thing each, and ends that exist."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from deliberate.exchange.graph import Claim, Graph, Made, Version
from deliberate.exchange.json_reading import LONGEST_ID

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

#: What may stand at the other end of each kind of link.
ENDS = {
    "undercuts": ("relations", "bearings"),
    "supports": ("claims",),
    "attacks": ("claims",),
    "detail_of": ("claims",),
}
_MANY = ("claims", "relations", "evidence", "bearings", "remarks")


def check_graph(graph: Graph) -> Fault | None:
    """The first thing that is wrong, with the way to it in the native file; None where all is well."""
    return next(_faults(graph), None)


def _faults(graph: Graph) -> Iterator[Fault]:
    names: dict[str, set[str]] = {}
    taken: set[str] = set()
    for many in (*_MANY, "sources"):
        names[many] = set()
        for number, each in enumerate(getattr(graph, many)):
            if each.id in taken or not 0 < len(each.id) <= LONGEST_ID:
                yield (many, number, "id"), "An id is missing, too long, or taken by something else."
            names[many].add(each.id)
            taken.add(each.id)
    yield from _version_faults(graph.document.versions)
    standing = {claim.id for claim in graph.standing}
    mains = [number for number, claim in enumerate(graph.claims) if claim.main]
    if len(mains) > 1:
        yield ("claims", mains[1], "main"), "An article has one main claim at most."
    reported: set[str] = set()
    for number, claim in enumerate(graph.claims):
        if claim.report_of in reported:
            yield ("claims", number, "report_of"), "Of each saying there is one claim at most that it was said."
        reported |= {claim.report_of} if claim.report_of else set()
        yield from _claim_faults(graph, claim, number, names["claims"], standing)
    yield from _link_faults(graph, names)
    yield from _rest_faults(graph, names)
    yield from _dates(graph)


def _version_faults(versions: Iterable[Version]) -> Iterator[Fault]:
    reached = 0
    for number, each in enumerate(versions):
        here: Path = ("document", "versions", number)
        if each.number <= reached:
            yield (*here, "number"), "Versions are numbered upwards from 1."
        reached = each.number
        if hashlib.sha256(each.text.encode()).hexdigest() != each.sha256:
            yield (*here, "sha256"), "The text is not the one that this SHA-256 was made of."
        end = 0
        for at, (_kind, start, stop) in enumerate(each.blocks):
            if not end <= start <= stop <= len(each.text):
                yield (*here, "blocks", at), "Blocks lie in the text, in order and apart."
            end = stop


def _claim_faults(graph: Graph, claim: Claim, number: int, claims: set[str], standing: set[str]) -> Iterator[Fault]:
    here: Path = ("claims", number)
    if not claim.text.strip():
        yield (*here, "text"), "A claim has words."
    for field in ("merged_into", "split_from", "report_of"):
        other = getattr(claim, field)
        if other is not None and (other not in claims or other == claim.id):
            yield (*here, field), "There is no other claim of that id in this file."
    if claim.merged_into is not None and claim.merged_into not in standing:
        yield (*here, "merged_into"), "A claim is merged into one that stands."
    text = graph.document.text
    for at, anchor in enumerate(claim.anchors):
        if not 0 <= anchor.start < anchor.end:
            yield (*here, "anchors", at), "An anchor begins before it ends."
        elif text is not None and text[anchor.start : anchor.end] != anchor.exact:
            yield (*here, "anchors", at), "The text does not have these words in this place."


def _link_faults(graph: Graph, names: dict[str, set[str]]) -> Iterator[Fault]:
    for number, each in enumerate(graph.relations):
        if not each.premises or not names["claims"].issuperset(each.premises):
            yield ("relations", number, "premises"), "Premises are claims of this file, at least one."
        if len(set(each.premises)) < len(each.premises):
            yield ("relations", number, "premises"), "A premise is named once."
        if not any(each.target in names[many] for many in ENDS[each.kind]):
            yield ("relations", number, "target"), f"What {each.kind} ends at is one of the {_or(ENDS[each.kind])}."
    everything = set().union(*(names[many] for many in ("claims", "relations", "evidence", "bearings")))
    for number, bearing in enumerate(graph.bearings):
        if bearing.evidence not in names["evidence"]:
            yield ("bearings", number, "evidence"), "There is no evidence of that id in this file."
        if bearing.target not in everything or bearing.target == bearing.id:
            yield ("bearings", number, "target"), "There is nothing else of that id in this file."


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)


def _rest_faults(graph: Graph, names: dict[str, set[str]]) -> Iterator[Fault]:
    ends = set().union(*names.values())
    rows: tuple[tuple[str, str, Any, set[str]], ...] = (
        ("evidence", "source", graph.evidence, names["sources"]),
        ("stances", "claim", graph.stances, names["claims"]),
        ("ratings", "subject", graph.ratings, names["bearings"] | names["evidence"] | names["relations"]),
        ("remarks", "target", graph.remarks, ends),
    )
    for many, field, things, known in rows:
        for number, each in enumerate(things):
            name = getattr(each, field)
            if name is not None and name not in known:
                yield (many, number, field), "There is nothing of that id in this file."
    for number, rating in enumerate(graph.ratings):
        if rating.quarters not in (None, 0, 1, 2, 3, 4) or not 0 <= rating.level <= 4 or rating.revision < 1:
            yield ("ratings", number), "An answer is 0 to 4 quarters, of somebody of level 0 to 4, on a revision."
    for number, tally in enumerate(graph.stances):
        if min(tally.agree, tally.disagree, tally.unsure) < 0:
            yield ("stances", number), "Nothing is counted below 0."


_DAY = "A day is written as 2026-03-01."
_MOMENT = "A moment is written as 2026-03-01T12:00:00+00:00."


def _dates(graph: Graph) -> Iterator[Fault]:
    days: list[tuple[Path, str | None]] = [(("document", "published_on"), graph.document.published_on)]
    days += [(("sources", at, "published_on"), each.published_on) for at, each in enumerate(graph.sources)]
    days += [(("evidence", at, "observed_on"), each.observed_on) for at, each in enumerate(graph.evidence)]
    yield from ((path, _DAY) for path, words in days if not _is_day(words))
    moments: list[tuple[Path, str | None]] = [
        (("sources", at, "retracted_at"), each.retracted_at) for at, each in enumerate(graph.sources)
    ]
    moments += [(("ratings", at, "created"), each.created) for at, each in enumerate(graph.ratings)]
    for many in _MANY:
        for at, each in enumerate(getattr(graph, many)):
            made: Made = each.made
            moments += [
                ((many, at, "made"), words) for words in (made.created, *(one.created for one in made.revisions))
            ]
            numbers = [one.number for one in made.revisions]
            if made.revision < 1 or made.substance < 1 or numbers != sorted({each for each in numbers if each > 0}):
                yield (many, at, "made"), "Revisions are numbered upwards from 1."
    yield from ((path, _MOMENT) for path, words in moments if not _is_moment(words))


def _is_day(words: str | None) -> bool:
    if words is None:
        return True
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _is_moment(words: str | None) -> bool:
    if words is None:
        return True
    try:
        return datetime.fromisoformat(words).tzinfo is not None
    except ValueError:
        return False
