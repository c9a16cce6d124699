"""Visitors report what cannot wait: without an account, not without end, and nothing of them stays."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Audience, Group
from deliberate.core.actors import VISITOR
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotSignedIn, TooMany
from deliberate.core.site import names_of
from deliberate.moderation.flagging import REPORTS_BY_VISITORS
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.queue import queue_page
from deliberate.moderation.queue_models import Bucket
from deliberate.moderation.services import decide, raise_flag
from deliberate.moderation.visitors import forget_visitors
from tests.factories import make_bearing
from tests.host import person, send
from tests.moderation.scenes import item_of, moderator, opened, posted

ILLEGAL, NOTE, HERE = FlagReason.ILLEGAL, "It names where she lives.", "192.0.2.7"


def test_a_visitor_reports_what_cannot_wait_and_nothing_else(context: Flask) -> None:
    mo, bearing = moderator(context), posted(person(context, "ann", level=1), opened(context))
    with transaction():
        with pytest.raises(NotSignedIn):
            raise_flag(VISITOR, bearing, FlagReason.SPAM, NOTE, network=HERE)
        with pytest.raises(Invalid, match="nobody can ask you"):
            raise_flag(VISITOR, bearing, ILLEGAL, " ", network=HERE)
        with pytest.raises(Invalid, match="under 1000 characters"):
            raise_flag(VISITOR, bearing, ILLEGAL, "x" * 1001, network=HERE)
        made = raise_flag(VISITOR, bearing, ILLEGAL, NOTE, network=HERE)
        assert raise_flag(VISITOR, bearing, ILLEGAL, NOTE, network=HERE).id == made.id
        with pytest.raises(Conflict, match="already"):
            raise_flag(VISITOR, bearing, FlagReason.PERSONAL_DATA, NOTE, network=HERE)
    (entry,) = queue_page(mo).entries
    assert (entry.bucket, HERE in made.actor_id) == (Bucket.URGENT, False)
    assert names_of([made.actor_id]) == {made.actor_id: "a visitor"}
    with transaction():
        decide(mo, bearing, "remove", "personal_data", "It did.")
    assert made.upheld


def test_from_one_place_come_so_many_in_a_day_and_what_told_it_apart_goes_after_it(context: Flask) -> None:
    claim = opened(context)
    with transaction():
        bearings = [make_bearing(claim, author="ann") for _each in range(REPORTS_BY_VISITORS + 1)]
        for each in bearings[:-1]:
            raise_flag(VISITOR, each, ILLEGAL, NOTE, network=HERE)
        with pytest.raises(TooMany):
            raise_flag(VISITOR, bearings[-1], ILLEGAL, NOTE, network=HERE)
        raise_flag(VISITOR, bearings[-1], ILLEGAL, NOTE, network="192.0.2.8")
    forget_visitors()
    known = set(session.scalars(select(Flag.actor_id)))
    assert len(known) == 2
    with time_machine.travel(now() + timedelta(days=1, hours=1), tick=False):
        forget_visitors()
        forget_visitors()
        assert sorted(session.scalars(select(Flag.actor_id))) == sorted(
            f"visitor:{each}" for each in session.scalars(select(Flag.id))
        )
        with transaction():
            raise_flag(VISITOR, bearings[-1], ILLEGAL, NOTE, network=HERE)


def test_visitors_are_no_voice_that_sets_something_aside(context: Flask) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    with transaction():
        for number in range(20):
            raise_flag(VISITOR, bearing, ILLEGAL, NOTE, network=f"192.0.2.{number}")
    assert bearing.status is Status.VISIBLE


def test_the_form_begins_a_session_when_it_is_opened_and_the_page_with_its_link_does_not(
    context: Flask, client: FlaskClient
) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    public_id = item_of(bearing).public_id
    url = f"/deliberate/contributions/{public_id}/flag"
    item = client.get(f"/deliberate/evidence/{public_id}")
    assert url in item.text
    assert ("Set-Cookie" in item.headers, item.headers["Cache-Control"]) == (False, "public, no-cache")
    form = client.get(url)
    assert ("Set-Cookie" in form.headers, form.headers["Cache-Control"]) == (True, "private, no-store")
    assert client.post(url, data={"reason": "illegal", "note": NOTE}).status_code == 400
    filled = {"reason": "illegal", "note": NOTE}
    assert send(client, url, {**filled, "website": "https://example.org"}).status_code == 422
    refused = send(client, url, {"reason": "illegal"})
    assert (refused.status_code, "nobody can ask you" in refused.text) == (422, True)
    assert session.scalars(select(Flag)).all() == []
    assert send(client, url, filled).status_code == 303
    session.rollback()
    assert session.scalars(select(Flag.note)).all() == [NOTE]


def test_what_a_visitor_may_not_read_they_do_not_report(context: Flask, client: FlaskClient) -> None:
    claim = opened(context)
    bearing = posted(person(context, "ann", level=1), claim)
    with transaction():
        group = Group(name="A class", join_code="code")
        session.add(group)
        session.flush()
        claim.article.audience, claim.article.group_id = Audience.GROUP, group.id
    url = f"/deliberate/contributions/{bearing.public_id}/flag"
    assert client.get(url).status_code in {303, 404}
    assert session.scalars(select(Flag)).all() == []
