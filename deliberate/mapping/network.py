"""Claims and how they bear on each other, free of any database and web."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from deliberate.core.wording import N_, say
from deliberate.propositions.models import RelationKind

#: What a link says of what it starts from, and what it says where several start it together.
WORDS: Mapping[RelationKind, tuple[str, str]] = {
    RelationKind.SUPPORTS: (N_("supports"), N_("together support")),
    RelationKind.ATTACKS: (N_("attacks"), N_("together attack")),
    RelationKind.UNDERCUTS: (N_("breaks the link"), N_("together break it")),
    RelationKind.DETAIL_OF: (N_("is a detail of"), N_("are details of")),
}
#: The same with the number of the claim that it bears on.
NUMBERED: Mapping[RelationKind, tuple[str, str]] = {
    RelationKind.SUPPORTS: (N_("supports %(number)s"), N_("together support %(number)s")),
    RelationKind.ATTACKS: (N_("attacks %(number)s"), N_("together attack %(number)s")),
    RelationKind.DETAIL_OF: (N_("is a detail of %(number)s"), N_("are details of %(number)s")),
}


@dataclass(frozen=True)
class Node:
    """A claim, or an item of evidence whose link to a claim another claim breaks. Items have no number and no lean."""

    key: int
    public_id: uuid.UUID
    text: str
    number: int | None = None
    lean: str | None = None
    for_count: int = 0
    against_count: int = 0
    main: bool = False

    @property
    def anchor(self) -> str:
        return f"node-{self.public_id}"

    @property
    def name(self) -> str:
        """What a sentence calls it."""
        if self.number is None:
            return say("An item of evidence")
        return say("claim %(number)s", number=self.number)


@dataclass(frozen=True)
class Link:
    """What leads from premises, together, to a node or to another link."""

    key: int
    public_id: uuid.UUID
    kind: RelationKind
    premises: tuple[int, ...]
    target: int
    confirmed: bool = True

    @property
    def anchor(self) -> str:
        return f"link-{self.public_id}"

    @property
    def together(self) -> bool:
        """Whether several start it."""
        return len(self.premises) > 1

    @property
    def words(self) -> str:
        return say(WORDS[self.kind][self.together])


@dataclass(frozen=True)
class Network:
    """Nodes in the order of the article, the main claim first, and the links whose ends are all among them."""

    nodes: Mapping[int, Node]
    links: Mapping[int, Link]
    #: The links that start from a node, or bear on a node or a link, by its key.
    leaving: Mapping[int, Sequence[Link]] = field(init=False)
    coming: Mapping[int, Sequence[Link]] = field(init=False)

    def __post_init__(self) -> None:
        leaving: dict[int, list[Link]] = {}
        coming: dict[int, list[Link]] = {}
        for link in self.links.values():
            coming.setdefault(link.target, []).append(link)
            for premise in link.premises:
                leaving.setdefault(premise, []).append(link)
        object.__setattr__(self, "leaving", leaving)
        object.__setattr__(self, "coming", coming)

    @property
    def arrows(self) -> list[tuple[int, int]]:
        """From each premise to its link, and from each link to what it bears on."""
        return [
            arrow
            for link in self.links.values()
            for arrow in (*((premise, link.key) for premise in link.premises), (link.key, link.target))
        ]

    def end_of(self, link: Link) -> Node:
        """The node that a link comes to in the end, over the links that it bears on."""
        while link.target in self.links:
            link = self.links[link.target]
        return self.nodes[link.target]

    def said(self, link: Link) -> str:
        """The words on a link, with the number of the claim it bears on; what breaks a link is shown on that."""
        target = self.nodes.get(link.target)
        if target is None or target.number is None or link.kind not in NUMBERED:
            return link.words
        return say(NUMBERED[link.kind][link.together], number=target.number)

    def ends(self, link: Link) -> tuple[int, ...]:
        """Every node without which a link cannot be shown: its own ends, and those of the link it bears on."""
        found = list(link.premises)
        while link.target in self.links:
            link = self.links[link.target]
            found += link.premises
        return tuple(dict.fromkeys((*found, link.target)))

    def touching(self) -> Mapping[int, Sequence[Link]]:
        """For each node, the links that cannot be shown without it."""
        found: dict[int, list[Link]] = {key: [] for key in self.nodes}
        for link in self.links.values():
            for end in self.ends(link):
                found[end].append(link)
        return found

    def among(self, shown: set[int]) -> "Network":
        """The part of it that has these nodes and every link between them."""
        links = {key: link for key, link in self.links.items() if shown.issuperset(self.ends(link))}
        return Network({key: node for key, node in self.nodes.items() if key in shown}, links)

    def groups(self) -> list[list[int]]:
        """The nodes that hang together, group by group, each in order; the group of the first node first."""
        touching = self.touching()
        order = {key: place for place, key in enumerate(self.nodes)}
        seen: set[int] = set()
        found = []
        for first in self.nodes:
            if first in seen:
                continue
            group, todo = {first}, [first]
            while todo:
                ends = chain.from_iterable(self.ends(link) for link in touching[todo.pop()])
                fresh = [end for end in dict.fromkeys(ends) if end not in group]
                group.update(fresh)
                todo += fresh
            seen |= group
            found.append(sorted(group, key=order.__getitem__))
        return found

    def circles(self) -> list[list[Node]]:
        """The nodes that lead back to themselves, circle by circle, where circles that meet are one."""
        ahead: dict[int, list[int]] = {}
        for start, end in self.arrows:
            ahead.setdefault(start, []).append(end)
        found = []
        for part in _strongly_tied([*self.nodes, *self.links], ahead):
            nodes = [self.nodes[key] for key in sorted(part) if key in self.nodes]
            if len(part) > 1 and nodes:
                found.append(sorted(nodes, key=lambda node: (node.number is None, node.number or 0)))
        return found


def sound(nodes: Mapping[int, Node], links: Mapping[int, Link]) -> Network:
    """A network of these, less the links that hang on something which is not there, and what hangs on those."""
    kept: dict[int, Link] = {}
    waiting = [link for link in links.values() if nodes.keys() >= set(link.premises)]
    while True:
        fresh = {link.key: link for link in waiting if link.target in nodes or link.target in kept}
        if not fresh:
            return Network(nodes, {key: link for key, link in links.items() if key in kept})
        kept |= fresh
        waiting = [link for link in waiting if link.key not in fresh]


def _strongly_tied(keys: Sequence[int], ahead: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    """Tarjan's strongly connected components, without recursion, since a chain of claims may be long."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in keys:
        if root in index:
            continue
        walk = [(root, iter(ahead.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while walk:
            key, rest = walk[-1]
            step = next(rest, None)
            if step is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[key])
                if low[key] == index[key]:
                    part: list[int] = []
                    while not part or part[-1] != key:
                        part.append(stack.pop())
                    on_stack.difference_update(part)
                    yield part
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                walk.append((step, iter(ahead.get(step, ()))))
            elif step in on_stack:
                low[key] = min(low[key], index[step])
