"""The pages of posting: one screen, the same for both sides, and nothing typed is ever lost."""

import re
import threading
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from deliberate.articles.models import Audience, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, EmptySearch, Evidence, Side
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from tests.evidence.drafts import QUOTE, draft
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import send, sign_in, token

TYPED = {
    "side": "for",
    "link": "https://bridges.example/report",
    "quote": QUOTE,
    "warrant": "A cable so thin *breaks*.",
    "kind": "document",
    "published_on": "2025-03-01",
    "origin": "Bridge Authority",
    "submission": "form-1",
}


def address(claim: Contribution, page: str = "evidence") -> str:
    return f"/deliberate/claims/{claim.public_id}/{page}"


def items_on(target: Contribution) -> int:
    """How many bearings the target has, by a session of its own."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(Bearing).where(Bearing.target_id == target.id)) or 0


def test_a_posted_item_leads_to_its_place_on_the_claim_page(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    answer = send(client, address(claim), TYPED)
    session.rollback()
    bearing = session.scalars(select(Bearing).where(Bearing.target_id == claim.id)).one()
    assert answer.status_code == 303
    assert str(claim.public_id) in answer.location
    assert answer.location.endswith(f"#item-{bearing.public_id}")


def test_visitors_are_asked_to_sign_in_and_come_back(client: FlaskClient, claim: Proposition) -> None:
    answer = client.get(address(claim))
    assert (answer.status_code, answer.location) == (303, f"/host/sign-in?next={address(claim)}")
    assert send(client, address(claim), TYPED).status_code == 401
    assert items_on(claim) == 0


def test_the_two_sides_get_the_same_form_but_for_the_side(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)

    def page(side: str) -> str:
        text = client.get(f"{address(claim)}?side={side}").get_data(as_text=True)
        return re.sub(r'name="(csrf_token|submission)"[^>]*>', "", re.sub(r'value="[0-9a-f#:]{20,}"', "", text))

    pages = {side: page(side) for side in ("for", "against")}
    for side, text in pages.items():
        assert re.search(rf'<input checked[^>]*value="{side}"', text)
    assert pages["for"].replace("checked ", "") == pages["against"].replace("checked ", "")
    assert "checked" not in page("upside-down")


@pytest.mark.parametrize(
    ("change", "blamed", "said"),
    [
        ({"quote": ""}, "quote", "Paste the words"),
        ({"quote": "x" * 3001}, "quote", "longer than 3000"),
        ({"quote": "a\0b"}, "quote", "invisible characters"),
        ({"warrant": "turned \u202eround"}, "warrant", "invisible characters"),
        ({"warrant": " "}, "warrant", "Say how"),
        ({"link": "javascript:alert(1)"}, "link", "http://"),
        ({"link": "bridges.example"}, "link", "http://"),
        ({"link": ""}, "link", "Give a link, or a citation"),
        ({"side": ""}, "side", "speaks for or against"),
        ({"side": "both"}, "side", "Choose one of those listed"),
        ({"kind": ""}, "kind", "Choose what sort"),
        ({"published_on": "last spring"}, "published_on", "Give a day as year-month-day"),
        ({"published_on": "2999-01-01"}, "published_on", "has not come yet"),
    ],
)
def test_bad_input_is_answered_beside_its_field_with_every_word_kept(
    client: FlaskClient, ann: Actor, claim: Proposition, change: dict[str, str], blamed: str, said: str
) -> None:
    sign_in(client, ann)
    typed = {**TYPED, **change}
    answer = send(client, address(claim), typed)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    message = re.search(rf'id="{blamed}-error-1">([^<]*)', page)
    assert message is not None
    assert said in message.group(1)
    for name in ("link", "quote", "warrant", "published_on", "origin"):
        assert typed[name] in page
    assert items_on(claim) == 0


def test_without_a_token_nothing_is_posted(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)
    assert client.post(address(claim), data=TYPED).status_code == 400
    assert items_on(claim) == 0


def test_a_preview_shows_twins_and_the_item_and_stores_nothing(
    client: FlaskClient, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        post_evidence(ben, claim, draft(Side.AGAINST, quote="The deck was <sound>."))
    sign_in(client, ann)
    answer = send(client, address(claim), {**TYPED, "preview": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "A cable so thin <em>breaks</em>." in page
    assert "The deck was &lt;sound&gt;." in page
    assert "from the same source" in page
    assert 'value="form-1"' in page
    assert items_on(claim) == 1


def test_the_same_quote_is_a_conflict_with_the_form_kept(
    client: FlaskClient, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        post_evidence(ben, claim, draft())
    sign_in(client, ann)
    answer = send(client, address(claim), TYPED)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "already listed for this" in page
    assert TYPED["warrant"] in page
    assert items_on(claim) == 1


def test_a_double_click_posts_once_and_leads_to_the_same_place(
    app: Flask, client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    data = {**TYPED, "csrf_token": token(client)}
    cookie = client.get_cookie("session")
    assert cookie is not None
    answers: list[Any] = []

    def click() -> None:
        one = app.test_client()
        one.set_cookie("session", cookie.value)
        answers.append(one.post(address_of_claim, data=data))

    address_of_claim = address(claim)
    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert items_on(claim) == 1


def test_what_is_held_says_why_it_waits(client: FlaskClient, ann: Actor, claim: Proposition, hold_all: None) -> None:
    sign_in(client, ann)
    assert send(client, address(claim), TYPED).status_code == 303
    with client.session_transaction() as cookie:
        ((_category, words),) = cookie["_flashes"]
    assert words == "Your evidence is posted. It waits for a moderator. A moderator looks first."


def test_a_closed_article_takes_nothing_and_a_hidden_one_is_not_there(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        hidden = make_proposition(make_article(state=State.DRAFT))
        claim.article.state = State.CLOSED
        sound = make_proposition(make_article(audience=Audience.LINK))
    sign_in(client, ann)
    assert client.get(address(claim)).status_code == 403
    assert send(client, address(claim), TYPED).status_code == 403
    assert client.get(address(hidden)).status_code == 404
    assert send(client, address(hidden), TYPED).status_code == 404
    assert client.get(address(sound)).status_code == 200


def test_a_challenge_uses_the_same_form_on_an_item_a_link_or_a_relation(
    client: FlaskClient, ann: Actor, ben: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = make_bearing(claim)
        item = session.get_one(Evidence, bearing.evidence_id)
        relation = Relation(
            article=claim.article,
            author_id="editor",
            status=Status.VISIBLE,
            relation_kind=RelationKind.SUPPORTS,
            target_id=claim.id,
            premises=[RelationPremise(proposition_id=make_proposition(claim.article, "Rust.").id)],
        )
        session.add(relation)
    sign_in(client, ann)
    for number, target in enumerate((item, bearing, relation)):
        url = f"/deliberate/contributions/{target.public_id}/challenge"
        page = client.get(f"{url}?side=against")
        assert page.status_code == 200
        assert re.search(r'<input checked[^>]*value="against"', page.get_data(as_text=True))
        typed = {**TYPED, "side": "against", "quote": f"Withdrawn, no. {number}.", "submission": f"c{number}"}
        assert send(client, url, typed).status_code == 303
        assert items_on(target) == 1
    assert client.get(f"/deliberate/contributions/{claim.public_id}/challenge").status_code == 404
    assert client.get(address(bearing)).status_code == 404


def test_whoever_challenges_a_link_between_claims_reads_which(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        premise = make_proposition(claim.article, "The cable had rusted.")
        relation = Relation(
            article=claim.article,
            author_id="editor",
            status=Status.VISIBLE,
            relation_kind=RelationKind.ATTACKS,
            target_id=claim.id,
            premises=[RelationPremise(proposition_id=premise.id)],
        )
        session.add(relation)
    sign_in(client, ann)
    url = f"/deliberate/contributions/{relation.public_id}/challenge"
    assert f"“The cable had rusted.” attacks “{claim.text}”" in client.get(url).get_data(as_text=True)
    with transaction():
        session.get_one(Proposition, premise.id).status = Status.REMOVED
    assert "rusted" not in client.get(url).get_data(as_text=True)


def test_a_search_in_vain_is_recorded_and_taken_back(client: FlaskClient, ann: Actor, claim: Proposition) -> None:
    sign_in(client, ann)

    def press(**data: str) -> int:
        assert send(client, address(claim, "searched"), {"side": "against", **data}).status_code == 303
        session.rollback()
        return session.scalar(select(func.count()).select_from(EmptySearch)) or 0

    assert [press(), press(), press(wanted="yes"), press(wanted="yes"), press(wanted="no")] == [1, 0, 1, 1, 0]
    assert send(client, address(claim, "searched"), {"side": "both"}).status_code == 422


def test_only_its_author_withdraws_an_item(client: FlaskClient, ann: Actor, ben: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = post_evidence(ann, claim, draft())
    url = f"/deliberate/contributions/{bearing.public_id}/withdraw"
    assert send(client, url).status_code == 401
    sign_in(client, ben)
    assert send(client, url).status_code == 403
    sign_in(client, ann)
    assert send(client, url).status_code == 303
    session.rollback()
    assert bearing.status is Status.WITHDRAWN
    assert send(client, url).status_code == 303


def test_a_megabyte_in_a_field_is_said_beside_it_and_nothing_is_lost(
    client: FlaskClient, ann: Actor, claim: Proposition
) -> None:
    sign_in(client, ann)
    url = f"/deliberate/claims/{claim.public_id}/evidence"
    typed = {"side": "for", "citation": "The harbour book", "quote": "a" * 1_000_000, "warrant": "It says so."}
    answer = send(client, url, {**typed, "kind": "report", "submission": "one"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is longer than" in page
    assert all(words in page for words in ("The harbour book", "It says so.", "a" * 1_000_000))
