"""A form that is opened again holds what its writer left in it."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from flask import current_app, request
from werkzeug.datastructures import MultiDict
from wtforms import Form

from deliberate.core.actors import Actor
from deliberate.drafts.models import Draft
from deliberate.drafts.services import discard_draft, find_draft
from deliberate.web.identity import current_actor
from deliberate.web.in_place import DRAFT, draft_named
from deliberate.web.rendering import for_templates


@dataclass(frozen=True)
class Unfinished:
    """Under which name a form's words are kept, and the draft it was filled with, if any."""

    key: str
    draft: Draft | None


def recall(actor: Actor, form: Form, name: str, about: UUID) -> Unfinished:
    """Fill a form that is opened with its draft, if there is one; one that was sent holds what was sent."""
    draft = find_draft(actor, name, about) if request.method in {"GET", "HEAD"} else None
    if draft is not None:
        form.process(MultiDict((field, each) for field, given in draft.words.items() for each in given))
    return Unfinished(f"{name}:{about}", draft)


def drop_sent(actor: Actor) -> None:
    """What was sent is a draft no more; for the unit of work that stores it."""
    named = draft_named(request.form.get(DRAFT, ""))
    if named is not None and actor.signed_in:
        discard_draft(actor, *named)


@for_templates.register("draft_of")
def draft_of(name: str, about: UUID) -> Draft | None:
    """For a form that stands on another page: what the present actor left in it."""
    return find_draft(current_actor(), name, about)


@for_templates.register("draft_writer")
def draft_writer() -> str:
    """Tells drafts that several people keep in one browser apart, and says who they are to nobody."""
    secret = current_app.secret_key or ""
    key = secret.encode() if isinstance(secret, str) else secret
    return hmac.digest(key, f"draft {current_actor().key}".encode(), "sha256").hex()[:16]
