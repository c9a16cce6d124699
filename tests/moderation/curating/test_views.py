"""Pages of curation: both quotes side by side, what it would move, marks, profiles and lists; in their own words."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.core.db import session
from deliberate.evidence.models import Bearing, Publisher, Source, SourceList
from deliberate.propositions.models import Proposition
from tests.host import person, sign_in, token
from tests.moderation.curating.scenes import outlets, panel, source_of, suggestions, weigh_all
from tests.moderation.scenes import moderator, opened

BASE = "/deliberate"


def client_of(app: Flask, name: str, *roles: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person(app, name, *roles))
    return client


def weighed(app: Flask, count: int) -> tuple[Proposition, list[Bearing]]:
    claim = opened(app, slug="bridge")
    bearings = outlets(app, claim, count)
    weigh_all(panel(app, claim), bearings)
    return claim, bearings


def test_a_moderator_sees_both_quotes_the_reason_and_what_it_would_move_then_decides_and_undoes(context: Flask) -> None:
    claim, _ = weighed(context, 2)
    moderator(context)
    client = client_of(context, "mo", "moderator")
    listed = client.get(f"{BASE}/a/bridge/origins").text
    assert "Outlet 1 and Outlet 2" in listed
    address = f"{BASE}/origins/{suggestions()[0].public_id}"
    page = client.get(address).text
    for words in (
        "outlet 1 wrote",
        "outlet 2 wrote",
        "these words in a row",
        "2 items, 2 origins",
        "2 items, 1 origin",
    ):
        assert words in page
    data = {"csrf_token": token(client), "verdict": "confirm", "name": "The agency", "reason": "Word for word."}
    assert client.post(address, data=data).status_code == 303
    shown = client.get(f"{BASE}/claims/{claim.public_id}").text
    assert "2 outlets, 1 origin: the best of them counts" in shown
    assert "2 reports, 1 origin" in shown
    decided = client.get(address).text
    assert "They count as one." in decided
    undo = decided.split('href="')
    link = next(each.split('"')[0] for each in undo if "/source-acts/" in each)
    assert client.post(link, data={"csrf_token": token(client), "reason": ""}).status_code == 303
    assert "1 origin: the best" not in client.get(f"{BASE}/claims/{claim.public_id}").text


def test_visitors_read_suggestions_and_decide_nothing(context: Flask) -> None:
    weighed(context, 2)
    visitor = context.test_client()
    page = visitor.get(f"{BASE}/origins/{suggestions()[0].public_id}").text
    assert "outlet 1 wrote" in page
    assert 'name="verdict"' not in page


def test_a_mark_shows_with_its_notice_on_source_item_and_claim(context: Flask) -> None:
    claim, (first, _) = weighed(context, 2)
    moderator(context)
    client = client_of(context, "mo", "moderator")
    address = f"{BASE}/sources/{source_of(first).public_id}/mark"
    data = {
        "csrf_token": token(client),
        "action": "retract_source",
        "address": "https://outlet1.example/notice",
        "reason": "They say so.",
    }
    looked = client.post(address, data={**data, "look": "1"}).text
    assert "1 item, 1 origin" in looked
    assert session.scalar(select(Source).where(Source.retracted_at.is_not(None))) is None
    assert client.post(address, data=data).status_code == 303
    source = client.get(f"{BASE}/sources/{source_of(first).public_id}").text
    assert "a curator marked it as retracted. They say so." in source
    for page in (f"/claims/{claim.public_id}", f"/contributions/{first.public_id}"):
        shown = client.get(BASE + page, follow_redirects=True).text
        assert "https://outlet1.example/notice" in shown
        assert "Retracted by its publisher" in shown


def test_a_publisher_has_a_page_with_its_grade_lists_sources_and_log(context: Flask) -> None:
    weighed(context, 1)
    admin = client_of(context, "ada", "admin")
    publisher = session.scalars(select(Publisher)).one()
    address = f"{BASE}/publishers/{publisher.public_id}"
    assert "F: not known" in context.test_client().get(address).text
    rows = "domain,status,reason\noutlet1.example,mixed,Some say so."
    form = {"csrf_token": token(admin), "rows": rows, "name": "A list"}
    assert "outlet1.example: F, then C" in admin.post(f"{BASE}/source-lists", data={**form, "look": "1"}).text
    assert admin.post(f"{BASE}/source-lists", data=form).status_code == 303
    page = context.test_client().get(address).text
    for words in ("C: fairly reliable", "A list", "mixed (grade C)", "Some say so.", "Outlet 1"):
        assert words in page
    data = {"csrf_token": token(admin), "name": "Outlet One", "grade": "B", "reason": "It corrects itself."}
    assert "What this would move" in admin.post(f"{address}/profile", data={**data, "look": "1"}).text
    assert admin.post(f"{address}/profile", data=data).status_code == 303
    page = context.test_client().get(address).text
    for words in ("Outlet One", "B: usually reliable", "Decided on this site", "a curator set the profile of it"):
        assert words in page
    session.rollback()
    source_list = session.scalars(select(SourceList)).one()
    gone = admin.post(f"{BASE}/source-lists/{source_list.public_id}/withdraw", data={"csrf_token": token(admin)})
    assert gone.status_code == 303
    assert "No list that was imported here names it" in context.test_client().get(address).text


def test_a_list_that_is_refused_says_line_and_column_and_keeps_what_was_pasted(context: Flask) -> None:
    admin = client_of(context, "ada", "admin")
    form = {"csrf_token": token(admin), "rows": "domain,status\nexample.org,splendid", "name": "A list"}
    answer = admin.post(f"{BASE}/source-lists", data=form)
    assert answer.status_code == 422
    assert "Line 2, column 2 (status)" in answer.text
    assert "example.org,splendid" in answer.text
