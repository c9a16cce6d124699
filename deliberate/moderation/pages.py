"""What the pages of moderation do alike: store in one unit, find a decision, read where a list goes on."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Blueprint, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotFound, NotSignedIn, TooMany
from deliberate.core.policy import Permission, may
from deliberate.core.text import whole_number
from deliberate.core.wording import say
from deliberate.moderation.actions import past_of
from deliberate.moderation.conduct_pages import Told, tell
from deliberate.moderation.locking import find_lock
from deliberate.moderation.models import Decision, FlagReason
from deliberate.moderation.paces import next_post, span_in_words
from deliberate.moderation.wording import FLAG_WORDS, begun
from deliberate.web.errors import status_of
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor

blueprint = Blueprint("moderation", __name__)

Page = str | Response | tuple[str, int]


@blueprint.app_template_filter("dlb_flag_words")
def flag_words(reason: FlagReason) -> str:
    """What a flag's reason is called on a page."""
    return say(FLAG_WORDS[reason])


@blueprint.app_template_filter("dlb_begun")
def begun_words(words: str) -> str:
    """Words as a sentence begins with them."""
    return begun(words)


@blueprint.app_template_filter("dlb_past")
def past(action: str) -> str:
    """What a decision did, as a page says it of "it"."""
    return past_of(action)


@blueprint.app_template_filter("dlb_span")
def span(minutes: int) -> str:
    """A number of minutes in words."""
    return span_in_words(minutes)


@blueprint.app_template_filter("dlb_lock")
def lock_on(contribution: Contribution) -> Told | None:
    """The lock that holds on something, in words; it is looked for only where there is one."""
    found = find_lock(contribution)
    return tell(found, titled=False) if found is not None else None


@blueprint.app_template_filter("dlb_next_post")
def next_post_in(article: Article) -> datetime | None:
    """When slow mode lets whoever reads post next in an article; None where it does now."""
    return next_post(current_actor(), article)


def attempt(form: DomainForm, work: Callable[[], None]) -> int:
    """Do all of ``work`` in one unit: 200, or the status to show the form again with, which then says why."""
    try:
        with transaction():
            work()
    except (Invalid, Conflict, TooMany) as refusal:
        form.blame(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
        return status_of(refusal)
    except StaleDataError:
        form.blame(Invalid(say("Somebody acted on this at the same moment, and theirs was stored first.")))
        return 409
    return 200


def get_decision(actor: Actor, public_id: UUID) -> Decision:
    """A decision this actor may know of: one they are touched by, or any for a moderator. Raises NotFound."""
    found = session.scalar(
        select(Decision).where(Decision.public_id == public_id).options(joinedload(Decision.contribution))
    )
    if found is None or not (actor.is_moderator or may(actor, Permission.APPEAL, found)):
        if not actor.signed_in:
            raise NotSignedIn(say("Sign in to see this decision."))
        raise NotFound(say("There is no such decision, or it is none that you could appeal."))
    return found


def before_asked() -> int | None:
    """The row that the address asks to go on after; None where it asks for the first page."""
    return whole_number(request.args.get("before", ""))
