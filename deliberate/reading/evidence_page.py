"""One item of evidence: its source, what it bears on, what challenges it, and how it came to stand as it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.site import DELETED, IMPORTED, names_of
from deliberate.core.wording import N_, say
from deliberate.evidence.citations import Citation, bearings_from, same_origin_as
from deliberate.evidence.fate import stands_as
from deliberate.evidence.forms import KIND_WORDS as EVIDENCE_KINDS
from deliberate.evidence.models import Evidence, Remark, Source
from deliberate.evidence.origins import open_suggestions
from deliberate.evidence.queries import bearings_of, remarks_on
from deliberate.moderation.actions import actions, past_of
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.curating.proposing import open_on
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
    #: What a moderator undoes it by; None where it goes with another.
    decision: UUID | None


@dataclass(frozen=True)
class Duplicate:
    """An item that was merged into this one: its words are kept here."""

    evidence: Evidence
    told: Told | None


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
    merged: Sequence[Duplicate]
    #: What waits to be decided about it.
    proposals: Sequence[ItemProposal]

    @property
    def is_named(self) -> bool:
        """Whether whoever posted it goes by a name here."""
        return self.author not in {say(DELETED), say(IMPORTED)} and self.evidence.author_id != SYSTEM_ID

    @property
    def quote_checked(self) -> bool:
        """Whether somebody found these very words in the source."""
        return self.evidence.quote_checked == self.evidence.substance


def evidence_page(actor: Actor, evidence: Evidence) -> EvidencePage:
    """The page of an item that this actor may read. The number of queries does not depend on what is posted."""
    cited = bearings_from(actor, evidence)
    ids = [evidence.id, *(citation.bearing.id for citation in cited)]
    challenges = [bearing for found in bearings_of(actor, ids).values() for bearing in found]
    remarks = remarks_on(actor, evidence.article, [evidence.id])[evidence.id]
    names = names_of({evidence.author_id, *(remark.author_id for remark in remarks)})
    return EvidencePage(
        evidence=evidence,
        kind=say(EVIDENCE_KINDS[evidence.evidence_kind]),
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
        suggested=len(open_suggestions(actor, evidence.article, evidence)),
        merged=_merged_into(evidence),
        proposals=open_on(actor, ids),
    )


def find_merged(public_id: UUID) -> Contribution | None:
    """The item that one with this id was merged into in the end; None where it was not."""
    found = session.scalar(select(Contribution).where(Contribution.public_id == public_id))
    if found is None or found.status is not Status.MERGED or found.kind != "evidence":
        return None
    end = stands_as(found)
    return end if end.status is not Status.MERGED else None


def _merged_into(evidence: Evidence) -> list[Duplicate]:
    """Oldest first, with why. Two queries."""
    rows = session.scalars(
        select(Evidence)
        .where(Evidence.merged_into_id == evidence.id, Evidence.status == Status.MERGED)
        .options(joinedload(Evidence.source))
        .order_by(Evidence.id)
    ).all()
    why = {
        decision.contribution_id: _told(decision, role)
        for decision, role in _standing_decisions([each.id for each in rows])
        if decision.action == "merge_item"
    }
    return [Duplicate(each, why.get(each.id)) for each in rows]


def _decisions(ids: Sequence[int]) -> list[Told]:
    """What moderators decided on the item or its bearings and nobody undid, the newest first."""
    found = _standing_decisions(ids)
    # What was merged into it came along with another item, and is told with that.
    return [_told(each, role) for each, role in found if each.action != "merge_item"][:DECISIONS]


def _standing_decisions(ids: Sequence[int]) -> list[tuple[Decision, str]]:
    """Each with the role of whoever took it. One query."""
    if not ids:
        return []
    found = (
        select(Decision, Event.role)
        .join(Event, Event.id == Decision.event_id)
        .where(Decision.contribution_id.in_(ids), Decision.undone_by_id.is_(None))
    )
    return [(decision, role) for decision, role in session.execute(found.order_by(Decision.id.desc()).limit(50))]


def _told(decision: Decision, role: str) -> Told:
    known = decision.action in actions.names() and actions.get(decision.action).reversible
    undoable = known and decision.lead_id is None
    words = say(_sentence(decision, role), did=past_of(decision.action))
    return Told(decision.created_at, words, decision.reason, decision.public_id if undoable else None)


def _sentence(decision: Decision, role: str) -> str:
    if decision.actor_id == SYSTEM_ID:
        return N_("The site %(did)s.")
    return N_("A curator %(did)s.") if role == "member" else N_("A moderator %(did)s.")
