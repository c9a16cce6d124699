"""What other programs are told: when, in which words, signed, tried again, and given up."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.articles.drafts import ArticleDraft
from deliberate.articles.models import Audience, Group
from deliberate.articles.services import change_settings, close, unpublish
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.events import Event
from deliberate.evidence.models import Side
from deliberate.evidence.putting_back import put_back
from deliberate.evidence.services import withdraw
from deliberate.fetching.errors import Refused
from deliberate.jobs.models import Job, JobState
from deliberate.jobs.running import run_due
from deliberate.moderation.services import appeal, decide, decide_appeal
from deliberate.notices.models import Notice, NoticeKind
from deliberate.propositions.models import Answer, Proposition
from deliberate.propositions.services import accept, state_stance
from deliberate.webhooks.hearing import TASK
from deliberate.webhooks.models import Delivery, DeliveryState, OffBecause, Webhook, WebhookState
from deliberate.webhooks.sending import MOST_TRIES, sender
from deliberate.webhooks.services import renew_secret, send_again, send_test
from deliberate.webhooks.switching import FAILING_FOR, LEAST_FAILURES
from deliberate.webhooks.upkeep import KEPT, look_after_webhooks
from deliberate.weighting.models import Dimension
from deliberate.weighting.services import rate
from tests.databases import SQLITE
from tests.factories import make_article, make_bearing, make_proposition, tell_erased
from tests.fetching.servers import canary
from tests.host import person
from tests.moderation.scenes import item_of, moderator, opened, posted
from tests.webhooks.receiver import Receiver, deliveries, make_hook, receiving, run

DOCS = Path(__file__).resolve().parents[2] / "docs" / "webhooks.md"
ON_SQLITE = pytest.mark.parametrize("database", [SQLITE], indirect=True)


@pytest.fixture
def receiver(context: Flask) -> Iterator[Receiver]:
    with receiving(context) as found:
        yield found


@pytest.fixture
def is_ours() -> Callable[..., bool]:
    """The function that the docs give to whoever receives."""
    code = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    assert len(code[1].strip().splitlines()) <= 11
    names: dict[str, Any] = {}
    exec(code[1], names)  # our own docs
    found: Callable[..., bool] = names["is_ours"]
    return found


def told(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(body) for _, body in receiver.got]


def test_a_post_is_told_in_what_everybody_sees_signed_as_the_docs_check_it(
    context: Flask, receiver: Receiver, is_ours: Callable[..., bool]
) -> None:
    hook = make_hook(receiver.address)
    claim, ann = opened(context), person(context, "ann", level=2)
    stan, rita = person(context, "stan"), person(context, "rita", level=2)
    item = posted(ann, claim, "Rust was found.", Side.AGAINST, "It shows why.", link="https://news.example/rust")
    with transaction():
        state_stance(stan, claim, Answer.AGREE)
        rate(rita, item, dict.fromkeys(Dimension, 4))
    assert receiver.got == []
    run_due()
    ((headers, body),) = receiver.got
    message = json.loads(body)
    event = session.get_one(Event, message["data"]["event"])
    assert (message["type"], event.target) == ("evidence.posted", str(item.public_id))
    article, thing = message["data"]["article"], message["data"]["object"]
    assert (article["title"], article["state"]) == (claim.article.title, "open")
    assert article["url"] == f"https://site.example/under/deliberate/a/{claim.article.slug}"
    assert thing["url"].endswith(f"/under/deliberate/c/{item.public_id}") or str(item.public_id) in thing["url"]
    assert thing["on"] == {"kind": "proposition", "id": str(claim.public_id), "text": claim.text}
    assert (thing["side"], thing["quote"], thing["warrant"]) == ("against", "Rust was found.", "It shows why.")
    assert thing["source"] == {"citation": "Bridge report", "url": "https://news.example/rust"}
    assert not {"ann", "stan", "rita"} & set(re.findall(r"\w+", body.decode()))
    assert headers["content-type"].startswith("application/json")
    assert is_ours(hook.secret, headers, body)
    assert not is_ours(hook.secret, headers, body + b" ")
    assert not is_ours(make_hook(receiver.address).secret, headers, body)
    with time_machine.travel(now() + timedelta(minutes=6)):
        assert not is_ours(hook.secret, headers, body)
    session.expire_all()
    (sent,) = deliveries(hook)
    assert (sent.state, sent.status, sent.tries) == (DeliveryState.DELIVERED, 204, 1)


def test_what_was_not_stored_is_not_told_and_what_nobody_saw_is_no_news(context: Flask, receiver: Receiver) -> None:
    hook = make_hook(receiver.address)
    claim = opened(context, premoderated=True)
    ann, mo, moses = person(context, "ann"), moderator(context), moderator(context, "moses")
    with pytest.raises(RuntimeError), transaction():
        decide(mo, make_bearing(claim), "remove", "spam", "It advertises.")
        raise RuntimeError
    assert deliveries(hook) == []
    held, refused = posted(ann, claim, "It is held."), posted(ann, claim, "It is spam.", warrant="Buy it.")
    with transaction():
        decide(mo, refused, "reject", "spam", "It advertises.")
    assert deliveries(hook) == []
    with transaction():
        decide(mo, held, "approve")
    assert [each.kind for each in deliveries(hook)] == ["evidence.posted"]
    # Between the event and the sending it is taken from view: only its id goes out.
    with transaction():
        removal = decide(mo, held, "remove", "spam", "It advertises.")
    run(hook)
    assert [each["type"] for each in told(receiver)] == ["evidence.posted", *["evidence.decided"] * 2]
    named = [message["data"]["object"] for message in told(receiver)]
    assert {"kind": "bearing", "id": str(held.public_id), "shown": False} in named
    assert [each.keys() for each in named] == [{"kind", "id", "shown"}] * 3
    assert told(receiver)[1]["data"]["rule"] == "spam"
    assert b"It is" not in b"".join(body for _, body in receiver.got)
    with transaction():
        case = appeal(ann, removal, "It does not.")
    with transaction():
        decide_appeal(moses, case, overturn=True, reply="Right.")
    run(hook)
    answers = {each["type"]: each["data"]["object"] for each in told(receiver)[3:]}
    assert answers.keys() == {"appeal.decided"}
    assert answers["appeal.decided"]["quote"] == "It is held."


@ON_SQLITE
def test_nobody_is_told_of_an_article_that_is_not_for_everybody(context: Flask, receiver: Receiver) -> None:
    site = make_hook(receiver.address)
    with transaction():
        group = Group(name="Friends", join_code="join")
        session.add(group)
        session.flush()
        claims = {
            each: make_proposition(
                make_article(slug=each, title=each, audience=each, group_id=group.id if each == "group" else None)
            )
            for each in Audience
        }
    own = {each: make_hook(receiver.address, claim.article) for each, claim in claims.items()}
    mo, editor = moderator(context), person(context, "editor")
    with transaction():
        for claim in claims.values():
            decide(mo, make_bearing(claim), "remove", "spam", "It advertises.")
    assert {each: len(deliveries(hook)) for each, hook in own.items()} == {"public": 2, "link": 2, "group": 0}
    assert [each.kind for each in deliveries(site)] == ["evidence.decided"] * 2
    with transaction():
        for each in (Audience.PUBLIC, Audience.LINK):
            close(editor, session.merge(claims[each].article), "It is settled.")
    with transaction():
        unpublish(editor, session.merge(claims[Audience.PUBLIC].article), "It was a mistake.")
    run(site)
    # What waited is nothing for the public any more; that it is gone is told, by its id alone.
    assert [each.state for each in deliveries(site)] == [
        *[DeliveryState.LEFT_OUT] * 3,
        DeliveryState.DELIVERED,
    ]
    (message,) = told(receiver)
    assert message["type"] == "article.unpublished"
    assert message["data"]["article"] == {"id": str(claims[Audience.PUBLIC].article.public_id)}
    assert "mistake" not in str(message)


@ON_SQLITE
@pytest.mark.parametrize("audience", [Audience.LINK, Audience.GROUP])
def test_an_article_that_is_taken_from_the_public_is_gone_for_whom_it_was_taken_from(
    context: Flask, receiver: Receiver, audience: Audience
) -> None:
    with transaction():
        group = Group(name="Friends", join_code="join")
        session.add(group)
        session.flush()
        article = make_article(slug="bridge", title="The bridge", group_id=group.id)
    site, own, editor = make_hook(receiver.address), make_hook(receiver.address, article), person(context, "editor")
    draft = ArticleDraft(article.title, audience=audience, group_id=group.id)
    with transaction():
        found = session.merge(article)
        change_settings(editor, found, draft, found.settings_number)
    by_link = audience is Audience.LINK
    assert [each.kind for each in deliveries(own)] == ["article.changed" if by_link else "article.unpublished"]
    run(site)
    (message,) = told(receiver)
    assert message["type"] == "article.unpublished"
    assert message["data"]["article"] == {"id": str(article.public_id)}
    assert article.title not in str(message)


def sent_test(hook: Webhook, app: Flask) -> Delivery:
    ada = person(app, "ada", "admin")
    with transaction():
        return send_test(ada, session.merge(hook))


def test_what_does_not_arrive_is_tried_again_under_its_name_and_holds_up_nobody_else(
    context: Flask, receiver: Receiver
) -> None:
    hook = make_hook(receiver.address)
    claim, ann = opened(context), person(context, "ann", level=2)
    posted(ann, claim, "One.")
    posted(ann, claim, "Two.")
    receiver.answers = [(400, b"<b>no</b>\0" + b"x" * 5000), (500, b"broken")]
    run(hook)
    first, second = deliveries(hook)
    assert len(receiver.got) == 2
    assert (first.status, second.status, first.state) == (400, 500, DeliveryState.WAITING)
    assert first.answer is not None
    assert len(first.answer) == 1024
    assert hook.resting_until is not None
    # It failed twice in a row.
    assert timedelta(seconds=40) < hook.resting_until - now() < timedelta(seconds=80)
    posted(ann, claim, "Three.")
    run(hook)
    assert len(receiver.got) == 2
    names = [headers["webhook-id"] for headers, _ in receiver.got]
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        # The job that was asked for knows when.
        run_due(now())
        session.expire_all()
        assert [each.state for each in deliveries(hook)] == [DeliveryState.DELIVERED] * 3
        assert [headers["webhook-id"] for headers, _ in receiver.got[2:4]] == [names[1], names[0]] or set(names) <= {
            headers["webhook-id"] for headers, _ in receiver.got[2:]
        }
        assert (hook.failures, hook.failing_since, hook.resting_until) == (0, None, None)
        ada = person(context, "ada", "admin")
        with transaction():
            send_again(ada, session.merge(hook), first.public_id)
        run(hook)
        assert receiver.got[-1][0]["webhook-id"] == names[0]
    left = session.scalars(select(Job.state).where(Job.task == TASK)).all()
    assert set(left) <= {JobState.DONE, JobState.WAITING}


@ON_SQLITE
def test_a_sender_that_died_with_a_message_in_hand_leaves_it_to_the_next(context: Flask, receiver: Receiver) -> None:
    hook = make_hook(receiver.address)
    sent = sent_test(hook, context)
    with transaction():
        taken = session.get_one(Delivery, sent.id)
        taken.tries, taken.due_at = 1, now() + timedelta(minutes=1)
    run(hook)
    assert receiver.got == []
    with time_machine.travel(now() + timedelta(minutes=2), tick=True):
        look_after_webhooks()
        run_due(now())
        session.expire_all()
        (found,) = deliveries(hook)
        assert (found.state, found.tries, len(receiver.got)) == (DeliveryState.DELIVERED, 2, 1)


@ON_SQLITE
@pytest.mark.parametrize("status", [503, 400])
def test_an_address_that_fails_for_days_is_given_up_and_its_owner_told(
    context: Flask, receiver: Receiver, status: int
) -> None:
    failing, gone = make_hook(receiver.address, author_id="ada"), make_hook(receiver.address, author_id="gus")
    sent_test(failing, context)
    start = now()
    receiver.answers = [(status, b"")] * 200
    tried = 0
    with time_machine.travel(start, tick=True) as clock:
        while failing.state is WebhookState.ON and now() < start + timedelta(days=9):
            clock.shift(timedelta(hours=7))
            if deliveries(failing)[-1].state is DeliveryState.FAILED:
                sent_test(failing, context)
            run(failing)
            tried += 1
        assert start + FAILING_FOR <= now() < start + FAILING_FOR + timedelta(hours=15)
        assert tried >= LEAST_FAILURES
        assert (failing.state, failing.off_because) == (WebhookState.OFF, OffBecause.FAILING)
        assert {each.state for each in deliveries(failing)} == {DeliveryState.FAILED}
        assert max(each.tries for each in deliveries(failing)) <= MOST_TRIES
        receiver.answers = [(410, b"")]
        sent_test(gone, context)
        run(gone)
        assert (gone.state, gone.off_because) == (WebhookState.OFF, OffBecause.GONE)
    notices = session.scalars(select(Notice).where(Notice.kind == NoticeKind.WEBHOOK_OFF).order_by(Notice.id)).all()
    assert [(each.actor_id, each.target) for each in notices] == [("ada", failing.public_id), ("gus", gone.public_id)]
    off = session.scalars(select(Event.role).where(Event.action == "webhook_off")).all()
    assert list(off) == ["system"] * 2


@ON_SQLITE
def test_a_new_secret_and_the_one_before_both_sign_for_a_day(
    context: Flask, receiver: Receiver, is_ours: Callable[..., bool]
) -> None:
    hook = make_hook(receiver.address)
    earlier, ada = hook.secret, person(context, "ada", "admin")
    with transaction():
        renew_secret(ada, session.merge(hook), 1)
    later = session.get_one(Webhook, hook.id).secret
    assert later != earlier
    for hours, both in ((0, True), (25, False)):
        with time_machine.travel(now() + timedelta(hours=hours), tick=True):
            sent_test(hook, context)
            run(hook)
            headers, body = receiver.got[-1]
            assert is_ours(later, headers, body)
            assert is_ours(earlier, headers, body) is both
            look_after_webhooks()
            session.expire_all()
            assert (hook.earlier_secret is not None) is both


@ON_SQLITE
def test_nothing_is_sent_inside_nor_onward(context: Flask, receiver: Receiver) -> None:
    elsewhere = make_hook(receiver.address)
    with canary() as inside:
        receiver.location, receiver.answers = f"http://127.0.0.1:{inside.port}/", [(307, b"")]
        sent_test(elsewhere, context)
        run(elsewhere)
        assert (inside.count(), deliveries(elsewhere)[0].status) == (0, 307)
        del context.extensions["deliberate_webhook_sender"]
        for address in ("https://127.0.0.1/", "https://[::ffff:127.0.0.1]/", f"https://192.0.2.1:{inside.port}/"):
            with pytest.raises(Refused):
                sender().ask(address, body=b"{}")
        inner = make_hook("https://127.0.0.1/hook")
        sent_test(inner, context)
        run(inner)
        assert inside.count() == 0
    assert deliveries(inner)[0].problem == "This address leads to no site of the public internet."
    context.extensions["deliberate_webhook_sender"] = None


@ON_SQLITE
def test_the_log_of_what_was_sent_is_kept_for_thirty_days(context: Flask, receiver: Receiver) -> None:
    hook = make_hook(receiver.address)
    sent_test(hook, context)
    run(hook)
    with time_machine.travel(now() + KEPT - timedelta(hours=1)):
        look_after_webhooks()
        assert len(deliveries(hook)) == 1
    with time_machine.travel(now() + KEPT + timedelta(hours=1)):
        look_after_webhooks()
        assert deliveries(hook) == []


def test_each_step_of_claims_and_items_has_a_name_and_other_articles_are_not_told_of(
    context: Flask, receiver: Receiver
) -> None:
    claim: Proposition = opened(context)
    hook = make_hook(receiver.address, claim.article)
    ann, editor, mo = person(context, "ann", level=2), person(context, "editor"), moderator(context)
    posted(ann, make_other(), "Elsewhere.")
    item = posted(ann, claim, "One.")
    with transaction():
        suggestion = make_proposition(claim.article, "It was rust.", status=Status.SUGGESTED, rank=1)
    with transaction():
        accept(editor, session.merge(suggestion))
    with transaction():
        withdraw(ann, session.merge(item))
    with transaction():
        put_back(ann, session.merge(item))
    with transaction():
        decide(mo, item_of(session.merge(item)), "dispute", "misquoted", "Page 3 says otherwise.")
    with transaction():
        decide(mo, session.merge(claim), "remove", "spam", "It advertises.")
    run(hook)
    assert list(dict.fromkeys(each["type"] for each in told(receiver))) == [
        "evidence.posted",
        "proposition.posted",
        "evidence.withdrawn",
        "evidence.decided",
        "proposition.decided",
    ]
    assert [each["type"] for each in told(receiver)].count("evidence.posted") == 2
    assert claim.text not in str(told(receiver)[-1])
    assert "Elsewhere" not in str(told(receiver))
    with transaction():
        deliveries(hook)[0].answer = "It was rust."
    with transaction():
        tell_erased("It was rust.", article_id=claim.article_id)
    assert deliveries(hook)[0].answer is None


def make_other() -> Proposition:
    with transaction():
        return make_proposition(make_article(slug="another"))
