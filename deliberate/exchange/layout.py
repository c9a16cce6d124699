"""Where the nodes of an argument map go: layers by how far a thing is from what it bears on, the same every time."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)

#: How often the order within layers is bettered.
SWEEPS = 4
#: As many things side by side; a longer layer goes on in the next row.
WIDEST = 24


@dataclass(frozen=True)
class Place:
    """A row from the top and a place in it from the left."""

    row: int
    column: int


def place(names: Sequence[Name], arrows: Sequence[tuple[Name, Name]]) -> dict[Name, Place]:
    """A place for each name. An arrow points from a lower layer to a higher one, but for those that close a circle."""
    layers = _layers(names, arrows)
    near: dict[Name, list[Name]] = defaultdict(list)
    for start, end in arrows:
        near[start].append(end)
        near[end].append(start)
    rows: list[list[Name]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    for name in names:
        rows[layers[name]].append(name)
    for sweep in range(SWEEPS):
        _order(rows if sweep % 2 == 0 else rows[::-1], near, layers)
    return _folded(rows)


def _layers(names: Sequence[Name], arrows: Sequence[tuple[Name, Name]]) -> dict[Name, int]:
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


def _order(rows: Sequence[list[Name]], near: Mapping[Name, list[Name]], layers: Mapping[Name, int]) -> None:
    """Put each row in the order of what its members are tied to in the row before."""
    for before, row in pairwise(rows):
        at = {name: number for number, name in enumerate(before)}

        def middle(name: Name, number: int, at: dict[Name, int] = at) -> float:
            found = [at[each] for each in near[name] if each in at]
            return sum(found) / len(found) if found else number

        keys = {name: (middle(name, number), number) for number, name in enumerate(row)}
        row.sort(key=keys.__getitem__)


def _folded(rows: Sequence[list[Name]]) -> dict[Name, Place]:
    """Rows no longer than a page can show."""
    places: dict[Name, Place] = {}
    row = 0
    for layer in rows:
        for start in range(0, len(layer), WIDEST):
            for column, name in enumerate(layer[start : start + WIDEST]):
                places[name] = Place(row, column)
            row += 1
    return places
