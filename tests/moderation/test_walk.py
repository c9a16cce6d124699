"""Two thousand deeds at random by people of every level, and what has to hold after each of them."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select

from deliberate.articles.models import Article
from deliberate.core.actors import Actor
from deliberate.core.clock import now
from deliberate.core.contributions import PUBLIC, STANDING, Contribution, Status
from deliberate.core.db import session, transaction
from deliberate.core.errors import DomainError, NotAllowed
from deliberate.core.events import Event, verify_chain
from deliberate.core.policy import may
from deliberate.evidence.models import Bearing, Curation
from deliberate.moderation.actions import Axis, actions
from deliberate.moderation.models import Decision
from deliberate.moderation.queue_upkeep import refresh
from deliberate.moderation.releasing import release_overdue_quarantines
from deliberate.moderation.reversing import REVERSALS
from deliberate.moderation.services import undo
from deliberate.weighting.keeping import reweigh
from tests.moderation.snapshots import Snapshot, snapshot
from tests.moderation.walking import NAMES, PEOPLE, Try, World

WORLDS, STEPS, CHECK_EVERY = 8, 250, 50

#: How many deeds are of somebody who may do them; else nearly all were refused.
SENSIBLE = 0.7

#: How often each deed comes up.
DEEDS = Counter(
    {
        "post": 5,
        "decide": 14,
        "flag": 10,
        "rate": 5,
        "undo": 5,
        "edit": 5,
        "appeal": 5,
        "answer": 6,
        "modify": 3,
        "challenge": 1,
        "bear": 1,
        "remark": 1,
        "withdraw": 2,
        "stand": 2,
        "lock": 1,
        "take_back": 2,
        "sanction": 1,
        "object": 1,
        "look": 1,
        "put_off": 2,
        "hand_on": 1,
        "together": 2,
        "apart": 1,
        "wait": 3,
    }
)

#: Deeds that need leave for more than one thing: the item beside what it bears on, all of a batch, or of a source.
ASK_MORE = {"bear", "rate", "apart", "decide", "undo"}

#: What authors do, from which state to which.
OWN = {
    "post": {(None, "visible"), (None, "pending")},
    "edit": {(each.value, each.value) for each in STANDING} | {("returned", "pending")},
    "resubmit": {("returned", "pending")},
    "withdraw": {(each.value, "withdrawn") for each in STANDING},
}
STATES = {each.value for each in Status}


class Walk(RuleBasedStateMachine):
    """One world, and the time that passes in it."""

    app: Flask
    worlds: Iterator[int]
    clock: time_machine.Traveller
    done: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.app, next(self.worlds))
        self.steps = 0
        self.now = snapshot(self.world)
        #: What each contribution was before a decision, by the decision's id.
        self.earlier: dict[int, Any] = {}
        #: Who wrote, rated, flagged or challenged what, as it happened.
        self.parties: dict[int, set[str]] = {}

    @rule(drawn=st.integers(0, 2**32))
    def act(self, drawn: int) -> None:
        # Mixed with where it stands: the simplest run would be the same deed over and over.
        chance = Random(f"{drawn} {self.steps}")
        deed, who = chance.choice(sorted(DEEDS.elements())), chance.choice(sorted(PEOPLE))
        which, how = chance.randrange(12), chance.randrange(60)
        before = self.now
        if chance.random() < SENSIBLE:
            who = self._somebody_who_may(deed, chance, which, how) or who
        made = self._do(deed, self.world.actor(who), which, how)
        self.now = snapshot(self.world)
        note(f"{deed} by {who} {which} {how}: {'done' if made else 'refused'}")
        if made is None:
            assert self.now == before, "what was refused changed something"
        else:
            self._note(deed, self.world.actor(who), made)
            self._compare(before)
        if deed == "decide" and how % 3 == 0 and self.now.decision > before.decision:
            self._there_and_back(before)
        self.steps += 1
        if self.steps % CHECK_EVERY == 0:
            self.check()

    def _somebody_who_may(self, deed: str, chance: Random, which: int, how: int) -> str | None:
        if deed == "wait":
            return None
        for name in chance.sample(sorted(PEOPLE), len(PEOPLE)):
            actor = self.world.actor(name)
            found = self.world.try_to(deed, actor, which, how)
            if found is not None and any(may(actor, each, found.subject) for each in found.permissions):
                return name
        return None

    def _wait(self, hours: int) -> Try:
        """Time passes, and the clocks come round."""
        self.clock.shift(timedelta(hours=hours))
        return Try([], None, lambda: (release_overdue_quarantines(now()), refresh(self.now.states)))

    def _do(self, deed: str, actor: Actor, which: int, how: int) -> Try | None:
        """What was done; None where it was refused, or there was nothing to do it to."""
        attempt = None
        allowed = False
        try:
            with transaction():
                attempt = self._wait(how) if deed == "wait" else self.world.try_to(deed, actor, which, how)
                if attempt is None:
                    return None
                allowed = any(may(actor, each, attempt.subject) for each in attempt.permissions)
                attempt.work()
        except DomainError as refusal:
            self.done[f"{deed} refused"] += 1
            if allowed and deed not in ASK_MORE and isinstance(refusal, NotAllowed):
                raise
            return None
        self.done[deed] += 1
        return attempt

    def _note(self, deed: str, actor: Actor, made: Try) -> None:
        about = made.subject
        things = (
            {about.id} if isinstance(about, Contribution) and deed in ("edit", "rate", "flag", "challenge") else set()
        )
        if isinstance(about, Bearing) and deed == "rate":
            things.add(about.evidence_id)
        for each in things:
            self.parties.setdefault(each, set()).add(actor.key)

    def _compare(self, before: Snapshot) -> None:
        """Every change of a state has one event, which the table of actions has; nobody judged their own matter."""
        after = self.now
        events = session.scalars(select(Event).where(Event.id > before.event).order_by(Event.id)).all()
        decisions = session.scalars(select(Decision).where(Decision.id > before.decision)).all()
        by_event = {each.event_id: each for each in decisions}
        moved: dict[tuple[int, Axis], list[Event]] = {}
        for event in events:
            key = after.names.get(event.target)
            if key is not None:
                for there in self._axis(event, key, by_event.get(event.id)):
                    moved.setdefault(there, []).append(event)
        for key, state in after.states.items():
            was = before.states.get(key)
            shown = self._steps(moved.get((key, Axis.VISIBILITY), []), was and was[0].value, state[0].value)
            assert shown == (was is None or was[0] is not state[0]), f"{key}: {was} -> {state} with {shown} events"
            marks = self._steps(moved.get((key, Axis.CURATION), []), was and before.mark(key), after.mark(key))
            assert marks == (was is not None and before.mark(key) != after.mark(key))
        for each in decisions:
            self._judge(each, before)

    def _steps(self, events: list[Event], was: str | None, now_is: str | None) -> int:
        """How many they are; of something milder on appeal, what is put back and what takes its place are one or none.

        Those two come one after the other in one case, from what was to what is.
        """
        if len(events) != 2:
            return len(events)
        back, instead = events
        assert (back.action, back.case is not None, back.case) == ("modify", True, instead.case)
        assert (back.before, back.after, instead.after) == (was, instead.before, now_is)
        return int(was != now_is)

    def _axis(self, event: Event, key: int, decision: Decision | None) -> Iterator[tuple[int, Axis]]:
        """The axis along which an event moved something, if it did."""
        step = (event.before, event.after)
        if event.action in NAMES:
            action = actions.get(event.action)
            assert decision is not None
            assert event.role in (("system",) if action.by_system else ("moderator", "admin"))
            starts = (action.on_appeal if event.case else action).from_states | (
                {Status.PENDING.value, *(each.value for each in PUBLIC)} if action.answers_edit else set()
            )
            assert event.before in starts, f"{event.action} from {event.before}"
            assert event.after == action.to_state
            if event.revision != self.now.states[key][1][0]:
                return  # an edit was turned down; what readers see stayed
        elif event.action in OWN:
            assert step in OWN[event.action], f"{event.action}: {step}"
        elif event.action == "modify" and decision is None:
            return  # the end or the rule of a lock
        elif event.action in REVERSALS and step != (None, None):
            assert decision is not None
            undone = session.scalars(select(Decision).where(Decision.undone_by_id == decision.id)).one()
            if undone.prior["waiting"] is not None and actions.get(undone.action).answers_edit:
                return  # it was about an edit; readers go on seeing one wording or the other
        else:
            assert event.before == event.after, f"{event.action}: {step}"
        if event.before == event.after:
            return
        curation = {each.value for each in Curation}
        yield key, Axis.CURATION if event.before in curation and event.after in curation else Axis.VISIBILITY

    def _judge(self, decision: Decision, before: Snapshot) -> None:
        key = decision.contribution_id
        if key in before.states:
            self.earlier[decision.id] = before.states[key]
        if decision.action in NAMES and actions.get(decision.action).by_system:
            return
        author = session.scalars(select(Contribution.author_id).where(Contribution.id == key)).one()
        own = self.parties.get(key, set()) | {author}
        assert decision.self_review or decision.lead_id or decision.actor_id not in own, "judged their own matter"
        undone = session.scalar(select(Decision).where(Decision.undone_by_id == decision.id))
        if decision.action in ("overturn", "modify"):
            assert undone is not None
            assert decision.self_review or undone.actor_id != decision.actor_id, "judged their own decision"
        if decision.action == "undo" and undone is not None and undone.id in self.earlier:
            now_is, was = (self._but_for_locks(each) for each in (self.now.states[key], self.earlier[undone.id]))
            assert now_is == was, f"{undone.action} was not put back"
            assert not [flag for flag, settled, _upheld in self.now.flags if settled == undone.id]

    def _but_for_locks(self, state: Any) -> Any:
        """A lock on what goes along is logged on what leads, and can be taken off between a decision and its undo."""
        status, columns, *more = state
        return (status, columns[:-1], *more)

    def _there_and_back(self, before: Snapshot) -> None:
        """Undone at once, all is as it was: states, flags, levels, the queue and every score."""
        with transaction():
            lead = session.scalars(
                select(Decision).where(Decision.id > before.decision, Decision.lead_id.is_(None))
            ).one()
            undo(self.world.actor(next(n for n, a in self.world.actors.items() if a.id == lead.actor_id)), lead)
        self.now = snapshot(self.world)
        assert self.now.states == before.states
        for name in ("flags", "people", "cases"):
            assert sorted(getattr(self.now, name), key=str) == sorted(getattr(before, name), key=str), name
        # What was put off comes back at once: somebody has looked at it since.
        now_, was = {each[:2] for each in self.now.waiting}, {each[:2] for each in before.waiting}
        assert now_ == was, f"{lead.action}: {[(each, self.now.states.get(each[1])) for each in now_ ^ was]}"
        assert {each for each in before.waiting if each[3] is None} <= set(self.now.waiting)
        assert self.now.scores == pytest.approx(before.scores, abs=1e-9), f"undone: {lead.action}"
        assert self.now.weights == pytest.approx(before.weights, abs=1e-9)
        self.done["there and back"] += 1

    def check(self) -> None:
        """The chain holds, and whatever is kept in step is what it would be if it were worked out anew."""
        assert verify_chain().fault is None
        with transaction():
            for article in self.world.articles:
                reweigh(session.get_one(Article, article))
            refresh(self.now.states)
        anew = snapshot(self.world)
        assert anew.scores == pytest.approx(self.now.scores, abs=1e-9)
        assert anew.weights == pytest.approx(self.now.weights, abs=1e-9)
        assert sorted(anew.waiting, key=str) == sorted(self.now.waiting, key=str)
        self.now = anew

    def teardown(self) -> None:
        self.check()


@pytest.mark.slow
def test_whatever_people_do_every_change_is_in_the_tables_and_in_the_log_once(context: Flask) -> None:
    done: Counter[str] = Counter()
    with time_machine.travel(now(), tick=True) as clock:
        machine = type("Walk", (Walk,), {"app": context, "worlds": iter(range(10**6)), "clock": clock, "done": done})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=WORLDS,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
    # Every deed was done by somebody, and refused to somebody.
    assert {deed for deed in DEEDS if not done[deed]} == set()
    assert sum(done.values()) > WORLDS * STEPS / 2
