"""How an article's claims hang together, and which evidence bears on which of them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.relations import TAG
from deliberate.api.shapes import Asked, Page, Shown, next_address
from deliberate.articles.services import get_readable
from deliberate.evidence.models import Side
from deliberate.mapping.choosing import DEPTHS, choose
from deliberate.mapping.choosing import Asked as Wanted
from deliberate.mapping.gathering import network_of
from deliberate.mapping.matrix import Row, matrix_of
from deliberate.mapping.network import Link, Node
from deliberate.mapping.outline import Branch, Twig, outline_of
from deliberate.propositions.models import RelationKind


class MapAsked(Asked):
    """Which part of it: left out, all of a small one, else what is near the main claim."""

    focus: UUID | None = Field(None, description="The claim around which to look.")
    depth: int = Field(2, ge=1, le=max(DEPTHS), description="How many steps around it.")
    whole: bool = Field(False, description="All of it, where it is not too large.")
    start: int = Field(0, ge=0, le=99_999, description="How many links of the claim in focus were shown before.")


class NodeShown(Shown):
    """A claim; or an item of evidence, without a number, whose link to a claim another claim breaks."""

    id: UUID
    text: str
    number: int | None
    lean: str | None
    for_count: int
    against_count: int
    main: bool


class LinkShown(Shown):
    """What leads from premises, together, to a node or another link."""

    id: UUID
    kind: RelationKind
    premises: list[UUID]
    target: UUID
    confirmed: bool


class MapShown(Shown):
    """The part that was asked for, and what is left out of it."""

    nodes: list[NodeShown]
    links: list[LinkShown]
    focus: UUID | None
    folded: dict[str, int] = Field(description="How many claims next to a shown one are left out, by its id.")
    alone: list[UUID] = Field(description="Claims left out that hang on no other.")
    circles: list[list[UUID]] = Field(description="Claims that lead back to themselves.")
    total: int
    further: int | None = Field(description="Where the further links of the claim in focus start.")


class TwigShown(Shown):
    """A claim in one of its places; again: named here, and in full elsewhere."""

    node: UUID
    text: str
    level: int = Field(description="How deep it stands; 0: it bears on nothing.")
    link: UUID | None = Field(description="The link over which it bears on what is above it.")
    kind: RelationKind | None
    again: Literal["shared", "circle"] | None


class OutlineShown(Shown):
    """The same as lines one below another, as they are read."""

    lines: list[TwigShown]
    alone: list[UUID] = Field(description="Claims that hang on no other.")


class MatrixAsked(Asked):
    """Which page."""

    page: int = Field(1, ge=1, le=9_999)


class CellShown(Shown):
    """How an item bears on a claim."""

    item: UUID
    bearing: UUID
    side: Side


class MatrixRow(Shown):
    """A claim, and what the items of the page say of it."""

    claim: UUID
    text: str
    cells: list[CellShown]


class Matrix(Page[MatrixRow]):
    """Claims in rows, evidence in columns: so many items, and the claims that any of them bears on."""

    columns: list[UUID]
    others: int = Field(description="How many claims none of these items bears on.")


@operation("GET", "/articles/<slug>/map", tag=TAG, query=MapAsked, answer=MapShown)
def get_map(caller: Caller, slug: str, query: MapAsked) -> MapShown:
    """The claims of an article and what bears on what."""
    wanted = Wanted(query.focus, query.depth, query.whole, query.start)
    chosen = choose(network_of(caller.actor, get_readable(caller.actor, slug)), wanted)
    shown = chosen.shown
    ids = {key: node.public_id for key, node in shown.nodes.items()}
    ids |= {key: link.public_id for key, link in shown.links.items()}
    return MapShown(
        nodes=[_node(each) for each in shown.nodes.values()],
        links=[_link(each, ids) for each in shown.links.values()],
        focus=chosen.focus.public_id if chosen.focus is not None else None,
        folded={str(ids[key]): count for key, count in chosen.folded.items()},
        alone=[each.public_id for each in chosen.alone],
        circles=[[each.public_id for each in circle] for circle in shown.circles()],
        total=chosen.total,
        further=chosen.further[0] if chosen.further is not None else None,
    )


def _node(node: Node) -> NodeShown:
    return NodeShown(
        id=node.public_id,
        text=node.text,
        number=node.number,
        lean=node.lean,
        for_count=node.for_count,
        against_count=node.against_count,
        main=node.main,
    )


def _link(link: Link, ids: dict[int, UUID]) -> LinkShown:
    return LinkShown(
        id=link.public_id,
        kind=link.kind,
        premises=[ids[premise] for premise in link.premises],
        target=ids[link.target],
        confirmed=link.confirmed,
    )


@operation("GET", "/articles/<slug>/outline", tag=TAG, query=MapAsked, answer=OutlineShown)
def get_outline(caller: Caller, slug: str, query: MapAsked) -> OutlineShown:
    """The same claims as lines one below another, each in full where the shortest way leads to it."""
    wanted = Wanted(query.focus, query.depth, query.whole, query.start)
    chosen = choose(network_of(caller.actor, get_readable(caller.actor, slug)), wanted)
    outline = outline_of(chosen.shown)
    lines: list[TwigShown] = []
    for tree in outline.trees:
        _add(lines, tree, None, 0)
    alone = [each.node.public_id for each in outline.alone] + [each.public_id for each in chosen.alone]
    return OutlineShown(lines=lines, alone=alone)


def _add(lines: list[TwigShown], twig: Twig, on: Branch | None, level: int) -> None:
    lines.append(
        TwigShown(
            node=twig.node.public_id,
            text=twig.node.text,
            level=level,
            link=on.link.public_id if on is not None else None,
            kind=on.link.kind if on is not None else None,
            again=twig.again.value if twig.again is not None else None,
        )
    )
    for branch in twig.branches:
        _add_branch(lines, branch, level + 1)


def _add_branch(lines: list[TwigShown], branch: Branch, level: int) -> None:
    for each in branch.twigs:
        _add(lines, each, branch, level)
    for breaking in branch.breaks:
        _add_branch(lines, breaking, level + 1)


@operation("GET", "/articles/<slug>/matrix", tag=TAG, query=MatrixAsked, answer=Matrix)
def get_matrix(caller: Caller, slug: str, query: MatrixAsked) -> Matrix:
    """Claims in rows, evidence in columns; the items that bear on most claims first."""
    found = matrix_of(caller.actor, get_readable(caller.actor, slug), query.page)
    return Matrix(
        items=[_row(each) for each in found.rows],
        next=next_address(page=query.page + 1) if found.has_next else None,
        columns=[each.public_id for each in found.items],
        others=found.others,
    )


def _row(row: Row) -> MatrixRow:
    cells = [
        CellShown(item=each.evidence.public_id, bearing=each.bearing.public_id, side=each.bearing.side)
        for cell in row.cells.values()
        for each in cell
    ]
    return MatrixRow(claim=row.claim.public_id, text=row.claim.text, cells=cells)
