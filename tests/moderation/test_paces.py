"""How much and how soon somebody may post: by level, and in an article in slow mode."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from deliberate.articles.slow_mode import set_slow_mode
from deliberate.core.clock import now
from deliberate.core.contributions import Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Invalid, NotAllowed, TooMany
from deliberate.evidence.drafts import BearingDraft
from deliberate.evidence.editing import edit_bearing
from deliberate.evidence.services import post_remark
from deliberate.moderation.paces import next_post, posts_a_day, posts_an_hour, span_in_words
from deliberate.propositions.models import Proposition
from tests.factories import make_bearing
from tests.host import person
from tests.moderation.scenes import events_of, moderator, opened, posted


def slowed(app: Flask, minutes: int = 10) -> Proposition:
    claim, editor = opened(app), person(app, "editor")
    with transaction():
        set_slow_mode(editor, claim.article, minutes)
    return claim


def test_limits_grow_with_the_level() -> None:
    assert [posts_a_day(level) for level in range(4)] == [50, 100, 200, 400]
    assert [posts_an_hour(level) for level in range(4)] == [25, 50, 100, 200]


@pytest.fixture(autouse=True)
def _in_an_app(context: Flask) -> None:
    """Settings are those of an app."""


@pytest.mark.parametrize(("level", "most"), [(0, 25), (1, 50), (2, 100)])
def test_an_hours_limit_is_that_of_the_level_and_says_when_the_next_is_possible(
    context: Flask, level: int, most: int
) -> None:
    claim, ann = opened(context), person(context, "ann", level=level)
    with transaction():
        for number in range(most):
            make_bearing(session.merge(claim), author="ann").created_at = now() - timedelta(minutes=50 - number / 10)
    with pytest.raises(TooMany, match=f"{most} times in an hour.*You can post again in (9|10|11) minutes"):
        posted(ann, claim)
    with time_machine.travel(now() + timedelta(minutes=11), tick=False):
        posted(ann, claim)


def test_in_slow_mode_each_persons_posts_are_minutes_apart(context: Flask) -> None:
    claim, ann, ben = slowed(context), person(context, "ann", level=2), person(context, "ben", level=2)
    assert next_post(ann, claim.article) is None
    posted(ann, claim, "One.")
    posted(ben, claim, "Two.")
    assert next_post(ann, claim.article) is not None
    with pytest.raises(TooMany, match=r"slow mode: each person posts once in 10 minutes\. You can post again in"):
        posted(ann, claim, "Three.")
    with pytest.raises(TooMany), transaction():
        post_remark(ann, claim.article, claim, "Why?")
    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=False):
        posted(ann, claim, "Three.")


def test_edits_and_other_articles_are_not_slowed(context: Flask) -> None:
    claim, other, ann = slowed(context), opened(context), person(context, "ann", level=2)
    bearing = posted(ann, claim, "One.")
    posted(ann, other, "Two.")
    with transaction():
        edit_bearing(ann, bearing, BearingDraft(bearing.side, "Another reason."), bearing.version)
    assert bearing.status is Status.VISIBLE


@pytest.mark.parametrize(("name", "roles"), [("editor", ()), ("mo", ("moderator",))])
def test_editors_and_moderators_are_exempt(context: Flask, name: str, roles: tuple[str, ...]) -> None:
    claim, actor = slowed(context), person(context, name, *roles)
    posted(actor, claim, "One.")
    posted(actor, claim, "Two.")
    assert next_post(actor, claim.article) is None


def test_it_is_set_by_editors_and_moderators_with_one_event(context: Flask) -> None:
    claim, ann, mo = slowed(context), person(context, "ann", level=3), moderator(context)
    with transaction():
        with pytest.raises(NotAllowed):
            set_slow_mode(ann, claim.article, 0)
        with pytest.raises(Invalid):
            set_slow_mode(mo, claim.article, 7)
        set_slow_mode(mo, claim.article, 0)
        set_slow_mode(mo, claim.article, 0)
    changes = [(each.before, each.after) for each in events_of(claim.article) if each.action == "slow_mode"]  # type: ignore[arg-type]
    assert changes == [("0", "10"), ("10", "0")]


def test_spans_are_said_as_people_say_them() -> None:
    assert [span_in_words(each) for each in (1, 10, 60, 90, 180)] == [
        *("a minute", "10 minutes", "an hour", "90 minutes", "3 hours")
    ]
