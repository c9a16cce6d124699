"""What the head of a page says of it to whoever does not see it: search engines, and sites that show cards of links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from deliberate.articles.models import Article
from deliberate.core.contributions import Status
from deliberate.core.site import settings
from deliberate.core.wording import say
from deliberate.embedding.pages import is_open_to_all
from deliberate.reading.article_page import ArticlePage
from deliberate.reading.claim_page import ClaimPage
from deliberate.reading.items import ShownItem
from deliberate.web.feeds import full_address
from deliberate.web.rendering import for_templates

#: As much of a description as anybody shows.
LONGEST = 300


@dataclass(frozen=True)
class Head:
    """What is said of a page. Of one that is not open to all: that no search engine is to list it, and no more."""

    indexed: bool = False
    address: str | None = None
    title: str = ""
    description: str = ""
    #: Where its card is to be had (oEmbed).
    card: str | None = None
    #: The discussion in the words of schema.org.
    discussion: Mapping[str, Any] | None = None


@for_templates.register("head_of_article")
def head_of_article(page: ArticlePage) -> Head:
    """Of an article that is never listed, for its text is somebody else's; its claims are told, not its words."""
    article = page.article
    if not is_open_to_all(article):
        return Head()
    address = full_address("deliberate.reading.article", slug=article.slug)
    description = say("What “%(title)s” claims, who says so, and the evidence for and against.", title=article.title)
    claims = [
        {"@type": "Comment", "text": card.proposition.text, "url": _claim(card.proposition.public_id)}
        for card in page.cards
        if card.proposition.status is Status.VISIBLE
    ]
    discussion = {
        **_posting(address, article.title, description, article.opened_at or article.created_at),
        "author": {"@type": "Organization", "name": settings.site_name, "url": full_address("deliberate.reading.home")},
        **_comments(claims, page.claims),
        **_about(article),
    }
    return Head(False, address, article.title, _short(description), _card(address), discussion)


@for_templates.register("head_of_claim")
def head_of_claim(page: ClaimPage) -> Head:
    """Of a claim, which is the site's own words, as is what people wrote of the evidence on it."""
    claim, article = page.proposition, page.proposition.article
    if not is_open_to_all(article, claim) or claim.status is not Status.VISIBLE:
        return Head()
    address = _claim(claim.public_id)
    description = say("“%(claim)s”: the evidence for and against, and where it comes from.", claim=claim.text)
    items = [each for side in page.top.values() for each in side] + [*page.waiting]
    counted = page.balance["for_count"] + page.balance["against_count"]
    discussion = {
        **_posting(address, claim.text, claim.text, claim.created_at),
        "author": _person(page.names.get(claim.author_id, settings.site_name)),
        **_comments([_comment(each) for each in items if _is_plain(each)], counted),
        "isPartOf": {"@type": "WebPage", "url": full_address("deliberate.reading.article", slug=article.slug)},
    }
    return Head(settings.search_engines, address, claim.text, _short(description), _card(address), discussion)


@for_templates.register("head_of_page")
def head_of_page(endpoint: str, title: str, description: str) -> Head:
    """Of a page that says the same to everybody and may be listed."""
    return Head(settings.search_engines, full_address(endpoint), title, description)


def _posting(address: str, headline: str, text: str, at: datetime) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "url": address,
        "mainEntityOfPage": address,
        "headline": _short(headline, 110),
        "text": text,
        "datePublished": at.isoformat(),
    }


def _comments(shown: list[dict[str, Any]], count: int) -> dict[str, Any]:
    number = {"@type": "InteractionCounter", "interactionType": "https://schema.org/CommentAction"}
    said: dict[str, Any] = {"interactionStatistic": {**number, "userInteractionCount": count}}
    return said | ({"comment": shown} if shown else {})


def _comment(item: ShownItem) -> dict[str, Any]:
    """An item in its author's own words, never in those of its source."""
    evidence = item.evidence
    return {
        "@type": "Comment",
        "text": item.bearing.warrant or f"{item.kind}: {evidence.source.citation}",
        "url": full_address("deliberate.reading.evidence", item=evidence.public_id),
        "datePublished": item.bearing.created_at.isoformat(),
        "author": _person(item.author),
    }


def _is_plain(item: ShownItem) -> bool:
    return item.bearing.status is Status.VISIBLE and item.evidence.status is Status.VISIBLE


def _about(article: Article) -> dict[str, Any]:
    return {"isBasedOn": article.source_url} if article.source_url else {}


def _person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def _claim(public_id: Any) -> str:
    return full_address("deliberate.reading.claim", claim=public_id)


def _card(address: str) -> str:
    return url_for("deliberate.embedding.oembed", url=address, format="json", _external=True)


def _short(words: str, most: int = LONGEST) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
