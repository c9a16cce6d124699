"""One item of evidence: its source, what it bears on, what challenges it, and how it came to stand as it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.evidence.forms import KIND_WORDS as EVIDENCE_KINDS
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.evidence.queries import Citation, bearings_from, bearings_of, remarks_on
from deliberate.moderation.models import Decision
from deliberate.propositions.models import Proposition, Relation
from deliberate.reading.items import ShownItem, shown_items
from deliberate.weighting.case import Viewpoint
from deliberate.weighting.gathering import viewpoints_of
from deliberate.weighting.models import Dimension, Rating
from deliberate.weighting.services import has_seen_ledger
from deliberate.weighting.weigh import DEFAULT_MODEL

QUESTIONS: Mapping[Dimension, str] = {
    Dimension.RELEVANCE: "If it is true, does it matter here?",
    Dimension.RELIABILITY: "Can this source know, and say so straight?",
    Dimension.STRENGTH: "How far should it move someone who is undecided?",
}
_STEPS = ("Not at all", "A little", "Somewhat", "Mostly", "Fully")


@dataclass(frozen=True)
class RatingRow:
    """One question and what each viewpoint answered, in words; None where fewer than three people did."""

    question: str
    answers: Mapping[Viewpoint, str | None]
    cannot_judge: int


@dataclass(frozen=True)
class EvidencePage:
    """Everything the page shows."""

    evidence: Evidence
    kind: str
    author: str
    status: str | None
    cited: Sequence[Citation]
    items: Sequence[ShownItem]
    challenges: Sequence[ShownItem]
    #: None while this reader is to answer first.
    ratings: Sequence[RatingRow] | None
    raters: int
    decisions: Sequence[Decision]
    remarks: Sequence[Remark]
    names: Mapping[str, str]
    history: Sequence[Revision]


def evidence_page(actor: Actor, evidence: Evidence) -> EvidencePage:
    """The page of an item that this actor may read."""
    cited = bearings_from(actor, evidence)
    bearings = [citation.bearing for citation in cited]
    on_these = bearings_of(actor, [evidence.id, *(bearing.id for bearing in bearings)])
    challenges = [bearing for found in on_these.values() for bearing in found]
    rows = _ratings(evidence, bearings)
    remarks = remarks_on(actor, evidence.article, [evidence.id])[evidence.id]
    history = session.scalars(
        select(Revision)
        .where(Revision.contribution_id == evidence.id, Revision.status != Status.PENDING)
        .order_by(Revision.number.desc())
    ).all()
    items = shown_items(bearings, {})
    return EvidencePage(
        evidence=evidence,
        kind=EVIDENCE_KINDS[evidence.evidence_kind],
        author=names_of([evidence.author_id])[evidence.author_id],
        status=items[0].status if items else (None if evidence.is_visible else evidence.status.value),
        cited=cited,
        items=items,
        challenges=shown_items(challenges, {}),
        ratings=_by_viewpoint(rows, viewpoints_of(evidence.article)) if _may_see(actor, evidence, rows) else None,
        raters=len({row.actor_id for row in rows}),
        decisions=_decisions([evidence.id, *(bearing.id for bearing in bearings)]),
        remarks=remarks,
        names=names_of(remark.author_id for remark in remarks),
        history=history,
    )


def target_words(target: Contribution) -> str:
    """What a bearing is about, in a line."""
    if isinstance(target, Proposition):
        return target.text
    if isinstance(target, Evidence):
        return f"“{target.quote}”"
    if isinstance(target, Bearing):
        return f"that “{target.warrant}”"
    if isinstance(target, Relation):
        return "the link between two claims"
    raise TypeError(f"evidence cannot bear on a {target.kind}")


def _may_see(actor: Actor, evidence: Evidence, rows: Sequence[Rating]) -> bool:
    """What others answered stays away from pages that are shared, and from whoever has yet to answer."""
    if not actor.signed_in:
        return False
    return (
        actor.id == evidence.author_id
        or any(row.actor_id == actor.id for row in rows)
        or has_seen_ledger(actor, evidence.article)
    )


def _ratings(evidence: Evidence, bearings: Sequence[Bearing]) -> list[Rating]:
    ids = [evidence.id, *(bearing.id for bearing in bearings)]
    return list(session.scalars(select(Rating).where(Rating.contribution_id.in_(ids)).order_by(Rating.id)))


def _by_viewpoint(rows: Sequence[Rating], viewpoints: Mapping[str, Viewpoint]) -> list[RatingRow]:
    return [
        RatingRow(
            question,
            {view: _in_words(rows, dimension, view, viewpoints) for view in Viewpoint},
            sum(row.dimension is dimension and row.quarters is None for row in rows),
        )
        for dimension, question in QUESTIONS.items()
    ]


def _in_words(
    rows: Sequence[Rating], dimension: Dimension, view: Viewpoint, viewpoints: Mapping[str, Viewpoint]
) -> str | None:
    """The middle of what a viewpoint answered. Of fewer than three people nothing is shown on its own."""
    given = [
        row for row in rows if row.dimension is dimension and viewpoints.get(row.actor_id, Viewpoint.UNDECIDED) is view
    ]
    answered = [row.quarters for row in given if row.quarters is not None]
    if len({row.actor_id for row in given}) < DEFAULT_MODEL.picture_people or not answered:
        return None
    return _STEPS[round(mean(answered))]


def _decisions(ids: Sequence[int]) -> list[Decision]:
    """What moderators decided on the item or its bearings, the newest first."""
    found = select(Decision).where(Decision.contribution_id.in_(ids), Decision.undone_by_id.is_(None))
    return list(session.scalars(found.order_by(Decision.id.desc()).limit(10)))
