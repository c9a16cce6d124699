"""Keeping what an act on sources or publishers changed, and putting it back: the exact prior state, or a clear no."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, NotFound
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.signals import source_marked
from deliberate.core.text import check_text
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say
from deliberate.evidence.grades import settle_grades
from deliberate.evidence.models import Evidence, OriginSuggestion, Publisher, Source
from deliberate.evidence.reach import AT_ONCE, articles_citing, articles_moved_by, articles_moved_by_publishers, weigh
from deliberate.evidence.sources import SourceIn
from deliberate.moderation.actions import past_of
from deliberate.moderation.curating.keeping import Row, difference, key_of, put_back, rows_of, state_of
from deliberate.moderation.curating.models import SourceAct
from deliberate.moderation.curating.people import people_citing
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.effects import changes, leans_in
from deliberate.moderation.reversing import SOON

#: Acts that those who cited a source are told of.
MARKS = frozenset({"retract_source", "correct_source", "clear_source"})


@dataclass(frozen=True)
class Doing:
    """Who does what, and why, checked."""

    actor: Actor
    action: str
    reason: str
    self_review: bool = False


def checked_reason(reason: str, *, needed: bool = True) -> str:
    """The reason as it is stored. Raises Invalid."""
    words = check_text(reason, "reason")
    if needed and not words:
        raise Invalid(say("Give the reason in words: the public log shows them."), "reason")
    if len(words) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    return words


def authorize_curating(actor: Actor, permission: Permission, subject: Any) -> bool:
    """Whether it is a self-review: a matter of their own that nobody else could decide. Raises NotAllowed."""
    if may(actor, permission, subject):
        return False
    if may(actor, Permission.REVIEW_OWN, subject):
        return True
    authorize(actor, permission, subject)
    return False


def carry_out(doing: Doing, subject: Row, rows: Sequence[Row], change: Callable[[], None]) -> SourceAct:
    """Do it, keep what it changed of these rows, log it, and weigh what rests on it."""
    before = state_of(rows)
    leans, articles = _leans(rows)
    change()
    session.flush()
    prior, changed = difference(before, state_of(rows))
    act = SourceAct(
        action=doing.action,
        actor_id=doing.actor.key,
        reason=doing.reason,
        source_id=subject.id if isinstance(subject, Source) else None,
        publisher_id=subject.id if isinstance(subject, Publisher) else None,
        suggestion_id=subject.id if isinstance(subject, OriginSuggestion) else None,
        prior=prior,
        changed=changed,
        self_review=doing.self_review,
    )
    session.add(act)
    session.flush()
    _log(doing, doing.action, act, rows)
    weigh(articles)
    act.effects = changes(leans, _leans(rows)[0])
    _tell(doing, rows, articles)
    session.flush()
    return act


def undo_act(actor: Actor, act: SourceAct, reason: str = "") -> SourceAct:
    """Put back what an act changed. Whoever did it needs no reason while it is fresh. Pressed twice, it is done once.

    Raises Conflict where something newer stands on it.
    """
    subject = subject_of(act)
    self_review = authorize_curating(actor, permission_for(act), subject)
    if act.undone_at is not None:
        if act.undone_by == actor.key:
            return act
        raise Conflict(say("This was put back already."))
    fresh = act.actor_id == actor.key and now() - act.created_at <= SOON
    doing = Doing(actor, act.action, checked_reason(reason, needed=not fresh), self_review)
    rows = rows_of(act.changed)
    _refuse_newer(act, rows)
    leans, _ = _leans(rows)
    for row in rows:
        put_back(row, act.prior[key_of(row)], act.changed[key_of(row)])
    session.flush()
    settle_grades([row for row in rows if isinstance(row, Publisher)])
    act.undone_at, act.undone_by = now(), actor.key
    _log(doing, "undo", act, rows)
    _, articles = _leans(rows)
    weigh(articles)
    act.effects = [*act.effects, *changes(leans, _leans(rows)[0])]
    _tell(doing, rows, articles, action="undo")
    session.flush()
    return act


def may_undo(actor: Actor, act: SourceAct) -> bool:
    """Whether this moderator could put back what an act changed: it is no matter of their own, or nobody else's."""
    if not actor.is_moderator or act.undone_at is not None:
        return False
    subject = subject_of(act)
    return may(actor, permission_for(act), subject) or may(actor, Permission.REVIEW_OWN, subject)


def permission_for(act: SourceAct) -> Permission:
    """What one must be allowed to do to undo it."""
    if act.publisher_id is not None:
        return Permission.SET_PROFILE
    return Permission.LINK_ORIGIN if act.suggestion_id is not None else Permission.CURATE_SOURCE


def subject_of(act: SourceAct) -> Row:
    """What the act was about."""
    if act.publisher_id is not None:
        return session.get_one(Publisher, act.publisher_id)
    if act.suggestion_id is not None:
        return session.get_one(OriginSuggestion, act.suggestion_id)
    return session.get_one(Source, act.source_id)


def get_act(public_id: UUID) -> SourceAct:
    """Raises NotFound."""
    found = session.scalar(select(SourceAct).where(SourceAct.public_id == public_id))
    if found is None:
        raise NotFound(say("There is no such act."))
    return found


def last_act_on(subject: Row) -> SourceAct | None:
    """The newest that was done to it and not undone."""
    column = {
        Source: SourceAct.source_id,
        Publisher: SourceAct.publisher_id,
        OriginSuggestion: SourceAct.suggestion_id,
    }[type(subject)]
    done = select(SourceAct).where(column == subject.id, SourceAct.undone_at.is_(None))
    return session.scalar(done.order_by(SourceAct.id.desc()).limit(1))


def same_act(doing: Doing, subject: Row) -> SourceAct | None:
    """This very act by the same person, where it is the last that was done: a button pressed twice."""
    last = last_act_on(subject)
    if last is None or (last.actor_id, last.action, last.reason) != (doing.actor.key, doing.action, doing.reason):
        return None
    return last


def _refuse_newer(act: SourceAct, rows: Iterable[Row]) -> None:
    """An item that its author reworded since stays as it is; anything else that moved on stands in the way."""
    current = state_of(row for row in rows if not isinstance(row, Evidence))
    for key, columns in current.items():
        if any(columns[name] != value for name, value in act.changed[key].items()):
            raise Conflict(_newer(act))


def _newer(act: SourceAct) -> str:
    later = select(SourceAct).where(SourceAct.id > act.id, SourceAct.undone_at.is_(None)).order_by(SourceAct.id.desc())
    for each in session.scalars(later.limit(500)):
        if each.changed.keys() & act.changed.keys():
            return say(
                "Something newer stands on this: somebody %(did)s, on %(moment)s. "
                "Deal with that first, or decide anew.",
                did=past_of(each.action),
                moment=moment_in_words(each.created_at),
            )
    return say(
        "Something newer stands on this: a decision on an item that cites it, which the log has. Deal with that first, "
        "or decide anew."
    )


def _leans(rows: Iterable[Row]) -> tuple[dict[str, str | None], Sequence[Any]]:
    """How all leans that rests on these, and the articles; of very many articles nothing is compared."""
    sources = [row.id for row in rows if isinstance(row, Source)]
    publishers = [row.id for row in rows if isinstance(row, Publisher)]
    found = {each.id: each for each in articles_moved_by(sources)} if sources else {}
    found |= {each.id: each for each in articles_moved_by_publishers(publishers)} if publishers else {}
    articles = [article for _, article in sorted(found.items())]
    return leans_in([each.id for each in articles]) if 0 < len(articles) <= AT_ONCE else {}, articles


def _log(doing: Doing, action: str, act: SourceAct, rows: Iterable[Row]) -> None:
    """One event for each source linked, for each article that cites a source marked, or for the publisher."""
    batch = None
    subject = subject_of(act)
    places: list[Any] = [subject]
    if isinstance(subject, Source):
        places = [SourceIn(subject.public_id, article) for article in articles_citing([subject.id])]
    elif isinstance(subject, OriginSuggestion) and (linked := [row for row in rows if isinstance(row, Source)]):
        places = [SourceIn(row.public_id, subject.article_id) for row in linked]
    if len(places) > 1:
        batch = uuid4().hex
    for place in places:
        record(doing.actor, action, place, reason=doing.reason or None, batch=batch, self_review=doing.self_review)


def _tell(doing: Doing, rows: Iterable[Row], articles: Sequence[Any], action: str | None = None) -> None:
    if doing.action not in MARKS:
        return
    for row in rows:
        if isinstance(row, Source):
            people = people_citing(row) - {doing.actor.key}
            source_marked.send(row, action=action or doing.action, people=people, articles=tuple(articles))
