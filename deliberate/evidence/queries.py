"""Reading evidence: only what shows, in a number of queries that does not grow with what is read."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, WAITING, Contribution, Status, get_contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.gone import refuse_reading_purged
from deliberate.core.policy import Permission, may
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, EmptySearch, Evidence, Remark, Side, Source
from deliberate.propositions.models import Proposition, Relation, Speaker, Voice

#: What a page says of a source.
SOURCE_PARTS = (joinedload(Source.publisher), joinedload(Source.origin), joinedload(Source.speaker))
#: Statuses of what leaves a note behind that it was there.
_GONE = (Status.WITHDRAWN, Status.REMOVED, Status.PURGED)
ShownItem = aliased(Evidence, flat=True)
_Target = aliased(Contribution, flat=True)
#: Of a target that is itself a link. Made once, for making them costs more than many a query.
_Link, _LinkItem = aliased(Bearing, flat=True), aliased(Evidence, flat=True)
_LinkEnd = aliased(Contribution, flat=True)


@dataclass(frozen=True)
class Tombstone:
    """What is left of an item that was taken back or removed: that it was there, and not what it said."""

    public_id: uuid.UUID
    target_id: int
    side: Side
    status: Status
    at: datetime


#: Conditions under which somebody who is signed in is not shown what others posted, by the rooms that set them.
withheld: list[Callable[[Actor, Any], ColumnElement[bool]]] = []


def not_withheld(actor: Actor, contribution: Any) -> ColumnElement[bool]:
    """The condition that no room keeps a contribution from somebody for now."""
    return and_(true(), *(~each(actor, contribution) for each in withheld)) if actor.signed_in else true()


def shown(actor: Actor, contribution: Any) -> ColumnElement[bool]:
    """The condition that somebody is shown a contribution: it is public, or it is their own and waits."""
    public: ColumnElement[bool] = contribution.status.in_(PUBLIC)
    if not actor.signed_in:
        return public
    return or_(
        and_(public, not_withheld(actor, contribution)),
        and_(contribution.author_id == actor.key, contribution.status.in_(WAITING)),
    )


def shown_target(actor: Actor, target: Any) -> ColumnElement[bool]:
    """The condition that what something bears on is shown: of a link, with its item and what that is on in its turn."""
    whole = (
        select(_Link.id)
        .join(_LinkItem, _LinkItem.id == _Link.evidence_id)
        .join(_LinkEnd, _LinkEnd.id == _Link.target_id)
        .where(_Link.id == target.id, shown(actor, _LinkItem), shown(actor, _LinkEnd))
    )
    return and_(shown(actor, target), or_(target.kind != "bearing", whole.exists()))


def bearings_of(actor: Actor, targets: Collection[int]) -> dict[int, list[Bearing]]:
    """What bears on each of these contributions, oldest first, with evidence, source, publisher and origin loaded.

    Every id asked for is a key. One query, however many.
    """
    found: dict[int, list[Bearing]] = {target: [] for target in targets}
    if found:
        for bearing in session.scalars(shown_bearings(actor).where(Bearing.target_id.in_(found))):
            found[bearing.target_id].append(bearing)
    return found


def bearings_undercut(actor: Actor, article: Article) -> list[Bearing]:
    """What bears on an article's claims and is itself undercut by a claim, oldest first. One query."""
    undercut = select(Relation.target_id).where(Relation.article_id == article.id, Relation.status.in_(PUBLIC))
    found = shown_bearings(actor).where(
        Bearing.article_id == article.id, Bearing.id.in_(undercut), _Target.kind == "proposition"
    )
    return list(session.scalars(found))


def most_shared(actor: Actor, article: Article, start: int, size: int) -> list[int]:
    """The evidence on an article's claims by id: what bears on most of them first, then the oldest. One query."""
    rows = (
        shown_bearings(actor)
        .with_only_columns(Bearing.evidence_id)
        .where(Bearing.article_id == article.id, _Target.kind == "proposition")
        .order_by(None)
        .group_by(Bearing.evidence_id)
        .order_by(func.count(Bearing.target_id.distinct()).desc(), Bearing.evidence_id)
    )
    return list(session.scalars(rows.options().offset(start).limit(size)))


def bearings_by(actor: Actor, article: Article, evidence: Collection[int]) -> list[Bearing]:
    """What these items say of an article's claims, oldest first, with all that a page says of them. One query."""
    found = shown_bearings(actor).where(
        Bearing.article_id == article.id, Bearing.evidence_id.in_(evidence), _Target.kind == "proposition"
    )
    return list(session.scalars(found))


def bearings_by_id(actor: Actor, ids: Collection[int]) -> list[Bearing]:
    """These bearings, as far as they show, with all that a page says of them. One query."""
    return list(session.scalars(shown_bearings(actor).where(Bearing.id.in_(ids)))) if ids else []


def bearings_shown_on(actor: Actor, target: int) -> Any:
    """A query for the ids of what bears on a contribution and shows."""
    ids = shown_bearings(actor).with_only_columns(Bearing.id).where(Bearing.target_id == target)
    return ids.order_by(None)


def item_readable_in(actor: Actor, item: Any, article_id: Any) -> ColumnElement[bool]:
    """The condition that an item shows in an article: it is that one's own, or of one that this actor may read."""
    return or_(item.article_id == article_id, item.article_id.in_(select(Article.id).where(readable(actor))))


def shown_bearings(actor: Actor) -> Any:
    """Bearings whose evidence and target show too; an item of another article shows where that may be read."""
    return (
        select(Bearing)
        .join(Bearing.evidence.of_type(ShownItem))
        .join(_Target, _Target.id == Bearing.target_id)
        .where(shown(actor, Bearing), shown(actor, ShownItem), shown_target(actor, _Target))
        .where(item_readable_in(actor, ShownItem, Bearing.article_id))
        .options(
            contains_eager(Bearing.evidence.of_type(ShownItem)).options(
                joinedload(ShownItem.source).options(*SOURCE_PARTS)
            )
        )
        .order_by(Bearing.created_at, Bearing.id)
    )


def tombstones_of(targets: Collection[int]) -> dict[int, list[Tombstone]]:
    """What was withdrawn, removed or erased from each of these contributions, by itself or with its item, oldest first.

    One query.
    """
    found: dict[int, list[Tombstone]] = {target: [] for target in targets}
    if found:
        by_itself, with_item = Bearing.status.in_(_GONE), ShownItem.status.in_(_GONE)
        gone = (
            select(
                *(Bearing.public_id, Bearing.target_id, Bearing.side),
                case((by_itself, Bearing.status), else_=ShownItem.status),
                case((by_itself, Bearing.changed_at), else_=ShownItem.changed_at),
            )
            .join(Bearing.evidence.of_type(ShownItem))
            .where(Bearing.target_id.in_(found), or_(by_itself, and_(Bearing.status.in_(PUBLIC), with_item)))
        )
        for row in session.execute(gone.order_by(Bearing.created_at, Bearing.id)):
            found[row.target_id].append(Tombstone(*row))
    return found


def side_counts(actor: Actor, targets: Collection[int]) -> dict[int, Counter[Side]]:
    """How many items bear on each of these contributions, by side. One query."""
    counts: dict[int, Counter[Side]] = {target: Counter() for target in targets}
    if counts:
        rows = shown_bearings(actor).with_only_columns(Bearing.target_id, Bearing.side, func.count(Bearing.id))
        rows = rows.where(Bearing.target_id.in_(counts)).order_by(None).group_by(Bearing.target_id, Bearing.side)
        for target, side, count in session.execute(rows.options()):
            counts[target][side] = count
    return counts


def speakers_shown(actor: Actor, article: Article) -> Sequence[Speaker]:
    """Those whom a claim or an item of the article names, as far as this actor is shown it, by name. One query."""
    said = (
        select(Voice.speaker_id)
        .join(Proposition, Proposition.id == Voice.proposition_id)
        .where(Proposition.article_id == article.id, shown(actor, Proposition))
    )
    cited = (
        select(Source.speaker_id)
        .join(Evidence, Evidence.source_id == Source.id)
        .where(Evidence.article_id == article.id, shown(actor, Evidence))
    )
    found = select(Speaker).where(Speaker.article_id == article.id, or_(Speaker.id.in_(said), Speaker.id.in_(cited)))
    return session.scalars(found.order_by(Speaker.name)).all()


def searches_of(propositions: Collection[int]) -> dict[int, list[EmptySearch]]:
    """Who searched in vain, by proposition, oldest first. One query."""
    found: dict[int, list[EmptySearch]] = defaultdict(list)
    for each in session.scalars(
        select(EmptySearch).where(EmptySearch.proposition_id.in_(propositions)).order_by(EmptySearch.id)
    ):
        found[each.proposition_id].append(each)
    return found


def remarks_on(actor: Actor, article: Article, targets: Iterable[int | None]) -> dict[int | None, list[Remark]]:
    """The remarks on these contributions of an article (None: on the article itself), oldest first. One query."""
    found: dict[int | None, list[Remark]] = {target: [] for target in targets}
    about: ColumnElement[bool] = Remark.target_id.in_([target for target in found if target is not None])
    if None in found:
        about = or_(about, Remark.target_id.is_(None))
    for remark in session.scalars(
        select(Remark).where(Remark.article_id == article.id, about, shown(actor, Remark)).order_by(Remark.id)
    ):
        found[remark.target_id].append(remark)
    return found


def get_target(actor: Actor, public_id: uuid.UUID, *kinds: type[Contribution]) -> Any:
    """A contribution that this actor may read, of one of these classes. Raises NotFound."""
    found = get_contribution(public_id)
    if not isinstance(found, kinds or Contribution) or not _may_read(actor, found):
        raise NotFound(say("There is no such contribution, or it is gone."))
    return found


def get_evidence(actor: Actor, public_id: uuid.UUID) -> Evidence:
    """An item that this actor may read, with source, publisher and origin loaded. Raises NotFound."""
    evidence = session.scalar(
        select(Evidence)
        .where(Evidence.public_id == public_id)
        .options(joinedload(Evidence.source).options(*SOURCE_PARTS))
    )
    if evidence is None or not _may_read(actor, evidence):
        raise NotFound(say("There is no such item of evidence, or it is gone."))
    return evidence


def _may_read(actor: Actor, contribution: Contribution) -> bool:
    """Raises Gone on what was erased, to those who may read its article."""
    if not may(actor, Permission.READ_ARTICLE, contribution):
        return False
    refuse_reading_purged(contribution)
    return may(actor, Permission.READ_CONTRIBUTION, contribution)
