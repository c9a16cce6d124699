"""The headers of every page, and how pages write dates and counts."""

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.db import transaction
from deliberate.web.rendering import STRICT_CSP, plural
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import People, make_host, person, sign_in
from tests.own_site import account
from tests.own_site import sign_in as sign_in_to_own_site

ANYBODYS = ["/", "/articles", "/a/bridge", "/a/bridge/evidence", "/how-weighing-works", "/log"]


@pytest.fixture
def pages(own_site: Flask) -> list[str]:
    """Addresses of pages that anybody may read."""
    with own_site.app_context(), transaction():
        claim = make_proposition(make_article(slug="bridge"))
        item = make_bearing(claim).evidence
        more = [f"/claims/{claim.public_id}", f"/evidence/{item.public_id}", f"/sources/{item.source.public_id}"]
    return ANYBODYS + more


def test_a_visitors_pages_are_everybodys_and_set_no_cookie(own_site: Flask, pages: list[str]) -> None:
    for page in pages:
        answer = own_site.test_client().get(page)
        assert answer.status_code == 200, page
        assert "Set-Cookie" not in answer.headers, page
        assert answer.headers["Cache-Control"] == "public, no-cache", page
        assert "Cookie" in answer.vary, page
        assert 'method="post"' not in answer.text, page


def test_the_pages_of_somebody_signed_in_are_kept_nowhere(own_site: Flask, pages: list[str]) -> None:
    account(own_site, "cora")
    client = own_site.test_client()
    sign_in_to_own_site(client, "cora")
    for page in [*pages, "/yours"]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer.headers["Cache-Control"] == "private, no-store", page
        assert "Cookie" in answer.vary, page


@pytest.mark.parametrize("page", ["/sign-in", "/sign-up", "/nowhere", "/yours"])
def test_forms_errors_and_redirects_are_kept_nowhere(own_site: Flask, page: str) -> None:
    assert own_site.test_client().get(page).headers["Cache-Control"] == "private, no-store"


def test_every_answer_has_the_strict_policy_and_the_other_headers(own_site: Flask, pages: list[str]) -> None:
    for page in [*pages, "/sign-in", "/sign-up", "/nowhere", "/static/deliberate.css"]:
        with own_site.test_client().get(page) as answer:
            headers = answer.headers
        assert headers["Content-Security-Policy"] == STRICT_CSP, page
        assert headers["X-Content-Type-Options"] == "nosniff", page
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin", page


def test_the_policy_lets_nothing_inline_or_from_elsewhere_run() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in STRICT_CSP.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert "unsafe" not in STRICT_CSP
    assert "http" not in STRICT_CSP
    assert "*" not in STRICT_CSP


def test_in_a_host_the_policy_is_the_hosts_business(client: FlaskClient) -> None:
    assert "Content-Security-Policy" not in client.get("/deliberate/").headers


@pytest.mark.new_app
def test_a_policy_that_a_page_set_itself_is_left_alone(own_site: Flask) -> None:
    own_site.add_url_rule(
        "/own", "own", lambda: ("", {"Content-Security-Policy": "its own", "Cache-Control": "max-age=9"})
    )
    headers = own_site.test_client().get("/own").headers
    assert (headers["Content-Security-Policy"], headers["Cache-Control"]) == ("its own", "max-age=9")


def test_a_host_may_ask_for_a_policy_of_ours(app: Flask) -> None:
    strict = make_host(app.config["SQLALCHEMY_DATABASE_URI"], DELIBERATE_CSP=STRICT_CSP)
    assert strict.test_client().get("/deliberate/").headers["Content-Security-Policy"] == STRICT_CSP
    assert "Content-Security-Policy" not in strict.test_client().get("/host/token").headers
    with strict.app_context():
        strict.extensions["sqlalchemy"].engine.dispose()


def test_a_page_in_a_host_for_somebody_signed_in_is_kept_nowhere(app: Flask, client: FlaskClient) -> None:
    sign_in(client, person(app, "cora"))
    assert client.get("/deliberate/").headers["Cache-Control"] == "private, no-store"


def test_so_is_that_of_somebody_whom_the_host_knows_without_a_cookie(app: Flask) -> None:
    class ByHeader(People):
        def current(self) -> Actor:
            return self.known.get(request.headers.get("Remote-User", ""), VISITOR)

    people = ByHeader()
    people.add("cora")
    host = make_host(app.config["SQLALCHEMY_DATABASE_URI"], people)
    client, known = host.test_client(), {"Remote-User": "cora"}
    said = [client.get("/deliberate/", headers=each).headers["Cache-Control"] for each in ({}, known)]
    with host.app_context():
        host.extensions["sqlalchemy"].engine.dispose()
    assert said == ["public, no-cache", "private, no-store"]


def test_dates_and_counts_are_written_as_people_write_them() -> None:
    assert [plural(n, "report") for n in (0, 1, 2)] == ["0 reports", "1 report", "2 reports"]
    assert plural(2, "reply", "replies") == "2 replies"
