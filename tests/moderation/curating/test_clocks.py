"""A source that was asked for: seven days, then the item counts less, says so, and stands before moderators."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.evidence.models import Curation
from deliberate.jobs.running import run_due
from deliberate.moderation.queue import queue_page
from deliberate.moderation.queue_models import Bucket
from deliberate.moderation.reversing import undo
from deliberate.moderation.services import decide
from deliberate.reading.items import OVERDUE, state_of
from tests.moderation.curating.scenes import outlet, panel, weigh_all
from tests.moderation.scenes import events_of, item_of, moderator, opened
from tests.weighting.rooms import log_odds


def test_an_item_without_the_source_that_was_asked_for_lapses_once_and_comes_into_the_queue(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = outlet(context, claim, 1)
    weigh_all(panel(context, claim), [bearing])
    full = log_odds(claim)
    with transaction():
        decision = decide(mo, item_of(bearing), "request_source", "unsourced", "Where is this from?")
    half = log_odds(claim)
    assert 0 < half < full
    assert not queue_page(mo).entries
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=True):
        run_due(now())
        run_due(now())
        assert log_odds(claim) < half
        lapses = select(func.count()).select_from(Event).where(Event.action == "source_lapsed")
        assert session.scalar(lapses) == 1
        (entry,) = queue_page(mo).entries
        assert (entry.bucket, entry.note) == (Bucket.CURATION, "no source was given in time")
        item = item_of(bearing)
        assert item.source
        assert state_of(item) == OVERDUE
        # What time brought about does not keep the request from being undone.
        with transaction():
            undo(mo, decision, "It is in the annex.")
        assert (log_odds(claim), item_of(bearing).curation) == (full, Curation.ACTIVE)
        assert not queue_page(mo).entries


def test_one_that_was_cleared_in_time_does_not_lapse(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = outlet(context, claim, 1)
    with transaction():
        decide(mo, item_of(bearing), "request_source", "unsourced", "Where is this from?")
    with transaction():
        decide(mo, item_of(bearing), "clear", reason="It is in the annex.")
    with time_machine.travel(now() + timedelta(days=8), tick=True):
        run_due(now())
        assert "source_lapsed" not in {event.action for event in events_of(item_of(bearing))}
        assert not queue_page(mo).entries
