"""One item of evidence: its source, what it bears on, what challenges it, and how it came to stand as it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import Revision
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.evidence.forms import KIND_WORDS as EVIDENCE_KINDS
from deliberate.evidence.models import Evidence, Remark, Source
from deliberate.evidence.origins import open_suggestions
from deliberate.evidence.queries import Citation, bearings_from, bearings_of, remarks_on, same_origin_as
from deliberate.moderation.actions import past_of
from deliberate.moderation.models import Decision
from deliberate.propositions.undercuts import Undercut, undercuts_of
from deliberate.reading.history import wordings_of
from deliberate.reading.items import ShownItem, shown_items, state_of
from deliberate.reading.rated import Rated, rated

#: How many decisions the page tells of; the log has them all.
DECISIONS = 10


@dataclass(frozen=True)
class Told:
    """What a moderator did to the item, and why."""

    at: datetime
    words: str
    reason: str


@dataclass(frozen=True)
class EvidencePage:
    """Everything the page shows."""

    evidence: Evidence
    kind: str
    author: str
    status: str | None
    cited: Sequence[Citation]
    #: What breaks the link, by the bearing.
    undercuts: Mapping[int, Sequence[Undercut]]
    challenges: Sequence[ShownItem]
    rated: Rated
    decisions: Sequence[Told]
    remarks: Sequence[Remark]
    names: Mapping[str, str]
    history: Sequence[Revision]
    #: Other sources of the same origin that are cited where this reader may read.
    same_origin: Sequence[Source]
    #: How many suggestions wait that this item's source shares an origin with another.
    suggested: int


def evidence_page(actor: Actor, evidence: Evidence) -> EvidencePage:
    """The page of an item that this actor may read. The number of queries does not depend on what is posted."""
    cited = bearings_from(actor, evidence)
    ids = [evidence.id, *(citation.bearing.id for citation in cited)]
    challenges = [bearing for found in bearings_of(actor, ids).values() for bearing in found]
    remarks = remarks_on(actor, evidence.article, [evidence.id])[evidence.id]
    names = names_of({evidence.author_id, *(remark.author_id for remark in remarks)})
    return EvidencePage(
        evidence=evidence,
        kind=EVIDENCE_KINDS[evidence.evidence_kind],
        author=names[evidence.author_id],
        status=state_of(evidence),
        cited=cited,
        undercuts=undercuts_of(ids),
        challenges=shown_items(challenges, {}),
        rated=rated(actor, evidence, cited),
        decisions=_decisions(ids),
        remarks=remarks,
        names=names,
        history=wordings_of(evidence),
        same_origin=same_origin_as(actor, evidence.source),
        suggested=len(open_suggestions(evidence.article, evidence)),
    )


def _decisions(ids: Sequence[int]) -> list[Told]:
    """What moderators decided on the item or its bearings and nobody undid, the newest first."""
    found = select(Decision).where(Decision.contribution_id.in_(ids), Decision.undone_by_id.is_(None))
    decisions = session.scalars(found.order_by(Decision.id.desc()).limit(DECISIONS))
    return [Told(each.created_at, f"{_who(each)} {past_of(each.action)}.", each.reason) for each in decisions]


def _who(decision: Decision) -> str:
    return "The site" if decision.actor_id == SYSTEM_ID else "A moderator"
