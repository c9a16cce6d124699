"""Where a contribution is shown: the page and the place on it."""

from dataclasses import dataclass

from deliberate.articles.models import Article
from deliberate.common_ground.models import CommonPoint
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.propositions.models import Proposition, Relation


@dataclass(frozen=True)
class Place:
    """A page of ours, by the thing it shows, and an anchor on it."""

    shows: Article | Proposition | Evidence | CommonPoint
    anchor: str | None = None


def place_of(contribution: Contribution) -> Place:
    """The page that shows a contribution; one that hangs on another is shown on that one's page."""
    if isinstance(contribution, Proposition | Evidence):
        return Place(contribution)
    if isinstance(contribution, CommonPoint):
        return Place(contribution, f"point-{contribution.public_id}")
    if isinstance(contribution, Bearing):
        return Place(_page_of(contribution.target_id), f"item-{contribution.public_id}")
    if isinstance(contribution, Relation):
        return Place(_page_of(contribution.target_id), "relations")
    if isinstance(contribution, Remark) and contribution.target_id is not None:
        return Place(_page_of(contribution.target_id), "remarks")
    article: Article = contribution.article
    return Place(article, "remarks")


def _page_of(contribution_id: int) -> Article | Proposition | Evidence | CommonPoint:
    target = session.get_one(Contribution, contribution_id)
    if isinstance(target, Bearing):
        return session.get_one(Evidence, target.evidence_id)
    return place_of(target).shows
