"""Pages for everybody: flagging, appealing, the log, and what became of one's own."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from deliberate.articles.models import Audience, Group, State
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import ChainHead
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.services import edit_bearing
from deliberate.moderation.models import Appeal, Decision, Flag
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import decide
from deliberate.propositions.models import Proposition
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, send, sign_in
from tests.moderation.scenes import flagged, moderator, opened, posted


def body(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    return response.get_data(as_text=True)


def removed(app: Flask) -> tuple[Bearing, Decision]:
    bearing, mo = posted(person(app, "ann", level=1), opened(app)), moderator(app)
    with transaction():
        return bearing, decide(mo, bearing, "remove", "misquoted", "The report says 12.")


def test_a_flag_is_raised_with_worded_reasons_and_a_note(context: Flask, client: FlaskClient) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    url = f"/deliberate/contributions/{bearing.public_id}/flag"
    sign_in(client, person(context, "bob", level=1))
    assert "It attacks people instead of arguing" in body(client, url)
    answer = send(client, url, {"reason": "misquoted", "note": "See page 3."})
    assert answer.status_code == 303
    session.rollback()
    assert session.scalars(select(Flag.note)).all() == ["See page 3."]


def test_a_flag_without_a_reason_comes_back_with_the_note(context: Flask, client: FlaskClient) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    sign_in(client, person(context, "bob", level=1))
    answer = send(client, f"/deliberate/contributions/{bearing.public_id}/flag", {"note": "See page 3."})
    assert answer.status_code == 422
    assert "See page 3." in answer.get_data(as_text=True)
    assert session.scalars(select(Flag)).all() == []


def test_a_newcomer_is_offered_what_cannot_wait_and_nothing_else(context: Flask, client: FlaskClient) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    url = f"/deliberate/contributions/{bearing.public_id}/flag"
    sign_in(client, person(context, "newcomer"))
    page = body(client, url)
    assert re.findall(r'name="reason"[^>]*value="([^"]+)"', page) == ["personal data", "illegal"]
    assert send(client, url, {"reason": "spam"}).status_code == 422


def test_a_visitor_and_whoever_is_suspended_are_offered_what_cannot_wait_too(
    context: Flask, client: FlaskClient
) -> None:
    bearing = posted(person(context, "ann", level=1), opened(context))
    url = f"/deliberate/contributions/{bearing.public_id}/flag"
    ben, mo = person(context, "ben", level=2), moderator(context)
    with transaction():
        sanction(mo, SanctionDraft("ben", "suspend", "abuse", "They shout.", days=3))
    suspended = context.test_client()
    sign_in(suspended, ben)
    for reader, words in ((client, "without an account"), (suspended, "While you are suspended")):
        page = body(reader, url)
        assert re.findall(r'name="reason"[^>]*value="([^"]+)"', page) == ["personal data", "illegal"]
        assert words in page
    assert send(suspended, url, {"reason": "illegal"}).status_code == 303


def test_a_second_flag_for_another_reason_is_a_conflict_with_the_words_kept(
    context: Flask, client: FlaskClient
) -> None:
    bearing, bob = posted(person(context, "ann", level=1), opened(context)), person(context, "bob", level=1)
    flagged(bob, bearing)
    sign_in(client, bob)
    answer = send(
        client, f"/deliberate/contributions/{bearing.public_id}/flag", {"reason": "spam", "note": "And shoes."}
    )
    assert answer.status_code == 409
    assert "And shoes." in answer.get_data(as_text=True)


def test_what_one_may_not_read_cannot_be_found_by_flagging(context: Flask, client: FlaskClient) -> None:
    with transaction():
        hidden = make_bearing(make_proposition(make_article(state=State.DRAFT)))
        waiting = make_bearing(make_proposition(make_article()), status=Status.PENDING)
    sign_in(client, person(context, "bob", level=1))
    for each in (hidden, waiting):
        assert client.get(f"/deliberate/contributions/{each.public_id}/flag").status_code == 404


def test_yours_is_a_statement_of_reasons_with_the_way_to_appeal(context: Flask, client: FlaskClient) -> None:
    _bearing, decision = removed(context)
    sign_in(client, person(context, "ann", level=1))
    page = body(client, "/deliberate/yours")
    for words in (
        "Removed",
        "A moderator removed it",
        "The quote is not in the source, or is cut",
        "The report says 12.",
        "A moderator found it",
        "Once, until",
        f"/deliberate/decisions/{decision.public_id}/appeal",
    ):
        assert words in page
    assert "Mo" not in re.findall(r">\s*Mo\s*<", page)


def test_yours_says_what_an_item_speaks_for_or_against_while_that_shows(context: Flask, client: FlaskClient) -> None:
    ann, claim = person(context, "ann", level=1), opened(context)
    posted(ann, claim)
    sign_in(client, ann)
    assert claim.text in body(client, "/deliberate/yours")
    with transaction():
        session.get_one(Proposition, claim.id).status = Status.REMOVED
    assert claim.text not in body(client, "/deliberate/yours")


def test_yours_says_why_something_waits_and_what_is_missing_for_the_next_level(
    context: Flask, client: FlaskClient
) -> None:
    ann = person(context, "ann")
    posted(ann, opened(context))
    sign_in(client, ann)
    page = body(client, "/deliberate/yours")
    assert "Waiting for a moderator" in page
    assert "your first 2 posts wait" in page
    assert "0 of your posts have been approved" in page


def test_what_was_returned_links_to_its_form(context: Flask, client: FlaskClient) -> None:
    ann, mo = person(context, "ann"), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "return", "unsourced", "Which page?")
    sign_in(client, ann)
    page = body(client, "/deliberate/yours")
    assert "Which page?" in page
    assert f"/deliberate/bearings/{bearing.public_id}/edit" in page


def test_an_edit_that_waits_is_said_to_wait(context: Flask, client: FlaskClient) -> None:
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context, premoderated=True))
    with transaction():
        decide(mo, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "Better words."), bearing.version)
    sign_in(client, ann)
    assert "your edit waits" in body(client, "/deliberate/yours")


def test_yours_tells_what_became_of_ones_flags(context: Flask, client: FlaskClient) -> None:
    bob, mo = person(context, "bob", level=1), moderator(context)
    bearing = posted(person(context, "ann", level=1), opened(context))
    flagged(bob, bearing)
    with transaction():
        decision = decide(mo, bearing, "keep", "", "Page 3 does say so.")
    sign_in(client, bob)
    page = body(client, "/deliberate/yours")
    assert "A moderator looked and kept it." in page
    assert "Page 3 does say so." in page
    assert f"/deliberate/decisions/{decision.public_id}/appeal" in page


def test_yours_is_ones_own_and_asks_a_visitor_to_sign_in(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        removed(app)
    assert client.get("/deliberate/yours").status_code == 303
    sign_in(client, person(app, "eve", level=1))
    assert "You have not posted anything yet" in body(client, "/deliberate/yours")


def test_an_appeal_is_sent_from_its_page(context: Flask, client: FlaskClient) -> None:
    _bearing, decision = removed(context)
    sign_in(client, person(context, "ann", level=1))
    url = f"/deliberate/decisions/{decision.public_id}/appeal"
    assert "The report says 12." in body(client, url)
    assert send(client, url, {"text": " "}).status_code == 422
    assert send(client, url, {"text": "It says 13."}).status_code == 303
    again = send(client, url, {"text": "And besides."})
    assert again.status_code == 409
    assert "And besides." in again.get_data(as_text=True)
    session.rollback()
    assert session.scalars(select(Appeal.text)).all() == ["It says 13."]


def test_a_decision_that_touches_somebody_else_is_not_found(context: Flask, client: FlaskClient) -> None:
    _bearing, decision = removed(context)
    sign_in(client, person(context, "eve", level=3))
    assert client.get(f"/deliberate/decisions/{decision.public_id}/appeal").status_code == 404


def test_the_log_gives_role_and_pseudonym_reason_and_head_to_the_public(context: Flask, client: FlaskClient) -> None:
    removed(context)
    page = body(client, "/deliberate/log")
    assert re.search(r"Moderator p-[0-9a-f]{10}\s+removed an item of evidence\s", page)
    assert "The report says 12." in page
    assert "Rust was found." not in page
    assert session.get_one(ChainHead, 1).hash in page
    assert "deliberate verify-log" in page


def test_moderators_see_names_in_the_log(context: Flask, client: FlaskClient) -> None:
    removed(context)
    sign_in(client, moderator(context))
    assert "Moderator Mo" in body(client, "/deliberate/log")


def _decided_between_us(app: Flask, audience: Audience) -> str:
    """A decision in an article that no list names; its slug."""
    mo = moderator(app)
    with app.app_context(), transaction():
        group = Group(name="Ours", join_code="ours")
        session.add(group)
        session.flush()
        article = make_article(audience=audience, group_id=group.id, title="Between us", author="ed")
        decide(mo, make_proposition(article), "remove", "spam", "Hidden words.")
        return article.slug


@pytest.mark.parametrize("audience", [Audience.LINK, Audience.GROUP])
def test_the_log_names_no_article_that_lists_may_not_name(app: Flask, client: FlaskClient, audience: Audience) -> None:
    slug = _decided_between_us(app, audience)
    page = body(client, "/deliberate/log")
    assert "Between us" not in page
    assert "Hidden words." not in page
    assert client.get(f"/deliberate/log?article={slug}").status_code == (200 if audience is Audience.LINK else 404)
    sign_in(client, person(app, "mo", "moderator"))
    assert "Between us" in body(client, "/deliberate/log")


def test_the_log_is_narrowed_to_an_article_and_an_action(context: Flask, client: FlaskClient) -> None:
    bearing, _decision = removed(context)
    posted(person(context, "eve", level=1), opened(context, title="The tunnel"), "Water came in.")
    slug = bearing.article.slug
    page = body(client, f"/deliberate/log?article={slug}")
    assert "The report says 12." in page
    assert "Water came in." not in page
    assert "The report says 12." not in body(client, "/deliberate/log?action=keep")


def test_the_log_goes_on_where_a_page_ends(context: Flask, client: FlaskClient) -> None:
    claim, ann = opened(context), person(context, "ann", level=1)
    for number in range(26):
        posted(ann, claim, f"Quote number {number}.")
    first = body(client, "/deliberate/log")
    older = re.search(r'href="(/deliberate/log\?before=\d+)"', first)
    assert older
    rows = [re.findall(r'<tr id="event-(\d+)"', page) for page in (first, body(client, older[1]))]
    assert [len(each) for each in rows] == [50, 2]
    assert [int(each) for each in rows[0] + rows[1]] == list(range(52, 0, -1))
