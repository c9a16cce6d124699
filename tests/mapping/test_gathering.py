"""The network of an article."""

import pytest

from deliberate.articles.models import Article
from deliberate.core.actors import VISITOR, Actor
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.mapping.gathering import network_of
from deliberate.mapping.network import Network
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.reading.article_page import article_page
from tests.factories import make_bearing, make_proposition
from tests.reading.scenes import published, related, weighed

pytestmark = pytest.mark.usefixtures("context")


def _said(network: Network) -> list[tuple[list[int | None], str]]:
    return [
        ([network.nodes[key].number for key in link.premises], network.said(link)) for link in network.links.values()
    ]


def _undercut(by: Proposition, target: int) -> Relation:
    relation = Relation(
        article=by.article,
        author_id="editor",
        status="visible",
        relation_kind=RelationKind.UNDERCUTS,
        target_id=target,
        premises=[RelationPremise(proposition_id=by.id)],
    )
    session.add(relation)
    session.flush()
    return relation


def test_claims_have_the_numbers_and_leans_they_have_beside_the_text_and_the_main_one_comes_first() -> None:
    with transaction():
        claims = published("One.", "Two.", "Three.")
        claims[0].main_of_id = None
        session.flush()
        claims[2].main_of_id = claims[2].article_id
        session.flush()
        weighed(claims[1], Side.AGAINST)
        article = claims[0].article
        network = network_of(VISITOR, article)
        page = article_page(VISITOR, article)
    cards = {
        card.proposition.id: (card.number, card.balance["lean"], card.balance["against_count"]) for card in page.cards
    }
    assert {key: (node.number, node.lean, node.against_count) for key, node in network.nodes.items()} == cards
    assert [node.text for node in network.nodes.values()] == ["Three.", "One.", "Two."]
    assert [node.main for node in network.nodes.values()] == [True, False, False]


def test_links_are_told_with_their_kind_and_whether_they_are_confirmed() -> None:
    with transaction():
        one, two, three = published("One.", "Two.", "Three.")
        link = related(RelationKind.SUPPORTS, two, one)
        session.add(RelationPremise(relation_id=link.id, proposition_id=three.id))
        related(RelationKind.DETAIL_OF, three, two, confirmed_by=None)
        _undercut(three, link.id)
        session.expire_all()
        network = network_of(VISITOR, one.article)
    assert _said(network) == [([2, 3], "together support 1"), ([3], "is a detail of 2"), ([3], "breaks the link")]
    assert [link.confirmed for link in network.links.values()] == [True, False, False]


def test_an_item_is_on_the_map_where_a_claim_breaks_its_link_and_nowhere_else() -> None:
    with transaction():
        one, two = published("One.", "Two.")
        bearing = make_bearing(one, Side.AGAINST, quote="It was shut.")
        make_bearing(two, Side.FOR)
        _undercut(two, bearing.id)
        network = network_of(VISITOR, one.article)
    assert [node.text for node in network.nodes.values()] == ["One.", "Two.", "“It was shut.”"]
    assert ([None], "attacks 1") in _said(network)
    assert ([2], "breaks the link") in _said(network)


def _hidden(article: Article) -> None:
    waiting = make_proposition(article, "It waits.", status=Status.PENDING, author_id="ann")
    one = article_page(VISITOR, article).cards[0].proposition
    related(RelationKind.SUPPORTS, waiting, one)
    for status in (Status.SUGGESTED, Status.REMOVED, Status.WITHDRAWN, Status.MERGED, Status.REJECTED):
        make_proposition(article, f"It is {status.value}.", status=status, author_id="ann")


def test_what_waits_shows_to_its_author_alone_and_what_is_gone_to_nobody() -> None:
    with transaction():
        one, two = published("One.", "Two.")
        _hidden(one.article)
        related(RelationKind.ATTACKS, two, one).status = Status.REMOVED
        session.flush()
        ann = Actor(id="ann", name="Ann", roles=frozenset(), level=1)
        seen = {actor.id: network_of(actor, one.article) for actor in (VISITOR, ann)}
    assert {node.text for node in seen[VISITOR.id].nodes.values()} == {"One.", "Two."}
    assert not seen[VISITOR.id].links
    assert {node.text for node in seen["ann"].nodes.values()} == {"One.", "Two.", "It waits."}
    assert len(seen["ann"].links) == 1


def test_an_item_of_an_article_that_one_may_not_read_is_not_on_the_map() -> None:
    with transaction():
        one, two = published("One.", "Two.")
        elsewhere = make_bearing(published("Far.", slug="far", state="draft")[0], Side.FOR)
        bearing = make_bearing(one, Side.FOR, evidence=elsewhere.evidence)
        _undercut(two, bearing.id)
        network = network_of(VISITOR, one.article)
    assert {node.text for node in network.nodes.values()} == {"One.", "Two."}
    assert not network.links
