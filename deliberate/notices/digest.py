"""Mailing people what waits: one letter each, by jobs.

The letter is written in one unit of work, sent outside any, and noted in another. Whoever runs it may die between the
last two: then that one letter is sent again, and no other, for each person is a job of their own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from deliberate.core.actors import MODERATOR, Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.mailing import Mailing, Message, contacts, find_mailing
from deliberate.core.preferences import preference_of
from deliberate.core.site import moderators
from deliberate.core.times import reading_in
from deliberate.core.wording import languages, speaking
from deliberate.jobs.services import enqueue
from deliberate.jobs.tasks import Run, every, job
from deliberate.notices.letters import write_letter
from deliberate.notices.models import Notice
from deliberate.notices.queries import to_mail
from deliberate.notices.telling import DIGEST, digest_key

#: For so many people jobs are asked for in one unit of work.
AT_ONCE = 200
#: So many notices fit one letter; the rest goes with the next.
MOST = 200


@every(timedelta(hours=1), "mail_notices_due")
def mail_notices_due() -> None:
    """Ask for a letter to everybody for whom something waits."""
    last = ""
    while True:
        with transaction():
            people = _waiting(last)
            for person in people:
                enqueue(DIGEST, {"person": person}, key=digest_key(person))
        if len(people) < AT_ONCE:
            return
        last = people[-1]


@job(DIGEST)
def mail_notices(run: Run) -> None:
    """Mail one person what waits for them by now. Run again, it finds nothing that waits."""
    person = run.payload["person"]
    mailing = find_mailing()
    with transaction():
        written = now()
        message, ids = _letter(person, mailing, written)
        if message is None:
            _note_as_done(ids, written)
    if message is not None and mailing is not None:
        mailing.send(message)
        with transaction():
            _note_as_done(ids, written, mailed=True)


def _letter(person: str, mailing: Mailing | None, at: datetime) -> tuple[Message | None, Sequence[int]]:
    """The letter, if there is something to write and an address to write to; and what is dealt with by it."""
    actor = Actor(id=person, roles=frozenset({MODERATOR}) if person in (moderators() or ()) else frozenset())
    chosen = preference_of(actor)
    with reading_in(chosen.time_zone), speaking(chosen.language if chosen.language in languages() else None):
        waiting, lines = to_mail(actor, at, MOST)
        address = contacts([person]).get(person) if mailing is not None and lines else None
        message = write_letter(mailing, person, address, lines) if mailing is not None and address else None
    return message, [notice.id for notice in waiting]


def _note_as_done(ids: Sequence[int], written: datetime, *, mailed: bool = False) -> None:
    """Of these, what came in while the letter was under way is due again, and waits for the next."""
    values = {"mail_from": None, **({"mailed_at": now()} if mailed else {})}
    session.execute(update(Notice).where(Notice.id.in_(ids), Notice.mail_from <= written).values(**values))


def _waiting(after: str) -> Sequence[str]:
    due = select(Notice.actor_id).where(Notice.mail_from <= now(), Notice.actor_id > after)
    return session.scalars(due.distinct().order_by(Notice.actor_id).limit(AT_ONCE)).all()
