"""The pages anybody reads."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Remark, Side
from deliberate.propositions.models import Answer, Proposition, RelationKind
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition, rate_fully
from tests.host import person, sign_in
from tests.queries import count_queries
from tests.reading.scenes import published, related, voiced
from tests.weighting.rooms import stand


def _article(claims: int = 2, items: int = 2) -> tuple[str, list[str]]:
    """A published article with claims and items on its first claim; its slug and the claims' public ids."""
    sentences = [f"Statement number {n} stands here." for n in range(claims)]
    with transaction():
        article = make_article(slug="bridge", text=" ".join(sentences))
        made = [make_proposition(article, sentence, words=sentence) for sentence in sentences]
        made[0].main_of_id = article.id
        for n in range(items):
            bearing = make_bearing(made[0], Side.FOR if n % 2 else Side.AGAINST)
            if n < 20:
                rate_fully(bearing, "ann")
                rate_fully(bearing, "ben")
        reweigh(article)
        return article.slug, [str(each.public_id) for each in made]


def _count_queries(app: Flask, client: FlaskClient, url: str) -> int:
    return count_queries(app, lambda: _page(client, url))


def _page(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_home_page_opens_the_main_claim_of_the_article_opened_last(context: Flask, client: FlaskClient) -> None:
    _article()
    page = client.get("/deliberate/").get_data(as_text=True)
    assert "Statement number 0 stands here." in page
    assert "This site gives no verdicts." in page


def test_the_home_page_has_one_card_and_marks_no_words_but_its_own(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claims = published("The bridge closed.", "The cable was old.", slug="other")
        first, second = claims[1], claims[0]
        second.position, first.position = 5, 0
        make_proposition(first.article, "It was Monday.", words="The bridge closed.")
        related(RelationKind.DETAIL_OF, first, second)
    page = client.get("/deliberate/").get_data(as_text=True)
    assert page.count('class="dlb-card"') == 1
    number = re.search(r'id="claim-(\d+)"', page)
    whole = client.get("/deliberate/a/other").get_data(as_text=True)
    assert number
    card = whole.split(f'id="claim-{number[1]}"')[1].split("</article>")[0]
    assert second.text in card
    assert set(re.findall(r'href="#claim-(\d+)"', page)) == {number[1]}
    assert "Details of this claim" in page
    assert first.text in page


def test_an_article_shows_its_words_beside_its_claims(context: Flask, client: FlaskClient) -> None:
    slug, _ = _article()
    page = client.get(f"/deliberate/a/{slug}").get_data(as_text=True)
    assert page.count("Statement number 1 stands here.") >= 2
    assert "%" not in page.split("<main")[1].split("</main>")[0]


#: How many claims queries are counted for; what is asked for in portions of 500 shows only where there are more.
MANY = [100, pytest.param(520, marks=pytest.mark.slow)]


def _argued(claims: range) -> None:
    """More claims of the article: each with a voice, an item that zoe has rated, and a remark on the article; every
    other one a detail, every fifth with a claim merged into it."""
    words = "Statement number 0 stands here."
    first = session.query(Proposition).filter_by(text=words).one()
    for n in claims:
        claim = make_proposition(first.article, f"More {n}.", words=words)
        voiced(claim, f"Speaker {n}", "says", "says")
        rate_fully(make_bearing(claim, Side.FOR if n % 2 else Side.AGAINST), "zoe", n % 5)
        if n % 2:
            related(RelationKind.DETAIL_OF, claim, first)
        if n % 5 == 0:
            merged = {"status": Status.MERGED, "merged_into_id": claim.id}
            voiced(make_proposition(first.article, claim.text, words=words, **merged), f"Echo {n}", "adds", "says")
        session.add(
            Remark(
                article=first.article,
                author_id=f"reader {n}",
                status=Status.VISIBLE,
                text="Why?",
                html="<p>Why?</p>",
            )
        )
    reweigh(first.article)


@pytest.mark.parametrize("many", MANY)
def test_queries_of_pages_of_claims_do_not_grow_for_visitors_and_members(app: Flask, many: int) -> None:
    visitor, member = app.test_client(), app.test_client()
    sign_in(member, person(app, "zoe", level=1))
    with app.app_context():
        _article(claims=1, items=2)
    with app.app_context(), transaction():
        stand("zoe", session.query(Proposition).filter(Proposition.main_of_id.is_not(None)).one(), Answer.AGREE)
        _argued(range(10))

    def counts() -> list[int]:
        pages = ("/deliberate/a/bridge", "/deliberate/")
        return [_count_queries(app, client, page) for client in (visitor, member) for page in pages]

    few = counts()
    with app.app_context(), transaction():
        _argued(range(10, many))
    assert counts() == few


def test_queries_of_a_claim_page_do_not_grow(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _, claims = _article(items=2)
    few = _count_queries(app, client, f"/deliberate/claims/{claims[0]}")
    with app.app_context(), transaction():
        claim = session.query(Proposition).filter_by(text="Statement number 0 stands here.").one()
        for _ in range(100):
            make_bearing(claim, Side.AGAINST)
        reweigh(claim.article)
    assert _count_queries(app, client, f"/deliberate/claims/{claims[0]}") == few


def test_queries_of_the_index_do_not_grow(app: Flask, client: FlaskClient) -> None:
    def publish(count: int) -> None:
        with app.app_context(), transaction():
            for _ in range(count):
                claim = make_proposition(make_article())
                make_bearing(claim)
                reweigh(claim.article)

    publish(2)
    few = _count_queries(app, client, "/deliberate/articles")
    publish(28)
    assert _count_queries(app, client, "/deliberate/articles") == few


def test_queries_of_the_listing_of_evidence_do_not_grow(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _article(items=2)
    few = _count_queries(app, client, "/deliberate/a/bridge/evidence")
    with app.app_context(), transaction():
        claim = session.query(Proposition).filter_by(text="Statement number 0 stands here.").one()
        for _ in range(70):
            make_bearing(claim)
        reweigh(claim.article)
    assert _count_queries(app, client, "/deliberate/a/bridge/evidence") == few


def test_a_signed_in_readers_claim_page_asks_no_more_for_more_items(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        _, claims = _article(items=2)
    sign_in(client, person(app, "zoe", level=1))
    few = _count_queries(app, client, f"/deliberate/claims/{claims[0]}")
    with app.app_context(), transaction():
        claim = session.query(Proposition).filter_by(text="Statement number 0 stands here.").one()
        for _ in range(20):
            make_bearing(claim)
        reweigh(claim.article)
    assert _count_queries(app, client, f"/deliberate/claims/{claims[0]}") == few
