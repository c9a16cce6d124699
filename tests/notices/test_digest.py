"""Notices by mail: to whom, when, once, and how to end it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from deliberate.accounts.models import User
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.mailing import find_mailing
from deliberate.jobs.models import Job
from deliberate.jobs.running import run_due
from deliberate.moderation.services import decide, undo
from deliberate.notices.digest import mail_notices_due
from deliberate.notices.models import Notice, NoticeKind, Rhythm, Topic, WatchState
from deliberate.notices.preferences import choose, mail_from
from deliberate.notices.telling import News, tell
from deliberate.notices.watching import set_watch
from deliberate.notices.watching_posts import set_post_watch
from deliberate.propositions.models import Proposition
from tests.factories import make_proposition
from tests.host import person
from tests.moderation.scenes import moderator, opened, posted
from tests.notices.scenes import read_all, told
from tests.own_site import account


@pytest.fixture
def site(own_site: Flask) -> Any:
    with own_site.app_context():
        yield own_site


def reader(app: Flask, name: str, rhythm: Rhythm = Rhythm.DAILY, by_mail: set[Topic] | None = None) -> Actor:
    """Somebody who reads mail at an address of theirs."""
    actor = account(app, name, level=1, email=f"{name}@example.org")
    with transaction():
        session.execute(update(User).where(User.actor_id == actor.key).values(email_confirmed_at=now()))
        topics = set(Topic) if by_mail is None else by_mail
        choose(actor, rhythm=rhythm, watches_own=True, in_app=set(Topic), by_mail=topics)
    return actor


def decided(site: Flask, actor: Actor, claim: Proposition | None = None, quote: str = "Rust was found.") -> Any:
    """A decision on something of theirs."""
    mo = account(site, f"mo-{actor.name}-{len(quote)}", "moderator")
    bearing = posted(actor, claim or opened(site), quote)
    with transaction():
        return mo, decide(mo, bearing, "remove", "unsourced", "No source is named.")


def mailed(site: Flask, after: timedelta = timedelta()) -> list[Any]:
    """The letters there are once that much time has passed."""
    with transaction():
        session.execute(update(Notice).values(mail_from=Notice.mail_from))
        for notice in session.scalars(select(Notice).where(Notice.mail_from.is_not(None))):
            assert notice.mail_from is not None
            notice.mail_from -= after
    mail_notices_due()
    run_due(now() + after)
    return list(getattr(site.extensions["mailman"], "outbox", []))


def test_a_letter_leads_to_feedback_and_says_nothing_of_it(site: Flask) -> None:
    ann, assignment = reader(site, "ann"), uuid4()
    with transaction():
        tell([ann.key], News(NoticeKind.FEEDBACK, None, assignment))
    (letter,) = mailed(site, timedelta(days=1))
    assert "There is feedback on your work." in letter.body
    assert f"/assignments/{assignment}" in letter.body


def test_once_a_day_one_letter_tells_of_everything(site: Flask) -> None:
    ann = reader(site, "ann")
    claim = opened(site)
    decided(site, ann, claim)
    decided(site, ann, claim, "Another quote.")
    assert mailed(site) == []
    (letter,) = mailed(site, timedelta(days=1))
    assert letter.to == ["ann@example.org"]
    assert letter.subject == "deliberate: 2 notices for you"
    assert letter.body.count("A moderator removed your item of evidence.") == 2
    assert "Reason: No source is named." in letter.body
    assert re.search(r"^  /yours\?before=\d+#own-[0-9a-f-]{36}$", letter.body, re.MULTILINE)
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert "A moderator removed your item of evidence." in html
    assert mailed(site, timedelta(days=1)) == [letter]


def test_a_letter_tells_of_a_claim_one_watches_and_of_no_other(site: Flask) -> None:
    ann, bob, claim = reader(site, "ann"), account(site, "bob", level=1), opened(site)
    with transaction():
        other = make_proposition(claim.article, "The cable was old.")
        set_post_watch(ann, claim, WatchState.WATCHED)
    posted(bob, claim, "It was inspected.")
    posted(bob, other, "Nobody looked.")
    (letter,) = mailed(site, timedelta(days=1))
    assert "The bridge closed on Monday." in letter.body
    assert "It was inspected." in letter.body
    assert "Nobody looked." not in letter.body


def test_a_letter_can_be_ended_by_a_mail_program_in_one_step(site: Flask) -> None:
    decided(site, reader(site, "ann"))
    (letter,) = mailed(site, timedelta(days=1))
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = site.test_client()
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    session.rollback()
    ann = session.scalars(select(User).where(User.username == "ann")).one()
    decided(site, Actor(id=ann.actor_id, name="ann", level=1), quote="A third quote.")
    assert mailed(site, timedelta(days=1)) == [letter]


def test_at_once_is_ten_seconds_later_so_that_what_is_undone_is_not_mailed(site: Flask) -> None:
    ann, bob = reader(site, "ann", Rhythm.AT_ONCE), reader(site, "bob", Rhythm.AT_ONCE)
    mo, decision = decided(site, ann)
    decided(site, bob)
    assert mailed(site) == []
    with transaction():
        undo(mo, decision)
    assert [letter.to for letter in mailed(site, timedelta(seconds=11))] == [["bob@example.org"]]


def test_what_was_mailed_and_is_undone_then_is_said_to_be_undone(site: Flask) -> None:
    ann = reader(site, "ann", Rhythm.AT_ONCE)
    mo, decision = decided(site, ann)
    mailed(site, timedelta(seconds=11))
    with transaction():
        undo(mo, decision)
    assert [notice.kind for notice in told(ann)] == [NoticeKind.UNDONE]


def test_what_was_read_on_the_site_is_not_mailed(site: Flask) -> None:
    decided(site, reader(site, "ann"))
    read_all()
    assert mailed(site, timedelta(days=1)) == []
    assert session.scalars(select(Notice.mail_from)).all() == [None]


def test_topics_that_are_left_out_of_mail_are_told_on_the_page_alone(site: Flask) -> None:
    ann = reader(site, "ann", by_mail={Topic.FLAGS})
    decided(site, ann)
    assert [notice.mail_from for notice in told(ann)] == [None]


def test_nobody_is_written_to_at_an_address_they_have_not_confirmed(site: Flask) -> None:
    decided(site, account(site, "cyril", level=1))
    assert mailed(site, timedelta(days=1)) == []
    assert session.scalars(select(Notice.mail_from)).all() == [None]


def test_a_letter_that_was_not_taken_is_tried_again_and_reaches_one_person_once(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(site, reader(site, "ann"))
    decided(site, reader(site, "bob"))
    mailing = find_mailing()
    assert mailing is not None
    refused: list[str] = []

    def send(message: Any) -> None:
        if message.to == "ann@example.org" and not refused:
            refused.append(message.to)
            raise OSError("no room")
        mailing.send(message)

    state = site.extensions["deliberate"]
    monkeypatch.setitem(
        site.extensions, "deliberate", type(state)(**{**vars(state), "mailing": type(mailing)(send, "")})
    )
    first = mailed(site, timedelta(days=1))
    assert [letter.to for letter in first] == [["bob@example.org"]]
    run_due(now() + timedelta(days=1, hours=1))
    letters = list(getattr(site.extensions["mailman"], "outbox", []))
    assert sorted(letter.to[0] for letter in letters) == ["ann@example.org", "bob@example.org"]


def test_what_is_gathered_while_a_letter_is_under_way_goes_with_the_next(
    site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob, claim = reader(site, "ann", Rhythm.AT_ONCE), account(site, "bob", level=1), opened(site)
    with transaction():
        set_watch(ann, claim.article, WatchState.WATCHED)
    posted(bob, claim)
    mailing = find_mailing()
    assert mailing is not None

    def send(message: Any) -> None:
        mailing.send(message)
        if "New evidence" in message.text:
            posted(bob, claim, "Another quote.")

    state = site.extensions["deliberate"]
    monkeypatch.setitem(
        site.extensions, "deliberate", type(state)(**{**vars(state), "mailing": type(mailing)(send, "")})
    )
    mailed(site, timedelta(seconds=11))
    first, second = mailed(site)
    assert "New evidence" in first.body
    assert "2 new items of evidence were posted." in second.body


def test_another_rhythm_holds_for_what_waits_already(site: Flask) -> None:
    ann = reader(site, "ann")
    decided(site, ann)
    with transaction():
        choose(ann, rhythm=Rhythm.AT_ONCE, watches_own=True, in_app=set(Topic), by_mail=set(Topic))
    assert len(mailed(site, timedelta(seconds=11))) == 1
    decided(site, ann, quote="Another quote.")
    with transaction():
        choose(ann, rhythm=Rhythm.NEVER, watches_own=True, in_app=set(Topic), by_mail=set(Topic))
    assert len(mailed(site, timedelta(days=2))) == 1


def test_a_day_ends_at_midnight_in_utc() -> None:
    evening = datetime(2026, 3, 31, 23, 59, tzinfo=UTC)
    assert mail_from(Rhythm.DAILY, evening) == datetime(2026, 4, 1, tzinfo=UTC)
    assert mail_from(Rhythm.AT_ONCE, evening) == evening + timedelta(seconds=10)
    assert mail_from(Rhythm.NEVER, evening) is None


def test_a_host_that_gives_no_addresses_mails_nothing(context: Flask) -> None:
    assert find_mailing() is None
    ann, mo = person(context, "ann", level=1), moderator(context)
    bearing = posted(ann, opened(context))
    with transaction():
        decide(mo, bearing, "keep")
    assert [notice.mail_from for notice in told(ann)] == [None]
    assert session.scalars(select(Job.task).where(Job.task == "mail_notices")).all() == []
