"""What this room keeps of a person: drafts. They go when their writer leaves, and when words in them are purged."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select

from deliberate.core.actors import Actor
from deliberate.core.db import session
from deliberate.core.personal_data import Remains, Row, erasers, sections
from deliberate.core.signals import words_erased
from deliberate.drafts.models import Draft

#: So many are looked through at once.
AT_ONCE = 200


@sections.register("drafts")
def drafts(actor_id: str) -> Iterator[Row]:
    own = select(Draft).where(Draft.actor_id == actor_id).order_by(Draft.at, Draft.form)
    for draft in session.scalars(own):
        yield {"form": draft.form, "about": str(draft.about), "words": draft.words, "at": draft.at}


@erasers.register("drafts")
def erase(actor: Actor, _remains: Remains) -> None:
    """Nobody is there to finish them."""
    session.execute(delete(Draft).where(Draft.actor_id == actor.key))


@words_erased.connect
def _erase_copies(_purge: Any, words: Sequence[str], **_: Any) -> None:
    """A draft that quotes what was erased would bring it back."""
    lost = [each for each in words if each.strip()]
    found = select(Draft).order_by(Draft.actor_id, Draft.form, Draft.about).execution_options(yield_per=AT_ONCE)
    holding = [
        draft
        for draft in session.scalars(found)
        if any(each in typed for given in draft.words.values() for typed in given for each in lost)
    ]
    for draft in holding:
        session.delete(draft)
    session.flush()
