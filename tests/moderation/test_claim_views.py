"""What moderators do about an item in the queue short of deciding, on the page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.moderation.claiming import claim
from deliberate.moderation.queue_models import QueueEntry, QueueNote
from tests.host import person, send, sign_in
from tests.moderation.scenes import moderator, opened, posted


@pytest.fixture
def mo(context: Flask, client: FlaskClient) -> Actor:
    actor = moderator(context)
    sign_in(client, actor)
    return actor


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    return posted(person(context, "ann"), opened(context))


def test_looking_at_it_is_a_button_and_leaving_it_another(client: FlaskClient, mo: Actor, bearing: Bearing) -> None:
    url = f"/deliberate/queue/contribution/{bearing.public_id}"
    assert "Look at it" in client.get("/deliberate/queue").text
    assert send(client, f"{url}/claim").status_code == 303
    assert "Leave it to others" in client.get("/deliberate/queue").text
    assert send(client, f"{url}/let-go").status_code == 303
    assert "Look at it" in client.get("/deliberate/queue").text


def test_opening_the_queue_claims_nothing(client: FlaskClient, mo: Actor, bearing: Bearing) -> None:
    client.get("/deliberate/queue")
    assert session.query(QueueEntry).one().claimed_by is None


def test_others_see_who_looks_and_are_refused_with_their_words_kept(
    context: Flask, client: FlaskClient, mo: Actor, bearing: Bearing
) -> None:
    other = moderator(context, "other")
    with transaction():
        claim(other, bearing)
    assert "Other is looking at it" in client.get("/deliberate/queue").text
    form = {"action": "reject", "reason_code": "spam", "reason": "It sells shoes.", "version": bearing.version}
    answer = send(client, f"/deliberate/contributions/{bearing.public_id}/decide", form)
    assert answer.status_code == 409
    assert "Other is looking at it" in answer.text
    assert "It sells shoes." in answer.text
    assert send(client, f"/deliberate/queue/contribution/{bearing.public_id}/claim").status_code == 409


def test_a_note_and_a_delay_are_shown_to_moderators(client: FlaskClient, mo: Actor, bearing: Bearing) -> None:
    url = f"/deliberate/queue/contribution/{bearing.public_id}"
    assert send(client, f"{url}/note", {"text": "I wrote to them."}).status_code == 303
    assert send(client, f"{url}/note", {"text": " "}).status_code == 422
    assert send(client, f"{url}/put-off", {"hours": "2", "reason": "They answer today."}).status_code == 303
    assert send(client, f"{url}/put-off", {"hours": "0", "reason": "Never."}).status_code == 422
    page = client.get("/deliberate/queue?bucket=watch").text
    assert "I wrote to them." in page
    assert "They answer today." in page
    session.rollback()
    assert session.query(QueueNote).count() == 1


def test_the_terms_of_a_priority_are_written_out(client: FlaskClient, mo: Actor, bearing: Bearing) -> None:
    assert "Priority 0.0" in client.get("/deliberate/queue").text


def test_items_by_one_author_stand_together(context: Flask, client: FlaskClient, mo: Actor) -> None:
    claim_there = opened(context, slug="other")
    ann, bob = person(context, "ann"), person(context, "bob")
    posted(ann, claim_there, "First of Ann.", citation="A")
    posted(bob, claim_there, "First of Bob.", citation="B")
    posted(ann, claim_there, "Second of Ann.", citation="C")
    page = client.get("/deliberate/queue").text
    first, second, bobs = (
        page.index(f"</span>{words}<span") for words in ("First of Ann.", "Second of Ann.", "First of Bob.")
    )
    assert first < second < bobs
    assert "the same author" in page


def test_in_a_matter_of_ones_own_one_may_leave_a_note_and_no_more(
    context: Flask, client: FlaskClient, mo: Actor, bearing: Bearing
) -> None:
    moderator(context, "other")
    with transaction():
        session.get_one(Bearing, bearing.id).author_id = mo.key
    url = f"/deliberate/queue/contribution/{bearing.public_id}"
    page = client.get("/deliberate/queue").text
    assert not any(words in page for words in ("Look at it", "Hand it on", "Put it off"))
    assert "Leave a note" in page
    page = client.get(f"{url}/put-off").text
    assert "Leave the note" in page
    assert "Put it off" not in page
    assert send(client, f"{url}/put-off", {"hours": "24", "reason": "Later."}).status_code == 403
    assert send(client, f"{url}/claim").status_code == 403
    assert client.get(f"{url}/hand-on").status_code == 403
    assert send(client, f"{url}/note", {"text": "It is mine."}).status_code == 303
