"""What of a graph the site's own rules let in: its texts within bounds, its relations as claims here may be related."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from deliberate.core.errors import Invalid
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say
from deliberate.evidence.drafts import LONGEST
from deliberate.exchange.graph import Bearing, Claim, Graph, Relation
from deliberate.exchange.losses import LossReport

#: The longest claim that comes in by a file, in characters: other programs let people write more than a form here does.
LONGEST_CLAIM = 5000
LONGEST_WORDS = 500
#: Somebody who says that somebody says ... at most so often.
MOST_VOICES = 8


def admit_graph(graph: Graph) -> tuple[Graph, LossReport]:
    """The graph without what cannot stand here, and what that was. Raises Invalid on texts that cannot be stored."""
    for words, most in _texts(graph):
        _check(words, most)
    report = LossReport()
    relations = tuple(_relations(graph, report))
    bearings = tuple(_bearings(graph, report))
    return _without_loose_ends(replace(graph, relations=relations, bearings=bearings), report), report


def _texts(graph: Graph) -> Iterator[tuple[str, int]]:
    """Every text that would be stored, with how long it may be."""
    for claim in graph.claims:
        yield from _texts_of_claim(claim)
    for speaker in graph.speakers:
        yield from ((speaker.name, LONGEST["speaker"]), (speaker.reason or "", LONGEST_WORDS))
    yield from ((item.quote, LONGEST["quote"]) for item in graph.evidence)
    yield from ((bearing.warrant, LONGEST["warrant"]) for bearing in graph.bearings)
    yield from ((remark.text, LONGEST["text"]) for remark in graph.remarks)
    for source in graph.sources:
        publisher = (source.publisher.name, source.publisher.domain) if source.publisher else ()
        for words in (source.citation, source.author, source.origin, source.speaker, *publisher):
            yield words or "", LONGEST["citation"]
        for address in (source.url, source.archived_url, source.retraction_url):
            yield address or "", LONGEST["link"]


def _texts_of_claim(claim: Claim) -> Iterator[tuple[str, int]]:
    yield claim.text, LONGEST_CLAIM
    yield claim.scope or "", LONGEST_WORDS
    yield claim.said_url or "", LONGEST["link"]
    yield claim.said_reason or "", LONGEST_WORDS
    if len(claim.voices) > MOST_VOICES:
        raise Invalid(
            say(
                "In “%(text)s”: more than %(most)s voices, one inside the other.",
                text=claim.text[:60],
                most=str(MOST_VOICES),
            )
        )
    for voice in claim.voices:
        yield from ((voice.speaker or "", LONGEST["speaker"]), (voice.cue, LONGEST_WORDS), (voice.cue_class, 24))


def _check(words: str, most: int) -> None:
    start = " ".join(words.split())[:60]
    if len(words) > most:
        raise Invalid(
            say(
                "“%(start)s…” is %(count)s characters long; %(most)s fit. Nothing was stored.",
                start=start,
                count=str(len(words)),
                most=str(most),
            )
        )
    try:
        check_text(words)
    except Invalid as refusal:
        raise Invalid(
            say("In “%(start)s”: %(message)s Nothing was stored.", start=start, message=refusal.message)
        ) from None


def _relations(graph: Graph, report: LossReport) -> Iterator[Relation]:
    seen: set[tuple[str, frozenset[str], str]] = set()
    wholes: dict[str, str] = {}
    for each in graph.relations:
        key = (each.kind, frozenset(each.premises), each.target)
        named = f"{' + '.join(map(graph.alias, each.premises))} {each.kind} {graph.alias(each.target)}"
        if each.target in each.premises:
            report.add(N_("claims that bear on themselves"), [named])
        elif key in seen:
            report.add(N_("relations that stand twice"), [named])
        elif each.kind == "detail_of" and not _fits_as_detail(each, wholes):
            report.add(N_("details of several claims, or in a circle"), [named])
        else:
            seen.add(key)
            yield each


def _fits_as_detail(each: Relation, wholes: dict[str, str]) -> bool:
    """Whether a claim is a detail of one other alone, and not of its own detail; it is noted where it is."""
    if len(each.premises) != 1 or each.premises[0] in wholes or _top(wholes, each.target) == each.premises[0]:
        return False
    wholes[each.premises[0]] = each.target
    return True


def _top(wholes: dict[str, str], name: str) -> str:
    """What a claim is in the end a detail of. The way there is shortened, so that no chain is walked twice."""
    passed = []
    while name in wholes:
        passed.append(name)
        name = wholes[name]
    wholes.update(dict.fromkeys(passed, name))
    return name


def _bearings(graph: Graph, report: LossReport) -> Iterator[Bearing]:
    """Each after what it bears on: only so are they known to end somewhere."""
    waiting: dict[str, list[Bearing]] = defaultdict(list)
    names = {bearing.id for bearing in graph.bearings}
    ready: list[Bearing] = []
    for each in graph.bearings:
        (waiting[each.target] if each.target in names else ready).append(each)
    quotes = {item.id: " ".join(item.quote.casefold().split()) for item in graph.evidence}
    seen: set[tuple[str, str, str]] = set()
    count = 0
    if not waiting:
        ready = list(graph.bearings)
    while ready:
        later: list[Bearing] = []
        for each in ready:
            count += 1
            key = (each.target, each.side, quotes[each.evidence])
            if key in seen:
                report.add(N_("quotes that stand twice on one side"), [quotes[each.evidence]])
                continue
            seen.add(key)
            yield each
            later += waiting.pop(each.id, [])
        ready = later
    rest = [each for many in waiting.values() for each in many]
    report.add(N_("evidence that bears on itself in a circle"), (quotes[each.evidence] for each in rest))


def _without_loose_ends(graph: Graph, report: LossReport) -> Graph:
    """Without what hung on something that was left out, or in a circle on itself."""
    hanging: dict[str, list[str]] = defaultdict(list)
    links: tuple[Relation | Bearing, ...] = (*graph.relations, *graph.bearings)
    for each in links:
        hanging[each.target].append(each.id)
    ends = {each.id for many in (graph.claims, graph.evidence) for each in many}
    todo = list(ends)
    while todo:
        above = hanging.pop(todo.pop(), [])
        ends.update(above)
        todo += above
    report.add(
        N_("what hung on something left out, or on itself"), (name for many in hanging.values() for name in many)
    )
    relations = tuple(each for each in graph.relations if each.id in ends)
    bearings = tuple(each for each in graph.bearings if each.id in ends)
    remarks = tuple(each for each in graph.remarks if each.target is None or each.target in ends)
    ratings = tuple(each for each in graph.ratings if each.subject in ends)
    return replace(graph, relations=relations, bearings=bearings, remarks=remarks, ratings=ratings)
