"""The system reports what holds a word that is watched for reports: it shows, and moderators find it in their queue."""

from typing import Any

from sqlalchemy import select

from deliberate.core.actors import SYSTEM_ID, Actor
from deliberate.core.contributions import Contribution, Revision
from deliberate.core.db import session
from deliberate.core.policy import Permission, may
from deliberate.core.signals import contribution_changed
from deliberate.core.site import moderators
from deliberate.core.stored_words import stored
from deliberate.core.wording import N_
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.watching import Effect
from deliberate.moderation.word_lists import hits_in, words_in

HOLDS = stored(N_("It holds %(met)s."))

#: The acts by which somebody writes a wording.
WRITING = frozenset({"post", "edit", "reword"})


@contribution_changed.connect
def report_watched_words(
    contribution: Contribution, *, action: str, revision: Revision | None = None, **_more: Any
) -> None:
    """Flag a new wording, once, where the lists say so."""
    if action not in WRITING:
        return
    revision = revision or _newest(contribution)
    if revision is None:
        # A link that was moved along has no words of its own.
        return
    hits = [hit for hit in hits_in(contribution.article, words_in(revision.body)) if hit.entry.effect is Effect.FLAG]
    if not hits or _runs_it(revision.author_id, contribution) or _is_reported(contribution, revision):
        return
    met = ", ".join(f"“{hit.met}”" for hit in hits)
    session.add(
        Flag(
            contribution_id=contribution.id,
            actor_id=SYSTEM_ID,
            revision=revision.number,
            reason=FlagReason.WATCHED,
            note=HOLDS % {"met": met},
            level=0,
        )
    )
    session.flush()


def _newest(contribution: Contribution) -> Revision | None:
    wordings = select(Revision).where(Revision.contribution_id == contribution.id)
    return session.scalar(wordings.order_by(Revision.number.desc()).limit(1))


def _runs_it(author_id: str, contribution: Contribution) -> bool:
    return author_id in (moderators() or ()) or may(Actor(id=author_id), Permission.EDIT_ARTICLE, contribution)


def _is_reported(contribution: Contribution, revision: Revision) -> bool:
    earlier = select(Flag.id).where(
        Flag.contribution_id == contribution.id, Flag.actor_id == SYSTEM_ID, Flag.revision == revision.number
    )
    return session.scalar(earlier.limit(1)) is not None
