"""How claims bear on each other, and what both sides accept."""

from typing import Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation, submission
from deliberate.api.paces import Pace
from deliberate.api.shapes import (
    LARGEST_NUMBER,
    ContributionShown,
    Forwards,
    Given,
    Page,
    Person,
    Shown,
    Told,
    cut,
    next_address,
    of_contribution,
    people,
    public_ids,
    telling,
    words,
)
from deliberate.articles.services import get_readable
from deliberate.common_ground import services as points
from deliberate.common_ground.models import CommonPoint, PointState
from deliberate.common_ground.queries import ShownPoint, get_point, points_page
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.wording import say
from deliberate.evidence.queries import shown as shows
from deliberate.propositions import services
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.queries import get_proposition, get_relation
from deliberate.propositions.relations import RelationDraft

TAG, ACCEPTED = "Relations", "What both sides accept"


class RelationShown(ContributionShown):
    """Claims that together bear on another, or on a link."""

    relation_kind: RelationKind
    premises: list[UUID]
    target: UUID
    confirmed: bool = Field(description="Whether somebody of level 2 stands behind it, so that it weighs.")


class NewRelation(Given):
    """How claims bear on another, or break a link."""

    relation_kind: RelationKind
    premises: list[UUID] = Field(min_length=1, max_length=20)
    target: UUID


class PointShown(ContributionShown):
    """A sentence, or a claim, that both sides may accept."""

    text: str
    claim: UUID | None
    state: PointState | None = Field(description="What the answers come to; null before that was worked out.")
    wording: int = Field(description="The number of this wording, which an answer names.")
    answer: bool | None = Field(description="Whether one accepts it oneself.")
    stale: bool = Field(description="Whether it was worded differently when one answered.")


class NewPoint(Given):
    """What both sides may accept: a sentence, or a claim of the article."""

    text: str = words(points.LONGEST, 0, default="")
    claim: UUID | None = None


class PointText(Given):
    """Another wording."""

    text: str = words(points.LONGEST)


class PointAnswer(Given):
    """Whether one accepts it as it is worded now; ``none`` takes one's answer back."""

    answer: Literal["yes", "no", "none"]
    wording: int = Field(ge=1, le=LARGEST_NUMBER)


class Points(Shown):
    """What is proposed in an article as accepted by both sides."""

    items: list[PointShown]


def shown(caller: Caller, *relations: Relation) -> list[RelationShown]:
    """Relations as they are answered. Their premises are loaded. Three queries."""
    who = people({each.author_id for each in relations})
    ends = [end for each in relations for end in (each.target_id, *_premises(each))]
    names = public_ids(ends)
    told = telling(caller.actor.id, relations)
    return [
        RelationShown(
            **of_contribution(each, who[each.author_id], told),
            relation_kind=each.relation_kind,
            premises=[names[premise] for premise in _premises(each)],
            target=names[each.target_id],
            confirmed=each.confirmed_by is not None,
        )
        for each in relations
    ]


def _premises(relation: Relation) -> list[int]:
    return sorted(each.proposition_id for each in relation.premises)


@operation("GET", "/articles/<slug>/relations", tag=TAG, query=Forwards, answer=Page[RelationShown])
def list_relations(caller: Caller, slug: str, query: Forwards) -> Page[RelationShown]:
    """How the claims of an article bear on each other, the oldest first."""
    article = get_readable(caller.actor, slug)
    found = (
        select(Relation)
        .where(Relation.article_id == article.id, Relation.id > query.after, shows(caller.actor, Relation))
        .where(~_has_hidden_end(caller))
        .options(selectinload(Relation.premises))
        .order_by(Relation.id)
        .limit(query.limit + 1)
    )
    rows, more = cut(list(session.scalars(found)), query.limit)
    return Page(items=shown(caller, *rows), next=next_address(after=rows[-1].id) if more else None)


def _has_hidden_end(caller: Caller) -> ColumnElement[bool]:
    """The condition that a premise or the target of a relation is not shown."""
    hidden = select(RelationPremise.relation_id).join(Proposition, Proposition.id == RelationPremise.proposition_id)
    return hidden.where(RelationPremise.relation_id == Relation.id, ~shows(caller.actor, Proposition)).exists()


@operation("GET", "/relations/<uuid:relation>", tag=TAG, answer=RelationShown)
def get_one_relation(caller: Caller, relation: UUID) -> RelationShown:
    """One relation."""
    return shown(caller, get_relation(caller.actor, relation))[0]


@operation(
    "POST",
    "/articles/<slug>/relations",
    tag=TAG,
    body=NewRelation,
    answer=RelationShown,
    status=201,
    made_at="get_one_relation",
    pace=Pace.POSTS,
)
def relate(caller: Caller, slug: str, body: NewRelation) -> RelationShown:
    """Say that claims bear on another, or that they break a link: a relation, or how an item bears."""
    article = get_readable(caller.actor, slug)
    draft = RelationDraft(
        kind=body.relation_kind, premises=tuple(body.premises), target=body.target, submission=submission()
    )
    made = services.relate(caller.actor, article, draft)
    return shown(caller, get_relation(caller.actor, made.public_id))[0]


@operation("POST", "/relations/<uuid:relation>/confirm", tag=TAG, answer=RelationShown)
def confirm_relation(caller: Caller, relation: UUID) -> RelationShown:
    """Stand behind a relation, so that it weighs."""
    found = get_relation(caller.actor, relation)
    services.confirm_relation(caller.actor, found)
    return shown(caller, found)[0]


@operation("DELETE", "/relations/<uuid:relation>", tag=TAG)
def unrelate(caller: Caller, relation: UUID) -> None:
    """Take a relation back: its author, or an editor of the article."""
    services.unrelate(caller.actor, get_relation(caller.actor, relation))


def _point(caller: Caller, each: ShownPoint, who: Person | None = None, told: Told | None = None) -> PointShown:
    point = each.point
    return PointShown(
        **of_contribution(
            point, who or people([point.author_id])[point.author_id], told or telling(caller.actor.id, [point])
        ),
        text=point.words,
        claim=point.claim.public_id if point.claim is not None else None,
        state=each.state,
        wording=point.wording,
        answer=each.answer,
        stale=each.stale,
    )


def _listed(caller: Caller, slug: str) -> list[ShownPoint]:
    page = points_page(caller.actor, get_readable(caller.actor, slug))
    return [*page.standing, *page.waiting, *page.refused, *page.unseen]


@operation("GET", "/articles/<slug>/points", tag=ACCEPTED, answer=Points)
def list_points(caller: Caller, slug: str) -> Points:
    """What both sides accept, what is proposed, and what was refused."""
    listed = _listed(caller, slug)
    who = people({each.point.author_id for each in listed})
    told = telling(caller.actor.id, [each.point for each in listed])
    return Points(items=[_point(caller, each, who[each.point.author_id], told) for each in listed])


@operation("GET", "/points/<uuid:point>", tag=ACCEPTED, answer=PointShown)
def get_one_point(caller: Caller, point: UUID) -> PointShown:
    """One point."""
    return _shown_point(caller, get_point(caller.actor, point))


def _shown_point(caller: Caller, point: CommonPoint) -> PointShown:
    found = [each for each in _listed(caller, point.article.slug) if each.point.id == point.id]
    return _point(caller, found[0] if found else ShownPoint(point, None, None, stale=False))


@operation(
    "POST",
    "/articles/<slug>/points",
    tag=ACCEPTED,
    body=NewPoint,
    answer=PointShown,
    status=201,
    made_at="get_one_point",
    pace=Pace.POSTS,
)
def propose_point(caller: Caller, slug: str, body: NewPoint) -> PointShown:
    """Propose a sentence, or a claim of the article, that both sides may accept."""
    article = get_readable(caller.actor, slug)
    if body.claim is None:
        made = points.propose_sentence(caller.actor, article, body.text, submission())
    else:
        claim = get_proposition(caller.actor, body.claim)
        if claim.article_id != article.id:
            raise NotFound(say("There is no such claim in this article."))
        made = points.propose_claim(caller.actor, claim, submission())
    return _shown_point(caller, made)


@operation("PUT", "/points/<uuid:point>", tag=ACCEPTED, body=PointText, answer=PointShown, revises=get_one_point)
def edit_point(caller: Caller, point: UUID, body: PointText) -> PointShown:
    """Word a sentence of one's own differently. Whoever accepted it is asked anew."""
    own = get_point(caller.actor, point)
    points.edit_point(caller.actor, own, body.text, own.version)
    return _shown_point(caller, own)


@operation("PUT", "/points/<uuid:point>/answer", tag=ACCEPTED, body=PointAnswer, answer=PointShown)
def answer_point(caller: Caller, point: UUID, body: PointAnswer) -> PointShown:
    """Say whether one accepts it. Nobody is shown who did."""
    found = get_point(caller.actor, point)
    accepts = {"yes": True, "no": False, "none": None}[body.answer]
    points.answer_point(caller.actor, found, body.wording, accepts=accepts)
    return _shown_point(caller, found)
