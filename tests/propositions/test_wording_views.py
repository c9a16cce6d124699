"""Pages that put claims in words, and relate them."""

import re
import threading
import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Anchor, Proposition, Relation
from deliberate.propositions.queries import with_parts
from deliberate.propositions.services import reword
from deliberate.propositions.voicing import speaker_names
from tests.factories import make_article, make_proposition
from tests.host import send, sign_in, token
from tests.propositions.claims import voiced

TEXT = "🚲 Engineers say that the cable may have rusted.\n\nThe mayor denies it."
CLAIMS = "/deliberate/a/bridge/claims"


@pytest.fixture
def rusted(app: Flask, editor: Actor, client: FlaskClient) -> str:
    """A visible claim of a speaker in an open article; its editor is signed in. Its public id."""
    with app.app_context(), transaction():
        article = make_article(slug="bridge", text=TEXT)
        claim = voiced(article, "Engineers", text="The cable may have rusted.", words="the cable may have rusted")
        make_proposition(article, "It is denied.", words="The mayor denies it.")
        public_id = str(claim.public_id)
    sign_in(client, editor)
    return public_id


def found(app: Flask, public_id: str) -> Proposition:
    with app.app_context():
        return with_parts(
            session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(public_id))).one()
        )


def newest(app: Flask) -> Proposition:
    with app.app_context():
        return with_parts(session.scalars(select(Proposition).order_by(Proposition.id.desc()).limit(1)).one())


def claims_of(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Proposition)) or 0


def hand(**fields: object) -> dict[str, object]:
    return {
        "text": "The mayor disagrees.",
        "words": "The mayor denies",
        "claim_kind": "fact",
        "modality": "denied",
        "submission": "once",
        **fields,
    }


def hidden(body: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', body)
    assert match
    return match[1]


def test_words_typed_by_hand_become_a_claim_without_a_script(app: Flask, client: FlaskClient, rusted: str) -> None:
    response = send(client, CLAIMS, hand(speakers="RT\r\nThe mayor"))
    claim = newest(app)
    assert (response.status_code, response.location) == (303, "/deliberate/a/bridge/edit#claim-3")
    assert speaker_names(claim) == ("RT", "The mayor")
    assert [anchor.exact for anchor in claim.anchors] == ["The mayor denies"]


def test_the_offsets_of_a_selection_count_code_points(app: Flask, client: FlaskClient, rusted: str) -> None:
    start = TEXT.index("the cable")
    send(client, CLAIMS, hand(words="the cable", start=start, end=start + 9))
    with app.app_context():
        anchor = session.scalars(select(Anchor).order_by(Anchor.id.desc()).limit(1)).one()
        assert (anchor.start, anchor.exact) == (start, "the cable")


def test_a_double_click_makes_one_claim(app: Flask, client: FlaskClient, rusted: str) -> None:
    before = claims_of(app)
    first, second = (send(client, CLAIMS, hand()) for _ in range(2))
    assert first.location == second.location
    assert claims_of(app) == before + 1


def test_two_presses_at_once_make_one_claim(app: Flask, client: FlaskClient, rusted: str, editor: Actor) -> None:
    before = claims_of(app)
    clients = [app.test_client() for _ in range(4)]
    places: list[str] = []
    for each in clients:
        sign_in(each, editor)
    tokens = [token(each) for each in clients]

    def press(at: int) -> None:
        places.append(clients[at].post(CLAIMS, data={"csrf_token": tokens[at], **hand()}).location)

    threads = [threading.Thread(target=press, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(places)) == 1
    assert claims_of(app) == before + 1


@pytest.mark.parametrize(
    ("fields", "message", "status"),
    [
        ({"text": ""}, "Put the claim in words.", 422),
        ({"words": ""}, "Choose the words of the article", 422),
        ({"words": "nowhere"}, "does not say this in exactly these words", 422),
        ({"text": "a\u202eb"}, "invisible characters", 422),
        ({"text": "x" * 1001}, "At most 1000 characters", 422),
        ({"claim_kind": "gossip"}, "Choose one of those listed", 422),
        ({"text": "It is denied.", "modality": "asserted"}, "there already", 409),
        ({"submission": ""}, "out of date", 422),
    ],
)
def test_what_cannot_be_a_claim_is_said_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, rusted: str, fields: dict[str, str], message: str, status: int
) -> None:
    before = claims_of(app)
    response = send(client, CLAIMS, hand(scope="in spring, typed with care", **fields))
    body = response.get_data(as_text=True)
    assert response.status_code == status
    assert message in body
    assert 'value="in spring, typed with care"' in body
    assert claims_of(app) == before


def test_a_basic_member_proposes_on_a_page_of_their_own_and_waits(
    app: Flask, client: FlaskClient, rusted: str, bob: Actor
) -> None:
    sign_in(client, bob)
    assert "A moderator looks at it" in client.get(CLAIMS).get_data(as_text=True)
    refused = send(client, CLAIMS, hand(words="nowhere"))
    assert refused.status_code == 422
    assert send(client, CLAIMS, hand()).status_code == 303
    assert newest(app).status is Status.PENDING


def test_newcomers_and_visitors_are_not_shown_the_form(client: FlaskClient, rusted: str, newcomer: Actor) -> None:
    sign_in(client, newcomer)
    assert client.get(CLAIMS).status_code == 403
    assert client.get("/deliberate/a/bridge/relations").status_code == 403
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get(CLAIMS).status_code == 303


def wording(version: int, **fields: object) -> dict[str, object]:
    return {
        "version": version,
        "text": "The cable may be rusty.",
        "speakers": "Engineers",
        "claim_kind": "fact",
        "modality": "possible",
        **fields,
    }


def test_a_claim_is_reworded_and_what_that_dropped_is_said(app: Flask, client: FlaskClient, rusted: str) -> None:
    url = f"/deliberate/claims/{rusted}/reword"
    opened = client.get(url).get_data(as_text=True)
    assert "the cable may have rusted" in opened
    response = send(client, url, wording(int(hidden(opened, "version")), speakers="", modality="asserted"))
    assert response.location == "/deliberate/a/bridge/edit#claim-1"
    claim = found(app, rusted)
    assert (claim.text, claim.voices) == ("The cable may be rusty.", [])
    back = client.get(response.location).get_data(as_text=True)
    assert "The article gives this as said by Engineers" in back
    assert "puts this as asserted" not in back


def test_a_stale_edit_shows_both_wordings_and_can_be_stored_over_it(
    app: Flask, client: FlaskClient, rusted: str, editor: Actor
) -> None:
    url = f"/deliberate/claims/{rusted}/reword"
    opened = int(hidden(client.get(url).get_data(as_text=True), "version"))
    with app.app_context(), transaction():
        theirs = session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(rusted))).one()
        reword(editor, theirs, "Rust may have got into the cable.", opened)
    stale = send(client, url, wording(opened))
    body = stale.get_data(as_text=True)
    assert stale.status_code == 409
    assert "Rust may have got into the cable." in body
    assert "The cable may be rusty.</textarea>" in body
    assert found(app, rusted).text == "Rust may have got into the cable."
    assert send(client, url, wording(int(hidden(body, "version")))).status_code == 303
    assert found(app, rusted).text == "The cable may be rusty."


def test_a_suggestion_is_reworded_and_accepted_at_once(app: Flask, client: FlaskClient, rusted: str) -> None:
    with app.app_context(), transaction():
        found_ = session.scalars(select(Proposition).where(Proposition.public_id == uuid.UUID(rusted))).one()
        found_.status = Status.SUGGESTED
    url = f"/deliberate/claims/{rusted}/reword"
    version = int(hidden(client.get(url).get_data(as_text=True), "version"))
    send(client, url, wording(version, accept="yes"))
    assert found(app, rusted).status is Status.VISIBLE


def test_an_author_who_is_no_editor_rewords_and_comes_to_the_claim(app: Flask, client: FlaskClient, ann: Actor) -> None:
    with app.app_context(), transaction():
        claim = make_proposition(make_article(author="somebody"), author_id="ann")
        public_id = str(claim.public_id)
    sign_in(client, ann)
    url = f"/deliberate/claims/{public_id}/reword"
    version = int(hidden(client.get(url).get_data(as_text=True), "version"))
    response = send(client, url, wording(version, speakers=""))
    assert response.status_code == 303
    assert "/edit" not in response.location
    assert found(app, public_id).text == "The cable may be rusty."


def test_a_claim_is_split_once_and_a_second_press_keeps_what_was_typed(
    app: Flask, client: FlaskClient, rusted: str
) -> None:
    url = f"/deliberate/claims/{rusted}/split"
    version = int(hidden(client.get(url).get_data(as_text=True), "version"))
    fields = {"version": version, "text_1": "The cable rusted.", "text_2": "That is possible.", "words_2": "may have"}
    before = claims_of(app)
    assert send(client, url, fields).status_code == 303
    assert [anchor.exact for anchor in newest(app).anchors] == ["may have"]
    again = send(client, url, fields)
    assert again.status_code == 409
    assert "That is possible.</textarea>" in again.get_data(as_text=True)
    assert claims_of(app) == before + 1


def test_a_split_without_a_second_claim_is_refused_beside_its_field(client: FlaskClient, rusted: str) -> None:
    url = f"/deliberate/claims/{rusted}/split"
    version = int(hidden(client.get(url).get_data(as_text=True), "version"))
    refused = send(client, url, {"version": version, "text_1": "One.", "text_2": ""})
    assert refused.status_code == 422
    assert 'id="text_2-error-1"' in refused.get_data(as_text=True)
    missing = send(client, url, {"version": version, "text_1": "One.", "text_2": "Two.", "words_2": "nowhere"})
    assert 'id="words_2-error-1"' in missing.get_data(as_text=True)


def test_claims_are_related_and_a_circle_is_refused_with_the_choice_kept(
    app: Flask, client: FlaskClient, rusted: str
) -> None:
    with app.app_context():
        denied = str(session.scalars(select(Proposition.public_id).where(Proposition.text == "It is denied.")).one())
    url = "/deliberate/a/bridge/relations"
    fields = {"premises": [denied], "kind": "detail_of", "target": rusted, "submission": "r1"}
    for _ in range(2):
        assert (send(client, url, fields).location or "").startswith(f"{url}#r-")
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(Relation)) == 1
    body = send(client, url, {"premises": [rusted], "kind": "detail_of", "target": denied, "submission": "r2"})
    assert body.status_code == 422
    assert "detail of this one" in body.get_data(as_text=True)
    assert f'<option selected value="{denied}">' in body.get_data(as_text=True)
    nothing = send(client, url, {"kind": "supports", "target": denied, "submission": "r3"})
    assert (nothing.status_code, "Choose at least one claim." in nothing.get_data(as_text=True)) == (422, True)


def test_in_a_draft_nobody_but_its_editors_finds_the_pages(app: Flask, client: FlaskClient, ann: Actor) -> None:
    with app.app_context(), transaction():
        claim = make_proposition(make_article(slug="draft", state=State.DRAFT))
        public_id = claim.public_id
    sign_in(client, ann)
    for path in ("a/draft/claims", "a/draft/relations", f"claims/{public_id}/stance", f"claims/{public_id}/reword"):
        assert client.get(f"/deliberate/{path}").status_code == 404
