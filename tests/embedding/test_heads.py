"""What pages say of themselves to search engines and to sites that show cards of links."""

import json
import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, State
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from tests.factories import make_bearing
from tests.host import person, sign_in
from tests.reading.scenes import published, weighed

NOINDEX = '<meta name="robots" content="noindex">'


def data_in(page: str) -> Any:
    """The one block of data of a page, read as a browser ends it."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script', page, re.DOTALL | re.IGNORECASE)
    assert len(found) == 1
    return json.loads(found[0])


def property_of(page: str, name: str) -> str:
    found = re.search(rf'<meta property="{name}" content="([^"]*)">', page)
    assert found
    return found[1]


def test_a_claim_may_be_listed_with_what_people_wrote_of_its_evidence(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published("They said </script><b>it</b> & left.", "The cable was old.")[0]
        weighed(claim, Side.FOR, author="poster", quote="Words of the source.", warrant="It was <there>.")
        make_bearing(claim, Side.AGAINST, status=Status.PENDING, warrant="Nobody passed this yet.")
        address = f"/deliberate/claims/{claim.public_id}"
    page = client.get(address).text
    said = data_in(page)
    assert NOINDEX not in page
    assert f'<link rel="canonical" href="http://localhost{address}">' in client.get(f"{address}?all=1").text
    assert said["@type"] == "DiscussionForumPosting"
    assert said["headline"] == said["text"] == "They said </script><b>it</b> & left."
    assert [each["text"] for each in said["comment"]] == ["It was <there>."]
    assert "Words of the source." not in json.dumps(said)
    assert property_of(page, "og:url") == said["url"] == f"http://localhost{address}"
    assert "&lt;/script&gt;" in property_of(page, "og:title")
    assert 'type="application/json+oembed"' in page


def test_an_article_is_not_listed_and_its_text_is_told_to_nobody(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claims = published("The bridge closed.", "Nobody claims this sentence.", "The cable was old.")
        claims[1].status = Status.REJECTED
        claims[2].status = Status.PENDING
        session.flush()
    page = client.get("/deliberate/a/bridge").text
    assert NOINDEX in page
    assert [each["text"] for each in data_in(page)["comment"]] == ["The bridge closed."]
    assert "Nobody claims" not in json.dumps(data_in(page))
    assert property_of(page, "og:title") == "The bridge"


def test_nothing_is_said_of_what_is_not_open_to_all(context: Flask, client: FlaskClient) -> None:
    editor = person(context, "editor", level=2)
    with transaction():
        by_link = published(slug="by-link", audience=Audience.LINK)[0].public_id
        draft = published(slug="draft", state=State.DRAFT)[0].public_id
    sign_in(client, editor)
    for address in ("a/by-link", f"claims/{by_link}", "a/draft", f"claims/{draft}"):
        page = client.get(f"/deliberate/{address}").text
        assert NOINDEX in page
        assert "ld+json" not in page
        assert "og:" not in page
        assert "oembed" not in page


def test_the_authors_own_that_waits_is_not_told_on_their_page_either(context: Flask, client: FlaskClient) -> None:
    poster = person(context, "poster", level=1)
    with transaction():
        claim = published()[0]
        make_bearing(claim, author="poster", status=Status.PENDING, warrant="Waiting for somebody.")
        address = f"/deliberate/claims/{claim.public_id}"
    sign_in(client, poster)
    page = client.get(address).text
    assert "Waiting for somebody." in page
    assert "Waiting for somebody." not in json.dumps(data_in(page))


def test_a_site_that_no_search_engine_may_list_says_so_everywhere(site_with: Callable[..., Flask]) -> None:
    site = site_with(DELIBERATE_SEARCH_ENGINES=False)
    with site.app_context(), transaction():
        claim = published()[0].public_id
    client = site.test_client()
    for address in (f"/claims/{claim}", "/articles", "/how-weighing-works"):
        assert NOINDEX in client.get(address).text
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert client.get("/sitemap.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(own_site: Flask) -> None:
    answer = own_site.test_client().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text
