"""Circles of arguments: swept until nothing moves, or followed as a flow. Either may find no rest."""

from array import array
from collections.abc import Iterable, MutableSequence, Sequence
from math import fsum
from operator import mul, sub

from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.methods import Method, identity

#: A circle has settled when a sweep moves no strength by more than this.
TOLERANCE = 1e-12
MOST_SWEEPS = 10_000
#: Steps of the continuous way, tried from the longest: a short one settles where a long one overshoots.
STEPS = (0.5, 0.125, 0.03125)


class Strengths:
    """The strengths of all arguments, and beside them what each passes on."""

    def __init__(
        self, values: MutableSequence[float], method: Method, passed: MutableSequence[float] | None = None
    ) -> None:
        self.values, self.method = values, method
        if passed is None:
            # Where all of it is passed on, one list is both.
            passed = values if method.passes_on is identity else array("d", map(method.passes_on, values))
        self.passed = passed

    def put(self, node: int, strength: float) -> None:
        self.values[node] = strength
        self.passed[node] = self.method.passes_on(strength)

    def put_all(self, nodes: Iterable[int], strengths: Iterable[float]) -> None:
        values, passed, passes_on = self.values, self.passed, self.method.passes_on
        apart = values is not passed
        for node, strength in zip(nodes, strengths, strict=True):
            values[node] = strength
            if apart:
                passed[node] = passes_on(strength)

    def due(self, base: float, sources: Sequence[int], weights: Sequence[float]) -> float:
        """The strength that an argument should have, with these acting on it."""
        if not sources:
            return base  # To the last digit, whatever the method would make of it.
        shares = map(mul, weights, map(self.passed.__getitem__, sources))
        return self.method.influence(base, self.method.gather(shares))


def capped(weights: Sequence[float], sources: Sequence[int], inside: frozenset[int], cap: float) -> Sequence[float]:
    """The weights of an argument, those from inside its circle scaled down until they sum to the cap at most."""
    load = fsum(abs(weight) for weight, source in zip(weights, sources, strict=True) if source in inside)
    if load <= cap:
        return weights
    scale = cap / load
    return [weight * scale if source in inside else weight for weight, source in zip(weights, sources, strict=True)]


class Circle:
    """One strongly connected component, and what acts on each of its members."""

    def __init__(self, graph: CompactGraph, members: Sequence[int], method: Method) -> None:
        self.graph, self.members = graph, members
        inside = frozenset(members)
        self._rows: list[tuple[Sequence[int], Sequence[float]]] = []
        for node in members:
            begin, end = graph.starts[node], graph.starts[node + 1]
            sources, weights = graph.sources[begin:end].tolist(), graph.weights[begin:end].tolist()
            if method.circle_load is not None:
                weights = list(capped(weights, sources, inside, method.circle_load))
            self._rows.append((sources, weights))

    def start(self, strengths: Strengths, at: Sequence[float]) -> None:
        self._move(strengths, [at[node] for node in self.members])

    def due(self, strengths: Strengths) -> list[float]:
        """What each member's strength should be, given everybody's."""
        bases, share_of = self.graph.bases, strengths.passed.__getitem__
        gather, influence = strengths.method.gather, strengths.method.influence
        return [
            influence(bases[node], gather(map(mul, weights, map(share_of, sources))))
            for node, (sources, weights) in zip(self.members, self._rows, strict=True)
        ]

    def iterate(self, strengths: Strengths, tolerance: float = TOLERANCE) -> tuple[int, bool]:
        """Update all at once until nothing moves (Jacobi); how many sweeps that took, and whether it settled."""
        for sweep in range(1, MOST_SWEEPS + 1):
            due, was = self.due(strengths), map(strengths.values.__getitem__, self.members)
            moved = max(map(abs, map(sub, due, was)))
            self._move(strengths, due)
            if moved < tolerance:
                return sweep, True
        return MOST_SWEEPS, False

    def flow(self, strengths: Strengths, tolerance: float = TOLERANCE) -> tuple[int, bool]:
        """Follow dσ/dt = f(σ) − σ (Potyka 2018) to its resting point, by the classical Runge-Kutta method."""
        start = [strengths.values[node] for node in self.members]
        taken = 0
        for step in STEPS:
            self._move(strengths, start)
            for _ in range(MOST_SWEEPS):
                taken += 1
                pull = self._pull(strengths)
                if max(map(abs, pull)) < tolerance:
                    return taken, True
                self._advance(strengths, pull, step)
        return taken, False

    def _move(self, strengths: Strengths, to: Iterable[float]) -> None:
        strengths.put_all(self.members, to)

    def _pull(self, strengths: Strengths) -> list[float]:
        return [due - strengths.values[node] for node, due in zip(self.members, self.due(strengths), strict=True)]

    def _advance(self, strengths: Strengths, pull: list[float], step: float) -> None:
        """One step on from a point with this pull, in place."""
        start = [strengths.values[node] for node in self.members]
        slopes = [pull]
        for part in (step / 2, step / 2, step):
            self._move(strengths, _moved(start, slopes[-1], part))
            slopes.append(self._pull(strengths))
        mean = [(a + 2 * b + 2 * c + d) / 6 for a, b, c, d in zip(*slopes, strict=True)]
        self._move(strengths, _moved(start, mean, step))


def _moved(start: Sequence[float], slope: Sequence[float], by: float) -> list[float]:
    # A step of the method may overshoot by a rounding error; strengths stay strengths.
    return [min(1.0, max(0.0, at + by * along)) for at, along in zip(start, slope, strict=True)]
