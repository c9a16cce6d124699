"""The list of articles, and the page one comes in by."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, Group, GroupMember, State
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.reading import index_page
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, sign_in
from tests.reading.scenes import published, weighed

pytestmark = pytest.mark.usefixtures("context")


def _titles(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/deliberate/articles{query}").get_data(as_text=True)
    return [each for each in re.findall(r"list-title\"><a [^>]*>([^<]*)<", page) if each != "Noise"]


def _needing() -> None:
    with transaction():
        published("Nobody looked.", slug="none", title="None")
        one_sided = published("One looked.", slug="one", title="One")[0]
        for _ in range(2):
            weighed(one_sided, Side.FOR)
        both = published("Both looked.", slug="both", title="Both")[0]
        weighed(both, Side.FOR)
        make_bearing(both, Side.AGAINST)
        closed = published("Over.", slug="over", title="Over", state=State.CLOSED)[0]
        for claim in (one_sided, both, closed):
            reweigh(claim.article)


def test_articles_are_found_by_what_they_need(client: FlaskClient) -> None:
    _needing()
    assert set(_titles(client)) == {"None", "One", "Both", "Over"}
    assert _titles(client, "?needs=no evidence yet") == ["None"]
    assert _titles(client, "?needs=one-sided") == ["One"]
    assert _titles(client, "?needs=not yet weighed") == ["Both"]
    assert set(_titles(client, "?needs=nonsense")) == {"None", "One", "Both", "Over"}


def test_a_need_is_found_behind_many_articles_that_lack_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_page, "PAGE", 1)
    _needing()
    with transaction():
        session.query(type(make_article(title="Late", slug="late"))).filter_by(slug="none").one().changed_at = (
            now() - timedelta(days=30)
        )
    assert _titles(client, "?needs=no evidence yet") == ["None"]


def test_what_changed_last_comes_first_whatever_changed(client: FlaskClient) -> None:
    with transaction():
        first = published(slug="a", title="First")[0]
        published(slug="b", title="Second")
        make_bearing(first).changed_at = now() + timedelta(minutes=1)
    assert _titles(client) == ["First", "Second"]


def test_pages_follow_one_another(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_page, "PAGE", 2)
    with transaction():
        for number in range(3):
            make_article(title=f"Article {number}")
    titles = _titles(client) + _titles(client, "?page=2") + _titles(client, "?page=3")
    assert sorted(titles) == ["Article 0", "Article 1", "Article 2"]
    for nonsense in ("0", "-1", "²", "x", "9" * 30):
        assert _titles(client, f"?page={nonsense}") == _titles(client)


def test_counts_are_of_what_shows(client: FlaskClient) -> None:
    with transaction():
        claims = published()
        make_bearing(claims[0])
        make_bearing(claims[0], status=Status.REMOVED)
        make_proposition(claims[0].article, "Not yet.", status=Status.SUGGESTED)
        reweigh(claims[0].article)
    page = client.get("/deliberate/articles").get_data(as_text=True)
    assert "2 claims, 1 item of evidence" in page
    assert "No evidence yet: 1 claim" in page


def test_lists_name_only_what_their_reader_may_find(app: Flask, client: FlaskClient) -> None:
    with transaction():
        group = Group(name="Class", join_code="abc")
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, actor_id="ann"))
        make_article(title="Linked", audience=Audience.LINK)
        make_article(title="Grouped", audience=Audience.GROUP, group_id=group.id)
        make_article(title="Draft", state=State.DRAFT)
        make_article(title="Public")
    assert _titles(client) == ["Public"]
    sign_in(client, person(app, "ann"))
    assert set(_titles(client)) == {"Public", "Grouped"}


def test_the_home_page_leads_with_the_article_opened_last_and_names_others(client: FlaskClient) -> None:
    with transaction():
        published("It opened early.", slug="early", title="Early", opened_at=now() - timedelta(days=1))
        published("It opened late.", slug="late", title="Late", opened_at=now())
    page = client.get("/deliberate/").get_data(as_text=True)
    assert re.search(r"<h1><a [^>]*>Late</a>", page)
    assert "It opened late." in page
    assert "It opened early." not in page
    assert ">Early</a>" in page
    assert re.search(r"<details id=\"why-1\" open>", page)


def test_without_an_article_the_home_page_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    assert "An editor can import the first article." in client.get("/deliberate/").get_data(as_text=True)
    sign_in(client, person(app, "eve", "editor"))
    assert "/articles/new" in client.get("/deliberate/").get_data(as_text=True)
