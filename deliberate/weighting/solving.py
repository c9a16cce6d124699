"""Any weighted bipolar graph under any of the gradual semantics: circles are iterated, and may have no answer."""

from array import array
from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from operator import mul

from deliberate.weighting.circling import TOLERANCE, Circle, Strengths
from deliberate.weighting.compact import CompactGraph, Edge, compact
from deliberate.weighting.methods import Method

#: From so many arguments on, numpy is faster by more than loading it takes.
LARGE = 10_000


@dataclass(frozen=True, slots=True)
class Solution:
    """Strengths in [0, 1], and whether they hold: in a circle that never settled they are where the last sweep ended.

    ``sweeps`` is that of the circle which took the most; 1 where every argument is worked out once.
    """

    strengths: Mapping[str, float]
    sweeps: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Pass:
    """A solution by number."""

    strengths: MutableSequence[float]
    sweeps: int
    converged: bool


def solve(bases: Mapping[str, float], edges: Iterable[Edge], method: Method, *, continuous: bool = False) -> Solution:
    """The strength of every argument, from base strengths in [0, 1]; edges name arguments that are there.

    What lies in no circle is worked out once, after all it depends on. Circles start at their base strengths and are
    updated all at once until nothing moves (Jacobi), which need not happen, unless the method caps what goes around in
    one. With ``continuous`` they follow dσ/dt = f(σ) − σ instead (Potyka 2018), which has the same resting points and
    settles in more graphs.
    """
    found = pass_over(compact(bases, edges), method, continuous=continuous)
    return Solution(dict(zip(bases, found.strengths, strict=True)), found.sweeps, found.converged)


def pass_over(
    graph: CompactGraph,
    method: Method,
    *,
    continuous: bool = False,
    start: Sequence[float] | None = None,
    tolerance: float = TOLERANCE,
    arrays: bool | None = None,
) -> Pass:
    """One full pass. Circles start at ``start`` if it is given, else at the base strengths.

    With ``arrays`` numpy works it out, without plain Python does: the same to 1e-12. Unless said, numpy where the graph
    is large and it can be imported, and the method has a form for arrays.
    """
    if arrays is None:
        arrays = len(graph) >= LARGE and not continuous and find_spec("numpy") is not None
    if arrays and not continuous:
        # Loaded when it is needed: numpy is an extra, and slow to import.
        found: Pass | None = import_module("deliberate.weighting.solving_arrays").pass_over(
            graph, method, graph.bases if start is None else start, tolerance
        )
        if found is not None:
            return found
    return _pass_over(graph, method, continuous, graph.bases if start is None else start, tolerance)


def _pass_over(graph: CompactGraph, method: Method, continuous: bool, start: Sequence[float], tolerance: float) -> Pass:
    shape = graph.shape
    strengths = Strengths(array("d", graph.bases), method)
    add_up(graph, method, shape.order, strengths)
    sweeps, converged = 1, True
    for members in shape.components:
        if not graph.is_circle(members):
            add_up(graph, method, members, strengths)
            continue
        circle = Circle(graph, members, method)
        circle.start(strengths, start)
        taken, settled = (circle.flow if continuous else circle.iterate)(strengths, tolerance)
        sweeps, converged = max(sweeps, taken), converged and settled
    return Pass(strengths.values, sweeps, converged)


def add_up(graph: CompactGraph, method: Method, nodes: Iterable[int], strengths: Strengths) -> None:
    """The strength of each of these, in this order. The loop that everything waits for: its names are local."""
    bases, starts, sources, weights = graph.bases, graph.starts, graph.sources, graph.weights
    values, passed, share_of = strengths.values, strengths.passed, strengths.passed.__getitem__
    gather, influence, passes_on = method.gather, method.influence, method.passes_on
    apart = values is not passed
    for node in nodes:
        begin, end = starts[node], starts[node + 1]
        if begin == end:
            continue  # Nothing acts on it: it has its base strength already.
        shares = map(mul, weights[begin:end], map(share_of, sources[begin:end]))
        values[node] = strength = influence(bases[node], gather(shares))
        if apart:
            passed[node] = passes_on(strength)
