"""Small scenes that tests of weighing in a database start from."""

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.weighting.models import Dimension, Score
from deliberate.weighting.services import rate
from tests.factories import make_article, make_proposition

R, K, P = Dimension.RELEVANCE, Dimension.RELIABILITY, Dimension.STRENGTH
ALL = (R, K, P)


def main_claim(**fields: object) -> Proposition:
    """The main claim of a new open article."""
    article = make_article(**fields)
    return make_proposition(article, main_of_id=article.id)


def stand(name: str, claim: Proposition, answer: Answer, **fields: object) -> None:
    session.add(Stance(proposition_id=claim.id, actor_id=name, revision=1, answer=answer, **fields))
    session.flush()


def weighs(actor: Actor, bearing: Bearing, quarters: int | None = 4, *dimensions: Dimension) -> None:
    """All three questions (or these) answered alike, in a unit of their own."""
    with transaction():
        rate(actor, bearing, dict.fromkeys(dimensions or ALL, quarters))


def log_odds(claim: Proposition) -> float:
    return session.get_one(Score, claim.id, populate_existing=True).log_odds


def article_of(claim: Proposition) -> Article:
    article: Article = claim.article
    return article
