"""Who has something erased: two admins, or one with a day between; nobody in a matter of their own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from deliberate.core.actors import VISITOR, Actor
from deliberate.core.clock import now
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.models import Bearing
from deliberate.jobs.models import Job
from deliberate.moderation.flagging import raise_flag
from deliberate.moderation.models import FlagReason
from deliberate.moderation.purging.models import Purge, PurgeState
from deliberate.moderation.purging.services import (
    ask_for_purge,
    call_off_purge,
    confirm_purge,
    count_waiting,
    find_done,
    find_waiting,
)
from tests.host import person
from tests.moderation.scenes import events_of, moderator, opened, posted

Clock = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Has purges take a later moment for the present."""

    def set_to(span: timedelta) -> None:
        moment: datetime = now() + span
        monkeypatch.setattr("deliberate.moderation.purging.services.now", lambda: moment)

    return set_to


@pytest.fixture
def bearing(context: Flask) -> Bearing:
    return posted(person(context, "ann", level=1), opened(context))


def ask(actor: Actor, bearing: Bearing, code: str = "illegal") -> Purge:
    with transaction():
        return ask_for_purge(actor, "contribution", str(bearing.public_id), code)


def confirm(actor: Actor, purge: Purge) -> None:
    with transaction():
        confirm_purge(actor, purge)


def test_two_admins_erase_it_and_each_step_is_one_event(context: Flask, bearing: Bearing) -> None:
    ada, ari = person(context, "ada", "admin"), person(context, "ari", "admin")
    purge = ask(ada, bearing)
    assert bearing.is_visible
    assert ask(ada, bearing) is purge
    with pytest.raises(Conflict, match="Another admin has asked"):
        ask(ari, bearing)
    assert (count_waiting(), find_waiting("contribution", purge.name)) == (1, purge)

    confirm(ari, purge)
    confirm(ari, purge)

    assert (purge.state, purge.decided_by, count_waiting()) == (PurgeState.DONE, "ari", 0)
    assert find_done("contribution", purge.name) is purge
    assert [event.action for event in events_of(bearing)] == ["post", "ask_purge", "purge"]
    assert {event.reason_code for event in events_of(bearing)[1:]} == {"illegal"}
    assert len(session.scalars(select(Job).where(Job.task == "sweep_purged")).all()) == 1
    with pytest.raises(Conflict, match="erased already"), transaction():
        call_off_purge(ada, purge)
    with pytest.raises(NotFound, match="nothing is left of it"):
        ask(ada, bearing)
    assert verify_chain().fault is None


def test_one_admin_alone_waits_for_24_hours_and_confirms_again(context: Flask, bearing: Bearing, later: Clock) -> None:
    ada = person(context, "ada", "admin")
    purge = ask(ada, bearing)
    for span in (timedelta(0), timedelta(hours=23, minutes=59)):
        later(span)
        with pytest.raises(NotAllowed, match=r"Another admin can confirm it now; you can from .* UTC"):
            confirm(ada, purge)
    assert bearing.is_visible
    later(timedelta(hours=24, minutes=1))
    assert bearing.is_visible
    confirm(ada, purge)
    assert bearing.is_purged


def test_it_is_for_admins_who_have_no_part_in_it(context: Flask, bearing: Bearing) -> None:
    mo, ada, ari = moderator(context), person(context, "ada", "admin"), person(context, "ari", "admin")
    for who, error in ((mo, NotAllowed), (VISITOR, NotSignedIn)):
        with pytest.raises(error):
            ask(who, bearing)
    with transaction():
        raise_flag(ada, bearing, FlagReason.ILLEGAL)
    with pytest.raises(NotAllowed):
        ask(ada, bearing)
    purge = ask(ari, bearing)
    for who in (ada, mo):
        with pytest.raises(NotAllowed):
            confirm(who, purge)
    person(context, "abe", "admin")
    confirm(person(context, "abe", "admin"), purge)
    assert bearing.is_purged


def test_it_is_called_off_by_whoever_asked_and_by_those_who_could_confirm_it(context: Flask, bearing: Bearing) -> None:
    ada, ari = person(context, "ada", "admin"), person(context, "ari", "admin")
    with transaction():
        raise_flag(ari, bearing, FlagReason.ILLEGAL)
    purge = ask(ada, bearing)
    with pytest.raises(NotAllowed), transaction():
        call_off_purge(ari, purge)
    assert purge.state is PurgeState.WAITING
    with transaction():
        raise_flag(ada, bearing, FlagReason.ILLEGAL)
    person(context, "abe", "admin")
    with transaction():
        call_off_purge(ada, purge)
    assert purge.state is PurgeState.CALLED_OFF


def test_the_only_admin_may_in_a_matter_of_their_own_and_the_log_says_so(
    context: Flask, bearing: Bearing, later: Clock
) -> None:
    ada = person(context, "ada", "admin")
    moderator(context)
    with transaction():
        raise_flag(ada, bearing, FlagReason.ILLEGAL)
    purge = ask(ada, bearing)
    later(timedelta(days=1, seconds=1))
    confirm(ada, purge)
    assert [event.self_review for event in events_of(bearing)[1:]] == [True, True]


def test_called_off_it_stays_and_can_be_asked_for_anew(context: Flask, bearing: Bearing) -> None:
    ada, ari = person(context, "ada", "admin"), person(context, "ari", "admin")
    purge = ask(ada, bearing)
    for _ in range(2):
        with transaction():
            call_off_purge(ari, purge)
    assert bearing.is_visible
    with pytest.raises(Conflict, match="called off"):
        confirm(ari, purge)
    again = ask(ari, bearing)
    confirm(ada, again)
    assert bearing.is_purged
    assert [event.action for event in events_of(bearing)][1:] == [
        *("ask_purge", "call_off_purge", "ask_purge", "purge"),
    ]


def test_the_grounds_are_two_and_what_is_to_be_erased_has_to_be_there(context: Flask, bearing: Bearing) -> None:
    ada = person(context, "ada", "admin")
    with pytest.raises(Invalid, match="Choose why"):
        ask(ada, bearing, "spam")
    for kind, name in (
        *(("contribution", "nonsense"), ("nonsense", "1"), ("note", "999"), ("note", "x"), ("note", "9" * 40)),
        *(("article text", f"{bearing.article.public_id}.7"), ("article text", "x.1"), ("appeal", "")),
        ("article text", f"{bearing.article.public_id}.{'9' * 40}"),
    ):
        with pytest.raises(NotFound), transaction():
            ask_for_purge(ada, kind, name, "illegal")
    assert not session.scalars(select(Event).where(Event.action == "ask_purge")).all()
