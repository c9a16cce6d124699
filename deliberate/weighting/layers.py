"""A compact graph cut into layers that can each be worked out at once. Needs numpy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from deliberate.weighting.compact import CompactGraph

Floats = NDArray[np.float64]
Numbers = NDArray[np.integer]
#: More layers than this, of fewer arguments each on average than that, are walked through faster one by one.
MANY_LAYERS, NARROW = 100, 16
_NEVER = np.int32(2**31 - 1)


class TooDeep(ValueError):
    """The graph is long and narrow: layers would not pay."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Some arguments, each with something acting on it, and what does: theirs follow each other from ``begins`` on."""

    nodes: Numbers
    sources: Numbers
    weights: Floats
    begins: Numbers

    def layers(self, sizes: Sequence[int]) -> Iterator["Rows"]:
        """The same, cut after so many arguments each."""
        ends = np.append(self.begins, len(self.sources))
        first = 0
        for size in sizes:
            low, high = ends[first], ends[first + size]
            yield Rows(
                self.nodes[first : first + size],
                self.sources[low:high],
                self.weights[low:high],
                self.begins[first : first + size] - low,
            )
            first += size


@dataclass(frozen=True, slots=True)
class Layers:
    """What depends on no circle, the components of circles and what lies between them, and what hangs on those."""

    before: Sequence[Rows]
    components: Sequence[tuple[int, ...]]
    after: Sequence[Rows]


_known: "WeakKeyDictionary[CompactGraph, Layers]" = WeakKeyDictionary()


def layers_of(graph: CompactGraph) -> Layers:
    """The layers of a graph, which are worked out once. Raises TooDeep."""
    found = _known.get(graph)
    if found is None:
        found = _known[graph] = _layers(graph)
    return found


def rows_of(graph: CompactGraph, nodes: Numbers) -> Rows:
    starts = np.asarray(graph.starts)
    counts = starts[nodes + 1] - starts[nodes]
    edges = _spread(starts[nodes], counts)
    begins = np.cumsum(counts) - counts
    return Rows(nodes, np.asarray(graph.sources)[edges], np.asarray(graph.weights)[edges], begins)


def _layers(graph: CompactGraph) -> Layers:
    starts, sources = np.asarray(graph.starts), np.asarray(graph.sources)
    onward, targets = _onward(starts, sources)
    waiting = np.diff(starts)
    first = np.flatnonzero(waiting == 0)
    before = list(_peel(onward, targets, waiting, first))
    left = np.flatnonzero(waiting > 0)
    if not len(left):
        return Layers(_cut(graph, before), (), ())
    # From the other end: what nothing else that is left depends on hangs on circles and is in none.
    behind = np.full(len(graph), _NEVER)
    among = waiting > 0
    behind[left] = np.bincount(sources[np.repeat(among, np.diff(starts))], minlength=len(graph))[left]
    for _ in _peel(starts, sources, behind, np.flatnonzero(behind == 0)):
        pass
    core = left[behind[left] > 0]
    waiting[core] = _NEVER
    after = list(_peel(onward, targets, waiting, core))
    return Layers(_cut(graph, before), graph.left_over(core.tolist()), _cut(graph, after))


def _onward(starts: Numbers, sources: Numbers) -> tuple[Numbers, Numbers]:
    """The relations by source: a sort of both ends in one number is faster than of their order."""
    targets = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
    both = (sources.astype(np.int64) << 32) | targets
    both.sort()
    onward = np.zeros(len(starts), dtype=np.int64)
    np.cumsum(np.bincount(sources, minlength=len(starts) - 1), out=onward[1:])
    return onward, (both & 0xFFFFFFFF).astype(np.int32)


def _peel(starts: Numbers, neighbours: Numbers, waiting: Numbers, frontier: Numbers) -> Iterator[Numbers]:
    """Layer after layer of those that wait for nothing more (Kahn 1962); ``waiting`` is counted down."""
    mark = np.empty(len(waiting), dtype=np.int32)
    layers = done = 0
    while len(frontier):
        reached = neighbours[_spread(starts[frontier], starts[frontier + 1] - starts[frontier])]
        if len(reached) * 4 > len(waiting):
            waiting -= np.bincount(reached, minlength=len(waiting)).astype(waiting.dtype)
        else:
            np.subtract.at(waiting, reached, np.ones(1, dtype=waiting.dtype))
        due = reached[waiting[reached] == 0]
        # Each once: the last of those that reached it stays.
        turns = np.arange(len(due), dtype=np.int32)
        mark[due] = turns
        frontier = due[mark[due] == turns]
        layers, done = layers + 1, done + len(frontier)
        if layers > MANY_LAYERS and done < NARROW * layers:
            raise TooDeep(f"{done} arguments in {layers} layers")
        if len(frontier):
            yield frontier


def _cut(graph: CompactGraph, layers: Sequence[Numbers]) -> Sequence[Rows]:
    if not layers:
        return ()
    return list(rows_of(graph, np.concatenate(layers)).layers([len(layer) for layer in layers]))


def _spread(begins: Numbers, counts: Numbers) -> Numbers:
    """All numbers from each beginning on, so many each."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Numbers = np.arange(total) + np.repeat(begins - (ends - counts), counts)
    return numbers
