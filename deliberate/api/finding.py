"""The log, search, and the public pages of people."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.operations import operation
from deliberate.api.shapes import Asked, Backwards, Page, Person, Shown, next_address, words
from deliberate.articles.services import get_readable
from deliberate.core.contributions import Status
from deliberate.core.text import check_text
from deliberate.evidence.models import EvidenceKind, Side
from deliberate.moderation.log import Line, log_page
from deliberate.moderation.log_questions import Question as LogQuestion
from deliberate.people.profile import Kind as PostKind
from deliberate.people.profile import profile_of
from deliberate.propositions.models import Kind as ClaimKind
from deliberate.search.findables import Question
from deliberate.search.folding import terms_of
from deliberate.search.queries import MOST_PAGES, Hit, find

LOG, SEARCH, PEOPLE = "Log", "Search", "People"
LONGEST_QUESTION = 200


class LogAsked(Backwards):
    """What the log is narrowed to."""

    article: str | None = words(200, default=None)
    action: str | None = words(60, default=None)
    role: str | None = words(20, default=None)
    by: str | None = words(100, default=None)
    q: str | None = words(LONGEST_QUESTION, default=None)
    since: date | None = None
    until: date | None = None


class EventShown(Shown):
    """One line of the log."""

    number: int
    at: datetime
    role: str
    by: str = Field(description="A pseudonym; for those who may see moderators, ``who`` has a name.")
    who: str
    action: str
    sentence: str
    rule: str | None
    reason: str | None
    article: str | None
    kind: str
    target: str | None
    self_review: bool
    seal: str


class Log(Page[EventShown]):
    """Some of the log, with the chain's head."""

    head: str
    length: int


class SearchAsked(Asked):
    """What is looked for. Every word has to be there, the last as far as it is typed."""

    q: str = words(LONGEST_QUESTION)
    kind: str | None = words(30, default=None, description="Of which kind things are to be.")
    article: str | None = words(200, default=None)
    side: Side | None = None
    claims: ClaimKind | None = None
    evidence: EvidenceKind | None = None
    page: int = Field(1, ge=1, le=MOST_PAGES)


class HitShown(Shown):
    """Something that was found."""

    kind: str
    address: str = Field(description="The slug or the id of it.")
    words: str
    article: str | None
    status: str | None


class ProfileAsked(Backwards):
    """Which of somebody's contributions."""

    kind: Literal["proposition", "bearing", "remark"] | None = None
    article: str | None = words(200, default=None)


class PostShown(Shown):
    """Something somebody posted where everybody may read it."""

    id: UUID
    kind: str
    title: str
    article: str
    status: Status
    balance: str | None = Field(description="How a claim stands, in a sentence.")
    created_at: datetime


class ProfileShown(Page[PostShown]):
    """What somebody posted where everybody may read it, the newest first."""

    person: Person


@operation("GET", "/log", tag=LOG, query=LogAsked, answer=Log)
def get_log(caller: Caller, query: LogAsked) -> Log:
    """What was done to what, in which role and why; the newest first."""
    question = LogQuestion(
        article=get_readable(caller.actor, query.article) if query.article else None,
        action=query.action,
        role=query.role,
        by=query.by,
        words=check_text(query.q or "", "q"),
        since=query.since,
        until=query.until,
    )
    page = log_page(caller.actor, question, query.before)
    return Log(
        items=[_event(line) for line in page.lines],
        next=next_address(before=page.next) if page.next else None,
        head=page.head,
        length=page.length,
    )


def _event(line: Line) -> EventShown:
    event = line.event
    return EventShown(
        number=event.id,
        at=event.at,
        role=event.role,
        by=event.actor,
        who=line.who,
        action=event.action,
        sentence=line.sentence,
        rule=line.rule,
        reason=line.reason,
        article=line.article.slug if line.article is not None else None,
        kind=event.target_kind,
        target=event.target if line.shown else None,
        self_review=event.self_review,
        seal=event.hash,
    )


@operation("GET", "/search", tag=SEARCH, query=SearchAsked, answer=Page[HitShown])
def search(caller: Caller, query: SearchAsked) -> Page[HitShown]:
    """What has the words, of all that one may read."""
    question = Question(
        terms=terms_of("".join(each for each in query.q if each.isprintable())),
        kind=query.kind,
        article=get_readable(caller.actor, query.article) if query.article else None,
        side=query.side,
        claim_kind=query.claims,
        evidence_kind=query.evidence,
    )
    found = find(caller.actor, question, query.page)
    return Page(items=[_hit(each) for each in found.hits], next=next_address(page=found.next) if found.next else None)


def _hit(hit: Hit) -> HitShown:
    return HitShown(
        kind=hit.kind,
        address=str(hit.address),
        words="".join(piece.text for piece in hit.words),
        article=hit.article.slug if hit.article is not None else None,
        status=hit.status,
    )


@operation("GET", "/people/<path:person>", tag=PEOPLE, query=ProfileAsked, answer=ProfileShown)
def get_person(caller: Caller, person: str, query: ProfileAsked) -> ProfileShown:
    """Somebody, with what they posted where everybody may read it."""
    kind = PostKind(query.kind) if query.kind else None
    page = profile_of(caller.actor, person, kind=kind, slug=query.article, before=query.before)
    items = [
        PostShown(
            id=each.contribution.public_id,
            kind=each.contribution.kind,
            title=each.title,
            article=each.contribution.article.slug,
            status=each.contribution.status,
            balance=each.balance,
            created_at=each.contribution.created_at,
        )
        for each in page.entries
    ]
    onward = next_address(before=page.next) if page.next else None
    return ProfileShown(items=items, next=onward, person=Person(id=page.person, name=page.name))
