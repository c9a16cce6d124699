"""What changed in the articles somebody reads since they were last there, article by article."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from deliberate.articles.access import readable
from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.actions import pattern_of
from deliberate.moderation.models import Decision
from deliberate.moderation.wording import kind_word
from deliberate.propositions.models import Proposition
from deliberate.reading.models import Visit
from deliberate.reading.visits import is_news, new_since, shown_since

#: So many articles are looked at, those read last; and so many changes of each sort are named in each.
ARTICLES, NAMED = 30, 5


@dataclass(frozen=True)
class NewItem:
    """An item that was posted on a claim."""

    bearing: Bearing
    claim: Proposition


@dataclass(frozen=True)
class Decided:
    """What moderators did, in words that tell nothing of what they took from view."""

    decision: Decision
    sentence: str


@dataclass(frozen=True)
class Changes:
    """What is new in one article. Of each sort the newest are named, and how many there are is said."""

    article: Article
    since: datetime
    items: Sequence[NewItem]
    item_count: int
    decided: Sequence[Decided]
    decided_count: int
    versions: Sequence[int]

    @property
    def any(self) -> bool:
        return bool(self.item_count or self.decided_count or self.versions)


_NOTHING: tuple[list[Any], int] = ([], 0)


def changes_since(actor: Actor, only: Article | None = None) -> list[Changes]:
    """What changed in each article that this actor has been in, or in one. Four queries, however many."""
    found = (
        select(Visit, Article)
        .join(Article, Article.id == Visit.article_id)
        .where(Visit.actor_id == actor.key, readable(actor))
        .order_by(Visit.at.desc(), Article.id.desc())
        .limit(ARTICLES)
    )
    if only is not None:
        found = found.where(Article.id == only.id)
    visits = [(article, new_since(visit)) for visit, article in session.execute(found)]
    since = {article.id: moment for article, moment in visits}
    items, decided = _new_items(actor, since), _decisions(since)
    versions = _versions(since)
    found_in = []
    for article, moment in visits:
        (new, new_count), (done, done_count) = items.get(article.id, _NOTHING), decided.get(article.id, _NOTHING)
        found_in.append(Changes(article, moment, new, new_count, done, done_count, versions.get(article.id, ())))
    return found_in


def new_by_article(actor: Actor, articles: Sequence[Article]) -> Mapping[int, int]:
    """How many items others have posted in each of these since this actor was last there; nothing of the others."""
    if not actor.signed_in or not articles:
        return {}
    ids = [article.id for article in articles]
    visits = session.scalars(select(Visit).where(Visit.actor_id == actor.key, Visit.article_id.in_(ids)))
    since = {visit.article_id: new_since(visit) for visit in visits}
    if not since:
        return {}
    item, claim = aliased(Evidence, flat=True), aliased(Proposition, flat=True)
    found = (
        select(Bearing.article_id, func.count(Bearing.id))
        .join(item, item.id == Bearing.evidence_id)
        .join(claim, claim.id == Bearing.target_id)
        .where(_after(since, Bearing.article_id, shown_since(Bearing)), is_news(actor, item, claim))
        .group_by(Bearing.article_id)
    )
    return dict(session.execute(found).all())


def _after(since: Mapping[int, datetime], article: Any, at: Any) -> ColumnElement[bool]:
    return or_(*(and_(article == key, at > moment) for key, moment in since.items()))


def _newest_first() -> list[Any]:
    return [shown_since(Bearing).desc(), Bearing.id.desc()]


def _new_items(actor: Actor, since: Mapping[int, datetime]) -> dict[int, tuple[list[NewItem], int]]:
    """The newest of others' items on claims of each article, and how many there are."""
    if not since:
        return {}
    item, claim = aliased(Evidence, flat=True), aliased(Proposition, flat=True)
    new = (
        select(
            Bearing.id.label("id"),
            func.row_number().over(partition_by=Bearing.article_id, order_by=_newest_first()).label("place"),
            func.count().over(partition_by=Bearing.article_id).label("count"),
        )
        .join(item, item.id == Bearing.evidence_id)
        .join(claim, claim.id == Bearing.target_id)
        .where(_after(since, Bearing.article_id, shown_since(Bearing)), is_news(actor, item, claim))
        .subquery()
    )
    rows = session.execute(
        select(Bearing, claim, new.c.count)
        .join(new, new.c.id == Bearing.id)
        .join(claim, claim.id == Bearing.target_id)
        .join(Bearing.evidence.of_type(item))
        .options(contains_eager(Bearing.evidence.of_type(item)).joinedload(item.source))
        .where(new.c.place <= NAMED)
        .order_by(*_newest_first())
    )
    found: dict[int, tuple[list[NewItem], int]] = {}
    for bearing, target, count in rows:
        found.setdefault(bearing.article_id, ([], count))[0].append(NewItem(bearing, target))
    return found


def _decisions(since: Mapping[int, datetime]) -> dict[int, tuple[list[Decided], int]]:
    """The newest decisions of each article that stand by themselves, and how many there are."""
    if not since:
        return {}
    target = aliased(Contribution, flat=True)
    new = (
        select(
            Decision.id.label("id"),
            target.article_id.label("article_id"),
            func.row_number().over(partition_by=target.article_id, order_by=Decision.id.desc()).label("place"),
            func.count().over(partition_by=target.article_id).label("count"),
        )
        .join(target, target.id == Decision.contribution_id)
        .where(
            _after(since, target.article_id, Decision.created_at),
            Decision.lead_id.is_(None),
            Decision.undone_by_id.is_(None),
        )
        .subquery()
    )
    rows = session.execute(
        select(Decision, new.c.article_id, new.c.count)
        .join(new, new.c.id == Decision.id)
        .options(joinedload(Decision.contribution))
        .where(new.c.place <= NAMED)
        .order_by(Decision.id.desc())
    )
    found: dict[int, tuple[list[Decided], int]] = {}
    for decision, article_id, count in rows:
        found.setdefault(article_id, ([], count))[0].append(Decided(decision, _sentence(decision)))
    return found


def _sentence(decision: Decision) -> str:
    did = pattern_of(decision.action).format(kind_word(decision.contribution.kind))
    if decision.actor_id == SYSTEM_ID:
        return say("The system %(did)s", did=did)
    return say("A moderator %(did)s", did=did)


def _versions(since: Mapping[int, datetime]) -> dict[int, list[int]]:
    """The versions of each article's text that are new, but for the first, the newest first."""
    if not since:
        return {}
    found: dict[int, list[int]] = {}
    for article_id, number in session.execute(
        select(ArticleVersion.article_id, ArticleVersion.number)
        .where(_after(since, ArticleVersion.article_id, ArticleVersion.created_at), ArticleVersion.number > 1)
        .order_by(ArticleVersion.number.desc())
    ):
        found.setdefault(article_id, []).append(number)
    return found
