"""What is heard of appeals, against decisions, sanctions, locks and findings alike."""

import uuid
from typing import Any

from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.signals import appeal_answered, appeal_lodged
from deliberate.core.site import moderators
from deliberate.evidence.models import Bearing, Evidence
from deliberate.moderation.appeals import Ground
from deliberate.moderation.conduct import Finding, Lock
from deliberate.moderation.facts import barred_from_ground
from deliberate.moderation.locking import locked_thing
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.reports.deciding import reviewed_thing
from deliberate.moderation.reports.models import Review
from deliberate.moderation.reports.things import owner_of
from deliberate.notices.models import NoticeKind
from deliberate.notices.taking_back import answered_by_another
from deliberate.notices.telling import News, tell


@appeal_lodged.connect
def hear_appeal(appeal: Appeal, *, actor: Actor, decision: Ground, **_more: Any) -> None:
    """Tell the moderators who may answer; where that is nobody but those involved, them."""
    everybody = moderators() or set()
    others = everybody - barred_from_ground(decision) - {actor.key}
    tell(others or everybody, News(NoticeKind.APPEAL_LODGED, _article_of(decision), appeal.public_id), by=actor.key)


@appeal_answered.connect
def hear_answer(appeal: Appeal, *, actor: Actor, decision: Ground, **_more: Any) -> None:
    """Tell whoever appealed, whom or whose thing it is about, and whoever had decided."""
    answered_by_another(appeal.public_id)
    if isinstance(decision, Decision):
        target, of = shown_as(decision.contribution), {}
    else:
        target, of = decision.public_id, {"measure": kind_of(decision).name}
    for person, part in parts_in(appeal, decision).items():
        data = {"part": part, "became": appeal.state.value, "appeal": str(appeal.public_id), **of}
        tell([person], News(NoticeKind.APPEAL_ANSWERED, _article_of(decision), target, data), by=actor.key)


def parts_in(appeal: Appeal, ground: Ground) -> dict[str, str]:
    """Who is told how an appeal ended, and what each has to do with it."""
    parts = {ground.actor_id: "decider"}
    if isinstance(ground, Finding):
        parts = {each.actor_id: "decider" for each in ground.signatures}
    elif isinstance(ground, Lock):
        parts[locked_thing(ground).author_id] = "author"
    elif isinstance(ground, Review):
        owner = owner_of(reviewed_thing(ground))
        parts |= {owner: "author"} if owner is not None else {}
    elif isinstance(ground, Decision):
        parts[ground.contribution.author_id] = "author"
    parts[appeal.actor_id] = "appellant"
    return parts


def shown_as(contribution: Contribution) -> uuid.UUID:
    """Under "Yours", what became of an item is told with the bearing it was posted with."""
    if not isinstance(contribution, Evidence):
        return contribution.public_id
    posted_with = select(Bearing.public_id).where(
        Bearing.evidence_id == contribution.id, Bearing.author_id == contribution.author_id
    )
    return session.scalar(posted_with.order_by(Bearing.id).limit(1)) or contribution.public_id


def _article_of(ground: Ground) -> int | None:
    if isinstance(ground, Decision):
        return ground.contribution.article_id
    if isinstance(ground, Lock):
        return locked_thing(ground).article_id
    if isinstance(ground, Review):
        return reviewed_thing(ground).article_id
    return ground.article_id if isinstance(ground, Finding) else None
