"""What the pages of evidence do alike: store in one unit, show a refused form again, find the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, TooMany
from deliberate.core.revising import shows
from deliberate.core.wording import N_, listed, say
from deliberate.drafts.recalling import drop_sent
from deliberate.evidence.models import Bearing, Evidence, Remark
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.web.errors import status_of
from deliberate.web.forms import DomainForm
from deliberate.web.identity import current_actor
from deliberate.web.in_place import Told, told

blueprint = Blueprint("evidence", __name__)

#: What has just become of a contribution, for what its author may want to do next.
POSTED, EDITED, WITHDRAWN, PUT_BACK = "posted", "edited", "withdrawn", "put back"

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Done:
    """What was stored: where it is shown, and what to tell its author."""

    address: str
    words: str
    #: What it is about, where its author may want to see it at once, and what they may do next.
    about: UUID | None = None
    then: str | None = None

    def response(self) -> Response:
        """The answer to a successful form: another page, or a part of the present one."""
        return told(Told(self.words, self.address, self.about, self.then))


@dataclass(frozen=True)
class Refused:
    """What was not: the status to show the form again with, and the present words where they changed meanwhile."""

    status: int
    current: str | None = None


def attempt(form: DomainForm, work: Callable[[], Done]) -> Done | Refused:
    """What ``work`` stored, or why it was not; the form then holds the message."""
    try:
        with transaction():
            done = work()
            drop_sent(current_actor())
            return done
    except (Invalid, Conflict, TooMany) as refusal:
        form.blame(refusal if isinstance(refusal, Invalid) else Invalid(refusal.message))
        return Refused(status_of(refusal), getattr(refusal, "current", None))


def posted(contribution: Contribution, done: str) -> str:
    """What to tell the author of something new."""
    if contribution.status is not Status.PENDING:
        return done
    why = contribution.held_because
    if not why:
        return say("%(done)s It waits for a moderator.", done=done)
    return say("%(done)s It waits for a moderator. %(why)s", done=done, why=say(why))


def edited(contribution: Contribution, revision: Revision) -> str:
    """What to tell the author of an edit."""
    if shows(contribution, revision):
        return say("Your change is stored and shows.")
    why = contribution.held_because
    if not why:
        return say("Your change is stored and waits for a moderator.")
    return say("Your change is stored and waits for a moderator. %(why)s", why=say(why))


def address_of(contribution: Contribution) -> str:
    """The address that leads to the page and the place that shows it."""
    target = session.get(Contribution, contribution.target_id) if isinstance(contribution, Bearing) else None
    if isinstance(target, Proposition):
        return url_for("deliberate.reading.claim", claim=target.public_id, _anchor=f"item-{contribution.public_id}")
    return url_for("deliberate.reading.contribution", contribution=contribution.public_id)


#: What a kind of contribution says that a higher room has.
describers: dict[str, Callable[[Any], str]] = {}


def describe(contribution: Contribution) -> str:
    """What a contribution says, in its own words where it has any."""
    if isinstance(contribution, Proposition | Remark):
        return contribution.text
    if isinstance(contribution, Evidence):
        return contribution.quote
    if isinstance(contribution, Bearing):
        return contribution.warrant
    if contribution.kind in describers:
        return describers[contribution.kind](contribution)
    return _link_in_words(contribution) if isinstance(contribution, Relation) else say("A link between claims")


_LINKS = {
    RelationKind.SUPPORTS: N_("%(claims)s supports “%(target)s”"),
    RelationKind.ATTACKS: N_("%(claims)s attacks “%(target)s”"),
    RelationKind.UNDERCUTS: N_("%(claims)s breaks a link of “%(target)s”"),
    RelationKind.DETAIL_OF: N_("%(claims)s is a detail of “%(target)s”"),
}


def _link_in_words(relation: Relation) -> str:
    """The claims it joins, quoted, where all of them are public."""
    premises = session.scalars(
        select(Proposition)
        .join(RelationPremise, RelationPremise.proposition_id == Proposition.id)
        .where(RelationPremise.relation_id == relation.id)
        .order_by(Proposition.id)
    ).all()
    target = session.get(Proposition, relation.target_id)
    if target is None or not all(claim.is_visible for claim in (target, *premises)):
        return say("A link between claims")
    together = listed([say("“%(text)s”", text=claim.text) for claim in premises])
    return say(_LINKS[relation.relation_kind], claims=together, target=target.text)
