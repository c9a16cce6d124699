"""Argdown as a graph: statements are claims, inferences are relations, and so are the arrows between them.

An argument with premises is the relation from them to its conclusion; one that is only described is a claim. An arrow
at an argument with premises, against it, is an undercut of that relation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import Any, cast, get_args

from deliberate.core.wording import N_, say
from deliberate.exchange.argdown_gathering import Argument, Arrow, Gathered, Ref
from deliberate.exchange.argdown_lines import Element, elements_of
from deliberate.exchange.errors import FormatError
from deliberate.exchange.formats import Asked, Read
from deliberate.exchange.graph import (
    Bearing,
    Claim,
    ClaimKind,
    Document,
    Evidence,
    EvidenceKind,
    Graph,
    Modality,
    Relation,
    RelationKind,
    Source,
    Voice,
)
from deliberate.exchange.json_reading import LONGEST_ID

_KINDS: dict[str, RelationKind] = {"+": "supports", "-": "attacks", "_": "undercuts"}


class _Builder:
    """Makes the graph of what was gathered."""

    def __init__(self, file: Gathered) -> None:
        self.file, self.report = file, file.report
        self.claims: list[Claim] = []
        self.relations: dict[tuple[str, tuple[str, ...], str], Relation] = {}
        self.evidence: dict[str, Evidence] = {}
        self.sources: list[Source] = []
        self.bearings: list[Bearing] = []
        self.aliases: dict[str, str] = {}
        self.data: dict[str, Any] = {}
        self.tags: dict[str, list[str]] = {}
        self.ids: dict[Ref, str] = {}
        self.taken: set[str] = set()
        self.outgoing: dict[str, list[str]] = defaultdict(list)
        #: The relation that an argument with premises stands for.
        self.main: dict[str, str] = {}

    def build(self) -> None:
        carriers = {
            each.steps[-1][1] for each in self.file.arguments.values() if each.ours in _MARKED and len(each.steps) == 1
        }
        for title, element in self.file.statements.items():
            if title not in carriers:
                self._claim(title, element)
        for title, argument in self.file.arguments.items():
            if not argument.steps:
                (self._item if "evidence" in argument.data else self._described)(title, argument)
        for title, argument in self.file.arguments.items():
            if argument.steps and argument.ours not in _MARKED:
                self._steps(title, argument)
        self._marked()
        for arrow in sorted(self.file.arrows, key=lambda each: each.symbol == "_" or each.target[0] != "statement"):
            self._arrow(arrow)
        for title, element in self.file.statements.items():
            self._detail(title, element.data.get("detailOf"))

    def _detail(self, title: str, whole: Any) -> None:
        if isinstance(whole, str) and ("statement", whole) in self.ids and ("statement", title) in self.ids:
            self._add("detail_of", (self.ids["statement", title],), self.ids["statement", whole])

    def _name(self, ref: Ref, wanted: Any) -> str:
        """The id a thing gets: the one our own files give it, else its title, where nothing else has that."""
        title = f"<{ref[1]}>" if ref[0] == "argument" else ref[1]
        given = wanted if isinstance(wanted, str) and 0 < len(wanted) <= LONGEST_ID else None
        name = next(each for each in chain((given, title), _numbered(title)) if each and each not in self.taken)
        self.taken.add(name)
        if given == name and ref[0] in {"statement", "argument"}:
            self.aliases[name] = title
        return name

    def _claim(self, title: str, element: Element) -> None:
        if not element.text:
            self.report.add(N_("statements that only have a title, which is taken as their words"), [title])
        data = element.data
        name = self.ids["statement", title] = self._name(("statement", title), data.get("id"))
        voices = data.get("voices")
        self.claims.append(
            Claim(
                name,
                element.text or title,
                kind=cast(ClaimKind, _choice(data.get("kind"), get_args(ClaimKind), "fact")),
                modality=cast(Modality, _choice(data.get("modality"), get_args(Modality), "asserted")),
                scope=data["scope"] if isinstance(data.get("scope"), str) else None,
                main=not self.claims,
                position=len(self.claims),
                voices=tuple(Voice(str(each) or None) for each in voices) if isinstance(voices, list) else (),
            )
        )
        if element.tags:
            self.tags[name] = element.tags
        if rest := {key: value for key, value in data.items() if key not in _OURS}:
            self.data[name] = rest

    def _described(self, title: str, argument: Argument) -> None:
        name = self.ids["argument", title] = self._name(("argument", title), argument.data.get("id"))
        self.claims.append(Claim(name, argument.text or title, main=not self.claims, position=len(self.claims)))

    def _item(self, title: str, argument: Argument) -> None:
        data = argument.data
        name = self.ids["argument", title] = self._name(("argument", title), data.get("id"))
        source = Source(
            self._name(("source", f"source of {name}"), data.get("source")),
            str(data.get("citation") or data.get("url") or title),
            url=str(data["url"]) if data.get("url") else None,
        )
        # Several items may quote one source, and each of them names it.
        known = next((each for each in self.sources if data.get("source") and _same(each, source, data)), None)
        if known is None:
            self.sources.append(source)
        kind = cast(EvidenceKind, _choice(data.get("evidence"), get_args(EvidenceKind), "document"))
        self.evidence[name] = Evidence(name, (known or source).id, argument.text or title, kind=kind)

    def _steps(self, title: str, argument: Argument) -> None:
        for number, (premises, conclusion) in enumerate(argument.steps, start=1):
            last = number == len(argument.steps)
            label = title if last else f"{title} step {number}"
            name = self._name(("argument", label), argument.data.get("id") if last else None)
            ends = tuple(self.ids["statement", each] for each in premises)
            made = self._add("supports", ends, self.ids["statement", conclusion], name)
            if last:
                self.main[title] = made
                self.ids["argument", title] = self.ids["statement", conclusion]

    def _marked(self) -> None:
        """The relations of our own files that Argdown can only spell with a conclusion made for it."""
        waiting = {title: each for title, each in self.file.arguments.items() if each.ours in _MARKED and each.steps}
        arrows: dict[str, Ref] = {}
        for arrow in self.file.arrows:
            if arrow.source[0] == "argument" and arrow.source[1] in waiting:
                arrows.setdefault(arrow.source[1], arrow.target)
        self.file.arrows = [
            each for each in self.file.arrows if each.source[1] not in arrows or each.source[0] != "argument"
        ]
        while waiting:
            ready = [title for title in waiting if self._target_of(arrows.get(title), waiting) is not None]
            if not ready:
                break
            for title in ready:
                argument = waiting.pop(title)
                kind = cast(RelationKind, argument.ours)
                name = self._name(("argument", title), argument.data.get("id"))
                ends = tuple(
                    self.ids["statement", each] for each in argument.steps[-1][0] if ("statement", each) in self.ids
                )
                target = self._target_of(arrows[title], {})
                if ends and target is not None:
                    self.main[title] = self._add(kind, ends, target, name)
        for title, argument in waiting.items():
            raise FormatError(
                argument.line, 1, say("The argument <%(title)s> bears on nothing in this file.", title=title)
            )

    def _target_of(self, ref: Ref | None, waiting: Any) -> str | None:
        if ref is None or (ref[0] == "argument" and ref[1] in waiting):
            return None
        return self.main.get(ref[1]) if ref[0] != "statement" and ref[1] in self.main else self.ids.get(ref)

    def _arrow(self, arrow: Arrow) -> None:
        source = self.ids.get(arrow.source)
        if source is None:
            return
        kind = _KINDS[arrow.symbol]
        for target, meant in self._ends(arrow.target, kind):
            if source in self.evidence:
                self._bear(source, target, meant)
            else:
                self._add(meant, (source,), target)

    def _ends(self, ref: Ref, kind: RelationKind) -> Sequence[tuple[str, RelationKind]]:
        """What an arrow ends at here, and what it means there."""
        name = self.ids.get(ref)
        if ref[0] == "inference" or (ref[1] in self.main and ref[0] == "argument"):
            relation = self.main.get(ref[1])
            if relation is None:
                return []
            if kind != "supports":
                return [(relation, "undercuts")]
            self.report.add(N_("support of a whole argument, read as support of its conclusion"), [ref[1]])
            return [(name, kind)] if name else []
        if name is None:
            return []
        if kind == "undercuts":
            links = self.outgoing[name]
            if ref[0] == "argument" and links:
                return [(each, kind) for each in links]
            self.report.add(N_("undercuts of what is no inference, read as attacks"), [ref[1]])
            return [(name, "attacks")]
        return [(name, kind)]

    def _bear(self, item: str, target: str, kind: RelationKind) -> None:
        name = self._name(("bearing", f"{item} on {target}"[:LONGEST_ID]), None)
        side = "for" if kind == "supports" else "against"
        self.bearings.append(Bearing(name, item, target, side))  # type: ignore[arg-type]
        self.outgoing[item].append(name)

    def _add(self, kind: RelationKind, premises: tuple[str, ...], target: str, name: str | None = None) -> str:
        """The relation between these, made where it is not there yet."""
        if target in self.evidence:
            self.report.add(N_("relations to an item of evidence"), [target])
            return ""
        key = (kind, tuple(sorted(premises)), target)
        if key not in self.relations:
            made = name or self._name(("relation", f"r{len(self.relations) + 1}"), None)
            self.relations[key] = Relation(made, kind, premises, target)
            for premise in premises:
                self.outgoing[premise].append(made)
        return self.relations[key].id


_MARKED = frozenset({"attacks", "undercuts", "detail_of"})
_OURS = frozenset({"id", "kind", "modality", "scope", "voices", "detailOf"})


def _numbered(title: str) -> Iterable[str]:
    return (f"{title} ({number})" for number in count(2))


def _choice(value: Any, choices: Sequence[str], otherwise: str) -> str:
    return value if isinstance(value, str) and value in choices else otherwise


def _same(known: Source, source: Source, data: dict[str, Any]) -> bool:
    return known.id == data["source"] and (known.citation, known.url) == (source.citation, source.url)


def read(text: str, asked: Asked) -> Read:
    """An Argdown file. Raises FormatError."""
    front, elements = elements_of(text)
    file = Gathered()
    file.gather(elements)
    builder = _Builder(file)
    builder.build()
    if not builder.claims:
        raise FormatError(1, 1, say("There is no statement in this file."))
    extras: dict[str, Any] = {name: found for name, found in (("tags", builder.tags), ("data", builder.data)) if found}
    if front is not None:
        extras["front"] = front
    graph = Graph(
        Document(_title(front) or asked.name or builder.claims[0].text),
        claims=tuple(builder.claims),
        relations=tuple(builder.relations.values()),
        sources=tuple(builder.sources),
        evidence=tuple(builder.evidence.values()),
        bearings=tuple(builder.bearings),
        aliases=builder.aliases,
        extras={"argdown": extras} if extras else {},
    )
    return Read(graph, builder.report)


def _title(front: str | None) -> str | None:
    """The title in the front matter; its further lines are indented."""
    words: list[str] = []
    for line in (front or "").split("\n"):
        if line.startswith("title:"):
            words = [line.removeprefix("title:").strip()]
        elif words and line.startswith((" ", "\t")):
            words.append(line.strip())
        elif words:
            break
    return " ".join(words).strip().strip("\"'").strip() or None
