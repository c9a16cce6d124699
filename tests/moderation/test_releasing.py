"""What was set aside does not stay so because nobody decides."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.core.events import verify_chain
from deliberate.evidence.models import Bearing
from deliberate.moderation.models import Decision, Flag, FlagReason
from deliberate.moderation.queue import Bucket, queue_page
from deliberate.moderation.services import decide, release_overdue_quarantines, undo
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing
from tests.host import person
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted

LATER = timedelta(hours=72, minutes=1)


@pytest.fixture
def set_aside(context: Flask) -> Bearing:
    """An item that flags set aside just now."""
    bearing = posted(person(context, "ann", level=1), opened(context))
    for name in ("first", "second"):
        flagged(person(context, name, level=3), bearing, FlagReason.SPAM)
    assert bearing.status is Status.QUARANTINED
    return bearing


def released_at(moment: datetime) -> int:
    with transaction():
        return release_overdue_quarantines(moment)


def test_it_shows_again_with_its_evidence_after_72_hours_and_not_before(context: Flask, set_aside: Bearing) -> None:
    assert released_at(now() + timedelta(hours=71)) == 0
    assert set_aside.status is Status.QUARANTINED
    assert released_at(now() + LATER) == 1
    assert (set_aside.status, item_of(set_aside).status) == (Status.VISIBLE, Status.VISIBLE)
    assert released_at(now() + LATER) == 0


def test_the_log_says_that_the_system_did_it_and_why(context: Flask, set_aside: Bearing) -> None:
    released_at(now() + LATER)
    last = events_of(set_aside)[-1]
    assert (last.actor, last.action, last.before, last.after) == ("system", "release", "quarantined", "visible")
    assert last.reason_code == "undecided"
    assert verify_chain().fault is None


def test_it_comes_first_in_the_queue_until_somebody_decides(context: Flask, set_aside: Bearing) -> None:
    mo = moderator(context)
    with transaction():
        flagged_too = make_bearing(session.get_one(Proposition, set_aside.target_id))
    flagged(person(context, "third", level=1), flagged_too)
    released_at(now() + LATER)
    entries = queue_page(mo).entries
    assert [entry.contribution.id for entry in entries] == [set_aside.id, flagged_too.id]
    assert entries[0].bucket is Bucket.URGENT
    assert "nobody decided in time" in entries[0].note
    with transaction():
        kept = decide(mo, session.get_one(Bearing, set_aside.id), "keep")
    assert [entry.contribution.id for entry in queue_page(mo).entries] == [flagged_too.id]
    with transaction():
        undo(mo, kept)
    assert (queue_page(mo).entries[0].contribution.id, queue_page(mo).entries[0].bucket) == (
        *(set_aside.id, Bucket.URGENT),
    )


def test_its_flags_stay_for_the_moderator_but_set_the_wording_aside_no_more(context: Flask, set_aside: Bearing) -> None:
    released_at(now() + LATER)
    open_flags = select(Flag).where(Flag.contribution_id == set_aside.id, Flag.settled_at.is_(None))
    assert len(session.scalars(open_flags).all()) == 2
    flagged(person(context, "third", level=3), set_aside, FlagReason.SPAM)
    assert set_aside.status is Status.VISIBLE


@pytest.mark.parametrize(("action", "status"), [("keep", Status.VISIBLE), ("remove", Status.REMOVED)])
def test_what_a_moderator_decided_on_is_left_alone(
    context: Flask, set_aside: Bearing, action: str, status: Status
) -> None:
    mo = moderator(context)
    with transaction():
        decide(mo, session.get_one(Bearing, set_aside.id), action, "spam", "It advertises.")
    assert released_at(now() + LATER) == 0
    assert set_aside.status is status


def test_the_clock_runs_from_when_it_was_set_aside_whatever_touched_it_since(
    context: Flask, set_aside: Bearing
) -> None:
    with transaction():
        session.get_one(Bearing, set_aside.id).changed_at = now() + timedelta(hours=10)
    assert released_at(now() + LATER) == 1


def test_a_release_is_nobodys_to_undo(context: Flask, set_aside: Bearing) -> None:
    released_at(now() + LATER)
    release = session.scalars(
        select(Decision).where(Decision.contribution_id == set_aside.id, Decision.action == "release")
    ).one()
    mo = moderator(context)
    with transaction(), pytest.raises(Conflict, match="no decision that can be undone"):
        undo(mo, session.get_one(Decision, release.id), "No.")
