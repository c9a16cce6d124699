"""What somebody is told: the page, the number in the header, and what goes by mail."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select

from deliberate.articles.access import readable
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.times import there
from deliberate.notices.lines import Line, lines_of
from deliberate.notices.models import Notice

PAGE = 40
#: Beyond this, the header says "99+".
COUNTED = 100


@dataclass(frozen=True)
class Day:
    """The notices of one day in UTC, by article (None: about none), the newest first."""

    day: date
    articles: Sequence[tuple[Article | None, Sequence[Line]]]


@dataclass(frozen=True)
class NoticesPage:
    """Notices, the newest first; the id to go on before; and up to which id one has seen them here."""

    days: Sequence[Day]
    next: int | None
    newest: int | None
    unread: int


def unread_count(actor: Actor) -> int:
    """How many notices somebody has not read, ``COUNTED`` at most; in one query."""
    some = (
        select(Notice.id)
        .outerjoin(Article, Article.id == Notice.article_id)
        .where(_told(actor, now()), Notice.read_at.is_(None))
        .limit(COUNTED)
    )
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def notices_page(actor: Actor, before: int | None = None) -> NoticesPage:
    """A page of what one was told, in articles one may read or about none."""
    query = select(Notice, Article).outerjoin(Article, Article.id == Notice.article_id).where(_told(actor, now()))
    if before is not None:
        query = query.where(Notice.id < before)
    rows = session.execute(query.order_by(Notice.id.desc()).limit(PAGE + 1)).all()
    following = rows[PAGE - 1][0].id if len(rows) > PAGE else None
    notices = [notice for notice, _article in rows[:PAGE]]
    lines = lines_of(actor, notices, _by_id(article for _notice, article in rows))
    newest = notices[0].id if notices and before is None else None
    return NoticesPage(_days(lines), following, newest, unread_count(actor))


def to_mail(actor: Actor, at: datetime, most: int) -> tuple[Sequence[Notice], Sequence[Line]]:
    """What waits to be mailed to somebody, and the lines of what of it they may read and have not read."""
    waiting = session.scalars(
        select(Notice).where(Notice.actor_id == actor.key, Notice.mail_from <= at).order_by(Notice.id).limit(most)
    ).all()
    ids = {notice.article_id for notice in waiting if notice.article_id is not None}
    open_to = _by_id(session.scalars(select(Article).where(Article.id.in_(ids), readable(actor)))) if ids else {}
    unread = [
        each for each in waiting if each.read_at is None and (each.article_id is None or each.article_id in open_to)
    ]
    return waiting, lines_of(actor, unread, open_to)


def _told(actor: Actor, at: datetime) -> ColumnElement[bool]:
    return and_(Notice.actor_id == actor.key, Notice.in_app, Notice.visible_from <= at, _reaches(actor))


def _reaches(actor: Actor) -> ColumnElement[bool]:
    return or_(Notice.article_id.is_(None), readable(actor))


def _by_id(articles: Iterable[Article | None]) -> Mapping[int, Article]:
    return {each.id: each for each in articles if each is not None}


def _days(lines: Sequence[Line]) -> list[Day]:
    """Group by day; within one, by article, in the order of each article's newest notice."""
    days = []
    for day, of_day in groupby(lines, lambda line: there(line.at).date()):
        articles: dict[int | None, tuple[Article | None, list[Line]]] = {}
        for line in of_day:
            articles.setdefault(line.notice.article_id, (line.article, []))[1].append(line)
        days.append(Day(day, list(articles.values())))
    return days
