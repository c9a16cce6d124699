"""What a reader narrows the log to, and which events they may know of at all.

Words are looked for only in what this reader may read: in titles of articles that lists name to them, in reasons, and
in contributions that readers see. What is hidden is not found by its words either.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from deliberate.articles.access import listed, readable
from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Contribution
from deliberate.core.db import session
from deliberate.core.events import Event, EventReason
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.evidence.queries import not_withheld
from deliberate.propositions.models import Proposition

#: As many words are looked for.
MOST_WORDS = 8
#: Of contributions with a word in them, the newest so many.
MOST_FOUND = 500


@dataclass(frozen=True)
class Question:
    """What the log is narrowed to; the empty one asks for all of it."""

    article: Article | None = None
    action: str | None = None
    role: str | None = None
    #: A pseudonym.
    by: str | None = None
    words: str = ""
    #: The first and the last day, in UTC.
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether it asks for less than all there is, of the article or of the site."""
        return bool(self.action or self.role or self.by or self.words.strip() or self.since or self.until)


EVERYTHING = Question()


def conditions(actor: Actor, question: Question) -> list[ColumnElement[bool]]:
    """What holds of the events that answer the question, among those this actor may know of.

    It is for a query of ``Event`` with ``EventReason`` joined to it, where there is one.
    """
    found = [_known_to(actor, question.article)]
    if question.action is not None:
        found.append(Event.action == question.action)
    if question.role is not None:
        found.append(Event.role == question.role)
    if question.by is not None:
        found.append(Event.actor == question.by)
    if question.since is not None:
        found.append(Event.at >= datetime.combine(question.since, time(), UTC))
    if question.until is not None and question.until < date.max:
        found.append(Event.at < datetime.combine(question.until + timedelta(days=1), time(), UTC))
    return found + [_tells_of(actor, question.article, word) for word in question.words.split()[:MOST_WORDS]]


def _known_to(actor: Actor, article: Article | None) -> ColumnElement[bool]:
    """Events of articles that lists may name to them; of one whose address they have, where they may read it."""
    if article is None and actor.is_moderator:
        # They decide on all of it, and what belongs to no article is about people.
        return true()
    return Event.article_id.in_(select(Article.id).where(within(actor, article)))


def within(actor: Actor, article: Article | None) -> ColumnElement[bool]:
    """The articles whose events and words are looked at."""
    if article is not None:
        return readable(actor) & (Article.id == article.id)
    return readable(actor) if actor.is_moderator else listed(actor)


def _tells_of(actor: Actor, article: Article | None, word: str) -> ColumnElement[bool]:
    """The word stands in the reason, in the title of the article, or in what it was done to, where readers see that."""
    titled = select(Article.id).where(within(actor, article), Article.title.icontains(word, autoescape=True))
    reasoned = EventReason.text.icontains(word, autoescape=True)
    return or_(reasoned, Event.article_id.in_(titled), Event.target.in_(_things_with(actor, article, word)))


def _things_with(actor: Actor, article: Article | None, word: str) -> list[str]:
    """The public ids of what readers see that has the word in it. The log holds them as text, so they are asked for."""
    quoted = aliased(Evidence, flat=True)
    worded = or_(
        Contribution.id.in_(select(Proposition.id).where(Proposition.text.icontains(word, autoescape=True))),
        Contribution.id.in_(select(Evidence.id).where(Evidence.quote.icontains(word, autoescape=True))),
        Contribution.id.in_(select(CommonPoint.id).where(CommonPoint.text.icontains(word, autoescape=True))),
        Contribution.id.in_(select(Remark.id).where(Remark.text.icontains(word, autoescape=True))),
        Contribution.id.in_(
            select(Bearing.id)
            .join(quoted, quoted.id == Bearing.evidence_id)
            .where(quoted.status.in_(PUBLIC), quoted.quote.icontains(word, autoescape=True))
        ),
    )
    there = select(Article.id).where(within(actor, article))
    found = session.scalars(
        select(Contribution.public_id)
        .where(Contribution.status.in_(PUBLIC), Contribution.article_id.in_(there), worded)
        .where(not_withheld(actor, Contribution))
        .order_by(Contribution.id.desc())
        .limit(MOST_FOUND)
    )
    return [str(each) for each in found]
