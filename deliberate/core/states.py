"""What a contribution is at a moment, to the letter, and how it is put back so."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from deliberate.core.clock import now
from deliberate.core.contributions import (
    Contribution,
    Revision,
    Status,
    appliers,
    find_waiting_revision,
    refuse_purged,
)
from deliberate.core.db import session


def state_of(contribution: Contribution) -> dict[str, Any]:
    """What every contribution has that an act can change, as JSON: what ``put_back`` takes."""
    waiting = find_waiting_revision(contribution)
    return {
        "status": contribution.status.value,
        "revision": contribution.revision,
        "revision_status": revision_of(contribution, contribution.revision).status.value,
        "substance": contribution.substance,
        "kept_revision": contribution.kept_revision,
        "held_because": contribution.held_because,
        "approved_at": contribution.approved_at.isoformat() if contribution.approved_at else None,
        "waiting": waiting.number if waiting else None,
    }


def put_back(contribution: Contribution, prior: dict[str, Any]) -> None:
    """Make it what it was. The event is the caller's.

    Raises Conflict where a wording no longer fits, and where it was erased for good.
    """
    refuse_purged(contribution)
    if contribution.revision != prior["revision"]:
        appliers[contribution.kind](contribution, revision_of(contribution, prior["revision"]))
        _unsay_after(contribution, prior["revision"])
    contribution.revision = prior["revision"]
    contribution.substance = prior["substance"]
    contribution.status = Status(prior["status"])
    contribution.kept_revision = prior["kept_revision"]
    contribution.held_because = prior["held_because"]
    # Decisions from before these were kept do not say them.
    if "approved_at" in prior:
        contribution.approved_at = datetime.fromisoformat(prior["approved_at"]) if prior["approved_at"] else None
    if "revision_status" in prior:
        revision_of(contribution, prior["revision"]).status = Status(prior["revision_status"])
    if prior["waiting"] is not None:
        revision_of(contribution, prior["waiting"]).status = Status.PENDING
    contribution.changed_at = now()
    session.flush()


def revision_of(contribution: Contribution, number: int) -> Revision:
    """One of its wordings."""
    return session.scalars(
        select(Revision).where(Revision.contribution_id == contribution.id, Revision.number == number)
    ).one()


def _unsay_after(contribution: Contribution, number: int) -> None:
    """The wordings that are put aside stay in the rows, and out of the history that readers see."""
    session.execute(
        update(Revision)
        .where(Revision.contribution_id == contribution.id, Revision.number > number, Revision.status == Status.VISIBLE)
        .values(status=Status.WITHDRAWN)
    )
