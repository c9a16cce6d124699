"""What is sent: ids, addresses, and of words only what everybody is shown at the moment of sending."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deliberate.articles.models import Article
from deliberate.core.actors import VISITOR
from deliberate.core.contributions import PUBLIC, Contribution, Status
from deliberate.core.db import session
from deliberate.core.events import Event
from deliberate.core.mailing import address_in_full
from deliberate.core.site import settings
from deliberate.evidence.models import Bearing, Evidence
from deliberate.evidence.queries import bearings_by_id
from deliberate.moderation.loading import items_of, load_all, load_public
from deliberate.propositions.models import Proposition
from deliberate.webhooks.hearing import may_tell
from deliberate.webhooks.kinds import GONE
from deliberate.webhooks.models import Delivery, Webhook

Fields = dict[str, Any]


def body_of(hook: Webhook, delivery: Delivery) -> bytes | None:
    """The message; None where it is nothing for the public any more."""
    if delivery.event_id is None:
        return _written(
            delivery.kind, delivery.created_at, {"site": settings.site_name, "webhook": str(hook.public_id)}
        )
    event = session.get_one(Event, delivery.event_id)
    article = session.get_one(Article, event.article_id)
    if delivery.kind != GONE and not may_tell(hook, article, delivery.kind):
        return None
    data: Fields = {"event": event.id, "action": event.action, "role": event.role}
    if delivery.kind == GONE:
        # Neither title nor address: there was nothing to see there then.
        return _written(delivery.kind, event.at, {**data, "article": {"id": str(article.public_id)}})
    data |= {"rule": event.reason_code, "article": _article(hook, article)}
    if event.target_kind != "article":
        data["object"] = _thing(hook, event)
    return _written(delivery.kind, event.at, data)


def _written(kind: str, at: datetime, data: Fields) -> bytes:
    message = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def _article(hook: Webhook, article: Article) -> Fields:
    url = address_in_full(hook.site_url, "deliberate.reading.article", slug=article.slug)
    return {"id": str(article.public_id), "title": article.title, "state": article.state.value, "url": url}


def _thing(hook: Webhook, event: Event) -> Fields:
    """What it was done to: its id, which whoever saw it knows, and its words only where everybody sees them now."""
    name = UUID(event.target)
    named = {"kind": event.target_kind, "id": event.target}
    thing = load_public([name]).get(name)
    words = _words(hook, thing) if thing is not None and thing.status is Status.VISIBLE else None
    if words is None:
        return {**named, "shown": False}
    url = address_in_full(hook.site_url, "deliberate.reading.contribution", contribution=name)
    return {**named, "shown": True, "url": url, **words}


def _words(hook: Webhook, thing: Contribution) -> Fields | None:
    """None where what it hangs on is hidden, and so it is too."""
    if isinstance(thing, Proposition):
        return {"text": thing.text, "claim_kind": thing.claim_kind.value}
    if isinstance(thing, Evidence):
        return _quote(items_of([thing])[thing.id])
    if not isinstance(thing, Bearing):
        return None
    shown = bearings_by_id(VISITOR, [thing.id])
    if not shown or shown[0].evidence.status is not Status.VISIBLE:
        return None
    on = load_all([thing.target_id])[thing.target_id]
    if on.status not in PUBLIC:
        return None
    target: Fields = {"kind": on.kind, "id": str(on.public_id)}
    if isinstance(on, Proposition) and on.status is Status.VISIBLE:
        target["text"] = on.text
    return {
        "side": thing.side.value,
        "on": target,
        "warrant": thing.warrant,
        **_quote(items_of([thing])[thing.evidence_id]),
    }


def _quote(evidence: Evidence) -> Fields:
    source = evidence.source
    return {
        "quote": evidence.quote,
        "evidence_kind": evidence.evidence_kind.value,
        "curation": evidence.curation.value,
        "source": {"citation": source.citation, "url": source.url},
    }
