"""Every item of evidence on an article, in keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.evidence.citations import citations_in
from deliberate.reading.items import ShownItem, shown_items

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """One item and what it bears on."""

    item: ShownItem
    target: Contribution


@dataclass(frozen=True)
class Listing:
    """One page of items, and where the next one begins if there is one."""

    entries: Sequence[Listed]
    before: int | None


def list_evidence(actor: Actor, article: Article, before: int | None = None) -> Listing:
    """A page of what bears on an article's claims and items, the newest first."""
    found = citations_in(actor, article, before, PAGE + 1)
    page = found[:PAGE]
    targets = {citation.bearing.id: citation.target for citation in page}
    items = shown_items([citation.bearing for citation in page], {})
    newest = sorted(items, key=lambda item: -item.bearing.id)
    entries = [Listed(item, targets[item.bearing.id]) for item in newest]
    return Listing(entries, page[-1].bearing.id if len(found) > PAGE else None)
