"""The terms of a priority, and the order they make."""

from datetime import timedelta
from math import log2

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.moderation.models import FlagReason
from deliberate.moderation.priorities import POINT, RIPE_AFTER, points, rank
from deliberate.moderation.queue_models import Bucket, QueueEntry
from deliberate.weighting.models import ItemScore
from tests.host import person
from tests.moderation.scenes import flagged, opened, posted


def test_flags_count_by_their_weight_and_people_by_how_many_were_active(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    flagged(person(context, "bob", level=1), bearing)
    flagged(person(context, "eve", level=2), bearing)
    entry = session.scalars(select(QueueEntry)).one()
    weight = session.scalars(select(ItemScore.weight).where(ItemScore.bearing_id == bearing.id)).one()
    assert entry.bucket == Bucket.REPORTED
    assert entry.terms == {
        "flags": 1.0 + 1.5,
        "active": round(log2(3), 3),
        **({"moves": round(2 * log2(1 + abs(weight)), 3)} if weight else {}),
    }


def test_what_is_illegal_comes_with_ten_points_and_first(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    flagged(person(context, "bob", level=1), bearing, FlagReason.ILLEGAL)
    entry = session.scalars(select(QueueEntry)).one()
    assert (entry.bucket, entry.terms["urgent"]) == (Bucket.URGENT, 10.0)


@pytest.mark.parametrize(("hours", "expected"), [(0, None), (4, 1.0), (48, 12.0), (400, 12.0)])
def test_waiting_adds_a_quarter_point_an_hour_and_twelve_at_most(hours: int, expected: float | None) -> None:
    at = now()
    entry = QueueEntry(terms={"flags": 1.0}, since=at - timedelta(hours=hours))
    assert points(entry, at).get("waiting") == expected


def test_a_point_is_worth_four_hours_of_waiting() -> None:
    at = now()
    assert rank({"flags": 1.0}, at, ripe=False) == rank({}, at - POINT, ripe=False)
    assert rank({"flags": 1.0}, at, ripe=False) > rank({}, at - POINT + timedelta(seconds=1), ripe=False)


def test_what_is_ripe_stands_as_if_it_had_waited_for_just_so_long() -> None:
    long_ago = now() - 3 * RIPE_AFTER
    assert rank({}, long_ago, ripe=True) == RIPE_AFTER // timedelta(milliseconds=1)
