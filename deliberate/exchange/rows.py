"""Single rows as parts of a graph, and people as numbers."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.site import IMPORTED_ID
from deliberate.evidence import models as evidence
from deliberate.exchange import graph


def imported_id(article_id: uuid.UUID, name: str) -> str:
    """Who somebody is here whom a file calls so; nobody can sign in as them."""
    return f"{IMPORTED_ID}{article_id}:{name}"


class People:
    """A number for each person, in the order in which they are met; those from a file keep theirs."""

    def __init__(self, article: Article, letter: str) -> None:
        self._prefix, self._letter = imported_id(article.public_id, ""), letter
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def name(self, actor_id: str) -> str:
        if actor_id.startswith(self._prefix):
            return actor_id.removeprefix(self._prefix)
        if actor_id not in self._names:
            number = len(self._taken) + 1
            while f"{self._letter}{number}" in self._taken:
                number += 1
            self._names[actor_id] = f"{self._letter}{number}"
            self._taken.add(self._names[actor_id])
        return self._names[actor_id]

    def knows(self, names: Iterable[str]) -> None:
        """Leave these names to those who have them already."""
        self._taken.update(names)

    def meets(self, ids: Iterable[str]) -> None:
        """Leave the names of those from a file to them, whomever is named first."""
        self.knows(each.removeprefix(self._prefix) for each in ids if each.startswith(self._prefix))


def source_of(each: evidence.Source) -> graph.Source:
    publisher = each.publisher
    return graph.Source(
        id=str(each.public_id),
        citation=each.citation,
        url=each.url,
        author=each.author,
        published_on=day_of(each.published_on),
        publisher=graph.Publisher(publisher.name, publisher.domain, publisher.reliability.value) if publisher else None,
        origin=each.origin.name if each.origin else None,
        speaker=each.speaker.name if each.speaker else None,
        archived_url=each.archived_url,
        retracted_at=moment_of(each.retracted_at) if each.retracted_at else None,
        retraction_url=each.retraction_url,
    )


_OF_EVENTS = (
    *("id", "actor", "role", "action", "target_kind", "target", "revision", "before", "after", "body_digest"),
    *("reason_code", "reason_digest", "batch", "case", "self_review", "article_id", "prev_hash", "hash"),
)


def event_of(event: Event) -> dict[str, Any]:
    """The entry as it is sealed, so that its hash can be worked out again; never the words of a reason."""
    shown = {name: getattr(event, name) for name in _OF_EVENTS}
    return {name: value for name, value in shown.items() if value is not None} | {"at": moment_of(event.at)}


def day_of(value: date | None) -> str | None:
    return value.isoformat() if value else None


def moment_of(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


def revisions_of(things: Sequence[Contribution]) -> Mapping[int, list[Revision]]:
    """The wordings that readers saw, by contribution, oldest first. One query for each article they are of."""
    found: dict[int, list[Revision]] = defaultdict(list)
    articles = {each.article_id for each in things}
    rows = session.scalars(
        select(Revision)
        .join(Contribution, Contribution.id == Revision.contribution_id)
        .where(Contribution.article_id.in_(articles), Revision.status == Status.VISIBLE)
        .order_by(Revision.contribution_id, Revision.number)
    )
    for each in rows:
        found[each.contribution_id].append(each)
    return found
