"""Deciding on ratings that were put aside."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.models import Bearing
from deliberate.moderation.bursts import decide_burst, undo_burst
from deliberate.weighting.models import BurstState, Rating, RatingBurst
from tests.host import person, send, sign_in
from tests.moderation.scenes import moderator
from tests.weighting.rooms import weighs
from tests.weighting.test_setting_aside import crowd, items, watch, weight

PAGE = "/deliberate/ratings-aside/{}"


@pytest.fixture
def mo(context: Flask) -> Actor:
    return moderator(context)


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    """An item with a burst of twenty."""
    (made,) = items()
    crowd([made], 20)
    watch()
    return made


def burst() -> RatingBurst:
    session.rollback()
    return session.scalars(select(RatingBurst).execution_options(populate_existing=True)).one()


def decided(actor: Actor, state: BurstState, reason: str = "") -> None:
    with transaction():
        decide_burst(actor, burst_now(), state, reason)


def burst_now() -> RatingBurst:
    return session.scalars(select(RatingBurst)).one()


def actions() -> list[str]:
    found = select(Event.action).where(Event.target == str(burst().public_id)).order_by(Event.id)
    return list(session.scalars(found))


def aside() -> set[bool]:
    return set(session.scalars(select(Rating.set_aside).where(Rating.burst_id.is_not(None))))


def test_released_they_weigh_discarded_they_never_do_and_both_can_be_undone(bearing: Bearing, mo: Actor) -> None:
    waiting = weight(bearing)
    decided(mo, BurstState.RELEASED)
    assert weight(bearing) < waiting
    assert aside() == {False}
    for state in (BurstState.DISCARDED, BurstState.RELEASED):
        with transaction():
            undo_burst(mo, burst_now())
        assert burst().state is BurstState.WAITING
        assert weight(bearing) == pytest.approx(waiting)
        decided(mo, state, "They are one person’s.")
    assert actions() == [
        *("set_ratings_aside", "release_ratings", "undo_ratings", "discard_ratings", "undo_ratings", "release_ratings")
    ]
    assert verify_chain().fault is None


def test_a_decision_sent_twice_is_one_and_another_comes_too_late(context: Flask, bearing: Bearing, mo: Actor) -> None:
    for _ in range(2):
        decided(mo, BurstState.DISCARDED, "They are one person’s.")
    assert actions() == ["set_ratings_aside", "discard_ratings"]
    with pytest.raises(Conflict, match="discarded"):
        decided(moderator(context, "max"), BurstState.RELEASED)


def test_discarding_needs_a_reason_and_so_does_undoing_what_somebody_else_decided(
    context: Flask, bearing: Bearing, mo: Actor
) -> None:
    with pytest.raises(Invalid):
        decided(mo, BurstState.DISCARDED)
    decided(mo, BurstState.RELEASED)
    other = moderator(context, "max")
    with pytest.raises(Invalid), transaction():
        undo_burst(other, burst_now())
    with transaction():
        undo_burst(other, burst_now(), "They came from one address.")
    assert burst().state is BurstState.WAITING


def test_whoever_rated_the_item_or_is_no_moderator_does_not_decide(context: Flask, bearing: Bearing, mo: Actor) -> None:
    weighs(mo, bearing)
    moderator(context, "max")
    for who in (mo, person(context, "ann", level=3)):
        with pytest.raises(NotAllowed):
            decided(who, BurstState.RELEASED)


def test_the_only_moderator_decides_as_self_review(context: Flask, bearing: Bearing, mo: Actor) -> None:
    weighs(mo, bearing)
    decided(mo, BurstState.RELEASED)
    last = session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (last.action, last.self_review) == ("release_ratings", True)


def test_the_queue_leads_to_the_page_that_decides(
    context: Flask, client: FlaskClient, bearing: Bearing, mo: Actor
) -> None:
    sign_in(client, mo)
    queue = client.get("/deliberate/queue").text
    address = PAGE.format(burst().public_id)
    assert "20 people’s ratings wait" in queue
    assert address in queue
    page = client.get(address).text
    assert "20 new people rated this item" in page
    assert "new 3" not in page
    refused = send(client, address, {"action": "discarded", "reason": ""})
    assert (refused.status_code, burst().state) == (422, BurstState.WAITING)
    assert send(client, address, {"action": "discarded", "reason": "One person’s."}).status_code == 303
    assert burst().state is BurstState.DISCARDED
    assert "A moderator discarded them" in client.get(address).text
    assert "ratings wait" not in client.get("/deliberate/queue").text
    assert send(client, f"{address}/undo").status_code == 303
    assert burst().state is BurstState.WAITING
    log = client.get("/deliberate/log").text
    assert "put" in log
    assert "burst of ratings" in log


def test_nobody_else_gets_to_the_page(context: Flask, client: FlaskClient, bearing: Bearing) -> None:
    address = PAGE.format(burst().public_id)
    assert client.get(address).status_code in {302, 303, 401, 403}
    sign_in(client, person(context, "ann", level=3))
    assert client.get(address).status_code == 403
    assert send(client, address, {"action": "released"}).status_code == 403
