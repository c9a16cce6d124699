"""The argument map as an SVG: boxes, arrows with a sign, readable in the dark and in print, without a script."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

from deliberate.core.wording import N_
from deliberate.exchange.formats import Format, Written
from deliberate.exchange.graph import Graph
from deliberate.exchange.losses import LossReport
from deliberate.exchange.xml_writing import quoted, words
from deliberate.mapping.layout import Place, place

WIDTH, HEIGHT, GAP, RISE, MARGIN = 220, 84, 28, 64, 24
LETTERS, LINES = 34, 4
JOINT = 18
#: As many things side by side; a longer layer goes on in the next row.
WIDEST = 24

_STYLE = """
:root { color-scheme: light dark; }
.page { fill: #ffffff; } .box { fill: #ffffff; stroke: #57606a; } .item { stroke-dasharray: 5 3; }
text { fill: #1f2328; font: 12px system-ui, sans-serif; } .sign { font-weight: 700; text-anchor: middle; }
.arrow { fill: none; stroke: #57606a; stroke-width: 1.5; } .against { stroke-dasharray: 6 3; }
.undercut { stroke-dasharray: 2 3; } .head { fill: #57606a; } .knot { fill: #ffffff; stroke: #57606a; }
@media (prefers-color-scheme: dark) { .page, .box, .knot { fill: #16191d; } text { fill: #e6e8eb; }
.box, .arrow, .knot { stroke: #9aa4ae; } .head { fill: #9aa4ae; } }
@media print { .page, .box, .knot { fill: #ffffff; } text { fill: #000000; }
.box, .arrow, .knot { stroke: #000000; } .head { fill: #000000; } }
"""
_SIGNS = {
    "supports": ("+", "for", "supports"),
    "attacks": ("−", "against", "attacks"),
    "undercuts": ("⊣", "undercut", "undercuts"),
    "detail_of": ("·", "for", "is a detail of"),
}


@dataclass(frozen=True)
class _Link:
    """What leads from premises to a target through a knot that carries its sign."""

    name: str
    kind: str
    starts: tuple[str, ...]
    end: str


def write(graph: Graph) -> Written:
    """A box for each claim and each item of evidence, and for each link a knot with its sign."""
    boxes = {claim.id: (claim.text, "claim") for claim in graph.standing}
    boxes.update({item.id: (item.quote, "item") for item in graph.evidence})
    links = _links(graph, boxes)
    names = [*boxes, *(link.name for link in links)]
    arrows = [(start, link.name) for link in links for start in link.starts] + [(link.name, link.end) for link in links]
    places = place(names, arrows, widest=WIDEST)
    middles = {name: _middle(each) for name, each in places.items()}
    across = max((each.across for each in places.values()), default=0.0) + 1
    down = max((each.layer for each in places.values()), default=0) + 1
    size = (ceil(across * (WIDTH + GAP)) - GAP + 2 * MARGIN, down * (HEIGHT + RISE) - RISE + 2 * MARGIN)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" role="img" '
        f'width="{size[0]}" height="{size[1]}" aria-labelledby="title desc">',
        f'<title id="title">{words(graph.document.title)}</title>',
        f'<desc id="desc">{len(graph.standing)} claims, {len(links)} links between them and to their evidence. '
        "A plus supports, a minus attacks, a barred line undercuts.</desc>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0 0L8 4L0 8z"/></marker></defs>',
        f'<rect class="page" width="{size[0]}" height="{size[1]}"/>',
        *_drawn_links(links, middles, boxes),
        *(_drawn_box(name, text, sort, middles[name]) for name, (text, sort) in boxes.items()),
        "</svg>",
    ]
    report = LossReport()
    longer = (text for text, _ in boxes.values() if len(_wrapped(text)) > LINES)
    report.add(N_("words beyond what fits a box, kept as its title"), longer)
    return Written("\n".join(lines) + "\n", report)


def _links(graph: Graph, boxes: Mapping[str, object]) -> list[_Link]:
    links = [_Link(each.id, each.kind, each.premises, each.target) for each in graph.relations]
    sides = {"for": "supports", "against": "attacks"}
    links += [_Link(each.id, sides[each.side], (each.evidence,), each.target) for each in graph.bearings]
    shown = {*boxes, *(link.name for link in links)}
    while True:
        kept = [link for link in links if shown.issuperset({*link.starts, link.end})]
        if len(kept) == len(links):
            return links
        links, shown = kept, {*boxes, *(link.name for link in kept)}


def _middle(at: Place) -> tuple[int, int]:
    left = MARGIN + round(at.across * (WIDTH + GAP))
    return left + WIDTH // 2, MARGIN + at.layer * (HEIGHT + RISE) + HEIGHT // 2


def _drawn_links(
    links: list[_Link], middles: Mapping[str, tuple[int, int]], boxes: Mapping[str, object]
) -> Iterator[str]:
    for link in links:
        sign, sort, said = _SIGNS[link.kind]
        x, y = middles[link.name]
        for start in link.starts:
            yield f'<path class="arrow {sort}" d="{_curve(_edge(middles[start], (x, y), start in boxes), (x, y))}"/>'
        end = _edge(middles[link.end], (x, y), link.end in boxes)
        yield f'<path class="arrow {sort}" marker-end="url(#head)" d="{_curve((x, y), end)}"/>'
        yield f'<g><title>{said}</title><circle class="knot" cx="{x}" cy="{y}" r="{JOINT // 2}"/>'
        yield f'<text class="sign" x="{x}" y="{y + 4}">{sign}</text></g>'


def _edge(box: tuple[int, int], other: tuple[int, int], is_box: bool) -> tuple[int, int]:
    """Where an arrow meets a box or a knot: in the middle of the side that looks at the other end."""
    half = HEIGHT // 2 if is_box else JOINT // 2
    return box[0], box[1] + (half if other[1] > box[1] else -half)


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    bend = (start[1] + end[1]) // 2
    return f"M{start[0]} {start[1]}C{start[0]} {bend} {end[0]} {bend} {end[0]} {end[1]}"


def _drawn_box(name: str, text: str, sort: str, middle: tuple[int, int]) -> str:
    x, y = middle[0] - WIDTH // 2, middle[1] - HEIGHT // 2
    lines = _wrapped(text)
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: LETTERS - 1].rstrip() + "…"]
    spans = "".join(
        f'<tspan x="{x + 10}" dy="{0 if at == 0 else 16}">{words(line)}</tspan>' for at, line in enumerate(lines)
    )
    first = middle[1] - 8 * (len(lines) - 1) + 4
    return (
        f"<g id={quoted('n-' + name)}><title>{words(text)}</title>"
        f'<rect class="box {sort}" x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text x="{x + 10}" y="{first}">{spans}</text></g>'
    )


def _wrapped(text: str) -> list[str]:
    return wrap(text, LETTERS) or [""]


CARRIES = frozenset(
    {
        *("supports and attacks", "undercuts", "joint premises", "details of claims", "evidence"),
        "which evidence is for and which against",
    }
)

FORMAT = Format("svg", N_("SVG map"), (".svg",), "image/svg+xml", CARRIES, write=write)
