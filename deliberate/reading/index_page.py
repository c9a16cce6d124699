"""The list of articles: what is argued about, what needs help, what changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import aliased, contains_eager

from deliberate.articles.access import listed
from deliberate.articles.models import Article, Audience, Group, State
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.wording import N_, say
from deliberate.evidence.models import Bearing, Evidence, Side, Source
from deliberate.propositions.models import Proposition
from deliberate.weighting.choosing import can_weigh
from deliberate.weighting.models import ItemScore
from deliberate.weighting.presets import CLASSROOM_MODEL
from deliberate.weighting.weigh import DEFAULT_MODEL

#: How many articles one page lists.
PAGE = 30


class Need(StrEnum):
    """What an article's claims are short of."""

    NO_EVIDENCE = "no evidence yet"
    ONE_SIDED = "one-sided"
    UNWEIGHED = "not yet weighed"

    @property
    def words(self) -> str:
        return say(_NEED_WORDS[self])


_NEED_WORDS = {
    Need.NO_EVIDENCE: N_("No evidence yet"),
    Need.ONE_SIDED: N_("One-sided"),
    Need.UNWEIGHED: N_("Not yet weighed"),
}


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
    more: int | None


def index_page(actor: Actor, need: Need | None = None, page: int = 1) -> IndexPage:
    """The articles that this actor may see listed, the latest change first, in a fixed number of queries."""
    conditions = [_lacking(need)] if need else []
    found = _latest(actor, conditions, (page - 1) * PAGE, PAGE + 1)
    return IndexPage(entries_of(found[:PAGE]), need, page + 1 if len(found) > PAGE else None)


def others(actor: Actor, besides: Article, count: int) -> list[Entry]:
    """The articles that changed last, without this one."""
    return entries_of(_latest(actor, [Article.id != besides.id], 0, count))


def _latest(actor: Actor, conditions: Iterable[ColumnElement[bool]], start: int, count: int) -> Sequence[Article]:
    changed = _changes().subquery()
    at = case((changed.c.at > Article.changed_at, changed.c.at), else_=Article.changed_at)
    return session.scalars(
        select(Article)
        .outerjoin(changed, changed.c.article_id == Article.id)
        .where(listed(actor), *conditions)
        .order_by(at.desc(), Article.id.desc())
        .offset(start)
        .limit(count)
    ).all()


def _changes() -> Select[int, datetime]:
    """When something that readers see last changed in each article."""
    return (
        select(Contribution.article_id, func.max(Contribution.changed_at).label("at"))
        .where(Contribution.status == Status.VISIBLE)
        .group_by(Contribution.article_id)
    )


def entries_of(articles: Sequence[Article]) -> list[Entry]:
    """What the list says of each article."""
    ids = [article.id for article in articles]
    claims = _count(Proposition, ids)
    items = _count(Evidence, ids)
    changed = dict(session.execute(_changes().where(Contribution.article_id.in_(ids))).all())
    lacks = _lacks(ids)
    return [
        Entry(
            article,
            claims.get(article.id, 0),
            items.get(article.id, 0),
            max(article.changed_at, changed.get(article.id, article.changed_at)),
            lacks.get(article.id, {}) if article.is_open else {},
        )
        for article in articles
    ]


def count_shown(article: Article) -> tuple[int, int]:
    """How many claims and items of evidence of an article its readers are shown."""
    claims, items = (_count(model, [article.id]).get(article.id, 0) for model in (Proposition, Evidence))
    return claims, items


def _count(model: type[Proposition] | type[Evidence], ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(model.article_id, func.count())
        .where(model.article_id.in_(ids), model.status == Status.VISIBLE)
        .group_by(model.article_id)
    )
    return dict(rows.all())


def _raters_needed() -> ColumnElement[int]:
    """How many have to rate an item before it counts, as a column beside ``Bearing``."""
    of_classes = select(Article.id).join(Article.group).where(Article.audience == Audience.GROUP, Group.is_class)
    of_class = Bearing.article_id.in_(of_classes)
    return case((of_class, CLASSROOM_MODEL.raters_needed), else_=DEFAULT_MODEL.raters_needed)


def _claims_with_counts() -> Subquery:
    """Each visible claim with what counts on it: how many items for, against, and not yet weighed."""
    item = aliased(Evidence, flat=True)
    target = aliased(Contribution, flat=True)
    counting = (
        select(
            Bearing.target_id,
            func.sum(case((Bearing.side == Side.FOR, 1), else_=0)).label("for_"),
            func.sum(case((Bearing.side == Side.AGAINST, 1), else_=0)).label("against"),
            func.sum(case((ItemScore.raters >= _raters_needed(), 0), else_=1)).label("unweighed"),
        )
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .outerjoin(ItemScore, ItemScore.bearing_id == Bearing.id)
        .where(can_weigh(Bearing, item, target))
        .group_by(Bearing.target_id)
        .subquery()
    )
    return (
        select(
            Proposition.article_id,
            func.coalesce(counting.c.for_, 0).label("for_"),
            func.coalesce(counting.c.against, 0).label("against"),
            func.coalesce(counting.c.unweighed, 0).label("unweighed"),
        )
        .outerjoin(counting, counting.c.target_id == Proposition.id)
        .where(Proposition.status == Status.VISIBLE)
        .subquery()
    )


def _is_short(claim: Subquery, need: Need) -> ColumnElement[bool]:
    if need is Need.NO_EVIDENCE:
        return and_(claim.c.for_ == 0, claim.c.against == 0)
    if need is Need.ONE_SIDED:
        return (claim.c.for_ == 0) != (claim.c.against == 0)
    return claim.c.unweighed > 0


def _lacking(need: Need) -> ColumnElement[bool]:
    """The condition that an article is open and one of its claims is short of something."""
    claim = _claims_with_counts()
    return and_(Article.state == State.OPEN, Article.id.in_(select(claim.c.article_id).where(_is_short(claim, need))))


def _lacks(ids: Sequence[int]) -> dict[int, dict[Need, int]]:
    """How many claims of each article are short of what."""
    claim = _claims_with_counts()
    counts = (func.sum(case((_is_short(claim, need), 1), else_=0)) for need in Need)
    rows = session.execute(
        select(claim.c.article_id, *counts).where(claim.c.article_id.in_(ids)).group_by(claim.c.article_id)
    )
    return {
        article_id: {need: count for need, count in zip(Need, found, strict=True) if count}
        for article_id, *found in rows
    }


def featured(actor: Actor) -> Proposition | None:
    """What the home page leads with: the main claim of the open article that was opened last and has one."""
    newest = (
        select(Proposition)
        .join(Article, Article.id == Proposition.main_of_id)
        .options(contains_eager(Proposition.article))
        .where(listed(actor), Article.state == State.OPEN, Proposition.status == Status.VISIBLE)
        .order_by(Article.opened_at.desc(), Article.id.desc())
    )
    return session.scalar(newest.limit(1))
