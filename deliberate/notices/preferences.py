"""What somebody wants to be told of, on the page and by mail, and how often."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select, update

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotSignedIn
from deliberate.core.wording import say
from deliberate.notices.models import KEPT_BACK, Notice, NoticePreference, Rhythm, Topic


def unset(actor_id: str) -> NoticePreference:
    """What holds for somebody who has chosen nothing; not in the session."""
    return NoticePreference(actor_id=actor_id, rhythm=Rhythm.DAILY, watches_own=True, silent=[], silent_by_mail=[])


def preference_of(actor_id: str) -> NoticePreference:
    """What somebody chose, or what holds for who has not."""
    return session.get(NoticePreference, actor_id) or unset(actor_id)


def preferences_of(ids: Collection[str]) -> Mapping[str, NoticePreference]:
    """The same for many, in one query."""
    chosen = session.scalars(select(NoticePreference).where(NoticePreference.actor_id.in_(ids)))
    found = {each.actor_id: each for each in chosen}
    return {each: found.get(each) or unset(each) for each in ids}


def choose(
    actor: Actor, *, rhythm: Rhythm, watches_own: bool, in_app: Iterable[Topic], by_mail: Iterable[Topic]
) -> NoticePreference:
    """Keep what somebody wants. What waits to be mailed goes by the new rhythm."""
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to choose what you are told of."))
    chosen = session.get(NoticePreference, actor.key)
    if chosen is None:
        chosen = NoticePreference(actor_id=actor.key)
        session.add(chosen)
    shown, mailed = set(in_app), set(by_mail)
    chosen.watches_own = watches_own
    chosen.silent = [each.value for each in Topic if each not in shown]
    chosen.silent_by_mail = [each.value for each in Topic if each not in mailed]
    _change_rhythm(chosen, rhythm)
    session.flush()
    return chosen


def stop_mail(actor_id: str) -> None:
    """Mail somebody no more notices, and none of those that wait to be."""
    chosen = session.get(NoticePreference, actor_id)
    if chosen is None:
        chosen = unset(actor_id)
        session.add(chosen)
    _change_rhythm(chosen, Rhythm.NEVER)
    session.flush()


def mail_from(rhythm: Rhythm, moment: datetime) -> datetime | None:
    """From when on something that happened at a moment is to be mailed: a day ends at midnight in UTC."""
    if rhythm is Rhythm.NEVER:
        return None
    if rhythm is Rhythm.AT_ONCE:
        return moment + KEPT_BACK
    tomorrow = moment.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), UTC)


def _change_rhythm(chosen: NoticePreference, rhythm: Rhythm) -> None:
    if chosen.rhythm is not rhythm:
        waiting = update(Notice).where(Notice.actor_id == chosen.actor_id, Notice.mail_from.is_not(None))
        session.execute(waiting.values(mail_from=mail_from(rhythm, now())))
    chosen.rhythm = rhythm
