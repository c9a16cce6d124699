"""What sort of thing speaks on each side of a claim: "2 reports" tells more than "2 items"."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Side, Source
from deliberate.weighting.balance import SideCount
from deliberate.weighting.choosing import can_weigh

#: How many items of each kind speak on each side of a claim.
Kinds = Mapping[Side, Mapping[EvidenceKind, int]]

#: What one item of a kind is called, and several.
NOUNS: Mapping[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.REPORT: ("report", "reports"),
    EvidenceKind.DOCUMENT: ("document", "documents"),
    EvidenceKind.DATA: ("set of data", "sets of data"),
    EvidenceKind.STUDY: ("study", "studies"),
    EvidenceKind.TESTIMONY: ("testimony", "testimonies"),
    EvidenceKind.STATEMENT: ("statement", "statements"),
    EvidenceKind.IMAGE: ("image or recording", "images or recordings"),
    EvidenceKind.ARGUMENT: ("argument", "arguments"),
}


def kinds_posted(wanted: ColumnElement[bool]) -> dict[int, Kinds]:
    """The kinds of the items that count on claims, by claim, among the bearings that are wanted. One query."""
    item = aliased(Evidence, flat=True)
    target = aliased(Contribution, flat=True)
    rows = session.execute(
        select(Bearing.target_id, Bearing.side, item.evidence_kind, func.count(Bearing.id))
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .where(wanted, target.kind == "proposition", can_weigh(Bearing, item, target))
        .group_by(Bearing.target_id, Bearing.side, item.evidence_kind)
    )
    found: dict[int, dict[Side, dict[EvidenceKind, int]]] = {}
    for claim, side, kind, number in rows:
        found.setdefault(claim, {side: {} for side in Side})[side][kind] = number
    return dict(found)


def side_words(count: SideCount, kinds: Mapping[EvidenceKind, int]) -> str:
    """A side in a few words: "2 reports, 1 origin". Where kinds are mixed, or not those that were counted, "items"."""
    if not count.items:
        return "nothing yet"
    one, many = ("item", "items")
    if list(kinds.values()) == [count.items]:
        one, many = NOUNS[next(iter(kinds))]
    return f"{count.items} {one if count.items == 1 else many}, {_origins(count.origins)}"


def _origins(number: int) -> str:
    return "1 origin" if number == 1 else f"{number} origins"
