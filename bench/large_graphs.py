"""Large made-up graphs, the same every time, as ours and as the peer's that bench/weighting.py measures beside it."""

import copy
import gc
import math
import random
import subprocess
import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from deliberate.weighting.compact import CompactGraph

ROOT = Path(__file__).resolve().parents[1]
PEER = "formal-argumentation==0.3.0"


def peer() -> Any:
    """Its two modules of gradual semantics, fetched on first use."""
    folder = ROOT / "var" / "bench" / PEER.replace("==", "-")
    if not folder.is_dir():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), PEER]
        subprocess.run(command, check=True)
    sys.path.append(str(folder))
    from argumentation.gradual import dfquad, gradual  # noqa: PLC0415  # only there once it was fetched

    return dfquad, gradual


def pairs(nodes: int, relations: int, circular: bool, seed: int = 1) -> Iterator[tuple[int, int]]:
    """Distinct relations from later arguments to earlier ones, or anywhere, with the arguments numbered in no order."""
    chance = random.Random(seed)
    names = list(range(nodes))
    chance.shuffle(names)
    known: set[int] = set()
    while len(known) < relations:
        one, other = chance.randrange(nodes), chance.randrange(nodes)
        if not circular:
            one, other = min(one, other), max(one, other)
        if one != other and one * nodes + other not in known:
            known.add(one * nodes + other)
            yield names[other], names[one]


def made_up(nodes: int, relations: int, heaviest: float = math.log(10)) -> CompactGraph:
    """Half supports and half attacks, of weights as relations of ours have them."""
    chance = random.Random(2)
    sources, targets, weights = array("i"), array("i"), array("d")
    for source, target in pairs(nodes, relations, circular=False):
        sources.append(source)
        targets.append(target)
        weights.append(chance.choice((-1, 1)) * chance.uniform(0, heaviest))
    return CompactGraph((chance.random() for _ in range(nodes)), sources, targets, weights)


def for_both(gradual: Any, nodes: int, relations: int, circular: bool) -> tuple[CompactGraph, Any]:
    """The same graph as ours and as the peer's, whose relations all weigh 1."""
    chance = random.Random(2)
    bases = [chance.random() for _ in range(nodes)]
    edges = [(*pair, chance.random() < 0.5) for pair in pairs(nodes, relations, circular)]
    supports = {(str(source), str(target)) for source, target, supporting in edges if supporting}
    attacks = {(str(source), str(target)) for source, target, supporting in edges if not supporting}
    names = [str(number) for number in range(nodes)]
    theirs = gradual.WeightedBipolarGraph(
        frozenset(names), dict(zip(names, bases, strict=True)), frozenset(attacks), frozenset(supports)
    )
    weights = [1.0 if supporting else -1.0 for _, _, supporting in edges]
    ours = CompactGraph(bases, [each[0] for each in edges], [each[1] for each in edges], weights)
    gc.collect()
    gc.freeze()
    return ours, theirs


def anew(graph: CompactGraph) -> CompactGraph:
    """The same graph, of which nobody knows the order yet."""
    other = copy.copy(graph)
    for known in ("shape", "onward"):
        other.__dict__.pop(known, None)
    return other


def agree(ours: Sequence[float], theirs: dict[str, float], within: float) -> None:
    apart = max(abs(strength - theirs[str(number)]) for number, strength in enumerate(ours))
    print(f"furthest apart: {apart:.1e}")
    if apart > within:
        raise SystemExit("Ours and the peer's answers differ.")
