"""What search engines are told there is."""

from datetime import datetime
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, State
from deliberate.core.contributions import Status
from deliberate.core.db import transaction
from deliberate.embedding.sitemap_views import NAMESPACE
from tests.databases import POSTGRESQL, SQLITE, require_postgres
from tests.factories import make_bearing
from tests.reading.scenes import published

HERE = "http://localhost/deliberate"


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    if kind == POSTGRESQL:
        require_postgres()
    return kind


def listed(client: FlaskClient, query: str = "") -> dict[str, datetime | None]:
    """The addresses of a map, and when each changed."""
    root = fromstring(client.get(f"/deliberate/sitemap.xml{query}").data)
    found = {}
    for each in root:
        at = each.findtext(f"{{{NAMESPACE}}}lastmod")
        found[each.findtext(f"{{{NAMESPACE}}}loc") or ""] = datetime.fromisoformat(at) if at else None
    return found


def test_it_has_the_claims_anybody_may_come_upon_and_when_each_changed(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claims = published()
        claims[1].status = Status.PENDING
        seen = f"{HERE}/claims/{claims[0].public_id}"
        hidden = [
            *published(slug="draft", state=State.DRAFT),
            *published(slug="by-link", audience=Audience.LINK),
            *published(slug="down", state=State.TAKEN_DOWN),
            claims[1],
        ]
        unseen = {str(each.public_id) for each in hidden}
    [(first, changed)] = listed(client).items()
    assert first == f"{HERE}/sitemap.xml?part=0"
    found = listed(client, "?part=0")
    assert {f"{HERE}/articles", seen} <= found.keys()
    assert not any(each.rsplit("/", 1)[-1] in unseen for each in found)
    assert not any("/a/" in each for each in found)
    before = found[seen]
    assert before is not None
    assert changed is not None
    assert changed >= before
    with transaction():
        make_bearing(claims[0])
    after = listed(client, "?part=0")[seen]
    assert after is not None
    assert after >= before
    assert listed(client, "?part=7") == {}
