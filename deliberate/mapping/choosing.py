"""Which part of a network a page shows: all of a small one, else what is near one claim, the rest counted."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.mapping.layout import layers_of
from deliberate.mapping.network import Link, Network, Node

#: Up to so many claims are shown at once unless somebody asks for more.
MOST = 60
#: Beyond so many, not even then.
WHOLE = 1_500
#: How many steps around a claim one may ask for.
DEPTHS = (1, 2, 3)
#: A chain is followed so far; what is beyond is folded.
DEEPEST = 40


@dataclass(frozen=True)
class Asked:
    """What somebody asked to be shown."""

    focus: uuid.UUID | None = None
    depth: int = 2
    whole: bool = False
    #: How many of the links of the claim in focus were shown before.
    start: int = 0


@dataclass(frozen=True)
class Group:
    """Claims that hang together and are not shown: the first of them stands for all."""

    first: Node
    size: int


@dataclass(frozen=True)
class Chosen:
    """The part shown, and what is left out of it."""

    shown: Network
    #: The claim whose neighbourhood it is; None where all is shown.
    focus: Node | None
    depth: int
    #: How many claims next to a shown one are folded, where some are.
    folded: Mapping[int, int]
    #: Where the further links of the claim in focus begin, how many it has; None where all were shown.
    further: tuple[int, int] | None
    #: Groups of claims of which none is shown, and claims that hang on no other, where these are left out.
    elsewhere: Sequence[Group]
    alone: Sequence[Node]
    #: How many claims there are in all; whether all are shown unasked, or else may be asked for.
    total: int
    is_small: bool
    may_show_whole: bool


def choose(network: Network, asked: Asked) -> Chosen:
    """The part of a network that was asked for. Raises NotFound where it holds no claim of that id."""
    claims = [node for node in network.nodes.values() if node.number is not None]
    focus = _focus(network, asked, claims)
    further = None
    if focus is None:
        shown = _near_enough(network)
    else:
        shown, further = _around(network, focus, asked.depth, asked.start)
    part = network.among(shown)
    elsewhere = [group for group in network.groups() if shown.isdisjoint(group)]
    return Chosen(
        shown=part,
        focus=focus,
        depth=asked.depth,
        folded=_folded(network, shown),
        further=further,
        elsewhere=[Group(network.nodes[group[0]], len(group)) for group in elsewhere if len(group) > 1],
        alone=[network.nodes[group[0]] for group in elsewhere if len(group) == 1],
        total=len(claims),
        is_small=len(claims) <= MOST,
        may_show_whole=MOST < len(claims) <= WHOLE,
    )


def _focus(network: Network, asked: Asked, claims: Sequence[Node]) -> Node | None:
    """The claim asked for, or the first of an article with too many claims; none where all are to be shown."""
    if asked.focus is not None:
        found = next((node for node in network.nodes.values() if node.public_id == asked.focus), None)
        if found is None:
            raise NotFound(say("There is no such claim on this map."))
        return found
    small = len(claims) <= (WHOLE if asked.whole else MOST)
    return None if small else claims[0]


def _near_enough(network: Network) -> set[int]:
    """All but what only a very long chain leads to."""
    layers = layers_of([*network.nodes, *network.links], network.arrows)
    return {key for key in network.nodes if layers[key] <= 2 * DEEPEST}


def _around(network: Network, focus: Node, depth: int, start: int) -> tuple[set[int], tuple[int, int] | None]:
    """What is within so many links of a node, the nearest first and never more than a page holds."""
    touching = network.touching()
    shown, edge = {focus.key}, [focus.key]
    further = None
    for step in range(depth):
        fresh: list[int] = []
        for key in edge:
            links: Sequence[Link] = touching[key][start:] if step == 0 else touching[key]
            for number, link in enumerate(links, start if step == 0 else 0):
                ends = [end for end in network.ends(link) if end not in shown]
                # The first is let in however many start it together, so that one can always go on.
                if len(shown) + len(ends) > MOST and len(shown) > 1:
                    if step == 0 and further is None:
                        further = (number, len(touching[key]))
                    continue
                shown.update(ends)
                fresh += ends
        edge = fresh
    return shown, further


def _folded(network: Network, shown: set[int]) -> dict[int, int]:
    touching = network.touching()
    counts = {}
    for key in shown:
        hidden = {end for link in touching[key] for end in network.ends(link) if end not in shown}
        if hidden:
            counts[key] = len(hidden)
    return counts
