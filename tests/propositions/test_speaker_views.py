"""The page on who is quoted."""

import re

from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Party, Speaker
from deliberate.propositions.speakers import speakers_named
from tests.factories import make_article
from tests.host import send, sign_in

LISTED = "/deliberate/a/bridge/speakers"


def test_everybody_is_on_one_of_the_pages_and_a_party_is_stored_from_any(
    app: Flask, client: FlaskClient, editor: Actor
) -> None:
    with app.app_context(), transaction():
        speakers_named(make_article(slug="bridge"), [f"Witness {number:03}" for number in range(70)])
    sign_in(client, editor)
    first = client.get(LISTED).text
    following = re.search(r'href="([^"]*)" rel="next"', first)
    assert following
    second = client.get(following[1]).text
    names = [re.findall(r"<summary>(Witness \d+)", page) for page in (first, second)]
    assert [*names[0], *names[1]] == [f"Witness {number:03}" for number in range(70)]
    action = re.findall(r'action="(/deliberate/speakers/(\d+)[^"]*)"', second)[-1]
    stored = send(client, action[0], {"party": "yes", "reason": "They own it."})
    assert stored.location == f"{following[1]}#speaker-{action[1]}"
    with app.app_context():
        assert session.get_one(Speaker, int(action[1])).party is Party.YES


def test_a_refused_reason_stays_on_its_page(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        found = speakers_named(make_article(slug="bridge"), ["Anna"])
        key = found["Anna"].id
    sign_in(client, editor)
    refused = send(client, f"/deliberate/speakers/{key}", {"party": "yes", "reason": "They \u202eown it."})
    assert refused.status_code == 422
    assert "They \u202eown it." in refused.text
    assert f'id="error-speaker-{key}"' in refused.text


def test_only_editors_see_the_page(app: Flask, client: FlaskClient, ann: Actor) -> None:
    with app.app_context(), transaction():
        make_article(slug="bridge")
    sign_in(client, ann)
    assert client.get(LISTED).status_code == 403


def test_what_one_said_last_is_undone_by_a_button(app: Flask, client: FlaskClient, editor: Actor) -> None:
    with app.app_context(), transaction():
        key = speakers_named(make_article(slug="bridge"), ["Anna"])["Anna"].id
    sign_in(client, editor)
    assert "dlb-undo" not in client.get(LISTED).text
    send(client, f"/deliberate/speakers/{key}", {"party": "yes", "reason": "She owns it."})
    page = client.get(LISTED).text
    assert "You said whether they are party to the dispute:" in page
    action = re.search(r'action="([^"]*/undo/\d+[^"]*)"', page)
    assert action
    undone = send(client, action[1])
    assert (undone.status_code, undone.location) == (303, f"{LISTED}#speaker-{key}")
    page = client.get(LISTED).text
    assert "everything is as it was before" in page
    assert "dlb-undo" not in page
    with app.app_context():
        assert session.get_one(Speaker, key).party is Party.UNKNOWN
