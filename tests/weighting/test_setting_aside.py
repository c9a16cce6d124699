"""Bursts of ratings by newcomers are put aside, seen by all, and weigh again unless somebody discards them."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Article, Audience, Group
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.models import Bearing, Evidence
from deliberate.jobs.running import run_due
from deliberate.weighting.models import BurstState, ItemScore, Rating, RatingBurst
from deliberate.weighting.services import reweigh
from deliberate.weighting.setting_aside import WAIT, release_overdue, set_bursts_aside
from tests.factories import make_bearing, rate_fully
from tests.host import person, send, sign_in
from tests.weighting.rooms import main_claim, weighs


def items(count: int = 1, **fields: object) -> list[Bearing]:
    """Items on one claim that two settled people have rated some time ago."""
    with transaction():
        claim = main_claim(**fields)
        made = [make_bearing(claim) for _ in range(count)]
        for bearing in made:
            for name in ("ann", "ben"):
                rate_fully(bearing, name, 3)
        reweigh(claim.article)
    return made


def crowd(bearings: list[Bearing], people: int, quarters: int = 0, level: int = 0, name: str = "new") -> None:
    """So many people rate all of these now."""
    with transaction():
        for bearing in bearings:
            found = session.get_one(Bearing, bearing.id)
            session.refresh(found, ["evidence"])
            for number in range(people):
                rate_fully(found, f"{name} {number}", quarters, level)
        reweigh(session.get_one(Article, bearings[0].article_id))


def watch() -> int:
    with transaction():
        return set_bursts_aside(now())


def weight(bearing: Bearing) -> float:
    return session.get_one(ItemScore, bearing.id, populate_existing=True).weight


def the_burst() -> RatingBurst:
    return session.scalars(select(RatingBurst)).one()


def test_a_burst_is_put_aside_and_weighs_nothing(context: Flask) -> None:
    (bearing,) = items()
    before = weight(bearing)
    crowd([bearing], 20)
    assert weight(bearing) < before
    assert watch() == 1
    assert weight(bearing) == pytest.approx(before)
    burst = the_burst()
    assert (burst.state, burst.bearing_id) == (BurstState.WAITING, bearing.id)
    aside = session.scalars(select(Rating.actor_id).where(Rating.set_aside.is_(True))).all()
    assert len(aside) == 60
    assert not {"ann", "ben"} & set(aside)


def test_fewer_are_nothing_unusual(context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 14)
    assert watch() == 0


def test_people_who_are_no_newcomers_are_left_alone(context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 40, level=1)
    assert watch() == 0


def test_a_meeting_that_weighs_a_whole_article_is_no_burst(context: Flask) -> None:
    made = items(4)
    crowd(made, 25, quarters=3)
    assert watch() == 0
    crowd(made[:1], 60, name="more")
    assert watch() == 1


def test_a_class_is_no_burst(context: Flask) -> None:
    with transaction():
        group = Group(name="Class 9", join_code="ABCDEFGHJK")
        session.add(group)
        session.flush()
    (bearing,) = items(audience=Audience.GROUP, group_id=group.id)
    crowd([bearing], 30)
    assert watch() == 0


def test_what_comes_later_in_the_same_burst_is_put_aside_with_it(context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    watch()
    crowd([bearing], 5, name="late")
    assert watch() == 1
    assert the_burst()
    assert len(set(session.scalars(select(Rating.actor_id).where(Rating.set_aside.is_(True))))) == 25


def test_rating_anew_does_not_get_around_it(app: Flask, context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    watch()
    before = weight(bearing)
    weighs(person(app, "new 3"), bearing, 4)
    assert weight(bearing) == before


def test_after_72_hours_they_weigh_again_and_no_burst_is_made_of_them_twice(context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    full = weight(bearing)
    watch()
    with transaction():
        assert release_overdue(now() + WAIT - timedelta(minutes=1)) == 0
    with transaction():
        assert release_overdue(now() + WAIT) == 1
    assert weight(bearing) == pytest.approx(full)
    assert the_burst().state is BurstState.RELEASED
    assert watch() == 0


def test_the_clock_finds_and_releases_bursts_and_the_log_says_so(context: Flask) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    run_due()
    session.rollback()
    assert the_burst().state is BurstState.WAITING
    with time_machine.travel(now() + WAIT + timedelta(minutes=6)):
        run_due()
    session.rollback()
    session.expire_all()
    assert the_burst().state is BurstState.RELEASED
    told = session.scalars(select(Event).where(Event.target == str(the_burst().public_id)).order_by(Event.id)).all()
    assert [event.action for event in told] == ["set_ratings_aside", "release_ratings_undecided"]
    assert verify_chain().fault is None


def test_the_items_page_says_that_they_wait(context: Flask, client: FlaskClient) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    watch()
    item = session.get_one(Evidence, session.get_one(Bearing, bearing.id).evidence_id)
    page = client.get(f"/deliberate/evidence/{item.public_id}")
    assert "20 people’s ratings since" in page.text
    assert "2 people" in page.text


def test_whoever_rates_anew_in_a_burst_is_told_that_it_waits(app: Flask, context: Flask, client: FlaskClient) -> None:
    (bearing,) = items()
    crowd([bearing], 20)
    watch()
    sign_in(client, person(app, "new 3"))
    url = f"/deliberate/bearings/{bearing.public_id}/rate"
    answers = {"relevance": "2", "reliability": "2", "strength": "2"}
    assert "aside with others" in send(client, url, answers, follow_redirects=True).text
