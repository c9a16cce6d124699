"""A source that was asked for is waited for seven days: then the item says so, counts less, and stands in the queue."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import SYSTEM
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, record
from deliberate.core.signals import contribution_changed, decision_taken
from deliberate.evidence.models import Curation, Evidence
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job
from deliberate.moderation.models import Decision
from deliberate.weighting.inputs import SOURCE_OVERDUE

LAPSED = "source_lapsed"


@decision_taken.connect
def wait_for_the_source(lead: Decision, **_news: Any) -> None:
    """Have somebody look once the time is over."""
    evidence = lead.contribution
    if lead.action == "request_source" and isinstance(evidence, Evidence) and evidence.curated_at is not None:
        payload = {"evidence": evidence.id, "since": evidence.curated_at.isoformat()}
        # The model counts it as overdue after so long, and not yet at that very moment.
        enqueue(LAPSED, payload, due=evidence.curated_at + SOURCE_OVERDUE + timedelta(seconds=1))


@job(LAPSED)
def let_it_lapse(run: Run) -> None:
    """Note that no source was given, once. Where one was, or it was asked for anew, nothing happens."""
    with transaction():
        evidence = session.get(Evidence, run.payload["evidence"])
        if evidence is None or evidence.curation is not Curation.SOURCE_REQUESTED:
            return
        since = datetime.fromisoformat(run.payload["since"])
        if evidence.curated_at != since or _noted(evidence, since):
            return
        evidence.changed_at = now()
        session.flush()
        record(SYSTEM, LAPSED, evidence, before=evidence.curation.value, after="source_overdue")
        contribution_changed.send(evidence, action=LAPSED)


def _noted(evidence: Evidence, since: datetime) -> bool:
    found = select(Event.id).where(
        Event.target == str(evidence.public_id), Event.action == LAPSED, Event.at >= since.replace(microsecond=0)
    )
    return session.scalar(found.limit(1)) is not None
