"""What else can be purged: titles of articles, reasons of curation, of reviews and of what was put off, notes of
reports."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from deliberate.articles.models import AddressImport, Article
from deliberate.articles.services import STEPS, turn_over
from deliberate.core.db import session
from deliberate.core.events import Event, EventReason, Pseudonym
from deliberate.core.text import whole_number
from deliberate.core.wording import N_
from deliberate.evidence.models import Publisher
from deliberate.moderation.curating.acts import subject_of
from deliberate.moderation.curating.keeping import Row, rows_of
from deliberate.moderation.curating.models import SourceAct
from deliberate.moderation.models import Flag
from deliberate.moderation.purging.log_reasons import erase_log_reasons
from deliberate.moderation.purging.things import Erasure, Thing, article_of_contribution, by_public_id, things
from deliberate.moderation.purging.waiting_words import put_off
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.reports.forgetting import forget_digest
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import people_in, target_of
from deliberate.moderation.waiting_kinds import Subject, find_subjects, kinds

#: What an article is called whose title was erased.
UNTITLED = "An article whose title was erased"

#: The acts whose reason stands in the log and, but for that of a review, nowhere else.
LOGGED_ALONE = frozenset({"defer", *STEPS})


def _reason_in_log(words: str, *which: ColumnElement[bool]) -> None:
    """Take these words from beside the events that are meant."""
    erase_log_reasons(and_(Event.id.in_(select(EventReason.event_id).where(EventReason.text == words)), *which))


def _erase_title(_how: Erasure, article: Article) -> list[str]:
    """The title and the address that was made of it; links to the old address lead nowhere any more."""
    words = [article.title, article.slug]
    article.title, article.slug = UNTITLED, f"erased-{secrets.token_urlsafe(9)}"
    for asked in session.scalars(select(AddressImport).where(AddressImport.article_id == article.id)):
        words.append(asked.title)
        asked.title = ""
    # A form that was opened before would bring it back.
    article.settings_number += 1
    forget_digest(ReportedThing.article_id == article.id)
    turn_over(article)
    return words


things.register(
    "article title",
    Thing(
        words=N_("title and address of an article"),
        find=by_public_id(Article, lambda article: article.title if article.title != UNTITLED else ""),
        says=lambda article: f"{article.title}\n{article.slug}",
        article_id=lambda article: article.id,
        people=lambda article: {article.author_id},
        erase=_erase_title,
        target=lambda article, _purge: article,
    ),
)


def _without(kept: Mapping[str, Any], words: str) -> dict[str, Any]:
    """What an act keeps for its undoing, without these words."""
    return {
        row: {column: "" if value == words else value for column, value in columns.items()}
        for row, columns in kept.items()
    }


def _erase_curation(words: str, acts: ColumnElement[bool]) -> None:
    """A reason of curation, wherever it is kept: with these acts, on what they changed, and in the log of that."""
    rows: list[Row] = []
    for act in session.scalars(select(SourceAct).where(acts)).all():
        rows += [subject_of(act), *rows_of(act.changed)]
        act.reason = "" if act.reason == words else act.reason
        act.prior, act.changed = _without(act.prior, words), _without(act.changed, words)
    for row in rows:
        if isinstance(row, Publisher) and row.own_reason == words:
            row.own_reason = ""
    _reason_in_log(words, Event.target.in_({str(each.public_id) for each in rows}))


def _erase_act(_how: Erasure, act: SourceAct) -> list[str]:
    words = act.reason
    columns = (SourceAct.publisher_id, SourceAct.source_id, SourceAct.suggestion_id)
    # Of the three one is set; the log does not tell two acts on one thing apart that give the same reason.
    named = [column == getattr(act, column.key) for column in columns if getattr(act, column.key) is not None]
    _erase_curation(words, and_(*named))
    return [words]


def _erase_publisher_reason(_how: Erasure, publisher: Publisher) -> list[str]:
    words = publisher.own_reason or ""
    publisher.own_reason = ""
    _erase_curation(words, SourceAct.publisher_id == publisher.id)
    return [words]


def _who_set(publisher: Publisher) -> set[str]:
    acts = select(SourceAct.actor_id).where(SourceAct.publisher_id == publisher.id, SourceAct.action == "set_profile")
    return set(session.scalars(acts))


things.register(
    "act",
    Thing(
        words=N_("reason of an act on a source or a publisher"),
        find=by_public_id(SourceAct, lambda act: act.reason),
        says=lambda act: act.reason,
        article_id=lambda _act: None,
        people=lambda act: {act.actor_id},
        erase=_erase_act,
    ),
)
things.register(
    "publisher reason",
    Thing(
        words=N_("reason of a publisher’s grade"),
        find=by_public_id(Publisher, lambda publisher: publisher.own_reason or ""),
        says=lambda publisher: publisher.own_reason,
        article_id=lambda _publisher: None,
        people=_who_set,
        erase=_erase_publisher_reason,
        target=lambda publisher, _purge: publisher,
    ),
)


def _subject_of(entry: QueueEntry) -> Subject:
    subject: Subject = find_subjects(kinds.get(entry.kind.value), [entry.subject_id])[entry.subject_id]
    return subject


def _erase_deferral(_how: Erasure, entry: QueueEntry) -> list[str]:
    words = entry.deferred_because or ""
    entry.deferred_because = ""
    _reason_in_log(words, put_off(_subject_of(entry)))
    return [words]


things.register(
    "deferral",
    Thing(
        words=N_("reason why something was put off"),
        find=by_public_id(QueueEntry, lambda entry: entry.deferred_because or ""),
        says=lambda entry: entry.deferred_because,
        article_id=lambda entry: article_of_contribution(entry.contribution_id),
        people=lambda entry: {entry.deferred_by} if entry.deferred_by else set(),
        erase=_erase_deferral,
    ),
)


def _find_logged(name: str) -> Event | None:
    """``name``: the number of the event. Only where its reason stands in the log alone."""
    number = whole_number(name)
    event = session.get(Event, number) if number is not None else None
    if event is None or event.action not in LOGGED_ALONE or session.get(EventReason, event.id) is None:
        return None
    return event


def _erase_logged(_how: Erasure, event: Event) -> list[str]:
    words = session.get_one(EventReason, event.id).text
    # What was put off for this reason says so for as long as it is, and a review that closed an article gives it too.
    for entry in session.scalars(select(QueueEntry).where(QueueEntry.deferred_because == words)):
        if session.scalar(select(Event.id).where(Event.id == event.id, put_off(_subject_of(entry)))) is not None:
            entry.deferred_because = ""
    reviews = select(Review).join(ReportedThing, ReportedThing.id == Review.reported_id)
    for made in session.scalars(reviews.where(ReportedThing.article_id == event.article_id, Review.reason == words)):
        made.reason = ""
    erase_log_reasons(Event.id == event.id)
    return [words]


def _who_did(event: Event) -> set[str]:
    return set(session.scalars(select(Pseudonym.actor_id).where(Pseudonym.handle == event.actor)))


things.register(
    "log reason",
    Thing(
        words=N_("reason in the log"),
        find=_find_logged,
        says=lambda event: session.get_one(EventReason, event.id).text,
        article_id=lambda event: event.article_id,
        people=_who_did,
        erase=_erase_logged,
    ),
)


def _thing_of(made: Review) -> ReportedThing:
    return session.get_one(ReportedThing, made.reported_id)


def _erase_review(_how: Erasure, made: Review) -> list[str]:
    words = made.reason
    made.reason = ""
    _reason_in_log(words, Event.target == str(target_of(_thing_of(made)).public_id))
    return [words]


things.register(
    "review",
    Thing(
        words=N_("reason of a decision on reports"),
        find=by_public_id(Review, lambda made: made.reason),
        says=lambda made: made.reason,
        article_id=lambda made: _thing_of(made).article_id,
        people=lambda made: {made.actor_id} | people_in(_thing_of(made)),
        erase=_erase_review,
    ),
)


def _notes_on(thing: ReportedThing) -> list[Flag]:
    found = select(Flag).where(Flag.reported_id == thing.id, Flag.note != "").order_by(Flag.id)
    return list(session.scalars(found))


def _erase_notes(_how: Erasure, thing: ReportedThing) -> list[str]:
    words = []
    for flag in _notes_on(thing):
        words.append(flag.note)
        flag.note = ""
    return words


things.register(
    "report notes",
    Thing(
        words=N_("notes of those who reported something"),
        find=by_public_id(ReportedThing, lambda thing: "\n".join(flag.note for flag in _notes_on(thing))),
        says=lambda thing: "\n".join(flag.note for flag in _notes_on(thing)),
        article_id=lambda thing: thing.article_id,
        people=people_in,
        erase=_erase_notes,
    ),
)
