"""Feeds of the evidence on an article and on a claim (Atom)."""

import uuid
from functools import partial
from typing import Any

from flask import Response

from deliberate.articles.services import get_readable
from deliberate.articles.shown import by_claim, by_slug
from deliberate.core.contributions import Contribution, Status
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Side
from deliberate.moderation.wording import shortened
from deliberate.propositions.models import Proposition
from deliberate.propositions.queries import get_proposition
from deliberate.reading.feed import FeedPage, items_on
from deliberate.reading.views import blueprint, number_in
from deliberate.web.feeds import Entry, Place, atom, full_address
from deliberate.web.identity import current_actor
from deliberate.web.keeping import shows_article
from deliberate.weighting.choosing import target_words

OF_ARTICLE, OF_CLAIM = "deliberate.reading.feed_of_article", "deliberate.reading.feed_of_claim"


@blueprint.get("/a/<slug>/feed.atom")
@shows_article(by_slug)
def feed_of_article(slug: str) -> Response:
    """Whatever is posted as evidence on an article, the newest first."""
    actor = current_actor()
    article = get_readable(actor, slug)
    page = items_on(actor, Bearing.article_id == article.id, before := number_in("before", 10**18))
    title = say("Evidence on “%(title)s”", title=article.title)
    shown = full_address("deliberate.reading.evidence_of", slug=article.slug)
    return _feed(title, partial(full_address, OF_ARTICLE, slug=article.slug), shown, page, before)


@blueprint.get("/claims/<uuid:claim>/feed.atom")
@shows_article(by_claim)
def feed_of_claim(claim: uuid.UUID) -> Response:
    """Whatever is posted for and against one claim, the newest first."""
    actor = current_actor()
    found = get_proposition(actor, claim)
    page = items_on(actor, Bearing.target_id == found.id, before := number_in("before", 10**18))
    title = say("Evidence on “%(title)s”", title=shortened(found.text))
    if found.status is not Status.VISIBLE:
        title = say("Evidence on a claim under review")
    shown = full_address("deliberate.reading.claim", claim=claim)
    return _feed(title, partial(full_address, OF_CLAIM, claim=claim), shown, page, before)


def _feed(title: str, address: Any, shown: str, page: FeedPage, before: int | None) -> Response:
    place = Place(
        here=address(before=before) if before is not None else None,
        previous=address(before=page.previous) if page.previous else address() if page.previous == 0 else None,
        next=address(before=page.next) if page.next is not None else None,
    )
    entries = [_entry(each, page.targets[each.target_id], page.names[each.author_id]) for each in page.items]
    return atom(title, address(), shown, entries, place)


def _entry(item: Bearing, target: Contribution, author: str) -> Entry:
    source = item.evidence.source
    words = [f"“{item.evidence.quote}”", item.warrant, f"{source.citation} {source.url or ''}".strip()]
    return Entry(
        address=full_address("deliberate.reading.contribution", contribution=item.public_id),
        title=_title(item.side, target),
        # The quote has a history of its own.
        at=max(item.changed_at, item.evidence.changed_at),
        text="\n\n".join(each for each in words if each),
        author=author,
        # It stays the same wherever the site moves to.
        id=item.public_id.urn,
        published=item.approved_at or item.created_at,
    )


def _title(side: Side, target: Contribution) -> str:
    if target.status is Status.VISIBLE:
        about = shortened(target_words(target))
    else:
        # What a page can take back, a feed cannot.
        about = say("a claim under review") if isinstance(target, Proposition) else say("something under review")
    if side is Side.FOR:
        return say("For: %(claim)s", claim=about)
    return say("Against: %(claim)s", claim=about)
