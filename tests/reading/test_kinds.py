"""What speaks on each side, by its kind."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.db import session, transaction
from deliberate.evidence.models import Evidence, EvidenceKind, Origin, Side, Source
from deliberate.propositions.models import Proposition
from deliberate.reading.kinds import NOUNS, side_words
from deliberate.weighting.balance import SideCount
from deliberate.weighting.services import reweigh
from tests.factories import make_bearing, make_source
from tests.reading.scenes import published

pytestmark = pytest.mark.usefixtures("context")


def _posted(claim: Proposition, side: Side, *kinds: EvidenceKind, one_origin: bool = False) -> None:
    origin = Origin(name="The agency", key="the agency") if one_origin else None
    for kind in kinds:
        make_bearing(claim, side, source=make_source(origin=origin)).evidence.evidence_kind = kind
    reweigh(claim.article)


def test_a_side_of_one_kind_is_named_by_it_on_card_and_page(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        _posted(claim, Side.FOR, EvidenceKind.REPORT, EvidenceKind.REPORT, one_origin=True)
        _posted(claim, Side.AGAINST, EvidenceKind.STATEMENT)
        key = claim.public_id
    for url in ("/deliberate/a/bridge", f"/deliberate/claims/{key}", "/deliberate/"):
        page = client.get(url).get_data(as_text=True)
        assert "2 reports, 1 origin" in page
        assert "1 statement, 1 origin" in page


def test_a_side_of_several_kinds_is_counted_in_items(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        _posted(claim, Side.FOR, EvidenceKind.REPORT, EvidenceKind.STUDY)
        key = claim.public_id
    page = client.get(f"/deliberate/claims/{key}").get_data(as_text=True)
    assert "2 items, 2 origins" in page
    assert "nothing yet" in page


def test_kinds_that_are_not_those_that_were_counted_name_nothing() -> None:
    count = SideCount(Side.FOR, items=3, origins=3, weighed=0, parties=0)  # type: ignore[arg-type]
    assert side_words(count, {EvidenceKind.REPORT: 2}) == "3 items, 3 origins"
    assert side_words(count, {EvidenceKind.REPORT: 3}) == "3 reports, 3 origins"


def test_a_retracted_item_of_another_kind_leaves_the_rest_their_name(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        _posted(claim, Side.FOR, EvidenceKind.STUDY, EvidenceKind.STUDY, EvidenceKind.DATA)
        data = session.query(Evidence).filter_by(evidence_kind=EvidenceKind.DATA).one()
        session.get_one(Source, data.source_id).retracted_at = data.created_at
        reweigh(claim.article)
        key = claim.public_id
    assert "2 studies, 2 origins" in client.get(f"/deliberate/claims/{key}").get_data(as_text=True)


def test_every_kind_has_a_noun() -> None:
    assert set(NOUNS) == set(EvidenceKind)
