"""A draft comes back wherever its writer opens the form, and is gone once it is sent or thrown away."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.drafts.services import drafts_of
from deliberate.evidence.services import post_remark
from deliberate.propositions.models import Proposition
from tests.evidence.drafts import QUOTE
from tests.factories import make_article, make_proposition
from tests.host import person, send, sign_in

TYPED = {"side": "against", "quote": QUOTE, "warrant": "It is thin.", "link": "https://bridges.example/report"}


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann", level=1)


@pytest.fixture
def ben(app: Flask) -> Actor:
    return person(app, "ben", level=1)


@pytest.fixture
def claim(context: Flask) -> Proposition:
    with transaction():
        return make_proposition(make_article(slug="bridge"), words="The bridge closed on Monday.")


def form_of(claim: Proposition) -> str:
    return f"/deliberate/claims/{claim.public_id}/evidence"


def keep(client: FlaskClient, claim: Proposition) -> None:
    answer = send(
        client,
        "/deliberate/drafts",
        {**TYPED, "draft": f"evidence:{claim.public_id}", "submission": "s-1", "by": "script"},
    )
    assert answer.status_code == 204


def left(actor: Actor) -> int:
    session.rollback()
    return len(drafts_of(actor))


def test_a_draft_fills_its_form_until_it_is_posted(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)
    keep(client, claim)
    page = unescape(client.get(form_of(claim)).get_data(as_text=True))
    assert QUOTE in page
    # Words that come back are sent for the first time.
    assert 'value="s-1"' not in page
    assert re.search(r'name="submission"[^>]*value="[^"]+"', page)
    assert "Your draft of" in page
    listed = client.get("/deliberate/yours").get_data(as_text=True)
    assert form_of(claim) in listed
    sent = {**TYPED, "kind": "document", "submission": "s-1", "draft": f"evidence:{claim.public_id}"}
    refused = send(client, form_of(claim), {**sent, "kind": ""})
    assert refused.status_code == 422
    assert left(ann) == 1
    assert send(client, form_of(claim), sent).status_code == 303
    assert left(ann) == 0


def test_a_draft_is_thrown_away_and_nobody_else_has_it(
    app: Flask,
    client: FlaskClient,
    ann: Actor,
    ben: Actor,
    claim: Proposition,
) -> None:
    sign_in(client, ann)
    keep(client, claim)
    other = app.test_client()
    sign_in(other, ben)
    assert QUOTE not in other.get(form_of(claim)).get_data(as_text=True)
    send(other, "/deliberate/drafts/discard", {"draft": f"evidence:{claim.public_id}"})
    assert left(ann) == 1
    answer = send(client, "/deliberate/drafts/discard", {"draft": f"evidence:{claim.public_id}"})
    assert (answer.status_code, answer.location) == (303, form_of(claim))
    assert left(ann) == 0
    assert QUOTE not in client.get(form_of(claim)).get_data(as_text=True)


def test_an_edit_and_a_remark_come_back_too(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    with transaction():
        remark = post_remark(ann, claim.article, claim, "Is it so?")
    sign_in(client, ann)
    for named, text in ((f"edit_remark:{remark.public_id}", "Is it not?"), (f"remark:{claim.public_id}", "And when?")):
        version = {"version": str(remark.version)} if named.startswith("edit") else {}
        assert send(client, "/deliberate/drafts", {"text": text, "draft": named, **version}).status_code == 303
    assert "Is it not?" in client.get(f"/deliberate/remarks/{remark.public_id}/edit").get_data(as_text=True)
    assert "And when?" in client.get(f"/deliberate/claims/{claim.public_id}").get_data(as_text=True)


def test_a_draft_of_nothing_is_refused(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)
    for named in ("", "evidence:", f"Evidence:{claim.public_id}", f"nothing:{claim.public_id}"):
        assert send(client, "/deliberate/drafts", {"quote": QUOTE, "draft": named}).status_code == 422
