"""What is heard of moderation: decisions, flags, appeals, what is put back; and of how sources stand."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.signals import (
    appeal_answered,
    appeal_lodged,
    decision_reversed,
    decision_taken,
    source_marked,
)
from deliberate.core.site import moderators
from deliberate.evidence.models import Bearing, Evidence, Source
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag
from deliberate.notices.models import NoticeKind
from deliberate.notices.posts import announce, ask_to_confirm
from deliberate.notices.taking_back import answered_by_another, take_back
from deliberate.notices.telling import News, tell
from deliberate.weighting.models import Rating


@decision_taken.connect
def hear_decision(
    lead: Decision, *, actor: Actor, decisions: Sequence[Decision], flags: Sequence[Flag], **_more: Any
) -> None:
    """Tell each author once, however many rows share the fate; those who flagged; and of what shows by it."""
    told: set[str] = set()
    for decision in decisions:
        contribution = decision.contribution
        if contribution.author_id not in told:
            told.add(contribution.author_id)
            tell([contribution.author_id], _decided(decision), by=actor.key)
        if decision.action == "approve":
            _tell_of_approved(decision, contribution)
    if flags:
        answered = News(
            NoticeKind.FLAG_ANSWERED,
            lead.contribution.article_id,
            lead.contribution.public_id,
            {"upheld": flags[0].upheld},
            lead.event_id,
        )
        tell({flag.actor_id for flag in flags}, answered, by=actor.key)


@decision_reversed.connect
def hear_reversal(
    lead: Decision, *, actor: Actor, decisions: Sequence[Decision], appeal: Appeal | None, **_more: Any
) -> None:
    """Unsay it, or say that it is undone; on appeal, those whom the answer reaches learn it from that."""
    also_told = _parts(appeal, lead).keys() if appeal is not None else ()
    kinds = {NoticeKind.DECIDED, NoticeKind.FLAG_ANSWERED}
    take_back([each.event_id for each in decisions], by=actor.key, kinds=kinds, also_told=list(also_told))


@appeal_lodged.connect
def hear_appeal(appeal: Appeal, *, actor: Actor, decision: Decision, **_more: Any) -> None:
    """Tell the moderators who may answer; where that is whoever decided and nobody else, them."""
    everybody = moderators() or set()
    others = everybody - {decision.actor_id, decision.contribution.author_id, actor.key}
    waits = News(NoticeKind.APPEAL_LODGED, decision.contribution.article_id, appeal.public_id)
    tell(others or everybody, waits, by=actor.key)


@appeal_answered.connect
def hear_answer(appeal: Appeal, *, actor: Actor, decision: Decision, **_more: Any) -> None:
    """Tell whoever appealed, whose thing it is, and whoever had decided."""
    answered_by_another(appeal.public_id)
    contribution = decision.contribution
    overturned = appeal.state is AppealState.OVERTURNED
    for person, part in _parts(appeal, decision).items():
        data = {"part": part, "overturned": overturned, "appeal": str(appeal.public_id)}
        news = News(NoticeKind.APPEAL_ANSWERED, contribution.article_id, _shown_as(contribution), data)
        tell([person], news, by=actor.key)


@source_marked.connect
def hear_source(
    source: Source, *, action: str, people: Collection[str], articles: Sequence[Article], **_more: Any
) -> None:
    """Tell those who cited or weighed it, each in an article where they did."""
    if not articles or not people:
        return
    of_source = Evidence.source_id == source.id
    weighed = select(Rating.actor_id, Evidence.article_id).join(Evidence, Evidence.id == Rating.contribution_id)
    cited = select(Evidence.author_id, Evidence.article_id).where(of_source, Evidence.author_id.in_(people))
    where = dict(session.execute(weighed.where(of_source)).all())
    where |= dict(session.execute(cited).all())
    first = min(each.id for each in articles)
    found: dict[int, set[str]] = {}
    for person in people:
        found.setdefault(where.get(person, first), set()).add(person)
    for article_id, those in sorted(found.items()):
        tell(those, News(NoticeKind.SOURCE_MARKED, article_id, source.public_id, {"action": action}))


def _decided(decision: Decision) -> News:
    contribution = decision.contribution
    data = {"action": decision.action, "decision": str(decision.public_id)}
    return News(NoticeKind.DECIDED, contribution.article_id, _shown_as(contribution), data, decision.event_id)


def _tell_of_approved(decision: Decision, contribution: Contribution) -> None:
    if decision.prior.get("waiting") is not None:
        ask_to_confirm(contribution, by=contribution.author_id)
    elif decision.before == Status.PENDING:
        announce(contribution)


def _shown_as(contribution: Contribution) -> uuid.UUID:
    """Under "Yours", what became of an item is told with the bearing it was posted with."""
    if not isinstance(contribution, Evidence):
        return contribution.public_id
    posted_with = select(Bearing.public_id).where(
        Bearing.evidence_id == contribution.id, Bearing.author_id == contribution.author_id
    )
    return session.scalar(posted_with.order_by(Bearing.id).limit(1)) or contribution.public_id


def _parts(appeal: Appeal, decision: Decision) -> dict[str, str]:
    """Who is told how an appeal ended, and what each has to do with it."""
    return {
        decision.actor_id: "decider",
        decision.contribution.author_id: "author",
        appeal.actor_id: "appellant",
    }
