"""Importing the page at an address: asked for in a request, done by a job, looked at by whoever asked."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.drafts import ArticleDraft, checked
from deliberate.articles.models import AddressImport, FetchState
from deliberate.articles.services import check_member, import_article
from deliberate.articles.web_pages import PAGE_TYPES, can_read, read_web_page
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError, Invalid, NotAllowed, NotFound, TooMany
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import text_read
from deliberate.core.site import settings
from deliberate.core.standing import level_of
from deliberate.fetching.errors import FetchError, Refused
from deliberate.fetching.fetcher import Fetcher, agent_of
from deliberate.fetching.urls import read_url
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import JobFailed, Run, every, job

FETCHER = "deliberate_fetcher"
TASK = "fetch_article"
#: So long is it kept who asked for what.
KEPT = timedelta(days=7)
BROKEN = "Something broke on our side, and it has been logged. Try again, or paste the text."


def fetcher() -> Fetcher:
    """What this site fetches with. Only code can put another in its place, no setting."""
    found: Fetcher = current_app.extensions.setdefault(FETCHER, Fetcher(agent_of(settings.site_name)))
    return found


def fetches() -> bool:
    """Whether articles can be imported by their address here."""
    return settings.fetch_urls and can_read()


def check_fetches() -> None:
    """Return where they can; raise NotAllowed, with the reason, where not."""
    if not settings.fetch_urls:
        raise NotAllowed("This site does not fetch pages of others. Paste the text, or choose a file.")
    if not can_read():
        raise NotAllowed("This site cannot read pages of others: it was installed without the extra “articles”.")


def fetch_text(url: str) -> tuple[ImportedText, str]:
    """The article at an address, and where it was found after all redirects. Raises FetchError, Unreadable."""
    page = fetcher().get(url, types=PAGE_TYPES)
    limit = settings.max_article_bytes
    return read_web_page(page.body, page.content_type, page.charset, page.url, limit=limit), page.url


def ask_for(actor: Actor, url: str, draft: ArticleDraft, submission: str) -> AddressImport:
    """Have the page at an address fetched and imported later. The same submission gives what it asked for before.

    Raises NotAllowed, Invalid, TooMany.
    """
    authorize(actor, Permission.IMPORT_ARTICLE)
    check_fetches()
    earlier = select(AddressImport).where(AddressImport.author_id == actor.key, AddressImport.submission == submission)
    if (found := session.scalar(earlier)) is not None:
        return found
    _check_asked_today(actor)
    try:
        address = str(read_url(url))
    except Refused as refusal:
        raise Invalid(refusal.message, "address") from None
    draft = checked(draft)
    if draft.group_id is not None:
        check_member(actor, draft.group_id)
    asked = AddressImport(
        author_id=actor.key,
        roles=sorted(actor.roles),
        submission=submission,
        url=address,
        title=draft.title,
        source_url=draft.source_url,
        audience=draft.audience,
        group_id=draft.group_id,
        premoderated=draft.premoderated,
        excerpt=draft.excerpt,
    )
    session.add(asked)
    session.flush()
    asked.job = enqueue(TASK, {"import": asked.id}, key=f"{TASK}:{asked.public_id}").public_id
    return asked


def get_asked(actor: Actor, public_id: UUID) -> AddressImport:
    """What the actor asked for, with the article it became. Raises NotFound for anybody else."""
    found = session.scalar(
        select(AddressImport)
        .where(AddressImport.public_id == public_id, AddressImport.author_id == actor.id)
        .options(joinedload(AddressImport.article))
    )
    if found is None:
        raise NotFound("Nothing is being fetched here, or not for you. What was is forgotten after a week.")
    return found


def problem_of(asked: AddressImport) -> str | None:
    """What kept it from being imported for good, in words, or None."""
    if asked.state is FetchState.WAITING:
        left = session.scalar(select(Job.state).where(Job.public_id == asked.job))
        return None if left in {JobState.WAITING, JobState.RUNNING} else BROKEN
    return asked.problem if asked.state is FetchState.FAILED else None


@job(TASK, attempts=3, pause=timedelta(seconds=5), lease=timedelta(minutes=5))
def fetch_article(run: Run) -> None:
    """Fetch, read, import. Fetching and reading hold no transaction; importing twice gives the same article."""
    asked = session.get(AddressImport, run.payload["import"])
    if asked is None or asked.state is not FetchState.WAITING:
        return
    asked_id, url = asked.id, asked.url
    session.rollback()
    try:
        imported, found_at = fetch_text(url)
    except FetchError as error:
        again = error.passing and not run.last
        _tell(asked_id, error.message, FetchState.WAITING if again else FetchState.FAILED)
        if again:
            raise JobFailed(error.message) from None
        return
    except Unreadable as refusal:
        _tell(asked_id, str(refusal), FetchState.FAILED)
        return
    text_read.send(imported)
    try:
        with transaction():
            _store(session.get_one(AddressImport, asked_id), imported, found_at)
    except DomainError as error:
        _tell(asked_id, error.message, FetchState.FAILED)


@every(timedelta(hours=6), "prune_address_imports")
def prune_address_imports() -> None:
    """Forget who asked for which address."""
    with transaction():
        session.execute(delete(AddressImport).where(AddressImport.created_at < now() - KEPT))


def _store(asked: AddressImport, imported: ImportedText, found_at: str) -> None:
    draft = ArticleDraft(
        title=asked.title,
        audience=asked.audience,
        group_id=asked.group_id,
        premoderated=asked.premoderated,
        source_url=asked.source_url or imported.canonical_url or found_at,
        excerpt=asked.excerpt,
    )
    author = _author(asked.author_id, asked.roles)
    asked.article_id = import_article(author, imported, draft, submission=asked.public_id.hex).id
    asked.state, asked.problem = FetchState.DONE, None


def _author(actor_id: str, roles: Collection[str]) -> Actor:
    """Whoever asked, with the roles they had then and the level they have now."""
    return Actor(id=actor_id, roles=frozenset(roles), level=level_of(actor_id, roles))


def _tell(asked_id: int, problem: str, state: FetchState) -> None:
    with transaction():
        asked = session.get_one(AddressImport, asked_id)
        asked.problem, asked.state = problem, state


def _check_asked_today(actor: Actor) -> None:
    since = now() - timedelta(days=1)
    mine = select(func.count()).where(AddressImport.author_id == actor.key, AddressImport.created_at > since)
    if (session.scalar(mine) or 0) >= settings.imports_per_day:
        raise TooMany("You had as many addresses fetched within a day as one person may. Go on tomorrow.")
