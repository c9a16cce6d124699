"""Claims in rows, evidence in columns: what each item says of each claim."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.evidence.models import Evidence
from deliberate.evidence.queries import bearings_by, most_shared
from deliberate.mapping.gathering import claims_of
from deliberate.mapping.network import Node
from deliberate.reading.items import ShownItem, shown_items

#: How many items stand side by side.
COLUMNS = 12


@dataclass(frozen=True)
class Row:
    """A claim, and what each of the items of the page says of it, by the item's id."""

    claim: Node
    cells: Mapping[int, Sequence[ShownItem]]


@dataclass(frozen=True)
class Matrix:
    """One page: so many items, and the claims that any of them bears on."""

    items: Sequence[Evidence]
    rows: Sequence[Row]
    #: How many claims none of these items bears on.
    others: int
    page: int
    has_next: bool


def matrix_of(actor: Actor, article: Article, page: int) -> Matrix:
    """A page of the matrix: the items that bear on most claims first, the claims in the order of the map."""
    ids = most_shared(actor, article, (page - 1) * COLUMNS, COLUMNS + 1)
    bearings = bearings_by(actor, article, ids[:COLUMNS])
    cells: dict[int, dict[int, list[ShownItem]]] = {}
    for item in shown_items(bearings, {}):
        cells.setdefault(item.bearing.target_id, {}).setdefault(item.evidence.id, []).append(item)
    claims = claims_of(actor, article)
    rows = [Row(claim, cells[claim.key]) for claim in claims if claim.key in cells]
    items = {bearing.evidence_id: bearing.evidence for bearing in bearings}
    return Matrix(
        [items[key] for key in ids[:COLUMNS] if key in items],
        rows,
        len(claims) - len(rows),
        page,
        len(ids) > COLUMNS,
    )
