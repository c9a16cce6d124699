"""A full pass layer by layer, on arrays; small circles and what lies between them go the way of ``solving``."""

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from deliberate.weighting.circling import MOST_SWEEPS, Circle, Strengths
from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.layers import Rows, TooDeep, layers_of, rows_of
from deliberate.weighting.methods import Method
from deliberate.weighting.methods_arrays import ARRAY_METHODS, ArrayMethod
from deliberate.weighting.solving import Pass, add_up

Floats = NDArray[np.float64]
#: Circles of so many members are swept on arrays.
WIDE = 64


class _Board:
    """The strengths of all arguments, as one memory that lists and arrays both work on."""

    def __init__(self, graph: CompactGraph, method: Method, form: ArrayMethod) -> None:
        self.form = form
        values = array("d", graph.bases)
        self.values, self.bases = np.asarray(values), np.asarray(graph.bases)
        passed = form.passes_on(self.values)
        if passed is self.values:
            self.strengths = Strengths(values, method, values)
        else:
            self.strengths = Strengths(values, method, array("d", passed.tobytes()))
        self.passed: Floats = np.asarray(self.strengths.passed)

    def due(self, rows: Rows) -> Floats:
        """The strengths that these should have."""
        gathered = self.form.gather(rows.weights * self.passed[rows.sources], rows.begins)
        return self.form.influence(self.bases[rows.nodes], gathered)

    def put(self, rows: Rows, strengths: Floats) -> None:
        self.values[rows.nodes] = strengths
        if self.passed is not self.values:
            self.passed[rows.nodes] = self.form.passes_on(strengths)


def pass_over(graph: CompactGraph, method: Method, start: Sequence[float], tolerance: float) -> Pass | None:
    """As ``solving.pass_over``; None where arrays would not pay, or where the method has no form for them."""
    form = ARRAY_METHODS.get(method)
    try:
        layers = layers_of(graph)
    except TooDeep:
        return None
    if form is None:
        return None
    board = _Board(graph, method, form)
    for rows in layers.before:
        board.put(rows, board.due(rows))
    sweeps, converged = 1, True
    for members in layers.components:
        if not graph.is_circle(members):
            add_up(graph, method, members, board.strengths)
            continue
        if len(members) >= WIDE:
            taken, settled = _iterate(board, _circle(graph, members, method), start, tolerance)
        else:
            circle = Circle(graph, members, method)
            circle.start(board.strengths, start)
            taken, settled = circle.iterate(board.strengths, tolerance)
        sweeps, converged = max(sweeps, taken), converged and settled
    for rows in layers.after:
        board.put(rows, board.due(rows))
    return Pass(board.strengths.values, sweeps, converged)


def _circle(graph: CompactGraph, members: Sequence[int], method: Method) -> Rows:
    """A circle's rows, what comes from inside it scaled down to the method's cap."""
    rows = rows_of(graph, np.asarray(members))
    if method.circle_load is None:
        return rows
    inside = np.zeros(len(graph), dtype=bool)
    inside[rows.nodes] = True
    within = inside[rows.sources]
    load = np.add.reduceat(np.where(within, np.abs(rows.weights), 0.0), rows.begins)
    scale = np.where(load > method.circle_load, method.circle_load / np.maximum(load, method.circle_load), 1.0)
    counts = np.diff(np.append(rows.begins, len(rows.sources)))
    weights = np.where(within, rows.weights * np.repeat(scale, counts), rows.weights)
    return Rows(rows.nodes, rows.sources, weights, rows.begins)


def _iterate(board: _Board, rows: Rows, start: Sequence[float], tolerance: float) -> tuple[int, bool]:
    board.put(rows, np.asarray(start)[rows.nodes])
    for sweep in range(1, MOST_SWEEPS + 1):
        due = board.due(rows)
        moved = float(np.abs(due - board.values[rows.nodes]).max())
        board.put(rows, due)
        if moved < tolerance:
            return sweep, True
    return MOST_SWEEPS, False
