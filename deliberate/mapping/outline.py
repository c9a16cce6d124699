"""A network as nested lists: each node once in full, where the shortest way leads to it; elsewhere only named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from deliberate.mapping.layout import layers_of
from deliberate.mapping.network import Link, Network, Node


class Again(StrEnum):
    """Why a node stands somewhere without what is under it."""

    SHARED = "shared"
    CIRCLE = "circle"


@dataclass(frozen=True)
class Branch:
    """A link, under what it bears on: what starts it, and what breaks it."""

    link: Link
    twigs: Sequence["Twig"]
    breaks: Sequence["Branch"]


@dataclass(frozen=True)
class Twig:
    """A node in one of its places."""

    node: Node
    again: Again | None
    #: The other claims it stands under, where this is its place in full; else the one where that is.
    also: Sequence[Node]
    branches: Sequence[Branch]


@dataclass(frozen=True)
class Outline:
    """Groups of claims that hang together, and the claims that hang on no other."""

    trees: Sequence[Twig]
    alone: Sequence[Twig]

    @property
    def order(self) -> list[Node | Link]:
        """Every node and link as they follow one another when it is read, each once."""
        return [each for tree in (*self.trees, *self.alone) for each in _read(tree)]

    @property
    def twigs(self) -> Iterator[tuple[Twig, Branch | None]]:
        """Every place of every node, each with the branch that it is on."""
        for tree in (*self.trees, *self.alone):
            yield from _all(tree, None)


def outline_of(network: Network) -> Outline:
    """The outline of all that a network holds. Whoever gives it a long chain gets as many levels."""
    places = _places(network)
    roots = [node for node in network.nodes.values() if node.key not in places]
    twigs = [_twig(network, places, root, ()) for root in roots]
    return Outline([twig for twig in twigs if twig.branches], [twig for twig in twigs if not twig.branches])


def _places(network: Network) -> dict[int, int]:
    """The link under which each node stands in full: one that the shortest way leads over, the first of these."""
    layers = layers_of([*network.nodes, *network.links], network.arrows)
    places: dict[int, int] = {}
    for key in network.nodes:
        for link in network.leaving.get(key, ()):
            if layers[link.key] < layers[key]:
                places.setdefault(key, link.key)
    return places


def _twig(
    network: Network, places: dict[int, int], node: Node, above: tuple[int, ...], under: int | None = None
) -> Twig:
    place = places.get(node.key)
    if under == place:
        branches = [_branch(network, places, link, (*above, node.key)) for link in network.coming.get(node.key, ())]
        return Twig(node, None, _elsewhere(network, places, node), branches)
    if node.key in above:
        return Twig(node, Again.CIRCLE, (), ())
    return Twig(node, Again.SHARED, [network.end_of(network.links[place])] if place is not None else (), ())


def _elsewhere(network: Network, places: dict[int, int], node: Node) -> list[Node]:
    """What else a node bears on, but for what stands under it: of that, the outline says that it leads back."""
    ends = {}
    for link in network.leaving.get(node.key, ()):
        end = network.end_of(link)
        if link.key != places.get(node.key) and not _is_under(network, places, end, node):
            ends[end.key] = end
    return list(ends.values())


def _is_under(network: Network, places: dict[int, int], node: Node, other: Node) -> bool:
    while node is not other:
        place = places.get(node.key)
        if place is None:
            return False
        node = network.end_of(network.links[place])
    return True


def _branch(network: Network, places: dict[int, int], link: Link, above: tuple[int, ...]) -> Branch:
    twigs = [_twig(network, places, network.nodes[key], above, link.key) for key in link.premises]
    breaks = [_branch(network, places, each, above) for each in network.coming.get(link.key, ())]
    return Branch(link, twigs, breaks)


def _read(twig: Twig) -> Iterator[Node | Link]:
    if twig.again is None:
        yield twig.node
    for branch in twig.branches:
        yield from _read_branch(branch)


def _read_branch(branch: Branch) -> Iterator[Node | Link]:
    yield branch.link
    for twig in branch.twigs:
        yield from _read(twig)
    for each in branch.breaks:
        yield from _read_branch(each)


def _all(twig: Twig, on: Branch | None) -> Iterator[tuple[Twig, Branch | None]]:
    yield twig, on
    todo = list(twig.branches)
    while todo:
        branch = todo.pop()
        todo += branch.breaks
        for each in branch.twigs:
            yield from _all(each, branch)
