"""AIF JSON, written from a graph and from what the file had that it came from."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from deliberate.core.wording import N_
from deliberate.exchange.aif_reading import DETAIL, Web, claims_and_relations, read, web_of
from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import Format, Written
from deliberate.exchange.graph import Graph
from deliberate.exchange.json_reading import Node
from deliberate.exchange.losses import LossReport

_NODE_TYPES = {"supports": "RA", "attacks": "CA", "undercuts": "CA", "detail_of": "RA"}


def write(graph: Graph) -> Written:
    """A nodeset: what the file had that the graph came from, with what was changed since."""
    sheet = _Sheet(graph)
    extras = sheet.extras
    body: dict[str, Any] = {"nodes": sheet.nodes}
    if sheet.edges or extras.get("named", True):
        body["edges"] = sheet.edges
    body.update(extras.get("rest") or ({} if extras else {"locutions": []}))
    if "wrapper" in extras:
        body = {"AIF": body, **extras["wrapper"]}
    return Written(json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n", sheet.report)


class _Sheet:
    """The nodes and edges of a file to be."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.extras = _sound(graph.extras.get("aif"))
        self.report = LossReport()
        self.before = {str(each["nodeID"]): each for each in self.extras.get("nodes", ())}
        self.names = self._names()
        fresh = self._fresh()
        self.nodes = self._in_old_order(fresh)
        self.edges = self._edges()

    def _names(self) -> dict[str, str]:
        """The node of each claim, relation and item. Only names of a nodeset are kept as they are."""
        graph, names = self.graph, dict[str, str]()
        things = [*graph.standing, *graph.relations, *self._leaves()]
        taken = set(self.before)
        number = 0
        for each in things:
            alias = graph.alias(each.id)
            if alias in self.before:
                names[each.id] = alias
                continue
            while not number or str(number) in taken:
                number += 1
            names[each.id] = str(number)
            taken.add(str(number))
        return names

    def _leaves(self) -> Sequence[Any]:
        return [*self.graph.evidence, *self.graph.bearings]

    def _fresh(self) -> dict[str, dict[str, Any]]:
        """Every node that the graph stands for, by its name."""
        graph, made = self.graph, {}
        for claim in graph.standing:
            made[self.names[claim.id]] = self._node(claim.id, claim.text, "I")
        for relation in graph.relations:
            node = self._node(relation.id, _NODE_TYPES[relation.kind], _NODE_TYPES[relation.kind])
            if relation.kind == DETAIL:
                node["scheme"] = DETAIL
            made[node_name(node)] = node
        for item in graph.evidence:
            made[self.names[item.id]] = self._node(item.id, item.quote, "I")
        for bearing in graph.bearings:
            kind = "RA" if bearing.side == "for" else "CA"
            made[self.names[bearing.id]] = self._node(bearing.id, kind, kind)
        return made

    def _node(self, name: str, text: str, kind: str) -> dict[str, Any]:
        before = self.before.get(self.names[name])
        if before is not None and before["type"] == kind:
            return {**before, **({"text": text} if kind == "I" else {})}
        return {"nodeID": self.names[name], "text": text, "type": kind}

    def _in_old_order(self, fresh: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """As the file had them, without what was taken out of the graph since; then what is new."""
        was_ours = _ours(self.before, self.extras.get("edges", ()))
        kept = [fresh.get(name, node) for name, node in self.before.items() if name in fresh or name not in was_ours]
        return kept + [node for name, node in fresh.items() if name not in self.before] + self._said()

    def _said(self) -> list[dict[str, Any]]:
        """A locution and an illocution for each voice that the file it came from did not have."""
        made = []
        self.said: list[tuple[str, str]] = []
        ends = ((str(edge["fromID"]), str(edge["toID"])) for edge in self.extras.get("edges", ()))
        said_before = {end for start, end in ends if self.before[start]["type"] == "YA"}
        number = 0
        for claim in self.graph.standing:
            if claim.voices and self.names[claim.id] not in said_before:
                number += 1
                while {f"L{number}", f"YA{number}"} & self.before.keys():
                    number += 1
                speaker = claim.voices[-1].speaker or "somebody not named"
                locution, illocution = f"L{number}", f"YA{number}"
                made.append({"nodeID": locution, "text": f"{speaker} : {claim.text}", "type": "L"})
                made.append({"nodeID": illocution, "text": claim.voices[-1].cue or "Asserting", "type": "YA"})
                self.said += [(locution, illocution), (illocution, self.names[claim.id])]
        through = [claim.text for claim in self.graph.standing if len(claim.voices) > 1]
        self.report.add(N_("voices that pass on what another says"), through)
        return made

    def _edges(self) -> list[dict[str, Any]]:
        present = {node_name(node) for node in self.nodes}
        wanted = dict.fromkeys(self._wanted(present))
        before: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for edge in self.extras.get("edges", ()):
            before[(str(edge["fromID"]), str(edge["toID"]))].append(edge)
        kept = [edge for edge in self.extras.get("edges", ()) if (str(edge["fromID"]), str(edge["toID"])) in wanted]
        taken = {str(edge.get("edgeID")) for edge in kept}
        number = 0
        for start, end in (ends for ends in wanted if ends not in before):
            number += 1
            while str(number) in taken:
                number += 1
            kept.append({"edgeID": str(number), "fromID": start, "toID": end, "formEdgeID": None})
        return kept

    def _wanted(self, present: set[str]) -> Iterator[tuple[str, str]]:
        """Every edge of the file to be: of relations and bearings, and those of nodes that have no room here."""
        names = self.names
        ours = set(names.values())
        for edge in self.extras.get("edges", ()):
            ends = (str(edge["fromID"]), str(edge["toID"]))
            if present.issuperset(ends) and not ours.issuperset(ends):
                yield ends
        for relation in self.graph.relations:
            for premise in relation.premises:
                if premise in names:
                    yield names[premise], names[relation.id]
            if relation.target in names:
                yield names[relation.id], names[relation.target]
        for bearing in self.graph.bearings:
            yield names[bearing.evidence], names[bearing.id]
            if bearing.target in names:
                yield names[bearing.id], names[bearing.target]
        yield from self.said


def _sound(extras: Any) -> Mapping[str, Any]:
    """What travelled beside the graph, if it still is what a nodeset can be made of; else nothing."""
    if not isinstance(extras, dict) or not all(isinstance(extras.get(name, {}), dict) for name in ("rest", "wrapper")):
        return {}
    try:
        web_of(Node({"nodes": extras.get("nodes"), "edges": extras.get("edges")}, (), ""))
    except FormatError:
        return {}
    return extras


def node_name(node: Mapping[str, Any]) -> str:
    """A node's id as text, whether the file has numbers or words for it."""
    return str(node["nodeID"])


def _ours(nodes: Mapping[str, Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> set[str]:
    """The nodes that became claims and relations when the file was read."""
    web = Web({name: str(node["type"]) for name, node in nodes.items()}, {n: dict(v) for n, v in nodes.items()})
    for edge in edges:
        web.outs[str(edge["fromID"])].append(str(edge["toID"]))
        web.ins[str(edge["toID"])].append(str(edge["fromID"]))
    claims, relations = claims_and_relations(web)
    return {each.id for each in claims} | {each.id for each in relations}


CARRIES = frozenset(
    {
        *("supports and attacks", "undercuts", "joint premises", "details of claims", "voices", "evidence"),
        "which evidence is for and which against",
    }
)

FORMAT = Format("aif", "AIF JSON", (".aif", ".json"), "application/json", CARRIES, read, write)
