"""Evidence may not close a cycle: an item never helps to decide what it itself weighs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Executable, bindparam, false, select, true, union_all

from deliberate.core.contributions import STANDING, Contribution
from deliberate.core.db import session
from deliberate.core.errors import Conflict
from deliberate.core.wording import say
from deliberate.evidence.models import Bearing, Evidence
from deliberate.propositions.models import Relation, RelationPremise


@dataclass(frozen=True)
class Upstream:
    """All on which something's weight depends, and how: what each takes its weight from, by id."""

    everything: Set[int]
    inputs: Mapping[int, Set[int]]
    bearings: Set[int]


def refuse_cycle(evidence: Evidence, target: Contribution) -> None:
    """Raise Conflict where what the evidence weighs depends, through challenges and relations, on the target."""
    own_link = isinstance(target, Bearing) and target.evidence_id == evidence.id
    if own_link or target.id in upstream_of(evidence.id).everything:
        raise Conflict(
            say(
                "This would run in a circle: what you want it to bear on already helps to decide how much this "
                "item weighs. Post what you mean as an item of its own."
            )
        )


def refuse_circle_through(contribution_id: int) -> None:
    """Raise Conflict where something lies on a circle that runs through evidence, links that wait included.

    Claims may support and attack each other in circles, but on none of these may an item come to weigh itself.
    """
    upstream = upstream_of(contribution_id)
    feeds: dict[int, set[int]] = defaultdict(set)
    for node, sources in upstream.inputs.items():
        for source in sources:
            feeds[source].add(node)
    # Whatever it feeds, among all that feeds it, is on a circle with it.
    circle: set[int] = set()
    edge = {contribution_id}
    while edge:
        edge = {node for each in edge for node in feeds[each]} - circle
        circle |= edge
    if circle & upstream.bearings:
        raise Conflict(
            say("This would run in a circle: an item of evidence would help to decide how much it weighs itself.")
        )


def is_borne_on(contribution_id: int) -> bool:
    """Whether anything that stands, or may soon, leads to it."""
    return next(_arrows_into({contribution_id}), None) is not None


def upstream_of(contribution_id: int) -> Upstream:
    """Walk against the arrows, one step for everything at once: one query a step."""
    inputs: dict[int, set[int]] = defaultdict(set)
    bearings: set[int] = set()
    seen: set[int] = set()
    edge = {contribution_id}
    while edge:
        seen |= edge
        further: set[int] = set()
        for arrow in _arrows_into(edge):
            inputs[arrow.target].add(arrow.link)
            inputs[arrow.link].add(arrow.source)
            further |= {arrow.link, arrow.source}
            if arrow.from_evidence:
                bearings.add(arrow.link)
        edge = further - seen
    return Upstream(seen, inputs, bearings)


@dataclass(frozen=True)
class _Arrow:
    """A link from one thing to another."""

    source: int
    link: int
    target: int
    from_evidence: bool


def _arrows_into(targets: Set[int]) -> Iterator[_Arrow]:
    for source, link, target, from_evidence in session.execute(_leading_to(), {"targets": [*targets]}):
        yield _Arrow(source, link, target, from_evidence=bool(from_evidence))


@cache
def _leading_to() -> Executable:
    """The query over ``targets``: made once, as making it takes longer than asking it."""
    targets: BindParameter[Any] = bindparam("targets", expanding=True)
    bearings = select(Bearing.evidence_id, Bearing.id, Bearing.target_id, true()).where(
        Bearing.target_id.in_(targets), Bearing.status.in_(STANDING)
    )
    relations = (
        select(RelationPremise.proposition_id, Relation.id, Relation.target_id, false())
        .join(Relation, RelationPremise.relation_id == Relation.id)
        .where(Relation.target_id.in_(targets), Relation.status.in_(STANDING))
    )
    return union_all(bearings, relations)
