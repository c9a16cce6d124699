"""Who is looking at what, what is put off, and the notes moderators leave each other."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.evidence.models import Bearing
from deliberate.moderation.claiming import claim, defer, note, notes_on, refuse_held, release
from deliberate.moderation.models import FlagReason
from deliberate.moderation.queue import queue_page
from deliberate.moderation.queue_models import Bucket, QueueEntry
from deliberate.moderation.queue_upkeep import tend_queue
from tests.host import person
from tests.moderation.scenes import events_of, flagged, moderator, opened, posted


@pytest.fixture
def mo(context: Flask) -> Actor:
    return moderator(context)


@pytest.fixture
def other(context: Flask) -> Actor:
    return moderator(context, "other")


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    return posted(person(context, "ann"), opened(context))


def test_what_one_moderator_looks_at_the_others_leave_alone(mo: Actor, other: Actor, bearing: Bearing) -> None:
    with transaction():
        claim(mo, bearing)
    assert [each.held_by for each in queue_page(other).entries] == ["Mo"]
    assert [each.held_by for each in queue_page(mo).entries] == [None]
    refuse_held(mo, bearing)
    with pytest.raises(Conflict, match="Mo is looking at it"):
        refuse_held(other, bearing)
    with pytest.raises(Conflict, match="Mo is looking at it"), transaction():
        claim(other, bearing)


def test_a_lease_that_ran_out_is_nobody_s(mo: Actor, other: Actor, bearing: Bearing) -> None:
    with transaction():
        claim(mo, bearing).claimed_until = now() - timedelta(seconds=1)
    assert [each.held_by for each in queue_page(other).entries] == [None]
    with transaction():
        assert claim(other, bearing).claimed_by == other.key


def test_a_lease_is_ten_minutes_and_given_back_before_if_its_holder_wants(
    mo: Actor, other: Actor, bearing: Bearing
) -> None:
    with transaction():
        until = claim(mo, bearing).claimed_until
    assert until is not None
    assert timedelta(minutes=9) < until - now() <= timedelta(minutes=10)
    with transaction():
        release(other, bearing)
    with pytest.raises(Conflict):
        refuse_held(other, bearing)
    with transaction():
        release(mo, bearing)
    refuse_held(other, bearing)


def test_what_is_put_off_waits_under_watch_with_its_reason_and_comes_back(mo: Actor, bearing: Bearing) -> None:
    with transaction():
        defer(mo, bearing, 2, "The publisher answers on Monday.")
    (entry,) = queue_page(mo).entries
    assert entry.bucket is Bucket.WATCH
    assert "The publisher answers on Monday." in entry.note
    assert [each.action for each in events_of(bearing)][-1] == "defer"
    tend_queue()
    assert session.scalars(select(QueueEntry.bucket)).all() == [Bucket.WATCH]
    with transaction():
        session.scalars(select(QueueEntry)).one().deferred_until = now() - timedelta(seconds=1)
    tend_queue()
    session.expire_all()
    entry_row = session.scalars(select(QueueEntry)).one()
    assert (entry_row.bucket, entry_row.deferred_until, entry_row.deferred_by) == (Bucket.PENDING, None, None)


@pytest.mark.parametrize(("hours", "reason"), [(0, "Later."), (24 * 15, "Later."), (2, " "), (2, "a" * 1001)])
def test_putting_off_needs_a_reason_and_a_bounded_time(mo: Actor, bearing: Bearing, hours: int, reason: str) -> None:
    with pytest.raises(Invalid), transaction():
        defer(mo, bearing, hours, reason)


def test_what_is_illegal_is_not_put_off(context: Flask, mo: Actor) -> None:
    shown = posted(person(context, "eve", level=1), opened(context))
    flagged(person(context, "bob", level=1), shown, FlagReason.ILLEGAL)
    with pytest.raises(Conflict), transaction():
        defer(mo, shown, 2, "Later.")


def test_what_turns_out_to_be_illegal_is_put_off_no_more(context: Flask, mo: Actor) -> None:
    shown = posted(person(context, "eve", level=1), opened(context))
    flagged(person(context, "bob", level=1), shown)
    with transaction():
        defer(mo, shown, 24, "Later.")
    flagged(person(context, "rob", level=1), shown)
    assert [entry.bucket for entry in queue_page(mo).entries] == [Bucket.WATCH]
    flagged(person(context, "ivy", level=1), shown, FlagReason.ILLEGAL)
    (entry,) = queue_page(mo).entries
    assert (entry.bucket, entry.row.deferred_until, entry.row.deferred_by) == (Bucket.URGENT, None, None)


def test_notes_are_read_by_moderators_newest_first_and_stored_once(mo: Actor, other: Actor, bearing: Bearing) -> None:
    with transaction():
        note(mo, bearing, "I wrote to the publisher.")
        note(mo, bearing, "I wrote to the publisher.")
        note(other, bearing, "So did I.")
    assert [each.text for each in notes_on(bearing)] == ["So did I.", "I wrote to the publisher."]


def test_nobody_keeps_or_puts_off_a_matter_of_their_own_unless_no_other_is_free(context: Flask, mo: Actor) -> None:
    mine = posted(mo, opened(context))
    flagged(person(context, "bob", level=1), mine)
    with transaction():
        defer(mo, mine, 2, "The publisher answers on Monday.")
    assert [each.self_review for each in events_of(mine) if each.action == "defer"] == [True]
    moderator(context, "other")
    for attempt in (lambda: claim(mo, mine), lambda: defer(mo, mine, 24, "They have not answered.")):
        with pytest.raises(NotAllowed), transaction():
            attempt()
    assert session.scalars(select(QueueEntry)).one().claimed_by is None


def test_members_neither_claim_nor_put_off_nor_note(context: Flask, bearing: Bearing) -> None:
    eve = person(context, "eve", level=3)
    for attempt in (
        lambda: claim(eve, bearing),
        lambda: defer(eve, bearing, 2, "Later."),
        lambda: note(eve, bearing, "Hello."),
    ):
        with pytest.raises(NotAllowed), transaction():
            attempt()
