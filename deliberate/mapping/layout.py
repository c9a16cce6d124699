"""Where the nodes of an argument map go: layers by how far a thing is from what it bears on, the same every time."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

#: How often the order within layers is bettered, and how often things are drawn towards what they are tied to.
SWEEPS = 4


@dataclass(frozen=True)
class Place:
    """A layer, and how far across it, in things from the first."""

    layer: int
    across: float


def place(names: Sequence[Name], arrows: Sequence[tuple[Name, Name]], widest: int | None = None) -> dict[Name, Place]:
    """A place for each name. An arrow points from a higher layer to a lower one, but for those that close a circle.

    A layer of more than ``widest`` goes on in the next. What is borne on stands in the middle of what bears on it.
    """
    layers = layers_of(names, arrows)
    near: dict[Name, list[Name]] = defaultdict(list)
    for start, end in arrows:
        near[start].append(end)
        near[end].append(start)
    rows: list[list[Name]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for name in names:
        rows[layers[name]].append(name)
    for sweep in range(SWEEPS):
        _order(rows if sweep % 2 == 0 else rows[::-1], near)
    if widest is not None:
        rows = [row[start : start + widest] for row in rows for start in range(0, len(row), widest)]
    across = _across(rows, near)
    return {name: Place(layer, across[name]) for layer, row in enumerate(rows) for name in row}


def layers_of(names: Sequence[Name], arrows: Sequence[tuple[Name, Name]]) -> dict[Name, int]:
    """How many steps each is from something that bears on nothing, by the shortest way."""
    coming: Mapping[Name, list[Name]] = defaultdict(list)
    leaving = {start for start, _ in arrows}
    for start, end in arrows:
        coming[end].append(start)
    layers: dict[Name, int] = {}
    todo = [name for name in names if name not in leaving]
    # What hangs together only in a circle begins with its first.
    for first in [None, *names]:
        edge = todo if first is None else [first] if first not in layers else []
        depth = 0
        while edge:
            fresh = [name for name in dict.fromkeys(edge) if name not in layers]
            layers.update(dict.fromkeys(fresh, depth))
            edge = [start for name in fresh for start in coming[name]]
            depth += 1
    return layers


def _order(rows: Sequence[list[Name]], near: Mapping[Name, list[Name]]) -> None:
    """Put each row in the order of what its members are tied to in the row before."""
    for before, row in pairwise(rows):
        at = {name: number for number, name in enumerate(before)}

        def middle(name: Name, number: int, at: dict[Name, int] = at) -> float:
            found = [at[each] for each in near[name] if each in at]
            return sum(found) / len(found) if found else number

        keys = {name: (middle(name, number), number) for number, name in enumerate(row)}
        row.sort(key=keys.__getitem__)


def _across(rows: Sequence[Sequence[Name]], near: Mapping[Name, list[Name]]) -> dict[Name, float]:
    """Each as near as its row allows to the middle of what it is tied to in the row before, or at last after."""
    across = {name: float(number) for row in rows for number, name in enumerate(row)}
    for _ in range(SWEEPS):
        for way in (rows, rows[::-1]):
            for before, row in pairwise(way):
                neighbours = set(before)
                wanted = []
                for name in row:
                    found = [across[each] for each in near[name] if each in neighbours]
                    wanted.append(sum(found) / len(found) if found else across[name])
                across.update(zip(row, _apart(wanted), strict=True))
    first = min(across.values(), default=0.0)
    return {name: middle - first for name, middle in across.items()}


def _apart(wanted: Sequence[float]) -> Iterator[float]:
    """The numbers nearest to those wanted, by least squares, of which each is greater than the last by 1 at least.

    Pool adjacent violators: less how many stand before it, each may lie no lower than the one before.
    """
    pools: list[tuple[float, int]] = []
    for number, middle in enumerate(wanted):
        total, count = middle - number, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, more = pools.pop()
            total, count = total + before, count + more
        pools.append((total, count))
    shifts = (total / count for total, count in pools for _ in range(count))
    return (shift + number for number, shift in enumerate(shifts))
