"""What became of one's own flags, on contributions and on whatever else can be reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.moderation.appealing import appeal_until
from deliberate.moderation.appeals import appeals_against
from deliberate.moderation.loading import load_all, titles_of
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import titles_to

SHOWN = 30


@dataclass(frozen=True)
class Report:
    """One flag of one's own and what it led to: a decision, or, on what is no contribution, a review."""

    flag: Flag
    title: str
    decision: Decision | Review | None
    appeal: Appeal | None

    @property
    def appealable(self) -> bool:
        decision = self.decision
        if decision is None or self.flag.upheld is not False or decision.is_undone:
            return False
        return self.appeal is None and now() <= appeal_until(decision)


def reports_by(actor: Actor) -> list[Report]:
    """The latest flags of somebody, the newest first, with what each led to."""
    flags = session.scalars(select(Flag).where(Flag.actor_id == actor.key).order_by(Flag.id.desc()).limit(SHOWN)).all()
    contributions = load_all({flag.contribution_id for flag in flags if flag.contribution_id is not None})
    titles = titles_of(list(contributions.values()))
    settled = {flag.settled_by_id for flag in flags if flag.settled_by_id is not None}
    query = select(Decision).where(Decision.id.in_(settled)).options(joinedload(Decision.contribution))
    decisions = {each.id: each for each in session.scalars(query)}
    lodged = {each.decision_id: each for each in session.scalars(select(Appeal).where(Appeal.decision_id.in_(settled)))}
    on_things = _reports_of_things(actor, [flag for flag in flags if flag.reported_id is not None])
    return [
        on_things.get(flag.id)
        or Report(
            flag,
            titles[flag.contribution_id or 0],
            decisions.get(flag.settled_by_id or 0),
            lodged.get(flag.settled_by_id or 0),
        )
        for flag in flags
    ]


def _reports_of_things(actor: Actor, flags: Sequence[Flag]) -> Mapping[int, Report]:
    """The same of what is no contribution, by the id of the flag."""
    if not flags:
        return {}
    things = session.scalars(select(ReportedThing).where(ReportedThing.id.in_({flag.reported_id for flag in flags})))
    titles = titles_to(actor, things.all())
    settled = {flag.review_id for flag in flags}
    reviews = {each.id: each for each in session.scalars(select(Review).where(Review.id.in_(settled)))}
    lodged = appeals_against(list(reviews.values()))
    found = {}
    for flag in flags:
        review = reviews.get(flag.review_id or 0)
        case = lodged.get(review.public_id) if review is not None else None
        found[flag.id] = Report(flag, titles[flag.reported_id or 0], review, case)
    return found
