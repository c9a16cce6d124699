"""What is erased for good in an article is erased in the copies that classes and their groups have of it."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select

from deliberate.articles.drafts import LONGEST_LINE
from deliberate.articles.models import Article, ArticleVersion, Group
from deliberate.classroom.grouping.making import ROOM_FOR_NUMBER
from deliberate.core.actors import SYSTEM
from deliberate.core.contributions import Status
from deliberate.core.db import session
from deliberate.core.events import record
from deliberate.core.signals import words_erased
from deliberate.moderation.purging.models import Purge
from deliberate.moderation.purging.posts import erase_post
from deliberate.moderation.purging.things import Erasure, things
from deliberate.propositions.models import Proposition


@words_erased.connect
def erase_in_copies(purge: Purge, *, article_id: int | None, words: Collection[str], **_more: object) -> None:
    """Whether a group still has its copy or it was taken back: a copy is known by its text, which outlasts the group.

    Nobody has to wait for a job: the template's words are gone from all of them in the unit of work that erases them.
    """
    if article_id is None or article_id != purge.article_id:
        return
    for copy in _copies_of(article_id):
        gone = [*_erase(purge, copy, article_id, words)]
        if gone:
            session.flush()
            # Whatever keeps words of the copy lets go of them too.
            words_erased.send(purge, article_id=copy.id, words=gone)


def _copies_of(article_id: int) -> Sequence[Article]:
    """The articles of classes that have, or had, one of its texts. The digest of a text stays where it is erased."""
    texts = select(ArticleVersion.sha256).where(ArticleVersion.article_id == article_id)
    same = select(ArticleVersion.article_id).where(ArticleVersion.sha256.in_(texts))
    of_classes = select(Article).join(Group, Group.id == Article.group_id).where(Group.is_class, Article.id.in_(same))
    return session.scalars(of_classes.where(Article.id != article_id).order_by(Article.id)).all()


def _erase(purge: Purge, copy: Article, article_id: int, words: Collection[str]) -> Iterator[str]:
    if purge.thing == "article text":
        erased = select(ArticleVersion.sha256).where(ArticleVersion.article_id == article_id, ArticleVersion.text == "")
        own = select(ArticleVersion).where(ArticleVersion.article_id == copy.id, ArticleVersion.text != "")
        for version in session.scalars(own.where(ArticleVersion.sha256.in_(erased))).all():
            yield from _erase_of_article(purge, copy, version)
    elif purge.thing == "article title":
        called = tuple(each[: LONGEST_LINE - ROOM_FOR_NUMBER] for each in words)
        if copy.title.startswith(called):
            yield from _erase_of_article(purge, copy, copy)
    elif purge.thing == "contribution":
        own_claims = select(Proposition).where(
            Proposition.article_id == copy.id, Proposition.status != Status.PURGED, Proposition.text.in_(words)
        )
        for claim in session.scalars(own_claims.order_by(Proposition.id)).all():
            yield from erase_post(SYSTEM, claim, purge.reason_code, self_review=False)


def _erase_of_article(purge: Purge, copy: Article, row: Article | ArticleVersion) -> list[str]:
    words = things.get(purge.thing).erase(Erasure(SYSTEM, purge.reason_code, self_review=False), row)
    record(SYSTEM, "purge", copy, reason_code=purge.reason_code, case=str(purge.public_id))
    return words
