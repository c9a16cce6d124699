"""Drafts are kept for a while, not for good."""

from datetime import timedelta

from sqlalchemy import delete

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.drafts.models import Draft
from deliberate.drafts.services import KEPT
from deliberate.jobs.tasks import every


@every(timedelta(days=1), "prune_drafts")
def prune_drafts() -> None:
    """Delete what nobody came back to."""
    with transaction():
        session.execute(delete(Draft).where(Draft.at < now() - KEPT))
