"""Levels that rise by conduct, one step a night, and are lost by removals."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.events import Event, pseudonym_of
from deliberate.core.standing import level_of
from deliberate.moderation.models import Decision, FlagReason
from deliberate.moderation.rising import Doings, doings_of, needs, settle_all_levels, verdict
from deliberate.moderation.sanctioning import SanctionDraft, sanction
from deliberate.moderation.services import decide, raise_flag, undo
from deliberate.weighting.models import Dimension
from tests.factories import make_bearing, make_rating
from tests.host import make_host, person
from tests.moderation.scenes import moderator, opened

ENOUGH_FOR_2 = Doings(days=7, posts=5, ratings=30)
ENOUGH_FOR_3 = Doings(days=30, posts=20, ratings=150, flags=3)


@pytest.fixture(autouse=True)
def _in_an_app(context: Flask) -> None:
    """Settings are those of an app."""


@pytest.mark.parametrize(
    ("level", "doings", "after"),
    [
        *((1, ENOUGH_FOR_2, 2), (2, ENOUGH_FOR_3, 3), (1, ENOUGH_FOR_3, 2), (2, ENOUGH_FOR_2, 2), (0, ENOUGH_FOR_3, 0)),
        *((3, ENOUGH_FOR_3, 3), (3, Doings(), 3), (2, Doings(), 2)),
        *((1, replace(ENOUGH_FOR_2, **{name: 4}), 1) for name in ("days", "posts", "ratings")),
        (2, replace(ENOUGH_FOR_3, flags=2), 2),
        (1, replace(ENOUGH_FOR_2, blemishes=1), 1),
        *(
            (3, Doings(removals=3), 2),
            (2, Doings(removals=3), 1),
            (1, Doings(removals=9), 1),
            (3, Doings(removals=2), 3),
        ),
        (3, replace(ENOUGH_FOR_3, blemishes=3, removals=3), 2),
    ],
)
def test_a_level_moves_by_one_step_where_all_it_takes_is_there(level: int, doings: Doings, after: int) -> None:
    assert verdict(level, doings) == after


def test_what_is_missing_is_named_and_nothing_is_at_the_ends() -> None:
    wanted = needs(1, Doings(days=7, posts=2))
    assert [(each.has, each.wanted, each.met) for each in wanted] == [(7, 7, True), (2, 5, False), (0, 30, False)]
    assert len(needs(2, Doings())) == 4
    assert [needs(level, Doings()) for level in (0, 3, 4)] == [[], [], []]


def test_what_is_counted_is_days_posts_that_stand_answers_flags_and_removals(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    ann = person(context, "ann", level=2)
    person(context, "ben", level=2)
    with transaction():
        bearings = [make_bearing(claim, author="ann") for _each in range(4)]
        for days, bearing in enumerate(bearings):
            bearing.created_at = now() - timedelta(days=days)
        others = [make_bearing(claim, author="ben") for _each in range(2)]
        make_rating(others[0], "ann", Dimension.RELEVANCE).created_at = now() - timedelta(days=9)
        make_rating(others[1], "ann", Dimension.RELEVANCE).created_at = now() - timedelta(days=9)
        raise_flag(ann, others[0], FlagReason.SPAM)
        decide(mo, others[0], "remove", "spam", "Shoes.")
        decide(mo, bearings[3], "remove", "spam", "Shoes.")
        sanction(mo, SanctionDraft("ann", "warn", "abuse", "Once."))
        sanction(mo, SanctionDraft("ben", "warn", "abuse", "Once."))
    found = doings_of({"ann": None, "ben": now() + timedelta(seconds=1)}, now())
    # The day of the removed post counts no more; that of the two answers does, once.
    assert found["ann"] == Doings(days=4, posts=3, ratings=2, flags=1, blemishes=2, removals=1)
    assert (found["ben"].posts, found["ben"].blemishes, found["ben"].removals) == (1, 2, 0)
    with time_machine.travel(now() + timedelta(days=31), tick=False):
        later = doings_of({"ann": None}, now())["ann"]
        assert (later.blemishes, later.removals) == (0, 0)


def test_a_removal_that_was_undone_is_none(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    with transaction():
        decision = decide(mo, make_bearing(claim, author="ann"), "remove", "spam", "Shoes.")
        undo(mo, decision)
    assert doings_of({"ann": None}, now())["ann"] == Doings(days=1, posts=1)


def test_each_night_moves_whom_it_has_to_with_one_event_each(app: Flask) -> None:
    site = make_host(
        app.config["SQLALCHEMY_DATABASE_URI"],
        DELIBERATE_LEVEL_2_DAYS=1,
        DELIBERATE_LEVEL_2_POSTS=1,
        DELIBERATE_LEVEL_2_RATINGS=0,
    )
    with site.app_context():
        for name, level in (("ann", 1), ("ben", 1), ("new", 0)):
            person(site, name, level=level)
        person(site, "mo", "moderator", level=1)
        claim = opened(site)
        with transaction():
            for name in ("ann", "new", "mo"):
                make_bearing(claim, author=name)
        settle_all_levels()
        settle_all_levels()
        assert [level_of(name) for name in ("ann", "ben", "new")] == [2, 1, 0]
        moves = session.scalars(select(Event).where(Event.action.in_(("rise", "fall")))).all()
        assert [(each.target, each.before, each.after, each.actor) for each in moves] == [
            (pseudonym_of(Actor(id="ann")), "1", "2", "system")
        ]


def test_removals_cost_a_level_once(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    person(context, "cas", level=3)
    with transaction():
        for _each in range(3):
            decide(mo, make_bearing(claim, author="cas"), "remove", "spam", "Shoes.")
    assert len(session.scalars(select(Decision.id).where(Decision.lead_id.is_(None))).all()) == 3
    settle_all_levels()
    settle_all_levels()
    assert level_of("cas") == 2
