"""What a decision did to the balances: the leans before it beside those after."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Score

#: proposition's public id -> lean
Leans = dict[str, str | None]


def leans_of(contributions: Iterable[Contribution]) -> Leans:
    """How every proposition of their articles leans, as last worked out."""
    return leans_in({contribution.article_id for contribution in contributions})


def leans_in(articles: Collection[int]) -> Leans:
    """How every proposition of these articles leans, as last worked out."""
    rows = session.execute(
        select(Proposition.public_id, Score.balance)
        .join(Score, Score.proposition_id == Proposition.id)
        .where(Score.article_id.in_(articles))
        .order_by(Proposition.id)
    )
    return {str(public_id): balance.get("lean") for public_id, balance in rows}


def changes(before: Leans, after: Leans) -> list[Any]:
    """What leans otherwise now, as a decision keeps it."""
    known = {**before, **after}
    return [
        {"proposition": each, "before": before.get(each), "after": after.get(each)}
        for each in known
        if before.get(each) != after.get(each)
    ]
