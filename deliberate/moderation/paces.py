"""How much, and how soon after another, somebody may post: limits by level, an article's slow mode, a sanction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Executable, bindparam, case, func, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import TooMany
from deliberate.core.screening import pace
from deliberate.core.site import settings
from deliberate.core.standing import Standing
from deliberate.core.times import moment_in_words
from deliberate.core.wording import N_many, say, say_many
from deliberate.moderation.screens import runs_it

_IN_AN_HOUR = N_many(
    "You have posted %(num)s time in an hour, as often as you may.",
    "You have posted %(num)s times in an hour, as often as you may.",
)
_IN_A_DAY = N_many(
    "You have posted %(num)s time in 24 hours, as often as you may.",
    "You have posted %(num)s times in 24 hours, as often as you may.",
)


def posts_an_hour(level: int) -> int:
    """How many posts this level may make in an hour: newcomers half of level 1, each further level twice as many."""
    return _by_level(settings.posts_per_hour, level)


def posts_a_day(level: int) -> int:
    """The same in 24 hours."""
    return _by_level(settings.posts_per_day, level)


def _by_level(of_level_1: int, level: int) -> int:
    return max(1, of_level_1 // 2) if level == 0 else of_level_1 * 2 ** (level - 1)


@pace
def limits_by_level(actor: Actor, article: Any) -> None:
    """So many posts in an hour and in a day, wherever on the site; those who run the article make what it needs."""
    if runs_it(actor, article):
        return
    hour, day = timedelta(hours=1), timedelta(days=1)
    in_hour, in_day = posts_lately(actor)
    for span, posted, most, words in (
        (hour, in_hour, posts_an_hour(actor.level), _IN_AN_HOUR),
        (day, in_day, posts_a_day(actor.level), _IN_A_DAY),
    ):
        if posted >= most:
            # One more is possible once the post that is so many back is older than the span.
            oldest = session.scalars(
                select(Contribution.created_at)
                .join(Article, Article.id == Contribution.article_id)
                .where(*_posts_of(actor.key), Article.author_id != actor.key)
                .order_by(Contribution.created_at.desc())
                .offset(most - 1)
                .limit(1)
            ).one()
            raise _too_soon(say_many(*words, posted), oldest + span)


def posts_lately(actor: Actor) -> tuple[int, int]:
    """How many posts somebody made in the last hour and in the last 24, as the limits count them."""
    since = {"actor": actor.key, "hour_ago": now() - timedelta(hours=1), "day_ago": now() - timedelta(days=1)}
    in_hour, in_day = session.execute(_posts_lately(), since).one()
    return in_hour, in_day


@cache
def _posts_lately() -> Executable:
    """How many posts ``actor`` made since ``hour_ago`` and since ``day_ago``; what editors make in their own articles
    is another matter."""
    actor: BindParameter[str] = bindparam("actor")
    in_hour = func.count(case((Contribution.created_at > bindparam("hour_ago"), Contribution.id)))
    return (
        select(in_hour, func.count(Contribution.id))
        .join(Article, Article.id == Contribution.article_id)
        .where(*_posts_of(actor), Article.author_id != actor, Contribution.created_at > bindparam("day_ago"))
    )


@pace
def slow_mode(actor: Actor, article: Any) -> None:
    """In an article in slow mode, each person's posts are so many minutes apart."""
    if not article.slow_minutes or runs_it(actor, article):
        return
    possible = next_post(actor, article)
    if possible is not None:
        apart = span_in_words(article.slow_minutes)
        raise _too_soon(say("This article is in slow mode: each person posts once in %(span)s.", span=apart), possible)


@pace
def slowed_down(actor: Actor, article: Any) -> None:
    """Somebody whom a moderator slowed down posts so many minutes apart, wherever it is."""
    standing = session.get(Standing, actor.key)
    if standing is None or standing.slow_minutes is None or (standing.slowed_until or now()) <= now():
        return
    possible = _after_last(actor, standing.slow_minutes)
    if possible is not None:
        apart = span_in_words(standing.slow_minutes)
        raise _too_soon(
            say(
                "A moderator decided that your posts have to be %(span)s apart for now. “Yours” says why, and lets you appeal.",  # noqa: E501
                span=apart,
            ),
            possible,
        )


def next_post(actor: Actor, article: Article) -> datetime | None:
    """When slow mode lets this person post next; None where it does now."""
    if not article.slow_minutes or not actor.signed_in or runs_it(actor, article):
        return None
    return _after_last(actor, article.slow_minutes, Contribution.article_id == article.id)


def span_in_words(minutes: int) -> str:
    """'10 minutes', 'an hour', '3 hours'."""
    if minutes % 60:
        return say_many("a minute", "%(num)s minutes", minutes)
    return say_many("an hour", "%(num)s hours", minutes // 60)


def _after_last(actor: Actor, minutes: int, *where: ColumnElement[bool]) -> datetime | None:
    last = session.scalar(select(func.max(Contribution.created_at)).where(*_posts_of(actor.key), *where))
    possible = last + timedelta(minutes=minutes) if last else None
    return possible if possible is not None and possible > now() else None


def _posts_of(actor: str | BindParameter[str]) -> Sequence[ColumnElement[bool]]:
    """Their posts: an item and its bearing are one, and what an extractor suggested is none."""
    return (
        Contribution.author_id == actor,
        Contribution.kind != "evidence",
        Contribution.status != Status.SUGGESTED,
    )


def _too_soon(why: str, possible: datetime) -> TooMany:
    seconds = max(1, int((possible - now()).total_seconds()) + 1)
    minutes = -(-seconds // 60) if seconds < 7200 else 60 * -(-seconds // 3600)
    again = say(
        "You can post again in %(span)s, from %(moment)s.",
        span=span_in_words(minutes),
        moment=moment_in_words(possible),
    )
    return TooMany(f"{why} {again}", seconds)
