"""What the policy asks about moderation: who is involved in a matter, who decided it, whom it touches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, union

from deliberate.core.actors import Actor
from deliberate.core.contributions import STANDING, Contribution, Revision
from deliberate.core.db import session
from deliberate.core.rules import answers
from deliberate.core.site import admins, moderators
from deliberate.evidence.models import Bearing, Evidence, OriginSuggestion, Source
from deliberate.evidence.origins import cluster_of
from deliberate.evidence.services import challengers_of, companions
from deliberate.moderation.actions import actions
from deliberate.moderation.appeals import Ground, ground_of
from deliberate.moderation.carrying_out import going_along
from deliberate.moderation.conduct import Measure
from deliberate.moderation.curating.models import ItemProposal
from deliberate.moderation.loading import load_all
from deliberate.moderation.measures import kind_of
from deliberate.moderation.models import Appeal, Decision, Flag, Together
from deliberate.moderation.reports.models import ReportedThing
from deliberate.moderation.reports.things import people_in
from deliberate.weighting.models import Rating


@dataclass(frozen=True)
class Conduct:
    """Somebody's conduct, and the one contribution it is about, where it is about one."""

    person_id: str
    contribution: Contribution | None = None


@dataclass(frozen=True)
class Erasable:
    """Words that may be erased for good, and the ids of those whose own matter they are."""

    people: frozenset[str]


def people_involved(contribution: Contribution) -> set[str]:
    """The ids of all who wrote, rated, flagged or challenged it or what shares its fate."""
    rows = [contribution, *companions(contribution)]
    ids = [row.id for row in rows]
    people = {row.author_id for row in rows}
    for author, owner in (
        (Revision.author_id, Revision.contribution_id),
        (Rating.actor_id, Rating.contribution_id),
        (Flag.actor_id, Flag.contribution_id),
    ):
        people.update(session.scalars(select(author).where(owner.in_(ids)).distinct()))
    return people | challengers_of(contribution)


def near_to(actor: Actor, contributions: Iterable[Contribution | None]) -> set[int]:
    """The ids of those among these that somebody may be involved in; in all the others they are not. Two queries."""
    items = {each.id: each.evidence_id if isinstance(each, Bearing) else each.id for each in contributions if each}
    siblings = select(Bearing.id, Bearing.evidence_id).where(Bearing.evidence_id.in_(items.values()))
    #: What counts as one with each, by its id.
    around = {item: item for item in items.values()} | items
    around |= dict(session.execute(siblings).all())
    parts = [
        select(owner).where(owner.in_(around), who == actor.key)
        for who, owner in (
            (Contribution.author_id, Contribution.id),
            (Revision.author_id, Revision.contribution_id),
            (Rating.actor_id, Rating.contribution_id),
            (Flag.actor_id, Flag.contribution_id),
            (Bearing.author_id, Bearing.target_id),
        )
    ]
    near = {around[each] for each in session.scalars(union(*parts)) if each is not None} if around else set()
    return {each for each, item in items.items() if item in near}


def barred_from(subject: Any) -> set[str]:
    """The ids of those who may not decide on it, as it is a matter of their own: on a contribution, an appeal, a
    suggestion, a proposal, a source or something reported."""
    if isinstance(subject, Appeal):
        return barred_from_ground(ground_of(subject)) | {subject.actor_id}
    if isinstance(subject, Conduct):
        about = subject.contribution
        return {subject.person_id} | (people_involved(about) if about is not None else set())
    if isinstance(subject, Decision):
        return _people_in(subject)
    if isinstance(subject, Together):
        return set().union(*(people_involved(each) for each in subject.contributions))
    if isinstance(subject, Erasable):
        return set(subject.people)
    if isinstance(subject, OriginSuggestion):
        linked = cluster_of(*(session.get_one(Source, each) for each in (subject.first_id, subject.second_id)))
        return _people_citing([each.id for each in linked])
    if isinstance(subject, Source):
        return _people_citing([subject.id])
    if isinstance(subject, ReportedThing):
        return people_in(subject)
    if isinstance(subject, ItemProposal):
        return _people_in_proposal(subject)
    return people_involved(subject)


def barred_from_ground(ground: Ground) -> set[str]:
    """The ids of those who may not answer an appeal against it: who decided, and who is involved."""
    return _involved_in(ground) | {ground.actor_id}


def _involved_in(ground: Ground) -> set[str]:
    if isinstance(ground, Decision):
        return _people_in(ground)
    return kind_of(ground).involved(ground)


def _people_in(decision: Decision) -> set[str]:
    """All who have to do with anything that the decision, with what came along, has changed."""
    lead = decision.lead_id or decision.id
    changed = select(Contribution).join(Decision, Decision.contribution_id == Contribution.id)
    found = session.scalars(changed.where(or_(Decision.id == lead, Decision.lead_id == lead))).all()
    return set().union(*(people_involved(each) for each in found))


def _people_in_proposal(proposal: ItemProposal) -> set[str]:
    """All who have to do with the items it is about, or with what goes along, and whoever proposes it."""
    ids = [each for each in (proposal.contribution_id, proposal.into_id) if each is not None]
    matter = load_all(ids)[proposal.contribution_id]
    ids += [each.id for each in going_along(actions.get(proposal.action), matter)]
    behind = session.scalars(select(Bearing.evidence_id).where(Bearing.id.in_(ids))).all()
    items = session.scalars(select(Evidence.id).where(Evidence.id.in_([*ids, *behind]))).all()
    people = _people_at(items)
    for each in items:
        people |= people_involved(session.get_one(Evidence, each))
    return people | ({proposal.proposed_by} if proposal.proposed_by else set())


def _people_citing(sources: Sequence[int]) -> set[str]:
    """All who have to do with any item that cites one of these."""
    return _people_at(session.scalars(select(Evidence.id).where(Evidence.source_id.in_(sources))).all())


def _people_at(items: Sequence[int]) -> set[str]:
    """All who wrote, rated or flagged these items or their bearings, or challenged them."""
    bearings = select(Bearing.id).where(Bearing.evidence_id.in_(items))
    whole = or_(Contribution.id.in_(items), Contribution.id.in_(bearings))
    ids = session.scalars(select(Contribution.id).where(whole)).all()
    return {
        *session.scalars(select(Contribution.author_id).where(Contribution.id.in_(ids))),
        *session.scalars(select(Rating.actor_id).where(Rating.contribution_id.in_(ids))),
        *session.scalars(select(Flag.actor_id).where(Flag.contribution_id.in_(ids))),
        *session.scalars(select(Bearing.author_id).where(Bearing.target_id.in_(ids), Bearing.status.in_(STANDING))),
    }


@answers("involved_in_it")
def involved(actor: Actor, subject: Any) -> bool:
    """Wrote, rated, flagged or challenged it, or what cites it; of an appeal, also whoever lodged it."""
    if not actor.signed_in:
        return False
    if isinstance(subject, Appeal):
        return actor.key == subject.actor_id or actor.key in _involved_in(ground_of(subject))
    return actor.key in barred_from(subject)


@answers("the_only_moderator_who_could")
def only_moderator(actor: Actor, subject: Any) -> bool:
    """Nobody else who moderates here is free to decide. Where the host cannot tell, others are taken to be there."""
    everyone = moderators()
    if everyone is None or not actor.signed_in:
        return False
    others = everyone - barred_from(subject) - {actor.key}
    if isinstance(subject, Conduct):
        others = {each for each in others if rank_of(each) > rank_of(subject.person_id)}
    return not others


@answers("the_only_admin_who_could")
def only_admin_free(actor: Actor, subject: Any) -> bool:
    """No other admin is free to decide. Where the host cannot tell, others are taken to be there."""
    everyone = admins()
    return everyone is not None and actor.signed_in and not everyone - barred_from(subject) - {actor.key}


@answers("they_are_of_a_lower_rank")
def beneath(actor: Actor, subject: Any) -> bool:
    """Moderators act on the conduct of members, admins on that of moderators too; nobody on their own."""
    if not actor.signed_in or actor.key == subject.person_id:
        return False
    rank = 2 if actor.is_admin else int(actor.is_moderator)
    return rank > rank_of(subject.person_id)


def rank_of(person_id: str) -> int:
    """0 of a member, 1 of a moderator, 2 of an admin; the higher one where the host cannot tell them apart."""
    return ranks_of([person_id])[person_id]


def ranks_of(people: Iterable[str]) -> Mapping[str, int]:
    """The same of many; the host is asked once."""
    everyone, highest = moderators(), admins()

    def rank(person_id: str) -> int:
        if everyone is None:
            return 1
        if person_id not in everyone:
            return 0
        return 2 if highest is None or person_id in highest else 1

    return {each: rank(each) for each in people}


@answers("touched_by_the_decision")
def touched(actor: Actor, subject: Any) -> bool:
    """A restriction touches the author; one that keeps a thing touches those whose flags it turned down."""
    if isinstance(subject, Measure):
        return actor.signed_in and kind_of(subject).touches(actor, subject)
    decision: Decision = subject
    if not actor.signed_in or decision.action not in actions.names():
        return False
    if actions.get(decision.action).restricts:
        return _contribution_of(decision).author_id == actor.key
    turned_down = select(Flag.id).where(
        Flag.settled_by_id == decision.id, Flag.actor_id == actor.key, Flag.upheld.is_(False)
    )
    return session.scalar(turned_down.limit(1)) is not None


@answers("the_one_who_decided")
def took_the_action(actor: Actor, subject: Any) -> bool:
    ground = ground_of(subject) if isinstance(subject, Appeal) else subject
    return actor.signed_in and ground.actor_id == actor.key


def _contribution_of(decision: Decision) -> Contribution:
    return session.get_one(Contribution, decision.contribution_id)
