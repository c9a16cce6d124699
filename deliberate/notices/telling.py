"""Writing notices: to whom, by what they want, and one an hour of what comes in numbers."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, select

from deliberate.core.actors import SYSTEM_ID
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.mailing import find_mailing
from deliberate.core.site import IMPORTED_ID, VISITOR_ID
from deliberate.jobs.services import enqueue
from deliberate.notices.models import GATHERED, MUTABLE, TOPIC_OF, Notice, NoticeKind, NoticePreference, Rhythm
from deliberate.notices.preferences import mail_from, preferences_of
from deliberate.notices.watching import Wishes, muted_by

#: So long is gathered into one notice.
GATHERING = timedelta(hours=1)
#: So many of its things a notice names; the rest is counted no more.
MOST_ITEMS = 100

#: The job that mails somebody what waits.
DIGEST = "mail_notices"


@dataclass(frozen=True)
class News:
    """What there is to tell, whoever is told."""

    kind: NoticeKind
    article_id: int | None
    target: uuid.UUID
    data: Mapping[str, Any] = field(default_factory=dict)
    event_id: int | None = None


def tell(people: Iterable[str], news: News, *, by: str | None = None, wishes: Wishes | None = None) -> None:
    """Tell these people, in the caller's transaction; never whoever did it, and nobody who does not want to know.

    ``wishes``: what people said of what the news stands on; it goes before what they said of the article.
    """
    wanted = {each for each in people if each not in {by, SYSTEM_ID} and not each.startswith((IMPORTED_ID, VISITOR_ID))}
    if wanted and news.kind in MUTABLE and news.article_id is not None:
        wanted -= muted_by(news.article_id, wanted, wishes or {})
    if not wanted:
        return
    at, mails = now(), find_mailing() is not None
    gathering = _gathering(news, wanted, at) if news.kind in GATHERED else {}
    for person, preference in sorted(preferences_of(wanted).items()):
        _tell_one(person, preference, news, gathering.get(person), at, mails=mails)
    session.flush()


def _tell_one(
    person: str, preference: NoticePreference, news: News, gathered: Notice | None, at: datetime, *, mails: bool
) -> None:
    topic = TOPIC_OF[news.kind].value
    in_app = topic not in preference.silent
    by_mail = mails and topic not in preference.silent_by_mail
    due = mail_from(preference.rhythm, at) if by_mail else None
    if not in_app and due is None:
        return
    if gathered is not None:
        _gather(gathered, news, due, at)
        return
    data = {**news.data, "items": [str(news.target)]} if news.kind in GATHERED else dict(news.data)
    session.add(
        Notice(
            actor_id=person,
            kind=news.kind,
            article_id=news.article_id,
            target=news.target,
            data=data,
            event_id=news.event_id,
            in_app=in_app,
            mail_from=due,
        )
    )
    if due is not None and preference.rhythm is Rhythm.AT_ONCE:
        enqueue(DIGEST, {"person": person}, key=digest_key(person), due=due)


def _gather(notice: Notice, news: News, due: datetime | None, at: datetime) -> None:
    """Add to what somebody is told already. Mailed once, the rest is mailed when the hour is over, and not piece by
    piece; what is due may be in a letter that is under way without this, and is due anew."""
    items = notice.data["items"]
    if str(news.target) not in items and len(items) < MOST_ITEMS:
        notice.data = {**notice.data, "items": [*items, str(news.target)]}
        notice.target = news.target
        if notice.mail_from is not None and notice.mail_from < at:
            notice.mail_from = at
    if notice.mail_from is None and due is not None:
        notice.mail_from = max(due, notice.created_at + GATHERING)


def _gathering(news: News, people: set[str], at: datetime) -> Mapping[str, Notice]:
    """The unread notices of these people that the news can be added to."""
    of = {"article": news.article_id, "kind": news.kind, "since": at - GATHERING, "people": [*people]}
    return {each.actor_id: each for each in session.scalars(_unread(), of)}


@cache
def _unread() -> Executable:
    found = select(Notice).where(
        Notice.article_id == bindparam("article"),
        Notice.kind == bindparam("kind"),
        Notice.created_at > bindparam("since"),
        Notice.read_at.is_(None),
        Notice.actor_id.in_(bindparam("people", expanding=True)),
    )
    return found.order_by(Notice.id)


def digest_key(person: str) -> str:
    """What keeps one letter of notices to somebody from being asked for twice."""
    return f"{DIGEST}:{person}"
