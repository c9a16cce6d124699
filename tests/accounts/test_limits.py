"""Limits counted in the database."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.accounts import limits
from deliberate.accounts.models import Tally
from deliberate.core.db import session, transaction
from deliberate.core.errors import TooMany
from deliberate.web.networks import network_of

LIMIT = limits.Limit("tests", 3, timedelta(minutes=10), "Too much.")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tries(app: Flask, *bounds: limits.Bound) -> bool:
    """Whether one more try is let through."""
    with app.app_context():
        try:
            with transaction():
                limits.count(bounds)
        except TooMany:
            return False
        return True


def test_so_many_are_let_through_and_the_next_is_told_how_long_to_wait(own_site: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock, own_site.app_context():
        bound = LIMIT.of("cora")
        assert [tries(own_site, bound) for _ in range(5)] == [True, True, True, False, False]
        clock.shift(timedelta(minutes=4))
        with pytest.raises(TooMany, match=r"Too much\. Wait 7 minutes, then try again\.") as refusal, transaction():
            limits.count([bound])
        assert refusal.value.retry_after == 6 * 60 + 1
        clock.shift(timedelta(minutes=6))
        assert tries(own_site, bound)


def test_a_try_that_is_refused_is_not_counted_anywhere(own_site: Flask) -> None:
    with own_site.app_context():
        full, other = LIMIT.of("cora"), LIMIT.of("dora")
        for _ in range(3):
            tries(own_site, full)
        for _ in range(9):
            assert not tries(own_site, full, other)
        assert tries(own_site, other)
        with transaction():
            limits.give_back([full])
        assert tries(own_site, full)
        assert not tries(own_site, full)


def test_subjects_and_limits_are_counted_apart_and_nobody_can_read_whom_they_are_about(own_site: Flask) -> None:
    with own_site.app_context():
        for subject in (("cora", "192.0.2.1"), ("cora", "192.0.2.2"), ("cora",)):
            assert tries(own_site, LIMIT.of(*subject))
        kept = session.scalars(select(Tally)).all()
        assert [each.count for each in kept] == [1, 1, 1]
        assert not any("192.0.2" in each.key or "cora" in each.key for each in kept)


def test_a_count_is_swept_away_when_its_time_is_over(own_site: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock, own_site.app_context():
        tries(own_site, LIMIT.of("cora"))
        assert not limits.is_dusty()
        clock.shift(timedelta(minutes=10))
        assert limits.is_dusty()
        with transaction():
            limits.sweep()
        assert session.scalars(select(Tally)).all() == []


def test_no_count_is_kept_for_longer_than_a_day() -> None:
    every = [each for each in vars(limits).values() if isinstance(each, limits.Limit)]
    assert len(every) >= 7
    assert all(each.within <= timedelta(hours=24) for each in every)


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("unix:", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_household_counts_as_one_address(remote: str | None, network: str) -> None:
    assert network_of(remote) == network
