"""Who may flag what, how often, and when flags set something aside."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed, NotSignedIn, TooMany
from deliberate.core.site import settings
from deliberate.evidence.models import Bearing
from deliberate.moderation.accuracy import Accuracy
from deliberate.moderation.flagging import flags_a_day, weight_of
from deliberate.moderation.models import Decision, Flag, FlagReason
from deliberate.moderation.services import decide, raise_flag
from deliberate.propositions.models import Answer, Proposition
from deliberate.weighting.models import Dimension
from tests.factories import make_bearing, make_rating
from tests.host import person
from tests.moderation.scenes import events_of, flagged, item_of, moderator, opened, posted, stand


def people_at(app: Flask, level: int, count: int) -> list[Actor]:
    return [person(app, f"reader {level}.{number}", level=level) for number in range(count)]


def an_item(app: Flask) -> tuple[Proposition, Bearing]:
    claim = opened(app)
    return claim, posted(person(app, "ann", level=1), claim)


def test_a_flag_keeps_what_its_raiser_was_and_said(context: Flask) -> None:
    _claim, bearing = an_item(context)
    flag = flagged(person(context, "bob", level=2), bearing)
    assert (flag.reason, flag.revision, flag.level) == (FlagReason.MISQUOTED, 1, 2)
    assert flag.note == "Page 3 says otherwise."
    assert flag.settled_at is None


def test_a_double_click_flags_once_and_another_reason_is_refused(context: Flask) -> None:
    _claim, bearing = an_item(context)
    bob = person(context, "bob", level=1)
    assert flagged(bob, bearing).id == flagged(bob, bearing).id
    with pytest.raises(Conflict, match="already"):
        flagged(bob, bearing, FlagReason.SPAM)
    assert len(session.scalars(select(Flag).where(Flag.contribution_id == bearing.id)).all()) == 1


@pytest.mark.parametrize("reason", list(FlagReason))
def test_a_newcomer_may_report_only_what_cannot_wait(context: Flask, reason: FlagReason) -> None:
    _claim, bearing = an_item(context)
    newcomer = person(context, "newcomer")
    if reason in {FlagReason.ILLEGAL, FlagReason.PERSONAL_DATA}:
        assert flagged(newcomer, bearing, reason).level == 0
    else:
        with pytest.raises(NotAllowed):
            flagged(newcomer, bearing, reason)


def test_a_visitor_signs_in_first_and_nobody_flags_their_own(context: Flask) -> None:
    _claim, bearing = an_item(context)
    with pytest.raises(NotSignedIn):
        flagged(VISITOR, bearing)
    with pytest.raises(NotAllowed):
        flagged(person(context, "ann", level=1), bearing)


def test_what_is_not_shown_cannot_be_flagged(context: Flask) -> None:
    claim = opened(context)
    with transaction():
        bearing = make_bearing(session.merge(claim), status=Status.PENDING)
    with pytest.raises(Conflict, match="not shown"):
        flagged(person(context, "bob", level=1), bearing)


def test_each_level_doubles_the_flags_of_a_day(context: Flask) -> None:
    assert settings.flags_per_day == 10
    assert [flags_a_day(level) for level in range(5)] == [5, 10, 20, 40, 80]


def test_past_the_days_limit_a_flag_is_refused_until_tomorrow(context: Flask) -> None:
    _claim, bearing = an_item(context)
    bob = person(context, "bob", level=1)
    with transaction():
        for _each in range(10):
            item = make_bearing(_claim)
            raise_flag(bob, item, FlagReason.SPAM)
    with pytest.raises(TooMany, match="10 flags"):
        flagged(bob, bearing)
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        flagged(bob, bearing)


def test_the_same_reason_is_refused_for_a_day_on_what_was_kept(context: Flask) -> None:
    _claim, bearing = an_item(context)
    bob, eve, zoe = people_at(context, 1, 3)
    mo = moderator(context)
    flagged(bob, bearing)
    with transaction():
        decide(mo, bearing, "keep")
    with pytest.raises(Conflict, match="kept it"):
        flagged(eve, bearing)
    flagged(zoe, bearing, FlagReason.SPAM)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        flagged(eve, bearing)


@pytest.mark.parametrize(("level", "weight"), [(0, 0.5), (1, 1.0), (2, 1.5), (3, 2.0), (4, 2.5), (9, 3.0)])
def test_a_flag_weighs_by_level_up_to_three(level: int, weight: float) -> None:
    assert weight_of(Flag(level=level), Accuracy()) == weight


def test_three_heavy_flags_of_two_viewpoints_set_an_item_aside_with_its_evidence(context: Flask) -> None:
    claim, bearing = an_item(context)
    readers = people_at(context, 3, 3)
    with transaction():
        for reader, answer in zip(readers, (Answer.AGREE, Answer.AGREE, Answer.DISAGREE), strict=True):
            stand(reader, claim, answer)
    for reader in readers[:2]:
        flagged(reader, bearing)
    assert bearing.status is Status.VISIBLE
    flagged(readers[2], bearing)
    assert (bearing.status, item_of(bearing).status) == (Status.QUARANTINED, Status.QUARANTINED)
    last = events_of(bearing)[-1]
    assert (last.actor, last.action, last.reason_code) == ("system", "quarantine", "flags")
    decision = session.scalars(select(Decision).where(Decision.contribution_id == bearing.id)).one()
    assert (decision.actor_id, decision.reported, decision.reason) == ("system", True, "3 people flagged it.")


def _two_viewpoints_weigh(context: Flask, claim: Proposition, bearing: Bearing) -> None:
    with transaction():
        for name, answer in (("rater a", Answer.AGREE), ("rater b", Answer.DISAGREE)):
            stand(Actor(id=name, level=1), claim, answer)
            make_rating(bearing, name, Dimension.RELEVANCE)


@pytest.mark.parametrize("answers", [(Answer.AGREE,) * 3, (None, None, None), (Answer.AGREE, None, None)])
def test_one_viewpoint_alone_sets_nothing_aside_where_two_are_in_the_room(
    context: Flask, answers: tuple[Answer | None, ...]
) -> None:
    claim, bearing = an_item(context)
    _two_viewpoints_weigh(context, claim, bearing)
    readers = people_at(context, 3, 3)
    with transaction():
        for reader, answer in zip(readers, answers, strict=True):
            if answer:
                stand(reader, claim, answer)
    for reader in readers:
        flagged(reader, bearing)
    assert bearing.status is Status.VISIBLE


def test_light_flags_set_nothing_aside(context: Flask) -> None:
    _claim, bearing = an_item(context)
    for reader in people_at(context, 1, 5):
        flagged(reader, bearing)
    assert bearing.status is Status.VISIBLE
    flagged(person(context, "one more", level=1), bearing)
    assert bearing.status is Status.QUARANTINED


def test_two_trusted_flags_for_spam_are_enough(context: Flask) -> None:
    claim, bearing = an_item(context)
    _two_viewpoints_weigh(context, claim, bearing)
    first, second = people_at(context, 3, 2)
    flagged(first, bearing, FlagReason.SPAM)
    assert bearing.status is Status.VISIBLE
    flagged(second, bearing, FlagReason.SPAM)
    assert bearing.status is Status.QUARANTINED


def _trusted_spam(app: Flask, item: Contribution, names: str) -> None:
    for name in names:
        flagged(person(app, f"trusted {name}", level=3), item, FlagReason.SPAM)


def test_a_wording_that_was_kept_is_not_set_aside_again(context: Flask) -> None:
    _claim, bearing = an_item(context)
    mo = moderator(context)
    _trusted_spam(context, bearing, "ab")
    with transaction():
        decide(mo, bearing, "keep")
    assert (bearing.status, item_of(bearing).status) == (Status.VISIBLE, Status.VISIBLE)
    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        _trusted_spam(context, bearing, "cd")
    assert bearing.status is Status.VISIBLE
