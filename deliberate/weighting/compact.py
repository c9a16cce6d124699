"""Weighted bipolar graphs as flat arrays: a million arguments take megabytes, and a pass over them no dictionaries."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from deliberate.weighting.case import Side
from deliberate.weighting.graph import components


@dataclass(frozen=True, slots=True)
class Edge:
    """What one argument does to another. The weight, from 0 on, is what its strength is multiplied by."""

    source: str
    target: str
    side: Side
    weight: float = 1.0


@dataclass(frozen=True)
class Shape:
    """The order in which a graph can be added up.

    First ``order``, arguments that depend on no circle, each after what it depends on. Then ``components``, each after
    what it depends on: circles, and what hangs on them one by one.
    """

    order: Sequence[int]
    components: Sequence[tuple[int, ...]]


class CompactGraph:
    """Arguments by number, with base strengths in [0, 1], and relations sorted by what they act on.

    Those on argument n are ``sources[starts[n]:starts[n + 1]]`` with ``weights`` alike, above 0 in support and below in
    attack. Bases may be changed, the rest may not.
    """

    def __init__(
        self, bases: Iterable[float], sources: Sequence[int], targets: Sequence[int], weights: Iterable[float]
    ) -> None:
        self.bases = array("d", bases)
        self.starts = _starts(targets, len(self.bases))
        places = array("i", self.starts)
        self.sources = array("i", bytes(4 * len(sources)))
        self.weights = array("d", bytes(8 * len(sources)))
        for source, target, weight in zip(sources, targets, weights, strict=True):
            place = places[target]
            self.sources[place], self.weights[place] = source, weight
            places[target] = place + 1

    def __len__(self) -> int:
        return len(self.bases)

    def rests_on(self, node: int) -> Sequence[int]:
        """The arguments that act on this one."""
        return self.sources[self.starts[node] : self.starts[node + 1]]

    @cached_property
    def onward(self) -> tuple["array[int]", "array[int]"]:
        """The same relations sorted by source: argument n acts on ``targets[starts[n]:starts[n + 1]]``."""
        starts = _starts(self.sources, len(self))
        places, targets = starts.tolist(), array("i", bytes(4 * len(self.sources)))
        begin = 0
        for target, end in enumerate(self.starts[1:]):
            for source in self.sources[begin:end]:
                place = places[source]
                targets[place], places[source] = target, place + 1
            begin = end
        return starts, targets

    @cached_property
    def shape(self) -> Shape:
        """The order of adding up (Kahn 1962, then Tarjan 1972 on what is left)."""
        starts, targets = self.onward
        waiting = [end - begin for begin, end in zip(self.starts, self.starts[1:], strict=False)]
        order = [node for node, count in enumerate(waiting) if not count]
        for node in order:  # It grows on the way.
            for target in targets[starts[node] : starts[node + 1]]:
                waiting[target] -= 1
                if not waiting[target]:
                    order.append(target)
        return Shape(array("i", order), self.left_over(node for node, count in enumerate(waiting) if count))

    def left_over(self, nodes: Iterable[int]) -> list[tuple[int, ...]]:
        """The components of these arguments, each after what it depends on among them."""
        left = list(nodes)
        among = set(left)
        return components(left, lambda node: [source for source in self.rests_on(node) if source in among])

    def is_circle(self, members: Sequence[int]) -> bool:
        return len(members) > 1 or members[0] in self.rests_on(members[0])


def _starts(owners: Sequence[int], count: int) -> "array[int]":
    """Where each one's part begins once things are sorted by owner, and where the last one's ends."""
    counts = [0] * (count + 1)
    for owner in owners:
        counts[owner + 1] += 1
    return array("i", accumulate(counts))


def compact(bases: Mapping[str, float], edges: Iterable[Edge]) -> CompactGraph:
    """The graph with its arguments numbered in the order of their base strengths."""
    number_of = {name: number for number, name in enumerate(bases)}
    sources, targets, weights = array("i"), array("i"), array("d")
    for edge in edges:
        sources.append(number_of[edge.source])
        targets.append(number_of[edge.target])
        weights.append(edge.side.sign * edge.weight)
    return CompactGraph(bases.values(), sources, targets, weights)
