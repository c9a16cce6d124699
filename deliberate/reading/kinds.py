"""What sort of thing speaks on each side of a claim: "2 reports" tells more than "2 items"."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.wording import N_many, say, say_many
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Side, Source
from deliberate.weighting.balance import SideCount
from deliberate.weighting.choosing import can_weigh

#: How many items of each kind speak on each side of a claim.
Kinds = Mapping[Side, Mapping[EvidenceKind, int]]

#: What one item of a kind is called, and several.
NOUNS: Mapping[EvidenceKind, tuple[str, str]] = {
    EvidenceKind.REPORT: N_many("%(num)s report", "%(num)s reports"),
    EvidenceKind.DOCUMENT: N_many("%(num)s document", "%(num)s documents"),
    EvidenceKind.DATA: N_many("%(num)s set of data", "%(num)s sets of data"),
    EvidenceKind.STUDY: N_many("%(num)s study", "%(num)s studies"),
    EvidenceKind.TESTIMONY: N_many("%(num)s testimony", "%(num)s testimonies"),
    EvidenceKind.STATEMENT: N_many("%(num)s statement", "%(num)s statements"),
    EvidenceKind.IMAGE: N_many("%(num)s image or recording", "%(num)s images or recordings"),
    EvidenceKind.ARGUMENT: N_many("%(num)s argument", "%(num)s arguments"),
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
        return say("nothing yet")
    noun = N_many("%(num)s item", "%(num)s items")
    if list(kinds.values()) == [count.items]:
        noun = NOUNS[next(iter(kinds))]
    return say(
        "%(items)s, %(origins)s",
        items=say_many(*noun, count.items),
        origins=say_many("%(num)s origin", "%(num)s origins", count.origins),
    )
