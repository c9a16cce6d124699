"""AIF JSON as AIFdb gives it, bare or in an xAIF wrapper.

I-nodes are claims. An RA or CA node with claims going in and one thing coming out is a relation; several claims into
one node are joint premises, a CA node into an RA or CA node is an undercut. Whatever has no room here (locutions,
illocutions, rephrasings, preferences, transitions) travels beside the graph, so that writing it again loses no node.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from deliberate.core.wording import N_, say
from deliberate.exchange.formats import Asked, Read
from deliberate.exchange.graph import Claim, Document, Graph, Relation, RelationKind, Version, Voice
from deliberate.exchange.json_reading import Node, read_json
from deliberate.exchange.losses import LossReport
from deliberate.exchange.plain_text import version_of

_LINKS = {"RA": "supports", "CA": "attacks"}
#: What our own files say of a node that AIF has no type for.
DETAIL = "detail_of"


@dataclass
class Web:
    """A file's nodes by id with what goes in and out, in the order of the file."""

    types: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    ins: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    outs: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read(text: str, asked: Asked) -> Read:
    """A nodeset. Raises FormatError on ids that are taken twice, and on edges from or to nowhere."""
    root = read_json(text)
    wrapper = root.get("AIF")
    inside = wrapper or root
    web = web_of(inside)
    claims, relations = claims_and_relations(web)
    kept = {each.id for each in claims} | {each.id for each in relations}
    extras: dict[str, Any] = {
        # Every node and edge as it was: attributes, and what has no room here, come back from it.
        "nodes": inside.need("nodes").value,
        "edges": inside.value.get("edges") or [],
        "rest": {name: value for name, value in inside.value.items() if name not in {"nodes", "edges"}},
        "named": "edges" in inside.value,
    }
    document = Document(asked.name or "An argument map")
    if wrapper is not None:
        extras["wrapper"] = {name: value for name, value in root.value.items() if name != "AIF"}
        document = Document(document.title, versions=_spoken(root))
    report = LossReport()
    others = [f"{web.types[name]} {name}" for name in web.types if name not in kept]
    report.add(N_("nodes without room here, kept for writing the file again"), others)
    return Read(Graph(document, claims=tuple(claims), relations=tuple(relations), extras={"aif": extras}), report)


def _spoken(root: Node) -> tuple[Version, ...]:
    """The text of an xAIF file, without its marks; none where it has none."""
    found = root.get("text")
    words = found.value if found is not None and isinstance(found.value, str) else ""
    plain = _without_tags(words)
    return (version_of(plain),) if plain.strip() else ()


def _without_tags(words: str) -> str:
    pieces, reached = [], 0
    while (start := words.find("<", reached)) >= 0 and (end := words.find(">", start)) >= 0:
        pieces.append(words[reached:start])
        reached = end + 1
    return "".join([*pieces, words[reached:]])


def web_of(inside: Node) -> Web:
    web = Web()
    for node in inside.need("nodes").items():
        name = node.need("nodeID").name()
        if name in web.types:
            node.need("nodeID").fail(say("The nodeID %(name)s is taken by another node already.", name=name))
        kind = node.need("type").words()
        if kind == "I" and not (node.find_words("text") or "").strip():
            node.fail(say("The I-node %(name)s has no text.", name=name))
        web.types[name], web.nodes[name] = kind, node.value
    for edge in inside.entries("edges"):
        ends = [edge.need(end).name() for end in ("fromID", "toID")]
        for end, field_name in zip(ends, ("fromID", "toID"), strict=True):
            if end not in web.types:
                edge.need(field_name).fail(say("There is no node %(end)s.", end=end))
        if [web.types[end] for end in ends] == ["I", "I"]:
            edge.fail(say("An edge leads from one I-node to another; AIF has a node between them."))
        web.outs[ends[0]].append(ends[1])
        web.ins[ends[1]].append(ends[0])
    return web


def claims_and_relations(web: Web) -> tuple[list[Claim], list[Relation]]:
    claims = [
        Claim(name, web.nodes[name]["text"], position=at, main=at == 0, voices=_voices(web, name))
        for at, name in enumerate(name for name, kind in web.types.items() if kind == "I")
    ]
    links = {name: _link(web, name) for name, kind in web.types.items() if kind in _LINKS}
    # An undercut of something that is no relation after all is none either, and so on down.
    while True:
        gone = [name for name, each in links.items() if each and each.kind == "undercuts" and not links[each.target]]
        if not gone:
            break
        links.update(dict.fromkeys(gone))
    return claims, [each for each in links.values() if each is not None]


def _link(web: Web, name: str) -> Relation | None:
    """The relation that a node stands for, if it has that shape and nothing else hangs on it that we would lose."""
    premises = [each for each in web.ins[name] if web.types[each] == "I"]
    targets = [each for each in web.outs[name] if web.types[each] in {"I", *_LINKS}]
    if not premises or len(set(premises)) < len(premises) or len(targets) != 1:
        return None
    (target,) = targets
    kind: RelationKind = "supports" if web.types[name] == "RA" else "attacks"
    if web.types[target] != "I":
        if web.types[name] != "CA":
            return None
        kind = "undercuts"
    elif web.nodes[name].get("scheme") == DETAIL and len(premises) == 1:
        kind = "detail_of"
    return Relation(name, kind, tuple(premises), target)


def _voices(web: Web, claim: str) -> tuple[Voice, ...]:
    """Who says it: a locution L that asserts the claim through an illocution YA, "Bob : the words"."""
    for illocution in web.ins[claim]:
        if web.types[illocution] == "YA":
            for locution in web.ins[illocution]:
                words = web.nodes[locution].get("text")
                speaker, colon, _said = words.partition(" : ") if isinstance(words, str) else ("", "", "")
                if web.types[locution] == "L" and colon and 0 < len(speaker.strip()) <= 200:
                    return (Voice(speaker.strip(), str(web.nodes[illocution].get("text") or "")[:200]),)
    return ()
