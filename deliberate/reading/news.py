"""What is new on an article's page since it was made: numbers alone, and of nothing that its reader may not see."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true, union
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article, ArticleVersion
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, WAITING, Contribution
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.wording import N_many, listed, say, say_many
from deliberate.core.written import shown_versions
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.evidence.queries import item_readable_in, not_withheld
from deliberate.moderation.models import Decision
from deliberate.weighting.models import Rating

#: Of more entries of the log than this the oldest are not looked at: by then the page is old anyway.
LOOKED_AT = 500
#: The kinds of posts that are counted by themselves; evidence is counted by its bearings.
_BY_THEMSELVES = ("proposition", "remark")
_SHOWN = frozenset(each.value for each in PUBLIC)
_WAITED = frozenset(each.value for each in WAITING)
_START = datetime(1970, 1, 1, tzinfo=UTC)

#: What of it is called what, in the order in which it is told.
_COUNTED = {
    "items": N_many("%(num)s new item of evidence", "%(num)s new items of evidence"),
    "claims": N_many("%(num)s new claim", "%(num)s new claims"),
    "remarks": N_many("%(num)s new remark", "%(num)s new remarks"),
    "decisions": N_many("%(num)s decision", "%(num)s decisions"),
    "weighed": N_many("one item weighed", "%(num)s times an item weighed"),
    "texts": N_many("a newer text", "a newer text"),
}


@dataclass(frozen=True)
class News:
    """How much came that this reader may see, and did not do themselves."""

    items: int = 0
    claims: int = 0
    remarks: int = 0
    weighed: int = 0
    decisions: int = 0
    texts: int = 0

    @property
    def count(self) -> int:
        return self.items + self.claims + self.remarks + self.weighed + self.decisions + self.texts

    @property
    def sentence(self) -> str:
        """All of it in words, where there is any."""
        things = [say_many(*words, count) for name, words in _COUNTED.items() if (count := getattr(self, name))]
        return say("%(things)s since you opened this page.", things=listed(things))


def version_of(article: Article) -> int:
    """The present version of what is shown of an article; a page that was made of it says so."""
    return shown_versions(session, [article.id])[article.id]


def news_since(actor: Actor, article: Article, version: int, on: Contribution | None = None) -> News:
    """What came after this version in an article, or on one claim or item of it. How many queries it takes grows with
    nothing."""
    since = _moment(version)
    if since is None:
        return News()
    # The number of the last entry before: by it and the article the log is looked up, however long it is. The log knows
    # whole seconds, so what it tells of this one is looked at again by its own time.
    before = select(func.coalesce(func.max(Event.id), 0)).where(Event.at < since.replace(microsecond=0))
    logged = session.execute(
        select(Event.id, Event.target, Event.before, Event.after)
        .where(Event.article_id == article.id, Event.id > before.scalar_subquery())
        .order_by(Event.id.desc())
        .limit(LOOKED_AT)
    ).all()
    shown = [UUID(each.target) for each in logged if each.after in _SHOWN and each.before not in _SHOWN]
    near = _near(on) if on is not None else None
    counts = _posts(actor, article, shown, since, near)
    return News(
        items=_items(actor, article, shown, since, near),
        claims=counts.get("proposition", 0),
        remarks=counts.get("remark", 0),
        weighed=_weighed(actor, article, since, near),
        decisions=_decisions(actor, [each.id for each in logged], since, near),
        texts=_texts(article, since) if near is None else 0,
    )


def _near(on: Contribution) -> Select[tuple[int]]:
    """The ids of what the page of a claim or of an item shows: itself, what bears on it or is what bears on others, and
    what answers these."""
    bears = or_(Bearing.target_id == on.id, Bearing.evidence_id == on.id)
    first = union(
        select(literal(on.id).label("id")),
        select(Bearing.id).where(bears),
        select(Bearing.evidence_id).where(Bearing.target_id == on.id),
    ).subquery()
    of_first = select(first.c.id)
    answers = union(
        of_first,
        select(Bearing.id).where(Bearing.target_id.in_(of_first)),
        select(Remark.id).where(Remark.target_id.in_(of_first)),
    ).subquery()
    return select(answers.c.id)


def _is_near(column: Any, near: Select[tuple[int]] | None) -> ColumnElement[bool]:
    found: ColumnElement[bool] = true() if near is None else column.in_(near)
    return found


def _moment(version: int) -> datetime | None:
    """Versions are times, in millionths of a second; None where nobody was shown that one."""
    try:
        return _START + timedelta(microseconds=version) if version else None
    except OverflowError:
        return None


def _not_by(actor: Actor, who: Any) -> ColumnElement[bool]:
    """Nobody is told of what they did themselves."""
    not_theirs: ColumnElement[bool] = who != actor.key if actor.signed_in else true()
    return not_theirs


def _posts(
    actor: Actor, article: Article, shown: list[UUID], since: datetime, near: Select[tuple[int]] | None
) -> dict[str, int]:
    if not shown:
        return {}
    found = (
        select(Contribution.kind, func.count())
        .where(
            Contribution.public_id.in_(shown),
            Contribution.changed_at > since,
            Contribution.article_id == article.id,
            Contribution.kind.in_(_BY_THEMSELVES),
            Contribution.status.in_(PUBLIC),
            _not_by(actor, Contribution.author_id),
            _is_near(Contribution.id, near),
        )
        .group_by(Contribution.kind)
    )
    return dict(session.execute(found).all())


def _items(actor: Actor, article: Article, shown: list[UUID], since: datetime, near: Select[tuple[int]] | None) -> int:
    """Evidence counts where it is used: on what is shown itself, and, if it is another article's, may be read there."""
    if not shown:
        return 0
    item, target = aliased(Evidence, flat=True), aliased(Contribution, flat=True)
    found = (
        select(func.count(Bearing.id))
        .join(item, item.id == Bearing.evidence_id)
        .join(target, target.id == Bearing.target_id)
        .where(
            Bearing.article_id == article.id,
            or_(
                and_(Bearing.public_id.in_(shown), Bearing.changed_at > since),
                and_(item.public_id.in_(shown), item.changed_at > since),
            ),
            Bearing.status.in_(PUBLIC),
            item.status.in_(PUBLIC),
            target.status.in_(PUBLIC),
            _not_by(actor, Bearing.author_id),
            _is_near(Bearing.id, near),
            item_readable_in(actor, item, article.id),
            not_withheld(actor, Bearing),
        )
    )
    return session.scalar(found) or 0


def _weighed(actor: Actor, article: Article, since: datetime, near: Select[tuple[int]] | None) -> int:
    """How often somebody weighed an item: three answers of one person to one item are one, and nobody is named.

    How reliable its source is, is answered of the item, and the rest of what it bears on.
    """
    link = aliased(Bearing, flat=True)
    item, weighed = aliased(Evidence, flat=True), func.coalesce(link.evidence_id, Rating.contribution_id)
    answered = (
        select(Rating.actor_id, weighed.label("item"))
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .outerjoin(link, link.id == Rating.contribution_id)
        .join(item, item.id == weighed)
        .where(
            Rating.created_at > since,
            ~Rating.set_aside,
            _not_by(actor, Rating.actor_id),
            _is_near(Rating.contribution_id, near),
            Contribution.article_id == article.id,
            Contribution.status.in_(PUBLIC),
            item.status.in_(PUBLIC),
            item_readable_in(actor, item, article.id),
            not_withheld(actor, Contribution),
        )
        .distinct()
    )
    return session.scalar(select(func.count()).select_from(answered.subquery())) or 0


def _decisions(actor: Actor, logged: list[int], since: datetime, near: Select[tuple[int]] | None) -> int:
    """What moderators did, and did not undo since, to what readers see or saw; of what waits nothing is told."""
    if not logged:
        return 0
    undone = aliased(Decision)
    came_and_went = select(undone.undone_by_id).where(undone.undone_by_id.is_not(None), undone.created_at > since)
    found = (
        select(func.count(Decision.id))
        .join(Contribution, Contribution.id == Decision.contribution_id)
        .where(
            Decision.event_id.in_(logged),
            _is_near(Decision.contribution_id, near),
            Decision.created_at > since,
            Decision.lead_id.is_(None),
            Decision.undone_by_id.is_(None),
            Decision.id.not_in(came_and_went),
            _not_by(actor, Decision.actor_id),
            # What was approved is told as what it is; what was sent back was never seen.
            Decision.before.not_in(_WAITED),
            or_(Decision.before.in_(_SHOWN), Contribution.status.in_(PUBLIC)),
        )
    )
    return session.scalar(found) or 0


def _texts(article: Article, since: datetime) -> int:
    newer = (ArticleVersion.article_id == article.id, ArticleVersion.created_at > since, ArticleVersion.number > 1)
    return session.scalar(select(func.count()).select_from(ArticleVersion).where(*newer)) or 0
