"""Handing something in the queue on to another moderator, or to the admins."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import EventReason
from deliberate.evidence.models import Bearing
from deliberate.moderation.claiming import claim, notes_on
from deliberate.moderation.handing_on import ADMINS, hand_on, handed_to, whom
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.services import decide
from tests.host import person, send, sign_in
from tests.moderation.scenes import events_of, flagged, moderator, opened, posted


@pytest.fixture
def mo(context: Flask) -> Actor:
    return moderator(context)


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    """One that a moderator flagged, so that they are a party to it."""
    found = posted(person(context, "ann", level=1), opened(context))
    flagged(moderator(context, "party"), found)
    return found


def entry() -> QueueEntry:
    session.rollback()
    return session.scalars(select(QueueEntry)).one()


def test_it_goes_to_one_moderator_with_a_note_that_the_log_does_not_show(
    context: Flask, mo: Actor, bearing: Bearing
) -> None:
    other = moderator(context, "other")
    with transaction():
        claim(mo, bearing)
    for _twice in range(2):
        with transaction():
            hand_on(mo, bearing, other.key, "I know them.")
    assert (entry().handed_to, entry().handed_by, entry().claimed_by) == (other.key, mo.key, None)
    assert [each.text for each in notes_on(bearing)] == ["I know them."]
    assert [event.action for event in events_of(bearing)].count("hand_on") == 1
    assert "I know them." not in session.scalars(select(EventReason.text)).all()
    assert [each.contribution for each in handed_to(other)] == [bearing]
    assert handed_to(mo) == []


def test_the_admins_are_one_to_hand_it_to_and_whoever_is_free_may_still_decide(
    context: Flask, mo: Actor, bearing: Bearing
) -> None:
    assert whom(mo, bearing) == {}
    root = person(context, "root", "admin")
    assert whom(mo, bearing) == {ADMINS: "The admins", "root": "Root"}
    with transaction():
        hand_on(mo, bearing, ADMINS, "Is this a matter for the police?")
    assert [each.contribution for each in handed_to(root)] == [bearing]
    with transaction():
        decide(mo, bearing, "keep")
    session.rollback()
    assert handed_to(root) == []


def test_it_is_handed_on_by_and_to_those_who_could_decide_and_never_without_words(
    context: Flask, mo: Actor, bearing: Bearing
) -> None:
    other, eve = moderator(context, "other"), person(context, "eve", level=3)
    with pytest.raises(NotAllowed), transaction():
        hand_on(context.extensions["deliberate"].identity.known["party"], bearing, other.key, "Please look.")
    for to in (mo.key, "party", "ann", "nobody", ""):
        with pytest.raises(Invalid), transaction():
            hand_on(mo, bearing, to, "Please look.")
    with pytest.raises(Invalid), transaction():
        hand_on(mo, bearing, other.key, " ")
    with pytest.raises(NotAllowed), transaction():
        hand_on(eve, bearing, other.key, "Please look.")
    with transaction():
        claim(other, bearing)
    with pytest.raises(Conflict, match="looking at it"), transaction():
        hand_on(mo, bearing, other.key, "Please look.")
    assert entry().handed_to is None


def test_on_the_page_it_is_one_form_and_the_other_finds_it_on_top(
    context: Flask, mo: Actor, bearing: Bearing, client: FlaskClient
) -> None:
    other = moderator(context, "other")
    sign_in(client, mo)
    url = f"/deliberate/queue/contribution/{bearing.public_id}/hand-on"
    assert f'href="{url}" data-key="e"' in client.get("/deliberate/queue").text
    assert send(client, url, {"to": other.key, "words": ""}).status_code == 422
    assert send(client, url, {"to": other.key, "words": "I know them."}).status_code == 303
    page = client.get("/deliberate/queue").text
    assert "Mo handed it on to Other." in page
    assert "Handed to you" not in page
    sign_in(client, other)
    assert "Handed to you" in client.get("/deliberate/queue").text


def test_what_was_handed_on_opens_from_whichever_page_of_the_queue_it_is_on(
    context: Flask, mo: Actor, bearing: Bearing, client: FlaskClient
) -> None:
    other = moderator(context, "other")
    with transaction():
        hand_on(mo, bearing, other.key, "I know them.")
    sign_in(client, other)
    # Of another bucket it is on no page.
    page = client.get(f"/deliberate/queue?bucket=pending&item={bearing.public_id}").text
    assert "Mo handed it on to Other." in page
