"""An article beside its claims."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, Group, State
from deliberate.core.actors import VISITOR
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.propositions.models import RelationKind
from deliberate.reading.article_page import article_page
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in
from tests.reading.scenes import published, related, weighed

pytestmark = pytest.mark.usefixtures("context")

BRIDGE = "/deliberate/a/bridge"


def _page(client: FlaskClient, url: str = BRIDGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_claims_stand_in_the_order_of_the_text_beside_their_words() -> None:
    with transaction():
        article = make_article(text="One. Two.\n\nThree.")
        third = make_proposition(article, "Three.", words="Three.")
        nowhere = make_proposition(article, "Nowhere.", position=99)
        first, second = make_proposition(article, "One.", words="One."), make_proposition(article, "Two.", words="Two.")
        rows = article_page(VISITOR, article).rows
    assert [[card.proposition for card in row.cards] for row in rows] == [[first, second], [third], [nowhere]]
    assert [row.text.kind for row in rows] == ["paragraph", "paragraph", "unanchored"]
    assert "".join(segment.text for segment in rows[0].text.segments) == "One. Two."


def test_words_that_claims_share_are_marked_for_both(client: FlaskClient) -> None:
    with transaction():
        article = make_article(slug="bridge")
        make_proposition(article, "It closed on Monday.", words="The bridge closed on Monday.")
        make_proposition(article, "It was Monday.", words="on Monday.")
        rows = article_page(VISITOR, article).rows
    assert [segment.claims for segment in rows[0].text.segments] == [(1,), (2, 1), ()]
    assert 'data-claims="2 1"' in _page(client)


def test_the_number_after_marked_words_is_told_apart_from_them(client: FlaskClient) -> None:
    with transaction():
        published()
    page = _page(client)
    read = " ".join(re.sub(r"<[^>]*>", "", page.split('<div class="dlb-words"')[1].split("</div>")[0]).split())
    assert "The bridge closed. (claim 1)" in read
    assert 'aria-hidden="true">1</sup>' not in page


def test_the_card_of_the_main_claim_is_open_and_the_others_are_not(client: FlaskClient) -> None:
    with transaction():
        published()
    assert re.findall(r'<details id="(why-\d)" open>', _page(client)) == ["why-1"]
    assert 'id="why-2"' in _page(client)


def test_a_closed_article_takes_no_more_evidence(client: FlaskClient) -> None:
    with transaction():
        published()
    assert "Add evidence" in _page(client)
    with transaction():
        session.query(type(make_article(slug="x"))).filter_by(slug="bridge").one().state = State.CLOSED
    page = _page(client)
    assert "Add evidence" not in page
    assert "Weigh five" not in page
    assert "Closed" in page


def test_a_claim_that_waits_is_shown_to_its_author_only(app: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        waits = make_proposition(claim.article, "It waits.", status=Status.PENDING, author_id="ann")
    assert "It waits." not in _page(client)
    assert client.get(f"/deliberate/claims/{waits.public_id}").status_code == 404
    sign_in(client, person(app, "ben", level=3))
    assert "It waits." not in _page(client)
    sign_in(client, person(app, "ann"))
    assert "Waiting for a moderator" in _page(client)
    assert "This claim is not weighed at the moment." in _page(client, f"/deliberate/claims/{waits.public_id}")


def test_a_card_names_the_heaviest_item_of_each_side_and_nothing_that_does_not_count() -> None:
    with transaction():
        claim = published()[0]
        weighed(claim, Side.FOR, 2)
        heavy = weighed(claim, Side.FOR, 4)
        gone = weighed(claim, Side.AGAINST)
        gone.evidence.source.retracted_at = gone.created_at
        reweigh(claim.article)
        card = article_page(VISITOR, claim.article).cards[0]
    assert card.for_top
    assert card.for_top.bearing is heavy
    assert card.against_top is None


def test_a_card_names_nothing_from_an_article_its_reader_may_not_read() -> None:
    with transaction():
        claim = published()[0]
        group = Group(name="Class", join_code="abc")
        session.add(group)
        session.flush()
        inside = make_proposition(make_article(audience=Audience.GROUP, group_id=group.id))
        secret = make_bearing(inside)
        make_bearing(claim, evidence=secret.evidence)
        reweigh(claim.article)
        assert article_page(VISITOR, claim.article).cards[0].for_top is None


def test_a_card_lists_the_details_of_its_claim(client: FlaskClient) -> None:
    with transaction():
        claim, detail = published()
        related(RelationKind.DETAIL_OF, detail, claim)
    card = _page(client).split('id="claim-1"')[1].split("</article>")[0]
    assert detail.text in card


@pytest.mark.slow
def test_an_article_of_a_thousand_claims_is_shown(client: FlaskClient) -> None:
    with transaction():
        claims = published(*(f"Sentence number {number} stands." for number in range(1000)))
        reweigh(claims[0].article)
    page = _page(client, f"{BRIDGE}?all=1")
    assert page.count('class="dlb-card"') == 1000


LONG = "Nothing here.\n\nNor here.\n\nThe bridge closed.\n\nMore words.\n\nThe cable was old. It had rusted."


def test_of_an_excerpt_readers_see_the_passages_that_claims_point_at(app: Flask, client: FlaskClient) -> None:
    with transaction():
        article = make_article(slug="bridge", text=LONG, excerpt=True, source_url="https://example.org/b")
        make_proposition(article, "The bridge closed.", words="The bridge closed.")
        make_proposition(article, "The cable was old.", words="The cable was old.")
    page = _page(client)
    for shown in ("The bridge closed.", "The cable was old.", "It had rusted."):
        assert shown in page
    for left_out in ("Nothing here.", "Nor here.", "More words."):
        assert left_out not in page
    assert page.count("Read this part where it appeared") == 2


def test_editors_see_all_of_an_excerpt_and_readers_all_of_any_other(app: Flask, client: FlaskClient) -> None:
    with transaction():
        make_article(slug="bridge", author="edda", text=LONG, excerpt=True)
        make_article(slug="whole", author="edda", text=LONG)
    assert "Nor here." not in _page(client)
    assert "This part is not shown here." in _page(client)
    assert "Nor here." in _page(client, "/deliberate/a/whole")
    sign_in(client, person(app, "edda", "editor"))
    assert "Nor here." in _page(client)


def test_nobody_gets_the_rest_of_an_excerpt_by_making_a_claim_from_it(app: Flask, client: FlaskClient) -> None:
    with transaction():
        make_article(slug="bridge", text=LONG, excerpt=True)
    sign_in(client, person(app, "reg", level=2))
    assert "Nor here." not in _page(client, f"{BRIDGE}/claims")
