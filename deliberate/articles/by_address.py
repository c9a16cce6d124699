"""The page at an address as an article, or as a newer text of one: asked for in a request, done by a job, looked at by
whoever asked."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from deliberate.articles.documents import ImportedText, Unreadable
from deliberate.articles.drafts import ArticleDraft, checked
from deliberate.articles.models import AddressImport, Article, FetchState
from deliberate.articles.services import check_member, import_article
from deliberate.articles.versions import read_ahead, renew
from deliberate.articles.web_pages import PAGE_TYPES, can_read, read_web_page
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, StaleEdit, TooMany
from deliberate.core.languages import SOURCE
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import text_read
from deliberate.core.site import settings
from deliberate.core.standing import with_standing
from deliberate.core.stored_words import say_stored, stored
from deliberate.core.wording import N_, say, speaking
from deliberate.fetching.errors import WITH_GAPS, FetchError, Refused
from deliberate.fetching.fetcher import Fetcher, agent_of
from deliberate.fetching.urls import read_url
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import JobFailed, Run, every, job

FETCHER = "deliberate_fetcher"
TASK = "fetch_article"
#: So long is it kept who asked for what.
KEPT = timedelta(days=7)
_OVERTAKEN = stored(
    N_("Somebody stored a newer text meanwhile: %(theirs)s. If the page is newer still, have it fetched again.")
)
_NOTHING_NEW = stored(N_("The page has the text of version %(number)s already, to the letter. Nothing was stored."))
for _words in WITH_GAPS:
    stored(_words)
BROKEN = N_("Something broke on our side, and it has been logged. Try again, or paste the text.")


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
        raise NotAllowed(say("This site does not fetch pages of others. Paste the text, or choose a file."))
    if not can_read():
        raise NotAllowed(say("This site cannot read pages of others: it was installed without the extra “articles”."))


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
    if (found := _find_asked(actor, submission)) is not None:
        return found
    _check_asked_today(actor)
    address = _fetchable(url)
    draft = checked(draft)
    if draft.group_id is not None:
        check_member(actor, draft.group_id)
    return _enqueued(
        AddressImport(
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
    )


def ask_for_newer(actor: Actor, article: Article, url: str, number: int, submission: str) -> AddressImport:
    """Have the page at an address fetched later, to become the version after that ``number`` of an article.

    The same submission gives what it asked for before. Raises NotAllowed, Invalid, TooMany.
    """
    authorize(actor, Permission.EDIT_ARTICLE, article)
    check_fetches()
    if (found := _find_asked(actor, submission)) is not None:
        return found
    _check_asked_today(actor)
    return _enqueued(
        AddressImport(
            author_id=actor.key,
            roles=sorted(actor.roles),
            submission=submission,
            url=_fetchable(url),
            title=article.title,
            audience=article.audience,
            premoderated=article.premoderated,
            excerpt=article.excerpt,
            article_id=article.id,
            renews=number,
        )
    )


def get_asked(actor: Actor, public_id: UUID) -> AddressImport:
    """What the actor asked for, with the article it became. Raises NotFound for anybody else."""
    found = session.scalar(
        select(AddressImport)
        .where(AddressImport.public_id == public_id, AddressImport.author_id == actor.id)
        .options(joinedload(AddressImport.article))
    )
    if found is None:
        raise NotFound(say("Nothing is being fetched here, or not for you. What was is forgotten after a week."))
    return found


def problem_of(asked: AddressImport) -> str | None:
    """What kept it from being imported for good, in words, or None."""
    if asked.state is FetchState.WAITING:
        left = session.scalar(select(Job.state).where(Job.public_id == asked.job))
        return None if left in {JobState.WAITING, JobState.RUNNING} else say(BROKEN)
    failed = asked.state is FetchState.FAILED and asked.problem
    return say(say_stored(asked.problem)) if failed else None


@job(TASK, attempts=3, pause=timedelta(seconds=5), lease=timedelta(minutes=5))
def fetch_article(run: Run) -> None:
    """Fetch, read, import. Fetching and reading hold no transaction; importing twice gives the same article."""
    asked = session.get(AddressImport, run.payload["import"])
    if asked is None or asked.state is not FetchState.WAITING:
        return
    asked_id, url = asked.id, asked.url
    session.rollback()
    # What is told is stored, and read by whoever asked in their own language.
    with speaking(SOURCE):
        _fetch(run, asked_id, url)


def _fetch(run: Run, asked_id: int, url: str) -> None:
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
    _read_ahead(asked_id, imported)
    try:
        with transaction():
            asked = session.get_one(AddressImport, asked_id)
            if asked.renews is None:
                _store(asked, imported, found_at)
            else:
                _renew(asked, asked.renews, imported)
    except DomainError as error:
        _tell(asked_id, error.message, FetchState.FAILED)


@every(timedelta(hours=6), "prune_address_imports")
def prune_address_imports() -> None:
    """Forget who asked for which address."""
    with transaction():
        session.execute(delete(AddressImport).where(AddressImport.created_at < now() - KEPT))


def _read_ahead(asked_id: int, imported: ImportedText) -> None:
    """Have all that takes long done while nobody waits for the database."""
    asked = session.get_one(AddressImport, asked_id)
    if asked.renews is None:
        text_read.send(imported)
    else:
        read_ahead(session.get_one(Article, asked.article_id), imported)
    session.rollback()


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


def _renew(asked: AddressImport, number: int, imported: ImportedText) -> None:
    """Store the text as a newer one of its article. Raises DomainError, in words for whoever asked."""
    article = session.get_one(Article, asked.article_id)
    try:
        renewed = renew(_author(asked.author_id, asked.roles), article, imported, number)
    except StaleEdit as stale:
        theirs, _, _ = stale.current.partition("\n")
        raise Conflict(_OVERTAKEN % {"theirs": theirs}) from None
    if not renewed.is_new:
        raise Conflict(_NOTHING_NEW % {"number": renewed.version.number})
    asked.state, asked.problem = FetchState.DONE, None


def _find_asked(actor: Actor, submission: str) -> AddressImport | None:
    return session.scalar(
        select(AddressImport).where(AddressImport.author_id == actor.key, AddressImport.submission == submission)
    )


def _fetchable(url: str) -> str:
    """The address as it will be fetched. Raises Invalid."""
    try:
        return str(read_url(url))
    except Refused as refusal:
        raise Invalid(say(say_stored(refusal.message)), "address") from None


def _enqueued(asked: AddressImport) -> AddressImport:
    session.add(asked)
    session.flush()
    asked.job = enqueue(TASK, {"import": asked.id}, key=f"{TASK}:{asked.public_id}").public_id
    return asked


def _author(actor_id: str, roles: Collection[str]) -> Actor:
    """Whoever asked, with the roles they had then, and the level and what keeps them from taking part now."""
    return with_standing(Actor(id=actor_id, roles=frozenset(roles)))


def _tell(asked_id: int, problem: str, state: FetchState) -> None:
    with transaction():
        asked = session.get_one(AddressImport, asked_id)
        asked.problem, asked.state = problem, state


def _check_asked_today(actor: Actor) -> None:
    since = now() - timedelta(days=1)
    mine = select(func.count()).where(AddressImport.author_id == actor.key, AddressImport.created_at > since)
    if (session.scalar(mine) or 0) >= settings.imports_per_day:
        raise TooMany(say("You had as many addresses fetched within a day as one person may. Go on tomorrow."))
