"""The network of an article as this actor may see it, read in a number of queries that no count of claims raises."""

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Status
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.queries import bearings_undercut
from deliberate.mapping.network import Link, Network, Node, sound
from deliberate.propositions.models import Proposition, RelationKind
from deliberate.propositions.queries import relations_of
from deliberate.reading.words import balance_words
from deliberate.weighting.models import Score

_KINDS = {Side.FOR: RelationKind.SUPPORTS, Side.AGAINST: RelationKind.ATTACKS}


def network_of(actor: Actor, article: Article) -> Network:
    """Claims by the numbers they have beside the text, how they are related, and the items whose links are broken."""
    nodes = {node.key: node for node in claims_of(actor, article)}
    order = {key: place for place, key in enumerate(nodes)}
    links = {
        each.id: Link(
            each.id,
            each.public_id,
            each.relation_kind,
            tuple(sorted((premise.proposition_id for premise in each.premises), key=lambda key: order.get(key, -1))),
            each.target_id,
            each.confirmed_by is not None,
        )
        for each in relations_of(article, (Status.VISIBLE,))
    }
    for bearing in bearings_undercut(actor, article):
        item = bearing.evidence
        nodes[item.id] = Node(item.id, item.public_id, say("“%(quote)s”", quote=item.quote))
        links[bearing.id] = _link_of(bearing)
    return sound(nodes, links)


def claims_of(actor: Actor, article: Article) -> list[Node]:
    """The claims of an article, its main one first, then in the order of the text. Two queries."""
    found = session.scalars(
        select(Proposition)
        .where(Proposition.article_id == article.id, Proposition.status.in_(STANDING))
        .order_by(Proposition.position, Proposition.id)
    )
    shown = [each for each in found if each.is_visible or each.author_id == actor.id]
    scores = {score.proposition_id: score for score in session.scalars(select(Score).filter_by(article_id=article.id))}
    kept = post_first(actor, article)
    nodes = [_node(each, number, scores.get(each.id), article, kept=kept) for number, each in enumerate(shown, 1)]
    return sorted(nodes, key=lambda node: not node.main)


def _node(claim: Proposition, number: int, score: Score | None, article: Article, *, kept: bool) -> Node:
    balance = balance_words(claim, score, kept=kept)
    return Node(
        claim.id,
        claim.public_id,
        claim.text,
        number,
        balance["lean"],
        balance["for_count"],
        balance["against_count"],
        claim.main_of_id == article.id,
    )


def _link_of(bearing: Bearing) -> Link:
    return Link(bearing.id, bearing.public_id, _KINDS[bearing.side], (bearing.evidence_id,), bearing.target_id)
