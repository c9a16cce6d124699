"""Any weighted bipolar graph under any of the gradual semantics: circles are iterated, and may have no answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deliberate.weighting.case import Side
from deliberate.weighting.graph import components
from deliberate.weighting.methods import Method

#: A circle has settled when a sweep moves no strength by more than this.
TOLERANCE = 1e-12
MOST_SWEEPS = 10_000
#: Steps of the continuous way, tried from the longest: a short one settles where a long one overshoots.
STEPS = (0.5, 0.125, 0.03125)


@dataclass(frozen=True, slots=True)
class Edge:
    """What one argument does to another. The weight, from 0 on, is what its strength is multiplied by."""

    source: str
    target: str
    side: Side
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Solution:
    """Strengths in [0, 1], and whether they hold: in a circle that never settled they are where the last sweep ended.

    ``sweeps`` is that of the circle which took the most; 1 where every argument is worked out once.
    """

    strengths: Mapping[str, float]
    sweeps: int
    converged: bool


class _Rule:
    """One sweep: the strength that each of some arguments should have, given everybody's."""

    def __init__(self, bases: Mapping[str, float], edges: Iterable[Edge], method: Method) -> None:
        self.bases, self.method = bases, method
        self.incoming: dict[str, list[Edge]] = {node: [] for node in bases}
        for edge in edges:
            self.incoming[edge.target].append(edge)

    def sources(self, node: str) -> list[str]:
        return [edge.source for edge in self.incoming[node]]

    def strength(self, node: str, strengths: Mapping[str, float]) -> float:
        arriving: dict[Side, list[float]] = {Side.FOR: [], Side.AGAINST: []}
        for edge in self.incoming[node]:
            arriving[edge.side].append(edge.weight * self.method.passes_on(strengths[edge.source]))
        return self.method.combine(self.bases[node], arriving[Side.FOR], arriving[Side.AGAINST])


def solve(bases: Mapping[str, float], edges: Iterable[Edge], method: Method, *, continuous: bool = False) -> Solution:
    """The strength of every argument, from base strengths in [0, 1]; edges name arguments that are there.

    What lies in no circle is worked out once, after all it depends on. Circles start at their base strengths and are
    updated all at once until nothing moves (Jacobi), which need not happen. With ``continuous`` they follow
    dσ/dt = f(σ) − σ instead (Potyka 2018), which has the same resting points and settles in more graphs.
    """
    rule = _Rule(bases, edges, method)
    strengths: dict[str, float] = {}
    sweeps, converged = 1, True
    for members in components(bases, rule.sources):
        if len(members) == 1 and members[0] not in rule.sources(members[0]):
            strengths[members[0]] = rule.strength(members[0], strengths)
            continue
        taken, settled = (_flow if continuous else _iterate)(rule, members, strengths)
        sweeps, converged = max(sweeps, taken), converged and settled
    return Solution({node: strengths[node] for node in bases}, sweeps, converged)


def _iterate(rule: _Rule, members: Sequence[str], strengths: dict[str, float]) -> tuple[int, bool]:
    """Update a circle until it settles; how many sweeps that took, and whether it did."""
    _start(rule, members, strengths)
    for sweep in range(1, MOST_SWEEPS + 1):
        due = {node: rule.strength(node, strengths) for node in members}
        moved = max(abs(due[node] - strengths[node]) for node in members)
        strengths.update(due)
        if moved < TOLERANCE:
            return sweep, True
    return MOST_SWEEPS, False


def _flow(rule: _Rule, members: Sequence[str], strengths: dict[str, float]) -> tuple[int, bool]:
    """Follow the flow of a circle to its resting point, by the classical Runge-Kutta method."""
    taken = 0
    for step in STEPS:
        _start(rule, members, strengths)
        for _ in range(MOST_SWEEPS):
            taken += 1
            pull = _pull(rule, members, strengths)
            if max(map(abs, pull)) < TOLERANCE:
                return taken, True
            _advance(rule, members, strengths, pull, step)
    return taken, False


def _start(rule: _Rule, members: Sequence[str], strengths: dict[str, float]) -> None:
    strengths.update({node: rule.bases[node] for node in members})


def _pull(rule: _Rule, members: Sequence[str], strengths: Mapping[str, float]) -> list[float]:
    return [rule.strength(node, strengths) - strengths[node] for node in members]


def _advance(
    rule: _Rule, members: Sequence[str], strengths: dict[str, float], pull: Sequence[float], step: float
) -> None:
    """One step on from a point with this pull, in place."""
    start = [strengths[node] for node in members]
    slopes = [pull]
    for part in (step / 2, step / 2, step):
        strengths.update(_moved(members, start, slopes[-1], part))
        slopes.append(_pull(rule, members, strengths))
    mean = [(a + 2 * b + 2 * c + d) / 6 for a, b, c, d in zip(*slopes, strict=True)]
    strengths.update(_moved(members, start, mean, step))


def _moved(members: Sequence[str], start: Sequence[float], slope: Sequence[float], by: float) -> dict[str, float]:
    # A step of the method may overshoot by a rounding error; strengths stay strengths.
    return {node: min(1.0, max(0.0, at + by * along)) for node, at, along in zip(members, start, slope, strict=True)}
