"""Graphs for tests, made by hand: one with everything a file may hold, and views of graphs to compare them by."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from deliberate.exchange.all_formats import formats
from deliberate.exchange.formats import Asked, Read, Written, read_bytes, write_text
from deliberate.exchange.graph import (
    Bearing,
    Candidate,
    Claim,
    Document,
    Evidence,
    Graph,
    Made,
    Passage,
    Publisher,
    Rating,
    Relation,
    Remark,
    Revision,
    Source,
    Speaker,
    Tally,
    Voice,
)
from deliberate.exchange.plain_text import version_of
from deliberate.exchange.selectors import anchor_at

GOLDEN = Path(__file__).parent / "golden"
OLDEST = "The pier is open. Seals swim around it. Nobody pays."
OLDER = "The pier is closed. Seals, in winter, swim around it."
TEXT = "😀 The pier was closed. Divers say that two piles are cracked.\n\nThe harbour master denies it."


def _id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _at(words: str, **where: Any) -> Any:
    start = TEXT.index(words)
    found = anchor_at(TEXT, (start, start + len(words)))
    return type(found)(**{**vars(found), **where})


def _in(version: int, text: str, *words: str) -> tuple[Any, ...]:
    """Anchors in an earlier version."""
    places = [(text.index(each), text.index(each) + len(each)) for each in words]
    return tuple(replace(anchor_at(text, place), version=version) for place in places)


def _versions() -> tuple[Any, ...]:
    oldest, older, newest = version_of(OLDEST), version_of(OLDER, 2), version_of(TEXT, 3)
    return (
        replace(oldest, author="p1", created="2026-02-28T12:00:00+00:00", report=("A picture was left out.",)),
        replace(older, author="p3", created="2026-03-01T10:00:00+00:00", carried=(0, 1)),
        replace(newest, author="p1", created="2026-03-01T11:00:00+00:00", carried=(2, 1)),
    )


def _passages(closed: str) -> tuple[Passage, ...]:
    """What was placed by an editor, what is gone, and what waits with two places to choose from."""
    moment = "2026-03-01T11:30:00+00:00"
    places = (Candidate(((2, 10), (12, 16)), 612), Candidate(((2, 6),), 300))
    return (
        Passage(2, 1, ((0, 16),), 0, "placed", (), ((0, 18),), ((closed, "statement", 0),), "p3", moment),
        Passage(3, 1, ((40, 51),), 60, "gone", decider="p1", decided=moment),
        Passage(3, 2, ((20, 25), (38, 52)), 30, "waiting", places),
    )


def whole_graph() -> Graph:
    """Claims of a text in three versions; joint premises, undercuts of both sorts, a detail, evidence."""
    closed, cracked, third, fourth, detail = (_id(number) for number in range(1, 6))
    made = Made("p1", "2026-03-01T12:00:00+00:00")
    first = Revision(1, {"text": "The pier was shut."}, "p1", "2026-03-01T12:00:00+00:00")
    second = Revision(2, {"text": "The pier was closed."}, "p2", "2026-03-02T12:00:00+00:00", False)
    return Graph(
        Document(
            title="The pier at Ørby {and} more",
            id=_id(99),
            byline="A. Writer",
            published_on="2026-02-28",
            language="en",
            source_url="https://example.org/pier",
            versions=_versions(),
        ),
        passages=_passages(closed),
        speakers=(Speaker("Divers"), Speaker("The harbour master", "yes", "He runs the pier.")),
        claims=(
            Claim(
                closed,
                "The pier was closed.",
                main=True,
                position=2,
                anchors=(
                    _at("The pier was closed"),
                    _at("pier", role="hedge"),
                    *_in(2, OLDER, "The pier is closed"),
                    *_in(1, OLDEST, "The pier is open"),
                ),
                made=Made("p1", "2026-03-01T12:00:00+00:00", 2, 1, (first, second)),
            ),
            Claim(
                cracked,
                "Two piles of the pier are cracked, see https://example.org/a_b.",
                kind="causal",
                modality="reported",
                scope="in winter",
                voices=(Voice("Divers", "say", "says"),),
                anchors=(_at("two piles are cracked"), _at("Divers", role="source"), _at("say", role="cue")),
                made=made,
            ),
            Claim(
                third, "Cracked piles (of *oak*) [do not] carry #load @all <now> {ever}.", modality="denied", made=made
            ),
            Claim(
                fourth,
                "The divers saw them by torchlight only.",
                kind="value",
                anchors=_in(2, OLDER, "Seals", "swim around it"),
                made=made,
            ),
            Claim(
                detail,
                "One pile has three cracks.",
                said="disputed",
                said_reason="The log does not count them.",
                voices=(Voice("Divers", "say", "says"),),
                anchors=_in(1, OLDEST, "Nobody pays"),
                made=made,
            ),
            Claim(_id(6), "Divers said that one pile has three cracks.", kind="report", report_of=detail, made=made),
        ),
        relations=(
            Relation(_id(11), "supports", (cracked, third), closed, True, made),
            Relation(_id(12), "undercuts", (fourth,), _id(11), False, made),
            Relation(_id(13), "attacks", (fourth,), cracked, True, made),
            Relation(_id(14), "detail_of", (detail,), cracked, True, made),
            Relation(_id(15), "undercuts", (third,), _id(41), True, made),
        ),
        sources=(
            Source(
                _id(21),
                "Divers' report",
                "https://example.org/report",
                "D. Diver",
                "2026-02-20",
                Publisher("example.org", "example.org", "B"),
                "The diving log",
                "Divers",
            ),
        ),
        evidence=(Evidence(_id(31), _id(21), "Two of the {piles} are cracked.", "report", "2026-02-19", made=made),),
        bearings=(
            Bearing(_id(41), _id(31), cracked, "for", "They *saw* it.", made),
            Bearing(_id(42), _id(31), _id(13), "against", "A torch is enough.", made),
        ),
        remarks=(Remark(_id(51), "Which pier?", None, made), Remark(_id(52), "Oak?", third, made)),
        stances=(Tally(closed, False, 3, 1, 0),),
        ratings=(Rating(_id(41), "relevance", "r1", 3, 1, 2), Rating(_id(31), "reliability", "r2", None, 1, 0)),
        events=({"id": 7, "action": "publish", "actor": "p-abc", "hash": "0" * 64},),
    )


def read(name: str, file: str | bytes, /, **asked: Any) -> Read:
    data = file if isinstance(file, bytes) else file.encode()
    return read_bytes(formats.get(name), data, Asked(**asked))


def written(name: str, graph: Graph) -> Written:
    return write_text(formats.get(name), graph)


def links(graph: Graph) -> list[tuple[str, tuple[str, ...], str]]:
    """The relations without the names they happen to have."""
    return sorted((each.kind, tuple(sorted(each.premises)), each.target) for each in graph.relations)


def texts(graph: Graph) -> dict[str, str]:
    return {claim.id: claim.text for claim in graph.standing}


def nodeset(text: str) -> tuple[list[str], list[str]]:
    """The nodes and edges of an AIF file with everything they say, in no order."""
    found = json.loads(text)
    found = found.get("AIF", found)
    return tuple(sorted(json.dumps(each, sort_keys=True) for each in found[many]) for many in ("nodes", "edges"))  # type: ignore[return-value]
