"""The pages that change what is there: a stale edit, a second use of an item, a remark."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Evidence, Remark, Side
from deliberate.evidence.services import edit_bearing, post_evidence, post_remark
from deliberate.propositions.models import Proposition
from tests.evidence.drafts import QUOTE, bears, draft
from tests.factories import make_article, make_proposition
from tests.host import send, sign_in


@pytest.fixture
def bearing(context: Flask, ann: Actor, claim: Proposition) -> Bearing:
    with transaction():
        return post_evidence(ann, claim, draft(origin="Bridge Authority"))


@pytest.fixture
def item(bearing: Bearing) -> Evidence:
    return session.get_one(Evidence, bearing.evidence_id)


def edit_address(bearing: Bearing) -> str:
    return f"/deliberate/bearings/{bearing.public_id}/edit"


def test_the_edit_form_opens_on_the_present_words(
    client: FlaskClient, ann: Actor, bearing: Bearing, item: Evidence
) -> None:
    sign_in(client, ann)
    page = client.get(f"/deliberate/evidence/{item.public_id}/edit").get_data(as_text=True)
    for words in (QUOTE, "https://bridges.example/report", "Bridge Authority", '<option selected value="document">'):
        assert words in page
    # What stands in for a citation while there is none is nobody's words.
    assert 'value="bridges.example/report"' not in page
    page = client.get(edit_address(bearing)).get_data(as_text=True)
    assert "A cable so thin *breaks*." in page
    assert 'checked id="side-0"' in page


def test_an_item_is_changed(client: FlaskClient, ann: Actor, item: Evidence) -> None:
    sign_in(client, ann)
    typed = {"quote": "The cable was thin.", "citation": "Report", "kind": "report", "version": str(item.version)}
    answer = send(client, f"/deliberate/evidence/{item.public_id}/edit", typed)
    assert answer.status_code == 303
    session.rollback()
    assert (item.quote, item.revision) == ("The cable was thin.", 2)


def test_a_stale_edit_shows_the_present_words_and_keeps_the_typed_ones(
    client: FlaskClient, ann: Actor, bearing: Bearing
) -> None:
    opened_on = bearing.version
    with transaction():
        edit_bearing(ann, bearing, bears(warrant="Words stored meanwhile."), opened_on)
    sign_in(client, ann)
    typed = {"side": "against", "warrant": "My own words.", "version": str(opened_on)}
    answer = send(client, edit_address(bearing), typed)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    for words in ("Words stored meanwhile.", "My own words.", "Somebody changed this"):
        assert words in page
    session.rollback()
    assert f'name="version" type="hidden" value="{bearing.version}"' in page
    # Having seen them, the author may send theirs after all.
    assert send(client, edit_address(bearing), {**typed, "version": str(bearing.version)}).status_code == 303
    session.rollback()
    assert (bearing.side, bearing.warrant) == (Side.AGAINST, "My own words.")


@pytest.mark.parametrize("version", ["", "x", "9" * 40])
def test_a_version_that_was_tampered_with_stores_nothing(
    client: FlaskClient, ann: Actor, bearing: Bearing, version: str
) -> None:
    sign_in(client, ann)
    answer = send(client, edit_address(bearing), {"side": "for", "warrant": "New.", "version": version})
    assert answer.status_code in (409, 422)
    session.rollback()
    assert bearing.revision == 1


def test_bad_input_in_an_edit_keeps_the_words(client: FlaskClient, ann: Actor, item: Evidence) -> None:
    sign_in(client, ann)
    typed = {"quote": "", "link": "javascript:x", "kind": "report", "origin": "Somebody", "version": str(item.version)}
    answer = send(client, f"/deliberate/evidence/{item.public_id}/edit", typed)
    assert answer.status_code == 422
    assert all(words in answer.get_data(as_text=True) for words in ("javascript:x", "Somebody", "Paste the words"))


def test_an_edit_that_waits_says_so_and_opens_again_on_its_words(
    client: FlaskClient, ann: Actor, bearing: Bearing, hold_all: None
) -> None:
    sign_in(client, ann)
    typed = {"side": "for", "warrant": "Waiting words.", "version": str(bearing.version)}
    assert send(client, edit_address(bearing), typed).status_code == 303
    with client.session_transaction() as cookie:
        assert "waits for a moderator" in cookie["_flashes"][0][1]
    session.rollback()
    assert find_waiting_revision(bearing) is not None
    assert "Waiting words." in client.get(edit_address(bearing)).get_data(as_text=True)


def test_only_authors_see_the_edit_form(client: FlaskClient, ben: Actor, bearing: Bearing, item: Evidence) -> None:
    for url in (edit_address(bearing), f"/deliberate/evidence/{item.public_id}/edit"):
        assert client.get(url).status_code == 303
    sign_in(client, ben)
    for url in (edit_address(bearing), f"/deliberate/evidence/{item.public_id}/edit"):
        assert client.get(url).status_code == 403


def test_an_item_is_used_on_another_claim_from_the_list_or_by_its_address(
    client: FlaskClient, ben: Actor, claim: Proposition, item: Evidence
) -> None:
    with transaction():
        near = make_proposition(claim.article, "The cable had rusted.")
        far = make_proposition(make_article())
    sign_in(client, ben)
    url = f"/deliberate/evidence/{item.public_id}/bear"
    assert "The cable had rusted." in client.get(url).get_data(as_text=True)
    typed = {"side": "against", "warrant": "Thin is not rusty.", "submission": "b1"}
    assert send(client, url, {**typed, "target": str(near.public_id)}).status_code == 303
    by_address = {"address": f"https://host.example/deliberate/claims/{far.public_id}#top", "submission": "b2"}
    assert send(client, url, {**typed, **by_address}).status_code == 303
    assert send(client, url, {**typed, **by_address, "submission": "b3"}).status_code == 409
    session.rollback()
    targets = session.scalars(
        select(Bearing.target_id).where(Bearing.evidence_id == item.id, Bearing.author_id == "ben")
    )
    assert set(targets) == {near.id, far.id}


@pytest.mark.parametrize(
    "choice",
    [{}, {"address": "the other claim"}, {"address": "/claims/3f2504e0-4f89-41d3-9a0c-0305e82c3301"}],
    ids=["nothing", "no address", "unknown"],
)
def test_a_choice_that_leads_nowhere_is_answered_beside_its_field(
    client: FlaskClient, ben: Actor, item: Evidence, choice: dict[str, str]
) -> None:
    sign_in(client, ben)
    typed = {"side": "for", "warrant": "My words.", "submission": "b1", **choice}
    answer = send(client, f"/deliberate/evidence/{item.public_id}/bear", typed)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "My words." in page
    assert f'id="{"address" if choice else "target"}-error-1"' in page


def test_a_remark_is_posted_once_and_changed_by_its_author(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)
    typed = {"article": "bridge", "target": str(claim.public_id), "text": "Which Monday?", "submission": "r1"}
    first, second = (send(client, "/deliberate/remarks", typed) for _ in range(2))
    assert (first.status_code, first.location) == (303, second.location)
    session.rollback()
    remark = session.scalars(select(Remark)).one()
    url = f"/deliberate/remarks/{remark.public_id}/edit"
    assert "Which Monday?" in client.get(url).get_data(as_text=True)
    assert send(client, url, {"text": "Which day?", "version": str(remark.version)}).status_code == 303
    session.rollback()
    assert remark.text == "Which day?"


def test_a_remark_that_is_refused_keeps_its_words(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    typed = {"article": "bridge", "text": "turned \u202eround", "submission": "r1"}
    assert send(client, "/deliberate/remarks", typed).status_code == 401
    sign_in(client, ann)
    answer = send(client, "/deliberate/remarks", typed)
    assert answer.status_code == 422
    assert "turned \u202eround" in answer.get_data(as_text=True)
    assert send(client, "/deliberate/remarks", {**typed, "article": "nowhere"}).status_code == 404
    assert send(client, "/deliberate/remarks", {**typed, "target": "x", "text": "Fine."}).status_code == 404
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Remark)) == 0


def test_a_remark_is_open_to_edit_only_for_its_author(
    client: FlaskClient, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        remark = post_remark(ann, claim.article, None, "Who wrote this?")
    sign_in(client, ben)
    assert client.get(f"/deliberate/remarks/{remark.public_id}/edit").status_code == 403
