"""The page on which an editor sees and says how claims are related."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from deliberate.articles.models import Article
from deliberate.core.contributions import PUBLIC, STANDING, Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.propositions.models import Proposition, Relation, RelationPremise
from deliberate.propositions.queries import propositions_by_id
from deliberate.propositions.undercuts import Undercut, undercuts_of
from deliberate.propositions.voicing import told_by

PAGE = 40


@dataclass(frozen=True)
class EditorRelation:
    """How claims bear on another, by the texts on the page."""

    relation: Relation
    premises: tuple[Proposition, ...]
    target: Proposition
    #: Why it was suggested, where it was.
    because: str
    #: What breaks the link.
    undercuts: tuple[Undercut, ...]


@dataclass(frozen=True)
class RelationsPage:
    """Some of an article's relations, and the id to go on after."""

    article: Article
    relations: tuple[EditorRelation, ...]
    #: Who says each claim on the page, by its id.
    told: dict[int, str]
    total: int
    following: int | None


def relations_page(article: Article, after: int = 0) -> RelationsPage:
    """Those between accepted claims; what was only suggested comes up once both its ends are accepted."""
    query = (
        _between_accepted(select(Relation), article)
        .options(joinedload(Relation.premises))
        .where(Relation.id > after)
        .order_by(Relation.id)
        .limit(PAGE + 1)
    )
    found = session.scalars(query).unique().all()
    page = found[:PAGE]
    ends = {each.target_id for each in page} | {end.proposition_id for each in page for end in each.premises}
    claims = {each.id: each for each in propositions_by_id(ends)}
    reasons = _reasons([each.id for each in page if each.status is Status.SUGGESTED])
    undercuts = undercuts_of([each.id for each in page], STANDING)
    claims |= {claim.id: claim for found in undercuts.values() for each in found for claim in each.premises}
    return RelationsPage(
        article=article,
        relations=tuple(_told(each, claims, reasons, undercuts.get(each.id, [])) for each in page),
        told={key: told_by(claim) for key, claim in claims.items()},
        total=relation_count(article),
        following=page[-1].id if len(found) > PAGE else None,
    )


def shown_with(relation: Relation) -> Relation:
    """The relation on whose line another is shown: what breaks a link stands with the link."""
    return session.get(Relation, relation.target_id) or relation


def relation_count(article: Article) -> int:
    """How many relations between accepted claims the article has, suggested ones too."""
    return session.scalar(_between_accepted(select(func.count(Relation.id)), article)) or 0


def _between_accepted(query: Select[Any], article: Article) -> Select[Any]:
    target = aliased(Contribution, flat=True)
    premise = aliased(Contribution, flat=True)
    loose = exists().where(
        RelationPremise.relation_id == Relation.id,
        premise.id == RelationPremise.proposition_id,
        premise.status.not_in(PUBLIC),
    )
    return query.join(target, target.id == Relation.target_id).where(
        Relation.article_id == article.id,
        Relation.status.in_([*STANDING, Status.SUGGESTED]),
        target.kind == "proposition",
        target.status.in_(PUBLIC),
        ~loose,
    )


def _told(
    relation: Relation, claims: dict[int, Proposition], reasons: dict[int, str], undercuts: Sequence[Undercut]
) -> EditorRelation:
    premises = tuple(claims[premise.proposition_id] for premise in relation.premises)
    because = reasons.get(relation.id, "")
    return EditorRelation(relation, premises, claims[relation.target_id], because, tuple(undercuts))


def _reasons(relations: Collection[int]) -> dict[int, str]:
    bodies = session.execute(
        select(Revision.contribution_id, Revision.body).where(
            Revision.contribution_id.in_(relations), Revision.number == 1
        )
    )
    return {relation: body.get("because", "") for relation, body in bodies}
