"""Small scenes that tests of moderation start from: people, an article, posted items, flags."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.evidence.drafts import BearingDraft, EvidenceDraft, ItemDraft
from deliberate.evidence.models import Bearing, Evidence, EvidenceKind, Side
from deliberate.evidence.services import post_evidence
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.services import raise_flag
from deliberate.propositions.models import Answer, Proposition, Stance
from tests.factories import make_article, make_proposition
from tests.host import person


def opened(app: Flask, **fields: Any) -> Proposition:
    """The main claim of an open article, whose editor is no moderator."""
    with transaction():
        article = make_article(**fields)
        return make_proposition(article, main_of_id=article.id)


def draft(
    quote: str = "Rust was found.", side: Side = Side.FOR, warrant: str = "It shows why.", **more: Any
) -> EvidenceDraft:
    more.setdefault("citation", "Bridge report")
    item = ItemDraft(quote=quote, kind=EvidenceKind.REPORT, **more)
    return EvidenceDraft(item, BearingDraft(side=side, warrant=warrant))


def posted(actor: Actor, target: Contribution, *args: Any, **kwargs: Any) -> Bearing:
    """An item as its author posts it, screens and all."""
    with transaction():
        return post_evidence(actor, target, draft(*args, **kwargs))


def moderator(app: Flask, name: str = "mo") -> Actor:
    return person(app, name, "moderator")


def stand(actor: Actor, proposition: Proposition, answer: Answer) -> None:
    session.add(Stance(proposition_id=proposition.id, actor_id=actor.key, revision=1, answer=answer))
    session.flush()


def flagged(actor: Actor, contribution: Contribution, reason: FlagReason = FlagReason.MISQUOTED) -> Flag:
    with transaction():
        return raise_flag(actor, contribution, reason, "Page 3 says otherwise.")


def events_of(contribution: Contribution) -> list[Event]:
    found = select(Event).where(Event.target == str(contribution.public_id)).order_by(Event.id)
    return list(session.scalars(found))


def item_of(bearing: Bearing) -> Evidence:
    """The evidence of a bearing."""
    return session.get_one(Evidence, bearing.evidence_id)
