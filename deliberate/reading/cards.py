"""The cards beside an article's text: a claim with its voices, its balance and the heaviest item of each side."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.policy import post_first
from deliberate.evidence.models import Bearing, Evidence, Side, Source
from deliberate.evidence.queries import item_readable_in, not_withheld
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.queries import merged_into_any
from deliberate.propositions.voicing import VoiceLine, sayings_of
from deliberate.reading.claim_lines import ClaimLine, has_card
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
    details: Sequence[Proposition | ClaimLine]
    #: Claims merged into it, whose words in the text stand for it too.
    merged: Sequence[Proposition]

    @property
    def status(self) -> str | None:
        return None if self.proposition.status is Status.VISIBLE else self.proposition.status.value


def cards_of(
    actor: Actor,
    numbered: Mapping[int, Proposition],
    details: Mapping[int, Sequence[Proposition | ClaimLine]],
) -> list[Card]:
    """The cards of these claims, which have their parts loaded, by their numbers. The queries do not grow with them."""
    ids = [each.id for each in numbered.values()]
    merged = merged_into_any(ids)
    into: dict[int | None, list[Proposition]] = {}
    for each in merged:
        into.setdefault(each.merged_into_id, []).append(each)
    sayings = sayings_of(numbered.values(), merged)
    scores = {each.proposition_id: each for each in session.scalars(select(Score).where(Score.proposition_id.in_(ids)))}
    kinds = kinds_posted(Bearing.target_id.in_(ids))
    tops = _tops(actor, ids)
    kept = {each: post_first(actor, each) for each in {claim.article for claim in numbered.values()}}
    return [
        Card(
            number=number,
            proposition=proposition,
            voices=sayings[proposition.id],
            balance=balance_words(
                proposition,
                scores.get(proposition.id),
                kinds.get(proposition.id),
                kept=kept[proposition.article],
            ),
            for_top=tops.get((proposition.id, Side.FOR)),
            against_top=tops.get((proposition.id, Side.AGAINST)),
            details=details.get(proposition.id, ()),
            merged=into.get(proposition.id, ()),
        )
        for number, proposition in numbered.items()
    ]


def _tops(actor: Actor, claims: Collection[int]) -> dict[tuple[int, Side], TopItem]:
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
        .where(Bearing.target_id.in_(claims), target.kind == "proposition", can_weigh(Bearing, item, target))
        .where(item_readable_in(actor, item, Bearing.article_id), not_withheld(actor, Bearing))
        .subquery()
    )
    rows = session.execute(
        select(Bearing, ranked.c.citation).join(ranked, ranked.c.bearing_id == Bearing.id).where(ranked.c.place == 1)
    )
    return {(bearing.target_id, bearing.side): TopItem(citation, bearing) for bearing, citation in rows}


def details_among(lines: Mapping[int, ClaimLine], ids: Collection[int]) -> dict[int, list[ClaimLine]]:
    """The claims that are details of these, by the one they belong to. One query."""
    rows = session.execute(
        select(Relation.target_id, RelationPremise.proposition_id)
        .join(RelationPremise, RelationPremise.relation_id == Relation.id)
        .where(
            Relation.target_id.in_(ids),
            Relation.status == Status.VISIBLE,
            Relation.relation_kind == RelationKind.DETAIL_OF,
        )
        .order_by(Relation.id)
    )
    found: dict[int, list[ClaimLine]] = {}
    for target, detail in rows:
        if detail in lines:
            found.setdefault(target, []).append(lines[detail])
    return found


def details_of(actor: Actor, proposition: Proposition) -> Sequence[Proposition]:
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
            has_card(actor),
        )
        .order_by(relation.id)
    )
    return session.scalars(found).all()
