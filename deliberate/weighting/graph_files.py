"""Weighted bipolar graphs in files: our JSON, and the ``.bag`` lines that solvers of the literature read."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deliberate.weighting.case import Side
from deliberate.weighting.compact import Edge


class GraphFileError(ValueError):
    """What is wrong with a file, and where in it."""


@dataclass(frozen=True)
class GraphFile:
    """Base strengths in [0, 1] by id, in the order of the file, and what the arguments do to each other."""

    bases: Mapping[str, float]
    edges: tuple[Edge, ...]


#: Sums of weights beyond this would leave what a float can hold.
HEAVIEST = 1e100
SIDES = {"support": Side.FOR, "attack": Side.AGAINST}
_BAG_SIDES = {"sup": Side.FOR, "att": Side.AGAINST}
_BAG_LINE = re.compile(r"(arg|att|sup)\s*\(([^()]*)\)\s*\.?")
#: What opens a remark in a .bag file.
_REMARKS = ("%", "#", "//")


def read_graph(text: str, name: str) -> GraphFile:
    """The graph in a file of that name: ``.bag`` lines or else JSON. Raises GraphFileError."""
    return _read_bag(text) if name.lower().endswith(".bag") else _read_json(text)


def _read_json(text: str) -> GraphFile:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise GraphFileError(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except RecursionError:
        raise GraphFileError("It is nested too deeply to be a graph.") from None
    if not isinstance(whole, dict):
        raise GraphFileError('A graph is an object with "arguments" and "relations".')
    bases: dict[str, float] = {}
    for place, each in _rows(whole, "arguments"):
        _declare(bases, _named(each, "id", place), _number(each.get("base", 0.5), place, "base", most=1.0), place)
    edges = [
        Edge(
            _known(bases, _named(each, "from", place), place),
            _known(bases, _named(each, "to", place), place),
            _side(each.get("type"), place),
            _number(each.get("weight", 1.0), place, "weight", most=HEAVIEST),
        )
        for place, each in _rows(whole, "relations")
    ]
    return GraphFile(bases, tuple(edges))


def _rows(whole: Mapping[str, Any], key: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    rows = whole.get(key, [] if key == "relations" else None)
    if not isinstance(rows, list):
        raise GraphFileError(f'"{key}" is a list.')
    for number, row in enumerate(rows):
        place = f"{key}[{number}]"
        if not isinstance(row, dict):
            raise GraphFileError(f"{place} is not an object.")
        yield place, row


def _named(row: Mapping[str, Any], key: str, place: str) -> str:
    name = row.get(key)
    if isinstance(name, int) and not isinstance(name, bool):
        return str(name)
    if not isinstance(name, str) or not name:
        raise GraphFileError(f'{place}: "{key}" is the id of an argument.')
    return name


def _side(kind: Any, place: str) -> Side:
    if not isinstance(kind, str) or kind not in SIDES:
        raise GraphFileError(f'{place}: "type" is "support" or "attack", not {kind!r}.')
    return SIDES[kind]


def _read_bag(text: str) -> GraphFile:
    bases: dict[str, float] = {}
    found: list[tuple[str, Side, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line, place = line.strip(), f"Line {number}"
        if not line or line.startswith(_REMARKS):
            continue
        match = _BAG_LINE.fullmatch(line)
        if match is None:
            raise GraphFileError(f"{place}: it is none of arg(a, 0.5), att(a, b) and sup(a, b): {line[:60]!r}.")
        kind, parts = match[1], [part.strip() for part in match[2].split(",")]
        if kind == "arg":
            if len(parts) not in {1, 2} or not parts[0]:
                raise GraphFileError(f"{place}: an argument has a name and a base strength.")
            _declare(bases, parts[0], _number(_float(parts[1:], 0.5, place), place, "base", most=1.0), place)
        else:
            found.append((place, _BAG_SIDES[kind], parts))
    return GraphFile(bases, tuple(_bag_edge(bases, place, side, parts) for place, side, parts in found))


def _bag_edge(bases: Mapping[str, float], place: str, side: Side, parts: list[str]) -> Edge:
    """Arguments may be declared after what they do."""
    if len(parts) not in {2, 3}:
        raise GraphFileError(f"{place}: it names two arguments, and a weight if need be.")
    source, target = (_known(bases, name, place) for name in parts[:2])
    return Edge(source, target, side, _number(_float(parts[2:], 1.0, place), place, "weight", most=HEAVIEST))


def _float(given: list[str], default: float, place: str) -> float:
    try:
        return float(given[0]) if given else default
    except ValueError:
        raise GraphFileError(f"{place}: {given[0][:60]!r} is not a number.") from None


def _declare(bases: dict[str, float], name: str, base: float, place: str) -> None:
    if name in bases:
        raise GraphFileError(f"{place}: there is an argument {name!r} already.")
    bases[name] = base


def _known(bases: Mapping[str, float], name: str, place: str) -> str:
    if name not in bases:
        raise GraphFileError(f"{place}: there is no argument {name[:60]!r}.")
    return name


def _number(value: Any, place: str, key: str, most: float) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= most:
        raise GraphFileError(f'{place}: "{key}" is a number from 0 to {most:g}, not {str(value)[:60]}.')
    return float(value)
