"""The sorts of things that wait in the queue: whoever may decide on one may look at it, put it off and hand it on.

A new sort is registered here; where it waits is in ``waiting``, and the page that decides on it in ``queue_views``.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import NotFound
from deliberate.core.events import Target
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.registry import Registry, UnknownName
from deliberate.core.wording import N_, say
from deliberate.evidence.models import OriginSuggestion
from deliberate.moderation.appeals import ground_of
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.loading import get_readable
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal, Decision
from deliberate.moderation.queue_models import EntryKind
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.reports.things import target_of, titles_of_things
from deliberate.moderation.wording import shortened

#: What an entry of the queue can be about.
Subject = Contribution | Appeal | OriginSuggestion | ItemProposal | ReportedThing


@dataclass(frozen=True)
class WaitingKind:
    """One sort of thing that waits, and what is peculiar to it."""

    kind: EntryKind
    model: type[Any]
    #: What lets somebody decide on it, and what lets the only one who could in a matter of their own.
    decides: Permission
    reviews: Permission
    #: What lines of the queue call some of them, by their ids, where they are about no contribution.
    titles: Callable[[Collection[Any]], Mapping[int, str]]
    #: Why it waits, in a few words; of a contribution, its flags and its state say so.
    note: Callable[[Any], str]
    #: What the log says was put off or handed on, and the case it belongs to, if it is one.
    logged: Callable[[Any], Target]
    case: Callable[[Any], str | None] = lambda _subject: None
    #: The id of the contribution it is about, if it is about one.
    about: Callable[[Any], int | None] = lambda _subject: None


kinds: Registry[WaitingKind] = Registry("kind of thing that waits")


def kind_called(name: str) -> WaitingKind:
    """The sort of that name. Raises NotFound."""
    try:
        return kinds.get(name)
    except UnknownName:
        raise NotFound(say("Nothing of that sort waits in the queue.")) from None


def sort_of(subject: Subject) -> WaitingKind:
    """The sort of something that may wait. Raises TypeError for what is of none."""
    for each in (kinds.get(name) for name in kinds.names()):
        if isinstance(subject, each.model):
            return each
    raise TypeError(f"{subject!r} never waits")


def get_subject(actor: Actor, sort: WaitingKind, public_id: UUID) -> Subject:
    """What of that sort has that public id, for whoever sees the queue. Raises NotFound."""
    if sort.model is Contribution:
        return get_readable(actor, public_id)
    found: Subject | None = session.query(sort.model).filter_by(public_id=public_id).one_or_none()
    if found is None:
        raise NotFound(say("There is no such thing, or it is gone."))
    return found


def find_subjects(sort: WaitingKind, ids: Collection[int]) -> dict[int, Any]:
    """The rows of that sort by id."""
    return {each.id: each for each in session.query(sort.model).filter(sort.model.id.in_(ids))} if ids else {}


def standing_in(actor: Actor, subject: Subject | Decision) -> str:
    """Whether this moderator may decide on it: "yes", "self-review", or "no". A decision is what it changed."""
    decides, reviews = _permissions(subject)
    if may(actor, decides, subject):
        return "yes"
    return "self-review" if may(actor, reviews, subject) else "no"


def authorize_on(actor: Actor, subject: Subject) -> bool:
    """Whether it is a self-review: a matter of their own that nobody else could decide. Raises NotAllowed."""
    standing = standing_in(actor, subject)
    if standing == "no":
        authorize(actor, sort_of(subject).decides, subject)
    return standing == "self-review"


def _permissions(subject: Subject | Decision) -> tuple[Permission, Permission]:
    if isinstance(subject, Decision):
        return Permission.TAKE_ACTION, Permission.REVIEW_OWN
    sort = sort_of(subject)
    return sort.decides, sort.reviews


def _register(kind: EntryKind, model: type[Any], decides: Permission, **more: Any) -> None:
    more.setdefault("reviews", Permission.REVIEW_OWN)
    more.setdefault("logged", lambda subject: subject)
    kinds.register(kind.value, WaitingKind(kind, model, decides, **more))


def _each(title: Callable[[Any], str]) -> Callable[[Collection[Any]], Mapping[int, str]]:
    return lambda subjects: {each.id: title(each) for each in subjects}


_REPORTED = {
    "article": N_("Article: %(title)s"),
    "source": N_("Source: %(title)s"),
    "name": N_("Name: %(title)s"),
}


def _titles_of_reported(things: Collection[ReportedThing]) -> Mapping[int, str]:
    titles = titles_of_things(things)
    return {each.id: say(_REPORTED[each.sort], title=shortened(titles[each.id])) for each in things}


#: By the kind of the measure.
_APPEALED = {
    "sanction": N_("An appeal against a sanction"),
    "lock": N_("An appeal against a lock"),
    "finding": N_("An appeal against a finding"),
    "review": N_("An appeal against a review"),
}


def _appealed(case: Appeal) -> Target:
    ground = ground_of(case)
    if isinstance(ground, Decision):
        return session.get_one(Contribution, ground.contribution_id)
    return kind_of(ground).target(ground)


_PROPOSED = {
    "merge_item": N_("proposed: merge it into another item"),
    "move_item": N_("proposed: move it to another claim"),
    "flip_item": N_("proposed: turn it to the other side"),
    "verify_quote": N_("proposed: its quote is in the source"),
    "dispute": N_("proposed: mark as disputed"),
    "request_source": N_("proposed: ask for a source"),
    "mark_stale": N_("proposed: mark as out of date"),
    "mark_retracted": N_("proposed: mark its source as retracted"),
    "clear": N_("proposed: clear such a mark"),
    "pin": N_("proposed: pin a note to it"),
    "unpin": N_("proposed: take the note off"),
}


def _what_is_proposed(proposal: ItemProposal) -> str:
    return say(_PROPOSED[proposal.action])


def _decided_on(case: Appeal) -> int | None:
    ground = ground_of(case)
    return ground.contribution_id if isinstance(ground, Decision) else None


_register(
    EntryKind.CONTRIBUTION,
    Contribution,
    Permission.TAKE_ACTION,
    titles=_each(lambda _it: ""),
    note=lambda _each: "",
    about=lambda it: it.id,
)
_register(
    EntryKind.APPEAL,
    Appeal,
    Permission.DECIDE_APPEAL,
    reviews=Permission.REVIEW_OWN_APPEAL,
    titles=_each(lambda case: say(_APPEALED[case.measure_kind]) if case.measure_kind else ""),
    note=lambda _case: say("Somebody asks to look again"),
    logged=_appealed,
    case=lambda case: str(case.public_id),
    about=_decided_on,
)
_register(
    EntryKind.SUGGESTION,
    OriginSuggestion,
    Permission.LINK_ORIGIN,
    titles=_each(lambda _suggestion: say("Two sources may go back to one")),
    note=lambda _suggestion: say("to confirm or to decline"),
)
_register(
    EntryKind.PROPOSAL,
    ItemProposal,
    Permission.CURATE_ITEM,
    titles=_each(lambda _proposal: say("A proposal")),
    note=_what_is_proposed,
    about=lambda proposal: proposal.contribution_id,
)
_register(
    EntryKind.REPORT,
    ReportedThing,
    Permission.TAKE_ACTION,
    titles=_titles_of_reported,
    note=lambda _thing: say("somebody reported it"),
    logged=target_of,
)
