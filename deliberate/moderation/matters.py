"""What a moderator needs on one screen to decide: the words, the item, its twins, the flags, the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from deliberate.common_ground.models import CommonPoint
from deliberate.core.actors import LEVEL_NAMES, Actor
from deliberate.core.contributions import STANDING, Contribution, Revision, find_waiting_revision
from deliberate.core.db import session
from deliberate.core.site import names_of
from deliberate.core.standing import level_of
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence, Remark, Source
from deliberate.moderation.actions import Action, choices
from deliberate.moderation.loading import items_of, load_all
from deliberate.moderation.models import Decision, Flag
from deliberate.moderation.waiting_kinds import standing_in
from deliberate.propositions.models import Anchor, AnchorRole, Proposition, Relation, RelationPremise
from deliberate.propositions.queries import is_newest
from deliberate.weighting.setting_aside import Waiting, waiting_on

#: How many other items of the same source are shown.
TWINS = 6
#: How far up from a challenge of a challenge the claim is looked for.
_STEPS = 6


@dataclass(frozen=True)
class Matter:
    """One contribution with everything around it. Names are by actor id."""

    contribution: Contribution
    author: str
    level: str
    #: The claim it is about in the end, and the words of the article that claim stands for.
    claim: Proposition | None
    words: Sequence[str]
    #: What it is on, where that is not the claim itself.
    target: Contribution | None
    evidence: Evidence | None
    premises: Sequence[Proposition]
    #: An edit that waits, beside what readers see.
    waiting: Revision | None
    twins: Sequence[Evidence]
    flags: Sequence[Flag]
    history: Sequence[Decision]
    names: Mapping[str, str]
    choices: Sequence[Action]
    #: Whether this moderator may decide: "yes", "self-review", or "no".
    standing: str
    #: Ratings of it that were put aside and wait to be looked at.
    ratings_aside: Waiting | None

    @property
    def side(self) -> str | None:
        return self.contribution.side.value if isinstance(self.contribution, Bearing) else None

    @property
    def edited(self) -> dict[str, Any]:
        """The fields that a waiting edit changes, by name."""
        if self.waiting is None:
            return {}
        shown = {**(_shown_words(self.contribution))}
        return {name: value for name, value in self.waiting.body.items() if value and value != shown.get(name)}


def matter_of(actor: Actor, contribution: Contribution) -> Matter:
    """Everything about it; a fixed number of queries."""
    contribution = load_all([contribution.id])[contribution.id]
    evidence = _item(contribution)
    chain = _chain_from(contribution)
    claim = next((each for each in chain if isinstance(each, Proposition)), None)
    target = chain[1] if len(chain) > 1 and chain[1] is not claim else None
    waiting = find_waiting_revision(contribution)
    flags = _flags_on(contribution, evidence)
    history = _history_of(contribution, evidence)
    people = {contribution.author_id, *(flag.actor_id for flag in flags), *(each.actor_id for each in history)}
    names = names_of(people)
    return Matter(
        contribution=contribution,
        author=names[contribution.author_id],
        level=say(LEVEL_NAMES[level_of(contribution.author_id)]),
        claim=claim,
        words=_words_of(claim),
        target=target,
        evidence=evidence,
        premises=_premises_of(contribution),
        waiting=waiting,
        twins=_twins_of(evidence),
        flags=flags,
        history=history,
        names=names,
        choices=choices(contribution.status, evidence.curation if evidence else None, edit_waits=waiting is not None),
        standing=standing_in(actor, contribution),
        ratings_aside=waiting_on([contribution.id]).get(contribution.id),
    )


def _item(contribution: Contribution) -> Evidence | None:
    return next(iter(items_of([contribution]).values()), None)


def _chain_from(contribution: Contribution) -> list[Contribution]:
    """From the contribution up to the claim it is about: an item of evidence first goes to what it bears on."""
    chain = [contribution]
    while len(chain) < _STEPS and not isinstance(chain[-1], Proposition):
        above = _above(chain[-1])
        found = load_all([above]) if above is not None else {}
        if above is None or above not in found:
            break
        chain.append(found[above])
    return chain


def _above(contribution: Contribution) -> int | None:
    if isinstance(contribution, Bearing | Relation | Remark):
        return contribution.target_id
    if isinstance(contribution, CommonPoint):
        return contribution.claim_id
    if isinstance(contribution, Evidence):
        first = select(Bearing.target_id).where(Bearing.evidence_id == contribution.id).order_by(Bearing.id).limit(1)
        return session.scalar(first)
    return None


def _words_of(claim: Proposition | None) -> Sequence[str]:
    if claim is None:
        return []
    return session.scalars(
        select(Anchor.exact)
        .where(Anchor.proposition_id == claim.id, Anchor.role == AnchorRole.STATEMENT, is_newest())
        .order_by(Anchor.part, Anchor.ordinal)
    ).all()


def _premises_of(contribution: Contribution) -> Sequence[Proposition]:
    if not isinstance(contribution, Relation):
        return []
    ids = select(RelationPremise.proposition_id).where(RelationPremise.relation_id == contribution.id)
    return session.scalars(select(Proposition).where(Proposition.id.in_(ids)).order_by(Proposition.id)).all()


def _twins_of(evidence: Evidence | None) -> Sequence[Evidence]:
    """Other items that stand and cite the same source: is it here already?"""
    if evidence is None:
        return []
    return session.scalars(
        select(Evidence)
        .where(Evidence.source_id == evidence.source_id, Evidence.id != evidence.id, Evidence.status.in_(STANDING))
        .options(joinedload(Evidence.source).joinedload(Source.publisher))
        .order_by(Evidence.id.desc())
        .limit(TWINS)
    ).all()


def _flags_on(contribution: Contribution, evidence: Evidence | None) -> Sequence[Flag]:
    ids = {contribution.id} | ({evidence.id} if evidence else set())
    open_ones = select(Flag).where(Flag.contribution_id.in_(ids), Flag.settled_at.is_(None))
    return session.scalars(open_ones.order_by(Flag.created_at, Flag.id)).all()


def _history_of(contribution: Contribution, evidence: Evidence | None) -> Sequence[Decision]:
    """The newest first; what came along with another decision is told there."""
    ids = {contribution.id} | ({evidence.id} if evidence else set())
    done = select(Decision).where(Decision.contribution_id.in_(ids))
    alone = done.where((Decision.contribution_id == contribution.id) | Decision.lead_id.is_(None))
    return session.scalars(alone.order_by(Decision.id.desc()).limit(20)).all()


def _shown_words(contribution: Contribution) -> dict[str, Any]:
    number = contribution.revision
    shown = select(Revision.body).where(Revision.contribution_id == contribution.id, Revision.number == number)
    return session.scalar(shown) or {}
