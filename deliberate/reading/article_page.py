"""An article beside its claims, read in a number of queries that no count of claims or items raises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import aliased

from deliberate.articles.access import is_excerpt, readable
from deliberate.articles.models import Article, ArticleVersion
from deliberate.articles.services import current_version
from deliberate.common_ground.queries import standing_in
from deliberate.core.actors import Actor
from deliberate.core.contributions import PUBLIC, STANDING, Contribution, Status
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.evidence.models import Bearing, Evidence, Remark, Side, Source
from deliberate.evidence.queries import remarks_on
from deliberate.moderation.concluding import present_finding
from deliberate.moderation.conduct import Finding
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.queries import merged_into, propositions_of, with_parts
from deliberate.propositions.voicing import VoiceLine, sayings_of
from deliberate.reading.kinds import kinds_posted
from deliberate.reading.words import balance_words
from deliberate.weighting.choosing import can_weigh
from deliberate.weighting.models import ItemScore, Score


@dataclass(frozen=True)
class TopItem:
    """The heaviest item of one side, as a card names it."""

    text: str
    bearing: Bearing


@dataclass(frozen=True)
class Card:
    """One claim beside the text."""

    number: int
    proposition: Proposition
    voices: Sequence[VoiceLine]
    balance: Mapping[str, Any]
    for_top: TopItem | None
    against_top: TopItem | None
    details: Sequence[Proposition]
    #: Claims merged into it, whose words in the text stand for it too.
    merged: Sequence[Proposition]

    @property
    def status(self) -> str | None:
        return None if self.proposition.status is Status.VISIBLE else self.proposition.status.value


@dataclass(frozen=True)
class ArticlePage:
    """Everything the page shows."""

    article: Article
    version: ArticleVersion
    cards: Sequence[Card]
    main: Card | None
    remarks: Sequence[Remark]
    names: Mapping[str, str]
    #: Whether this reader gets only the passages that claims point at.
    excerpt: bool
    #: What named people conclude from it, where it is closed and they did.
    finding: Finding | None = None
    #: How many claims and sentences both sides accept.
    accepted: int = 0


def article_page(actor: Actor, article: Article) -> ArticlePage:
    """The cards of an article in the order of its text, for this actor."""
    propositions = [
        each for each in propositions_of(article, STANDING) if each.is_visible or each.author_id == actor.id
    ]
    cards = _cards(
        actor,
        dict(enumerate(propositions, 1)),
        propositions_of(article, [Status.MERGED]),
        _details(article, {proposition.id: proposition for proposition in propositions}),
        Bearing.article_id == article.id,
        Score.article_id == article.id,
    )
    main = next((card for card in cards if card.proposition.main_of_id == article.id), None)
    remarks = remarks_on(actor, article, [None])[None]
    finding = present_finding(article)
    signers = {each.actor_id for each in finding.signatures} if finding else set()
    names = names_of({remark.author_id for remark in remarks} | signers)
    excerpt = is_excerpt(actor, article)
    return ArticlePage(
        article, current_version(article), cards, main, remarks, names, excerpt, finding, standing_in(article)
    )


def opening(actor: Actor, main: Proposition) -> ArticlePage:
    """The article of a claim with the card of that claim and no other, numbered as it is among all."""
    with_parts(main)
    article = main.article
    cards = _cards(
        actor,
        {_number_of(actor, main): main},
        merged_into(main),
        {main.id: _details_of(actor, main)},
        Bearing.target_id == main.id,
        Score.proposition_id == main.id,
    )
    return ArticlePage(article, current_version(article), cards, cards[0], (), {}, is_excerpt(actor, article))


def _cards(
    actor: Actor,
    numbered: Mapping[int, Proposition],
    merged: Sequence[Proposition],
    details: Mapping[int, Sequence[Proposition]],
    bearing: ColumnElement[bool],
    score: ColumnElement[bool],
) -> list[Card]:
    """The cards of these claims, by their numbers; ``bearing`` and ``score`` say which rows are about them."""
    into: dict[int | None, list[Proposition]] = {}
    for each in merged:
        into.setdefault(each.merged_into_id, []).append(each)
    sayings = sayings_of(numbered.values(), merged)
    scores = {each.proposition_id: each for each in session.scalars(select(Score).where(score))}
    kinds = kinds_posted(bearing)
    tops = _tops(actor, bearing)
    return [
        Card(
            number=number,
            proposition=proposition,
            voices=sayings[proposition.id],
            balance=balance_words(proposition, scores.get(proposition.id), kinds.get(proposition.id)),
            for_top=tops.get((proposition.id, Side.FOR)),
            against_top=tops.get((proposition.id, Side.AGAINST)),
            details=details.get(proposition.id, ()),
            merged=into.get(proposition.id, ()),
        )
        for number, proposition in numbered.items()
    ]


def _has_card(actor: Actor) -> ColumnElement[bool]:
    """The condition that a claim stands on the article's page for this actor."""
    public: ColumnElement[bool] = Proposition.status.in_(PUBLIC)
    own = and_(Proposition.status.in_(STANDING), Proposition.author_id == actor.id) if actor.signed_in else false()
    return or_(public, own)


def _number_of(actor: Actor, proposition: Proposition) -> int:
    """Its place among the cards of its article."""
    before = or_(
        Proposition.position < proposition.position,
        and_(Proposition.position == proposition.position, Proposition.id <= proposition.id),
    )
    cards = select(func.count(Proposition.id)).where(Proposition.article_id == proposition.article_id)
    return session.scalar(cards.where(_has_card(actor), before)) or 1


def _tops(actor: Actor, wanted: ColumnElement[bool]) -> dict[tuple[int, Side], TopItem]:
    """The heaviest item of each side of each claim that counts and that this actor may read, in one query."""
    place = func.row_number().over(
        partition_by=(Bearing.target_id, Bearing.side),
        order_by=(func.coalesce(ItemScore.weight, 0).desc(), Bearing.created_at, Bearing.id),
    )
    item = aliased(Evidence, flat=True)
    target = aliased(Contribution, flat=True)
    ranked = (
        select(Bearing.id.label("bearing_id"), Source.citation.label("citation"), place.label("place"))
        .join(item, item.id == Bearing.evidence_id)
        .join(Source, Source.id == item.source_id)
        .outerjoin(ItemScore, ItemScore.bearing_id == Bearing.id)
        .join(target, target.id == Bearing.target_id)
        .where(wanted, target.kind == "proposition", can_weigh(Bearing, item, target))
        .where(
            or_(item.article_id == Bearing.article_id, item.article_id.in_(select(Article.id).where(readable(actor))))
        )
        .subquery()
    )
    rows = session.execute(
        select(Bearing, ranked.c.citation).join(ranked, ranked.c.bearing_id == Bearing.id).where(ranked.c.place == 1)
    )
    return {(bearing.target_id, bearing.side): TopItem(citation, bearing) for bearing, citation in rows}


def _details(article: Article, by_id: Mapping[int, Proposition]) -> dict[int, list[Proposition]]:
    """The claims that are details of another, by the one they belong to."""
    rows = session.execute(
        select(Relation.target_id, RelationPremise.proposition_id)
        .join(RelationPremise, RelationPremise.relation_id == Relation.id)
        .where(
            Relation.article_id == article.id,
            Relation.status == Status.VISIBLE,
            Relation.relation_kind == RelationKind.DETAIL_OF,
        )
        .order_by(Relation.id)
    )
    found: dict[int, list[Proposition]] = {}
    for target, detail in rows:
        if detail in by_id:
            found.setdefault(target, []).append(by_id[detail])
    return found


def _details_of(actor: Actor, proposition: Proposition) -> Sequence[Proposition]:
    """The claims that are details of this one."""
    relation = aliased(Relation, flat=True)
    found = (
        select(Proposition)
        .join(RelationPremise, RelationPremise.proposition_id == Proposition.id)
        .join(relation, relation.id == RelationPremise.relation_id)
        .where(
            relation.target_id == proposition.id,
            relation.status == Status.VISIBLE,
            relation.relation_kind == RelationKind.DETAIL_OF,
            _has_card(actor),
        )
        .order_by(relation.id)
    )
    return session.scalars(found).all()
