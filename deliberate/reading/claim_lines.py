"""All claims of an article in a few figures each, so that a page can be chosen before anything is loaded whole."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, STANDING, Contribution, Status
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.evidence.models import Bearing, Curation, Evidence, Source
from deliberate.propositions.models import Kind, Proposition, Speaker, Voice
from deliberate.weighting.choosing import can_weigh
from deliberate.weighting.models import Score


@dataclass(frozen=True)
class ClaimLine:
    """One claim among all. ``number`` is its place in the article, whatever is shown."""

    number: int
    id: int
    public_id: uuid.UUID
    text: str
    kind: Kind
    is_main: bool
    for_count: int
    against_count: int

    @property
    def is_contested(self) -> bool:
        """Whether evidence speaks on both sides."""
        return bool(self.for_count and self.against_count)

    @property
    def is_one_sided(self) -> bool:
        return bool(self.for_count) is not bool(self.against_count)


@dataclass(frozen=True)
class Said:
    """Who is named as saying something in an article, and which claims each of them says, by their ids."""

    names: Mapping[int, str]
    claims: Mapping[int, frozenset[int]]


def lines_of(actor: Actor, article: Article) -> list[ClaimLine]:
    """The claims that have a card for this actor, in the order of the article, without counts kept from them."""
    counts = (func.coalesce(Score.balance[side]["items"].as_integer(), 0) for side in ("for_", "against"))
    found = session.execute(
        select(
            Proposition.id,
            Proposition.public_id,
            Proposition.text,
            Proposition.claim_kind,
            func.coalesce(Proposition.main_of_id, 0) == article.id,
            *counts,
        )
        .outerjoin(Score, Score.proposition_id == Proposition.id)
        .where(Proposition.article_id == article.id, has_card(actor))
        .order_by(Proposition.position, Proposition.id)
    )
    lines = [ClaimLine(number, *row) for number, row in enumerate(found, 1)]
    return [replace(line, for_count=0, against_count=0) for line in lines] if post_first(actor, article) else lines


def merged_in(article: Article) -> dict[int, int]:
    """The claims of an article that were merged into others, with those they lead to. One query."""
    found = select(Proposition.id, Proposition.merged_into_id).where(
        Proposition.article_id == article.id, Proposition.status == Status.MERGED
    )
    return {claim: into for claim, into in session.execute(found) if into is not None}


def said_in(article: Article, lines: Iterable[ClaimLine], merged: Mapping[int, int]) -> Said:
    """Who says which of these claims; what a merged one says, the one it led to says. One query."""
    known = {line.id for line in lines}
    found = session.execute(
        select(Speaker.id, Speaker.name, Voice.proposition_id)
        .join(Voice, Voice.speaker_id == Speaker.id)
        .where(Speaker.article_id == article.id)
        .order_by(Speaker.name)
    )
    names: dict[int, str] = {}
    claims: dict[int, set[int]] = {}
    for speaker, name, claim in found:
        if (shown := merged.get(claim, claim)) in known:
            names[speaker] = name
            claims.setdefault(speaker, set()).add(shown)
    return Said(names, {speaker: frozenset(own) for speaker, own in claims.items()})


def sourced_in(article: Article) -> frozenset[int]:
    """The claims of an article with an item that counts and of which nobody has asked for the source. One query."""
    item = aliased(Evidence, flat=True)
    target = aliased(Contribution, flat=True)
    found = (
        select(Bearing.target_id)
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .join(target, target.id == Bearing.target_id)
        .where(
            Bearing.article_id == article.id,
            target.kind == "proposition",
            item.curation != Curation.SOURCE_REQUESTED,
            can_weigh(Bearing, item, target),
        )
    )
    return frozenset(session.scalars(found.distinct()))


def has_card(actor: Actor) -> ColumnElement[bool]:
    """The condition that a claim stands on the article's page for this actor."""
    public: ColumnElement[bool] = Proposition.status.in_(PUBLIC)
    own = and_(Proposition.status.in_(STANDING), Proposition.author_id == actor.id) if actor.signed_in else false()
    return or_(public, own)


def number_of(actor: Actor, proposition: Proposition) -> int:
    """Its place among the cards of its article."""
    before = or_(
        Proposition.position < proposition.position,
        and_(Proposition.position == proposition.position, Proposition.id <= proposition.id),
    )
    cards = select(func.count(Proposition.id)).where(Proposition.article_id == proposition.article_id)
    return session.scalar(cards.where(has_card(actor), before)) or 1


def by_id(lines: Sequence[ClaimLine]) -> dict[int, ClaimLine]:
    """The same by their ids."""
    return {line.id: line for line in lines}
