"""The public log and its published heads: as pages, as feeds, as data; each shows the same lines to the same reader."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from flask import Response, jsonify, render_template, request

from deliberate.articles.services import get_readable as get_article
from deliberate.core.actors import ADMIN, EDITOR, MODERATOR, SYSTEM_ID
from deliberate.core.errors import Invalid
from deliberate.core.languages import SOURCE
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say, speaking
from deliberate.moderation.actions import actions, past_of
from deliberate.moderation.day_heads import heads_page
from deliberate.moderation.log import Line, LogPage, log_page, newer_page
from deliberate.moderation.log_questions import Question
from deliberate.moderation.logged_acts import OTHER_ACTS
from deliberate.moderation.pages import Page, before_asked, blueprint
from deliberate.moderation.purging.titles_and_reasons import LOGGED_ALONE
from deliberate.moderation.wording import begun
from deliberate.web.feeds import Entry, Place, atom, full_address
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_everything

LOG, LOG_FEED, LOG_DATA = (f"deliberate.moderation.{name}" for name in ("log", "log_feed", "log_data"))
HEADS, HEADS_FEED = "deliberate.moderation.log_heads", "deliberate.moderation.log_heads_feed"
#: The roles that stand in the log, in the words of its lines.
LOG_ROLES = {
    SYSTEM_ID: N_("The system"),
    "member": N_("Members"),
    EDITOR: N_("Editors"),
    MODERATOR: N_("Moderators"),
    ADMIN: N_("Admins"),
}


@blueprint.get("/log")
@shows_everything
def log() -> Page:
    """What was done to what, in which role and why."""
    page = _page()
    return render_template(
        "deliberate/moderation/log.html",
        page=page,
        asked=_asked(page.question),
        decisions={name: say(actions.get(name).label) for name in actions.names()},
        acts={name: begun(past_of(name, say("something"))) for name in OTHER_ACTS},
        roles=LOG_ROLES,
        logged_alone=LOGGED_ALONE,
    )


@blueprint.get("/log.atom")
@shows_everything
def log_feed() -> Response:
    """The same lines as an Atom feed."""
    page = _page()
    asked = _asked(page.question)
    article = page.question.article
    return atom(
        say("Log of “%(title)s”", title=article.title) if article is not None else say("Log"),
        full_address(LOG_FEED, **asked),
        full_address(LOG, **asked),
        [_entry(line) for line in page.lines],
        _place(partial(full_address, LOG_FEED, **asked), page),
    )


@blueprint.get("/log.json")
def log_data() -> Response:
    """The same lines as data."""
    with speaking(SOURCE):
        # Programs read it, and do not know what language somebody reads.
        page = _page()
        events = [_as_data(line) for line in page.lines]
    more = full_address(LOG_DATA, **_asked(page.question), before=page.next) if page.next else None
    return jsonify(head=page.head, length=page.length, events=events, next=more)


@blueprint.get("/log/heads")
@shows_everything
def log_heads() -> Page:
    """The chain's head of each day."""
    return render_template("deliberate/moderation/log_heads.html", page=heads_page(_day("before")))


@blueprint.get("/log/heads.atom")
@shows_everything
def log_heads_feed() -> Response:
    """The same as an Atom feed: whoever subscribes keeps what the site can then no longer change."""
    before = _day("before")
    page = heads_page(before)
    entries = [
        Entry(
            address=f"{full_address(HEADS)}#{head.day.isoformat()}",
            title=say("Head of the log on %(day)s: %(hash)s", day=head.day.isoformat(), hash=head.hash),
            at=head.published_at,
            text=say("%(count)s lines. The last has the seal %(hash)s.", count=head.event_id, hash=head.hash),
            author=say("The system"),
        )
        for head in page.heads
    ]
    more = full_address(HEADS_FEED, before=page.next.isoformat()) if page.next else None
    here = full_address(HEADS_FEED, before=before.isoformat()) if before is not None else None
    place = Place(here=here, next=more)
    return atom(say("Heads of the log"), full_address(HEADS_FEED), full_address(HEADS), entries, place)


def _place(address: Callable[..., str], page: LogPage) -> Place:
    """Where a page of the log is among the others."""
    if page.before is None:
        return Place(next=address(before=page.next) if page.next else None)
    previous = newer_page(current_actor(), page)
    return Place(
        here=address(before=page.before),
        previous=address(before=previous) if previous else address() if previous == 0 else None,
        next=address(before=page.next) if page.next else None,
    )


def _page() -> LogPage:
    """What the address asks for, as whoever asks may see it."""
    actor = current_actor()
    asked = {name: check_text(request.args.get(name, ""), name) for name in ("action", "role", "by", "q")}
    slug = request.args.get("article")
    question = Question(
        article=get_article(actor, slug) if slug else None,
        action=asked["action"] or None,
        role=asked["role"] or None,
        by=asked["by"] or None,
        words=asked["q"],
        since=_day("since"),
        until=_day("until"),
    )
    return log_page(actor, question, before_asked())


def _day(name: str) -> date | None:
    """A day in the address. Raises Invalid."""
    words = request.args.get(name, "").strip()
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise Invalid(say("Write the day as year, month and day: 2026-03-31."), name) from None


def _asked(question: Question) -> Mapping[str, Any]:
    """The question as an address asks it."""
    asked = {
        "article": question.article.slug if question.article is not None else None,
        "action": question.action,
        "role": question.role,
        "by": question.by,
        "q": question.words.strip(),
        "since": question.since.isoformat() if question.since is not None else None,
        "until": question.until.isoformat() if question.until is not None else None,
    }
    return {name: value for name, value in asked.items() if value}


def _entry(line: Line) -> Entry:
    return Entry(
        address=f"{full_address(LOG, before=line.event.id + 1)}#event-{line.event.id}",
        title=line.sentence,
        at=line.event.at,
        text="\n".join(each for each in (line.rule, line.reason, say("Seal: %(hash)s", hash=line.event.hash)) if each),
        author=line.who,
    )


def _as_data(line: Line) -> dict[str, Any]:
    """No more of an event than its line on the page says, and its seal."""
    event, article = line.event, line.article
    return {
        "number": event.id,
        "at": event.at.isoformat(),
        "role": event.role,
        "by": event.actor,
        "who": line.who,
        "action": event.action,
        "sentence": line.sentence,
        "rule": line.rule,
        "reason": line.reason,
        "article": {"title": article.title, "slug": article.slug} if article is not None else None,
        "kind": event.target_kind,
        "target": event.target if line.shown else None,
        "self_review": event.self_review,
        "seal": event.hash,
    }
