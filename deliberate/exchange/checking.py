"""Whether a graph holds together: names that are one thing each, and ends that exist."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import Any

from deliberate.core.clock import now
from deliberate.core.wording import N_, say
from deliberate.exchange.graph import Anchor, Bearing, Claim, Graph, Made, Passage, Range, Relation, Version
from deliberate.exchange.json_reading import LONGEST_ID

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
Versions = Mapping[int | None, Version]

#: What may stand at the other end of each kind of link.
ENDS = {
    "undercuts": ("relations", "bearings"),
    "supports": ("claims",),
    "attacks": ("claims",),
    "detail_of": ("claims",),
}
_NOT_BELOW = N_("Nothing is counted below 0.")
_OUTSIDE = N_("These ranges do not lie in the text of their version.")
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
                yield (many, number, "id"), N_("An id is missing, too long, or taken by something else.")
            names[many].add(each.id)
            taken.add(each.id)
    yield from _version_faults(graph.document.versions)
    versions = graph.document.numbered
    for number, passage in enumerate(graph.passages):
        faults = _passage_faults(versions, passage, names["claims"])
        yield from ((("passages", number, *path), words) for path, words in faults)
    standing = {claim.id for claim in graph.standing}
    mains = [number for number, claim in enumerate(graph.claims) if claim.main]
    if len(mains) > 1:
        yield ("claims", mains[1], "main"), N_("An article has one main claim at most.")
    reported: set[str] = set()
    for number, claim in enumerate(graph.claims):
        if claim.report_of in reported:
            yield ("claims", number, "report_of"), N_("Of each saying there is one claim at most that it was said.")
        reported |= {claim.report_of} if claim.report_of else set()
        yield from _claim_faults(claim, number, names["claims"], standing)
        for at, anchor in enumerate(claim.anchors):
            if fault := _anchor_fault(versions, anchor):
                yield ("claims", number, "anchors", at), fault
    yield from _link_faults(graph, names)
    yield from _circle_faults(graph)
    yield from _rest_faults(graph, names)
    yield from _dates(graph)


def _version_faults(versions: Iterable[Version]) -> Iterator[Fault]:
    reached = 0
    for number, each in enumerate(versions):
        here: Path = ("document", "versions", number)
        if each.number <= reached:
            yield (*here, "number"), N_("Versions are numbered upwards from 1.")
        reached = each.number
        if hashlib.sha256(each.text.encode()).hexdigest() != each.sha256:
            yield (*here, "sha256"), N_("The text is not the one that this SHA-256 was made of.")
        end = 0
        for at, (_kind, start, stop) in enumerate(each.blocks):
            if not end <= start <= stop <= len(each.text):
                yield (*here, "blocks", at), N_("Blocks lie in the text, in order and apart.")
            end = stop
        if each.carried and min(each.carried) < 0:
            yield (*here, "carried"), _NOT_BELOW


def _passage_faults(versions: Versions, passage: Passage, claims: set[str]) -> Iterator[Fault]:
    newer, older = versions.get(passage.version), versions.get(passage.of_version)
    if newer is None or older is None or newer.number <= older.number:
        yield (), N_("A passage is of one version of this file and has its words in an earlier one.")
        return
    if not passage.ranges or not _lie_in(older, passage.ranges):
        yield ("ranges",), _OUTSIDE
    if not _lie_in(newer, passage.placed) or not 0 <= passage.position <= len(newer.text):
        yield ("placed",), _OUTSIDE
    for at, each in enumerate(passage.candidates):
        if not each.ranges or not _lie_in(newer, each.ranges) or not 0 <= each.thousandths <= 1000:
            yield ("candidates", at), N_("A place lies in the text of its version, and 0 to 1000 thousandths agree.")
    if (passage.state == "placed") != bool(passage.placed) or (passage.added and not passage.placed):
        yield ("state",), N_("What was placed says where, and nothing else does.")
    if any(claim not in claims or part < 0 for claim, _role, part in passage.added):
        yield ("added",), N_("There is no claim of that id in this file.")


def _lie_in(version: Version, ranges: Iterable[Range]) -> bool:
    return all(0 <= start < end <= len(version.text) for start, end in ranges)


def _anchor_fault(versions: Versions, anchor: Anchor) -> str | None:
    if not 0 <= anchor.start < anchor.end:
        return N_("An anchor begins before it ends.")
    if anchor.part < 0:
        return _NOT_BELOW
    version = versions.get(anchor.version)
    if version is None:
        # Of a text that the file does not hold, nothing can be checked but that it could have such a version.
        fits = not versions and (anchor.version is None or anchor.version > 0)
        return None if fits else N_("This file has no version of that number.")
    if version.text[anchor.start : anchor.end] != anchor.exact:
        return N_("The text does not have these words in this place.")
    return None


def _claim_faults(claim: Claim, number: int, claims: set[str], standing: set[str]) -> Iterator[Fault]:
    here: Path = ("claims", number)
    if not claim.text.strip():
        yield (*here, "text"), N_("A claim has words.")
    for field in ("merged_into", "split_from", "report_of"):
        other = getattr(claim, field)
        if other is not None and (other not in claims or other == claim.id):
            yield (*here, field), N_("There is no other claim of that id in this file.")
    if claim.merged_into is not None and claim.merged_into not in standing:
        yield (*here, "merged_into"), N_("A claim is merged into one that stands.")


def _link_faults(graph: Graph, names: dict[str, set[str]]) -> Iterator[Fault]:
    for number, each in enumerate(graph.relations):
        if not each.premises or not names["claims"].issuperset(each.premises):
            yield ("relations", number, "premises"), N_("Premises are claims of this file, at least one.")
        if len(set(each.premises)) < len(each.premises):
            yield ("relations", number, "premises"), N_("A premise is named once.")
        if not any(each.target in names[many] for many in ENDS[each.kind]):
            yield (
                ("relations", number, "target"),
                say("What %(kind)s ends at is one of the %(kinds)s.", kind=each.kind, kinds=_or(ENDS[each.kind])),
            )
    everything = set().union(*(names[many] for many in ("claims", "relations", "evidence", "bearings")))
    for number, bearing in enumerate(graph.bearings):
        if bearing.evidence not in names["evidence"]:
            yield ("bearings", number, "evidence"), N_("There is no evidence of that id in this file.")
        if bearing.target not in everything or bearing.target == bearing.id:
            yield ("bearings", number, "target"), N_("There is nothing else of that id in this file.")


def _circle_faults(graph: Graph) -> Iterator[Fault]:
    """Whatever is about a relation or a bearing is in the end about a claim or an item."""
    links: tuple[Relation | Bearing, ...] = (*graph.relations, *graph.bearings)
    targets = {each.id: each.target for each in links}
    seen: set[str] = set()
    for many in ("relations", "bearings"):
        for number, each in enumerate(getattr(graph, many)):
            passed, at = set[str](), each.id
            while at in targets and at not in seen and at not in passed:
                passed.add(at)
                at = targets[at]
            if at in passed:
                yield (many, number, "target"), N_("What this is about leads back to it.")
            seen |= passed


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
                yield (many, number, field), N_("There is nothing of that id in this file.")
    for number, rating in enumerate(graph.ratings):
        if rating.quarters not in (None, 0, 1, 2, 3, 4) or not 0 <= rating.level <= 4 or rating.revision < 0:
            yield ("ratings", number), N_("An answer is 0 to 4 quarters, of somebody of level 0 to 4, on a revision.")
    for number, tally in enumerate(graph.stances):
        if min(tally.agree, tally.disagree, tally.unsure) < 0:
            yield ("stances", number), _NOT_BELOW


_DAY = N_("A day is written as 2026-03-01.")
#: So far the clock of the site that wrote a file may be ahead of this one's.
CLOCKS_DIFFER = timedelta(minutes=5)
_FUTURE = N_("This moment is still to come. Correct the date, or take it out: then it is now.")
_MOMENT = N_("A moment is written as 2026-03-01T12:00:00+00:00.")


def _dates(graph: Graph) -> Iterator[Fault]:
    days: list[tuple[Path, str | None]] = [(("document", "published_on"), graph.document.published_on)]
    days += [(("sources", at, "published_on"), each.published_on) for at, each in enumerate(graph.sources)]
    days += [(("evidence", at, "observed_on"), each.observed_on) for at, each in enumerate(graph.evidence)]
    yield from ((path, _DAY) for path, words in days if not _is_day(words))
    moments: list[tuple[Path, str | None]] = [
        (("sources", at, "retracted_at"), each.retracted_at) for at, each in enumerate(graph.sources)
    ]
    moments += [(("ratings", at, "created"), each.created) for at, each in enumerate(graph.ratings)]
    versions = enumerate(graph.document.versions)
    moments += [(("document", "versions", at, "created"), each.created) for at, each in versions]
    moments += [(("passages", at, "decided"), each.decided) for at, each in enumerate(graph.passages)]
    for many in _MANY:
        for at, each in enumerate(getattr(graph, many)):
            made: Made = each.made
            moments += [
                ((many, at, "made"), words) for words in (made.created, *(one.created for one in made.revisions))
            ]
            numbers = [one.number for one in made.revisions]
            if made.revision < 1 or made.substance < 1 or numbers != sorted({each for each in numbers if each > 0}):
                yield (many, at, "made"), N_("Revisions are numbered upwards from 1.")
    moment = now()
    for path, words in moments:
        if fault := _moment_fault(words, moment):
            yield path, fault


def _is_day(words: str | None) -> bool:
    if words is None:
        return True
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _moment_fault(words: str | None, present: datetime) -> str | None:
    """What is wrong with a moment, if anything is. One to come would stand before all that comes until then."""
    if words is None:
        return None
    try:
        moment = datetime.fromisoformat(words)
        # A day of room at either end of the calendar: a database may keep moments in another zone.
        if moment.tzinfo is None or not MINYEAR < moment.astimezone(UTC).year < MAXYEAR:
            return _MOMENT
    except (ValueError, OverflowError):
        return _MOMENT
    return _FUTURE if moment > present + CLOCKS_DIFFER else None
