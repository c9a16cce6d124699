"""Who gives weight to whom: the case as a graph, cut into circles and put in the order in which it can be added up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from deliberate.weighting.case import Case, CaseError, Item, Proposition, Relation, RelationKind
from deliberate.weighting.model import WeightingModel


class EvidenceCircle(CaseError):
    """A circle runs through evidence or through the links themselves; `ids` are its members."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(sorted(ids))
        super().__init__(f"Evidence or links would lean on each other in a circle: {', '.join(self.ids)}.")


#: Ids, or numbers: members of a component come back sorted.
Node = TypeVar("Node", str, int)


def components(nodes: Iterable[Node], inputs: Callable[[Node], Sequence[Node]]) -> list[tuple[Node, ...]]:
    """Strongly connected components, each after everything it depends on (Tarjan 1972, without recursion)."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    found: list[tuple[Node, ...]] = []
    for root in nodes:
        if root in index:
            continue
        path = [(root, iter(inputs(root)))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while path:
            node, remaining = path[-1]
            for source in remaining:
                if source not in index:
                    index[source] = low[source] = len(index)
                    stack.append(source)
                    on_stack.add(source)
                    path.append((source, iter(inputs(source))))
                    break
                if source in on_stack:
                    low[node] = min(low[node], index[source])
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    found.append(_pop_component(node, stack, on_stack))
    return found


def _pop_component(root: Node, stack: list[Node], on_stack: set[Node]) -> tuple[Node, ...]:
    members: list[Node] = []
    while not members or members[-1] != root:
        members.append(stack.pop())
    on_stack.difference_update(members)
    return tuple(sorted(members))


class Graph:
    """The live part of a case: items that count, confirmed relations whose parts are all there.

    What hangs on something hidden or missing is left out, not an error; what cannot be meant is one. ``given`` are
    propositions that relations may start from and that are not added up here.
    """

    def __init__(self, case: Case, model: WeightingModel, given: Set[str] = frozenset()) -> None:
        self.propositions: Mapping[str, Proposition] = {each.id: each for each in case.propositions}
        self.curation = {item.id: model.curation_factor(item.states) for item in case.items}
        self.items: Mapping[str, Item] = {item.id: item for item in case.items if self.curation[item.id][0] > 0}
        self._confirmed = {each.id: each for each in case.relations if each.confirmed}
        self.relations: Mapping[str, Relation] = {
            each.id: each
            for each in self._confirmed.values()
            if all(premise in self.propositions or premise in given for premise in each.premises)
        }
        self._bearing: dict[str, list[Item]] = defaultdict(list)
        self._breaking: dict[str, list[Item]] = defaultdict(list)
        self._related: dict[str, list[Relation]] = defaultdict(list)
        self._undercutting: dict[str, list[Relation]] = defaultdict(list)
        self._index()

    def _index(self) -> None:
        for item in self.items.values():
            wrong = self.propositions if item.undercuts else self._confirmed
            if item.target in wrong:
                raise CaseError(f"Item {item.id} cannot {'undercut' if item.undercuts else 'bear on'} {item.target}.")
            (self._breaking if item.undercuts else self._bearing)[item.target].append(item)
        for relation in self.relations.values():
            undercuts = relation.kind is RelationKind.UNDERCUTS
            if not relation.premises or relation.target in (self.propositions if undercuts else self._confirmed):
                raise CaseError(f"Relation {relation.id} cannot act on {relation.target}: {relation.kind}.")
            (self._undercutting if undercuts else self._related)[relation.target].append(relation)

    def bearing_on(self, node: str) -> list[Item]:
        """Items for and against a proposition or item; for an item, those that challenge its evidence too."""
        item = self.items.get(node)
        own = self._bearing.get(node, [])
        return own if item is None else own + self._bearing.get(item.evidence, [])

    def relations_on(self, node: str) -> list[Relation]:
        return self._related.get(node, [])

    def breaking(self, link: str) -> list[Item]:
        """Items that break this item's or relation's link."""
        return self._breaking.get(link, [])

    def undercutting(self, link: str) -> list[Relation]:
        return self._undercutting.get(link, [])

    def inputs(self, node: str) -> list[str]:
        """The propositions and items that a proposition's or item's strength depends on directly."""
        found = [item.id for item in self.bearing_on(node)]
        if node in self.items:
            found += self._link_inputs(node)
        for relation in self.relations_on(node):
            found += [*self._premises(relation), *self._link_inputs(relation.id)]
        return sorted(found) if len(found) > 1 else found

    def _link_inputs(self, link: str, above: tuple[str, ...] = ()) -> list[str]:
        if link in above:
            raise EvidenceCircle(above)
        found = [item.id for item in self.breaking(link)]
        for relation in self.undercutting(link):
            found += [*self._premises(relation), *self._link_inputs(relation.id, (*above, link))]
        return found

    def _premises(self, relation: Relation) -> list[str]:
        return [premise for premise in relation.premises if premise in self.propositions]

    @cached_property
    def order(self) -> list[tuple[tuple[str, ...], bool]]:
        """Components in the order of adding up, and whether each is a circle; EvidenceCircle if one holds evidence."""
        for link in list(self._undercutting):
            self._link_inputs(link)
        nodes = sorted([*self.propositions, *self.items])
        return [(members, self._is_circle(members)) for members in components(nodes, self.inputs)]

    def _is_circle(self, members: tuple[str, ...]) -> bool:
        circle = len(members) > 1 or members[0] in self.inputs(members[0])
        if circle and any(member in self.items for member in members):
            raise EvidenceCircle(members)
        return circle

    def load(self, relation: Relation, circle: frozenset[str]) -> int:
        """How often |w| counts against the cap: each group of premises in the circle once, undercutters included."""
        own = 1 if circle.intersection(relation.premises) else 0
        return own + sum(self.load(each, circle) for each in self.undercutting(relation.id))


def evidence_circle(case: Case, model: WeightingModel) -> tuple[str, ...]:
    """The members of a circle through evidence or links, or () where there is none: ask before posting into a case.

    Hidden items and unconfirmed relations count here, so that restoring or confirming one cannot close such a circle.
    """
    items = [replace(each, states=()) for each in case.items]
    relations = [replace(each, confirmed=True) for each in case.relations]
    try:
        _ = Graph(Case(case.propositions, items, relations), model).order
    except EvidenceCircle as circle:
        return circle.ids
    return ()
