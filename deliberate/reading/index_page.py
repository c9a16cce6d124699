"""The list of articles: what is argued about, what needs help, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select

from deliberate.articles.access import listed
from deliberate.articles.models import Article, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Evidence
from deliberate.propositions.models import Proposition
from deliberate.weighting.balance import Balance
from deliberate.weighting.models import Score

#: How many articles one page lists.
PAGE = 30


class Need(StrEnum):
    """What an article's claims are short of."""

    NO_EVIDENCE = "no evidence yet"
    ONE_SIDED = "one-sided"
    UNWEIGHED = "not yet weighed"


@dataclass(frozen=True)
class Entry:
    """One article of the list."""

    article: Article
    claims: int
    items: int
    changed_at: datetime
    needs: Mapping[Need, int]


@dataclass(frozen=True)
class IndexPage:
    """The list as asked for."""

    entries: Sequence[Entry]
    need: Need | None
    words: str
    more: int | None


def index_page(actor: Actor, need: Need | None = None, words: str = "", page: int = 1) -> IndexPage:
    """The articles that this actor may see listed, the latest change first, in a fixed number of queries."""
    articles = session.scalars(
        select(Article)
        .where(listed(actor), *_matching(words))
        .order_by(Article.changed_at.desc(), Article.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    entries = entries_of(articles[:PAGE])
    wanted = [entry for entry in entries if need is None or entry.needs.get(need)]
    return IndexPage(wanted, need, words, page + 1 if len(articles) > PAGE else None)


def _matching(words: str) -> list[ColumnElement[bool]]:
    """Every word has to stand in the article's title or in one of its claims."""
    conditions: list[ColumnElement[bool]] = []
    for word in words.split()[:8]:
        claimed = select(Proposition.article_id).where(
            Proposition.status == Status.VISIBLE, Proposition.text.icontains(word, autoescape=True)
        )
        conditions.append(or_(Article.title.icontains(word, autoescape=True), Article.id.in_(claimed)))
    return conditions


def entries_of(articles: Sequence[Article]) -> list[Entry]:
    """What the list says of each article."""
    ids = [article.id for article in articles]
    claims = _count(Proposition, ids)
    items = _count(Evidence, ids)
    changes = session.execute(
        select(Contribution.article_id, func.max(Contribution.changed_at))
        .where(Contribution.article_id.in_(ids), Contribution.status == Status.VISIBLE)
        .group_by(Contribution.article_id)
    )
    changed = {article_id: at for article_id, at in changes}  # noqa: C416  # rows, not pairs, to the type checker
    balances: dict[int, list[Balance]] = {}
    for article_id, stored in session.execute(select(Score.article_id, Score.balance).where(Score.article_id.in_(ids))):
        balances.setdefault(article_id, []).append(Balance.from_json(stored))
    return [
        Entry(
            article,
            claims.get(article.id, 0),
            items.get(article.id, 0),
            max(article.changed_at, changed.get(article.id, article.changed_at)),
            _needs(balances.get(article.id, [])) if article.is_open else {},
        )
        for article in articles
    ]


def _count(model: type[Proposition] | type[Evidence], ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(model.article_id, func.count())
        .where(model.article_id.in_(ids), model.status == Status.VISIBLE)
        .group_by(model.article_id)
    )
    return {article_id: count for article_id, count in rows}  # noqa: C416


def _needs(balances: Sequence[Balance]) -> dict[Need, int]:
    found = dict.fromkeys(Need, 0)
    for balance in balances:
        sides = (balance.for_, balance.against)
        if not any(side.items for side in sides):
            found[Need.NO_EVIDENCE] += 1
        elif not all(side.items for side in sides):
            found[Need.ONE_SIDED] += 1
        if any(side.unweighed for side in sides):
            found[Need.UNWEIGHED] += 1
    return {need: count for need, count in found.items() if count}


def featured(actor: Actor) -> Article | None:
    """What the home page leads with: the open article that was opened last and has a main claim."""
    newest = (
        select(Article)
        .join(Proposition, Proposition.main_of_id == Article.id)
        .where(listed(actor), Article.state == State.OPEN, Proposition.status == Status.VISIBLE)
        .order_by(Article.opened_at.desc(), Article.id.desc())
    )
    return session.scalar(newest.limit(1))
