"""Contributions of every kind, loaded whole, and a line to name each by; in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, get_contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.gone import refuse_reading_purged
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Remark, Source
from deliberate.moderation.wording import kind_title, shortened
from deliberate.propositions.models import Proposition, Relation

_CLASSES: tuple[type[Contribution], ...] = (Proposition, Relation, Evidence, Bearing, Remark, CommonPoint)


def load_all(ids: Collection[int]) -> dict[int, Contribution]:
    """These contributions by id, each with the columns of its own kind."""
    kinds = set(session.scalars(select(Contribution.kind).where(Contribution.id.in_(ids)).distinct())) if ids else set()
    found: dict[int, Contribution] = {}
    for each in _CLASSES:
        if each.__mapper__.polymorphic_identity in kinds:
            found.update({row.id: row for row in session.scalars(select(each).where(each.id.in_(ids)))})
    return found


def load_public(public_ids: Collection[UUID]) -> dict[UUID, Contribution]:
    """The same by public id; what is no contribution is left out."""
    if not public_ids:
        return {}
    ids = session.scalars(select(Contribution.id).where(Contribution.public_id.in_(public_ids))).all()
    return {each.public_id: each for each in load_all(ids).values()}


def items_of(contributions: Iterable[Contribution]) -> dict[int, Evidence]:
    """The evidence among these or behind these bearings, by its id, with source and publisher."""
    wanted = {each.evidence_id for each in contributions if isinstance(each, Bearing)}
    wanted |= {each.id for each in contributions if isinstance(each, Evidence)}
    if not wanted:
        return {}
    found = (
        select(Evidence)
        .where(Evidence.id.in_(wanted))
        .options(joinedload(Evidence.source).joinedload(Source.publisher))
        .execution_options(populate_existing=True)
    )
    return {each.id: each for each in session.scalars(found)}


def titles_of(contributions: Collection[Contribution]) -> Mapping[int, str]:
    """A line to name each by."""
    items = items_of(contributions)
    return {each.id: _title(each, items) for each in contributions}


def _title(contribution: Contribution, items: Mapping[int, Evidence]) -> str:
    if contribution.is_purged:
        return say("%(what)s that was erased for good", what=kind_title(contribution.kind))
    if isinstance(contribution, Proposition | Remark):
        return shortened(contribution.text)
    if isinstance(contribution, CommonPoint):
        return shortened(contribution.words)
    if isinstance(contribution, Evidence):
        return shortened(contribution.quote)
    if isinstance(contribution, Bearing):
        return shortened(items[contribution.evidence_id].quote)
    return kind_title(contribution.kind)


def get_readable(actor: Actor, public_id: UUID) -> Contribution:
    """A contribution this actor may read. Raises NotFound, which tells nobody that there is one."""
    found = get_contribution(public_id)
    if may(actor, Permission.READ_ARTICLE, found):
        refuse_reading_purged(found)
    if not may(actor, Permission.READ_ARTICLE, found) or not may(actor, Permission.READ_CONTRIBUTION, found):
        raise NotFound(say("There is no such contribution, or it is gone."))
    return found
