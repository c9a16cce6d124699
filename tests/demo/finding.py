"""What tests of the demo look things up by."""

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import propositions_of
from deliberate.weighting.balance import Balance
from deliberate.weighting.models import Score

EVENT = "The reported drone attack"
SCHOOLS = "Should secondary schools"


def article(title_begins: str) -> Article:
    return session.scalars(select(Article).where(Article.title.startswith(title_begins))).one()


def claims(title_begins: str) -> dict[str, Proposition]:
    """The visible claims of an article by their words."""
    return {claim.text: claim for claim in propositions_of(article(title_begins))}


def balance(claim: Proposition) -> Balance:
    """What its card shows."""
    return Balance.from_json(session.get_one(Score, claim.id).balance)
