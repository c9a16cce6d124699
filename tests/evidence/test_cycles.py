"""Evidence may not close a cycle."""

import pytest
from flask import Flask

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.services import bear
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from tests.evidence.drafts import bears
from tests.factories import make_bearing, make_proposition


def refused(actor: Actor, bearing: Bearing, target: Contribution) -> bool:
    try:
        bear(actor, bearing.evidence, target, bears(Side.AGAINST))
    except Conflict as conflict:
        return "circle" in conflict.message
    return False


def relate(premise: Proposition, target: Contribution, kind: RelationKind) -> Relation:
    relation = Relation(
        article=target.article, author_id="editor", status=Status.VISIBLE, relation_kind=kind, target_id=target.id
    )
    relation.premises = [RelationPremise(proposition_id=premise.id)]
    session.add(relation)
    session.flush()
    return relation


def test_an_item_cannot_bear_on_itself_nor_on_its_own_link(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim)
        assert refused(ann, bearing, bearing.evidence)
        assert refused(ann, bearing, bearing)


def test_a_challenged_item_cannot_challenge_what_challenges_it(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        first = make_bearing(claim)
        second = make_bearing(first.evidence, Side.AGAINST)
        third = make_bearing(second.evidence, Side.AGAINST)
        assert refused(ann, first, second.evidence)
        assert refused(ann, first, third.evidence)
        assert refused(ann, first, third)
        assert not refused(ann, third, first.evidence)


def test_the_way_through_claims_and_relations_is_followed(context: Flask, ann: Actor, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim)
        premise, far = (make_proposition(claim.article, text) for text in ("Near.", "Far."))
        relate(premise, bearing.evidence, RelationKind.ATTACKS)
        joined = relate(far, premise, RelationKind.SUPPORTS)
        for target in (premise, far, joined):
            assert refused(ann, bearing, target)
        assert not refused(ann, bearing, make_proposition(claim.article, "Beside."))


@pytest.mark.parametrize("gone", [Status.WITHDRAWN, Status.REMOVED])
def test_what_is_gone_closes_no_cycle(context: Flask, ann: Actor, claim: Proposition, gone: Status) -> None:
    with transaction():
        first = make_bearing(claim)
        second = make_bearing(first.evidence, Side.AGAINST)
        second.status = gone
        session.flush()
        assert not refused(ann, first, second.evidence)
