"""Where somebody stopped reading an article, what is new to them since, and whether they were shown around."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotSignedIn
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.queries import item_readable_in, not_withheld
from deliberate.propositions.models import Proposition
from deliberate.reading.models import Visit, Welcome
from deliberate.reading.places import place_now

#: Whoever is away for longer begins another visit; until then, what was new at its start stays marked.
APART = timedelta(minutes=30)
#: By so many characters a place is found again in a newer text.
LOOKED_FOR = 60


def find_visit(actor: Actor, article: Article) -> Visit | None:
    """Somebody's visits to an article; of a visitor without a name, nothing is known."""
    return session.get(Visit, (article.id, actor.key)) if actor.signed_in else None


def new_since(visit: Visit) -> datetime:
    """What came after this is new to them."""
    return visit.at if now() - visit.at > APART else visit.seen_until


def stopped_at(visit: Visit, article: Article) -> int | None:
    """Where in the newest text they stopped; None at its beginning, or where what they had read to is not in it."""
    found = place_now(article, visit.version, (visit.position, visit.position + LOOKED_FOR))
    return found[0] if found is not None and found[0] > 0 else None


def note_place(actor: Actor, article: Article, position: int, version: int) -> None:
    """Keep how far somebody has read. The first time, nothing is new to them."""
    authorize(actor, Permission.KEEP_PLACE, article)
    visit = find_visit(actor, article)
    if visit is None:
        session.add(Visit(article_id=article.id, actor_id=actor.key, position=position, version=version))
    else:
        visit.seen_until, visit.at = new_since(visit), now()
        visit.position, visit.version = position, version
    session.flush()


def see_all(actor: Actor, article: Article) -> None:
    """Call everything in an article seen. Of one they never were in, nothing is new."""
    authorize(actor, Permission.KEEP_PLACE, article)
    visit = find_visit(actor, article)
    if visit is not None:
        visit.seen_until = visit.at = now()
    session.flush()


def new_evidence(actor: Actor, article: Article, since: datetime) -> dict[int, int]:
    """How many items others have posted on each claim since then, by the claims' ids. One query."""
    item, claim = aliased(Evidence, flat=True), aliased(Proposition, flat=True)
    found = (
        select(Bearing.target_id, func.count(Bearing.id))
        .join(item, item.id == Bearing.evidence_id)
        .join(claim, claim.id == Bearing.target_id)
        .where(Bearing.article_id == article.id, shown_since(Bearing) > since, is_news(actor, item, claim))
        .group_by(Bearing.target_id)
    )
    return dict(session.execute(found).all())


def shown_since(kind: type[Contribution]) -> ColumnElement[datetime]:
    """Since when readers see it, as a column of this class or alias; of what was taken from view, the first time."""
    return func.coalesce(kind.approved_at, kind.created_at)


def is_news(actor: Actor, item: Any, claim: Any) -> ColumnElement[bool]:
    """The condition on ``Bearing`` that it is somebody else's, on a claim, and shows to this actor with its item."""
    return and_(
        Bearing.author_id != actor.key,
        Bearing.status.in_(PUBLIC),
        item.status.in_(PUBLIC),
        claim.status.in_(PUBLIC),
        item_readable_in(actor, item, Bearing.article_id),
        not_withheld(actor, Bearing),
    )


def is_to_be_shown_around(actor: Actor) -> bool:
    """Whether somebody has not been shown around yet."""
    return actor.signed_in and session.get(Welcome, actor.key) is None


def was_shown_around(actor: Actor) -> None:
    """Never show them around again."""
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to have this kept."))
    if session.get(Welcome, actor.key) is None:
        session.add(Welcome(actor_id=actor.key))
        session.flush()
