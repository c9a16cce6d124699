"""The public log, searched, as a page, as a feed and as data; and the heads of its days."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberate.articles.models import Audience, Group, State
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, pseudonym_of, record
from deliberate.moderation.day_heads import DayHead, publish_heads
from deliberate.moderation.models import FlagReason
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_proposition
from tests.host import person, sign_in
from tests.moderation.scenes import flagged, moderator, opened, posted
from tests.queries import count_queries

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("/deliberate/log", "/deliberate/log.atom", "/deliberate/log.json")


def body(client: FlaskClient, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    return response.get_data(as_text=True)


def data(client: FlaskClient, question: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/deliberate/log.json{question}").json
    return found


def actions(client: FlaskClient, question: str) -> list[str]:
    """The acts that answer a question, the oldest first; the page and the feed have the same lines."""
    numbers = [each["number"] for each in data(client, question)["events"]]
    assert [
        int(each) for each in re.findall(r'<tr id="event-(\d+)"', body(client, f"/deliberate/log{question}"))
    ] == numbers
    feed = ElementTree.fromstring(body(client, f"/deliberate/log.atom{question}"))
    assert [int(str(each.text).rpartition("-")[2]) for each in feed.findall(f"{ATOM}entry/{ATOM}id")] == numbers
    return [each["action"] for each in reversed(data(client, question)["events"])]


def two_decisions(app: Flask) -> None:
    """In one article ann posts what is removed, in another eve what is kept."""
    mo = moderator(app)
    first = posted(person(app, "ann", level=1), opened(app, title="The bridge"), "Rust was found.")
    second = posted(person(app, "eve", level=1), opened(app, title="The tunnel"), "Water came in.")
    with transaction():
        decide(mo, first, "remove", "misquoted", "The report says 12.")
        decide(mo, second, "keep", "", "It is on page 9.")


def test_the_log_is_searched_by_action_and_role(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    assert set(actions(client, "?action=remove")) == {"remove"}
    assert set(actions(client, "?role=moderator")) == {"remove", "keep"}
    assert "remove" not in actions(client, "?role=member")
    assert actions(client, "?role=moderator&action=post") == []


def test_what_the_system_did_is_found_as_its_own_and_not_as_an_admins(context: Flask, client: FlaskClient) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    for name in ("eve", "bob"):
        flagged(person(context, name, level=3), bearing, FlagReason.SPAM)
    assert set(actions(client, "?role=system")) == {"quarantine"}
    assert actions(client, "?role=admin") == []


def test_the_log_is_searched_by_pseudonym(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    member = person(context, "eve", level=1)
    with transaction():
        eve = pseudonym_of(member)
    found = data(client, f"?by={eve}")["events"]
    assert found
    assert {each["by"] for each in found} == {eve}
    assert actions(client, "?by=eve") == []


def test_the_log_is_searched_by_day(context: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person(context, "ann")
    with transaction():
        claim = make_proposition(make_article())
        for day, action in enumerate(("post", "edit", "lock", "unlock"), 1):
            moment = datetime(2026, 3, day, 23, 59, 59, tzinfo=UTC)
            monkeypatch.setattr("deliberate.core.events.now", lambda moment=moment: moment)
            record(ann, action, claim)
    assert actions(client, "?since=2026-03-02&until=2026-03-03") == ["edit", "lock"]
    assert actions(client, "?until=2026-03-01") == ["post"]
    assert actions(client, "?until=9999-12-31") == ["post", "edit", "lock", "unlock"]


@pytest.mark.parametrize("question", ["since=yesterday", "until=2026-02-30", "q=%00"])
def test_what_is_no_day_or_no_text_is_said_to_be_none(context: Flask, client: FlaskClient, question: str) -> None:
    for form in FORMS:
        assert client.get(f"{form}?{question}").status_code == 422


def test_words_are_found_in_reasons_titles_and_what_readers_see(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    assert set(actions(client, "?q=report+12")) == {"remove"}
    assert "keep" in actions(client, "?q=water")
    assert "remove" not in actions(client, "?q=water")
    assert {each["article"]["title"] for each in data(client, "?q=TUNNEL")["events"]} == {"The tunnel"}
    assert actions(client, "?q=100%25") == []


def test_hidden_words_are_neither_found_nor_shown(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    assert actions(client, "?q=rust") == []
    for form in FORMS:
        assert "Rust was found" not in body(client, form)
    hidden = [each for each in data(client)["events"] if each["action"] == "remove"]
    assert {each["target"] for each in hidden} == {None}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("audience", "state"),
    [(Audience.LINK, State.OPEN), (Audience.GROUP, State.OPEN), (Audience.PUBLIC, State.DRAFT)],
)
def test_no_form_of_the_log_tells_of_what_lists_may_not_name(
    context: Flask, client: FlaskClient, form: str, audience: Audience, state: State
) -> None:
    mo = moderator(context)
    with transaction():
        group = Group(name="Ours", join_code="ours")
        session.add(group)
        session.flush()
        article = make_article(audience=audience, state=state, group_id=group.id, title="Between us", author="ed")
        decide(mo, make_proposition(article, "Secret claim."), "remove", "spam", "Hidden words.")
        make_proposition(article, "Another secret claim.")
        slug = article.slug
    for question in ("", "?q=hidden", "?q=between", "?q=secret", "?action=remove"):
        page = body(client, form + question)
        assert "Between us" not in page
        assert "Hidden words." not in page
        assert "ecret claim" not in page
    by_address = 200 if audience is Audience.LINK else 404
    assert client.get(f"{form}?article={slug}").status_code == by_address
    sign_in(client, mo)
    assert "Between us" in body(client, f"{form}?q=between")


def test_people_stand_in_feed_and_data_as_role_and_pseudonym_for_all_but_moderators(
    context: Flask, client: FlaskClient
) -> None:
    two_decisions(context)
    for form in FORMS:
        page = body(client, form)
        assert re.search(r"Moderator p-[0-9a-f]{10}", page)
        assert "Moderator Mo" not in page
    sign_in(client, moderator(context))
    for form in FORMS:
        assert "Moderator Mo" in body(client, form)
        assert client.get(form).headers["Cache-Control"] == "private, no-store"


def test_feed_and_data_go_on_where_a_page_ends(context: Flask, client: FlaskClient) -> None:
    claim, ann = opened(context), person(context, "ann", level=1)
    for number in range(26):
        posted(ann, claim, f"Quote number {number}.")
    first = data(client, "?role=member")
    second = client.get(first["next"]).json
    numbers = [each["number"] for each in first["events"] + second["events"]]
    assert numbers == list(range(52, 0, -1))
    assert "role=member" in first["next"]
    assert second["next"] is None
    feed = ElementTree.fromstring(body(client, "/deliberate/log.atom?role=member"))
    following = {link.get("rel"): str(link.get("href")) for link in feed.findall(f"{ATOM}link")}["next"]
    assert len(ElementTree.fromstring(body(client, following)).findall(f"{ATOM}entry")) == 2


def test_a_feed_has_what_atom_asks_for_and_leads_to_the_very_line(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    answer = client.get("/deliberate/log.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    for name in ("id", "title", "updated"):
        assert feed.findtext(f"{ATOM}{name}")
    for entry in feed.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "content", f"author/{ATOM}name"):
            assert entry.findtext(f"{ATOM}{name}"), name
    address = str(feed.findtext(f"{ATOM}entry/{ATOM}id"))
    assert f'id="{address.partition("#")[2]}"' in body(client, address.partition("#")[0])
    assert client.get("/deliberate/log.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_an_empty_log_is_a_feed_all_the_same(context: Flask, client: FlaskClient) -> None:
    feed = ElementTree.fromstring(body(client, "/deliberate/log.atom"))
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_characters_that_xml_cannot_hold_do_not_break_the_feed(context: Flask, client: FlaskClient) -> None:
    ann = person(context, "ann")
    with transaction():
        record(ann, "post", make_proposition(make_article(title="A\x0bbell\x07")), reason="Why\x08?")
    assert len(ElementTree.fromstring(body(client, "/deliberate/log.atom")).findall(f"{ATOM}entry")) == 1


def test_the_log_takes_as_many_queries_however_long_it_is(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    question = "?q=the&since=2020-01-01&role=member"
    few = count_queries(context, lambda: body(client, f"/deliberate/log{question}"))
    claim, ann = opened(context, title="The dam"), person(context, "ann", level=1)
    for number in range(12):
        posted(ann, claim, f"The quote {number}.")
    assert count_queries(context, lambda: body(client, f"/deliberate/log{question}")) == few


def test_the_head_of_each_day_is_on_a_page_and_in_a_feed(context: Flask, client: FlaskClient) -> None:
    two_decisions(context)
    assert "is over yet" in body(client, "/deliberate/log/heads")
    moment = session.scalars(session.query(Event.at).order_by(Event.id).statement).first()
    assert moment
    # A day is published ten minutes after it ended, and this one may just have begun.
    publish_heads(moment + timedelta(days=61, minutes=10))
    newest = session.query(DayHead).order_by(DayHead.day.desc()).first()
    assert newest
    page = body(client, "/deliberate/log/heads")
    assert newest.hash in page
    older = re.search(r'href="(/deliberate/log/heads\?before=[\d-]+)"', page)
    assert older
    assert body(client, older[1]).count('<tr id="') == 1
    feed = ElementTree.fromstring(body(client, "/deliberate/log/heads.atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 60
    assert newest.hash in str(entries[0].findtext(f"{ATOM}title"))
    assert client.get("/deliberate/log/heads?before=never").status_code == 422


def test_what_comes_back_into_view_is_found_again(context: Flask, client: FlaskClient) -> None:
    ann = person(context, "ann")
    with transaction():
        claim = make_proposition(make_article(), "The pylon leans.", status=Status.PENDING)
        record(ann, "post", claim)
        number = claim.id
    assert actions(client, "?q=pylon") == []
    with transaction():
        session.get_one(Proposition, number).status = Status.VISIBLE
    assert actions(client, "?q=pylon") == ["post"]
