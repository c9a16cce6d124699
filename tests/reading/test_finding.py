"""From a contribution to the page that shows it."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Remark, Side
from deliberate.propositions.models import RelationKind
from deliberate.reading.example import worked_example
from tests.factories import make_bearing
from tests.host import person, sign_in
from tests.reading.scenes import published, related

pytestmark = pytest.mark.usefixtures("context")


def _remark(about: Contribution | None, article: object) -> Remark:
    remark = Remark(
        article=article,
        author_id="ann",
        status=Status.VISIBLE,
        target_id=about.id if about else None,
        text="Which?",
        html="<p>Which?</p>",
    )
    session.add(remark)
    session.flush()
    return remark


def test_every_kind_of_contribution_leads_to_the_page_and_place_that_shows_it(client: FlaskClient) -> None:
    with transaction():
        claim, other = published()
        bearing = make_bearing(claim)
        item = bearing.evidence
        on_item, on_bearing = make_bearing(item, Side.AGAINST), make_bearing(bearing, Side.AGAINST)
        relation = related(RelationKind.SUPPORTS, other, claim)
        on_link = make_bearing(relation, Side.AGAINST)
        page_of_claim, page_of_item = f"claims/{claim.public_id}", f"evidence/{item.public_id}"
        expected = {
            claim: page_of_claim,
            item: page_of_item,
            bearing: f"{page_of_claim}?item={bearing.public_id}#item-{bearing.public_id}",
            on_item: f"{page_of_item}#item-{on_item.public_id}",
            on_bearing: f"{page_of_item}#item-{on_bearing.public_id}",
            on_link: f"{page_of_claim}?item={on_link.public_id}#item-{on_link.public_id}",
            relation: f"{page_of_claim}#relations",
            _remark(claim, claim.article): f"{page_of_claim}#remarks",
            _remark(item, claim.article): f"{page_of_item}#remarks",
            _remark(None, claim.article): "a/bridge#remarks",
        }
        leads = {str(each.public_id): f"/deliberate/{place}" for each, place in expected.items()}
    for public_id, place in leads.items():
        response = client.get(f"/deliberate/contributions/{public_id}")
        assert (response.status_code, response.location) == (302, place)
        page, _, anchor = place.partition("#")
        shown = client.get(page)
        assert shown.status_code == 200
        if anchor:
            assert f'id="{anchor}"' in shown.get_data(as_text=True), place


def test_what_does_not_show_leads_nowhere_but_for_its_author(app: Flask, client: FlaskClient) -> None:
    with transaction():
        hidden = make_bearing(published()[0], status=Status.PENDING, author="ann").public_id
    assert client.get(f"/deliberate/contributions/{hidden}").status_code == 404
    assert client.get(f"/deliberate/contributions/{uuid.uuid4()}").status_code == 404
    sign_in(client, person(app, "ann"))
    assert client.get(f"/deliberate/contributions/{hidden}").status_code == 302


def test_the_example_of_how_weighing_works_sums_and_copies_add_nothing(client: FlaskClient) -> None:
    ledger, balance = worked_example()
    deltas = {row.ref: row.delta for row in ledger.rows}
    assert deltas["report"] == 0 < deltas["study"]
    assert deltas["survey"] < 0
    assert sum(delta for _, delta in ledger.shown()) == pytest.approx(round(ledger.log_odds, 2))
    page = client.get("/deliberate/how-weighing-works").get_data(as_text=True)
    assert balance.line in page
