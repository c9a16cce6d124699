"""Sanctions: a moderator warns, slows down or suspends somebody, with reasons, an end, an undo and an appeal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from deliberate.core.actors import SYSTEM, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.core.policy import Permission, authorize, may
from deliberate.core.registry import UnknownName
from deliberate.core.signals import person_sanctioned
from deliberate.core.standing import Standing, standing_of
from deliberate.core.stored_words import stored
from deliberate.core.text import check_text
from deliberate.core.times import moment_in_words
from deliberate.core.wording import N_, say
from deliberate.moderation.actions import BY_COMING_BACK, BY_REMOVALS, REASONS
from deliberate.moderation.advancement import Person
from deliberate.moderation.conduct import Sanction
from deliberate.moderation.deciding import LONGEST_REASON
from deliberate.moderation.facts import Conduct, people_involved
from deliberate.moderation.measures import MeasureKind, kinds
from deliberate.moderation.sanctions import LONGEST, PACES, SanctionKind
from deliberate.moderation.sanctions import kinds as sanctions

#: A suspension costs a level, of those who have this one or a higher.
LEVEL_AT_STAKE = 2
DELETED_WHILE_SUSPENDED = stored(
    N_("An account with the e-mail address that you confirmed was deleted while it was suspended.")
)


@dataclass(frozen=True)
class SanctionDraft:
    """What is to be done about whom, as a form has it."""

    person_id: str
    name: str
    reason_code: str
    reason: str
    days: int | None = None
    minutes: int | None = None
    about: Contribution | None = None


def sanction(actor: Actor, draft: SanctionDraft) -> Sanction:
    """Warn, slow down or suspend somebody. The same again is the sanction that is there.

    Raises Conflict where one of that sort holds already, Invalid where a reason, a length or a pace is missing.
    """
    conduct = Conduct(draft.person_id, draft.about)
    authorize(actor, Permission.SANCTION, conduct)
    kind, reason = _checked(draft)
    if (same := _find_same(actor, draft, reason)) is not None:
        return same
    _refuse_second(draft.person_id, kind)
    made = Sanction(
        person_id=draft.person_id,
        name=kind.name,
        actor_id=actor.key,
        minutes=draft.minutes if kind.slows else None,
        until=now() + timedelta(days=draft.days or 0) if kind.lasts else None,
        reason_code=draft.reason_code,
        reason=reason,
        contribution_id=draft.about.id if draft.about else None,
        self_review=draft.about is not None and actor.key in people_involved(draft.about),
    )
    session.add(made)
    session.flush()
    record(
        actor,
        kind.name,
        person_of(draft.person_id),
        after=made.until.date().isoformat() if made.until else None,
        reason_code=draft.reason_code,
        reason=reason,
        self_review=made.self_review,
    )
    if kind.name == "suspend":
        _take_level(made)
    settle(draft.person_id)
    person_sanctioned.send(made, actor_key=draft.person_id, sanction=made)
    return made


def person_of(actor_id: str) -> Person:
    """Somebody, as the log names them."""
    return Person(pseudonym_of(Actor(id=actor_id)))


def live_sanctions(actor_id: str, moment: datetime | None = None) -> Sequence[Sanction]:
    """Those of a person that hold now, or then."""
    query = select(Sanction).where(
        Sanction.person_id == actor_id, Sanction.undone_at.is_(None), Sanction.until > (moment or now())
    )
    return session.scalars(query.order_by(Sanction.id)).all()


def settle(actor_id: str) -> None:
    """Have their standing say what the sanctions that hold come to."""
    live, standing = live_sanctions(actor_id), standing_of(actor_id)
    suspensions = [each.until for each in live if each.name == "suspend" and each.until]
    slowed = [each for each in live if each.name == "slow"]
    standing.suspended_until = max(suspensions, default=None)
    standing.slowed_until = max((each.until for each in slowed if each.until), default=None)
    standing.slow_minutes = max((each.minutes for each in slowed if each.minutes), default=None)
    session.flush()


def _checked(draft: SanctionDraft) -> tuple[SanctionKind, str]:
    try:
        kind = sanctions.get(draft.name)
    except UnknownName:
        raise Invalid(say("Choose what should happen."), "what") from None
    if kind.by_rule:
        raise Invalid(say("Only a rule does that."), "what")
    if kind.lasts and not 1 <= (draft.days or 0) <= LONGEST.days:
        raise Invalid(say("Say for how long: from one day to %(most)s.", most=LONGEST.days), "days")
    if kind.slows and not PACES[0] <= (draft.minutes or 0) <= PACES[-1]:
        raise Invalid(say("Say how far apart their posts have to be."), "minutes")
    if draft.reason_code not in REASONS:
        raise Invalid(say("Choose the rule this rests on."), "reason_code")
    reason = check_text(draft.reason, "reason")
    if not reason:
        raise Invalid(say("Give the reason in words: they are shown them."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(say("Keep the reason under %(most)s characters.", most=str(LONGEST_REASON)), "reason")
    return kind, reason


def _find_same(actor: Actor, draft: SanctionDraft, reason: str) -> Sanction | None:
    """The last that was done about them, where it is this very one: a button pressed twice."""
    last = session.scalar(
        select(Sanction).where(Sanction.person_id == draft.person_id).order_by(Sanction.id.desc()).limit(1)
    )
    if last is None or last.is_undone or now() - last.created_at > timedelta(hours=1):
        return None
    wanted = (actor.key, draft.name, draft.reason_code, reason)
    return last if (last.actor_id, last.name, last.reason_code, last.reason) == wanted else None


def _refuse_second(person_id: str, kind: SanctionKind) -> None:
    for each in live_sanctions(person_id):
        if kind.lasts and each.name == kind.name and each.until is not None:
            raise Conflict(
                say(
                    "One of this sort holds already, until %(moment)s. Undo that first, if another is to take its place.",  # noqa: E501
                    moment=moment_in_words(each.until),
                )
            )


def _take_level(made: Sanction) -> None:
    standing = standing_of(made.person_id)
    if standing.level < LEVEL_AT_STAKE:
        return
    made.level_before = standing.level
    move(standing, standing.level - 1, "fall", now())


def _put_back(made: Sanction) -> None:
    """What it cost comes back, unless their level has moved since."""
    standing = standing_of(made.person_id)
    if made.level_before is not None and standing.level == made.level_before - 1:
        move(standing, made.level_before, "rise", now())
    settle(made.person_id)


def lose_level(standing: Standing, facts: str, moment: datetime) -> Sanction:
    """Move somebody down a level, as a rule has it for these facts: they are told, and appeal as with any other."""
    made = Sanction(
        person_id=standing.actor_id,
        name="fall",
        actor_id=SYSTEM.key,
        reason_code=BY_REMOVALS,
        reason=facts,
        level_before=standing.level,
        created_at=moment,
    )
    session.add(made)
    move(standing, standing.level - 1, "fall", moment)
    person_sanctioned.send(made, actor_key=made.person_id, sanction=made)
    return made


def go_on_suspended(person_id: str, until: datetime) -> Sanction:
    """Have somebody serve the rest of a suspension that they had under an account which they deleted."""
    made = Sanction(
        person_id=person_id,
        name="suspend",
        actor_id=SYSTEM.key,
        until=until,
        reason_code=BY_COMING_BACK,
        reason=DELETED_WHILE_SUSPENDED,
    )
    session.add(made)
    session.flush()
    day = until.date().isoformat()
    record(SYSTEM, "suspend", person_of(person_id), after=day, reason_code=made.reason_code, reason=made.reason)
    settle(person_id)
    person_sanctioned.send(made, actor_key=person_id, sanction=made)
    return made


def move(standing: Standing, level: int, action: str, moment: datetime) -> Event:
    """Have them act with another level from now on; one event."""
    before, standing.level, standing.moved_at = standing.level, level, moment
    session.flush()
    return record(SYSTEM, action, person_of(standing.actor_id), before=str(before), after=str(level))


def _authorize_undoing(actor: Actor, made: Sanction) -> bool:
    conduct = Conduct(made.person_id, _about(made))
    authorize(actor, Permission.SANCTION, conduct)
    return conduct.contribution is not None and actor.key in people_involved(conduct.contribution)


def _about(made: Sanction) -> Contribution | None:
    return session.get(Contribution, made.contribution_id) if made.contribution_id else None


def _involved(made: Sanction) -> set[str]:
    about = _about(made)
    return {made.person_id} | (people_involved(about) if about else set())


def may_sanction(actor: Actor, person_id: str, about: Contribution | None = None) -> bool:
    """Whether this moderator may do something about that person."""
    return may(actor, Permission.SANCTION, Conduct(person_id, about))


kinds.register(
    "sanction",
    MeasureKind(
        name="sanction",
        model=Sanction,
        touches=lambda actor, made: made.person_id == actor.id,
        involved=_involved,
        target=lambda made: person_of(made.person_id),
        authorize_undoing=_authorize_undoing,
        put_back=_put_back,
        undoing="lift",
        softened=lambda made: settle(made.person_id),
    ),
)
