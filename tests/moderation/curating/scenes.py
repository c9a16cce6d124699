"""What tests of curation start from: outlets that tell one story, weighed by people of two viewpoints."""

from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Bearing, Evidence, OriginSuggestion, Source, TieReason
from deliberate.evidence.services import post_evidence
from deliberate.propositions.models import Answer, Proposition
from deliberate.weighting.models import Score
from tests.host import person
from tests.moderation.scenes import draft, item_of, stand
from tests.weighting.rooms import weighs

STORY = "HARBOUR (AP) — Inspectors found on Monday that the cable of the old bridge had lost a third of its section"


def outlet(app: Flask, claim: Proposition, number: int, quote: str | None = None, **fields: object) -> Bearing:
    """One outlet's telling of the story, posted by somebody of its own."""
    poster = person(app, f"poster {number}", level=2)
    with transaction():
        item = draft(
            quote or f"{STORY}, outlet {number} wrote.",
            link=f"https://outlet{number}.example/story",
            citation=f"Outlet {number}",
            **fields,
        )
        return post_evidence(poster, claim, item)


def outlets(app: Flask, claim: Proposition, count: int) -> list[Bearing]:
    return [outlet(app, claim, number) for number in range(1, count + 1)]


def panel(app: Flask, claim: Proposition) -> list[Actor]:
    """Two people of each viewpoint."""
    people = [person(app, f"rater {number}", level=2) for number in range(4)]
    with transaction():
        for number, each in enumerate(people):
            stand(each, claim, Answer.AGREE if number % 2 else Answer.DISAGREE)
    return people


def weigh_all(people: Sequence[Actor], bearings: Sequence[Bearing], quarters: int = 3) -> None:
    for each in people:
        for bearing in bearings:
            weighs(each, bearing, quarters)


def source_of(bearing: Bearing) -> Source:
    return session.get_one(Source, session.get_one(Evidence, bearing.evidence_id).source_id)


def suggested(one: Bearing, other: Bearing) -> OriginSuggestion:
    """That the sources of two go back to one, as the site suggests it."""
    first, second = sorted((item_of(one), item_of(other)), key=lambda item: item.source_id)
    with transaction():
        made = OriginSuggestion(
            article_id=first.article_id,
            first_id=first.source_id,
            second_id=second.source_id,
            first_item_id=first.id,
            second_item_id=second.id,
            reason=TieReason.WORDS,
            words="The cable had rusted.",
        )
        session.add(made)
        return made


def suggestions() -> Sequence[OriginSuggestion]:
    return session.scalars(select(OriginSuggestion).order_by(OriginSuggestion.id)).all()


def every_score() -> dict[int, tuple[float, str]]:
    """The sum and the counts of every claim."""
    session.expire_all()
    return {each.proposition_id: (each.log_odds, each.balance["counts"]) for each in session.scalars(select(Score))}
