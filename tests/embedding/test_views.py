"""Frames in pages of others: whom they are shown by, what they show, and what is asked for beside them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, Group, GroupMember, State
from deliberate.core.db import session, transaction
from deliberate.evidence.models import Side
from deliberate.propositions.models import Proposition
from deliberate.weighting.services import reweigh
from tests.factories import make_article, make_bearing
from tests.host import person, sign_in
from tests.own_site import account, make_site
from tests.own_site import sign_in as sign_in_at_home
from tests.queries import count_queries
from tests.reading.scenes import published

GAZETTE = "https://gazette.example"


def posted(claims: list[Proposition], *counts: tuple[int, int]) -> None:
    """So many items for and against each of these claims."""
    for claim, (for_, against) in zip(claims, counts, strict=False):
        for side, count in ((Side.FOR, for_), (Side.AGAINST, against)):
            for _ in range(count):
                make_bearing(claim, side)
    reweigh(claims[0].article)


def test_only_the_sites_that_are_named_may_show_it_and_no_other_page(site_with: Callable[..., Flask]) -> None:
    site = site_with(DELIBERATE_EMBED_ORIGINS=f"{GAZETTE}:443, http://localhost:8000")
    with site.app_context(), transaction():
        claim = published()[0].public_id
    client = site.test_client()
    for address in ("/embed/a/bridge", f"/embed/claims/{claim}", "/embed/a/nowhere"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {GAZETTE} http://localhost:8000"), address
        assert "default-src 'none'; script-src 'self';" in policy
    for address in ("/a/bridge", f"/claims/{claim}", "/embed/signed-in", "/sign-in"):
        assert "frame-ancestors 'none'" in client.get(address).headers["Content-Security-Policy"], address


def test_no_site_may_show_it_where_none_is_named(context: Flask, client: FlaskClient) -> None:
    """In a host too, which sends no policy for the other pages."""
    with transaction():
        published()
    assert "frame-ancestors 'none'" in client.get("/deliberate/embed/a/bridge").headers["Content-Security-Policy"]
    assert "Content-Security-Policy" not in client.get("/deliberate/a/bridge").headers


def test_what_is_no_origin_stops_the_start(tmp_path: Path) -> None:
    for wrong in ("gazette.example", "https://gazette.example/news", "https://*.example", "*", "https://a;b", "'self'"):
        with pytest.raises(ValueError, match="is no origin"):
            make_site(tmp_path / "site", DELIBERATE_EMBED_ORIGINS=wrong)


def test_it_is_one_page_for_all_visitors_without_a_session(own_site: Flask) -> None:
    with own_site.app_context(), transaction():
        published()
    client = own_site.test_client()
    first = client.get("/embed/a/bridge")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    again = client.get("/embed/a/bridge", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with own_site.app_context(), transaction():
        posted([session.query(Proposition).filter_by(text="The cable was old.").one()], (1, 0))
    assert "1 for" in client.get("/embed/a/bridge").text


def test_the_main_claim_comes_first_then_those_with_the_most_evidence_a_few_at_a_time(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        claims = published("The bridge closed.", "It rained.", "The cable was old.", "It was cold.", "It was May.")
        posted(claims, (0, 0), (1, 0), (1, 2), (0, 0), (1, 1))
    page = client.get("/deliberate/embed/a/bridge?theme=dark&next=//evil.example").text
    assert claims_in(page) == ["The bridge closed.", "The cable was old.", "It was May."]
    assert "5 claims · 3 for · 3 against" in page
    assert 'href="/deliberate/embed/a/bridge?theme=dark&amp;page=2" rel="next"' in page
    assert claims_in(client.get("/deliberate/embed/a/bridge?page=2").text) == ["It rained.", "It was cold."]
    assert claims_in(client.get("/deliberate/embed/a/bridge?page=99").text) == ["It rained.", "It was cold."]


def claims_in(page: str) -> list[str]:
    return re.findall(r'<p class="dlb-embed-claim"[^>]*><a[^>]*>([^<]+)<', page)


def test_more_claims_and_items_take_no_more_queries(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published("The bridge closed.")
        posted(published(*(f"It was day {n}." for n in range(12)), slug="days"), *[(3, 2)] * 12)
    few = count_queries(context, lambda: client.get("/deliberate/embed/a/bridge"))
    assert count_queries(context, lambda: client.get("/deliberate/embed/a/days")) == few


def test_it_looks_as_its_address_says_and_as_the_site_does_for_what_is_not_known(
    context: Flask, client: FlaskClient
) -> None:
    with transaction():
        published()
    for theme in ("light", "dark"):
        assert f'data-theme="{theme}"' in client.get(f"/deliberate/embed/a/bridge?theme={theme}&lang=en").text
    assert "Ganz lesen" in client.get("/deliberate/embed/a/bridge?lang=de").text
    page = client.get('/deliberate/embed/a/bridge?theme=%22><script>&lang="x').text
    assert '<html lang="en" dir="ltr" data-origins="">' in page


def test_a_claim_shows_its_balance_and_the_heaviest_of_each_side(context: Flask, client: FlaskClient) -> None:
    with transaction():
        claim = published()[0]
        posted([claim], (2, 1))
        address = f"/deliberate/embed/claims/{claim.public_id}"
    page = client.get(address).text
    assert "The bridge closed." in page
    assert "2 reports, 2 origins" in page
    assert page.count("<dd dir") == 2
    # Whatever leads out of the frame leads to a tab of its own, which knows nothing of it.
    assert re.findall(r"<a (?![^>]*rel=\"noopener\")[^>]*>", page) == []
    assert "<form" not in page


def test_what_is_not_open_looks_like_what_is_not_there_until_one_signs_in(context: Flask, client: FlaskClient) -> None:
    member = person(context, "mia", level=1)
    with transaction():
        group = Group(name="Class", join_code="code")
        session.add(group)
        session.flush()
        session.add(GroupMember(group_id=group.id, actor_id=member.key))
        make_article(slug="secret", title="The secret", audience=Audience.GROUP, group_id=group.id)
        make_article(slug="draft", title="The draft", state=State.DRAFT)
    found = {slug: client.get(f"/deliberate/embed/a/{slug}") for slug in ("secret", "draft", "nowhere")}
    assert {each.status_code for each in found.values()} == {404}
    assert len({each.text.replace(slug, "") for slug, each in found.items()}) == 1
    assert "Sign in" in found["secret"].text
    assert client.get("/deliberate/embed/a/secret/counts.json").status_code == 404
    sign_in(client, member)
    own = client.get("/deliberate/embed/a/secret")
    assert "The secret" in own.text
    assert f"Signed in as <bdi>{member.name}</bdi>" in own.text
    assert own.headers["Cache-Control"] == "private, no-store"


def test_counts_are_read_by_scripts_of_the_sites_that_are_named(site_with: Callable[..., Flask]) -> None:
    site = site_with(DELIBERATE_EMBED_ORIGINS=GAZETTE)
    with site.app_context(), transaction():
        claims = published()
        claim = claims[0].public_id
        posted(claims, (2, 1), (1, 0))
    client = site.test_client()
    answer = client.get("/embed/a/bridge/counts.json", headers={"Origin": GAZETTE})
    assert answer.json == {
        "claims": 2,
        "for": 3,
        "against": 1,
        "words": {"for": "3 for", "against": "1 against"},
        "address": "http://localhost/a/bridge",
    }
    assert answer.headers["Access-Control-Allow-Origin"] == GAZETTE
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    of_claim = client.get(f"/embed/claims/{claim}/counts.json", headers={"Origin": "https://other.example"})
    assert (of_claim.json or {})["for"] == 2
    assert "Access-Control-Allow-Origin" not in of_claim.headers


def test_the_script_stays_at_its_address_and_is_asked_for_anew(own_site: Flask) -> None:
    client = own_site.test_client()
    answer = client.get("/embed.js")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.data == client.get("/static/embed.js").data
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_window_of_a_sign_in_ends_where_it_can_say_so(own_site: Flask) -> None:
    account(own_site, "cora")
    client = own_site.test_client()
    asked = client.get("/embed/signed-in")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=%2Fembed%2Fsigned-in")
    done = sign_in_at_home(client, "cora", next="/embed/signed-in")
    assert done.location == "/embed/signed-in"
    assert "js/signed_in.js" in client.get(done.location).text


def test_whoever_comes_back_unknown_is_told_so(context: Flask, client: FlaskClient) -> None:
    with transaction():
        published()
    assert "keeps your sign-in from" not in client.get("/deliberate/embed/a/bridge").text
    assert "keeps your sign-in from" in client.get("/deliberate/embed/a/bridge?signed-in=1").text
