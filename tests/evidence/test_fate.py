"""What shares the fate of what, and who has posted on it."""

from flask import Flask

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.evidence.services import challengers_of, companions
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing, make_proposition


def test_an_item_shares_the_fate_of_its_only_bearing(context: Flask, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim)
        assert companions(bearing) == [bearing.evidence]
        second = make_bearing(make_proposition(claim.article, "Rust."), evidence=bearing.evidence)
        assert companions(bearing) == []
        second.status = Status.REMOVED
        session.flush()
        assert companions(bearing) == [bearing.evidence]
        assert companions(bearing.evidence) == companions(claim) == []


def test_whoever_posted_on_an_item_or_its_link_has_challenged_both(context: Flask, claim: Proposition) -> None:
    with transaction():
        bearing = make_bearing(claim, author="ann")
        make_bearing(bearing.evidence, Side.AGAINST, author="ben")
        make_bearing(bearing, Side.FOR, author="cy")
        make_bearing(bearing, Side.AGAINST, author="dee", status=Status.WITHDRAWN)
        assert challengers_of(bearing) == challengers_of(bearing.evidence) == {"ben", "cy"}


def test_evidence_on_a_claim_challenges_nobody(context: Flask, claim: Proposition) -> None:
    with transaction():
        make_bearing(claim, Side.AGAINST, author="ann")
        assert challengers_of(claim) == set()
