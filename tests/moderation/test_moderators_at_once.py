"""A hundred moderators act on the same items at the same moment: nothing is lost, and nothing is decided twice."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import exc, select

from deliberate.core.actors import Actor
from deliberate.core.contributions import Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import Conflict, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.evidence.models import Bearing
from deliberate.moderation.appealing import find_appeal
from deliberate.moderation.claiming import claim
from deliberate.moderation.models import Appeal, AppealState, Decision, Flag, FlagReason
from deliberate.moderation.queue_models import QueueEntry
from deliberate.moderation.services import appeal, decide, decide_appeal, raise_flag
from tests.factories import make_article, make_bearing, make_proposition
from tests.own_site import account

MODERATORS, ITEMS = 100, 10

#: How often somebody comes back whose turn to write did not come.
_PATIENCE = 100


@pytest.fixture
def people(own_site: Flask) -> list[Actor]:
    return [account(own_site, f"warden-{number}", "moderator") for number in range(MODERATORS)]


@pytest.fixture
def items(own_site: Flask) -> list[tuple[int, int]]:
    """Ids and versions of items that wait."""
    with own_site.app_context():
        with transaction():
            article = make_article()
            claim_there = make_proposition(article, main_of_id=article.id)
            made = [make_bearing(claim_there, status=Status.PENDING) for _each in range(ITEMS)]
        return [(each.id, each.version) for each in made]


def all_at_once(app: Flask, people: list[Actor], act: Callable[[Actor], str]) -> list[str]:
    """What came of an act that each of them tries at one moment, in a thread and a session of their own."""
    gate = threading.Barrier(len(people))

    def run(actor: Actor) -> str:
        gate.wait(60)
        for _try in range(_PATIENCE):
            with app.app_context():
                try:
                    with transaction():
                        return act(actor)
                except (Conflict, NotAllowed) as refusal:
                    return refusal.message
                except (exc.OperationalError, exc.TimeoutError):
                    continue
        return "never had a turn"

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


@pytest.mark.slow
def test_each_item_is_decided_by_one_of_a_hundred(
    own_site: Flask, people: list[Actor], items: list[tuple[int, int]]
) -> None:
    def act(actor: Actor) -> str:
        number = people.index(actor)
        item, version = items[number % ITEMS]
        action = "approve" if number % 2 else "reject"
        decide(actor, session.get_one(Bearing, item), action, "spam", f"Says number {number}.", version=version)
        return "decided"

    outcomes = Counter(all_at_once(own_site, people, act))
    assert outcomes["decided"] == ITEMS
    assert outcomes["never had a turn"] == 0
    assert outcomes.total() == MODERATORS
    with own_site.app_context():
        decisions = session.scalars(select(Decision).where(Decision.lead_id.is_(None))).all()
        assert Counter(each.contribution_id for each in decisions) == {item: 1 for item, _version in items}
        events = session.scalars(select(Event.id).where(Event.action.in_(("approve", "reject")))).all()
        assert {each.event_id for each in decisions} <= set(events)
        for each in decisions:
            assert session.get_one(Contribution, each.contribution_id).status.value == each.after
        assert session.scalars(select(QueueEntry.id)).all() == []
        assert verify_chain().fault is None


@pytest.mark.slow
def test_one_of_a_hundred_who_want_to_look_at_it_does(
    own_site: Flask, people: list[Actor], items: list[tuple[int, int]]
) -> None:
    def act(actor: Actor) -> str:
        claim(actor, session.get_one(Bearing, items[0][0]))
        return "mine"

    outcomes = Counter(all_at_once(own_site, people, act))
    assert outcomes["mine"] == 1
    assert sum(count for words, count in outcomes.items() if "is looking at it" in words) == MODERATORS - 1


@pytest.mark.slow
def test_decisions_flags_and_appeals_at_one_moment_each_count_once_or_are_refused(
    own_site: Flask, people: list[Actor]
) -> None:
    """Of what a hundred do to ten items at once, some decide, some flag, authors appeal and others answer."""
    author = account(own_site, "author", level=1)
    with own_site.app_context():
        with transaction():
            article = make_article()
            there = make_proposition(article, main_of_id=article.id)
            shown = [make_bearing(there, author=author.key) for _each in range(ITEMS)]
        with transaction():
            first = [decide(people[0], each, "remove", "spam", "It sells shoes.") for each in shown[: ITEMS // 2]]
        removed = [each.id for each in first]
        items = [each.id for each in shown]

    def act(actor: Actor) -> str:
        number = people.index(actor)
        item, turn = items[number % ITEMS], number // ITEMS % 4
        if number % ITEMS < ITEMS // 2:
            decision = session.get_one(Decision, removed[number % ITEMS])
            if turn == 0:
                appeal(author, decision, f"It does not, says {number}.")
                return "appealed"
            case = find_appeal(decision)
            if case is None:
                decide(actor, session.get_one(Bearing, item), "restore", reason=f"It does not, says {number}.")
                return "restored"
            decide_appeal(actor, case, turn == 1, f"We have looked, says {number}.")
            return "answered"
        if turn % 2:
            raise_flag(actor, session.get_one(Bearing, item), FlagReason.SPAM)
            return "flagged"
        decide(actor, session.get_one(Bearing, item), "remove", "spam", f"Says number {number}.")
        return "removed"

    outcomes = Counter(all_at_once(own_site, people, act))
    assert outcomes["never had a turn"] == 0
    assert outcomes["removed"] == ITEMS - ITEMS // 2
    assert outcomes.total() == MODERATORS
    with own_site.app_context():
        leads = session.scalars(select(Decision).where(Decision.lead_id.is_(None), Decision.id.not_in(removed))).all()
        made = Counter(each.action for each in leads if each.actor_id != "system")
        assert made["remove"] == outcomes["removed"]
        assert made["restore"] == outcomes["restored"]
        cases = session.scalars(select(Appeal)).all()
        assert len(cases) == outcomes["appealed"]
        assert sum(each.state is not AppealState.OPEN for each in cases) == outcomes["answered"]
        assert made["overturn"] == sum(each.state is AppealState.OVERTURNED for each in cases)
        flags = session.scalars(select(Flag).where(Flag.contribution_id.in_(items))).all()
        assert len(flags) == outcomes["flagged"]
        # What was removed has answered every flag that came before it.
        assert all(each.settled_at is not None and each.upheld for each in flags)
        for item in items:
            last = session.scalars(
                select(Decision).where(Decision.contribution_id == item).order_by(Decision.id.desc()).limit(1)
            ).one()
            assert session.get_one(Contribution, item).status.value == last.after
        assert verify_chain().fault is None
