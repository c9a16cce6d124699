"""Weighing everything anew, from the command line."""

from dataclasses import dataclass

import click
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.db import session, transaction
from deliberate.weighting.models import Score
from deliberate.weighting.services import reweigh


@dataclass(frozen=True)
class Drift:
    """What a recount found: how many balances there are, how many moved, and the furthest, in log-odds."""

    balances: int = 0
    moved: int = 0
    furthest: float = 0.0

    def and_then(self, other: "Drift") -> "Drift":
        """Both together."""
        return Drift(self.balances + other.balances, self.moved + other.moved, max(self.furthest, other.furthest))


@click.command("recount")
def recount_command() -> None:
    """Weigh every article anew and say how far what was stored had drifted."""
    drift = Drift()
    for article_id in session.scalars(select(Article.id).order_by(Article.id)).all():
        # One unit of work for each: nobody waits for the whole site.
        with transaction():
            article = session.get(Article, article_id)
            if article is not None:
                drift = drift.and_then(recount(article))
    click.echo(
        f"Weighed {drift.balances} balances anew; {drift.moved} moved, "
        f"the furthest by {drift.furthest:.6f} in log-odds."
    )


def recount(article: Article) -> Drift:
    """Weigh an article anew and compare with what was stored; a balance that comes or goes has moved from zero."""
    before = _stored(article)
    reweigh(article)
    after = _stored(article)
    moves = {
        key: abs(after.get(key, (0.0, None))[0] - before.get(key, (0.0, None))[0])
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }
    return Drift(len(after), len(moves), max(moves.values(), default=0.0))


def _stored(article: Article) -> dict[int, tuple[float, object]]:
    scores = session.scalars(select(Score).where(Score.article_id == article.id))
    return {score.proposition_id: (score.log_odds, score.balance) for score in scores}
