"""What a person does with their notices."""

from sqlalchemy import update

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import NotSignedIn
from deliberate.core.wording import say
from deliberate.notices.models import Notice


def mark_read(actor: Actor, newest: int) -> None:
    """Mark as read what somebody was shown: all up to this notice, and none that came since."""
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to see your notices."))
    shown = (Notice.actor_id == actor.key, Notice.id <= newest, Notice.visible_from <= now())
    session.execute(update(Notice).where(*shown, Notice.read_at.is_(None)).values(read_at=now()))
