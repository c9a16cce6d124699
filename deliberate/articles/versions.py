"""A newer text of an article: what was there stays as it is, and the claims' words are looked for in the new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from deliberate.articles.documents import ImportedText
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version, turn_over
from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotFound, StaleEdit, TooMany
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import article_renewed, newer_text_read
from deliberate.core.site import settings
from deliberate.core.times import moment_in_words
from deliberate.core.wording import say, say_many


@dataclass(frozen=True)
class Renewed:
    """What came of handing in a text: the version it is, and whether it was stored or had been there already."""

    version: ArticleVersion
    is_new: bool


@dataclass(frozen=True)
class VersionLine:
    """A version without its text."""

    number: int
    created_at: datetime
    sha256: str
    characters: int


def renew(actor: Actor, article: Article, imported: ImportedText, number: int) -> Renewed:
    """Store a text as the article's next version, log it and announce it; the text it has already is left alone.

    ``number`` is the version the form was opened on. The same form sent twice stores one version and says the same
    twice. Raises StaleEdit where somebody else stored another text meanwhile, TooMany.
    """
    authorize(actor, Permission.EDIT_ARTICLE, article)
    return store_newer(actor, article, imported, number)


def store_newer(actor: Actor, article: Article, imported: ImportedText, number: int) -> Renewed:
    """As ``renew``, for who was allowed it by another rule."""
    before = current_version(article)
    if before.sha256 == imported.sha256:
        return Renewed(before, number == before.number - 1 and before.author_id == actor.key)
    if number != before.number:
        raise StaleEdit(
            say(
                "Somebody stored a newer text while you were preparing yours. Yours is still in the form; "
                "theirs is described below."
            ),
            described(before),
        )
    _check_versions_today(actor)
    version = ArticleVersion(
        article_id=article.id,
        number=before.number + 1,
        text=imported.text,
        blocks=[[block.kind, block.start, block.end] for block in imported.blocks],
        sha256=imported.sha256,
        report=list(imported.report),
        author_id=actor.key,
    )
    session.add(version)
    article.version_number = version.number
    session.flush()
    record(
        actor,
        "renew",
        article,
        before=f"version {before.number}",
        after=f"version {version.number}",
        revision=version.number,
        body_digest=version.sha256,
    )
    article_renewed.send(article, actor=actor, version=version)
    turn_over(article)
    return Renewed(version, True)


def read_ahead(article: Article, imported: ImportedText) -> None:
    """Have all that takes long done while nobody waits for the database."""
    newer_text_read.send(article, imported=imported)


def described(version: ArticleVersion) -> str:
    """A version in words."""
    opening = " ".join(version.text[:400].split())
    when = moment_in_words(version.created_at)
    facts = say_many(
        "Version %(number)s, stored on %(when)s, %(num)s character",
        "Version %(number)s, stored on %(when)s, %(num)s characters",
        len(version.text),
        number=version.number,
        when=when,
    )
    return "\n".join([facts, say("It begins: %(opening)s…", opening=opening[:160])])


def versions_of(article: Article, *numbers: int) -> Sequence[VersionLine]:
    """The versions of its text with these numbers, or every one, the newest first; one query that carries no text."""
    wanted = (ArticleVersion.number.in_(numbers),) if numbers else ()
    rows = session.execute(
        select(
            ArticleVersion.number,
            ArticleVersion.created_at,
            ArticleVersion.sha256,
            func.length(ArticleVersion.text).label("characters"),
        )
        .where(ArticleVersion.article_id == article.id, *wanted)
        .order_by(ArticleVersion.number.desc())
    )
    return [VersionLine(row.number, row.created_at, row.sha256, row.characters) for row in rows]


def get_version(article: Article, number: int) -> ArticleVersion:
    """One version of its text. Raises NotFound."""
    own = select(ArticleVersion).where(ArticleVersion.article_id == article.id, ArticleVersion.number == number)
    found = session.scalar(own)
    if found is None:
        raise NotFound(say("The article has no such version."))
    return found


def _check_versions_today(actor: Actor) -> None:
    if actor.id == SYSTEM_ID:
        return
    since = now() - timedelta(days=1)
    own = select(func.count()).select_from(ArticleVersion)
    count = session.scalar(own.where(ArticleVersion.author_id == actor.key, ArticleVersion.created_at > since)) or 0
    if count >= settings.imports_per_day:
        raise TooMany(
            say(
                "You stored %(count)s texts within a day, which is as many as one person may. Go on tomorrow.",
                count=count,
            )
        )
