"""The later versions of a text that a file brings, and what became in each of the words that claims stood on before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from deliberate.articles.documents import paragraphs
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.exchange import graph
from deliberate.exchange.rows import imported_id
from deliberate.propositions.passage_models import Passage, PassageState, Renewal
from deliberate.propositions.passages import as_stored, insert_rows

#: The versions of an article, by the numbers that its file gives them; None is the newest.
Versions = Mapping[int | None, ArticleVersion]


def store_versions(actor: Actor, article: Article, document: graph.Document) -> Versions:
    """Store every version after the first, which the article has already."""
    versions: dict[int | None, ArticleVersion] = {None: current_version(article)}
    for number, version in enumerate(document.versions, start=1):
        if number > 1:
            versions[None] = _version(actor, article, number, version)
            session.add(versions[None])
            session.flush()
        versions[version.number] = versions[None]
        if version.carried:
            kept, moved = version.carried
            session.add(Renewal(version_id=versions[None].id, kept=kept, moved=moved))
    article.version_number = len(document.versions)
    session.flush()
    return versions


def store_passages(article: Article, versions: Versions, whole: graph.Graph, keys: Mapping[str, int]) -> None:
    """``keys`` are the row ids of claims, by the ids of the graph."""
    insert_rows(Passage, [_passage_row(article, versions, each, keys) for each in whole.passages])


def _version(actor: Actor, article: Article, number: int, version: graph.Version) -> ArticleVersion:
    return ArticleVersion(
        article_id=article.id,
        number=number,
        text=version.text,
        blocks=[list(block) for block in version.blocks] or _paragraphs(version.text),
        sha256=version.sha256,
        report=list(version.report),
        author_id=imported_id(article.public_id, version.author) if version.author else actor.key,
        created_at=datetime.fromisoformat(version.created) if version.created else now(),
    )


def _paragraphs(text: str) -> list[list[Any]]:
    """A file need not say where the blocks of a text are."""
    return [[block.kind, block.start, block.end] for block in paragraphs(text)]


def _passage_row(article: Article, versions: Versions, each: graph.Passage, keys: Mapping[str, int]) -> dict[str, Any]:
    start, end = each.ranges[0]
    return {
        "public_id": uuid4(),
        "article_id": article.id,
        "version_id": versions[each.version].id,
        "from_version_id": versions[each.of_version].id,
        "start": start,
        "end": end,
        "ranges": as_stored(each.ranges),
        "position": each.position,
        "candidates": [[as_stored(one.ranges), one.thousandths / 1000] for one in each.candidates],
        "state": PassageState(each.state),
        "placed": as_stored(each.placed) if each.placed else None,
        "added": [[keys[claim], role, part] for claim, role, part in each.added] if each.placed else None,
        "decided_by": imported_id(article.public_id, each.decider) if each.decider else None,
        "decided_at": datetime.fromisoformat(each.decided) if each.decided else None,
    }
