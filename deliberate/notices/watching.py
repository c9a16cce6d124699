"""Who watches which article, and who has muted it."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import Executable, bindparam, select, true

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.notices.models import Watch, WatchState
from deliberate.notices.preferences import preference_of

#: What people want, by their ids.
Wishes = Mapping[str, WatchState]

#: As many are listed.
LISTED = 200


def find_watch(actor: Actor, article: Article) -> Watch | None:
    """Whether and how somebody watches an article; of a visitor, nothing is known."""
    return session.get(Watch, (article.id, actor.key)) if actor.signed_in else None


def set_watch(actor: Actor, article: Article, state: WatchState | None) -> None:
    """Watch an article, mute it, or neither."""
    authorize(actor, Permission.WATCH_ARTICLE, article)
    found = find_watch(actor, article)
    if state is None:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(Watch(article_id=article.id, actor_id=actor.key, state=state))
    else:
        found.state = state
    session.flush()


def watch_after_posting(actor: Actor, article_id: int) -> None:
    """Whoever takes part wants to know how it goes on, unless they said otherwise of this article or of all."""
    if session.get(Watch, (article_id, actor.key)) is None and preference_of(actor.key).watches_own:
        session.add(Watch(article_id=article_id, actor_id=actor.key, state=WatchState.WATCHED))
        session.flush()


def watchers_of(article_id: int) -> set[str]:
    """The ids of those who watch an article."""
    return _who(article_id, WatchState.WATCHED)


def muted_by(article_id: int, people: Collection[str], wishes: Wishes) -> set[str]:
    """Which of these people want no news of an article; what they wish of the place in it goes before that."""
    muted = {each for each in people if wishes.get(each) is WatchState.MUTED}
    return muted | (_who(article_id, WatchState.MUTED, people) - wishes.keys())


def watched(actor: Actor) -> Sequence[tuple[Watch, Article]]:
    """The articles somebody watches or has muted, and may read, the latest first."""
    found = (
        select(Watch, Article)
        .join(Article, Article.id == Watch.article_id)
        .where(Watch.actor_id == actor.key, readable(actor))
        .order_by(Watch.since.desc(), Article.id.desc())
    )
    return [(watch, article) for watch, article in session.execute(found.limit(LISTED))]


def _who(article_id: int, state: WatchState, people: Collection[str] | None = None) -> set[str]:
    of = {"article": article_id, "state": state, "people": [*(people or ())]}
    return set(session.scalars(_watches(of_some=people is not None), of))


@cache
def _watches(*, of_some: bool) -> Executable:
    some = Watch.actor_id.in_(bindparam("people", expanding=True)) if of_some else true()
    return select(Watch.actor_id).where(
        Watch.article_id == bindparam("article"), Watch.state == bindparam("state"), some
    )
