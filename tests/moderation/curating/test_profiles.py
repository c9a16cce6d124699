"""A publisher's grade is where the rating of its sources' reliability starts; changing it weighs all anew."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed
from deliberate.core.events import Event
from deliberate.evidence import reach
from deliberate.evidence.models import Publisher, Reliability
from deliberate.jobs.models import Job
from deliberate.jobs.running import run_due
from deliberate.moderation.curating.acts import undo_act
from deliberate.moderation.curating.previewing import graded, preview
from deliberate.moderation.curating.profiles import set_profile
from deliberate.weighting.models import Dimension, Score
from tests.host import person
from tests.moderation.curating.scenes import every_score, outlet, panel, weigh_all
from tests.moderation.scenes import moderator, opened
from tests.weighting.rooms import log_odds, weighs


def publisher() -> Publisher:
    return session.scalars(select(Publisher).where(Publisher.domain == "outlet1.example")).one()


def test_a_grade_moves_what_cites_the_publisher_and_undoing_it_puts_that_back(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    weigh_all(panel(context, claim), [outlet(context, claim, 1), outlet(context, claim, 2)])
    before = every_score()
    with transaction():
        act = set_profile(mo, publisher(), "Outlet One", Reliability.A, "It corrects itself in the open.")
    assert log_odds(claim) > before[claim.id][0]
    assert publisher().graded_at
    events = session.scalars(select(Event).where(Event.action == "set_profile")).all()
    assert [event.target for event in events] == [str(publisher().public_id)]
    with transaction():
        undo_act(mo, act)
    after = every_score()
    assert after[claim.id] == (pytest.approx(before[claim.id][0], abs=1e-9), before[claim.id][1])
    found = publisher()
    assert (found.name, found.own_grade, found.own_reason, found.graded_at, found.reliability) == (
        *("outlet1.example", None, None, None),
        Reliability.F,
    )


def test_the_preview_says_what_it_would_be_and_stores_nothing(context: Flask) -> None:
    claim, mo = opened(context), moderator(context)
    bearing = outlet(context, claim, 1)
    for each in panel(context, claim):
        weighs(each, bearing, 2, Dimension.RELEVANCE, Dimension.STRENGTH)
        weighs(each, bearing, 0, Dimension.RELIABILITY)
    before = every_score()
    would = preview([claim.article], graded(publisher(), Reliability.A))
    assert every_score() == before
    assert (would.articles, would.more) == (1, 0)
    with transaction():
        set_profile(mo, publisher(), "Outlet One", Reliability.A, "It corrects itself.")
    assert [each.after.to_json() for each in would.moved] == [session.get_one(Score, claim.id).balance]


def test_only_moderators_set_profiles_and_with_a_reason(context: Flask) -> None:
    outlet(context, opened(context), 1)
    mo = moderator(context)
    with pytest.raises(NotAllowed):
        set_profile(person(context, "cy", level=3), publisher(), "Outlet One", Reliability.A, "Because.")
    for name, reason, field in (("", "Because.", "name"), ("Outlet", "", "reason"), ("x" * 201, "Because.", "name")):
        with pytest.raises(Invalid) as refused:
            set_profile(mo, publisher(), name, Reliability.A, reason)
        assert refused.value.field == field
    with pytest.raises(Conflict, match="already"):
        set_profile(mo, publisher(), "outlet1.example", None, "Nothing new.")


def test_of_very_many_articles_jobs_weigh_a_few_at_a_time(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    claim, mo = opened(context), moderator(context)
    weigh_all(panel(context, claim), [outlet(context, claim, 1)])
    before = log_odds(claim)
    monkeypatch.setattr(reach, "AT_ONCE", 0)
    monkeypatch.setattr(reach, "SLICE", 1)
    with transaction():
        set_profile(mo, publisher(), "Outlet One", Reliability.A, "It corrects itself.")
    assert log_odds(claim) == before
    assert session.scalar(select(func.count()).select_from(Job).where(Job.task == "weigh_articles")) == 1
    run_due()
    assert log_odds(claim) > before
