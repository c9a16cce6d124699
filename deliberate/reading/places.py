"""Where words of an older version of a text are in the newest one, by the claims around them."""

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.core.db import session
from deliberate.propositions.models import Anchor, AnchorRole
from deliberate.reading.article_rows import Range

#: Words are looked for by as many of their first characters, so that a change further on does not lose them.
LONGEST = 200


def place_now(article: Article, number: int, words: Range) -> Range | None:
    """The range of the newest text that has the words which an older version has in this range.

    Of several places with the same words it is the one nearest to where the claims around them went. None where the
    version is not there, has no such range, or the newest has not the words.
    """
    start, end = words
    if number == article.version_number:
        return words if start < end else None
    older, newest = _version(article, number), current_version(article)
    if older is None or not 0 <= start < end <= len(older.text):
        return None
    exact = older.text[start:end][:LONGEST]
    found = _nearest(newest.text, exact, start + _moved_by(older, newest, start))
    return None if found is None else (found, min(found + end - start, len(newest.text)))


def _version(article: Article, number: int) -> ArticleVersion | None:
    return session.scalar(
        select(ArticleVersion).where(ArticleVersion.article_id == article.id, ArticleVersion.number == number)
    )


def _moved_by(older: ArticleVersion, newest: ArticleVersion, start: int) -> int:
    """How far the nearest claim's words before a place, or else after it, moved from one version to the other."""
    then, now = aliased(Anchor), aliased(Anchor)
    same = [getattr(then, name) == getattr(now, name) for name in ("proposition_id", "role", "part", "ordinal")]
    both = (
        select(now.start - then.start)
        .select_from(then)
        .join(now, and_(*same, now.version_id == newest.id))
        .where(then.version_id == older.id, then.role == AnchorRole.STATEMENT)
    )
    before = both.where(then.start <= start).order_by(then.start.desc(), then.id)
    after = both.where(then.start > start).order_by(then.start, then.id)
    for nearest in (before, after):
        moved = session.scalar(nearest.limit(1))
        if moved is not None:
            return moved
    return 0


def _nearest(text: str, words: str, expected: int) -> int | None:
    """The place of these words that is nearest to the one expected."""
    before, after = text.rfind(words, 0, max(expected, 0) + len(words)), text.find(words, max(expected, 0))
    return min((each for each in (before, after) if each >= 0), key=lambda at: abs(at - expected), default=None)
