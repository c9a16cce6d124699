"""What is heard of people's conduct: sanctions and their end, levels, locks on one's posts, findings."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.core.signals import (
    appeal_answered,
    contribution_locked,
    finding_written,
    level_moved,
    measure_reversed,
    person_sanctioned,
    reports_answered,
)
from deliberate.core.standing import Standing
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, job
from deliberate.moderation.conduct import Finding, Lock, Measure, Sanction
from deliberate.moderation.models import Appeal, AppealState, Flag
from deliberate.moderation.reports.acts import acts
from deliberate.moderation.reports.models import ReportedThing, Review
from deliberate.moderation.reports.things import owner_of
from deliberate.notices.appeals import parts_in
from deliberate.notices.models import OF_NOTHING, Notice, NoticeKind
from deliberate.notices.taking_back import take_back_measure
from deliberate.notices.telling import News, tell
from deliberate.notices.watching import watchers_of

#: The job that tells somebody that a sanction is over.
END = "tell_of_end"


@person_sanctioned.connect
def hear_sanction(made: Sanction, **_more: Any) -> None:
    """Tell them now, and once more when it ends by the clock."""
    _tell_person(made, NoticeKind.SANCTIONED, by=made.actor_id)
    if made.until is not None:
        enqueue(END, {"sanction": str(made.public_id)}, due=made.until)


@job(END)
def tell_of_end(run: Run) -> None:
    """Tell somebody that a sanction is over, once; one that was put back ended before."""
    with transaction():
        made = session.scalar(select(Sanction).where(Sanction.public_id == uuid.UUID(run.payload["sanction"])))
        if made is None or made.is_undone:
            return
        told = select(Notice.id).where(Notice.target == made.public_id, Notice.kind == NoticeKind.SANCTION_ENDED)
        if session.scalar(told.limit(1)) is None:
            _tell_person(made, NoticeKind.SANCTION_ENDED)


@appeal_answered.connect
def hear_shortened(appeal: Appeal, *, decision: Measure, **_more: Any) -> None:
    """Have them told of its new end, where an appeal made it an earlier one."""
    if appeal.state is AppealState.MODIFIED and isinstance(decision, Sanction) and decision.until is not None:
        enqueue(END, {"sanction": str(decision.public_id)}, due=decision.until)


@level_moved.connect
def hear_level(standing: Standing, *, event: Event, before: int, **_more: Any) -> None:
    """Tell them of a level they won. What is taken back before they heard of it, they are told not at all."""
    moved = {"before": before, "after": standing.level}
    if standing.level < before:
        unread = select(Notice).where(
            Notice.actor_id == standing.actor_id,
            Notice.kind == NoticeKind.LEVEL_MOVED,
            Notice.read_at.is_(None),
            Notice.mailed_at.is_(None),
        )
        for notice in session.scalars(unread).all():
            if notice.data == {"before": standing.level, "after": before}:
                session.delete(notice)
                return
    tell([standing.actor_id], News(NoticeKind.LEVEL_MOVED, None, OF_NOTHING, moved, event.id))


@contribution_locked.connect
def hear_lock(contribution: Contribution, *, lock: Lock, **_more: Any) -> None:
    """Tell the authors of what was locked, whether by itself or along with it."""
    locked = select(Contribution.author_id).where(Contribution.id.in_([lock.contribution_id, *lock.also]))
    news = News(NoticeKind.LOCKED, contribution.article_id, lock.public_id, {"measure": "lock"})
    tell(session.scalars(locked.distinct()), news, by=lock.actor_id)


@finding_written.connect
def hear_finding(finding: Finding, *, actor: Actor, **_more: Any) -> None:
    """Tell those who watch what an article came to; of several wordings, the newest that they have not read."""
    earlier = (Notice.kind == NoticeKind.FINDING, Notice.article_id == finding.article_id, Notice.read_at.is_(None))
    session.execute(delete(Notice).where(*earlier))
    news = News(NoticeKind.FINDING, finding.article_id, finding.public_id, {"measure": "finding"})
    tell(watchers_of(finding.article_id), news, by=actor.key)


@reports_answered.connect
def hear_reports(made: Review, *, actor: Actor, thing: ReportedThing, flags: Sequence[Flag], **_more: Any) -> None:
    """Tell whose it is what was taken from them, and those who reported it what came of that."""
    told, owner = {"measure": "review"}, owner_of(thing)
    if owner is not None and acts.get(made.action).restricts:
        tell([owner], News(NoticeKind.DECIDED, thing.article_id, made.public_id, told), by=actor.key)
    # Who may no longer read the article is told all the same, of no article.
    published = thing.article_id is not None and session.get_one(Article, thing.article_id).is_published
    where = thing.article_id if published else None
    for upheld in {flag.upheld for flag in flags}:
        answered = News(NoticeKind.FLAG_ANSWERED, where, made.public_id, {**told, "of": thing.sort, "upheld": upheld})
        tell({flag.actor_id for flag in flags if flag.upheld == upheld}, answered, by=actor.key)


@measure_reversed.connect
def hear_measure_reversed(measure: Measure, *, actor: Actor, appeal: Appeal | None, **_more: Any) -> None:
    """Unsay it, or say that it was put back; on appeal, those whom the answer reaches learn it from that."""
    also_told = parts_in(appeal, measure).keys() if appeal is not None else ()
    take_back_measure(measure.public_id, by=actor.key, also_told=list(also_told))


def _tell_person(made: Sanction, kind: NoticeKind, by: str | None = None) -> None:
    tell([made.person_id], News(kind, None, made.public_id, {"measure": "sanction"}), by=by)
