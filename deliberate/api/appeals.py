"""Appeals: lodged by whom a decision touches, answered by a moderator who did not take it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from sqlalchemy import select

from deliberate.api.authentication import Caller
from deliberate.api.moderating import MODERATE, TAG
from deliberate.api.operations import operation
from deliberate.api.shapes import LARGEST_NUMBER, Given, Shown, words
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.policy import Permission, authorize
from deliberate.moderation import claiming, services
from deliberate.moderation.appealing import LONGEST_TEXT
from deliberate.moderation.appeals import Ground, get_appeal, ground_of
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.measures import get_measure
from deliberate.moderation.models import Appeal, AppealState
from deliberate.moderation.modifying import Change
from deliberate.moderation.pages import get_decision


class AppealGiven(Given):
    """What the decision got wrong."""

    text: str = words(LONGEST_TEXT)


class AppealShown(Shown):
    """An appeal, and the reply it got."""

    id: UUID
    against: UUID
    text: str
    state: AppealState
    reply: str | None
    created_at: datetime
    decided_at: datetime | None
    version: int


class Reply(Given):
    """How an appeal is answered."""

    verdict: Literal["uphold", "modify", "overturn"]
    reply: str = words(LONGEST_REASON)
    milder: str = words(40, 0, default="", description="What takes its place, where the verdict is to modify.")
    reason_code: str = words(40, 0, default="")
    days: int | None = Field(None, ge=1, le=30)
    version: int | None = Field(None, ge=1, le=LARGEST_NUMBER)


def _ground(caller: Caller, public_id: UUID) -> Ground:
    try:
        return get_decision(caller.actor, public_id)
    except NotFound:
        return get_measure(caller.actor, public_id)


def _appeal(appeal: Appeal) -> AppealShown:
    return AppealShown(
        id=appeal.public_id,
        against=ground_of(appeal).public_id,
        text=appeal.text,
        state=appeal.state,
        reply=appeal.reply,
        created_at=appeal.created_at,
        decided_at=appeal.decided_at,
        version=appeal.version,
    )


@operation(
    "POST",
    "/decisions/<uuid:decision>/appeal",
    tag=TAG,
    body=AppealGiven,
    answer=AppealShown,
    status=201,
    made_at="get_one_appeal",
)
def appeal(caller: Caller, decision: UUID, body: AppealGiven) -> AppealShown:
    """Ask a moderator who did not decide to look again: at a decision, a sanction, a lock or a finding."""
    return _appeal(services.appeal(caller.actor, _ground(caller, decision), body.text))


@operation("GET", "/appeals/<uuid:appeal>", tag=TAG, answer=AppealShown, for_visitors=False)
def get_one_appeal(caller: Caller, appeal: UUID) -> AppealShown:
    """One appeal with the reply it got: one's own, or any for moderators."""
    own = select(Appeal.id).where(Appeal.public_id == appeal, Appeal.actor_id == caller.actor.key)
    if session.scalar(own) is None:
        authorize(caller.actor, Permission.SEE_QUEUE)
    return _appeal(get_appeal(appeal))


@operation("POST", "/appeals/<uuid:appeal>/reply", tag=TAG, body=Reply, answer=AppealShown, scope=MODERATE)
def decide_appeal(caller: Caller, appeal: UUID, body: Reply) -> AppealShown:
    """Answer an appeal. Overturning puts back what the decision changed."""
    authorize(caller.actor, Permission.SEE_QUEUE)
    case = get_appeal(appeal)
    claiming.refuse_held(caller.actor, case)
    change = Change(body.milder, body.reason_code, body.days) if body.verdict == "modify" else None
    return _appeal(
        services.decide_appeal(
            caller.actor, case, body.verdict == "overturn", body.reply, version=body.version, change=change
        )
    )
