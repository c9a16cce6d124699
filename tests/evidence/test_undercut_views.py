"""Claims that break a link between others, or from an item to what it bears on."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.propositions.models import Relation, RelationKind
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, send, sign_in


@pytest.fixture
def item(app: Flask) -> dict[str, UUID]:
    """An item on a claim, another claim, and the item's link, by their public ids."""
    with app.app_context(), transaction():
        article = make_article()
        bearing = make_bearing(make_proposition(article, "It closed."))
        breaks = make_proposition(article, "The report is of another bridge.")
        return {"link": bearing.public_id, "evidence": bearing.evidence.public_id, "breaks": breaks.public_id}


def test_a_claim_that_breaks_the_link_of_an_item_is_named_and_shown_with_the_item(
    app: Flask, client: FlaskClient, item: dict[str, UUID]
) -> None:
    sign_in(client, person(app, "ann", level=2))
    address = f"/deliberate/contributions/{item['link']}/undercut"
    assert f'{address}"' in client.get(f"/deliberate/contributions/{item['link']}/challenge").text
    assert client.get(address).status_code == 200
    assert "Choose at least one claim." in send(client, address).text
    answer = send(client, address, {"premises": str(item["breaks"])})
    assert answer.status_code == 303
    shown = client.get(f"/deliberate/evidence/{item['evidence']}").text
    assert "This link is broken by" in shown
    assert "The report is of another bridge." in shown
    with app.app_context():
        made = session.scalars(select(Relation).where(Relation.relation_kind == RelationKind.UNDERCUTS)).one()
        assert (made.status, made.confirmed_by) == (Status.VISIBLE, "ann")


def test_a_claim_has_no_link_to_break(app: Flask, client: FlaskClient, item: dict[str, UUID]) -> None:
    sign_in(client, person(app, "ann", level=2))
    assert client.get(f"/deliberate/contributions/{item['breaks']}/undercut").status_code == 404
    assert client.get(f"/deliberate/contributions/{item['evidence']}/undercut").status_code == 404


def test_who_may_not_make_claims_may_not_name_one_here(app: Flask, client: FlaskClient, item: dict[str, UUID]) -> None:
    sign_in(client, person(app, "newcomer"))
    address = f"/deliberate/contributions/{item['link']}/undercut"
    assert client.get(address).status_code == 403
    assert send(client, address, {"premises": str(item["breaks"])}).status_code == 403
