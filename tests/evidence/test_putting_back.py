"""One's own withdrawal undone: as it stood, and only where nothing has come of it since."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Status, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import Event
from deliberate.evidence.models import Bearing, Evidence, Side
from deliberate.evidence.services import edit_bearing, post_evidence, post_remark, put_back, withdraw
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from deliberate.weighting.choosing import find_bearing
from deliberate.weighting.models import Score
from tests.evidence.drafts import bears, draft
from tests.factories import rate_fully
from tests.host import person, send, sign_in


@pytest.fixture
def item(ann: Actor, claim: Proposition) -> Bearing:
    with transaction():
        return post_evidence(ann, claim, draft())


def actions_on(bearing: Bearing) -> list[str]:
    found = select(Event.action).where(Event.target == str(bearing.public_id)).order_by(Event.id)
    return list(session.scalars(found))


def test_what_was_withdrawn_stands_and_weighs_as_before(ann: Actor, claim: Proposition, item: Bearing) -> None:
    with transaction():
        loaded = find_bearing(item.id)
        assert loaded is not None
        for name in ("ben", "cem", "dan"):
            rate_fully(loaded, name)
        edit_bearing(ann, item, bears(warrant="It breaks, they say."), item.version)
    before = session.get_one(Score, claim.id).balance
    with transaction():
        withdraw(ann, item)
    assert session.get_one(Evidence, item.evidence_id).status is Status.WITHDRAWN
    assert session.get_one(Score, claim.id).balance != before
    with transaction():
        put_back(ann, item)
        put_back(ann, item)
    assert (item.status, session.get_one(Evidence, item.evidence_id).status) == (Status.VISIBLE, Status.VISIBLE)
    assert session.get_one(Score, claim.id).balance == before
    assert actions_on(item) == ["post", "edit", "withdraw", "put_back"]


def test_an_edit_that_waited_waits_again(ann: Actor, claim: Proposition, hold_all: None) -> None:
    with transaction():
        remark = post_remark(ann, claim.article, claim, "Is it so?")
        assert remark.status is Status.PENDING
        withdraw(ann, remark)
        put_back(ann, remark)
    assert remark.status is Status.PENDING
    assert find_waiting_revision(remark) is None


def test_what_would_be_held_now_waits_for_a_moderator(
    ann: Actor, item: Bearing, request: pytest.FixtureRequest
) -> None:
    with transaction():
        withdraw(ann, item)
    request.getfixturevalue("hold_all")
    with transaction():
        put_back(ann, item)
    assert (item.status, item.held_because) == (Status.PENDING, "A moderator looks first.")


def test_only_who_withdrew_it_puts_it_back_and_nobody_what_a_moderator_removed(
    app: Flask, ann: Actor, ben: Actor, item: Bearing
) -> None:
    mo = person(app, "mo", "moderator")
    with transaction():
        with pytest.raises(NotAllowed):
            put_back(ben, item)
        decide(mo, item, "remove", "spam", "It sells shoes.")
    with transaction(), pytest.raises(Conflict):
        put_back(ann, item)


def test_a_quote_that_was_posted_again_meanwhile_is_in_the_way(
    ann: Actor, ben: Actor, claim: Proposition, item: Bearing
) -> None:
    with transaction():
        withdraw(ann, item)
        post_evidence(ben, claim, draft(Side.FOR))
    with pytest.raises(Conflict), transaction():
        put_back(ann, item)
    assert item.status is Status.WITHDRAWN


def test_yours_has_the_button_and_the_page_says_that_it_is_back(client: FlaskClient, ann: Actor, item: Bearing) -> None:
    with transaction():
        withdraw(ann, item)
    sign_in(client, ann)
    address = f"/deliberate/contributions/{item.public_id}/put-back"
    assert address in client.get("/deliberate/yours").get_data(as_text=True)
    answer = send(client, address)
    assert answer.status_code == 303
    assert "It is back as it was." in client.get(answer.location).get_data(as_text=True)
