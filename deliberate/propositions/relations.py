"""How claims bear on each other: support, attack, detail of, undercut."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from deliberate.articles.models import Article
from deliberate.core.actors import EDITOR, Actor
from deliberate.core.contributions import (
    STANDING,
    Contribution,
    Revision,
    Status,
    appliers,
    change_status,
    post,
)
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.screening import admit
from deliberate.core.submissions import find_submission
from deliberate.core.wording import N_, say
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise

#: From this level on, saying that claims are related is enough for the relation to weigh.
CONFIRMING_LEVEL = 2

WAITS = N_("A moderator looks at what people of your level propose before it shows.")


@dataclass(frozen=True)
class RelationDraft:
    """Premises that together bear on a target; all by public id."""

    kind: RelationKind
    premises: tuple[uuid.UUID, ...]
    target: uuid.UUID
    submission: str | None = None


def relate(actor: Actor, article: Article, draft: RelationDraft) -> Relation:
    """Say that claims bear on another. Visible at once from level 2 or from an editor, else it waits.

    Raises Invalid on a claim related to itself, on claims that do not stand here, and on details that would go round
    in a circle; Conflict on a relation that is there already.
    """
    permission = Permission.ADD_CLAIM if may(actor, Permission.ADD_CLAIM, article) else Permission.PROPOSE_CLAIM
    authorize(actor, permission, article)
    if (earlier := find_submission(actor, draft.submission, Relation)) is not None:
        return earlier
    target, premises = _ends(article, draft)
    _check(draft.kind, premises, target)
    relation = Relation(
        article=article,
        author_id=actor.key,
        relation_kind=draft.kind,
        target_id=target.id,
        submission=draft.submission,
        confirmed_by=actor.key if _confirms(actor, article) else None,
        premises=[RelationPremise(proposition_id=premise.id) for premise in premises],
    )
    if may(actor, Permission.EDIT_ARTICLE, article):
        relation.status = Status.VISIBLE
    else:
        admit(relation, actor, "")
        if permission is Permission.PROPOSE_CLAIM:
            relation.status, relation.held_because = Status.PENDING, relation.held_because or WAITS
    post(relation, actor, _body(draft.kind, premises, target), "relate")
    return relation


def confirm_relation(actor: Actor, relation: Relation) -> None:
    """Stand behind a relation, so that it weighs; one that was only suggested becomes visible. Raises Conflict."""
    authorize(actor, Permission.ADD_CLAIM, relation)
    if relation.status is Status.SUGGESTED:
        authorize(actor, Permission.EDIT_ARTICLE, relation)
        refuse_faults(relation)
        relation.confirmed_by = actor.key
        change_status(relation, actor, Status.VISIBLE, "accept")
    elif not relation.is_visible:
        raise Conflict(say("This relation does not stand, so it cannot be confirmed."))
    elif relation.confirmed_by is None:
        relation.confirmed_by = actor.key
        change_status(relation, actor, relation.status, "confirm")


def unrelate(actor: Actor, relation: Relation) -> None:
    """Take a relation back: its author, or an editor of the article. Done already, it is left alone."""
    if not may(actor, Permission.EDIT_ARTICLE, relation):
        authorize(actor, Permission.WITHDRAW_CONTRIBUTION, relation)
    if relation.status is Status.SUGGESTED:
        change_status(relation, actor, Status.REJECTED, "reject")
    elif relation.status in STANDING:
        change_status(relation, actor, Status.WITHDRAWN, "withdraw")


def apply_body(relation: Relation, revision: Revision) -> None:
    """A relation is never reworded: it is taken back and made anew. So its one wording is in the rows already."""


appliers["relation"] = apply_body


def refuse_faults(relation: Relation) -> None:
    """Raise why a relation that is there may not stand as things are now, if it may not."""
    target, premises = _ends_of(relation)
    if any(end.status not in STANDING for end in [target, *premises]):
        raise Conflict(say("Not all of these claims stand now. Accept them first, then how they are related."))
    _check(relation.relation_kind, premises, target, besides=relation.id)


def _confirms(actor: Actor, article: Article) -> bool:
    return actor.level >= CONFIRMING_LEVEL or EDITOR in actor.roles or may(actor, Permission.EDIT_ARTICLE, article)


def _ends(article: Article, draft: RelationDraft) -> tuple[Contribution, list[Proposition]]:
    """Target and premises of a draft, if they stand in this article."""
    if not draft.premises:
        raise Invalid(say("Choose at least one claim to start from."), "premises")
    found = {
        each.public_id: each
        for each in session.scalars(
            select(Contribution).where(
                Contribution.public_id.in_({*draft.premises, draft.target}),
                Contribution.article_id == article.id,
                Contribution.status.in_(STANDING),
            )
        )
    }
    premises = [found.get(each) for each in dict.fromkeys(draft.premises)]
    claims = [each for each in premises if isinstance(each, Proposition)]
    if len(claims) < len(premises):
        raise Invalid(say("One of these claims no longer stands in this article."), "premises")
    target = found.get(draft.target)
    links = {"relation", "bearing"} if draft.kind is RelationKind.UNDERCUTS else {"proposition"}
    if target is None or target.kind not in links:
        raise Invalid(say("Choose what they bear on, among what stands in this article."), "target")
    return target, claims


def _ends_of(relation: Relation) -> tuple[Contribution, list[Proposition]]:
    target = session.get_one(Contribution, relation.target_id)
    ids = [premise.proposition_id for premise in relation.premises]
    return target, list(session.scalars(select(Proposition).where(Proposition.id.in_(ids))))


def _check(
    kind: RelationKind, premises: Sequence[Proposition], target: Contribution, besides: int | None = None
) -> None:
    fault = faults(kind, {each.id for each in premises}, target.id, besides)
    if fault is not None:
        raise fault


def faults(kind: RelationKind, premises: set[int], target: int, besides: int | None) -> Invalid | Conflict | None:
    """Why these may not be related so, if they may not; ``besides`` is the relation asked about, where it is stored."""
    if target in premises:
        return Invalid(say("A claim cannot bear on itself. Choose two different ones."), "target")
    standing = [
        each
        for each in session.scalars(
            select(Relation)
            .options(selectinload(Relation.premises))
            .where(Relation.target_id == target, Relation.relation_kind == kind, Relation.status.in_(STANDING))
        )
        if each.id != besides
    ]
    if any({premise.proposition_id for premise in each.premises} == premises for each in standing):
        return Conflict(say("These claims are related in just this way already."))
    return _detail_fault(premises, target, besides) if kind is RelationKind.DETAIL_OF else None


def _detail_fault(premises: set[int], target: int, besides: int | None) -> Invalid | Conflict | None:
    if len(premises) != 1:
        return Invalid(say("Choose one claim as the detail of another."), "premises")
    (detail,) = premises
    parents = _parents(target, besides)
    if detail in parents:
        return Conflict(say("This claim is a detail of another already. Take that back first."))
    above = target
    while above in parents:
        above = parents[above]
        if above == detail:
            return Invalid(say("That claim is itself a detail of this one, directly or through others."), "target")
    return None


def _parents(target: int, besides: int | None) -> dict[int, int]:
    """What each detail is a detail of, in the article of a target. It holds no circle, as none is let in."""
    article = select(Contribution.article_id).where(Contribution.id == target).scalar_subquery()
    rows = session.execute(
        select(RelationPremise.proposition_id, Relation.target_id, Relation.id)
        .join(Relation, Relation.id == RelationPremise.relation_id)
        .where(
            Relation.article_id == article,
            Relation.relation_kind == RelationKind.DETAIL_OF,
            Relation.status.in_(STANDING),
        )
    )
    return {detail: whole for detail, whole, relation in rows if relation != besides}


def _body(kind: RelationKind, premises: Sequence[Proposition], target: Contribution) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "premises": [str(each.public_id) for each in premises],
        "target": str(target.public_id),
    }
