"""The moderators' pages: the queue, deciding, undoing, answering appeals."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.models import Bearing, Side
from deliberate.evidence.services import edit_bearing
from deliberate.moderation.claiming import note
from deliberate.moderation.models import Appeal, AppealState, Decision, FlagReason
from deliberate.moderation.services import appeal, decide
from tests.factories import make_bearing
from tests.host import person, send, sign_in
from tests.moderation.scenes import flagged, moderator, opened, posted

DECIDE = "/deliberate/contributions/{}/decide"


def state_of(item: Contribution) -> Status:
    session.rollback()
    session.expire_all()
    return session.get_one(Contribution, item.id).status


@pytest.fixture
def mo(context: Flask, client: FlaskClient) -> Actor:
    """A moderator, signed in."""
    actor = moderator(context)
    sign_in(client, actor)
    return actor


def pending(app: Flask) -> Bearing:
    return posted(person(app, "ann"), opened(app))


def body(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.get_data(as_text=True)[:500]
    return response.get_data(as_text=True)


def test_the_queue_shows_on_one_screen_what_a_decision_needs(context: Flask, client: FlaskClient, mo: Actor) -> None:
    claim = opened(context)
    bearing = posted(person(context, "ann", level=1), claim, "The cable had rusted through.")
    posted(person(context, "eve", level=1), claim, "Rust was seen in May.")
    flagged(person(context, "bob", level=1), bearing)
    page = body(client, "/deliberate/queue")
    for words in (
        claim.text,
        "The cable had rusted through.",
        "It shows why.",
        "Rust was seen in May.",
        "Page 3 says otherwise.",
        "The quote is not in the source",
        "Ann",
        "level: basic",
        "Keep it as it is",
    ):
        assert words in page


def test_an_empty_queue_says_so(client: FlaskClient, mo: Actor) -> None:
    assert "Nothing waits here" in body(client, "/deliberate/queue")


def test_only_moderators_see_the_queue(app: Flask, client: FlaskClient) -> None:
    assert client.get("/deliberate/queue").status_code == 303
    sign_in(client, person(app, "ann", level=3))
    assert client.get("/deliberate/queue").status_code == 403


def test_after_a_decision_the_queue_is_back_with_the_next_item_and_an_undo(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    bearing = pending(context)
    answer = send(client, DECIDE.format(bearing.public_id), {"action": "approve", "version": bearing.version})
    assert (answer.status_code, answer.location) == (303, "/deliberate/queue")
    assert state_of(bearing) is Status.VISIBLE
    page = body(client, "/deliberate/queue")
    assert "Undo it" in page
    undo = re.search(r'action="(/deliberate/decisions/[^"]+/undo)"', page)
    assert undo
    assert send(client, undo[1]).status_code == 303
    assert state_of(bearing) is Status.PENDING


def test_a_decision_without_its_reason_comes_back_with_the_message_and_every_word(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    bearing = pending(context)
    answer = send(
        client,
        DECIDE.format(bearing.public_id),
        {"action": "reject", "reason": "It sells shoes.", "version": bearing.version},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the rule this rests on." in page
    assert "It sells shoes." in page
    assert re.search(r'checked[^>]*value="reject"', page)
    assert state_of(bearing) is Status.PENDING


def test_a_second_decision_meets_409_with_what_happened_and_the_typed_reason_kept(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    bearing, other = pending(context), moderator(context, "other")
    seen = bearing.version
    with transaction():
        decide(other, session.get_one(Bearing, bearing.id), "approve")
    form = {"action": "reject", "reason_code": "spam", "reason": "It sells shoes.", "version": seen}
    answer = send(client, DECIDE.format(bearing.public_id), form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "A moderator approved it" in page
    assert "It sells shoes." in page
    assert "Remove it from view" in page
    assert state_of(bearing) is Status.VISIBLE
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    again = send(client, DECIDE.format(bearing.public_id), {**form, "action": "remove", "version": version[1]})
    assert again.status_code == 303


def test_a_member_neither_sees_nor_sends_the_form(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        bearing = pending(app)
        url = DECIDE.format(bearing.public_id)
    assert send(client, url, {"action": "approve"}).status_code == 401
    sign_in(client, person(app, "eve", level=3))
    assert client.get(url).status_code == 403
    assert send(client, url, {"action": "approve", "version": "1"}).status_code == 403
    with app.app_context():
        assert state_of(bearing) is Status.PENDING


def test_a_moderator_involved_is_told_that_another_decides(context: Flask, client: FlaskClient, mo: Actor) -> None:
    moderator(context, "other")
    bearing = posted(mo, opened(context))
    page = body(client, DECIDE.format(bearing.public_id))
    assert "another moderator decides" in page
    assert "What should happen?" not in page


def test_a_moderator_involved_is_not_told_who_flagged_nor_what_others_noted(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    other = moderator(context, "other")
    bearing = posted(mo, opened(context))
    flagged(person(context, "bob", level=1), bearing)
    flagged(person(context, "eve", level=1), bearing)
    with transaction():
        note(other, bearing, "This is the third time.")
        note(mo, bearing, "I looked it up again.")
    told = ("Bob", "Page 3 says otherwise.", "This is the third time.")
    for url in ("/deliberate/queue", DECIDE.format(bearing.public_id)):
        page = body(client, url)
        assert "2 flags" in page
        assert not [words for words in told if words in page]
    assert "I looked it up again." in body(client, "/deliberate/queue")
    sign_in(client, other)
    page = body(client, "/deliberate/queue")
    assert not [words for words in told if words not in page]


def test_a_sole_moderator_is_told_plainly_that_it_is_self_review(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    bearing = posted(mo, opened(context))
    assert "This is a matter of your own." in body(client, DECIDE.format(bearing.public_id))


def test_the_buckets_come_in_order_and_can_be_looked_at_alone(context: Flask, client: FlaskClient, mo: Actor) -> None:
    claim, other = opened(context), moderator(context, "other")
    ann, bob = person(context, "ann", level=1), person(context, "bob", level=1)
    late, early = posted(ann, claim, "Reported late."), posted(ann, claim, "Reported early.")
    gone, illegal = posted(ann, claim, "Appealed."), posted(ann, claim, "Unlawful.")
    posted(person(context, "newcomer"), claim, "Pending.")
    flagged(bob, early)
    flagged(bob, late)
    with transaction():
        appeal(ann, decide(other, gone, "remove", "spam", "Shoes."), "No shoes.")
    flagged(bob, illegal, FlagReason.ILLEGAL)
    page = body(client, "/deliberate/queue")
    order = re.findall(r'dlb-queue-item".*?</span>(.*?)<span', page)
    assert order == ["Unlawful.", "Appealed.", "Reported early.", "Reported late.", "Pending."]
    only = body(client, "/deliberate/queue?bucket=reported")
    assert re.findall(r'dlb-queue-item".*?</span>(.*?)<span', only) == ["Reported early.", "Reported late."]


def test_an_appeal_is_answered_with_a_reply(context: Flask, client: FlaskClient, mo: Actor) -> None:
    ann, other = person(context, "ann", level=1), moderator(context, "other")
    bearing = posted(ann, opened(context))
    with transaction():
        case = appeal(ann, decide(other, bearing, "remove", "spam", "Shoes."), "There are no shoes in it.")
    url = f"/deliberate/appeals/{case.public_id}"
    assert "There are no shoes in it." in body(client, url)
    empty = send(client, url, {"verdict": "overturn", "reply": "", "version": "1"})
    assert empty.status_code == 422
    done = send(client, url, {"verdict": "overturn", "reply": "You are right.", "version": "1"})
    assert done.status_code == 303
    assert state_of(bearing) is Status.VISIBLE
    late = send(client, url, {"verdict": "uphold", "reply": "I disagree.", "version": "1"})
    assert late.status_code == 409
    assert "I disagree." in late.get_data(as_text=True)
    assert session.scalars(select(Appeal.state)).all() == [AppealState.OVERTURNED]


def test_who_decided_cannot_open_the_appeal_of_it(context: Flask, client: FlaskClient, mo: Actor) -> None:
    ann = person(context, "ann", level=1)
    moderator(context, "other")
    bearing = posted(ann, opened(context))
    with transaction():
        case = appeal(ann, decide(mo, bearing, "remove", "spam", "Shoes."), "No shoes.")
    assert client.get(f"/deliberate/appeals/{case.public_id}").status_code == 403


@pytest.mark.parametrize("after", ["", "nonsense", "1.2.3", "9.99999999999999999999.1.1", "-1.1.1.1"])
def test_an_address_that_names_no_place_shows_the_first_page(
    context: Flask, client: FlaskClient, mo: Actor, after: str
) -> None:
    pending(context)
    assert "Rust was found." in body(client, f"/deliberate/queue?after={after}")


def test_a_long_queue_goes_on_where_it_stopped_and_shows_everything_once(
    context: Flask, client: FlaskClient, mo: Actor
) -> None:
    claim = opened(context)
    with transaction():
        for number in range(60):
            make_bearing(session.merge(claim), status=Status.PENDING, quote=f"Quote {number:02}.")
    first = body(client, "/deliberate/queue")
    following = re.search(r'href="(/deliberate/queue\?after=[^"]+)"', first)
    assert following
    second = body(client, following[1])
    seen = [re.findall(r'dlb-queue-item".*?</span>(Quote \d\d)\.<span', page) for page in (first, second)]
    assert [len(each) for each in seen] == [50, 10]
    assert sorted(seen[0] + seen[1]) == [f"Quote {number:02}" for number in range(60)]


def test_the_queue_asks_as_many_queries_for_fifty_as_for_five(context: Flask, client: FlaskClient, mo: Actor) -> None:
    claim = opened(context)

    def queries() -> int:
        counted: list[str] = []
        engine = context.extensions["sqlalchemy"].engine

        def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            counted.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        body(client, "/deliberate/queue")
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    def more(count: int) -> None:
        with transaction():
            for _each in range(count):
                make_bearing(session.merge(claim), status=Status.PENDING)

    more(5)
    few = queries()
    more(45)
    assert queries() == few


def test_undoing_what_somebody_else_decided_needs_a_reason(context: Flask, client: FlaskClient, mo: Actor) -> None:
    bearing, other = pending(context), moderator(context, "other")
    with transaction():
        decision = decide(other, session.get_one(Bearing, bearing.id), "approve")
    url = f"/deliberate/decisions/{decision.public_id}/undo"
    assert send(client, url).status_code == 422
    assert send(client, url, {"reason": "It was spam after all."}).status_code == 303
    assert state_of(bearing) is Status.PENDING
    assert session.scalars(select(Decision.reason).where(Decision.action == "undo")).first() == "It was spam after all."


def test_an_edit_that_waits_is_shown_beside_what_readers_see(context: Flask, client: FlaskClient, mo: Actor) -> None:
    ann, other = person(context, "ann", level=1), moderator(context, "other")
    bearing = posted(ann, opened(context, premoderated=True))
    with transaction():
        decide(other, bearing, "approve")
        edit_bearing(ann, bearing, BearingDraft(Side.FOR, "It shows why, on page 3."), bearing.version)
    page = body(client, "/deliberate/queue")
    assert "An edit waits" in page
    assert "It shows why, on page 3." in page
    assert "<p>It shows why.</p>" in page
    assert "Approve: show it" in page


def test_a_script_in_a_post_is_shown_as_the_text_it_is(context: Flask, client: FlaskClient, mo: Actor) -> None:
    bearing = posted(
        person(context, "ann", level=1),
        opened(context),
        "<script>alert(1)</script>",
        warrant="<script>alert(2)</script>",
    )
    flagged(person(context, "bob", level=1), bearing)
    page = body(client, "/deliberate/queue")
    assert "alert(1)" in page
    assert "<script>alert" not in page
