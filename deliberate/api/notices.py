"""What one is told, and what one watches."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST, Backwards, Given, Page, Shown, next_address
from deliberate.articles import services
from deliberate.core.policy import Permission, authorize
from deliberate.moderation.loading import get_readable
from deliberate.notices import preferences as notice_preferences
from deliberate.notices.models import NoticeKind, NoticePreference, Rhythm, Topic, WatchState
from deliberate.notices.queries import notices_page
from deliberate.notices.services import mark_read
from deliberate.notices.watching import find_watch, set_watch, watched
from deliberate.notices.watching_posts import find_post_watch, set_post_watch, watched_posts

NOTICES = "Notices"


class NoticeShown(Shown):
    """One thing one is told."""

    number: int
    kind: NoticeKind
    at: datetime
    read: bool
    sentence: str
    about: str | None
    reason: str | None
    article: str | None
    target: UUID


class Read(Given):
    """Up to which notice one has seen them."""

    newest: int = Field(ge=1, le=LARGEST)


class NoticeSettings(Given):
    """What one wants to be told of, and how."""

    rhythm: Rhythm
    watches_own: bool = Field(description="Whether one watches what one takes part in.")
    in_app: list[Topic] = Field(max_length=20)
    by_mail: list[Topic] = Field(max_length=20)


class WatchGiven(Given):
    """Whether to watch it; null: neither watched nor muted."""

    state: WatchState | None


class WatchShown(Shown):
    """Whether one watches something."""

    state: WatchState | None


class WatchedShown(Shown):
    """Something one watches or has muted."""

    article: str
    contribution: UUID | None
    state: WatchState


class Watches(Shown):
    """All of that."""

    items: list[WatchedShown]


@operation("GET", "/me/notices", tag=NOTICES, query=Backwards, answer=Page[NoticeShown], for_visitors=False)
def list_notices(caller: Caller, query: Backwards) -> Page[NoticeShown]:
    """What one was told, the newest first."""
    page = notices_page(caller.actor, query.before)
    lines = [line for day in page.days for _article, lines in day.articles for line in lines]
    items = [
        NoticeShown(
            number=each.notice.id,
            kind=each.notice.kind,
            at=each.notice.created_at,
            read=each.notice.read_at is not None,
            sentence=each.sentence,
            about=each.about,
            reason=each.reason,
            article=each.article.slug if each.article is not None else None,
            target=each.notice.target,
        )
        for each in lines
    ]
    return Page(items=items, next=next_address(before=page.next) if page.next else None)


@operation("POST", "/me/notices/read", tag=NOTICES, body=Read)
def read_notices(caller: Caller, body: Read) -> None:
    """Mark notices as read, up to one of them."""
    mark_read(caller.actor, body.newest)


@operation("GET", "/me/notice-settings", tag=NOTICES, answer=NoticeSettings, for_visitors=False)
def get_notice_settings(caller: Caller) -> NoticeSettings:
    """What one wants to be told of, and how."""
    return _notice_settings(notice_preferences.preference_of(caller.actor.key))


def _notice_settings(chosen: NoticePreference) -> NoticeSettings:
    silent, silent_by_mail = set(chosen.silent), set(chosen.silent_by_mail)
    return NoticeSettings(
        rhythm=chosen.rhythm,
        watches_own=chosen.watches_own,
        in_app=[each for each in Topic if each.value not in silent],
        by_mail=[each for each in Topic if each.value not in silent_by_mail],
    )


@operation("PUT", "/me/notice-settings", tag=NOTICES, body=NoticeSettings, answer=NoticeSettings)
def choose_notices(caller: Caller, body: NoticeSettings) -> NoticeSettings:
    """Choose what one wants to be told of, and how."""
    chosen = notice_preferences.choose(
        caller.actor, rhythm=body.rhythm, watches_own=body.watches_own, in_app=body.in_app, by_mail=body.by_mail
    )
    return _notice_settings(chosen)


@operation("GET", "/me/watches", tag=NOTICES, answer=Watches, for_visitors=False)
def list_watches(caller: Caller) -> Watches:
    """The articles, claims and items one watches or has muted."""
    items = [
        WatchedShown(article=article.slug, contribution=None, state=watch.state)
        for watch, article in watched(caller.actor)
    ]
    items += [
        WatchedShown(article=each.post.article.slug, contribution=each.post.public_id, state=each.watch.state)
        for each in watched_posts(caller.actor)
    ]
    return Watches(items=items)


@operation("GET", "/articles/<slug>/watch", tag=NOTICES, answer=WatchShown, for_visitors=False)
def get_watch(caller: Caller, slug: str) -> WatchShown:
    """Whether one watches an article."""
    found = find_watch(caller.actor, services.get_readable(caller.actor, slug))
    return WatchShown(state=found.state if found is not None else None)


@operation("PUT", "/articles/<slug>/watch", tag=NOTICES, body=WatchGiven, answer=WatchShown)
def watch_article(caller: Caller, slug: str, body: WatchGiven) -> WatchShown:
    """Watch an article, mute it, or neither."""
    article = services.get_readable(caller.actor, slug)
    authorize(caller.actor, Permission.WATCH_ARTICLE, article)
    set_watch(caller.actor, article, body.state)
    return WatchShown(state=body.state)


@operation("GET", "/contributions/<uuid:contribution>/watch", tag=NOTICES, answer=WatchShown, for_visitors=False)
def get_post_watch(caller: Caller, contribution: UUID) -> WatchShown:
    """Whether one watches a claim or an item."""
    found = find_post_watch(caller.actor, get_readable(caller.actor, contribution))
    return WatchShown(state=found.state if found is not None else None)


@operation("PUT", "/contributions/<uuid:contribution>/watch", tag=NOTICES, body=WatchGiven, answer=WatchShown)
def watch_contribution(caller: Caller, contribution: UUID, body: WatchGiven) -> WatchShown:
    """Watch a claim or an item, mute what is posted on it, or neither."""
    set_post_watch(caller.actor, get_readable(caller.actor, contribution), body.state)
    return WatchShown(state=body.state)
