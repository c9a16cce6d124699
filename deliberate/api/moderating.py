"""The queue, decisions, undoing, appeals, locks and conduct; with the same rules as on the pages."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from deliberate.api.authentication import Caller
from deliberate.api.models import Scope
from deliberate.api.operations import operation
from deliberate.api.own import StatementShown, statement_shown
from deliberate.api.shapes import LARGEST_NUMBER, Given, Person, Shown, people, words
from deliberate.core.contributions import Contribution, Status
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import find_person
from deliberate.core.wording import say
from deliberate.moderation import claiming, services
from deliberate.moderation.actions import REASONS
from deliberate.moderation.conduct_pages import Told, tell
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.loading import get_readable, titles_of
from deliberate.moderation.locking import lock
from deliberate.moderation.matters import matter_of
from deliberate.moderation.measures import get_measure, undo_measure
from deliberate.moderation.models import Decision
from deliberate.moderation.pages import get_decision
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.statements import statement_of

TAG = "Moderation"
MODERATE = Scope.MODERATE


class FlagShown(Shown):
    """A report of it that waits."""

    by: Person
    reason: str
    note: str
    at: datetime


class MatterShown(Shown):
    """One contribution with what a moderator needs to decide on it."""

    id: UUID
    kind: str
    title: str
    author: Person
    level: str
    status: Status
    version: int
    claim: UUID | None
    flags: list[FlagShown]
    waiting_edit: dict[str, object] | None
    history: list[StatementShown]
    choices: list[str] = Field(description="The actions that are possible now.")
    may_decide: str = Field(description="yes, self-review or no.")


class Order(Given):
    """What is to happen to a contribution, and why."""

    action: str = words(40)
    reason_code: str = words(40, 0, default="", description=f"One of: {', '.join(REASONS)}.")
    reason: str = words(LONGEST_REASON, 0, default="", description="The author and the public log are shown it.")
    address: str | None = words(2000, 0, default=None, description="Where a retraction is to be seen.")
    version: int | None = Field(None, ge=1, le=LARGEST_NUMBER, description="Refused where it is another by now.")


class DecisionShown(Shown):
    """A decision, with its statement of reasons."""

    id: UUID
    contribution: UUID
    before: str
    after: str
    batch: str | None
    self_review: bool
    statement: StatementShown


class Reason(Given):
    """Why, in words."""

    reason: str = words(LONGEST_REASON, 0, default="")


class LockGiven(Given):
    """Why something is locked."""

    reason_code: str = words(40)
    reason: str = words(LONGEST_REASON, 0, default="")


class MeasureShown(Shown):
    """A sanction, a lock, a finding or a review, in the words of a statement of reasons."""

    id: UUID
    did: str
    means: str
    rule: str
    reason: str
    until: datetime | None
    holds: bool


class SanctionGiven(Given):
    """What is to be done about somebody."""

    person: str = words(200, description="Their name or id.")
    sanction: str = words(40)
    reason_code: str = words(40)
    reason: str = words(LONGEST_REASON)
    days: int | None = Field(None, ge=1, le=30)
    minutes: int | None = Field(None, ge=1, le=1440)
    about: UUID | None = None


@operation(
    "GET",
    "/contributions/<uuid:contribution>/matter",
    tag=TAG,
    answer=MatterShown,
    scope=MODERATE,
    for_visitors=False,
)
def get_matter(caller: Caller, contribution: UUID) -> MatterShown:
    """Everything about one contribution that a moderator needs to decide on it."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    matter = matter_of(caller.actor, get_readable(caller.actor, contribution))
    thing, who = matter.contribution, people({each.actor_id for each in matter.flags} | {matter.contribution.author_id})
    flags = [
        FlagShown(by=who[each.actor_id], reason=each.reason.value, note=each.note, at=each.created_at)
        for each in matter.flags
    ]
    return MatterShown(
        id=thing.public_id,
        kind=thing.kind,
        title=titles_of([thing])[thing.id],
        author=who[thing.author_id],
        level=matter.level,
        status=thing.status,
        version=thing.version,
        claim=matter.claim.public_id if matter.claim is not None else None,
        flags=flags,
        waiting_edit=dict(matter.waiting.body) if matter.waiting is not None else None,
        history=[statement_shown(statement_of(each)) for each in matter.history],
        choices=[each.name for each in matter.choices],
        may_decide=matter.standing,
    )


def _decision(decision: Decision, thing: Contribution) -> DecisionShown:
    return DecisionShown(
        id=decision.public_id,
        contribution=thing.public_id,
        before=decision.before,
        after=decision.after,
        batch=decision.batch,
        self_review=decision.self_review,
        statement=statement_shown(statement_of(decision)),
    )


@operation(
    "POST",
    "/contributions/<uuid:contribution>/decisions",
    tag=TAG,
    body=Order,
    answer=DecisionShown,
    status=201,
    made_at="get_one_decision",
    scope=MODERATE,
)
def decide(caller: Caller, contribution: UUID, body: Order) -> DecisionShown:
    """Act on a contribution and on what shares its fate."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    thing = get_readable(caller.actor, contribution)
    claiming.refuse_held(caller.actor, thing)
    made = services.decide(
        caller.actor,
        thing,
        body.action,
        body.reason_code,
        body.reason,
        address=body.address or None,
        version=body.version,
    )
    claiming.release(caller.actor, thing)
    return _decision(made, thing)


@operation("GET", "/decisions/<uuid:decision>", tag=TAG, answer=DecisionShown, for_visitors=False)
def get_one_decision(caller: Caller, decision: UUID) -> DecisionShown:
    """A decision that touches one, or any for a moderator."""
    found = get_decision(caller.actor, decision)
    return _decision(found, found.contribution)


@operation("POST", "/decisions/<uuid:decision>/undo", tag=TAG, body=Reason, scope=MODERATE)
def undo(caller: Caller, decision: UUID, body: Reason) -> None:
    """Put back what a decision changed. Whoever decided may do so soon after without a reason."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    services.undo(caller.actor, get_decision(caller.actor, decision), body.reason)


def _measure(told_by: object) -> MeasureShown:
    return of_told(tell(told_by))  # type: ignore[arg-type]  # every kind of measure is one


def of_told(told: Told) -> MeasureShown:
    """A measure as it is answered."""
    return MeasureShown(
        id=told.measure.public_id,
        did=told.did,
        means=told.means,
        rule=told.rule,
        reason=told.reason,
        until=told.until,
        holds=told.holds,
    )


@operation(
    "POST",
    "/contributions/<uuid:contribution>/lock",
    tag=TAG,
    body=LockGiven,
    answer=MeasureShown,
    status=201,
    scope=MODERATE,
)
def lock_contribution(caller: Caller, contribution: UUID, body: LockGiven) -> MeasureShown:
    """Have nothing new posted on something, and have it weighed no more."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    return _measure(lock(caller.actor, get_readable(caller.actor, contribution), body.reason_code, body.reason))


@operation("POST", "/sanctions", tag=TAG, body=SanctionGiven, answer=MeasureShown, status=201, scope=MODERATE)
def act_on_conduct(caller: Caller, body: SanctionGiven) -> MeasureShown:
    """Warn somebody, slow them down, or suspend them."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    person = find_person(body.person.strip())
    if person is None:
        raise Invalid(say("Nobody here has that name."), "person")
    draft = SanctionDraft(
        person_id=person,
        name=body.sanction,
        reason_code=body.reason_code,
        reason=body.reason,
        days=body.days,
        minutes=body.minutes,
        about=get_readable(caller.actor, body.about) if body.about is not None else None,
    )
    return _measure(sanction(caller.actor, draft))


@operation("POST", "/measures/<uuid:measure>/undo", tag=TAG, body=Reason, scope=MODERATE)
def undo_one_measure(caller: Caller, measure: UUID, body: Reason) -> None:
    """Take back a sanction or a lock, or withdraw a finding."""
    undo_measure(caller.actor, get_measure(caller.actor, measure), body.reason)
