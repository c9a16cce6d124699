"""The pages of webhooks: who sets them up, what is shown of a secret, and what was answered."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.core.personal_data import Remains, forget, sections
from deliberate.webhooks.models import Delivery, DeliveryState, Webhook, WebhookState
from deliberate.webhooks.services import MOST
from tests.databases import SQLITE
from tests.factories import make_article
from tests.host import person, sign_in, token
from tests.webhooks.receiver import make_hook


@pytest.fixture
def database() -> str:
    return SQLITE


def page(app: Flask, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, actor)
    return client


def sent(client: FlaskClient, place: str, **data: object) -> int:
    data.setdefault("submission", "one")
    return client.post(place, data={"csrf_token": token(client), **data}).status_code


def test_admins_set_up_those_of_the_site_and_editors_those_of_their_article(app: Flask) -> None:
    ada, mo, edith = person(app, "ada", "admin"), person(app, "mo", "moderator"), person(app, "edith", level=2)
    with app.app_context(), transaction():
        make_article(author=edith.key, slug="bridge")
    wanted = {"address": "https://receiver.example/hook?x=1", "kinds": ["evidence.posted"]}
    for who, address, status in (
        (ada, "/deliberate/webhooks", 303),
        (mo, "/deliberate/webhooks", 403),
        (edith, "/deliberate/webhooks", 403),
        (edith, "/deliberate/a/bridge/webhooks", 303),
        (mo, "/deliberate/a/bridge/webhooks", 403),
    ):
        assert sent(page(app, who), address, **wanted) == status, (who.name, address)
    client = page(app, ada)
    for bad in (
        "http://receiver.example/",
        "https://receiver.example:8443/",
        "https://me@receiver.example/",
        "https://0x7f.1/",
    ):
        assert sent(client, "/deliberate/webhooks", submission="two", address=bad, kinds=["evidence.posted"]) == 422
    assert sent(client, "/deliberate/webhooks", submission="two", address=wanted["address"]) == 422
    for n in range(MOST):
        status = sent(client, "/deliberate/webhooks", submission=f"more {n}", **wanted)
        assert status == (303 if n < MOST - 1 else 429)
    with app.app_context():
        actions = session.scalars(select(Event.action).where(Event.target_kind == "webhook")).all()
        assert list(actions) == ["add_webhook"] * (MOST + 1)
        assert [row["address"] for row in sections.get("webhooks")(edith.key)] == [wanted["address"]]
        with transaction():
            forget(edith, Remains.ALL)
        left = session.scalars(select(Webhook).where(Webhook.author_id == edith.key)).one()
        assert (left.state, left.address, left.secret) == (WebhookState.REMOVED, "", "")


def test_a_secret_is_shown_to_whoever_had_it_made_and_to_nobody_later(app: Flask) -> None:
    ada, ann = person(app, "ada", "admin"), person(app, "ann", "admin")
    client = page(app, ada)
    wanted = {"address": "https://receiver.example/", "kinds": ["evidence.posted"], "submission": "one"}
    made = client.post("/deliberate/webhooks", data={"csrf_token": token(client), **wanted})
    first = client.get(made.location)
    assert first.headers["Cache-Control"] == "private, no-store"
    (secret,) = re.findall(r"whsec_[\w+/=]{44}", unescape(first.text))
    assert secret not in page(app, ann).get(made.location).text
    assert sent(client, f"{made.location}/act", do="secret", number="1") == 303
    (second,) = re.findall(r"whsec_[\w+/=]{44}", unescape(client.get(made.location).text))
    assert second != secret
    assert sent(client, f"{made.location}/act", do="secret", number="1") == 303
    assert second in unescape(client.get(made.location).text)
    with app.app_context(), transaction():
        hook = session.scalars(select(Webhook)).one()
        hook.secret_shown_until = hook.created_at
    assert "whsec_" not in client.get(made.location).text
    for do in ("test", "off", "on", "remove"):
        assert sent(client, f"{made.location}/act", do=do) == 303, do
    assert sent(client, f"{made.location}/act", do="everything") == 422
    assert sent(client, f"{made.location}/act", do="test") == 409
    with app.app_context():
        assert session.scalars(select(Delivery)).all() == []
        found = select(Event.action).where(Event.target_kind == "webhook").order_by(Event.id)
        assert list(session.scalars(found)) == [
            *("add_webhook", "new_webhook_secret", "webhook_off", "webhook_on", "remove_webhook"),
        ]
        assert not session.scalars(
            select(Event).where(Event.before.contains("whsec") | Event.after.contains("http"))
        ).all()


def test_an_answer_is_shown_as_the_words_it_is(app: Flask) -> None:
    ada = person(app, "ada", "admin")
    with app.app_context():
        hook = make_hook("https://receiver.example/", author_id=ada.key)
        with transaction():
            for n in range(52):
                words = "<script>alert(1)</script>" if n else "The oldest."
                session.add(
                    Delivery(
                        webhook_id=hook.id, kind="test", state=DeliveryState.FAILED, status=500, answer=words, tries=1
                    )
                )
        address = f"/deliberate/webhooks/{hook.public_id}"
    client = page(app, ada)
    shown = client.get(address).text
    assert "<script>alert" not in shown
    assert shown.count("&lt;script&gt;alert(1)") == 50
    (older,) = re.findall(r"\?before=(\d+)", shown)
    assert "The oldest." in client.get(f"{address}?before={older}").text
