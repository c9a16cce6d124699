"""What a contribution is at a moment, how it stands as evidence among it, and how it is put back so."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from deliberate.core import states
from deliberate.core.contributions import Contribution, Status, apply_revision, find_waiting_revision
from deliberate.core.db import session
from deliberate.evidence.models import Curation, Evidence, Source
from deliberate.weighting.models import Rating


def state_of(contribution: Contribution) -> dict[str, Any]:
    """Everything a decision can change, as JSON: what ``put_back`` takes."""
    state = states.state_of(contribution)
    if isinstance(contribution, Evidence):
        state["curation"] = contribution.curation.value
        state["curated_at"] = _iso(contribution.curated_at)
        state["curation_url"] = contribution.curation_url
    return state


def put_back(contribution: Contribution, prior: dict[str, Any]) -> None:
    """Make it what it was. The event is the caller's. Raises Conflict where a wording no longer fits.

    What people said since of something else in substance is no answer about what it is again: it awaits confirmation.
    """
    said_of = contribution.substance
    states.put_back(contribution, prior)
    if said_of > prior["revision"]:
        session.execute(
            update(Rating)
            .where(Rating.contribution_id == contribution.id, Rating.revision >= said_of)
            .values(revision=contribution.substance - 1)
        )
    if isinstance(contribution, Evidence):
        contribution.curation = Curation(prior["curation"])
        contribution.curated_at = _moment(prior["curated_at"])
        contribution.curation_url = prior["curation_url"]
    session.flush()


def put_back_on_appeal(contribution: Contribution, prior: dict[str, Any]) -> None:
    """Make it what it was; but what waited or was set aside is shown, as its review is now over.

    In a pre-moderated article what waited waits again.
    """
    put_back(contribution, prior)
    if contribution.status is Status.QUARANTINED:
        contribution.status = Status.VISIBLE
    if contribution.article.premoderated:
        return
    if contribution.status is Status.PENDING:
        contribution.status = Status.VISIBLE
        contribution.held_because = None
    waiting = find_waiting_revision(contribution)
    if waiting is not None:
        apply_revision(contribution, waiting)
    session.flush()


def source_state(source: Source) -> dict[str, Any]:
    return {"retracted_at": _iso(source.retracted_at), "retraction_url": source.retraction_url}


def put_source_back(source: Source, prior: dict[str, Any]) -> None:
    source.retracted_at = _moment(prior["retracted_at"])
    source.retraction_url = prior["retraction_url"]


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
