"""Evidence may not close a cycle."""

import pytest
from flask import Flask

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.services import bear
from deliberate.propositions import services
from deliberate.propositions.models import Proposition, Relation, RelationKind, RelationPremise
from deliberate.propositions.relations import RelationDraft
from tests.evidence.drafts import bears
from tests.factories import make_bearing, make_proposition
from tests.host import person


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


def test_a_relation_may_not_lead_from_what_an_item_speaks_for_back_to_the_item(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing = make_bearing(claim)
        draft = RelationDraft(RelationKind.UNDERCUTS, (claim.public_id,), bearing.public_id)
        with pytest.raises(Conflict, match="circle"):
            services.relate(ann, claim.article, draft)


def test_a_relation_may_not_close_a_longer_circle_through_evidence(
    context: Flask, ann: Actor, claim: Proposition
) -> None:
    with transaction():
        bearing, other = make_bearing(claim), make_proposition(claim.article, "Other.")
        relate(other, bearing, RelationKind.UNDERCUTS)
        draft = RelationDraft(RelationKind.SUPPORTS, (claim.public_id,), other.public_id)
        with pytest.raises(Conflict, match="circle"):
            services.relate(ann, claim.article, draft)


def test_nor_may_one_that_waits_for_a_moderator(context: Flask, claim: Proposition) -> None:
    bob = person(context, "bob", level=1)
    with transaction():
        bearing, other = make_bearing(claim), make_proposition(claim.article, "Other.")
        relate(other, bearing, RelationKind.UNDERCUTS).status = Status.PENDING
        session.flush()
        draft = RelationDraft(RelationKind.ATTACKS, (claim.public_id,), other.public_id)
        with pytest.raises(Conflict, match="circle"):
            services.relate(bob, claim.article, draft)


def test_claims_on_a_circle_of_their_own_may_have_evidence(context: Flask, claim: Proposition) -> None:
    cleo = person(context, "cleo", level=2)
    with transaction():
        other = make_proposition(claim.article, "Other.")
        make_bearing(make_bearing(claim).evidence, Side.AGAINST)
        for start, end in ((claim, other), (other, claim)):
            draft = RelationDraft(RelationKind.SUPPORTS, (start.public_id,), end.public_id)
            assert services.relate(cleo, claim.article, draft).is_visible


def test_merging_claims_may_not_close_a_circle_through_evidence(context: Flask, claim: Proposition) -> None:
    editor = person(context, claim.article.author_id)
    with transaction():
        bearing, other = make_bearing(claim), make_proposition(claim.article, "Other.")
        relate(other, bearing, RelationKind.UNDERCUTS).status = Status.PENDING
        session.flush()
        with pytest.raises(Conflict, match="circle"):
            services.merge(editor, [claim, other], claim)
