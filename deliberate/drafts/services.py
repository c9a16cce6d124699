"""Keeping a draft, finding it again, and throwing it away."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session
from deliberate.core.errors import Invalid, NotSignedIn
from deliberate.core.registry import Registry
from deliberate.core.text import is_unseen
from deliberate.core.wording import say
from deliberate.drafts.models import Draft

#: How many drafts somebody may have, the oldest of more making room; and how long one is kept.
MOST, KEPT = 20, timedelta(days=30)
#: How much a draft may hold: characters in all its fields, and fields.
LONGEST, FIELDS = 20_000, 40

#: Fields that are another each time a form is opened: words that come back are sent for the first time.
NOT_KEPT = frozenset({"csrf_token", "submission"})
#: Fields that hold nothing a person wrote.
NOT_WORDS = frozenset({"csrf_token", "submission", "version", "side", "kind", "article", "target", "then"})

_NAME = re.compile("[a-z_]{1,40}")


@dataclass(frozen=True)
class DraftedForm:
    """A form whose words are kept: what it is called in a list, and where it is, by the id of what it is about."""

    words: str
    address: Callable[[uuid.UUID], str]


#: The forms whose words are kept, by the names that they are given in pages.
drafted_forms: Registry[DraftedForm] = Registry("form with drafts")


def find_draft(actor: Actor, form: str, about: uuid.UUID) -> Draft | None:
    """What somebody left in a form; nothing of a visitor, and nothing too old."""
    draft = session.get(Draft, (actor.key, form, about)) if actor.signed_in else None
    return draft if draft is not None and draft.at > now() - KEPT else None


def drafts_of(actor: Actor) -> Sequence[Draft]:
    """All that somebody left, the newest first."""
    if not actor.signed_in:
        return []
    own = select(Draft).where(Draft.actor_id == actor.key, Draft.at > now() - KEPT)
    return session.scalars(own.order_by(Draft.at.desc(), Draft.form, Draft.about)).all()


def keep_draft(actor: Actor, form: str, about: uuid.UUID, words: Mapping[str, Sequence[str]]) -> Draft | None:
    """Keep what somebody typed so far in the place of what was kept before; where nothing is typed, nothing is kept.

    Raises NotSignedIn, and Invalid on a form that is not there and on more than a draft may hold.
    """
    if not actor.signed_in:
        raise NotSignedIn(say("Sign in to have your drafts kept."))
    if form not in drafted_forms.names():
        raise Invalid(say("There is no such form."))
    kept = {name: [each.replace("\0", "") for each in given] for name, given in words.items() if name not in NOT_KEPT}
    if len(kept) > FIELDS or not all(_NAME.fullmatch(name) for name in kept):
        raise Invalid(say("This is no form of ours."))
    if sum(len(each) + 1 for given in kept.values() for each in given) > LONGEST:
        raise Invalid(say("A draft may have %(longest)s characters. Keep the rest elsewhere.", longest=LONGEST))
    if not any(name not in NOT_WORDS and not is_unseen(each) for name, given in kept.items() for each in given):
        discard_draft(actor, form, about)
        return None
    draft = session.get(Draft, (actor.key, form, about))
    if draft is None:
        draft = Draft(actor_id=actor.key, form=form, about=about)
        session.add(draft)
    draft.words, draft.at = kept, now()
    session.flush()
    _make_room(actor)
    return draft


def discard_draft(actor: Actor, form: str, about: uuid.UUID) -> None:
    """Throw a draft away, or do nothing where there is none."""
    mine = (Draft.actor_id == actor.key, Draft.form == form, Draft.about == about)
    session.execute(delete(Draft).where(*mine))
    session.flush()


def first_words(draft: Draft) -> str:
    """How it begins, for a list."""
    typed = (each.strip() for name, given in draft.words.items() if name not in NOT_WORDS for each in given)
    return max(typed, key=len, default="")


def _make_room(actor: Actor) -> None:
    old = select(Draft).where(Draft.actor_id == actor.key).order_by(Draft.at.desc(), Draft.form).offset(MOST)
    for draft in session.scalars(old).all():
        session.delete(draft)
    session.flush()
