"""Everything about an article that enters its weights, read in a fixed number of queries and handed to the pure model.

Ids in a case are contribution ids as strings; actors stay actor ids.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Bundle, aliased, selectinload

from deliberate.articles.models import Article
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Curation, EmptySearch, Evidence, Publisher, Source
from deliberate.evidence.models import Side as StoredSide
from deliberate.propositions.models import (
    Answer,
    Party,
    Proposition,
    Relation,
    Speaker,
    Stance,
)
from deliberate.propositions.models import RelationKind as StoredKind
from deliberate.weighting import case
from deliberate.weighting.models import Rating

#: After so long without an answer, a requested source halves the item once more.
SOURCE_OVERDUE = timedelta(days=7)

_VIEWPOINTS = {
    Answer.AGREE: case.Viewpoint.AGREE,
    Answer.DISAGREE: case.Viewpoint.DISAGREE,
    Answer.UNSURE: case.Viewpoint.UNDECIDED,
}


def case_of(article: Article) -> case.Case:
    """The article's argument as it stands: what is visible, with every rating that still counts."""
    claims = _claims(article)
    relations = _relations(article)
    viewpoints = viewpoints_of(article)
    return case.Case(
        propositions=[_proposition(claim, relations) for claim in claims],
        items=list(_items(article)),
        relations=[each for relation in relations if (each := _relation(relation))],
        ratings=_ratings(article, viewpoints),
        searches=_searches(claims, viewpoints),
    )


def viewpoints_of(article: Article) -> Mapping[str, case.Viewpoint]:
    """Each person's viewpoint group: their first recorded stance on the article's main proposition."""
    stances = session.execute(
        select(Stance.actor_id, Stance.first_answer)
        .join(Proposition, Proposition.id == Stance.proposition_id)
        .where(Proposition.main_of_id == article.id)
        .order_by(Stance.created_at.desc(), Stance.id.desc())
    )
    # The oldest comes last, and stays.
    return {actor: _VIEWPOINTS[answer] for actor, answer in stances}


def _claims(article: Article) -> list[Proposition]:
    found = select(Proposition).where(Proposition.article_id == article.id, Proposition.status == Status.VISIBLE)
    return list(session.scalars(found.order_by(Proposition.id)))


def _proposition(claim: Proposition, relations: Iterable[Relation]) -> case.Proposition:
    parents = (
        relation.target_id
        for relation in relations
        if relation.relation_kind is StoredKind.DETAIL_OF and claim.id in _premises(relation)
    )
    parent = next(parents, None)
    return case.Proposition(str(claim.id), detail_of=str(parent) if parent else None)


def _premises(relation: Relation) -> list[int]:
    return [premise.proposition_id for premise in relation.premises]


def _relations(article: Article) -> list[Relation]:
    found = (
        select(Relation)
        .where(Relation.article_id == article.id, Relation.status == Status.VISIBLE)
        .options(selectinload(Relation.premises))
        .order_by(Relation.id)
    )
    return list(session.scalars(found))


def _relation(relation: Relation) -> case.Relation | None:
    if relation.relation_kind is StoredKind.DETAIL_OF:
        return None
    return case.Relation(
        id=str(relation.id),
        kind=case.RelationKind(relation.relation_kind.value),
        premises=tuple(str(each) for each in _premises(relation)),
        target=str(relation.target_id),
        confirmed=relation.confirmed_by is not None,
        author=relation.author_id,
    )


def _items(article: Article) -> Iterable[case.Item]:
    target = aliased(Contribution, flat=True)
    item = aliased(Evidence, flat=True)
    # Columns, not objects: this runs at every rating, and building objects would be most of its work.
    rows: Iterable[Any] = session.execute(
        select(
            Bundle("bearing", Bearing.id, Bearing.target_id, Bearing.side, Bearing.author_id, Bearing.status),
            Bundle("evidence", item.id, item.author_id, item.status, item.curation, item.curated_at),
            Bundle("source", Source.id, Source.origin_id, Source.author, Source.retracted_at, Source.archived_url),
            Bundle("publisher", Publisher.id, Publisher.reliability),
            Speaker.party,
            target.kind,
        )
        .select_from(Bearing)
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .outerjoin(Publisher, Publisher.id == Source.publisher_id)
        .outerjoin(Speaker, Speaker.id == Source.speaker_id)
        .where(target.article_id == article.id)
        .order_by(Bearing.id)
    )
    for row in rows:
        yield _item(*row)


def _item(
    bearing: Any, evidence: Any, source: Any, publisher: Any, speaker: Party | None, target_kind: str
) -> case.Item:
    party = None if speaker in (None, Party.UNKNOWN) else speaker is Party.YES
    return case.Item(
        id=str(bearing.id),
        evidence=str(evidence.id),
        target=str(bearing.target_id),
        side=case.Side(bearing.side.value),
        contributor=bearing.author_id,
        evidence_author=evidence.author_id,
        source=f"source {source.id}",
        origin=f"origin {source.origin_id}" if source.origin_id else None,
        publisher=f"publisher {publisher.id}" if publisher.id else None,
        author=source.author,
        profile=publisher.reliability.value if publisher.id else None,
        states=tuple(_states(bearing, evidence, source)),
        undercuts=target_kind == "relation" and bearing.side is StoredSide.AGAINST,
        party=party,
    )


def _states(bearing: Any, evidence: Any, source: Any) -> Iterable[str]:
    for row in (bearing, evidence):
        if row.status is not Status.VISIBLE:
            yield row.status.value
    if source.retracted_at is not None:
        yield "retracted"
    if evidence.curation is Curation.BROKEN_LINK and source.archived_url:
        yield "archived_link"
    elif evidence.curation is Curation.SOURCE_REQUESTED and _overdue(evidence):
        yield "source_overdue"
    elif evidence.curation is not Curation.ACTIVE:
        yield evidence.curation.value


def _overdue(evidence: Any) -> bool:
    return evidence.curated_at is not None and now() - evidence.curated_at > SOURCE_OVERDUE


def _ratings(article: Article, viewpoints: Mapping[str, case.Viewpoint]) -> list[case.Rating]:
    rows = session.execute(
        select(Rating.contribution_id, Rating.dimension, Rating.actor_id, Rating.quarters, Rating.weight, Rating.level)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Contribution.article_id == article.id, Rating.revision >= Contribution.substance)
        .order_by(Rating.id)
    )
    return [
        case.Rating(
            subject=str(rating.contribution_id),
            dimension=case.Dimension(rating.dimension.value),
            rater=rating.actor_id,
            viewpoint=viewpoints.get(rating.actor_id, case.Viewpoint.UNDECIDED),
            value=None if rating.quarters is None else rating.quarters / 4,
            weight=rating.weight,
            level=rating.level,
        )
        for rating in rows
    ]


def _searches(claims: Iterable[Proposition], viewpoints: Mapping[str, case.Viewpoint]) -> list[case.Search]:
    ids = [claim.id for claim in claims]
    rows = session.scalars(select(EmptySearch).where(EmptySearch.proposition_id.in_(ids)).order_by(EmptySearch.id))
    return [
        case.Search(
            proposition=str(row.proposition_id),
            person=row.actor_id,
            viewpoint=viewpoints.get(row.actor_id, case.Viewpoint.UNDECIDED),
            side=case.Side(row.side.value),
        )
        for row in rows
    ]
