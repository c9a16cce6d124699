"""How often somebody may propose something about items, and have worked out what it would move."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import TooMany
from deliberate.core.wording import N_, say
from deliberate.moderation.curating.models import CurationLook, ItemProposal
from deliberate.moderation.paces import span_in_words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOKS_AN_HOUR = 30
PROPOSALS_AN_HOUR, PROPOSALS_A_DAY = 20, 60
_LOOKED = N_("You have looked %(times)s times in %(span)s, as often as you may. Go on in %(after)s.")
_PROPOSED = N_("You have proposed %(times)s things in %(span)s, as often as you may. Go on in %(after)s.")


def count_look(actor: Actor) -> None:
    """Count a look, in a unit of work of its own, so that one that is then taken back counts too. Raises TooMany.

    Each takes the one turn to write that there is. Moderators, whose work it is, look as often as they need.
    """
    if actor.is_moderator:
        return
    session.execute(delete(CurationLook).where(CurationLook.at < now() - HOUR))
    _require(CurationLook.actor_id == actor.key, CurationLook.at, LOOKS_AN_HOUR, HOUR, _LOOKED)
    session.add(CurationLook(actor_id=actor.key))
    session.flush()


def require_pace(actor: Actor) -> None:
    """Raise TooMany where somebody proposes more than anybody could read, taken back or not."""
    for most, span in ((PROPOSALS_AN_HOUR, HOUR), (PROPOSALS_A_DAY, DAY)):
        mine = ItemProposal.proposed_by == actor.key
        _require(mine, ItemProposal.created_at, most, span, _PROPOSED)


def _require(mine: Any, at: Any, most: int, span: timedelta, words: str) -> None:
    """Raise TooMany, saying from when on one more is possible, where there are so many within the span."""
    found = select(at).where(mine, at > now() - span).order_by(at.desc()).offset(most - 1).limit(1)
    oldest = session.scalar(found)
    if oldest is None:
        return
    wait = oldest + span - now()
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    after = span_in_words(minutes if minutes < 120 else 60 * -(-minutes // 60))
    said = say(words, times=most, span=span_in_words(int(span.total_seconds() // 60)), after=after)
    raise TooMany(said, int(wait.total_seconds()) + 1)
