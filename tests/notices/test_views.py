"""The pages of notices, the number in the header, and the way out of letters."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.moderation.services import decide
from deliberate.notices.models import Notice, NoticeKind, Rhythm, Topic, Watch, WatchState
from deliberate.notices.preferences import preference_of
from deliberate.notices.queries import PAGE
from deliberate.notices.unsubscribing import sign
from tests.factories import make_article, make_bearing, make_proposition
from tests.host import person, send, sign_in
from tests.moderation.scenes import moderator, opened, posted
from tests.notices.scenes import told, wait
from tests.queries import count_queries

NOTICES = "/deliberate/notices"
SETTINGS = "/deliberate/notices/settings"


def page_of(client: FlaskClient, address: str = NOTICES) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def unread_in_header(page: str) -> str | None:
    found = re.search(r'class="dlb-count">([^<]+)<', page)
    return found[1] if found else None


def told_of_a_decision(app: Flask) -> Actor:
    """Somebody whose item was removed, and who can see that they are told so."""
    ann, mo = person(app, "ann", level=1), moderator(app)
    bearing = posted(ann, opened(app))
    with transaction():
        decide(mo, bearing, "remove", "unsourced", "No source is named.")
    wait()
    return ann


def test_the_page_says_what_was_done_to_what_why_and_leads_there(context: Flask, client: FlaskClient) -> None:
    sign_in(client, told_of_a_decision(context))
    page = page_of(client)
    assert "A moderator removed your item of evidence." in page
    assert "Rust was found." in page
    assert "No source is named." in page
    address = re.search(r'href="(/deliberate/yours[^"]+)"', page)
    assert address
    yours = page_of(client, address[1].split("#")[0])
    assert f'id="{address[1].split("#")[1]}"' in yours


def test_the_header_counts_what_is_unread_until_it_is_marked_as_read(context: Flask, client: FlaskClient) -> None:
    sign_in(client, told_of_a_decision(context))
    page = page_of(client, "/deliberate/how-weighing-works")
    assert unread_in_header(page) == "1"
    newest = re.search(r'name="newest" value="(\d+)"', page_of(client))
    assert newest
    assert send(client, f"{NOTICES}/read", {"newest": newest[1]}).status_code == 303
    page = page_of(client)
    assert unread_in_header(page) is None
    assert "Mark all as read" not in page
    assert "A moderator removed your item of evidence." in page


def test_what_came_since_the_page_was_shown_stays_unread(context: Flask, client: FlaskClient) -> None:
    ann = told_of_a_decision(context)
    (first,) = told(ann)
    bearing, mo = posted(ann, opened(context), "Another quote."), moderator(context)
    with transaction():
        decide(mo, bearing, "keep")
    wait()
    sign_in(client, ann)
    send(client, f"{NOTICES}/read", {"newest": str(first.id)})
    assert unread_in_header(page_of(client)) == "1"


def test_a_visitor_is_asked_to_sign_in_and_gets_no_session(context: Flask, client: FlaskClient) -> None:
    assert client.get(NOTICES).status_code == 303
    page = client.get("/deliberate/how-weighing-works")
    assert "Notices" not in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, no-cache"


def test_the_number_in_the_header_takes_one_query(context: Flask, client: FlaskClient) -> None:
    ann, address = told_of_a_decision(context), "/deliberate/how-weighing-works"
    sign_in(client, ann)
    assert count_queries(context, lambda: client.get(address), "deliberate_notice") == 1
    visitor = context.test_client()
    assert count_queries(context, lambda: visitor.get(address), "deliberate_notice") == 0


def _many(ann: str, count: int) -> None:
    """Notices of every kind of thing, on articles of their own."""
    with transaction():
        for number in range(count):
            article = make_article(title=f"Article {number}", slug=f"many-{count}-{number}")
            claim = make_proposition(article)
            bearing = make_bearing(claim, author=ann)
            items = [str(make_bearing(claim).public_id), str(make_bearing(bearing.evidence).public_id)]
            for kind, target, data in (
                (NoticeKind.NEW_EVIDENCE, claim.public_id, {"items": items}),
                (NoticeKind.ANSWERED, claim.public_id, {"items": items[:1]}),
                (NoticeKind.REWORDED, bearing.public_id, {}),
                (NoticeKind.SOURCE_MARKED, bearing.evidence.source.public_id, {"action": "retract_source"}),
            ):
                row = Notice(actor_id=ann, kind=kind, article_id=article.id, target=target, data=data)
                row.visible_from = now() - timedelta(minutes=1)
                session.add(row)
            session.flush()


def test_a_page_takes_as_many_queries_for_many_notices_as_for_few(context: Flask, client: FlaskClient) -> None:
    ann = told_of_a_decision(context)
    sign_in(client, ann)
    _many("ann", 1)
    page_of(client)
    few = count_queries(context, lambda: client.get(NOTICES))
    _many("ann", 8)
    assert count_queries(context, lambda: client.get(NOTICES)) == few


def test_older_notices_are_on_further_pages_and_each_is_there_once(context: Flask, client: FlaskClient) -> None:
    ann = person(context, "ann")
    _many("ann", 15)
    sign_in(client, ann)
    first = page_of(client)
    older = re.search(r'href="(/deliberate/notices\?before=\d+)"', first)
    assert older
    second = page_of(client, older[1])
    counts = [page.count('class="is-unread"') for page in (first, second)]
    assert counts == [PAGE, 60 - PAGE]
    assert "before=" not in second


def test_somebody_chooses_what_they_are_told_of_and_finds_it_so(context: Flask, client: FlaskClient) -> None:
    sign_in(client, person(context, "ann"))
    page = page_of(client, SETTINGS)
    assert "This site sends no notices by mail." in page
    assert page.count("checked") == len(Topic) + 1
    assert send(client, SETTINGS, {"in_app": ["decisions", "flags"]}).status_code == 303
    chosen = preference_of("ann")
    assert chosen.silent == [each for each in Topic if each not in {Topic.DECISIONS, Topic.FLAGS}]
    assert (chosen.watches_own, chosen.rhythm, chosen.silent_by_mail) == (False, Rhythm.DAILY, [])
    assert page_of(client, SETTINGS).count("checked") == 2


def test_a_topic_that_does_not_exist_is_refused_beside_the_field(context: Flask, client: FlaskClient) -> None:
    sign_in(client, person(context, "ann"))
    answer = send(client, SETTINGS, {"in_app": ["gossip"]})
    assert answer.status_code == 422
    assert 'id="in_app-error-1"' in answer.text


def test_an_article_is_watched_muted_and_left_by_its_buttons(context: Flask, client: FlaskClient) -> None:
    claim = opened(context, slug="bridge")
    sign_in(client, person(context, "ann"))
    address, key = "/deliberate/a/bridge", (claim.article_id, "ann")
    assert "Watch this article" in page_of(client, address)
    for state, says in ((WatchState.WATCHED, "You watch this article."), (WatchState.MUTED, "You have muted")):
        assert send(client, f"{address}/watch", {"state": state}).location == address
        assert says in page_of(client, address)
        session.rollback()
        assert session.get_one(Watch, key).state is state
    assert "Unmute" in page_of(client, SETTINGS)
    answer = send(client, f"{address}/watch", {"state": "neither", "back": "settings"})
    assert answer.location == f"{SETTINGS}#watched"
    session.rollback()
    assert session.get(Watch, key) is None
    assert send(client, f"{address}/watch", {"state": "both"}).status_code == 422


def test_letters_are_ended_signed_out_by_a_button_or_by_a_mail_program(context: Flask, client: FlaskClient) -> None:
    address = f"{NOTICES}/unsubscribe/{sign('ann')}"
    page = client.get(address)
    assert "Send no more" in page.text
    assert "Set-Cookie" not in page.headers
    assert preference_of("ann").rhythm is Rhythm.DAILY
    answer = client.post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    session.rollback()
    assert preference_of("ann").rhythm is Rhythm.NEVER
    assert "No more notices are sent to you" in page_of(client, address)
    assert client.post(f"{NOTICES}/unsubscribe/{sign('bob')}").status_code == 303
    session.rollback()
    assert preference_of("bob").rhythm is Rhythm.NEVER


def test_an_address_that_was_tampered_with_ends_nobodys_letters(context: Flask, client: FlaskClient) -> None:
    _payload, signature = sign("ann").split(".", 1)
    other = sign("bob").split(".", 1)[0]
    assert client.post(f"{NOTICES}/unsubscribe/{other}.{signature}").status_code == 404
    assert preference_of("bob").rhythm is Rhythm.DAILY
