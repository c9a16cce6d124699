"""What can be found of the rooms below: articles, claims, evidence as it bears on something, and sources."""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, bindparam, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.wording import N_
from deliberate.evidence.models import Bearing, Evidence, Publisher, Source
from deliberate.evidence.queries import item_readable_in, shown, shown_target
from deliberate.propositions.models import Proposition
from deliberate.search.findables import Findable, Question, Watched, Words, findables

_Item = aliased(Evidence, flat=True)
_Target = aliased(Contribution, flat=True)


def _articles(ids: Collection[int]) -> Iterator[Words]:
    """By the title and the text; of a text that may not be shown whole, by what the article says of itself alone."""
    rows = session.execute(
        select(Article, ArticleVersion.text)
        .join(ArticleVersion, and_(ArticleVersion.article_id == Article.id, _is_newest()))
        .where(Article.id.in_(ids))
    )
    for article, text in rows:
        rest = _joined(article.byline, article.publisher, None if article.excerpt else text)
        yield Words(article.id, article.title, rest, article.created_at)


def _article_ids(article: Article | None) -> Any:
    return select(Article.id).where(Article.id == article.id) if article else select(Article.id)


def _is_newest() -> ColumnElement[bool]:
    return ArticleVersion.number == Article.version_number


def _articles_found(actor: Actor, question: Question, subject: Any) -> ColumnElement[bool]:
    return select(Article.id).where(Article.id == subject, question.within(actor)).exists()


def _claim_ids(article: Article | None) -> Any:
    every = select(Proposition.id)
    return every.where(Proposition.article_id == article.id) if article else every


def _claims(ids: Collection[int]) -> Iterator[Words]:
    of_these = Proposition.id.in_(ids), Proposition.status.in_(STANDING)
    for row in session.execute(
        select(Proposition.id, Proposition.text, Proposition.scope, Proposition.created_at).where(*of_these)
    ):
        yield Words(row.id, row.text, row.scope or "", row.created_at)


def _claims_found(actor: Actor, question: Question, subject: Any) -> ColumnElement[bool]:
    found = select(Proposition.id).join(Article, Article.id == Proposition.article_id)
    found = found.where(Proposition.id == subject, shown(actor, Proposition), question.within(actor))
    if question.claim_kind is not None:
        found = found.where(Proposition.claim_kind == question.claim_kind)
    return found.exists()


def _bearing_ids(article: Article | None) -> Any:
    every = select(Bearing.id)
    return every.where(Bearing.article_id == article.id) if article else every


def _evidence(ids: Collection[int]) -> Iterator[Words]:
    """By what the item quotes, and by why it matters there."""
    for row in session.execute(_standing_evidence(), {"ids": [*ids]}):
        yield Words(row.id, row.quote, row.warrant, row.created_at)


@cache
def _standing_evidence() -> Executable:
    return (
        select(Bearing.id, Bearing.warrant, Bearing.created_at, _Item.quote)
        .join(_Item, _Item.id == Bearing.evidence_id)
        .where(Bearing.id.in_(bindparam("ids", expanding=True)))
        .where(Bearing.status.in_(STANDING), _Item.status.in_(STANDING))
    )


def _evidence_found(actor: Actor, question: Question, subject: Any) -> ColumnElement[bool]:
    """As pages show it: with its item and what it bears on, and an item of another article where that may be read."""
    found = (
        select(Bearing.id)
        .join(_Item, _Item.id == Bearing.evidence_id)
        .join(_Target, _Target.id == Bearing.target_id)
        .join(Article, Article.id == Bearing.article_id)
        .where(Bearing.id == subject, shown(actor, Bearing), shown(actor, _Item), shown_target(actor, _Target))
        .where(question.within(actor), item_readable_in(actor, _Item, Bearing.article_id))
    )
    if question.side is not None:
        found = found.where(Bearing.side == question.side)
    if question.evidence_kind is not None:
        found = found.where(_Item.evidence_kind == question.evidence_kind)
    return found.exists()


def _source_ids(article: Article | None) -> Any:
    cited = select(Evidence.source_id).where(Evidence.article_id == article.id) if article else None
    return select(Source.id) if cited is None else select(Source.id).where(Source.id.in_(cited))


def _sources(ids: Collection[int]) -> Iterator[Words]:
    for source, publisher in session.execute(_sources_with_publishers(), {"ids": [*ids]}):
        yield Words(source.id, source.citation, _joined(source.author, publisher, source.url), source.created_at)


@cache
def _sources_with_publishers() -> Executable:
    found = select(Source, Publisher.name).outerjoin(Publisher, Publisher.id == Source.publisher_id)
    return found.where(Source.id.in_(bindparam("ids", expanding=True)))


def _sources_found(actor: Actor, question: Question, subject: Any) -> ColumnElement[bool]:
    """Where something that they are shown cites it."""
    cited = select(Evidence.id).join(Article, Article.id == Evidence.article_id)
    return cited.where(Evidence.source_id == subject, shown(actor, Evidence), question.within(actor)).exists()


def _joined(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)


def _bearings_of(items: Collection[int]) -> Any:
    return select(Bearing.id).where(Bearing.evidence_id.in_(items))


def _sources_by(publishers: Collection[int]) -> Any:
    return select(Source.id).where(Source.publisher_id.in_(publishers))


findables.register(
    "article",
    Findable(
        N_("Articles"),
        _article_ids,
        _articles,
        (
            Watched(Article, {"title", "byline", "publisher", "excerpt", "version_number"}),
            Watched(ArticleVersion, {"text"}, "article_id"),
        ),
        _articles_found,
    ),
)
findables.register(
    "claim",
    Findable(
        N_("Claims"),
        _claim_ids,
        _claims,
        (Watched(Proposition, {"text", "scope", "status"}),),
        _claims_found,
    ),
)
findables.register(
    "evidence",
    Findable(
        N_("Evidence"),
        _bearing_ids,
        _evidence,
        (
            Watched(Bearing, {"warrant", "status", "evidence_id"}),
            Watched(Evidence, {"quote", "status"}, reach=_bearings_of),
        ),
        _evidence_found,
    ),
)
findables.register(
    "source",
    Findable(
        N_("Sources"),
        _source_ids,
        _sources,
        (
            Watched(Source, {"citation", "author", "url", "publisher_id"}),
            Watched(Publisher, {"name"}, reach=_sources_by),
        ),
        _sources_found,
    ),
)
