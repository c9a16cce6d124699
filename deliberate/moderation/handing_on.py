"""What one moderator would rather not decide alone goes to another, or to the admins, with a note on why."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from deliberate.core.actors import ADMIN, Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Invalid
from deliberate.core.policy import Permission, authorize
from deliberate.core.signals import entry_handed_on
from deliberate.core.site import admins, moderators, names_of
from deliberate.core.wording import say
from deliberate.moderation.claiming import get_entry, log_step, note, refuse_held
from deliberate.moderation.facts import barred_from
from deliberate.moderation.queue import Entry, entries_of
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.waiting_kinds import Subject, authorize_on

#: Stands for whoever is an admin; it is nobody's id.
ADMINS = f"every {ADMIN}"
_SHOWN = 10


def hand_on(actor: Actor, subject: Subject, to: str, words: str) -> QueueEntry:
    """Leave it to another moderator, by id, or to ``ADMINS``. The words are a note, which only moderators read.

    It waits on where it was, and whoever is free to may still decide. Done again in the same words, it is left so.
    Raises Invalid without words or somebody, Conflict where somebody is looking at it or it waits no more.
    """
    entry = get_entry(actor, subject)
    refuse_held(actor, subject)
    if to not in whom(actor, subject):
        raise Invalid(say("Choose who should look at it."), "to")
    known = (entry.handed_to, entry.handed_by) == (to, actor.key)
    note(actor, subject, words, field="words")
    if known:
        return entry
    entry.handed_to, entry.handed_by = to, actor.key
    entry.claimed_by = entry.claimed_until = None
    session.flush()
    log_step(actor, "hand_on", subject)
    above = admins() or set()
    people = above - barred_from(subject) if to == ADMINS else {to}
    about = session.get(Contribution, entry.contribution_id) if entry.contribution_id else None
    entry_handed_on.send(entry, actor=actor, people=people, article_id=about.article_id if about else None)
    return entry


def whom(actor: Actor, subject: Subject) -> Mapping[str, str]:
    """The names of those it can be handed on to, by id: who moderates, and is no party to it.

    Raises NotAllowed where the actor is one: they do not choose who decides.
    """
    authorize_on(actor, subject)
    kept_out = barred_from(subject) | {actor.key}
    people = names_of((moderators() or set()) - kept_out)
    above = admins()
    together = {ADMINS: say("The admins")} if above is None or above - kept_out else {}
    return together | dict(sorted(people.items(), key=lambda each: each[1]))


def handed_to(actor: Actor) -> Sequence[Entry]:
    """What others left to this moderator, the longest waiting first."""
    authorize(actor, Permission.SEE_QUEUE)
    names = [actor.key, *([ADMINS] if actor.is_admin else [])]
    found = select(QueueEntry.id).where(QueueEntry.handed_to.in_(names)).order_by(QueueEntry.since, QueueEntry.id)
    ids = session.scalars(found.limit(_SHOWN)).all()
    return entries_of(actor, ids) if ids else []


def holder_in_words(entry: QueueEntry) -> str | None:
    """To whom it was handed on, and by whom, as other moderators are told."""
    if entry.handed_to is None or entry.handed_by is None:
        return None
    names = names_of({entry.handed_to, entry.handed_by} - {ADMINS})
    by = names[entry.handed_by]
    if entry.handed_to == ADMINS:
        return say("%(name)s handed it on to the admins.", name=by)
    return say("%(name)s handed it on to %(other)s.", name=by, other=names[entry.handed_to])
