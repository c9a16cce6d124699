"""What became of one's reports and one's conduct; and of what moderators decided, together, on people, on appeals."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.moderating import MeasureShown, of_told
from deliberate.api.operations import operation
from deliberate.api.own import TAG as ONESELF
from deliberate.api.shapes import Person, Shown
from deliberate.core.policy import Permission, authorize
from deliberate.moderation.bulk import leads_of
from deliberate.moderation.conduct_pages import newest_cases
from deliberate.moderation.reviewing import reviewers
from deliberate.moderation.statements import yours_page

TAG = "Moderation"
MODERATE = Scope.MODERATE


class OwnReport(Shown):
    """Something one reported, and what it led to."""

    title: str
    reason: str
    at: datetime
    upheld: bool | None = Field(description="Null while it waits.")
    appealable: bool


class NeedShown(Shown):
    """One thing the next level takes."""

    label: str
    has: int
    wanted: int


class StandingShown(Shown):
    """What became of one's reports, what was decided about one's conduct, and what the next level takes."""

    level: str
    missing: str | None
    needs: list[NeedShown]
    reports: list[OwnReport]
    reports_decided: int
    reports_agreed_with: int
    sanctions: list[MeasureShown]
    locks: list[MeasureShown]
    reviews: list[MeasureShown] = Field(description="Of one's articles and one's name.")
    stale_stances: list[UUID] = Field(description="Claims that were reworded in substance since one answered.")


class DecidedTogether(Shown):
    """A decision of a batch."""

    decision: UUID
    contribution: UUID
    action: str
    undone: bool


class BatchContents(Shown):
    """What was decided together, but for what came along."""

    items: list[DecidedTogether]


class CaseShown(Shown):
    """A measure about somebody's conduct."""

    measure: MeasureShown
    person: str
    by: str
    may_undo: bool


class Cases(Shown):
    """The newest of these."""

    items: list[CaseShown]


class ReviewerShown(Shown):
    """The appeals that one moderator answered."""

    who: Person
    answered: int
    overturned: int
    modified: int
    self_reviews: int


class Reviewers(Shown):
    """All who answered any, the busiest first."""

    items: list[ReviewerShown]


@operation("GET", "/me/standing", tag=ONESELF, answer=StandingShown, for_visitors=False)
def get_standing(caller: Caller) -> StandingShown:
    """What became of one's reports and one's conduct, and what the next level takes."""
    page = yours_page(caller.actor)
    return StandingShown(
        level=page.level,
        missing=page.missing,
        needs=[NeedShown(label=each.label, has=each.has, wanted=each.wanted) for each in page.needs],
        reports=[
            OwnReport(
                title=each.title,
                reason=each.flag.reason.value,
                at=each.flag.created_at,
                upheld=each.flag.upheld,
                appealable=each.appealable,
            )
            for each in page.reports
        ],
        reports_decided=page.accuracy.handled,
        reports_agreed_with=page.accuracy.agreed,
        sanctions=[of_told(each) for each in page.sanctions],
        locks=[of_told(each) for each in page.locks],
        reviews=[of_told(each) for each in page.reviews],
        stale_stances=[each.proposition.public_id for each in page.stale],
    )


@operation("GET", "/batches/<uuid:batch>", tag=TAG, answer=BatchContents, scope=MODERATE, for_visitors=False)
def get_batch(caller: Caller, batch: UUID) -> BatchContents:
    """What was decided together; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return BatchContents(
        items=[
            DecidedTogether(
                decision=each.public_id,
                contribution=each.contribution.public_id,
                action=each.action,
                undone=each.is_undone,
            )
            for each in leads_of(batch.hex)
        ]
    )


@operation("GET", "/sanctions", tag=TAG, answer=Cases, scope=MODERATE, for_visitors=False)
def list_sanctions(caller: Caller) -> Cases:
    """The newest measures about people's conduct; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    found = newest_cases(caller.actor)
    return Cases(
        items=[
            CaseShown(measure=of_told(each.told), person=each.person, by=each.by, may_undo=each.may_undo)
            for each in found
        ]
    )


@operation("GET", "/reviewers", tag=TAG, answer=Reviewers, scope=MODERATE, for_visitors=False)
def list_reviewers(caller: Caller) -> Reviewers:
    """How many appeals each moderator has answered, and how often they were overturned; for moderators."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return Reviewers(
        items=[
            ReviewerShown(
                who=Person(id=each.answers.actor_id, name=each.name),
                answered=each.answers.answered,
                overturned=each.answers.overturned,
                modified=each.answers.modified,
                self_reviews=each.answers.self_reviews,
            )
            for each in reviewers(caller.actor)
        ]
    )
