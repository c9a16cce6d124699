"""GraphML for programs that analyse networks: each claim, relation and item a node, the links between them edges."""

from collections.abc import Iterator

from deliberate.exchange.formats import Format, Written
from deliberate.exchange.graph import Graph
from deliberate.exchange.xml_writing import quoted, words

_KEYS = {"type": "node", "text": "node", "kind": "node", "modality": "node", "speaker": "node", "role": "edge"}


def write(graph: Graph) -> Written:
    """Relations and bearings are nodes of their own, so that joint premises and undercuts keep their shape."""
    keys = [f'<key id="{name}" for="{on}" attr.name="{name}" attr.type="string"/>' for name, on in _KEYS.items()]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        *keys,
        f'<graph id={quoted(graph.document.id or "article")} edgedefault="directed">',
        f"<desc>{words(graph.document.title)}</desc>",
        *_nodes(graph),
        *_edges(graph),
        "</graph>",
        "</graphml>",
    ]
    return Written("\n".join(lines) + "\n")


def _nodes(graph: Graph) -> Iterator[str]:
    for claim in graph.standing:
        speaker = " → ".join(voice.speaker or "" for voice in claim.voices)
        yield _node(claim.id, type="claim", text=claim.text, kind=claim.kind, modality=claim.modality, speaker=speaker)
    for relation in graph.relations:
        yield _node(relation.id, type="relation", kind=relation.kind)
    for item in graph.evidence:
        yield _node(item.id, type="evidence", text=item.quote, kind=item.kind)
    for bearing in graph.bearings:
        yield _node(bearing.id, type="bearing", text=bearing.warrant, kind=bearing.side)


def _node(name: str, **data: str) -> str:
    inside = "".join(f'<data key="{key}">{words(value)}</data>' for key, value in data.items() if value)
    return f"<node id={quoted(name)}>{inside}</node>"


def _edges(graph: Graph) -> Iterator[str]:
    nodes = {each.id for many in (graph.standing, graph.relations, graph.evidence, graph.bearings) for each in many}
    ends = [(premise, relation.id, "premise") for relation in graph.relations for premise in relation.premises]
    ends += [(relation.id, relation.target, "target") for relation in graph.relations]
    ends += [(bearing.evidence, bearing.id, "evidence") for bearing in graph.bearings]
    ends += [(bearing.id, bearing.target, "target") for bearing in graph.bearings]
    for start, end, role in ends:
        if {start, end} <= nodes:
            yield f'<edge source={quoted(start)} target={quoted(end)}><data key="role">{role}</data></edge>'


CARRIES = frozenset(
    {
        *("supports and attacks", "undercuts", "joint premises", "details of claims", "voices", "kinds of claims"),
        *("how firmly claims are put", "evidence", "which evidence is for and which against"),
        "why evidence bears on a claim",
    }
)

FORMAT = Format("graphml", "GraphML", (".graphml",), "application/graphml+xml", CARRIES, write=write)
