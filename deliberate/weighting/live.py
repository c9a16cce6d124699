"""A graph kept in memory with its strengths: where a base strength changes, only what it reaches is worked out anew."""

from array import array
from collections.abc import Sequence
from heapq import heappop, heappush

from deliberate.weighting.circling import Circle, Strengths
from deliberate.weighting.compact import CompactGraph
from deliberate.weighting.methods import Method
from deliberate.weighting.solving import pass_over

#: A change smaller than this is not told to what it acts on.
LEAST_MOVE = 1e-6


class LiveGraph:
    """All strengths of a graph, kept in step with its base strengths.

    What is held back stays below ``LEAST_MOVE`` per argument however many changes there are: each is compared with
    what was last told to those that it acts on, not with what it was just before. A circle is solved anew as a whole.
    """

    def __init__(self, graph: CompactGraph, method: Method) -> None:
        self.graph, self.method = graph, method
        found = pass_over(graph, method)
        self._strengths = Strengths(found.strengths, method)
        self._told = array("d", found.strengths)
        #: Where each argument's turn is; the members of a circle have theirs together.
        self._turns = array("i", bytes(4 * len(graph)))
        self._nodes = array("i", bytes(4 * len(graph)))
        self._circles: dict[int, Circle] = {}
        self._unsettled: set[int] = set()
        self._take_turns()
        if not found.converged:
            for turn in self._circles:
                self._work_out(turn)

    def _take_turns(self) -> None:
        shape = self.graph.shape
        for turn, node in enumerate(shape.order):
            self._turns[node], self._nodes[turn] = turn, node
        for turn, members in enumerate(shape.components, len(shape.order)):
            for node in members:
                self._turns[node] = turn
            self._nodes[turn] = members[0]
            if self.graph.is_circle(members):
                self._circles[turn] = Circle(self.graph, members, self.method)

    @property
    def converged(self) -> bool:
        """Whether every circle has settled; where one has not, the strengths in and after it are no answer."""
        return not self._unsettled

    @property
    def strengths(self) -> "array[float]":
        """A copy of all of them."""
        return array("d", self._strengths.values)

    def strength(self, node: int) -> float:
        return self._strengths.values[node]

    def set_base(self, node: int, base: float) -> list[int]:
        """Give an argument another base strength in [0, 1]; which arguments had to be told, in the order of adding up.

        The first is the argument itself, if it moved. Raises ValueError for a base that is none.
        """
        if not 0 <= base <= 1:
            raise ValueError(f"A base strength is a number from 0 to 1, not {base!r}.")
        self.graph.bases[node] = base
        starts, targets = self.graph.onward
        values, told, turns = self._strengths.values, self._told, self._turns
        due = [turns[node]]
        waiting = set(due)
        moved: list[int] = []
        while due:
            turn = heappop(due)
            waiting.discard(turn)
            for changed in self._work_out(turn):
                if abs(values[changed] - told[changed]) < LEAST_MOVE:
                    continue
                told[changed] = values[changed]
                moved.append(changed)
                for target in targets[starts[changed] : starts[changed + 1]]:
                    after = turns[target]
                    if after != turn and after not in waiting:
                        waiting.add(after)
                        heappush(due, after)
        return moved

    def _work_out(self, turn: int) -> Sequence[int]:
        """Work out one argument or circle, and say whose strengths may have changed."""
        graph, circle = self.graph, self._circles.get(turn)
        if circle is None:
            node = self._nodes[turn]
            begin, end = graph.starts[node], graph.starts[node + 1]
            sources, weights = graph.sources[begin:end], graph.weights[begin:end]
            self._strengths.put(node, self._strengths.due(graph.bases[node], sources, weights))
            return (node,)
        # With a cap there is one fixed point, from wherever; else it is sought where a full pass would.
        if self.method.circle_load is None:
            circle.start(self._strengths, graph.bases)
        _, settled = circle.iterate(self._strengths)
        (self._unsettled.discard if settled else self._unsettled.add)(turn)
        return circle.members
