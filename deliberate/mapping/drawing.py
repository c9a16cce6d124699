"""A network as a picture: what bears on a claim stands to its right, and each link has a sign with a word on it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from deliberate.core.wording import N_, listed, say
from deliberate.mapping.lettering import in_lines
from deliberate.mapping.network import Link, Network, Node
from deliberate.mapping.outline import Again, Branch, Outline, Twig
from deliberate.propositions.models import RelationKind

WIDTH, SIGN_WIDTH, GAP, BETWEEN, MARGIN = 236, 140, 26, 14, 12
#: Room for letters in a box, and how many lines of it.
LETTERS, LINES = 27, 4
LINE, HEAD, FOOT, SIGN_LINE = 17, 24, 25, 18
#: How far from a corner a line begins to bend.
ROUND = 6
#: How many claims that hang on no other stand side by side.
ABREAST = 4

#: What a link says of one that starts it, or of several, in a sentence that names both ends.
_SENTENCES: Mapping[RelationKind, tuple[str, str]] = {
    RelationKind.SUPPORTS: (N_("%(start)s supports %(target)s."), N_("%(start)s together support %(target)s.")),
    RelationKind.ATTACKS: (N_("%(start)s attacks %(target)s."), N_("%(start)s together attack %(target)s.")),
    RelationKind.DETAIL_OF: (N_("%(start)s is a detail of %(target)s."), N_("%(start)s are details of %(target)s.")),
}
_OF_AN_ITEM: Mapping[RelationKind, str] = {
    RelationKind.SUPPORTS: N_("An item of evidence supports %(target)s."),
    RelationKind.ATTACKS: N_("An item of evidence attacks %(target)s."),
}
#: The same of what breaks a link between claims, and that of an item of evidence. Nothing else bears on links.
_BREAKS = (
    N_("%(start)s breaks the link from %(premises)s to %(target)s."),
    N_("%(start)s together break the link from %(premises)s to %(target)s."),
)
_BREAKS_AN_ITEMS = (
    N_("%(start)s breaks the link from an item of evidence to %(target)s."),
    N_("%(start)s together break the link from an item of evidence to %(target)s."),
)


@dataclass(frozen=True)
class Box:
    """A node, drawn from its upper left corner."""

    node: Node
    x: int
    y: int
    height: int
    lines: Sequence[str]
    #: The other claims it stands under.
    also: Sequence[Node]
    #: How many claims next to it are not shown.
    folded: int

    width = WIDTH

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Sign:
    """The word on a link, drawn from its upper left corner."""

    link: Link
    x: int
    y: int
    height: int
    #: The same in a sentence that names both ends.
    sentence: str
    words: str
    leads_back: bool

    width = SIGN_WIDTH

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


@dataclass(frozen=True)
class Edge:
    """A line between a sign and one of its ends; the one to its target has a head."""

    link: Link
    path: str
    head: bool


@dataclass(frozen=True)
class Picture:
    """All of it; boxes and signs in the order in which the outline is read."""

    width: int
    height: int
    things: Sequence[Box | Sign]
    edges: Sequence[Edge]
    #: Where the claims that hang on no other begin, if there are any.
    alone_at: int | None


def draw(network: Network, outline: Outline, folded: Mapping[int, int]) -> Picture:
    """The picture of a network and its outline, with so many claims folded beside those of these keys."""
    back = {on.link.key for twig, on in outline.twigs if on is not None and twig.again is Again.CIRCLE}
    also = {twig.node.key: twig.also for twig, _ in outline.twigs if twig.again is None}
    lines = {key: in_lines(node.text, LETTERS, LINES) for key, node in network.nodes.items()}
    heights = {
        key: _box_height(node, len(lines[key]), bool(also.get(key)) + (key in folded))
        for key, node in network.nodes.items()
    } | {key: _sign_height(link, key in back) for key, link in network.links.items()}
    alone = [twig.node.key for twig in outline.alone]
    at, end = _stacked(outline, heights)
    left = _columns(network, at)
    corners = {key: (left[step], round(middle - heights[key] / 2)) for key, (step, middle) in at.items()}
    alone_at = end + LINE if alone else None
    if alone_at is not None:
        corners |= _in_rows(alone, heights, alone_at + LINE)
    things: list[Box | Sign] = []
    for each in outline.order:
        x, y = corners[each.key]
        if isinstance(each, Node):
            more = folded.get(each.key, 0)
            things.append(Box(each, x, y, heights[each.key], lines[each.key], also.get(each.key, ()), more))
        else:
            sentence = _sentence(network, each)
            things.append(Sign(each, x, y, heights[each.key], sentence, network.said(each), each.key in back))
    return Picture(
        max((thing.x + thing.width for thing in things), default=0) + MARGIN,
        max([end, *(thing.y + thing.height for thing in things)]) + MARGIN,
        things,
        list(_edges(network, things)),
        alone_at,
    )


def _box_height(node: Node, lines: int, notes: int) -> int:
    return HEAD + (lines + notes) * LINE + (FOOT if node.lean else MARGIN - 4)


def _sign_height(link: Link, leads_back: bool) -> int:
    return 6 + SIGN_LINE * (1 + (not link.confirmed) + leads_back)


def _stacked(outline: Outline, heights: Mapping[int, int]) -> tuple[dict[int, tuple[int, float]], int]:
    """How many steps each thing is from the left and where its middle is, one tree below another; and where they end.

    What is borne on stands beside the first of what bears on it, so that one begins to read in the upper left corner.
    """
    at: dict[int, tuple[int, float]] = {}
    floor = float(MARGIN)
    for tree in outline.trees:
        free: defaultdict[int, float] = defaultdict(lambda floor=floor: floor)  # type: ignore[misc]
        _put(tree, 0, 0, heights, free, at)
        floor = max(free.values()) + LINE
    return at, round(floor)


def _put(
    thing: Twig | Branch,
    step: int,
    least: float,
    heights: Mapping[int, int],
    free: defaultdict[int, float],
    at: dict[int, tuple[int, float]],
) -> None:
    """Place a thing and all under it below what was placed before: ``free`` says from where each step is free."""
    middle, first, far = least, thing, step
    while True:
        middle = max(middle, free[far] + heights[_key(first)] / 2)
        under = _under(first)
        if not under:
            break
        first, far = under[0], far + 1
    at[_key(thing)] = (step, middle)
    free[step] = middle + heights[_key(thing)] / 2 + BETWEEN
    for each in _under(thing):
        _put(each, step + 1, middle, heights, free, at)


def _key(thing: Twig | Branch) -> int:
    return thing.node.key if isinstance(thing, Twig) else thing.link.key


def _under(thing: Twig | Branch) -> list[Twig | Branch]:
    if isinstance(thing, Twig):
        return [*thing.branches]
    return [*(twig for twig in thing.twigs if twig.again is None), *thing.breaks]


def _columns(network: Network, at: Mapping[int, tuple[int, float]]) -> list[int]:
    """Where each step begins from the left: those with boxes in them are broader than those with signs alone."""
    broad = {step for key, (step, _) in at.items() if key in network.nodes}
    last = max((step for step, _ in at.values()), default=0)
    widths = [(WIDTH if step in broad else SIGN_WIDTH) + GAP for step in range(last)]
    return list(accumulate(widths, initial=MARGIN))


def _in_rows(keys: Sequence[int], heights: Mapping[int, int], down: int) -> dict[int, tuple[int, int]]:
    corners = {}
    for start in range(0, len(keys), ABREAST):
        row = keys[start : start + ABREAST]
        for number, key in enumerate(row):
            corners[key] = (MARGIN + number * (WIDTH + BETWEEN), down)
        down += max(heights[key] for key in row) + BETWEEN
    return corners


def _edges(network: Network, things: Sequence[Box | Sign]) -> Iterator[Edge]:
    at = {(thing.node if isinstance(thing, Box) else thing.link).key: thing for thing in things}
    for link in network.links.values():
        sign = at[link.key]
        for premise in link.premises:
            yield Edge(link, _line(at[premise], sign, at[link.target]), False)
        yield Edge(link, _line(sign, at[link.target], sign), True)


def _line(start: Box | Sign, end: Box | Sign, beside: Box | Sign) -> str:
    """From the left of one thing to the right of another; round below all three where it does not lie to the left."""
    if start.x >= end.x + end.width:
        x1, y1, x2, y2 = start.x, start.middle, end.x + end.width, end.middle
        bend, down = (x1 + 2 * x2) // 3 + 4, 1 if y2 > y1 else -1
        if abs(y2 - y1) < 2 * ROUND:
            return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}"
        # Lines to one thing share the way down, so that many of them are one.
        return (
            f"M{x1} {y1}H{bend + ROUND}Q{bend} {y1} {bend} {y1 + down * ROUND}"
            f"V{y2 - down * ROUND}Q{bend} {y2} {bend - ROUND} {y2}H{x2}"
        )
    low = max(thing.y + thing.height for thing in (start, end, beside)) + BETWEEN // 2
    return f"M{start.x} {start.y + start.height - 10}h-6V{low}H{end.x + end.width // 2}V{end.y + end.height}"


def _sentence(network: Network, link: Link) -> str:
    words = _what_it_says(network, link)
    words = words[0].upper() + words[1:]
    return words if link.confirmed else " ".join((words, say("Not yet confirmed.")))


def _what_it_says(network: Network, link: Link) -> str:
    start = _named(network, link)
    if link.target in network.nodes and link.kind in _OF_AN_ITEM and network.nodes[link.premises[0]].number is None:
        return say(_OF_AN_ITEM[link.kind], target=network.nodes[link.target].name)
    if link.target in network.nodes:
        return say(_SENTENCES[link.kind][link.together], start=start, target=network.nodes[link.target].name)
    broken = network.links[link.target]
    target = network.end_of(broken).name
    if network.nodes[broken.premises[0]].number is None:
        return say(_BREAKS_AN_ITEMS[link.together], start=start, target=target)
    return say(_BREAKS[link.together], start=start, premises=_named(network, broken), target=target)


def _named(network: Network, link: Link) -> str:
    return listed([network.nodes[key].name for key in link.premises])
