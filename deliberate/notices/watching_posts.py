"""Who watches one claim or item, and who has muted what is posted on it. It goes before what they want of the article,
and the nearer before the farther: an item of a muted claim can be watched, and the other way round."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session
from deliberate.core.policy import Permission, authorize
from deliberate.evidence.models import Bearing, Remark
from deliberate.moderation.loading import load_all, titles_of
from deliberate.notices.models import PostWatch, WatchState
from deliberate.notices.watching import LISTED, Wishes
from deliberate.propositions.models import Relation


@dataclass(frozen=True)
class WatchedPost:
    """A claim or an item that somebody watches or has muted, and how it is named."""

    watch: PostWatch
    post: Contribution
    title: str


def find_post_watch(actor: Actor, post: Contribution) -> PostWatch | None:
    """Whether and how somebody watches a claim or an item; of a visitor, nothing is known."""
    return session.get(PostWatch, (post.id, actor.key)) if actor.signed_in else None


def set_post_watch(actor: Actor, post: Contribution, state: WatchState | None) -> None:
    """Watch a claim or an item that this actor may read, mute it, or neither."""
    authorize(actor, Permission.WATCH_ARTICLE, post)
    authorize(actor, Permission.READ_CONTRIBUTION, post)
    found = find_post_watch(actor, post)
    if state is None:
        if found is not None:
            session.delete(found)
    elif found is None:
        session.add(PostWatch(contribution_id=post.id, article_id=post.article_id, actor_id=actor.key, state=state))
    else:
        found.state = state
    session.flush()


def wishes_about(post: Contribution) -> Wishes:
    """What people want to hear of this, by what they said of what it stands on. One query where nobody said any."""
    said = select(PostWatch).where(PostWatch.article_id == post.article_id)
    by_post: dict[int, list[PostWatch]] = {}
    for watch in session.scalars(said):
        by_post.setdefault(watch.contribution_id, []).append(watch)
    wishes: dict[str, WatchState] = {}
    if by_post:
        for each in _above(post):
            for watch in by_post.get(each, ()):
                wishes.setdefault(watch.actor_id, watch.state)
    return wishes


def watched_posts(actor: Actor) -> Sequence[WatchedPost]:
    """The claims and items somebody watches or has muted, and may read, the latest first."""
    found = (
        select(PostWatch)
        .join(Contribution, Contribution.id == PostWatch.contribution_id)
        .join(Article, Article.id == PostWatch.article_id)
        .where(PostWatch.actor_id == actor.key, Contribution.status.in_(PUBLIC), readable(actor))
        .order_by(PostWatch.since.desc(), PostWatch.contribution_id.desc())
    )
    watches = session.scalars(found.limit(LISTED)).all()
    posts = load_all([each.contribution_id for each in watches])
    titles = titles_of([*posts.values()])
    return [
        WatchedPost(each, posts[each.contribution_id], titles[each.contribution_id])
        for each in watches
        if each.contribution_id in posts
    ]


def _above(post: Contribution) -> list[int]:
    """The ids of what it stands on, level by level, each level with what was merged into it."""
    level: set[int | None] = {post.target_id} if isinstance(post, Bearing | Remark) else {post.id}
    found: dict[int, None] = {}
    while new := {each for each in level if each is not None} - found.keys():
        merged = select(Contribution.id).where(Contribution.merged_into_id.in_(new))
        found |= dict.fromkeys(sorted(new)) | dict.fromkeys(session.scalars(merged))
        bears = select(Bearing.target_id).where(or_(Bearing.id.in_(new), Bearing.evidence_id.in_(new)))
        items = select(Bearing.evidence_id).where(Bearing.id.in_(new))
        links = select(Relation.target_id).where(Relation.id.in_(new))
        level = {*session.scalars(bears), *session.scalars(items), *session.scalars(links)}
    return list(found)
