"""Locks: nothing new on something, told why, appealed by its author, undone."""

import pytest
from flask import Flask

from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.signals import contribution_locked
from deliberate.evidence.services import post_remark
from deliberate.moderation.appealing import appeal, decide_appeal
from deliberate.moderation.conduct import Lock
from deliberate.moderation.locking import find_lock, lock
from deliberate.moderation.measures import undo_measure
from deliberate.weighting.choosing import least_weighed
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate
from tests.host import person
from tests.moderation.scenes import events_of, item_of, moderator, opened, posted

WHY = "It has turned into a quarrel."


def test_nothing_is_posted_on_a_locked_claim_and_what_stands_is_weighed_on(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    claim = opened(context)
    bearing = posted(ann, claim)
    with transaction():
        lock(mo, claim, "abuse", WHY)
    with pytest.raises(NotAllowed, match="It is locked"):
        posted(ann, claim, "Another.")
    with transaction():
        with pytest.raises(NotAllowed, match="It is locked"):
            post_remark(ann, claim.article, claim, "Why?")
        post_remark(ann, claim.article, None, "Why?")
        rate(ben, bearing, dict.fromkeys(Dimension, 3))


def test_a_locked_item_is_not_weighed_nor_challenged_nor_offered_for_weighing(context: Flask) -> None:
    mo, ann, ben = moderator(context), person(context, "ann", level=1), person(context, "ben", level=1)
    claim = opened(context)
    bearing = posted(ann, claim)
    with transaction():
        assert least_weighed(ben, claim.article) is not None
        lock(mo, bearing, "abuse", WHY)
        assert least_weighed(ben, claim.article) is None
        with pytest.raises(NotAllowed, match="It is locked"):
            rate(ben, bearing, dict.fromkeys(Dimension, 3))
    for target in (bearing, item_of(bearing)):
        with pytest.raises(NotAllowed, match="It is locked"):
            posted(ben, target, "Not so.")
    assert bearing.is_visible


def test_it_is_one_event_with_a_reason_and_a_signal(context: Flask) -> None:
    mo, claim = moderator(context), opened(context)
    heard: list[tuple[object, str]] = []

    def listen(sender: object, *, lock: Lock) -> None:
        heard.append((sender, lock.reason))

    with contribution_locked.connected_to(listen), transaction():
        lock(mo, claim, "abuse", WHY)
        lock(mo, claim, "abuse", WHY)
    assert [each.action for each in events_of(claim)] == ["lock"]
    assert heard == [(claim, WHY)]


def test_a_second_lock_and_one_without_a_reason_are_refused(context: Flask) -> None:
    mo, other, claim = moderator(context), moderator(context, "max"), opened(context)
    with transaction():
        with pytest.raises(Invalid, match="Choose the rule"):
            lock(mo, claim, "", WHY)
        with pytest.raises(Invalid, match="Give the reason"):
            lock(mo, claim, "abuse", " ")
        lock(mo, claim, "abuse", WHY)
        with pytest.raises(Conflict, match="locked already"):
            lock(other, claim, "spam", "Shoes.")


def test_nobody_locks_what_they_wrote(context: Flask) -> None:
    mo = moderator(context)
    moderator(context, "max")
    bearing = posted(mo, opened(context))
    with transaction(), pytest.raises(NotAllowed):
        lock(mo, bearing, "abuse", WHY)


def test_undone_all_that_was_locked_along_is_open_again(context: Flask) -> None:
    mo, ann, claim = moderator(context), person(context, "ann", level=1), opened(context)
    bearing = posted(ann, claim)
    with transaction():
        made = lock(mo, bearing, "abuse", WHY)
        assert find_lock(item_of(bearing)) == made
        undo_measure(mo, made)
    session.refresh(bearing)
    assert (bearing.locked_at, item_of(bearing).locked_at, find_lock(bearing)) == (None, None, None)
    assert [each.action for each in events_of(bearing)] == ["post", "lock", "unlock"]


def test_its_author_appeals_and_somebody_else_answers(context: Flask) -> None:
    mo, other = moderator(context), moderator(context, "max")
    ann, ben = person(context, "ann", level=1), person(context, "ben", level=1)
    bearing = posted(ann, opened(context))
    with transaction():
        made = lock(mo, bearing, "abuse", WHY)
        with pytest.raises(NotAllowed):
            appeal(ben, made, "It is calm.")
        case = appeal(ann, made, "It is calm.")
        with pytest.raises(NotAllowed):
            decide_appeal(mo, case, True, "So it is.")
        decide_appeal(other, case, True, "So it is.")
    assert (bearing.locked_at, made.is_undone) == (None, True)
