"""The public log: what was done to what, in which role and why, newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import ADMIN, EDITOR, MODERATOR, SYSTEM_ID, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.events import GENESIS, ChainHead, Event, EventReason, Pseudonym
from deliberate.core.policy import Permission, may, post_first
from deliberate.core.site import names_of
from deliberate.core.stored_words import say_stored
from deliberate.core.wording import N_, say
from deliberate.moderation.actions import pattern_of, rule_in_words
from deliberate.moderation.loading import load_public, titles_of
from deliberate.moderation.log_questions import EVERYTHING, Question, conditions
from deliberate.moderation.wording import kind_word

PAGE = 50
#: Whoever acted, by the role in which they did.
_NAMED = {
    "member": N_("Member %(name)s"),
    EDITOR: N_("Editor %(name)s"),
    MODERATOR: N_("Moderator %(name)s"),
    ADMIN: N_("Admin %(name)s"),
}


@dataclass(frozen=True)
class Line:
    """One event, in words. The thing stands between ``did`` and ``then``, with whatever parts them."""

    event: Event
    who: str
    did: str
    then: str
    #: What it was done to; its own words only while readers see them.
    thing: str
    shown: bool
    article: Article | None
    rule: str | None
    reason: str | None

    @property
    def sentence(self) -> str:
        """The whole of it as plain text."""
        told = say("%(who)s %(did)s", who=self.who, did=f"{self.did}{self.thing}{self.then}")
        if self.article is None or self.event.target_kind == "article":
            return told
        return say("%(told)s in %(article)s", told=told, article=self.article.title)


@dataclass(frozen=True)
class LogPage:
    """A page of the log, what it is narrowed to, the chain's head, and before which event the next page starts."""

    lines: Sequence[Line]
    question: Question
    head: str
    length: int
    next: int | None
    #: The event that it begins below, where it is not the first page.
    before: int | None = None


def log_page(actor: Actor, question: Question = EVERYTHING, before: int | None = None) -> LogPage:
    """The newest events this actor may know of. The question's article has to be one they may read.

    Whatever shows the log, as a page, a feed or data, shows these lines and no others.
    """
    query = (
        select(Event, EventReason.text)
        .outerjoin(EventReason, EventReason.event_id == Event.id)
        .where(*conditions(actor, question))
        .order_by(Event.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(Event.id < before)
    rows = [(event, reason) for event, reason in session.execute(query)]
    head = session.get(ChainHead, 1)
    return LogPage(
        lines=_lines(actor, rows[:PAGE]),
        question=question,
        head=head.hash if head else GENESIS,
        length=head.event_id if head else 0,
        next=rows[PAGE - 1][0].id if len(rows) > PAGE else None,
        before=before,
    )


def newer_page(actor: Actor, page: LogPage) -> int | None:
    """Below which event the page of newer lines begins; 0 where that is the first, None where there are none."""
    newer = (
        select(Event.id)
        .outerjoin(EventReason, EventReason.event_id == Event.id)
        .where(*conditions(actor, page.question), Event.id >= page.before)
        .order_by(Event.id)
        .limit(PAGE + 1)
    )
    found = session.scalars(newer).all()
    if not found:
        return None
    return found[PAGE] if len(found) > PAGE else 0


def _lines(actor: Actor, rows: Sequence[tuple[Event, str | None]]) -> list[Line]:
    events = [event for event, _reason in rows]
    named = load_public({UUID(event.target) for event in events if event.target_kind not in {"person", "article"}})
    targets = {name: each for name, each in named.items() if not post_first(actor, each)}
    titles = titles_of(list(targets.values()))
    wanted = {event.article_id for event in events if event.article_id is not None}
    articles = {each.id: each for each in session.scalars(select(Article).where(Article.id.in_(wanted)))}
    names = _names(actor, events)
    return [_line(event, reason, targets, titles, articles, names) for event, reason in rows]


def _line(
    event: Event,
    reason: str | None,
    targets: Mapping[UUID, Contribution],
    titles: Mapping[int, str],
    articles: Mapping[int, Article],
    names: Mapping[str, str],
) -> Line:
    article = articles.get(event.article_id) if event.article_id is not None else None
    did, _gap, then = pattern_of(event.action).partition("{}")
    target = targets.get(UUID(event.target)) if event.target_kind not in {"person", "article"} else None
    shown = target is not None and target.is_visible
    thing = titles[target.id] if target is not None and shown else kind_word(event.target_kind)
    if shown and event.target_kind == "evidence":
        # An item and what it bears on are two lines; they should not read the same.
        thing = say("the quote “%(quoted)s”", quoted=thing)
    if event.target_kind == "article" and article is not None:
        thing = article.title
    if event.target_kind == "person":
        thing = names.get(event.target, event.target)
    return Line(
        event=event,
        who=_who(event, names),
        did=did,
        then=then,
        thing=thing,
        shown=shown,
        article=article,
        rule=rule_in_words(event.reason_code or "") or None,
        reason=say_stored(reason) if event.actor == SYSTEM_ID and reason else reason,
    )


def _who(event: Event, names: Mapping[str, str]) -> str:
    if event.actor == SYSTEM_ID:
        return say("The system")
    who = say(_NAMED[event.role], name=names.get(event.actor, event.actor))
    return say("%(who)s, in a matter of their own,", who=who) if event.self_review else who


def _names(actor: Actor, events: Iterable[Event]) -> dict[str, str]:
    """Pseudonym to name, for those who may see who is who."""
    if not may(actor, Permission.SEE_MODERATORS):
        return {}
    handles = {event.actor for event in events} | {event.target for event in events if event.target_kind == "person"}
    known = {
        each.handle: each.actor_id for each in session.scalars(select(Pseudonym).where(Pseudonym.handle.in_(handles)))
    }
    names = names_of(known.values())
    return {handle: names[actor_id] for handle, actor_id in known.items()}
