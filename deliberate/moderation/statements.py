"""What became of one's own contributions and flags: their state, why, and how to appeal."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from deliberate.core.actors import LEVEL_NAMES, SYSTEM_ID, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Revision, Status
from deliberate.core.db import session
from deliberate.core.site import renaming_page, settings
from deliberate.core.standing import Standing
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing
from deliberate.moderation.accuracy import Accuracy, accuracies_of
from deliberate.moderation.actions import actions, past_of, rule_in_words
from deliberate.moderation.appealing import appeal_until
from deliberate.moderation.conduct_pages import Told, locks_on, reviews_on, sanctions_of
from deliberate.moderation.flag_outcomes import Report, reports_by
from deliberate.moderation.loading import items_of, load_all, titles_of
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.releasing import SET_ASIDE_FOR
from deliberate.moderation.reports.models import Review
from deliberate.moderation.rising import Need, doings_of, needs
from deliberate.propositions.models import Proposition
from deliberate.propositions.stances import StaleStance, stale_stances

PAGE = 30


@dataclass(frozen=True)
class Effect:
    """One claim whose balance moved: its words, and how it leant before and after."""

    claim: Proposition
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Statement:
    """The statement of reasons for one decision."""

    decision: Decision
    #: What was done, with {} for the thing.
    past: str
    rule: str
    effects: Sequence[Effect]
    until: datetime
    appeal: Appeal | None
    undone: bool
    #: Whether it was only the system that reported it, by the watched words.
    watched: bool

    @property
    def holds_until(self) -> datetime | None:
        """When it ends by the clock, where nobody decides before; what has no such end holds until it is put back."""
        return self.decision.created_at + SET_ASIDE_FOR if self.decision.action == "quarantine" else None

    @property
    def came_up(self) -> str:
        """Who brought it before whoever decided."""
        if self.watched:
            return say("The list of watched words brought it up")
        return say("Readers reported it") if self.decision.reported else say("A moderator found it")

    @property
    def automatic(self) -> bool:
        return self.decision.actor_id == SYSTEM_ID

    @property
    def final(self) -> bool:
        """Whether nothing can put it back: what was erased for good."""
        return self.decision.action == "purge"

    @property
    def restricts(self) -> bool:
        name = self.decision.action
        return self.final or (name in actions.names() and actions.get(name).restricts)


@dataclass(frozen=True)
class Own:
    """One contribution of one's own, and what was decided on it, the newest first."""

    contribution: Contribution
    title: str
    #: The public id of the item behind a bearing, and a line to name what that speaks for or against.
    item: UUID | None
    about: str | None
    edit_waits: bool
    statements: Sequence[Statement]

    @property
    def restriction(self) -> Statement | None:
        """The decision that holds it now, where one does and may be appealed."""
        newest = self.statements[0] if self.statements else None
        standing = newest is not None and newest.restricts and not newest.undone
        return newest if standing else None

    @property
    def appealable(self) -> bool:
        held = self.restriction
        return held is not None and not held.final and held.appeal is None and now() <= held.until


@dataclass(frozen=True)
class YoursPage:
    """Everything about one's own doings here."""

    own: Sequence[Own]
    next: int | None
    reports: Sequence[Report]
    #: How often moderators agreed with one's flags.
    accuracy: Accuracy
    #: Answers to claims that were reworded in substance since.
    stale: Sequence[StaleStance]
    level: str
    #: What is missing for the next level, where that is a matter of approvals.
    missing: str | None
    #: What the next level takes, with how far one is, where it is a matter of conduct; and what keeps one from it now.
    needs: Sequence[Need]
    blemishes: int
    #: What was decided about one's conduct, and the locks on what one posted.
    sanctions: Sequence[Told]
    locks: Sequence[Told]
    #: What was decided on reports of one's articles and one's name.
    reviews: Sequence[Told]

    @property
    def renaming_page(self) -> str | None:
        """Where to choose another name, where one was asked to."""
        asked = any(
            told.holds and isinstance(told.measure, Review) and told.measure.action == "ask_rename"
            for told in self.reviews
        )
        return renaming_page() if asked else None


def yours_page(actor: Actor, before: int | None = None) -> YoursPage:
    """One's contributions, the newest first, with their statements; and one's latest flags."""
    bearing = aliased(Bearing, flat=True)
    told_with_bearing = exists().where(
        and_(bearing.evidence_id == Contribution.id, bearing.author_id == Contribution.author_id)
    )
    mine = select(Contribution.id).where(
        Contribution.author_id == actor.key, Contribution.status != Status.SUGGESTED, ~told_with_bearing
    )
    if before is not None:
        mine = mine.where(Contribution.id < before)
    ids = session.scalars(mine.order_by(Contribution.id.desc()).limit(PAGE + 1)).all()
    following = ids[PAGE - 1] if len(ids) > PAGE else None
    doings = doings_of({actor.key: None}, now())[actor.key]
    return YoursPage(
        own=_own(ids[:PAGE]),
        next=following,
        reports=reports_by(actor),
        accuracy=accuracies_of([actor.key])[actor.key],
        stale=stale_stances(actor, PAGE),
        level=say(LEVEL_NAMES[actor.level]),
        missing=_missing(actor),
        needs=needs(actor.level, doings),
        blemishes=doings.blemishes,
        sanctions=sanctions_of(actor),
        locks=locks_on(actor),
        reviews=reviews_on(actor),
    )


def statement_of(decision: Decision) -> Statement:
    """The statement of reasons of one decision."""
    return _statements([decision])[0]


def _own(ids: Sequence[int]) -> list[Own]:
    contributions = load_all(ids)
    titles = titles_of(list(contributions.values()))
    owners = {each: each for each in ids}
    items = {row.evidence_id: row.id for row in contributions.values() if isinstance(row, Bearing)}
    owners.update({item: bearing for item, bearing in items.items() if item not in owners})
    found: dict[int, list[Statement]] = {each: [] for each in ids}
    decided = select(Decision).where(Decision.contribution_id.in_(owners)).order_by(Decision.id.desc())
    for statement in _statements(session.scalars(decided).all()):
        decision = statement.decision
        # What happened to an item along with its bearing is told with the bearing.
        if decision.lead_id is None or decision.contribution_id in found:
            found[owners[decision.contribution_id]].append(statement)
    waiting = with_waiting_edit(ids)
    behind = {items[item.id]: item.public_id for item in items_of(contributions.values()).values() if item.id in items}
    about = _targets_of(contributions.values())
    return [
        Own(contributions[each], titles[each], behind.get(each), about.get(each), each in waiting, found[each])
        for each in ids
    ]


def _targets_of(contributions: Iterable[Contribution]) -> dict[int, str]:
    """What bearings speak for or against, where it shows: of one item on three claims, three lines differ in this."""
    aims = {row.id: row.target_id for row in contributions if isinstance(row, Bearing)}
    titles = titles_of([each for each in load_all(list(aims.values())).values() if each.is_visible])
    return {bearing: titles[target] for bearing, target in aims.items() if target in titles}


def with_waiting_edit(ids: Collection[int]) -> set[int]:
    """Those of these contributions of which an edit waits for a moderator."""
    edits = (
        select(Revision.contribution_id)
        .join(Contribution, Contribution.id == Revision.contribution_id)
        .where(
            Revision.contribution_id.in_(ids),
            Revision.status == Status.PENDING,
            Revision.number > Contribution.revision,
        )
    )
    return set(session.scalars(edits))


def _statements(decisions: Sequence[Decision]) -> list[Statement]:
    leads = {decision.lead_id or decision.id for decision in decisions} | {decision.id for decision in decisions}
    leads |= {decision.replaces_id for decision in decisions if decision.replaces_id is not None}
    lodged = {each.decision_id: each for each in session.scalars(select(Appeal).where(Appeal.decision_id.in_(leads)))}
    reported = _reported_by(leads)
    claims = _claims(effect["proposition"] for decision in decisions for effect in decision.effects)
    return [
        Statement(
            decision=decision,
            past=past_of(decision.action),
            rule=rule_in_words(decision.reason_code),
            effects=[
                Effect(claims[effect["proposition"]], effect["before"], effect["after"])
                for effect in decision.effects
                if effect["proposition"] in claims
            ],
            until=appeal_until(decision),
            appeal=next((lodged[each] for each in _appealed_as(decision) if each in lodged), None),
            undone=decision.undone_by_id is not None,
            watched=reported.get(decision.lead_id or decision.id) == {True},
        )
        for decision in decisions
    ]


def _appealed_as(decision: Decision) -> Sequence[int | None]:
    """The decisions an appeal against which is one against this: itself, what it came along with or replaced."""
    return (decision.id, decision.lead_id, decision.replaces_id)


def _reported_by(decisions: Collection[int]) -> Mapping[int, set[bool]]:
    """By decision that answered flags: whether those were the system's. Of both kinds, both are there."""
    system = Flag.actor_id == SYSTEM_ID
    found: dict[int, set[bool]] = {}
    answered = select(Flag.settled_by_id, system).where(Flag.settled_by_id.in_(decisions)).distinct()
    for decision, by_system in session.execute(answered):
        if decision is not None:
            found.setdefault(decision, set()).add(bool(by_system))
    return found


def _claims(public_ids: Iterable[str]) -> Mapping[str, Proposition]:
    wanted = {UUID(each) for each in public_ids}
    if not wanted:
        return {}
    found = session.scalars(select(Proposition).where(Proposition.public_id.in_(wanted)))
    return {str(claim.public_id): claim for claim in found}


def _missing(actor: Actor) -> str | None:
    if actor.level > 0 or settings.newcomer_posts_held == 0:
        return None
    standing = session.get(Standing, actor.key)
    approved = standing.approved if standing else 0
    return say(
        "%(approved)s of your posts have been approved; with %(needed)s your posts show at once, and you can flag and propose claims.",  # noqa: E501
        approved=approved,
        needed=settings.newcomer_posts_held,
    )
