"""The lists of watched words: which hold for an article, changing one, and trying one before it is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Executable, bindparam, exists, select
from sqlalchemy.orm import aliased, joinedload

from deliberate.articles.access import listed
from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, Contribution, Revision, seal
from deliberate.core.db import session
from deliberate.core.errors import StaleEdit
from deliberate.core.events import record
from deliberate.core.policy import Permission, authorize
from deliberate.core.wording import say
from deliberate.moderation.conduct import WordList
from deliberate.moderation.watching import Entry, Hit, Matcher, as_stored, from_stored

SITE = "site"
#: In how many of the newest posts a list is tried.
TRIED_IN = 200


@dataclass(frozen=True)
class Met:
    """A post that readers see and a list would have met."""

    contribution: Contribution
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Trial:
    """What a list would have met; nothing of it is stored."""

    in_sample: Sequence[Hit]
    posts: Sequence[Met]
    looked_at: int


def scope_of(article: Article | None) -> str:
    """What a list is of: an article, or (None) the whole site."""
    return f"article:{article.id}" if article else SITE


def find_list(article: Article | None) -> WordList | None:
    """The newest version of a list."""
    query = select(WordList).where(WordList.scope == scope_of(article))
    return session.scalar(query.order_by(WordList.number.desc()).limit(1))


def entries_of(found: WordList | None) -> list[Entry]:
    """The entries of a list; none of one that is not there."""
    return list(from_stored(found.entries)) if found else []


def hits_in(article: Article, text: str) -> list[Hit]:
    """What of the site's list and the article's a text holds."""
    lists = session.scalars(_newest_lists(), {"site": SITE, "article": scope_of(article)})
    entries = [entry for each in lists for entry in entries_of(each)]
    return Matcher(entries).hits(text) if entries else []


@cache
def _newest_lists() -> Executable:
    """The query over ``site`` and ``article``: made once, as making it takes longer than asking it."""
    later = aliased(WordList)
    return select(WordList).where(
        WordList.scope.in_((bindparam("site"), bindparam("article"))),
        ~exists().where(later.scope == WordList.scope, later.number > WordList.number),
    )


def authorize_watching(actor: Actor, article: Article | None) -> None:
    """Return if the actor may see and change the list. Raises NotAllowed."""
    if article is None:
        authorize(actor, Permission.WATCH_SITE_WORDS)
    else:
        authorize(actor, Permission.WATCH_WORDS, article)


def change_list(actor: Actor, article: Article | None, entries: Sequence[Entry], number: int) -> WordList | None:
    """Store a list as its next version. The log has who did it and a digest, never the words.

    ``number`` is the version that the form was opened on. The very list that is there is left alone. Raises StaleEdit.
    """
    authorize_watching(actor, article)
    before = find_list(article)
    stored = as_stored(entries)
    if (before.entries if before else []) == stored:
        return before
    if (before.number if before else 0) != number:
        raise StaleEdit(say("Somebody changed this list meanwhile. Your words are still in the form."), "")
    salt, digest = seal({"entries": stored})
    made = WordList(
        scope=scope_of(article), number=number + 1, entries=stored, salt=salt, digest=digest, author_id=actor.key
    )
    session.add(made)
    session.flush()
    record(actor, "watch_words", article or made, revision=made.number, body_digest=digest)
    return made


def try_list(actor: Actor, article: Article | None, entries: Sequence[Entry], sample: str) -> Trial:
    """What these entries would meet in a sample, and in the newest posts that readers see."""
    authorize_watching(actor, article)
    matcher = Matcher(entries)
    shown = (
        select(Contribution, Revision.body)
        .join(Article, Article.id == Contribution.article_id)
        .join(Revision, (Revision.contribution_id == Contribution.id) & (Revision.number == Contribution.revision))
        .where(Contribution.status.in_(PUBLIC), listed(actor))
        .options(joinedload(Contribution.article))
        .order_by(Contribution.id.desc())
        .limit(TRIED_IN)
    )
    if article is not None:
        shown = shown.where(Contribution.article_id == article.id)
    rows = session.execute(shown).all()
    met = [Met(post, hits) for post, body in rows if (hits := matcher.hits(words_in(body)))]
    return Trial(matcher.hits(sample), met, len(rows))


def words_in(body: object) -> str:
    """Every text in the body of a revision, one in each line."""
    if isinstance(body, str):
        return body
    if isinstance(body, dict):
        return "\n".join(filter(None, map(words_in, body.values())))
    if isinstance(body, list):
        return "\n".join(filter(None, map(words_in, body)))
    return ""
