"""Flags: who may raise how many, and when enough of them set something aside until a moderator decides."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, func, select

from deliberate.core.actors import SYSTEM, SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid, TooMany
from deliberate.core.events import Event
from deliberate.core.policy import Permission, authorize
from deliberate.core.site import VISITOR_ID, settings
from deliberate.core.stored_words import stored
from deliberate.core.text import check_text
from deliberate.core.wording import N_, say, say_many
from deliberate.moderation.accuracy import Accuracy, accuracies_of
from deliberate.moderation.actions import BY_FLAGS, actions
from deliberate.moderation.carrying_out import Order, carry_out
from deliberate.moderation.models import Flag, FlagReason
from deliberate.moderation.visitors import visitor_from
from deliberate.moderation.wording import URGENT
from deliberate.propositions.models import Answer, Proposition, Stance
from deliberate.weighting.models import Rating

LONGEST_NOTE = 1000
MOST_WEIGHT = 3.0

#: What sets something aside: this much weight, of so many people, of so many viewpoints.
ENOUGH_WEIGHT = 6.0
ENOUGH_PEOPLE = 3
ENOUGH_VIEWPOINTS = 2
#: Or so many flags for spam from people of this level.
TRUSTED_LEVEL = 3
ENOUGH_TRUSTED = 2

#: How many reports visitors from one place may make in a day.
REPORTS_BY_VISITORS = 5

#: What is stored of who had it set aside.
ONE_FLAGGED = stored(N_("1 person flagged it."))
MANY_FLAGGED = stored(N_("%(count)s people flagged it."))

#: How long the same reason is refused on a wording that a moderator kept.
KEPT_FOR = timedelta(hours=24)


def raise_flag(
    actor: Actor, contribution: Contribution, reason: FlagReason, note: str = "", *, network: str = ""
) -> Flag:
    """Ask a moderator to look at what readers see now. The same flag again is the one that is there.

    ``network`` is where a visitor asks from, who may report what cannot wait. Raises Conflict where one flagged this
    wording for another reason, or a moderator just kept it; TooMany past the day's limit. Enough flags set it aside at
    once.
    """
    authorize(actor, Permission.REPORT_ILLEGAL if reason in URGENT else Permission.FLAG, contribution)
    if reason is FlagReason.WATCHED:
        raise Invalid(say("Only the system reports that."), "reason")
    if not contribution.is_visible:
        raise Conflict(say("This is not shown at the moment, so there is nothing to flag."))
    flag, is_new = add_flag(actor, contribution, reason, note, network, contribution_id=contribution.id)
    if is_new:
        _set_aside_if_enough(contribution)
    return flag


class Flagged(Protocol):
    """What flags are raised on: the number of what it says now, and of what a moderator kept."""

    @property
    def revision(self) -> int: ...
    @property
    def kept_revision(self) -> int | None: ...


def add_flag(
    actor: Actor, flagged: Flagged, reason: FlagReason, note: str, network: str, **on: int
) -> tuple[Flag, bool]:
    """A flag on what it says now, and whether it is a new one. ``on`` is the column of ``Flag`` that says on what.

    Raises as ``raise_flag``.
    """
    # Whoever is not signed in is a visitor from there today.
    who = actor.key if actor.signed_in else visitor_from(network)
    ((column, key),) = on.items()
    here = (getattr(Flag, column) == key, Flag.revision == flagged.revision)
    earlier = session.scalar(select(Flag).where(*here, Flag.actor_id == who))
    if earlier is not None and earlier.reason is reason:
        return earlier, False
    if earlier is not None:
        raise Conflict(say("You have flagged this wording already. A moderator looks at each flag once."))
    if flagged.kept_revision == flagged.revision:
        _refuse_kept(reason, *here)
    # Whoever takes no part has no more of a voice than somebody new.
    level = 0 if actor.is_suspended else actor.level
    note = _checked_note(actor, who, note)
    flag = Flag(**on, actor_id=who, revision=flagged.revision, reason=reason, note=note, level=level)
    session.add(flag)
    session.flush()
    return flag, True


def _checked_note(actor: Actor, who: str, note: str) -> str:
    """The note as it is stored, where ``who`` may flag once more today. Raises TooMany, Invalid."""
    _refuse_too_many(who, flags_a_day(actor.level) if actor.signed_in else REPORTS_BY_VISITORS)
    note = check_text(note, "note")
    if not note and not actor.signed_in:
        raise Invalid(say("Say where to look and what is wrong: nobody can ask you."), "note")
    if len(note) > LONGEST_NOTE:
        raise Invalid(say("Keep it under %(most)s characters.", most=str(LONGEST_NOTE)), "note")
    return note


def _flags_today(who: str) -> int:
    today = select(func.count(Flag.id)).where(Flag.actor_id == who, Flag.created_at > now() - timedelta(days=1))
    return session.scalar(today) or 0


def flags_lately(actor: Actor) -> int:
    """How many flags somebody raised in the last 24 hours."""
    return _flags_today(actor.key)


def flags_a_day(level: int) -> int:
    """How many flags somebody of this level may raise in 24 hours; newcomers half of what level 1 may."""
    return max(1, settings.flags_per_day // 2) if level == 0 else settings.flags_per_day * 2 ** (level - 1)


def weight_of(flag: Flag, accuracy: Accuracy) -> float:
    """Half a point and half a point per level, times how often its raiser was right; three at most."""
    return min(MOST_WEIGHT, (0.5 + 0.5 * flag.level) * accuracy.factor)


def weights_of(flags: Sequence[Flag]) -> Sequence[float]:
    """What each of these weighs now. One query."""
    accuracies = accuracies_of({flag.actor_id for flag in flags})
    return [weight_of(flag, accuracies[flag.actor_id]) for flag in flags]


def _refuse_kept(reason: FlagReason, *here: ColumnElement[bool]) -> None:
    turned_down = select(Flag.id).where(
        *here, Flag.reason == reason, Flag.upheld.is_(False), Flag.settled_at > now() - KEPT_FOR
    )
    if session.scalar(turned_down.limit(1)) is not None:
        raise Conflict(say("A moderator looked at this wording for the same reason within the last day, and kept it."))


def _refuse_too_many(who: str, most: int) -> None:
    if _flags_today(who) >= most:
        raise TooMany(
            say_many(
                "You have raised %(num)s flag in 24 hours, as many as you may. Go on tomorrow.",
                "You have raised %(num)s flags in 24 hours, as many as you may. Go on tomorrow.",
                most,
            )
        )


def _set_aside_if_enough(contribution: Contribution) -> None:
    action = actions.get("quarantine")
    if contribution.status is not Status.VISIBLE or contribution.kept_revision == contribution.revision:
        return
    if _was_set_aside(contribution):
        return
    flags = session.scalars(
        select(Flag).where(
            Flag.contribution_id == contribution.id,
            Flag.revision == contribution.revision,
            Flag.settled_at.is_(None),
            # Words that are watched are a question to moderators, not a voice; nor can visitors be told apart.
            Flag.actor_id != SYSTEM_ID,
            Flag.actor_id.not_like(f"{VISITOR_ID}%"),
        )
    ).all()
    if _trusted_spam(flags) or _many(flags, contribution):
        why = ONE_FLAGGED if len(flags) == 1 else MANY_FLAGGED % {"count": len(flags)}
        carry_out(Order(SYSTEM, action, BY_FLAGS, why), contribution)


def _was_set_aside(contribution: Contribution) -> bool:
    """A wording is set aside by flags once at most."""
    earlier = select(Event.id).where(
        Event.target == str(contribution.public_id),
        Event.action == "quarantine",
        Event.revision == contribution.revision,
    )
    return session.scalar(earlier.limit(1)) is not None


def _trusted_spam(flags: Sequence[Flag]) -> bool:
    trusted = [flag for flag in flags if flag.reason is FlagReason.SPAM and flag.level >= TRUSTED_LEVEL]
    return len(trusted) >= ENOUGH_TRUSTED


def _many(flags: Sequence[Flag], contribution: Contribution) -> bool:
    if len(flags) < ENOUGH_PEOPLE or sum(weights_of(flags)) < ENOUGH_WEIGHT:
        return False
    in_room = _viewpoints_in_room(contribution)
    needed = min(ENOUGH_VIEWPOINTS, len(in_room))
    return len(_viewpoints(contribution, {flag.actor_id for flag in flags})) >= needed


def _viewpoints(contribution: Contribution, people: set[str]) -> set[Answer]:
    """Where these people stand on what the article is mainly about; who never said so is of no viewpoint."""
    return set(
        session.scalars(
            select(Stance.answer)
            .join(Proposition, Proposition.id == Stance.proposition_id)
            .where(
                Proposition.main_of_id == contribution.article_id,
                Stance.after_weights.is_(False),
                Stance.actor_id.in_(people),
            )
            .distinct()
        )
    )


def _viewpoints_in_room(contribution: Contribution) -> set[Answer]:
    """The viewpoints of those who, at level 1 or above, have weighed something of this article."""
    raters = (
        select(Rating.actor_id)
        .join(Contribution, Contribution.id == Rating.contribution_id)
        .where(Contribution.article_id == contribution.article_id, Rating.level >= 1)
        .distinct()
    )
    return _viewpoints(contribution, set(session.scalars(raters)))
