"""Argdown, written so that the official parser takes it and reading it again gives the same graph."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from deliberate.core.wording import N_
from deliberate.exchange.argdown_data import escaped, parse_data, print_data, print_tag
from deliberate.exchange.argdown_gathering import MARK
from deliberate.exchange.argdown_reading import read
from deliberate.exchange.formats import Format, Written
from deliberate.exchange.graph import Claim, Graph, Relation
from deliberate.exchange.losses import LossReport

_TITLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,'’()_-]{0,99}")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_ARROWS = {"supports": "+", "attacks": "-", "undercuts": "_"}


def write(graph: Graph) -> Written:
    """Statements first, then the arrows between them, then what needs premises of its own, then evidence."""
    return _Page(graph).written()


class _Page:
    def __init__(self, graph: Graph) -> None:
        self.graph, self.report = graph, LossReport()
        self.extras = _sound(graph.extras.get("argdown"))
        undercut = {each.target for each in graph.relations if each.kind == "undercuts"}
        self.targets = undercut | {each.target for each in graph.bearings}
        self.titles: dict[str, str] = {}
        self.claims = {claim.id: claim for claim in graph.standing}
        self._name_all()

    def _name_all(self) -> None:
        taken: set[str] = set()
        for number, claim in enumerate(self.graph.standing, start=1):
            self.titles[claim.id] = _title_for(self.graph.alias(claim.id), f"C{number}", taken)
        arguments: set[str] = set()
        for number, relation in enumerate(self.graph.relations, start=1):
            if self._has_premises(relation):
                alias = self.graph.alias(relation.id).removeprefix("<").removesuffix(">")
                self.titles[relation.id] = _title_for(alias, f"R{number}", arguments)
        for number, item in enumerate(self.graph.evidence, start=1):
            self.titles[item.id] = _title_for("", f"E{number}", arguments)

    def _has_premises(self, relation: Relation) -> bool:
        """Whether an arrow is not enough for it: several premises together, or something bears on it."""
        return len(relation.premises) > 1 or relation.id in self.targets

    def written(self) -> Written:
        front = self.extras.get("front") or f"title: {print_data({'t': self.graph.document.title})[4:-1]}"
        details = {
            each.premises[0]: self.titles[each.target]
            for each in self.graph.relations
            if each.kind == "detail_of" and not self._has_premises(each)
        }
        parts = [f"===\n{front}\n==="]
        parts += [self._statement(claim, details.get(claim.id)) for claim in self.claims.values()]
        parts += self._arrows()
        for relation in self.graph.relations:
            if self._has_premises(relation):
                parts.append(self._argument(relation))
        parts += list(self._items())
        return Written("\n\n".join(parts) + "\n", self.report)

    def _statement(self, claim: Claim, whole: str | None) -> str:
        title = self.titles[claim.id]
        data: dict[str, Any] = {} if claim.id == title else {"id": claim.id}
        data |= {"kind": claim.kind} if claim.kind != "fact" else {}
        data |= {"modality": claim.modality} if claim.modality != "asserted" else {}
        data |= {"scope": claim.scope} if claim.scope else {}
        data |= {"voices": [voice.speaker or "" for voice in claim.voices]} if claim.voices else {}
        data |= {"detailOf": whole} if whole else {}
        alias = self.graph.alias(claim.id)
        for name in (claim.id, alias):
            data |= self.extras.get("data", {}).get(name, {})
        tags = self.extras.get("tags", {}).get(alias) or self.extras.get("tags", {}).get(claim.id, ())
        words = [f"[{title}]: {escaped(claim.text)}", *map(print_tag, tags), *([print_data(data)] if data else [])]
        return " ".join(words)

    def _arrows(self) -> Iterator[str]:
        """Under each claim what supports and attacks it in one step."""
        below: dict[str, list[str]] = {}
        for each in self.graph.relations:
            if each.kind in {"supports", "attacks"} and not self._has_premises(each):
                below.setdefault(each.target, []).append(f"  {_ARROWS[each.kind]} [{self.titles[each.premises[0]]}]")
        for target, lines in below.items():
            yield "\n".join([f"[{self.titles[target]}]", *lines])

    def _argument(self, relation: Relation) -> str:
        title = self.titles[relation.id]
        ours = relation.kind != "supports"
        data: dict[str, Any] = {"id": relation.id} if relation.id != f"<{title}>" else {}
        data |= {MARK: relation.kind} if ours else {}
        head = f"<{title}>" + (f" {print_data(data)}" if data else "")
        premises = [f"({at}) [{self.titles[name]}]" for at, name in enumerate(relation.premises, start=1)]
        number = len(premises) + 1
        conclusion = f"({number}) [{self.titles.get(relation.target)}]"
        if ours:
            conclusion = f"({number}) [{title} concluded]: {_CONCLUDED[relation.kind]}"
        blocks = ["\n".join([head, "", *premises, "----", conclusion])]
        if relation.kind == "attacks":
            blocks.append(f"<{title}>\n  -> [{self.titles[relation.target]}]")
        if relation.kind == "detail_of":
            blocks.append(f"<{title}>\n  +> [{self.titles[relation.target]}]")
        return "\n\n".join([*blocks, *self._against(title, relation.id)])

    def _against(self, title: str, name: str) -> list[str]:
        """What undercuts a relation or a bearing."""
        lines = []
        for each in self.graph.relations:
            if each.kind == "undercuts" and each.target == name:
                end = f"<{self.titles[each.id]}>" if self._has_premises(each) else f"[{self.titles[each.premises[0]]}]"
                lines.append(f"  _ {end}")
        return ["\n".join([f"<{title}>", *lines])] if lines else []

    def _items(self) -> Iterator[str]:
        sources = {source.id: source for source in self.graph.sources}
        bearings: dict[str, list[str]] = {item.id: [] for item in self.graph.evidence}
        for bearing in self.graph.bearings:
            bearings[bearing.evidence].append(bearing.id)
        for item in self.graph.evidence:
            source = sources[item.source]
            data = {"id": item.id, "evidence": item.kind, "source": source.id, "citation": source.citation}
            data |= {"url": source.url} if source.url else {}
            yield f"<{self.titles[item.id]}>: {escaped(item.quote)} {print_data(data)}"
            for name in bearings[item.id]:
                undercuts = self._against(self.titles[item.id], name)
                if undercuts and len(bearings[item.id]) > 1:
                    self.report.add(N_("undercuts of one bearing of an item that has several"), [item.quote])
                yield from undercuts
        yield from self._bearings()

    def _bearings(self) -> Iterator[str]:
        ends = {bearing.id: bearing.evidence for bearing in self.graph.bearings}
        for bearing in self.graph.bearings:
            arrow = "+" if bearing.side == "for" else "-"
            target = ends.get(bearing.target, bearing.target)
            if bearing.target in ends and arrow == "-":
                arrow = "_"
            if bearing.target not in self.claims and arrow == "+" and bearing.target not in ends.values():
                self.report.add(
                    N_("evidence for a relation, read again as evidence for its conclusion"), [bearing.warrant]
                )
            end = f"[{self.titles[target]}]" if target in self.claims else f"<{self.titles[target]}>"
            yield f"{end}\n  {arrow} <{self.titles[bearing.evidence]}>"


_CONCLUDED = {
    "attacks": "What these premises speak against does not hold.",
    "undercuts": "The step that these premises speak against does not hold.",
    "detail_of": "These premises are a detail of what is named above.",
}


def _title_for(alias: str, otherwise: str, taken: set[str]) -> str:
    """The title a thing had, where it is plain and free; else a short one."""
    plain = _TITLE.fullmatch(alias) and not _UUID.fullmatch(alias) and alias == alias.strip()
    title, number = (alias if plain else otherwise), 1
    while title in taken:
        number += 1
        title = f"{otherwise}-{number}"
    taken.add(title)
    return title


def _sound(extras: Any) -> Mapping[str, Any]:
    """What travelled beside the graph, as far as a reader of ours can have left it there."""
    kept: dict[str, Any] = {}
    if not isinstance(extras, dict):
        return kept
    front = extras.get("front")
    if isinstance(front, str) and front.strip() and not re.search(r"(?m)===", front):
        kept["front"] = front
    for name, sound in (("tags", _sound_tags), ("data", _sound_data)):
        found = extras.get(name)
        if isinstance(found, dict):
            kept[name] = {key: value for key, value in found.items() if sound(value)}
    return kept


def _sound_tags(tags: Any) -> bool:
    return isinstance(tags, list) and all(isinstance(tag, str) and re.fullmatch(r"[^()\n\\#]+", tag) for tag in tags)


def _sound_data(data: Any) -> bool:
    return isinstance(data, dict) and all(map(_plain_name, data)) and parse_data(print_data(data)) == data


def _plain_name(name: Any) -> bool:
    return isinstance(name, str) and bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name))


CARRIES: frozenset[str] = frozenset(
    {
        *("supports and attacks", "undercuts", "joint premises", "details of claims", "voices", "kinds of claims"),
        *("how firmly claims are put", "scopes", "evidence", "which evidence is for and which against", "sources"),
    }
)

FORMAT = Format("argdown", "Argdown", (".argdown", ".ad"), "text/vnd.argdown", CARRIES, read, write)
