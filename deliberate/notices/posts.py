"""What is heard of contributions: posts, rewordings, merges, and what stops being shown."""

from typing import Any

from sqlalchemy import select

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import PUBLIC, Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.signals import event_recorded
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.notices.models import NoticeKind, WatchState
from deliberate.notices.taking_back import hide, take_back_change
from deliberate.notices.telling import News, tell
from deliberate.notices.watching import watch_after_posting, watchers_of
from deliberate.notices.watching_posts import wishes_about
from deliberate.propositions.models import Proposition
from deliberate.weighting.models import Rating

TAKES_PART = frozenset({"post", "import", "import_file"})
CHANGES = frozenset({NoticeKind.REWORDED, NoticeKind.MERGED, NoticeKind.SPLIT})


@event_recorded.connect
def hear(event: Event, *, actor: Actor, target: Any, **_more: Any) -> None:
    """Tell whom it concerns, and unsay what no longer holds."""
    if event.action in TAKES_PART and event.article_id is not None and actor.key != SYSTEM_ID:
        watch_after_posting(actor, event.article_id)
    if not isinstance(target, Contribution):
        return
    if event.before in PUBLIC and event.after is not None and event.after not in PUBLIC:
        hide(target)
    if event.action == "post":
        announce(target)
    elif event.action == "edit":
        if event.revision == target.revision:
            ask_to_confirm(target, by=actor.key)
    elif event.action in {"reword", "merge", "split"}:
        _tell_author(event, actor, target)
    elif event.action == "undo" and event.reason_code is None:
        # A moderator's undoing has a reason; this is an editor's, of an act on claims.
        take_back_change(target.public_id, by=actor.key, kinds=CHANGES)


def announce(contribution: Contribution) -> None:
    """Tell of something new that readers see, unless they do not see it yet."""
    if not contribution.is_visible:
        return
    if isinstance(contribution, Bearing):
        _announce_bearing(contribution)
    elif isinstance(contribution, Remark) and contribution.target_id is not None:
        _kind, author = _target(contribution.target_id)
        news = _news(NoticeKind.ANSWERED, contribution)
        tell([author], news, by=contribution.author_id, wishes=wishes_about(contribution))


def ask_to_confirm(contribution: Contribution, *, by: str) -> None:
    """Where it says something else now, tell those who weighed what it said before."""
    if not isinstance(contribution, Bearing | Evidence) or not contribution.is_visible:
        return
    if contribution.substance != contribution.revision:
        return
    earlier = select(Rating.actor_id).where(
        Rating.contribution_id == contribution.id, Rating.revision < contribution.substance
    )
    news = _news(NoticeKind.CONFIRM, contribution)
    tell(session.scalars(earlier.distinct()), news, by=by, wishes=wishes_about(contribution))


def _announce_bearing(bearing: Bearing) -> None:
    """On a claim it is news for whoever posted that and for those who watch; on an item or a link, an answer first."""
    kind, author = _target(bearing.target_id)
    wishes = wishes_about(bearing)
    watchers = watchers_of(bearing.article_id) | {who for who, wish in wishes.items() if wish is WatchState.WATCHED}
    if kind == "proposition":
        watchers.add(author)
    else:
        watchers.discard(author)
        tell([author], _news(NoticeKind.ANSWERED, bearing), by=bearing.author_id, wishes=wishes)
    tell(watchers, _news(NoticeKind.NEW_EVIDENCE, bearing), by=bearing.author_id, wishes=wishes)


def _tell_author(event: Event, actor: Actor, target: Contribution) -> None:
    """Somebody else changed what a person posted. Suggestions are nobody's words yet."""
    if event.before == Status.SUGGESTED or not isinstance(target, Proposition | Bearing):
        return
    if target.status is Status.MERGED:
        kind = NoticeKind.MERGED
    else:
        kind = NoticeKind.SPLIT if event.action == "split" else NoticeKind.REWORDED
    tell([target.author_id], News(kind, target.article_id, target.public_id, event_id=event.id), by=actor.key)


def _target(contribution_id: int) -> tuple[str, str]:
    """What kind of thing it is, and who posted it."""
    found = session.get_one(Contribution, contribution_id)
    return found.kind, found.author_id


def _news(kind: NoticeKind, contribution: Contribution) -> News:
    return News(kind, contribution.article_id, contribution.public_id)
