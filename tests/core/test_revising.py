"""What becomes of an edit: it shows at once, or waits beside what shows."""

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core import screening
from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status, apply_revision, change_status, find_waiting_revision
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid
from deliberate.core.events import Event
from deliberate.core.revising import revise, shows
from deliberate.core.signals import contribution_changed
from deliberate.evidence.models import Remark
from deliberate.evidence.services import post_remark
from tests.factories import make_article
from tests.host import person


@pytest.fixture
def ann(app: Flask) -> Actor:
    return person(app, "ann", level=1)


@pytest.fixture
def remark(context: Flask, ann: Actor) -> Remark:
    with transaction():
        return post_remark(ann, make_article(), None, "First.")


def say(remark: Remark, actor: Actor, text: str, *, substantive: bool = True) -> bool:
    """Edit in a unit of work; whether readers see it at once."""
    with transaction():
        return shows(remark, revise(remark, actor, {"text": text}, text, substantive=substantive))


def test_an_edit_that_nothing_holds_shows_at_once_with_one_event(context: Flask, ann: Actor, remark: Remark) -> None:
    assert say(remark, ann, "Second.")
    assert (remark.text, remark.revision, remark.substance) == ("Second.", 2, 2)
    assert say(remark, ann, "Second!", substantive=False)
    assert (remark.revision, remark.substance) == (3, 2)
    events = session.execute(
        select(Event.action, Event.revision).where(Event.target == str(remark.public_id)).order_by(Event.id)
    )
    assert [tuple(row) for row in events] == [("post", 1), ("edit", 2), ("edit", 3)]


def test_after_a_moderators_decision_an_edit_waits_until_it_is_applied(
    app: Flask, context: Flask, ann: Actor, remark: Remark
) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        change_status(remark, moderator, Status.VISIBLE, "keep")
    assert not say(remark, ann, "Second.")
    assert (remark.text, remark.revision, remark.status) == ("First.", 1, Status.VISIBLE)
    assert "decided on this before" in (remark.held_because or "")
    with transaction():
        waiting = find_waiting_revision(remark)
        assert waiting is not None
        apply_revision(remark, waiting)
    assert (remark.text, remark.revision, remark.held_because) == ("Second.", 2, None)
    assert find_waiting_revision(remark) is None


def test_what_a_moderator_posts_and_edits_is_no_decision_on_it(app: Flask, context: Flask) -> None:
    moderator = person(app, "mo", "moderator")
    with transaction():
        own = post_remark(moderator, make_article(), None, "First.")
    assert say(own, moderator, "Second.")
    assert say(own, moderator, "Third.")


@pytest.mark.parametrize("waits", [Status.PENDING, Status.RETURNED])
def test_what_nobody_sees_yet_is_rewritten_in_place_and_waits_on(
    context: Flask, ann: Actor, remark: Remark, waits: Status
) -> None:
    with transaction():
        remark.status, remark.held_because = waits, "A moderator looks first."
    assert not say(remark, ann, "Second.")
    assert (remark.text, remark.status) == ("Second.", Status.PENDING)
    assert remark.held_because == "A moderator looks first."


@pytest.mark.parametrize("gone", [Status.REMOVED, Status.WITHDRAWN, Status.REJECTED, Status.MERGED])
def test_what_is_gone_is_not_edited(context: Flask, ann: Actor, remark: Remark, gone: Status) -> None:
    with transaction():
        remark.status = gone
    with pytest.raises(Conflict):
        say(remark, ann, "Second.")


def test_a_screen_may_refuse_an_edit(context: Flask, ann: Actor, remark: Remark) -> None:
    @screening.screen
    def no_shoes(_actor: Actor, _article: object, text: str) -> screening.Verdict:
        refused = "shoes" in text
        return screening.Verdict(screening.Outcome.REFUSE, "No shoes.") if refused else screening.PASSED

    try:
        with pytest.raises(Invalid, match="No shoes"):
            say(remark, ann, "Buy shoes.")
        assert say(remark, ann, "Buy hats.")
    finally:
        screening._screens.remove(no_shoes)


def test_an_edit_is_news(context: Flask, ann: Actor, remark: Remark) -> None:
    heard: list[tuple[Contribution, str]] = []

    def listen(contribution: Contribution, action: str, **_: object) -> None:
        heard.append((contribution, action))

    with contribution_changed.connected_to(listen):
        say(remark, ann, "Second.")
    assert heard == [(remark, "edit")]
