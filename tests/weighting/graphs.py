"""Random graphs on flat arrays, with and without circles."""

from array import array
from random import Random

from deliberate.weighting.compact import CompactGraph


def random_graph(
    seed: int, nodes: int, edges: int, *, circular: int = 0, heaviest: float = 1.5, ends: bool = True
) -> CompactGraph:
    """Relations from later arguments to earlier ones, numbered in no order; ``circular`` more lead anywhere.

    With ``ends`` some bases are 0 or 1.
    """
    chance = Random(seed)
    names = list(range(nodes))
    chance.shuffle(names)
    sources, targets, weights = array("i"), array("i"), array("d")
    for number in range(edges + circular):
        one, other = sorted(chance.sample(range(nodes), 2))
        if number >= edges and chance.random() < 0.5:
            one, other = other, one
        sources.append(names[other])
        targets.append(names[one])
        weights.append(chance.choice((-1, 1)) * chance.uniform(0, heaviest))
    bases = [chance.choice((0.0, 1.0)) if ends and chance.random() < 0.02 else chance.random() for _ in names]
    return CompactGraph(bases, sources, targets, weights)
