"""The page that asks whether it was said."""

import re
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Check, Party, Proposition
from deliberate.propositions.services import merge
from tests.factories import make_article, make_proposition
from tests.host import send, sign_in
from tests.propositions.claims import voiced

ORIGINAL = "https://example.org/original"


@pytest.fixture
def claim(app: Flask, editor: Actor, client: FlaskClient) -> str:
    """The address of a claim that engineers make, as told by RT; its editor is signed in."""
    with app.app_context(), transaction():
        found = voiced(make_article(slug="bridge"), "RT", "Engineers", words="the cable had rusted")
        teller = found.voices[1].speaker
        assert teller
        teller.party, teller.party_reason = Party.YES, "They built it."
        address = f"/deliberate/claims/{found.public_id}"
    sign_in(client, editor)
    return address


def checked(client: FlaskClient, claim: str, said: str, back: bool = True, **fields: str) -> str:
    stored = send(
        client,
        f"{claim}/said{'?back=claim' if back else ''}",
        {"version": _version(client, claim), "said": said, **fields},
    )
    assert stored.status_code == 303
    return str(stored.location)


def _version(client: FlaskClient, claim: str) -> str:
    return client.get(f"{claim}/said").text.split('name="version"')[1].split('value="')[1].split('"')[0]


def test_the_voice_is_shown_with_who_passes_it_on_and_why_it_is_labelled(client: FlaskClient, claim: str) -> None:
    page = client.get(claim).text
    assert "as told by" in page
    assert page.index("Engineers") < page.index("RT</span>")
    assert "Why this label for Engineers: They built it." in page
    assert "Nobody has checked." in page


def test_what_was_found_stands_beside_the_voice_on_page_and_card(client: FlaskClient, claim: str) -> None:
    assert checked(client, claim, "checked", said_url=ORIGINAL) == claim
    for address in (claim, "/deliberate/a/bridge"):
        page = client.get(address).text
        assert f'Checked against <a href="{ORIGINAL}"' in page
    checked(client, claim, "disputed", said_reason="It is not in the minutes.")
    for address in (claim, "/deliberate/a/bridge"):
        assert "Disputed: It is not in the minutes." in client.get(address).text
    history = client.get(claim).text.split('id="history"')[1]
    assert history.index("Disputed: It is not in the minutes.") < history.index(
        f"Checked against the original: {ORIGINAL}"
    )


def test_the_editor_s_screen_leads_there_and_back(client: FlaskClient, claim: str) -> None:
    assert f"{claim}/said" in client.get("/deliberate/a/bridge/edit").text
    assert checked(client, claim, "checked", back=False, said_url=ORIGINAL) == "/deliberate/a/bridge/edit#claim-1"


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, claim: str
) -> None:
    refused = send(client, f"{claim}/said", {"version": "1", "said": "checked", "said_url": "javascript:alert(1)"})
    assert refused.status_code == 422
    assert 'value="javascript:alert(1)"' in refused.text
    assert "Give a full web address" in refused.text
    assert "Say why it is disputed" in send(client, f"{claim}/said", {"version": "1", "said": "disputed"}).text
    with app.app_context():
        assert not session.scalars(select(Proposition).where(Proposition.said != Check.UNCHECKED)).all()


def test_whoever_was_overtaken_sees_what_is_recorded_and_may_store_theirs_over_it(
    client: FlaskClient, claim: str
) -> None:
    opened_at = _version(client, claim)
    checked(client, claim, "disputed", said_reason="It is not in the minutes.")
    mine = {"version": opened_at, "said": "checked", "said_url": ORIGINAL}
    late = send(client, f"{claim}/said", mine)
    assert late.status_code == 409
    assert "What is recorded now" in late.text
    assert "It is not in the minutes." in late.text
    assert f'value="{ORIGINAL}"' in late.text
    again = late.text.split('name="version"')[1].split('value="')[1].split('"')[0]
    assert send(client, f"{claim}/said", {**mine, "version": again}).status_code == 303


def test_a_disputed_saying_becomes_a_claim_of_its_own_in_one_click_linked_both_ways(
    client: FlaskClient, claim: str
) -> None:
    assert "Make it a claim of its own" not in client.get(claim).text
    assert send(client, f"{claim}/report").status_code == 409
    checked(client, claim, "disputed", said_reason="It is not in the minutes.")
    assert "Make it a claim of its own" in client.get(claim).text
    made = send(client, f"{claim}/report")
    assert made.status_code == 303
    assert send(client, f"{claim}/report").location == made.location
    report = client.get(made.location).text
    assert "Engineers said that the cable may have rusted." in report
    assert f'href="{claim}"' in report
    assert f'href="{made.location}/evidence?side=for"' in report
    page = client.get(claim).text
    assert f'href="{made.location}"' in page
    assert "Make it a claim of its own" not in page


def test_readers_see_what_was_found_and_no_way_to_change_it(client: FlaskClient, claim: str, ann: Actor) -> None:
    checked(client, claim, "disputed", said_reason="It is not in the minutes.")
    sign_in(client, ann)
    page = client.get(claim).text
    assert "Disputed: It is not in the minutes." in page
    assert f"{claim}/said" not in page
    assert client.get(f"{claim}/said").status_code == 403
    assert send(client, f"{claim}/report").status_code == 403


def test_of_the_article_s_own_words_nobody_is_asked_whether_they_were_said(
    app: Flask, client: FlaskClient, claim: str
) -> None:
    with app.app_context(), transaction():
        own = make_proposition(make_article()).public_id
    assert "Was it said?" not in client.get(f"/deliberate/claims/{own}").text
    assert client.get(f"/deliberate/claims/{uuid.uuid4()}/said").status_code == 404


def test_a_check_is_undone_from_the_editor_s_page_also_of_a_claim_merged_into_another(
    app: Flask, client: FlaskClient, editor: Actor, claim: str
) -> None:
    with app.app_context(), transaction():
        saying = session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(claim[-36:]))).one()
        merge(editor, [saying, keep := make_proposition(saying.article, "Rust was there.")], keep)
    checked(client, claim, "checked", back=False, said_url=ORIGINAL)
    page = client.get("/deliberate/a/bridge/edit").text
    assert "You checked whether this was said:" in page
    action = re.search(r'dlb-undo.*?action="([^"]*/acts/[^"]*)"', page, re.DOTALL)
    assert action
    assert send(client, action[1]).location == "/deliberate/a/bridge/edit#claim-1"
    with app.app_context():
        assert {each.said for each in session.scalars(select(Proposition))} == {Check.UNCHECKED}
    assert "Taken back, so again: Nobody has checked" in client.get(f"{claim}/said").text
